"""Spectra of lanes, and their powers in windows of 0.4 s and half-octave bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOWS_PER_SECOND: Final = 5
_FRAMES_PER_WINDOW: Final = 20
_SIZE: Final = 1024
"""A window is 20 spectra of 64 ms, 20 ms apart: 0.44 s, and the next begins 0.2 s later."""

_LOWEST_HZ: Final = 177.0
_BANDS: Final = 10


def spectra(lanes: NDArray[np.float32], rate: float) -> NDArray[np.complex64]:
    """Spectra every 20 ms, complex64 (lanes, frames, bins)."""
    hop = round(rate / WINDOWS_PER_SECOND / 10)
    frames = sliding_window_view(np.pad(lanes, ((0, 0), (0, _SIZE))), _SIZE, axis=1)[:, ::hop]
    turn = 2.0 * np.pi * (np.arange(_SIZE) + 0.5) / _SIZE
    window = ((0.5 - 0.5 * np.cos(turn)) * np.sqrt(8.0 / 3.0) / _SIZE).astype(np.float32)
    return np.asarray(np.fft.rfft(frames * window), np.complex64)


def power_of(lanes: NDArray[np.complex64]) -> NDArray[np.float32]:
    """Power of both halves of the spectra, of the same shape."""
    return np.asarray(2.0 * (np.square(lanes.real) + np.square(lanes.imag)), np.float32)


def in_windows(values: NDArray[Any], rate: float) -> NDArray[Any]:
    """Means over the frames of a window, sums over bands: (windows, lanes, bands)."""
    edges = np.round(_LOWEST_HZ * 2.0 ** (np.arange(_BANDS + 1) / 2) * _SIZE / rate).astype(np.int64)
    edges = np.minimum(edges, values.shape[2] - 1)
    edges = edges[: int(np.searchsorted(edges, edges[-1])) + 1]
    banded = np.add.reduceat(values[:, :, : edges[-1]], edges[:-1], axis=2)
    sums = np.concatenate([np.zeros_like(banded[:, :1]), np.cumsum(banded, axis=1)], axis=1)
    starts = np.arange(0, max(1, banded.shape[1] - 9), 10)
    ends = np.minimum(starts + _FRAMES_PER_WINDOW, banded.shape[1])
    means = (sums[:, ends] - sums[:, starts]) / (ends - starts)[None, :, None]
    return np.moveaxis(means, 0, 1)
