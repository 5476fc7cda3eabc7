"""Products of all channels of a 5.1 and its 2.0, per second and third-octave band: what a fold-down is solved from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from validator.comparisons.reading.reading import read_channels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.reading.reading import ReadableProgramme

MOST_SECONDS: Final = 600
LEAST_SECONDS: Final = 5
LOWEST_HZ: Final = 28.0
HIGHEST_HZ: Final = 7500.0
BANDS_PER_OCTAVE: Final = 3
WINDOW_SECONDS: Final = 4096 / 48000
_SILENT: Final = 1e-10
"""Mean square of a second of the 2.0 below which it is left out: -100 dBFS."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoldDownProducts:
    """Sums over the windows of a second of conj(X_i) X_j.

    Attributes:
        values: complex128 (seconds, bands, n + 2, n + 2): first the channels of the 5.1, then left and right.
        hertz: float64 (bands,): middles of the bands.
        middles: int64 (seconds,): middle of each second, in samples of the 5.1.
        layout: Of the 5.1; None where nothing says so.
    """

    values: NDArray[np.complex128]
    hertz: NDArray[np.float64]
    middles: NDArray[np.int64]
    layout: Layout | None

    @property
    def channels(self) -> int:
        """Channels of the 5.1."""
        return int(self.values.shape[2]) - 2


def fold_down_products(
    stereo: ReadableProgramme, surround: ReadableProgramme, *, offset_samples: int
) -> FoldDownProducts | None:
    """Read seconds spread over the programme, at most 600; None where fewer than five sound.

    Args:
        stereo: The 2.0.
        surround: The 5.1.
        offset_samples: How much later the 2.0 lies.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = surround.sample_rate_hz
    size = 1 << round(np.log2(WINDOW_SECONDS * rate))
    edges_hz = LOWEST_HZ * 2.0 ** (np.arange(round(np.log2(HIGHEST_HZ / LOWEST_HZ) * BANDS_PER_OCTAVE) + 1) / 3)
    edges = np.unique(np.round(edges_hz * size / rate).astype(np.int64))
    first = max(0, -offset_samples)
    whole = min(surround.sample_count, stereo.sample_count - offset_samples) - first
    count = min(MOST_SECONDS, whole // rate)
    found, middles = [], []
    for start in np.linspace(first, first + whole - rate, count).astype(np.int64).tolist() if count > 0 else ():
        two = read_channels(stereo, start_sample=start + offset_samples, sample_count=rate)
        if float(np.mean(np.square(two))) < _SILENT:
            continue
        many = read_channels(surround, start_sample=start, sample_count=rate)
        found.append(_products(np.concatenate([many, two]), size, edges))
        middles.append(start + rate // 2)
    if len(found) < LEAST_SECONDS:
        return None
    return FoldDownProducts(
        values=np.stack(found),
        hertz=np.sqrt(edges[:-1] * edges[1:]) * rate / size,
        middles=np.array(middles),
        layout=surround.layout,
    )


def _products(channels: NDArray[np.float32], size: int, edges: NDArray[np.int64]) -> NDArray[np.complex128]:
    """Of one second, complex128 (bands, channels, channels)."""
    turn = 2.0 * np.pi * np.arange(size) / size
    window = 0.5 - 0.5 * np.cos(turn)
    framed = sliding_window_view(channels.astype(np.float64), size, axis=1)[:, :: size // 2]
    spectra = fft.rfft(framed * window, axis=2)
    parts = [spectra[:, :, low:high].reshape(len(channels), -1) for low, high in pairwise(edges.tolist())]
    return np.stack([part.conj() @ part.T for part in parts])
