"""Loading sheets: what is accepted, and what is said of a bad one."""

from __future__ import annotations

import string
import tomllib
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specs import loader
from specs.errors import SheetError, ToolError
from specs.loader import LoadedSheet, load_sheet, sheet_names
from specs.sheet import requirement_key
from specs.toml_files import MAXIMUM_FILE_BYTES, read_toml

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = """
publisher = "North Light"
title = "Sound handbook"
edition = "3"
status = "current"
[documents.handbook]
title = "Sound handbook"
retrieved = 2026-09-01
obtained = "read in the text itself"
"""
PEAK: Final = """
[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "handbook §4"
maximum_dbtp = -2.0
"""
RATE: Final = """
[[deliverables.mix.requirements]]
rule = "form.sample-rate"
level = "shall"
grade = "primary"
source = "handbook §5"
allowed_hz = [48000]
"""
BASE: Final = f"""
id = "base"
{HEAD}
[deliverables.mix]
title = "Printmaster"
{PEAK}
{RATE}
"""


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(path: str) -> str:
    """The refusal of a sheet; whatever is wrong with it, it is one an operator can act on."""
    with pytest.raises(SheetError) as caught:
        load_sheet(path)
    return str(caught.value)


def keys(loaded: LoadedSheet, deliverable: str = "mix") -> list[str]:
    return [requirement_key(requirement) for requirement in loaded.sheet.deliverables[deliverable].requirements]


def test_a_sheet_is_loaded_by_path(tmp_path: Path) -> None:
    loaded = load_sheet(write(tmp_path, "base.toml", BASE))
    assert loaded.sheet.id == "base"
    assert keys(loaded) == ["peak.true-peak", "form.sample-rate"]
    assert len(loaded.digest) == 64


def test_a_sheet_of_the_shelf_is_loaded_by_id() -> None:
    assert load_sheet("ebu-r128").sheet.id == "ebu-r128"
    assert "ebu-r128" in sheet_names()
    assert list(sheet_names()) == sorted(sheet_names())


def test_a_file_of_the_shelf_has_the_name_of_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "files", lambda _: tmp_path)
    write(tmp_path, "sheets/base.toml", BASE)
    write(tmp_path, "sheets/other.toml", BASE)
    assert sheet_names() == ("base", "other")
    assert load_sheet("base").sheet.id == "base"
    assert "A sheet's file has the name of its id." in refused("other")


def test_a_typo_in_an_id_is_answered_with_the_nearest_ids() -> None:
    said = refused("ebu-r182")
    assert "There is no such sheet." in said
    assert "ebu-r128" in said
    assert "List the sheets" in said


def test_a_name_like_nothing_on_the_shelf_is_answered_with_the_two_forms() -> None:
    assert "a sheet id, or the path of a .toml file" in refused("§§§")


def test_the_digest_changes_with_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "base.toml", BASE)
    first = load_sheet(path).digest
    assert load_sheet(path).digest == first
    write(tmp_path, "base.toml", BASE + "# a remark\n")
    assert load_sheet(path).digest != first


@pytest.mark.parametrize("key", ['extends = "ebu-r128"', 'removes = ["peak.true-peak"]'])
def test_a_sheet_stands_on_its_own(tmp_path: Path, key: str) -> None:
    """A figure is read where it is cited: nothing is taken over from another file."""
    name = key.partition(" ")[0]
    assert f"{name}: there is no such key" in refused(write(tmp_path, "base.toml", f"{key}\n{BASE}"))


def test_two_requirements_of_one_key_are_refused_and_not_one_of_them_lost(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "base.toml", BASE + PEAK))
    assert said.count("two requirements have the same key: peak.true-peak") == 2
    assert "demand 1 (peak.true-peak)" in said
    assert "demand 3 (peak.true-peak)" in said


def test_a_second_requirement_of_a_rule_has_a_key(tmp_path: Path) -> None:
    second = PEAK.replace('rule = "peak.true-peak"', 'rule = "peak.true-peak"\nkey = "peak.warning"')
    assert keys(load_sheet(write(tmp_path, "base.toml", BASE + second)))[-1] == "peak.warning"


def test_an_unknown_key_is_named_with_its_place_and_the_nearest_key(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "base.toml", BASE.replace("maximum_dbtp", "maximum_dbpt")))
    assert ": deliverables.mix, demand 1 (peak.true-peak), maximum_dbpt: there is no such key" in said
    assert "did you mean maximum_dbtp?" in said
    assert "maximum_dbtp: is missing" in said


def test_an_unknown_rule_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "base.toml", BASE.replace('"peak.true-peak"', '"peak.truepeak"')))
    assert "there is no rule 'peak.truepeak'; did you mean peak.true-peak" in said


def test_a_requirement_without_a_rule_is_refused(tmp_path: Path) -> None:
    assert "'rule' is missing" in refused(write(tmp_path, "base.toml", BASE.replace('rule = "form.sample-rate"', "")))


def test_a_document_that_is_not_listed_is_refused_with_the_place_that_cites_it(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "base.toml", BASE.replace("handbook §4", "manual §4")))
    assert "demand 1 (peak.true-peak), source: cites the document 'manual'" in said
    assert "not among the sheet's documents (handbook)" in said


@pytest.mark.parametrize("source", ["", "handbook", "handbook ", "Handbook §4", "§4"])
def test_a_figure_without_a_place_in_a_document_is_refused(tmp_path: Path, source: str) -> None:
    said = refused(write(tmp_path, "base.toml", BASE.replace("handbook §4", source)))
    assert "a source is a document of this sheet and a clause" in said


def test_a_figure_without_any_source_is_refused(tmp_path: Path) -> None:
    assert "source: is missing" in refused(write(tmp_path, "base.toml", BASE.replace('source = "handbook §4"', "")))


def test_an_alternatives_own_source_must_be_listed_as_well(tmp_path: Path) -> None:
    loudness = """
    [[deliverables.mix.requirements]]
    rule = "loudness.integrated"
    level = "shall"
    grade = "primary"
    source = "handbook §1"
    alternatives = [{ gating = "programme", target = -23.0, tolerance_above = 1.0, source = "memo §2" }]
    """
    assert "cites the document 'memo'" in refused(write(tmp_path, "base.toml", BASE + loudness))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", '"loud"', "[]"])
def test_what_is_no_level_is_refused(tmp_path: Path, value: str) -> None:
    said = refused(write(tmp_path, "base.toml", BASE.replace("maximum_dbtp = -2.0", f"maximum_dbtp = {value}")))
    assert "maximum_dbtp: expected a number" in said


def test_a_layout_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    said = refused(
        write(tmp_path, "base.toml", BASE.replace('title = "Printmaster"', 'title = "P"\nsoundfields = ["5.2"]'))
    )
    assert "deliverables.mix.soundfields: there is no such channel layout; expected 5.1.2 or 5.1 or" in said


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("latin.toml", 'id = "caf\xe9"'.encode("latin-1"), "not valid TOML"),
        ("utf16.toml", 'id = "a"'.encode("utf-16"), "not valid TOML"),
        ("broken.toml", b'id = "a', "not valid TOML"),
        ("huge-number.toml", b"id = " + b"9" * 5000, "not valid TOML"),
        ("deep.toml", b"id = " + b"[" * 100_000, "not valid TOML"),
        ("twice.toml", b'id = "a"\nid = "b"', "not valid TOML"),
        ("empty.toml", b"", "publisher: is missing"),
        ("long.toml", b"#" * (MAXIMUM_FILE_BYTES + 1), "too long"),
    ],
)
def test_what_is_no_sheet_is_refused_with_the_file(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = refused(str(path))
    assert what in said
    assert name in said


def test_a_sheet_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert load_sheet(str(path)).sheet.id == "base"


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "There is no such file." in refused(str(tmp_path / "none.toml"))
    (tmp_path / "folder.toml").mkdir()
    assert "There is no such file." in refused(str(tmp_path / "folder.toml"))
    refused(str(tmp_path / f"{'long' * 200}.toml"))
    refused("nul\0.toml")


@pytest.mark.parametrize(
    "text",
    [
        "id = 3",
        'id = "a"\ndocuments = 3',
        'id = "a"\ndeliverables = 3',
        'id = "a"\ndeliverables = { mix = 3 }',
        'id = "a"\ndeliverables = { mix = { requirements = 3 } }',
        'id = "a"\ndeliverables = { mix = { requirements = [3] } }',
        'id = "a"\ndeliverables = { mix = { requirements = [{}] } }',
        'id = "a"\ndeliverables = [1]',
        'id = "a"\ndeliverables = { mix = [] }',
        'id = "a"\ndeliverables = { mix = { requirements = { rule = "peak.true-peak" } } }',
    ],
)
def test_nonsense_is_refused_and_never_a_crash(tmp_path: Path, text: str) -> None:
    assert refused(write(tmp_path, "nonsense.toml", text))


JUNK = st.recursive(
    st.one_of(st.sampled_from(["mix", "base.toml", "peak.true-peak", "handbook §1"]), st.integers(), st.booleans()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rule", "key", "requirements", "mix", "source", "when", "documents"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _toml(value: object) -> str:
    """Write a value as TOML; plain text has nothing that needs an escape."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


@given(deliverables=JUNK, documents=JUNK)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_loads_or_is_refused_by_name(tmp_path: Path, deliverables: object, documents: object) -> None:
    text = f'id = "a"\ndeliverables = {_toml(deliverables)}\ndocuments = {_toml(documents)}\n'
    tomllib.loads(text)
    path = write(tmp_path, "junk.toml", text)
    try:
        said = load_sheet(path).sheet.id
    except SheetError as error:
        said = f"{error.where or error.found}"
    assert said not in {"", "None"}


@given(content=st.binary(max_size=200) | st.text(string.printable, max_size=200).map(str.encode))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_as_an_error_the_operator_can_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bytes.toml"
    path.write_bytes(content)
    with pytest.raises(ToolError) as caught:
        load_sheet(str(path))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 20_000 + " = 1\n",
        "[" + "a." * 20_000 + "a]\n",
        "[[" + "a . " * 40 + "a]]\n",
        "x = {" + '"a".' * 20_000 + "a = 1}\n",
        "x = [1, {b = 2, " + "'a'." * 33 + "a = 1}]\n",
        "# a comment\n\ny = 1\n" + "a." * 33 + "a = 1\n",
    ],
)
def test_a_key_of_very_many_parts_is_refused_before_it_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        read_toml(path, SheetError)
    assert "a key of more than 32 parts" in str(caught.value.found)


@pytest.mark.parametrize("text", ["a" + ".a" * 31 + " = 1\n", f'x = "{"a." * 100}a"\n', "x = 1.5\ny = 1.25e3\n"])
def test_keys_and_texts_with_few_parts_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "flat.toml"
    path.write_text(text, encoding="utf-8")
    assert read_toml(path, SheetError)[0]
