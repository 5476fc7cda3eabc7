"""How far a reading of dialogue may be off: by how much it moves where another answer would be as good.

Nobody can say to the decibel where a line ends in its reverberation, or a breath in the noise of the location. What can
be said is how much hangs on it: the loudness is worked out again with thresholds nearer and farther, with each stretch
of speech cut to where it is near its own loud tenth, and with the rows counted that may be speech. Worked examples:

    a line in     reading      threshold nearer   farther   cut    guard band
    a dry room      -26.9 LKFS    +0.1               -0.1      +0.2    0.15 + 0.2 = 0.35 LU
    a church        -26.9 LKFS    +0.3               (-1.1)    +0.6    0.8 + 0.6 = 1.4 LU

Where lines are full of room or noise (`voice.is_full_of_room`), the cut takes away most of it and not all: there what
remains uncertain is 0.8 LU, and 0.15 LU elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.dialogue.voice import CUT_BELOW_LOUD_DB, is_full_of_room, speech_rows, trimmed_rows, voice_rows
from validator.meters.loudness import dialogue_loudness, speech_share
from validator.meters.power import from_lkfs
from validator.scan.table import BLOCKS_PER_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

LEAST_LU: Final = 0.15
"""What remains uncertain of the clearest lines: the edges of rows, and pauses of almost 0.3 s."""

LEAST_SHARE: Final = 0.02
"""The same of the share of speech."""

THRESHOLDS_LU: Final = ((10.0, 15.0), (18.0, 28.0))
"""Nearest and farthest distance of the threshold below the loudness of the speech, of answers other than the gate's. Of
lines full of room the farther one only adds more room."""

CUT_OF_ROOM_DB: Final = 8.0
"""Lines full of room are cut already, 12 dB below their loud tenth; another answer cuts them nearer."""

FULL_OF_ROOM_LU: Final = 0.8
"""`LEAST_LU` of such lines. Both from the half of the scenes of real recordings that serves to choose figures."""


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
    first = voice_rows(voice_blocks, per_row=BLOCKS_PER_ROW)
    is_full = first.threshold_lkfs is not None and is_full_of_room(voice_blocks, from_lkfs(first.threshold_lkfs))
    answers = [speech_rows(voice_blocks, per_row=BLOCKS_PER_ROW).speech, first.speech]
    answers += [
        voice_rows(voice_blocks, per_row=BLOCKS_PER_ROW, nearest_lu=near, farthest_lu=far).speech
        for near, far in (THRESHOLDS_LU[:1] if is_full else THRESHOLDS_LU)
    ]
    cut_db = CUT_OF_ROOM_DB if is_full else CUT_BELOW_LOUD_DB
    answers.append(trimmed_rows(voice_blocks, per_row=BLOCKS_PER_ROW, below_loud_db=cut_db))
    answers += [answers[0] | rows for rows in doubtful if rows.any()]
    levels = [dialogue_loudness(row_power, rows[: len(row_power)]).lkfs for rows in answers]
    shares = [speech_share(rows) or 0.0 for rows in answers]
    reading = levels[0]
    moved = [abs(level - reading) for level in levels[1:] if level is not None and reading is not None]
    least = FULL_OF_ROOM_LU if is_full else LEAST_LU
    return GuardBand(
        loudness_lu=round(least + max(moved, default=0.0), 2),
        share_low=round(max(0.0, min(shares) - LEAST_SHARE), 4),
        share_high=round(min(1.0, max(shares) + LEAST_SHARE), 4),
    )
