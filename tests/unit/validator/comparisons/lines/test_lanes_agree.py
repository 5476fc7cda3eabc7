"""Both ways make the same lanes: of every format, however a programme is cut, and of silence nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.audio.decode import encode_plane
from validator.audio.segment import PAD_BYTES, Plane
from validator.comparisons.lines.compiled_lanes import CompiledLanes
from validator.comparisons.lines.lane_filters import LaneForm, MatrixLanes
from validator.containers.facts import SampleFormat
from validator.scan.machine_code import lanes_function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.lines.lane_filters import LaneFilters

    Planes = Sequence[Plane]

FORM = LaneForm(lanes=2, factor=3, low=64)
GAINS = [np.array([[0, 0, 1, 0, 0, 0], [1, 1, 0, 0, 0.7071, -0.7071]], np.float32)]
SAMPLES = 20_000


def _sound(samples: int = SAMPLES, channels: int = 6) -> NDArray[np.float64]:
    return np.clip(0.2 * np.random.default_rng(5).standard_normal((samples, channels)), -0.99, 0.99)


def _both(form: LaneForm = FORM) -> tuple[LaneFilters, LaneFilters]:
    return CompiledLanes(form, lanes_function()), MatrixLanes(form)


def _compared(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Largest difference; matrix products leave what does not fill a row to the next piece."""
    assert one.dtype == other.dtype == np.float32
    count = other.shape[1]
    assert 0 < count <= one.shape[1] < count + 80
    return float(np.abs(one[:, :count] - other).max())


@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_of_every_format_both_ways_make_the_same_lanes(sample_format: SampleFormat) -> None:
    plane = encode_plane(_sound(), sample_format)
    compiled, matrix = (filters.sound([plane], GAINS, 0) for filters in _both())
    assert np.abs(matrix).max() > 0.1
    assert _compared(compiled, matrix) < 1e-6


@pytest.mark.parametrize(
    ("factor", "low"), [(1, 32), (1, 88), (2, 48), (2, 59), (3, 59), (4, 64), (6, 64), (12, 64), (48, 1)]
)
def test_at_every_rate_both_ways_make_the_same_lanes(factor: int, low: int) -> None:
    plane = encode_plane(_sound(4_000 * factor, 2), SampleFormat.S16)
    gains = [np.array([[1, 0], [0.5, 0.5]], np.float32)]
    compiled, matrix = (
        filters.sound([plane], gains, 0) for filters in _both(LaneForm(lanes=2, factor=factor, low=low))
    )
    assert _compared(compiled, matrix) < 1e-6


def test_a_programme_of_several_files_makes_the_same_lanes() -> None:
    sound = _sound()
    planes = [encode_plane(sound[:, [channel]], form) for channel, form in enumerate(SampleFormat)]
    gains = [np.ascontiguousarray(GAINS[0][:, [channel]]) for channel in range(6)]
    compiled, matrix = (filters.sound(planes, gains, 0) for filters in _both())
    assert _compared(compiled, matrix) < 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_wherever_a_programme_is_cut_the_compiled_lanes_are_the_same_to_the_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sound = _sound()
    edges = [0, *np.sort(rng.integers(0, SAMPLES, 9)).tolist(), *(SAMPLES - 2, SAMPLES - 1, SAMPLES)]
    compiled, whole = _both()[0], _both()[0]
    pieces = [compiled.silence(int(seed))]
    for start, end in pairwise(edges):
        left_out = int(rng.integers(0, 5))
        piece = np.concatenate([np.full((left_out, 6), 0.9), sound[start:end]])
        pieces.append(compiled.sound([encode_plane(piece, SampleFormat.S24)], GAINS, left_out))
    pieces.append(compiled.silence(4_000))
    at_once = [
        whole.silence(seed),
        whole.sound([encode_plane(sound, SampleFormat.S24)], GAINS, 0),
        whole.silence(4_000),
    ]
    assert np.array_equal(np.concatenate(pieces, axis=1), np.concatenate(at_once, axis=1))


@pytest.mark.parametrize("way", [0, 1], ids=["compiled", "matrix"])
@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_silence_behind_sound_is_exactly_silent(sample_format: SampleFormat, way: int) -> None:
    filters = _both()[way]
    sound = _sound()
    sound[SAMPLES // 2 :] = 0.0
    lanes = filters.sound([encode_plane(sound, sample_format)], GAINS, 0)
    assert lanes[:, : SAMPLES // 7].any()
    assert not lanes[:, SAMPLES // 6 :].any()
    assert not filters.silence(30_000).any()


@pytest.mark.parametrize("way", [0, 1], ids=["compiled", "matrix"])
def test_what_cancels_leaves_nothing(way: int) -> None:
    sound = np.repeat(_sound(SAMPLES, 1), 6, axis=1)
    difference = [np.array([[0.7071, -0.7071, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]], np.float32)]
    assert not _both()[way].sound([encode_plane(sound, SampleFormat.S24)], difference, 0).any()


@pytest.mark.parametrize("sample_format", [SampleFormat.F32, SampleFormat.F64])
def test_floats_that_are_no_sound_are_silence(sample_format: SampleFormat) -> None:
    sound = _sound()
    sound[3_000:3_004, 2] = np.nan, np.inf, -np.inf, 1e30
    plane = encode_plane(sound, sample_format)
    sound[3_000:3_004, 2] = 0.0
    compiled, matrix = (filters.sound([plane], GAINS, 0) for filters in _both())
    assert _compared(compiled, matrix) < 1e-6
    clean = _both()[0].sound([encode_plane(sound, sample_format)], GAINS, 0)
    assert np.array_equal(compiled, clean)


def test_what_lies_before_the_first_sample_of_24_bits_does_not_leak_in() -> None:
    plane = encode_plane(_sound(), SampleFormat.S24)
    spoiled = plane.data.copy()
    spoiled[:PAD_BYTES] = 255
    dirty = Plane(data=spoiled, sample_format=SampleFormat.S24, channel_count=6)
    clean, other = (_both()[0].sound([one], GAINS, 0) for one in (plane, dirty))
    assert np.array_equal(clean, other)
