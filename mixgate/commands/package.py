"""`mixgate package`: wrap mixes for delivery."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

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

if TYPE_CHECKING:
    from packager.formats.imf.choices import ImfChoices
    from packager.formats.orders import PackageOrder
    from packager.formats.stems.bundle import StemBundle
    from validator.delivery.ingest.stated import Stated

app = typer.Typer(help="Wrap mixes for delivery.", no_args_is_help=True)

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder that is to become the package.")]
Title = Annotated[str | None, typer.Option("--title", help="Title of the programme; else the delivery's.")]
Template = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="TEMPLATE",
        help="File names, such as {title}_{language}_{kind}_{layout}_{rate}_{version}; also {reel}, {bits}, {picture}, "
        "{channel}, {name}. Else names that the sheet's pattern takes stay.",
    ),
]
DeliveryVersion = Annotated[str, typer.Option("--delivery-version", help="Version of the delivery, for names.")]
SigningKey = Annotated[
    Path | None, typer.Option("--sign", metavar="KEY", help="Sign the manifest with this Ed25519 key (PEM).")
]
AllowRejected = Annotated[
    bool, typer.Option("--allow-rejected", help="Package what a sheet rejects, with the report inside.")
]
Created = Annotated[
    str | None, typer.Option("--created", metavar="MOMENT", help="Moment of making; else now. 2026-01-31T12:00:00Z")
]
Host = Annotated[str | None, typer.Option("--host", help="Name of the machine in the lists; else its own.")]
Identity = Annotated[
    str | None, typer.Option("--id", metavar="URN", help="Identity of the package; else made of its content.")
]
AdmShape = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="PROFILE",
        help="bs2076: common definitions. atmos: the shape of the Atmos profile, without dbmd; experimental.",
    ),
]
Master = Annotated[
    Path | None,
    typer.Option("--rewrap", metavar="MASTER", help="Replace beds of this ADM file; every other byte of it is kept."),
]
Bed = Annotated[
    list[str] | None,
    typer.Option(
        "--bed",
        metavar="NAME",
        help="With --rewrap: bed, object or 'channel 7' for each input.",
    ),
]
Ancestor = Annotated[
    Path | None,
    typer.Option("--ancestor", metavar="DIR", help="The original IMF package, whose picture is played."),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that something was made in, or a package.")]
Remove = Annotated[bool, typer.Option("--remove", help="Remove what is listed and no process works on.")]


@dataclass(frozen=True, slots=True)
class PackagingOptions:
    """What is asked of a package, whatever its format."""

    PANEL: ClassVar = "Package"

    title: Title = None
    name: Template = None
    delivery_version: DeliveryVersion = "v1"
    allow_rejected: AllowRejected = False
    sign: SigningKey = None
    created: Created = None
    host: Host = None
    identity: Identity = None


@dataclass(frozen=True, slots=True)
class ImfOptions:
    """What is asked of an IMF package."""

    PANEL: ClassVar = "IMF"

    ancestor: Ancestor = None
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="MXF", help="Picture track file to play, where there is no original package."
        ),
    ] = None
    composition: Annotated[
        str | None,
        typer.Option("--composition", metavar="ID", help="Which of several compositions: its id, file or title."),
    ] = None
    replace: Annotated[
        Path | None,
        typer.Option(
            "--replace", metavar="DIR", help="Replace this language in a supplemental package; keep the rest."
        ),
    ] = None
    complete: Annotated[
        bool, typer.Option("--complete", help="Copy picture and all else that is played into the package.")
    ] = False
    fit: Annotated[
        list[str] | None,
        typer.Option(
            "--fit", metavar="HOW", help="Permit pad, trim or both where sound is not as long as the picture."
        ),
    ] = None
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="PROFILE", help="Hold it against the profile of a client: imf-netflix, ..."),
    ] = None
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="WHAT", help="Leave markers or text of the original out."),
    ] = None


@app.command("stems")
@grouped
def stems(
    inputs: options.Inputs,
    out: Out,
    mix: MixOptions,
    files: FileOptions,
    meters: MeterOptions,
    asked: PackagingOptions,
    gate: GateOptions,
    sheet: options.Sheets = None,
    deliverable: options.DeliverableName = None,
) -> None:
    """Copy mixes under their delivery names into a bundle with reports, checksums and lists.

    Nothing is packaged that a sheet rejects; the reports are then left in DIR.refused. Exit code: 0 acceptable, 1
    rejected and packaged all the same, 2 invalid arguments, 3 a file could not be read, 4 the verdict is open,
    5 refused.
    """
    from mixgate.screens.progress import progress_on_terminal
    from packager.formats.stems.make import make_stems

    order = _order(inputs, stated_by_options(mix, files), meters, asked, gate, sheet, deliverable)
    with progress_on_terminal() as show:
        bundle = make_stems(order, out, show)
    _finish(bundle)


@app.command("adm")
@grouped
def adm(
    inputs: options.Inputs,
    out: Out,
    mix: MixOptions,
    files: FileOptions,
    meters: MeterOptions,
    asked: PackagingOptions,
    gate: GateOptions,
    profile: AdmShape = "bs2076",
    rewrap: Master = None,
    bed: Bed = None,
    sheet: options.Sheets = None,
    deliverable: options.DeliverableName = None,
) -> None:
    """Write mixes and stems as the beds of one ADM file, with manifest, reports, checksums and lists beside it.

    A printmaster is a programme of its own; dialogue with M&E, music or effects is one for each language. The mixes
    have one sample rate, length and start. Sheets are optional. Exit code: 0 acceptable, or packaged without a sheet, 1
    rejected and packaged all the same, 2 invalid arguments or mixes that do not fit together, 3 a file could not be
    read, 4 the verdict is open, 5 refused.
    """
    from dataclasses import replace

    from mixgate.screens.progress import progress_on_terminal
    from packager.formats.adm.make import make_adm

    order = _order(inputs, stated_by_options(mix, files), meters, asked, gate, sheet, deliverable, needs_sheet=False)
    with progress_on_terminal() as show:
        bundle = make_adm(replace(order, adm_profile=profile, adm_master=rewrap, adm_beds=tuple(bed or ())), out, show)
    _finish(bundle)


def _order(
    inputs: list[str],
    stated: Stated,
    meters: MeterOptions,
    asked: PackagingOptions,
    gate: GateOptions,
    sheet: list[str] | None,
    deliverable: str | None,
    *,
    needs_sheet: bool = True,
) -> PackageOrder:
    """Return what the options ask of a package of any format."""
    from mixgate.chosen_sheets import named_sheets
    from mixgate.outputs.output import input_paths
    from packager.formats.orders import PackageOrder

    return PackageOrder(
        inputs=input_paths(inputs),
        stated=stated,
        sheets=tuple(named_sheets(sheet)) if sheet or needs_sheet else (),
        deliverable=deliverable,
        measuring=measuring_by_options(meters),
        title=asked.title,
        template=asked.name,
        delivery_version=asked.delivery_version,
        allow_rejected=asked.allow_rejected,
        created=_moment(asked.created),
        host=asked.host or platform.node(),
        identity=asked.identity,
        signing_key=asked.sign,
        gate=gate_by_options(gate),
    )


def _moment(text: str | None) -> datetime:
    from specs.errors import UsageError

    if text is None:
        return datetime.now(tz=UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("This is not a moment.", found=text, expected="2026-01-31T12:00:00Z") from error
    if moment.tzinfo is None:
        raise UsageError("The moment has no time zone.", found=text, expected=f"{text}Z")
    return moment.astimezone(UTC).replace(microsecond=0)


def _finish(bundle: StemBundle) -> None:
    """Show what was made and where an earlier run left something, and end with the worst verdict inside."""
    from mixgate.exits import code_of, worst
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import show_bundle, tell_of_left_stages

    show_bundle(bundle, make_console())
    tell_of_left_stages(bundle.folder.parent)
    raise typer.Exit(worst(code_of(verdict) for verdict in bundle.verdicts))


@app.command("imf")
@grouped
def imf(
    inputs: options.Inputs,
    out: Out,
    mix: MixOptions,
    files: FileOptions,
    meters: MeterOptions,
    asked: PackagingOptions,
    wanted: ImfOptions,
    gate: GateOptions,
    sheet: options.Sheets = None,
    deliverable: options.DeliverableName = None,
) -> None:
    """Make an IMF package of dubbed mixes: new track files, and a composition on the original picture.

    The sound is as long as the original to the sample, or refused. What was written is read again, measured and judged;
    manifest and reports lie beside the package, in DIR.mixgate. Nothing is packaged that a sheet rejects; the reports
    are then left in DIR.refused. The original package is only read. Exit code: 0 acceptable, or packaged without a
    sheet, 1 rejected and packaged all the same, 2 invalid arguments, 3 a file could not be read, 4 the verdict is open,
    5 refused.
    """
    from dataclasses import replace

    from mixgate.exits import code_of, worst
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import show_imf, tell_of_left_stages
    from mixgate.screens.progress import progress_on_terminal
    from packager.formats.imf.make import make_imf

    order = _order(inputs, stated_by_options(mix, files), meters, asked, gate, sheet, deliverable, needs_sheet=False)
    with progress_on_terminal() as show:
        made = make_imf(replace(order, ancestor=wanted.ancestor, imf=_imf_choices(wanted)), out, show)
    show_imf(made, make_console())
    tell_of_left_stages(made.folder.parent)
    raise typer.Exit(worst(code_of(verdict) for verdict in made.verdicts))


def _imf_choices(wanted: ImfOptions) -> ImfChoices:
    from packager.formats.imf.choices import LEFT_OUT, LENGTHS, ImfChoices, words_of

    return ImfChoices(
        composition=wanted.composition,
        replacing=wanted.replace,
        complete=wanted.complete,
        client=wanted.target,
        picture=wanted.picture,
        lengths=words_of(wanted.fit or (), LENGTHS, "What is permitted for a length"),
        left_out=words_of(wanted.without or (), tuple(LEFT_OUT), "What is left out"),
    )


@app.command("clean")
def clean(folder: Folder, remove: Remove = False) -> None:
    """List what killed runs left in a folder, hidden and unfinished, and remove it when asked to.

    Of a package, list the litter that operating systems left in it: .DS_Store, ._*, Thumbs.db, desktop.ini. What a list
    of the package names is never litter.
    """
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import show_litter, show_stages
    from packager.formats.stems.manifest import MANIFEST
    from packager.formats.stems.verify import find_litter, remove_litter
    from packager.staging import find_stages, remove_stage

    if (folder / MANIFEST).is_file():
        litter = find_litter(folder)
        if remove:
            remove_litter(folder, litter)
        show_litter(folder, litter, removed=remove, console=make_console())
        return
    stages = find_stages(folder)
    removed = [stage for stage in stages if remove and not stage.in_use]
    for stage in removed:
        remove_stage(stage)
    show_stages(stages, removed, make_console())
