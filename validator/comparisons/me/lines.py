"""Lines of the original, and each of them looked for in the M&E."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.lines.line_trace import trace_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.lines.line_trace import LineTrace

BELOW_LOUD_DB: Final = -25.0
"""A block is speech that lies no farther below the loud tenth of the reference."""

GAP_BLOCKS: Final = 30
LONGEST_BLOCKS: Final = 500
SHORTEST_BLOCKS: Final = 40
"""Of 10 ms: gaps under 0.3 s are closed, lines are cut after 5 s, and under 0.4 s nothing can be told."""

SIDE_SECONDS: Final = 0.25
STEM_PEAK: Final = 7.0
DIFFERENCE_PEAK: Final = 10.0
"""A line is in the M&E where its correlation is so many times what chance makes of it: of 891 lines that were not there
none exceeded 7. What remains of a mix is no stem: with it as reference more is asked."""

AT_PLACE_SECONDS: Final = 0.002
FAR_PEAK: Final = 2.0
"""A line that lies farther from its place has to stand out so much more: it may lie at any of 1600 lags, not at 64 of
them, and of 624 lines that were not there two had a peak of 7.3, 19 ms from their place."""

WEIGHTED_DB: Final = 0.4
"""The weights contain the line that is looked for, so levels read 0.2 to 0.7 dB low."""

SOFTEST_DB: Final = -70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLine:
    """A line of the original: blocks of 10 ms on the clock of the M&E, first and end."""

    start_block: int
    end_block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedLine:
    """A line and what was found of it.

    Attributes:
        line: The line.
        lanes: Lanes of the M&E in which it is, the loudest first; empty where it is in none.
        level_db: Of the loudest of them, against the line.
        significance: Of the same.
        limit_db: Level from which it would have been found in every lane.
        traces: Lanes in which it could be looked for, and what came of it.
    """

    line: ReferenceLine
    lanes: tuple[int, ...]
    level_db: float | None
    significance: float
    limit_db: float
    traces: tuple[tuple[int, LineTrace], ...] = ()


def speech_threshold(powers: NDArray[np.float64]) -> float | None:
    """The mean square that speech exceeds, from that of blocks, float64 (blocks,); None for silence."""
    sounding = powers[powers > 1e-10]
    if sounding.size < SHORTEST_BLOCKS:
        return None
    return float(np.percentile(sounding, 90)) * float(10.0 ** (BELOW_LOUD_DB / 10.0))


def reference_lines(speech: NDArray[np.bool_]) -> tuple[ReferenceLine, ...]:
    """Lines in blocks of speech, bool (blocks,)."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], speech, [False]]).astype(np.int8)))
    found: list[list[int]] = []
    for start, end in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        if found and start - found[-1][1] < GAP_BLOCKS:
            found[-1][1] = end
        else:
            found.append([start, end])
    lines = []
    for start, end in found:
        parts = -(-(end - start) // LONGEST_BLOCKS)
        edges = [start + (end - start) * part // parts for part in range(parts + 1)]
        lines += [
            ReferenceLine(start_block=first, end_block=last)
            for first, last in pairwise(edges)
            if last - first >= SHORTEST_BLOCKS
        ]
    return tuple(lines)


def traced(
    line: ReferenceLine,
    me: NDArray[np.float32],
    reference: NDArray[np.float32],
    *,
    rate_hz: float,
    least_peak: float,
) -> TracedLine | None:
    """Look for a line in every lane of the M&E.

    Args:
        line: Which.
        me: float32 (lanes, samples): the M&E from 0.25 s before the line to 0.25 s after it.
        reference: The same of the reference; its loudest lane is the line.
        rate_hz: Samples per second.
        least_peak: From which significance on it is there.

    Returns:
        None where nothing can be told: the line is silent or too short.
    """
    loudest = reference[int(np.square(reference, dtype=np.float64).sum(axis=1).argmax())]
    traces = [(lane, trace_line(me[lane], loudest, rate_hz)) for lane in range(len(me))]
    told = [(lane, trace) for lane, trace in traces if trace is not None]
    if not told:
        # A lane without any sound holds no line, whatever its level.
        return None if not loudest.any() else _nothing(line, SOFTEST_DB)
    hits = sorted(
        ((lane, trace) for lane, trace in told if _is_line(trace, least_peak)), key=lambda hit: -abs(hit[1].gain)
    )
    limit_db = max(decibels(trace.least_gain) for _, trace in told)
    if not hits:
        return _nothing(line, limit_db, tuple(told))
    best = hits[0][1]
    return TracedLine(
        line=line,
        lanes=tuple(lane for lane, _ in hits),
        level_db=decibels(best.gain) + WEIGHTED_DB,
        significance=best.significance,
        limit_db=limit_db,
        traces=tuple(told),
    )


def _is_line(trace: LineTrace, least_peak: float) -> bool:
    least = least_peak if abs(trace.lag_seconds) <= AT_PLACE_SECONDS else least_peak + FAR_PEAK
    return trace.significance > least and decibels(trace.gain) > SOFTEST_DB


def _nothing(line: ReferenceLine, limit_db: float, traces: tuple[tuple[int, LineTrace], ...] = ()) -> TracedLine:
    return TracedLine(line=line, lanes=(), level_db=None, significance=0.0, limit_db=limit_db, traces=traces)


def decibels(gain: float) -> float:
    """Level of a linear gain of either polarity, -120 dB at least."""
    return 20.0 * float(np.log10(max(abs(gain), 1e-6)))


def in_blocks(lines: Sequence[ReferenceLine], count: int) -> NDArray[np.bool_]:
    """Blocks in lines, and 0.25 s beside them, where their room sounds: bool (count,)."""
    beside = round(SIDE_SECONDS * 100)
    marked = np.zeros(count, np.bool_)
    for line in lines:
        marked[max(0, line.start_block - beside) : line.end_block + beside] = True
    return marked
