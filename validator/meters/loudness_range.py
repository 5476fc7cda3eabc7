"""Loudness range: how far the loud and the soft passages of a programme lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.loudness import select_rows, short_term_row_power
from validator.meters.power import from_lkfs, to_lkfs
from validator.meters.undefined import Undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

# EBU Tech 3342:2023 clause 3.1.
ABSOLUTE_GATE_LKFS: Final = -70.0
RELATIVE_GATE_LU: Final = -20.0
LOW_PERCENTILE: Final = 10
HIGH_PERCENTILE: Final = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessRangeReading:
    """A loudness range and what it rests on.

    Attributes:
        lu: The loudness range; None where there is none.
        undefined: Why `lu` is None; None where it is not.
        low_lkfs, high_lkfs: The two levels it lies between (10th and 95th percentile); None with `lu`.
        window_count: Short-term windows that were there.
        gated_window_count: How many of them passed both gates.
    """

    lu: float | None
    undefined: Undefined | None = None
    low_lkfs: float | None = None
    high_lkfs: float | None = None
    window_count: int = 0
    gated_window_count: int = 0


def _nearest_rank(ascending: NDArray[np.float64], percentile: int) -> float:
    """The value at rank round((n - 1) p / 100), halves upwards, in integers so that no rounding mode decides."""
    return float(ascending[((ascending.size - 1) * percentile + 50) // 100])


def loudness_range(row_power: NDArray[np.float64], selection: NDArray[np.bool_] | None = None) -> LoudnessRangeReading:
    """Loudness range of a programme, or of the selected part of it.

    Args:
        row_power: float64 (m,): channel-weighted mean square per whole 100 ms row.
        selection: bool (m,): rows to measure, joined as if the others had been cut out (speech, for the loudness range
            of dialogue); None for all.

    Returns:
        The reading; None for less than 3 s, for silence and where no window is above -70 LKFS. EBU Tech 3341:2023
        clause 2.4 calls a loudness range unsettled during the first 60 s of a programme.

    Source: EBU Tech 3342:2023 clause 3.1: 3 s windows every 100 ms, absolute gate -70 LUFS, relative gate 20 LU
        below the mean power of what passed it (a window at the gate passes), 10th to 95th percentile by nearest rank.
    """
    rows = select_rows(row_power, selection)
    if rows.size == 0 and row_power.size:
        return LoudnessRangeReading(lu=None, undefined=Undefined.NOTHING_SELECTED)
    windows = short_term_row_power(rows)
    if windows.size == 0:
        return LoudnessRangeReading(lu=None, undefined=Undefined.TOO_SHORT)
    above = windows[windows >= from_lkfs(ABSOLUTE_GATE_LKFS)]
    if above.size == 0:
        reason = Undefined.BELOW_GATE if rows.any() else Undefined.SILENT
        return LoudnessRangeReading(lu=None, undefined=reason, window_count=windows.size)
    counted = np.sort(above[above >= float(above.mean()) * 10.0 ** (RELATIVE_GATE_LU / 10.0)])
    low = to_lkfs(_nearest_rank(counted, LOW_PERCENTILE))
    high = to_lkfs(_nearest_rank(counted, HIGH_PERCENTILE))
    assert low is not None, "a window above the absolute gate has power"
    assert high is not None, "as above"
    return LoudnessRangeReading(
        lu=high - low,
        low_lkfs=low,
        high_lkfs=high,
        window_count=windows.size,
        gated_window_count=counted.size,
    )
