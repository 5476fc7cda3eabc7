"""Loudness of the stereo and mono fold-downs of a mix, without making them.

The K filter is linear, so the K-weighted energy of any sum of channels follows from the energies of the channels and
the products of their pairs, which the table holds. LFE is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.correlation import pair_column
from validator.meters.loudness import PROGRAMME_GATING, integrated
from validator.meters.power import k_row_energy, programme_row_power, row_sample_counts, whole_row_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.meters.loudness import GateThresholds, LoudnessReading
    from validator.scan.table import BlockTable

_HALF_POWER: Final = 0.7071

# Label: share in Lo, share in Ro. ITU-R BS.775-4 Annex 4 Table 2 (3/2 to 2/0; Cs: 3/1 to 2/0). The Recommendation ends
# at 3/2: in a 7.1 the side and the rear surrounds are each taken as the surrounds of their side. It has no figures for
# heights, wides and inner fronts, so layouts with those have no fold-down here.
_STEREO_SHARES: Final[dict[str, tuple[float, float]]] = {
    "L": (1.0, 0.0),
    "R": (0.0, 1.0),
    "Lt": (1.0, 0.0),
    "Rt": (0.0, 1.0),
    "C": (_HALF_POWER, _HALF_POWER),
    "Ls": (_HALF_POWER, 0.0),
    "Rs": (0.0, _HALF_POWER),
    "Lss": (_HALF_POWER, 0.0),
    "Rss": (0.0, _HALF_POWER),
    "Lrs": (_HALF_POWER, 0.0),
    "Rrs": (0.0, _HALF_POWER),
    "Cs": (0.5, 0.5),
    "LFE": (0.0, 0.0),
    "LFE2": (0.0, 0.0),
}

_CANCELLED: Final = 1e-12
"""Energy of a sum, relative to the sum of energies, that is rounding and not sound (-120 dB)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldDownMatrix:
    """Shares of the channels of a mix, in file order, in its fold-downs.

    Attributes:
        left, right: Lo and Ro.
        mono: Half-power sum of Lo and Ro: 0.7071 L + 0.7071 R + C + 0.5 Ls + 0.5 Rs.
    """

    left: tuple[float, ...]
    right: tuple[float, ...]
    mono: tuple[float, ...]


def fold_down_matrix(layout: Layout) -> FoldDownMatrix | None:
    """The fold-down of a layout.

    Returns:
        None where there is nothing to fold (one channel, or no left and right), where a label occurs twice (two mixes
        in one file) and where the Recommendation has no figure for a channel.

    Source: ITU-R BS.775-4 Annex 4 Table 2.
    """
    labels = layout.labels
    if len(set(labels)) < len(labels) or any(label not in _STEREO_SHARES for label in labels):
        return None
    left, right = zip(*(_STEREO_SHARES[label] for label in labels), strict=True)
    if 1.0 not in left or 1.0 not in right:
        return None
    mono = tuple(_HALF_POWER * (to_left + to_right) for to_left, to_right in zip(left, right, strict=True))
    return FoldDownMatrix(left=left, right=right, mono=mono)


def pairs_needed(layout: Layout) -> tuple[tuple[int, int], ...]:
    """The channel pairs whose products the scan must sum for both fold-downs, smaller index first, in order.

    Every two channels that meet in the mono fold-down: one pair for 2.0, ten for 5.1; empty without a fold-down.
    """
    matrix = fold_down_matrix(layout)
    if matrix is None:
        return ()
    return tuple(combinations([channel for channel, share in enumerate(matrix.mono) if share], 2))


def folded_row_power(table: BlockTable, shares: Sequence[float]) -> NDArray[np.float64]:
    """K-weighted mean square of a sum of channels per whole 100 ms row, float64 (m,).

    Args:
        table: What the scan established; it must hold the products of all pairs with two shares other than zero.
        shares: Factor of each channel, in file order.

    Raises:
        UsageError: A product was not summed.
    """
    rows = whole_row_count(table)
    energy = k_row_energy(table)[:rows]
    used = [channel for channel, share in enumerate(shares) if share]
    total = np.zeros(rows)
    for channel in used:
        total += shares[channel] ** 2 * energy[:, channel]
    gross = total.copy()
    for first, second in combinations(used, 2):
        products = table.k_products[:rows, pair_column(table, (first, second))]
        total += 2.0 * shares[first] * shares[second] * products
    return np.where(total > _CANCELLED * gross, total, 0.0) / row_sample_counts(table)[:rows]


def stereo_row_power(table: BlockTable, matrix: FoldDownMatrix) -> NDArray[np.float64]:
    """Power series of the stereo fold-down Lo/Ro, float64 (m,), for the functions of `loudness`."""
    return folded_row_power(table, matrix.left) + folded_row_power(table, matrix.right)


def mono_row_power(table: BlockTable, matrix: FoldDownMatrix) -> NDArray[np.float64]:
    """Power series of the mono fold-down, float64 (m,), for the functions of `loudness`."""
    return folded_row_power(table, matrix.mono)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldDownReading:
    """What folding does to the loudness of a mix.

    Attributes:
        mix, stereo, mono: Integrated loudness of the mix, of Lo/Ro and of the mono fold-down.
        stereo_minus_mix_lu: How much louder Lo/Ro is than the mix; None where either has no loudness.
        mono_loss_lu: How much softer the mono fold-down is than Lo/Ro: 0 LU for the same sound on both sides, 3 LU for
            unrelated sound, more where sides cancel; None where either has no loudness. Full cancellation shows as a
            mono reading that is silent.
    """

    mix: LoudnessReading
    stereo: LoudnessReading
    mono: LoudnessReading
    stereo_minus_mix_lu: float | None
    mono_loss_lu: float | None


def _difference(minuend: LoudnessReading, subtrahend: LoudnessReading) -> float | None:
    if minuend.lkfs is None or subtrahend.lkfs is None:
        return None
    return minuend.lkfs - subtrahend.lkfs


def fold_down(table: BlockTable, layout: Layout, gating: GateThresholds = PROGRAMME_GATING) -> FoldDownReading | None:
    """Integrated loudness of a mix and of its fold-downs.

    Returns:
        None for a layout without a fold-down (`fold_down_matrix`).

    Raises:
        UsageError: The layout does not fit the table, or the scan did not sum the products of `pairs_needed`.

    Source: ITU-R BS.775-4 Annex 4 Table 2; ITU-R BS.1770-5 Annex 1.
    """
    matrix = fold_down_matrix(layout)
    if matrix is None:
        return None
    mix = integrated(programme_row_power(table, layout.weights), gating)
    stereo = integrated(stereo_row_power(table, matrix), gating)
    mono = integrated(mono_row_power(table, matrix), gating)
    return FoldDownReading(
        mix=mix,
        stereo=stereo,
        mono=mono,
        stereo_minus_mix_lu=_difference(stereo, mix),
        mono_loss_lu=_difference(stereo, mono),
    )
