"""Where the sound of the last delivery lies in the new one: windows are looked for, and their lags make pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

WINDOW_SECONDS: Final = 0.6
"""Long enough that two places of a programme are told apart, short enough to lie between two edits. Ours."""

STEP_SECONDS: Final = 5
MOST_ANCHORS: Final = 400
"""A window every five seconds; over a film farther apart."""

REACH_SECONDS: Final = 12
"""How far the sound may have moved: more than a leader of 10 s that was put before it, or cut. Project's choice."""

SAME_SOUND: Final = 0.999
"""Correlation from which on a window is the same sound: dither of 16 bits leaves more at -50 dBFS. Project's choice."""

SAME_GAIN: Final = 1.002
"""Gains of windows that differ by less than 0.02 dB are one. Project's choice."""

_QUIET: Final = 1e-4
"""A window softer than -80 dBFS RMS says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaggedPiece:
    """A stretch of the new mix in which the old one's sound lies at one lag.

    Attributes:
        start_sample, end_sample: First sample, and the sample after the last, of the new mix.
        lag_samples: By how many samples the sound comes later than in the old mix.
    """

    start_sample: int
    end_sample: int
    lag_samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    at_sample: int
    lag_samples: int
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Looks for windows of the old mix in the new one.

    Attributes:
        old, new: The two, of one sample rate and number of channels.
        threshold: Difference of two samples that is taken for dither.
    """

    old: ReadableProgramme
    new: ReadableProgramme
    threshold: float

    def pieces(self) -> tuple[list[LaggedPiece], float]:
        """Return the pieces in order of time, without the stretches between them, and the gain of all of it.

        Empty where the windows are not found, or have no gain in common: the sound is another.
        """
        found = list(self._anchors())
        if not found:
            return [], 1.0
        gain = float(np.median([anchor.gain for anchor in found]))
        agreeing = [anchor for anchor in found if 1 / SAME_GAIN < anchor.gain / gain < SAME_GAIN]
        if 2 * len(agreeing) <= len(found) or gain <= 0.0:
            return [], 1.0
        gain = self._gain(agreeing)
        return list(self._joined(agreeing, gain)), gain

    def _anchors(self) -> Iterator[_Anchor]:
        rate = self.old.sample_rate_hz
        window = min(round(WINDOW_SECONDS * rate), self.old.sample_count)
        step = max(STEP_SECONDS * rate, self.old.sample_count // MOST_ANCHORS)
        step = min(step, max(window, self.old.sample_count // 8))
        known: list[int] = []
        for at in range(0, self.old.sample_count - window + 1, step):
            ours = _mono(self._read(self.old, at, window))
            if float(np.sqrt(np.mean(ours * ours))) < _QUIET:
                continue
            for lag in known:
                match = self._at_lag(at, ours, lag)
                if match is not None:
                    break
            else:
                match = self._searched(at, ours)
            if match is not None:
                known = [match.lag_samples, *(lag for lag in known if lag != match.lag_samples)]
                yield match

    def _at_lag(self, at: int, ours: NDArray[np.float64], lag: int) -> _Anchor | None:
        start = at + lag
        if start < 0 or start + len(ours) > self.new.sample_count:
            return None
        theirs = _mono(self._read(self.new, start, len(ours)))
        return _match(at, ours, theirs, lag)

    def _searched(self, at: int, ours: NDArray[np.float64]) -> _Anchor | None:
        """Look for a window around its place: the largest normalised correlation, by the Fourier transform."""
        reach = REACH_SECONDS * self.old.sample_rate_hz
        start = max(0, at - reach)
        around = _mono(self._read(self.new, start, min(self.new.sample_count, at + reach + len(ours)) - start))
        if len(around) < len(ours):
            return None
        size = 1 << (len(around) + len(ours) - 1).bit_length()
        products = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(ours, size)), size)
        products = products[: len(around) - len(ours) + 1]
        squares = np.concatenate(([0.0], np.cumsum(around * around)))
        energies = squares[len(ours) :] - squares[: len(products)]
        floor = _QUIET * _QUIET * len(ours) / 16
        best = int(np.argmax(products / np.sqrt(np.maximum(energies, floor))))
        return _match(at, ours, around[best : best + len(ours)], start + best - at)

    def _gain(self, anchors: list[_Anchor]) -> float:
        """The gain over all channels of all windows, by least squares: exact to a part in a million and better."""
        window = min(round(WINDOW_SECONDS * self.old.sample_rate_hz), self.old.sample_count)
        shared = energy = 0.0
        for anchor in anchors:
            ours = self._read(self.old, anchor.at_sample, window)
            theirs = self._read(self.new, anchor.at_sample + anchor.lag_samples, window)
            shared += float(np.vdot(ours, theirs))
            energy += float(np.vdot(ours, ours))
        return shared / energy

    def _joined(self, anchors: list[_Anchor], gain: float) -> Iterator[LaggedPiece]:
        """Make pieces of anchors in a row that share a lag; each reaches as far as its samples agree."""
        runs: list[list[_Anchor]] = []
        for anchor in anchors:
            if runs and runs[-1][-1].lag_samples == anchor.lag_samples:
                runs[-1].append(anchor)
            else:
                runs.append([anchor])
        start = 0
        for index, run in enumerate(runs):
            lag = run[0].lag_samples
            if index + 1 == len(runs):
                yield LaggedPiece(start_sample=start, end_sample=self.new.sample_count, lag_samples=lag)
                return
            following = runs[index + 1][0]
            # From the last window that lies at this lag on to the first that lies at the next one.
            first, last = run[-1].at_sample + lag, following.at_sample + following.lag_samples
            if last <= first:
                continue
            end = first + self._agreeing(first, last, lag, gain)
            yield LaggedPiece(start_sample=start, end_sample=end, lag_samples=lag)
            start = max(end, last - self._agreeing(first, last, following.lag_samples, gain, backwards=True))

    def _agreeing(self, first: int, last: int, lag: int, gain: float, *, backwards: bool = False) -> int:
        """Count samples of a stretch of the new mix that agree at a lag, from its beginning or from its end on."""
        start = max(first, lag, 0)
        count = min(last, self.old.sample_count + lag) - start
        if count <= 0:
            return 0
        theirs = self._read(self.new, start, count)
        over: NDArray[np.bool_] = np.abs(theirs - gain * self._read(self.old, start - lag, count)) > self.threshold
        differ: NDArray[np.bool_] = np.any(over, axis=1)
        if backwards:
            if start + count < last:
                return 0
            differ = differ[::-1]
        elif start > first:
            return 0
        return int(np.argmax(differ)) if differ.any() else count

    @staticmethod
    def _read(programme: ReadableProgramme, start: int, count: int) -> NDArray[np.float64]:
        blocks = list(programme.blocks(block_samples=max(count, 1), start_sample=start, sample_count=count))
        return np.concatenate(blocks) if blocks else np.zeros((0, programme.channel_count))


def _mono(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """One row that no two channels cancel in: each has a weight of its own."""
    weights = 1.0 / np.sqrt(1.0 + np.arange(samples.shape[1]))
    row: NDArray[np.float64] = samples @ weights
    return row


def _match(at: int, ours: NDArray[np.float64], theirs: NDArray[np.float64], lag: int) -> _Anchor | None:
    shared, energy = float(ours @ theirs), float(ours @ ours)
    other = float(theirs @ theirs)
    if energy <= 0.0 or other <= 0.0 or shared / np.sqrt(energy * other) < SAME_SOUND:
        return None
    return _Anchor(at_sample=at, lag_samples=lag, gain=shared / energy)
