"""Delays and inverted channels of stems, held against what the sum leaves without them.

What is solved from spectra alone takes what a limiter makes of a loud stem for a delay of a soft one. A worked example:
music 6 LU over the lines, limited by 10 dB all the time, over effects 30 dB softer. The effects seem 0.15 samples
early. With that delay and without it -51 dB remain: there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.stems.stem_products import ROWS_PER_SECOND, fitted, stem_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading import ReadableProgramme
    from validator.comparisons.stems.stem_products import StemRows

LEAST_GAINED_DB: Final = 1.0
"""A delay or an inverted channel is a fault where the sum leaves so much less with it. Of right stems under a limiter
it was 0.2 dB at most, of faults 3 dB at least (measured: 40 films of recordings and of synthesis)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StemPlaces:
    """How stems lie in the printmaster.

    Attributes:
        delays: float64 (stems,): samples by which each is late; 0 where it is not.
        signs: float64 (stems, channels): -1 for an inverted channel, else 1.
    """

    delays: NDArray[np.float64]
    signs: NDArray[np.float64]


def needed(
    programmes: Sequence[ReadableProgramme],
    found: StemPlaces,
    stretches: Sequence[tuple[int, int]],
    ceiling: float,
) -> StemPlaces:
    """The same places without the delays and inverted channels that explain nothing.

    Args:
        programmes: The printmaster and its stems.
        found: As solved.
        stretches: First samples and lengths of what is read for it.
        ceiling: Largest sample of the printmaster.

    Raises:
        MediaError: A file cannot be read.
    """

    def rows(places: StemPlaces) -> StemRows:
        gains = [np.ones(len(places.delays))]
        (made,) = stem_rows(programmes, places.delays, places.signs, gains=gains, ceiling=ceiling, stretches=stretches)
        return made.pooled(ROWS_PER_SECOND)

    kept, with_all = found, None
    for stem in range(len(found.delays)):
        for less in (_without_delay, _without_inverted):
            without = less(kept, stem)
            if without is None:
                continue
            with_all = rows(kept) if with_all is None else with_all
            with_less = rows(without)
            if _gained_db(with_less, with_all, stem) < LEAST_GAINED_DB:
                kept, with_all = without, with_less
    return kept


def _without_delay(places: StemPlaces, stem: int) -> StemPlaces | None:
    """None where there is none."""
    if places.delays[stem] == 0.0:
        return None
    delays = places.delays.copy()
    delays[stem] = 0.0
    return replace(places, delays=delays)


def _without_inverted(places: StemPlaces, stem: int) -> StemPlaces | None:
    """None where there is none."""
    if not (places.signs[stem] < 0.0).any():
        return None
    signs = places.signs.copy()
    signs[stem] = 1.0
    return replace(places, signs=signs)


def _gained_db(without: StemRows, found: StemRows, stem: int) -> float:
    """How much less the sum leaves with what was found of a stem: the median of the seconds it has most part in."""
    share = found.products[:, 1 + stem, 1 + stem] / np.maximum(found.products[:, 0, 0], 1e-30)
    heard = share >= share.max() / 2.0
    return float(np.median(fitted(without).null_db[heard] - fitted(found).null_db[heard]))
