"""What a leader may carry: a sync pop and a line-up tone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.time import LineUpTone, Presence, SyncPop
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_measured, quantity
from validator.rules.placement import Placed
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from specs.message import Message
    from validator.rules.subject import Subject

SINE_CREST_DB: Final = 3.01
"""From the RMS of a sine to its level where a full-scale sine is at 0 dBFS (AES17), which is its peak: 20 lg √2."""

LINE_UP_TOLERANCE_DB: Final = 0.5

POP_BEFORE_ACTION_SECONDS: Final = 2
"""Where a sync pop is looked for: two seconds before the first frame of action, the "2" of a countdown leader."""

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

TONE_ABOVE_DBFS: Final = -50.0
"""Project's choice: no line-up tone is as soft (SMPTE RP 155: -20 dBFS, EBU R 68: -18 dBFS)."""

TONE_STEADY_WITHIN_DB: Final = 0.1
"""Project's choice: the RMS of 100 ms of a sine changes with its phase by up to 10 lg(1 ± 1 / (2π f T)), which makes
0.04 dB from row to row at 400 Hz."""

TONE_SECONDS: Final = 5
"""Project's choice: hardly a note of music or a room tone is as steady for as long."""

TONE_WITHIN_SECONDS: Final = 60
"""How far into the file a tone may begin and still be one of the head. Project's choice."""


def judge_sync_pop(requirement: SyncPop, subject: Subject) -> Outcome:
    """Say whether there is a sync pop.

    Judges: a sound of about one frame, two seconds before the first frame of action, with silence around it.
    Why publishers ask: long-play deliveries must begin with the programme; reels need the pop to be lined up.
    Boundary: none.
    Remedy: remove or add the pop.
    """
    required = f"a sync pop is {requirement.presence}"
    if requirement.presence is Presence.OPTIONAL:
        return Outcome(held=True, required=required, reason=message("time.pop-optional"))
    found = _pop(subject)
    if found is None:
        return not_measured(
            required, message("time.pop-place-not-known"), message("remedy.state-first-frame-of-action")
        )
    held = found is (requirement.presence is Presence.REQUIRED)
    return Outcome(
        held=held,
        required=required,
        reason=message("time.pop") if found else message("time.no-pop"),
        remedy=None if held else message("remedy.remove-pop") if found else message("remedy.add-pop"),
    )


def _pop(subject: Subject) -> bool | None:
    """Look for sound two seconds before the first frame of action; None where that place is not known.

        row      -7 ... -3   -2   -1  0  +1   +2   +3 ... +7
        is       silence     any  the pop     any  silence

    A pop lasts one frame, which is less than a row of 100 ms. The rows next to it may hold its edges, so they count
    neither as the pop nor as the silence around it.
    """
    if subject.action_is_whole:
        return False
    if subject.span.pop_sample is not None:
        return True
    if subject.span.placed not in {Placed.ACTION, Placed.PRESET}:
        return None
    start = subject.span.start_sample
    place = start - POP_BEFORE_ACTION_SECONDS * subject.sample_rate_hz
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


def judge_line_up_tone(requirement: LineUpTone, subject: Subject) -> Outcome:
    """Say whether the head carries a line-up tone.

    Judges: a steady level of at least five seconds at the start.
    Why publishers ask: tape-style deliveries carry one, file deliveries must not.
    Boundary: level within 0.5 dB where the sheet states one. The frequency is not measured: where the sheet states one
        a person listens.
    Remedy: remove or add the tone.
    """
    level_asked, frequency_asked = requirement.level_dbfs, requirement.frequency_hz
    stated = f" of {frequency_asked:g} Hz" if frequency_asked is not None else ""
    stated += f" at {level_asked:g} dBFS" if level_asked is not None else ""
    required = f"a line-up tone{stated} is {requirement.presence}"
    remedy: Message | None
    if requirement.presence is Presence.OPTIONAL:
        return Outcome(held=True, required=required, reason=message("time.tone-optional"))
    steady = _steady_head(subject)
    level = None if steady is None else steady + SINE_CREST_DB
    if requirement.presence is Presence.FORBIDDEN:
        held: bool | None = level is None
        remedy = None if held else message("remedy.remove-tone")
    elif level is None:
        held, remedy = False, _add_tone(requirement)
    elif level_asked is not None and abs(level - level_asked) > LINE_UP_TOLERANCE_DB + LIMIT_SLACK:
        held, remedy = False, message("remedy.set-tone-level", level_dbfs=level_asked)
    elif frequency_asked is None:
        held, remedy = True, None
    else:
        held, remedy = None, message("remedy.check-tone-frequency", frequency_hz=frequency_asked)
    return Outcome(
        held=held,
        required=required,
        measured=None if level is None else quantity(level, "dBFS", 1),
        reason=message("time.no-tone") if level is None else message("time.tone", level_dbfs=round(level, 1)),
        remedy=remedy,
    )


def _add_tone(requirement: LineUpTone) -> Message:
    frequency, level = requirement.frequency_hz, requirement.level_dbfs
    stated: tuple[Message, ...] = (
        () if frequency is None else (message("time.tone-of-frequency", frequency_hz=frequency),)
    )
    stated += () if level is None else (message("time.tone-at-level", level_dbfs=level),)
    return message("remedy.add-stated-tone", stated=stated) if stated else message("remedy.add-tone")


def _steady_head(subject: Subject) -> float | None:
    """Return the RMS of a steady sound of five seconds or more within the first minute; None without one."""
    run: list[float] = []
    for level in subject.measurements.series.level_dbfs[: TONE_WITHIN_SECONDS * ROWS_PER_SECOND]:
        sounds = level is not None and level > TONE_ABOVE_DBFS
        if sounds and level is not None and (not run or abs(level - run[0]) < TONE_STEADY_WITHIN_DB):
            run.append(level)
            if len(run) >= TONE_SECONDS * ROWS_PER_SECOND:
                return sum(run) / len(run)
        else:
            run = [level] if sounds and level is not None else []
    return None
