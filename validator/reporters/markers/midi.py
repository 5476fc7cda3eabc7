"""Standard MIDI files with marker events: for Pro Tools, Logic, Cubase, Nuendo, REAPER and others.

One tick is one sample: division and tempo are chosen so that division x 1,000,000 / tempo is the sample rate.

    48,000 Hz: 24,000 ticks a quarter note at 500,000 µs a quarter note = 48,000 ticks a second
    96,000 Hz: 24,000 ticks at 250,000 µs;   47,952 Hz: 23,976 ticks at 500,000 µs

Source: Standard MIDI Files 1.0 (RP-001): variable-length quantities of at most four bytes; meta events 03, 06, 51, 54.
"""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.timecode import format_timecode
from validator.reporters.markers.marker_names import ascii_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.reporters.markers.marker_list import MarkerList

_TEXT: Final = 0x01
_TRACK_NAME: Final = 0x03
_MARKER: Final = 0x06
_END_OF_TRACK: Final = 0x2F
_TEMPO: Final = 0x51
_SMPTE_OFFSET: Final = 0x54

_TEMPOS_US: Final = (500_000, 250_000, 125_000, 1_000_000, 62_500)
"""Microseconds a quarter note, in the order they are tried; the first is 120 beats a minute."""
_LARGEST_DIVISION: Final = 0x7FFF
_LARGEST_DELTA: Final = 0x0FFFFFFF
"""Four bytes of seven bits: 93 minutes 12 seconds at 48,000 ticks a second."""

_SMPTE_RATES: Final = {
    (Fraction(24), False): 0,
    (Fraction(24000, 1001), False): 0,
    (Fraction(25), False): 1,
    (Fraction(30000, 1001), True): 2,
    (Fraction(30000, 1001), False): 3,
    (Fraction(30), False): 3,
}
"""Two bits of the SMPTE offset: 24, 25, 30 drop and 30; 23.976 is written as 24 and 29.97 without drop as 30, as there
is no other."""

_RANGE_END: Final = "END "
"""What begins the name of the marker at the end of a range, as a MIDI marker has no length."""


def write_midi(listed: MarkerList) -> bytes:
    """Return markers as a MIDI file of type 0.

    A range has a second marker, called `END` and its name, at the sample after its last.

    Raises:
        UsageError: The sample rate is no whole number of ticks at any of the tempos.
    """
    division, tempo_us = ticks_of(listed.clock.sample_rate_hz)
    events = b"".join(_events(listed, tempo_us))
    header = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, division)
    return header + struct.pack(">4sI", b"MTrk", len(events)) + events


def ticks_of(sample_rate_hz: int) -> tuple[int, int]:
    """Return ticks a quarter note and microseconds a quarter note at which a tick lasts a sample.

    Raises:
        UsageError: There is no such pair.
    """
    for tempo_us in _TEMPOS_US:
        division = Fraction(sample_rate_hz * tempo_us, 1_000_000)
        if division.denominator == 1 and division <= _LARGEST_DIVISION:
            return division.numerator, tempo_us
    raise UsageError(
        "MIDI cannot count the samples of this rate.",
        found=f"{sample_rate_hz} Hz",
        next_step="Take another format that counts in samples.",
    )


def _events(listed: MarkerList, tempo_us: int) -> Iterator[bytes]:
    yield _event(0, _TRACK_NAME, ascii_line(f"mixgate {listed.title}").encode())
    offset = _smpte_offset(listed)
    if offset is not None:
        yield _event(0, _SMPTE_OFFSET, offset)
    yield _event(0, _TEMPO, tempo_us.to_bytes(3, "big"))
    tick = 0
    for place, kind, text in _texts(listed):
        while place - tick > _LARGEST_DELTA:
            yield _event(_LARGEST_DELTA, _TEXT, b"")
            tick += _LARGEST_DELTA
        yield _event(place - tick, kind, text.encode("ascii"))
        tick = place
    yield _event(0, _END_OF_TRACK, b"")


def _texts(listed: MarkerList) -> list[tuple[int, int, str]]:
    """Return every event with its sample, its kind and its text, in order of time."""
    found = []
    for marker in listed.markers:
        found.append((marker.sample_in, _MARKER, marker.name))
        found.append((marker.sample_in, _TEXT, ascii_line(marker.comment)))
        if marker.is_range:
            found.append((marker.sample_out, _MARKER, f"{_RANGE_END}{marker.name}"))
    return sorted(found, key=lambda event: event[0])


def _smpte_offset(listed: MarkerList) -> bytes | None:
    """Return where the file begins, hour to subframe; None where the rate is not known or MIDI has no such."""
    clock = listed.clock
    rate = clock.picture_rate
    kind = None if rate is None else _SMPTE_RATES.get((rate, clock.drop_frame))
    if rate is None or kind is None:
        return None
    text = format_timecode(listed.start_frame, rate, drop_frame=clock.drop_frame)
    hours, minutes, seconds, frames = (int(part) for part in text.replace(";", ":").split(":"))
    return bytes((kind << 5 | hours, minutes, seconds, frames, 0))


def _event(delta: int, kind: int, content: bytes) -> bytes:
    return _quantity(delta) + bytes((0xFF, kind)) + _quantity(len(content)) + content


def _quantity(value: int) -> bytes:
    """Return a number in groups of seven bits, the highest first, all but the last with the top bit set."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))
