"""The answer to a search for sheets: what each is, and its first figures in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding

from mixgate.screens.console import Words
from specs.listings.key_figures import key_figures
from specs.sheet import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from specs.listings.find import FoundSheet


def found_row(found: FoundSheet) -> dict[str, str | None]:
    """Return a found sheet as a row of JSON."""
    sheet = found.sheet
    return {
        "id": sheet.id,
        "publisher": sheet.publisher,
        "title": sheet.title,
        "edition": sheet.edition,
        "status": sheet.status.value,
        "territory": sheet.territory,
        "figures": key_figures(sheet),
        "why": found.why,
    }


def show_found_sheets(found: Sequence[FoundSheet], words: str, console: Console) -> None:
    """Show sheets, best first, in three lines each: id and publisher, title, figures."""
    for one in found:
        sheet = one.sheet
        status = "" if sheet.status is Status.CURRENT else f", {sheet.status.value}"
        status = status.replace("unknown", "status unknown")
        console.print(Words(f"{sheet.id}: {sheet.publisher}, {sheet.territory}{status}", "bold", hanging=2))
        figures = key_figures(sheet)
        for line in (f"{sheet.title}, {sheet.edition}", figures, one.why):
            if line:
                console.print(Padding(Words(line, hanging=2), (0, 0, 0, 2), expand=False))
    if found:
        console.print(Words("'mixgate sheets show ID' shows every figure with its clause."))
    else:
        console.print(Words(f"No sheet is found by '{words}'. 'mixgate sheets list' shows all of them."))
