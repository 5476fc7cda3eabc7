"""Lines too soft to be found one by one, found together: what leaks, leaks from line to line at one level.

A line that lies 5 dB above the M&E and leaks at -45 dB is 40 dB below it: its correlation is twice what chance makes
of it, and chance alone makes four times that at some lag. Of ten such lines the correlations add up at the one lag at
which all of them lie, and chance adds up by its square root only.

A worked example, ten lines that would score 400 each at gain 1, leaking at -46 dB (gain 0.005), 3 ms late:

    at 3 ms       2.6  1.1  2.9  0.7  2.2  1.4  3.3  1.9  2.5  1.6     sum 20.2, over the square root of 10: 6.4
    at -20 ms    -0.3  1.2  0.4 -1.9  0.8 -0.6  0.1  1.0 -0.7  0.2     sum  0.2: 0.1

6.4 is more than chance makes of all lags together, so lines leak here, at 20.2 / (10 x 400) = 0.005. Which of them do
is told from all scores at that lag (`leak_chain`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.lines.line_trace import LEAST_PEAK
from validator.comparisons.me.leak_chain import leak_chain
from validator.comparisons.me.lines import WEIGHTED_DB, TracedLine, decibels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

LEAST_TOGETHER: Final = 5.5
"""Times what chance makes of the same lines at all lags. Of 1600 lags of Gaussian noise the largest exceeds it once in
16 000 groups."""

LEAST_LINES: Final = 5
"""Fewer lines are no group: one that is all but found would speak for its neighbours."""

SOFTEST_TOGETHER_DB: Final = -60.0
"""Of a whole film softer leaks still can be told; nobody hears them. Project's choice."""

_SIZES: Final = (8, 32, 128)
_LEAST_SCORE: Final = 0.5
"""A line that would score less than this at the gain of its group says nothing about itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Neighbouring lines that leak at one lag.

    Attributes:
        lane: The lane of the M&E.
        lag: Place in the scores.
        gain: Linear, with its polarity.
        score: Of all of them together.
    """

    lane: int
    lag: int
    gain: float
    score: float


def found_together(lines: Sequence[TracedLine]) -> list[TracedLine]:
    """The same lines; those that were not found by themselves but are by what their neighbours say are found now.

    Args:
        lines: In order, looked for with the dialogue stem as reference.
    """
    leaking: dict[int, list[_Group]] = {}
    for lane in sorted({lane for line in lines for lane, _ in line.traces}):
        rows = [(place, trace) for place, line in enumerate(lines) for other, trace in line.traces if other == lane]
        if len(rows) < LEAST_LINES or len({len(trace.scores) for _, trace in rows}) > 1:
            continue
        places = [place for place, _ in rows]
        scores = np.stack([trace.scores for _, trace in rows])
        weights = np.array([trace.score_per_gain for _, trace in rows])
        alone = np.array([bool(lines[place].lanes) for place in places])
        for first, end in _windows(len(rows)):
            part = slice(first, end)
            group = _group(lane, scores[part], weights[part], alone[part])
            if group is None:
                continue
            sign = 1.0 if group.gain > 0.0 else -1.0
            own = sign * scores[part, group.lag].astype(np.float64)
            told = leak_chain(own, weights[part], abs(group.gain), alone[part])
            group = replace(group, gain=sign * told.gain)
            says = told.leaks & ~alone[part] & (told.gain * weights[part] >= _LEAST_SCORE)
            for row in np.flatnonzero(says).tolist():
                leaking.setdefault(places[first + row], []).append(group)
    return [_found(line, leaking[place]) if place in leaking else line for place, line in enumerate(lines)]


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """First and end of groups of lines: 8, 32 and 128 in a row, half of them shared with the next, and all."""
    for size in _SIZES:
        if size < count:
            for first in range(0, count - size // 2, size // 2):
                yield first, min(count, first + size)
    yield 0, count


def _group(
    lane: int, scores: NDArray[np.float32], weights: NDArray[np.float64], alone: NDArray[np.bool_]
) -> _Group | None:
    """What some lines say together; None where that is nothing.

    Args:
        lane: Theirs.
        scores: float32 (lines, lags).
        weights: float64 (lines,): scores per gain.
        alone: bool (lines,): which of them were found by themselves. One of these counts no more than any other may.
    """
    if len(weights) < LEAST_LINES:
        return None
    held = np.minimum(1.0, LEAST_PEAK / np.abs(scores).max(axis=1))
    own = weights * held
    norm = float(np.sqrt(np.sum(np.square(own))))
    together = (own * held) @ scores / norm
    lag = int(np.abs(together).argmax())
    gain = float(together[lag]) / norm
    if alone.any():
        # Lines that do not leak make the gain of all smaller; those that were found say what it is where it leaks.
        sure = float(np.median(scores[alone, lag] / weights[alone]))
        gain = max(gain, sure, key=abs)
    # Lines that resemble themselves at other lags, as a hum or a clatter does, make more of chance than noise would.
    chance = max(1.0, float(np.sqrt(np.mean(np.square(together)))))
    score = abs(float(together[lag])) / chance
    if score < LEAST_TOGETHER or decibels(gain) < SOFTEST_TOGETHER_DB:
        return None
    return _Group(lane=lane, lag=lag, gain=gain, score=score)


def _found(line: TracedLine, groups: Sequence[_Group]) -> TracedLine:
    by_lane: dict[int, _Group] = {}
    for group in groups:
        if group.lane not in by_lane or group.score > by_lane[group.lane].score:
            by_lane[group.lane] = group
    loudest = sorted(by_lane.values(), key=lambda group: -abs(group.gain))
    return replace(
        line,
        lanes=tuple(group.lane for group in loudest),
        level_db=decibels(loudest[0].gain) + WEIGHTED_DB,
        significance=loudest[0].score,
    )
