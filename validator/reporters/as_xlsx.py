"""XLSX: a workbook for those who live in sheets: what to redo, all findings, measurements, what was not judged.

Texts stay texts: nothing of a file name or a header can become a formula or a link. Two runs over the same give the
same bytes.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from validator.languages import tr
from validator.reporters.head import made_text
from validator.reporters.report_rows import COLUMNS, TO_REDO_COLUMNS, not_judged_row, report_rows, to_redo_row
from validator.reporters.report_wording import (
    DAMAGE_TITLE,
    VERDICT_WORDS,
    damage_to_do,
    one_line,
    place_in_delivery,
    to_do,
)
from validator.reporters.spool import RunFormat, run_to_pieces_of
from validator.reporters.summary import main_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validator.reporters.report_rows import Cell
    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.report import Made, NotJudged, Report

_READING_COLUMNS: Final = ("Mix", "Language", "Kind", "Layout", "Reading", "Value", "Unit", "Text", "Rule", "Margin")
_WIDTHS: Final = {
    "Mix": 40,
    "mix": 30,
    "path": 40,
    "Where": 44,
    "where": 44,
    "What to do": 60,
    "remedy": 60,
    "reason": 60,
    "Required": 30,
    "required": 30,
    "Source": 40,
    "source": 40,
    "Demand": 26,
    "demand": 26,
    "Reading": 30,
}
_WIDTH: Final = 14
_LONGEST_CELL: Final = 32_767
"""Characters of a cell (ECMA-376, part 1, limits of SpreadsheetML as Excel has them)."""
_EARLIEST: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The moment of a workbook whose run states none: the first that the archive can hold."""


def report_to_xlsx(report: Report) -> bytes:
    """Return a report as a workbook."""
    return run_to_xlsx([report])


def run_to_xlsx(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> bytes:
    """Return reports as one workbook.

    Raises:
        UsageError: There was no mix at all.
        ImportError: XlsxWriter is not installed.
    """
    pieces = run_to_pieces_of(RUN, reports, not_judged, made)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def _section(report: Report, position: Position) -> str:
    """Return the rows of a report as JSON on one line, to wait on disk until the workbook is written."""
    del position
    rows = {
        "to_redo": list(_to_redo(report)),
        "findings": list(report_rows(report)),
        "readings": list(_readings(report)),
    }
    return json.dumps(rows, allow_nan=False)


def _to_redo(report: Report) -> Iterator[tuple[Cell, ...]]:
    damage = damage_to_do(report)
    if damage:
        known = dict.fromkeys(TO_REDO_COLUMNS) | {
            "Verdict": VERDICT_WORDS[report.verdict],
            "Mix": place_in_delivery(report),
            "Language": report.language,
            "Sheet": report.sheet.id,
            "Demand": tr(DAMAGE_TITLE),
            "What to do": damage,
        }
        yield tuple(known[name] for name in TO_REDO_COLUMNS)
    yield from (to_redo_row(finding, report) for finding in to_do(report))


def _readings(report: Report) -> Iterator[tuple[Cell, ...]]:
    measured = report.measurements
    for reading in main_readings(report):
        finding = reading.finding
        value, _, unit = reading.text.partition(" ")
        number = _number(value.replace(",", "."))
        mix = (place_in_delivery(report), report.language, report.kind.value if report.kind else None)
        rule = (None, None) if finding is None else (finding.rule, finding.margin)
        layout = None if measured is None else measured.layout
        yield (*mix, layout, reading.name, number, unit if number is not None else None, reading.text, *rule)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _finished(sections: Iterable[str], summary: RunSummary) -> Iterator[bytes]:
    """Yield the workbook; rows go to disk as they come."""
    import xlsxwriter  # noqa: PLC0415  optional, and loaded only where a workbook is wanted

    content = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(content, options)
    made = summary.made.at or _EARLIEST
    head = f"{VERDICT_WORDS[summary.verdict]}: {summary.text}. {made_text(summary.made)}."
    book.set_properties({"title": head, "created": made.astimezone(UTC).replace(tzinfo=None), "author": "mixgate"})
    sheets = {
        "to_redo": _Table(book, "What to redo", TO_REDO_COLUMNS, head),
        "findings": _Table(book, "Findings", COLUMNS),
        "readings": _Table(book, "Measurements", _READING_COLUMNS),
        "not_judged": _Table(book, "Not judged", ("verdict", "path", "language", "kind", "sheet", "state", "reason")),
    }
    for section in sections:
        for name, rows in json.loads(section).items():
            for row in rows:
                sheets[name].add(row)
    for left_out in summary.not_judged:
        known = dict(zip(COLUMNS, not_judged_row(left_out), strict=True))
        sheets["not_judged"].add([known[name] or (left_out.name if name == "path" else None) for name in _LEFT_OUT])
    for table in sheets.values():
        table.finish()
    book.close()
    yield content.getvalue()


_LEFT_OUT: Final = ("verdict", "path", "language", "kind", "sheet", "state", "reason")


class _Table:
    """A worksheet with a head that stays in view, filters, and rows that are written as they come."""

    def __init__(self, book: Any, name: str, columns: Sequence[str], title: str | None = None) -> None:
        self._columns = columns
        self._sheet = book.add_worksheet(tr(name))
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bottom": 1})
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, _WIDTHS.get(column, _WIDTH))
        self._row = 0
        if title is not None:
            self._sheet.write_string(0, 0, title, book.add_format({"bold": True}))
            self._row = 2
        self._head = self._row
        for index, column in enumerate(columns):
            self._sheet.write_string(self._row, index, tr(column), bold)
        self._sheet.freeze_panes(self._row + 1, 0)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(self._row)
        self._sheet.fit_to_pages(1, 0)
        self._row += 1

    def add(self, cells: Sequence[Cell]) -> None:
        """Write a row: numbers as numbers, everything else as text."""
        for index, cell in enumerate(cells):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                self._sheet.write_number(self._row, index, cell, self._wrapped)
            elif cell not in {None, ""}:
                self._sheet.write_string(self._row, index, one_line(str(cell))[:_LONGEST_CELL], self._wrapped)
        self._row += 1

    def finish(self) -> None:
        """Lay filters over the rows."""
        self._sheet.autofilter(self._head, 0, max(self._row - 1, self._head), len(self._columns) - 1)


def _frame(summary: RunSummary) -> tuple[str, str]:
    del summary
    return "", ""


RUN: Final = RunFormat(section=_section, frame=_frame, finished=_finished, is_text=False, extra=("xlsxwriter", "xlsx"))
"""A run in this format."""
