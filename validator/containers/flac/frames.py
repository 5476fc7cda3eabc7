"""Where the last whole frame of a FLAC file ends: the only way to know the length of one that was written to a pipe.

Source: IETF RFC 9639 (2024), clause 9 (frames): sync code, block size, coded number, CRC-8 of the header (polynomial
07h), CRC-16 of the frame (8005h).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

TAIL_BYTES: Final = 1 << 20
"""Bytes looked at from the end: two frames of 16 384 samples in eight channels of 24 bits fit in, uncompressed."""

TRIED_LIMIT_BYTES: Final = 4 << 20
"""Bytes whose CRC is worked out before the search is given up: a few seconds at most, whatever the file holds."""

PROBE_BYTES: Final = 1 << 19
"""Bytes in which two frames must begin: 16,384 samples in eight channels of 24 bits, uncompressed, fit in once."""

_PIECE_BYTES: Final = 1 << 20

_SYNC: Final = b"\xff"
_FIXED, _VARIABLE = 0xF8, 0xF9
_BLOCK_SIZES: Final = {
    1: 192,
    **{code: 144 << code for code in range(2, 6)},
    **{code: 1 << code for code in range(8, 16)},
}
_BITS: Final = {1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
_LARGEST_HEADER_BYTES: Final = 16
_TRAILERS: Final = (b"TAG", b"APETAGEX", b"ID3")


def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    top, mask = 1 << (bits - 1), (1 << bits) - 1
    rows = []
    for byte in range(256):
        crc = byte << (bits - 8)
        for _ in range(8):
            crc = ((crc << 1) ^ polynomial if crc & top else crc << 1) & mask
        rows.append(crc)
    return tuple(rows)


_CRC8: Final = _table(0x07, 8)
_CRC16: Final = _table(0x8005, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamInfo:
    """The STREAMINFO block (clause 8.2); `sample_count` is 0 where the length was not known."""

    largest_block_samples: int
    sample_rate_hz: int
    channel_count: int
    bits: int
    sample_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameHeader:
    """A frame: where it begins in what was searched, its first sample and how many it holds."""

    offset_bytes: int
    first_sample: int
    sample_count: int


def end_of_sound(file: BinaryIO, file_bytes: int, first_frame: int, info: StreamInfo) -> int | None:
    """Return how many samples per channel can be decoded: to the end of the last whole frame.

    A frame is whole where its CRC-16 is right up to the end of the file, to a tag behind it, or to the next frame.
    Bytes within a frame may look like a header by chance; so every frame is tried up to each of the places found.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        first_frame: Where the metadata blocks end.
        info: STREAMINFO.

    Returns:
        None where the last mebibyte holds no whole frame.
    """
    start = max(first_frame, file_bytes - TAIL_BYTES)
    file.seek(start)
    tail = file.read(file_bytes - start)
    ends, tried_bytes = {len(tail)}, 0
    for header in _headers_from_the_end(tail, info):
        tried_bytes += len(tail) - header.offset_bytes
        if tried_bytes > TRIED_LIMIT_BYTES:
            return None
        if _is_whole(tail, header.offset_bytes, ends):
            return header.first_sample + header.sample_count
        ends.add(header.offset_bytes)
    return None


def frames_begin_again(file: BinaryIO, file_bytes: int, first_frame: int, info: StreamInfo) -> bool:
    """Return whether frames lie behind others that come later in the sound: two streams in one file, or frames doubled.

    A decoder stops at the stated length, and never sees the second stream, or what a doubled frame pushed over the end.
    Every frame is looked at. Bytes within a frame may look like a header by chance, so what comes again is believed
    where it is the frame just before, or where it goes on:

    | first samples of the headers  | what they are                            |
    |-------------------------------|------------------------------------------|
    | 0 4096 8192 8192 12288        | a frame doubled                          |
    | 0 4096 8192 0 4096            | a second stream, or several frames again |
    | 0 4096 8192 512 12288         | chance: 512 does not go on               |
    | 0 4096 40960 45056            | frames are missing: not asked here       |

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        first_frame: Where the metadata blocks end.
        info: STREAMINFO.
    """
    file.seek(first_frame)
    piece = file.read(PROBE_BYTES)
    last = _first_chained(piece, info)
    if last is None:
        return False
    sync = piece[last.offset_bytes : last.offset_bytes + 2]  # all frames have blocks of one kind, fixed or variable
    earlier = later = -1
    for header in _headers(file, (first_frame + last.offset_bytes + 1, file_bytes), sync, info):
        first, end = header.first_sample, header.first_sample + header.sample_count
        if first in (last.first_sample + last.sample_count, later):
            last = header
            earlier = later = -1
        elif first in (last.first_sample, earlier):
            return True
        elif first < last.first_sample:
            earlier = end
        else:
            later = end
    return False


def _headers(file: BinaryIO, span: tuple[int, int], sync: bytes, info: StreamInfo) -> Iterator[FrameHeader]:
    """What begins with a sync code and looks like the header of a frame between two places of a file, in order."""
    start, end = span
    while start < end:
        file.seek(start)
        piece = file.read(min(_PIECE_BYTES, end - start) + _LARGEST_HEADER_BYTES)
        place = -1
        while (place := piece.find(sync, place + 1, _PIECE_BYTES + 1)) >= 0:
            header = parse_frame_header(piece[place : place + _LARGEST_HEADER_BYTES], start + place, info)
            if header is not None:
                yield header
        start += _PIECE_BYTES


def _first_chained(piece: bytes, info: StreamInfo) -> FrameHeader | None:
    """The first frame of some bytes that a later header goes on from; a header alone may be there by chance."""
    expected: dict[int, FrameHeader] = {}
    place = -1
    while (place := piece.find(_SYNC, place + 1)) >= 0:
        header = parse_frame_header(piece[place : place + _LARGEST_HEADER_BYTES], place, info)
        if header is None:
            continue
        if header.first_sample in expected:
            return expected[header.first_sample]
        expected.setdefault(header.first_sample + header.sample_count, header)
    return None


def _headers_from_the_end(tail: bytes, info: StreamInfo) -> Iterator[FrameHeader]:
    place = len(tail)
    while (place := tail.rfind(_SYNC, 0, place)) >= 0:
        header = parse_frame_header(tail[place : place + _LARGEST_HEADER_BYTES], place, info)
        if header is not None:
            yield header


def parse_frame_header(raw: bytes, offset_bytes: int, info: StreamInfo) -> FrameHeader | None:
    """Read a frame header; None where the bytes are none, or not one of this stream.

    Source: RFC 9639 clause 9.1.
    """
    if len(raw) < 6 or raw[0] != _SYNC[0] or raw[1] not in (_FIXED, _VARIABLE) or raw[3] & 1:
        return None
    number, place = _coded_number(raw, 4)
    if number is None:
        return None
    size_code, rate_code = raw[2] >> 4, raw[2] & 0xF
    if size_code == 6:
        samples, place = raw[place] + 1 if len(raw) > place else 0, place + 1
    elif size_code == 7:
        samples, place = int.from_bytes(raw[place : place + 2], "big") + 1, place + 2
    else:
        samples = _BLOCK_SIZES.get(size_code, 0)
    place += {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if not 0 < samples <= info.largest_block_samples or place >= len(raw) or _crc8(raw[:place]) != raw[place]:
        return None
    if _channels(raw[3] >> 4) != info.channel_count or _BITS.get(raw[3] >> 1 & 7, info.bits) != info.bits:
        return None
    first = number if raw[1] == _VARIABLE else number * info.largest_block_samples
    return FrameHeader(offset_bytes=offset_bytes, first_sample=first, sample_count=samples)


def _channels(code: int) -> int:
    """Channels by their code; 8 to 10 are two that are coded together."""
    return code + 1 if code < 8 else 2 if code <= 10 else 0


def _coded_number(raw: bytes, place: int) -> tuple[int | None, int]:
    """A number coded like UTF-8, in up to seven bytes, and the place behind it."""
    first = raw[place]
    if first < 0x80:
        return first, place + 1
    ones = 8 - (first ^ 0xFF).bit_length()
    if not 2 <= ones <= 7 or len(raw) < place + ones:
        return None, place
    number = first & (0x7F >> ones)
    for byte in raw[place + 1 : place + ones]:
        if byte >> 6 != 0b10:
            return None, place
        number = number << 6 | byte & 0x3F
    return number, place + ones


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = _CRC8[crc ^ byte]
    return crc


def _is_whole(tail: bytes, start: int, ends: set[int]) -> bool:
    """Whether a frame, its CRC-16 included, ends at one of the places, or where a tag or zero bytes follow.

    The CRC-16 of a frame and its own CRC-16 together is 0.
    """
    crc = 0
    for place in range(start, len(tail)):
        crc = (crc << 8 & 0xFFFF) ^ _CRC16[crc >> 8 ^ tail[place]]
        if crc == 0 and (place + 1 in ends or tail.startswith(_TRAILERS, place + 1) or not any(tail[place + 1 :])):
            return True
    return False
