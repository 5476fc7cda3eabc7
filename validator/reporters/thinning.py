"""Fewer points for a picture of a long programme, without losing an extreme."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Smallest and largest level of each bin of rows; None where the whole bin has no signal.

    Attributes:
        low, high: One value a bin.
        exact: True where every bin is a single row, so that low and high are the same curve.
    """

    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    exact: bool


def bin_edges(row_count: int, at_most: int) -> tuple[int, ...]:
    """Return the rows where bins begin, and the row count at the end.

    Args:
        row_count: Rows of the series.
        at_most: The largest number of bins.
    """
    count = min(row_count, at_most)
    return (*(index * row_count // count for index in range(count)), row_count) if count else (0,)


def envelope(levels: Sequence[float | None], edges: Sequence[int]) -> Envelope:
    """Return smallest and largest level of each bin.

    Args:
        levels: One a row; None where there is no signal. Rows that are missing at the end have none either.
        edges: From `bin_edges`.
    """
    low: list[float | None] = []
    high: list[float | None] = []
    for start, end in pairwise(edges):
        known = [level for level in levels[start:end] if level is not None]
        low.append(min(known, default=None))
        high.append(max(known, default=None))
    return Envelope(low=tuple(low), high=tuple(high), exact=len(edges) - 1 == edges[-1])


def largest(levels: Sequence[float | None], edges: Sequence[int]) -> tuple[float | None, ...]:
    """Return the largest level of each bin; None where the whole bin has no signal."""
    return envelope(levels, edges).high
