"""The part of a programme that a demand is measured on, as samples and as rows of the series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from specs.requirements.requirement import Window
from validator.meters.power import rows_within
from validator.rules.outcome import CHECK_THE_RIGHT_FILE, NO_SOUND
from validator.rules.placement import Placed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.results.finding import Place
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a programme.

    Attributes:
        name: How reports call it; empty for the whole file.
        start_sample, end_sample: First sample, and the sample after the last.
        is_whole: True where it is the whole file, so stored readings can be used as they are.
        is_segment: True where it is one segment of several, so a remedy may be for it alone.
        whole_will_do: True where the demand speaks of the file, and only leader, tone and padding are left out of it: a
            reading that was taken of the whole file alone serves all the same.
    """

    name: str
    start_sample: int
    end_sample: int
    is_whole: bool = False
    is_segment: bool = False
    whole_will_do: bool = False

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

    reason: Message
    remedy: Message


def parts_of(window: Window, subject: Subject) -> tuple[Part, ...] | Missing:
    """Return the parts that a window asks for: all of them must hold."""
    end = subject.measurements.sample_count
    match window:
        case Window.FILE:
            return (_programme(subject),)
        case Window.SOUND:
            first, last = subject.measurements.first_sound_sample, subject.measurements.last_sound_sample
            if first is None or last is None:
                return Missing(reason=NO_SOUND, remedy=CHECK_THE_RIGHT_FILE)
            return (Part(name="first to last sound", start_sample=first, end_sample=last + 1),)
        case Window.ACTION:
            return _action(subject)
        case Window.SEGMENTS:
            segments = _segments(subject, end)
            return segments if isinstance(segments, Missing) else (_programme(subject), *segments)


_NAMES: Final = {
    Placed.WHOLE: "",
    Placed.ACTION: "first to last frame of action",
    Placed.PRESET: "the programme, as it usually lies",
    Placed.SHEET: "the programme without the blocks that the sheet names",
    Placed.PICTURE: "the length of the picture",
    Placed.POP: "from 2 s after the sync pop that was found",
    Placed.TONE: "after the line-up tone that was found",
}


def _programme(subject: Subject) -> Part:
    """Return the programme: without leader, tone and padding where they are known or found."""
    span, end = subject.span, subject.measurements.sample_count
    is_whole = (span.start_sample, span.end_sample) == (0, end)
    name = "" if is_whole else _NAMES[span.placed]
    return Part(
        name=name,
        start_sample=span.start_sample,
        end_sample=span.end_sample,
        is_whole=is_whole,
        whole_will_do=True,
    )


_ACTION_KNOWN: Final = frozenset({Placed.PRESET, Placed.POP, Placed.SHEET})


def _action(subject: Subject) -> tuple[Part, ...] | Missing:
    facts, placed = subject.programme, subject.span.placed
    stated = facts.first_frame_of_action is not None and facts.last_frame_of_action is not None
    if subject.action_is_whole or placed in _ACTION_KNOWN or (placed is Placed.ACTION and stated):
        return (replace(_programme(subject), whole_will_do=False),)
    if facts.first_frame_of_action is None or facts.last_frame_of_action is None or subject.picture_rate is None:
        return Missing(reason=message("window.action-not-given"), remedy=message("remedy.state-action"))
    return Missing(
        reason=message(
            "window.action-not-in-file",
            first=facts.first_frame_of_action,
            last=facts.last_frame_of_action,
            start=subject.timecode(0),
            end=subject.timecode(max(subject.measurements.sample_count - 1, 0)),
        ),
        remedy=message("remedy.check-action"),
    )


def _segments(subject: Subject, end: int) -> tuple[Part, ...] | Missing:
    if subject.joined:
        return _reels(subject, end)
    parts = []
    for segment in subject.programme.segments:
        bounds = _bounds(subject, segment.start, segment.end)
        if bounds is None:
            return Missing(
                reason=message("window.segment-not-placed", segment=segment.name, start=segment.start, end=segment.end),
                remedy=message("remedy.check-segments"),
            )
        name = f"segment {segment.name}"
        parts.append(
            Part(name=name, start_sample=bounds[0], end_sample=bounds[1], is_whole=bounds == (0, end), is_segment=True)
        )
    return tuple(parts)


def _reels(subject: Subject, end: int) -> tuple[Part, ...] | Missing:
    """Return the reels as segments of the programme they make; timecodes within a reel place nothing in it.

    None where no segments are stated: nobody asked for parts then.
    """
    if not subject.programme.segments:
        return ()
    if len(subject.programme.segments) != len(subject.joined):
        count, reels = len(subject.programme.segments), len(subject.joined)
        return Missing(
            reason=message("window.segments-not-reels", count=count, reels=reels),
            remedy=message("remedy.state-reels-as-segments"),
        )
    ends = (*(reel.start_sample for reel in subject.joined[1:]), end)
    return tuple(
        Part(name=f"reel {reel.number}", start_sample=reel.start_sample, end_sample=after, is_segment=True)
        for reel, after in zip(subject.joined, ends, strict=True)
    )


def _bounds(subject: Subject, start: str, end: str) -> tuple[int, int] | None:
    """Return first sample and the sample after the last; None where the file has no such part.

    A last frame that the file cuts short counts as far as it goes: exports round the length to samples.
    """
    first = subject.programme_sample(start)
    after = subject.programme_sample(end)
    last = subject.programme_sample(end, frames_later=-1)
    if first is None or after is None or last is None:
        return None
    length = subject.measurements.sample_count
    if last < length < after:
        after = length
    return (first, after) if 0 <= first < after <= length else None
