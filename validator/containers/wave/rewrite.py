"""Chunks brought up to date: what has changed is written anew, every other byte stays as it was.

Sources: EBU Tech 3285 v2 (2011) clause 2.3; EBU R 98-1999 (coding history); iXML specification, revision 3.01.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.wave.bext import FIXED_BYTES
from validator.containers.wave.ixml import IXML_LOUDNESS, PAYLOAD_LIMIT_BYTES, ixml_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lxml import etree

    from validator.containers.facts import ChunkFacts, LoudnessFields

_TIME_OFFSET: Final = 338
_VERSION_OFFSET: Final = 346
_UMID_OFFSET: Final = 348
_UMID_BYTES: Final = 64
_LOUDNESS_OFFSET: Final = 412
_LOUDNESS: Final = struct.Struct("<5h")
_UNSET: Final = 0x7FFF
_LOUDNESS_VERSION: Final = 2
_WORD_BITS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class BextChange:
    """What changes in a Broadcast Audio Extension chunk.

    Attributes:
        time_reference_samples: The new start; None keeps it.
        loudness: The new loudness; None keeps what is there. Fields of None are written as not set.
        forget_umid: True where the material is no longer the one that the UMID names.
        coding_history: A line added at the end, without line break; None adds none.
    """

    time_reference_samples: int | None = None
    loudness: LoudnessFields | None = None
    forget_umid: bool = False
    coding_history: str | None = None


def rewrite_bext(payload: bytes, change: BextChange) -> bytes:
    """Bring the payload of a bext chunk up to date.

    Loudness lifts the version to 2, the first that has room for it. A shorter payload is filled up with zeros first.

    Source: EBU Tech 3285 v2 clause 2.3; EBU R 98-1999 for the coding history: lines end with CR LF.
    """
    raw = bytearray(payload.ljust(FIXED_BYTES, b"\0"))
    if change.time_reference_samples is not None:
        struct.pack_into("<Q", raw, _TIME_OFFSET, change.time_reference_samples)
    if change.forget_umid:
        raw[_UMID_OFFSET : _UMID_OFFSET + _UMID_BYTES] = bytes(_UMID_BYTES)
    if change.loudness is not None:
        (version,) = struct.unpack_from("<H", raw, _VERSION_OFFSET)
        struct.pack_into("<H", raw, _VERSION_OFFSET, max(version, _LOUDNESS_VERSION))
        loudness = change.loudness
        values = (
            loudness.integrated_lkfs,
            loudness.loudness_range_lu,
            loudness.max_true_peak_dbtp,
            loudness.max_momentary_lkfs,
            loudness.max_short_term_lkfs,
        )
        _LOUDNESS.pack_into(raw, _LOUDNESS_OFFSET, *(_hundredths(value) for value in values))
    if change.coding_history is not None:
        history = bytes(raw[FIXED_BYTES:]).rstrip(b"\0")
        if history and not history.endswith(b"\n"):
            history += b"\r\n"
        line = change.coding_history.encode("ascii", "replace") + b"\r\n"
        raw[FIXED_BYTES:] = history + line
    return bytes(raw)


def _hundredths(value: float | None) -> int:
    """A level as bext holds it; what does not fit its field is not set (clause 2.3: -99.99 to 99.99)."""
    return _UNSET if value is None or not -99.99 <= value <= 99.99 else round(value * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class IxmlChange:
    """What changes in an iXML chunk; None keeps what is there.

    Attributes:
        time_reference_samples: The new start.
        sample_rate_hz: The new sample rate.
        bit_depth: The new word length.
        timecode_rate: The new picture rate, as a fraction (`24000/1001`).
        tracks: For each new channel the old one it comes from (its interleave index, from 1; None for one that is
            made of several) and its label.
        loudness: New loudness, where the chunk has a place for it.
    """

    time_reference_samples: int | None = None
    sample_rate_hz: int | None = None
    bit_depth: int | None = None
    timecode_rate: str | None = None
    tracks: Sequence[tuple[int | None, str]] | None = None
    loudness: LoudnessFields | None = None


def rewrite_ixml(payload: bytes, change: IxmlChange) -> bytes:
    """Bring the payload of an iXML chunk up to date; elements that are not named here stay as they were.

    Raises:
        MediaError: The chunk cannot be read.

    Source: iXML specification, revision 3.01: SPEED, TRACK_LIST, BEXT, LOUDNESS.
    """
    from lxml import etree  # noqa: PLC0415  few files carry iXML

    root, _ = ixml_root(payload)  # what is hostile is refused; what was blemished is written well-formed
    _rewrite_speed(root, change)
    if change.tracks is not None:
        _rewrite_tracks(root, change.tracks)
    if change.loudness is not None:
        for tag, name in IXML_LOUDNESS.items():
            value = getattr(change.loudness, name)
            _set(root, f"LOUDNESS/{tag}", "" if value is None else f"{value:.2f}")
            _set(root, f"BEXT/BWF_{tag}", "" if value is None else f"{value:.2f}")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _rewrite_speed(root: etree._Element, change: IxmlChange) -> None:
    if change.time_reference_samples is not None:
        high, low = divmod(change.time_reference_samples, 1 << _WORD_BITS)
        for prefix in ("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT", "BEXT/BWF_TIME_REFERENCE"):
            high_tag, low_tag = ("HI", "LO") if prefix.startswith("SPEED") else ("HIGH", "LOW")
            _set(root, f"{prefix}_{high_tag}", str(high))
            _set(root, f"{prefix}_{low_tag}", str(low))
    if change.sample_rate_hz is not None:
        for tag in ("FILE_SAMPLE_RATE", "TIMESTAMP_SAMPLE_RATE", "DIGITIZER_SAMPLE_RATE"):
            _set(root, f"SPEED/{tag}", str(change.sample_rate_hz))
    if change.bit_depth is not None:
        _set(root, "SPEED/AUDIO_BIT_DEPTH", str(change.bit_depth))
    if change.timecode_rate is not None:
        for tag in ("TIMECODE_RATE", "MASTER_SPEED", "CURRENT_SPEED"):
            _set(root, f"SPEED/{tag}", change.timecode_rate)


def _set(root: etree._Element, path: str, text: str) -> None:
    """Change an element that is there; none is added."""
    for element in root.findall(path):
        element.text = text


def _rewrite_tracks(root: etree._Element, tracks: Sequence[tuple[int | None, str]]) -> None:
    from copy import deepcopy  # noqa: PLC0415

    from lxml import etree  # noqa: PLC0415

    listed = root.find("TRACK_LIST")
    if listed is None:
        return
    old = {
        (track.findtext("INTERLEAVE_INDEX") or track.findtext("CHANNEL_INDEX") or "").strip(): track
        for track in listed.findall("TRACK")
    }
    for track in listed.findall("TRACK"):
        listed.remove(track)
    for place, (source, label) in enumerate(tracks, start=1):
        found = None if source is None else old.get(str(source))
        track = etree.Element("TRACK") if found is None else deepcopy(found)
        _set_child(track, "CHANNEL_INDEX", str(place))
        _set_child(track, "INTERLEAVE_INDEX", str(place))
        if found is None:
            _set_child(track, "NAME", label)
            _set_child(track, "FUNCTION", label)
        listed.append(track)
    _set_child(listed, "TRACK_COUNT", str(len(tracks)))


def _set_child(parent: etree._Element, tag: str, text: str) -> None:
    from lxml import etree  # noqa: PLC0415

    child = parent.find(tag)
    if child is None:
        child = etree.SubElement(parent, tag)
    child.text = text


def read_payload(path: Path, chunk: ChunkFacts) -> bytes:
    """Read what a chunk holds.

    Raises:
        MediaError: The file cannot be read, or is shorter than when its header was.
    """
    try:
        with path.open("rb") as file:
            file.seek(chunk.offset_bytes)
            payload = file.read(chunk.size_bytes)
    except OSError as error:
        raise MediaError("The file cannot be read.", where=str(path), found=error.strerror) from error
    if len(payload) < chunk.size_bytes:
        raise MediaError("The file has become shorter since it was opened.", where=str(path))
    return payload


def overwrite_payload(path: Path, chunk: ChunkFacts, payload: bytes) -> None:
    """Write another payload of the same length into a chunk of a file.

    Raises:
        ValueError: Another length.
        OSError: The file cannot be written.
    """
    if len(payload) != chunk.size_bytes:
        raise ValueError(f"{len(payload)} bytes do not replace {chunk.size_bytes}")
    with path.open("r+b") as file:
        file.seek(chunk.offset_bytes)
        file.write(payload)


__all__ = [
    "PAYLOAD_LIMIT_BYTES",
    "BextChange",
    "IxmlChange",
    "overwrite_payload",
    "read_payload",
    "rewrite_bext",
    "rewrite_ixml",
]
