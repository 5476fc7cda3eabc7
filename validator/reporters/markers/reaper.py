"""REAPER: a project that holds nothing but markers and regions, and the list of its Region/Marker Manager.

Source: the project files that REAPER 7 writes; the columns of its list as it exports them.
"""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING

from validator.reporters.markers.marker_names import ascii_line

if TYPE_CHECKING:
    from validator.reporters.markers.marker_list import MarkerList

_DIGITS = 15
"""Decimals of a second: twelve lose no sample of a day at 192 kHz; REAPER itself writes up to fifteen."""


def write_project(listed: MarkerList) -> bytes:
    """Return a project whose second 0 is the first sample of the file; a range is a region of two lines."""
    rate = listed.clock.sample_rate_hz
    lines = [
        '<REAPER_PROJECT 0.1 "7.0" 0',
        f"  SAMPLERATE {rate} 1 0",
        f"  PROJOFFS {_seconds(listed.clock.start_sample, rate)} 0 0",
    ]
    for number, marker in enumerate(listed.markers, start=1):
        start = _seconds(marker.sample_in, rate)
        if not marker.is_range:
            lines.append(f'  MARKER {number} {start} "{marker.name}" 0')
            continue
        lines.append(f'  MARKER {number} {start} "{marker.name}" 1')
        lines.append(f'  MARKER {number} {_seconds(marker.sample_out, rate)} "" 1')
    return ("\n".join([*lines, ">"]) + "\n").encode("ascii")


def write_manager_list(listed: MarkerList) -> bytes:
    """Return the list of the Region/Marker Manager, in seconds with six decimals: REAPER's ruler has to show seconds.

    Six decimals place every sample of two hours at 48 kHz.
    """
    rate = listed.clock.sample_rate_hz
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("#", "Name", "Start", "End", "Length"))
    numbers = {"M": 0, "R": 0}
    for marker in listed.markers:
        kind = "R" if marker.is_range else "M"
        numbers[kind] += 1
        start = f"{_rounded(marker.sample_in, rate, 6)}"
        end = _rounded(marker.sample_out, rate, 6) if marker.is_range else ""
        length = _rounded(marker.sample_out - marker.sample_in, rate, 6) if marker.is_range else ""
        rows.writerow((f"{kind}{numbers[kind]}", ascii_line(marker.name), start, end, length))
    return text.getvalue().encode("ascii")


def _seconds(samples: int, rate_hz: int) -> str:
    text = _rounded(samples, rate_hz, _DIGITS)
    return text.rstrip("0").rstrip(".")


def _rounded(samples: int, rate_hz: int, decimals: int) -> str:
    """Return samples as seconds, rounded to the nearest decimal, without a floating point number in between."""
    scaled = round(Fraction(samples * 10**decimals, rate_hz))
    whole, part = divmod(scaled, 10**decimals)
    return f"{whole}.{part:0{decimals}d}"
