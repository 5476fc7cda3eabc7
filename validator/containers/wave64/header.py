"""The chunks of a Wave64 file, held against the file, and its fmt and bext chunks.

Source: Sony Pictures Digital, Wave64 file format (2003): sixteen bytes of GUID, a 64-bit size that counts its own 24
bytes, chunks at multiples of eight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.message import message, verbatim
from validator.containers.foreign import ChunkForm, ForeignHeader, find_chunks, hold, payload
from validator.containers.open_lengths import is_open_64
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.channel_labels import labels_of_mask
from validator.containers.wave.fmt import fmt_facts

if TYPE_CHECKING:
    from typing import BinaryIO

    from specs.message import Message
    from validator.containers.facts import BextFacts
    from validator.containers.foreign import FoundChunks

_FORM: Final = ChunkForm(id_bytes=16, size_bytes=8, byte_order="little", size_with_header=True, alignment=8)
_TAIL: Final = bytes.fromhex("f3acd3118cd100c04f8edb8a")
"""What follows the four characters in the GUIDs of most chunks."""

_FMT, _DATA, _BEXT = (name + _TAIL for name in (b"fmt ", b"data", b"bext"))
_KNOWN: Final = frozenset(name + _TAIL for name in (b"fmt ", b"data", b"bext", b"fact", b"junk", b"levl", b"JUNK"))
_FIRST_CHUNK: Final = 40
_LIMIT_BYTES: Final = 1 << 20


def read_w64_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of a Wave64 file against the file.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    found = find_chunks(file, file_bytes, _FIRST_CHUNK, _FORM, _KNOWN)
    form, sound = found.first(_FMT), found.first(_DATA)
    if form is None or sound is None or form.present_bytes < 16:
        return ForeignHeader()
    fmt = fmt_facts(payload(file, form, _LIMIT_BYTES))
    mask = fmt.channel_mask or None
    labels = labels_of_mask(mask, fmt.channel_count) if mask else None
    bext, notes = _bext(file, found)
    header = ForeignHeader(
        channel_mask=mask,
        channel_labels=labels,
        channel_labels_from="channel mask" if labels else None,
        bext=bext,
        notes=notes,
    )
    stated = sound.stated_bytes + _FORM.header_bytes
    is_open = sound.missing_bytes > 0 and is_open_64(stated)
    is_open = is_open or (sound.stated_bytes == 0 and file_bytes > sound.offset_bytes)
    return hold(header, file, found, sound, name=name, is_open=is_open, frame_bytes=max(1, fmt.frame_bytes))


def _bext(file: BinaryIO, found: FoundChunks) -> tuple[BextFacts | None, tuple[Message, ...]]:
    chunk = found.first(_BEXT)
    if chunk is None:
        return None, ()
    try:
        return parse_bext(payload(file, chunk, _LIMIT_BYTES)), ()
    except MediaError as error:
        return None, (message("wave.bext-unreadable", reason=verbatim(error.what), offset_bytes=chunk.offset_bytes),)
