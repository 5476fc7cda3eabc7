"""Clipping that no longer reaches full scale: flat tops that come again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from validator.scan.table import BlockTable, FlatTop

SAME_LEVEL: Final = 2.4e-4
"""Two tops this near in height, as a share of it, were cut at one level: twice the tolerance within a top."""

LEAST_TOPS: Final = 3
LONG_TOP_SAMPLES: Final = 6
"""Clipping is three tops at one level in a channel, or, where a fader moved them afterwards, three tops of six samples.
Project's choice, measured: of 24 released recordings of a minute, as they are, none has either (single tops of three
samples come by chance, at most three in a minute); with one sample in 2,000 cut off, all 16 pieces of music have."""


def clipped_tops(table: BlockTable, channel: int) -> tuple[FlatTop, ...]:
    """The flat tops of a channel that come again, in order of time; none where they may be chance.

    Args:
        table: Of the scan. What it lists as clipped at full scale is left out.
        channel: Index in file order.
    """
    runs = [run for run in table.clipped_runs if run.channel == channel]
    starts = np.array([run.start_sample for run in runs])
    ends = np.array([run.start_sample + run.length_samples for run in runs])
    tops = [
        top
        for top in table.flat_tops
        if top.channel == channel
        and np.searchsorted(starts, top.start_sample + top.length_samples)
        == np.searchsorted(ends, top.start_sample, side="right")
    ]
    heights = np.array([top.height for top in tops])
    order = np.sort(heights)
    like = np.searchsorted(order, heights * (1.0 + SAME_LEVEL), side="right")
    like -= np.searchsorted(order, heights * (1.0 - SAME_LEVEL), side="left")
    long = np.array([top.length_samples >= LONG_TOP_SAMPLES for top in tops], dtype=bool)
    kept = (like >= LEAST_TOPS) | (long & (long.sum() >= LEAST_TOPS))
    return tuple(top for top, keep in zip(tops, kept.tolist(), strict=True) if keep)
