"""OpenTimelineIO: a timeline with the file as its clip, and the markers on it, exact to the sample.

Source: OpenTimelineIO, File Format Specification and Serialized Data Documentation (schemas Timeline.1, Stack.1,
Track.1, Clip.2, Marker.2).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from validator.reporters.markers.marker_list import MarkerRank

if TYPE_CHECKING:
    from validator.reporters.markers.marker_list import Marker, MarkerList

_COLOURS: Final = {
    MarkerRank.FAIL: "RED",
    MarkerRank.WARN: "YELLOW",
    MarkerRank.UNDECIDED: "MAGENTA",
    MarkerRank.NOTICE: "BLUE",
}


def write_otio(listed: MarkerList) -> bytes:
    """Return a timeline as JSON; a marker counts in samples from the start of the timeline, which is the file's."""
    rate = float(listed.clock.sample_rate_hz)
    whole = _range(0, listed.sample_count, rate)
    clip = {
        "OTIO_SCHEMA": "Clip.2",
        **_named(listed.file),
        "source_range": whole,
        "active_media_reference_key": "DEFAULT_MEDIA",
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                **_named(""),
                "target_url": listed.file,
                "available_range": whole,
            }
        },
    }
    track = {
        "OTIO_SCHEMA": "Track.1",
        **_named(listed.title),
        "source_range": None,
        "kind": "Audio",
        "children": [clip],
    }
    stack = {
        "OTIO_SCHEMA": "Stack.1",
        **_named("tracks"),
        "source_range": None,
        "markers": [_marker(marker, rate) for marker in listed.markers],
        "children": [track],
    }
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "name": f"{listed.title} mixgate",
        "metadata": {},
        "global_start_time": _start(listed),
        "tracks": stack,
    }
    return (json.dumps(timeline, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "metadata": {}}


def _start(listed: MarkerList) -> dict[str, Any]:
    """Return where the timeline begins: the frame where the picture rate is known, else the sample."""
    rate = listed.clock.picture_rate
    if rate is None:
        return _time(listed.clock.start_sample, float(listed.clock.sample_rate_hz))
    return _time(listed.start_frame, float(rate))


def _marker(marker: Marker, rate: float) -> dict[str, Any]:
    own = {
        "rule": marker.rule,
        "sheet": marker.sheet,
        "fingerprint": marker.fingerprint,
        "state": marker.rank.value,
        "channels": list(marker.channels),
    }
    return {
        "OTIO_SCHEMA": "Marker.2",
        "name": marker.name,
        "metadata": {"mixgate": own},
        "comment": marker.comment,
        "color": _COLOURS[marker.rank],
        "marked_range": _range(marker.sample_in, marker.sample_out - marker.sample_in if marker.is_range else 0, rate),
    }


def _range(start: int, length: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start, rate), "duration": _time(length, rate)}


def _time(value: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(value)}
