"""Loads the reports that markers are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import MediaError
from validator.reporters.run import Run
from validator.results.report import Report
from validator.results.store import load_saved

if TYPE_CHECKING:
    from pathlib import Path


def reports_in(path: Path) -> tuple[Report, ...]:
    """Return the reports in a saved report or run.

    Raises:
        MediaError: The file is missing or damaged, or holds measurements, which nobody has judged.
    """
    saved = load_saved(path)
    if isinstance(saved, Report):
        return (saved,)
    if isinstance(saved, Run):
        return saved.reports
    raise MediaError(
        "This file holds measurements and no findings.",
        where=str(path),
        expected="a report or a run",
        next_step="Hold the measurements against a sheet, and save the report.",
        code="markers.no-findings",
    )
