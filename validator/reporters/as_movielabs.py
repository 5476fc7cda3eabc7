"""MovieLabs: a ProductStatus of the media delivery specification, with an error for every place.

Source: MovieLabs, Asset Ordering and Delivery (delivery), version 1.4, and MovieLabs, Quality Control Vocabulary, 1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from validator.catalogue import say
from validator.reporters.clock import clock_of, place_text
from validator.reporters.head import made_text
from validator.reporters.report_wording import (
    DAMAGE_TITLE,
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
from validator.reporters.xml_text import for_xml
from validator.results.report import Verdict, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding, Place
    from validator.results.report import Made, NotJudged, Report

NAMESPACE: Final = "http://www.movielabs.com/schema/md/delivery/v1.4/delivery"
_MD: Final = "http://www.movielabs.com/schema/md/v2.12/md"
SPEC_VERSION: Final = "1.4"

_PROGRESS: Final = {
    Verdict.ACCEPTABLE: "Accepted",
    Verdict.REJECTED: "Rejected",
    Verdict.INCOMPLETE: "InProgress",
    Verdict.UNVERIFIED: "InProgress",
}
"""The schema takes any text; an open verdict is neither accepted nor rejected."""

_OTHER: Final = ("AUDIO", "OTHER")
TERMS: Final[dict[str, tuple[str, str]]] = {
    "signal.clipping": ("AUDIO", "CLIPPING"),
    "signal.dropout": ("AUDIO", "ARTIFACTS"),
    "form.layout": ("AUDIO", "CONFIGURATION"),
    "signal.active-channels": ("AUDIO", "CONFIGURATION"),
    "channels.as-original": ("AUDIO", "CHANNEL-ASSIGNEMENTS"),
    "form.word-length": ("AUDIO", "BIT-DEPTH"),
    "sync.offset": ("AUDIO", "OUT-OF-SYNC"),
    "sync.drift": ("AUDIO", "OUT-OF-SYNC"),
    "sync.speed": ("AUDIO", "OUT-OF-SYNC"),
    "sync.edits": ("AUDIO", "OUT-OF-SYNC"),
    "sync.with-partner": ("AUDIO", "OUT-OF-SYNC"),
    "delivery.not-opened": ("AUDIO", "CORRUPT"),
    "delivery.no-sound": ("AUDIO", "CORRUPT"),
    "content.sounds": ("AUDIO", "CORRUPT"),
    "delivery.same-content": ("DELIVERY-PACKAGE", "ASSET-DUPLICATE"),
    "delivery.same-sound": ("DELIVERY-PACKAGE", "ASSET-DUPLICATE"),
    "delivery.two-languages": ("DELIVERY-PACKAGE", "ASSET-DUPLICATE"),
    "delivery.unlisted-sound": ("DELIVERY-PACKAGE", "ASSET-UNNEEDED"),
    "delivery.file-absent": ("DELIVERY-PACKAGE", "INVALID-INVENTORY"),
    "delivery.kind-missing": ("DELIVERY-PACKAGE", "INVALID-INVENTORY"),
    "delivery.reels-missing": ("DELIVERY-PACKAGE", "INVALID-INVENTORY"),
    "delivery.entry-valid": ("DELIVERY-PACKAGE", "INVALID-MANIFEST"),
    "delivery.file-valid": ("DELIVERY-PACKAGE", "INVALID-MANIFEST"),
    "form.container": ("DELIVERY-PACKAGE", "INVALID-FILE-TYPE"),
    "form.file-name": ("DELIVERY-PACKAGE", "FOLDER-STRUCTURE"),
}
"""Category and term of a rule, as the vocabulary spells them; every other rule is AUDIO, OTHER, with its id among the
comments, as the vocabulary has no term that was read for loudness or true peak."""

_SHOWN: Final = {
    Standing.FAIL: "open",
    Standing.WARN: "open",
    Standing.UNDECIDED: "open",
    Standing.NOT_MEASURED: "open",
    Standing.WAIVED: "waived",
}
"""What is told, and the resolution of its severity."""


def report_to_movielabs(report: Report) -> str:
    """Return a report as a ProductStatus with one asset."""
    return run_to_movielabs([report])


def run_to_movielabs(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as a ProductStatus: an AssetStatus for every mix and sheet.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    del position
    path = place_in_delivery(report)
    asset = _asset(path, _PROGRESS[report.verdict], report.verdict is not Verdict.ACCEPTABLE)
    for text in (f"{report.sheet.id} {report.deliverable}", say(report.headline)):
        _leaf(asset, "ProgressDetail", text)
    damage = damage_to_do(report)
    if damage:
        error = etree.SubElement(asset, _name("ErrorDescription"))
        _leaf(error, "ErrorCategory", "AUDIO")
        _leaf(error, "ErrorTerm", "CORRUPT")
        _leaf(error, "Comments", f"{DAMAGE_TITLE}: {damage}")
    for finding in in_reading_order(report.findings):
        if standing(finding) in _SHOWN:
            for place in finding.where or (None,):
                asset.append(_error(finding, place, report))
    return _text_of(asset)


def _asset(path: str, progress: str, essential: bool) -> etree._Element:
    asset = etree.Element(_name("AssetStatus"), nsmap={"delivery": NAMESPACE})
    reference = etree.SubElement(asset, _name("AssetReference"))
    _leaf(reference, "TrackReference", path)
    code = _leaf(asset, "ProgressCode", progress)
    code.set("essential", "true" if essential else "false")
    return asset


def _error(finding: Finding, place: Place | None, report: Report) -> etree._Element:
    error = etree.Element(_name("ErrorDescription"))
    category, term = TERMS.get(finding.rule, _OTHER)
    _leaf(error, "ErrorReference", finding.fingerprint)
    _leaf(error, "ErrorCategory", category)
    _leaf(error, "ErrorTerm", term)
    if place is not None and place.timecode_in is not None and category == "AUDIO":
        info = etree.SubElement(error, _name("CategorySpecificInfo"))
        span = etree.SubElement(etree.SubElement(info, _name("Audio")), _name("TimeRange"))
        _timecode(span, "StartTimecode", place.timecode_in)
        if place.timecode_out is not None:
            _timecode(span, "EndTimecode", place.timecode_out)
    where = "" if place is None else place_text(place, clock_of(report))
    said = [f"{title(finding)} [{finding.rule}]: {undecided_text(finding) or say(finding.reason)}", where]
    said += [say(finding.remedy) if finding.remedy else "", f"({finding.source})", finding.waived_by or ""]
    _leaf(error, "Comments", " ".join(text for text in said if text))
    severity = _leaf(error, "Severity", finding.severity.value.capitalize())
    severity.set("resolution", _SHOWN[standing(finding)])
    severity.set("originalSeverity", finding.severity.value.capitalize())
    return error


def _timecode(parent: etree._Element, name: str, text: str) -> None:
    """Write a timecode as the schema has it: colons only; an attribute says that it drops frame numbers."""
    element = _leaf(parent, name, text.replace(";", ":"))
    if ";" in text:
        element.set("dropframe", "true")


def _frame(summary: RunSummary) -> tuple[str, str]:
    head = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f'<delivery:ProductStatus xmlns:delivery="{NAMESPACE}" xmlns:md="{_MD}">',
        "  <delivery:Compatibility>",
        f"    <md:SpecVersion>{SPEC_VERSION}</md:SpecVersion>",
        "    <md:Profile>none</md:Profile>",
        "  </delivery:Compatibility>",
        _text_of(_plain("Description", made_text(summary.made))).rstrip("\n"),
        _text_of(_plain("OverallProgressCode", _PROGRESS[summary.verdict])).rstrip("\n"),
        _text_of(_plain("ProgressDetail", summary.text)).rstrip("\n"),
    ]
    foot = []
    for one in summary.not_judged:
        asset = _asset(one.path or one.name, "NotReviewed", one.why is not WhyNot.NOT_ASKED)
        _leaf(asset, "ProgressDetail", f"{one.word} {one.sheet or ''} {one.details}")
        foot.append(_text_of(asset))
    return "\n".join(head) + "\n", "".join(foot) + "</delivery:ProductStatus>\n"


def _plain(name: str, text: str) -> etree._Element:
    element = etree.Element(_name(name), nsmap={"delivery": NAMESPACE})
    element.text = for_xml(one_line(text))
    return element


def _leaf(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, _name(name))
    element.text = for_xml(one_line(text))
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text_of(element: etree._Element) -> str:
    etree.indent(element, level=1)
    written: bytes = etree.tostring(element, encoding="UTF-8")
    return f"  {written.decode('utf-8')}\n"


RUN: Final = RunFormat(section=_section, frame=_frame, speaks=False)
"""A run in this format."""
