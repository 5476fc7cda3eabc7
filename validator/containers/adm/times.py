"""Times as axml writes them, read and written exactly.

Source: ITU-R BS.2076-3 (02/2025) clause 5.13, Time parameters format.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TICKS_PER_SECOND: Final = 100_000
"""Five decimals, which is what nearly every file writes: one tick is 10 microseconds."""

_CLOCK: Final = re.compile(r"(\d{2}):([0-5]\d):([0-5]\d)", re.ASCII)
_CLOCK_CHARACTERS: Final = 14
_COLONS: Final = (2, 5)
_POINT: Final = 8
_PLACES: Final = np.array([36_000, 3600, 0, 600, 60, 0, 10, 1, 0, *(0,) * 5], np.int64) * TICKS_PER_SECOND
_PLACES[9:] = [10_000, 1000, 100, 10, 1]
_TENS_BELOW_SIX: Final = (3, 6)
"""`hh:mm:ss.zzzzz`: what each of its characters counts in ticks, and which are tens of minutes and of seconds."""

_ANY: Final = re.compile(r"(\d{1,6}):(\d{2}):(\d{2})(?:\.(\d{1,15})(?:S(\d{1,10}))?)?", re.ASCII)


def parse_ticks(text: str) -> int | Fraction | None:
    """A time in ticks of 10 microseconds: an int where five decimals say all, else an exact Fraction.

    Both kinds add and compare exactly with each other; the int is there because a master has a hundred thousand blocks.
    `00:00:01.5` is one and a half seconds; `00:00:01.24000S48000` is one second and 24000/48000.

    Returns:
        None where the text is no time.
    """
    decimals = text[9:]
    if len(decimals) == 5 and text[8] == "." and decimals.isdigit() and decimals.isascii():
        whole = _whole_seconds(text[:8])
        if whole is not None:
            return whole * TICKS_PER_SECOND + int(decimals)
    return _parse_rare_ticks(text)


def parse_clock_ticks(texts: Sequence[str]) -> NDArray[np.int64] | None:
    """Many times `hh:mm:ss.zzzzz` in ticks, at once.

    Returns:
        int64, one for each; None where one of them is written in another way, or is no time.
    """
    joined = "".join(texts)
    if len(joined) != _CLOCK_CHARACTERS * len(texts) or not joined.isascii():
        return None
    digits = np.frombuffer(joined.encode("ascii"), np.uint8).reshape(len(texts), _CLOCK_CHARACTERS) - ord("0")
    signs = [*_COLONS, _POINT]
    expected = np.array([ord(":"), ord(":"), ord(".")], np.uint8) - np.uint8(ord("0"))
    if (digits[:, signs] != expected).any():
        return None
    digits = digits.astype(np.int64)
    digits[:, signs] = 0
    if (digits > 9).any() or (digits[:, list(_TENS_BELOW_SIX)] > 5).any():
        return None
    ticks: NDArray[np.int64] = digits @ _PLACES
    return ticks


@lru_cache(maxsize=1024)
def _whole_seconds(text: str) -> int | None:
    """Seconds of `hh:mm:ss`; neighbouring blocks share them. None where it is none."""
    found = _CLOCK.fullmatch(text)
    return None if found is None else (int(found[1]) * 60 + int(found[2])) * 60 + int(found[3])


def _parse_rare_ticks(text: str) -> Fraction | None:
    found = _ANY.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, decimals, denominator = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    if denominator is None:
        part = Fraction(int(decimals or 0), 10 ** len(decimals or ""))
    elif int(decimals) >= int(denominator):
        return None
    else:
        part = Fraction(int(decimals), int(denominator))
    return (whole + part) * TICKS_PER_SECOND


def parse_time(text: str) -> Fraction | None:
    """A time in seconds, exactly; None where the text is no time."""
    ticks = parse_ticks(text)
    return None if ticks is None else Fraction(ticks) / TICKS_PER_SECOND


def is_fraction_of_samples(text: str) -> bool:
    """True for the form `hh:mm:ss.nnnnnSddddd`, which came with BS.2076-2."""
    found = _ANY.fullmatch(text.strip())
    return found is not None and found[5] is not None


def format_time(samples: int, sample_rate_hz: int) -> str:
    """A number of samples as `hh:mm:ss.zzzzz`, rounded to the nearest 10 microseconds.

    At 48 kHz the rounding is off by a quarter of a sample at most, so that the sample is still told.
    """
    ticks = (2 * samples * TICKS_PER_SECOND + sample_rate_hz) // (2 * sample_rate_hz)
    seconds, rest = divmod(ticks, TICKS_PER_SECOND)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:05d}"
