"""The gain of a limiter on a printmaster, told from the sum of its stems.

Three things mark a limiter, and no fault of a fader has all of them: its gain is common to all channels, never above 1,
and it begins with a peak at the ceiling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_SECONDS: Final = 0.001
LIMITED: Final = 10.0 ** (-0.1 / 20.0)
CEILING: Final = 10.0 ** (-0.5 / 20.0)
RELEASE_SECONDS: Final = 0.5


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
    held = (gain < LIMITED) & (gain > 0.0)
    hot = np.abs(padded[0]).max(axis=(0, 2)) >= CEILING * ceiling
    held &= _after(hot, round(RELEASE_SECONDS / STEP_SECONDS))
    gain = np.where(held, gain, 1.0)
    middles = (np.arange(steps) + 0.5) * step - 0.5
    smooth: NDArray[np.float64] = np.interp(np.arange(count), middles, gain)
    return smooth


def _after(hot: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Steps at a peak, up to `steps` after one, or a few before it, while the limiter looks ahead."""
    ahead = 5
    marks = np.flatnonzero(hot)
    edges = np.zeros(len(hot) + 1, np.int64)
    np.add.at(edges, np.maximum(marks - ahead, 0), 1)
    np.add.at(edges, np.minimum(marks + steps + 1, len(hot)), -1)
    return np.asarray(np.cumsum(edges)[:-1] > 0)
