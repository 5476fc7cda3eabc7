"""Peaks and silence of the moving objects of a file, reduced while they come: no table is kept of them.

Only the largest true peak of each object is asked for, so that almost every output of the interpolators is spared: by a
bound on it, made of the magnitudes around it, which is below the largest peak so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from validator.audio.narrow_blocks import columns_of
from validator.scan.filters import true_peak_filters
from validator.scan.peaks_numpy import PeakLimits, row_true_peaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Samples = NDArray[np.floating[Any]]

_LARGEST_RATIO: Final = 2.3
"""No true peak is further above the samples around it: the coefficients of a phase add up to less
(`validator.scan.peaks_numpy`)."""

_SLACK: Final = 1e-5
"""Relative: what bounds and estimates in 32-bit floats may be off by (`validator.scan.peaks_numpy`)."""

_TINY: Final = 1e-30
"""Absolute: the same where products leave the range of 32-bit floats."""

_ROWS_AT_ONCE: Final = 512
"""Of 128 channels in 32-bit floats they stay in the processor's cache."""

_DENSE: Final = 1 / 16
"""Share of the outputs of a block that are in question, from which all are cheaper to work out in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPeak:
    """What is known of one channel. Full scale is 1.0.

    Attributes:
        sample_peak, true_peak: Largest magnitudes.
        first_sound_sample: None for digital silence.
    """

    sample_peak: float
    true_peak: float
    first_sound_sample: int | None


class ObjectPeaks:
    """Sees the blocks of a file in their order.

    Args:
        channels: Which channels to look at, from 0.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        self._channels = np.array(channels, np.intp)
        self._padding = int(true_peak_filters().phases.shape[1]) - 1
        self._before: Samples = np.zeros((self._padding, len(channels)), np.float32)
        self._sample = np.zeros(len(channels))
        self._true = np.zeros(len(channels))
        self._first: list[int | None] = [None] * len(channels)

    def watch(self, start: int, block: Samples) -> None:
        """Take a block (n, channels of the file) that begins at a sample of the file; an empty one is silence."""
        if not len(self._channels):
            return
        if not len(block):
            self._end_sound()
            return
        own = columns_of(block, self._channels)
        peaks = _magnitudes(own)
        if not np.isfinite(peaks).all():
            # As a scan reads them: what is no number is silence.
            own = np.where(np.isfinite(own), own, 0.0).astype(own.dtype)
            peaks = _magnitudes(own)
        for place in np.flatnonzero(peaks > 0).tolist():
            if self._first[place] is None:
                self._first[place] = start + int(own[:, place].nonzero()[0][0])
        self._take(own, peaks)

    def _end_sound(self) -> None:
        """Work out what the last samples make between them and the silence behind."""
        if self._before.any():
            self._take(np.zeros_like(self._before), np.zeros(len(self._channels)))

    def finish(self) -> tuple[ObjectPeak, ...]:
        """Return what was found, in the order of the channels; nothing comes behind."""
        self._end_sound()
        return tuple(
            ObjectPeak(
                sample_peak=float(self._sample[place]),
                true_peak=float(max(self._true[place], self._sample[place])),
                first_sound_sample=self._first[place],
            )
            for place in range(len(self._channels))
        )

    def _take(self, own: Samples, peaks: NDArray[np.float64]) -> None:
        """Raise the peaks of the channels by a block (n, channels) of them, whose sample peaks are given."""
        self._sample = np.maximum(self._sample, peaks)
        around = np.maximum(peaks, _magnitudes(self._before))
        live = np.flatnonzero((around > 0) & (_LARGEST_RATIO * around > self._limits()))
        if len(live):
            samples = np.concatenate([columns_of(self._before, live), columns_of(own, live)])
            self._raise(live, samples)
        tail = own if len(own) >= self._padding else np.concatenate([self._before, own])
        self._before = tail[len(tail) - self._padding :].copy()

    def _limits(self) -> NDArray[np.float64]:
        """Below these no true peak changes what is found."""
        return np.maximum(self._true, self._sample)

    def _raise(self, live: NDArray[np.intp], samples: Samples) -> None:
        """Raise the true peaks of some channels by samples (padding + n, channels)."""
        limits = self._limits()[live]
        in_question = outputs_in_question(samples, limits)
        counts = in_question.sum(axis=0)
        dense = counts > _DENSE * len(in_question)
        for place in np.flatnonzero(dense).tolist():
            known = PeakLimits(standard=float(limits[place]), fine=float(limits[place]))
            found = row_true_peaks(samples[:, place].astype(np.float64), np.zeros(1, np.int64), known)
            self._true[live[place]] = max(self._true[live[place]], *(float(one.values.max()) for one in found))
        in_question[:, dense] = False
        if counts[~dense].any():
            rows, columns = np.divmod(np.flatnonzero(in_question.ravel()), len(live))
            best = _largest_outputs(samples, rows, columns, limits)
            self._true[live] = np.maximum(self._true[live], best)


def _magnitudes(samples: Samples) -> NDArray[np.float64]:
    """The largest magnitude of each column."""
    found: NDArray[np.float64] = np.maximum(samples.max(axis=0), -samples.min(axis=0)).astype(np.float64)
    return found


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What no output of either interpolator is above.

    Where a and b are the magnitudes of the two samples that it lies between:

        higher x max(a, b) + pair x (a + b) + the sum over boxes of weight x (magnitudes within the box)

    Attributes:
        higher, pair: Weights of the two samples.
        boxes: Weights of the sums of the 4, 8, 12 and all samples around the output.
    """

    higher: float
    pair: float
    boxes: tuple[float, float, float, float]


@lru_cache(maxsize=1)
def _envelope() -> _Envelope:
    """Return the weights: a step of the boxes for each distance, as high as the highest coefficient from there on.

    distance      ... 7  6 5  4 3  2  1 | 1  2  3 4  5 6  7 ...
    coefficients  at most        .21  1 | 1  .21
    boxes                  [      4 samples       ]
                      [        8 samples             ]
    """
    magnitudes = np.abs(true_peak_filters().phases[:, ::-1])
    middle = magnitudes.shape[1] // 2
    of_two = magnitudes[:, middle - 1 : middle + 1]

    def beyond(distance: int) -> float:
        outer = magnitudes[:, : middle - distance], magnitudes[:, middle + distance :]
        return max(float(side.max(initial=0.0)) for side in outer)

    levels = [beyond(distance) for distance in (1, 2, 4, 6)]
    highest = float(of_two.max())
    lower = max(float(of_two.sum(axis=1).max()) - highest, levels[0])
    steps = [level - further for level, further in zip(levels, [*levels[1:], 0.0], strict=True)]
    return _Envelope(
        higher=max(highest - lower, 0.0), pair=lower - levels[0], boxes=(steps[0], steps[1], steps[2], steps[3])
    )


def outputs_in_question(samples: Samples, limits: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which outputs may be larger than what is known.

    Args:
        samples: (taps - 1 + n, c): input from the first that output 0 depends on.
        limits: (c,): what is known of each channel.

    Returns:
        bool (n, c): false for an output of which no phase exceeds the limit.
    """
    padding = true_peak_filters().phases.shape[1] - 1
    count = len(samples) - padding
    found = np.empty((count, samples.shape[1]), np.bool_)
    least = (limits * (1.0 - _SLACK) - _TINY).astype(np.float32)
    for start in range(0, count, _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, count)
        np.greater(_bounds(samples[start : end + padding]), least, out=found[start:end])
    return found


def _bounds(samples: Samples) -> NDArray[np.float32]:
    """Bounds (n, c) on the magnitudes of the outputs of samples (taps - 1 + n, c)."""
    weights = _envelope()
    taps = true_peak_filters().phases.shape[1]
    count, middle = len(samples) - taps + 1, taps // 2
    single = np.abs(samples, dtype=np.float32, casting="same_kind")
    two = single[:-1] + single[1:]
    four = two[:-2] + two[2:]
    eight = four[:-4] + four[4:]
    twelve = eight[:-4] + four[8:]
    every = twelve[:-12] + twelve[12:]
    left, right = single[middle - 1 :][:count], single[middle:][:count]
    found = np.maximum(left, right)
    found *= np.float32(weights.higher)
    found += np.float32(weights.pair) * two[middle - 1 :][:count]
    for weight, sums, width in zip(weights.boxes, (four, eight, twelve, every), (4, 8, 12, 24), strict=True):
        found += np.float32(weight) * sums[middle - width // 2 :][:count]
    return found


def _largest_outputs(
    samples: Samples, rows: NDArray[np.intp], columns: NDArray[np.intp], limits: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The largest of some outputs of each channel, where it exceeds the limit: exact; what does not may be too small.

    Shapes: samples (taps - 1 + n, c), limits (c,); rows and columns say which outputs.
    """
    phases = true_peak_filters().phases
    taps = phases.shape[1]
    best = limits.copy()
    turned = np.ascontiguousarray(phases[:, ::-1].T, np.float32)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        of_rows, of_columns = rows[first : first + _ROWS_AT_ONCE], columns[first : first + _ROWS_AT_ONCE]
        windows = samples[of_rows[:, None] + np.arange(taps), of_columns[:, None]]
        estimates = np.abs(windows.astype(np.float32) @ turned).max(axis=1).astype(np.float64)
        slack = _SLACK * np.abs(windows).max(axis=1).astype(np.float64) + _TINY
        least = best.copy()
        np.maximum.at(least, of_columns, estimates - slack)
        near = estimates + slack >= least[of_columns]
        np.maximum.at(best, of_columns[near], _strict(windows[near].astype(np.float64)))
    return best


def _strict(windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest magnitude over all phases of each window (m, taps), products added in the order every kernel has."""
    phases = true_peak_filters().phases
    taps = phases.shape[1]
    found = np.zeros((len(windows), len(phases)))
    for place in range(taps):
        found += phases[:, place] * windows[:, taps - 1 - place, None]
    largest: NDArray[np.float64] = np.abs(found).max(axis=1, initial=0.0)
    return largest
