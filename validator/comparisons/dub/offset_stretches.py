"""Stretches of one offset, from anchors on the waveform.

A worked example. Twelve pictures were put into a dub at 30 s: anchors before it have lag 0, those after it -24 024
samples, and one at the edit, which hears either. A library effect at 12 s occurs again in the original at 19 s, and one
anchor there has lag 336 000. Clusters with two members are 0 and -24 024; the sequence of them that explains the
anchors at the least cost is 0 up to 30 s, then -24 024; the stray anchor is a mismatch. Had two anchors heard the
repeated effect, there would be a third piece at 12 s; but in the original it would end after its successor begins, and
the chain in which the original never runs backwards leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor

CLUSTER_HEIGHT: Final = 7.5
MISMATCH_HEIGHT: Final = 9.5
GAP_SECONDS: Final = 0.0005
"""24 samples at 48 kHz: anchors of one piece differ by less."""

LEAST_MEMBERS: Final = 2
_JUMP_COST: Final = 2.2
_HEIGHT_LIMIT: Final = 16.0
_HEIGHT_SHARE: Final = 8.0
_BACKWARDS_WINDOWS: Final = 1.8
"""At an insert the last anchor before it and the first one after it may each lie with all but the outer tenth of one
half in what was put in: their stretches of the original then overlap by that much."""

_LINK_UNIT_SECONDS: Final = 1.0 / 24.0
_SHORTEST_WINDOWS: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class DubPiece:
    """A stretch of the dub in which one offset holds.

    Attributes:
        anchors: Those that say so, in order; positions and lags in samples of the original's clock.
    """

    anchors: tuple[Anchor, ...]

    @property
    def first(self) -> float:
        """Middle of its first anchor."""
        return self.anchors[0].at

    @property
    def last(self) -> float:
        """Middle of its last anchor."""
        return self.anchors[-1].at

    @property
    def lags(self) -> tuple[float, ...]:
        """Lags of the anchors."""
        return tuple(anchor.lag for anchor in self.anchors if anchor.lag is not None)

    @property
    def lag(self) -> float:
        """The median of the lags."""
        return float(np.median(self.lags))

    @property
    def support(self) -> float:
        """How well it is borne out."""
        return sum(1.0 + min(anchor.height, _HEIGHT_LIMIT) / _HEIGHT_SHARE for anchor in self.anchors)


def clustered(anchors: Sequence[Anchor], gap: float) -> list[int | None]:
    """For each anchor the number of its cluster of lags; None for an anchor without a clear or shared lag."""
    clear = sorted(
        (anchor.lag, place)
        for place, anchor in enumerate(anchors)
        if anchor.lag is not None and anchor.height >= CLUSTER_HEIGHT
    )
    numbers: list[int | None] = [None] * len(anchors)
    groups: list[list[int]] = []
    last: float | None = None
    for lag, place in clear:
        if last is None or lag - last > gap:
            groups.append([])
        groups[-1].append(place)
        last = lag
    for number, group in enumerate(group for group in groups if len(group) >= LEAST_MEMBERS):
        for place in group:
            numbers[place] = number
    return numbers


def _sequence(anchors: Sequence[Anchor], numbers: Sequence[int | None]) -> list[int]:
    """The likeliest cluster at each anchor, by dynamic programming over clusters."""
    states = 1 + max((number for number in numbers if number is not None), default=-1)
    if states == 0:
        return []
    score = np.zeros(states)
    came_from: list[np.ndarray] = []
    for anchor, number in zip(anchors, numbers, strict=True):
        best = int(score.argmax())
        jump = score[best] - _JUMP_COST
        came_from.append(np.where(score >= jump, np.arange(states), best))
        score = np.maximum(score, jump)
        if number is not None:
            score[number] += 1.0 + min(anchor.height, _HEIGHT_LIMIT) / _HEIGHT_SHARE
        if anchor.height >= MISMATCH_HEIGHT:
            mismatch = np.ones(states)
            if number is not None:
                mismatch[number] = 0.0
            score = score - mismatch
    state = int(score.argmax())
    chosen = []
    for origins in reversed(came_from):
        chosen.append(state)
        state = int(origins[state])
    return chosen[::-1]


def found_pieces(anchors: Sequence[Anchor], *, rate: int) -> list[DubPiece]:
    """All stretches of one offset that at least two anchors bear out, in order."""
    numbers = clustered(anchors, GAP_SECONDS * rate)
    chosen = _sequence(anchors, numbers)
    pieces: list[DubPiece] = []
    joined = zip(chosen, numbers, anchors, strict=True) if chosen else iter(())
    for state, members in groupby(joined, key=lambda item: item[0]):
        support = tuple(anchor for _, number, anchor in members if number == state)
        if len(support) >= LEAST_MEMBERS:
            pieces.append(DubPiece(anchors=support))
    return merged(pieces, rate=rate)


def merged(pieces: Sequence[DubPiece], *, rate: int) -> list[DubPiece]:
    """Neighbours that have the same lag are one piece."""
    result: list[DubPiece] = []
    for piece in pieces:
        if result and abs(_end_lag(result[-1]) - _start_lag(piece)) <= GAP_SECONDS * rate:
            result[-1] = replace(result[-1], anchors=(*result[-1].anchors, *piece.anchors))
        else:
            result.append(piece)
    return result


def _end_lag(piece: DubPiece) -> float:
    return float(np.median(piece.lags[-5:]))


def _start_lag(piece: DubPiece) -> float:
    return float(np.median(piece.lags[:5]))


def chained(pieces: Sequence[DubPiece], *, window: float, rate: int) -> tuple[list[DubPiece], list[DubPiece]]:
    """The best supported pieces in which the original never runs backwards, and those that are left over.

    Args:
        pieces: In order of the dub.
        window: Length of an anchor in samples: a piece may overlap its predecessor in the original by 1.8 of it,
            because an anchor at an edit hears either side.
        rate: Samples per second.
    """
    count = len(pieces)
    best = [piece.support for piece in pieces]
    previous: list[int | None] = [None] * count
    for later in range(count):
        for earlier in range(later):
            end = pieces[earlier].last + pieces[earlier].lag + window / 2
            start = pieces[later].first + pieces[later].lag - window / 2
            if start < end - _BACKWARDS_WINDOWS * window:
                continue
            jump_seconds = abs(pieces[later].lag - pieces[earlier].lag) / rate
            cost = 1.0 + np.log2(1.0 + jump_seconds / _LINK_UNIT_SECONDS) / 4.0
            reached = best[earlier] - cost + pieces[later].support
            if reached > best[later]:
                best[later], previous[later] = reached, earlier
    if not count:
        return [], []
    place: int | None = int(np.argmax(best))
    chosen: set[int] = set()
    while place is not None:
        chosen.add(place)
        place = previous[place]
    kept = [piece for number, piece in enumerate(pieces) if number in chosen]
    left = [piece for number, piece in enumerate(pieces) if number not in chosen]
    return kept, left


def without_ghosts(pieces: Sequence[DubPiece], *, window: float, rate: int) -> list[DubPiece]:
    """Drop pieces between two others that are shorter than a window and come back to the same lag: a repeated effect.

    A true piece between two edits is at least as long as an anchor, or no anchor could lie in it. Neighbours of one
    lag, between which the chain has left something out, are one piece.
    """
    kept = merged(pieces, rate=rate)
    place = 1
    while place < len(kept) - 1:
        before, piece, after = kept[place - 1 : place + 2]
        room = after.first - before.last - window
        lost = piece.last - piece.first + window < _SHORTEST_WINDOWS * window
        returns = abs(before.lag - after.lag) <= GAP_SECONDS * rate
        weak = len(piece.anchors) <= LEAST_MEMBERS and returns
        if lost or weak or room < 0:
            kept[place - 1 : place + 2] = merged([before, after], rate=rate)
            place = max(1, place - 1)
        else:
            place += 1
    return kept


def jumps(pieces: Sequence[DubPiece]) -> list[tuple[DubPiece, DubPiece]]:
    """Neighbours, in order."""
    return list(pairwise(pieces))
