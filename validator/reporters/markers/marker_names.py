"""Short names of markers: what, channels, how much, in printable ASCII."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from validator.reporters.report_wording import NOTICE_TITLES, rule_title
from validator.results.finding import NoticeKind

if TYPE_CHECKING:
    from validator.results.finding import Place

NAME_CHARACTERS: Final = 32
"""The longest name; this project's choice: it fits the column of a Pro Tools marker list, 33 characters wide."""

_SHORT: Final = {
    "signal.dropout": "DROPOUT",
    "signal.silent-passage": "SILENCE",
    "signal.active-channels": "SILENT CHANNEL",
    "me.without-dialogue": "DIALOGUE BLEED",
    "me.filled": "FILL MISSING",
    "sync.offset": "OFFSET",
    "sync.edits": "CUT",
    "stems.sum": "STEMS DIFFER",
}
"""What a mixer calls a fault, where the title of its rule is longer or says what is demanded instead."""

_SHORT_NOTICES: Final = {NoticeKind.DROPOUT: "DROPOUT", NoticeKind.SILENT_CHANNEL: "SILENT CHANNEL"}

_TYPOGRAPHIC: Final = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "±": "+-", "×": "x", "’": "'", "°": "deg", "ß": "ss", "µ": "u"}
)


def rule_word(rule: str) -> str:
    """Return what a kind of demand is called in a marker."""
    return _SHORT.get(rule, rule_title(rule).upper())


def notice_word(kind: NoticeKind) -> str:
    """Return what a kind of notice is called in a marker."""
    return _SHORT_NOTICES.get(kind, NOTICE_TITLES[kind].upper())


def ascii_line(text: str) -> str:
    """Return text as one line of printable ASCII: accents dropped, what has no ASCII form shown as `?`.

    Tab and bar part the fields of marker lists, and quotes end a name, so none of them is kept.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHIC))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    kept = re.sub(r"[\s\x00-\x1f\x7f]+", " ", kept).encode("ascii", "replace").decode("ascii")
    return kept.translate(str.maketrans('|"`', "/''")).strip()


def marker_name(word: str, place: Place, sample_rate_hz: int) -> str:
    """Return a name of at most 32 characters: `DROPOUT Ls 50ms`, `TRUE PEAK C -0.83dBTP`.

    The reading at the place says how much; where there is none, its length does. What does not fit is left out from the
    end, a word at a time, so that what and where stay.
    """
    first, end = place.samples
    reading = re.sub(r"(?<=\d) (?=[A-Za-z%])", "", place.text or "") or length_text(end - first, sample_rate_hz)
    channels = " ".join(place.channels) if len(place.channels) <= 3 else f"{len(place.channels)}ch"
    words = ascii_line(f"{word} {channels} {reading}").split()
    name = ""
    for one in words:
        longer = f"{name} {one}".strip()
        if len(longer) > NAME_CHARACTERS:
            break
        name = longer
    return name or ascii_line(word)[:NAME_CHARACTERS]


def length_text(samples: int, sample_rate_hz: int) -> str:
    """Return a length: `50ms`, `2.5s`; empty for a single sample."""
    if samples <= 1:
        return ""
    milliseconds = samples * 1000 / sample_rate_hz
    return f"{milliseconds:.3g}ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f}s"
