"""Shows plans of corrections, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from mixgate.screens.option_hints import say_with_hint
from packager.corrections.correction import READING_TITLES
from packager.planning.because import demanded
from specs.message import message
from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from packager.fixing.apply import Applied
    from packager.planning.delivery_plan import MixPlan
    from packager.planning.model import LeftAlone, Plan, PlannedVerdict, PredictedReading
    from specs.message import Message


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _tell(console: Console, said: Message) -> None:
    console.print(say(said))


def show_mix_plan(mix: MixPlan, console: Console) -> None:
    """Show what would be done to one mix of a run, and what no longer sums with it."""
    console.print(Text(mix.path, style="bold"))
    if mix.refused is not None:
        _tell(console, message("fix.refused", why=(mix.refused.what, *mix.refused.found)))
    if mix.moves_with is not None:
        _tell(console, message("fix.moves-with", lead=mix.moves_with))
    if mix.plan is not None:
        show_plan(mix.plan, console)
    elif mix.refused is None:
        _tell(console, message("fix.nothing-asked"))
    for why in mix.breaks:
        _tell(console, message("fix.no-longer-sums", why=why))
    console.print()


def show_plan(plan: Plan, console: Console) -> None:
    """Show what would be done, why, what the meters will read, the verdict to expect, and what is left alone."""
    if plan.steps:
        table = _table("", tr("Correction"), tr("Grade"), tr("Because of"))
        for number, step in enumerate(plan.steps, start=1):
            table.add_row(str(number), say(step.message), step.grade, say(step.because))
        console.print(table)
    else:
        _tell(console, _nothing(plan))
    changed = [reading for reading in plan.readings if reading.before != reading.after]
    if changed:
        console.print()
        console.print(_forecast(changed))
    for entry in plan.left:
        _show_left(entry, console)
    for note in plan.notes:
        _tell(console, note)
    for notice in plan.notices:
        _tell(console, message("fix.in-the-source", notice=notice.message))
    if plan.forecast is not None:
        console.print(" ".join(map(say, _verdict(plan.forecast))))


def _nothing(plan: Plan) -> Message:
    if plan.left:
        return message("fix.nothing-permitted-changes-it")
    done = plan.forecast is None or plan.forecast.verdict == "acceptable"
    return message("fix.nothing-to-do" if done else "fix.nothing-changes-it")


def _show_left(entry: LeftAlone, console: Console) -> None:
    """A demand by its title, with the id that `mixgate explain` takes, and why nothing is done about it."""
    said = message(
        "fix.left-alone" if entry.binding else "fix.recommended-left-alone",
        demand=demanded(entry.rule),
        message=entry.message,
        reason=entry.reason,
    )
    console.print(say_with_hint(said))
    if entry.repair:
        console.print(f"  {say(message('fix.repair', repair=entry.repair))}")


def _verdict(forecast: PlannedVerdict) -> Iterator[Message]:
    yield message(
        "fix.forecast",
        sheet=forecast.sheet,
        deliverable=forecast.deliverable,
        verdict=message(f"fix.verdict.{forecast.verdict}"),
    )
    if forecast.outside:
        yield message("fix.forecast-outside", demands=forecast.outside)
    if forecast.undecided:
        yield message("fix.forecast-open", demands=forecast.undecided)


def _forecast(readings: Sequence[PredictedReading]) -> Table:
    table = _table(tr("Reading"), tr("Before"), tr("After"), tr("Unit"))
    for reading in readings:
        table.add_row(tr(READING_TITLES[reading.name]), _value(reading.before), _value(reading.after), reading.unit)
    return table


def _value(value: float | None) -> str:
    return "-" if value is None else decimal(f"{value:.2f}")


def show_applied(applied: Applied, console: Console) -> None:
    """Show what was written, forecast against reading, and where the log is."""
    console.print()
    for path in applied.paths:
        console.print(f"{tr('Written')}: {path}", soft_wrap=True)
    table = _table(tr("Reading"), tr("Forecast"), tr("Read back"), tr("Unit"))
    for reading in applied.readings:
        row = (tr(READING_TITLES[reading.name]), _value(reading.predicted), _value(reading.measured), reading.unit)
        table.add_row(*row)
    console.print(table)
    console.print(f"{tr('Log')}: {applied.log_path}", soft_wrap=True)
