"""Markers: the places of a report's findings and notices, as a session of an editing program takes them.

Places stay in samples here; each format rounds as it must, by the rule of `frames_of`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.timecode import format_timecode, samples_to_frames

if TYPE_CHECKING:
    from fractions import Fraction

    from validator.reporters.clock import Clock

_DAY_SECONDS: Final = 24 * 60 * 60
_MINUTES_THAT_DROP: Final = 24 * 60 - 24 * 6
"""Of a day: all but each tenth; they leave out 2 numbers at 29.97 and 4 at 59.94 (SMPTE ST 12-1:2014 clause 5.2.2)."""


class MarkerRank(StrEnum):
    """How much a marker matters, gravest first: `notice` is what the sheet does not ask about."""

    FAIL = "fail"
    WARN = "warn"
    UNDECIDED = "undecided"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """One place, ready for a session.

    Attributes:
        name: One line of printable ASCII, at most 32 characters: what, channels, how much.
        comment: One line: rule, reading, demand, clause, samples, fingerprint.
        rank: How much it matters.
        rule: Id of the rule; of a notice its kind.
        sample_in: First sample, counted from the first sample of the file.
        sample_out: The sample after the last; later than `sample_in`.
        channels: Labels; empty means all.
        sheet: Id of the sheet.
        fingerprint: Of the finding; None for a notice.
    """

    name: str
    comment: str
    rank: MarkerRank
    rule: str
    sample_in: int
    sample_out: int
    channels: tuple[str, ...] = ()
    sheet: str = ""
    fingerprint: str | None = None

    @property
    def is_range(self) -> bool:
        """True where it is longer than one sample."""
        return self.sample_out > self.sample_in + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerList:
    """The markers of one mix.

    Attributes:
        title: Name of the mix, without the ending of its file.
        file: Name of the file, or of the mix.
        clock: Sample rate, picture rate and where the file begins on the picture's count.
        start_is_known: False where nothing says when the file begins: its timecodes then count from 00:00:00:00.
        sample_count: Length of the file.
        markers: In order of time, then by rank.
        without_place: Open findings that concern the whole file, so that there is no place to mark.
        unlisted: Places that the report counts and does not list.
    """

    title: str
    file: str
    clock: Clock
    start_is_known: bool
    sample_count: int
    markers: tuple[Marker, ...]
    without_place: int = 0
    unlisted: int = 0

    @property
    def picture_rate(self) -> Fraction:
        """The picture rate, for a format that counts frames.

        Raises:
            UsageError: Nobody stated it.
        """
        if self.clock.picture_rate is None:
            raise UsageError(
                "This marker format counts in frames, and the report does not know the picture rate.",
                where=self.file,
                expected="a picture rate such as 24000/1001, 25 or 29.97df",
                next_step="State the rate, or take a format that counts in samples.",
                code="markers.picture-rate-missing",
            )
        return self.clock.picture_rate

    @property
    def start_frame(self) -> int:
        """The frame, counted from midnight, that the first sample of the file falls in."""
        return self.frame_at(0)

    def frame_at(self, sample: int) -> int:
        """Return the frame, counted from midnight, that a sample of the file falls in."""
        return samples_to_frames(self.clock.start_sample + sample, self.picture_rate, self.clock.sample_rate_hz)

    def timecode_of(self, frame: int) -> str:
        """Return the timecode of a frame counted from midnight.

        Raises:
            UsageError: It is past midnight, where timecode begins again at zero.
        """
        text = format_timecode(frame, self.picture_rate, drop_frame=self.clock.drop_frame)
        nominal = -(-self.picture_rate.numerator // self.picture_rate.denominator)
        dropped = nominal // 15 * _MINUTES_THAT_DROP if self.clock.drop_frame else 0
        if frame >= _DAY_SECONDS * nominal - dropped:
            raise UsageError(
                "A marker lies past midnight, where timecode begins again.",
                where=self.file,
                found=text,
                next_step="Take a format that counts in samples.",
            )
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMarker:
    """Markers that begin at one frame, as one.

    Attributes:
        first: First frame, counted from midnight.
        end: The frame after the last.
        name, comment: Those of the markers, joined.
        rank: The gravest of them.
        marker: The first of them.
    """

    first: int
    end: int
    name: str
    comment: str
    rank: MarkerRank
    marker: Marker


def frames_of(listed: MarkerList, marker: Marker) -> tuple[int, int]:
    """Return first frame and the frame after the last: outwards, and at least one frame.

    From the frame of the first sample to the frame of the last. 2,400 samples from 7,203,017 at 48 kHz and 23.976
    (2,002 samples a frame) lie in the frames 3597 (7203017 / 2002 = 3597.9) to 3599 (7205416 / 2002 = 3599.1): 3597
    and 3600.
    """
    return listed.frame_at(marker.sample_in), listed.frame_at(marker.sample_out - 1) + 1


def by_frame(listed: MarkerList) -> tuple[FrameMarker, ...]:
    """Return markers for a format that counts frames; those that begin at the same frame are one.

    Editing programs keep only one of several markers at a frame.
    """
    joined: dict[int, FrameMarker] = {}
    for marker in listed.markers:
        first, end = frames_of(listed, marker)
        there = joined.get(first)
        if there is None:
            joined[first] = FrameMarker(
                first=first, end=end, name=marker.name, comment=marker.comment, rank=marker.rank, marker=marker
            )
            continue
        gravest = min((there.rank, marker.rank), key=list(MarkerRank).index)
        joined[first] = replace(
            there,
            end=max(end, there.end),
            name=there.name if marker.name in there.name else f"{there.name} + {marker.name}",
            comment=f"{there.comment}; {marker.comment}",
            rank=gravest,
        )
    return tuple(joined[first] for first in sorted(joined))
