"""Lists of markers as text: Pro Tools session info, Media Composer, iZotope RX and plain CSV."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.vocabulary import frame_rate_name
from validator.reporters.cells import cell_text
from validator.reporters.markers.marker_list import MarkerRank, by_frame, frames_of
from validator.reporters.markers.marker_names import ascii_line

if TYPE_CHECKING:
    from validator.reporters.markers.marker_list import Marker, MarkerList

_AVID_COLOURS: Final = {
    MarkerRank.FAIL: "red",
    MarkerRank.WARN: "yellow",
    MarkerRank.UNDECIDED: "magenta",
    MarkerRank.NOTICE: "blue",
}
_PRO_TOOLS_COLUMNS: Final = (
    *("#   ", "LOCATION     ", "TIME REFERENCE    ", "UNITS    ", "NAME                             "),
    *("TRACK NAME                       ", "TRACK TYPE   ", "COMMENTS"),
)
"""Heads of the columns with the blanks that pad them, which readers need."""


def write_session_info(listed: MarkerList) -> bytes:
    """Return the markers as the text that Pro Tools exports; Pro Tools does not import it.

    LOCATION is timecode, TIME REFERENCE is in samples from the first sample of the file.
    Source: the session info text of Pro Tools 2023.12 and later.
    """
    rate = listed.picture_rate
    name = f"{frame_rate_name(rate)} {'Drop Frame' if listed.clock.drop_frame else 'Frame'}"
    head = (
        ("SESSION NAME", ascii_line(listed.title)),
        ("SAMPLE RATE", f"{listed.clock.sample_rate_hz}.000000"),
        ("BIT DEPTH", "24-bit"),
        ("SESSION START TIMECODE", listed.timecode_of(listed.start_frame)),
        ("TIMECODE FORMAT", name),
        *((label, "0") for label in ("# OF AUDIO TRACKS", "# OF AUDIO CLIPS", "# OF AUDIO FILES")),
    )
    lines = [*(f"{label}:\t{text}" for label, text in head), "", "", "M A R K E R S  L I S T I N G"]
    lines.append("\t".join(_PRO_TOOLS_COLUMNS))
    for number, marker in enumerate(listed.markers, start=1):
        place = listed.timecode_of(listed.frame_at(marker.sample_in))
        texts = (str(number), place, str(marker.sample_in), "Samples", marker.name, "Markers", "Ruler")
        padded = [text.ljust(len(column)) for text, column in zip(texts, _PRO_TOOLS_COLUMNS, strict=False)]
        lines.append("\t".join([*padded, ascii_line(marker.comment)]))
    return ("\n".join(lines) + "\n").encode("ascii")


def write_avid_list(listed: MarkerList) -> bytes:
    """Return the markers as Media Composer imports them: user, timecode, track, colour, comment, length in frames."""
    lines = []
    for marker in by_frame(listed):
        comment = ascii_line(f"{marker.name}: {marker.comment}")
        parts = (
            *("mixgate", listed.timecode_of(marker.first), "A1", _AVID_COLOURS[marker.rank], comment),
            str(marker.end - marker.first),
        )
        lines.append("\t".join(parts) + "\n")
    return "".join(lines).encode("ascii")


def write_rx_list(listed: MarkerList) -> bytes:
    """Return the markers as iZotope RX imports them, in samples of the file; a range has its end."""
    lines = ["Marker file version: 1", "Time format: Samples"]
    for marker in listed.markers:
        parts = (marker.name, str(marker.sample_in), *([str(marker.sample_out)] if marker.is_range else []))
        lines.append("\t".join(parts))
    return ("\n".join(lines) + "\n").encode("ascii")


_CSV_COLUMNS: Final = (
    *("number", "name", "state", "rule", "channels", "start_sample", "end_sample", "start_timecode", "end_timecode"),
    *("start_seconds", "end_seconds", "sample_rate_hz", "picture_rate", "file", "sheet", "fingerprint", "comment"),
)


def write_csv(listed: MarkerList) -> bytes:
    """Return the markers as a table in UTF-8: `end_sample` and `end_timecode` are those after the last.

    Timecodes are empty where the picture rate is not known.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_CSV_COLUMNS)
    for number, marker in enumerate(listed.markers, start=1):
        rows.writerow(cell_text(value) for value in _csv_row(listed, marker, number))
    return text.getvalue().encode("utf-8")


def _csv_row(listed: MarkerList, marker: Marker, number: int) -> tuple[str | int, ...]:
    clock = listed.clock
    timecodes = ("", "")
    if clock.picture_rate is not None:
        first, end = frames_of(listed, marker)
        timecodes = listed.timecode_of(first), listed.timecode_of(end)
    seconds = (f"{float(Fraction(place, clock.sample_rate_hz)):.9f}" for place in (marker.sample_in, marker.sample_out))
    what: tuple[str | int, ...] = (number, marker.name, marker.rank.value, marker.rule, " ".join(marker.channels))
    where: tuple[str | int, ...] = (marker.sample_in, marker.sample_out, *timecodes, *seconds)
    counted = (clock.sample_rate_hz, "" if clock.picture_rate is None else str(clock.picture_rate))
    return (*what, *where, *counted, listed.file, marker.sheet, marker.fingerprint or "", marker.comment)
