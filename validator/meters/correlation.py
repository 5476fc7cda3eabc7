"""Correlation of channel pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from validator.meters.power import k_row_energy, row_sample_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.scan.table import BlockTable

OUT_OF_PHASE_BELOW: Final = -0.5
OUT_OF_PHASE_SECONDS: Final = 2.0
"""From where on a pair counts as out of phase: project's choices, less than -0.5 for more than 2 s."""

SIGNAL_ABOVE_POWER: Final = 1e-7
"""-70 dB: K-weighted mean square each channel of a pair must exceed for its correlation to say anything. The same
figure as the absolute gate of BS.1770-5 Annex 1."""

_MIRROR_PAIRS: Final = (
    ("L", "R"), ("Lt", "Rt"), ("Ls", "Rs"), ("Lss", "Rss"), ("Lrs", "Rrs"), ("Lc", "Rc"), ("Lw", "Rw"),
    ("Ltf", "Rtf"), ("Ltm", "Rtm"), ("Ltr", "Rtr"), ("M1", "M2"),
)  # fmt: skip


def mirror_pairs(layout: Layout) -> tuple[tuple[int, int], ...]:
    """The pairs of a layout that mirror each other, left and right, as channel indices; smaller index first.

    Where a label occurs more than once (5.1 with a 2.0 behind it), the n-th left goes with the n-th right.
    """
    pairs: list[tuple[int, int]] = []
    for left, right in _MIRROR_PAIRS:
        lefts = [index for index, label in enumerate(layout.labels) if label == left]
        rights = [index for index, label in enumerate(layout.labels) if label == right]
        pairs += [(min(pair), max(pair)) for pair in zip(lefts, rights, strict=False)]
    return tuple(sorted(pairs))


def pair_column(table: BlockTable, pair: tuple[int, int]) -> int:
    """The column of `k_products` that holds a pair, whichever way round it was summed.

    Raises:
        UsageError: The scan did not sum the product of these two channels.
    """
    for column, (first, second) in enumerate(table.pairs):
        if {first, second} == set(pair):
            return column
    raise UsageError(
        "The measurement does not hold the product of these two channels.",
        found="pairs " + (" ".join(f"{first}-{second}" for first, second in table.pairs) or "none"),
        expected=f"the pair {pair[0]}-{pair[1]}",
        next_step="measure the file again with its channel layout",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCorrelation:
    """How alike two channels are: 1 the same, 0 unrelated, -1 the same upside down.

    Attributes:
        pair: Channel indices in file order.
        overall: Over the whole programme, both channels K-weighted; None where one of them is silent.
        rows: float64 (m,): per 100 ms row; 0.0 where it is not defined.
        defined: bool (m,): where both channels are loud enough for it to say anything.
    """

    pair: tuple[int, int]
    overall: float | None
    rows: NDArray[np.float64]
    defined: NDArray[np.bool_]


def coefficient(product: float, energy_a: float, energy_b: float) -> float | None:
    """Correlation coefficient from a sum of products and two energies, -1 to 1; None where an energy is zero."""
    if energy_a <= 0.0 or energy_b <= 0.0:
        return None
    # Two roots, not the root of a product: that could underflow.
    return float(np.clip(product / (np.sqrt(energy_a) * np.sqrt(energy_b)), -1.0, 1.0))


def pair_correlation(
    table: BlockTable, pair: tuple[int, int], signal_above_power: float = SIGNAL_ABOVE_POWER
) -> PairCorrelation:
    """Correlation of two channels per row and overall, K-weighted, so that rumble does not decide.

    Raises:
        UsageError: The scan did not sum the product of these two channels.
    """
    products = table.k_products[:, pair_column(table, pair)]
    energy_a, energy_b = k_row_energy(table)[:, pair].T
    floor = signal_above_power * row_sample_counts(table)
    defined = (energy_a > floor) & (energy_b > floor)
    scale = np.sqrt(np.where(defined, energy_a, 1.0)) * np.sqrt(np.where(defined, energy_b, 1.0))
    rows = np.where(defined, np.clip(products / scale, -1.0, 1.0), 0.0)
    overall = coefficient(float(products.sum()), float(energy_a.sum()), float(energy_b.sum()))
    return PairCorrelation(pair=pair, overall=overall, rows=rows, defined=defined)
