"""Loudness beside the lines: of the channels in which a mix has music and effects, and lines leave their room at most.

Languages of a title have this in common, whoever speaks: it can be held against the other languages also while lines
are spoken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validator.meters.power import channel_row_power, k_row_energy, programme_power, row_edges, whole_row_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.scan.table import BlockTable

_CENTRE = frozenset({"C"})
_STEREO = (frozenset({"L", "R"}), frozenset({"Lt", "Rt"}))


def sides_row_power(table: BlockTable, layout: Layout) -> NDArray[np.float64] | None:
    """Power beside the lines of every whole 100 ms row, float64 (m,).

    | layout           | what counts                                                                     |
    |------------------|---------------------------------------------------------------------------------|
    | with a centre    | every other channel with its weight; the LFE weighs nothing                     |
    | L R, or Lt Rt    | their difference, (L - R) / sqrt 2: what sits in the middle is not in it        |
    | any other, mono  | nothing: None                                                                   |

    A worked example, of one row of two channels: the same line in both (energy 1 each, product 1) leaves
    (1 + 1 - 2 x 1) / 2 = 0; a door on the left alone (energy 1, 0, product 0) leaves 0.5.

    Source: ITU-R BS.1770-5 Annex 1 eq. 2 for weighting and sum; which channels count is this project's choice.
    """
    labels = layout.labels
    if _CENTRE & set(labels) and len(labels) > 1:
        weights = [0.0 if label in _CENTRE else weight for label, weight in zip(labels, layout.weights, strict=True)]
        return programme_power(channel_row_power(table), weights)
    if frozenset(labels) not in _STEREO or (0, 1) not in table.pairs:
        return None
    rows = whole_row_count(table)
    counts = np.diff(row_edges(rows, table.sample_rate_hz))
    energy, products = k_row_energy(table)[:rows], table.k_products[:rows, table.pairs.index((0, 1))]
    difference: NDArray[np.float64] = np.maximum(energy.sum(axis=1) - 2.0 * products, 0.0) / (2.0 * counts)
    return difference
