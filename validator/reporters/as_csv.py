"""CSV: one table of all findings, notices and mixes that were not judged; UTF-8, commas, and never a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from validator.reporters.cells import cell_text
from validator.reporters.report_rows import COLUMNS, not_judged_row, report_rows
from validator.reporters.spool import RunFormat, run_to_text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.reporters.report_rows import Cell
    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.report import Made, NotJudged, Report


def report_to_csv(report: Report) -> str:
    """Return a report as a table with a row for every finding and notice."""
    return run_to_csv([report])


def run_to_csv(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as one table under one head.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    del position
    return _lines(report_rows(report))


def _frame(summary: RunSummary) -> tuple[str, str]:
    return _lines([COLUMNS]), _lines(not_judged_row(one) for one in summary.not_judged)


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue()


RUN: Final = RunFormat(section=_section, frame=_frame, speaks=False)
"""A run in this format."""
