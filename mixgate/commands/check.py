"""`mixgate check`: measure mixes and hold them against sheets."""

from __future__ import annotations

import typer

from mixgate import __version__
from mixgate.commands import options
from mixgate.commands.option_groups import (
    FileOptions,
    GateOptions,
    MeterOptions,
    MixOptions,
    ReportOptions,
    gate_by_options,
    grouped,
    measuring_by_options,
    stated_by_options,
)


@grouped
def check(
    inputs: options.Inputs,
    *,
    sheet: options.Sheets = None,
    all_sheets: options.AllSheets = False,
    deliverable: options.DeliverableName = None,
    mix: MixOptions,
    files: FileOptions,
    meters: MeterOptions,
    gate: GateOptions,
    reports: ReportOptions,
) -> None:
    """Measure mixes, hold them against sheets, and say what each client will do.

    Exit code: 0 acceptable, 1 rejected, 2 invalid arguments or sheet, 3 an input is absent or cannot be opened, 4 the
    verdict is open, 5 a report could not be written.
    """
    from mixgate.api.handed_in import handed_in
    from mixgate.chosen_sheets import as_written, chosen_sheets, made_now, today
    from mixgate.outputs.output import RunOutput, input_paths
    from mixgate.screens.progress import progress_on_terminal
    from validator.delivery.gate import receivers_waivers
    from validator.delivery.judged import Judging

    stated = stated_by_options(mix, files)
    granted = gate_by_options(gate)
    judging = Judging(
        sheets=chosen_sheets(sheet, all_sheets=all_sheets),
        version=__version__,
        day=today(),
        deliverable=deliverable,
        many=all_sheets,
        granted=receivers_waivers(granted),
    )
    measuring = measuring_by_options(meters)
    found = handed_in(input_paths(inputs), stated, granted)
    output = RunOutput(
        reports,
        made_now(),
        all_sheets=all_sheets,
        expected=found.count * len(judging.sheets),
        mixes=found.mixes,
        sheets=as_written(sheet, judging.sheets),
    )
    output.protect(found.paths_read + input_paths(inputs), input_paths(inputs))
    with output, progress_on_terminal() as show:
        for result in found.results(judging, measuring, show):
            output.add(result)
    raise typer.Exit(output.finish())
