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
from validator.comparisons.dub.small_jumps import SHORT_PROGRAMME_SECONDS, WALK_SECONDS
from validator.comparisons.dub.survey import THREADS, grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.anchors import Anchor, WaveformPair
    from validator.comparisons.dub.survey import Track

UNCERTAINTY_SECONDS: Final = 0.005
SHORT_HEIGHT: Final = 7.0
WANDER_SECONDS: Final = 0.04
"""Anchors of one stretch lie within that of their median."""

_REACH_SECONDS: Final = 0.06
_MOST_PLACES: Final = 120
_SPACING_SECONDS: Final = LONG_SECONDS / 2
_SPACING_OF_LINE_SECONDS: Final = SHORT_SECONDS / 2
_MOST_OF_LINE: Final = 200
_LEAST_OF_A_LINE: Final = 10
_LEAST_JUMPS: Final = 3
_ONE_WAY: Final = 0.4
_EXPECTED_ERRORS: Final = 2.0
_MIDDLE_PPM: Final = 500.0
"""Ratios of a family lie 1000 ppm apart."""


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
    spacing = max(_SPACING_SECONDS * pair.rate, length / _MOST_PLACES)
    for run in _runs(_anchors(pair, track, length, spacing), track, rate=pair.rate):
        lags = [anchor.lag for anchor in run if anchor.lag is not None and anchor.height > SHORT_HEIGHT]
        middle = float(np.median(lags)) if lags else 0.0
        levelled = [_levelled(anchor, middle, rate=pair.rate) for anchor in run]
        tested += levelled
        support = tuple(anchor for anchor in levelled if anchor.lag is not None)
        if len(support) >= LEAST_MEMBERS:
            pieces.append(DubPiece(anchors=support))
    return tested, pieces


def ratio_of_places(pair: WaveformPair, track: Track, length: float, proposed: SpeedRatio) -> SpeedRatio | None:
    """The ratio on whose slope the short anchors lie, of those that differ from a proposed one by pulls of 0.1 %.

    Onsets of half a minute do not tell 25/24 from 1001/960, which lie 24 ms apart at its end. The line through the
    places does: over 24 s it was wrong by 70 ppm as a rule and by 200 at worst (82 dubs changed by 4 %, three
    stretchers), but by 850 where the speed was changed by 0.1 %, which a stretcher makes of two or three jumps. The
    scatter of the places about the line tells what error to expect, and twice that must fit between the measured slope
    and the middle of two ratios:

    | measured, ppm from the nearest | expected error, ppm | answer |
    |---|---|---|
    | 150 | 80 | the nearest |
    | 400 | 80 | None: 400 + 160 reaches over 500, the middle |
    | 150 | 200 | None: too short |

    Within a minute nothing tells whether a speed was changed by 0.1 % or by twice that, so it is once. The proposed one
    stays where too few places are heard for any map.

    Returns:
        None where nothing tells which of two it is.
    """
    spacing = max(_SPACING_OF_LINE_SECONDS * pair.rate, length / _MOST_OF_LINE)
    runs = _runs(_anchors(pair, track, length, spacing), track, rate=pair.rate)
    heard = [_heard(run) for run in runs]
    along = [(at - at.mean(), lags - lags.mean()) for at, lags in heard if len(at) >= LEAST_MEMBERS]
    if sum(len(at) for at, _ in along) < _LEAST_OF_A_LINE:
        return proposed
    at, lags = (np.concatenate(column) for column in zip(*along, strict=True))
    is_short = length < SHORT_PROGRAMME_SECONDS * pair.rate
    found = _nearest(float(proposed.value), at, lags, _family(proposed, most_pulls=1 if is_short else 2))
    return None if found is None or found.is_unity else found


def _family(proposed: SpeedRatio, *, most_pulls: int) -> list[SpeedRatio]:
    """The ratios that differ from a proposed one by pulls; of unchanged speed no more pulls than so many."""
    return [
        ratio
        for ratio in SPEED_RATIOS
        if ratio.sample_rate == 0
        and same_family(float(ratio.value), float(proposed.value))
        and (ratio.pal or abs(ratio.pull) <= most_pulls)
    ]


def climbs(pieces: Sequence[DubPiece], *, rate: int) -> bool:
    """Whether stretches of one offset lie like stairs, each by no more than a stretcher moves, more one way than back.

    A stretch by 0.1 % leaves ten seconds and more as they are, and cuts out or repeats some milliseconds between them:

    | offsets of stretches of 12 s, ms | stairs |
    |---|---|
    | 0 12 25 36 48 | yes |
    | 0 12 8 28 40 | yes |
    | -8 -4 -22 -38 -24 -35 -36 -54 | yes: 46 of 84 one way |
    | 0 12 -5 8 0 | no: music laid anew |
    | 0 12 25 400 412 | no: an edit among them |
    """
    jumps = np.diff([piece.lag for piece in pieces])
    if len(jumps) < _LEAST_JUMPS or np.abs(jumps).max() > WALK_SECONDS * rate:
        return False
    return bool(abs(jumps.sum()) >= _ONE_WAY * np.abs(jumps).sum())


def ratio_of_stairs(pieces: Sequence[DubPiece]) -> SpeedRatio | None:
    """The ratio on whose slope stairs lie, unchanged speed among them; None where nothing tells which."""
    heard = [(anchor.at, anchor.lag) for piece in pieces for anchor in piece.anchors if anchor.lag is not None]
    at, lags = np.array(heard, np.float64).T
    return _nearest(1.0, at - at.mean(), lags - lags.mean(), _family(SPEED_RATIOS[0], most_pulls=1))


def _nearest(
    proposed: float, at: NDArray[np.float64], lags: NDArray[np.float64], family: Sequence[SpeedRatio]
) -> SpeedRatio | None:
    """The ratio that a line through lags is nearest to; None where the line may as well belong to its neighbour."""
    steeper = float(at @ lags) / float(at @ at)
    measured = proposed * (1.0 + steeper)
    nearest = min(family, key=lambda ratio: abs(measured / float(ratio.value) - 1.0))
    off_ppm = abs(measured / float(nearest.value) - 1.0) * 1e6
    expected_ppm = _expected_error(at, lags - steeper * at) * 1e6
    return nearest if off_ppm + _EXPECTED_ERRORS * expected_ppm <= _MIDDLE_PPM else None


def _expected_error(at: NDArray[np.float64], residuals: NDArray[np.float64]) -> float:
    """The standard error of a slope whose residuals wander slowly, so that neighbours err alike.

    Source: Newey and West, Econometrica 55 (1987) 703-708; lags up to a fifth of the places.
    """
    product = at * residuals
    most = len(product) // 5
    spread = float(product @ product)
    for lag in range(1, most + 1):
        spread += 2.0 * (1.0 - lag / (most + 1)) * float(product[lag:] @ product[:-lag])
    return float(np.sqrt(max(spread, 0.0))) / float(at @ at)


def _heard(run: Sequence[Anchor]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and lags of the anchors of a run that stand out."""
    clear = [(anchor.at, anchor.lag) for anchor in run if anchor.lag is not None and anchor.height > SHORT_HEIGHT]
    return np.array([at for at, _ in clear], np.float64), np.array([lag for _, lag in clear], np.float64)


def _anchors(pair: WaveformPair, track: Track, length: float, spacing: float) -> list[Anchor]:
    """Short anchors from one end to the other."""
    places = grid(length, window=SHORT_SECONDS * pair.rate, spacing=spacing)
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
