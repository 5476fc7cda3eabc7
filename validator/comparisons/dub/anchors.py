"""Where two short stretches of a dub and its original agree, on the waveform.

The cross-spectrum is whitened, so that a soft bed counts as much as a loud bass (generalised cross-correlation with
phase transform: Knapp and Carter, IEEE Trans. ASSP 24 (1976) 320-327). Both stretches are tapered first: cut edges
correlate with each other at the border of the search, and in stationary sound that beats the true peak (measured: 7 of
18 looks at theme music were wrong without tapers, none with them).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

from validator.comparisons.reading.reading import Lane, lane_gains, read_piece

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

BAND_HZ: Final = (100.0, 8000.0)
BORDER_SECONDS: Final = 0.0005
"""A maximum this near the border of the search is refused."""

SILENT_DBFS: Final = -62.0
"""A stretch without a sample above it says nothing."""

LONG_SECONDS: Final = 131072 / 48000
MIDDLE_SECONDS: Final = 65536 / 48000
SHORT_SECONDS: Final = 12288 / 48000

CLEAR: Final = 12.0
"""At this height the first lane will do, and the others are not looked at."""

_TAPER: Final = 0.1
_ALL: Final = slice(None)
_AS_IT_IS: Final = 0.25
"""Samples by which a slope may move the end of a stretch that is read as it is."""

_SILENT: Final = 10.0 ** (SILENT_DBFS / 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How samples of the dub lie on the original's clock: original sample = slope * dub sample + lag."""

    slope: float
    lag: float

    def original_at(self, dub_sample: float) -> float:
        """The sample of the original for a sample of the dub."""
        return self.slope * dub_sample + self.lag


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What one stretch says.

    Attributes:
        at: Middle of the stretch, in samples of the original's clock: slope * dub sample.
        lag: Samples of the original against `at`; None where either side is silent or no peak is inside the search.
        height: Peak over the noise of the correlation; 0 where there is no lag.
        inverted: Whether the peak is negative: one side has the opposite polarity.
        sounding: Whether both sides sound.
    """

    at: float
    lag: float | None
    height: float
    inverted: bool
    sounding: bool


class WaveformPair:
    """A dub and its original, read in stretches.

    Args:
        dub, original: What is read.
        gains: float64 (lanes, channels) of either side, the most telling lane first; None for all `Lane`s of both.
    """

    def __init__(
        self,
        dub: ReadableProgramme,
        original: ReadableProgramme,
        gains: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ) -> None:
        self.dub, self.original = dub, original
        self._gains = gains if gains is not None else _shared_gains(dub, original)
        self.rate = original.sample_rate_hz

    def dub_piece(self, line: Line, at: float, count: int, lanes: slice = _ALL) -> NDArray[np.float32]:
        """Stretch of the dub on the original's clock, its first sample at `at` = slope * dub sample.

        Read as it is where the slope would move the end by less than a quarter of a sample, else interpolated.
        """
        gains, first = self._gains[0][lanes], at / line.slope
        if abs(line.slope - 1.0) * count < _AS_IT_IS:
            return read_piece(self.dub, gains, start_sample=round(first), sample_count=count)
        positions = first + np.arange(count) / line.slope
        start = int(np.floor(positions[0])) - 1
        needed = int(np.floor(positions[-1])) - start + 3
        heard = read_piece(self.dub, gains, start_sample=start, sample_count=needed)
        return interpolated(heard, positions - start)

    def original_piece(self, start: int, count: int, lanes: slice = _ALL) -> NDArray[np.float32]:
        """Stretch of the original."""
        return read_piece(self.original, self._gains[1][lanes], start_sample=start, sample_count=count)

    def anchor(self, line: Line, at: float, *, seconds: float, reach_seconds: float) -> Anchor:
        """Compare one stretch.

        Args:
            line: Where it is expected.
            at: Middle of the stretch, slope * dub sample.
            seconds: Its length.
            reach_seconds: How far either side of the expected place is looked.

        Raises:
            MediaError: A file cannot be read.
        """
        count, reach = round(seconds * self.rate), round(reach_seconds * self.rate)
        # Where the dub is read as it is, it begins on a whole sample: what was rounded belongs to the answer.
        begin = at - count / 2
        if abs(line.slope - 1.0) * count < _AS_IT_IS:
            begin = round(begin / line.slope) * line.slope
        expected = round(begin + line.lag)
        best: tuple[float, float] | None = None
        sounds = False
        # The first lane alone settles most places; the others are read only where it does not.
        for lanes in (slice(0, 1), slice(1, len(self._gains[0]))):
            wanted = self.dub_piece(line, begin, count, lanes)
            heard = self.original_piece(expected - reach, count + 2 * reach, lanes)
            sounding = (np.abs(wanted).max(axis=1) > _SILENT) & (np.abs(heard).max(axis=1) > _SILENT)
            sounds = sounds or bool(sounding.any())
            for lane in np.flatnonzero(sounding).tolist():
                found = _peak(wanted[lane], heard[lane], rate=self.rate)
                if found is not None and (best is None or abs(found[1]) > abs(best[1])):
                    best = found
            if best is not None and abs(best[1]) >= CLEAR:
                break
        if best is None:
            return Anchor(at=at, lag=None, height=0.0, inverted=False, sounding=sounds)
        return Anchor(
            at=at,
            lag=expected - reach + best[0] - begin,
            height=abs(best[1]),
            inverted=best[1] < 0.0,
            sounding=True,
        )


def _shared_gains(
    dub: ReadableProgramme, original: ReadableProgramme
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found = [(lane_gains(dub, lane), lane_gains(original, lane)) for lane in Lane]
    both = [(first, second) for first, second in found if first is not None and second is not None]
    return np.array([first for first, _ in both]), np.array([second for _, second in both])


def interpolated(heard: NDArray[np.float32], positions: NDArray[np.float64]) -> NDArray[np.float32]:
    """Values between samples by cubic Lagrange polynomials: enough for what is compared up to 8 kHz.

    Args:
        heard: float32 (lanes, samples).
        positions: float64 (n,): places, at least 1 and at most two before the end.

    Returns:
        float32 (lanes, n).
    """
    whole = positions.astype(np.int64)
    x = (positions - whole).astype(np.float32)
    taps = (
        -x * (x - 1) * (x - 2) / 6,
        (x + 1) * (x - 1) * (x - 2) / 2,
        -(x + 1) * x * (x - 2) / 2,
        (x + 1) * x * (x - 1) / 6,
    )
    result = np.zeros((len(heard), len(positions)), np.float32)
    for offset, tap in enumerate(taps):
        for lane in range(len(heard)):
            result[lane] += tap * heard[lane, whole + (offset - 1)]
    return result


@lru_cache(maxsize=8)
def tapered_ends(count: int, share: float) -> NDArray[np.float32]:
    """A window that is 1 but for raised cosines over a share of its length at both ends, float32 (count,)."""
    window = np.ones(count, np.float32)
    ramp = max(1, round(share * count))
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(ramp) + 0.5) / ramp)).astype(np.float32)
    window[:ramp] = rise
    window[count - ramp :] = rise[::-1]
    window.flags.writeable = False
    return window


@lru_cache(maxsize=8)
def _hann(count: int) -> NDArray[np.float32]:
    """A raised cosine over the whole length, float32 (count,)."""
    turn = 2.0 * np.pi * (np.arange(count) + 0.5) / count
    window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
    window.flags.writeable = False
    return window


def _peak(wanted: NDArray[np.float32], heard: NDArray[np.float32], *, rate: int) -> tuple[float, float] | None:
    """Where in the longer stretch the shorter one begins, and the signed peak over the noise; None at the border.

    The noise is the median of the magnitudes over 0.6745, the standard deviation where most values are Gaussian.
    """
    count, lags = len(wanted), len(heard) - len(wanted) + 1
    size = fft.next_fast_len(len(heard), real=True)
    low, high = (round(hertz * size / rate) for hertz in BAND_HZ)
    cross = fft.rfft(heard * tapered_ends(len(heard), _TAPER), size)
    band = cross[low:high]
    band *= np.conj(fft.rfft(wanted * _hann(count), size)[low:high])
    cross[:low] = 0.0
    cross[high:] = 0.0
    magnitude = np.abs(band)
    largest = float(magnitude.max(initial=0.0))
    if largest <= 0.0:
        return None
    band /= np.maximum(magnitude, np.float32(1e-9 * largest))
    correlation = fft.irfft(cross, size)[:lags]
    noise = float(np.median(np.abs(correlation))) / 0.6745
    place = int(np.abs(correlation).argmax())
    border = max(1, round(BORDER_SECONDS * rate))
    if noise <= 0.0 or place < border or place >= lags - border:
        return None
    before, top, after = (float(value) for value in correlation[place - 1 : place + 2])
    bend = before - 2.0 * top + after
    between = 0.5 * (before - after) / bend if bend else 0.0
    return place + float(np.clip(between, -0.5, 0.5)), top / noise
