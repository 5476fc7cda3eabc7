"""EBU QC: a report of the EBU's quality control data model.

Source: EBU, QC data model, namespace tag:qc.ebu.ch,2026-01, and EBU, QC report best practice guidance.

The EBU catalogue has items for some rules only; every other finding is an item with the id of its rule, `.` written as
`-`, which the model allows. The names of outputs in the catalogue were not read, so a reading is called by its unit.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from validator.catalogue import say
from validator.reporters.clock import clock_of, place_text
from validator.reporters.report_wording import (
    Standing,
    one_line,
    place_in_delivery,
    standing,
    title,
    undecided_text,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.reporters.xml_text import for_xml
from validator.results.finding import Severity, State
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding
    from validator.results.report import Made, NotJudged, Report

NAMESPACE: Final = "tag:qc.ebu.ch,2026-01"
_SPACES: Final[Any] = {None: NAMESPACE}
_OWN: Final = "urn:x-mixgate:qc"
_NAME_SPACE: Final = uuid.UUID("0d3f5a6c-6a0f-5c53-8c55-5a0a2b7f4f10")
"""Of the UUIDs in these reports, which are made of what they name, so that the same run gives the same ones."""
_EARLIEST: Final = "1970-01-01T00:00:00Z"
"""The moment of a report whose run states none; the schema asks for one."""

ITEMS: Final[dict[str, str]] = {
    "loudness.integrated": "0010B",
    "loudness.range": "0010B",
    "loudness.short-term-maximum": "0010B",
    "loudness.momentary-maximum": "0010B",
    "peak.true-peak": "0084B",
    "peak.sample-peak": "0084B",
    "time.line-up-tone": "0014B",
}
"""Items of the EBU catalogue whose pages were read: loudness, test tones, peaks."""

_SEVERITIES: Final = {Severity.BLOCKER: 3, Severity.MAJOR: 2, Severity.MINOR: 1, Severity.FYI: 0}
_NO_RESULT: Final = {Standing.UNDECIDED, Standing.NOT_MEASURED, Standing.TO_CONFIRM}


def report_to_ebu_qc(report: Report) -> str:
    """Return a report as an EBU QC report."""
    return run_to_ebu_qc([report])


def run_to_ebu_qc(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as one EBU QC report on all their files; each result names its file and sheet.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    """Return the content, the items and the results of a report as JSON on one line."""
    pairs = [_pair(finding, report, position.number) for finding in report.findings]
    return json.dumps(
        {
            "content": _content(report),
            "items": [item for item, _ in pairs],
            "results": [result for _, result in pairs],
        }
    )


def _content(report: Report) -> str:
    """Return the identity of a file: its digest, where one was made, and its path."""
    path = place_in_delivery(report)
    for digests in () if report.measurements is None else report.measurements.digests.values():
        for algorithm, digest in digests.items():
            return f"{algorithm}:{digest}:{path}"
    return path


def _pair(finding: Finding, report: Report, number: int) -> tuple[str, str]:
    """Return item and result of a finding, as XML."""
    code = ITEMS.get(finding.rule, finding.rule.replace(".", "-"))
    instance = _urn(f"{number}/{report.sheet.id}/{report.deliverable}/{finding.rule}/{finding.key}")
    item = etree.Element(_name("Item"), nsmap=_SPACES)
    result = etree.Element(_name("ItemResult"), nsmap=_SPACES)
    for element in (item, result):
        _leaf(element, "EBUQCID", code)
        _leaf(element, "EBUQCName", title(finding))
        _leaf(element, "EBUQCVersion", "1.0")
        _leaf(element, "InstanceId", instance)
    _leaf(item, "UsedAs", "check" if finding.binding else "report")
    etree.SubElement(item, _name("Scopes"))
    etree.SubElement(item, _name("Inputs"))
    _fill(result, finding, report)
    return _text_of(item), _text_of(result)


def _fill(result: etree._Element, finding: Finding, report: Report) -> None:
    shown = standing(finding)
    said = undecided_text(finding) or say(finding.reason)
    _leaf(result, "AnalysisMethodUsed", "measure")
    _leaf(result, "ExecutionStatus", "error" if shown in _NO_RESULT else "complete")
    if shown in _NO_RESULT:
        _leaf(result, "ErrorDescription", said)
    elif shown is not Standing.NOT_APPLICABLE:
        _leaf(result, "CheckResult", "true" if finding.state in {State.PASS, State.WAIVED} else "false")
    where = "; ".join(place_text(place, clock_of(report)) for place in finding.where[:3])
    described = [f"{shown.word}: {said}", where, say(finding.remedy) if finding.remedy else "", f"({finding.source})"]
    _leaf(result, "ResultDescription", " ".join(text for text in described if text))
    remark = finding.waived_by or finding.waiver_requested
    if remark:
        _leaf(etree.SubElement(result, _name("Annotation")), "Text", remark)
    _leaf(result, "MaxSeverity", str(_SEVERITIES[finding.severity]))
    _leaf(result, "DetectionMethod", "human" if shown is Standing.TO_CONFIRM else "automatic")
    outputs = etree.SubElement(result, _name("Outputs"))
    _outputs(outputs, finding)
    own = etree.SubElement(result, _name("ExtensionProperties"))
    for name, text in (
        ("file", place_in_delivery(report)),
        ("sheet", f"{report.sheet.id} {report.deliverable}"),
        ("rule", finding.rule),
        ("required", finding.required),
        ("fingerprint", finding.fingerprint),
    ):
        etree.SubElement(own, f"{{{_OWN}}}{name}", nsmap={"mixgate": _OWN}).text = for_xml(one_line(text))


def _outputs(outputs: etree._Element, finding: Finding) -> None:
    """Write the reading, then every place; a place is told in samples from the first sample of the file."""
    measured = finding.measured
    if measured is not None:
        output = etree.SubElement(outputs, _name("Output"))
        unit = "".join(character for character in measured.unit if character.isascii() and character.isalnum())
        _leaf(output, "Name", unit or "Value")
        _leaf(output, "Value", measured.text if measured.value is None else f"{measured.value:g}")
    for place in finding.where:
        output = etree.SubElement(outputs, _name("Output"))
        _leaf(output, "Name", "Place")
        if place.sample_in is not None:
            locator = etree.SubElement(output, _name("Locator"))
            _leaf(locator, "Start", str(place.sample_in))
            _leaf(locator, "End", str(place.sample_out))
        if place.channels:
            _leaf(output, "Track", " ".join(place.channels))
        text = place.text or place.file or ""
        if text:
            _leaf(output, "Value", text)


def _finished(sections: Iterable[str], summary: RunSummary) -> Iterator[str]:
    """Yield the report: items before results, as the model has them, and both one to one."""
    parts: list[dict[str, Any]] = [json.loads(section) for section in sections]
    contents = list(dict.fromkeys(part["content"] for part in parts)) or [
        one.path or one.name for one in summary.not_judged
    ]
    identity = "\n".join([summary.made.version, str(summary.made.at), *contents])
    moment = _EARLIEST if summary.made.at is None else summary.made.at.isoformat(timespec="seconds")
    yield f"<?xml version='1.0' encoding='UTF-8'?>\n<Report xmlns=\"{NAMESPACE}\">\n"
    yield _line("ReportId", _urn(f"report\n{identity}"))
    is_open = summary.verdict in {Verdict.INCOMPLETE, Verdict.UNVERIFIED}
    yield _line("ExecutionStatus", "error" if is_open else "complete")
    if is_open:
        yield _line("ErrorDescription", f"{summary.verdict.value}: {summary.text}")
    else:
        yield _line("CheckResult", "true" if summary.verdict is Verdict.ACCEPTABLE else "false")
    yield _contents(contents)
    yield _line("LastModifiedDateTime", moment)
    yield "  <ToolInformation>\n"
    yield _line("ToolID", "urn:x-mixgate:check") + _line("ToolName", "mixgate")
    yield (_line("Version", summary.made.version) if summary.made.version else "") + "  </ToolInformation>\n"
    yield "  <Profile>\n" + _line("ID", _urn(f"profile\n{identity}")) + _contents(contents) + "  <Scopes/>\n  <Items>\n"
    for part in parts:
        yield from part["items"]
    yield "  </Items>\n  <ItemDefinitions/>\n  </Profile>\n  <ItemResults>\n"
    for part in parts:
        yield from part["results"]
    yield "  </ItemResults>\n"
    if summary.not_judged:
        yield f'  <ExtensionProperties xmlns:mixgate="{_OWN}">\n'
        for one in summary.not_judged:
            element = etree.Element(f"{{{_OWN}}}notJudged", nsmap={"mixgate": _OWN})
            element.text = for_xml(one_line(f"{one.word}: {one.path or one.name} {one.sheet or ''} {one.details}"))
            yield _text_of(element)
        yield "  </ExtensionProperties>\n"
    yield "</Report>\n"


def _contents(contents: Sequence[str]) -> str:
    element = etree.Element(_name("ContentId"), nsmap=_SPACES)
    for content in contents:
        _leaf(etree.SubElement(element, _name("ContentIdentifier")), "ID", content)
    return _text_of(element)


def _line(name: str, text: str) -> str:
    element = etree.Element(_name(name), nsmap=_SPACES)
    element.text = for_xml(one_line(text))
    return _text_of(element)


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = for_xml(one_line(text))


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _urn(text: str) -> str:
    return uuid.uuid5(_NAME_SPACE, text).urn


def _text_of(element: etree._Element) -> str:
    etree.indent(element, level=1)
    written: bytes = etree.tostring(element, encoding="UTF-8")
    return f"  {written.decode('utf-8')}\n"


def _frame(summary: RunSummary) -> tuple[str, str]:
    del summary
    return "", ""


RUN: Final = RunFormat(section=_section, frame=_frame, finished=_finished, speaks=False)
"""A run in this format."""
