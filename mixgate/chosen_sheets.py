"""The sheets that a command line names, loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from specs.errors import UsageError
from specs.loader import load_sheet, sheet_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.loader import LoadedSheet


def today() -> date:
    """Return the day on which waivers are held against their expiry."""
    return datetime.now(tz=UTC).date()


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
    return named_sheets(names or list(sheet_names()))


def named_sheets(names: Sequence[str] | None) -> list[LoadedSheet]:
    """Load the sheets named, each once.

    Raises:
        UsageError: None was named.
        SheetError: A sheet that does not exist or is refused.
    """
    if not names:
        raise UsageError("Name at least one sheet with --sheet.", next_step="'mixgate sheets list' shows every sheet.")
    return [load_sheet(name) for name in dict.fromkeys(names)]
