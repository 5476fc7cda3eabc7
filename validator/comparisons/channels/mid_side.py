"""Two channels as their sum and their difference, in which an exchange is a sign and an inversion is an exchange.

Left and right share the centre, so each is like the other's original; the difference holds what tells them apart. With
m and s for the signs at which sum and difference of the dub carry those of the original:

| the sum carries  | the difference carries | m, s   | left is | right is |
|------------------|------------------------|--------|---------|----------|
| the sum          | the difference         | +, +   | +left   | +right   |
| the sum          | the difference         | +, -   | +right  | +left    |
| the sum          | the difference         | -, -   | -left   | -right   |
| the sum          | the difference         | -, +   | -right  | -left    |
| the difference   | the sum                | +, +   | +left   | -right   |
| the difference   | the sum                | -, -   | -left   | +right   |
| the difference   | the sum                | +, -   | -right  | +left    |
| the difference   | the sum                | -, +   | +right  | -left    |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.channels.identity_model import ChannelPolarity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.channels.identity_model import IdentifiedChannel
    from validator.comparisons.reading.reading import ReadableProgramme

STEREO_CHANNELS: Final = 2
_HALF_POWER: Final = 0.5**0.5
_BLOCK_SAMPLES: Final = 1 << 16
_SIGNS: Final = {ChannelPolarity.SAME: 1, ChannelPolarity.INVERTED: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class MidSideProgramme:
    """Implements `ReadableProgramme` over one of two channels: their sum and their difference, at half power.

    Attributes:
        programme: What is read.
    """

    programme: ReadableProgramme

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""
        return self.programme.sample_rate_hz

    @property
    def sample_count(self) -> int:
        """Samples per channel."""
        return self.programme.sample_count

    @property
    def channel_count(self) -> int:
        """Two."""
        return STEREO_CHANNELS

    @property
    def layout(self) -> Layout | None:
        """None: they are no channels."""
        return None

    def blocks(
        self, *, block_samples: int = _BLOCK_SAMPLES, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch, block by block: float64 (samples, 2)."""
        for block in self.programme.blocks(
            block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            left, right = block[:, 0], block[:, 1]
            yield np.stack([left + right, left - right], axis=1) * _HALF_POWER


def of_mid_and_side(found: tuple[IdentifiedChannel, ...]) -> tuple[IdentifiedChannel, ...]:
    """Return what left and right carry, from what their sum and difference carry; nothing where one is not told.

    A sum and a difference without polarity say nothing: a place is a sign here, and a sign a place.
    """
    mid, side = found
    margin, likeness = min(mid.margin, side.margin), min(mid.likeness, side.likeness)
    told = None not in {mid.carries, side.carries} and not (mid.by_elimination or side.by_elimination)
    if not told or mid.polarity is None or side.polarity is None:
        return tuple(
            replace(one, carries=None, by_elimination=False, polarity=None, margin=margin, likeness=likeness)
            for one in found
        )
    m, s = _SIGNS[mid.polarity], _SIGNS[side.polarity]
    # Rows: left and right of the dub; columns: of the original. Worked out: left = (sum + difference) / 2.
    carried = [(m, s), (m, -s)] if mid.carries == 0 else [(s, m), (-s, m)]
    rows = [((a + b) // 2, (a - b) // 2) for a, b in carried]
    return tuple(
        replace(
            one,
            carries=0 if row[0] else 1,
            margin=margin,
            likeness=likeness,
            polarity=ChannelPolarity.SAME if sum(row) > 0 else ChannelPolarity.INVERTED,
        )
        for one, row in zip(found, rows, strict=True)
    )
