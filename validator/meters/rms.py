"""Plain levels without weighting: RMS per row, over the file, and of its quietest moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.decibels import power_to_db
from validator.meters.power import row_sample_counts, sliding_mean
from validator.meters.undefined import Undefined
from validator.scan.table import row_start_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.table import BlockTable

NOISE_FLOOR_ROWS: Final = 5
"""500 ms, the usual window where audiobook publishers ask for a noise floor without saying how to find it."""


def row_power(table: BlockTable) -> NDArray[np.float64]:
    """Mean square per 100 ms row and channel, float64 (m, c), not weighted; a short last row over what is there."""
    return table.energy / row_sample_counts(table)[:, np.newaxis]


def channel_rms(table: BlockTable) -> tuple[float | None, ...]:
    """RMS level of every channel over the whole file, dBFS (a full-scale sine is -3.01); None for digital silence."""
    if table.sample_count == 0:
        return (None,) * table.channel_count
    return tuple(power_to_db(energy / table.sample_count) for energy in table.energy.sum(axis=0).tolist())


def channel_k_weighted(table: BlockTable) -> tuple[float | None, ...]:
    """RMS level of every channel behind the K-weighting of BS.1770-5 Annex 1, dBFS; None for digital silence."""
    if table.sample_count == 0:
        return (None,) * table.channel_count
    return tuple(power_to_db(energy / table.sample_count) for energy in table.k_energy.sum(axis=0).tolist())


def file_rms(table: BlockTable) -> float | None:
    """RMS level over the whole file and all its channels, dBFS; None for digital silence.

    The mean square is taken over the channels too, so a mono signal on both sides of a stereo file reads as in mono.
    """
    if table.sample_count == 0:
        return None
    return power_to_db(float(table.energy.sum()) / (table.sample_count * table.channel_count))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseFloorReading:
    """The quietest moment.

    Attributes:
        rms_dbfs: RMS level of the quietest 500 ms; None where there is none.
        undefined: Why: digital silence, or a file shorter than the window; None where there is a level.
        start_sample: Where the quietest 500 ms begin, the earliest of equals; None for a file that is too short.
    """

    rms_dbfs: float | None
    undefined: Undefined | None
    start_sample: int | None


def noise_floor(mean_square: NDArray[np.float64], sample_rate_hz: int) -> NoiseFloorReading:
    """RMS level of the quietest 500 ms, on the 100 ms grid, over the mean of all channels.

    A gap of digital silence is the quietest moment there is; the reading then is None and `Undefined.SILENT`.

    Args:
        mean_square: float64 (m, c): mean squares per row and channel, `row_power`.
        sample_rate_hz: Samples per second.
    """
    windows = sliding_mean(mean_square.mean(axis=1), NOISE_FLOOR_ROWS)
    if windows.size == 0:
        return NoiseFloorReading(rms_dbfs=None, undefined=Undefined.TOO_SHORT, start_sample=None)
    row = int(windows.argmin())
    level = power_to_db(float(windows[row]))
    return NoiseFloorReading(
        rms_dbfs=level,
        undefined=Undefined.SILENT if level is None else None,
        start_sample=row_start_sample(row, sample_rate_hz),
    )
