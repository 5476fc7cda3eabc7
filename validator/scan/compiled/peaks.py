"""True peaks: bounded first, then estimated in 32-bit floats, and worked out exactly where it matters.

Both filters are read, the standard's table and the finer one, and each output of either is spared where it cannot
matter. What spares an output is a bound that always holds, so that the result is the same as if all were worked out:

    for a row, and a chunk of it    largest sample x sum of the coefficients' magnitudes    < what is known already
    for a chunk, finer filter       largest output on a grid + rest x largest sample        < what is known already
    for an output                   32-bit estimate + what it may be off by                 < what is known already

Known already is the largest true peak of the row so far and, below the floor of the table, that of the whole channel.
The chunk with the largest sample goes first: what it yields spares most of the others.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.scan.compiled.compilation import FUSED, compiled
from validator.scan.compiled.samples import magnitude
from validator.scan.filters import COARSE_STEP, GRID_STEP
from validator.scan.kernel_arguments import (
    COARSE_REST,
    GRID_REST,
    HISTORY,
    OVERHANG,
    PEAK_CHUNK,
    STANDARD_BOUND,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.kernel_arguments import Interpolator

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Best = tuple[float, int]

_TAPS_AT_ONCE: Final = 12
_PART: Final = 32
"""Outputs of the finer filter that are estimated together, where the grid does not spare them."""

_STANDARD_PHASES: Final = 4
_STANDARD_FIRST_TAP: Final = 6
"""Shape of the matrix of `filters.true_peak_filters`: the standard's table lies in the middle of its first rows."""

# A 32-bit estimate of a true peak is off by at most 26 roundings of 2**-24 on products whose magnitudes add up to no
# more than 2.3 times the sample peak: 4e-6 of it. Near the ends of the range of 32-bit floats there is no such bound,
# and no estimate is made.
_ESTIMATE_SLACK: Final = 1e-5
_LOWEST_ESTIMATED: Final = 1e-30
_HIGHEST_ESTIMATED: Final = 1e30


@compiled
def _to_singles(x: Floats, singles: Singles, count: int, scale: float) -> None:
    for i in range(count):
        singles[i] = np.float32(scale * x[i])


@compiled(fastmath=FUSED)
def _add_taps(x: Singles, h: Singles, y: Singles, count: int) -> None:
    h0, h1, h2, h3, h4, h5 = h[0], h[1], h[2], h[3], h[4], h[5]
    h6, h7, h8, h9, h10, h11 = h[6], h[7], h[8], h[9], h[10], h[11]
    for i in range(count):
        y[i] += (
            (h0 * x[i + 11] + h1 * x[i + 10] + h2 * x[i + 9] + h3 * x[i + 8])
            + (h4 * x[i + 7] + h5 * x[i + 6] + h6 * x[i + 5] + h7 * x[i + 4])
            + (h8 * x[i + 3] + h9 * x[i + 2] + h10 * x[i + 1] + h11 * x[i])
        )


@compiled
def _estimate(singles: Singles, phase: int, count: int, interpolator: Interpolator) -> None:
    """Estimates of the first outputs of a phase, of input that begins with what the first of them depends on."""
    taps = interpolator.phases.shape[1]
    first = _STANDARD_FIRST_TAP if phase < _STANDARD_PHASES else 0
    for i in range(count):
        interpolator.estimate[i] = np.float32(0.0)
    for k in range(first, taps - first, _TAPS_AT_ONCE):
        _add_taps(singles[taps - _TAPS_AT_ONCE - k :], interpolator.phases32[phase, k:], interpolator.estimate, count)


@compiled
def _keep_larger(x: Singles, y: Singles, count: int) -> None:
    """Let y hold the larger magnitude of the two."""
    for i in range(count):
        y[i] = max(abs(x[i]), y[i])


@compiled
def _larger_of_neighbours(x: Singles, y: Singles, count: int) -> None:
    for i in range(count):
        y[i] = max(abs(x[i]), abs(x[i + 1]))


@compiled
def _strict(x: Floats, h: Floats, taps: int) -> float:
    """One output, products added one by one in the order of the coefficients: rounded alike everywhere."""
    y = 0.0
    for k in range(taps):
        y += h[k] * x[taps - 1 - k]
    return abs(y)


@compiled(inline="always")
def _better(
    x: Floats,
    place: tuple[int, int, int],
    phase: int,
    best: Best,
    limits: tuple[float, float],
    interpolator: Interpolator,
) -> Best:
    """The better of `best` and the outputs of one phase, worked out where their estimates come near.

    Place is where x begins, how many outputs, and the number of the first, as all phases of all outputs are counted.
    Limits are the value below which none matters, and what the estimates may be off by.
    """
    start, count, first = place
    limit, slack = limits
    value, number = best
    _estimate(interpolator.singles[start:], phase, count, interpolator)
    estimate = interpolator.estimate
    if magnitude(estimate, count) + slack < max(limit, value):
        return best
    phases, taps = interpolator.phases.shape
    for i in range(count):
        if abs(estimate[i]) + slack >= max(limit, value):
            y = _strict(x[start + i :], interpolator.phases[phase], taps)
            at = first + i * phases + phase
            if y > value or (y == value and at < number):
                value = y
                number = at
    return value, number


@compiled(inline="always")
def _spared_by_grid(count: int, peak: float, least: float, slack: float, interpolator: Interpolator) -> bool:
    """Fill the grid of a chunk, the coarse half of it first; true where it shows that no output reaches `least`."""
    taps = interpolator.phases.shape[1]
    grid = interpolator.grid
    # Phase 0 is the sample in the middle, and the grid goes on to that of the next output.
    _larger_of_neighbours(interpolator.singles[taps // 2 - 1 :], grid, count)
    for turn in range(3):
        phase = _STANDARD_PHASES + (COARSE_STEP if turn == 0 else GRID_STEP * (2 * turn - 1))
        _estimate(interpolator.singles, phase, count, interpolator)
        _keep_larger(interpolator.estimate, grid, count)
        if turn != 1:
            rest = interpolator.levels[COARSE_REST if turn == 0 else GRID_REST]
            if magnitude(grid, count) + slack + rest * peak < least:
                return True
    return False


@compiled
def _chunk(
    x: Floats,
    place: tuple[int, int, float],
    known: tuple[Best, Best],
    limits: tuple[float, float],
    interpolator: Interpolator,
) -> tuple[Best, Best]:
    """The better of what is known, by each filter, and the outputs of a chunk that no bound spares.

    Place is the first output, how many, and the largest sample they are made of.
    """
    first, count, peak = place
    standard, finer = known
    phases, taps = interpolator.phases.shape
    estimated = _LOWEST_ESTIMATED <= peak <= _HIGHEST_ESTIMATED
    slack = _ESTIMATE_SLACK * peak if estimated else np.inf
    _to_singles(x, interpolator.singles, count + taps - 1, 1.0 if estimated else 0.0)
    for fine in range(2):
        best, limit = (finer, limits[1]) if fine else (standard, limits[0])
        if interpolator.levels[STANDARD_BOUND + fine] * peak < max(limit, best[0]):
            continue
        if fine and _spared_by_grid(count, peak, max(limit, best[0]), slack, interpolator):
            continue
        part = _PART if fine else count
        for i in range(0, count, part):
            some = min(part, count - i)
            near = magnitude(interpolator.grid[i:], some) + slack + interpolator.levels[GRID_REST] * peak
            if fine and near < max(limit, best[0]):
                continue
            for phase in range(_STANDARD_PHASES if fine else 0, phases if fine else _STANDARD_PHASES):
                at = (i, some, (first + i) * phases)
                best = _better(x, at, phase, best, (limit, slack), interpolator)
        if fine:
            finer = best
        else:
            standard = best
    return standard, finer


@compiled
def true_peaks(
    x: Floats,
    span: tuple[int, int, float],
    known: tuple[Best, Best],
    limits: tuple[float, float],
    interpolator: Interpolator,
) -> tuple[Best, Best]:
    """The better of what is known of a row, by each filter, and the largest of its outputs.

    x begins with the row's history. Span is the first sample, the count, and the row's sample peak. Limits are the
    values below which none matters. What there are two of is of the standard's table and of the finer filter.
    """
    start, count, sample_peak = span
    taps = interpolator.phases.shape[1]
    x = x[HISTORY - taps + 1 :]
    bound = interpolator.levels[STANDARD_BOUND + 1]
    reach = bound * max(sample_peak, magnitude(x, taps - 1))
    if reach < min(limits):
        return known
    loudest, largest = 0, -1.0
    for i in range(0, count, PEAK_CHUNK):
        peak = magnitude(x[i:], PEAK_CHUNK + OVERHANG)
        if peak > largest:
            loudest, largest = i, peak
    for turn in range(-PEAK_CHUNK, count, PEAK_CHUNK):
        i = loudest if turn < 0 else turn
        if turn == loudest:
            continue
        peak = magnitude(x[i:], PEAK_CHUNK + OVERHANG)
        least = min(max(limits[0], known[0][0]), max(limits[1], known[1][0]))
        if peak > 0.0 and bound * peak >= least:
            known = _chunk(x[i:], (start + i, min(PEAK_CHUNK, count - i), peak), known, limits, interpolator)
    return known
