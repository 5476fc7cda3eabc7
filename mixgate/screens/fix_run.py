"""Shows and writes what came of a run of `mixgate fix`, and says how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixgate.exits import Exit, code_of, worst
from mixgate.outputs.output import write_text
from mixgate.screens.console import make_console, show_error
from mixgate.screens.package_tables import tell_of_left_stages
from mixgate.screens.plans import show_applied, show_mix_plan
from mixgate.screens.report_page import show_report
from specs.errors import DeliveryError
from specs.message import message
from validator.catalogue import say
from validator.languages import tr
from validator.reporters.as_json import model_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from packager.fixing.apply import Applied
    from packager.fixing.fix_delivery import DeliveryFix, FixedMix
    from validator.delivery.ingest.inputs import Refused


def finish_fix(result: DeliveryFix, json: str | None, out: Path | None) -> Exit:
    """Show what came of a run, write its plan, and return the exit code, which is known before anything is shown.

    Args:
        result: What came of it.
        json: File for the plan of all mixes; None for none, `-` for standard output.
        out: The folder that was written to; None for a plan.

    Raises:
        RefusedError: The plan cannot be written.
    """
    code = exit_code_of(result)
    console, errors = make_console(stderr=json == "-"), make_console(stderr=True)
    for planned, fixed in zip(result.plan.mixes, result.mixes, strict=True):
        if len(result.mixes) > 1 or fixed.plan is not None:
            show_mix_plan(planned, console)
        if fixed.applied is not None:
            _show_written(fixed.applied, console, in_full=len(result.mixes) == 1)
    for error in (
        *(fixed.error for fixed in result.mixes if fixed.error is not None),
        *(refused.error for refused in result.refused),
    ):
        show_error(error, errors)
    for note in result.plan.notes:
        console.print(say(note))
    for path in result.copied:
        console.print(f"{tr('Copied')}: {path}", soft_wrap=True)
    if result.delivery_file is not None:
        console.print(f"{tr('Written')}: {result.delivery_file}", soft_wrap=True)
    if out is not None:
        tell_of_left_stages(out)
    if json is not None:
        write_text(json, model_to_json(result.plan))
    return code


def _show_written(applied: Applied, console: Console, *, in_full: bool) -> None:
    show_applied(applied, console)
    if applied.report is not None and in_full:
        show_report(applied.report, console)
    elif applied.report is not None:
        verdict = message(f"fix.verdict.{applied.report.verdict}")
        console.print(say(message("fix.verdict-of-result", verdict=verdict)))


def exit_code_of(result: DeliveryFix) -> Exit:
    """Return the exit code: of the verdict on what is left, and never a better one than what was not corrected has."""
    codes = [code for fixed in result.mixes for code in _codes(fixed)]
    codes += [code_of(report.verdict) for report in result.deliveries]
    codes += [_code_of_refused(refused) for refused in result.refused]
    judged = any(_verdict(fixed) is not None for fixed in result.mixes)
    if not judged or result.plan.notes:
        codes.append(Exit.INCOMPLETE)
    return worst(codes)


def _codes(fixed: FixedMix) -> Iterator[Exit]:
    verdict = _verdict(fixed)
    if verdict is not None:
        yield verdict
    if fixed.unfit is not None:
        yield code_of(fixed.unfit.verdict)
    elif fixed.error is not None:
        yield Exit(fixed.error.exit_code)


def _code_of_refused(refused: Refused) -> Exit:
    """A delivery file that lies in a folder is the sender's, and rejects; one that was named is the call's."""
    is_of_the_sender = isinstance(refused.error, DeliveryError) and not refused.was_named
    return Exit.REJECTED if is_of_the_sender else Exit(refused.error.exit_code)


def _verdict(fixed: FixedMix) -> Exit | None:
    """What is said of the mix that is left: of what was written, else of what the plan foresees."""
    if fixed.applied is not None:
        return None if fixed.applied.report is None else code_of(fixed.applied.report.verdict)
    if fixed.plan is None or fixed.plan.forecast is None:
        return None
    return code_of(fixed.plan.forecast.verdict)
