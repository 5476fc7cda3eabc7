"""How channels move together, band by band: products of their spectra at some places of each granule.

One number for a pair of channels says little: left and right of most music are nearly uncorrelated as a whole, and yet
clearly in phase in some band. A few spectra of a programme tell it, so a scan takes 4 to 32 of each 10 s, more of a
short programme than of a long one, spread evenly. Each is of 43 ms, with a Hann window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.decode import samples_at
from validator.scan.grid import granule_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.kernel import ScanSetup

BANDS_HZ: Final = ((40.0, 160.0), (160.0, 500.0), (500.0, 2000.0), (2000.0, 6000.0), (6000.0, 14000.0))
"""Project's choice, measured: of these bands one at least is clearly in phase in 35 of 37 released recordings."""

SPECTRA_WANTED: Final = 480
FEWEST_SPECTRA, MOST_SPECTRA = 4, 32
"""Spectra of a programme, and of one granule. Project's choice: 480 spectra hold 2,400 values of the narrowest band, so
that chance makes no correlation above 0.1 of what has none."""

_WINDOW_SECONDS: Final = 2048 / 48_000


def granules_of(sample_count: int, sample_rate_hz: int) -> int:
    """Granules of a programme, the last one perhaps in part."""
    return -(-sample_count // granule_samples(sample_rate_hz))


def granule_seconds(sample_count: int, sample_rate_hz: int) -> NDArray[np.float64]:
    """How long each granule of a programme lasts, float64 (granules,)."""
    length = granule_samples(sample_rate_hz)
    starts = np.arange(granules_of(sample_count, sample_rate_hz)) * length
    return np.asarray(np.minimum(length, sample_count - starts) / sample_rate_hz, np.float64)


def band_products(segment: Segment, setup: ScanSetup) -> NDArray[np.float64]:
    """Products of the channels of a segment in each band.

    Args:
        segment: The samples.
        setup: Of the scan.

    Returns:
        float64 (granules, bands, c, c): real part of the mean product of two channels, so that the diagonal holds the
        mean square of a channel in the band; 0.0 for a granule that is shorter than a window.
    """
    header = setup.header
    rate, channels = header.sample_rate_hz, header.channel_count
    length = granule_samples(rate)
    size = 1 << round(np.log2(_WINDOW_SECONDS * rate))
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    edges = [slice(*np.ceil(np.array(band) * size / rate).astype(int).tolist()) for band in BANDS_HZ]
    each = SPECTRA_WANTED // granules_of(header.sample_count, rate)
    count = min(max(each, FEWEST_SPECTRA), MOST_SPECTRA)
    found = np.zeros((granules_of(segment.sample_count, rate), len(BANDS_HZ), channels, channels))
    for granule, first in enumerate(range(0, segment.sample_count, length)):
        samples = min(length, segment.sample_count - first)
        if samples < size:
            continue
        starts = np.linspace(first, first + samples - size, count).astype(np.int64)
        sound = _sound(segment, setup, starts[:, np.newaxis] + np.arange(size)) * window
        spectra = np.fft.rfft(sound)
        for band, span in enumerate(edges):
            inside = np.ascontiguousarray(spectra[:, :, span])
            parts = inside.view(inside.real.dtype).astype(np.float64).transpose(1, 0, 2)
            found[granule, band] = np.einsum("cfk,dfk->cd", parts, parts)
        # Twice for the negative frequencies; a Hann window keeps 3/8 of the power.
        found[granule] *= 2.0 / (0.375 * count * size * size)
    return found


def _sound(segment: Segment, setup: ScanSetup, at: NDArray[np.int64]) -> NDArray[np.float32]:
    """Samples at some places of a segment, float32 (windows, c, samples); 0.0 for no number."""
    sound = np.empty((len(at), setup.header.channel_count, at.shape[1]), np.float32)
    places = np.array(setup.channel_map, np.int64)
    for plane in range(len(segment.planes)):
        own = np.flatnonzero(places[:, 0] == plane)
        found = samples_at(
            segment.planes[plane], places[own, 1][:, np.newaxis], segment.preroll_samples + at[:, np.newaxis, :]
        )
        usable = np.isfinite(found) & (np.abs(found) < _LOUDEST)
        sound[:, own] = found if usable.all() else np.where(usable, found, 0.0)
    return sound


_LOUDEST: Final = 1e6
"""Above this a float is a mistake, and its square would hide everything else."""
