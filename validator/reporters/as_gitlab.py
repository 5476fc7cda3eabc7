"""GitLab: a code quality report, which merge requests show.

Source: GitLab Docs, Code Quality, Implement a custom tool: a JSON array of objects with `description`, `check_name`,
`fingerprint`, `severity` and `location`. A sound file has no lines: the line is 1.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from validator.catalogue import say
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.report_wording import (
    DAMAGE_TITLE,
    NOTICE_TITLES,
    Standing,
    damage_to_do,
    in_reading_order,
    one_line,
    place_in_delivery,
    standing,
    title,
    undecided_text,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.results.finding import Severity
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding
    from validator.results.report import Made, NotJudged, Report

_SEVERITIES: Final = {
    Severity.BLOCKER: "blocker",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.FYI: "info",
}
_SHOWN: Final = {Standing.FAIL, Standing.WARN, Standing.UNDECIDED, Standing.NOT_MEASURED, Standing.TO_CONFIRM}
_PLACES_SHOWN: Final = 3


def report_to_gitlab(report: Report) -> str:
    """Return a report as a code quality report."""
    return run_to_gitlab([report])


def run_to_gitlab(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as one code quality report.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    """Return the issues of a report, a line each."""
    del position
    return "".join(f"{json.dumps(issue, ensure_ascii=False)}\n" for issue in _issues(report))


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    path = place_in_delivery(report)
    own = (report.sheet.id, report.deliverable, path)
    damage = damage_to_do(report)
    if damage:
        yield _issue(f"{DAMAGE_TITLE}: {damage}", "damage", path, "blocker", own)
    clock = clock_of(report)
    for finding in in_reading_order(report.findings):
        if standing(finding) in _SHOWN:
            said = f"{report.sheet.id}: {title(finding)}: {_message(finding, report)}"
            yield _issue(said, finding.rule, path, _severity(finding), (*own, finding.rule, finding.fingerprint))
    for number, notice in enumerate(report.notices):
        said = f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}"
        yield _issue(said, f"notice.{notice.kind}", path, "info", (*own, notice.kind, str(number)))


def _severity(finding: Finding) -> str:
    """Return what fails or binds as severe as the sheet has it; a warning and an open recommendation less."""
    shown = standing(finding)
    if shown is Standing.FAIL or (finding.binding and shown is not Standing.TO_CONFIRM):
        return _SEVERITIES[finding.severity]
    return "info" if shown is Standing.TO_CONFIRM else "minor"


def _message(finding: Finding, report: Report) -> str:
    clock = clock_of(report)
    shown = [place_text(place, clock) for place in finding.where[:_PLACES_SHOWN]]
    more = max(finding.where_count, len(finding.where)) - len(shown)
    said = [
        undecided_text(finding) or say(finding.reason),
        "; ".join([*shown, f"+{more}"] if more > 0 else shown),
        say(finding.remedy) if finding.remedy else "",
    ]
    return " ".join(text for text in said if text)


def _issue(description: str, check: str, path: str, severity: str, identity: Sequence[str]) -> dict[str, Any]:
    """Return an issue; GitLab shows those of one fingerprint once, so it is made of all that tells two apart."""
    return {
        "description": one_line(description),
        "check_name": check,
        "fingerprint": hashlib.sha256("\n".join(identity).encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "severity": severity,
        "location": {"path": one_line(path).removeprefix("./"), "lines": {"begin": 1}},
    }


def _finished(sections: Iterable[str], summary: RunSummary) -> Iterator[str]:
    yield "["
    glue = "\n"
    for section in sections:
        for line in section.splitlines():
            yield f"{glue}  {line}"
            glue = ",\n"
    for one in summary.not_judged:
        path = one.path or one.name
        severity = "info" if one.why is WhyNot.NOT_ASKED else "blocker"
        issue = _issue(
            f"{one.word}: {one.details}", "not-judged", path, severity, ("not-judged", path, one.sheet or "")
        )
        yield f"{glue}  {json.dumps(issue, ensure_ascii=False)}"
        glue = ",\n"
    yield "\n]\n"


def _frame(summary: RunSummary) -> tuple[str, str]:
    del summary
    return "", ""


RUN: Final = RunFormat(section=_section, frame=_frame, finished=_finished, speaks=False)
"""A run in this format."""
