"""Channels of a file as programmes of their own: the soundfields and beds that one file holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specs.counting import count_of
from specs.errors import UsageError
from validator.audio.programme import FileProgramme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme


def channel_group(
    programme: FileProgramme, channels: Sequence[int], *, layout: Layout | None, layout_from: str
) -> FileProgramme:
    """Return some channels of a programme as a programme of their own, in the order in which they are named.

    Several groups of one file are several programmes; each reads the file again.

    Args:
        programme: The whole.
        channels: Channels of it, counted from 0.
        layout: What they are; None where nothing says it.
        layout_from: Where that comes from.

    Raises:
        UsageError: No channel, a channel twice, one that the programme does not have, or a layout of another number.
    """
    known = range(programme.channel_count)
    if not channels or len(set(channels)) < len(channels) or any(channel not in known for channel in channels):
        raise UsageError(
            "These are no channels of the file.",
            found=", ".join(str(channel + 1) for channel in channels) or "none",
            expected=f"each at most once, from 1 to {programme.channel_count}",
        )
    if layout is not None and len(layout.channels) != len(channels):
        raise UsageError(
            "The layout has another number of channels than the group.",
            found=count_of(len(channels), "channel", "channels"),
            expected=f"{len(layout.channels)} for {layout.name} ({' '.join(layout.labels)})",
        )
    return replace(
        programme,
        layout=layout,
        layout_from=layout_from,
        channel_map=tuple(programme.channel_map[channel] for channel in channels),
        is_group=True,
    )


def channels_of_file(programme: Programme) -> tuple[int, ...] | None:
    """Return which channels of its file a programme is, from 0; None where it is no group of channels."""
    if not isinstance(programme, FileProgramme) or not programme.is_group:
        return None
    return tuple(channel for _, channel in programme.channel_map)


def channels_of(programme: FileProgramme, channels: Sequence[int]) -> FileProgramme:
    """Return a programme of other channels of the same file, from 0; nothing is said of what they are."""
    return replace(
        programme,
        layout=None,
        layout_from="channels of the file",
        channel_map=tuple((0, channel) for channel in channels),
    )
