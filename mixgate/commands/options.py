"""Options that several commands share, declared once."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from mixgate.nearest_names import SAID_FOR_KINDS, nearest
from specs.vocabulary import LAYOUTS, MixKind, PeakMeter, Version


def complete_sheet(incomplete: str) -> list[str]:
    """Return the ids of sheets that begin with a word, for the shell."""
    from specs.errors import SheetError
    from specs.loader import sheet_names
    from specs.user_sheets import user_sheet_files

    names = list(sheet_names())
    with suppress(SheetError):  # a shell that completes a word has no place for an error
        names += user_sheet_files()
    return [name for name in names if name.startswith(incomplete)]


def _complete_layout(incomplete: str) -> list[str]:
    return [name for name in LAYOUTS if name.startswith(incomplete)]


Inputs = Annotated[
    list[str],
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
        autocompletion=complete_sheet,
        show_default=False,
        rich_help_panel="Sheets",
    ),
]
AllSheets = Annotated[
    bool,
    typer.Option(
        "--all-sheets",
        help="Hold the mix against every sheet that demands anything of such a mix.",
        rich_help_panel="Sheets",
    ),
]
MeasurementFile = Annotated[
    str | None,
    typer.Option(
        "--json",
        metavar="FILE",
        help="Write the measurements; a folder for several; '-' for output.",
        rich_help_panel="Reports",
    ),
]
DeliverableName = Annotated[
    str | None,
    typer.Option(
        "--deliverable",
        metavar="NAME",
        help="Deliverable of the sheet; else kind and layout say.",
        rich_help_panel="Sheets",
    ),
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


def _kind(text: str) -> MixKind:
    """Return a kind of mix from its name, or say which names are nearest.

    Raises:
        typer.BadParameter: There is no such kind.
    """
    wanted = text.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in set(MixKind):
        return MixKind(wanted)
    near = nearest(wanted, list(MixKind), SAID_FOR_KINDS)
    message = f"There is no kind of mix called {text!r}. Did you mean {near}?"
    raise typer.BadParameter(message)


Kind = Annotated[
    MixKind | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=f"What the mix is; a printmaster unless said otherwise: {', '.join(MixKind)}.",
        parser=_kind,
    ),
]
MixVersion = Annotated[Version | None, typer.Option("--version-of-title", help="Original version or dub.")]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="Language of the mix, BCP 47 (pt-BR).")]
OriginalLanguage = Annotated[
    str | None,
    typer.Option(
        "--original-language", metavar="TAG", help="Language of the original: mixes in any other are dubs of it."
    ),
]
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
    typer.Option(
        "--action",
        metavar="TC-TC",
        help="First and last frame of action; 'whole' for the whole file; 'long-play' or 'reel'.",
    ),
]
Live = Annotated[bool | None, typer.Option("--live/--not-live", help="Whether it is a live production.")]
LongForm = Annotated[bool | None, typer.Option("--long-form/--short-form", help="Programme, or advert and promo.")]
Territory = Annotated[str | None, typer.Option("--territory", help="Territory, where a sheet asks for it.")]
Genre = Annotated[str | None, typer.Option("--genre", help="Genre, where a sheet asks for it.")]

DialogueFile = Annotated[
    Path | None,
    typer.Option("--dialogue", metavar="FILE", help="Dialogue stem of the mix: tells where speech is."),
]
MeFile = Annotated[
    Path | None,
    typer.Option("--me", metavar="FILE", help="M&E of the mix: tells where speech is, and how loud it is under it."),
]
SpeechDetector = Annotated[
    bool,
    typer.Option("--speech-detector", help="Without stem and M&E, let a detector estimate where speech is."),
]

LeqmCalibration = Annotated[
    str | None,
    typer.Option(
        "--leqm-calibration",
        metavar="DB[@DBFS]",
        help="How loud the mix is played, for Leq(m): 85@-20 where a -20 dBFS tone in a screen channel makes 85 dB.",
    ),
]


class FoldDownOption(StrEnum):
    """Fold-downs that can be rendered and measured."""

    LORO = "LoRo"
    LTRT = "LtRt"
    MONO = "mono"


FoldDowns = Annotated[
    list[FoldDownOption] | None,
    typer.Option("--fold-down", help="Render this fold-down and measure it; may be given several times."),
]
QuasiPeaks = Annotated[
    list[PeakMeter] | None,
    typer.Option("--quasi-peak", help="Read a quasi-peak programme meter of this type (IEC 60268-10); several times."),
]
LfeBands = Annotated[bool, typer.Option("--lfe-bands", help="Measure the spectrum of the LFE.")]

JsonFile = Annotated[str | None, typer.Option("--json", metavar="FILE", help="Write JSON ('-' for standard output).")]
HtmlFile = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write a single-file HTML page.")]
PdfFile = Annotated[
    str | None, typer.Option("--pdf", metavar="FILE", help="Write the letter, what to send again and why, as a PDF.")
]
JunitFile = Annotated[str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, for CI systems.")]
MarkdownFile = Annotated[str | None, typer.Option("--markdown", metavar="FILE", help="Write Markdown, for tickets.")]
CsvFile = Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write a table of all findings as CSV.")]
XlsxFile = Annotated[
    str | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook; needs the extra 'xlsx'.")
]
SarifFile = Annotated[str | None, typer.Option("--sarif", metavar="FILE", help="Write SARIF 2.1.0.")]
GithubFile = Annotated[
    str | None, typer.Option("--github", metavar="FILE", help="Write annotations for GitHub Actions ('-' in a step).")
]
GitlabFile = Annotated[
    str | None, typer.Option("--gitlab", metavar="FILE", help="Write a code quality report for GitLab.")
]
MovielabsFile = Annotated[
    str | None, typer.Option("--movielabs", metavar="FILE", help="Write a MovieLabs ProductStatus, XML.")
]
EbuQcFile = Annotated[str | None, typer.Option("--ebu-qc", metavar="FILE", help="Write an EBU QC report, XML.")]
TextFile = Annotated[str | None, typer.Option("--text", metavar="FILE", help="Write plain text.")]


def _language(text: str) -> str:
    """Return the tag of a language that reports are written in.

    Raises:
        typer.BadParameter: They are not written in it.
    """
    from specs.errors import UsageError
    from validator.languages import LANGUAGES, parse_language

    try:
        return parse_language(text)
    except UsageError as error:
        message = f"{error.what} Known are {', '.join(LANGUAGES)}."
        raise typer.BadParameter(message) from error


Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="TAG",
        parser=_language,
        help="Language of what people read: en, de, fr, ja; in part es, it, pt-BR, ko, zh-Hans. JSON stays the same.",
    ),
]
OutputDir = Annotated[
    str | None,
    typer.Option("--output-dir", metavar="DIR", help="Write a page and a JSON for each mix and sheet, and an index."),
]
HistoryFile = Annotated[
    str | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="Your history of rounds: one line is added to it (JSON Lines), none is changed; else history.jsonl in "
        "--output-dir.",
    ),
]
GateOption = Annotated[
    bool,
    typer.Option(
        "--gate",
        help="What was handed in may not lower a demand: waivers and easing statements of the sender are requests.",
    ),
]
WaiversFile = Annotated[
    Path | None,
    typer.Option("--waivers", metavar="FILE", help="TOML with the waivers that you give."),
]
StatementFile = Annotated[
    Path | None,
    typer.Option("--statement", metavar="FILE", help="TOML with what you know of the programme."),
]
TrustedKey = Annotated[
    Path | None,
    typer.Option(
        "--trust",
        metavar="KEY",
        help="Take a delivery file that this Ed25519 key (PEM) signed (signature: its name with .sig) as your own.",
    ),
]
WaiversKey = Annotated[
    Path | None,
    typer.Option(
        "--waivers-key",
        metavar="KEY",
        help="Take the file of --waivers only where this Ed25519 key (PEM) signed it (signature: its name with .sig).",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line per mix and sheet.")]
QuietMeasure = Annotated[bool, typer.Option("--quiet", "-q", help="One line per mix.", rich_help_panel="Reports")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", min=1, max=64, help="Threads; one per core.")]


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


KernelOption = Annotated[
    KernelName, typer.Option("--kernel", help="Scan kernel; auto takes the fast one where it runs.")
]
Digests = Annotated[
    list[Digest] | None, typer.Option("--digest", help="Digest to make in the same read; may be given several times.")
]
