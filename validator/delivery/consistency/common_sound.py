"""What the languages of a title have in common, and where one of them lacks it: fill that is missing, an M&E that dips.

No stem and no original is asked: what most of the other languages have alike, row by row, is the M&E. Only what lies
beside the lines is held against each other, so that lines hide little of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.delivery.consistency.row_places import places_of
from validator.delivery.consistency.sisters import SILENCE_LKFS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.delivery.consistency.sisters import SisterMix

LEAST_LANGUAGES: Final = 3
"""Two may differ, and nobody knows which of them is right."""

ALIKE_DB: Final = 1.0
ALIKE_SHARE: Final = 2 / 3
"""Rows are alike where two thirds of the other languages, at least two, lie this near to their median. Their limiters
and the rooms of their lines part them by less for four fifths of the time; of six films of a minute with five languages
each, which share no seed with the published ones."""

SOFTEST_SHARE: Final = 1 / 4
"""What they have in common is no more than a softer quarter of them has: two whose lines happen to have one room at one
moment have that in common too, and the others have not."""

LOWER_DB: Final = 4.0
LEAST_ROWS: Final = 10
JOINED_ROWS: Final = 10
"""Sound is lacking where a language lies so far below for a second in all; pauses of a second, in which the others are
not alike, part no place. Measured on the same films, with three to five languages: M&E that is out for 6 s is found 17
times of 18, 12 dB softer for 3 s 14 of 18, 6 dB softer for 6 s 15 of 18, out for 1.5 s 4 of 12, and no wrong place is
named; `docs/recall.md` has others."""

LEAST_ALIKE_ROWS: Final = 50
IN_STEP_DB: Final = 1.5
LEAST_IN_STEP: Final = 0.6
"""A language is held against the others where it lies within 1.5 dB of them in three fifths of the rows that are alike,
and 5 s are. Measured: 0.7 and more of languages in step, 0.5 of one that is half a second late, 0.4 of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingSound:
    """A place in which a language lacks what the others have in common.

    Attributes:
        path, language: Of the mix.
        first_second, last_second: Where, from the beginning of the file.
        difference_db: How far it lies below the others there, beyond what it does elsewhere; negative.
        others: Languages it was held against.
    """

    path: str
    language: str
    first_second: float
    last_second: float
    difference_db: float
    others: int


def lacking_sound(group: Sequence[SisterMix]) -> Iterator[LackingSound]:
    """Yield the places in which a language lacks what the others have in common.

    A worked example, four languages, levels beside the lines of four rows of 100 ms:

        de   -30.1  -32.0  -60.0  -31.0
        fr   -30.0  -32.2  -33.1  -25.0    (the room of a loud line)
        es   -30.2  -32.1  -33.0  -31.2
        ja   -30.0  -31.9  -33.2  -31.1
        of de: the others are alike in all four (two of three will do), and it lies 27 dB below in the third.

    Ten such rows, a second apart at most, are a place.

    Args:
        group: Mixes of one kind and layout, each in another language.
    """
    told = [mix for mix in group if len(mix.readings.sides_lkfs)]
    if len(told) < LEAST_LANGUAGES:
        return
    count = min(len(mix.readings.sides_lkfs) for mix in told)
    levels = np.stack([mix.readings.sides_lkfs[:count] for mix in told]).astype(np.float64)
    for number, mix in enumerate(told):
        away, alike = _away(levels[number], np.delete(levels, number, axis=0))
        lower = alike & (away <= -LOWER_DB)
        for first, end in places_of(lower, alike & ~lower, least_rows=LEAST_ROWS, joined_rows=JOINED_ROWS):
            yield LackingSound(
                path=mix.path,
                language=mix.language,
                first_second=first / 10.0,
                last_second=end / 10.0,
                difference_db=round(float(np.median(away[first:end][lower[first:end]])), 1),
                others=len(told) - 1,
            )


def _away(own: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How far a language lies from the others beyond what it usually does, in dB, and the rows in which that is told.

    No row is told where it is not in step with them.
    """
    middle = np.median(others, axis=0)
    near = np.count_nonzero(np.abs(others - middle) <= ALIKE_DB, axis=0)
    alike = (near >= max(2.0, ALIKE_SHARE * len(others))) & (middle > SILENCE_LKFS)
    away = own - np.sort(others, axis=0)[int(SOFTEST_SHARE * len(others))]
    if np.count_nonzero(alike) < LEAST_ALIKE_ROWS:
        return away, np.zeros_like(alike)
    away -= np.median(away[alike])
    in_step = np.mean(np.abs(away[alike]) <= IN_STEP_DB) >= LEAST_IN_STEP
    return away, alike if in_step else np.zeros_like(alike)
