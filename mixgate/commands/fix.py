"""`mixgate fix`: plan what may be corrected, and carry the plan out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from mixgate.commands import options
from mixgate.commands.option_groups import (
    FileOptions,
    MeterOptions,
    MixOptions,
    grouped,
    measuring_by_options,
    stated_by_options,
)

Permit = Annotated[
    str,
    typer.Option(
        "--permit",
        metavar="GRADES",
        help="What may be done: transparent (headers, order, padding), level (gain), processing (limiting, resampling, "
        "speed, dither); several with commas.",
    ),
]
Apply = Annotated[bool, typer.Option("--apply/--plan", help="Carry the plan out, or only show it.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the corrected mix; with --apply.")]
Linked = Annotated[
    list[Path] | None,
    typer.Option(
        "--linked", metavar="FILE", help="Stem or M&E that must move with the mix; may be given several times."
    ),
]
ToRate = Annotated[
    str | None, typer.Option("--to-picture-rate", metavar="RATE", help="Picture rate to convert to; changes the speed.")
]
Pitch = Annotated[Literal["follows", "kept"], typer.Option("--pitch", help="What a change of speed does to the pitch.")]
MostReduction = Annotated[
    float, typer.Option("--most-reduction", metavar="DB", min=0.0, max=20.0, help="Most that a limiter may take off.")
]


@grouped
def fix(
    inputs: options.Inputs,
    sheet: Annotated[str, typer.Option("--sheet", "-s", metavar="ID", help="Sheet to meet, by id or path.")],
    mix: MixOptions,
    files: FileOptions,
    permit: Permit = "transparent,level",
    apply: Apply = False,
    out: Out = None,
    linked: Linked = None,
    to_picture_rate: ToRate = None,
    pitch: Pitch = "follows",
    most_reduction: MostReduction = 6.0,
    deliverable: options.DeliverableName = None,
    leqm_calibration: options.LeqmCalibration = None,
    json: options.JsonFile = None,
    workers: options.Workers = None,
) -> None:
    """Plan the corrections that make one mix meet a sheet, with nothing but what is permitted; --apply carries it out.

    The source is never touched. What is written is measured again, compared with the forecast and judged; a log of what
    was done stands beside it. Exit code: 0 planned, or written and acceptable; 1 written and rejected; 4 something
    stays open; 5 refused, with the arithmetic.
    """
    from mixgate.api.repairs import FixOptions, linked_mixes, only_mix
    from mixgate.exits import exit_code
    from mixgate.output import input_paths, write_text
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import tell_of_left_stages
    from mixgate.screens.plans import show_applied, show_plan
    from mixgate.screens.progress import progress_on_terminal
    from mixgate.screens.report_page import show_report
    from packager.rendering.fix import FixRun, folder_for, grades_of
    from specs.errors import UsageError
    from specs.loader import load_sheet
    from validator.delivery.inputs import mixes_of
    from validator.report import worst_of

    grades = grades_of(permit)
    if apply and out is None:
        raise UsageError("--apply needs a folder to write to.", next_step="Name it with --out.")
    one = only_mix(mixes_of(input_paths(inputs), stated_by_options(mix, files)))
    followers = linked_mixes(linked or (), files.layout)
    asked = FixOptions(to_picture_rate=to_picture_rate, pitch=pitch, most_reduction_db=most_reduction)
    console = make_console(stderr=json == "-")
    with progress_on_terminal() as show:
        run = FixRun(
            loaded=load_sheet(sheet),
            deliverable=deliverable,
            measuring=measuring_by_options(MeterOptions(leqm_calibration=leqm_calibration, workers=workers)),
            show=show,
            now=datetime.now(tz=UTC),
        )
        measured = run.measured(one)
        plan = run.plan(measured, grades, asked.planning)
        if not apply:
            show_plan(plan, console)
        if json is not None:
            write_text(json, plan.model_dump_json(by_alias=True, indent=2) + "\n")
        if not apply or out is None:
            raise typer.Exit(4 if plan.left else 0)
        members = [run.measured(follower) for follower in followers]
        applied = run.apply(plan, measured, members, folder_for(out))
    for result in applied:
        show_plan(result.plan, console)
        show_applied(result, console)
    tell_of_left_stages(out)
    reports = [result.report for result in applied if result.report is not None]
    for report in reports:
        show_report(report, console)
    raise typer.Exit(exit_code(worst_of(report.verdict for report in reports) if reports else None))
