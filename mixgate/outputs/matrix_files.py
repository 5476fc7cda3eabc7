"""The overview of specifications as files: CSV, and a workbook of Excel."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mixgate.outputs.output import write_text
from mixgate.outputs.overwriting import STANDARD_OUTPUT
from specs.errors import RefusedError, UsageError
from specs.listings.matrix import MatrixRow

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS: Final = tuple(field.name for field in fields(MatrixRow))
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula. Source: OWASP, CSV Injection."""

Cell = str | float | None


def write_matrix_csv(rows: Sequence[MatrixRow], target: str) -> None:
    """Write the overview as CSV, a line of names first; `-` is standard output.

    Raises:
        RefusedError: It cannot be written there.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_harmless(cell) for cell in _cells(row)] for row in rows)
    write_text(target, text.getvalue())


def write_matrix_xlsx(rows: Sequence[MatrixRow], target: str) -> None:
    """Write the overview as a workbook with one sheet: a filter over every column, the names stay in view.

    Raises:
        UsageError: The part that writes workbooks is not installed, or the target is standard output.
        RefusedError: It cannot be written there.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError(
            "Workbooks need a part that is not installed.", next_step="pip install 'mixgate[xlsx]'"
        ) from error
    if target == STANDARD_OUTPUT:
        raise UsageError("A workbook is not written to standard output.", expected="the name of a file")
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        page = book.add_worksheet("Specifications")
        page.write_row(0, 0, _COLUMNS, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, _cells(row))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(rows), 1), len(_COLUMNS) - 1)
        page.set_column(0, len(_COLUMNS) - 1, 18)
    write_bytes(target, content.getvalue())


def write_bytes(target: str, content: bytes) -> None:
    """Write bytes to a file, through a neighbour that is renamed into place.

    Raises:
        RefusedError: It cannot be written there.
    """
    path = Path(target)
    beside = path.with_name(f".{path.name[:100]}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RefusedError("The file cannot be written.", where=target, found=error.strerror) from error


def _cells(row: MatrixRow) -> list[Cell]:
    return [", ".join(value) if isinstance(value, tuple) else value for value in asdict(row).values()]


def _harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe.

    Limits as `-27 ±2 LKFS` begin with a minus sign and are no formula: a sign before a digit stays.
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) and not (cell[0] in "+-" and cell[1:2].isdigit()):
        return f"'{cell}"
    return cell
