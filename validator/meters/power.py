"""From the K-weighted energies of the table to mean-square power, and from power to loudness.

Everything about loudness starts from one of two series of channel-weighted mean squares: one value per 10 ms block
(momentary and short-term maxima) or one per 100 ms row (every gate, every window, loudness range). A series that was
saved as loudness levels comes back through `powers_of`, so a gate or a window can be judged again without audio.

Only whole blocks and whole rows enter a series: ITU-R BS.1770-5 Annex 1 (eq. 3) leaves an incomplete gating block out,
and less than 100 ms at the very end of a programme with it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable

LOUDNESS_OFFSET_LU: Final = -0.691
"""Cancels the gain of the K filter at 997 Hz. Source: ITU-R BS.1770-5 Annex 1 eq. 2."""


def to_lkfs(power: float) -> float | None:
    """Loudness of a channel-weighted mean square; None for 0.0 (silence has no loudness).

    Source: ITU-R BS.1770-5 Annex 1 eq. 2.
    """
    return LOUDNESS_OFFSET_LU + 10.0 * math.log10(power) if power > 0.0 else None


def from_lkfs(level_lkfs: float | None) -> float:
    """Channel-weighted mean square of a loudness; None is silence, 0.0."""
    return 0.0 if level_lkfs is None else 10.0 ** ((level_lkfs - LOUDNESS_OFFSET_LU) / 10.0)


def levels_of(power: NDArray[np.float64]) -> list[float | None]:
    """Loudness of every value of a power series (n,), ready for a JSON file; None for silence."""
    return [to_lkfs(value) for value in power.tolist()]


def powers_of(levels_lkfs: Sequence[float | None]) -> NDArray[np.float64]:
    """The power series (n,) of saved loudness levels; None is silence."""
    return np.array([from_lkfs(level) for level in levels_lkfs], dtype=np.float64)


def median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what np.median does along the first axis; that loads masked arrays first, which takes 10 to 20 ms."""
    ordered = np.sort(values, axis=0)
    return np.asarray((ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2.0)


def block_edges(block_count: int, sample_rate_hz: int) -> NDArray[np.int64]:
    """First samples of blocks 0 to `block_count`, int64 (block_count + 1,); the last one is the end of the last block.

    Integer for any sample rate, after `validator.scan.table.block_start_sample`.
    """
    return np.arange(block_count + 1, dtype=np.int64) * sample_rate_hz // BLOCKS_PER_SECOND


def row_edges(row_count: int, sample_rate_hz: int) -> NDArray[np.int64]:
    """First samples of rows 0 to `row_count`, int64 (row_count + 1,)."""
    return block_edges(row_count * BLOCKS_PER_ROW, sample_rate_hz)[::BLOCKS_PER_ROW]


def row_sample_counts(table: BlockTable) -> NDArray[np.int64]:
    """Samples per channel of every row of the table, int64 (m,); only the last one may be short."""
    edges = row_edges(table.energy.shape[0], table.sample_rate_hz)
    return np.diff(np.minimum(edges, table.sample_count))


def whole_row_count(table: BlockTable) -> int:
    """Rows of the table that are complete."""
    return table.whole_block_count // BLOCKS_PER_ROW


def k_row_energy(table: BlockTable) -> NDArray[np.float64]:
    """K-weighted energy per row and channel, float64 (m, c), a short last row included. Sums, not means."""
    block_count = table.k_energy.shape[0]
    if block_count == 0:
        return np.zeros((0, table.channel_count))
    return np.add.reduceat(table.k_energy, np.arange(0, block_count, BLOCKS_PER_ROW), axis=0)


def channel_row_power(table: BlockTable) -> NDArray[np.float64]:
    """K-weighted mean square per whole row and channel, float64 (m, c), without channel weights."""
    rows = whole_row_count(table)
    counts = np.diff(row_edges(rows, table.sample_rate_hz))
    return k_row_energy(table)[:rows] / counts[:, np.newaxis]


def programme_power(channel_power: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.float64]:
    """Weighted sum over the channels.

    Args:
        channel_power: float64 (n, c): mean squares (or energies) per channel.
        weights: c channel weights in file order, `specs.vocabulary.Layout.weights`: they follow the labels.

    Returns:
        float64 (n,).

    Raises:
        UsageError: There are not as many weights as channels.

    Source: ITU-R BS.1770-5 Annex 1 eq. 2 and Annex 3 Table 4.
    """
    channels = channel_power.shape[1]
    if len(weights) != channels:
        raise UsageError(
            "The channel layout does not fit the programme.",
            found=f"a layout of {len(weights)} channels for a programme of {channels}",
            expected="one label for every channel of the file",
            next_step="State the layout of this file, for example 5.1.",
            code="layout.other-channel-count",
        )
    power = np.zeros(channel_power.shape[0])
    # Channel by channel, not as a matrix product: the order of the additions is then the same on every machine.
    for channel, weight in enumerate(weights):
        if weight:
            power += weight * channel_power[:, channel]
    return power


def programme_row_power(table: BlockTable, weights: Sequence[float]) -> NDArray[np.float64]:
    """Channel-weighted mean square of every whole 100 ms row, float64 (m,). Errors as `programme_power`."""
    return programme_power(channel_row_power(table), weights)


def programme_block_power(table: BlockTable, weights: Sequence[float]) -> NDArray[np.float64]:
    """Channel-weighted mean square of every whole 10 ms block, float64 (n,). Errors as `programme_power`."""
    blocks = table.whole_block_count
    counts = np.diff(block_edges(blocks, table.sample_rate_hz))
    return programme_power(table.k_energy[:blocks], weights) / counts


def sliding_sum(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Sum over every complete window of consecutive values.

    The sums are built by doubling (1, 2, 4 ... values) and never by subtracting: silence after a loud passage is
    exactly 0.0, and no sum of squares can come out negative.

    Args:
        values: float64 (n,), none of them negative.
        window: Values per window, at least 1.

    Returns:
        float64 (n - window + 1,), empty where the values do not fill one window; item i begins at value i.
    """
    count = values.shape[0] - window + 1
    if count <= 0:
        return np.zeros(0)
    total = np.zeros(count)
    span, width, offset, remaining = values, 1, 0, window
    while remaining:
        if remaining & 1:
            total += span[offset : offset + count]
            offset += width
        remaining >>= 1
        if remaining:
            span = span[:-width] + span[width:]
            width *= 2
    return total


def sliding_mean(power: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Mean power of every complete window of consecutive blocks or rows; shapes as `sliding_sum`."""
    return sliding_sum(power, window) / window


def rows_within(start_sample: int, end_sample: int, *, sample_rate_hz: int, row_count: int) -> NDArray[np.bool_]:
    """The rows that lie wholly inside a measuring window, as a selection.

    Args:
        start_sample: First sample of the window.
        end_sample: First sample after it.
        sample_rate_hz: Samples per second.
        row_count: Rows m of the series the selection is for.

    Returns:
        bool (m,).
    """
    edges = row_edges(row_count, sample_rate_hz)
    return (edges[:-1] >= start_sample) & (edges[1:] <= end_sample)
