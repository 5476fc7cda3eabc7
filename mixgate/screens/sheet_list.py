"""The list of sheets: by region and kind of work, one line of figures each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from mixgate.screens.console import Words
from specs.listings.key_figures import key_figures
from specs.listings.regions import regions_of
from specs.listings.selection import grouped_sheets, work_of
from specs.sheet import Nature, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from specs.loader import LoadedSheet
    from specs.sheet import Sheet


def sheet_row(loaded: LoadedSheet) -> dict[str, Any]:
    """Return a sheet as a row of JSON: what it is, where it applies, what it is for, and its first figures."""
    sheet = loaded.sheet
    deliverables = sheet.deliverables.values()
    return sheet.model_dump(mode="json", exclude={"deliverables", "documents"}) | {
        "regions": [region.value for region in regions_of(sheet.territory)],
        "work": work_of(sheet).value,
        "kinds": list(dict.fromkeys(kind.value for each in deliverables for kind in each.mix_kinds)),
        "layouts": list(dict.fromkeys(field for each in deliverables for field in each.soundfields or ())),
        "figures": key_figures(sheet),
        "own_file": None if loaded.own_file is None else str(loaded.own_file),
    }


def show_sheet_list(sheets: Sequence[LoadedSheet], console: Console) -> None:
    """Show sheets by region and kind of work: id, publisher, figures and, where it is not a current one, what it is."""
    own_files = {loaded.sheet.id: loaded.own_file for loaded in sheets}
    for region, works in grouped_sheets([loaded.sheet for loaded in sheets]):
        console.print(Words(region.heading, "bold"))
        for work, members in works:
            console.print(Padding(Words(work.heading, "dim"), (0, 0, 0, 2), expand=False))
            for sheet in members:
                line = Words(_line(sheet, own_files[sheet.id]), hanging=2)
                console.print(Padding(line, (0, 0, 0, 4), expand=False))
    count = f"{len(sheets)} sheet{'' if len(sheets) == 1 else 's'}."
    console.print(Words(f"{count} 'mixgate sheets show ID' shows every figure with its clause."))


def _line(sheet: Sheet, own_file: Path | None) -> str:
    marks = [] if own_file is None else ["your own"]
    if sheet.status is not Status.CURRENT:
        marks.append(f"status {sheet.status}" if sheet.status is Status.UNKNOWN else sheet.status.value)
    marks += [sheet.nature.value] if sheet.nature is not Nature.DELIVERY else []
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"{sheet.id}: {sheet.publisher}{marked}: {key_figures(sheet) or 'no level figure'}"


def show_no_sheets(console: Console) -> None:
    """Say that nothing fits what was asked for."""
    console.print(Text("No sheet is of that kind. 'mixgate sheets find WORDS' searches more widely."), soft_wrap=True)
