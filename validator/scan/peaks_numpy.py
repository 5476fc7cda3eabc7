"""True peaks of rows in plain numpy: bounded first, then estimated, and worked out exactly where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from validator.scan.filters import GRID_STEP, true_peak_filters
from validator.scan.weighting_numpy import LARGEST_PRODUCT

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK_SAMPLES: Final = 32
_CHUNKS_AT_ONCE: Final = 4096

# Estimates are made of 32-bit floats, of samples scaled to a peak of 1.0: at most 26 roundings of 2**-24 on products
# whose magnitudes add up to no more than 2.3 make 4e-6.
_SLACK: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakLimits:
    """Below these no true peak matters.

    Attributes:
        standard: For the standard's table: the smaller of the floor, from which every row's true peak matters, and the
            channel's largest met so far.
        fine: The same for the finer filter.
    """

    standard: float
    fine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPeaks:
    """True peaks of rows by one filter.

    Attributes:
        values: float64 (rows,): exact where they reach the limit, or else too small or 0.
        samples: int64 (rows,): input sample nearest to each, numbered as the outputs are.
    """

    values: NDArray[np.float64]
    samples: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Input:
    """Samples on their way through both filters.

    Attributes:
        x: float64 (taps - 1 + outputs,).
        rows: First output of each row.
        peak: The largest magnitude of `x`.
        scaled: float32: `x` in units of the peak, and zeros up to a whole number of chunks and one more.
        chunk_peaks: float64 (chunks,): of what each chunk of outputs is made of, in units of the peak.
    """

    x: NDArray[np.float64]
    rows: NDArray[np.int64]
    peak: float
    scaled: NDArray[np.float32]
    chunk_peaks: NDArray[np.float64]

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return len(self.x) - _taps() + 1

    def of_outputs(self, of_rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """A value of each row at each of its outputs."""
        return np.repeat(of_rows, np.diff(self.rows, append=self.outputs))

    def smallest_of_chunks(self, of_rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each chunk the smallest of the values of the rows it lies in."""
        spread = np.full(len(self.chunk_peaks) * _CHUNK_SAMPLES, np.inf)
        spread[: self.outputs] = self.of_outputs(of_rows)
        smallest: NDArray[np.float64] = spread.reshape(-1, _CHUNK_SAMPLES).min(axis=1)
        return smallest


_Found = tuple["NDArray[np.float64]", "NDArray[np.int64]"]
"""Per row the largest value, 0 where none was worked out, and the number of its first output, as all phases of all
outputs are counted."""


def row_true_peaks(x: NDArray[np.float64], rows: NDArray[np.int64], limits: PeakLimits) -> tuple[RowPeaks, RowPeaks]:
    """Largest magnitudes of the interpolated signal, by the standard's table and by the finer filter.

    Args:
        x: float64 (taps - 1 + outputs,): input from the first that output 0 depends on.
        rows: First output of each row; the last row ends with the outputs.
        limits: What need not be worked out.
    """
    peak = float(np.abs(x).max())
    if peak == 0.0:
        silence = RowPeaks(values=np.zeros(len(rows)), samples=rows.copy())
        return silence, silence
    given = _input(x, rows, peak)
    return _placed(_standard_peaks(given, limits.standard), rows), _placed(_fine_peaks(given, limits.fine), rows)


def _placed(found: _Found, rows: NDArray[np.int64]) -> RowPeaks:
    values, numbers = found
    nearest = true_peak_filters().nearest
    samples = numbers // len(nearest) - nearest[numbers % len(nearest)]
    return RowPeaks(values=values, samples=np.where(values > 0.0, samples, rows))


def first_maxima(
    values: NDArray[np.float64], maxima: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each stretch, of known maximum, reaches it first; int64 (stretches,)."""
    reached = np.flatnonzero(values == np.repeat(maxima, np.diff(starts, append=len(values))))
    first: NDArray[np.int64] = reached[np.searchsorted(reached, starts)]
    return first


def _taps() -> int:
    return int(true_peak_filters().phases.shape[1])


def _input(x: NDArray[np.float64], rows: NDArray[np.int64], peak: float) -> _Input:
    chunks = -(-(len(x) - _taps() + 1) // _CHUNK_SAMPLES)
    scaled = np.zeros((chunks + 1) * _CHUNK_SAMPLES, np.float32)
    np.divide(x, peak, out=scaled[: len(x)], casting="same_kind")
    peaks = np.abs(scaled).reshape(-1, _CHUNK_SAMPLES).max(axis=1).astype(np.float64)
    return _Input(x=x, rows=rows, peak=peak, scaled=scaled, chunk_peaks=np.maximum(peaks[:-1], peaks[1:]))


def _standard_peaks(given: _Input, limit: float) -> _Found:
    """Largest values by the standard's table: bounds, then estimates of what they leave, then what comes near."""
    filters = true_peak_filters()
    of_standard = tuple(range(filters.standard_count))
    bounds = filters.standard.bound * (1.0 + _SLACK) * given.chunk_peaks
    least = limit / given.peak
    estimates = np.full((len(bounds), _CHUNK_SAMPLES), -np.inf, np.float32)
    if bounds.max() < least:
        return _nothing(given)
    # The chunk that promises most goes first: what it yields spares the others of a channel below the floor.
    _estimate(given.scaled, np.array([int(bounds.argmax())]), of_standard, estimates)
    highest = float(estimates.ravel()[: given.outputs].max()) - _SLACK
    left = bounds >= (least if highest * given.peak >= limit else max(least, highest))
    _estimate(given.scaled, np.flatnonzero(left & (bounds > 0.0)), of_standard, estimates)
    return _worked_out(given, estimates, np.full(len(given.rows), least), of_standard)


def _fine_peaks(given: _Input, limit: float) -> _Found:
    """Largest values by the finer filter, where they reach the limit.

    The grid of every fourth phase is estimated first. What it yields is a true peak already, so it raises the limit of
    its row; and no output exceeds its neighbours on the grid by more than `rest` times the largest sample.
    """
    filters = true_peak_filters()
    first, count = filters.standard_count, len(filters.phases)
    chunk_peaks = given.chunk_peaks
    least = np.full(len(given.rows), limit / given.peak)
    bounds = filters.fine.bound * (1.0 + _SLACK) * chunk_peaks
    promising = np.flatnonzero((bounds >= given.smallest_of_chunks(least)) & (bounds > 0.0))
    if not len(promising):
        return _nothing(given)
    grid = np.full((len(bounds), _CHUNK_SAMPLES), -np.inf, np.float32)
    _estimate(given.scaled, promising, tuple(range(first, count, GRID_STEP)), grid)
    # Behind the last output of a chunk the grid goes on with the sample in the middle of the next one.
    middle = given.scaled[_taps() // 2 :][_CHUNK_SAMPLES - 1 :: _CHUNK_SAMPLES][: len(bounds)]
    reach = np.maximum(grid.max(axis=1), np.abs(middle)) + filters.rests[1] * chunk_peaks + 2.0 * _SLACK
    heard = np.maximum.reduceat(grid.ravel()[: given.outputs], given.rows).astype(np.float64)
    least = np.maximum(least, heard - 2.0 * _SLACK)
    estimates = np.full((len(bounds), _CHUNK_SAMPLES), -np.inf, np.float32)
    promising = promising[reach[promising] >= given.smallest_of_chunks(least)[promising]]
    _estimate(given.scaled, promising, tuple(range(first, count)), estimates)
    return _worked_out(given, estimates, least, tuple(range(first, count)))


def _nothing(given: _Input) -> _Found:
    return np.zeros(len(given.rows)), np.zeros(len(given.rows), np.int64)


def _worked_out(
    given: _Input, estimates: NDArray[np.float32], least: NDArray[np.float64], phases: tuple[int, ...]
) -> _Found:
    """The largest value of each row and its number, worked out exactly where the estimates come near.

    Args:
        given: The input.
        estimates: float32 (chunks, samples): of the outputs, in units of the peak; -inf where they are ruled out.
        least: Per row the value below which none matters, in units of the peak.
        phases: Whose outputs are meant.
    """
    found, numbers = _nothing(given)
    outputs = estimates.ravel()[: given.outputs]
    highest = np.maximum.reduceat(outputs, given.rows).astype(np.float64)
    threshold = np.maximum(highest - 2.0 * _SLACK, least - _SLACK)
    near = np.flatnonzero(outputs >= given.of_outputs(threshold))
    if not len(near):
        return found, numbers
    values, at = _exact(given.x, near, phases)
    touched, starts = np.unique(np.searchsorted(given.rows, near, side="right") - 1, return_index=True)
    best = np.maximum.reduceat(values, starts)
    found[touched] = best
    numbers[touched] = at[first_maxima(values, best, starts)]
    return found, numbers


def _estimate(
    x: NDArray[np.float32], chunks: NDArray[np.int64], phases: tuple[int, ...], estimates: NDArray[np.float32]
) -> None:
    """Write the largest magnitude over some phases for every output of some chunks."""
    band = _band(phases)
    windows = sliding_window_view(x, len(band))[::_CHUNK_SAMPLES]
    together = min(len(chunks), max(1, LARGEST_PRODUCT // band.size))
    for first in range(0, len(chunks), _CHUNKS_AT_ONCE):
        some = chunks[first : first + _CHUNKS_AT_ONCE]
        filled = np.resize(some, (-(-len(some) // together), together))
        y = np.matmul(windows[filled], band).reshape(filled.size, -1, _CHUNK_SAMPLES)
        np.abs(y, out=y)
        estimates[some] = y.max(axis=1)[: len(some)]


@lru_cache(maxsize=3)
def _band(phases: tuple[int, ...]) -> NDArray[np.float32]:
    """The matrix that takes a window of input to the outputs of a chunk: all of one phase, then all of the next ..."""
    coefficients = true_peak_filters().phases[list(phases)]
    count, taps = coefficients.shape
    band = np.zeros((_CHUNK_SAMPLES + taps - 1, count, _CHUNK_SAMPLES), np.float32)
    for output in range(_CHUNK_SAMPLES):
        band[output : output + taps, :, output] = coefficients[:, ::-1].T
    return band.reshape(len(band), -1)


def _exact(
    x: NDArray[np.float64], outputs: NDArray[np.int64], phases: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The largest magnitude over some phases of some outputs, and the number of the first that has it.

    Products are added in the order of the coefficients, one at a time, so that every kernel on every machine rounds
    alike and finds the maximum at the same place.
    """
    filters = true_peak_filters()
    every, taps = filters.phases.shape
    best = np.full(len(outputs), -1.0)
    number = np.zeros(len(outputs), np.int64)
    for phase in phases:
        y = np.zeros(len(outputs))
        for k, coefficient in enumerate(filters.phases[phase].tolist()):
            if coefficient:
                y += coefficient * x[outputs + (taps - 1 - k)]
        np.abs(y, out=y)
        higher = y > best
        best[higher] = y[higher]
        number[higher] = outputs[higher] * every + phase
    return best, number
