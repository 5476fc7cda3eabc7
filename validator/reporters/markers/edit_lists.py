"""DaVinci Resolve: a CMX 3600 list with an event of one frame for each marker, and its marker on the line after it.

Source: the lists that Resolve exports under File, Export, Timeline, Timeline Markers to EDL, as public writers make
them: text before the first bar is the note; a digit at its start, a tab, a further bar or a line break loses the
marker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.reporters.markers.marker_list import MarkerRank, by_frame
from validator.reporters.markers.marker_names import NAME_CHARACTERS, ascii_line

if TYPE_CHECKING:
    from validator.reporters.markers.marker_list import MarkerList

MOST_EVENTS: Final = 999
"""Events of a CMX 3600 list have three digits."""

_COLOURS: Final = {
    MarkerRank.FAIL: "ResolveColorRed",
    MarkerRank.WARN: "ResolveColorYellow",
    MarkerRank.UNDECIDED: "ResolveColorPurple",
    MarkerRank.NOTICE: "ResolveColorBlue",
}
_NOTE_CHARACTERS: Final = 200
"""The longest note; this project's choice, as the panel shows a few lines."""


def write_resolve_list(listed: MarkerList) -> bytes:
    """Return markers as an edit list on the timecode of the timeline, which has to begin where the file does."""
    lines = [
        f"TITLE: {ascii_line(f'{listed.title} mixgate')}",
        f"FCM: {'DROP FRAME' if listed.clock.drop_frame else 'NON-DROP FRAME'}",
        "",
    ]
    for number, marker in enumerate(by_frame(listed), start=1):
        start, end = listed.timecode_of(marker.first), listed.timecode_of(marker.first + 1)
        lines.append(f"{number:03}  001      V     C        {start} {end} {start} {end}")
        note = _not_a_digit_first(ascii_line(marker.comment)[:_NOTE_CHARACTERS])
        name = _not_a_digit_first(ascii_line(marker.name)[: 2 * NAME_CHARACTERS])
        lines.append(f"{note} |C:{_COLOURS[marker.rank]} |M:{name} |D:{marker.end - marker.first}")
        lines.append("")
    return ("\n".join(lines)).encode("ascii")


def _not_a_digit_first(text: str) -> str:
    return f"- {text}" if text[:1].isdigit() else text
