"""Premiere Pro, through Final Cut Pro 7 XML, and Final Cut Pro, through FCPXML.

Source: Apple, Final Cut Pro XML Interchange Format (xmeml), and Apple, FCPXML Document Type Definition, 1.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from specs.timecode import samples_to_frames
from validator.reporters.markers.marker_list import MarkerRank, by_frame
from validator.reporters.xml_text import for_xml

if TYPE_CHECKING:
    from fractions import Fraction

    from validator.reporters.markers.marker_list import MarkerList


def write_xmeml(listed: MarkerList) -> bytes:
    """Return a sequence with markers, counted in frames from its start; `out` is the frame after the last."""
    rate = listed.picture_rate
    root = etree.Element("xmeml", version="4")
    sequence = etree.SubElement(root, "sequence", id="mixgate")
    _leaf(sequence, "name", for_xml(f"{listed.title} mixgate"))
    _leaf(sequence, "duration", str(_length_frames(listed)))
    _rate(sequence, rate)
    timecode = etree.SubElement(sequence, "timecode")
    _rate(timecode, rate)
    _leaf(timecode, "string", listed.timecode_of(listed.start_frame))
    _leaf(timecode, "frame", str(listed.start_frame))
    _leaf(timecode, "displayformat", "DF" if listed.clock.drop_frame else "NDF")
    video = etree.SubElement(etree.SubElement(sequence, "media"), "video")
    etree.SubElement(video, "track")
    for marker in by_frame(listed):
        element = etree.SubElement(sequence, "marker")
        _leaf(element, "name", for_xml(marker.name))
        _leaf(element, "comment", for_xml(marker.comment))
        _leaf(element, "in", str(marker.first - listed.start_frame))
        _leaf(element, "out", str(marker.end - listed.start_frame))
    return _document(root, "<!DOCTYPE xmeml>")


def write_fcpxml(listed: MarkerList) -> bytes:
    """Return a project with markers to do, in rational seconds that are whole frames."""
    rate = listed.picture_rate
    root = etree.Element("fcpxml", version="1.10")
    resources = etree.SubElement(root, "resources")
    etree.SubElement(resources, "format", id="r1", frameDuration=_time(1, rate), width="1920", height="1080")
    event = etree.SubElement(root, "event", name="mixgate")
    project = etree.SubElement(event, "project", name=for_xml(f"{listed.title} mixgate"))
    start, length = _time(listed.start_frame, rate), _time(max(_length_frames(listed), 1), rate)
    counting = "DF" if listed.clock.drop_frame else "NDF"
    sequence = etree.SubElement(project, "sequence", format="r1", duration=length, tcStart=start, tcFormat=counting)
    spine = etree.SubElement(sequence, "spine")
    gap = etree.SubElement(spine, "gap", name="findings", offset=start, start=start, duration=length)
    for marker in by_frame(listed):
        element = etree.SubElement(gap, "marker")
        element.set("start", _time(marker.first, rate))
        element.set("duration", _time(marker.end - marker.first, rate))
        element.set("value", for_xml(marker.name))
        element.set("note", for_xml(marker.comment))
        if marker.rank is not MarkerRank.NOTICE:
            element.set("completed", "0")  # a marker that is to do; without it, one that is to know
    return _document(root, "<!DOCTYPE fcpxml>")


def _length_frames(listed: MarkerList) -> int:
    """Return how many frames the file takes up, the last of them begun."""
    if listed.sample_count == 0:
        return 0
    last = listed.clock.start_sample + listed.sample_count - 1
    return samples_to_frames(last, listed.picture_rate, listed.clock.sample_rate_hz) + 1 - listed.start_frame


def _time(frames: int, rate: Fraction) -> str:
    """Return frames as a rational number of seconds: `1001/24000s`."""
    return f"{frames * rate.denominator}/{rate.numerator}s"


def _rate(parent: etree._Element, rate: Fraction) -> None:
    element = etree.SubElement(parent, "rate")
    _leaf(element, "timebase", str(-(-rate.numerator // rate.denominator)))
    _leaf(element, "ntsc", "FALSE" if rate.denominator == 1 else "TRUE")


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _document(root: etree._Element, doctype: str) -> bytes:
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype)
    return written + b"\n"
