"""Stretches of a programme where something holds: from a bool per row to places in samples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validator.scan.table import ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time.

    Attributes:
        start_sample: First sample.
        end_sample: First sample after it.
    """

    start_sample: int
    end_sample: int

    @property
    def length_samples(self) -> int:
        """Samples in the span."""
        return self.end_sample - self.start_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How the rows of a series lie in time.

    Attributes:
        sample_rate_hz: Samples per second.
        sample_count: Samples per channel of the programme; the last row ends there.
    """

    sample_rate_hz: int
    sample_count: int

    def span(self, from_row: int, to_row: int) -> Span:
        """The span of rows `from_row` up to, not including, `to_row`."""
        return Span(
            start_sample=row_start_sample(from_row, self.sample_rate_hz),
            end_sample=min(row_start_sample(to_row, self.sample_rate_hz), self.sample_count),
        )

    def row_of(self, sample: int) -> int:
        """The row a sample lies in: the last one that does not begin after it."""
        return ((sample + 1) * ROWS_PER_SECOND - 1) // self.sample_rate_hz


def grid_of(table: BlockTable) -> Grid:
    """The grid of a table's rows."""
    return Grid(sample_rate_hz=table.sample_rate_hz, sample_count=table.sample_count)


def row_runs(holds: NDArray[np.bool_], *, minimum_rows: int = 1, bridge_rows: int = 0) -> list[tuple[int, int]]:
    """Runs of True.

    Args:
        holds: bool (m,), one value per row.
        minimum_rows: Shorter runs are left out (after bridging).
        bridge_rows: Interruptions of up to this many rows between two runs are passed over.

    Returns:
        Pairs (first row, first row after), in order.
    """
    edges = np.diff(np.concatenate([[0], holds.astype(np.int8), [0]]))
    runs: list[tuple[int, int]] = []
    for start, end in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        if runs and start - runs[-1][1] <= bridge_rows:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return [(start, end) for start, end in runs if end - start >= minimum_rows]


def rows_at_least(seconds: float) -> int:
    """The 100 ms rows it takes to last this long: 3 for 0.25 s."""
    return math.ceil(round(seconds * ROWS_PER_SECOND, 6))


def rows_at_most(seconds: float) -> int:
    """The 100 ms rows that last no longer than this: 2 for 0.25 s."""
    return math.floor(round(seconds * ROWS_PER_SECOND, 6))
