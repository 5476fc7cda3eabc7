"""`mixgate fix`: plan what may be corrected in mixes and deliveries, and carry the plan out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from mixgate.commands import options
from mixgate.commands.option_groups import (
    FileOptions,
    GateOptions,
    MeterOptions,
    MixOptions,
    gate_by_options,
    grouped,
    measuring_by_options,
    stated_by_options,
)

Sheet = Annotated[
    str | None,
    typer.Option("--sheet", "-s", metavar="ID", help="Sheet to meet, by id or path; may be left out with --against."),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="Original that one mix is held against, or a saved comparison: what differs is repaired.",
    ),
]
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
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the corrected mixes; with --apply.")]
Linked = Annotated[
    list[Path] | None,
    typer.Option(
        "--linked", metavar="FILE", help="Stem or M&E that must move with a single mix; may be given several times."
    ),
]
ToRate = Annotated[
    str | None, typer.Option("--to-picture-rate", metavar="RATE", help="Picture rate to convert to; changes the speed.")
]
Pitch = Annotated[Literal["follows", "kept"], typer.Option("--pitch", help="What a change of speed does to the pitch.")]
MostReduction = Annotated[
    float, typer.Option("--most-reduction", metavar="DB", min=0.0, max=20.0, help="Most that a limiter may take off.")
]
MostGain = Annotated[
    float,
    typer.Option("--most-gain", metavar="DB", min=0.0, max=60.0, help="Largest gain, up or down, without a refusal."),
]
WholeEnds = Annotated[
    bool,
    typer.Option("--whole-ends", help="Nothing was cut at either end: silence may be added though it sounds there."),
]
Recommended = Annotated[
    bool,
    typer.Option(
        "--recommended", help="Repair also what a sheet only recommends, or asks by a figure that cannot reject."
    ),
]


@grouped
def fix(
    inputs: options.Inputs,
    mix: MixOptions,
    files: FileOptions,
    gate: GateOptions,
    sheet: Sheet = None,
    against: Against = None,
    permit: Permit = "transparent",
    apply: Apply = False,
    out: Out = None,
    linked: Linked = None,
    to_picture_rate: ToRate = None,
    pitch: Pitch = "follows",
    most_reduction: MostReduction = 6.0,
    most_gain: MostGain = 20.0,
    whole_ends: WholeEnds = False,
    recommended: Recommended = False,
    deliverable: options.DeliverableName = None,
    leqm_calibration: options.LeqmCalibration = None,
    json: options.JsonFile = None,
    lang: options.Lang = "en",
    workers: options.Workers = None,
) -> None:
    """Plan the corrections that make mixes meet a sheet, with nothing but what is permitted; --apply carries it out.

    With --against what a comparison finds is repaired: shift, polarity, order, speed, sound that was put in; what was
    written is compared again. A delivery is planned as a whole: stems and M&E move with their printmaster, or the plan
    says that they no longer sum. Sources are never touched. What is written is measured again, compared with the
    forecast and judged; a log of what was done stands beside it. Exit code: that of the verdict on what is left, by the
    forecast for a plan: 0 acceptable, 1 rejected, 4 open; 5 refused, with the arithmetic. A run ends with the worst of
    its mixes.
    """
    from mixgate.api.repairs import COMPARED_SHEET, FixOptions, held_against, linked_mixes, order_of, run_of
    from mixgate.outputs.output import input_paths
    from mixgate.screens.fix_run import finish_fix
    from mixgate.screens.language_remarks import show_share
    from mixgate.screens.progress import progress_on_terminal
    from packager.fixing.fix_delivery import fix_delivery
    from specs.errors import UsageError
    from specs.loader import load_sheet
    from validator.delivery.ingest.inputs import mixes_of
    from validator.languages import speaking

    asked = FixOptions(
        deliverable=deliverable,
        to_picture_rate=to_picture_rate,
        pitch=pitch,
        most_reduction_db=most_reduction,
        most_gain_db=most_gain,
        ends_are_whole=whole_ends,
        recommended=recommended,
        against=input_paths([against])[0] if against is not None else None,
    )
    if sheet is None and against is None:
        raise UsageError(
            "There is nothing to meet.",
            expected="a sheet, or an original to agree with",
            next_step="Name a sheet with --sheet, or an original with --against.",
        )
    if apply and out is None:
        raise UsageError("--apply needs a folder to write to.", next_step="Name it with --out.")
    found = mixes_of(input_paths(inputs), stated_by_options(mix, files), gate_by_options(gate))
    measuring = measuring_by_options(MeterOptions(leqm_calibration=leqm_calibration, workers=workers))
    linked_to = linked_mixes(linked or (), files.layout)
    with progress_on_terminal() as show:
        held = held_against(found, asked, show, picture_rate=mix.picture_rate, layout=files.layout)
        order = order_of(found, linked_to, permit, asked, out if apply else None, held=held)
        result = fix_delivery(run_of(load_sheet(sheet or COMPARED_SHEET), measuring, show, asked, held), order)
    with speaking(lang):
        code = finish_fix(result, json, order.out)
    show_share(lang)
    raise typer.Exit(code)
