"""Stretches of one offset, from what anchors say."""

from __future__ import annotations

from validator.comparisons.dub.anchors import Anchor
from validator.comparisons.dub.offset_stretches import DubPiece, chained, found_pieces, without_ghosts

RATE = 48_000
WINDOW = 1.4 * RATE


def anchors(*said: tuple[float, float]) -> list[Anchor]:
    """From seconds and lags in samples."""
    return [Anchor(at=at * RATE, lag=lag, height=14.0, inverted=False, sounding=True) for at, lag in said]


def test_what_the_chain_leaves_out_does_not_part_its_neighbours() -> None:
    before = [(1.5 * place, -0.14) for place in range(8)]
    after = [(20.0 + 1.5 * place, -0.09) for place in range(8)]
    # An effect that occurs again 7 s earlier in the original: there the original would run backwards.
    repeated = [(13.5, -336_000.0), (15.0, -336_000.0), (16.5, -336_000.0)]
    pieces = found_pieces(anchors(*before, *repeated, *after), rate=RATE)
    assert len(pieces) == 3
    kept, left_over = chained(pieces, window=WINDOW, rate=RATE)
    assert len(left_over) == 1
    (piece,) = without_ghosts(kept, window=WINDOW, rate=RATE)
    assert len(piece.anchors) == 16


def test_an_edit_of_a_picture_parts_its_neighbours() -> None:
    pieces = [
        DubPiece(anchors=tuple(anchors(*[(first + 1.5 * place, lag) for place in range(8)])))
        for first, lag in ((0.0, 0.0), (20.0, -2002.0))
    ]
    assert len(without_ghosts(pieces, window=WINDOW, rate=RATE)) == 2
