"""The metadata blocks of a FLAC file: its length against the file, its channels, and the chunks it may carry along.

Source: IETF RFC 9639 (2024), clauses 8 (metadata), 9.1.3 (channel order), 8.6.2 (channel mask); the manual of
`flac`, foreign metadata, for the chunks of a WAVE file in APPLICATION blocks `riff`.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.message import message, verbatim
from validator.containers.flac.frames import StreamInfo, end_of_sound, frames_begin_again
from validator.containers.foreign import ForeignHeader
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.channel_labels import labels_of_mask
from validator.containers.wave.ixml import read_ixml
from validator.containers.wave.xmp import parse_xmp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MARKER: Final = b"fLaC"
STREAM_INFO_OFFSET: Final = 8
STREAM_INFO_BYTES: Final = 34
_SAMPLE_COUNT_OFFSET: Final = STREAM_INFO_OFFSET + 13
_SAMPLE_COUNT_BITS: Final = 36
_APPLICATION, _COMMENT = 2, 4
_BLOCK_LIMIT: Final = 1024
_BLOCK_LIMIT_BYTES: Final = 4 << 20

_MASKS: Final = {1: 0x4, 2: 0x3, 3: 0x7, 4: 0x33, 5: 0x37, 6: 0x3F, 7: 0x70F, 8: 0x63F}
"""Speakers of the fixed order, by the number of channels (clause 9.1.3), as bits of dwChannelMask."""

_MASK_COMMENT: Final = "WAVEFORMATEXTENSIBLE_CHANNEL_MASK"


def read_flac_header(file: BinaryIO, file_bytes: int, *, name: str) -> ForeignHeader:
    """Hold the header of a FLAC file against its last frame.

    | STREAMINFO says      | the last whole frame ends    | then                                       |
    |----------------------|------------------------------|--------------------------------------------|
    | a length             | there                        | it is whole                                |
    | a length             | before                       | damage; what is there is read              |
    | a length             | behind                       | damage: there is more than it says         |
    | 0, length not known  | anywhere                     | that is its length                         |
    | anything             | nowhere                      | left to the decoder                        |

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for messages.
    """
    file.seek(0)
    start = file.read(STREAM_INFO_OFFSET + STREAM_INFO_BYTES)
    if len(start) < STREAM_INFO_OFFSET + STREAM_INFO_BYTES or start[:4] != MARKER or start[4] & 0x7F:
        return ForeignHeader(damage=(message("containers.no-stream-info", file=name),))
    info = parse_stream_info(start[STREAM_INFO_OFFSET:])
    header = ForeignHeader()
    position = len(MARKER)
    for kind, offset, size in _blocks(file, file_bytes):
        if size <= _BLOCK_LIMIT_BYTES:
            file.seek(offset)
            header = _with_block(header, kind, file.read(size), info.channel_count)
        position = offset + size
    header = _with_order(header, info.channel_count)
    if frames_begin_again(file, file_bytes, position, info):
        header = replace(header, damage=(*header.damage, message("containers.frames-begin-again", file=name)))
    return _with_length(header, end_of_sound(file, file_bytes, position, info), info, start, name)


def parse_stream_info(payload: bytes) -> StreamInfo:
    """Read STREAMINFO (clause 8.2): 20 bits of rate, 3 of channels, 5 of word length, 36 of samples from byte 10 on."""
    packed = int.from_bytes(payload[10:18], "big")
    return StreamInfo(
        largest_block_samples=int.from_bytes(payload[2:4], "big"),
        sample_rate_hz=packed >> 44,
        channel_count=(packed >> 41 & 0x7) + 1,
        bits=(packed >> _SAMPLE_COUNT_BITS & 0x1F) + 1,
        sample_count=packed & (1 << _SAMPLE_COUNT_BITS) - 1,
    )


def _blocks(file: BinaryIO, file_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of every metadata block."""
    position = len(MARKER)
    for _ in range(_BLOCK_LIMIT):
        file.seek(position)
        head = file.read(4)
        size = int.from_bytes(head[1:], "big")
        if len(head) < 4 or position + 4 + size > file_bytes:
            return
        yield head[0] & 0x7F, position + 4, size
        position += 4 + size
        if head[0] & 0x80:
            return


def _with_block(header: ForeignHeader, kind: int, payload: bytes, channels: int) -> ForeignHeader:
    if kind == _COMMENT:
        mask = _mask_of_comments(payload)
        labels = labels_of_mask(mask, channels) if mask else None
        if labels is not None:
            return replace(header, channel_mask=mask, channel_labels=labels, channel_labels_from="FLAC mask comment")
    if kind == _APPLICATION and payload[:4] == b"riff":
        return _with_chunk(header, payload[4:8], payload[12:])
    return header


def _with_chunk(header: ForeignHeader, chunk_id: bytes, payload: bytes) -> ForeignHeader:
    """A chunk of the WAVE file that the FLAC file was made of."""
    try:
        if chunk_id == b"bext" and header.bext is None:
            return replace(header, bext=parse_bext(payload))
        if chunk_id == b"iXML" and header.ixml is None:
            ixml, notes = read_ixml(payload)
            return replace(header, ixml=ixml, notes=(*header.notes, *notes))
        if chunk_id == b"_PMX" and header.xmp is None:
            return replace(header, xmp=parse_xmp(payload))
    except MediaError as error:
        reason = verbatim(error.what)
        code = {b"bext": "wave.bext-unreadable", b"iXML": "wave.ixml-unreadable"}.get(chunk_id, "wave.xmp-unreadable")
        return replace(header, notes=(*header.notes, message(code, reason=reason)))
    return header


def _mask_of_comments(payload: bytes) -> int | None:
    """The channel mask among the comments; None where there is none.

    Source: clause 8.6: a length and the writer's name, a count, then a length and a comment each; little-endian.
    """
    texts: list[str] = []
    try:
        (vendor,) = struct.unpack_from("<I", payload)
        place = 4 + vendor
        (count,) = struct.unpack_from("<I", payload, place)
        place += 4
        for _ in range(min(count, _BLOCK_LIMIT)):
            (size,) = struct.unpack_from("<I", payload, place)
            texts.append(payload[place + 4 : place + 4 + size].decode("utf-8", "replace"))
            place += 4 + size
    except struct.error:
        pass  # Comments that end early: what was read counts.
    for text in texts:
        key, _, value = text.partition("=")
        if key.upper() == _MASK_COMMENT:
            try:
                return int(value, 0)
            except ValueError:
                return None
    return None


def _with_order(header: ForeignHeader, channels: int) -> ForeignHeader:
    if header.channel_labels is not None or channels not in _MASKS:
        return header
    labels = labels_of_mask(_MASKS[channels], channels)
    return replace(header, channel_labels=labels, channel_labels_from="FLAC channel order" if labels else None)


def _with_length(header: ForeignHeader, end: int | None, info: StreamInfo, start: bytes, name: str) -> ForeignHeader:
    if end is None or end == info.sample_count:
        return header
    packed = int.from_bytes(start[_SAMPLE_COUNT_OFFSET : _SAMPLE_COUNT_OFFSET + 5], "big")
    kept = packed >> _SAMPLE_COUNT_BITS << _SAMPLE_COUNT_BITS
    patches = ((_SAMPLE_COUNT_OFFSET, (kept | end).to_bytes(5, "big")),)
    if info.sample_count == 0:
        return replace(header, sample_count=end, patches=patches, notes=(*header.notes, message("audio.length-open")))
    if end < info.sample_count:
        reason = message("containers.samples-missing", file=name, samples=info.sample_count - end)
    else:
        reason = message("containers.unread-samples", file=name, samples=end - info.sample_count)
        return replace(header, damage=(*header.damage, reason))
    return replace(header, sample_count=end, patches=patches, damage=(*header.damage, reason))
