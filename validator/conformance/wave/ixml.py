"""The iXML chunk: XML as XML has to be, and values of the forms that the specification lists.

Sources: iXML specification, revision 3.01 (2021), Individual Object Details; SMPTE ST 12-1:2014 for drop-frame.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.conformance.wave.noted import chunk_place, noted, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Argument
    from validator.containers.facts import FileFacts

_RATE: Final = re.compile(r"[1-9]\d*/[1-9]\d*")
_FLAGS: Final = ("DF", "NDF")
_DROP_FRAME_RATES: Final = ("30000/1001", "60000/1001")
"""Rates that have drop-frame counting. Source: SMPTE ST 12-1:2014 (30), ST 12-3:2016 (60)."""


def _clause(element: str) -> Clause:
    return Clause(document="iXML specification", edition="3.01", clause=element)


def _rate(check: str, facts: FileFacts) -> Iterator[Fault]:
    rate = None if facts.ixml is None else facts.ixml.timecode_rate
    if rate is not None and not _RATE.fullmatch(rate):
        yield Fault(check=check, arguments={"rate": rate}, place=chunk_place(facts, "iXML"))


def _flag(check: str, facts: FileFacts) -> Iterator[Fault]:
    flag = None if facts.ixml is None else facts.ixml.timecode_flag
    if flag is not None and flag not in _FLAGS:
        yield Fault(check=check, arguments={"flag": flag}, place=chunk_place(facts, "iXML"))


def _drop_frame(check: str, facts: FileFacts) -> Iterator[Fault]:
    ixml = facts.ixml
    if ixml is None or ixml.timecode_flag != "DF" or ixml.timecode_rate is None:
        return
    if _RATE.fullmatch(ixml.timecode_rate) and ixml.timecode_rate not in _DROP_FRAME_RATES:
        yield Fault(check=check, arguments={"rate": ixml.timecode_rate}, place=chunk_place(facts, "iXML"))


def _track_index(check: str, facts: FileFacts) -> Iterator[Fault]:
    """A track that lies in no channel of the file, or two tracks in one."""
    seen: set[int] = set()
    for track in () if facts.ixml is None else facts.ixml.tracks:
        index = track.interleave_index
        if index is None:
            continue
        if not 1 <= index <= facts.channel_count or index in seen:
            arguments: dict[str, Argument] = {
                "index": index,
                "name": track.name or "",
                "channels": facts.channel_count,
            }
            yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "iXML"))
        seen.add(index)


_XML: Final = _clause("the chunk is XML in a Unicode encoding")

IXML_CHECKS: Final[tuple[Check[FileFacts], ...]] = (
    noted("wave.ixml-unreadable", _XML, Level.SHALL),
    noted("wave.ixml-bare-ampersand", _XML, Level.SHALL),
    noted("wave.ixml-bytes-before", _XML, Level.SHALL),
    noted("wave.ixml-bytes-behind", _XML, Level.SHALL),
    noted("wave.ixml-encoding", _XML, Level.SHALL),
    noted("wave.ixml-control-characters", _XML, Level.SHALL),
    row("wave.ixml-timecode-rate", _clause("SPEED, TIMECODE_RATE"), Level.SHOULD, _rate),
    row("wave.ixml-timecode-flag", _clause("SPEED, TIMECODE_FLAG"), Level.SHOULD, _flag),
    row("wave.ixml-drop-frame", _clause("SPEED, TIMECODE_FLAG"), Level.SHOULD, _drop_frame),
    row("wave.ixml-track-index", _clause("TRACK_LIST, INTERLEAVE_INDEX"), Level.SHOULD, _track_index),
)
