"""`mixgate judge`: hold saved measurements against sheets, without audio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mixgate import __version__
from mixgate.commands import options
from mixgate.commands.option_groups import (
    GateOptions,
    MixOptions,
    ReportOptions,
    gate_by_options,
    grouped,
    stated_by_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SavedMeasurements = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE.json...", help="What 'mixgate measure --json' or 'mixgate check --json' wrote; or a folder of it."
    ),
]


@grouped
def judge(
    measurements: SavedMeasurements,
    *,
    sheet: options.Sheets = None,
    all_sheets: options.AllSheets = False,
    deliverable: options.DeliverableName = None,
    mix: MixOptions,
    gate: GateOptions,
    reports: ReportOptions,
) -> None:
    """Hold saved measurements against sheets, as they were stated when they were measured. Exit codes as for check."""
    from mixgate.chosen_sheets import chosen_sheets, made_now, today
    from mixgate.outputs.output import RunOutput
    from validator.delivery.gate import receivers_waivers
    from validator.delivery.judged import Judging
    from validator.delivery.saved import judged_again

    saved = list(_files_of(measurements))
    stated, granted = stated_by_options(mix), gate_by_options(gate)
    judging = Judging(
        sheets=chosen_sheets(sheet, all_sheets=all_sheets),
        version=__version__,
        day=today(),
        deliverable=deliverable,
        many=all_sheets,
        granted=receivers_waivers(granted),
    )
    output = RunOutput(reports, made_now(), all_sheets=all_sheets, expected=len(saved) * len(judging.sheets))
    output.protect(saved, saved)
    with output:
        for result in judged_again(saved, judging, stated, granted):
            output.add(result)
    raise typer.Exit(output.finish())


def _files_of(named: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and of a folder those that `measure` wrote into it; one without any is told as it is."""
    for path in named:
        inside = sorted(path.glob("*.json")) if path.is_dir() else []
        yield from inside or [path]
