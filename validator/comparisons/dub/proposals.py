"""Which speed ratio and which offset a dub may have against its original, by onsets.

This stage proposes and decides nothing: one library effect or one cue that two films share makes as high a peak as the
truth does (measured on unrelated films: 60 times the noise).

Convention of all parts: a sample d of the dub holds what the original has at sample `ratio * d + lag`, in samples of
the original's clock. A ratio above 1 means that the dub runs faster; a dub that is late has a negative lag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

from validator.comparisons.dub.ratios import SPEED_RATIOS, SpeedRatio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.reduction import Reduction

FLOOR: Final = 1e-6
"""Of the largest energy of a band: what lies 60 dB below it makes no onset."""

ONSET_STEP: Final = 2
ONSET_LIMIT_DB: Final = 12.0
_MEAN_SECONDS: Final = 3.0

PIECE_SECONDS: Final = 120.0
"""Correlated at once: a ratio that is wrong by 0.1 % smears the peak over 0.12 s, and is told from the right one."""

PIECES: Final = 5
REACH_SECONDS: Final = 150.0
"""Offset that is looked for at either side of the expected place."""

LEAST_OVERLAP: Final = 0.3
PEAKS: Final = 3
_APART_SECONDS: Final = 0.05
_AGREE_SECONDS: Final = 0.5
_PEAK_LIMIT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Onsets:
    """How much louder each band is than 20 ms before, about its mean, unit deviation.

    Attributes:
        values: float32 (columns, frames).
        frame_seconds: Seconds from frame to frame.
    """

    values: NDArray[np.float32]
    frame_seconds: float

    @property
    def seconds(self) -> float:
        """Length."""
        return float(self.values.shape[1] * self.frame_seconds)


def onsets(reduction: Reduction) -> Onsets:
    """The onsets of a reduction, one column per lane and band."""
    energies = reduction.energies.reshape(-1, reduction.energies.shape[2])
    largest = energies.max(axis=1, keepdims=True, initial=0.0)
    level = 10.0 * np.log10(energies + FLOOR * largest + 1e-30)
    rise = np.zeros_like(level)
    rise[:, ONSET_STEP:] = np.clip(level[:, ONSET_STEP:] - level[:, :-ONSET_STEP], 0.0, ONSET_LIMIT_DB)
    width = min(round(_MEAN_SECONDS / reduction.frame_seconds), rise.shape[1])
    for place, row in enumerate(rise):
        padded = np.pad(row.astype(np.float64), (width // 2 + 1, width - 1 - width // 2), mode="edge")
        sums = np.cumsum(padded)
        level_row = row - ((sums[width:] - sums[:-width]) / width)[: len(row)]
        rise[place] = level_row / max(float(level_row.std()), 1e-6)
    return Onsets(values=rise.astype(np.float32), frame_seconds=reduction.frame_seconds)


def on_original_clock(
    dub: Onsets, ratio: float, frame_seconds: float, first: float, last: float
) -> NDArray[np.float32]:
    """A part of a dub's onsets on the original's clock, by linear interpolation.

    Args:
        dub: Onsets of the dub.
        ratio: Speed of the dub.
        frame_seconds: Frames of the original.
        first: Where the part begins, in seconds of the dub.
        last: Where it ends.

    Returns:
        float32 (columns, frames); its first frame lies at `ratio * first` seconds of the original's clock.
    """
    count = max(1, int((last - first) * ratio / frame_seconds))
    # Frame t is centred on (t + 1/2) frames, on both sides.
    seconds = first + (np.arange(count) + 0.5) * frame_seconds / ratio
    at = np.clip(seconds / dub.frame_seconds - 0.5, 0.0, dub.values.shape[1] - 1.0)
    left = np.minimum(at.astype(np.int64), max(0, dub.values.shape[1] - 2))
    share = (at - left).astype(np.float32)
    right = np.minimum(left + 1, dub.values.shape[1] - 1)
    between: NDArray[np.float32] = dub.values[:, left] * (1.0 - share) + dub.values[:, right] * share
    return between


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsetPeak:
    """A lag at which onsets agree.

    Attributes:
        lag_seconds: Of the original against `ratio` times the dub.
        prominence: Correlation over its own noise.
    """

    lag_seconds: float
    prominence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DubProposal:
    """A ratio with a lag that is worth a look at the waveform.

    Attributes:
        ratio: The speed.
        lag_seconds: The offset most of the pieces agree on.
        prominence: Sum over the pieces that agree.
    """

    ratio: SpeedRatio
    lag_seconds: float
    prominence: float


def correlation_peaks(
    wanted: NDArray[np.float32], heard: NDArray[np.float32], *, frame_seconds: float, peaks: int = PEAKS
) -> list[tuple[int, float]]:
    """Slide one set of onsets along another.

    Args:
        wanted: float32 (columns, n): what is looked for.
        heard: float32 (columns, m): where.
        frame_seconds: Of both.
        peaks: How many.

    Returns:
        Frame of `heard` at which `wanted` begins (negative where it begins before), and the peak over the noise;
        largest first, at least 50 ms from each other.
    """
    size = fft.next_fast_len(wanted.shape[1] + heard.shape[1], real=True)
    cross = np.zeros(size // 2 + 1, np.complex64)
    for looked_for, column in zip(wanted, heard, strict=True):
        cross += fft.rfft(column, size) * np.conj(fft.rfft(looked_for, size))
    correlation = fft.irfft(cross, size)
    lags = np.arange(-wanted.shape[1] + 1, heard.shape[1])
    values = correlation[lags]
    overlap = np.minimum(lags + wanted.shape[1], heard.shape[1]) - np.maximum(lags, 0)
    enough = overlap >= LEAST_OVERLAP * min(wanted.shape[1], heard.shape[1])
    values = np.where(enough, values / np.sqrt(np.maximum(overlap, 1)), 0.0)
    noise = 1.4826 * float(np.median(np.abs(values[enough]))) if enough.any() else 0.0
    if noise <= 0.0:
        return []
    apart = max(1, round(_APART_SECONDS / frame_seconds))
    found: list[tuple[int, float]] = []
    for _ in range(peaks):
        place = int(values.argmax())
        if values[place] <= 0.0:
            break
        found.append((int(lags[place]), float(values[place]) / noise))
        values[max(0, place - apart) : place + apart + 1] = 0.0
    return found


def _piece_starts(seconds: float) -> list[float]:
    """Starts of the pieces of a dub that are correlated; one piece where it is short."""
    if seconds <= 1.5 * PIECE_SECONDS:
        return [0.0]
    count = min(PIECES, max(2, int(seconds / PIECE_SECONDS)))
    return [float(start) for start in np.linspace(0.0, seconds - PIECE_SECONDS, count)]


def piece_peaks(dub: Onsets, original: Onsets, start: float, ratio: SpeedRatio) -> list[OnsetPeak]:
    """Lags at which one piece of the dub, begun at `start` seconds, is heard in the original at a speed."""
    speed = float(ratio.value)
    whole = dub.seconds <= 1.5 * PIECE_SECONDS
    last = dub.seconds if whole else min(dub.seconds, start + PIECE_SECONDS)
    wanted = on_original_clock(dub, speed, original.frame_seconds, start, last)
    frame = original.frame_seconds
    expected = round(start * speed / frame)
    reach = round(REACH_SECONDS / frame)
    low = max(0, expected - reach)
    high = min(original.values.shape[1], expected + wanted.shape[1] + reach)
    if high - low < min(wanted.shape[1], original.values.shape[1]) * LEAST_OVERLAP:
        return []
    # What the rounding of the expected frame leaves open belongs to the lag.
    odd = expected * frame - start * speed
    return [
        OnsetPeak(lag_seconds=(low + place - expected) * frame + odd, prominence=prominence)
        for place, prominence in correlation_peaks(wanted, original.values[:, low:high], frame_seconds=frame)
    ]


def proposals(dub: Onsets, original: Onsets, ratios: Sequence[SpeedRatio] = SPEED_RATIOS) -> list[DubProposal]:
    """Lags worth a look, best first: one for each of the ratios at which anything is heard."""
    found: list[DubProposal] = []
    starts = _piece_starts(dub.seconds)
    for ratio in ratios:
        heard = [piece_peaks(dub, original, start, ratio) for start in starts]
        best = _agreed(heard)
        if best is not None:
            found.append(DubProposal(ratio=ratio, lag_seconds=best.lag_seconds, prominence=best.prominence))
    return sorted(found, key=lambda proposal: -proposal.prominence)


def _agreed(heard: list[list[OnsetPeak]]) -> OnsetPeak | None:
    """The lag on which most pieces agree within half a second, by the sum of their peaks.

    A single piece may not outvote the others: its peak counts up to a limit only.
    """
    peaks = [peak for piece in heard for peak in piece]
    best: OnsetPeak | None = None
    for candidate in peaks:
        votes = 0.0
        for piece in heard:
            near = [
                peak.prominence for peak in piece if abs(peak.lag_seconds - candidate.lag_seconds) <= _AGREE_SECONDS
            ]
            votes += min(_PEAK_LIMIT, max(near, default=0.0)) if len(heard) > 1 else max(near, default=0.0)
        if best is None or votes > best.prominence:
            best = OnsetPeak(lag_seconds=candidate.lag_seconds, prominence=votes)
    return best
