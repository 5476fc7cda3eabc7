"""Where a run writes, what it refuses to overwrite, and that it keeps nothing it does not need."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import soundfile

from fixtures import reports
from fixtures.report_formats import REPORT_FORMATS
from mixgate.cli import run_words
from mixgate.commands.option_groups import ReportOptions
from mixgate.exits import Exit
from mixgate.outputs.output import OutputFolder, RunOutput
from specs.errors import RefusedError, UsageError
from validator.delivery.judged import MixResult
from validator.reporters.run import Run, RunBook, row_of
from validator.results.measurements import measurements_to_json
from validator.results.report import Made, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE = Made(version="0.1.0")


def _finished(made: Sequence[Report], **options: Any) -> Exit:
    output = RunOutput(ReportOptions(**options), MADE, expected=len(made))
    output.protect([])
    with output:
        for report in made:
            output.add(MixResult(name=report.name, reports=(report,)))
    return output.finish()


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    path = tmp_path / "mix.measurements.json"
    path.write_text(measurements_to_json(reports.acceptable().measured), encoding="utf-8")
    return path


@pytest.mark.parametrize("count", [1, 2])
def test_the_json_of_a_run_has_one_shape_whatever_the_number_of_reports(tmp_path: Path, count: int) -> None:
    _finished([reports.placed(), reports.acceptable()][:count], json=str(tmp_path / "out.json"))
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "verdict", "made", "reports", "not_judged", "totals"]
    assert document["schema"] == "mixgate.run/2"
    assert document["verdict"] == "rejected"
    assert document["totals"]["reports"] == len(document["reports"]) == count
    assert document["totals"]["seconds"] >= 0
    first = document["reports"][0]
    assert [first[name] for name in ("subject", "path", "language", "kind", "version", "verdict")] == [
        *("mix", "de-DE/Harbour_Lights_103_de-DE_51.wav", "de-DE", "printmaster", "dub", "rejected"),
    ]  # fmt: skip
    Run.model_validate(document)


def test_a_file_whose_name_is_no_utf_8_costs_no_report(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"b\xe4d.wav")).write_bytes(b"RIFF")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    soundfile.write(folder / "ok.wav", [[0.1, -0.1]] * 480, 48_000, "PCM_24")
    out = tmp_path / "out.json"
    code = run_words(["check", str(folder), "--sheet", "ebu-r128", "--json", str(out)])
    document = json.loads(out.read_text(encoding="utf-8"))
    assert code != Exit.ACCEPTABLE
    assert "b\\xe4d.wav" in [row["name"] for row in (*document["not_judged"], *document["reports"])]


def test_two_outputs_on_standard_output_are_a_usage_error_that_names_them(measured: Path) -> None:
    with pytest.raises(UsageError) as caught:
        RunOutput(ReportOptions(json="-", junit="-"), MADE)
    assert caught.value.found == "--json - and --junit -"
    assert run_words(["judge", str(measured), "--sheet", "ebu-r128", "--json", "-", "--text", "-"]) == Exit.USAGE


def test_a_report_on_standard_output_has_it_for_itself(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_words(["judge", str(measured), "--sheet", "ebu-r128", "--json", "-"])
    assert json.loads(capsys.readouterr().out)["schema"] == "mixgate.run/2"


@pytest.mark.parametrize("target", ["folder", "new/"])
def test_a_report_cannot_have_the_name_of_a_folder(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    output = RunOutput(ReportOptions(html=f"{tmp_path}/{target}"), MADE)
    with pytest.raises(UsageError, match="name of a file"):
        output.protect([])


def test_a_report_that_cannot_be_written_is_named_and_hides_neither_verdict_nor_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    code = _finished([reports.placed()], json="/dev/full", text=str(tmp_path / "out.txt"))
    said = capsys.readouterr()
    assert code == Exit.REFUSED
    assert said.out.splitlines()[-1].startswith("REJECTED  1 report")
    assert "/dev/full" in said.err
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("REJECTED")


def test_the_disk_for_temporary_files_may_be_full_and_the_verdict_is_known_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_arguments: Any, **_named: Any) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("validator.reporters.spool.tempfile.TemporaryFile", full)
    code = _finished([reports.placed(), reports.acceptable()], json=str(tmp_path / "out.json"))
    said = capsys.readouterr()
    assert code == Exit.REFUSED
    assert "REJECTED  2 reports" in said.out
    assert "could not be kept" in said.err
    assert not (tmp_path / "out.json").exists()


def test_an_output_folder_is_made_and_holds_a_page_and_a_json_for_each_report_and_an_index(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "reports"
    made = [reports.placed(), reports.acceptable(), reports.absent(), reports.delivery()]
    assert _finished(made, output_dir=str(folder)) == Exit.REJECTED
    found = {path.name for path in folder.iterdir()}
    assert "history.jsonl" in found
    names = found - {"history.jsonl"}
    assert {"index.html", "index.md", "de-DE.Harbour_Lights_103_de-DE_51.wav.example-stream-2.1.html"} <= names
    assert len(names) == 2 * len(made) + 2
    for name in names - {"index.html", "index.md"}:
        if name.endswith(".json"):
            Report.model_validate_json((folder / name).read_text(encoding="utf-8"))
        else:
            assert f'href="{name}"' in (folder / "index.html").read_text(encoding="utf-8")
            assert f"]({name})" in (folder / "index.md").read_text(encoding="utf-8")


def test_reports_are_in_the_folder_before_the_run_ends(tmp_path: Path) -> None:
    output = RunOutput(ReportOptions(output_dir=str(tmp_path / "out"), quiet=True), MADE, expected=2)
    output.protect([])
    output.add(MixResult(name="a", reports=(reports.placed(),)))
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_who_stops_a_run_keeps_what_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = RunOutput(ReportOptions(output_dir=str(tmp_path / "out")), MADE, expected=3)
    output.protect([])

    def stopped() -> None:
        with output:
            output.add(MixResult(name="a", reports=(reports.acceptable(),)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert capsys.readouterr().out.startswith("ACCEPTABLE  Harbour_Lights_103_fr-FR_51.wav")
    index = (tmp_path / "out" / "index.md").read_text(encoding="utf-8")
    assert index.startswith("**Stopped before the end: this is what was found so far.**")
    assert "Stopped before the end:\n\n**Incomplete**" in index
    assert "Accepted: nothing" not in index


def test_the_folder_of_another_run_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("yesterday", encoding="utf-8")
    output = RunOutput(ReportOptions(output_dir=str(tmp_path)), MADE)
    with pytest.raises(RefusedError, match="another run"):
        output.protect([])
    assert [path.name for path in tmp_path.iterdir()] == ["index.md"]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    report = reports.placed()
    name = "de-DE.Harbour_Lights_103_de-DE_51.wav.example-stream-2.1"
    (tmp_path / f"{name}.json").write_text("mine", encoding="utf-8")
    folder.add(report, row_of(report, 1))
    folder.add(report, row_of(report, 2))
    assert (tmp_path / f"{name}.json").read_text(encoding="utf-8") == "mine"
    assert {path.stem for path in tmp_path.iterdir()} == {name, f"{name}.2", f"{name}.3"}


@pytest.mark.parametrize("path", ["../../etc/x.wav", "/etc/x.wav", "ü" * 300, "a/b#c d?.wav", "..", "CON"])
def test_no_name_leaves_the_folder(tmp_path: Path, path: str) -> None:
    inside = tmp_path / "out"
    folder = OutputFolder(inside)
    report = reports.placed().model_copy(update={"path": path})
    book = RunBook()
    folder.add(report, book.add(report))
    folder.finish(book.summary(MADE))
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert len(list(inside.iterdir())) == 4


def test_a_season_takes_no_more_memory_than_a_few_mixes(tmp_path: Path) -> None:
    """The sixteen reports after the first four add less than one of them takes."""
    text = reports.film(10).model_dump_json(by_alias=True)
    targets = {name: str(tmp_path / name) for name in REPORT_FORMATS}
    output = RunOutput(ReportOptions(quiet=True, **targets), MADE, expected=20)
    sizes = []
    tracemalloc.start()
    try:
        for number in range(20):
            report = Report.model_validate_json(text).model_copy(update={"path": f"{number}.wav"})
            output.add(MixResult(name="a", reports=(report,)))
            del report
            if number in {3, 19}:
                sizes.append(tracemalloc.get_traced_memory()[0])
        before = tracemalloc.get_traced_memory()[0]
        kept = [Report.model_validate_json(text)]
        one = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    output.finish()
    assert sizes[1] - sizes[0] < one, kept[0].name
    assert len(json.loads((tmp_path / "json").read_text(encoding="utf-8"))["reports"]) == 20


def test_a_format_whose_package_is_not_installed_is_told_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="optional package"):
        RunOutput(ReportOptions(quiet=True, xlsx=str(tmp_path / "a.xlsx")), MADE)


def test_judge_takes_what_check_wrote(tmp_path: Path, measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, one = tmp_path / "run.json", tmp_path / "one.json"
    _finished([reports.placed(), reports.placed(), reports.absent(), reports.delivery()], json=str(run))
    one.write_text(reports.acceptable().model_dump_json(by_alias=True), encoding="utf-8")
    capsys.readouterr()
    run_words(["judge", str(run), str(one), str(measured), "--sheet", "netflix-dub", "-q"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [
        "Harbour_Lights_103_de-DE_51.wav",  # once, although the run held it against two sheets
        "it-IT/Harbour_Lights_103_it-IT_51.wav",
        "Harbour_Lights_103",
        "Harbour_Lights_103_fr-FR_51.wav",
        "Harbour_Lights_103_fr-FR_51.wav",
    ]
    assert [line.split()[0] for line in lines[1:3]] == ["REJECTED", "INCOMPLETE"]  # as they were


@pytest.mark.parametrize("schema", ["measurements", "report", "run"])
def test_a_document_of_another_version_is_refused_in_one_sentence(
    tmp_path: Path, schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.json"
    old.write_text(json.dumps({"schema": f"mixgate.{schema}/1", "name": "mix.wav"}), encoding="utf-8")
    assert run_words(["judge", str(old), "--sheet", "ebu-r128", "-q"]) == Exit.UNREADABLE
    said = capsys.readouterr()
    sentence = f"This file is mixgate.{schema}/1, which this version does not read."
    assert sentence in said.out
    assert sentence in said.err
    assert "again" in said.err


def test_a_file_that_could_not_be_read_stays_one_when_it_is_judged_again(tmp_path: Path) -> None:
    run = tmp_path / "run.json"
    output = RunOutput(ReportOptions(json=str(run)), MADE)
    output.add(MixResult(name="a", reports=(reports.acceptable(),), not_judged=reports.not_judged()))
    output.finish()
    assert run_words(["judge", str(run), "--sheet", "netflix-dub", "-q"]) == Exit.UNREADABLE


def test_the_moment_is_stated_and_can_be_set(measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    run_words(["judge", str(measured), "--sheet", "ebu-r128", "--json", str(tmp_path / "out.json")])
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert document["made"]["at"] == document["reports"][0]["made"]["at"] == "2026-09-21T14:13:20Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run_words(["judge", str(measured), "--sheet", "ebu-r128"]) == Exit.USAGE
