"""True peaks: bounded first, then estimated in 32-bit floats, and worked out exactly where it matters."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.scan.compiled.compilation import FUSED, compiled
from validator.scan.compiled.samples import magnitude
from validator.scan.kernel_arguments import BOUND, HISTORY, OVERHANG, PEAK_CHUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.kernel_arguments import Interpolator

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

_TAPS_AT_ONCE: Final = 12

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
def _strict(x: Floats, h: Floats, taps: int) -> float:
    """One output, products added one by one in the order of the coefficients: rounded alike everywhere."""
    y = 0.0
    for k in range(taps):
        y += h[k] * x[taps - 1 - k]
    return abs(y)


@compiled
def _chunk_peak(
    x: Floats, count: int, best: tuple[float, int], limits: tuple[float, float, int], interpolator: Interpolator
) -> tuple[float, int]:
    """The better of `best` and the largest output of a chunk, each with its number, counted over all phases.

    Limits are the value below which none matters, what the estimates may be off by, and the number of the first output.
    """
    limit, slack, first = limits
    value, number = best
    oversampling, taps = interpolator.phases.shape
    singles, estimate = interpolator.singles, interpolator.estimate
    _to_singles(x, singles, count + taps - 1, 1.0 if slack < np.inf else 0.0)
    for phase in range(oversampling):
        for i in range(count):
            estimate[i] = np.float32(0.0)
        for k in range(0, taps, _TAPS_AT_ONCE):
            _add_taps(singles[taps - _TAPS_AT_ONCE - k :], interpolator.phases32[phase, k:], estimate, count)
        if magnitude(estimate, count) + slack < max(limit, value):
            continue
        for i in range(count):
            if abs(estimate[i]) + slack >= max(limit, value):
                y = _strict(x[i:], interpolator.phases[phase], taps)
                at = first + i * oversampling + phase
                if y > value or (y == value and at < number):
                    value = y
                    number = at
    return value, number


@compiled(inline="always")
def true_peak(
    x: Floats, span: tuple[int, int], best: tuple[float, int], limits: tuple[float, float], interpolator: Interpolator
) -> tuple[float, int]:
    """The better of `best` and the largest output of `span` (first sample, count); x begins with the row's history.

    Limits are the value below which none matters, and the row's sample peak.
    """
    start, count = span
    limit, sample_peak = limits
    oversampling, taps = interpolator.phases.shape
    x = x[HISTORY - taps + 1 :]
    if interpolator.levels[BOUND] * max(sample_peak, magnitude(x, taps - 1)) < limit:
        return best
    for i in range(0, count, PEAK_CHUNK):
        peak = magnitude(x[i:], PEAK_CHUNK + OVERHANG)
        if peak == 0.0 or interpolator.levels[BOUND] * peak < max(limit, best[0]):
            continue
        slack = _ESTIMATE_SLACK * peak if _LOWEST_ESTIMATED <= peak <= _HIGHEST_ESTIMATED else np.inf
        first = (start + i) * oversampling
        best = _chunk_peak(x[i:], min(PEAK_CHUNK, count - i), best, (limit, slack, first), interpolator)
    return best
