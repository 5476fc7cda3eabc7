"""Whether two channels carry the same sound, and how far apart their levels are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.correlation import SIGNAL_ABOVE_POWER, pair_column
from validator.meters.power import k_row_energy, median, row_sample_counts

if TYPE_CHECKING:
    from validator.scan.table import BlockTable

FAR_APART_DB: Final = 3.0
"""Rows in which one channel is louder than the other by at least this are counted. Project's choice: half of the 6 dB
that a pan law or a wrong gain puts between the sides."""

LEAST_DIFFERENCE_DB: Final = -120.0
"""What is left of two channels that are the same reads no lower: below are the roundings of the sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How two channels relate over the whole programme, K-weighted.

    Attributes:
        pair: Channel indices in file order.
        difference_db: Power of the difference of the two, relative to their mean power: -120 where they are the same,
            +3 where they are unrelated and equally loud, +6 where one is the other upside down. None where one of them
            is silent.
        level_db: Median, over the 100 ms rows in which both sound, of the first's level above the second's; None
            without such rows.
        apart_share: Share of those rows in which the one that is louder by the median is so by `FAR_APART_DB` or more.
        sounding_rows: How many rows those are.
    """

    pair: tuple[int, int]
    difference_db: float | None
    level_db: float | None
    apart_share: float
    sounding_rows: int


def likeness(table: BlockTable, pair: tuple[int, int]) -> Likeness:
    """Compare two channels.

    A worked example: R is L at half the amplitude. Of every row E(L) = 4 E(R) and P = 2 E(R), so the difference has
    4 + 1 - 2 x 2 = 1 part where the mean has 2.5: -4.0 dB; the level is 6.0 dB in every row, and the share is 1.

    Raises:
        UsageError: The scan did not sum the product of these two channels.
    """
    one, other = k_row_energy(table)[:, pair].T
    product = float(table.k_products[:, pair_column(table, pair)].sum())
    mean = float(one.sum() + other.sum()) / 2.0
    difference_db = None
    if one.sum() > 0.0 and other.sum() > 0.0:
        left = max((2.0 * mean - 2.0 * product) / mean, 10.0 ** (LEAST_DIFFERENCE_DB / 10.0))
        difference_db = 10.0 * float(np.log10(left))
    floor = SIGNAL_ABOVE_POWER * row_sample_counts(table)
    sounding = (one > floor) & (other > floor)
    if not sounding.any():
        return Likeness(pair=pair, difference_db=difference_db, level_db=None, apart_share=0.0, sounding_rows=0)
    levels = 10.0 * np.log10(one[sounding] / other[sounding])
    level_db = float(median(levels))
    apart = levels >= FAR_APART_DB if level_db >= 0.0 else levels <= -FAR_APART_DB
    return Likeness(
        pair=pair,
        difference_db=difference_db,
        level_db=level_db,
        apart_share=float(apart.mean()),
        sounding_rows=len(levels),
    )
