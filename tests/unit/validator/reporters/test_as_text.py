"""Reports as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import reports
from fixtures.golden import assert_golden
from specs.errors import UsageError
from validator.reporters.as_text import report_to_line, report_to_text, run_to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.results.report import Report

EVERY_REPORT = pytest.mark.parametrize(
    "make",
    [
        *(reports.rejected, reports.acceptable, reports.incomplete, reports.undecided, reports.noticed),
        *(reports.hostile, reports.damaged),
        lambda: reports.film(2),
    ],
    ids=["rejected", "acceptable", "incomplete", "undecided", "noticed", "hostile", "damaged", "film"],
)


@pytest.mark.parametrize(
    "make",
    [reports.rejected, reports.acceptable, reports.incomplete, reports.undecided, reports.noticed],
    ids=lambda make: make.__name__,
)
def test_a_report_is_the_committed_one(make: Callable[[], Report]) -> None:
    assert_golden(f"reporters/{make.__name__}.txt", report_to_text(make()))


def test_a_run_is_the_committed_one() -> None:
    assert_golden("reporters/run.txt", run_to_text([reports.rejected(), reports.incomplete()], reports.not_judged()))


@EVERY_REPORT
def test_no_line_is_wider_than_a_hundred_columns(make: Callable[[], Report]) -> None:
    assert max(len(line) for line in report_to_text(make()).splitlines()) <= 100


@EVERY_REPORT
def test_nothing_in_it_drives_a_terminal(make: Callable[[], Report]) -> None:
    text = report_to_text(make())
    assert all(character == "\n" or character.isprintable() for character in text)


def test_every_finding_is_in_it() -> None:
    report = reports.rejected()
    text = " ".join(report_to_text(report).split())
    for finding in report.findings:
        assert " ".join(finding.required.split()) in text


def test_a_figure_is_never_parted_from_its_unit() -> None:
    for line in report_to_text(reports.rejected()).splitlines():
        assert not line.lstrip().startswith(("LKFS", "dBTP", "dBFS", "LU ", "±"))


def test_one_line_says_verdict_path_what_it_is_sheet_and_what_to_look_at_first() -> None:
    assert report_to_line(reports.damaged()) == (
        "INCOMPLETE  Harbour_Lights_103_fr-FR_51.wav  printmaster 5.1  example-stream-2.1/printmaster-5.1  "
        "Damaged file: Harbour_Lights_103_fr-FR_51.wav is cut short: its header promises more sound than is there."
    )
    assert report_to_line(reports.placed()) == (
        "REJECTED    de-DE/Harbour_Lights_103_de-DE_51.wav  de-DE printmaster 5.1  example-stream-2.1/printmaster-5.1  "
        "Loudness [loudness.integrated] -24.61 LKFS, 0.39 LU outside (+4)"
    )


def test_a_name_with_line_breaks_stays_on_one_line() -> None:
    report = reports.acceptable()
    assert "\n" not in report_to_line(report.model_copy(update={"name": "one\ntwo\r\nREJECTED  three.wav"}))


def test_a_run_without_reports_is_refused() -> None:
    with pytest.raises(UsageError):
        run_to_text([])
