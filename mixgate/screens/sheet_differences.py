"""What changed from one sheet to another: first what a remix must change, then clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from mixgate.screens.console import Words, plain_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from specs.listings.compare import DeliverablePair
    from specs.sheet import Sheet


def show_differences(first: Sheet, second: Sheet, pairs: Sequence[DeliverablePair], console: Console) -> None:
    """Show the deliverables of two sheets in pairs, and what differs in each."""
    console.print(Words(f"{first.id} ({first.edition})  ->  {second.id} ({second.edition})", "bold"))
    for pair in pairs:
        console.print()
        if pair.first is None or pair.second is None:
            name = pair.first or pair.second
            sheet = first.id if pair.second is None else second.id
            console.print(Words(f"{name} ({pair.title}): only in {sheet}", "bold"))
            continue
        console.print(Words(f"{pair.first} -> {pair.second} ({pair.title})", "bold"))
        _show_remix(pair, console)
        _show_clauses(pair, first.id, second.id, console)


def _show_remix(pair: DeliverablePair, console: Console) -> None:
    if not pair.remix:
        console.print(Words("A mix that meets the first meets what is measured by the second."))
        return
    console.print(Words("A mix that meets the first must, for the second, be or have:"))
    for step in pair.remix:
        console.print(Padding(Words(f"- {step}", hanging=2), (0, 0, 0, 2), expand=False))


def _show_clauses(pair: DeliverablePair, first: str, second: str, console: Console) -> None:
    if not pair.differences:
        console.print(Text("No clause differs."))
        return
    table = plain_table("Demand", "What", first, second)
    table.columns[0].no_wrap = False
    for one in pair.differences:
        table.add_row(one.key, one.aspect or one.kind, one.first or "-", one.second or "-")
    console.print(table)
