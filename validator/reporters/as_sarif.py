"""SARIF 2.1.0: for tools that track results over time.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0 Plus Errata 01.

A report is a run of its own. A place in sound has no lines, and its bytes are not known to a report, so its samples and
timecodes stand among the properties of the location.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from validator.catalogue import say
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.head import head_of
from validator.reporters.report_wording import (
    NOTICE_TITLES,
    Standing,
    one_line,
    place_in_delivery,
    rule_title,
    standing,
    title,
    undecided_text,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding, Notice, Place
    from validator.results.report import Made, NotJudged, Report

VERSION: Final = "2.1.0"
SCHEMA_ADDRESS: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT: Final = "DELIVERY"

_KINDS: Final = {
    Standing.FAIL: ("fail", "error"),
    Standing.WARN: ("fail", "warning"),
    Standing.UNDECIDED: ("open", "none"),
    Standing.NOT_MEASURED: ("open", "none"),
    Standing.TO_CONFIRM: ("review", "none"),
    Standing.WAIVED: ("fail", "error"),
    Standing.NOT_APPLICABLE: ("notApplicable", "none"),
    Standing.PASS: ("pass", "none"),
}
"""Kind and level (clauses 3.27.9 and 3.27.10: a level other than none belongs to the kind fail)."""


def report_to_sarif(report: Report) -> str:
    """Return a report as a SARIF log with one run."""
    return run_to_sarif([report])


def run_to_sarif(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as a SARIF log with a run for each, and one for what was not judged.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    del position
    return _plain(_run(report))


def _frame(summary: RunSummary) -> tuple[str, str]:
    head = f'{{"version": "{VERSION}", "$schema": "{SCHEMA_ADDRESS}", "runs": [\n'
    left_out = ""
    if summary.not_judged:
        left_out = (",\n" if summary.rows else "") + _plain(_run_of_the_rest(summary))
    return head, f"{left_out}\n]}}\n"


def _run(report: Report) -> dict[str, Any]:
    rules = {finding.rule: rule_title(finding.rule) for finding in report.findings}
    rules |= {f"notice.{notice.kind}": NOTICE_TITLES[notice.kind] for notice in report.notices}
    order = list(rules)
    results = [_finding(finding, report, order.index(finding.rule)) for finding in report.findings]
    results += [_notice(notice, report, order.index(f"notice.{notice.kind}")) for notice in report.notices]
    path = place_in_delivery(report)
    return {
        "tool": _tool(report.made.version, rules),
        "automationDetails": {"id": one_line(f"{path}/{report.sheet.id}/{report.deliverable}")},
        "originalUriBaseIds": {ROOT: {"description": {"text": "root of the delivery"}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "verdict": report.verdict.value,
            "headline": say(report.headline),
            "head": dict(head_of(report)),
        },
    }


def _tool(version: str, rules: dict[str, str]) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "mixgate"}
    if version:
        driver["version"] = version
    driver["rules"] = [{"id": rule, "shortDescription": {"text": text}} for rule, text in rules.items()]
    return {"driver": driver}


def _finding(finding: Finding, report: Report, index: int) -> dict[str, Any]:
    kind, level = _KINDS[standing(finding)]
    clock = clock_of(report)
    where = "; ".join(place_text(place, clock) for place in finding.where[:3])
    said = [f"{title(finding)}: {undecided_text(finding) or say(finding.reason)}", where]
    said.append(say(finding.remedy) if finding.remedy else "")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": {"text": one_line(" ".join(text for text in said if text))},
        "locations": list(_locations(finding.where, report)),
        "partialFingerprints": {"mixgate/demand/v1": finding.fingerprint},
        "properties": {
            "state": standing(finding).value,
            "severity": finding.severity.value,
            "binding": finding.binding,
            "required": finding.required,
            "source": finding.source,
            "grade": finding.grade.value,
            "placeCount": max(finding.where_count, len(finding.where)),
            **({} if finding.measured is None else {"measured": finding.measured.model_dump(mode="json")}),
            **({} if finding.margin is None else {"margin": finding.margin, "marginUnit": finding.margin_unit}),
        },
    }
    suppressions = [
        {"kind": "external", "status": status, "justification": one_line(reason)}
        for status, reason in (("accepted", finding.waived_by), ("underReview", finding.waiver_requested))
        if reason
    ]
    return result | ({"suppressions": suppressions} if suppressions else {})


def _notice(notice: Notice, report: Report, index: int) -> dict[str, Any]:
    return {
        "ruleId": f"notice.{notice.kind}",
        "ruleIndex": index,
        "kind": "informational",
        "level": "none",
        "message": {"text": one_line(f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock_of(report))}")},
        "locations": list(_locations(notice.where, report)),
        "properties": {"state": "notice", "source": notice.source},
    }


def _locations(places: Sequence[Place], report: Report) -> Iterator[dict[str, Any]]:
    """Yield a location for every place; the file alone where there is none."""
    clock = clock_of(report)
    for place in places:
        known = {
            "startSample": place.sample_in,
            "endSample": place.sample_out,
            "sampleRate": None if place.sample_in is None else clock.sample_rate_hz,
            "startTimecode": place.timecode_in,
            "endTimecode": place.timecode_out,
            "pictureRate": report.picture_rate if place.timecode_in else None,
            "element": place.element,
            "path": place.path,
            "asset": place.asset,
            "language": place.language,
            "text": place.text,
        }
        location: dict[str, Any] = {"physicalLocation": _file(place.file or place_in_delivery(report), place.line)}
        if place.channels:
            location["logicalLocations"] = [{"name": label, "kind": "channel"} for label in place.channels]
        stated = {name: value for name, value in known.items() if value is not None}
        yield location | ({"properties": stated} if stated else {})
    if not places:
        yield {"physicalLocation": _file(place_in_delivery(report), None)}


def _file(path: str, line: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/"), "uriBaseId": ROOT}}
    return found if line is None else found | {"region": {"startLine": max(line, 1)}}


def _run_of_the_rest(summary: RunSummary) -> dict[str, Any]:
    """Return a run without results that tells what was not judged and why."""
    notifications = [
        {
            "level": "note" if one.why is WhyNot.NOT_ASKED else "error",
            "message": {"text": one_line(f"{one.word}: {one.path or one.name} {one.sheet or ''} {one.details}")},
            "locations": [{"physicalLocation": _file(one.path or one.name, None)}],
        }
        for one in summary.not_judged
    ]
    return {
        "tool": _tool(summary.made.version, {}),
        "automationDetails": {"id": "not-judged"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "root of the delivery"}}},
        "invocations": [{"executionSuccessful": not summary.problems, "toolExecutionNotifications": notifications}],
        "results": [],
    }


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)


RUN: Final = RunFormat(section=_section, frame=_frame, between=",\n", speaks=False)
"""A run in this format."""
