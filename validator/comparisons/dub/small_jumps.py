"""Whether the offset of a short programme moves by less than a frame, here and there: then nothing says why.

A stretch by 0.1 % with the pitch kept moves 24 s by 24 ms, in jumps of a few milliseconds between parts that it leaves
as they are. So does music that was laid anew. In a minute and more the onsets tell both apart; in less nobody can, and
a list of edits would be invented.

| offsets of clear places, ms | answer |
|---|---|
| 0 0 0 0 0 0 | one offset |
| 0 0 0 42 42 42 | an edit of a picture |
| 0 0 0 8 8 8, all agree | an edit of 8 ms |
| 0 0 8 8 16 16 | cannot tell |
| 0 0 8 0 0 -5 | cannot tell |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.decision import LEAST_HEIGHT
from validator.comparisons.dub.offset_stretches import GAP_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.anchors import Anchor
    from validator.comparisons.dub.offset_stretches import DubPiece

SHORT_PROGRAMME_SECONDS: Final = 60.0
"""A ratio of 0.1 % moves the end of it by 60 ms, two and more widths of the search of a stretcher."""

SMALL_SECONDS: Final = 0.03
"""A picture lasts 33 ms and more, at 30 a second; those at 60 are cut in pairs."""

_LEAST_PLACES: Final = 2
_LEAST_SHARE: Final = 0.1
_PLAIN_SHARE: Final = 0.95


def moves_by_little(
    anchors: Sequence[Anchor], pieces: Sequence[DubPiece], *, share: float, length: float, rate: int
) -> bool:
    """Whether clear places lie beside the usual offset by less than a frame, and not as one clean edit.

    Args:
        anchors: All that were measured, on a slope that is taken out.
        pieces: Stretches of one offset.
        share: Of the places of the grid that lie on them.
        length: Of the dub in samples.
        rate: Samples per second.
    """
    if length > SHORT_PROGRAMME_SECONDS * rate or (len(pieces) == 2 and share >= _PLAIN_SHARE):
        return False
    lags = np.array([anchor.lag for anchor in anchors if anchor.lag is not None and anchor.height >= LEAST_HEIGHT])
    if not lags.size:
        return False
    apart = np.abs(lags[:, None] - lags[None, :])
    usual = apart[(apart <= GAP_SECONDS * rate).sum(axis=1).argmax()]
    beside = np.count_nonzero((usual > GAP_SECONDS * rate) & (usual <= SMALL_SECONDS * rate))
    return bool(beside >= max(_LEAST_PLACES, _LEAST_SHARE * lags.size))
