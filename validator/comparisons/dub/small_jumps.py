"""Whether the offset of a short programme moves by less than a frame, here and there: then nothing says why.

A stretch by 0.1 % with the pitch kept moves 24 s by 24 ms, in jumps of some milliseconds between parts that it leaves
as they are, or as a slow walk. So does music that was laid anew, and a small cut. In a minute and more the onsets tell
them apart; in less nobody can, and edits or an offset would be invented.

| offsets of clear places, ms | answer |
|---|---|
| 0 0 0 0 0 0 | one offset |
| 0 0 0 42 42 42 | an edit of a picture |
| 0 0 0 8 8 8 | cannot tell |
| 0 0 8 0 0 -5 | cannot tell |
| 37 36 34 33 0 0 0 0 | cannot tell |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.decision import LEAST_HEIGHT, on_map
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
WALK_SECONDS: Final = 0.045
"""The farthest from the usual offset: the search of a stretcher, 15 ms either side, and 15 ms that the speed adds."""


def moves_by_little(anchors: Sequence[Anchor], pieces: Sequence[DubPiece], *, length: float, rate: int) -> bool:
    """Whether clear places lie beside the usual offset by less than a frame, or by little more and on no stretch.

    Args:
        anchors: All that were measured, on a slope that is taken out.
        pieces: Stretches of one offset.
        length: Of the dub in samples.
        rate: Samples per second.
    """
    if length > SHORT_PROGRAMME_SECONDS * rate:
        return False
    clear = [anchor for anchor in anchors if anchor.lag is not None and anchor.height >= LEAST_HEIGHT]
    if not clear:
        return False
    lags = np.array([anchor.lag for anchor in clear])
    apart = np.abs(lags[:, None] - lags[None, :])
    usual = apart[(apart <= GAP_SECONDS * rate).sum(axis=1).argmax()]
    walks = np.array([on_map(anchor, pieces, rate=rate) is None for anchor in clear])
    farthest = np.where(walks, WALK_SECONDS, SMALL_SECONDS) * rate
    beside = np.count_nonzero((usual > GAP_SECONDS * rate) & (usual <= farthest))
    return bool(beside >= max(_LEAST_PLACES, _LEAST_SHARE * lags.size))
