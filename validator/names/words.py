"""Cuts a name into words, and keeps where each stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

SOUND_ENDINGS: Final = (
    *(".wav", ".wave", ".bwf", ".rf64", ".bw64", ".w64"),
    *(".aif", ".aiff", ".aifc", ".caf", ".flac", ".au"),
)
"""Endings that promise sound."""

WRAPPER_ENDINGS: Final = (".mxf",)
"""Endings of files that hold picture or sound, which only their content tells."""

_WORD: Final = re.compile(r"[^\s_\-.,;()\[\]{}&+#@~=!–—·]+")
_LETTERS_THEN_DIGITS: Final = re.compile(r"([^\W\d_]+)(\d{1,3})")
_DIGITS_THEN_LETTERS: Final = re.compile(r"(\d{1,3})([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name.

    Attributes:
        text: As it is spelled, NFC.
        start, end: Where it stands in the name.
        folded: Without case and accents, to look it up.
    """

    text: str
    start: int
    end: int
    folded: str

    @property
    def is_number(self) -> bool:
        """True where it is digits only."""
        return self.folded.isdecimal()

    @property
    def is_capitals(self) -> bool:
        """True where it is two capitals or more."""
        return len(self.text) > 1 and self.text.isupper()


def composed(text: str) -> str:
    """Return a name in NFC: macOS and some servers store names decomposed, and both forms are one name."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return a word without case and accents: `Español`, `ESPANOL` and `espanol` are one word."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in decomposed if not 0x300 <= ord(sign) <= 0x36F))


def without_ending(name: str) -> str:
    """Return a file name in NFC without the ending of a sound file; `Film.L` keeps its L."""
    stem, dot, ending = composed(name).rpartition(".")
    return stem if stem and f"{dot}{ending}".lower() in {*SOUND_ENDINGS, *WRAPPER_ENDINGS} else composed(name)


def split(name: str, glued: Container[str]) -> tuple[Word, ...]:
    """Return the words of a name.

    Args:
        name: In NFC, without the ending.
        glued: Folded words that digits may stick to: `PM51` is `PM` and `51`.
    """
    return tuple(word for match in _WORD.finditer(name) for word in _unglued(match[0], match.start(), glued))


def _unglued(text: str, start: int, glued: Container[str]) -> Iterator[Word]:
    for pattern, letters in ((_LETTERS_THEN_DIGITS, 1), (_DIGITS_THEN_LETTERS, 2)):
        match = pattern.fullmatch(text)
        if match is not None and fold(match[letters]) in glued:
            cut = start + match.end(1)
            yield _word(match[1], start)
            yield _word(match[2], cut)
            return
    yield _word(text, start)


def _word(text: str, start: int) -> Word:
    return Word(text=text, start=start, end=start + len(text), folded=fold(text))
