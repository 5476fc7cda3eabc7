"""Stretches of one offset that lie like stairs: a speed changed by 0.1 % with its pitch kept, or edits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from validator.comparisons.dub.anchors import Anchor
from validator.comparisons.dub.offset_stretches import DubPiece
from validator.comparisons.dub.small_jumps import moves_by_little
from validator.comparisons.dub.stretch_kept import climbs, ratio_of_stairs

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 48_000


def _anchor(seconds: float, lag_ms: float) -> Anchor:
    return Anchor(at=seconds * RATE, lag=lag_ms * RATE / 1000, height=60.0, inverted=False, sounding=True)


def _stairs(lags_ms: Sequence[float], *, each_seconds: float = 12.0) -> list[DubPiece]:
    """One piece for each lag, with an anchor every 1.5 s."""
    count = round(each_seconds / 1.5)
    return [
        DubPiece(anchors=tuple(_anchor(number * each_seconds + 1.5 * place, lag) for place in range(count)))
        for number, lag in enumerate(lags_ms)
    ]


@pytest.mark.parametrize(
    ("lags_ms", "stairs"),
    [
        ((0, 12, 25, 36, 48), True),
        ((0, -12, -25, -36, -48), True),
        ((0, 12, 8, 28, 40), True),
        ((-8, -4, -22, -38, -24, -35, -36, -54), True),
        ((0, 12, -5, 8, 0), False),
        ((0, 12, 25, 400, 412), False),
        ((0, 12, 25), False),
        ((0, 50, 100, 150, 200), False),
        ((0, 34, 26, 60, 70), True),
    ],
)
def test_stairs_go_more_one_way_than_back_by_what_a_stretcher_moves(lags_ms: Sequence[float], stairs: bool) -> None:
    assert climbs(_stairs(lags_ms), rate=RATE) is stairs


@pytest.mark.parametrize(
    ("step_ms", "each_seconds", "ratio"),
    [
        (12.0, 12.0, Fraction(1001, 1000)),
        (-12.0, 12.0, Fraction(1000, 1001)),
        (12.0, 600.0, Fraction(1)),
        (6.0, 12.0, None),
    ],
    ids=["faster", "slower", "edits of a long film", "between two speeds"],
)
def test_stairs_have_the_speed_on_whose_slope_they_lie(
    step_ms: float, each_seconds: float, ratio: Fraction | None
) -> None:
    found = ratio_of_stairs(_stairs([step_ms * number for number in range(6)], each_seconds=each_seconds))
    assert (found.value if found else None) == ratio


@pytest.mark.parametrize(
    ("lags_ms", "little"),
    [
        ((0, 0, 0, 0, 0, 0), False),
        ((0, 0, 0, 42, 42, 42), False),
        ((0, 0, 0, 8, 8, 8), True),
        ((0, 0, 8, 0, 0, -5), True),
        ((37, 36, 34, 33, 0, 0, 0, 0), True),
    ],
)
def test_a_short_programme_that_moves_by_less_than_a_picture_cannot_be_told(
    lags_ms: Sequence[float], little: bool
) -> None:
    anchors = [_anchor(1.5 * number, lag) for number, lag in enumerate(lags_ms)]
    alike = [tuple(item for item in anchors if item.lag == anchor.lag) for anchor in anchors]
    pieces = [DubPiece(anchors=members) for members in dict.fromkeys(alike) if len(members) > 1]
    assert moves_by_little(anchors, pieces, length=15.0 * RATE, rate=RATE) is little
    assert not moves_by_little(anchors, pieces, length=70.0 * RATE, rate=RATE)
