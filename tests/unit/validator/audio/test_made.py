"""Programmes that are made while they are read: every stretch goes into the planes, whatever its length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from validator.audio.decode import decode_plane, encode_plane
from validator.audio.made import MadeProgramme, silence
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


class Made(MadeProgramme):
    """Two channels, in stretches of given lengths; one of `None` is silence."""

    def __init__(self, lengths: Sequence[tuple[int, bool]], sample_format: SampleFormat) -> None:
        count = sum(length for length, _ in lengths)
        super().__init__(
            sample_rate_hz=48_000, sample_count=count, channel_count=2, layout=None, layout_from="test",
            files=(), paths=(), plane_format=sample_format,
        )  # fmt: skip
        self.lengths = lengths
        self.whole = np.random.default_rng(3).uniform(-0.9, 0.9, (count, 2)).astype(np.float32)
        start = 0
        for length, sounds in lengths:
            self.whole[start : start + length] *= sounds
            start += length

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        start = 0
        for length, sounds in self.lengths:
            assert length <= stretch_samples
            yield self.whole[start : start + length] if sounds else silence(length, 2)
            start += length


LENGTHS = [(70, True), (100, False), (30, True), (100, False), (100, True), (1, True), (99, False), (7, True)]


@pytest.mark.parametrize("sample_format", list(SampleFormat))
@pytest.mark.parametrize("preroll", [0, 20, 150])
def test_segments_hold_the_samples_and_the_pre_roll_of_any_stretches(sample_format: SampleFormat, preroll: int) -> None:
    made = Made(LENGTHS, sample_format)
    expected = decode_plane(encode_plane(made.whole, sample_format))
    place = 0
    for segment in made.segments(segment_samples=100, preroll_samples=preroll):
        assert segment.start_sample == place
        assert segment.preroll_samples == min(place, preroll)
        end = place + segment.sample_count
        (plane,) = segment.planes
        assert np.array_equal(decode_plane(plane), expected[place - segment.preroll_samples : end])
        place = end
    assert place == len(expected) == 507


def test_silence_takes_no_room() -> None:
    held = silence(10**12, 128)
    assert held.shape == (10**12, 128)
    assert not held[:5].any()
