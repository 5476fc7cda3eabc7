"""True peaks of rows in plain numpy: bounded first, then estimated, and worked out exactly where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from validator.scan.weighting_numpy import LARGEST_PRODUCT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.filters import TruePeakFilter

_CHUNK_SAMPLES: Final = 32
_CHUNKS_AT_ONCE: Final = 4096

# Estimates are made of 32-bit floats, of samples scaled to a peak of 1.0: at most 26 roundings of 2**-24 on products
# whose magnitudes add up to no more than 2.3 make 4e-6.
_SLACK: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakLimits:
    """Below the smaller of the two no true peak matters.

    Attributes:
        floor: Every row's true peak matters from here on.
        running: The channel's largest true peak met so far.
    """

    floor: float
    running: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPeaks:
    """True peaks of rows.

    Attributes:
        values: float64 (rows,): exact where they reach the limit, or else too small or 0.
        samples: int64 (rows,): input sample nearest to each, numbered as the outputs are.
    """

    values: NDArray[np.float64]
    samples: NDArray[np.int64]


def row_true_peaks(
    x: NDArray[np.float64], rows: NDArray[np.int64], interpolator: TruePeakFilter, limits: PeakLimits
) -> RowPeaks:
    """Largest magnitudes of the interpolated signal.

    Args:
        x: float64 (taps - 1 + outputs,): input from the first that output 0 depends on.
        rows: First output of each row; the last row ends with the outputs.
        interpolator: The filter.
        limits: What need not be worked out.
    """
    found = RowPeaks(values=np.zeros(len(rows)), samples=rows.copy())
    peak = float(np.abs(x).max())
    if peak == 0.0:
        return found
    estimates, limit = _estimates(x, peak, interpolator, limits)
    if limit == np.inf:
        return found
    highest = np.maximum.reduceat(estimates, rows)
    threshold = np.maximum(highest - 2.0 * _SLACK, limit / peak - _SLACK)
    outputs = np.flatnonzero(estimates >= np.repeat(threshold, np.diff(rows, append=len(estimates))))
    if not len(outputs):
        return found
    values, nearest = _exact(x, outputs, interpolator)
    touched, first = np.unique(np.searchsorted(rows, outputs, side="right") - 1, return_index=True)
    best = np.maximum.reduceat(values, first)
    at = first_maxima(values, best, first)
    found.values[touched] = best
    found.samples[touched] = outputs[at] - nearest[at]
    return found


def first_maxima(
    values: NDArray[np.float64], maxima: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each stretch, of known maximum, reaches it first; int64 (stretches,)."""
    reached = np.flatnonzero(values == np.repeat(maxima, np.diff(starts, append=len(values))))
    first: NDArray[np.int64] = reached[np.searchsorted(reached, starts)]
    return first


def _estimates(
    x: NDArray[np.float64], peak: float, interpolator: TruePeakFilter, limits: PeakLimits
) -> tuple[NDArray[np.float32], float]:
    """Estimates of the outputs in units of `peak`, -inf where the bound rules them out, and the limit they left.

    The limit is infinite where every output is ruled out.
    """
    outputs = len(x) - interpolator.taps + 1
    chunks = -(-outputs // _CHUNK_SAMPLES)
    scaled = np.zeros((chunks + 1) * _CHUNK_SAMPLES, np.float32)
    np.divide(x, peak, out=scaled[: len(x)], casting="same_kind")
    chunk_peaks = np.abs(scaled).reshape(-1, _CHUNK_SAMPLES).max(axis=1).astype(np.float64)
    bounds = interpolator.bound * peak * (1.0 + _SLACK) * np.maximum(chunk_peaks[:-1], chunk_peaks[1:])
    estimates = np.full((chunks, _CHUNK_SAMPLES), -np.inf, np.float32)
    limit = min(limits.floor, limits.running)
    if bounds.max() >= limit:
        # The chunk that promises most goes first: what it yields spares the others.
        _estimate(scaled, bounds.argmax(keepdims=True), interpolator, estimates)
        highest = float(estimates.ravel()[:outputs].max())
        limit = min(limits.floor, max(limits.running, (highest - _SLACK) * peak))
        _estimate(scaled, np.flatnonzero((bounds >= limit) & (bounds > 0.0)), interpolator, estimates)
    else:
        limit = np.inf
    return estimates.ravel()[:outputs], limit


def _estimate(
    x: NDArray[np.float32], chunks: NDArray[np.int64], interpolator: TruePeakFilter, estimates: NDArray[np.float32]
) -> None:
    """Write the largest magnitude over the phases for every output of some chunks."""
    band = _band(interpolator)
    windows = sliding_window_view(x, len(band))[::_CHUNK_SAMPLES]
    together = min(len(chunks), max(1, LARGEST_PRODUCT // band.size))
    for first in range(0, len(chunks), _CHUNKS_AT_ONCE):
        some = chunks[first : first + _CHUNKS_AT_ONCE]
        filled = np.resize(some, (-(-len(some) // together), together))
        y = np.matmul(windows[filled], band).reshape(filled.size, -1, _CHUNK_SAMPLES)
        np.abs(y, out=y)
        estimates[some] = y.max(axis=1)[: len(some)]


@lru_cache(maxsize=2)
def _band(interpolator: TruePeakFilter) -> NDArray[np.float32]:
    """The matrix that takes a window of input to the outputs of a chunk: all of phase 0, then all of phase 1 ..."""
    oversampling, taps = interpolator.phases.shape
    band = np.zeros((_CHUNK_SAMPLES + taps - 1, oversampling, _CHUNK_SAMPLES), np.float32)
    for output in range(_CHUNK_SAMPLES):
        band[output : output + taps, :, output] = interpolator.phases[:, ::-1].T
    return band.reshape(len(band), -1)


def _exact(
    x: NDArray[np.float64], outputs: NDArray[np.int64], interpolator: TruePeakFilter
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The largest magnitude over the phases of some outputs, and the delay of that phase.

    Products are added in the order of the coefficients, one at a time, so that every kernel on every machine rounds
    alike and finds the maximum at the same place.
    """
    taps = interpolator.taps
    best = np.zeros(len(outputs))
    delay = np.full(len(outputs), interpolator.nearest[0])
    for phase, coefficients in enumerate(interpolator.phases):
        y = np.zeros(len(outputs))
        for k, coefficient in enumerate(coefficients):
            y += coefficient * x[outputs + (taps - 1 - k)]
        np.abs(y, out=y)
        higher = y > best
        best[higher] = y[higher]
        delay[higher] = interpolator.nearest[phase]
    return best, delay
