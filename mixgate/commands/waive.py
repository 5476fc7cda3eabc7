"""`mixgate waive`: forgive one finding, in the receiver's own file."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from specs.statements.waiver_kinds import WaiverKind

WAIVERS_FILE = Path("waivers.toml")

ReportFile = Annotated[
    Path,
    typer.Argument(metavar="REPORT", help="What check or round wrote as JSON, or a folder of reports."),
]
Fingerprint = Annotated[
    str, typer.Argument(metavar="FINGERPRINT", help="Of the finding, or as much of its beginning as no other has.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is forgiven.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who forgives it; else the name of the user.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day it holds: 2027-01-31.")]
KindOfWaiver = Annotated[
    WaiverKind | None, typer.Option("--kind", metavar="KIND", help=f"Why, in a word: {', '.join(WaiverKind)}.")
]
UpTo = Annotated[
    str | None,
    typer.Option("--up-to", metavar="READING", help="Worst reading that is forgiven, '-1.5 dBTP'; else the one found."),
]
WaiverFile = Annotated[
    Path, typer.Option("--file", metavar="WAIVERS.toml", help="Your file of waivers; it is added to, or made.")
]

SignWith = Annotated[
    Path | None,
    typer.Option(
        "--sign", metavar="KEY", help="Sign your file with this private key (Ed25519, PEM): its name with .sig."
    ),
]


def waive(
    report: ReportFile,
    fingerprint: Fingerprint,
    reason: Reason,
    by: By = None,
    until: Until = None,
    kind: KindOfWaiver = None,
    up_to: UpTo = None,
    file: WaiverFile = WAIVERS_FILE,
    sign: SignWith = None,
) -> None:
    """Forgive one finding as it was found: a worse reading, or more places, are not forgiven.

    The waiver is added to your own file, which `--waivers` gives to check, judge, fix, package, verify and round; no
    other entry is touched. Exit code: 0 added, 2 no such finding or an invalid term, 3 the report cannot be read, 5 the
    file cannot be written.
    """
    from mixgate.api.waiving import WaiverTerms
    from mixgate.api.waiving import waive as waived
    from mixgate.chosen_sheets import today
    from mixgate.screens.console import make_console
    from mixgate.screens.waivers import show_signature, show_waiver
    from mixgate.signed import sign as signed
    from packager.fixity.signature import load_signer

    signer = None if sign is None else load_signer(sign)  # before anything is granted
    terms = WaiverTerms(
        reason=_printed(reason),
        by=_printed(by or _user()),
        on=today(),
        kind=kind,
        expires=None if until is None else _day(until),
        up_to=up_to,
    )
    console = make_console()
    show_waiver(waived(report, fingerprint, terms, file), file, console)
    show_signature(file, None if signer is None else signed(file, signer), console)


def _user() -> str:
    from specs.errors import UsageError

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # no entry for this user, and no variable that names one
        raise UsageError("Nobody says who forgives it.", next_step="Say it with --by.") from error


def _printed(text: str) -> str:
    """Text of the command line as it can be written: bytes that are no UTF-8 become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _day(text: str) -> date:
    from specs.errors import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("This is not a day.", found=text, expected="2027-01-31") from error
