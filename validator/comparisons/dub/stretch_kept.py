"""Anchors of a dub whose speed was changed while its pitch was kept.

A time stretch leaves short stretches of the waveform as they are and puts them elsewhere, a few milliseconds off the
straight line, some here and some there. So short anchors are compared as they are, and the median of a stretch counts.
Measured with six stretchers: 62 to 97 % of the short anchors stand out, 6 % after resampling; medians up to 5 ms off.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, SHORT_SECONDS, Line
from validator.comparisons.dub.decision import LEAST_HEIGHT
from validator.comparisons.dub.offset_stretches import LEAST_MEMBERS, DubPiece
from validator.comparisons.dub.ratios import SPEED_RATIOS, SpeedRatio, same_family
from validator.comparisons.dub.survey import THREADS, grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.survey import Track

UNCERTAINTY_SECONDS: Final = 0.005
SHORT_HEIGHT: Final = 7.0
WANDER_SECONDS: Final = 0.04
"""Anchors of one stretch lie within that of their median."""

_REACH_SECONDS: Final = 0.06
_MOST_PLACES: Final = 120
_SPACING_SECONDS: Final = LONG_SECONDS / 2
_LEAST_OF_A_LINE: Final = 10
_NEAR_PPM: Final = 350.0


def kept_pieces(pair: WaveformPair, track: Track, length: float) -> tuple[list[Anchor], list[DubPiece]]:
    """The grid of short anchors, and the stretches that the track and they agree on.

    Every anchor of a stretch gets the median lag of the stretch: its own is the stretcher's.

    Args:
        pair: The waveforms.
        track: Where the onsets say that the dub lies.
        length: Of the dub, in samples of the original's clock.
    """
    tested: list[Anchor] = []
    pieces: list[DubPiece] = []
    for run in _runs(_anchors(pair, track, length), track, rate=pair.rate):
        lags = [anchor.lag for anchor in run if anchor.lag is not None and anchor.height > SHORT_HEIGHT]
        middle = float(np.median(lags)) if lags else 0.0
        levelled = [_levelled(anchor, middle, rate=pair.rate) for anchor in run]
        tested += levelled
        support = tuple(anchor for anchor in levelled if anchor.lag is not None)
        if len(support) >= LEAST_MEMBERS:
            pieces.append(DubPiece(anchors=support))
    return tested, pieces


def ratio_of_places(pair: WaveformPair, track: Track, length: float, proposed: SpeedRatio) -> SpeedRatio:
    """The ratio on whose slope the short anchors lie, of those that differ from a proposed one by pulls of 0.1 %.

    Onsets of half a minute do not tell 25/24 from 1001/960, which lie 24 ms apart at its end. The line through the
    places does where it is within 350 ppm of another ratio (measured over 24 s: wrong by 150 ppm as a rule, by 540 at
    worst). The proposed one stays where it is not, and where the track jumps.
    """
    anchors = _anchors(pair, track, length)
    heard = [(anchor.at, anchor.lag) for anchor in anchors if anchor.lag is not None and anchor.height > SHORT_HEIGHT]
    if len(heard) < _LEAST_OF_A_LINE or len(_runs(anchors, track, rate=pair.rate)) > 1:
        return proposed
    at, lags = (np.array(column, np.float64) for column in zip(*heard, strict=True))
    steeper = float(np.polyfit(at - at.mean(), lags, 1)[0])
    measured = float(proposed.value) * (1.0 + steeper)
    family = [
        ratio
        for ratio in SPEED_RATIOS
        if ratio.sample_rate == 0 and not ratio.is_unity and same_family(float(ratio.value), float(proposed.value))
    ]
    nearest = min(family, key=lambda ratio: abs(measured / float(ratio.value) - 1.0), default=proposed)
    return nearest if abs(measured / float(nearest.value) - 1.0) * 1e6 <= _NEAR_PPM else proposed


def _anchors(pair: WaveformPair, track: Track, length: float) -> list[Anchor]:
    """Short anchors from one end to the other."""
    window = SHORT_SECONDS * pair.rate
    places = grid(length, window=window, spacing=max(_SPACING_SECONDS * pair.rate, length / _MOST_PLACES))
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda at: _as_it_is(pair, track, at), places))


def _as_it_is(pair: WaveformPair, track: Track, at: float) -> Anchor:
    """A short anchor without resampling, around the same instant; its lag is told for the dub's own slope."""
    unscaled = pair.original.sample_rate_hz / pair.dub.sample_rate_hz
    middle = at / track.slope * unscaled
    lag = track.lag_at(track.slope, at)
    expected = at + (lag if lag is not None else 0.0)
    line = Line(slope=unscaled, lag=expected - middle)
    found = pair.anchor(line, middle, seconds=SHORT_SECONDS, reach_seconds=_REACH_SECONDS)
    return replace(found, at=at, lag=None if found.lag is None else found.lag + middle - at)


def _runs(anchors: Sequence[Anchor], track: Track, *, rate: int) -> list[list[Anchor]]:
    """Anchors in order, parted where the track jumps by more than a stretcher wanders."""
    runs: list[list[Anchor]] = []
    last: float | None = None
    for anchor in anchors:
        lag = track.lag_at(track.slope, anchor.at)
        if last is None or lag is None or abs(lag - last) > WANDER_SECONDS * rate:
            runs.append([])
        runs[-1].append(anchor)
        last = lag
    return runs


def _levelled(anchor: Anchor, middle: float, *, rate: int) -> Anchor:
    agrees = (
        anchor.lag is not None and anchor.height > SHORT_HEIGHT and abs(anchor.lag - middle) <= WANDER_SECONDS * rate
    )
    return replace(anchor, lag=middle if agrees else None, height=max(anchor.height, LEAST_HEIGHT) if agrees else 0.0)
