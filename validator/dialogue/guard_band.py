"""How far a reading of dialogue may be off: by how much it moves where another answer would be as good.

Nobody can say to the decibel where a line ends in its reverberation, or a breath in the noise of the location. What can
be said is how much hangs on it: the loudness is worked out again with thresholds nearer and farther, with each stretch
of speech cut to where it is near its own loud tenth, and with the rows counted that may be speech. Worked examples:

    a line in       reading       threshold nearer   farther   cut     guard band
    a dry room      -26.9 LKFS    +0.1               -0.1      +0.2    0.15 + 0.2 = 0.35 LU
    a church        -26.9 LKFS    +0.7               -0.6      +1.3    0.15 + 1.5 x 1.3 = 2.1 LU

A cut that moves the reading by more than 0.8 LU takes away room or noise, and not all of it: there the band is half as
wide again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.dialogue.voice import FARTHEST_LU, NEAREST_LU, trimmed_rows, voice_rows
from validator.meters.loudness import dialogue_loudness, speech_share
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

LEAST_LU: Final = 0.15
"""What remains uncertain of the clearest lines: the edges of rows, and pauses of almost 0.3 s."""

LEAST_SHARE: Final = 0.02
"""The same of the share of speech."""

THRESHOLDS_LU: Final = ((NEAREST_LU, FARTHEST_LU), (10.0, 15.0), (18.0, 28.0))
"""Nearest and farthest distance of the threshold below the loudness of the speech: that of the gate, then others."""

CUT_BELOW_LOUD_DB: Final = 12.0

FULL_OF_ROOM_LU: Final = 0.8
FULL_OF_ROOM_FACTOR: Final = 1.5
"""Where the other answers move the reading by more than the first, its lines are full of room or noise. Of scenes of
real recordings, this one half serves to choose the figures and the other is published (`benchmarks.dialogue_gate`)."""


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
    answers.append(trimmed_rows(voice_blocks, per_row=BLOCKS_PER_ROW, below_loud_db=CUT_BELOW_LOUD_DB))
    answers += [answers[0] | rows for rows in doubtful if rows.any()]
    levels = [dialogue_loudness(row_power, rows[: len(row_power)]).lkfs for rows in answers]
    shares = [speech_share(rows) or 0.0 for rows in answers]
    reading = levels[0]
    moved = [abs(level - reading) for level in levels[1:] if level is not None and reading is not None]
    farthest = max(moved, default=0.0)
    factor = FULL_OF_ROOM_FACTOR if farthest > FULL_OF_ROOM_LU else 1.0
    return GuardBand(
        loudness_lu=round(LEAST_LU + factor * farthest, 2),
        share_low=round(max(0.0, min(shares) - LEAST_SHARE), 4),
        share_high=round(min(1.0, max(shares) + LEAST_SHARE), 4),
    )
