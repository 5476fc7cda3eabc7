"""Dropouts: short digital silence with signal close on both sides of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.decibels import power_to_db
from validator.meters.power import row_sample_counts
from validator.meters.spans import grid_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.table import BlockTable

MINIMUM_SECONDS: Final = 0.01
MAXIMUM_SECONDS: Final = 3.5
"""10 ms to 3.5 s: the range that open gap detectors look at by default. Longer is a pause; judge it as silence."""

SIGNAL_ABOVE_DBFS: Final = -40.0
"""RMS level on both sides. Project's choice: fades and gated dialogue have fallen below it when they reach zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoutSpan:
    """Digital silence in the midst of signal.

    Attributes:
        channel: Channel index in file order, from 0.
        start_sample: First sample that is zero.
        length_samples: Samples that are zero.
        before_dbfs, after_dbfs: RMS level of what is not zero in the 100 ms rows where the silence begins and ends.
    """

    channel: int
    start_sample: int
    length_samples: int
    before_dbfs: float
    after_dbfs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoutCriteria:
    """What counts as a dropout.

    Attributes:
        minimum_seconds, maximum_seconds: Length of the silence, both ends included.
        signal_above_dbfs: RMS level that must be exceeded on both sides.
    """

    minimum_seconds: float = MINIMUM_SECONDS
    maximum_seconds: float = MAXIMUM_SECONDS
    signal_above_dbfs: float = SIGNAL_ABOVE_DBFS


def _sounding_power(table: BlockTable) -> NDArray[np.float64]:
    """Mean square of the samples that are not zero, per row and channel, float64 (m, c); 0.0 where all are zero."""
    sounding = row_sample_counts(table)[:, np.newaxis] - table.zeros
    power: NDArray[np.float64] = table.energy / np.maximum(sounding, 1)
    return power


def dropouts(table: BlockTable, criteria: DropoutCriteria | None = None) -> tuple[DropoutSpan, ...]:
    """Runs of digital silence that interrupt a channel.

    Args:
        table: What the scan established.
        criteria: What counts; None for the defaults above.

    Returns:
        In order of channel, then start. The levels are those of the rows around the edges: where a run begins and ends
        in one row, both are the level of that row without its zeros.
    """
    wanted = criteria or DropoutCriteria()
    shortest = wanted.minimum_seconds * table.sample_rate_hz
    longest = wanted.maximum_seconds * table.sample_rate_hz
    grid, power = grid_of(table), _sounding_power(table)
    found = []
    for run in table.zero_runs:
        if not shortest <= run.length_samples <= longest:
            continue
        last_before, first_after = run.start_sample - 1, run.start_sample + run.length_samples
        if last_before < 0 or first_after >= table.sample_count:
            continue
        before = power_to_db(float(power[grid.row_of(last_before), run.channel]))
        after = power_to_db(float(power[grid.row_of(first_after), run.channel]))
        if before is None or after is None or min(before, after) <= wanted.signal_above_dbfs:
            continue
        found.append(
            DropoutSpan(
                channel=run.channel,
                start_sample=run.start_sample,
                length_samples=run.length_samples,
                before_dbfs=before,
                after_dbfs=after,
            )
        )
    return tuple(found)
