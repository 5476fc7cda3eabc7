"""Shows plans of corrections, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from packager.corrections.correction import READING_TITLES
from validator.catalogue import say
from validator.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from packager.fixing.apply import Applied
    from packager.planning.delivery_plan import MixPlan
    from packager.planning.model import LeftAlone, Plan, PlannedVerdict, PredictedReading

_VERDICTS: Final = {
    "acceptable": "acceptable",
    "unverified": "unverified: nothing that was read fails, and not everything is proven",
    "incomplete": "incomplete: something stays open",
    "rejected": "rejected",
}


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_mix_plan(mix: MixPlan, console: Console) -> None:
    """Show what would be done to one mix of a run, and what no longer sums with it."""
    console.print(Text(mix.path, style="bold"))
    if mix.refused is not None:
        console.print(f"Refused: {mix.refused.what} {mix.refused.found or ''}".rstrip())
    if mix.moves_with is not None:
        console.print(f"Moves with {mix.moves_with}, so that they still sum.")
    if mix.plan is not None:
        show_plan(mix.plan, console)
    elif mix.refused is None:
        console.print("The sheet asks nothing of it, and it moves with no other mix.")
    for sentence in mix.breaks:
        console.print(f"No longer sums: {sentence}")
    console.print()


def show_plan(plan: Plan, console: Console) -> None:
    """Show what would be done, why, what the meters will read, the verdict to expect, and what is left alone."""
    if plan.steps:
        table = _table("", "Correction", "Grade", "Because of")
        for number, step in enumerate(plan.steps, start=1):
            table.add_row(str(number), step.text, step.grade, _demand(step.because))
        console.print(table)
    else:
        console.print(_nothing(plan))
    changed = [reading for reading in plan.readings if reading.before != reading.after]
    if changed:
        console.print()
        console.print(_forecast(changed))
    for entry in plan.left:
        _show_left(entry, console)
    for note in plan.notes:
        console.print(note)
    for notice in plan.notices:
        console.print(f"In the source: {say(notice.message)}")
    if plan.forecast is not None:
        console.print(_verdict(plan.forecast))


def _nothing(plan: Plan) -> str:
    if plan.left:
        return "Nothing that is permitted would change what is open."
    done = plan.forecast is None or plan.forecast.verdict == "acceptable"
    return "Nothing has to be done." if done else "There is nothing that a correction would change."


def _show_left(entry: LeftAlone, console: Console) -> None:
    word = "Left alone" if entry.binding else "Recommended, left alone"
    console.print(f"{word}: {_demand(entry.key, entry.rule)}: {entry.message} {entry.reason}")
    if entry.repair is not None:
        console.print(f"  Repair: {entry.repair}")


def _demand(key: str, rule: str | None = None) -> str:
    """A demand by its title, with the id that `mixgate explain` takes; anything else as it is."""
    found = RULES.get(rule or key)
    return key if found is None else f"{found.title} ({rule or key})"


def _verdict(forecast: PlannedVerdict) -> str:
    said = f"Forecast, {forecast.sheet} {forecast.deliverable}: {_VERDICTS[forecast.verdict]}."
    if forecast.outside:
        said += f" Outside: {', '.join(forecast.outside)}."
    if forecast.undecided:
        said += f" Open: {', '.join(forecast.undecided)}."
    return said


def _forecast(readings: Sequence[PredictedReading]) -> Table:
    table = _table("Reading", "Before", "After", "Unit")
    for reading in readings:
        table.add_row(READING_TITLES[reading.name], _value(reading.before), _value(reading.after), reading.unit)
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
        row = (READING_TITLES[reading.name], _value(reading.predicted), _value(reading.measured), reading.unit)
        table.add_row(*row)
    console.print(table)
    console.print(f"Log: {applied.log_path}", soft_wrap=True)
