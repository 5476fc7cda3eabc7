"""The gain of a limiter, told from a mix and what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.limiter import limited
from validator.comparisons.stems.limiting import limiter_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 48_000


def _burst(seed: int) -> NDArray[np.float32]:
    """Four seconds of a soft bed in two channels, with an explosion that dies away."""
    rng = np.random.default_rng(seed)
    samples = 0.02 * rng.standard_normal((4 * RATE_HZ, 2))
    at = RATE_HZ + int(rng.integers(0, 4800))
    samples[at:] += (rng.standard_normal((len(samples) - at, 2)).T * np.exp(-np.arange(len(samples) - at) / 4800)).T
    return (0.3 * samples).astype(np.float32)


def _left_db(mix: NDArray[np.float32], model: NDArray[np.float32]) -> float:
    gain = limiter_gain(mix.T.astype(float), model.T.astype(float), rate=RATE_HZ, ceiling=float(np.abs(mix).max()))
    left = np.sum((mix.T / gain - model.T) ** 2)
    return float(10 * np.log10(left / np.sum(model.astype(float) ** 2)))


@pytest.mark.parametrize("look_ahead_seconds", [0.001, 0.003, 0.006])
@pytest.mark.parametrize("release_seconds", [0.05, 0.15, 0.3])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_limiter_is_told_from_where_it_begins_to_fall_to_where_it_is_back(
    look_ahead_seconds: float, release_seconds: float, seed: int
) -> None:
    model = _burst(seed)
    mix = limited(model, -15.0, look_ahead_seconds=look_ahead_seconds, release_seconds=release_seconds)
    assert _left_db(mix, model) < -42.0


def test_a_fader_that_is_off_after_a_peak_is_no_release() -> None:
    parts = _burst(3), np.roll(_burst(4), 3000, axis=0)
    model = parts[0] + parts[1]
    ridden = parts[0] * np.float32(10 ** (-1.5 / 20)) + parts[1]
    gain = limiter_gain(
        ridden.T.astype(float), model.T.astype(float), rate=RATE_HZ, ceiling=float(np.abs(ridden).max())
    )
    assert (gain[2 * RATE_HZ :] == 1.0).all()
