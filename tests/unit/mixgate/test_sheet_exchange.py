"""`mixgate sheets export` and `import` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mixgate.commands.sheet_exchange import export_sheet, import_sheet
from mixgate.outputs.specification_page import sheet_to_html
from specs.errors import SheetError, UsageError
from specs.loader import load_sheet, sheet_names

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sheet_is_written_both_ways_and_what_is_lost_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    umdp, html = tmp_path / "svt.json", tmp_path / "svt.html"
    export_sheet("svt", deliverable="stereo", umdp=str(umdp), html=str(html))
    said = capsys.readouterr()
    assert said.out == ""
    assert "left out:" in said.err
    assert json.loads(umdp.read_text(encoding="utf-8"))["id"] == "svt_stereo"
    assert "SVT" in html.read_text(encoding="utf-8")
    import_sheet(umdp, out=str(tmp_path / "svt-stereo.toml"), json=True)
    rows = json.loads(capsys.readouterr().out)["lost"]
    assert rows[0].keys() == {"what", "figures", "why", "text"}
    assert load_sheet(str(tmp_path / "svt-stereo.toml")).sheet.territory == "Sweden"


def test_of_several_deliverables_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one deliverable"):
        export_sheet("svt", umdp=str(tmp_path / "x.json"))
    with pytest.raises(UsageError, match="no such deliverable"):
        export_sheet("svt", umdp=str(tmp_path / "x.json"), deliverable="mono")
    with pytest.raises(UsageError, match="Nothing is to be written"):
        export_sheet("svt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"id": NaN}', b"[" * 100_000, b'{"id": "x", "name": "y"}']
)
def test_what_is_no_umdp_document_is_an_error_and_writes_nothing(tmp_path: Path, content: bytes) -> None:
    document = tmp_path / "a.json"
    document.write_bytes(content)
    with pytest.raises(SheetError):
        import_sheet(document, out=str(tmp_path / "a.toml"))
    with pytest.raises(SheetError):
        import_sheet(tmp_path, out=str(tmp_path / "a.toml"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_document_is_not_overwritten_by_its_sheet(tmp_path: Path) -> None:
    document = tmp_path / "a.json"
    document.write_text("{}")
    with pytest.raises(UsageError, match="overwrite"):
        import_sheet(document, out=str(document))
    with pytest.raises(UsageError, match="standard output"):
        import_sheet(document, json=True)


@pytest.mark.parametrize("name", sheet_names()[::9])
def test_the_page_has_every_demand_and_nothing_from_elsewhere(name: str) -> None:
    sheet = load_sheet(name).sheet
    page = sheet_to_html(sheet)
    demands = sum(len(deliverable.requirements) for deliverable in sheet.deliverables.values())
    assert page.count("<tr><td") == demands
    assert "<script" not in page
    assert "src=" not in page


def test_a_sheet_cannot_put_markup_on_the_page() -> None:
    sheet = load_sheet("svt").sheet.model_copy(update={"publisher": "<script>alert(1)</script>", "note": "<b>"})
    page = sheet_to_html(sheet)
    assert "<script" not in page
    assert "&lt;b&gt;" in page
