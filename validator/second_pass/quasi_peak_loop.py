"""The loop of the quasi-peak meter, compiled. Importing this imports numba, so nothing imports it before it runs."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numba

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


_NJIT: Final[Any] = numba.njit
"""Some editions of numba describe their decorator to type checkers, each in its own way; this one is untyped."""


@_NJIT(nogil=True)
def read_rows(x: Floats, edges: Integers, state: Floats, steps: Floats, rows: Floats) -> None:
    """Run the detector over a stretch, and keep the largest reading of every row.

    Args:
        x: float64 (samples, channels).
        edges: First samples of the rows in `x`, and the end: int64 (rows + 1,).
        state: What both capacitors of every channel hold, float64 (channels, 2); changed.
        steps: Charge of the fast and of the slow one in a sample, the share of the fast one, and what is left after a
            sample of return: float64 (4,).
        rows: float64 (rows, channels); changed.
    """
    fast_step, slow_step, share, kept = steps[0], steps[1], steps[2], steps[3]
    for channel in range(x.shape[1]):
        fast, slow = state[channel, 0], state[channel, 1]
        for row in range(rows.shape[0]):
            largest = 0.0
            for sample in range(edges[row], edges[row + 1]):
                level = abs(x[sample, channel])
                fast *= kept
                slow *= kept
                if level > fast:
                    fast += fast_step * (level - fast)
                if level > slow:
                    slow += slow_step * (level - slow)
                reading = share * fast + (1.0 - share) * slow
                largest = max(largest, reading)
            rows[row, channel] = largest
        state[channel, 0], state[channel, 1] = fast, slow
