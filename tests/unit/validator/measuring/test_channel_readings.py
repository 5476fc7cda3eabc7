"""What is read of each channel: shares in which one stands alone, the longest runs, and how levels are saved."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.measuring.channel_readings import (
    CLIPPED_RUNS_KEPT,
    alone_shares,
    channel_readings,
    saved_level,
    saved_levels,
)
from validator.meters.true_peak import peak_magnitude
from validator.scan.driver import scan_array

if TYPE_CHECKING:
    from validator.results.measurements import ChannelReadings

RATE_HZ = 48_000
TWO = ("L", "R")


def rows(*powers: tuple[float, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(powers, dtype=np.float64)


@pytest.mark.parametrize(
    ("powers", "labels", "expected"),
    [
        ([(1.0, 0.05)], TWO, (1.0, 0.0)),
        ([(0.05, 1.0)], TWO, (0.0, 1.0)),
        ([(1.0, 0.1)], TWO, (0.0, 0.0)),
        ([(1.0, 0.099)], TWO, (1.0, 0.0)),
        ([(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1e-5, 0.0)], TWO, (0.3333, 0.3333)),
        ([(2e-5, 0.0), (1e-5, 0.0)], TWO, (1.0, 0.0)),
        ([(1e-5, 0.0)], TWO, (None, None)),
        ([(1.0, 0.0)], ("L", "LFE"), (None, None)),
        ([(1.0,)], ("M",), (None,)),
        ([(0.01, 0.5, 0.02), (1.0, 0.5, 0.0)], ("L", "LFE", "R"), (0.5, None, 0.0)),
        ([(0.01, 0.0, 1.0)], ("LFE2", "L", "R"), (None, 0.0, 1.0)),
    ],
)
def test_a_channel_stands_alone_10_db_above_every_other_where_anything_sounds(
    powers: list[tuple[float, ...]], labels: tuple[str, ...], expected: tuple[float | None, ...]
) -> None:
    assert alone_shares(rows(*powers), labels) == expected


def test_no_rows_are_no_shares() -> None:
    assert alone_shares(np.zeros((0, 2)), TWO) == (None, None)


def test_levels_are_saved_to_a_ten_thousandth_of_a_decibel_and_silence_as_none() -> None:
    assert saved_levels(np.array([1.0, 0.5, 0.0, 1e-7, 0.3])) == (0.0, -3.0103, None, -70.0, -5.2288)
    assert saved_levels(np.array([1.0, 0.0]), -0.691) == (-0.691, None)
    assert saved_level(-1.23456789) == -1.234568
    assert saved_level(None) is None


def read(sound: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[ChannelReadings, ...]:
    table = scan_array(sound.astype(np.float32), RATE_HZ)
    return channel_readings(table, TWO, (24, None))


def test_the_readings_of_a_channel_are_its_own() -> None:
    time = np.arange(RATE_HZ) / RATE_HZ
    tone = 0.5 * np.sin(2.0 * np.pi * 1000.0 * time) + 0.01
    left, right = read(np.stack([tone, np.zeros(RATE_HZ)], axis=1))
    assert (left.label, right.label) == TWO
    assert (left.effective_bits, right.effective_bits) == (24, None)
    assert left.dc_offset_percent == pytest.approx(1.0, abs=1e-4)
    assert left.max_sample_peak_dbfs == pytest.approx(20.0 * math.log10(0.51), abs=0.001)
    assert left.rms_dbfs == pytest.approx(10.0 * math.log10(0.125 + 0.0001), abs=0.001)
    assert left.loudest_row_dbfs == pytest.approx(10.0 * math.log10(0.125 + 0.0001), abs=0.001)
    assert (right.rms_dbfs, right.max_true_peak_dbtp, right.loudest_row_dbfs) == (None, None, None)
    assert (right.dc_offset_percent, right.clipped_run_count, right.flat_top_dbfs) == (0.0, 0, None)
    assert (left.alone_share, right.alone_share) == (1.0, 0.0)


def test_of_many_clipped_runs_all_are_counted_and_the_longest_are_kept_in_order_of_time() -> None:
    sound = np.zeros((11 * RATE_HZ, 2))
    places = np.arange(CLIPPED_RUNS_KEPT + 5) * 500 + 10  # fewer than a thousand in 10 s: the scan lists them all
    for number, place in enumerate(places):
        sound[place : place + (3 if number < 5 else 4), 1] = 1.0
    left, right = read(sound)
    assert (left.clipped_run_count, left.clipped_runs) == (0, ())
    assert right.clipped_run_count == CLIPPED_RUNS_KEPT + 5 == 1005
    assert right.clipped_runs == tuple((int(place), 4) for place in places[5:])


def test_of_runs_of_one_length_the_first_are_kept() -> None:
    sound = np.zeros((11 * RATE_HZ, 2))
    places = np.arange(CLIPPED_RUNS_KEPT + 5) * 500 + 10  # fewer than a thousand in 10 s: the scan lists them all
    for place in places:
        sound[place : place + 3, 0] = 1.0
    assert read(sound)[0].clipped_runs == tuple((int(place), 3) for place in places[:1000])


def test_a_gap_belongs_to_the_channel_that_has_it() -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal((2 * RATE_HZ, 2))
    noise[30_000:31_000, 1] = 0.0
    left, right = read(noise)
    assert (left.dropouts, right.dropouts) == ((), ((30_000, 1_000),))


def test_peaks_are_listed_from_the_floor_of_the_scan_on() -> None:
    sound = np.zeros((3 * RATE_HZ, 2))
    sound[10_000, 0], sound[60_000, 0], sound[110_000, 0] = 0.9, 0.7, 0.5
    table = scan_array(sound.astype(np.float32), RATE_HZ)
    rows_of_peaks = peak_magnitude(table)[:, 0]
    second = float(np.sort(rows_of_peaks)[-2])
    for floor, count in ((second, 2), (np.nextafter(second, 1.0), 1)):
        left, right = channel_readings(replace(table, true_peak_floor=float(floor)), TWO, (24, None))
        assert len(left.true_peaks_dbtp) == len(left.true_peaks_sample) == count
        assert right.true_peaks_dbtp == ()
