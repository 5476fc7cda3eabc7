"""Where a voice sounds, from its power per 10 ms alone.

A line begins and ends somewhere between its loud syllables and the silence around it. In a dry recording that is plain:
26 dB below the loud tenth of the voice hardly anything but speech is left. In a church, or with the noise of a location
in the stem, what surrounds the lines is far louder than that, and would count as speech. So the surroundings are
measured first: how loud it still is 0.1 to 0.3 s after lines. The threshold lies above that. Worked examples, all in
dB against the loud tenth of the voice:

    lines in                        0.1 to 0.3 s after lines    threshold
    a dry studio                              -40               -26, the lowest there is
    noise of the location, -22 dB             -27               -22
    a room of 0.9 s                           -21               -16
    a church of 2.5 s                         -14                -9

Noise may be loud enough to pass for the middle of a line; so what lasts on both sides of lines is measured first
(`noise_around`), and the middle of a line begins above that.

Where the surroundings are that loud, what lies above the threshold may still be noise that comes and goes. A voice has
a pitch, and its consonants lie next to it: a row counts where one within 0.2 s has a pitch, unless few have, as of
whispers.

Rooms change from scene to scene, and so do whispers and shouts: everything is measured anew for each 30 s. But what is
softer than 26 dB below the loud tenth of the whole is no speech in any of them: where nobody speaks for 30 s, breaths
and leaks would be the loudest there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Powers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

GAP_SECONDS: Final = 0.3
"""Shorter gaps are pauses of a speaker and belong to the speech."""

LEAST_POWER: Final = 1e-7
"""Mean square of the loud tenth from which there is a voice at all: -70 dBFS."""

LOUD_PERCENTILE: Final = 90
_SOUNDING_SHARE: Final = 1e-6
"""Blocks more than 60 dB below the loudest are silence between lines, and not counted for the loud tenth."""

_PART_BLOCKS: Final = 30 * BLOCKS_PER_SECOND
_SOFTEST_PART_DB: Final = -15.0
"""A part in which people whisper has a loud tenth of its own, down to this against that of the whole; what is softer
still throughout a part is not taken for its lines."""

_CORE_DB: Final = -10.0
"""Above this a block is in the middle of a line; what comes after such stretches is looked at."""

_CLEAR_CORE_DB: Final = -4.0
_SMOOTHED_BLOCKS: Final = 5
ABOVE_NOISE_DB: Final = 6.0
"""But noise of the location 14 dB below the lines exceeds -10 dB every now and then, and would be the middle of a line
itself: what comes after it is silence, and the noise is taken for speech. So what lasts on both sides of the clear
middles of lines, 50 ms above -4 dB, is measured first, and the middle begins 6 dB above that. Of 115 scenes with noise
10 to 18 dB below the largest error was 2.55 LU without it, and 1.73 LU with it (tuning half of the recordings)."""

_AFTER_BLOCKS: Final = (10, 30)
LEAST_VALUES: Final = 15
"""Blocks after lines from which a level is told: one line that ends in a pause has 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule:
    """How the threshold follows from what surrounds the lines. All in dB against the loud tenth of the voice.

    Attributes:
        percentile: Of the levels 0.1 to 0.3 s after lines.
        above_db: So far above that the threshold lies ...
        lowest_db: ... but not below this.
        moved_db: Added in the end.
    """

    percentile: float = 75.0
    above_db: float = 5.0
    lowest_db: float = -26.0
    moved_db: float = 0.0


READING: Final = ThresholdRule()
"""The rule of the reading. Percentile, distance and floor have the smallest errors over the scenes of real recordings
that constants are chosen by (`benchmarks.gate_on_recordings`, its half for tuning): within 0.3 LU in 96 of 100."""

HIGHEST_DB: Final = -8.0
"""However much surrounds the lines, the threshold does not go above this: it would cut syllables."""


RAISED_DB: Final = READING.lowest_db + 3.0
"""Above this threshold a room or noise is heard around lines."""

_REACH_ROWS: Final = 2
_LEAST_VOICED: Final = 0.3
"""With rows up to 0.2 s from a pitch, under location noise and in rooms, the mean error was 0.16 LU and one band of 54
was over 1.0 LU; with all rows 0.19 LU and four of 54 (the half of the recordings that constants are chosen by). Of
spoken lines 0.6 of the rows and more have a pitch, in a church as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRows:
    """Where a voice sounds.

    Attributes:
        speech: bool (rows,): whole 100 ms rows of which at least half is speech.
        threshold_db: Lowest and highest threshold of the parts, against the loud tenth of each; None where there is no
            voice.
    """

    speech: Flags
    threshold_db: tuple[float, float] | None

    @property
    def share(self) -> float:
        """Part of the rows that is speech; 0 where there are none."""
        return float(self.speech.mean()) if self.speech.size else 0.0


def voice_rows(power: Powers, rule: ThresholdRule = READING, voiced: Flags | None = None) -> VoiceRows:
    """Find the rows in which a voice sounds, given the voice alone.

    Args:
        power: float64 (rows * 10,): mean square of the voice in every 10 ms, so that a line begins and ends where it
            does.
        rule: How the threshold is found.
        voiced: bool (rows,): where the voice has a pitch; None where that is not known.
    """
    whole = loud_tenth(power)
    if whole < LEAST_POWER:
        return VoiceRows(speech=np.zeros(len(power) // BLOCKS_PER_ROW, np.bool_), threshold_db=None)
    parts = _parts(len(power))
    loud = np.concatenate([np.full(part.stop - part.start, _loud_of_part(power[part], power, whole)) for part in parts])
    relative = power / loud
    after = behind_lines(relative, _core_db(relative, parts))
    common_db = _threshold_db(relative[after], rule)
    by_part = [_threshold_db(relative[part][after[part]], rule, common_db) for part in parts]
    thresholds = np.concatenate([np.full(part.stop - part.start, db) for part, db in zip(parts, by_part, strict=True)])
    floor = whole * float(10.0 ** ((rule.lowest_db + rule.moved_db) / 10.0))
    over = power > np.maximum(loud * np.power(10.0, thresholds / 10.0), floor)
    sounding = without_gaps(over, GAP_SECONDS * BLOCKS_PER_SECOND)
    speech = rows_of(sounding, BLOCKS_PER_ROW)
    if voiced is not None and _is_raised_anywhere(relative, after, parts):
        speech = near_pitch(speech, voiced, _REACH_ROWS)
    return VoiceRows(speech=speech, threshold_db=(min(by_part), max(by_part)))


def is_raised(relative: Powers) -> bool:
    """Whether what sounds behind the lines of a stretch raises the threshold of the reading.

    Args:
        relative: float64 (blocks,): power against the loud tenth of the voice.
    """
    return _threshold_db(relative[behind_lines(relative, core_db_beside(noise_around(relative)))], READING) > RAISED_DB


def _is_raised_anywhere(relative: Powers, after: Flags, parts: list[slice]) -> bool:
    """Whether room or noise raises the threshold of the reading anywhere."""
    common_db = _threshold_db(relative[after], READING)
    return max(_threshold_db(relative[part][after[part]], READING, common_db) for part in parts) > RAISED_DB


def near_pitch(speech: Flags, voiced: Flags, reach_rows: int) -> Flags:
    """Rows of speech so near to one that has a pitch; all of them where few have one: bool (rows,).

    Args:
        speech: bool (rows,).
        voiced: bool (rows,): where there is a pitch; what is missing has none.
        reach_rows: How many rows away it may be.
    """
    pitched = np.pad(voiced[: len(speech)], (0, max(0, len(speech) - len(voiced))))
    if np.count_nonzero(pitched & speech) < _LEAST_VOICED * np.count_nonzero(speech):
        return speech
    near = np.convolve(pitched, np.ones(2 * reach_rows + 1))[reach_rows : reach_rows + len(speech)] > 0
    return np.asarray(speech & near, np.bool_)


def _parts(count: int) -> list[slice]:
    """Equal parts of 30 s to just under 60 s."""
    edges = np.linspace(0, count, max(1, count // _PART_BLOCKS) + 1).astype(np.int64).tolist()
    return [slice(start, end) for start, end in pairwise(edges)]


def loud_tenth(power: Powers) -> float:
    """Mean square of the loud tenth of a voice, silence between lines left out; 0 of silence."""
    return _loud(power, float(power.max(initial=0.0)))


def _loud(power: Powers, loudest: float) -> float:
    sounding = power[power > _SOUNDING_SHARE * loudest]
    return float(np.percentile(sounding, LOUD_PERCENTILE)) if sounding.size else 0.0


def _loud_of_part(part: Powers, power: Powers, whole: float) -> float:
    return max(_loud(part, float(power.max())), whole * float(10.0 ** (_SOFTEST_PART_DB / 10.0)))


def noise_around(relative: Powers, percentile: float = 50.0) -> float:
    """How loud it is on both sides of lines, as it is with noise of the location; a room sounds on one side alone.

    Args:
        relative: float64 (blocks,): power against the loud tenth of the voice.
        percentile: Of the levels beside lines: the median is how loud noise is, the lower quarter whether it lasts.

    Returns:
        dB against that: the lower of the two 0.1 to 0.3 s before and after clear middles of lines; -120 where too
        little lies beside any.
    """
    if not relative.size:
        return NOTHING_DB
    width, half = np.ones(_SMOOTHED_BLOCKS) / _SMOOTHED_BLOCKS, _SMOOTHED_BLOCKS // 2
    clear = np.convolve(relative, width)[half : half + len(relative)] > 10.0 ** (_CLEAR_CORE_DB / 10.0)
    beside = (relative[_behind(clear)], relative[_behind(clear[::-1])[::-1]])
    if min(levels.size for levels in beside) < LEAST_VALUES:
        return NOTHING_DB
    return min(10.0 * float(np.log10(np.percentile(levels, percentile) + 1e-12)) for levels in beside)


NOTHING_DB: Final = -120.0
_LASTING_PERCENTILE: Final = 25.0


def core_db_beside(noise_db: float) -> float:
    """Above which level a block is in the middle of a line, given the noise around lines: dB against the loud tenth."""
    return min(max(_CORE_DB, noise_db + ABOVE_NOISE_DB), _CLEAR_CORE_DB)


def noisy_parts(power: Powers, lasting_db: float, loud_db: float) -> Flags:
    """Rows of the parts of 30 s in which noise lasts around lines, or is loud there: bool (rows,).

    Args:
        power: float64 (rows * 10,): mean square of the voice.
        lasting_db: What the quiet quarter beside lines is above, against the loud tenth of each part ...
        loud_db: ... or what half of it is above.
    """
    rows = np.zeros(len(power) // BLOCKS_PER_ROW, np.bool_)
    whole = loud_tenth(power)
    for part in _parts(len(power)) if whole >= LEAST_POWER else ():
        relative = power[part] / _loud_of_part(power[part], power, whole)
        is_noisy = noise_around(relative, _LASTING_PERCENTILE) > lasting_db or noise_around(relative) > loud_db
        rows[part.start // BLOCKS_PER_ROW : -(-part.stop // BLOCKS_PER_ROW)] |= is_noisy
    return rows


def _core_db(relative: Powers, parts: list[slice]) -> Powers:
    """Where the middle of a line begins, block by block."""
    return np.concatenate(
        [np.full(part.stop - part.start, core_db_beside(noise_around(relative[part]))) for part in parts]
    )


def behind_lines(relative: Powers, core_db: Powers | float) -> Flags:
    """Blocks that lie 0.1 to 0.3 s after the core of a line and at least 0.1 s before the next: bool (blocks,).

    Args:
        relative: float64 (blocks,): power against the loud tenth of the voice.
        core_db: Above which level a block is in the middle of a line.
    """
    return _behind(relative > np.power(10.0, np.asarray(core_db) / 10.0))


def _behind(middles: Flags) -> Flags:
    core = without_gaps(middles, GAP_SECONDS * BLOCKS_PER_SECOND)
    places = np.arange(len(core))
    since = places - np.maximum.accumulate(np.where(core, places, -len(core)))
    until = np.minimum.accumulate(np.where(core, places, 2 * len(core))[::-1])[::-1] - places
    nearest, farthest = _AFTER_BLOCKS
    return np.asarray((since >= nearest) & (since < farthest) & (until >= nearest), np.bool_)


def before_lines(relative: Powers, core_db: float) -> Flags:
    """Blocks that lie 0.1 to 0.3 s before the core of a line and at least 0.1 s behind the one before: bool (blocks,).

    Args:
        relative: float64 (blocks,): power against the loud tenth of the voice.
        core_db: Above which level a block is in the middle of a line.
    """
    return np.asarray(behind_lines(relative[::-1], core_db)[::-1], np.bool_)


def _threshold_db(surroundings: Powers, rule: ThresholdRule, otherwise: float | None = None) -> float:
    """The threshold by what surrounds lines; `otherwise`, or the lowest, where too little is known of that."""
    if surroundings.size < LEAST_VALUES:
        return rule.lowest_db + rule.moved_db if otherwise is None else otherwise
    level_db = 10.0 * float(np.log10(np.percentile(surroundings, rule.percentile) + 1e-12))
    return min(max(level_db + rule.above_db, rule.lowest_db), HIGHEST_DB) + rule.moved_db


def rows_of(parts: NDArray[np.bool_], per_row: int) -> NDArray[np.bool_]:
    """Rows of which at least half is speech, bool (rows,)."""
    rows: NDArray[np.bool_] = 2 * np.count_nonzero(parts.reshape(-1, per_row), axis=1) >= per_row
    return rows


def without_gaps(speech: NDArray[np.bool_], shortest: float) -> NDArray[np.bool_]:
    """Close the gaps between stretches of speech that are shorter than `shortest` items."""
    closed = speech.copy()
    starts, ends = edges_of(speech)
    for end, start in zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True):
        if start - end < shortest:
            closed[end:start] = True
    return closed


def edges_of(speech: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First items of the stretches, and the items after their last."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], speech, [False]]).astype(np.int8)))
    return steps[::2], steps[1::2]
