"""Runs of rows for which something holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def true_runs(flags: Sequence[bool] | NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first index, and index after the last, of every run of True."""
    # False True True False True, with False around it, changes at 1, 3, 4 and 5: runs from 1 to 3, from 4 to 5.
    bordered = np.zeros(len(flags) + 2, dtype=np.int8)
    bordered[1:-1] = flags
    borders = np.flatnonzero(np.diff(bordered)).tolist()
    return list(zip(borders[::2], borders[1::2], strict=True))
