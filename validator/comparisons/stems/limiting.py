"""The gain of a limiter on a printmaster, told from the sum of its stems.

Three things mark a limiter, and no fault of a fader has all of them: its gain is common to all channels, never above 1,
and it begins with a peak at the ceiling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_SECONDS: Final = 0.0005
LIMITED: Final = 10.0 ** (-0.1 / 20.0)
CEILING: Final = 10.0 ** (-0.5 / 20.0)
LOOK_AHEAD_SECONDS: Final = 0.005
RELEASE_SECONDS: Final = 0.5
ATTACK_SECONDS: Final = 0.02
"""Limiters look ahead by some milliseconds, and reach their ceiling some after that."""

LONG_RELEASE_SECONDS: Final = 2.0
"""After a reduction by 12 dB a release of 150 ms is still 0.4 dB short after half a second. What comes later counts as
release while the gain only rises: a fader that is off makes it waver with the sound."""

WAVER: Final = 1e-4
"""Of the gain, from one step to the next."""


def limiter_gain(
    mix: NDArray[np.float64], model: NDArray[np.float64], *, rate: int, ceiling: float
) -> NDArray[np.float64]:
    """The gain at every sample; 1 where nothing shows a limiter.

    Args:
        mix: float64 (channels, samples): the printmaster.
        model: float64 (channels, samples): the sum of the stems as it should be.
        rate: Samples per second.
        ceiling: Largest sample of the whole printmaster.

    Returns:
        float64 (samples,).
    """
    step = max(1, round(STEP_SECONDS * rate))
    count = mix.shape[1]
    steps = -(-count // step)
    padded = [
        np.pad(part, ((0, 0), (0, steps * step - count))).reshape(len(part), steps, step) for part in (mix, model)
    ]
    top = np.einsum("cst,cst->s", padded[0], padded[1])
    bottom = np.einsum("cst,cst->s", padded[1], padded[1])
    gain = np.where(bottom > 1e-12, top / np.maximum(bottom, 1e-12), 1.0)
    lowered = (gain < 1.0 - WAVER) & (gain > 0.0)
    hot = np.abs(padded[0]).max(axis=(0, 2)) >= CEILING * ceiling
    near = lowered & (gain < LIMITED) & _after(hot, round(RELEASE_SECONDS / STEP_SECONDS))
    release, attack = (round(seconds / STEP_SECONDS) for seconds in (LONG_RELEASE_SECONDS, ATTACK_SECONDS))
    before = _still_rising(gain[::-1], lowered[::-1], near[::-1], steps=attack)[::-1]
    held = near | before | _still_rising(gain, lowered, near, steps=release)
    gain = np.where(held, gain, 1.0)
    middles = (np.arange(steps) + 0.5) * step - 0.5
    smooth: NDArray[np.float64] = np.interp(np.arange(count), middles, gain)
    return smooth


def _still_rising(
    gain: NDArray[np.float64], lowered: NDArray[np.bool_], near: NDArray[np.bool_], *, steps: int
) -> NDArray[np.bool_]:
    """Steps that follow those near a peak, so many at most, as long as the gain is lowered and never falls.

    With all turned round: steps before a peak, as long as the gain never rises.
    """
    places = np.arange(len(gain))
    rising = lowered & (np.diff(gain, prepend=gain[0]) >= -WAVER)
    last_near = np.maximum.accumulate(np.where(near, places, -1))
    last_break = np.maximum.accumulate(np.where(near | rising, -1, places))
    recent = places - last_near <= steps
    return np.asarray(rising & (last_near > last_break) & recent)


def _after(hot: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Steps at a peak, up to `steps` after one, or a few before it, while the limiter looks ahead."""
    ahead = round(LOOK_AHEAD_SECONDS / STEP_SECONDS)
    marks = np.flatnonzero(hot)
    edges = np.zeros(len(hot) + 1, np.int64)
    np.add.at(edges, np.maximum(marks - ahead, 0), 1)
    np.add.at(edges, np.minimum(marks + steps + 1, len(hot)), -1)
    return np.asarray(np.cumsum(edges)[:-1] > 0)
