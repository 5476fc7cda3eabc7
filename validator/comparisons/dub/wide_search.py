"""Stretches that sound but lie on no piece are looked for on the waveform, wherever in the original they may still lie.

Onsets propose where a dub lies, and a stretch of a few seconds between two edits, or with few onsets in it, may get no
proposal. What lies between two pieces of the dub lies between them in the original too, so the search has ends. Only a
map that stands already is searched: what is found draws it further, and raises no confidence.

A worked example. Two seconds were put in at 20 s and two pictures at 31 s. The onsets see their sum, a jump of 2.08 s
at 20 s, and nothing between 22 s and 31 s agrees. The dub there is looked for in the original from 20 s to 29 s: three
looks find it at a lag of -2 s, and there are three pieces.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, MIDDLE_SECONDS, Line
from validator.comparisons.dub.offset_stretches import GAP_SECONDS
from validator.comparisons.dub.survey import THREADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.offset_stretches import DubPiece

WIDEST_SECONDS: Final = 30.0
"""Of the original, as far as one stretch is looked for: transforms of 2**21 samples."""

LEAST_HEIGHT: Final = 9.5
"""The largest of a million values of noise alone is about 5 deviations; sounds that recur are why two must agree."""

LEAST_ANCHORS: Final = 3
_LOOKS: Final = 5
_MOST_STRETCHES: Final = 4
_AGREEING_LOOKS: Final = 2
_REACH_SECONDS: Final = 0.06
_TAPERED: Final = 0.1
"""Share of what is searched at each end that the search itself fades: read beyond what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A stretch of the dub that sounds and lies on no piece.

    Attributes:
        places: Middles of its anchors, slope * dub sample.
        low, high: Where in the original its middle may lie.
        lags: Where it was found; empty before the search, and where it was not found.
    """

    places: tuple[float, ...]
    low: float
    high: float
    lags: tuple[float, ...] = ()

    @property
    def length(self) -> float:
        """From the first anchor to the last."""
        return self.places[-1] - self.places[0]


def placed(pair: WaveformPair, slope: float, anchors: Sequence[Anchor], pieces: Sequence[DubPiece]) -> list[Unplaced]:
    """The stretches on no piece that were found elsewhere in the original.

    Args:
        pair: The waveforms.
        slope: Of the dub against the original.
        anchors: Those of which the pieces were made.
        pieces: In order.

    Raises:
        MediaError: A file cannot be read.
    """
    stretches = sorted(unplaced(anchors, pieces, pair=pair), key=lambda one: -one.length)[:_MOST_STRETCHES]
    looks = [(stretch, at) for stretch in stretches for at in _spread(stretch.places)]
    with ThreadPoolExecutor(THREADS) as pool:
        heard = list(pool.map(lambda look: _looked_for(pair, slope, *look), looks))
    found = []
    for stretch in stretches:
        own = [anchor for (other, _), anchor in zip(looks, heard, strict=True) if other is stretch]
        lags = tuple(_agreeing_lags(own, gap=GAP_SECONDS * pair.rate))
        if lags:
            found.append(Unplaced(places=stretch.places, low=stretch.low, high=stretch.high, lags=lags))
    return found


def unplaced(anchors: Sequence[Anchor], pieces: Sequence[DubPiece], *, pair: WaveformPair) -> list[Unplaced]:
    """Runs of three and more sounding anchors before, between and behind pieces.

    Between two pieces of one lag nothing is looked for: what was replaced there has no other place.
    """
    gap, window, widest = GAP_SECONDS * pair.rate, MIDDLE_SECONDS * pair.rate, WIDEST_SECONDS * pair.rate
    found = []
    for before, after in zip((None, *pieces), (*pieces, None), strict=True):
        if before is not None and after is not None and abs(before.lags[-1] - after.lags[0]) <= gap:
            continue
        start = before.last if before is not None else -np.inf
        end = after.first if after is not None else np.inf
        places = tuple(anchor.at for anchor in anchors if anchor.sounding and start < anchor.at < end)
        low = before.last + before.lags[-1] if before is not None else 0.0
        high = after.first + after.lags[0] if after is not None else float(pair.original.sample_count)
        if before is None:
            low = max(low, high - widest)
        high = min(high, low + widest)
        if len(places) >= LEAST_ANCHORS and high - low >= window:
            found.append(Unplaced(places=places, low=low, high=high))
    return found


def _spread(places: Sequence[float]) -> list[float]:
    """A few of them, evenly."""
    count = min(_LOOKS, len(places))
    return [places[round(number)] for number in np.linspace(0, len(places) - 1, count).tolist()]


def _looked_for(pair: WaveformPair, slope: float, stretch: Unplaced, at: float) -> Anchor:
    window = LONG_SECONDS * pair.rate
    reach = ((stretch.high - stretch.low) / 2 + _TAPERED * window) / (1.0 - 2 * _TAPERED)
    line = Line(slope=slope, lag=(stretch.low + stretch.high) / 2 - at)
    return pair.anchor(line, at, seconds=LONG_SECONDS, reach_seconds=reach / pair.rate)


def _agreeing_lags(heard: Sequence[Anchor], *, gap: float) -> list[float]:
    """Lags that two looks share."""
    lags = sorted(anchor.lag for anchor in heard if anchor.lag is not None and anchor.height >= LEAST_HEIGHT)
    groups: list[list[float]] = []
    for lag in lags:
        if groups and lag - groups[-1][-1] <= gap:
            groups[-1].append(lag)
        else:
            groups.append([lag])
    return [float(np.median(group)) for group in groups if len(group) >= _AGREEING_LOOKS]


def heard_again(
    pair: WaveformPair, slope: float, anchors: Sequence[Anchor], found: Sequence[Unplaced], *, seconds: float
) -> list[Anchor]:
    """The same anchors; those inside stretches that were found elsewhere are measured there too, the higher one counts.

    Args:
        pair: The waveforms.
        slope: Of the dub against the original.
        anchors: In order.
        found: What `placed` gave.
        seconds: Length of an anchor.

    Raises:
        MediaError: A file cannot be read.
    """
    half = seconds / 2 * pair.rate

    def measured(anchor: Anchor) -> Anchor:
        lags = chain.from_iterable(
            one.lags for one in found if one.places[0] - half <= anchor.at <= one.places[-1] + half
        )
        others = [
            pair.anchor(Line(slope=slope, lag=lag), anchor.at, seconds=seconds, reach_seconds=_REACH_SECONDS)
            for lag in lags
        ]
        return max((anchor, *others), key=lambda one: one.height)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(measured, anchors))
