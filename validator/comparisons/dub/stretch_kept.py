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
from validator.comparisons.dub.pieces import LEAST_MEMBERS, DubPiece
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


def kept_pieces(pair: WaveformPair, track: Track, length: float) -> tuple[list[Anchor], list[DubPiece]]:
    """The grid of short anchors, and the stretches that the track and they agree on.

    Every anchor of a stretch gets the median lag of the stretch: its own is the stretcher's.

    Args:
        pair: The waveforms.
        track: Where the onsets say that the dub lies.
        length: Of the dub, in samples of the original's clock.
    """
    window = SHORT_SECONDS * pair.rate
    places = grid(length, window=window, spacing=max(_SPACING_SECONDS * pair.rate, length / _MOST_PLACES))
    with ThreadPoolExecutor(THREADS) as pool:
        anchors = list(pool.map(lambda at: _as_it_is(pair, track, at), places))
    tested: list[Anchor] = []
    pieces: list[DubPiece] = []
    for run in _runs(anchors, track, rate=pair.rate):
        lags = [anchor.lag for anchor in run if anchor.lag is not None and anchor.height > SHORT_HEIGHT]
        middle = float(np.median(lags)) if lags else 0.0
        levelled = [_levelled(anchor, middle, rate=pair.rate) for anchor in run]
        tested += levelled
        support = tuple(anchor for anchor in levelled if anchor.lag is not None)
        if len(support) >= LEAST_MEMBERS:
            pieces.append(DubPiece(anchors=support))
    return tested, pieces


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
