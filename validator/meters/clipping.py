"""Clipped passages: runs of samples at full scale, summed up per channel and gathered into places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.scan.table import BlockTable, SampleRun

GATHER_SECONDS: Final = 0.1
"""Runs of one channel that begin within this time of the end of the last one are one place to listen to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelClipping:
    """How much of one channel is clipped.

    Attributes:
        channel: Channel index in file order, from 0.
        run_count: Clipped runs; each is of `validator.scan.table.MINIMUM_CLIPPED_SAMPLES` samples at least.
        sample_count: Samples in all of them.
        longest_samples: Samples in the longest; 0 without any.
    """

    channel: int
    run_count: int
    sample_count: int
    longest_samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippedPlace:
    """A passage of one channel with one or more clipped runs.

    Attributes:
        channel: Channel index in file order, from 0.
        start_sample, end_sample: From the first sample of its first run to one past the last of its last.
        run_count: Clipped runs in it.
        longest_samples: Samples in the longest of them.
    """

    channel: int
    start_sample: int
    end_sample: int
    run_count: int
    longest_samples: int


def clipping(table: BlockTable) -> tuple[ChannelClipping, ...]:
    """Clipped runs of every channel, summed up; of those the table lists (see its `runs_left_out`)."""
    lengths: list[list[int]] = [[] for _ in range(table.channel_count)]
    for run in table.clipped_runs:
        lengths[run.channel].append(run.length_samples)
    return tuple(
        ChannelClipping(
            channel=channel,
            run_count=len(channel_lengths),
            sample_count=sum(channel_lengths),
            longest_samples=max(channel_lengths, default=0),
        )
        for channel, channel_lengths in enumerate(lengths)
    )


def _gather(runs: Iterable[SampleRun], reach_samples: float) -> list[ClippedPlace]:
    places: list[ClippedPlace] = []
    for run in runs:
        last = places[-1] if places else None
        joins = last is not None and run.start_sample - last.end_sample <= reach_samples
        places.append(
            ClippedPlace(
                channel=run.channel,
                start_sample=last.start_sample if last is not None and joins else run.start_sample,
                end_sample=run.start_sample + run.length_samples,
                run_count=last.run_count + 1 if last is not None and joins else 1,
                longest_samples=max(run.length_samples, last.longest_samples if last is not None and joins else 0),
            )
        )
        if joins:
            del places[-2]
    return places


def clipped_places(
    runs: tuple[SampleRun, ...], sample_rate_hz: int, gather_seconds: float = GATHER_SECONDS
) -> tuple[ClippedPlace, ...]:
    """The passages to listen to, in order of channel, then time.

    Args:
        runs: `clipped_runs` of a table: in order of channel, then start.
        sample_rate_hz: Samples per second.
        gather_seconds: Runs no further apart than this are one place.
    """
    reach = gather_seconds * sample_rate_hz
    return tuple(
        place for _, of_channel in groupby(runs, attrgetter("channel")) for place in _gather(of_channel, reach)
    )
