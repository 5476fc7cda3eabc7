"""Frames and samples of a composition: lengths that are whole in both, and virtual tracks in the order of playing.

A frame of 29.97 a second is 1601.6 samples of 48 kHz, so only every fifth count of frames is a whole number of samples.

| picture rate              | samples of 48 kHz in a frame | whole at                 |
|---------------------------|------------------------------|--------------------------|
| 24000/1001                | 2002                         | every count              |
| 24, 25, 30, 50, 60        | 2000, 1920, 1600, 960, 800   | every count              |
| 30000/1001, 60000/1001    | 1601.6, 800.8                | every fifth              |
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from validator.containers.imf.composition import AUDIO_SEQUENCE, IMAGE_SEQUENCE

if TYPE_CHECKING:
    from uuid import UUID

    from validator.containers.imf.composition import Composition


def whole_frames(frame_rate: Fraction, sample_rate: Fraction) -> int:
    """Return after how many frames the samples are whole again: 5 at 29.97 and 48 kHz, 1 at most rates."""
    return (sample_rate / frame_rate).denominator


def next_lengths(frames: int, frame_rate: Fraction, sample_rate: Fraction) -> tuple[int, int]:
    """Return the nearest counts of frames that are whole numbers of samples: the one below (or equal) and one above.

    Example: 5378 frames of 30000/1001 at 48 kHz give 5375 and 5380.
    """
    step = whole_frames(frame_rate, sample_rate)
    below = frames // step * step
    return below, below + step


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStretch:
    """A stretch of a track file that a virtual track plays.

    Attributes:
        track_file_id: The asset.
        start: First edit unit that plays; edit units of sound are samples.
        count: Edit units of one playing.
        rate: Edit units a second; None where nothing says it, and then they are samples.
    """

    track_file_id: UUID
    start: int
    count: int
    rate: Fraction | None = None

    def samples(self, sample_rate_hz: int) -> tuple[int, int] | None:
        """First sample and count of samples of one playing; None where they are no whole number.

        Sound of IMF is counted in samples. That of a DCP is counted in frames: 24 at 24 a second and 48 kHz are
        48 000 samples.
        """
        unit = Fraction(1) if self.rate is None else sample_rate_hz / self.rate
        start, count = self.start * unit, self.count * unit
        return (int(start), int(count)) if start.denominator == count.denominator == 1 else None


def sound_tracks(composition: Composition) -> dict[UUID, tuple[TrackStretch, ...]]:
    """Return what each virtual track of main audio plays, segment by segment, repeats one after the other.

    A track is left out where a resource lacks its file or its duration.
    """
    tracks: dict[UUID, tuple[TrackStretch, ...]] = {}
    for track_id in composition.track_ids:
        sequences = composition.track(track_id)
        if not sequences or sequences[0].name != AUDIO_SEQUENCE:
            continue
        stretches: list[TrackStretch] = []
        resources = [resource for sequence in sequences for resource in sequence.resources]
        for resource in resources:
            once = resource.model_copy(update={"repeat_count": 1}).unit_count
            if resource.track_file_id is None or once is None:
                break
            stretch = TrackStretch(
                track_file_id=resource.track_file_id,
                start=resource.entry_point or 0,
                count=once,
                rate=resource.rate(composition.edit_rate),
            )
            repeats = 1 if resource.repeat_count is None else resource.repeat_count
            stretches += [stretch] * min(repeats, REPEAT_LIMIT)
        else:
            tracks[track_id] = tuple(stretches)
    return tracks


def picture_frames(composition: Composition) -> int | None:
    """Return how many frames of picture a composition plays; None where that is not known, or no whole number."""
    if composition.edit_rate is None:
        return None
    sequences = [
        sequence
        for segment in composition.segments
        for sequence in segment.sequences
        if sequence.name == IMAGE_SEQUENCE
    ]
    lengths = [one.duration_seconds(composition.edit_rate) for each in sequences for one in each.resources]
    if not lengths or None in lengths:
        return None
    frames = sum(length for length in lengths if length is not None) * Fraction(composition.edit_rate)
    return int(frames) if frames.denominator == 1 and frames > 0 else None


REPEAT_LIMIT = 10_000
"""Repeats of one resource that are followed; more would be longer than any programme."""
