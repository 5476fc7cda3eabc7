"""Headers of FLAC frames, and where the last whole frame ends, of frames written here as RFC 9639 has them."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import pytest

from validator.containers.flac.frames import FrameHeader, StreamInfo, end_of_sound, parse_frame_header

FIXED, VARIABLE = 0xF8, 0xF9
INFO: Final = StreamInfo(largest_block_samples=65_535, sample_rate_hz=48_000, channel_count=2, bits=16, sample_count=0)
METADATA: Final = bytes(42)


def crc(data: bytes, polynomial: int, bits: int) -> int:
    """A CRC as clause 9.1.8 and 9.3 have it: the highest bit first, from 0."""
    value = 0
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value >> (bits - 1) else 0)
            value &= (1 << bits) - 1
    return value


def coded(number: int) -> bytes:
    """A number as UTF-8 codes characters, in up to seven bytes (clause 9.1.5)."""
    if number < 0x80:
        return bytes([number])
    count = next(count for count in range(2, 8) if number < 1 << (5 * count + 1))
    tail = [0x80 | number >> 6 * place & 0x3F for place in range(count - 2, -1, -1)]
    return bytes([(0xFF00 >> count & 0xFF) | number >> 6 * (count - 1), *tail])


def header(
    number: int,
    *,
    kind: int = FIXED,
    size: int = 12,
    size_bytes: bytes = b"",
    rate: int = 10,
    rate_bytes: bytes = b"",
    channels: int = 1,
    bits: int = 4,
) -> bytes:
    start = bytes([0xFF, kind, size << 4 | rate, channels << 4 | bits << 1])
    raw = start + coded(number) + size_bytes + rate_bytes
    return raw + bytes([crc(raw, 0x07, 8)])


def frame(number: int, body: bytes = b"sound of a frame") -> bytes:
    raw = header(number) + body
    return raw + crc(raw, 0x8005, 16).to_bytes(2, "big")


def parsed(raw: bytes, info: StreamInfo = INFO) -> FrameHeader | None:
    return parse_frame_header(raw.ljust(16, b"\0")[:16], 5, info)


def samples(raw: bytes) -> int | None:
    found = parsed(raw)
    return None if found is None else found.sample_count


def ends(data: bytes, first_frame: int = len(METADATA)) -> int | None:
    info = StreamInfo(largest_block_samples=4096, sample_rate_hz=48_000, channel_count=2, bits=16, sample_count=0)
    return end_of_sound(io.BytesIO(data), len(data), first_frame, info)


def test_a_header_says_where_it_lies_and_what_it_begins_with() -> None:
    assert parsed(header(3, kind=VARIABLE)) == FrameHeader(offset_bytes=5, first_sample=3, sample_count=4096)
    assert parsed(header(3)) == FrameHeader(offset_bytes=5, first_sample=3 * 65_535, sample_count=4096)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((0, None), (1, 192), (2, 576), (3, 1152), (4, 2304), (5, 4608), (8, 256), (9, 512), (10, 1024)),
        *((11, 2048), (12, 4096), (13, 8192), (14, 16_384), (15, 32_768)),
    ],
)
def test_the_size_of_a_block_by_its_code(code: int, expected: int | None) -> None:
    """Clause 9.1.1."""
    assert samples(header(0, size=code)) == expected


@pytest.mark.parametrize("less", [0, 1, 15, 255])
def test_the_size_of_a_block_in_a_byte_or_two_is_one_less(less: int) -> None:
    assert samples(header(0, size=6, size_bytes=bytes([less]))) == less + 1
    assert samples(header(0, size=7, size_bytes=bytes([less, 7]))) == (less << 8 | 7) + 1


def test_a_block_that_is_larger_than_the_largest_is_none() -> None:
    assert samples(header(0, size=7, size_bytes=b"\xff\xfe")) == 65_535
    assert samples(header(0, size=7, size_bytes=b"\xff\xff")) is None


@pytest.mark.parametrize(("code", "count"), [(0, 0), (9, 0), (12, 1), (13, 2), (14, 2)])
def test_the_rate_may_stand_behind_the_number(code: int, count: int) -> None:
    """Clause 9.1.2: code 12 in one byte, 13 and 14 in two."""
    assert samples(header(1, rate=code, rate_bytes=b"\x2c\x01"[:count])) == 4096


@pytest.mark.parametrize("count", range(1, 9))
def test_the_channels_are_those_of_the_stream(count: int) -> None:
    """Clause 9.1.3: codes 8 to 10 are two channels that are coded together, those above are reserved."""
    info = StreamInfo(largest_block_samples=65_535, sample_rate_hz=48_000, channel_count=count, bits=16, sample_count=0)
    taken = [code for code in range(16) if parsed(header(0, channels=code), info) is not None]
    assert taken == ([count - 1] if count != 2 else [1, 8, 9, 10])


@pytest.mark.parametrize(("code", "bits"), [(1, 8), (2, 12), (4, 16), (5, 20), (6, 24), (7, 32)])
def test_the_word_length_is_that_of_the_stream_or_is_left_to_it(code: int, bits: int) -> None:
    """Clause 9.1.4: code 0 leaves it to STREAMINFO."""
    for other in (8, 12, 16, 20, 24, 32):
        info = StreamInfo(
            largest_block_samples=4096, sample_rate_hz=48_000, channel_count=2, bits=other, sample_count=0
        )
        assert (parsed(header(0, bits=code), info) is not None) is (other == bits)
        assert parsed(header(0, bits=0), info) is not None


@pytest.mark.parametrize("power", range(37))
def test_a_number_of_up_to_36_bits_is_read(power: int) -> None:
    """Clause 9.1.5: in one byte to seven."""
    for number in {(1 << power) - 1, min(1 << power, 2**36 - 1), (0x5A5A5A5A5A5 >> 8) & ((1 << power) - 1)}:
        found = parsed(header(number, kind=VARIABLE))
        assert found is not None
        assert found.first_sample == number


@pytest.mark.parametrize(
    "raw",
    [
        b"\xfe" + header(0)[1:],
        b"\xff\xfa" + header(0)[2:],
        header(0)[:-1] + bytes([header(0)[-1] ^ 1]),
        header(0)[:3] + bytes([header(0)[3] | 1]) + header(0)[4:],
    ],
    ids=["another sync code", "a reserved bit", "another CRC-8", "the other reserved bit"],
)
def test_what_is_no_header(raw: bytes) -> None:
    assert parsed(raw) is None


@pytest.mark.parametrize("first", [0x80, 0xBF, 0xFF])
def test_a_number_that_begins_as_none_can(first: int) -> None:
    raw = header(0)[:4] + bytes([first]) + b"\x80" * 6
    assert parsed(raw + bytes([crc(raw, 0x07, 8)])) is None


def test_a_number_that_is_not_carried_on() -> None:
    raw = header(0)[:4] + b"\xc2\x40"
    assert parsed(raw + bytes([crc(raw, 0x07, 8)])) is None


def test_a_header_that_is_cut_is_none() -> None:
    whole = header(2**35, kind=VARIABLE, size=7, size_bytes=b"\x0f\xff", rate=13, rate_bytes=b"\xbb\x80")
    assert len(whole) == 16
    assert parse_frame_header(whole, 0, INFO) is not None
    for length in range(16):
        assert parse_frame_header(whole[:length], 0, INFO) is None


@pytest.mark.parametrize("behind", [b"", b"TAG" + bytes(125), b"APETAGEX" + b"\1" * 30, b"ID3\4", bytes(7)])
def test_the_last_whole_frame_ends_at_the_end_of_the_file_or_at_what_is_no_sound(behind: bytes) -> None:
    assert ends(METADATA + frame(0) + frame(1) + behind) == 8192


def test_a_frame_that_is_cut_or_changed_is_none() -> None:
    whole = METADATA + frame(0) + frame(1)
    assert ends(whole[:-1]) == 4096
    assert ends(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:]) == 4096
    assert ends(METADATA + frame(0)[:-1]) is None
    assert ends(METADATA) is None


def test_bytes_that_are_no_tag_behind_a_frame_are_part_of_it() -> None:
    assert ends(METADATA + frame(0) + b"more") is None
    assert ends(METADATA + frame(0) + frame(1) + b"more") == 4096


def test_what_looks_like_a_header_within_a_frame_is_passed_over() -> None:
    assert ends(METADATA + frame(0) + frame(1, body=b"sound" + header(9) + b"and more")) == 8192


def test_frames_of_the_largest_size_are_found() -> None:
    """16 384 samples of eight channels of 24 bits are 393 216 bytes; a tail of one mebibyte holds two."""
    noise = np.random.default_rng(3).integers(0, 255, 393_216, dtype=np.uint8).tobytes()
    assert ends(METADATA + frame(0, noise) + frame(1, noise)) == 8192
    assert ends(METADATA + frame(0, noise) + frame(1, noise)[:-1]) == 4096


def test_the_last_mebibyte_is_searched() -> None:
    last = frame(0)
    for before, expected in ((2**20, 4096), (2**20 + 1, None)):
        zeros = bytes(before - len(last))
        assert ends(METADATA + last + zeros) == expected


def test_the_search_begins_at_the_first_frame() -> None:
    data = frame(0) + frame(1)
    assert ends(data, 0) == 8192
    assert ends(frame(0), len(frame(0))) is None
