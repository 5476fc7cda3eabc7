"""The head of a report: what was judged, against what, what may have lowered demands, and who made the report."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from specs.statements.statement import Origin
from validator.catalogue import say
from validator.languages import SpokenWords, tr
from validator.languages.figures import moment
from validator.reporters.report_wording import SUBJECT_WORDS, VERDICT_WORDS, kind_word, one_line, title
from validator.reporters.summary import file_form, file_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from specs.statements.statement import Easing
    from validator.results.history import HistoryRow
    from validator.results.report import Made, Report

_ORIGINS: Final = SpokenWords(
    {
        Origin.SENDER: "the sender's delivery file",
        Origin.RECEIVER: "the receiver",
        Origin.OPERATOR: "whoever ran mixgate",
        Origin.SIGNED: "the sender, signed with a key that the receiver trusts",
        Origin.ASSUMED: "nobody; it was assumed",
    }
)
"""Who states something."""

NOT_MEASURED: Final = "not measured"
"""What stands in place of the form of a file without readings."""


_STATED: Final = "stated"
_WAIVED: Final = "waived"
_WAIVER_ASKED: Final = "waiver asked"
_WAIVER_EXCEEDED: Final = "not waived"
LOWERS_DEMANDS: Final = (_STATED, _WAIVED, _WAIVER_ASKED, _WAIVER_EXCEEDED)
"""Labels of what may lower demands."""


def head_of(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the head of a report, label and text, in the order of every format; what is not known is left out.

    Labels are words of `tr`, in English, so that a format can tell them apart; who shows one says it in the language
    that is spoken.
    """
    return tuple((label, one_line(text)) for label, text in (*_subject(report), *_against(report), *_terms(report)))


def _subject(report: Report) -> Iterator[tuple[str, str]]:
    yield dict.__getitem__(SUBJECT_WORDS, report.subject), report.name
    if report.path is not None and report.path != report.name:
        yield "path", report.path
    if report.language is not None:
        yield "language", report.language
    if report.kind is not None:
        yield "kind", kind_word(report.kind)
    if report.version is not None:
        yield "version", tr(report.version.value)
    measured = report.measurements
    if measured is not None:
        yield "form", file_form(measured)
        yield "length", file_time(report)
        for name, digests in measured.digests.items():
            beside = f" {tr('of')} {name}" if len(measured.digests) > 1 else ""
            for algorithm, digest in digests.items():
                yield "digest", f"{algorithm} {digest}{beside}"
    elif report.kind is not None:
        yield "form", tr(NOT_MEASURED)


def _against(report: Report) -> Iterator[tuple[str, str]]:
    sheet = report.sheet
    status = "" if sheet.status.value == "current" else f", {sheet.status.value}"
    yield "sheet", f"{sheet.publisher}, {sheet.title}, {sheet.edition} ({sheet.id}{status})"
    yield "deliverable", report.deliverable_title


def _terms(report: Report) -> Iterator[tuple[str, str]]:
    for easing in report.easings:
        yield _STATED, easing_text(easing)
    for finding in report.findings:
        if finding.waived_by:
            yield _WAIVED, f"{title(finding)}: {finding.waived_by}"
        if finding.waiver_requested:
            yield _WAIVER_ASKED, f"{title(finding)}{tr(', not granted')}: {finding.waiver_requested}"
        if finding.waiver_exceeded is not None:
            yield _WAIVER_EXCEEDED, f"{title(finding)}: {say(finding.waiver_exceeded)}"
    yield "made", made_text(report.made)


def easing_text(easing: Easing) -> str:
    """Return what may lower demands, and who says so: `live: yes (stated by whoever ran mixgate)`."""
    applied = "" if easing.applies else tr("; not applied, as the receiver has not granted it")
    return f"{easing.what.replace('_', ' ')}: {easing.value} ({tr('stated by')} {_ORIGINS[easing.origin]}{applied})"


def history_columns() -> tuple[str, ...]:
    """Return the columns of the table of rounds."""
    return (
        *(tr("Round"), tr("When"), tr("What"), tr("Verdict")),
        *(tr("Mixes"), tr("Open findings"), tr("Waived"), tr("Against the last")),
    )


def history_cells(rows: Iterable[HistoryRow]) -> tuple[tuple[str, ...], ...]:
    """Return the rounds of a delivery, oldest first, as cells under `history_columns`."""
    return tuple(
        (
            str(row.number),
            "" if row.made.at is None else f"{row.made.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
            one_line(row.name),
            VERDICT_WORDS[row.verdict],
            row.mixes,
            str(row.open_findings),
            str(row.waived) if row.waived else "",
            row.change,
        )
        for row in rows
    )


def made_text(made: Made) -> str:
    """Return when a report was made and by which version: `2026-11-29 14:55 UTC, mixgate 0.1.0`."""
    tool = f"mixgate {made.version}".strip()
    if made.at is None:
        return tool
    return f"{moment(made.at.astimezone(UTC))}, {tool}"
