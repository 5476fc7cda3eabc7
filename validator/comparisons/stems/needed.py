"""Delays, inverted channels and absence of stems, held against what the sum leaves without them.

What is solved from spectra alone takes what a limiter makes of a loud stem for a delay of a soft one. A worked example:
music 6 LU over the lines, limited by 10 dB all the time, over effects 30 dB softer. The effects seem 0.15 samples
early. With that delay and without it -51 dB remain: there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.stems.stem_products import ROWS_PER_SECOND, fitted, null_at, stem_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme
    from validator.comparisons.stems.stem_products import StemRows

LEAST_GAINED_DB: Final = 1.0
"""A delay, an inverted channel or an absent stem is a fault where the sum leaves so much less with it. Of those that
were none it was 0 dB at most, of planted faults 29 dB and more (measured: 8 films)."""


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


def is_absent(seconds: StemRows, gains: NDArray[np.float64], stem: int) -> bool:
    """Whether the sum leaves less without a stem than with it as delivered.

    Args:
        seconds: What was read.
        gains: float64 (stems,): of the others.
        stem: Which.
    """
    without, delivered = gains.copy(), gains.copy()
    without[stem], delivered[stem] = 0.0, 1.0
    more_db = null_at(seconds, delivered) - null_at(seconds, without)
    return bool(np.median(more_db[_heard(seconds, stem)]) >= LEAST_GAINED_DB)


def _gained_db(without: StemRows, found: StemRows, stem: int) -> float:
    """How much less the sum leaves with what was found of a stem: the median of the seconds it has most part in."""
    heard = _heard(found, stem)
    return float(np.median(fitted(without).null_db[heard] - fitted(found).null_db[heard]))


def _heard(rows: StemRows, stem: int) -> NDArray[np.bool_]:
    share = rows.products[:, 1 + stem, 1 + stem] / np.maximum(rows.products[:, 0, 0], 1e-30)
    heard: NDArray[np.bool_] = share >= share.max() / 2.0
    return heard
