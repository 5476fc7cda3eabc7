"""File names of a delivery, made from what is known of a mix by a template such as `{title}_{language}_{kind}`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Final

from packager.fixity.member import path_fault
from specs.errors import UsageError
from specs.requirements.form import FileName
from specs.vocabulary import MixKind, frame_rate_name, parse_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from specs.sheet import Sheet
    from specs.vocabulary import Layout

DEFAULT_TEMPLATE: Final = "{title}_{episode}_{language}_{kind}_{layout}_{reel}_{rate}_{version}"

FIELDS: Final = {
    "title": "title of the programme",
    "episode": "episode, or title of several: S01E02; nothing where none is known",
    "language": "BCP 47 tag; zxx for a mix without language, und where not stated",
    "kind": "printmaster, me, dialogue ...",
    "layout": "51, 20, 714, 51-film ...",
    "reel": "number of the reel: r1; nothing for a programme that is whole",
    "rate": "sample rate: 48k, 44k1",
    "bits": "word length: 24",
    "picture": "picture rate: 23976, 25",
    "version": "version of the delivery: v1",
    "channel": "channel label of a file of a mono set",
    "name": "file name before, without its ending",
}
"""Fields of a template, and what they become. A field that is not known takes the separator before it along."""

_SEPARATORS: Final = "_-. "
_WORDLESS: Final = frozenset({MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})
"""Kinds of mix without language; ISO 639-2 has "zxx" for them, no linguistic content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """What a name can be made of; None where it is not known.

    Attributes:
        title: Title of the programme.
        kind, language, layout, reel, episode: Of the mix.
        sample_rate_hz, word_length_bits: Of the file.
        picture_rate: Of the programme.
        version: Version of the delivery.
        channel: Channel label, for a file of a mono set.
        name: The file name before.
    """

    title: str
    kind: MixKind
    language: str | None
    layout: Layout | None
    reel: int | None = None
    episode: str | None = None
    sample_rate_hz: int
    word_length_bits: int
    picture_rate: Fraction | None
    version: str
    channel: str | None
    name: str

    def texts(self) -> dict[str, str | None]:
        """Return every field as names have it."""
        stem, _, _ = self.name.rpartition(".")
        wordless = "zxx" if self.kind in _WORDLESS else "und"
        return {
            "title": portable(self.title),
            "episode": None if self.episode is None else portable(self.episode),
            "language": self.language or wordless,
            "kind": self.kind.value,
            "layout": None if self.layout is None else portable(self.layout.name.replace(".", "")),
            "reel": None if self.reel is None else f"r{self.reel}",
            "rate": _rate_text(self.sample_rate_hz),
            "bits": str(self.word_length_bits),
            "picture": None if self.picture_rate is None else frame_rate_name(self.picture_rate).replace(".", ""),
            "version": portable(self.version),
            "channel": self.channel,
            "name": stem or self.name,
        }


def portable(text: str) -> str:
    """Return a text of letters, digits and hyphens of the same script, composed (Unicode NFC)."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else "-" for sign in composed)
    return re.sub("-+", "-", kept).strip("-")


def _rate_text(sample_rate_hz: int) -> str:
    return f"{sample_rate_hz // 1000}k" + f"{sample_rate_hz % 1000:03d}".rstrip("0")


def parse_template(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return the parts of a template: text, and the field that follows it.

    Raises:
        UsageError: Not a template, or a field that does not exist.
    """
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise UsageError("This is not a naming template.", found=text, expected=DEFAULT_TEMPLATE) from error
    for _, field, form, conversion in found:
        if field is not None and (field not in FIELDS or form or conversion):
            raise UsageError(
                "The naming template has a field that does not exist.",
                found=f"{{{field}}}",
                expected="one of " + " ".join(f"{{{name}}}" for name in FIELDS),
            )
    if not any(field for _, field, _, _ in found):
        raise UsageError("The naming template has no field, so every file would have the same name.", found=text)
    return tuple((literal, field) for literal, field, _, _ in found)


def file_name(template: str, facts: NameFacts) -> str:
    """Return the name of a file, with the ending it had.

    A file of a mono set always ends in its channel, or the set could not be put together again.

    Raises:
        UsageError: The template is none, or what it makes cannot be a file name everywhere.
    """
    parts = parse_template(template)
    if facts.channel is not None and all(field != "channel" for _, field in parts):
        parts = (*parts, ("_", "channel"))
    texts = facts.texts()
    made = ""
    for literal, field in parts:
        made += literal if made or not literal or literal[0] not in _SEPARATORS else literal[1:]
        text = "" if field is None else texts[field]
        if text is None:
            made = made.rstrip(_SEPARATORS)
        else:
            made += text
    _, dot, suffix = facts.name.rpartition(".")
    name = unicodedata.normalize("NFC", made) + (f".{suffix.lower()}" if dot else "")
    fault = path_fault(name) or ("it holds a folder" if "/" in name else None)
    if fault is not None:
        raise UsageError("The naming template makes a name that cannot be used.", found=name, expected=fault)
    return name


def sheet_patterns(
    sheets: Iterable[Sheet], kind: MixKind, layout: Layout | None, deliverable: str | None
) -> tuple[str, ...]:
    """Return the patterns that sheets demand of the file names of such a mix."""
    found = []
    for sheet in sheets:
        for name, entry in sheet.deliverables.items():
            fields = entry.soundfields
            fits = fields is None or (
                layout is not None and layout.soundfield in {parse_layout(field).soundfield for field in fields}
            )
            if name == deliverable or (deliverable is None and kind in entry.mix_kinds and fits):
                found += [demand.pattern for demand in entry.requirements if isinstance(demand, FileName)]
    return tuple(dict.fromkeys(found))


def names_of(facts: Sequence[NameFacts], template: str | None, patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the files of one mix.

    Without a template, names that already follow every pattern of the sheets stay; else the default template names
    the files, and judging says whether that is a name the sheet takes.

    Raises:
        UsageError: As for `file_name`.
    """
    if template is None and patterns:
        kept = tuple(unicodedata.normalize("NFC", fact.name) for fact in facts)
        follows = all(re.fullmatch(pattern, name) for pattern in patterns for name in kept)
        if follows and not any(path_fault(name) for name in kept):
            return kept
    return tuple(file_name(template or DEFAULT_TEMPLATE, fact) for fact in facts)
