from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.meters.loudness import integrated
from validator.meters.power import (
    block_edges,
    channel_row_power,
    from_lkfs,
    levels_of,
    median,
    powers_of,
    programme_block_power,
    programme_power,
    programme_row_power,
    row_edges,
    row_sample_counts,
    rows_within,
    sliding_mean,
    sliding_sum,
    to_lkfs,
)
from validator.scan.table import block_start_sample, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def test_silence_has_no_loudness() -> None:
    assert to_lkfs(0.0) is None
    assert from_lkfs(None) == 0.0


def test_a_mean_square_of_one_is_the_offset_of_the_recommendation() -> None:
    assert to_lkfs(1.0) == -0.691


def test_a_full_scale_sine_of_997_hz_on_one_front_channel_reads_minus_3_01(scan: Callable[..., BlockTable]) -> None:
    # ITU-R BS.1770-5 Annex 1, the note after eq. 2
    signal = np.sin(2 * np.pi * 997 / 48_000 * np.arange(48_000 * 2))[:, np.newaxis]
    power = programme_row_power(scan(signal), LAYOUTS["1.0"].weights)
    assert to_lkfs(float(power[10])) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("window", [1, 2, 3, 4, 7, 30, 40, 63, 100])
def test_a_sliding_sum_is_the_sum_of_every_complete_window(window: int) -> None:
    values = np.random.default_rng(1).random(100)
    expected = [values[start : start + window].sum() for start in range(100 - window + 1)]
    assert sliding_sum(values, window) == pytest.approx(expected, rel=1e-13)


def test_silence_after_a_loud_passage_is_exactly_silent() -> None:
    power = np.concatenate([np.full(50, 0.7), np.zeros(50)])
    means = sliding_mean(power, 30)
    assert (means[50:] == 0.0).all()
    assert (means >= 0.0).all()


def test_less_than_one_window_has_no_sums() -> None:
    assert sliding_sum(np.ones(29), 30).size == 0
    assert sliding_sum(np.zeros(0), 4).size == 0


@pytest.mark.parametrize(
    ("layout", "label", "weight"),
    [
        # ITU-R BS.1770-5 Annex 1 Table 3 and Annex 3 Table 4
        ("5.1", "C", 1.0),
        ("5.1", "LFE", 0.0),
        ("5.1", "Ls", 1.41),
        ("5.1-film", "Rs", 1.41),
        ("5.1-film", "LFE", 0.0),
        ("7.1", "Lss", 1.41),
        ("7.1", "Lrs", 1.0),
        ("7.1", "Rrs", 1.0),
        ("7.1-wave", "Lrs", 1.0),
        ("7.1-wave", "Rss", 1.41),
        ("7.1.4", "Ltf", 1.0),
        ("7.1.4", "Rtr", 1.0),
        ("5.1.2", "Ltm", 1.0),
        ("9.1.6", "Lw", 1.41),
    ],
)
def test_the_label_of_a_channel_decides_its_weight(layout: str, label: str, weight: float) -> None:
    chosen = LAYOUTS[layout]
    power = np.zeros((3, len(chosen.labels)))
    power[:, chosen.labels.index(label)] = 0.01
    assert programme_power(power, chosen.weights) == pytest.approx(np.full(3, weight * 0.01))


def test_a_layout_of_another_size_is_refused_in_words(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.zeros((4800, 2)))
    with pytest.raises(UsageError, match="layout of 6 channels for a programme of 2"):
        programme_row_power(table, LAYOUTS["5.1"].weights)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_edges_follow_the_table_at_every_sample_rate(rate: int) -> None:
    assert block_edges(57, rate).tolist() == [block_start_sample(block, rate) for block in range(58)]
    assert row_edges(13, rate).tolist() == [row_start_sample(row, rate) for row in range(14)]


def test_blocks_of_unequal_length_are_averaged_over_their_own_samples(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.ones((11_025, 1)), sample_rate_hz=11_025)
    counts = np.diff(block_edges(100, 11_025))
    flat = table.k_energy * 0 + counts[:, np.newaxis] * 0.25
    changed = scan(np.ones((11_025, 1)), sample_rate_hz=11_025, k_energy=flat)
    assert programme_block_power(changed, (1.0,)) == pytest.approx(np.full(100, 0.25), rel=1e-12)
    assert programme_row_power(changed, (1.0,)) == pytest.approx(np.full(10, 0.25), rel=1e-12)


def test_an_incomplete_last_row_is_left_out(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.ones((4800 * 3 + 700, 1)))
    assert channel_row_power(table).shape == (3, 1)
    assert programme_block_power(table, (1.0,)).shape == (31,)
    assert row_sample_counts(table).tolist() == [4800, 4800, 4800, 700]


def test_an_empty_programme_has_empty_series(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.zeros((4800, 2)), sample_count=0, k_energy=np.zeros((0, 2)))
    assert programme_row_power(table, (1.0, 1.0)).shape == (0,)
    assert programme_block_power(table, (1.0, 1.0)).shape == (0,)


def test_a_series_saved_as_levels_reads_the_same() -> None:
    power = np.random.default_rng(2).random(200) * 1e-3
    power[40:60] = 0.0
    levels = levels_of(power)
    assert levels[50] is None
    expected = integrated(power).lkfs
    assert expected is not None
    assert integrated(powers_of(levels)).lkfs == pytest.approx(expected, abs=1e-9)


def test_the_rows_of_a_window_lie_wholly_inside_it() -> None:
    inside = rows_within(4800, 4800 * 4 - 1, sample_rate_hz=48_000, row_count=6)
    assert inside.tolist() == [False, True, True, False, False, False]
    assert (
        rows_within(4801, 4800 * 4, sample_rate_hz=48_000, row_count=6).tolist()
        == [False] * 2 + [True] * 2 + [False] * 2
    )


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (8,), (5, 3), (6, 2)])
def test_the_median_is_that_of_numpy_to_the_bit(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(len(shape)).standard_normal(shape)
    assert np.array_equal(median(values), np.median(values, axis=0))


@pytest.mark.parametrize(("level_lkfs", "power"), [(-0.691, 1.0), (-10.691, 0.1), (-30.691, 0.001), (9.309, 10.0)])
def test_ten_lu_are_ten_times_the_power(level_lkfs: float, power: float) -> None:
    """ITU-R BS.1770-5 Annex 1 eq. 2: L = -0.691 + 10 log10 of the power."""
    assert from_lkfs(level_lkfs) == pytest.approx(power, rel=1e-12)
    assert to_lkfs(power) == pytest.approx(level_lkfs, abs=1e-12)


def test_a_sliding_mean_is_the_mean_of_every_complete_window() -> None:
    assert sliding_mean(np.array([1.0, 2.0, 4.0, 0.5]), 2).tolist() == [1.5, 3.0, 2.25]
