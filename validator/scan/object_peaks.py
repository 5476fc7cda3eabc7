"""Peaks and silence of the moving objects of a file, reduced while they come: no table is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validator.scan.filters import true_peak_filters
from validator.scan.peaks_numpy import PeakLimits, row_true_peaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LARGEST_RATIO = 2.3
"""No true peak is further above the samples around it: the coefficients of a phase add up to less
(`validator.scan.peaks_numpy`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPeak:
    """What is known of one channel. Full scale is 1.0.

    Attributes:
        sample_peak, true_peak: Largest magnitudes.
        first_sound_sample: None for digital silence.
        sounding_blocks: In how many of the blocks there was a sample that is not zero.
    """

    sample_peak: float
    true_peak: float
    first_sound_sample: int | None
    sounding_blocks: int


class ObjectPeaks:
    """Sees the blocks of a file in their order.

    A true peak is worked out only where it could be larger than the largest so far.

    Args:
        channels: Which channels to look at, from 0.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        self._channels = list(channels)
        self._padding = int(true_peak_filters().phases.shape[1]) - 1
        self._before = np.zeros((self._padding, len(self._channels)))
        self._sample = np.zeros(len(self._channels))
        self._true = np.zeros((2, len(self._channels)))
        self._first: list[int | None] = [None] * len(self._channels)
        self._sounding = np.zeros(len(self._channels), np.int64)

    def watch(self, start: int, block: NDArray[np.float64]) -> None:
        """Take a block (n, channels of the file) that begins at a sample of the file; an empty one is silence."""
        if not len(block):
            self._end_sound()
            return
        peaks = np.maximum(block.max(axis=0, initial=0.0), -block.min(axis=0, initial=0.0))[self._channels]
        tails = np.abs(self._before).max(axis=0, initial=0.0)
        self._sounding += peaks > 0
        for place in np.flatnonzero(np.maximum(peaks, tails) > 0).tolist():
            samples = block[:, self._channels[place]]
            if self._first[place] is None and peaks[place] > 0:
                self._first[place] = start + int(samples.nonzero()[0][0])
            self._sample[place] = max(self._sample[place], peaks[place])
            if _LARGEST_RATIO * max(peaks[place], tails[place]) > self._true[:, place].min():
                self._work_out(place, np.concatenate([self._before[:, place], samples]))
        tail = np.vstack([self._before, block[-self._padding :, self._channels]])
        self._before = tail[-self._padding :]

    def _end_sound(self) -> None:
        """Work out what the last samples make between them and the silence behind."""
        for place in np.flatnonzero(self._before.any(axis=0)).tolist():
            self._work_out(place, np.concatenate([self._before[:, place], np.zeros(self._padding)]))
        self._before[:] = 0.0

    def finish(self) -> tuple[ObjectPeak, ...]:
        """Return what was found, in the order of the channels; nothing comes behind."""
        self._end_sound()
        return tuple(
            ObjectPeak(
                sample_peak=float(self._sample[place]),
                true_peak=float(max(self._true[:, place].max(), self._sample[place])),
                first_sound_sample=self._first[place],
                sounding_blocks=int(self._sounding[place]),
            )
            for place in range(len(self._channels))
        )

    def _work_out(self, place: int, samples: NDArray[np.float64]) -> None:
        limits = PeakLimits(standard=float(self._true[0, place]), fine=float(self._true[1, place]))
        found = row_true_peaks(samples, np.zeros(1, np.int64), limits)
        for filter_place, peaks in enumerate(found):
            self._true[filter_place, place] = max(self._true[filter_place, place], float(peaks.values.max()))
