"""What the header of a RIFX file says of its sound: its length, an open one, one that was cut."""

from __future__ import annotations

import io
import struct
from typing import Final

import pytest

from validator.containers.foreign import ForeignHeader
from validator.containers.wave.rifx import read_rifx_header

FMT: Final = b"fmt " + struct.pack(">IHHIIHH", 16, 1, 2, 48_000, 192_000, 4, 16)
OFFSET: Final = 44
TWO_GIB: Final = 0x7FFFF000


def raw(*chunks: bytes) -> bytes:
    return b"RIFX" + bytes(4) + b"WAVE" + b"".join(chunks)


def data(stated: int, sound: bytes) -> bytes:
    return b"data" + struct.pack(">I", stated) + sound


def read(content: bytes, file_bytes: int | None = None) -> ForeignHeader:
    size = len(content) if file_bytes is None else file_bytes
    return read_rifx_header(io.BytesIO(content), size, name="mix.wav")


def codes(header: ForeignHeader) -> list[str]:
    return [one.code for one in (*header.damage, *header.notes)]


def test_a_whole_file_says_how_much_sound_there_is() -> None:
    assert read(raw(FMT, data(400, bytes(400)))) == ForeignHeader(sound_bytes=400)


def test_one_byte_that_is_missing_is_damage() -> None:
    header = read(raw(FMT, data(401, bytes(400))))
    assert codes(header) == ["containers.cut-short"]
    assert header.sound_bytes == 400


@pytest.mark.parametrize("stated", [0, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_an_open_length_reaches_to_the_end_of_the_file(stated: int) -> None:
    header = read(raw(FMT, data(stated, b"\1" * 400)))
    assert codes(header) == ["audio.length-open"]
    assert header.sound_bytes == 400


def test_a_length_that_is_there_is_not_open_whatever_it_is() -> None:
    assert read(raw(FMT, data(0, b""))) == ForeignHeader(sound_bytes=0)
    for stated in (TWO_GIB, 2**31 - 1):
        assert read(raw(FMT, data(stated, b"")), OFFSET + stated) == ForeignHeader(sound_bytes=stated)
    assert codes(read(raw(FMT, data(TWO_GIB, b"")), OFFSET + TWO_GIB - 1)) == ["audio.length-open"]


@pytest.mark.parametrize(
    "chunks",
    [(FMT,), (data(400, bytes(400)),), (b"fmt " + struct.pack(">I", 14) + bytes(14), data(400, bytes(400)))],
    ids=["no sound", "no fmt", "a fmt that is too short"],
)
def test_without_fmt_or_sound_nothing_is_said(chunks: tuple[bytes, ...]) -> None:
    assert read(raw(*chunks)) == ForeignHeader()


@pytest.mark.parametrize(("left", "expected"), [(3, []), (4, ["containers.unread-sound"])])
def test_a_whole_frame_behind_the_last_chunk_is_sound_that_was_not_read(left: int, expected: list[str]) -> None:
    assert codes(read(raw(FMT, data(400, bytes(400)), b"\1" * left))) == expected


def test_a_longer_fmt_is_read_as_far_as_it_is_known() -> None:
    longer = b"fmt " + struct.pack(">IHHIIHHH", 18, 1, 2, 48_000, 192_000, 4, 16, 0)
    assert read(raw(longer, data(400, bytes(400)))) == ForeignHeader(sound_bytes=400)
