"""The sheets that a command line names, loaded, and the moment at which they are held against mixes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mixgate import __version__
from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.loader import LoadedSheet
    from validator.results.report import Made


def today() -> date:
    """Return the day on which waivers are held against their expiry."""
    return datetime.now(tz=UTC).date()


def made_now() -> Made:
    """Return this version and the moment, for reports.

    SOURCE_DATE_EPOCH names another moment, so that two runs can be compared to the byte.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification 1.1.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    from validator.results.report import Made

    stated = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        at = datetime.now(tz=UTC).replace(microsecond=0) if not stated else datetime.fromtimestamp(int(stated), tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds.", found=stated) from error
    return Made(version=__version__, at=at)


def chosen_sheets(names: list[str] | None, *, all_sheets: bool) -> list[LoadedSheet]:
    """Load the sheets asked for, each once.

    Raises:
        UsageError: None was named, or both some and all.
        SheetError: A sheet that does not exist or is refused.
    """
    if bool(names) == all_sheets:
        raise UsageError(
            "Name at least one sheet with --sheet, or give --all-sheets.",
            next_step="'mixgate sheets list' shows every sheet.",
        )
    return named_sheets(names) if names else every_sheet()


def as_written(names: Sequence[str] | None, sheets: Sequence[LoadedSheet]) -> dict[str, str]:
    """Return what was written for each of the sheets that `chosen_sheets` loaded, by its id: an id, or a file."""
    written = dict.fromkeys(names or ())
    return {loaded.sheet.id: name for loaded, name in zip(sheets, written, strict=False)}


def every_sheet() -> list[LoadedSheet]:
    """Load the sheets that come with mixgate and the user's own; one of those that is refused is told, and left out."""
    from mixgate import kept_sheets
    from mixgate.exits import show_error
    from specs.loader import load_every_sheet

    every = load_every_sheet(kept_sheets.shelf())
    for fault in every.faults:
        show_error(fault)
    return list(every.loaded)


def named_sheets(names: Sequence[str] | None) -> list[LoadedSheet]:
    """Load the sheets named, each once.

    Raises:
        UsageError: None was named.
        SheetError: A sheet that does not exist or is refused.
    """
    from mixgate import kept_sheets

    if not names:
        raise UsageError("Name at least one sheet with --sheet.", next_step="'mixgate sheets list' shows every sheet.")
    return kept_sheets.named(dict.fromkeys(names))
