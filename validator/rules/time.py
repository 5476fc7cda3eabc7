"""Start, head and tail, length."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
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
from validator.rules.outcome import LIMIT_SLACK, Outcome, count_of, not_measured, quantity, shown, standing, within

if TYPE_CHECKING:
    from validator.rules.subject import Subject

SINE_CREST_DB: Final = 3.01
"""From the RMS of a sine to its level where a full-scale sine is at 0 dBFS (AES17), which is its peak: 20 lg √2."""

LINE_UP_TOLERANCE_DB: Final = 0.5

_NO_RATE: Final = "The picture rate was not given."
_GIVE_RATE: Final = "Give it with --picture-rate, for example 24000/1001, or state it in the delivery file."


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
        return not_measured(required, _NO_RATE, _GIVE_RATE)
    if not wanted:
        return not_measured(
            required,
            "The picture's start timecode was not given.",
            "Give it with --start-timecode, or state it in the delivery file.",
        )
    targets = _targets(wanted, subject)
    if not targets:
        name = frame_rate_name(subject.picture_rate)
        return not_measured(required, f"There is no timecode {' or '.join(wanted)} at {name} fps.")
    start = subject.start_sample
    if start is None:
        return Outcome(
            held=False,
            required=required,
            message="The file carries no time reference (no bext and no iXML timestamp).",
            remedy=f"Export as BWF with the start timecode {next(iter(targets))}.",
        )
    if len({facts.start_sample for facts in subject.measurements.files}) > 1:
        return Outcome(
            held=False,
            required=required,
            message="The files of the mix carry different time references.",
            why=tuple(f"{facts.name}: {facts.start_sample} samples" for facts in subject.measurements.files),
            remedy=f"Stamp all of them with {next(iter(targets))}.",
        )
    held = start in targets.values()
    nearest, target = min(targets.items(), key=lambda item: abs(item[1] - start))
    seconds = (start - target) / subject.sample_rate_hz
    clock = _clock(start, nearest, subject)
    return Outcome(
        held=held,
        required=required,
        measured=Quantity(value=float(start), unit="samples", text=f"{clock} ({start} samples)"),
        margin=None,
        message=f"The file starts at {nearest}."
        if held
        else f"The file starts at {clock}, {abs(seconds):.3f} s {'after' if seconds > 0 else 'before'} {nearest}.",
        why=_other_rate(start, targets, subject),
        remedy=None if held else f"Stamp {nearest} ({target} samples since midnight).",
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


def _other_rate(start: int, targets: dict[str, int], subject: Subject) -> tuple[str, ...]:
    """Say when the start would be right at the 1000/1001 sister of the picture rate: the classic mistake."""
    assert subject.picture_rate is not None, "the caller has looked"
    for factor in (Fraction(1000, 1001), Fraction(1001, 1000)):
        sister = subject.picture_rate * factor
        for name in targets:
            if ";" in name or sister not in FRAME_RATES.values():
                continue
            if start == timecode_to_samples(name, sister, subject.sample_rate_hz):
                return (f"It would be {name} at {frame_rate_name(sister)} fps: the session's rate was set wrongly.",)
    return ()


def judge_head_silence(requirement: HeadSilence, subject: Subject) -> Outcome:
    """Hold the silence before the first sound against its limits.

    Judges: the time up to the first sound above -60 dBFS RMS (100 ms), to the sample where the silence is digital.
    Why publishers ask: an unexpected head shifts sync, a missing one clips the first sound.
    Boundary: a limit plus the publisher's tolerance holds.
    Remedy: trim or pad the head.
    """
    first = subject.measurements.first_sound_sample
    return _judge_edge(requirement, subject, first, "before the first sound")


def judge_tail_silence(requirement: TailSilence, subject: Subject) -> Outcome:
    """Hold the silence after the last sound against its limits.

    Judges: the time from the last sound above -60 dBFS RMS (100 ms), to the sample where the silence is digital.
    Why publishers ask: an unexpected tail changes the length, a missing one cuts reverberation.
    Boundary: a limit plus the publisher's tolerance holds.
    Remedy: trim or pad the tail.
    """
    last = subject.measurements.last_sound_sample
    silent = None if last is None else subject.measurements.sample_count - 1 - last
    return _judge_edge(requirement, subject, silent, "after the last sound")


def _judge_edge(
    requirement: HeadSilence | TailSilence, subject: Subject, silent_samples: int | None, place: str
) -> Outcome:
    low, high, slack = requirement.minimum_seconds, requirement.maximum_seconds, requirement.tolerance_seconds
    if high is None:
        required = f"at least {low:g} s of silence {place}"
    elif low == high:
        required = f"{low:g} s of silence {place}" if low else f"no silence {place}"
    else:
        required = f"{low:g} to {high:g} s of silence {place}"
    asked = f"{required} (±{slack:g} s)" if slack else required
    if silent_samples is None:
        return not_measured(asked, "There is no sound in the file.", "Check that the right file was given.")
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
        message=f"There are {shown(seconds, 's', margin, 3)} of silence {place}, "
        f"{standing(seconds, limits.low, limits.high, 's', 3)}.",
        remedy=None if held else f"{'Pad' if seconds < low else 'Trim'} so that there is {required}.",
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
        return not_measured(
            required,
            "The length of the picture was not given.",
            "Give it with --picture-frames and --picture-rate, or state it in the delivery file.",
        )
    measured = subject.measurements
    difference = Fraction(measured.sample_count, measured.sample_rate_hz) - facts.duration_frames / subject.picture_rate
    value = float(difference * subject.picture_rate if limit is not None else difference)
    held, margin = within(abs(value), None, allowed)
    length = f"{shown(abs(value), unit, margin, 3)} {'longer' if value > 0 else 'shorter'}"
    return Outcome(
        held=held,
        required=required,
        measured=quantity(value, unit, 3),
        limits=Limits(low=-allowed, high=allowed, target=0.0, unit=unit),
        margin=margin,
        margin_unit=unit,
        message=f"The mix is {length} than the picture." if value else "The mix is as long as the picture.",
        why=_speed(subject),
        remedy=None if held else "Conform the mix to the picture again.",
    )


def _speed(subject: Subject) -> tuple[str, ...]:
    """Name the speed ratio, where the ratio of the lengths is one."""
    assert subject.picture_rate is not None, "the caller has looked"
    assert subject.programme.duration_frames is not None, "as above"
    measured = subject.measurements
    actual = Fraction(measured.sample_count, measured.sample_rate_hz)
    picture = subject.programme.duration_frames / subject.picture_rate
    for name, ratio in SPEED_RATIOS.items():
        if ratio != 1 and actual and abs(picture / actual / ratio - 1) < Fraction(1, 20000):
            return (f"The lengths are in the ratio of this change of speed: {name}.",)
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
        return not_measured(required, _NO_RATE, _GIVE_RATE)
    measured = subject.measurements
    frames = Fraction(measured.sample_count, measured.sample_rate_hz) * subject.picture_rate
    nearest = round(frames)
    whole = frames_to_samples(nearest, subject.picture_rate, measured.sample_rate_hz)
    difference = measured.sample_count - whole
    held = abs(measured.sample_count - nearest * measured.sample_rate_hz / subject.picture_rate) < 1
    off = count_of(abs(difference), "sample", "samples")
    length = f"{off} {'longer' if difference > 0 else 'shorter'} than {count_of(nearest, 'frame', 'frames')}"
    return Outcome(
        held=held,
        required=required,
        measured=quantity(float(frames), "frames", 3),
        message=f"The mix is {count_of(nearest, 'frame', 'frames')} long." if held else f"The mix is {length}.",
        remedy=None if held else f"{'Trim' if difference > 0 else 'Pad'} {off}.",
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
        return Outcome(held=True, required=required, message="A sync pop may be there or not.")
    found = _pop(subject)
    if found is None:
        return not_measured(
            required,
            "The first frame of action was not given, so the place of a sync pop is not known.",
            "Give it with --action and --picture-rate, or in the delivery file.",
        )
    held = found is (requirement.presence is Presence.REQUIRED)
    return Outcome(
        held=held,
        required=required,
        message="There is a sync pop two seconds before the first frame of action."
        if found
        else "There is no sync pop two seconds before the first frame of action.",
        remedy=None if held else ("Remove the pop and the leader." if found else "Add a sync pop."),
    )


def _pop(subject: Subject) -> bool | None:
    """Look for sound two seconds before the first frame of action; None where that place is not known."""
    if subject.action_is_whole:
        return False
    timecode = subject.programme.first_frame_of_action
    start = None if timecode is None else subject.programme_sample(timecode)
    if start is None:
        return None
    place = start - 2 * subject.sample_rate_hz
    if place < 0:
        return False
    levels = subject.measurements.series.level_dbfs
    row = place * 10 // subject.sample_rate_hz
    near = [level for level in levels[max(row - 1, 0) : row + 2] if level is not None]
    before = [level for level in levels[max(row - 7, 0) : max(row - 2, 0)] if level is not None]
    after = [level for level in levels[row + 3 : row + 8] if level is not None]
    surroundings = max(before + after, default=-120.0)
    return bool(near) and max(near) > -50.0 and max(near) - surroundings > 20.0


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
    if requirement.presence is Presence.OPTIONAL:
        return Outcome(held=True, required=required, message="A line-up tone may be there or not.")
    steady = _steady_head(subject)
    level = None if steady is None else steady + SINE_CREST_DB
    if requirement.presence is Presence.FORBIDDEN:
        held: bool | None = level is None
        remedy = None if held else "Remove the tone."
    elif level is None:
        held, remedy = False, f"Add the line-up tone{stated}."
    elif level_asked is not None and abs(level - level_asked) > LINE_UP_TOLERANCE_DB + LIMIT_SLACK:
        held, remedy = False, f"Bring the tone to {level_asked:g} dBFS."
    else:
        held, remedy = (True, None) if frequency_asked is None else (None, f"Check that it is {frequency_asked:g} Hz.")
    message = "The head carries no steady tone." if level is None else f"The head carries a tone at {level:.1f} dBFS"
    return Outcome(
        held=held,
        required=required,
        measured=None if level is None else quantity(level, "dBFS", 1),
        message=message if level is None else f"{message}; its frequency was not measured.",
        remedy=remedy,
    )


def _steady_head(subject: Subject) -> float | None:
    """Return the RMS of a steady sound of five seconds or more within the first minute; None without one."""
    run: list[float] = []
    for level in subject.measurements.series.level_dbfs[:600]:
        steady = level is not None and level > -50.0 and (not run or abs(level - run[0]) < 0.1)
        if steady and level is not None:
            run.append(level)
            if len(run) >= 50:
                return sum(run) / len(run)
        else:
            run = [level] if level is not None and level > -50.0 else []
    return None
