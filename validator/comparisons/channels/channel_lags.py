"""Channels of a dub that lie earlier or later than the rest of it: a mono file of another print in a set.

The map says where a dub lies as a whole; one channel of six may still be a frame off, and be known as what it is by
the steady part of its sound. So each channel is correlated with the same channel of the original, in windows of 0.7 s
at whose ends the map has both sides sound at once. Cross-spectra are added up and weighted by how coherent a bin is
over all windows, which leaves out lines and other bins that both do not have in common; a copy then gives one peak, at
the samples by which it is late:

    channel    L    R    C      LFE    Ls      Rs
    late by    0    0    none   0      2002    0        C: nothing but lines, of which nothing can be told

Source: generalised cross-correlation, C. H. Knapp and G. C. Carter, IEEE Trans. ASSP 24 (1976) 320-327: the phase
transform, weighted by coherence. Measured on films of this project's own, each dub with an equaliser and a limiter of
its own: a peak stands 50 to 128 times above the RMS of the correlation, and 4 to 70 times above any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

from validator.comparisons.channels.identity_model import LateChannel

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_SECONDS: Final = 32768 / 48000
LEAST_LATE_SECONDS: Final = 0.005
"""Less than this may be the phase of an equaliser or a decoder: this project's choice."""

MOST_LATE_SECONDS: Final = 0.25
"""Beyond it windows have too little sound in common."""

LEAST_WINDOWS: Final = 24
_HIGHEST_HZ: Final = 12000.0
_LEAST_HEIGHT: Final = 20.0
"""A peak counts that stands so many times above the RMS of the correlation: noise of as many lags reaches 4.5."""

_CLEAR: Final = 3.0
"""And so many times above any other that is more than 1 ms away, what lies at 0 among them."""

_BESIDE_SECONDS: Final = 0.001
_FLOOR: Final = 1e-3
"""Of a spectrum of a window; digital silence has none, dither one of 1e-4 or less."""


def _levelled(spectra: NDArray[np.complex64]) -> NDArray[np.complex64]:
    """A loud window tells no more than a soft one."""
    rms = np.sqrt(np.mean(np.square(np.abs(spectra)), axis=1, keepdims=True))
    return np.asarray(spectra / (rms + _FLOOR), dtype=np.complex64)


class ChannelLags:
    """Gathers windows, and tells how late each channel is.

    Args:
        channels: How many there are.
        rate: Samples per second.
    """

    def __init__(self, channels: int, rate: int) -> None:
        self._size = round(WINDOW_SECONDS * rate)
        self._rate = rate
        self._bins = min(self._size // 2, round(_HIGHEST_HZ * self._size / rate))
        self._cross = np.zeros((channels, self._bins), np.complex128)
        self._powers = np.zeros((2, channels, self._bins))
        self._count = 0
        turn = 2.0 * np.pi * np.arange(self._size) / self._size
        self._window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)

    def add(self, dub: NDArray[np.float32], original: NDArray[np.float32]) -> None:
        """Take a stretch of both sides that the map has sound at once, float32 (channels, samples)."""
        for start in range(0, dub.shape[1] - self._size + 1, self._size // 2):
            sides = [side[:, start : start + self._size] * self._window for side in (dub, original)]
            first, second = (fft.rfft(side, axis=1)[:, : self._bins] for side in sides)
            first, second = _levelled(first), _levelled(second)
            self._cross += first * second.conj()
            self._powers[0] += np.square(np.abs(first))
            self._powers[1] += np.square(np.abs(second))
            self._count += 1

    def late(self) -> tuple[LateChannel, ...]:
        """Channels that are early or late against the rest; none where no other is known to be in time."""
        if self._count < LEAST_WINDOWS:
            return ()
        lags = {channel: self._late(channel) for channel in range(len(self._cross))}
        seconds = {channel: late / self._rate for channel, late in lags.items() if late is not None}
        if not any(abs(late) <= _BESIDE_SECONDS for late in seconds.values()):
            return ()
        return tuple(
            LateChannel(channel=channel, late_seconds=round(late, 6))
            for channel, late in seconds.items()
            if abs(late) >= LEAST_LATE_SECONDS
        )

    def _late(self, channel: int) -> int | None:
        """Samples by which a channel is late; None where nothing tells."""
        cross = self._cross[channel]
        power = np.sqrt(self._powers[0, channel] * self._powers[1, channel])
        coherence = np.abs(cross) / np.maximum(power, 1e-12)
        by_chance = 1.0 / np.sqrt(self._count)
        weight = np.square(np.maximum(coherence - 2.0 * by_chance, 0.0))
        weighted = weight * cross / np.maximum(np.abs(cross), 1e-12)
        correlation = np.abs(fft.irfft(np.concatenate([weighted, [0.0]]), n=self._size))
        most, beside = round(MOST_LATE_SECONDS * self._rate), round(_BESIDE_SECONDS * self._rate)
        lags = np.arange(-most, most + 1)
        heights = correlation[lags]
        peak = int(heights.argmax())
        late = int(lags[peak])
        others = heights[np.abs(lags - late) > beside].max()
        rms = float(np.sqrt(np.mean(np.square(correlation))))
        return late if heights[peak] > max(_LEAST_HEIGHT * rms, _CLEAR * others) else None
