"""Anchors along a programme: a grid of them where the onsets say that the dub lies, and the slope that they show."""

from __future__ import annotations

from bisect import bisect
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import CLEAR, SHORT_SECONDS, Anchor, Line
from validator.comparisons.dub.local_lags import NONE, STEP_FRAMES
from validator.comparisons.dub.offset_stretches import CLUSTER_HEIGHT, GAP_SECONDS, found_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.anchors import WaveformPair

THREADS: Final = 2
STEEPEST: Final = 1.2e-3
"""Slopes beyond belong to another speed ratio."""

STEADY: Final = 4e-4
"""Drifts of clocks are smaller by far, differences of speed ratios larger."""

CLEAR_HEIGHT: Final = 8.0
_NEAR_SECONDS: Final = 2.5
_LEAST_PAIRS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """Where the onsets say that the dub lies.

    Attributes:
        slope: Of the dub, for which the path was found.
        step_samples: Samples of the original's clock per entry of the path.
        lags: float64 (steps,): lag in samples; NaN where nothing agrees. Never leaves this module.
    """

    slope: float
    step_samples: float
    lags: NDArray[np.float64]

    def lag_at(self, slope: float, at: float) -> float | None:
        """The lag at a position `slope * dub sample`, of the nearest entry that has one; None where none has.

        The track may have been made for another slope: what that moves is taken into the lag.
        """
        there = at * self.slope / slope
        lag = self._nearest(there)
        return None if lag is None else lag + there - at

    def lags_around(self, slope: float, at: float, reach: float) -> list[float]:
        """The different lags here and some way before and after."""
        found: list[float] = []
        for place in (at, at - reach, at + reach):
            lag = self.lag_at(slope, place)
            if lag is not None and all(abs(lag - other) > self.step_samples / STEP_FRAMES * 2 for other in found):
                found.append(lag)
        return found

    def jumps(self, slope: float) -> list[float]:
        """Positions `slope * dub sample` where the lag changes by more than a frame, or begins or ends."""
        steps = np.arange(len(self.lags))
        known = steps[~np.isnan(self.lags)]
        if known.size == 0:
            return []
        moved = np.abs(np.diff(self.lags[known])) > 1.5 * self.step_samples / STEP_FRAMES
        middles = (known[:-1] + known[1:] + 1) / 2
        return [float(middle * self.step_samples / self.slope * slope) for middle in middles[moved]]

    def _nearest(self, at: float) -> float | None:
        if not len(self.lags):
            return None
        place = int(np.clip(at / self.step_samples, 0, len(self.lags) - 1))
        if not np.isnan(self.lags[place]):
            return float(self.lags[place])
        known = np.flatnonzero(~np.isnan(self.lags))
        return None if known.size == 0 else float(self.lags[known[np.abs(known - place).argmin()]])


def track_of(path: NDArray[np.int64], *, slope: float, frame_samples: int) -> Track:
    """The track of a path in frames of the original."""
    lags = np.where(path == NONE, np.nan, path.astype(np.float64) * frame_samples)
    return Track(slope=slope, step_samples=float(STEP_FRAMES * frame_samples), lags=lags)


def grid(length: float, *, window: float, spacing: float) -> list[float]:
    """Middles of windows from one end to the other, evenly spaced."""
    if length < window:
        return []
    count = max(1, int((length - window) / spacing) + 1)
    return [float(place) for place in np.linspace(window / 2, length - window / 2, count)]


def anchors_along(
    pair: WaveformPair,
    slope: float,
    track: Track,
    places: Iterable[float],
    *,
    seconds: float,
    reach_seconds: float,
) -> list[Anchor]:
    """Measure anchors at some places, each at the lags that the track has there; the highest peak counts.

    Raises:
        MediaError: A file cannot be read.
    """

    def measure(at: float) -> Anchor:
        best = Anchor(at=at, lag=None, height=0.0, inverted=False, sounding=False)
        for lag in track.lags_around(slope, at, _NEAR_SECONDS * pair.rate):
            line = Line(slope=slope, lag=lag)
            found = pair.anchor(line, at, seconds=seconds, reach_seconds=reach_seconds)
            if found.height > best.height or not best.sounding:
                best = found
        return best

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(measure, places))


def confirmed_along(
    pair: WaveformPair, slope: float, known: Sequence[Anchor], places: Iterable[float], *, reach_seconds: float
) -> list[Anchor]:
    """Short anchors at those places where the clear ones before and behind agree, and the short one does with them.

    To confirm a lag that is expected takes a fifth of the sound that finding one does.

    Raises:
        MediaError: A file cannot be read.
    """
    clear = [anchor for anchor in known if anchor.lag is not None and anchor.height >= CLEAR_HEIGHT]
    at_known, lags = [anchor.at for anchor in clear], [_lag(anchor, 0.0) for anchor in clear]
    gap = GAP_SECONDS * pair.rate

    def measure(at: float) -> Anchor | None:
        behind = bisect(at_known, at)
        if not 0 < behind < len(clear) or abs(lags[behind] - lags[behind - 1]) > gap:
            return None
        expected = (lags[behind] + lags[behind - 1]) / 2
        found = pair.anchor(Line(slope=slope, lag=expected), at, seconds=SHORT_SECONDS, reach_seconds=reach_seconds)
        is_clear = found.lag is not None and found.height >= CLEAR
        return found if is_clear and abs(_lag(found, 0.0) - expected) <= gap else None

    with ThreadPoolExecutor(THREADS) as pool:
        return [found for found in pool.map(measure, places) if found is not None]


def on_one_line(anchors: Sequence[Anchor], *, rate: int) -> list[Anchor]:
    """The most clear anchors that lie on one line of little slope; none where fewer than three do.

    Peaks alone are no proof of a speed: a dub that was stretched with its pitch kept has clear peaks at unchanged
    speed, on lags that wander or climb by 0.1 %.
    """
    clear = [anchor for anchor in anchors if anchor.lag is not None and anchor.height >= CLEAR_HEIGHT]
    best: list[Anchor] = []
    for number, first in enumerate(clear):
        for second in clear[number + 1 :]:
            slope = (_lag(second, 0.0) - _lag(first, 0.0)) / (second.at - first.at)
            if abs(slope) > STEADY:
                continue
            level = _lag(first, slope)
            near = [anchor for anchor in clear if abs(_lag(anchor, slope) - level) <= GAP_SECONDS * rate]
            if len(near) > len(best):
                best = near
    return best if len(best) >= _LEAST_PAIRS else []


def residual_slope(anchors: Sequence[Anchor], *, rate: int) -> float:
    """How much steeper than assumed the line is on which anchors lie, whatever jumps there are between them.

    First the median slope of neighbours, most of which lie in one piece; then least squares with one slope for all
    pieces and an offset for each.
    """
    clear = [anchor for anchor in anchors if anchor.lag is not None and anchor.height >= CLUSTER_HEIGHT]
    slope = 0.0
    for step in (1, 4):
        pairs = [(a, b) for a, b in zip(clear, clear[step:], strict=False) if b.at > a.at]
        slopes = [_lag(b, slope) - _lag(a, slope) for a, b in pairs]
        rises = [rise / (b.at - a.at) for rise, (a, b) in zip(slopes, pairs, strict=True)]
        believed = [rise for rise in rises if abs(rise) <= STEEPEST]
        if len(believed) >= _LEAST_PAIRS:
            slope += float(np.median(believed))
    for _ in range(2):
        levelled = [replace(anchor, lag=_lag(anchor, slope)) for anchor in clear]
        top = bottom = 0.0
        for piece in found_pieces(levelled, rate=rate):
            at = np.array([anchor.at for anchor in piece.anchors])
            lags = np.array(piece.lags)
            kept = np.abs(lags - np.median(lags)) <= max(2.0, 5.0 * float(np.median(np.abs(lags - np.median(lags)))))
            at, lags = at[kept] - at[kept].mean(), lags[kept] - lags[kept].mean()
            top, bottom = top + float(at @ lags), bottom + float(at @ at)
        slope += top / bottom if bottom > 0.0 else 0.0
    return slope


def _lag(anchor: Anchor, slope: float) -> float:
    assert anchor.lag is not None, "only anchors with a lag come here"
    return anchor.lag - slope * anchor.at


def on_slope(anchors: Sequence[Anchor], old: float, new: float) -> list[Anchor]:
    """The same anchors on another slope: the same samples of dub and original."""
    factor = new / old
    return [
        replace(
            anchor,
            at=anchor.at * factor,
            lag=None if anchor.lag is None else anchor.lag + anchor.at - anchor.at * factor,
        )
        for anchor in anchors
    ]
