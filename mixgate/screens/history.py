"""What the terminal shows of the rounds of a delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from validator.reporters.head import history_cells, history_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from validator.results.history import HistoryRow


def show_history(rows: Sequence[HistoryRow], console: Console) -> None:
    """Show the rounds, oldest first; nothing for the first one, as the run itself says it.

    Args:
        rows: The rounds before and this one; empty where no history is kept.
        console: Where to.
    """
    if len(rows) <= 1:
        return
    columns, cells = history_columns(), history_cells(rows)
    filled = [index for index in range(len(columns)) if any(row[index] for row in cells)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index in filled:
        table.add_column(columns[index], overflow="fold")
    for row in cells:
        table.add_row(*(Text(row[index]) for index in filled))
    console.print(table)
    console.print()
