"""Whether channels that belong together move together, band by band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.correlation import mirror_pairs
from validator.scan.grid import BANDS_HZ, granule_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.vocabulary import Layout
    from validator.scan.table import BlockTable

SOUNDING_POWER: Final = 1e-6
"""-60 dBFS: mean square in a band that both sides must exceed in a granule of 10 s for it to count."""

LEAST_SECONDS: Final = 10.0
"""Sound in a band that says anything. Both are those by which the threshold was measured (`TELLING`)."""

TELLING: Final = 0.3
"""From this correlation on, whatever its sign, a band tells something. Measured on 37 released pieces of music and
ambiences, 40 s of each: the band of which the correlation is largest is never below -0.3 as they are, and is for 35 of
them where one side is turned upside down; the others are below 0.3 in every band, and tell nothing."""

LOW_BANDS: Final = (0, 1)
OPPOSED_BELOW: Final = -0.5
"""Below 500 Hz a pair that is in phase elsewhere is opposed from here on: bass is rarely wider than this. Project's
choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCorrelation:
    """How two channels, or a channel and a sum of channels, move together.

    Attributes:
        first, second: Channel indices of either side.
        bands: For each of `BANDS_HZ` the correlation, -1 to 1; None where one side hardly sounds there.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    bands: tuple[float | None, ...]


def sides_of(layout: Layout) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """What is held against each other: pairs that mirror each other, and the centre against left and right.

    A surround is held against the front of its side only to tell which of two is upside down: its delay against the
    front, which is no fault, turns the low bands either way.
    """
    for left, right in mirror_pairs(layout):
        yield (left,), (right,)
    places = {label: index for index, label in enumerate(layout.labels)}
    if len(places) < len(layout.labels) or not {"L", "R"} <= set(places):
        return
    left, right = places["L"], places["R"]
    if "C" in places:
        centre = places["C"]
        yield (centre,), (left, right)
        yield (left,), (centre,)
        yield (right,), (centre,)
    for side in ("s", "ss", "rs"):
        if {f"L{side}", f"R{side}"} <= set(places):
            yield (places[f"L{side}"],), (left,)
            yield (places[f"R{side}"],), (right,)


def band_correlation(table: BlockTable, first: Sequence[int], second: Sequence[int]) -> BandCorrelation:
    """The correlation of two sums of channels in each band, over the granules in which both sound there."""
    lasts = granule_seconds(table.sample_count, table.sample_rate_hz)
    one, other = (np.isin(np.arange(table.channel_count), side).astype(np.float64) for side in (first, second))
    products = table.band_products
    power = np.einsum("gbcd,c,d->gb", products, one, one), np.einsum("gbcd,c,d->gb", products, other, other)
    shared = np.einsum("gbcd,c,d->gb", products, one, other)
    sounding = (power[0] > SOUNDING_POWER) & (power[1] > SOUNDING_POWER)
    seconds = sounding * lasts[:, np.newaxis]
    found: list[float | None] = []
    for band in range(len(BANDS_HZ)):
        weight = seconds[:, band]
        if weight.sum() < min(LEAST_SECONDS, float(lasts.sum())) or not weight.any():
            found.append(None)
            continue
        # Each granule counts alike, so that the loudest does not speak for all.
        shares = weight / np.sqrt(np.where(sounding[:, band], power[0][:, band] * power[1][:, band], 1.0))
        found.append(float(np.clip((shares * shared[:, band]).sum() / weight.sum(), -1.0, 1.0)))
    return BandCorrelation(first=tuple(first), second=tuple(second), bands=tuple(found))
