"""Cubase and Nuendo: a track archive with a marker track in linear time.

Source: the form of the track archives that these programs export, as public readers of them take it apart.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from validator.reporters.markers.marker_list import MarkerList

_LINEAR = "1"
"""Domain of a track that counts seconds and not musical time."""


def write_track_archive(listed: MarkerList) -> bytes:
    """Return a marker track whose second 0 is the first sample of the file; a range is a cycle marker.

    Seconds are written as the nearest double in full, from which the sample comes back by rounding.
    """
    rate = listed.clock.sample_rate_hz
    ids = count(1)
    root = etree.Element("tracklist2")
    tracks = etree.SubElement(root, "list", name="track", type="obj")
    track = _object(tracks, "MMarkerTrackEvent", ids)
    _value(track, "int", "Flags", "1")
    _value(track, "float", "Start", "0")
    _value(track, "float", "Length", repr(listed.sample_count / rate))
    node = _object(track, "MListNode", ids, "Node")
    _text(node, "Name", "mixgate")
    domain = etree.SubElement(node, "member", name="Domain")
    _value(domain, "int", "Type", _LINEAR)
    _value(domain, "float", "Period", "1")
    events = etree.SubElement(node, "list", name="Events", type="obj")
    for number, marker in enumerate(listed.markers, start=1):
        kind = "MRangeMarkerEvent" if marker.is_range else "MMarkerEvent"
        length = (marker.sample_out - marker.sample_in) / rate if marker.is_range else 0
        event = _object(events, kind, ids)
        _value(event, "float", "Start", repr(marker.sample_in / rate))
        _value(event, "float", "Length", repr(length))
        _text(event, "Name", marker.name)
        _value(event, "int", "ID", str(number))
    device = _object(track, "MTrack", ids, "Track Device")
    _value(device, "int", "Connection Type", "2")
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


def _object(parent: etree._Element, kind: str, ids: count[int], name: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, "obj", {"class": kind})
    if name is not None:
        made.set("name", name)
    made.set("ID", str(next(ids)))
    return made


def _value(parent: etree._Element, kind: str, name: str, value: str) -> None:
    etree.SubElement(parent, kind, name=name, value=value)


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, "string", name=name, value=value, wide="true")
