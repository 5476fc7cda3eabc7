"""The part of a programme that a demand is measured on, as samples and as rows of the series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from specs.requirements.requirement import Window
from validator.meters.power import rows_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.finding import Place
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a programme.

    Attributes:
        name: How reports call it; empty for the whole file.
        start_sample, end_sample: First sample, and the sample after the last.
        is_whole: True where it is the whole file, so stored readings can be used as they are.
    """

    name: str
    start_sample: int
    end_sample: int
    is_whole: bool = False

    def rows(self, subject: Subject) -> NDArray[np.bool_]:
        """Rows of 100 ms that lie wholly inside; shape (rows,)."""
        count = len(subject.measurements.series.power_lkfs)
        if self.is_whole:
            return np.ones(count, dtype=np.bool_)
        return rows_within(self.start_sample, self.end_sample, sample_rate_hz=subject.sample_rate_hz, row_count=count)


def window_places(parts: tuple[Part, ...], subject: Subject) -> tuple[Place, ...]:
    """Return the parts as places of a finding; none for the whole file."""
    return tuple(
        subject.place(part.start_sample, part.end_sample, text=part.name) for part in parts if not part.is_whole
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why a window cannot be placed, and what would place it."""

    reason: str
    remedy: str


def parts_of(window: Window, subject: Subject) -> tuple[Part, ...] | Missing:
    """Return the parts that a window asks for: all of them must hold."""
    end = subject.measurements.sample_count
    whole = Part(name="", start_sample=0, end_sample=end, is_whole=True)
    match window:
        case Window.FILE:
            return (whole,)
        case Window.SOUND:
            first, last = subject.measurements.first_sound_sample, subject.measurements.last_sound_sample
            if first is None or last is None:
                return Missing(reason="There is no sound in the file.", remedy="Check that the right file was given.")
            return (Part(name="first to last sound", start_sample=first, end_sample=last + 1),)
        case Window.ACTION:
            return _action(subject, end)
        case Window.SEGMENTS:
            segments = _segments(subject, end)
            return segments if isinstance(segments, Missing) else (whole, *segments)


def _action(subject: Subject, end: int) -> tuple[Part, ...] | Missing:
    facts = subject.programme
    if facts.first_frame_of_action is None or facts.last_frame_of_action is None or subject.picture_rate is None:
        return Missing(
            reason="It is measured from the first to the last frame of action, and these were not given.",
            remedy="Give them with --action 01:00:00:00-01:42:10:12 and --picture-rate, or --action whole where the "
            "file holds nothing else; or state them in the delivery file.",
        )
    start = subject.programme_sample(facts.first_frame_of_action)
    last = subject.programme_sample(facts.last_frame_of_action)
    assert start is not None, "the picture rate is known"
    assert last is not None, "as above"
    after = last + round(subject.sample_rate_hz / subject.picture_rate)
    if start < 0 or after > end or start >= after:
        return Missing(
            reason="The frames of action lie outside the file: "
            f"{facts.first_frame_of_action} to {facts.last_frame_of_action}, while the file runs from "
            f"{subject.timecode(0)} to {subject.timecode(end)}.",
            remedy="Check start timecode, picture rate and the frames of action against each other.",
        )
    return (
        Part(
            name="first to last frame of action",
            start_sample=start,
            end_sample=after,
            is_whole=start == 0 and after == end,
        ),
    )


def _segments(subject: Subject, end: int) -> tuple[Part, ...] | Missing:
    parts = []
    for segment in subject.programme.segments:
        start, stop = subject.programme_sample(segment.start), subject.programme_sample(segment.end)
        if start is None or stop is None or not 0 <= start < stop <= end:
            return Missing(
                reason=f"Segment {segment.name} ({segment.start} to {segment.end}) cannot be placed in the file.",
                remedy="State the picture rate, and check the segments against the start timecode and the length.",
            )
        parts.append(Part(name=f"segment {segment.name}", start_sample=start, end_sample=stop))
    return tuple(parts)
