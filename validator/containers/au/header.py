"""The header of an AU file, held against the file.

Source: Sun Microsystems, audio file format (Solaris manual, au(4)): magic, offset, size, encoding, rate, channels.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from validator.containers.foreign import ForeignHeader, FoundChunk, FoundChunks, hold
from validator.containers.open_lengths import is_open_32

if TYPE_CHECKING:
    from typing import BinaryIO

_HEADER: Final = struct.Struct(">4sIIIII")
_SIZE_OFFSET: Final = 8
_SAMPLE_BYTES: Final = {2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8}
"""Bytes of a sample by encoding: linear PCM of 8 to 32 bits, floating point of 32 and 64."""


def read_au_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of an AU file against the file.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    file.seek(0)
    start = file.read(_HEADER.size)
    if len(start) < _HEADER.size:
        return ForeignHeader()
    _, offset, size, encoding, _, channels = _HEADER.unpack(start)
    frame_bytes = max(1, _SAMPLE_BYTES.get(encoding, 1) * channels)
    present = max(0, min(size, file_bytes - offset))
    sound = FoundChunk(id=b"", offset_bytes=offset, stated_bytes=size, present_bytes=present)
    found = FoundChunks(chunks=(sound,), end_bytes=min(file_bytes, offset + size), file_bytes=file_bytes)
    behind = max(0, file_bytes - offset)
    is_open = is_open_32(size) and behind != size
    header = ForeignHeader()
    if is_open:
        # libsndfile knows FFFFFFFFh only.
        header = ForeignHeader(patches=((_SIZE_OFFSET, struct.pack(">I", min(behind, 0xFFFFFFFF))),))
    return hold(header, file, found, sound, name=name, is_open=is_open, frame_bytes=frame_bytes)
