"""What is noticed of clipped sound: runs at full scale, and flat tops at any other level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import Message, message
from validator.meters.flat_tops import LEAST_TOPS
from validator.results.finding import Notice, NoticeKind
from validator.rules.outcome import counted
from validator.scan.table import MINIMUM_CLIPPED_SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.results.measurements import ChannelReadings
    from validator.rules.subject import Subject

PLACES_LISTED: Final = 5

SOURCE: Final = "Netflix Partner Help Center, article 228299408, audio clipping; the shape is this project's choice"
"""The article counts a single run of equal samples at the largest level where that is -0.45 dBFS or above, and ten runs
at the loudest level whatever it is. Both are met here by shape: a wave that is whole may well have equal samples at its
top. Its shares of samples at the loudest level are not applied."""


def clipping_notices(subject: Subject) -> Iterator[Notice]:
    """Yield that the mix is clipped, at full scale or before its level was changed."""
    channels = subject.measurements.channels
    runs = sum(channel.clipped_run_count for channel in channels)
    tops = sum(channel.flat_top_count for channel in channels)
    if not runs + tops:
        return
    places = [
        (length, start, channel.label)
        for channel in channels
        for start, length in (*channel.clipped_runs, *channel.flat_tops)
    ]
    places.sort(key=lambda place: (-place[0], place[1]))
    said = [*_runs(channels, runs), *_tops(channels, tops)]
    yield Notice(
        kind=NoticeKind.CLIPPING,
        measured=counted(runs, "run", "runs") if runs else counted(tops, "flat top", "flat tops"),
        noticed_from=message("notice.from-clipping", samples=MINIMUM_CLIPPED_SAMPLES, tops=LEAST_TOPS),
        source=SOURCE,
        where=tuple(
            subject.place(start, start + length, (label,), f"{length} samples")
            for length, start, label in places[:PLACES_LISTED]
        ),
        where_count=runs + tops,
        message=said[0] if len(said) == 1 else message("general.sentences", sentences=tuple(said)),
        advice=message("notice.find-overload"),
    )


def _runs(channels: Sequence[ChannelReadings], count: int) -> Iterator[Message]:
    longest = max((length for channel in channels for _, length in channel.clipped_runs), default=None)
    if longest is not None:
        yield message("notice.clipping", count=count, longest=longest)
    elif count:
        yield message("notice.clipping-not-listed", count=count)


def _tops(channels: Sequence[ChannelReadings], count: int) -> Iterator[Message]:
    cut = [channel for channel in channels if channel.flat_top_count]
    if cut:
        yield message(
            "notice.flat-tops",
            count=count,
            level_dbfs=max(channel.flat_top_dbfs or 0.0 for channel in cut),
            longest=max((length for channel in cut for _, length in channel.flat_tops), default=0),
            channels=tuple(channel.label for channel in cut),
        )
