"""Options that several commands share, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from mixgate.told import Told
from specs.delivery import ProgrammeFacts
from specs.errors import UsageError
from specs.loader import load_sheet, sheet_names
from specs.requirements.requirement import Version
from specs.timecode import parse_timecode
from specs.vocabulary import LAYOUTS, MixKind, parse_frame_rate, parse_language_tag, parse_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.loader import LoadedSheet
    from validator.report import Report


def _complete_sheet(incomplete: str) -> list[str]:
    return [name for name in sheet_names() if name.startswith(incomplete)]


def _complete_layout(incomplete: str) -> list[str]:
    return [name for name in LAYOUTS if name.startswith(incomplete)]


Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="INPUT...", help="Sound files, mono sets, folders or delivery.toml files.", show_default=False
    ),
]
Sheets = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet",
        "-s",
        metavar="ID",
        help="Sheet to hold the mix against, by id or path; may be given several times.",
        autocompletion=_complete_sheet,
        show_default=False,
    ),
]
AllSheets = Annotated[
    bool, typer.Option("--all-sheets", help="Hold the mix against every sheet that demands anything of such a mix.")
]
MeasurementFile = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE", help="Write the measurements; a folder for several; '-' for output."),
]
DeliverableName = Annotated[
    str | None,
    typer.Option("--deliverable", metavar="NAME", help="Deliverable of the sheet; else kind and layout say."),
]
LayoutText = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="LAYOUT",
        help="What the channels are: 5.1, 5.1-film, 7.1.4 ... or labels in file order, L,C,R,Ls,Rs,LFE.",
        autocompletion=_complete_layout,
    ),
]
Kind = Annotated[MixKind | None, typer.Option("--kind", help="What the mix is; a printmaster unless said otherwise.")]
MixVersion = Annotated[Version | None, typer.Option("--version-of-title", help="Original version or dub.")]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="Language of the mix, BCP 47 (pt-BR).")]
PictureRate = Annotated[
    str | None, typer.Option("--picture-rate", metavar="RATE", help="Picture rate: 24000/1001, 23.976, 25 ...")
]
StartTimecode = Annotated[
    str | None, typer.Option("--start-timecode", metavar="TC", help="Timecode of the picture's first frame.")
]
PictureFrames = Annotated[
    int | None, typer.Option("--picture-frames", metavar="N", min=1, help="Length of the picture in frames.")
]
Action = Annotated[
    str | None,
    typer.Option("--action", metavar="TC-TC", help="First and last frame of action, or 'whole' for the whole file."),
]
Live = Annotated[bool | None, typer.Option("--live/--not-live", help="Whether it is a live production.")]
LongForm = Annotated[bool | None, typer.Option("--long-form/--short-form", help="Programme, or advert and promo.")]
Territory = Annotated[str | None, typer.Option("--territory", help="Territory, where a sheet asks for it.")]
Genre = Annotated[str | None, typer.Option("--genre", help="Genre, where a sheet asks for it.")]

JsonFile = Annotated[str | None, typer.Option("--json", metavar="FILE", help="Write JSON ('-' for standard output).")]
HtmlFile = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write a single-file HTML page.")]
JunitFile = Annotated[str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, for CI systems.")]
MarkdownFile = Annotated[str | None, typer.Option("--markdown", metavar="FILE", help="Write Markdown, for tickets.")]
TextFile = Annotated[str | None, typer.Option("--text", metavar="FILE", help="Write plain text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line per mix and sheet.")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", min=1, max=64, help="Threads; one per core.")]


TruePeakName = Literal["standard", "fine"]
"""Interpolation of the true-peak meter."""

KernelName = Literal["auto", "numba", "numpy"]
"""Scan kernel."""


class Digest(StrEnum):
    """Digests that can be made in the same read."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    XXH64 = "xxh64"
    XXH3 = "xxh3"
    XXH128 = "xxh128"


TruePeakFilter = Annotated[
    TruePeakName,
    typer.Option("--true-peak", help="standard: 4x of BS.1770-5 Annex 2; fine: 16x, closer to the waveform."),
]
KernelOption = Annotated[KernelName, typer.Option("--kernel", help="Scan kernel; auto takes the fast one where it runs.")]
Digests = Annotated[
    list[Digest] | None, typer.Option("--digest", help="Digest to make in the same read; may be given several times.")
]

WHOLE: Final = "whole"


def _action_frames(text: str | None) -> tuple[str | None, str | None]:
    if text is None or text == WHOLE:
        return None, None
    parts = [part.strip() for part in text.split("-")]
    if len(parts) != 2:
        raise UsageError("--action wants two timecodes.", found=text, expected="01:00:00:00-01:42:10:12, or 'whole'")
    return parts[0], parts[1]


def told(
    *,
    layout: str | None = None,
    kind: MixKind | None = None,
    version: Version | None = None,
    language: str | None = None,
    picture_rate: str | None = None,
    start_timecode: str | None = None,
    picture_frames: int | None = None,
    action: str | None = None,
    live: bool | None = None,
    long_form: bool | None = None,
    territory: str | None = None,
    genre: str | None = None,
) -> Told:
    """Return what the operator said, checked.

    Raises:
        UsageError: A layout, rate, timecode or language that does not exist.
    """
    first, last = _action_frames(action)
    rate = None if picture_rate is None else str(parse_frame_rate(picture_rate))
    for timecode in (start_timecode, first, last):
        if timecode is not None:
            _check_timecode(timecode, rate)
    programme = ProgrammeFacts(
        picture_rate=rate,
        duration_frames=picture_frames,
        start_timecode=start_timecode,
        first_frame_of_action=first,
        last_frame_of_action=last,
        live=live,
        long_form=long_form,
        territory=territory,
        genre=genre,
    )
    return Told(
        layout=None if layout is None else parse_layout(layout),
        kind=kind,
        version=version,
        language=None if language is None else parse_language_tag(language),
        programme=programme,
        action_is_whole=action == WHOLE,
    )


def _check_timecode(text: str, rate: str | None) -> None:
    if rate is None:
        raise UsageError("A timecode needs a picture rate.", found=text, next_step="Give it with --picture-rate.")
    parse_timecode(text, parse_frame_rate(rate))


def chosen_sheets(names: list[str] | None, *, all_sheets: bool) -> list[LoadedSheet]:
    """Load the sheets asked for, each once.

    Raises:
        UsageError: None was named, or both some and all.
        SheetError: A sheet that does not exist or is refused.
    """
    if bool(names) == all_sheets:
        raise UsageError(
            "Name at least one sheet with --sheet, or give --all-sheets.",
            next_step="'mixgate sheets list' shows every sheet.",
        )
    return [load_sheet(name) for name in dict.fromkeys(names or sheet_names())]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """Where reports are written; None for the formats that were not asked for, `-` for standard output."""

    json: str | None = None
    html: str | None = None
    junit: str | None = None
    markdown: str | None = None
    text: str | None = None

    @property
    def targets(self) -> tuple[str | None, ...]:
        """Every file name."""
        return self.json, self.html, self.junit, self.markdown, self.text

    @property
    def takes_standard_output(self) -> bool:
        """True where one of them goes to standard output, so nothing else may."""
        return "-" in self.targets

    def write(self, reports: Sequence[Report]) -> None:
        """Write the formats asked for.

        Raises:
            UsageError: A file cannot be written.
        """
        from mixgate.output import write_text
        from validator import reporters

        for target, one, several in (
            (self.json, reporters.report_to_json, reporters.run_to_json),
            (self.html, reporters.report_to_html, reporters.run_to_html),
            (self.junit, reporters.report_to_junit, reporters.run_to_junit),
            (self.markdown, reporters.report_to_markdown, reporters.run_to_markdown),
            (self.text, reporters.report_to_text, reporters.run_to_text),
        ):
            if target is not None:
                write_text(target, one(reports[0]) if len(reports) == 1 else several(reports))
