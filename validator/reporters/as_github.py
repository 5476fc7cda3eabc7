"""GitHub Actions: lines that its log turns into annotations of files.

Source: GitHub Docs, Workflow commands for GitHub Actions: `::error file=...,title=...::message`. GitHub shows ten of
each level for a step; what comes first is what needs work first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.report_wording import (
    NOTICE_TITLES,
    VERDICT_WORDS,
    Standing,
    in_reading_order,
    one_line,
    place_in_delivery,
    standing,
    title,
    undecided_text,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding
    from validator.results.report import Made, NotJudged, Report

_LEVELS: Final = {
    Standing.FAIL: "error",
    Standing.WARN: "warning",
    Standing.UNDECIDED: "warning",
    Standing.NOT_MEASURED: "warning",
    Standing.TO_CONFIRM: "notice",
    Standing.WAIVED: "notice",
}
"""What is settled has no annotation. What is open is an error where it binds, as it leaves the verdict open."""

_PLACES_SHOWN: Final = 3


def report_to_github(report: Report) -> str:
    """Return a report as workflow commands, a line each."""
    return run_to_github([report])


def run_to_github(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as workflow commands.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    del position
    path = place_in_delivery(report)
    head = f"{VERDICT_WORDS[report.verdict]}: {report.sheet.id} {report.deliverable}"
    lines = [_command("notice", path, head, say(report.headline))]
    lines += [_command("error", path, damage, "") for damage in report.damage]
    lines += [
        _command(_level(finding), path, f"{title(finding)} [{finding.rule}]", _message(finding, report))
        for finding in in_reading_order(report.findings)
        if standing(finding) in _LEVELS
    ]
    clock = clock_of(report)
    lines += [
        _command("notice", path, NOTICE_TITLES[notice.kind], notice_text(notice, clock)) for notice in report.notices
    ]
    return "".join(lines)


def _level(finding: Finding) -> str:
    is_open = standing(finding) in {Standing.UNDECIDED, Standing.NOT_MEASURED}
    return "error" if is_open and finding.binding else _LEVELS[standing(finding)]


def _message(finding: Finding, report: Report) -> str:
    clock = clock_of(report)
    shown = [place_text(place, clock) for place in finding.where[:_PLACES_SHOWN]]
    more = max(finding.where_count, len(finding.where)) - len(shown)
    said = [
        undecided_text(finding) or say(finding.reason),
        "; ".join([*shown, f"+{more}"] if more > 0 else shown),
        say(finding.remedy) if finding.remedy else "",
        f"({finding.source})",
    ]
    return " ".join(text for text in said if text)


def _frame(summary: RunSummary) -> tuple[str, str]:
    left_out = (
        _command(
            "notice" if one.why is WhyNot.NOT_ASKED else "error",
            one.path or one.name,
            f"{one.word}: {one.sheet or one.path or one.name}",
            one.details,
        )
        for one in summary.not_judged
    )
    return "", "".join(left_out)


def _command(level: str, path: str, title_text: str, message: str) -> str:
    """Return one command; everything that would end a field or begin another command is escaped."""
    said = _data(one_line(message) or one_line(title_text))
    return f"::{level} file={_property(one_line(path))},title={_property(one_line(title_text))}::{said}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


RUN: Final = RunFormat(section=_section, frame=_frame, speaks=False)
"""A run in this format."""
