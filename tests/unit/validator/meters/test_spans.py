from __future__ import annotations

import numpy as np
import pytest

from validator.meters.spans import Grid, Span, row_runs, rows_at_least, rows_at_most
from validator.scan.table import row_start_sample


def _holds(text: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([letter == "x" for letter in text])


def test_runs_are_found_at_both_ends_and_between() -> None:
    assert row_runs(_holds("xx..x.xxx")) == [(0, 2), (4, 5), (6, 9)]
    assert row_runs(_holds("....")) == []
    assert row_runs(_holds("")) == []
    assert row_runs(_holds("xxx")) == [(0, 3)]


def test_short_runs_are_left_out_after_gaps_are_bridged() -> None:
    assert row_runs(_holds("xx..x.xxx"), minimum_rows=3) == [(6, 9)]
    assert row_runs(_holds("xx..x.xxx"), minimum_rows=5, bridge_rows=1) == [(4, 9)]
    assert row_runs(_holds("xx..x.xxx"), bridge_rows=2) == [(0, 9)]


def test_a_span_ends_where_the_programme_ends() -> None:
    grid = Grid(sample_rate_hz=48_000, sample_count=10_000)
    assert grid.span(1, 3) == Span(start_sample=4800, end_sample=10_000)
    assert grid.span(1, 3).length_samples == 5200


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
def test_every_sample_knows_its_row(rate: int) -> None:
    grid = Grid(sample_rate_hz=rate, sample_count=rate)
    for row in range(12):
        start, end = row_start_sample(row, rate), row_start_sample(row + 1, rate)
        assert [grid.row_of(sample) for sample in (start, end - 1)] == [row, row]


def test_durations_become_rows_without_rounding_noise() -> None:
    assert [rows_at_least(seconds) for seconds in (0.0, 0.25, 0.3, 0.7, 2.0)] == [0, 3, 3, 7, 20]
    assert [rows_at_most(seconds) for seconds in (0.0, 0.25, 0.3, 0.7, 2.0)] == [0, 2, 3, 7, 20]


def test_durations_are_told_apart_to_less_than_a_sample() -> None:
    """A sample at 192 kHz lasts 5.2 us: a tenth of a microsecond is a longer time, ten nanoseconds are rounding."""
    assert (rows_at_least(0.3 + 1e-7), rows_at_most(0.3 - 1e-7)) == (4, 2)
    assert (rows_at_least(0.3 + 1e-8), rows_at_most(0.3 - 1e-8)) == (3, 3)
