"""JUnit XML: for build servers, which show each demand as a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from validator.catalogue import say
from validator.finding import State
from validator.report import Verdict, WhyNot
from validator.reporters.clock import clock_of, notice_text, place_text, samples_text
from validator.reporters.wording import (
    ALSO_NOTICED,
    NO_EFFECT,
    NOTICE_TITLES,
    identifier,
    margin_text,
    measured_text,
    one_line,
    printable,
    standing,
    undecided_text,
    window_text,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.finding import Finding
    from validator.report import NotJudged, Report

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside the production Char. Source: W3C XML 1.0, fifth edition, clause 2.2."""

_SKIPPED: Final = {State.NOT_MEASURED, State.NOT_APPLICABLE, State.WAIVED}
VERDICT_CASE: Final = "verdict"


def report_to_junit(report: Report) -> str:
    """Return a report as JUnit XML with one suite."""
    return run_to_junit([report])


def run_to_junit(reports: Sequence[Report], not_judged: Sequence[NotJudged] = ()) -> str:
    """Return reports as JUnit XML: a suite for every programme and sheet, a test case for every finding.

    A failed finding is a failure. What was not measured, does not apply or is waived is skipped and says why; a warning
    passes and stands in the case's output. Each suite ends with a case for the verdict, as the exit code has it: it
    passes where the mix is acceptable, fails where it is rejected, and is an error where the verdict is open:
    build servers count a skipped case as harmless, and an open binding demand is not.
    A mix that was not judged has a suite with nothing but that case: skipped where the sheet demands nothing of such a
    mix, an error where the mix could not be read or judged.
    """
    suites = [*(_suite(report) for report in reports), *map(_suite_of_not_judged, not_judged)]
    root = etree.Element("testsuites", {"name": "mixgate", **_sums(suites)})
    root.extend(suites)
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return text.decode("utf-8")


def _suite(report: Report) -> etree._Element:
    cases = [_case(finding, report) for finding in report.findings]
    cases.append(_verdict_case(report))
    failures = report.count(State.FAIL) + int(report.verdict is Verdict.REJECTED)
    suite = etree.Element(
        "testsuite",
        name=_clean(f"{report.name} × {report.sheet.id}"),
        tests=str(len(cases)),
        failures=str(failures),
        errors=str(int(report.verdict in {Verdict.INCOMPLETE, Verdict.UNVERIFIED})),
        skipped=str(sum(finding.state in _SKIPPED for finding in report.findings)),
        time="0",
    )
    properties = etree.SubElement(suite, "properties")
    for name, value in (
        ("mixgate.version", report.made.version),
        ("verdict", report.verdict.value),
        ("headline", say(report.headline)),
        ("sheet.id", report.sheet.id),
        ("sheet.edition", report.sheet.edition),
        ("sheet.digest", report.sheet.digest),
        ("deliverable", report.deliverable),
    ):
        etree.SubElement(properties, "property", name=name, value=_clean(value))
    suite.extend(cases)
    if report.notices:
        clock = clock_of(report)
        output = etree.SubElement(suite, "system-out")
        lines = [f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}" for notice in report.notices]
        output.text = _clean("\n".join([f"{ALSO_NOTICED.lower()} ({NO_EFFECT}):", *lines]))
    return suite


def _case(finding: Finding, report: Report) -> etree._Element:
    case = etree.Element("testcase", classname=_clean(_class_name(report)), name=_clean(identifier(finding)), time="0")
    message = _clean(undecided_text(finding) or one_line(say(finding.reason)))
    if finding.state is State.FAIL:
        failure = etree.SubElement(case, "failure", type=finding.severity.value, message=message)
        failure.text = _clean(_details(finding, report))
    elif finding.state in _SKIPPED:
        reason = finding.waived_by if finding.state is State.WAIVED else None
        word = standing(finding).word
        etree.SubElement(
            case, "skipped", message=f"{word}: {_clean(one_line(reason)) + '. ' if reason else ''}{message}"
        )
    elif finding.state is State.WARN:
        output = etree.SubElement(case, "system-out")
        output.text = _clean(f"warning ({finding.severity}): {_details(finding, report)}")
    return case


def _verdict_case(report: Report) -> etree._Element:
    case = etree.Element("testcase", classname=_clean(_class_name(report)), name=VERDICT_CASE, time="0")
    tag = {Verdict.REJECTED: "failure", Verdict.INCOMPLETE: "error", Verdict.UNVERIFIED: "error"}.get(report.verdict)
    if tag is not None:
        said = etree.SubElement(case, tag, type=report.verdict.value, message=_clean(one_line(say(report.headline))))
        said.text = _clean("\n".join(f"{name}: {remedy}" for name, remedy in work(report)))
    return case


def _suite_of_not_judged(left_out: NotJudged) -> etree._Element:
    is_error = left_out.why is not WhyNot.NOT_ASKED
    against = left_out.sheet or "no sheet"
    suite = etree.Element(
        "testsuite",
        name=_clean(f"{left_out.name} × {against}"),
        tests="1",
        failures="0",
        errors=str(int(is_error)),
        skipped=str(int(not is_error)),
        time="0",
    )
    case = etree.SubElement(suite, "testcase", classname=_clean(against), name=VERDICT_CASE, time="0")
    message = _clean(one_line(left_out.reason))
    if is_error:
        etree.SubElement(case, "error", type=left_out.why.value, message=message).text = _clean(left_out.details)
    else:
        etree.SubElement(case, "skipped", message=message)
    return suite


def _class_name(report: Report) -> str:
    return f"{report.sheet.id}.{report.deliverable}"


def _details(finding: Finding, report: Report) -> str:
    clock = clock_of(report)
    facts = {
        "measured": measured_text(finding),
        "over": window_text(finding),
        "required": finding.required,
        "margin": margin_text(finding),
        "source": f"{finding.source} ({finding.grade})",
    }
    lines = [say(finding.reason), *(f"{label}: {text}" for label, text in facts.items() if text not in {"", "–"})]
    lines += [f"where: {place_text(place, clock)} (samples {samples_text(place)})" for place in finding.where]
    if finding.where_count > len(finding.where):
        lines.append(f"where: and {finding.where_count - len(finding.where)} more")
    lines += [f"why: {say(reason)}" for reason in finding.why]
    if finding.remedy:
        lines.append(f"what to do: {say(finding.remedy)}")
    return "\n".join(lines)


def _sums(suites: Sequence[etree._Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.get(name, "0")) for suite in suites))
        for name in ("tests", "failures", "errors", "skipped")
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", printable(text))
