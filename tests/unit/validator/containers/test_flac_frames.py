"""Frames of a FLAC file that come again: a decoder would not say so."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from validator.audio.sound_file import open_file
from validator.containers.flac.frames import frames_begin_again, parse_frame_header
from validator.containers.flac.header import parse_stream_info

if TYPE_CHECKING:
    from pathlib import Path


def _stream() -> tuple[bytes, list[int]]:
    """A stream of two channels, and where its frames begin."""
    sound = 0.1 * np.random.default_rng(1).standard_normal((60_000, 2))
    target = io.BytesIO()
    soundfile.write(target, sound, 48_000, format="FLAC", subtype="PCM_24")
    data = target.getvalue()
    info = parse_stream_info(data[8:42])
    begins, wanted = [], 0
    for place in range(len(data)):
        header = parse_frame_header(data[place : place + 16], place, info) if data[place] == 0xFF else None
        if header is not None and header.first_sample == wanted:
            begins.append(place)
            wanted += header.sample_count
    return data, begins


DATA, BEGINS = _stream()
AGAIN: dict[str, bytes] = {
    "the first": DATA[: BEGINS[1]] + DATA[BEGINS[0] :],
    "one in the middle": DATA[: BEGINS[6]] + DATA[BEGINS[5] :],
    "three": DATA[: BEGINS[9]] + DATA[BEGINS[6] :],
    "the last": DATA + DATA[BEGINS[-1] :],
    "all": DATA + DATA[BEGINS[0] :],
}
ONCE: dict[str, bytes] = {
    "whole": DATA,
    "one missing": DATA[: BEGINS[5]] + DATA[BEGINS[6] :],
    "cut": DATA[: BEGINS[9] + 100],
    "zeros behind": DATA + bytes(5000),
    "no frames": DATA[: BEGINS[0]],
    "one frame": DATA[: BEGINS[1]],
}


def _told(data: bytes) -> bool:
    return frames_begin_again(io.BytesIO(data), len(data), BEGINS[0], parse_stream_info(data[8:42]))


@pytest.mark.parametrize("name", AGAIN)
def test_frames_that_come_again_are_told(name: str) -> None:
    assert _told(AGAIN[name])


@pytest.mark.parametrize("name", ONCE)
def test_frames_that_come_once_are_not(name: str) -> None:
    assert not _told(ONCE[name])


def test_every_single_frame_doubled_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "mix.flac"
    for begin, end in pairwise(BEGINS):
        path.write_bytes(DATA[:end] + DATA[begin:])
        assert "containers.frames-begin-again" in [one.code for one in open_file(path).facts.damage]
    path.write_bytes(DATA)
    assert open_file(path).facts.damage == ()
