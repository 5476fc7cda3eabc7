"""Whether another offset explains the places as well: sound that repeats cannot be placed.

The waveform confirms every period of a loop, so a peak proves nothing; a runner-up with nearly as many places does.
Measured: 0.92 and more of the best for films of nothing but a loop, 0.08 to 0.50 for seven ordinary ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, Line
from validator.comparisons.dub.decision import LEAST_HEIGHT, LOOP_SHARE
from validator.comparisons.dub.offset_stretches import GAP_SECONDS
from validator.comparisons.dub.proposals import correlation_peaks, on_original_clock

if TYPE_CHECKING:
    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.decision import DubDecision
    from validator.comparisons.dub.proposals import Onsets

_WINDOW_SECONDS: Final = 300.0
_PEAKS: Final = 4
_APART_SECONDS: Final = 0.05
_LEAST_OF_BEST: Final = 0.25
"""Lower peaks of the onsets are not looked at on the waveform: for loops the second was 0.67 of the first and more."""

_PLACES: Final = 12
_REACH_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    """The next best offset.

    Attributes:
        share: Places that agree with it, of those that agree with the best; None where none was worth a look.
        lags: The best and all that explain as much, in samples of the original; empty where the best stands alone.
    """

    share: float | None
    lags: tuple[float, ...]


def runner_up(pair: WaveformPair, dub: Onsets, original: Onsets, *, slope: float, decision: DubDecision) -> RunnerUp:
    """Look for other offsets of the longest stretch of one offset.

    Args:
        pair: The waveforms.
        dub: Its onsets.
        original: Those of the original.
        slope: Of the dub, as measured.
        decision: The places that agree.
    """
    places = _of_one_offset(decision.agreeing, rate=pair.rate)
    middle = places[len(places) // 2]
    half = _WINDOW_SECONDS / 2 * pair.rate
    near = [anchor for anchor in places if abs(anchor.at - middle.at) <= half]
    per_second = pair.rate
    first = max(0.0, (near[0].at - LONG_SECONDS / 2 * per_second) / slope / pair.dub.sample_rate_hz)
    last = min(dub.seconds, (near[-1].at + LONG_SECONDS / 2 * per_second) / slope / pair.dub.sample_rate_hz)
    frame = original.frame_seconds
    ratio = slope * pair.dub.sample_rate_hz / pair.original.sample_rate_hz
    wanted = on_original_clock(dub, ratio, frame, first, last)
    low = max(0, round((first * ratio - _WINDOW_SECONDS / 2) / frame))
    heard = original.values[:, low : low + wanted.shape[1] + round(_WINDOW_SECONDS / frame)]
    best = float(np.median([anchor.lag for anchor in near if anchor.lag is not None]))
    tested = [near[place] for place in np.unique(np.linspace(0, len(near) - 1, _PLACES).astype(int)).tolist()]
    shares: list[tuple[float, float]] = []
    peaks = correlation_peaks(wanted, heard, frame_seconds=frame, peaks=_PEAKS)
    for place, height in peaks:
        if height < _LEAST_OF_BEST * peaks[0][1]:
            continue
        lag = ((low + place) * frame - first * ratio) * pair.rate
        if abs(lag - best) >= _APART_SECONDS * pair.rate:
            shares.append(_share(pair, slope, lag, tested))
    if not shares:
        return RunnerUp(share=None, lags=())
    alike = tuple(lag for share, lag in shares if share >= LOOP_SHARE)
    return RunnerUp(share=max(share for share, _ in shares), lags=(best, *alike) if alike else ())


def _of_one_offset(agreeing: tuple[Anchor, ...], *, rate: int) -> list[Anchor]:
    """The places that have the most usual offset."""
    lags = np.array([anchor.lag for anchor in agreeing if anchor.lag is not None])
    near = np.abs(lags[:, None] - lags[None, :]) <= 2 * GAP_SECONDS * rate
    usual = near[near.sum(axis=1).argmax()]
    return [anchor for anchor, is_near in zip(agreeing, usual.tolist(), strict=True) if is_near]


def _share(pair: WaveformPair, slope: float, lag: float, tested: list[Anchor]) -> tuple[float, float]:
    """Share of places that agree with another lag, and that lag as they measure it.

    A place that this lag moves out of the original says nothing: of a loop of 3 s, 24 s long, one in eight.
    """
    line, half = Line(slope=slope, lag=lag), LONG_SECONDS / 2 * pair.rate
    inside = [anchor for anchor in tested if half <= anchor.at + lag <= pair.original.sample_count - half]
    tested = inside if 2 * len(inside) > len(tested) else tested
    heard = [pair.anchor(line, anchor.at, seconds=LONG_SECONDS, reach_seconds=_REACH_SECONDS) for anchor in tested]
    found = [anchor.lag for anchor in heard if anchor.height >= LEAST_HEIGHT]
    lags = np.array([value for value in found if value is not None])
    if lags.size == 0:
        return 0.0, lag
    middle = float(np.median(lags))
    return int(np.count_nonzero(np.abs(lags - middle) <= GAP_SECONDS * pair.rate)) / len(tested), middle
