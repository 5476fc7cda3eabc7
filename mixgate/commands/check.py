"""`mixgate check`: measure mixes and hold them against sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mixgate import __version__
from mixgate.commands import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mixgate.output import ReportFiles
    from validator.delivery.judged import MixResult


def check(
    inputs: options.Inputs,
    sheet: options.Sheets = None,
    all_sheets: options.AllSheets = False,
    deliverable: options.DeliverableName = None,
    layout: options.LayoutText = None,
    kind: options.Kind = None,
    version: options.MixVersion = None,
    language: options.Language = None,
    picture_rate: options.PictureRate = None,
    start_timecode: options.StartTimecode = None,
    picture_frames: options.PictureFrames = None,
    action: options.Action = None,
    live: options.Live = None,
    long_form: options.LongForm = None,
    territory: options.Territory = None,
    genre: options.Genre = None,
    dialogue: options.DialogueFile = None,
    me: options.MeFile = None,
    speech_detector: options.SpeechDetector = False,
    leqm_calibration: options.LeqmCalibration = None,
    json: options.JsonFile = None,
    html: options.HtmlFile = None,
    junit: options.JunitFile = None,
    markdown: options.MarkdownFile = None,
    text: options.TextFile = None,
    digest: options.Digests = None,
    true_peak: options.TruePeakFilter = "standard",
    kernel: options.KernelOption = "auto",
    workers: options.Workers = None,
    quiet: options.Quiet = False,
) -> None:
    """Measure mixes, hold them against sheets, and say what each client will do.

    Exit code: 0 acceptable, 1 rejected, 2 the call is off, 3 a file could not be read, 4 a binding demand could not be
    decided.
    """
    from mixgate.chosen_sheets import chosen_sheets, today
    from mixgate.output import ReportFiles, refuse_to_overwrite
    from mixgate.screens.kernel_wording import show_kernel_remarks
    from mixgate.screens.progress import progress_on_terminal
    from validator.delivery.judged import judge_jobs
    from validator.delivery.mixes import jobs_of
    from validator.delivery.statement import told_by
    from validator.measure import MeasureOptions
    from validator.second_pass.wanted import Wanted, parse_leqm_calibration

    told = told_by(
        layout=layout,
        kind=kind,
        version=version,
        language=language,
        picture_rate=picture_rate,
        start_timecode=start_timecode,
        picture_frames=picture_frames,
        action=action,
        live=live,
        long_form=long_form,
        territory=territory,
        genre=genre,
        dialogue=dialogue,
        me=me,
    )
    files = ReportFiles(json=json, html=html, junit=junit, markdown=markdown, text=text)
    sheets = chosen_sheets(sheet, all_sheets=all_sheets)
    jobs = jobs_of(inputs, told)
    refuse_to_overwrite(files.targets, [path for job in jobs for path in job.paths_read] + list(inputs))
    measuring = MeasureOptions(
        version=__version__,
        digests=tuple(digest or ()),
        workers=workers,
        true_peak=true_peak,
        kernel=kernel,
        speech_detector=speech_detector,
        wanted=None if leqm_calibration is None else Wanted(leqm=parse_leqm_calibration(leqm_calibration)),
    )
    with progress_on_terminal() as show:
        judgements = list(judge_jobs(jobs, sheets, deliverable, measuring, show, day=today(), lenient=all_sheets))
    show_kernel_remarks(
        report.measurements.tool
        for judgement in judgements
        for report in judgement.reports
        if report.measurements is not None
    )
    finish(judgements, files, quiet=quiet, all_sheets=all_sheets)


def finish(judgements: Sequence[MixResult], files: ReportFiles, *, quiet: bool, all_sheets: bool) -> None:
    """Show and write reports and what was not judged, show errors, and end with the exit code of the run.

    Raises:
        typer.Exit: Always.
    """
    from mixgate.exits import exit_code, show_error
    from mixgate.screens.all_sheets import show_clients
    from mixgate.screens.console import make_console, show_reports
    from validator.report import WhyNot

    reports = [report for judgement in judgements for report in judgement.reports]
    not_judged = [left_out for judgement in judgements for left_out in judgement.not_judged]
    errors = [error for judgement in judgements for error in judgement.errors]
    for error in errors:
        show_error(error)
    files.write(reports, not_judged)
    told = bool(reports) or len(not_judged) > len(errors)  # an error alone has been shown, with all it says
    if all_sheets:  # most sheets demand nothing of any one mix: scripts are told of those that do
        not_judged = [left_out for left_out in not_judged if left_out.why is not WhyNot.NOT_ASKED]
    if files.takes_standard_output or not (told or quiet):
        pass
    elif all_sheets and not quiet:
        show_clients(judgements, make_console())
    elif reports or not_judged:
        show_reports(reports, make_console(), not_judged=not_judged, quiet=quiet)
    raise typer.Exit(exit_code(reports, errors))
