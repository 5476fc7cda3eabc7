"""What the header of an AU file says of its sound: its length, an open one, one that was cut, sound behind it."""

from __future__ import annotations

import io
import struct

import pytest

from validator.containers.au.header import read_au_header
from validator.containers.foreign import ForeignHeader

OPEN = 0xFFFFFFFF


def read(stated: int, sound: bytes, *, encoding: int = 3, channels: int = 2, offset: int = 24) -> ForeignHeader:
    raw = struct.pack(">4sIIIII", b".snd", offset, stated, encoding, 48_000, channels) + bytes(offset - 24) + sound
    return read_au_header(io.BytesIO(raw), len(raw), name="mix.au")


def codes(header: ForeignHeader) -> list[str]:
    return [one.code for one in (*header.damage, *header.notes)]


@pytest.mark.parametrize("offset", [24, 32])
def test_a_whole_file_says_how_much_sound_there_is(offset: int) -> None:
    assert read(400, bytes(400), offset=offset) == ForeignHeader(sound_bytes=400)


def test_one_byte_that_is_missing_is_damage() -> None:
    header = read(401, bytes(400))
    assert codes(header) == ["containers.cut-short"]
    assert header.damage[0].arguments["missing_bytes"] == 1
    assert header.sound_bytes == 400


@pytest.mark.parametrize("stated", [0, OPEN, 0x7FFFFFFF])
def test_an_open_length_is_put_in_as_what_is_there(stated: int) -> None:
    header = read(stated, bytes(400))
    assert codes(header) == ["audio.length-open"]
    assert header.sound_bytes == 400
    assert header.patches == ((8, struct.pack(">I", 400)),)


def test_nothing_where_nothing_is_stated_is_empty_and_not_open() -> None:
    assert read(0, b"") == ForeignHeader(sound_bytes=0)


def test_a_file_that_ends_within_its_header_says_nothing() -> None:
    raw = struct.pack(">4sIIIII", b".snd", 24, 0, 3, 48_000, 2)
    assert read_au_header(io.BytesIO(raw[:-1]), 23, name="mix.au") == ForeignHeader()
    assert read_au_header(io.BytesIO(raw), 24, name="mix.au") == ForeignHeader(sound_bytes=0)


def test_a_header_that_is_longer_than_the_file_leaves_no_sound() -> None:
    raw = struct.pack(">4sIIIII", b".snd", 100, 40, 3, 48_000, 2)
    header = read_au_header(io.BytesIO(raw), len(raw), name="mix.au")
    assert codes(header) == ["containers.cut-short"]
    assert header.damage[0].arguments["missing_bytes"] == 40
    assert header.sound_bytes == 0


@pytest.mark.parametrize(("encoding", "sample_bytes"), [(2, 1), (3, 2), (4, 3), (5, 4), (6, 4), (7, 8)], ids=str)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_whole_frame_behind_the_sound_was_not_read(encoding: int, sample_bytes: int, channels: int) -> None:
    """au(4): encodings 2 to 5 are linear of 8, 16, 24 and 32 bits, 6 and 7 floating point of 32 and 64."""
    frame = sample_bytes * channels
    for left, expected in ((frame - 1, []), (frame, ["containers.unread-sound"])):
        header = read(10 * frame, bytes(10 * frame) + b"\1" * left, encoding=encoding, channels=channels)
        assert codes(header) == expected


@pytest.mark.parametrize(("zeros", "expected"), [(1000, ["containers.unread-sound"]), (0x10000, [])])
def test_sound_behind_the_sound_may_begin_in_silence(zeros: int, expected: list[str]) -> None:
    """The first 64 KiB decide: what begins with more zero bytes is filling."""
    assert codes(read(400, bytes(400 + zeros) + b"\1" * 4)) == expected


def test_of_coded_sound_a_byte_of_every_channel_is_a_frame() -> None:
    """au(4): encoding 1 is mu-law of 8 bits."""
    for left, expected in ((1, []), (2, ["containers.unread-sound"])):
        assert codes(read(40, bytes(40) + b"\1" * left, encoding=1)) == expected


def test_a_header_that_is_longer_than_the_file_and_states_nothing_is_empty() -> None:
    raw = struct.pack(">4sIIIII", b".snd", 100, 0, 3, 48_000, 2)
    assert read_au_header(io.BytesIO(raw), len(raw), name="mix.au") == ForeignHeader(sound_bytes=0)
