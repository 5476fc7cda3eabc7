"""How channels move together, band by band: products of their spectra at some places of each granule.

One number for a pair of channels says little: left and right of most music are nearly uncorrelated as a whole, and yet
clearly in phase in some band. A few spectra of a programme tell it, so a scan takes 2 to 24 of each 10 s, more of a
short programme than of a long one, spread evenly. Each is of 43 ms, with a Hann window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.decode import stretch
from validator.scan.grid import BANDS_HZ, granule_samples, granules_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.kernel import ScanSetup

SPECTRA_WANTED: Final = 240
FEWEST_SPECTRA, MOST_SPECTRA = 2, 24
"""Spectra of a programme, and of one granule. Project's choice: 240 spectra hold 1,200 values of the narrowest band, so
that chance makes no correlation above 0.1 of what has none."""

_WINDOW_SECONDS: Final = 2048 / 48_000


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
    # Real and imaginary parts lie side by side.
    edges = [slice(*(2 * np.ceil(np.array(band) * size / rate).astype(int)).tolist()) for band in BANDS_HZ]
    each = SPECTRA_WANTED // granules_of(header.sample_count, rate)
    count = min(max(each, FEWEST_SPECTRA), MOST_SPECTRA)
    found = np.zeros((granules_of(segment.sample_count, rate), len(BANDS_HZ), channels, channels))
    for granule, first in enumerate(range(0, segment.sample_count, length)):
        samples = min(length, segment.sample_count - first)
        if samples < size:
            continue
        starts = np.linspace(first, first + samples - size, count).astype(int).tolist()
        sound = _sound(segment, setup, starts, size)
        sound *= window
        spectra = np.fft.rfft(sound)
        parts = spectra.view(spectra.real.dtype)
        for band, span in enumerate(edges):
            inside = parts[:, :, span].reshape(channels, -1)
            found[granule, band] = np.einsum("ck,dk->cd", inside, inside)
        # Twice for the negative frequencies; a Hann window keeps 3/8 of the power.
        found[granule] *= 2.0 / (0.375 * count * size * size)
    return found


def _sound(segment: Segment, setup: ScanSetup, starts: Sequence[int], size: int) -> NDArray[np.float32]:
    """Windows of a segment, float32 (c, windows, size); 0.0 for no number."""
    sound = np.empty((setup.header.channel_count, len(starts), size), np.float32)
    for number, plane in enumerate(segment.planes):
        own = [channel for channel, place in enumerate(setup.channel_map) if place[0] == number]
        columns = [setup.channel_map[channel][1] for channel in own]
        for window, start in enumerate(starts):
            sound[own, window] = stretch(plane, segment.preroll_samples + start, size).T[columns]
    if any(plane.sample_format.is_float for plane in segment.planes):
        usable = np.abs(sound) < _LOUDEST
        if not usable.all():
            sound[~usable] = 0.0
    return sound


_LOUDEST: Final = 1e6
"""Above this a float is a mistake, and its square would hide everything else."""
