"""The chunks of an AIFF or AIFF-C file, held against the file.

Sources: Apple, Audio Interchange File Format 1.3 (1989); Audio Interchange File Format AIFF-C, draft (1991).
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from validator.containers.core_audio.layout import LAYOUT_FROM, labels_of_layout
from validator.containers.foreign import ChunkForm, ForeignHeader, find_chunks, hold, payload
from validator.containers.open_lengths import is_open_32

if TYPE_CHECKING:
    from typing import BinaryIO

    from validator.containers.foreign import FoundChunk

_FORM: Final = ChunkForm(id_bytes=4, size_bytes=4, byte_order="big", alignment=2)
_KNOWN: Final = frozenset(
    {b"COMM", b"SSND", b"FVER", b"MARK", b"INST", b"COMT", b"NAME", b"AUTH", b"(c) ", b"ANNO", b"APPL", b"MIDI"}
    | {b"AESD", b"SAXL", b"PEAK", b"CHAN", b"ID3 ", b"LIST", b"bext", b"basc", b"trns", b"cate"}
)
_FIRST_CHUNK: Final = 12
_SOUND_OFFSET: Final = 8
"""Offset and block size in front of the samples of SSND."""

_SOX_OPEN: Final = 0x7F000000
"""Bytes of sound that SoX writes into a pipe, less what is no whole frame, plus the eight bytes in front."""

_CHAN_LIMIT_BYTES: Final = 4096


def read_aiff_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of an AIFF or AIFF-C file against the file.

    The sound is in SSND, its length in the size of that chunk; COMM counts the same sound in frames.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    found = find_chunks(file, file_bytes, _FIRST_CHUNK, _FORM, _KNOWN)
    common, sound = found.first(b"COMM"), found.first(b"SSND")
    if common is None or sound is None or common.present_bytes < 8:
        return ForeignHeader()
    channels, _, bits = struct.unpack(">hIh", payload(file, common, 8))
    frame_bytes = max(1, channels * ((bits + 7) // 8))
    header = _layout(file, found.first(b"CHAN"), channels)
    may_be_open = is_open_32(sound.stated_bytes) or _is_of_sox(sound.stated_bytes, frame_bytes)
    left_empty = sound.stated_bytes <= _SOUND_OFFSET < file_bytes - sound.offset_bytes
    is_open = left_empty or (may_be_open and sound.missing_bytes > 0)
    held = hold(header, file, found, sound, name=name, is_open=is_open, frame_bytes=frame_bytes)
    return _without_offset(held)


def _is_of_sox(stated: int, frame_bytes: int) -> bool:
    return _SOX_OPEN - frame_bytes < stated - _SOUND_OFFSET <= _SOX_OPEN


def _layout(file: BinaryIO, chunk: FoundChunk | None, channels: int) -> ForeignHeader:
    """What a CHAN chunk says, which Apple's programs write as in CAF."""
    if chunk is None:
        return ForeignHeader()
    labels = labels_of_layout(payload(file, chunk, _CHAN_LIMIT_BYTES), channels)
    return ForeignHeader(channel_labels=labels, channel_labels_from=LAYOUT_FROM if labels else None)


def _without_offset(header: ForeignHeader) -> ForeignHeader:
    sound = max(0, (header.sound_bytes or 0) - _SOUND_OFFSET)
    return replace(header, sound_bytes=sound)
