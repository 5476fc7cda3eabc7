"""RIFX, the RIFF form with its numbers the other way round: what the header promises.

Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2, RIFX.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from validator.containers.foreign import ChunkForm, ForeignHeader, find_chunks, hold, payload
from validator.containers.open_lengths import is_open_32

if TYPE_CHECKING:
    from typing import BinaryIO

_FORM: Final = ChunkForm(id_bytes=4, size_bytes=4, byte_order="big", alignment=2)
_KNOWN: Final = frozenset({b"fmt ", b"data", b"fact", b"LIST", b"bext", b"iXML", b"JUNK", b"PAD ", b"cue ", b"PEAK"})
_FIRST_CHUNK: Final = 12
_FMT_BYTES: Final = 16


def read_rifx_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of a RIFX file against the file.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    found = find_chunks(file, file_bytes, _FIRST_CHUNK, _FORM, _KNOWN)
    form, sound = found.first(b"fmt "), found.first(b"data")
    if form is None or sound is None or form.present_bytes < _FMT_BYTES:
        return ForeignHeader()
    frame_bytes = max(1, struct.unpack(">HHIIHH", payload(file, form, _FMT_BYTES))[4])
    is_open = is_open_32(sound.stated_bytes) and sound.offset_bytes + sound.stated_bytes != file_bytes
    return hold(ForeignHeader(), file, found, sound, name=name, is_open=is_open, frame_bytes=frame_bytes)
