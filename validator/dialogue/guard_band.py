"""How far a reading of dialogue may be off: by how much it moves where another threshold would be as good.

Nobody can say to the decibel where a line ends in its reverberation, or a breath in the noise of the location. What can
be said is how much hangs on it: the loudness is worked out again with thresholds nearer and farther, and with the rows
that may be speech counted in. A worked example, of a line in a church:

    threshold -15 to -25 dB: -26.9 LKFS (the reading)    -10 to -15: -25.8    -12 to -20: -26.3    -20 to -30: -27.4
    guard band: 0.2 + 1.1 = 1.3 LU; of the same line in a dry room, where nothing moves, 0.2 LU
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.dialogue.voice import FARTHEST_LU, NEAREST_LU, voice_rows
from validator.meters.loudness import dialogue_loudness, speech_share
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

LEAST_LU: Final = 0.2
"""What remains uncertain of the clearest lines: the edges of rows, and pauses of almost 0.3 s."""

LEAST_SHARE: Final = 0.02
"""The same of the share of speech."""

THRESHOLDS_LU: Final = ((NEAREST_LU, FARTHEST_LU), (10.0, 15.0), (12.0, 20.0), (18.0, 28.0))
"""Nearest and farthest distance of the threshold below the loudness of the speech: that of the gate, then others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardBand:
    """How far a reading may be off.

    Attributes:
        loudness_lu: Half width, of the loudness.
        share_low, share_high: Between these the share of speech lies.
    """

    loudness_lu: float
    share_low: float
    share_high: float

    def share_width(self, share: float) -> float:
        """The larger distance of a share to these."""
        return max(0.0, share - self.share_low, self.share_high - share)


def guard_band(
    row_power: NDArray[np.float64], voice_blocks: NDArray[np.float64], doubtful: Sequence[NDArray[np.bool_]] = ()
) -> GuardBand:
    """Return how far the loudness of a mix over the rows of a voice may be off.

    Args:
        row_power: float64 (rows,): mean square of the full mix, all channels, weighted.
        voice_blocks: float64 (rows * 10,): mean square of the voice alone.
        doubtful: bool (rows,) each: rows that may be speech too.
    """
    answers = [
        voice_rows(voice_blocks, per_row=BLOCKS_PER_ROW, nearest_lu=near, farthest_lu=far).speech
        for near, far in THRESHOLDS_LU
    ]
    answers += [answers[0] | rows for rows in doubtful if rows.any()]
    levels = [dialogue_loudness(row_power, rows[: len(row_power)]).lkfs for rows in answers]
    shares = [speech_share(rows) or 0.0 for rows in answers]
    reading = levels[0]
    moved = [abs(level - reading) for level in levels[1:] if level is not None and reading is not None]
    return GuardBand(
        loudness_lu=round(LEAST_LU + max(moved, default=0.0), 2),
        share_low=round(max(0.0, min(shares) - LEAST_SHARE), 4),
        share_high=round(min(1.0, max(shares) + LEAST_SHARE), 4),
    )
