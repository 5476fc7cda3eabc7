"""What the header of a Wave64 file says of its sound: its length, an open one, one that was cut, and its channels."""

from __future__ import annotations

import io
import struct
from typing import Final

import pytest

from validator.containers.facts import SampleFormat
from validator.containers.foreign import ForeignHeader
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave64.header import read_w64_header

TAIL: Final = bytes.fromhex("f3acd3118cd100c04f8edb8a")
HEADER_BYTES: Final = 24


def chunk(kind: bytes, payload: bytes, *, stated: int | None = None) -> bytes:
    """A chunk whose size counts its own header, filled up to a multiple of eight."""
    size = HEADER_BYTES + len(payload) if stated is None else stated
    return kind + TAIL + struct.pack("<q", size) + payload


def fmt(*, mask: int | None = None, channels: int = 2) -> bytes:
    wave = wave_format(SampleFormat.S16, channel_count=channels, sample_rate_hz=48_000, channel_mask=mask)
    payload = build_fmt(wave)
    return chunk(b"fmt ", payload) + bytes(-len(payload) % 8)


def read(*chunks: bytes) -> ForeignHeader:
    raw = bytes(40) + b"".join(chunks)
    return read_w64_header(io.BytesIO(raw), len(raw), name="mix.w64")


def codes(header: ForeignHeader) -> list[str]:
    return [one.code for one in (*header.damage, *header.notes)]


def test_a_whole_file_says_how_much_sound_there_is() -> None:
    assert read(fmt(), chunk(b"data", b"\1" * 400)) == ForeignHeader(sound_bytes=400)


@pytest.mark.parametrize("missing", [1, 400])
def test_bytes_that_are_missing_are_damage(missing: int) -> None:
    header = read(fmt(), chunk(b"data", b"\1" * 400, stated=HEADER_BYTES + 400 + missing))
    assert codes(header) == ["containers.cut-short"]
    assert header.damage[0].arguments["missing_bytes"] == missing
    assert header.sound_bytes == 400


@pytest.mark.parametrize("stated", [0, HEADER_BYTES, 2**63 - 1])
def test_a_size_that_was_never_filled_in_reaches_to_the_end_of_the_file(stated: int) -> None:
    header = read(fmt(), chunk(b"data", b"\1" * 400, stated=stated))
    assert codes(header) == ["audio.length-open"]
    assert header.sound_bytes == 400


def test_one_byte_behind_a_size_of_nothing_is_sound() -> None:
    assert codes(read(fmt(), chunk(b"data", b"\1", stated=0))) == ["audio.length-open"]


def test_a_size_of_one_byte_with_more_behind_it_is_not_open() -> None:
    header = read(fmt(), chunk(b"data", b"\1" * 400, stated=HEADER_BYTES + 1))
    assert codes(header) == ["containers.unread-sound"]
    assert header.sound_bytes == 1


def test_a_chunk_of_no_bytes_at_the_end_is_empty_and_not_open() -> None:
    assert read(fmt(), chunk(b"junk", bytes(400)), chunk(b"data", b"")) == ForeignHeader(sound_bytes=0)


@pytest.mark.parametrize(
    "chunks",
    [(fmt(),), (chunk(b"data", bytes(400)),), (chunk(b"fmt ", bytes(15)) + b"\0", chunk(b"data", bytes(400)))],
    ids=["no sound", "no fmt", "a fmt that is too short"],
)
def test_without_fmt_or_sound_nothing_is_said(chunks: tuple[bytes, ...]) -> None:
    assert read(*chunks) == ForeignHeader()


def test_the_channels_are_those_of_the_mask_and_without_one_nothing_is_said() -> None:
    front = read(fmt(mask=0x7, channels=3), chunk(b"data", bytes(600)))
    assert (front.channel_mask, front.channel_labels) == (0x7, ("L", "R", "C"))
    assert front.channel_labels_from == "channel mask"
    other = read(fmt(mask=0x3, channels=3), chunk(b"data", bytes(600)))
    assert (other.channel_mask, other.channel_labels, other.channel_labels_from) == (0x3, None, None)


def test_a_bext_chunk_that_cannot_be_read_is_noted_with_its_place() -> None:
    header = read(fmt(), chunk(b"bext", bytes(8)), chunk(b"data", bytes(400)))
    assert codes(header) == ["wave.bext-unreadable"]
    assert header.notes[0].arguments["offset_bytes"] == 40 + len(fmt()) + HEADER_BYTES
    assert header.sound_bytes == 400
