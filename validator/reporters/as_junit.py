"""JUnit XML: for build servers, which show each demand as a test."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from lxml import etree

from validator.catalogue import say
from validator.reporters.clock import clock_of, notice_text, place_text, samples_text
from validator.reporters.head import head_of
from validator.reporters.report_wording import (
    ALSO_NOTICED,
    NO_EFFECT,
    NOTICE_TITLES,
    Standing,
    identifier,
    margin_text,
    measured_text,
    one_line,
    place_in_delivery,
    standing,
    undecided_text,
    window_text,
    work,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.reporters.xml_text import for_xml
from validator.results.finding import State
from validator.results.report import Verdict, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.reporters.run import RunRow, RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding
    from validator.results.report import Made, NotJudged, Report

_SKIPPED: Final = {State.NOT_MEASURED, State.NOT_APPLICABLE, State.WAIVED}
_SKIPPED_STANDINGS: Final = (
    *(Standing.UNDECIDED, Standing.NOT_MEASURED, Standing.TO_CONFIRM),
    *(Standing.NOT_APPLICABLE, Standing.WAIVED),
)
"""The same as people read them."""

_OPEN_VERDICTS: Final = {Verdict.INCOMPLETE, Verdict.UNVERIFIED}
_TALLIES: Final = ("tests", "failures", "errors", "skipped")
VERDICT_CASE: Final = "verdict"


def report_to_junit(report: Report) -> str:
    """Return a report as JUnit XML with one suite."""
    return run_to_junit([report])


def run_to_junit(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as JUnit XML: a suite for every programme and sheet, a test case for every finding.

    A failed finding is a failure. What was not measured, does not apply or is waived is skipped and says why; a warning
    passes and stands in the case's output. Each suite ends with a case for the verdict, as the exit code has it: it
    passes where the mix is acceptable, fails where it is rejected, and is an error where the verdict is open:
    build servers count a skipped case as harmless, and an open binding demand is not.
    A mix that was not judged has a suite with nothing but that case: skipped where the sheet demands nothing of such a
    mix, an error where the mix could not be read or judged.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    del position
    return _element_text(_suite(report))


def _frame(summary: RunSummary) -> tuple[str, str]:
    """Return the element around the suites, with the sums of all of them, and the suites of what was not judged."""
    left_out = [_suite_of_not_judged(one) for one in summary.not_judged]
    tallies = [_tally_of_row(row) for row in summary.rows] + [_tally_of_suite(suite) for suite in left_out]
    sums = {name: str(sum(tally[name] for tally in tallies)) for name in _TALLIES}
    seconds = f"{summary.totals.seconds or 0:g}"
    attributes = {"name": "mixgate", **sums, "time": seconds}
    opened = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    head = f"<?xml version='1.0' encoding='UTF-8'?>\n<testsuites {opened}>\n"
    return head, "".join(map(_element_text, left_out)) + "</testsuites>\n"


def _element_text(element: etree._Element) -> str:
    etree.indent(element, level=1)
    text: bytes = etree.tostring(element, encoding="UTF-8")
    return f"  {text.decode('utf-8')}\n"


RUN: Final = RunFormat(section=_section, frame=_frame, speaks=False)
"""A run in this format."""


def _tally_of_row(row: RunRow) -> dict[str, int]:
    number = Counter(dict(row.counts))
    return {
        "tests": number.total() + 1,
        "failures": number[Standing.FAIL] + int(row.verdict is Verdict.REJECTED),
        "errors": int(row.verdict in _OPEN_VERDICTS),
        "skipped": sum(number[shown] for shown in _SKIPPED_STANDINGS),
    }


def _tally_of_suite(suite: etree._Element) -> dict[str, int]:
    return {name: int(suite.get(name, "0")) for name in _TALLIES}


def _suite(report: Report) -> etree._Element:
    cases = [_case(finding, report) for finding in report.findings]
    cases.append(_verdict_case(report))
    failures = report.count(State.FAIL) + int(report.verdict is Verdict.REJECTED)
    suite = etree.Element(
        "testsuite",
        name=for_xml(f"{place_in_delivery(report)} × {report.sheet.id}"),
        tests=str(len(cases)),
        failures=str(failures),
        errors=str(int(report.verdict in _OPEN_VERDICTS)),
        skipped=str(sum(finding.state in _SKIPPED for finding in report.findings)),
        time="0",
    )
    if report.made.at is not None:
        suite.set("timestamp", report.made.at.isoformat(timespec="seconds"))
    suite.append(_properties(report))
    suite.extend(cases)
    if report.notices:
        clock = clock_of(report)
        lines = [f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}" for notice in report.notices]
        output = etree.SubElement(suite, "system-out")
        output.text = for_xml("\n".join([f"{ALSO_NOTICED.lower()} ({NO_EFFECT}):", *lines]))
    return suite


def _properties(report: Report) -> etree._Element:
    """Return what machines look for under fixed names, then the head of the report as people read it."""
    properties = etree.Element("properties")
    for name, value in (
        ("mixgate.version", report.made.version),
        ("verdict", report.verdict.value),
        ("headline", say(report.headline)),
        ("sheet.id", report.sheet.id),
        ("sheet.edition", report.sheet.edition),
        ("sheet.digest", report.sheet.digest),
        ("deliverable", report.deliverable),
        *((label, text) for label, text in head_of(report) if label != "deliverable"),
    ):
        etree.SubElement(properties, "property", name=name, value=for_xml(value))
    return properties


def _case(finding: Finding, report: Report) -> etree._Element:
    case = etree.Element(
        "testcase", classname=for_xml(_class_name(report)), name=for_xml(identifier(finding)), time="0"
    )
    message = for_xml(undecided_text(finding) or one_line(say(finding.reason)))
    if finding.state is State.FAIL:
        failure = etree.SubElement(case, "failure", type=finding.severity.value, message=message)
        failure.text = for_xml(_details(finding, report))
    elif finding.state in _SKIPPED:
        reason = finding.waived_by if finding.state is State.WAIVED else None
        word = standing(finding).word
        said = f"{word}: {for_xml(one_line(reason)) + '. ' if reason else ''}{message}"
        skipped = etree.SubElement(case, "skipped", message=said)
        if standing(finding) in _SKIPPED_STANDINGS[:2]:
            skipped.text = for_xml(_details(finding, report))
    elif finding.state is State.WARN:
        output = etree.SubElement(case, "system-out")
        output.text = for_xml(f"warning ({finding.severity}): {_details(finding, report)}")
    return case


def _verdict_case(report: Report) -> etree._Element:
    case = etree.Element("testcase", classname=for_xml(_class_name(report)), name=VERDICT_CASE, time="0")
    tag = {Verdict.REJECTED: "failure", Verdict.INCOMPLETE: "error", Verdict.UNVERIFIED: "error"}.get(report.verdict)
    if tag is not None:
        said = etree.SubElement(case, tag, type=report.verdict.value, message=for_xml(one_line(say(report.headline))))
        said.text = for_xml("\n".join(f"{name}: {remedy}" for name, remedy in work(report)))
    return case


def _suite_of_not_judged(left_out: NotJudged) -> etree._Element:
    is_error = left_out.why is not WhyNot.NOT_ASKED
    against = left_out.sheet or "no sheet"
    suite = etree.Element(
        "testsuite",
        name=for_xml(f"{left_out.path or left_out.name} × {against}"),
        tests="1",
        failures="0",
        errors=str(int(is_error)),
        skipped=str(int(not is_error)),
        time="0",
    )
    case = etree.SubElement(suite, "testcase", classname=for_xml(against), name=VERDICT_CASE, time="0")
    message = for_xml(one_line(left_out.reason))
    if is_error:
        etree.SubElement(case, "error", type=left_out.why.value, message=message).text = for_xml(left_out.details)
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
    for place in finding.where:
        samples = samples_text(place)
        lines.append(f"where: {place_text(place, clock)}" + (f" (samples {samples})" if samples else ""))
    if finding.where_count > len(finding.where):
        lines.append(f"where: and {finding.where_count - len(finding.where)} more")
    lines += [f"why: {say(reason)}" for reason in finding.why]
    if finding.remedy:
        lines.append(f"what to do: {say(finding.remedy)}")
    return "\n".join(lines)
