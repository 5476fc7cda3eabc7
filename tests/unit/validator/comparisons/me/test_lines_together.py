"""Lines that are too soft to be found one by one, found together, and lines that only seem to be."""

from __future__ import annotations

import numpy as np
import pytest

from validator.comparisons.lines.line_trace import LineTrace
from validator.comparisons.me.lines import ReferenceLine, TracedLine
from validator.comparisons.me.lines_together import found_together

LAGS = 1601
WEIGHT = 400.0
"""Score of a line at gain 1."""


def lines(count: int, *, gain: float, seed: int, smooth: int = 1) -> list[TracedLine]:
    """Lines that leak at one lag, among scores of chance; `smooth` lags in a row resemble each other."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        noise = np.convolve(rng.standard_normal(LAGS + smooth - 1), np.ones(smooth), "valid") / np.sqrt(smooth)
        noise[900] += gain * WEIGHT
        trace = LineTrace(
            significance=0.0, gain=0.0, lag_seconds=0.0, least_gain=0.02, scores=noise.astype(np.float32),
            score_per_gain=WEIGHT,
        )  # fmt: skip
        line = ReferenceLine(start_block=100 * number, end_block=100 * number + 80)
        found.append(
            TracedLine(line=line, lanes=(), level_db=None, significance=0.0, limit_db=-34.0, traces=((0, trace),))
        )
    return found


def test_lines_that_leak_at_one_lag_are_found_with_their_level() -> None:
    told = found_together(lines(12, gain=0.007, seed=1))
    leaking = [one for one in told if one.lanes]
    assert len(leaking) >= 11
    levels = [one.level_db for one in leaking if one.level_db is not None]
    assert np.ptp(levels) == 0.0
    assert {one.lanes for one in leaking} == {(0,)}


def test_chance_finds_none() -> None:
    assert [
        seed for seed in range(60) if any(one.lanes for one in found_together(lines(12, gain=0.0, seed=seed)))
    ] == []


@pytest.mark.parametrize("louder", [1.3, 2.0])
def test_lines_whose_chance_is_larger_need_more(louder: float) -> None:
    """A hum resembles itself at many lags: what all lags have is no line."""
    wrong = []
    for seed in range(60):
        rng = np.random.default_rng([9, seed])
        common = rng.standard_normal(LAGS).astype(np.float32)
        made = lines(9, gain=0.0, seed=seed)
        for one in made:
            scores = one.traces[0][1].scores
            scores *= 0.9
            scores += np.float32(0.3 * louder) * common
        wrong += [seed] if any(one.lanes for one in found_together(made)) else []
    assert wrong == []


def test_four_lines_are_no_group() -> None:
    assert not any(one.lanes for one in found_together(lines(4, gain=0.02, seed=2)))
