"""`mixgate markers`: the places of a report, as markers for the session of an editing program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mixgate.nearest_names import nearest

FORMAT_NAMES = (
    *("protools", "reaper", "nuendo", "cubase", "resolve", "premiere", "final-cut", "media-composer"),
    *("rx", "midi", "csv", "otio", "protools-text", "reaper-csv"),
)
"""Every format; spelled out, so that showing the help loads none of them. A test holds it against the formats."""


def _format(text: str) -> str:
    """Return the name of a format, or say which is nearest.

    Raises:
        typer.BadParameter: There is no such format.
    """
    wanted = text.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in FORMAT_NAMES:
        return wanted
    message = f"There is no marker format called {text!r}. Did you mean {nearest(wanted, FORMAT_NAMES, {})}?"
    raise typer.BadParameter(message)


SavedReport = Annotated[
    Path, typer.Argument(metavar="REPORT", help="What --json wrote: a report, or a run of several mixes.")
]
ToFormat = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="FORMAT",
        parser=_format,
        show_default=False,
        help=(
            f"{', '.join(FORMAT_NAMES)}. The import of nuendo, cubase and final-cut is not confirmed; protools-text is "
            "for people, as Pro Tools imports no text."
        ),
    ),
]
OutFile = Annotated[
    str, typer.Option("--out", metavar="FILE", help="Where to write; a file that is there already is refused.")
]
MixName = Annotated[
    str | None, typer.Option("--mix", metavar="NAME", help="Which mix, by name or path, where there are several.")
]
Rate = Annotated[
    str | None,
    typer.Option("--rate", metavar="RATE", help="Picture rate in place of the report's: 23.976, 25, 29.97df ..."),
]
Start = Annotated[
    str | None,
    typer.Option("--start-timecode", metavar="TC", help="Timecode of the file's start, in place of the report's."),
]
FindingsOnly = Annotated[
    bool, typer.Option("--findings-only", help="Leave out what was noticed although the sheet does not ask.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a marker file that is there already.")]


def markers(
    report: SavedReport,
    *,
    to: ToFormat,
    out: OutFile = "-",
    mix: MixName = None,
    rate: Rate = None,
    start_timecode: Start = None,
    findings_only: FindingsOnly = False,
    overwrite: Overwrite = False,
) -> None:
    """Write the places of a report as markers for an editing program.

    What fails, warns or is undecided is marked, and what was noticed besides. Formats that count samples are exact;
    those that count frames round outwards. Exit code: 0 written, 2 a name, rate or timecode is invalid, 3 the report
    cannot be read, 5 the file cannot be written or is there already.
    """
    from mixgate.outputs.output import write_pieces
    from mixgate.outputs.overwriting import refuse_to_overwrite
    from mixgate.screens.console import make_console
    from mixgate.screens.marker_files import marker_files, refuse_existing, show_markers
    from validator.reporters.markers import MARKER_FORMATS
    from validator.reporters.markers.collect import MarkerChoice, markers_of
    from validator.reporters.markers.load import reports_in

    form = MARKER_FORMATS[to]
    refuse_to_overwrite([out], [report])
    choice = MarkerChoice(mix=mix, picture_rate=rate, start_timecode=start_timecode, with_notices=not findings_only)
    listed = markers_of(reports_in(report), choice)
    files = marker_files(listed, form, out)
    if not overwrite:
        refuse_existing(files)
    for name, content in files.items():
        write_pieces(name, [content])
    show_markers(listed, form, files, make_console(stderr=True))
