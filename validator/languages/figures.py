"""Figures, dates and phrases of demands, as a language writes them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from validator.languages import DEMANDS, ENGLISH, WORDS, entries, language

if TYPE_CHECKING:
    from datetime import datetime

DECIMAL_COMMA: Final = frozenset({"de", "fr", "es", "it", "pt-BR"})
"""Languages that write a comma before decimals. Source: Unicode CLDR, symbols, decimal."""

ONE_UNTIL_TWO: Final = frozenset({"fr", "pt-BR"})
"""Languages in which 0 and 1.5 are in the singular. Source: Unicode CLDR, plural rules, cardinal."""

_FRAMES: Final = r"frames?|Frames?|images?(?! par)|fotogramas?(?! por)|fotogramm[ai](?! al)|quadros?(?! por)"
_UNITS: Final = rf"(?:LKFS|LUFS|dBTP|dBFS|dB|LU|kHz|Hz|ms|s|%|{_FRAMES}|samples?|ppm|bit|MB)"
_NUMBER: Final = r"[-+±−]?\d+(?:\.\d+)?"
_WITH_UNIT: Final = re.compile(
    rf"(?<![\w.:/]){_NUMBER}(?:(?:[\s\u00a0]?(?:±|to|bis|à|\+|-|/|~)[\s\u00a0]?){_NUMBER})*(?=[\s\u00a0]?{_UNITS}(?![\w./]))"
)
"""Figures before a unit, also a range or a tolerance; `5.1`, `23.976 fps`, versions and names have none."""


def decimal(text: str) -> str:
    """Return a formatted number with the decimal sign of the language that is spoken."""
    return text.replace(".", ",") if language() in DECIMAL_COMMA else text


def localised(text: str) -> str:
    """Return text in which every figure that has a unit has the decimal sign of the language that is spoken."""
    if language() not in DECIMAL_COMMA:
        return text
    return _WITH_UNIT.sub(lambda found: found[0].replace(".", ","), text)


def is_one(value: float) -> bool:
    """Tell whether a count takes the singular in the language that is spoken."""
    return abs(value) < 2 if language() in ONE_UNTIL_TWO else abs(value) == 1


def reworded(text: str) -> str:
    """Return a word or a phrase that stands among the arguments of a message, or in a demand or a reading.

    A word that is a whole entry is translated as such, also where it begins a sentence; else every phrase that is
    known, in one pass, the longest first. What a sheet says in words of its own (a sentence with its stop), and names,
    stay as they are.
    """
    tag = language()
    if tag == ENGLISH:
        return text
    whole = entries(tag).get((WORDS, text))
    if whole is not None:
        return whole
    if text.endswith("."):
        return text
    begins = entries(tag).get((DEMANDS, text[:1].lower() + text[1:])) if text[:1].isupper() else None
    if begins is not None:
        return begins[:1].upper() + begins[1:]
    pattern, phrases = _phrases(tag)
    return localised(pattern.sub(lambda found: _filled(found, phrases), text))


def moment(at: datetime) -> str:
    """Return a day and a time in UTC, as the language that is spoken writes them: `29. November 2026, 14:55 UTC`."""
    tag = language()
    if tag == ENGLISH:
        return f"{at:%Y-%m-%d %H:%M} UTC"
    from babel.dates import format_date  # noqa: PLC0415  English needs no Babel, and starts without it

    return f"{format_date(at.date(), format='long', locale=tag.replace('-', '_'))}, {at:%H:%M} UTC"


_FIGURE: Final = rf"(?:{_NUMBER}(?:[\s\u00a0](?:LKFS|LUFS|dBTP|dBFS(?:[\s]RMS)?|dB|LU|Hz|ms|s|%|frames?|samples|bit))?)"
_PLACE: Final = re.compile(r"\{([a-z])\}")


@cache
def _phrases(tag: str) -> tuple[re.Pattern[str], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return one pattern of every phrase of a language, and what each becomes with the names of its figures."""
    known = [(text, said_as) for (context, text), said_as in entries(tag).items() if context == DEMANDS]
    known.sort(key=lambda pair: -len(pair[0]))
    parts, becomes = [], []
    for number, (text, said_as) in enumerate(known):
        names = tuple(_PLACE.findall(text))
        pieces = _PLACE.split(text)
        source = "".join(
            f"(?P<p{number}_{piece}>{_FIGURE})" if position % 2 else re.escape(piece)
            for position, piece in enumerate(pieces)
        )
        parts.append(f"(?P<p{number}>{source})")
        becomes.append((said_as, names))
    joined = "|".join(parts) or r"(?!)"
    return re.compile(rf"(?<![\w.]){'(?:' + joined + ')'}(?![\w])"), tuple(becomes)


def _filled(found: re.Match[str], phrases: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    number = next(index for index in range(len(phrases)) if found[f"p{index}"] is not None)
    text, names = phrases[number]
    return _PLACE.sub(lambda place: _unit_said(found[f"p{number}_{place[1]}"]) if place[1] in names else "", text)


def _unit_said(figure: str) -> str:
    """Return a figure with the word of its unit, where the unit is a word."""
    return reworded(figure) if figure.partition(" ")[2] in {"frame", "frames", "samples"} else figure
