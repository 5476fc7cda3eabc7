"""What a track file says, in the terms in which every sound file is described.

| the file                                                        | damage             |
|-----------------------------------------------------------------|--------------------|
| ends before its sound does                                      | cut-short          |
| holds fewer samples than its descriptor or its tracks state     | samples-missing    |
| has no footer, and nothing states how long it is                | cut-short          |
| has bytes that are no triplet, which may be sound               | unread-sound       |
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.message import message
from specs.timecode import frames_to_samples
from specs.vocabulary import parse_language_tag
from validator.containers.facts import FileFacts, SampleFormat
from validator.containers.mxf.faults import MxfFaultCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from validator.containers.mxf.facts import MxfFacts

_FORMATS: Final = {2: SampleFormat.S16, 3: SampleFormat.S24, 4: SampleFormat.S32}

_LATEST_SECONDS: Final = 24 * 60 * 60 * Fraction(1001, 1000)
"""A day of timecode that counts 1000/1001 frames as whole ones."""


def file_facts(found: MxfFacts, name: str) -> FileFacts:
    """Return a track file as a sound file.

    Args:
        found: What was read.
        name: File name without folders.
    """
    return FileFacts(
        name=name,
        container="MXF",
        codec="PCM",
        size_bytes=found.size_bytes,
        sample_rate_hz=found.sample_rate_hz,
        channel_count=found.channel_count,
        sample_count=found.sample_count,
        sample_format=_FORMATS[found.sample_bytes],
        word_length_bits=8 * found.sample_bytes,
        valid_bits=found.word_length_bits,
        channel_labels=found.channel_labels,
        channel_labels_from=None if found.channel_labels is None else "MCA",
        container_start_sample=_start(found),
        language=spoken_language(found),
        notes=found.faults,
        damage=tuple(_damage(found, name)),
    )


def spoken_language(found: MxfFacts) -> str | None:
    """Return the language of all soundfields, else of all channels; None where it is not stated or not one tag."""
    tags = {one.language for one in found.soundfields} or {one.language for one in found.channels}
    if tags == {None}:
        tags = {one.language for one in found.channels}
    if len(tags) != 1:
        return None
    (tag,) = tags
    try:
        return None if tag is None else parse_language_tag(tag)
    except ToolError:
        return None


def _start(found: MxfFacts) -> int | None:
    """The timecode of the first picture frame in samples since midnight, exact where the track states its rate."""
    if found.start is None:
        return None
    rate = Fraction(found.start.edit_rate or found.start.frames_per_second)
    if not rate or Fraction(found.start.frame) / rate >= _LATEST_SECONDS:
        return None
    return frames_to_samples(found.start.frame, rate, found.sample_rate_hz)


def _damage(found: MxfFacts, name: str) -> Iterator[Message]:
    has_footer = all(fault.code != MxfFaultCode.FOOTER_MISSING for fault in found.faults)
    if found.missing_samples:
        yield message("containers.samples-missing", file=name, samples=found.missing_samples)
    elif found.cut_short or not (has_footer or found.length_is_stated):
        yield message("containers.cut-short", file=name)
    for fault in found.faults:
        if fault.code == MxfFaultCode.NOT_KLV:
            bytes_left, offset = fault.arguments["bytes"], fault.arguments["offset"]
            yield message("containers.unread-sound", file=name, bytes=bytes_left, offset_bytes=offset)
