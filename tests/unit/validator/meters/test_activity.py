from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.activity import active_rows, sound_bounds
from validator.meters.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _noise(samples: int, level_dbfs: float = -20.0) -> NDArray[np.float64]:
    noise = np.random.default_rng(7).standard_normal(samples)
    noise[noise == 0] = 1.0
    return noise * 10 ** (level_dbfs / 20)


def test_a_row_is_active_above_the_threshold_only() -> None:
    power = np.array([0.0, 1e-7, 1e-6, 1.01e-6, 1e-2])
    assert active_rows(power).tolist() == [False, False, False, True, True]
    assert active_rows(power, -80.0).tolist() == [False, True, True, True, True]


@pytest.mark.parametrize(("start", "end"), [(0, 48_000), (12_345, 40_001), (14_399, 28_801), (100, 47_999)])
def test_digital_silence_around_the_sound_gives_its_bounds_to_the_sample(
    scan: Callable[..., BlockTable], start: int, end: int
) -> None:
    signal = np.zeros((48_000, 2))
    signal[start:end, 1] = _noise(end - start)
    # Runs shorter than 48 samples are not kept by the table: at the very edges the grid has to do.
    bounds = sound_bounds(scan(signal))
    assert bounds.channels[0] is None
    expected = Span(start_sample=start, end_sample=48_000 if 48_000 - end < 48 else end)
    assert bounds.programme == bounds.channels[1] == expected


def test_an_onset_too_short_for_the_row_it_falls_in_is_still_the_first_sound(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((48_000, 1))
    signal[9_595:20_000, 0] = _noise(20_000 - 9_595, -50.0)  # 5 samples of it lie in the row before
    assert sound_bounds(scan(signal)).programme == Span(start_sample=9_595, end_sample=20_000)


def test_over_a_noise_floor_the_bounds_are_those_of_the_rows(scan: Callable[..., BlockTable]) -> None:
    signal = _noise(48_000, -90.0)[:, np.newaxis]
    signal[12_345:30_000, 0] = _noise(30_000 - 12_345)
    assert sound_bounds(scan(signal)).programme == Span(start_sample=9_600, end_sample=33_600)


def test_the_programme_reaches_from_the_first_to_the_last_channel(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((48_000, 2))
    signal[5_000:10_000, 0] = _noise(5_000)
    signal[20_000:40_000, 1] = _noise(20_000)
    assert sound_bounds(scan(signal)).programme == Span(start_sample=5_000, end_sample=40_000)


def test_silence_has_no_bounds(scan: Callable[..., BlockTable]) -> None:
    bounds = sound_bounds(scan(np.zeros((9600, 2))))
    assert bounds.programme is None
    assert bounds.channels == (None, None)


def test_one_sample_behind_digital_silence_is_the_end_of_the_sound(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((48_000, 1))
    signal[:9_000, 0] = _noise(9_000)
    signal[9_599] = 1.0  # the last sample of its row
    assert sound_bounds(scan(signal)).programme == Span(start_sample=0, end_sample=9_600)


def test_one_sample_before_digital_silence_is_the_start_of_the_sound(scan: Callable[..., BlockTable]) -> None:
    signal = np.zeros((48_000, 1))
    signal[9_600] = 1.0  # the first sample of its row
    signal[10_000:, 0] = _noise(38_000)
    assert sound_bounds(scan(signal)).programme == Span(start_sample=9_600, end_sample=48_000)


def test_sound_behind_digital_silence_that_follows_faint_noise_begins_where_the_silence_ends(
    scan: Callable[..., BlockTable],
) -> None:
    signal = np.zeros((48_000, 1))
    signal[:1_000, 0] = _noise(1_000, -90.0)
    signal[12_345:, 0] = _noise(48_000 - 12_345)
    assert sound_bounds(scan(signal)).programme == Span(start_sample=12_345, end_sample=48_000)
