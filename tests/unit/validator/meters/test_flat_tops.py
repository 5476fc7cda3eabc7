"""Which flat tops are clipping: three at one level, or three of six samples; none of those at full scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.flat_tops import clipped_tops
from validator.scan.table import FlatTop, SampleRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.scan.table import BlockTable


def top(start: int, height: float, *, length: int = 3, channel: int = 0) -> FlatTop:
    return FlatTop(channel=channel, start_sample=start, length_samples=length, height=height)


def run(start: int, length: int, *, channel: int = 0) -> SampleRun:
    return SampleRun(channel=channel, start_sample=start, length_samples=length)


@pytest.fixture
def table(scan: Callable[..., BlockTable]) -> Callable[..., BlockTable]:
    return lambda *tops, runs=(): scan(np.zeros((4800, 2)), flat_tops=tops, clipped_runs=runs)


@pytest.mark.parametrize(
    ("heights", "told"),
    [
        ((0.5, 0.5, 0.5), (0, 1, 2)),
        ((0.5, 0.5), ()),
        ((0.5, 0.6, 0.7), ()),
        ((0.5, 0.5 * 1.0001, 0.5 * 1.0002), (0, 1, 2)),
        ((0.5 * 1.0002, 0.5, 0.5 * 1.0001), (0, 1, 2)),
        ((0.5 * 1.00023, 0.5, 0.5 * 0.99977), (1,)),
        ((0.5 * 1.0003, 0.5, 0.5 * 0.9997), ()),
        ((0.01, 0.01, 0.01, 0.9), (0, 1, 2)),
        ((0.5, 0.7, 0.5, 0.7, 0.5, 0.7), (0, 1, 2, 3, 4, 5)),
    ],
)
def test_three_tops_are_at_one_level_within_a_share_of_it(
    table: Callable[..., BlockTable], heights: tuple[float, ...], told: tuple[int, ...]
) -> None:
    tops = [top(100 * place, height) for place, height in enumerate(heights)]
    assert clipped_tops(table(*tops), 0) == tuple(tops[index] for index in told)


@pytest.mark.parametrize(
    ("lengths", "told"), [((6, 6, 6), (0, 1, 2)), ((6, 6, 5), ()), ((6, 7, 3, 60), (0, 1, 3)), ((6, 6), ())]
)
def test_three_long_tops_may_be_at_any_level(
    table: Callable[..., BlockTable], lengths: tuple[int, ...], told: tuple[int, ...]
) -> None:
    tops = [top(100 * place, 0.1 + 0.1 * place, length=length) for place, length in enumerate(lengths)]
    assert clipped_tops(table(*tops), 0) == tuple(tops[index] for index in told)


def test_each_channel_counts_for_itself(table: Callable[..., BlockTable]) -> None:
    tops = [top(0, 0.5), top(100, 0.5), top(200, 0.5, channel=1)]
    both = table(*tops)
    assert clipped_tops(both, 0) == clipped_tops(both, 1) == ()
    more = table(*tops, top(300, 0.5), top(400, 0.5, channel=1))
    assert [one.start_sample for one in clipped_tops(more, 0)] == [0, 100, 300]


@pytest.mark.parametrize(
    ("at", "length", "is_left_out"),
    [(97, 3, False), (97, 4, True), (99, 5, True), (102, 9, True), (103, 9, False), (90, 50, True), (101, 1, True)],
)
def test_what_the_scan_lists_as_clipped_is_left_out(
    table: Callable[..., BlockTable], at: int, length: int, is_left_out: bool
) -> None:
    """The top is at samples 100 to 102; a run beside it is another one."""
    tops = (top(100, 0.5), top(1000, 0.5), top(2000, 0.5))
    runs = (run(10, 5), run(at, length), run(1500, 5), run(100, 3, channel=1))
    assert clipped_tops(table(*tops, runs=runs), 0) == (() if is_left_out else tops)
