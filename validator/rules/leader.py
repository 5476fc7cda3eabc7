"""What a file may carry beside its programme: a line-up tone, blocks at timecodes, and the start of the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.time import Presence
from validator.meters.activity import ACTIVE_ABOVE_DBFS
from validator.results.finding import Limits
from validator.rules.form import PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE
from validator.rules.outcome import (
    CHECK_THE_RIGHT_FILE,
    LIMIT_SLACK,
    NO_SOUND,
    Outcome,
    not_measured,
    quantity,
)
from validator.rules.placement import block_bounds, is_of_line_up
from validator.rules.sync_pop import LONGEST_POP_SECONDS, is_of_frequency
from validator.scan.table import ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from specs.requirements.time import LineUpTone, ProgrammeStart, TimedBlock
    from validator.results.measurements import ToneReading
    from validator.rules.subject import Subject

SINE_CREST_DB: Final = 3.01
"""From the RMS of a sine to its level where a full-scale sine is at 0 dBFS (AES17), which is its peak: 20 lg √2."""

LINE_UP_TOLERANCE_DB: Final = 0.5

TONE_ABOVE_DBFS: Final = -50.0
"""Project's choice: no line-up tone is as soft (SMPTE RP 155: -20 dBFS, EBU R 68: -18 dBFS)."""

TONE_STEADY_WITHIN_DB: Final = 0.1
"""Project's choice: the RMS of 100 ms of a sine changes with its phase by up to 10 lg(1 ± 1 / (2π f T)), which makes
0.04 dB from row to row at 400 Hz."""

TONE_SECONDS: Final = 5
"""Project's choice: hardly a note of music or a room tone is as steady for as long."""

TONE_WITHIN_SECONDS: Final = 60
"""How far into the file a tone may begin and still be one of the head. Project's choice."""


def judge_line_up_tone(requirement: LineUpTone, subject: Subject) -> Outcome:
    """Say whether the head carries a line-up tone.

    Judges: a steady level of at least five seconds at the start, and its frequency, where the sheet states one.
    Why publishers ask: tape-style deliveries carry one, file deliveries must not.
    Boundary: level within 0.5 dB and frequency within 5 %, where the sheet states them. Where the frequency was not
        told, a person listens. A steady sound below 350 or above 1100 Hz is a drone, and no line-up tone.
    Remedy: remove or add the tone.
    """
    level_asked, frequency_asked = requirement.level_dbfs, requirement.frequency_hz
    stated = f" of {frequency_asked:g} Hz" if frequency_asked is not None else ""
    stated += f" at {level_asked:g} dBFS" if level_asked is not None else ""
    required = f"a line-up tone{stated} is {requirement.presence}"
    remedy: Message | None
    if requirement.presence is Presence.OPTIONAL:
        return Outcome(held=True, required=required, reason=message("time.tone-optional"))
    level, tone = _head_tone(subject)
    frequency = None if tone is None else tone.frequency_hz
    if requirement.presence is Presence.FORBIDDEN:
        held: bool | None = level is None
        remedy = None if held else message("remedy.remove-tone")
    elif level is None:
        held, remedy = False, _add_tone(requirement)
    elif level_asked is not None and abs(level - level_asked) > LINE_UP_TOLERANCE_DB + LIMIT_SLACK:
        held, remedy = False, message("remedy.set-tone-level", level_dbfs=level_asked)
    elif tone is not None and not is_of_frequency(tone, frequency_asked):
        held, remedy = False, message("remedy.set-tone-frequency", frequency_hz=frequency_asked)
    elif frequency_asked is None or frequency is not None:
        held, remedy = True, None
    else:
        held, remedy = None, message("remedy.check-tone-frequency", frequency_hz=frequency_asked)
    return Outcome(
        held=held,
        required=required,
        measured=None if level is None else quantity(level, "dBFS", 1),
        reason=_tone_said(level, frequency),
        remedy=remedy,
    )


def _tone_said(level: float | None, frequency: float | None) -> Message:
    if level is None:
        return message("time.no-tone")
    if frequency is None:
        return message("time.tone", level_dbfs=round(level, 1))
    return message("time.tone-measured", level_dbfs=round(level, 1), frequency_hz=round(frequency))


def _add_tone(requirement: LineUpTone) -> Message:
    frequency, level = requirement.frequency_hz, requirement.level_dbfs
    stated: tuple[Message, ...] = (
        () if frequency is None else (message("time.tone-of-frequency", frequency_hz=frequency),)
    )
    stated += () if level is None else (message("time.tone-at-level", level_dbfs=level),)
    return message("remedy.add-stated-tone", stated=stated) if stated else message("remedy.add-tone")


def _head_tone(subject: Subject) -> tuple[float | None, ToneReading | None]:
    """Return the level of a tone of the head, and the tone where tones were measured; None without one."""
    steady = _steady_head(subject)
    if steady is None:
        return None, None
    level, start = steady[0] + SINE_CREST_DB, row_start_sample(steady[1], subject.sample_rate_hz)
    reach = subject.sample_rate_hz // ROWS_PER_SECOND
    tones = [one for one in subject.measurements.tones or () if abs(one.start_sample - start) <= 2 * reach]
    tone = next((one for one in tones if one.length_samples >= (TONE_SECONDS - 1) * subject.sample_rate_hz), None)
    return (None, None) if tone is not None and not is_of_line_up(tone) else (level, tone)


def _steady_head(subject: Subject) -> tuple[float, int] | None:
    """Return RMS and first row of a steady sound of five seconds or more within the first minute; None without one."""
    run: list[float] = []
    for row, level in enumerate(subject.measurements.series.level_dbfs[: TONE_WITHIN_SECONDS * ROWS_PER_SECOND]):
        sounds = level is not None and level > TONE_ABOVE_DBFS
        if sounds and level is not None and (not run or abs(level - run[0]) < TONE_STEADY_WITHIN_DB):
            run.append(level)
            if len(run) >= TONE_SECONDS * ROWS_PER_SECOND:
                return sum(run) / len(run), row - len(run) + 1
        else:
            run = [level] if sounds and level is not None else []
    return None


def judge_timed_block(requirement: TimedBlock, subject: Subject) -> Outcome:
    """Say whether the file holds a block between two timecodes.

    Judges: that the file reaches over it by its own time reference; of a tone the place, level, frequency and
        channels, of silence that nothing sounds. What a clock, an ident or a slate sounds like is not judged. No block
        is measured as programme.
    Why publishers ask: tape rooms and servers find line-up, clock and programme by their timecodes.
    Boundary: a tone begins and ends within one frame of its timecodes unless the sheet says otherwise, level within
        0.5 dB, frequency within 5 %. Silence is below -60 dBFS RMS in every 100 ms that lies wholly within.
    Remedy: print the head as asked.
    """
    span = f"from {requirement.start} to {requirement.end}"
    required = f"{_content(requirement)} {span}"
    if subject.picture_rate is None:
        return not_measured(required, PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE)
    start, end = subject.counted_sample(requirement.start), subject.counted_sample(requirement.end)
    if subject.known_start_sample is None or start is None or end is None:
        return not_measured(required, message("time.block-not-placed"), message("remedy.stamp-start"))
    if start < 0 or end > subject.measurements.sample_count:
        reason = message("time.block-not-in-file", content=requirement.content, start=requirement.start)
        return Outcome(
            held=False, required=required, reason=reason, remedy=message("remedy.print-block", block=required)
        )
    if requirement.content == "tone":
        return _tone_block(requirement, subject, (start, end), required)
    if requirement.content == "silence":
        return _silent_block(requirement, subject, (start, end), required)
    return Outcome(
        held=True,
        required=required,
        where=(subject.place(start, end),),
        reason=message("time.block-has-its-place", content=requirement.content),
    )


def _content(requirement: TimedBlock) -> str:
    if requirement.content != "tone":
        return "silence" if requirement.content == "silence" else f"a {requirement.content}"
    stated = "" if requirement.frequency_hz is None else f" of {requirement.frequency_hz:g} Hz"
    stated += "" if requirement.level_dbfs is None else f" at {requirement.level_dbfs:g} dBFS"
    stated += f" on {' '.join(requirement.labels)}" if requirement.labels else ""
    return f"a tone{stated}"


def _tone_block(requirement: TimedBlock, subject: Subject, bounds: tuple[int, int], required: str) -> Outcome:
    tones = subject.measurements.tones
    if tones is None:
        return not_measured(required, message("time.tones-not-measured"))
    within = [
        (min(tone.end_sample, bounds[1]) - max(tone.start_sample, bounds[0]), tone)
        for tone in tones
        if tone.length_samples > LONGEST_POP_SECONDS * subject.sample_rate_hz
    ]
    longest = max(within, key=lambda one: one[0], default=None)
    remedy = message("remedy.print-block", block=required)
    if longest is None or longest[0] <= 0:
        return Outcome(held=False, required=required, reason=message("time.block-no-tone"), remedy=remedy)
    tone = longest[1]
    faults = tuple(_tone_faults(requirement, subject, bounds, tone))
    untold = requirement.frequency_hz is not None and tone.frequency_hz is None
    return Outcome(
        held=False if faults else None if untold else True,
        required=required,
        measured=None if faults else quantity(tone.level_dbfs, "dBFS", 1),
        where=(subject.place(tone.start_sample, tone.end_sample, tuple(tone.levels_dbfs)),),
        reason=message("time.block-tone-is-another", faults=faults)
        if faults
        else _tone_said(tone.level_dbfs, tone.frequency_hz),
        remedy=remedy
        if faults
        else message("remedy.check-tone-frequency", frequency_hz=requirement.frequency_hz)
        if untold
        else None,
    )


def _tone_faults(
    requirement: TimedBlock, subject: Subject, bounds: tuple[int, int], tone: ToneReading
) -> Iterator[Message]:
    assert subject.picture_rate is not None, "the caller has looked"
    frame = float(subject.sample_rate_hz / subject.picture_rate)
    for code, sample, wanted in (
        ("time.tone-begins", tone.start_sample, bounds[0]),
        ("time.tone-ends", tone.end_sample, bounds[1]),
    ):
        frames = (sample - wanted) / frame
        if abs(frames) > requirement.tolerance_frames + LIMIT_SLACK:
            side = message("time.frames-late" if frames > 0 else "time.frames-early", frames=round(abs(frames), 2))
            yield message(code, off=side)
    level = requirement.level_dbfs
    if level is not None and abs(tone.level_dbfs - level) > LINE_UP_TOLERANCE_DB + LIMIT_SLACK:
        yield message("time.pop-level", level_dbfs=round(tone.level_dbfs, 1))
    if not is_of_frequency(tone, requirement.frequency_hz):
        yield message("time.pop-frequency", frequency_hz=tone.frequency_hz)
    missing = tuple(label for label in requirement.labels or () if label not in tone.levels_dbfs)
    if missing:
        yield message("time.pop-not-in", channels=missing)


def _silent_block(requirement: TimedBlock, subject: Subject, bounds: tuple[int, int], required: str) -> Outcome:
    rate = subject.sample_rate_hz
    first, after = -(-bounds[0] * ROWS_PER_SECOND // rate), bounds[1] * ROWS_PER_SECOND // rate
    levels = [level for level in subject.measurements.series.level_dbfs[first:after] if level is not None]
    loudest = max(levels, default=None)
    held = loudest is None or loudest <= ACTIVE_ABOVE_DBFS
    margin = None if loudest is None else round(ACTIVE_ABOVE_DBFS - loudest, 6) + 0.0
    reason = (
        message("time.block-digital-silence")
        if loudest is None
        else message("time.block-loudest", level_dbfs=round(loudest, 1))
    )
    return Outcome(
        held=held,
        required=required,
        measured=None if loudest is None else quantity(loudest, "dBFS RMS", 1),
        limits=Limits(high=ACTIVE_ABOVE_DBFS, unit="dBFS RMS"),
        margin=margin,
        margin_unit=None if margin is None else "dB",
        where=(subject.place(*bounds),),
        reason=reason,
        remedy=None if held else message("remedy.print-block", block=f"silence from {requirement.start}"),
    )


def judge_programme_start(requirement: ProgrammeStart, subject: Subject) -> Outcome:
    """Say whether the programme begins at its timecode, where the file begins earlier.

    Judges: that the file, by its own time reference, holds that timecode, and that nothing sounds before it but line-up
        tones, pops and the blocks that the sheet names. The measuring window follows this timecode, not the file.
    Why publishers ask: playout starts at a timecode, whatever lies before it.
    Boundary: the row of 100 ms that holds the timecode may sound.
    Remedy: move the programme to its timecode, or stamp the file rightly.
    """
    names = " or ".join(requirement.allowed)
    required = f"the programme begins at {names}"
    if subject.picture_rate is None:
        return not_measured(required, PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE)
    places = [
        (timecode, sample)
        for timecode in requirement.allowed
        if subject.known_start_sample is not None and (sample := subject.counted_sample(timecode)) is not None
    ]
    if not places:
        return not_measured(required, message("time.block-not-placed"), message("remedy.stamp-start"))
    first = subject.measurements.first_sound_sample
    if first is None:
        return not_measured(required, NO_SOUND, CHECK_THE_RIGHT_FILE)
    count = subject.measurements.sample_count
    inside = next(((timecode, sample) for timecode, sample in places if 0 <= sample < count), None)
    if inside is None:
        reason = message("time.programme-start-not-in-file", timecode=places[0][0])
        return Outcome(held=False, required=required, reason=reason, remedy=message("remedy.move-programme"))
    timecode, sample = inside
    early = _programme_before(subject, sample)
    return Outcome(
        held=early is None,
        required=required,
        where=() if early is None else (subject.place(early, sample),),
        reason=message("time.programme-starts", timecode=timecode)
        if early is None
        else message("time.programme-starts-early", timecode=timecode, found=_clock(subject, early)),
        remedy=None if early is None else message("remedy.move-programme"),
    )


def _clock(subject: Subject, sample: int) -> str:
    return subject.timecode(sample) or f"{sample / subject.sample_rate_hz:.1f} s"


def _programme_before(subject: Subject, sample: int) -> int | None:
    """Return where sound begins before the programme's start that is neither tone nor pop nor block; None for none."""
    rate = subject.sample_rate_hz
    beside = rate // ROWS_PER_SECOND  # a row that a tone or a block begins or ends in sounds with it
    sounding = [block for block in subject.blocks if block.content != "silence"]
    known = [
        *block_bounds(subject, sounding),
        *((one.start_sample, one.end_sample) for one in subject.measurements.tones or ()),
    ]
    for row, level in enumerate(subject.measurements.series.level_dbfs[: sample * ROWS_PER_SECOND // rate]):
        if level is None or level < ACTIVE_ABOVE_DBFS:
            continue
        start, end = row_start_sample(row, rate), row_start_sample(row + 1, rate)
        if not any(first - beside <= start and end <= after + beside for first, after in known):
            return start
    return None
