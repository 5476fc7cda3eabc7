"""`mixgate sheets` on the command line: what it says, and the exit code a pipeline sees."""

from __future__ import annotations

import csv
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from typer import Exit

from mixgate.commands.sheets import diff, find, lint, list_sheets, matrix
from specs.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

SHEET = """id = "client"
publisher = "A client"
title = "Mix specification"
edition = "3"
status = "current"
note = "No loudness figure is transcribed."
[documents.spec]
title = "Mix specification"
retrieved = 2026-03-01
obtained = "read"
[deliverables.mix]
title = "Printmaster"
[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "spec §2"
maximum_dbtp = -2.0
"""


def linted(folder: Path, capsys: pytest.CaptureFixture[str], **texts: str) -> tuple[int, str, str]:
    names = []
    for name, text in texts.items():
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        names.append(str(path))
    with pytest.raises(Exit) as caught:
        lint(names)
    said = capsys.readouterr()
    return caught.value.exit_code, said.out, said.err


def test_a_sound_sheet_is_counted_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(tmp_path, capsys, good=SHEET) == (0, "1 sheet, 0 problems.\n", "")


def test_every_fault_is_a_problem_and_the_next_sheet_is_still_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = SHEET.replace("edition", "editon").replace("maximum_dbtp", "maximum_dbpt")
    unused = SHEET + '[documents.memo]\ntitle = "Memo"\nretrieved = 2026-03-01\nobtained = "read"\n'
    code, out, err = linted(tmp_path, capsys, bad=bad, unused=unused)
    assert code == 2
    assert err.count("line ") == 3  # the two unknown keys, and the missing figure at its table
    assert "did you mean edition?" in err
    assert "documents.memo: nothing cites it" in out
    assert out.endswith("2 sheets, 5 problems.\n")


def test_a_warning_is_said_with_its_reason_and_leaves_the_exit_code_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = linted(tmp_path, capsys, odd=SHEET.replace("-2.0", "2.0"))
    assert (code, err) == (0, "")
    assert "warning: deliverables.mix.peak.true-peak: the true-peak ceiling 2 dBTP lies outside" in out
    assert "1 sheet, 0 problems, 1 warning.\n" in out
    assert "say so in the demand's note" in out


def test_a_diff_of_the_figures_leaves_out_other_clauses_and_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(SHEET, encoding="utf-8")
    two.write_text(SHEET.replace("primary", "quoted").replace("§2", "§9").replace("-2.0", "-3.0"), encoding="utf-8")
    diff(str(one), str(two), json=True)
    (pair,) = json.loads(capsys.readouterr().out)["pairs"]
    assert [entry["aspect"] for entry in pair["differences"]] == ["figures", "grade", "source"]
    diff(str(one), str(two), figures=True, json=True)
    (pair,) = json.loads(capsys.readouterr().out)["pairs"]
    assert pair["remix"] == ["ceiling 1 dB lower (-2 to -3 dBTP)"]
    (entry,) = pair["differences"]
    assert (entry["first"], entry["second"]) == ("at most -2 dBTP", "at most -3 dBTP")


@pytest.mark.parametrize(("words", "code", "first"), [("netflix dub", 0, "netflix-dub"), ("xyzzy", 4, None)])
def test_find_names_the_sheet_and_says_by_its_exit_code_whether_there_is_one(
    words: str, code: int, first: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exit) as left:
        find(words.split(), json=True)
    assert left.value.exit_code == code
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found][:1] == ([] if first is None else [first])
    with pytest.raises(Exit):
        find(words.split(), most=1)
    shown = capsys.readouterr().out
    assert ("-27 ±2 LKFS" in shown) is (first is not None)
    assert all(len(line) <= 100 for line in shown.splitlines())


def test_the_overview_goes_to_csv_and_to_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "odd.toml"
    sheet.write_text(SHEET.replace('"A client"', '"=cmd()"'), encoding="utf-8")
    matrix([str(sheet), "netflix-5.1"], csv=str(tmp_path / "all.csv"), xlsx=str(tmp_path / "all.xlsx"))
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0]["publisher"] == "'=cmd()"  # no spreadsheet takes it for a formula
    assert (rows[1]["limit"], rows[1]["when"]) == ("-27 ±2 LKFS", "speech at least 15 %")
    with zipfile.ZipFile(tmp_path / "all.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "autoFilter" in page
        assert "=cmd()" in book.read("xl/sharedStrings.xml").decode()
    assert capsys.readouterr().out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.xlsx", "odd.toml"]


def test_the_overview_is_not_written_over_a_sheet_nor_to_a_folder(tmp_path: Path) -> None:
    sheet = tmp_path / "odd.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    for target in (str(sheet), str(tmp_path), str(tmp_path / "absent" / "all.csv")):
        with pytest.raises(UsageError):
            matrix([str(sheet)], csv=target)
    with pytest.raises(UsageError, match="standard output"):
        matrix([str(sheet)], xlsx="-")


@pytest.mark.parametrize(
    ("asked", "code", "some"),
    [
        ({"publisher": "itv"}, 0, "dpp-as11"),
        ({"words": "xyzzy"}, 4, None),
        ({"named": ["itv"]}, 0, "dpp-as11"),
        ({"named": ["xyzzy"]}, 4, None),
        ({"named": ["itv"], "words": "xyzzy"}, 4, None),
        ({"territory": "italy", "kind": "me"}, 4, None),
    ],
)
def test_a_list_takes_filters_and_says_by_its_exit_code_whether_anything_is_left(
    asked: dict[str, Any], code: int, some: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exit) as left:
        list_sheets(**asked, json=True)
    assert left.value.exit_code == code
    assert [row["id"] for row in json.loads(capsys.readouterr().out)][:1] == ([] if some is None else [some])
