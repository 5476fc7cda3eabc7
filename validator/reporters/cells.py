"""Texts as spreadsheets take them: never a formula."""

from __future__ import annotations

import re
from typing import Final

from validator.reporters.report_wording import one_line

_FORMULA: Final = re.compile(r"^[=+@]|^-(?![0-9.,]+(?:[\s\u00a0\u202f]*[A-Za-z%/]+)?$)")
"""What a spreadsheet may take for a formula: a text that begins with one of its signs and is no figure with a unit.
Source: OWASP, CSV Injection."""


def cell_text(value: str | float | None) -> str | int | float:
    """Return the value of a cell: a figure as it is, a text on one line, behind an apostrophe where it is a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return f"'{text}" if _FORMULA.match(text) else text
