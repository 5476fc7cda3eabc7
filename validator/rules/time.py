"""Start, head and tail, length."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.message import message
from specs.requirements.time import (
    DurationMatch,
    HeadSilence,
    LineUpTone,
    Presence,
    StartTimecode,
    SyncPop,
    TailSilence,
    WholeFrames,
)
from specs.timecode import frames_to_samples, samples_to_timecode, timecode_to_samples
from specs.vocabulary import FRAME_RATES, SPEED_RATIOS, frame_rate_name
from validator.finding import Limits, Quantity
from validator.rules.form import PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE
from validator.rules.outcome import (
    CHECK_THE_RIGHT_FILE,
    LIMIT_SLACK,
    NO_SOUND,
    Outcome,
    count_of,
    figure,
    not_measured,
    quantity,
    standing,
    within,
)
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


def judge_start_timecode(requirement: StartTimecode, subject: Subject) -> Outcome:
    """Hold the start timecode against those accepted.

    Judges: the time reference of bext (of iXML where there is no bext) in every file, counted in frames of the picture
        rate.
    Why publishers ask: the start timecode is how the sound finds its picture.
    Boundary: the exact sample. 01:00:00:00 at 23.976 is 172 972 800 samples at 48 kHz, not 172 800 000, which is what a
        session set to 24 writes.
    Remedy: stamp the right time reference at export.
    """
    wanted = list(requirement.allowed)
    if requirement.synchronous_with_picture and subject.programme.start_timecode is not None:
        wanted.append(subject.programme.start_timecode)
    required = "start timecode " + (" or ".join(wanted) if wanted else "the same as the picture's")
    if subject.picture_rate is None:
        return not_measured(required, PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE)
    if not wanted:
        return not_measured(required, message("time.picture-start-not-given"), message("remedy.state-picture-start"))
    targets = _targets(wanted, subject)
    if not targets:
        name = frame_rate_name(subject.picture_rate)
        return not_measured(required, message("time.no-such-timecode", wanted=tuple(wanted), rate=name))
    start = subject.start_sample
    if start is None:
        return Outcome(
            held=False,
            required=required,
            reason=message("time.no-time-reference"),
            remedy=message("remedy.export-with-start", timecode=next(iter(targets))),
        )
    if len({facts.start_sample for facts in subject.measurements.files}) > 1:
        return Outcome(
            held=False,
            required=required,
            reason=message("time.starts-differ"),
            why=tuple(
                message("time.start-of-file", file=facts.name, samples=facts.start_sample)
                for facts in subject.measurements.files
            ),
            remedy=message("remedy.stamp-all", timecode=next(iter(targets))),
        )
    padded = _padded(requirement, targets, start, subject)
    return _held_to_start(targets, start, required, subject) if padded is None else replace(padded, required=required)


def _held_to_start(targets: dict[str, int], start: int, required: str, subject: Subject) -> Outcome:
    held = start in targets.values()
    nearest, target = min(targets.items(), key=lambda item: abs(item[1] - start))
    seconds = (start - target) / subject.sample_rate_hz
    clock = _clock(start, nearest, subject)
    return Outcome(
        held=held,
        required=required,
        measured=Quantity(value=float(start), unit="samples", text=f"{clock} ({start} samples)"),
        margin=None,
        reason=message("time.starts", timecode=nearest)
        if held
        else message(
            "time.starts-after" if seconds > 0 else "time.starts-before",
            timecode=clock,
            seconds=round(abs(seconds), 6),
            wanted=nearest,
        ),
        why=_other_rate(start, targets, subject),
        remedy=None if held else _start_remedy(start, nearest, target, subject),
    )


def _start_remedy(start: int, timecode: str, target: int, subject: Subject) -> Message:
    """Return what to do about another start: a new stamp alone moves the sound, unless the session's rate was wrong.

    | the file starts            | and that is the timecode at another rate | remedy                    |
    |----------------------------|------------------------------------------|---------------------------|
    | anywhere                   | yes                                      | stamp it                  |
    | before, and holds the time | no                                       | cut the head, stamp it    |
    | elsewhere                  | no                                       | pad or stamp, by the sync |
    """
    seconds = round(abs(start - target) / subject.sample_rate_hz, 6)
    if _other_rate(start, {timecode: target}, subject):
        return message("remedy.stamp", timecode=timecode, samples=target)
    if start < target < start + subject.measurements.sample_count:
        return message("remedy.trim-head-to", timecode=timecode, seconds=seconds)
    return message("remedy.stamp-or-pad", timecode=timecode, seconds=seconds, samples=target)


def _padded(requirement: StartTimecode, targets: dict[str, int], start: int, subject: Subject) -> Outcome | None:
    """Return the outcome for a file that starts earlier by padding that is accepted; None for any other."""
    room = requirement.padding_seconds * subject.sample_rate_hz
    early = {name: target for name, target in targets.items() if 0 < target - start <= room}
    if not early:
        return None
    name, target = max(early.items(), key=lambda item: item[1])
    seconds = (target - start) / subject.sample_rate_hz
    first = subject.measurements.first_sound_sample
    silent = first is None or first >= target - start
    clock = _clock(start, name, subject)
    return Outcome(
        held=silent,
        required="",
        measured=Quantity(value=float(start), unit="samples", text=f"{clock} ({start} samples)"),
        reason=message("time.starts-in-padding", timecode=clock, seconds=round(seconds, 6), wanted=name)
        if silent
        else message("time.padding-sounds", wanted=name),
        remedy=None if silent else message("remedy.trim-head-to", timecode=name, seconds=round(seconds, 6)),
    )


def _clock(sample: int, beside: str, subject: Subject) -> str:
    """Return the timecode of a sample, counted as the timecode is that stands beside it."""
    assert subject.picture_rate is not None, "the caller has looked"
    return samples_to_timecode(sample, subject.picture_rate, subject.sample_rate_hz, drop_frame=";" in beside)


def _targets(wanted: list[str], subject: Subject) -> dict[str, int]:
    """Return the first sample of every timecode accepted; those that the picture rate does not have are left out."""
    assert subject.picture_rate is not None, "the caller has looked"
    targets = {}
    for name in wanted:
        try:
            targets[name] = timecode_to_samples(name, subject.picture_rate, subject.sample_rate_hz)
        except UsageError:
            continue  # 09:59:57;00 beside 09:59:57:00, in a sheet for all picture rates
    return targets


def _other_rate(start: int, targets: dict[str, int], subject: Subject) -> tuple[Message, ...]:
    """Say when the start would be right at the 1000/1001 sister of the picture rate: the classic mistake."""
    assert subject.picture_rate is not None, "the caller has looked"
    for factor in (Fraction(1000, 1001), Fraction(1001, 1000)):
        sister = subject.picture_rate * factor
        for name in targets:
            if ";" in name or sister not in FRAME_RATES.values():
                continue
            if start == timecode_to_samples(name, sister, subject.sample_rate_hz):
                return (message("time.start-at-other-rate", timecode=name, rate=frame_rate_name(sister)),)
    return ()


def judge_head_silence(requirement: HeadSilence, subject: Subject) -> Outcome:
    """Hold the silence before the first sound against its limits.

    Judges: the time up to the first sound above -60 dBFS RMS (100 ms), to the sample where the silence is digital.
    Why publishers ask: an unexpected head shifts sync, a missing one clips the first sound.
    Boundary: a limit plus the publisher's tolerance holds.
    Remedy: trim or pad the head.
    """
    first = subject.measurements.first_sound_sample
    return _judge_edge(requirement, subject, first)


def judge_tail_silence(requirement: TailSilence, subject: Subject) -> Outcome:
    """Hold the silence after the last sound against its limits.

    Judges: the time from the last sound above -60 dBFS RMS (100 ms), to the sample where the silence is digital.
    Why publishers ask: an unexpected tail changes the length, a missing one cuts reverberation.
    Boundary: a limit plus the publisher's tolerance holds.
    Remedy: trim or pad the tail.
    """
    last = subject.measurements.last_sound_sample
    silent = None if last is None else subject.measurements.sample_count - 1 - last
    return _judge_edge(requirement, subject, silent)


def _judge_edge(requirement: HeadSilence | TailSilence, subject: Subject, silent_samples: int | None) -> Outcome:
    low, high, slack = requirement.minimum_seconds, requirement.maximum_seconds, requirement.tolerance_seconds
    head = isinstance(requirement, HeadSilence)
    place = "before the first sound" if head else "after the last sound"
    if high is None:
        required = f"at least {low:g} s of silence {place}"
    elif low == high:
        required = f"{low:g} s of silence {place}" if low else f"no silence {place}"
    else:
        required = f"{low:g} to {high:g} s of silence {place}"
    asked = f"{required} (±{slack:g} s)" if slack else required
    if silent_samples is None:
        return not_measured(asked, NO_SOUND, CHECK_THE_RIGHT_FILE)
    seconds = silent_samples / subject.sample_rate_hz
    limits = Limits(
        low=max(round(low - slack, 6), 0.0), high=None if high is None else round(high + slack, 6), unit="s"
    )
    held, margin = within(seconds, limits.low, limits.high)
    return Outcome(
        held=held,
        required=asked,
        measured=quantity(seconds, "s", 3),
        limits=limits,
        margin=margin,
        margin_unit="s",
        reason=message(
            "time.head-silence" if head else "time.tail-silence",
            silence=figure(seconds, "s", margin, 3),
            standing=standing(seconds, limits.low, limits.high, "s", 3),
        ),
        remedy=None
        if held
        else message("remedy.pad-so-that" if seconds < low else "remedy.trim-so-that", wanted=required),
    )


def judge_duration_match(requirement: DurationMatch, subject: Subject) -> Outcome:
    """Hold the length against the picture's.

    Judges: samples against the number of picture frames the delivery states.
    Why publishers ask: a mix of another length was conformed to another cut or another speed.
    Boundary: a difference exactly as large as allowed holds.
    Remedy: conform again; where the ratio of the lengths is a known speed ratio the finding names it.
    """
    limit = requirement.maximum_difference_frames
    unit = "frames" if limit is not None else "s"
    allowed = limit if limit is not None else requirement.maximum_difference_seconds
    assert allowed is not None, "the model asks for one of the two"
    required = f"length within {count_of(allowed, 'frame' if limit is not None else 's', unit)} of the picture's"
    facts = subject.programme
    if facts.duration_frames is None or subject.picture_rate is None:
        return not_measured(required, message("time.picture-length-not-given"), message("remedy.state-picture-length"))
    measured = subject.measurements
    difference = Fraction(measured.sample_count, measured.sample_rate_hz) - facts.duration_frames / subject.picture_rate
    value = float(difference * subject.picture_rate if limit is not None else difference)
    held, margin = within(abs(value), None, allowed)
    length = figure(abs(value), unit, margin, 3)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(value, unit, 3),
        limits=Limits(low=-allowed, high=allowed, target=0.0, unit=unit),
        margin=margin,
        margin_unit=unit,
        reason=message("time.longer-than-picture" if value > 0 else "time.shorter-than-picture", difference=length)
        if value
        else message("time.as-long-as-picture"),
        why=_speed(subject),
        remedy=None if held else message("remedy.conform-again"),
    )


def _speed(subject: Subject) -> tuple[Message, ...]:
    """Name the speed ratio, where the ratio of the lengths is one."""
    assert subject.picture_rate is not None, "the caller has looked"
    assert subject.programme.duration_frames is not None, "as above"
    measured = subject.measurements
    actual = Fraction(measured.sample_count, measured.sample_rate_hz)
    picture = subject.programme.duration_frames / subject.picture_rate
    for name, ratio in SPEED_RATIOS.items():
        if ratio != 1 and actual and abs(picture / actual / ratio - 1) < Fraction(1, 20000):
            return (message("time.speed-ratio", name=name),)
    return ()


def judge_whole_frames(requirement: WholeFrames, subject: Subject) -> Outcome:
    """Hold the length against a whole number of picture frames.

    Judges: samples, sample rate and picture rate, exactly.
    Why publishers ask: IMF and broadcast servers count in frames.
    Boundary: less than one sample of rounding holds, for rates whose frame is not a whole number of samples.
    Remedy: trim or pad to the frame.
    """
    del requirement
    required = "a whole number of picture frames"
    if subject.picture_rate is None:
        return not_measured(required, PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE)
    measured = subject.measurements
    frames = Fraction(measured.sample_count, measured.sample_rate_hz) * subject.picture_rate
    nearest = round(frames)
    whole = frames_to_samples(nearest, subject.picture_rate, measured.sample_rate_hz)
    difference = measured.sample_count - whole
    held = abs(measured.sample_count - nearest * measured.sample_rate_hz / subject.picture_rate) < 1
    off = abs(difference)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(float(frames), "frames", 3),
        reason=message("time.whole-frames", frames=nearest)
        if held
        else message(
            "time.longer-than-frames" if difference > 0 else "time.shorter-than-frames", samples=off, frames=nearest
        ),
        remedy=None
        if held
        else message("remedy.trim-samples" if difference > 0 else "remedy.pad-samples", samples=off),
    )


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
