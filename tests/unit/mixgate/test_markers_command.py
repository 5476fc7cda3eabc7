"""`mixgate markers`: what it writes, what it refuses, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import reports
from mixgate.cli import run_words
from validator.reporters.as_json import report_to_json, run_to_json
from validator.reporters.markers.marker_list import MarkerList, MarkerRank

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "Bericht für Zoë.json"
    path.write_text(report_to_json(reports.rejected()), encoding="utf-8")
    return str(path)


def markers(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run_words(["markers", *words])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out, " ".join(said.err.split())


def test_text_goes_to_standard_output_and_remarks_to_standard_error(
    report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = markers(capsys, report, "--to", "csv")
    assert code == 0
    assert out.startswith("number,name,")
    assert "exact to the sample" in err
    assert "no place" in err
    _, _, err = markers(capsys, report, "--to", "nuendo", "--out", "-")
    assert "not confirmed" in err


def test_a_file_is_not_replaced_without_a_word(report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "mæ rkers.mid")
    assert markers(capsys, report, "--to", "protools", "--out", out)[0] == 0
    code, _, err = markers(capsys, report, "--to", "protools", "--out", out)
    assert code == 5
    assert "there already" in err
    assert "--overwrite" in err
    assert markers(capsys, report, "--to", "protools", "--out", out, "--overwrite")[0] == 0
    assert (tmp_path / "mæ rkers.mid").read_bytes().startswith(b"MThd")


def test_the_report_itself_a_folder_and_an_absent_folder_are_refused(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert markers(capsys, report, "--to", "csv", "--out", report, "--overwrite")[0] == 2
    assert markers(capsys, report, "--to", "csv", "--out", str(tmp_path))[0] == 2
    assert markers(capsys, report, "--to", "csv", "--out", str(tmp_path / "no" / "m.csv"))[0] == 2


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": "mixgate.report/1"}', "\x00"])
def test_what_is_no_report_cannot_be_read(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.json"
    path.write_text(content, encoding="utf-8")
    assert markers(capsys, str(path), "--to", "csv")[0] == 3
    assert markers(capsys, str(tmp_path), "--to", "csv")[0] == 3
    assert markers(capsys, str(tmp_path / "absent.json"), "--to", "csv")[0] == 3


def test_unknown_names_are_told_with_the_nearest(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = markers(capsys, report, "--to", "pro-tool")
    assert code == 2
    assert "protools" in err
    assert markers(capsys, report, "--to", "Media Composer")[0] == 0
    assert markers(capsys, report, "--to", "resolve", "--rate", "23.5")[0] == 2
    assert markers(capsys, report, "--to", "resolve", "--start-timecode", "1:00")[0] == 2


def test_a_run_of_several_mixes_needs_the_name_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.json"
    path.write_text(run_to_json([reports.rejected(), reports.placed()]), encoding="utf-8")
    code, _, err = markers(capsys, str(path), "--to", "otio")
    assert code == 2
    assert "--mix" in err
    assert markers(capsys, str(path), "--to", "otio", "--mix", "Harbour_Lights_103_de-DE_51.wav")[0] == 0


def test_more_than_999_markers_for_resolve_are_several_files(tmp_path: Path) -> None:
    from mixgate.screens.marker_files import marker_files
    from specs.errors import UsageError
    from validator.reporters.markers import MARKER_FORMATS
    from validator.reporters.markers.collect import MarkerChoice, markers_of
    from validator.reporters.markers.marker_list import Marker

    base = markers_of([reports.rejected()], MarkerChoice())
    many = tuple(
        Marker(
            name=f"CLICK {n}", comment="", rank=MarkerRank.FAIL, rule="x", sample_in=n * 2002, sample_out=n * 2002 + 1
        )
        for n in range(1000)
    )
    crowded = MarkerList(
        title=base.title, file=base.file, clock=base.clock, start_is_known=True, sample_count=2002000, markers=many
    )
    files = marker_files(crowded, MARKER_FORMATS["resolve"], str(tmp_path / "film.edl"))
    assert [name.rpartition("/")[2] for name in files] == ["film.edl", "film.2.edl"]
    assert [content.count(b" |C:") for content in files.values()] == [999, 1]
    with pytest.raises(UsageError, match="do not fit"):
        marker_files(crowded, MARKER_FORMATS["resolve"], "-")
