"""Start, head and tail, length."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import message
from specs.requirements.time import (
    DurationMatch,
    HeadSilence,
    StartTimecode,
    TailSilence,
    WholeFrames,
)
from specs.timecode import first_samples, frames_to_samples, samples_to_timecode, timecode_to_samples
from specs.vocabulary import FRAME_RATES, SPEED_RATIOS, frame_rate_name
from validator.results.finding import Limits, Quantity
from validator.rules.form import PICTURE_RATE_NOT_GIVEN, STATE_PICTURE_RATE
from validator.rules.outcome import (
    CHECK_THE_RIGHT_FILE,
    NO_SOUND,
    Outcome,
    figure,
    not_measured,
    quantity,
    standing,
    within,
)

if TYPE_CHECKING:
    from specs.message import Message
    from validator.rules.subject import Subject


LONGEST_HEAD_SECONDS: Final = 120.0
"""Of a head that somebody may have left out: a file stamped farther away is stamped wrongly. Project's choice."""


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
    targets = first_samples(wanted, subject.picture_rate, subject.sample_rate_hz)
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
        measured=Quantity(value=float(start), unit="samples", text=f"{clock} ({count_of(start, 'sample', 'samples')})"),
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
    | minutes away from it       | no                                       | stamp it                  |
    | elsewhere                  | no                                       | pad or stamp, by the sync |
    """
    seconds = round(abs(start - target) / subject.sample_rate_hz, 6)
    if _other_rate(start, {timecode: target}, subject):
        return message("remedy.stamp", timecode=timecode, samples=target)
    if start < target < start + subject.measurements.sample_count:
        return message("remedy.trim-head-to", timecode=timecode, seconds=seconds)
    if seconds > LONGEST_HEAD_SECONDS:
        return message("remedy.stamp", timecode=timecode, samples=target)
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
        measured=Quantity(value=float(start), unit="samples", text=f"{clock} ({count_of(start, 'sample', 'samples')})"),
        reason=message("time.starts-in-padding", timecode=clock, seconds=round(seconds, 6), wanted=name)
        if silent
        else message("time.padding-sounds", wanted=name),
        remedy=None if silent else message("remedy.trim-head-to", timecode=name, seconds=round(seconds, 6)),
    )


def _clock(sample: int, beside: str, subject: Subject) -> str:
    """Return the timecode of a sample, counted as the timecode is that stands beside it."""
    assert subject.picture_rate is not None, "the caller has looked"
    return samples_to_timecode(sample, subject.picture_rate, subject.sample_rate_hz, drop_frame=";" in beside)


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
        why=speed_of_lengths(subject),
        remedy=None if held else message("remedy.conform-again"),
    )


def speed_of_lengths(subject: Subject) -> tuple[Message, ...]:
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
