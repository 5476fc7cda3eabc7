"""How far a reading of dialogue may be off: by how much it moves where another answer would be as good.

Nobody can say to the decibel where a line ends in its reverberation, or a breath in the noise of the location. What can
be said is how much hangs on it: the loudness is worked out again with a threshold 4 dB nearer to the loud syllables,
with one that takes the surroundings of a line for as soft as they mostly are, and with the rows counted that may be
speech. Worked examples:

    a line in     reading      4 dB nearer   softer surroundings   guard band
    a dry room      -26.9 LKFS    +0.1          -0.1                 0.2 + 0.1 = 0.3 LU
    a church        -26.9 LKFS    +0.4          -0.3                 0.2 + 0.17 + 0.4 = 0.77 LU
    noise, 14 dB    -26.9 LKFS    +0.2          -0.1                 0.2 + 0.05 + 0.14 + 0.6 = 0.99 LU

In the last line what comes and goes around lines is in doubt: with only the rows that have a pitch the reading would be
0.6 LU louder. Where room or noise is heard around lines, 0.01 LU more remain uncertain for each decibel by which that
raised the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.dialogue_gate.voice import READING, ThresholdRule, near_pitch, noisy_parts, voice_rows
from validator.meters.loudness import dialogue_loudness, speech_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

LEAST_LU: Final = 0.17
"""What remains uncertain of the clearest lines: the edges of rows, pauses of almost 0.3 s, soft breaths. Measured: of
203 readings without noise of a location, in the half of the recordings that serves to choose figures, the largest error
was 0.91 of the band with it."""

NOISE_LU: Final = 0.05
NOISY_SHARE: Final = 0.5
"""Beside noise of the location so much more, and so much of the distance to the reading with that noise: of 37 scenes
with noise, of that half, the largest error was 0.84 of the band with both."""

LASTING_NOISE_DB: Final = -50.0
LOUD_NOISE_DB: Final = -30.0
LOUD_SHARE: Final = 0.7
LOUD_PERCENTILE: Final = 97.0
"""What comes and goes around lines may be a line or noise, and the band holds both. Where the quiet quarter of what
sounds on both sides of lines is louder than the first, or the half of it than the second, the reading is compared
with that of the rows that have a pitch, and, for so much of the distance, with that of a threshold above all but 3
% of what follows lines, noise and all. Of 229 readings with noise 10 to 18 dB below the lines, that of wind,
traffic, rain, animals and things that are moved, 32 were outside the band before, by up to 2.3 LU, and 8 are with
it, by 0.24 LU at most; of 203 readings without such noise 7 are taken for it (tuning half of the recordings)."""

ROOM_LU_PER_DB: Final = 0.01
"""More of the same for each decibel by which what surrounds lines raised the threshold: 0.17 LU in a church."""

LEAST_SHARE: Final = 0.02
"""The same of the share of speech."""

OTHER_RULES: Final = (ThresholdRule(moved_db=4.0), ThresholdRule(percentile=50.0, lowest_db=-30.0))
"""Other answers to where a line ends, as good as that of the gate."""


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
    row_power: NDArray[np.float64],
    voice: NDArray[np.float64],
    doubtful: Sequence[NDArray[np.bool_]] = (),
    *,
    voiced: NDArray[np.bool_] | None = None,
    with_noise: NDArray[np.float64] | None = None,
) -> GuardBand:
    """Return how far the loudness of a mix over the rows of a voice may be off.

    Args:
        row_power: float64 (rows,): mean square of the full mix, all channels, weighted.
        voice: float64 (rows * 10,): mean square of the voice alone, noise of its location weighted down.
        doubtful: bool (rows,) each: rows that may be speech too.
        voiced: As for `voice_rows`.
        with_noise: float64 (rows * 10,): the same with that noise; None where there is none.
    """
    first = voice_rows(voice, voiced=voiced)
    answers = [first.speech, *(voice_rows(voice, rule, voiced).speech for rule in OTHER_RULES)]
    answers += [answers[0] | rows for rows in doubtful if rows.any()]
    levels = [dialogue_loudness(row_power, rows[: len(row_power)]).lkfs for rows in answers]
    shares = [speech_share(rows) or 0.0 for rows in answers]
    reading = levels[0]
    moved = [abs(level - reading) for level in levels[1:] if level is not None and reading is not None]
    if with_noise is not None:
        noisy = voice_rows(with_noise, voiced=voiced).speech
        level = dialogue_loudness(row_power, noisy[: len(row_power)]).lkfs
        moved += [] if level is None or reading is None else [NOISY_SHARE * abs(level - reading)]
        shares.append(speech_share(noisy) or 0.0)
    for share, rows in _without_noise(voice if with_noise is None else with_noise, first.speech, voiced):
        level = dialogue_loudness(row_power, rows[: len(row_power)]).lkfs
        moved += [] if level is None or reading is None else [share * abs(level - reading)]
        shares.append(speech_share(rows) or 0.0)
    raised_db = 0.0 if first.threshold_db is None else first.threshold_db[1] - READING.lowest_db
    least = LEAST_LU + ROOM_LU_PER_DB * raised_db + (0.0 if with_noise is None else NOISE_LU)
    return GuardBand(
        loudness_lu=round(least + max(moved, default=0.0), 2),
        share_low=round(max(0.0, min(shares) - LEAST_SHARE), 4),
        share_high=round(min(1.0, max(shares) + LEAST_SHARE), 4),
    )


def _without_noise(
    plain: NDArray[np.float64], speech: NDArray[np.bool_], voiced: NDArray[np.bool_] | None
) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """Yield what is left of speech where what comes and goes around lines is no line, and how much that counts."""
    noisy = noisy_parts(plain, LASTING_NOISE_DB, LOUD_NOISE_DB)
    if not noisy.any():
        return
    if voiced is not None:
        yield 1.0, np.where(noisy, near_pitch(speech, voiced, 0), speech)
    loud = ThresholdRule(percentile=LOUD_PERCENTILE)
    yield LOUD_SHARE, np.where(noisy, voice_rows(plain, loud, voiced).speech, speech)
