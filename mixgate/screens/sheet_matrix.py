"""The overview of specifications on the terminal: every figure with its condition, level and grade."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table

from mixgate.screens.console import Words
from specs.requirements.loudness import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from specs.listings.matrix import MatrixRow

_RATIOS: Final = (5, 3, 2)
"""How figure, condition and grade share the width: 38, 22 and 14 of 76 columns."""


def show_matrix(rows: Sequence[MatrixRow], console: Console) -> None:
    """Show figures below the deliverable that asks for them; nothing is left out, whatever the width."""
    if not rows:
        console.print("No deliverable limits loudness or peaks.")
        return
    for (sheet, deliverable), members in groupby(rows, key=lambda row: (row.sheet, row.deliverable)):
        figures = list(members)
        console.print(Words(f"{sheet}/{deliverable}", "bold", hanging=2))
        console.print(Padding(Words(_described(figures[0]), "dim", hanging=2), (0, 0, 0, 2), expand=False))
        console.print(Padding(_table(figures), (0, 0, 0, 2)))


def _described(row: MatrixRow) -> str:
    """Return whose it is, what it is for, and whether it is in force."""
    status = "status unknown" if row.status == "unknown" else row.status
    parts = [row.publisher, row.territory, ", ".join(row.kinds), ", ".join(row.layouts) or "any layout"]
    parts += [f"{' or '.join(row.versions)} only"] if row.versions else []
    return "; ".join([*parts, status, *([] if row.nature == "delivery" else [row.nature])])


def _table(rows: Sequence[MatrixRow]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    for ratio in _RATIOS:
        table.add_column(ratio=ratio, overflow="fold")
    for row in rows:
        role = "" if row.role in {None, Role.REQUIRED.value} else f"{row.role}: "
        when = [row.when] if row.when else []
        when += [] if row.window == "file" else [f"on: {row.window}"]
        when += [] if row.scope == "mix" else [f"of the {row.scope}"]
        table.add_row(
            Words(f"{role}{row.measures} {row.limit}", hanging=2),
            Words("; ".join(when)),
            Words(f"{row.level}, {row.grade}"),
        )
    return table
