from __future__ import annotations

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.comparisons.reading.channel_sums import (
    centre_and_sides,
    mono_lane,
    read_lanes,
    read_stretch,
    single_channels,
)
from validator.scan.memory import programme_of_array


def test_the_centre_of_a_surround_mix_is_a_lane_of_its_own_and_lfe_is_in_none() -> None:
    lanes = centre_and_sides(LAYOUTS["5.1"])

    assert lanes.tolist() == [[0, 0, 1, 0, 0, 0], [1, 1, 0, 0, 1, 1]]


def test_a_stereo_mix_has_sum_and_difference() -> None:
    lanes = centre_and_sides(LAYOUTS["2.0"])

    assert lanes == pytest.approx(np.array([[0.7071, 0.7071], [0.7071, -0.7071]]))


def test_a_mono_mix_has_one_lane() -> None:
    assert centre_and_sides(LAYOUTS["1.0"]).tolist() == [[1.0]]


def test_the_mono_lane_is_the_mono_fold_down() -> None:
    assert mono_lane(LAYOUTS["5.1"]) == pytest.approx(np.array([[0.7071, 0.7071, 1.0, 0.0, 0.5, 0.5]]), abs=1e-3)


def test_the_mono_lane_of_a_layout_without_a_fold_down_is_the_sum_without_lfe() -> None:
    layout = LAYOUTS["7.1.4"]

    assert mono_lane(layout)[0].tolist() == [float(label != "LFE") for label in layout.labels]


def test_channels_are_picked_by_label_whatever_their_order() -> None:
    assert single_channels(LAYOUTS["5.1-film"], ("C",)).tolist() == [[0, 1, 0, 0, 0, 0]]


def test_before_the_start_and_after_the_end_there_is_silence() -> None:
    programme = programme_of_array(np.full((1000, 2), 0.25), 48_000)

    lane = read_stretch(programme, np.array([[1.0, 1.0]]), start_sample=-100, count=1200)[0]

    assert np.flatnonzero(lane).tolist() == list(range(100, 1100))
    assert lane[100:1100] == pytest.approx(np.full(1000, 0.5))


@pytest.mark.parametrize("start", [-5000, 5000])
def test_a_stretch_beyond_the_programme_is_silent(start: int) -> None:
    programme = programme_of_array(np.full((1000, 2), 0.25), 48_000)

    assert not read_stretch(programme, np.array([[1.0, 1.0]]), start_sample=start, count=800).any()


def test_cutting_changes_nothing() -> None:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (48_000 * 6, 2))
    programme = programme_of_array(samples, 48_000)
    lanes = np.array([[1.0, 0.0], [0.5, -0.5]])

    cut = np.concatenate(list(read_lanes(programme, lanes, start_sample=-7, counts=[1, 250_000, 3, 40_000])), axis=1)

    assert np.array_equal(cut, read_stretch(programme, lanes, start_sample=-7, count=290_004))
