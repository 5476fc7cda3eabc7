"""Sound that repeats: whether another offset explains the places as well, and which period of a loop is the right one.

The waveform confirms every period of a loop, so a peak proves nothing; a runner-up with nearly as many places, as clear
as the best ones, does. Measured: 0.92 and more of the best for films of nothing but a loop, 0.00 to 0.50 for ordinary
ones. In films of recordings an ambience or a piece of music comes again under other effects:

| heights of five places at the offset | at the other | as clear | answer |
|---|---|---|---|
| 217 189 198 224 222 | 176 195 208 235 228 | 5 of 5 | a loop: cannot tell |
| 207 123 50 34 66 | 25 34 24 8 10 | 0 of 5 | the ambience of one scene in two |

For the same reason a stretch that the onsets lost may be followed to another period: where it is heard better at the
offset of the stretch before or behind it, there it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, MIDDLE_SECONDS, Line
from validator.comparisons.dub.decision import LEAST_HEIGHT, LOOP_SHARE
from validator.comparisons.dub.offset_stretches import GAP_SECONDS
from validator.comparisons.dub.proposals import correlation_peaks, on_original_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.decision import DubDecision
    from validator.comparisons.dub.offset_stretches import DubPiece
    from validator.comparisons.dub.proposals import Onsets

_WINDOW_SECONDS: Final = 300.0
_PEAKS: Final = 4
_APART_SECONDS: Final = 0.05
_LEAST_OF_BEST: Final = 0.25
"""Lower peaks of the onsets are not looked at on the waveform: for loops the second was 0.67 of the first and more."""

AS_CLEAR: Final = 0.7
"""Of films of nothing but a loop 0.75 and more at all places but those at the ends."""

_OTHER_PERIOD_SECONDS: Final = 0.5
_PLACES_OF_PERIOD: Final = 6
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
            shares.append(_share(pair, slope, lag, best, tested))
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


def _share(pair: WaveformPair, slope: float, lag: float, best: float, tested: list[Anchor]) -> tuple[float, float]:
    """Share of places that agree with another lag as clearly as with the best, and that lag as they measure it.

    A place that this lag moves out of the original says nothing: of a loop of 3 s, 24 s long, one in eight.
    """
    half = LONG_SECONDS / 2 * pair.rate
    inside = [anchor for anchor in tested if half <= anchor.at + lag <= pair.original.sample_count - half]
    tested = inside if 2 * len(inside) > len(tested) else tested
    there, here = (_heard(pair, slope, one, tested, seconds=LONG_SECONDS) for one in (lag, best))
    least = [max(LEAST_HEIGHT, AS_CLEAR * anchor.height) for anchor in here]
    found = [anchor.lag for anchor, height in zip(there, least, strict=True) if anchor.height >= height]
    lags = np.array([value for value in found if value is not None])
    if lags.size == 0:
        return 0.0, lag
    middle = float(np.median(lags))
    return int(np.count_nonzero(np.abs(lags - middle) <= GAP_SECONDS * pair.rate)) / len(tested), middle


def _heard(pair: WaveformPair, slope: float, lag: float, places: Sequence[Anchor], *, seconds: float) -> list[Anchor]:
    """The same places at a lag."""
    line = Line(slope=slope, lag=lag)
    return [pair.anchor(line, place.at, seconds=seconds, reach_seconds=_REACH_SECONDS) for place in places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch that was followed to another period of a loop.

    Attributes:
        first, last: Its first and last place, slope * dub sample.
        lag: Where it is heard better.
    """

    first: float
    last: float
    lag: float


def other_periods(pair: WaveformPair, slope: float, pieces: Sequence[DubPiece]) -> list[Period]:
    """The stretches that are heard better at the offset of the one before them, or else of the one behind them.

    Args:
        pair: The waveforms.
        slope: Of the dub, as measured.
        pieces: Stretches of one offset, in order.

    Raises:
        MediaError: A file cannot be read.
    """
    lags = [piece.lag for piece in pieces]
    for order in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for near, place in pairwise(order):
            if abs(lags[near] - lags[place]) < _OTHER_PERIOD_SECONDS * pair.rate:
                continue
            own, other = (_clearness(pair, slope, lag, pieces[place]) for lag in (lags[place], lags[near]))
            if other > own:
                lags[place] = lags[near]
    return [
        Period(first=piece.first, last=piece.last, lag=lag)
        for piece, lag in zip(pieces, lags, strict=True)
        if lag != piece.lag
    ]


def _clearness(pair: WaveformPair, slope: float, lag: float, piece: DubPiece) -> float:
    """Sum of the heights of some places of a stretch at a lag."""
    some = np.unique(np.linspace(0, len(piece.anchors) - 1, _PLACES_OF_PERIOD).astype(int)).tolist()
    places = [piece.anchors[number] for number in some]
    return sum(anchor.height for anchor in _heard(pair, slope, lag, places, seconds=MIDDLE_SECONDS))


def heard_there(
    pair: WaveformPair, slope: float, anchors: Sequence[Anchor], periods: Sequence[Period], *, seconds: float
) -> list[Anchor]:
    """The same anchors, those of stretches in other periods measured where they lie.

    Args:
        pair: The waveforms.
        slope: Of the dub, as measured.
        anchors: In order.
        periods: What `other_periods` gave.
        seconds: Length of an anchor.

    Raises:
        MediaError: A file cannot be read.
    """
    half = seconds / 2 * pair.rate
    found = []
    for anchor in anchors:
        lag = next((one.lag for one in periods if one.first - half <= anchor.at <= one.last + half), None)
        found.append(anchor if lag is None else _heard(pair, slope, lag, [anchor], seconds=seconds)[0])
    return found
