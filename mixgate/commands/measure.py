"""`mixgate measure`: measure mixes without judging them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mixgate import __version__
from mixgate.commands import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.errors import ToolError
    from validator.measurements import Measurements


def measure(
    inputs: options.Inputs,
    layout: options.LayoutText = None,
    dialogue: options.DialogueFile = None,
    me: options.MeFile = None,
    speech_detector: options.SpeechDetector = False,
    leqm_calibration: options.LeqmCalibration = None,
    fold_down: options.FoldDowns = None,
    lfe_bands: options.LfeBands = False,
    json: options.MeasurementFile = None,
    digest: options.Digests = None,
    true_peak: options.TruePeakFilter = "standard",
    kernel: options.KernelOption = "auto",
    workers: options.Workers = None,
) -> None:
    """Measure mixes: loudness, peaks, activity, form. The JSON can be judged later, without the audio."""
    from mixgate.exits import worst
    from mixgate.screens.kernel_wording import show_kernel_remarks
    from mixgate.screens.progress import progress_on_terminal
    from specs.errors import ToolError
    from validator.delivery.measured import measure_job
    from validator.delivery.mixes import jobs_of
    from validator.delivery.statement import told_by
    from validator.measure import MeasureOptions
    from validator.second_pass.wanted import Wanted, parse_leqm_calibration

    jobs = jobs_of(inputs, told_by(layout=layout, dialogue=dialogue, me=me))
    targets = _targets(json, len(jobs), [path for job in jobs for path in job.paths_read])
    measuring = MeasureOptions(
        version=__version__,
        digests=tuple(digest or ()),
        workers=workers,
        true_peak=true_peak,
        kernel=kernel,
        speech_detector=speech_detector,
        wanted=Wanted(
            fold_downs=frozenset(name.value for name in fold_down or ()),
            lfe_bands=lfe_bands,
            leqm=None if leqm_calibration is None else parse_leqm_calibration(leqm_calibration),
        ),
    )
    errors: list[ToolError] = []
    with progress_on_terminal() as show:
        found: list[Measurements] = []
        for job in jobs:
            try:
                found.append(measure_job(job, measuring, show))
            except ToolError as error:
                errors.append(error)
    _show_errors(errors)
    show_kernel_remarks(measurements.tool for measurements in found)
    _write(found, targets)
    if targets is None:
        from mixgate.screens.console import make_console
        from mixgate.screens.listings import show_measurements

        show_measurements(found, make_console())
    raise typer.Exit(worst(error.exit_code for error in errors))


def _targets(json: str | None, count: int, sources: Sequence[Path]) -> str | None:
    """Check where the measurements go: one file, or a folder where there are several mixes."""
    from mixgate.output import STANDARD_OUTPUT, refuse_to_overwrite
    from specs.errors import UsageError

    if json is None or json == STANDARD_OUTPUT:
        if json == STANDARD_OUTPUT and count > 1:
            raise UsageError("Several mixes do not fit on one standard output.", next_step="Name a folder with --json.")
        return json
    if count > 1 and not Path(json).is_dir():
        raise UsageError("Several mixes need a folder for their measurements.", where=json, expected="a folder")
    if not Path(json).is_dir():
        refuse_to_overwrite([json], sources)
    return json


def _write(found: Sequence[Measurements], target: str | None) -> None:
    from mixgate.output import write_text
    from validator.store import measurements_to_json

    if target is None:
        return
    for measurements in found:
        place = str(Path(target) / f"{measurements.name}.measurements.json") if Path(target).is_dir() else target
        write_text(place, measurements_to_json(measurements))


def _show_errors(errors: Sequence[ToolError]) -> None:
    from mixgate.exits import show_error

    for error in errors:
        show_error(error)
