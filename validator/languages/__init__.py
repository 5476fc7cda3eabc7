"""The reader's language: which are known, which is spoken, and what a sentence or a word is in it.

Reports are worded when they are written, so a language is set around the writing and nowhere else:

    with speaking("de"):
        text = report_to_markdown(report)

Nothing that is stored changes: codes, arguments and JSON are the same in every language. Translations are gettext
catalogues (`po/TAG.po`), read through Babel where a language other than English is spoken; what has none is said in
English.

| context of an entry (`msgctxt`) | what it is                                                     |
|---------------------------------|----------------------------------------------------------------|
| a code of the catalogue         | the sentence of that message                                   |
| `words`                         | a word, a heading or a label of the reports                    |
| `demands`                       | a phrase of a demand or a reading, with figures as `{a}`, `{b}` |
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENGLISH: Final = "en"
WORDS: Final = "words"
DEMANDS: Final = "demands"

LANGUAGES: Final[dict[str, str]] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "français",
    "ja": "日本語",
    "es": "español",
    "it": "italiano",
    "pt-BR": "português (Brasil)",
    "ko": "한국어",
    "zh-Hans": "简体中文",
}
"""Every language by its BCP 47 tag, with its own name."""

FINISHED: Final = ("en", "de", "fr", "ja")
"""Languages of which a test asks that nothing is left in English."""

_MEANT: Final = {"pt": "pt-BR", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans"}
"""What a tag without its script or region stands for."""

_FOLDER: Final = Path(__file__).parent / "po"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def parse_language(text: str) -> str:
    """Return the language that a tag asks for: `DE`, `de_AT` and `de-DE` are `de`.

    Raises:
        UsageError: It is none of those that are known.
    """
    wanted = text.strip().replace("_", "-").partition(".")[0]
    primary = wanted.partition("-")[0]
    known = {tag.casefold(): tag for tag in LANGUAGES}
    meant = {tag.casefold(): tag for tag in _MEANT}
    if wanted.casefold() in known:
        return known[wanted.casefold()]
    if wanted.casefold() in meant:
        return _MEANT[meant[wanted.casefold()]]
    if primary.casefold() in known and primary:
        return known[primary.casefold()]
    if primary.casefold() == "pt":
        return "pt-BR"
    raise UsageError(
        "Reports are not written in this language.",
        found=text,
        expected=", ".join(f"{tag} ({name})" for tag, name in LANGUAGES.items()),
    )


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Say everything in a language until the end of the block."""
    before = _spoken.set(tag)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """Return the tag of the language that is spoken."""
    return _spoken.get()


def translated(text: str, context: str) -> str:
    """Return an English text in the language that is spoken; the text itself where there is no translation."""
    tag = _spoken.get()
    return text if tag == ENGLISH else entries(tag).get((context, text), text)


def tr(text: str) -> str:
    """Return a word, a heading or a label of the reports in the language that is spoken."""
    return translated(text, WORDS)


@cache
def entries(tag: str) -> Mapping[tuple[str, str], str]:
    """Return every translation of a language, by context and English text; empty for English."""
    if tag == ENGLISH:
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415  English needs no Babel, and starts without it

    with (_FOLDER / f"{tag}.po").open("rb") as stream:
        catalogue = read_po(stream)
    found: dict[tuple[str, str], str] = {}
    for entry in catalogue:
        if isinstance(entry.id, str) and entry.id and entry.string and not entry.fuzzy:
            found[entry.context or "", entry.id] = str(entry.string)
    return found


def share_finished(tag: str) -> float:
    """Return the share of entries that are translated, of those that a finished language has: 0 to 1."""
    wanted = entries(FINISHED[1])
    return 1.0 if tag in FINISHED else len(wanted.keys() & entries(tag).keys()) / len(wanted)


class SpokenWords(dict[Any, str]):
    """Words by what they stand for, in the language that is spoken when they are looked up."""

    def __getitem__(self, key: Any) -> str:
        return tr(super().__getitem__(key))

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the word of a key; the default where there is none."""
        try:
            return self[key]
        except KeyError:
            return default

    def items(self) -> Any:
        """Return keys and words."""
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        """Return the words."""
        return [self[key] for key in self]
