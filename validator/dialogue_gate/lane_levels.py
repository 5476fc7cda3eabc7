"""Levels of a mix, of a guide, and of what the guide leaves of the mix, lane by lane, and what they say of a guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.lines.speech_lanes import LanePair
from validator.comparisons.reading.channel_sums import centre_and_sides, mono_lane
from validator.scan.table import BLOCKS_PER_ROW, ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.dialogue_gate.alignment import Timed

    Powers = NDArray[np.float64]

SOUNDING: Final = 1e-7
"""Mean square from which something sounds in the lanes: -70 dBFS."""

_SILENCE: Final = 1e-10
SAME_DB: Final = -30.0
"""A second of which no more than this remains is the same sound in mix and guide."""

SAME_SHARE: Final = 0.95
"""So much of the seconds with sound must be the same before a guide is the mix itself. Of right stems 57 % were at
most, where the bed lay 35 dB below the lines; of the mix at another level all."""

LOUDER_SIDES: Final = 2.0
"""The sides lead where they are 3 dB above the centre: of rooms up to 2.5 s they are 3 dB above it at most."""

_MORE_RANGE_DB: Final = 20.0
_CENTRAL_DB: Final = 3.0
"""Of right stems the rest comes and goes less than the stem, by 20 dB and more, or sits at the sides."""

_HIGH_PERCENTILE, _LOW_PERCENTILE = 95, 10
_LOUD_PERCENTILE = 90


def of_same_channels(mix: Timed, guide: Timed) -> bool:
    """Whether both have the same channels, in whatever order."""
    return set(mix.layout.labels) == set(guide.layout.labels)


def lane_pair(mix: Timed, guide: Timed, offset_samples: int) -> LanePair:
    """What is compared: centre and sides where both have the same channels, else the mono of both."""
    lanes = centre_and_sides if of_same_channels(mix, guide) else mono_lane
    return LanePair(
        mix=mix.programme,
        guide=guide.programme,
        mix_gains=lanes(mix.layout),
        guide_gains=lanes(guide.layout),
        offset_samples=offset_samples,
        is_compiled=mix.table.kernel == "numba",
    )


def centre_of(layout: Layout) -> NDArray[np.float64]:
    """The lane in which a dialogue stem is looked for in its mix: (1, channels)."""
    return centre_and_sides(layout)[:1]


def sides_of(layout: Layout) -> NDArray[np.float64]:
    """The lane in which an M&E is looked for in its mix: where there are no lines over it; (1, channels)."""
    return centre_and_sides(layout)[-1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLevels:
    """Mean squares by 10 ms, float64 (blocks, lanes); the first lane is the centre (mid), the second the sides.

    Attributes:
        mix: The mix.
        guide: The guide at its level in the mix.
        rest: What the guide leaves of the mix.
    """

    mix: Powers
    guide: Powers
    rest: Powers

    @property
    def has_sides(self) -> bool:
        """Whether there are two lanes to compare."""
        return bool(self.mix.shape[1] > 1)

    @property
    def is_the_mix(self) -> bool:
        """Whether next to nothing remains of the mix anywhere: then the guide is the mix, or the mix is the guide."""
        mix, rest = (in_parts(powers, BLOCKS_PER_ROW * ROWS_PER_SECOND).sum(axis=1) for powers in (self.mix, self.rest))
        sounding = mix > SOUNDING
        if not sounding.any():
            return False
        same = rest[sounding] < mix[sounding] * 10.0 ** (SAME_DB / 10.0)
        return bool(np.mean(same) >= SAME_SHARE)

    @property
    def guide_is_more_like_speech(self) -> tuple[bool, bool]:
        """Whether the guide comes and goes more than the rest does, and whether it sits more in the centre.

        Lines stop and begin (75 dB between their loudest twentieth and their quietest tenth), a bed lasts (8 to 30 dB);
        lines sit in the centre, 2 to 14 dB above the sides, a bed beside it, 3 to 17 dB below. Where there is one lane,
        the second answer is the first.
        """
        comes_and_goes = _range_db(self.guide) >= _range_db(self.rest)
        if not self.has_sides:
            return comes_and_goes, comes_and_goes
        return comes_and_goes, _centre_db(self.guide) >= _centre_db(self.rest)

    @property
    def rest_is_like_lines(self) -> bool:
        """Whether the rest comes and goes 20 dB more than the guide, and sits 3 dB above the sides: as lines do.

        So it is where the guide is an M&E with a radio in it, which sits in the centre even more than lines do.
        """
        more_db = _range_db(self.rest) - _range_db(self.guide)
        return self.has_sides and more_db > _MORE_RANGE_DB and _centre_db(self.rest) > _CENTRAL_DB

    @property
    def guide_is_like_lines(self) -> bool:
        """Whether the guide comes and goes 20 dB more than the rest, and sits 3 dB above the sides: as lines do.

        So a stem does even where effects of the rest sit in the centre more than its lines do in their room.
        """
        more_db = _range_db(self.guide) - _range_db(self.rest)
        return self.has_sides and more_db > _MORE_RANGE_DB and _centre_db(self.guide) > _CENTRAL_DB


def leading_lane(powers: Powers, block_count: int, central: Powers | None = None) -> Powers:
    """Mean squares of a voice by 10 ms: of the centre, and of the sides where those are 3 dB louder.

    A line may come from the left or from behind; the room of a line is at the sides as well, but not louder there.

    Args:
        powers: float64 (blocks, lanes): of a stem, or of what an M&E leaves.
        block_count: How many there are to be; what is missing is silence.
        central: float64 (blocks,): factors of the centre, which do not change what leads; None is 1.

    Returns:
        float64 (block_count,).
    """
    found = np.zeros(block_count)
    count = min(len(powers), block_count)
    centre, sides = powers[:count, 0], powers[:count, -1]
    weighted = centre if central is None else centre * central[:count]
    found[:count] = np.where(sides > LOUDER_SIDES * centre, sides, weighted)
    return found


def usual_centre(powers: Powers, rows: NDArray[np.bool_]) -> float:
    """How the centre of a sound usually lies against its sides, as a ratio of powers, -25 dB or more.

    Args:
        powers: float64 (rows, lanes); with one lane there is no usual place.
        rows: bool (rows,): where it is alone.
    """
    if powers.shape[1] == 1:
        return NO_USUAL
    alone = powers[rows & (powers.sum(axis=1) > FAINT)]
    ratio = float(np.median(alone[:, 0] / np.maximum(alone[:, 1], _SILENCE))) if len(alone) else 1.0
    return max(ratio, float(10.0 ** (_LEAST_CENTRE_DB / 10.0)))


def stands_out(powers: Powers, usual: float) -> NDArray[np.bool_]:
    """Rows in which the centre is 3 dB above the sides, or 5 dB above where it usually is against them: bool (rows,).

    Lines stand out so, over loud music as well, of which the sides hold more; music and ambience do not.
    """
    if powers.shape[1] == 1:
        return np.ones(len(powers), np.bool_)
    least = min(ABOVE_SIDES, ABOVE_USUAL * usual)
    return np.asarray(powers[:, 0] > least * powers[:, 1], np.bool_)


ABOVE_SIDES: Final = 2.0
ABOVE_USUAL: Final = 3.0
NO_USUAL: Final = 1.0
"""For `stands_out`, where the 3 dB are to hold alone."""

SHARE_ABOVE_SIDES: Final = 0.5
SHARE_ABOVE_USUAL: Final = 0.7
"""Of the rows in which lines stand out so: with so many elsewhere, or in an M&E, they are lines. A song or a radio in
the centre sounds so as well: 0.42 in scenes with a radio 10 LU below the lines. Of stems and M&Es with half of the
lines 0.68 and more above the sides, and 0.8 and more above what is usual where louder music hides them."""

LOUD_TENTH_DB: Final = -5.0
"""And their loud tenth comes within so much of that of the lines: of halves of lines 3.3 dB below and nearer, of radios
10 LU below the lines 6.1 dB below and farther (30 scenes whose radio sounds for long, and 110 halves)."""

_LEAST_CENTRE_DB: Final = -25.0
FAINT: Final = 1e-9
"""Mean square of -90 dBFS."""


def as_loud(powers: Powers, rows: NDArray[np.bool_], lines: Powers, line_rows: NDArray[np.bool_]) -> bool:
    """Whether rows come as near to the level of lines as lines do: by the loud tenth of both, in the centre.

    Args:
        powers: float64 (rows, lanes): what may be lines.
        rows: bool (rows,): which of it.
        lines: float64 (rows, lanes): what the lines are in.
        line_rows: bool (rows,): where.

    Returns:
        False where there are none of either.
    """
    own, theirs = (powers[rows[: len(powers)], 0], lines[line_rows[: len(lines)], 0])
    if not own.size or not theirs.size:
        return False
    loud, least = np.percentile(own, _LOUD_PERCENTILE), np.percentile(theirs, _LOUD_PERCENTILE)
    return bool(loud > least * 10.0 ** (LOUD_TENTH_DB / 10.0))


def in_parts(powers: Powers, blocks: int) -> Powers:
    """Means over so many blocks each; an incomplete part at the end is left out: (parts, lanes)."""
    count = len(powers) // blocks
    means: Powers = powers[: count * blocks].reshape(count, blocks, powers.shape[1]).mean(axis=1)
    return means


def row_powers(powers: Powers) -> Powers:
    """Means by rows of 100 ms: (rows, lanes)."""
    return in_parts(powers, BLOCKS_PER_ROW)


def _range_db(powers: Powers) -> float:
    """Distance between loud and quiet rows of the first lane."""
    level = 10.0 * np.log10(row_powers(powers)[:, 0] + _SILENCE)
    if not level.size:
        return 0.0
    high, low = np.percentile(level, [_HIGH_PERCENTILE, _LOW_PERCENTILE])
    return float(high - low)


def _centre_db(powers: Powers) -> float:
    """Level of the centre above that of the sides."""
    centre, sides = powers.mean(axis=0) + _SILENCE
    return float(10.0 * np.log10(centre / sides))
