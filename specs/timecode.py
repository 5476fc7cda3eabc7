"""SMPTE timecode for people; everywhere else positions are samples.

Source: SMPTE ST 12-1:2014 (drop frame: clause 5.2.2).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMECODE: Final = re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9])([:;])([0-9]{2,3})")


def check_timecode(text: str) -> str:
    """Return the text when it has the form of a timecode.

    Raises:
        ValueError: It has not.
    """
    if not _TIMECODE.fullmatch(text):
        message = "not a timecode such as 01:00:00:00 (01:00:00;00 for drop frame)"
        raise ValueError(message)
    return text


def timecode_digits(text: str) -> tuple[int, int, int, int]:
    """Return hours, minutes, seconds and frames as they are written, which order timecodes of one count.

    Raises:
        ValueError: It has not the form of a timecode.
    """
    hours, minutes, seconds, frames = check_timecode(text).replace(";", ":").split(":")
    return int(hours), int(minutes), int(seconds), int(frames)


def _nominal(rate: Fraction) -> int:
    return -(-rate.numerator // rate.denominator)


def _dropped_per_minute(rate: Fraction) -> int:
    return {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}.get(rate, 0)


def parse_timecode(text: str, rate: Fraction) -> int:
    """Return the frame count from midnight that a timecode names.

    Raises:
        UsageError: Malformed, a frame number the rate does not have, or a dropped one.
    """
    match = _TIMECODE.fullmatch(text)
    if match is None:
        raise UsageError("This is not a timecode.", found=text, expected="such as 01:00:00:00")
    hours, minutes, seconds, frames = int(match[1]), int(match[2]), int(match[3]), int(match[5])
    nominal = _nominal(rate)
    if frames >= nominal or hours > 23:
        raise UsageError(
            "This timecode does not exist at this picture rate.",
            found=text,
            expected=f"hours up to 23 and, at {rate}, frames up to {nominal - 1:02}",
        )
    count = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
    if match[4] == ":":
        return count
    dropped = _dropped_per_minute(rate)
    if not dropped:
        raise UsageError("Only 29.97 and 59.94 have drop-frame timecode.", found=text, expected="colons only")
    if seconds == 0 and minutes % 10 and frames < dropped:
        raise UsageError("This timecode is one of those that drop frame leaves out.", found=text)
    total_minutes = hours * 60 + minutes
    return count - dropped * (total_minutes - total_minutes // 10)


def format_timecode(frame: int, rate: Fraction, *, drop_frame: bool = False) -> str:
    """Return the timecode of a frame count from midnight; hours go round after 24."""
    nominal = _nominal(rate)
    dropped = _dropped_per_minute(rate) if drop_frame else 0
    if dropped:
        per_minute = nominal * 60 - dropped
        per_ten = per_minute * 10 + dropped
        tens, rest = divmod(frame, per_ten)
        frame += dropped * 9 * tens
        if rest >= nominal * 60:
            frame += dropped * ((rest - nominal * 60) // per_minute + 1)
    seconds, frames = divmod(frame, nominal)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours % 24:02}:{minutes:02}:{seconds:02}{';' if dropped else ':'}{frames:02}"


def frames_to_samples(frame: int, rate: Fraction, sample_rate_hz: int) -> int:
    """Return the first sample of a frame, both counted from midnight.

    Where a frame is not a whole number of samples (29.97 at 48 kHz has 1601.6) the nearest sample counts, the later one
    of two that are equally near.
    """
    return _floor(Fraction(frame) * sample_rate_hz / rate + Fraction(1, 2))


def samples_to_frames(sample: int, rate: Fraction, sample_rate_hz: int) -> int:
    """Return the frame that a sample falls in: the last one whose first sample (`frames_to_samples`) is not later."""
    return -_floor(-(Fraction(2 * sample + 1, 2) * rate / sample_rate_hz)) - 1


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def timecode_to_samples(text: str, rate: Fraction, sample_rate_hz: int) -> int:
    """Return the first sample since midnight of the frame a timecode names.

    01:00:00:00 at 24000/1001 and 48 kHz is 172 972 800, not 172 800 000: the count runs in frames, not in clock time.

    Raises:
        UsageError: As `parse_timecode`.
    """
    return frames_to_samples(parse_timecode(text, rate), rate, sample_rate_hz)


def first_samples(names: Iterable[str], rate: Fraction, sample_rate_hz: int) -> dict[str, int]:
    """Return the first sample of every timecode that a picture rate has; the others are left out.

    A sheet for all picture rates writes `00:59:57;00`, which only 29.97 and 59.94 have, beside `00:59:57:00`.
    """
    samples = {}
    for name in names:
        try:
            samples[name] = timecode_to_samples(name, rate, sample_rate_hz)
        except UsageError:
            continue
    return samples


def samples_to_timecode(sample: int, rate: Fraction, sample_rate_hz: int, *, drop_frame: bool = False) -> str:
    """Return the timecode of the frame that a sample (since midnight) falls in."""
    return format_timecode(samples_to_frames(sample, rate, sample_rate_hz), rate, drop_frame=drop_frame)


def nominal_frames(seconds: int, rate: Fraction) -> int:
    """Return how many frames the count gives some seconds: 48 for two of them at 23.976, which are 2.002 s of time."""
    return seconds * _nominal(rate)
