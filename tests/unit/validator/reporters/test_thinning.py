"""Fewer points, no extreme lost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from validator.reporters.thinning import bin_edges, envelope, largest

LEVELS = st.lists(st.none() | st.floats(-90, 6), max_size=400)


@given(LEVELS, st.integers(1, 60))
def test_the_extremes_of_the_whole_are_the_extremes_of_the_bins(levels: list[float | None], at_most: int) -> None:
    curve = envelope(levels, bin_edges(len(levels), at_most))
    known = [level for level in levels if level is not None]
    assert max((level for level in curve.high if level is not None), default=None) == max(known, default=None)
    assert min((level for level in curve.low if level is not None), default=None) == min(known, default=None)


@given(st.integers(0, 5000), st.integers(1, 700))
def test_bins_cover_every_row_once_and_are_never_empty(rows: int, at_most: int) -> None:
    edges = bin_edges(rows, at_most)
    assert edges[0] == 0
    assert edges[-1] == rows
    assert len(edges) - 1 == min(rows, at_most)
    sizes = [end - start for start, end in pairwise(edges)]
    assert all(size >= 1 for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1


@given(LEVELS)
def test_as_many_bins_as_rows_change_nothing(levels: list[float | None]) -> None:
    curve = envelope(levels, bin_edges(len(levels), 1000))
    assert curve.exact
    assert list(curve.low) == list(curve.high) == levels


def test_a_bin_without_signal_is_a_gap() -> None:
    assert largest([None, None, -3.0, None], (0, 2, 4)) == (None, -3.0)
