"""What the header of a CAF file says of its sound: its length, an open one, one that was cut, and its channels."""

from __future__ import annotations

import io
import struct
from typing import Final

import pytest

from validator.containers.core_audio.header import read_caf_header
from validator.containers.core_audio.layout import labels_of_layout
from validator.containers.foreign import ForeignHeader

EDIT_COUNT: Final = 4
OPEN: Final = -1


def chunk(kind: bytes, payload: bytes, *, stated: int | None = None) -> bytes:
    return kind + struct.pack(">q", len(payload) if stated is None else stated) + payload


def description(*, channels: int = 2, codec: bytes = b"lpcm") -> bytes:
    """A `desc` chunk of 16 bits at 48 kHz."""
    return chunk(b"desc", struct.pack(">d4sIIIII", 48_000.0, codec, 0, 2 * channels, 1, channels, 16))


def layout(tag: int, *, bitmap: int = 0, labels: tuple[int, ...] = ()) -> bytes:
    described = b"".join(struct.pack(">II3f", label, 0, 0.0, 0.0, 0.0) for label in labels)
    return struct.pack(">III", tag, bitmap, len(labels)) + described


def read(*chunks: bytes) -> ForeignHeader:
    raw = b"caff" + struct.pack(">HH", 1, 0) + b"".join(chunks)
    return read_caf_header(io.BytesIO(raw), len(raw), name="mix.caf")


def codes(header: ForeignHeader) -> list[str]:
    return [one.code for one in (*header.damage, *header.notes)]


def test_a_whole_file_holds_its_sound_behind_the_edit_count() -> None:
    header = read(description(), chunk(b"data", bytes(EDIT_COUNT + 400)))
    assert header == ForeignHeader(sound_bytes=400)


def test_a_length_of_minus_one_reaches_to_the_end_of_the_file() -> None:
    header = read(description(), chunk(b"data", bytes(EDIT_COUNT + 400), stated=OPEN))
    assert codes(header) == ["audio.length-open"]
    assert header.sound_bytes == 400
    assert header.patches == ((8 + 12 + 32 + 4, struct.pack(">q", EDIT_COUNT + 400)),)


def test_one_byte_that_is_missing_is_damage_and_the_length_that_is_there_is_put_in() -> None:
    header = read(description(), chunk(b"data", bytes(EDIT_COUNT + 399), stated=EDIT_COUNT + 400))
    assert codes(header) == ["containers.cut-short"]
    assert header.sound_bytes == 399
    assert header.patches == ((56, struct.pack(">q", EDIT_COUNT + 399)),)


@pytest.mark.parametrize("present", [0, 1])
def test_an_open_length_is_told_where_something_follows_it(present: int) -> None:
    assert codes(read(description(), chunk(b"data", bytes(present), stated=OPEN))) == ["audio.length-open"]


def test_a_chunk_of_no_bytes_with_nothing_behind_it_is_empty_and_not_open() -> None:
    assert read(description(), chunk(b"data", b"")) == ForeignHeader(sound_bytes=0)


@pytest.mark.parametrize("codec", [b"alac", b"ulaw"])
def test_of_coded_sound_no_samples_are_counted(codec: bytes) -> None:
    header = read(description(codec=codec), chunk(b"data", bytes(100), stated=200))
    assert codes(header) == ["containers.cut-short"]
    assert (header.sound_bytes, header.patches) == (None, ())


@pytest.mark.parametrize(
    "chunks",
    [
        (description(),),
        (chunk(b"data", bytes(100)),),
        (chunk(b"desc", bytes(31)), chunk(b"data", bytes(100))),
    ],
    ids=["no sound", "no description", "a description that is too short"],
)
def test_without_description_or_sound_nothing_is_said(chunks: tuple[bytes, ...]) -> None:
    assert read(*chunks) == ForeignHeader()


@pytest.mark.parametrize(("left", "expected"), [(3, []), (4, ["containers.unread-sound"])])
def test_a_whole_frame_behind_the_last_chunk_is_sound_that_was_not_read(left: int, expected: list[str]) -> None:
    assert codes(read(description(), chunk(b"data", bytes(104)), b"\1" * left)) == expected


def test_the_labels_are_those_of_the_layout_and_without_one_there_are_none() -> None:
    stereo = read(description(), chunk(b"chan", layout(101 << 16 | 2)), chunk(b"data", bytes(104)))
    assert (stereo.channel_labels, stereo.channel_labels_from) == (("L", "R"), "CAF channel layout")
    other = read(description(), chunk(b"chan", layout(100 << 16 | 1)), chunk(b"data", bytes(104)))
    assert (other.channel_labels, other.channel_labels_from) == (None, None)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (100, "M"),
        (101, "L R"),
        (108, "L R Ls Rs"),
        (113, "L R C"),
        (114, "C L R"),
        (117, "L R C Ls Rs"),
        (118, "L R Ls Rs C"),
        (119, "L C R Ls Rs"),
        (120, "C L R Ls Rs"),
        (121, "L R C LFE Ls Rs"),
        (122, "L R Ls Rs C LFE"),
        (123, "L C R Ls Rs LFE"),
        (124, "C L R Ls Rs LFE"),
        (128, "L R C LFE Lss Rss Lrs Rrs"),
    ],
)
def test_tags_name_the_channels_in_the_order_of_the_specification(tag: int, expected: str) -> None:
    """Core Audio Format Specification 1.0, "Channel Layout Tags": the lower half of a tag is the number of channels."""
    labels = tuple(expected.split())
    count = len(labels)
    assert labels_of_layout(layout(tag << 16 | count), count) == labels
    assert labels_of_layout(layout(tag << 16 | count), count + 1) is None
    assert labels_of_layout(layout(tag << 16 | (count + 1)), count) is None


@pytest.mark.parametrize("tag", [102, 107, 109, 125, 126, 127, 129])
def test_a_tag_of_another_arrangement_names_nothing(tag: int) -> None:
    assert all(labels_of_layout(layout(tag << 16 | count), count) is None for count in range(1, 9))


def test_a_bitmap_names_the_speakers_of_its_bits() -> None:
    assert labels_of_layout(layout(1 << 16, bitmap=0b111111), 6) == ("L", "R", "C", "LFE", "Ls", "Rs")
    assert labels_of_layout(layout(1 << 16, bitmap=0b111111), 5) is None


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((1, 2, 3, 4, 5, 6), "L R C LFE Ls Rs"),
        ((3, 1, 2, 10, 11, 33, 34, 4), "C L R Lss Rss Lrs Rrs LFE"),
        ((1, 2, 9), "L R Cs"),
        ((13, 15, 16, 18), "Ltf Rtf Ltr Rtr"),
        ((42,), "M"),
    ],
)
def test_descriptions_name_each_channel(codes: tuple[int, ...], expected: str) -> None:
    """Core Audio Format Specification 1.0, "Channel Labels"."""
    assert labels_of_layout(layout(0, labels=codes), len(codes)) == tuple(expected.split())


def test_descriptions_that_do_not_name_every_channel_once_name_none() -> None:
    assert labels_of_layout(layout(0, labels=(1, 1)), 2) is None
    assert labels_of_layout(layout(0, labels=(1, 7)), 2) is None
    assert labels_of_layout(layout(0, labels=(1, 2)), 3) is None
    assert labels_of_layout(layout(0, labels=(1, 2))[:-1], 2) is None
    assert labels_of_layout(b"", 2) is None
    assert labels_of_layout(layout(0)[:-1], 0) is None


def test_the_length_that_is_put_in_counts_from_where_the_sound_begins() -> None:
    header = read(description(), chunk(b"free", bytes(100)), chunk(b"data", bytes(EDIT_COUNT + 396), stated=OPEN))
    assert header.patches == ((8 + 12 + 32 + 112 + 4, struct.pack(">q", EDIT_COUNT + 396)),)
