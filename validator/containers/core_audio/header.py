"""The chunks of a CAF file, held against the file.

Source: Apple, Core Audio Format Specification 1.0 (2011).
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from validator.containers.core_audio.layout import LAYOUT_FROM, labels_of_layout
from validator.containers.foreign import ChunkForm, ForeignHeader, find_chunks, hold, payload
from validator.containers.open_lengths import is_open_64

if TYPE_CHECKING:
    from typing import BinaryIO

_FORM: Final = ChunkForm(id_bytes=4, size_bytes=8, byte_order="big")
_KNOWN: Final = frozenset(
    {b"desc", b"data", b"pakt", b"chan", b"kuki", b"strg", b"mark", b"regn", b"inst", b"midi", b"ovvw", b"peak"}
    | {b"edct", b"info", b"umid", b"uuid", b"free"}
)
_FIRST_CHUNK: Final = 8
_DESCRIPTION: Final = struct.Struct(">d4sIIIII")
_EDIT_COUNT_BYTES: Final = 4
_CHAN_LIMIT_BYTES: Final = 4096


def read_caf_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of a CAF file against the file.

    A data chunk of length -1 reaches to the end of the file (section "Audio Data Chunk"); libsndfile reads it, and one
    that was cut, only where the length in the header is the one that is there.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    found = find_chunks(file, file_bytes, _FIRST_CHUNK, _FORM, _KNOWN)
    description, sound = found.first(b"desc"), found.first(b"data")
    if description is None or sound is None or description.present_bytes < _DESCRIPTION.size:
        return ForeignHeader()
    _, codec, _, packet_bytes, _, channels, _ = _DESCRIPTION.unpack(payload(file, description, _DESCRIPTION.size))
    layout = found.first(b"chan")
    labels = None if layout is None else labels_of_layout(payload(file, layout, _CHAN_LIMIT_BYTES), channels)
    header = ForeignHeader(channel_labels=labels, channel_labels_from=LAYOUT_FROM if labels else None)
    is_open = is_open_64(sound.stated_bytes) and sound.missing_bytes > 0
    held = hold(header, file, found, sound, name=name, is_open=is_open, frame_bytes=max(1, packet_bytes))
    if codec != b"lpcm":
        return replace(held, sound_bytes=None)
    patches = ((sound.offset_bytes - 8, struct.pack(">q", file_bytes - sound.offset_bytes)),)
    return replace(
        held,
        sound_bytes=max(0, (held.sound_bytes or 0) - _EDIT_COUNT_BYTES),
        patches=patches if sound.missing_bytes else (),
    )
