from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue_gate.guard_band import (
    LEAST_LU,
    LEAST_SHARE,
    LOUD_SHARE,
    ROOM_LU_PER_DB,
    GuardBand,
    guard_band,
)
from validator.dialogue_gate.voice import voice_rows

ON, OFF = 1e-3, 0.0


def _power(*parts: tuple[float, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([np.full(count, level) for level, count in parts])


def _mix(blocks: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(blocks.reshape(-1, 10).mean(axis=1) + 1e-6, np.float64)


def test_lines_with_sharp_edges_have_the_least_band() -> None:
    blocks = _power((OFF, 200), (ON, 300), (OFF, 200), (ON, 300))

    found = guard_band(_mix(blocks), blocks)

    assert found.loudness_lu == LEAST_LU
    assert (found.share_low, found.share_high) == (0.58, 0.62)


def test_lines_with_room_around_them_have_a_wider_band_and_leave_the_room_out() -> None:
    tail = [(ON * 10 ** (-(8.0 + step) / 10), 3) for step in range(20)]
    blocks = _power((OFF, 140), (ON, 200), *tail, (OFF, 140), (ON, 200), *tail)

    rows = voice_rows(blocks).speech
    found = guard_band(_mix(blocks), blocks)

    assert 40 <= np.count_nonzero(rows) < 46
    assert found.loudness_lu > LEAST_LU + 10.0 * ROOM_LU_PER_DB
    assert found.share_high > np.mean(rows) + LEAST_SHARE, "with some of the room counted"


def test_rows_that_may_be_speech_widen_both() -> None:
    blocks = _power((OFF, 200), (ON, 300), (OFF, 500))
    loud = _mix(blocks)
    loud[60:70] = 10 * ON
    doubtful = np.zeros(100, np.bool_)
    doubtful[60:70] = True

    found = guard_band(loud, blocks, [doubtful])

    assert found.loudness_lu > 3.0
    assert found.share_high == pytest.approx(0.42)
    assert found.share_low == pytest.approx(0.28)


def test_nobody_speaks() -> None:
    found = guard_band(np.full(10, 1e-6), np.zeros(100))

    assert (found.loudness_lu, found.share_low, found.share_high) == (LEAST_LU, 0.0, 0.02)


def _line(shelf_db: float) -> list[tuple[float, int]]:
    """3 s of voice, 0.1 s of a softer shelf, 1 s of room at -30 dB, 0.8 s of nothing: the threshold is -25 dB."""
    return [(ON, 300), (ON * 10 ** (shelf_db / 10), 10), (ON * 10**-3.0, 100), (OFF, 80)]


@pytest.mark.parametrize(("shelf_db", "band_lu"), [(-20.5, 0.18), (-21.5, 0.32)])
def test_a_worked_example(shelf_db: float, band_lu: float) -> None:
    """4 dB nearer, -21 dB, the softer shelf is left out: 30 of 31 rows are left, 10 log10(31 / 30.01) = 0.14 LU."""
    blocks = _power(*_line(shelf_db) * 3)

    assert guard_band(_mix(blocks), blocks).loudness_lu == band_lu


@pytest.mark.parametrize(("breath_db", "band_lu"), [(-30.5, 0.17), (-29.5, 0.31)])
def test_breaths_of_dry_lines_are_doubtful_down_to_30_db(breath_db: float, band_lu: float) -> None:
    blocks = _power(*[(ON, 300), (ON * 10 ** (breath_db / 10), 10), (OFF, 190)] * 3)

    assert guard_band(_mix(blocks), blocks).loudness_lu == band_lu


def test_rows_that_may_be_speech_count_beside_those_of_the_reading() -> None:
    blocks = _power(*_line(-21.5) * 3)
    doubtful = np.zeros(147, np.bool_)
    doubtful[42:47] = True

    found = guard_band(_mix(blocks), blocks, [doubtful])

    assert found.share_low == 0.5922, "90 of 147 rows, less 0.02"
    assert found.share_high == 0.6867, "93 and 5 of 147 rows, and 0.02"
    assert found.loudness_lu == 0.41, "0.18, and 10 log10(98 / 93), which is more than 0.14"


def test_a_share_is_as_uncertain_as_its_farther_bound() -> None:
    band = GuardBand(loudness_lu=0.2, share_low=0.5, share_high=0.7)

    assert band.share_width(0.55) == pytest.approx(0.15)
    assert band.share_width(0.69) == pytest.approx(0.19)


def test_half_of_what_noise_of_the_location_moves_is_doubtful() -> None:
    """With the noise 20 rows more are speech, at -20 dB: 10 log10(80 / 60.2) = 1.23 LU below, and half of it counts."""
    blocks = _power((OFF, 200), (ON, 300), (OFF, 200), (ON, 300))
    with_noise = _power((OFF, 100), (ON * 0.01, 100), (ON, 300), (OFF, 100), (ON * 0.01, 100), (ON, 300))
    power = with_noise.reshape(-1, 10).mean(axis=1)

    plain, found = guard_band(power, blocks), guard_band(power, blocks, with_noise=with_noise)

    assert plain.loudness_lu == LEAST_LU
    assert found.loudness_lu == pytest.approx(0.17 + 0.05 + 0.5 * 1.23, abs=0.011)
    assert (plain.share_high, found.share_high) == (0.62, 0.82)


def _noisy_lines() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Lines of 1 s with noise at -30 dB around them, and something at -14 dB for 0.5 s, 0.5 s behind every line."""
    noise = ON * 10**-3.0
    return _power(*[(noise, 50), (ON, 100), (noise, 50), (ON * 10**-1.4, 50), (noise, 50)] * 10)


def test_what_comes_and_goes_beside_noise_may_be_a_line_or_not_and_the_band_holds_both() -> None:
    """Half of what counts is 14 dB softer: without it the reading is 10 log10(1.5 / 1.02) = 1.67 LU louder."""
    blocks = _noisy_lines()
    voiced = np.tile(np.repeat([False, True, False], [5, 10, 15]), 10)

    found = guard_band(_mix(blocks), blocks, voiced=voiced)

    assert np.count_nonzero(voice_rows(blocks, voiced=voiced).speech) == 150
    assert found.loudness_lu == pytest.approx(LEAST_LU + 1.67, abs=0.03)
    assert found.share_low == pytest.approx(1 / 3 - LEAST_SHARE, abs=1e-3)


def test_without_noise_around_lines_the_same_is_a_line() -> None:
    blocks = np.where(_noisy_lines() > ON * 10**-2.0, _noisy_lines(), OFF)
    voiced = np.tile(np.repeat([False, True, False], [5, 10, 15]), 10)

    found = guard_band(_mix(blocks), blocks, voiced=voiced)

    assert found.loudness_lu == LEAST_LU


def test_beside_noise_a_threshold_above_nearly_all_that_follows_lines_counts_in_part() -> None:
    """No pitch is known. Behind one line in ten 0.2 s are at -12 dB: the threshold above those is -8 dB."""
    noise, rustle = ON * 10**-3.0, ON * 10**-1.2
    part = [(noise, 50), (ON, 100), (noise, 100)]
    blocks = _power(*part * 9, (noise, 50), (ON, 100), (rustle, 40), (noise, 60))
    loud = _mix(blocks)
    rows = voice_rows(blocks).speech
    reading, without = (10.0 * np.log10(loud[chosen].mean()) for chosen in (rows, loud > 0.5 * ON))

    assert np.count_nonzero(rows) == 104
    assert guard_band(loud, blocks).loudness_lu == pytest.approx(LEAST_LU + LOUD_SHARE * (without - reading), abs=0.02)


@pytest.mark.parametrize(("noise_db", "is_noise"), [(-49.5, True), (-50.5, False)])
def test_noise_that_lasts_around_lines_is_told_from_50_db_below_them_on(noise_db: float, is_noise: bool) -> None:
    noise = ON * 10 ** (noise_db / 10)
    blocks = np.where(_noisy_lines() == ON * 10**-3.0, noise, _noisy_lines())
    voiced = np.tile(np.repeat([False, True, False], [5, 10, 15]), 10)

    assert (guard_band(_mix(blocks), blocks, voiced=voiced).loudness_lu > LEAST_LU + 1.0) is is_noise


def test_half_of_what_follows_lines_sets_the_lower_threshold() -> None:
    """0.1 to 0.3 s behind lines it is -30 dB twice and -20 dB twice: the median of the powers lies between.

    Both thresholds, -15 dB of the reading and -17.6 dB of the median, leave the -20 dB out; raised by 11 dB of room.
    """
    blocks = _power(*[part for db in (-30.0, -20.0, -30.0, -20.0)
                      for part in ((ON, 300), (OFF, 9), (ON * 10 ** (db / 10), 21), (OFF, 70))])  # fmt: skip

    found = guard_band(_mix(blocks), blocks)

    assert found.loudness_lu == pytest.approx(0.17 + 0.11, abs=0.011)
