"""`mixgate measure`: measure mixes without judging them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mixgate import __version__
from mixgate.commands import options
from mixgate.commands.option_groups import (
    FileOptions,
    MeterOptions,
    MixOptions,
    grouped,
    measuring_by_options,
    stated_by_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mixgate.exits import Exit
    from specs.errors import ToolError
    from specs.message import Message
    from validator.delivery.ingest.inputs import Inputs, Refused
    from validator.delivery.ingest.mixes import Mix
    from validator.measuring.measure import MeasureOptions
    from validator.results.measurements import Measurements


@grouped
def measure(
    inputs: options.Inputs,
    mix: MixOptions,
    files: FileOptions,
    meters: MeterOptions,
    fold_down: options.FoldDowns = None,
    lfe_bands: options.LfeBands = False,
    quasi_peak: options.QuasiPeaks = None,
    json: options.MeasurementFile = None,
    quiet: options.QuietMeasure = False,
) -> None:
    """Measure mixes: loudness, peaks, activity, form. The JSON can be judged later, without the audio.

    Exit code: 0 all was measured, or what is missing was waived, 1 a listed file is absent or is not what is stated
    (its JSON says so to `judge`), 3 a file could not be read, 4 something leaves the delivery open.
    """
    from mixgate.exits import Exit, worst
    from mixgate.outputs.output import input_paths
    from mixgate.screens.kernel_wording import show_kernel_remarks
    from mixgate.screens.progress import progress_on_terminal
    from validator.delivery.ingest.inputs import mixes_of
    from validator.delivery.measured import measured_mixes
    from validator.second_pass.wanted import Wanted

    found = mixes_of(input_paths(inputs), stated_by_options(mix, files))
    errors: list[ToolError] = [refused.error for refused in found.refused]
    targets = _targets(json, found.mixes)
    measuring = measuring_by_options(meters)
    codes = [_refused_code(refused) for refused in found.refused]
    found = _as_listed(found, measuring, json, errors, codes)
    wanted = replace(
        measuring.wanted or Wanted(),
        fold_downs=frozenset(name.value for name in fold_down or ()),
        lfe_bands=lfe_bands,
        quasi_peaks=frozenset(quasi_peak or ()),
    )
    measuring = replace(measuring, wanted=wanted)
    measured: list[Measurements] = []
    with progress_on_terminal() as show:
        for one in measured_mixes(found, measuring, show):
            if one.error is not None:
                errors.append(one.error)
                codes.append(_left_unmeasured(one.mix, one.error, None if targets is None else targets[one.mix.path]))
            if one.measurements is not None:
                measured.append(one.measurements)
                if targets is not None:
                    _write(one.measurements, targets[one.mix.path])
    _show_errors(errors)
    show_kernel_remarks(measurements.tool for measurements in measured)
    if targets is None:
        from mixgate.screens.console import make_console
        from mixgate.screens.readings import show_measurements

        show_measurements(measured, make_console(), quiet=quiet)
    opened = _left_open(measured)
    _show_open(opened)
    raise typer.Exit(worst([*codes, *(Exit.INCOMPLETE for _ in opened)]))


def _as_listed(
    found: Inputs, measuring: MeasureOptions, json: str | None, errors: list[ToolError], codes: list[Exit]
) -> Inputs:
    """Return what is as the digest lists say that came with it; the rest is told, and not measured.

    In a folder of measurements a report says so to `judge`.
    """
    from mixgate.exits import Exit
    from mixgate.outputs.output import write_text
    from packager.formats.fixity_report import fixity_report
    from packager.formats.listed.as_listed import faults_of, held_against_lists
    from specs.errors import MediaError
    from validator.reporters.as_json import report_to_json

    for one in held_against_lists(found, workers=measuring.workers):
        faults = faults_of(one)
        codes.append(Exit.REJECTED)
        errors += [MediaError(fault.message, where=str(one.tree.root / fault.path)) for fault in faults]
        if json is not None and Path(json).is_dir():
            report = fixity_report(one.root.name, one.problems, one.form.profile, version=__version__)
            write_text(str(Path(json) / f"{one.root.name}.fixity.json"), report_to_json(report))
        altered = [mix for mix in found.mixes if one.is_altered(mix.paths_read)]
        left = [mix for mix in found.mixes if mix not in altered]
        found = replace(found, mixes=left, set_aside=(*found.set_aside, *altered))
    return found


def _refused_code(refused: Refused) -> Exit:
    """A delivery file that the caller named is his to put right; one that lies in a folder rejects the delivery."""
    from mixgate.exits import Exit
    from specs.errors import DeliveryError

    is_of_sender = isinstance(refused.error, DeliveryError) and not refused.was_named
    return Exit.REJECTED if is_of_sender else Exit(refused.error.exit_code)


def _left_unmeasured(mix: Mix, error: ToolError, target: str | None) -> Exit:
    """Write what is to be said of a mix that cannot be measured in the place of its measurements, and say how it ends.

    So `judge`, given the files of a delivery, says what `check` says of it: a listed file that is absent rejects,
    unless that was waived.
    """
    from mixgate.chosen_sheets import today
    from mixgate.exits import Exit, code_of
    from mixgate.outputs.output import write_text
    from validator.delivery.forgiven import forgiven
    from validator.delivery.unfit import is_of_the_input, unfit_mix
    from validator.judging.waivers import Waivers
    from validator.reporters.as_json import report_to_json

    if not is_of_the_input(mix, error):
        return Exit(error.exit_code)
    waivers = Waivers(waivers=mix.statement.waivers, today=today())
    report = forgiven(unfit_mix(mix, error, version=__version__), waivers)
    if target is not None:
        write_text(target, report_to_json(report))
    return code_of(report.verdict)


def _left_open(measured: Sequence[Measurements]) -> tuple[Message, ...]:
    """Return what leaves deliveries open; mixes that lie in none need no rule book for it."""
    if all(one.delivery is None for one in measured):
        return ()
    from mixgate.chosen_sheets import today
    from validator.delivery.consistency.found_deliveries import left_open

    return left_open(measured, today(), __version__)


def _targets(json: str | None, mixes: Sequence[Mix]) -> dict[str, str] | None:
    """Return where the measurements of each mix go, by the path of the mix: one file, or files of a folder.

    Raises:
        UsageError: They would overwrite an input, or one another.
    """
    from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
    from specs.errors import UsageError

    if json is None:
        return None
    if json == STANDARD_OUTPUT and len(mixes) > 1:
        raise UsageError("Several mixes do not fit on one standard output.", next_step="Name a folder with --json.")
    if len(mixes) > 1:
        _make_folder(Path(json))
    if not Path(json).is_dir():
        targets = {mix.path: json for mix in mixes}
    else:
        targets = {mix.path: str(Path(json) / f"{_file_name(mix, mixes)}.measurements.json") for mix in mixes}
    refuse_to_overwrite(targets.values(), [path for mix in mixes for path in mix.paths_read])
    return targets


def _make_folder(folder: Path) -> None:
    """Make the folder that several mixes need for their measurements, unless it is there.

    Raises:
        UsageError: A file has that name, or the name is that of a file.
        RefusedError: It cannot be made.
    """
    from specs.errors import RefusedError, UsageError

    if not folder.is_dir() and (folder.exists() or folder.suffix == ".json"):
        raise UsageError(
            "Several mixes need a folder for their measurements.",
            where=str(folder),
            expected="a folder",
            next_step="Name a folder with --json; it is made where there is none.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError("The folder cannot be made.", where=str(folder), found=error.strerror) from error


def _file_name(mix: Mix, mixes: Sequence[Mix]) -> str:
    """Return the name of the mix; its whole path with dots for slashes where another mix has the same name."""
    alone = sum(other.name == mix.name for other in mixes) == 1
    return mix.name if alone else mix.path.replace("/", ".")


def _write(measurements: Measurements, target: str) -> None:
    from mixgate.outputs.output import write_text
    from validator.results.measurements import measurements_to_json

    write_text(target, measurements_to_json(measurements))


def _show_open(faults: Sequence[Message]) -> None:
    """Say on standard error what leaves the delivery open; whoever judges the measurements is told it again."""
    if faults:
        from mixgate.screens.console import make_console
        from validator.catalogue import say

        console = make_console(stderr=True)
        for fault in faults:
            console.print(f"The delivery is not whole: {say(fault)}", soft_wrap=True, markup=False)


def _show_errors(errors: Sequence[ToolError]) -> None:
    from mixgate.exits import show_error

    for error in errors:
        show_error(error)
