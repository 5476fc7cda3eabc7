"""How much of a channel lies above a frequency: its power in bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from validator.comparisons.reading.channel_sums import read_lanes, single_channels
from validator.progress import still
from validator.results.measurements import LOW_BANDS_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.progress import Move

WINDOW_SECONDS: Final = 0.3
"""The window is the next power of two: 0.34 s at 48 kHz, so bins are 3 Hz wide."""

_CHUNK_SECONDS: Final = 10


def low_bands(
    programme: Programme, layout: Layout, labels: tuple[str, ...], progress: Move = still
) -> NDArray[np.float64]:
    """Mean square of channels in bands, over the whole programme.

    Hann windows overlap by three quarters, so the sum over all bands is exactly the mean square of the channel.

    Args:
        programme: What to measure.
        layout: Its channels.
        labels: Which of them.
        progress: Called with the samples read so far.

    Returns:
        float64 (len(labels), bands of `LOW_BANDS_HZ`).

    Raises:
        MediaError: The file cannot be read.
    """
    rate = programme.sample_rate_hz
    size = 1 << int(np.ceil(np.log2(WINDOW_SECONDS * rate)))
    hop, overlap = size // 4, size - size // 4
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size)).astype(np.float32)
    hops_per_chunk = max(1, _CHUNK_SECONDS * rate // hop)
    chunks = -(-(programme.sample_count + overlap) // (hops_per_chunk * hop))
    reader = read_lanes(
        programme,
        single_channels(layout, labels),
        start_sample=-overlap,
        counts=[overlap, *[hops_per_chunk * hop] * chunks],
        progress=progress,
    )
    power = np.zeros((len(labels), size // 2 + 1))
    before = next(reader)
    for fresh in reader:
        samples = np.concatenate([before, fresh], axis=1)
        spectra = fft.rfft(sliding_window_view(samples, size, axis=1)[:, ::hop] * window)
        power += np.square(np.abs(spectra)).sum(axis=1, dtype=np.float64)
        before = samples[:, -overlap:]
    power[:, 1:-1] *= 2.0
    hertz = np.arange(size // 2 + 1) * (rate / size)
    bands = np.searchsorted(LOW_BANDS_HZ, hertz, side="right") - 1
    summed = np.stack([np.bincount(bands, channel, len(LOW_BANDS_HZ)) for channel in power])
    # Four squared Hann windows on each sample add up to 1.5.
    return summed / (1.5 * size * max(1, programme.sample_count))
