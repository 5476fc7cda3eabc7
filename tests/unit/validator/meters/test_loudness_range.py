from __future__ import annotations

import numpy as np
import pytest

from validator.meters.loudness_range import loudness_range
from validator.meters.power import from_lkfs
from validator.meters.undefined import Undefined


def rows(*steps: tuple[float, float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([np.full(round(10 * seconds), from_lkfs(level)) for seconds, level in steps])


def _step_by_step(power: list[float]) -> float:
    """EBU Tech 3342:2023 clause 3.1 in plain loops."""
    windows = [sum(power[start : start + 30]) / 30 for start in range(len(power) - 29)]
    levels = [-0.691 + 10 * np.log10(window) for window in windows if window > 0]
    above = [level for level in levels if level >= -70.0]
    mean = sum(10 ** (level / 10) for level in above) / len(above)
    kept = sorted(level for level in above if level >= 10 * np.log10(mean) - 20.0)
    low, high = (kept[int(np.floor((len(kept) - 1) * percentile / 100 + 0.5))] for percentile in (10, 95))
    return float(high - low)


@pytest.mark.parametrize("seed", range(5))
def test_loudness_range_follows_the_definition_step_by_step(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = np.repeat(rng.uniform(-80.0, -10.0, 60), rng.integers(5, 60, 60))
    power = 10 ** ((levels + 0.691) / 10)
    assert loudness_range(power).lu == pytest.approx(_step_by_step(power.tolist()), abs=1e-9)


def test_a_steady_programme_has_no_range() -> None:
    assert loudness_range(rows((20, -23.0))).lu == pytest.approx(0.0, abs=1e-9)


def test_the_levels_at_both_ends_of_the_range_are_told() -> None:
    reading = loudness_range(rows((60, -20.0), (60, -30.0)))
    assert reading.lu == pytest.approx(10.0, abs=1e-6)
    assert reading.low_lkfs == pytest.approx(-30.0)
    assert reading.high_lkfs == pytest.approx(-20.0)
    assert reading.window_count == reading.gated_window_count == 1171


def test_passages_far_below_the_programme_do_not_widen_the_range() -> None:
    reading = loudness_range(rows((300, -23.0), (100, -50.0)))
    assert reading.low_lkfs is not None
    assert reading.low_lkfs > -44.0  # what lies 20 LU below the mean is shut out


def test_rank_halves_are_rounded_upwards() -> None:
    # Six windows: rank (6 - 1) * 10 / 100 = 0.5, rounded to the second softest.
    power = rows((3, -30.0), (0.5, -20.0))
    reading = loudness_range(power)
    windows = sorted(power[start : start + 30].mean() for start in range(6))
    assert reading.window_count == 6
    assert reading.low_lkfs == pytest.approx(-0.691 + 10 * np.log10(windows[1]))


def test_the_range_of_dialogue_is_that_of_the_joined_speech() -> None:
    power = rows((10, -25.0), (40, -10.0), (10, -29.0), (60, None))
    speech = np.zeros(1200, dtype=np.bool_)
    speech[:100] = speech[500:600] = True
    reading = loudness_range(power, speech)
    assert reading == loudness_range(power[speech])
    assert reading.lu == pytest.approx(4.0, abs=1e-6)


def test_undefined_ranges_say_why() -> None:
    assert loudness_range(np.zeros(100)).undefined is Undefined.SILENT
    assert loudness_range(rows((10, -75.0))).undefined is Undefined.BELOW_GATE
    assert loudness_range(rows((2.9, -23.0))).undefined is Undefined.TOO_SHORT
    assert loudness_range(rows((10, -23.0)), np.zeros(100, np.bool_)).undefined is Undefined.NOTHING_SELECTED
    assert loudness_range(np.zeros(0)).undefined is Undefined.TOO_SHORT
    assert loudness_range(np.zeros(100)).lu is None


def test_a_window_at_the_absolute_gate_passes() -> None:
    assert loudness_range(np.full(40, from_lkfs(-70.0) * (1 + 1e-12))).lu == pytest.approx(0.0, abs=1e-9)
