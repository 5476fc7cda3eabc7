"""`mixgate round` as a user calls it: what may be handed in, exit codes, and what is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures import reports as made
from mixgate.cli import run_words
from validator.reporters.as_json import report_to_json, run_to_json
from validator.results.measurements import measurements_to_json

if TYPE_CHECKING:
    from pathlib import Path

    from validator.results.report import Report


def ran(*words: object) -> int:
    return run_words(["round", *map(str, words)])


@pytest.fixture
def rejected() -> Report:
    return made.rejected().model_copy(update={"path": "fr-FR/film_51.wav"})


@pytest.fixture
def acceptable() -> Report:
    return made.acceptable().model_copy(update={"path": "fr-FR/film_51.wav"})


def run_file(folder: Path, name: str, *reports: Report) -> Path:
    (folder / name).write_text(run_to_json(reports), "utf-8")
    return folder / name


def test_the_exit_code_is_that_of_the_new_round(
    tmp_path: Path, rejected: Report, acceptable: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = run_file(tmp_path, "r1.json", rejected), run_file(tmp_path, "r2.json", acceptable)
    assert ran(old, new) == 0
    shown = capsys.readouterr().out
    assert "2 repaired" in shown
    assert "ACCEPTABLE  r2.json against r1.json" in shown
    assert ran(new, old) == 1


def test_a_folder_of_reports_and_a_single_report_are_rounds(
    tmp_path: Path, rejected: Report, acceptable: Report
) -> None:
    folder = tmp_path / "ausgabe ü"
    folder.mkdir()
    (folder / "film.json").write_text(report_to_json(rejected), "utf-8")
    (folder / "notes.json").write_text('{"note": "of somebody"}', "utf-8")
    alone = tmp_path / "one.json"
    alone.write_text(report_to_json(acceptable), "utf-8")
    assert ran(folder, alone, "--json", tmp_path / "round.json", "--markdown", tmp_path / "round.md") == 0
    document = json.loads((tmp_path / "round.json").read_text("utf-8"))
    assert document["schema"] == "mixgate.round/1"
    assert document["old"]["name"] == "ausgabe ü"
    assert document["totals"]["repaired"] == 2
    assert "| repaired |" in (tmp_path / "round.md").read_text("utf-8")


def test_json_on_standard_output_is_nothing_else(
    tmp_path: Path, rejected: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    old = run_file(tmp_path, "r1.json", rejected)
    assert ran(old, old, "--json", "-") == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "rejected"
    assert ran(old, old, "--json", "-", "--markdown", "-") == 2


def test_what_is_absent_is_3_and_what_is_no_round_says_so(
    tmp_path: Path, rejected: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    old = run_file(tmp_path, "r1.json", rejected)
    assert ran(old, tmp_path / "absent.json") == 3
    assert ran(tmp_path / "absent", old) == 3
    measured = tmp_path / "m.json"
    measured.write_text(measurements_to_json(rejected.measured), "utf-8")
    assert ran(measured, old) == 3
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    assert ran(old, broken) == 3
    assert ran("", old) == 2
    assert "nobody has judged yet" in capsys.readouterr().err


def test_a_delivery_without_a_sheet_that_anybody_knows_is_a_usage_error(tmp_path: Path, rejected: Report) -> None:
    old = run_file(tmp_path, "r1.json", rejected)  # held against an invented sheet
    folder = tmp_path / "delivery"
    folder.mkdir()
    assert ran(old, folder) == 2
    assert ran(folder, folder) == 2


def test_an_input_is_never_overwritten_and_a_target_that_cannot_be_written_is_5(
    tmp_path: Path, rejected: Report
) -> None:
    old = run_file(tmp_path, "r1.json", rejected)
    assert ran(old, old, "--json", old) == 2
    assert ran(old, old, "--json", "/dev/full") == 5
