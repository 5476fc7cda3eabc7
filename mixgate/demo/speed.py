"""A programme run at another speed, block by block, pitch and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

_CONTEXT_UNITS: Final = 1
"""Units of input kept on either side of a block: one unit is far longer than the interpolation filter."""


class DemoSpeedChange:
    """Plays a programme faster or slower by resampling it, in blocks of any length.

    The output is the same however the input is cut, because blocks are resampled in whole units of the ratio's
    denominator with context on both sides. The interpolation filter is that of `scipy.signal.resample_poly`.

    Args:
        ratio: Speed relative to the original; 25025/24000 plays 23.976 pictures a second at 25.
        channel_count: Channels.
    """

    def __init__(self, ratio: Fraction, channel_count: int) -> None:
        self._down, self._up = ratio.numerator, ratio.denominator
        self._context = _CONTEXT_UNITS * self._down
        self._waiting = np.zeros((self._context, channel_count), dtype=np.float32)
        self._taken = 0
        self._given = 0

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take a block, float32 (samples, channels), and return the output that is ready, perhaps none."""
        self._taken += len(block)
        self._waiting = np.concatenate((self._waiting, block))
        units = (len(self._waiting) - 2 * self._context) // self._down
        if units <= 0:
            return self._waiting[:0]
        span = 2 * self._context + units * self._down
        output = self._resampled(self._waiting[:span])
        self._waiting = self._waiting[units * self._down :]
        self._given += len(output)
        return output

    def finish(self) -> NDArray[np.float32]:
        """Return the rest and end: the whole output is as long as the input divided by the ratio, rounded up."""
        length = -(-self._taken * self._up // self._down)
        missing = length - self._given
        silence = np.zeros((3 * self._context, self._waiting.shape[1]), dtype=np.float32)
        return self.push(silence)[:missing]

    def _resampled(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import resample_poly

        kept = slice(_CONTEXT_UNITS * self._up, -_CONTEXT_UNITS * self._up)
        # Rows in memory are channels: the filter then runs along them.
        rows = resample_poly(np.ascontiguousarray(block.T), self._up, self._down, axis=1)
        return np.asarray(rows[:, kept].T, dtype=np.float32)
