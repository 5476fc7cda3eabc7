"""Which sizes of an AIFF file were left open by the program that wrote it, and which promise sound that is missing."""

from __future__ import annotations

import io
import struct

import pytest

from validator.containers.aiff.header import read_aiff_header

SOX = 0x7F000000


def left_open(stated: int, present: int, *, channels: int = 2, bits: int = 24) -> bool:
    """Whether a size of SSND is an open length, beside so many bytes of the chunk that are in the file."""
    common = struct.pack(">hIh", channels, 0, bits) + bytes(10)
    body = b"AIFF" + b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">I", stated)
    raw = b"FORM" + struct.pack(">I", len(body) + present) + body + bytes(present)
    found = read_aiff_header(io.BytesIO(raw), len(raw), name="mix.aiff")
    return not found.damage


@pytest.mark.parametrize(
    ("channels", "bits", "frame_bytes"), [(2, 24, 6), (6, 16, 12), (1, 20, 3), (2, 8, 2), (1, 12, 2)]
)
def test_a_pipe_of_sox_is_open_by_less_than_a_frame(channels: int, bits: int, frame_bytes: int) -> None:
    for less, is_open in ((0, True), (frame_bytes - 1, True), (frame_bytes, False), (frame_bytes + 1, False)):
        assert left_open(8 + SOX - less, 6008, channels=channels, bits=bits) is is_open, less


@pytest.mark.parametrize(("stated", "present", "is_open"), [(0, 6008, True), (8, 6008, True), (6008, 6008, True)])
def test_a_size_that_was_never_filled_in_is_open_where_sound_lies_behind_it(
    stated: int, present: int, is_open: bool
) -> None:
    assert left_open(stated, present) is is_open


def test_a_chunk_that_is_cut_before_its_sound_is_not_open() -> None:
    assert not left_open(8, 4)
    assert not left_open(6008, 3008)
