"""Shows plans of corrections, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from packager.planning.model import Plan, PredictedReading
    from packager.rendering.apply import Applied


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_plan(plan: Plan, console: Console) -> None:
    """Show what would be done, why, what the meters will read, and what is left alone."""
    console.print(Text(plan.name, style="bold"))
    if not plan.steps:
        what = "Nothing that is permitted would change what is open." if plan.left else "Nothing has to be done."
        console.print(what)
    else:
        table = _table("", "Correction", "Grade", "Because of")
        for number, step in enumerate(plan.steps, start=1):
            table.add_row(str(number), step.text, step.grade, step.because)
        console.print(table)
    changed = [reading for reading in plan.readings if reading.before != reading.after]
    if changed:
        console.print()
        console.print(_forecast(changed))
    for entry in plan.left:
        console.print(f"Left alone: {entry.key}: {entry.message} {entry.reason}")
    for note in plan.notes:
        console.print(note)


def _forecast(readings: Sequence[PredictedReading]) -> Table:
    table = _table("Reading", "Before", "After", "Unit")
    for reading in readings:
        table.add_row(reading.name.replace("_", " "), _value(reading.before), _value(reading.after), reading.unit)
    return table


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def show_applied(applied: Applied, console: Console) -> None:
    """Show what was written, forecast against reading, and where the log is."""
    console.print()
    for path in applied.paths:
        console.print(f"Written: {path}", soft_wrap=True)
    table = _table("Reading", "Forecast", "Read back", "Unit")
    for reading in applied.readings:
        table.add_row(reading.name.replace("_", " "), _value(reading.predicted), _value(reading.measured), reading.unit)
    console.print(table)
    console.print(f"Log: {applied.log_path}", soft_wrap=True)
