"""`mixgate judge`: hold saved measurements against sheets, without audio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

SavedMeasurements = Annotated[
    list[Path],
    typer.Argument(metavar="FILE.json...", help="What 'mixgate measure --json' or 'mixgate check --json' wrote."),
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
    from mixgate.output import RunOutput
    from validator.delivery.inputs import receivers_waivers
    from validator.delivery.judged import Judging
    from validator.delivery.saved import judged_again

    stated, granted = stated_by_options(mix), gate_by_options(gate)
    judging = Judging(
        sheets=chosen_sheets(sheet, all_sheets=all_sheets),
        version=__version__,
        day=today(),
        deliverable=deliverable,
        many=all_sheets,
        granted=receivers_waivers(granted),
    )
    output = RunOutput(reports, made_now(), all_sheets=all_sheets, expected=len(measurements) * len(judging.sheets))
    output.protect(measurements, measurements)
    with output:
        for result in judged_again(measurements, judging, stated, granted):
            output.add(result)
    raise typer.Exit(output.finish())
