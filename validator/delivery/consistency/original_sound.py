"""Where a dub lacks sound that its original has beside the lines: missing fill, an M&E that is out for a moment.

Levels every 100 ms alone are asked, of what lies beside the lines in both. A line of the original sounds there too, by
its room, and a dub without that line is right to be softer. So only a bed is missed that goes on: the original is no
louder where the dub is soft than before and after it, where both are alike.

A worked example, levels beside the lines of ten rows of 100 ms, the dub as loud as the original elsewhere:

    original   -40.2  -40.0  -39.8  -40.1  -40.3  -40.0  -33.0  -25.1  -26.0  -40.1
    dub        -40.1  -40.1  -58.0  -61.2  -59.5  -40.2  -33.2  -40.0  -39.9  -40.2
    lacking                  18.2   21.1   19.2          told: the original goes on at -40
                                                                14.9   13.9   not told: 15 dB above what is around it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.delivery.consistency.row_places import places_of
from validator.delivery.consistency.sisters import SILENCE_LKFS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.delivery.consistency.sisters import SisterReadings

LOWER_DB: Final = 9.0
LEAST_ROWS: Final = 3
JOINED_ROWS: Final = 10
"""Sound is lacking where a dub lies so far below the original for 0.3 s in all; rows up to a second in which a line of
the dub hides it part no place."""

ALIKE_DB: Final = 3.0
ALIKE_ROWS: Final = 5
AROUND_ROWS: Final = 30
LOUDER_DB: Final = 6.0
"""Within 3 s before and after the place there are five rows and more in which both lie within 3 dB; the original is no
more than 6 dB louder in the place than in those."""

IN_STEP_DB: Final = 1.5
LEAST_IN_STEP: Final = 0.6
LEAST_SOUNDING: Final = 50
"""A dub is held against the original where 5 s of it sound and three fifths of them are within 1.5 dB of it."""

MOST_PLACES: Final = 3
MOST_LACKING: Final = 0.1
"""Where a dub is softer in more places and for more of the time, it is mixed in another way, as a voice-over is: no
place of it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingPlace:
    """A place in which a dub lacks what its original has.

    Attributes:
        first_second, last_second: Where, from the beginning of the file.
        difference_db: How far it lies below the original there, beyond what it does elsewhere; negative.
    """

    first_second: float
    last_second: float
    difference_db: float


def lacking_beside(dub: SisterReadings, original: SisterReadings) -> list[LackingPlace]:
    """Return the places in which a dub lacks what its original has beside the lines; of 0.3 s and more."""
    count = min(len(dub.sides_lkfs), len(original.sides_lkfs))
    own, wanted = (one.sides_lkfs[:count].astype(np.float64) for one in (dub, original))
    sounding = wanted > SILENCE_LKFS
    if np.count_nonzero(sounding) < LEAST_SOUNDING:
        return []
    away = own - wanted
    away -= np.median(away[sounding])
    if np.mean(np.abs(away[sounding]) <= IN_STEP_DB) < LEAST_IN_STEP:
        return []
    lower, alike = sounding & (away <= -LOWER_DB), sounding & (np.abs(away) <= ALIKE_DB)
    found = places_of(lower, alike, least_rows=LEAST_ROWS, joined_rows=JOINED_ROWS)
    places = [place for place in found if _goes_on(wanted, slice(*place), lower, alike)]
    lacking = sum(end - first for first, end in places)
    if len(places) > MOST_PLACES and lacking > MOST_LACKING * np.count_nonzero(sounding):
        return []
    return [
        LackingPlace(
            first_second=first / 10.0,
            last_second=end / 10.0,
            difference_db=round(float(np.median(away[first:end][lower[first:end]])), 1),
        )
        for first, end in places
    ]


def _goes_on(wanted: NDArray[np.float64], place: slice, lower: NDArray[np.bool_], alike: NDArray[np.bool_]) -> bool:
    """Whether the original goes on in a place as it is before and after, as far as both are alike there."""
    level = float(np.median(wanted[place][lower[place]]))
    before, after = max(0, place.start - AROUND_ROWS), place.stop + AROUND_ROWS
    nearest = (
        wanted[before : place.start][alike[before : place.start]][-2 * ALIKE_ROWS :],
        wanted[place.stop : after][alike[place.stop : after]][: 2 * ALIKE_ROWS],
    )
    return all(len(beside) >= ALIKE_ROWS and level <= float(np.median(beside)) + LOUDER_DB for beside in nearest)
