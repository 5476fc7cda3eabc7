"""What an IMF package holds, as it is shown and saved; how it is made stands in `outline`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from specs.models import FrozenModel


class OutlineStretch(FrozenModel):
    """A stretch of a file, or of markers, that a virtual track plays.

    Attributes:
        segment: From 1.
        file: Below the package's folder; None where the track file is in no package that was given.
        track_file_id: The asset; None for markers.
        first_unit, unit_count: What plays, in edit units of the stretch, all repeats together; None where not stated.
        edit_rate: Such as `48000/1`.
        repeat_count: How often it plays.
        timeline_seconds: When it begins on the timeline; None where a length before it is not known.
        markers: Labels and offsets of markers.
    """

    segment: int
    file: str | None
    track_file_id: str | None
    first_unit: int
    unit_count: int | None
    edit_rate: str | None
    repeat_count: int
    timeline_seconds: float | None
    markers: tuple[str, ...] = ()


class OutlineTrack(FrozenModel):
    """A virtual track.

    Attributes:
        kind: Name of its sequences, such as `MainAudioSequence`.
        soundfields: Symbols of its soundfield groups, such as `sg51`; empty for what is no sound that is read.
        languages: Tags of its soundfields.
        channels: Symbols of its channels, in file order.
        stretches: In the order of playing.
    """

    id: str | None
    kind: str
    soundfields: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    stretches: tuple[OutlineStretch, ...]


class OutlineComposition(FrozenModel):
    """A composition; the fields are its own."""

    file: str
    id: str | None
    title: str | None
    kind: str | None
    edit_rate: str | None
    start_timecode: str | None
    languages: tuple[str, ...]
    applications: tuple[str, ...]
    segment_count: int
    seconds: float | None
    tracks: tuple[OutlineTrack, ...]


class ImfOutline(FrozenModel):
    """A package.

    Attributes:
        assets: How many the asset map lists.
        compositions: Those that can be read.
        unread: Documents that cannot be, and why.
        elsewhere: Track files that compositions play and that are in no package that was given.
    """

    schema_: Literal["mixgate.imf-outline/1"] = Field(default="mixgate.imf-outline/1", alias="schema")
    name: str
    assets: int
    compositions: tuple[OutlineComposition, ...]
    unread: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
