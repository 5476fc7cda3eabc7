"""`mixgate judge`: hold saved measurements against sheets, without audio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mixgate import __version__
from mixgate.commands import options
from mixgate.commands.check import finish


def judge(
    measurements: Annotated[
        list[Path], typer.Argument(metavar="MEASUREMENTS.json...", help="Files that 'mixgate measure' wrote.")
    ],
    sheet: options.Sheets = None,
    all_sheets: options.AllSheets = False,
    deliverable: options.DeliverableName = None,
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
    json: options.JsonFile = None,
    html: options.HtmlFile = None,
    junit: options.JunitFile = None,
    markdown: options.MarkdownFile = None,
    text: options.TextFile = None,
    quiet: options.Quiet = False,
) -> None:
    """Hold saved measurements against sheets. Exit codes as for check."""
    from mixgate.chosen_sheets import chosen_sheets
    from mixgate.output import ReportFiles, refuse_to_overwrite
    from validator.delivery.judged import judge_subject
    from validator.delivery.mixes import subject_of
    from validator.delivery.statement import told_by
    from validator.store import load_measurements

    told = told_by(
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
    )
    files = ReportFiles(json=json, html=html, junit=junit, markdown=markdown, text=text)
    refuse_to_overwrite(files.targets, measurements)
    sheets = chosen_sheets(sheet, all_sheets=all_sheets)
    judgements = [
        judge_subject(
            subject_of(load_measurements(path), told, action_is_whole=told.action_is_whole),
            sheets,
            deliverable,
            None,
            lenient=all_sheets,
            version=__version__,
        )
        for path in measurements
    ]
    finish(judgements, files, quiet=quiet, all_sheets=all_sheets)
