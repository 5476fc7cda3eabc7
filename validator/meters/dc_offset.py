"""DC offset: a channel whose mean is not zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validator.meters.decibels import amplitude_to_db

if TYPE_CHECKING:
    from validator.scan.table import BlockTable


@dataclass(frozen=True, slots=True, kw_only=True)
class DcOffsetReading:
    """The mean of one channel.

    Attributes:
        channel: Channel index in file order, from 0.
        mean: Mean of all samples, linear, with its sign; None for an empty file.
        percent: The same in percent of full scale.
        level_dbfs: The same as a level; None where the mean is exactly zero.
    """

    channel: int
    mean: float | None
    percent: float | None
    level_dbfs: float | None


def dc_offsets(table: BlockTable) -> tuple[DcOffsetReading, ...]:
    """The DC offset of every channel over the whole file."""
    if table.sample_count == 0:
        return tuple(
            DcOffsetReading(channel=channel, mean=None, percent=None, level_dbfs=None)
            for channel in range(table.channel_count)
        )
    means = (table.total.sum(axis=0) / table.sample_count).tolist()
    return tuple(
        DcOffsetReading(channel=channel, mean=mean, percent=100.0 * mean, level_dbfs=amplitude_to_db(mean))
        for channel, mean in enumerate(means)
    )
