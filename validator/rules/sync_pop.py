"""The sync pop: a short tone before the first frame of action, or after the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import message
from specs.requirements.time import Presence
from specs.timecode import nominal_frames
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_measured, quantity
from validator.rules.placement import ACTION_AFTER_POP_SECONDS, Placed, samples_from_pop
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from specs.requirements.time import SyncPop
    from validator.results.measurements import ToneReading
    from validator.rules.subject import Subject

POP_ABOVE_DBFS: Final = -50.0
"""Project's choice: a row of 100 ms with one frame (24 to 50 fps) of a sine at -20 dBFS, or with half of it, is at -27
to -33 dBFS RMS; the rest is room for pops that were printed softly."""

POP_ABOVE_SURROUNDINGS_DB: Final = 20.0
"""Project's choice: a pop is alone in the silence of a leader; speech and music do not stand so far out for 100 ms."""

POP_REACH_ROWS: Final = 1
"""Rows beside the place that are looked at as well: a frame lies in two rows wherever it begins near their border."""

POP_SURROUNDING_ROWS: Final = 5
"""Half a second before and after, one row of distance left out, in which a pop is to be alone. Project's choice."""

DIGITAL_SILENCE_DBFS: Final = -120.0
"""Stands for a row without any sound: the last of 20 bits."""

LONGEST_POP_SECONDS: Final = 0.25
"""Project's choice: six frames at 24 fps; what lasts longer is a tone."""

POP_NEAR_SECONDS: Final = 1.0
"""How far from its place a short tone is still the pop, put wrongly: half the way to the action."""

WITHIN_FRAMES: Final = 0.5
"""Place and length of a pop are counted in frames: nearer than half a frame is the frame that was asked for."""

POP_LEVEL_WITHIN_DB: Final = 1.0
"""Project's choice: the level of 40 ms of tone is read to a tenth, and printed by hand."""

FREQUENCY_WITHIN_SHARE: Final = 0.05
"""Project's choice: a nominal 1 kHz is often 997 Hz, and of one frame the frequency is read to 3 %."""


def judge_sync_pop(requirement: SyncPop, subject: Subject) -> Outcome:
    """Say whether there is a sync pop, and whether it is the one asked for.

    Judges: a short tone alone in silence, two seconds of the frame count before the first frame of action (48 frames at
        23.976 and 24, 50 at 25, 60 at 29.97 and 30), or after the last one: its place and length in frames, its level,
        frequency and channels, where the text states them.
    Why publishers ask: long-play deliveries must begin with the programme; reels need the pop to be lined up.
    Boundary: half a frame in place and length, 1 dB in level, 5 % in frequency.
    Remedy: remove, add or move the pop.
    """
    required = _required(requirement, subject)
    if requirement.presence is Presence.OPTIONAL:
        return Outcome(held=True, required=required, reason=message("time.pop-optional"))
    if subject.action_is_whole:
        return _present_or_not(requirement, required, found=False)
    if subject.measurements.tones is None:
        return _by_level(requirement, subject, required)
    return _by_tones(requirement, subject, required)


def _by_tones(requirement: SyncPop, subject: Subject, required: str) -> Outcome:
    place = _place(requirement, subject)
    pop = _found(requirement, subject, place)
    if pop is None and place is None and subject.span.pop_sample is None:
        return _place_not_known(required, requirement)
    if pop is None or requirement.presence is Presence.FORBIDDEN:
        return _present_or_not(requirement, required, found=pop is not None)
    return _as_asked(requirement, subject, pop, place, required)


def _required(requirement: SyncPop, subject: Subject) -> str:
    rate = subject.picture_rate
    frames = requirement.frames
    if frames is None and rate is not None:
        frames = nominal_frames(ACTION_AFTER_POP_SECONDS, rate)
    distance = f"{ACTION_AFTER_POP_SECONDS} s" if frames is None else f"{frames} frames"
    edge = "before the first frame of action" if requirement.at == "head" else "after the last frame of action"
    stated = (
        "" if requirement.length_frames is None else f" of {count_of(requirement.length_frames, 'frame', 'frames')}"
    )
    stated += f" of {requirement.frequency_hz:g} Hz" if requirement.frequency_hz is not None else ""
    stated += f" at {requirement.level_dbfs:g} dBFS" if requirement.level_dbfs is not None else ""
    stated += f" on {' '.join(requirement.labels)}" if requirement.labels else ""
    return f"a sync pop{stated}, {distance} {edge}, is {requirement.presence}"


def _place_not_known(required: str, requirement: SyncPop) -> Outcome:
    code = "time.pop-place-not-known" if requirement.at == "head" else "time.tail-pop-place-not-known"
    return not_measured(required, message(code), message("remedy.state-first-frame-of-action"))


def _place(requirement: SyncPop, subject: Subject) -> int | None:
    """Return the sample at which the pop is to begin; None where the edge of the action is not known.

    frame       FFOA-48 ... FFOA ... LFOA ... LFOA+48
    tone        pop         action           pop
    """
    span, facts = subject.span, subject.programme
    if span.placed not in {Placed.ACTION, Placed.PRESET, Placed.SHEET}:
        return None
    distance = samples_from_pop(subject, requirement.frames)
    if requirement.at == "head":
        known = span.placed is not Placed.ACTION or facts.first_frame_of_action is not None
        return span.start_sample - distance if known else None
    if span.placed is Placed.ACTION and facts.last_frame_of_action is not None:
        return span.end_sample + distance - round(_frame_samples(subject))
    return None


def _frame_samples(subject: Subject) -> float:
    rate = subject.picture_rate
    return float(subject.sample_rate_hz / rate) if rate is not None else subject.sample_rate_hz / 24.0


def _found(requirement: SyncPop, subject: Subject, place: int | None) -> ToneReading | None:
    """Return the short tone that is the pop, or that stands where it should; None without one."""
    longest = LONGEST_POP_SECONDS * subject.sample_rate_hz
    span, at_head = subject.span, requirement.at == "head"
    pops = [
        tone
        for tone in subject.measurements.tones or ()
        if tone.length_samples <= longest
        and (tone.end_sample <= span.start_sample if at_head else tone.start_sample >= span.end_sample)
    ]
    wanted = place if place is not None else span.pop_sample if at_head else None
    if wanted is None:
        # A leader that was found has its tail pop after the action, or none.
        return pops[0] if pops and span.pop_sample is not None else None
    near = [tone for tone in pops if abs(tone.start_sample - wanted) <= POP_NEAR_SECONDS * subject.sample_rate_hz]
    return min(near, key=lambda tone: abs(tone.start_sample - wanted), default=None)


def _present_or_not(requirement: SyncPop, required: str, *, found: bool) -> Outcome:
    held = found is (requirement.presence is Presence.REQUIRED)
    tail = "tail-" if requirement.at == "tail" else ""
    return Outcome(
        held=held,
        required=required,
        reason=message(f"time.{tail}pop" if found else f"time.no-{tail}pop"),
        remedy=None if held else message("remedy.remove-pop") if found else message("remedy.add-pop"),
    )


def _as_asked(requirement: SyncPop, subject: Subject, pop: ToneReading, place: int | None, required: str) -> Outcome:
    """Hold a pop that is there against what the text says of it."""
    frame = _frame_samples(subject)
    faults = tuple(_faults(requirement, pop, place, frame))
    untold = requirement.frequency_hz is not None and pop.frequency_hz is None
    at = subject.place(pop.start_sample, pop.end_sample, tuple(pop.levels_dbfs))
    said = message(
        "time.pop-found",
        # It is read to a tenth of a millisecond, so that it may seem to begin in the frame before.
        timecode=subject.timecode(pop.start_sample + round(frame / 4))
        or f"{pop.start_sample / subject.sample_rate_hz:.3f} s",
        frames=round(pop.length_samples / frame, 2),
        level_dbfs=round(pop.level_dbfs, 1),
        channels=tuple(pop.levels_dbfs),
    )
    return Outcome(
        held=False if faults else None if untold else True,
        required=required,
        measured=None if faults else quantity(pop.level_dbfs, "dBFS", 1),
        where=(at,),
        reason=message("time.pop-is-another", faults=faults) if faults else said,
        why=(said,) if faults else (),
        remedy=message("remedy.print-pop-as-asked")
        if faults
        else message("remedy.check-tone-frequency", frequency_hz=requirement.frequency_hz)
        if untold
        else None,
    )


def _faults(requirement: SyncPop, pop: ToneReading, place: int | None, frame: float) -> Iterator[Message]:
    if place is not None and abs(pop.start_sample - place) > WITHIN_FRAMES * frame:
        frames = (pop.start_sample - place) / frame
        code = "time.pop-late" if frames > 0 else "time.pop-early"
        yield message(code, frames=round(abs(frames), 2))
    length = requirement.length_frames
    if length is not None and abs(pop.length_samples / frame - length) > WITHIN_FRAMES:
        yield message("time.pop-length", frames=round(pop.length_samples / frame, 2))
    level = requirement.level_dbfs
    if level is not None and abs(pop.level_dbfs - level) > POP_LEVEL_WITHIN_DB + LIMIT_SLACK:
        yield message("time.pop-level", level_dbfs=round(pop.level_dbfs, 1))
    if not is_of_frequency(pop, requirement.frequency_hz):
        yield message("time.pop-frequency", frequency_hz=pop.frequency_hz)
    missing = tuple(label for label in requirement.labels or () if label not in pop.levels_dbfs)
    if missing:
        yield message("time.pop-not-in", channels=missing)


def is_of_frequency(tone: ToneReading, frequency_hz: float | None) -> bool:
    """Say whether a tone has a frequency; True where none is asked for, and where it was not told."""
    if frequency_hz is None or tone.frequency_hz is None:
        return True
    return abs(tone.frequency_hz / frequency_hz - 1.0) <= FREQUENCY_WITHIN_SHARE + LIMIT_SLACK


def _by_level(requirement: SyncPop, subject: Subject, required: str) -> Outcome:
    """Measurements that were saved before tones were measured say only that there is a sound at the place."""
    if requirement.at == "tail":
        return not_measured(required, message("time.tones-not-measured"))
    found = _pop_by_level(subject)
    if found is None:
        return _place_not_known(required, requirement)
    asked = (requirement.length_frames, requirement.level_dbfs, requirement.frequency_hz, requirement.labels)
    if found and requirement.presence is Presence.REQUIRED and asked != (None,) * len(asked):
        return not_measured(required, message("time.tones-not-measured"))
    return _present_or_not(requirement, required, found=found)


def _pop_by_level(subject: Subject) -> bool | None:
    """Look for sound two seconds before the first frame of action; None where that place is not known.

        row      -7 ... -3   -2   -1  0  +1   +2   +3 ... +7
        is       silence     any  the pop     any  silence

    A pop lasts one frame, which is less than a row of 100 ms. The rows next to it may hold its edges, so they count
    neither as the pop nor as the silence around it.
    """
    if subject.span.pop_sample is not None:
        return True
    if subject.span.placed not in {Placed.ACTION, Placed.PRESET, Placed.SHEET}:
        return None
    start = subject.span.start_sample
    place = start - samples_from_pop(subject)
    if place < 0:
        return False
    levels = subject.measurements.series.level_dbfs
    row = place * ROWS_PER_SECOND // subject.sample_rate_hz
    beside = POP_REACH_ROWS + 1  # one row more, which may hold the edge of the pop
    near = [level for level in levels[max(row - POP_REACH_ROWS, 0) : row + POP_REACH_ROWS + 1] if level is not None]
    before = levels[max(row - beside - POP_SURROUNDING_ROWS, 0) : max(row - beside, 0)]
    after = levels[row + beside + 1 : row + beside + 1 + POP_SURROUNDING_ROWS]
    surroundings = max((level for level in (*before, *after) if level is not None), default=DIGITAL_SILENCE_DBFS)
    loudest = max(near, default=DIGITAL_SILENCE_DBFS)
    return loudest > POP_ABOVE_DBFS and loudest - surroundings > POP_ABOVE_SURROUNDINGS_DB
