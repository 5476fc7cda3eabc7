"""The table of conventions: what a word, or a few words in a row, may mean in a file name.

A row says what a spelling may be, not what it is: `FR` may be French and the channel that WAVE calls FR. Which of them
it is, the names beside it say (`validator.names.deciding`).

Spellings of channels are those that Pro Tools (`.L .C .R .Ls .Rs .LFE`, `.Lss .Lsr`), Nuendo, Logic, REAPER, Resolve
and WAVE (`FL FR FC BL BR SL SR`) write (`specs.vocabulary.SPEAKER_SYNONYMS`); the others are studio customs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from specs.vocabulary import LAYOUTS, SPEAKER_SYNONYMS, SPEAKERS, MixKind, Version
from validator.names.languages import is_doubtful, is_name, language_of_word, region_of_word, tag_of, with_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.names.words import Word


class Field(StrEnum):
    """What a word of a file name may be about."""

    KIND = "kind"
    LAYOUT = "layout"
    LANGUAGE = "language"
    VERSION = "version"
    VERSION_NUMBER = "version-number"
    REEL = "reel"
    SEASON = "season"
    EPISODE = "episode"
    CHANNEL = "channel"
    TRACK = "track"
    DATE = "date"
    NUMBER = "number"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One thing that words of a name may mean.

    Attributes:
        first, end: The words, by their place in the name; `end` is the one after the last.
        field, value: What it may be.
        certain: False for a spelling that is also a word of titles, so that its place in the name has to agree.
        doubtful: True where it is mostly something else: not read without names beside it or capitals.
        customary: True where no standard says so.
    """

    first: int
    end: int
    field: Field
    value: str
    certain: bool = False
    doubtful: bool = False
    customary: bool = False


_CERTAIN_KINDS: Final[dict[MixKind, str]] = {
    MixKind.PRINTMASTER: "pm printmaster printmasters print.master fullmix full.mix finalmix final.mix mastermix",
    MixKind.ME: "mne mande m.and.e ffme ffm.e ff.me m.e music.and.effects music.effects international.track itband"
    " it.band fully.filled fullyfilled fullyfilledme mefullyfilled me.filled filled.me me.ff meff mye m.y.e vi"
    " banda.internacional version.internationale colonna.internazionale internationaler.ton",
    MixKind.DIALOGUE: "dx dlg",
    MixKind.MUSIC: "mx",
    MixKind.EFFECTS: "fx sfx efx",
    MixKind.AUDIO_DESCRIPTION: "audio.description audiodescription audesc audiodesc"
    " audiodeskription audiodescripcion audiodescricao audiodescrizione",
    MixKind.NARRATION: "narr voice.over voiceover",
    MixKind.DIALOGUE_GUIDE: "dialogue.guide dialog.guide dx.guide guide.track guidetrack dxguide",
    MixKind.TRAILER: "trl tlr",
    MixKind.COMMERCIAL: "tvc",
}
_KINDS_ALSO_WORDS: Final[dict[MixKind, str]] = {
    MixKind.PRINTMASTER: "mix comp composite master mischung endmischung mixage mezcla mixagem missaggio",
    MixKind.ME: "me bi",
    MixKind.DIALOGUE: "dia dial dialog dialogue dialogs dialogues dialoge dialogos dialoghi",
    MixKind.MUSIC: "mus music musik musica musicas musique musiques musiche",
    MixKind.EFFECTS: "eff effect effects effekte foley fol bg bgs amb ambience ambiences effets efectos efeitos effetti"
    " atmo gerausche bruitage bruitages ambiance ambiances ambientes ambienti rumori",
    MixKind.AUDIO_DESCRIPTION: "ad",
    MixKind.NARRATION: "nar narration",
    MixKind.OPTIONAL: "opt optional",
    MixKind.DIALOGUE_GUIDE: "guide",
    MixKind.TRAILER: "trailer teaser",
    MixKind.COMMERCIAL: "commercial",
}
"""A full stop stands for whatever separates two words."""

_LAYOUTS_BY_DIGITS: Final = {name.replace(".", ""): name for name in LAYOUTS if re.fullmatch(r"\d\.\d(\.\d)?", name)}
_BARE_LAYOUTS: Final = ("20", "51", "71", "512", "514", "712", "714", "916")
_LAYOUT_WORDS: Final[dict[str, tuple[str, bool]]] = {
    "stereo": ("2.0", True), "loro": ("2.0", True), "lo.ro": ("2.0", True), "ltrt": ("LtRt", True),
    "lt.rt": ("LtRt", True), "dualmono": ("dual-mono", True), "dual.mono": ("dual-mono", True), "lcrs": ("LCRS", True),
    "lcr": ("3.0", True), "2ch": ("2.0", True), "ステレオ": ("2.0", True), "st": ("2.0", False), "mono": ("1.0", False),
}  # fmt: skip
"""Layout, and whether the word is certain."""

_VERSION_WORDS: Final[dict[str, Version]] = {
    **dict.fromkeys(("original", "orig", "org", "ov", "original.version", "originalversion"), Version.ORIGINAL),
    **dict.fromkeys(("dub", "dubbed"), Version.DUB),
}


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORM_WORDS: Final = _words_of(
    "stem stems final audio wav bwf track tracks split interleaved int poly discrete nearfield nf near.field theatrical"
    " bounce bounces export exports deliverable deliverables delivery approved 48k 48khz 96k 24bit 24b 16bit 32bit"
    " 24fps 25fps 23976 2398 2997 r128 a85 copy copie kopie tv web rev"
)
"""Words about the file that say nothing asked for here, and are no part of a title."""

_CHANNELS: Final[dict[str, str]] = {
    **{label.casefold(): label for label in SPEAKERS},
    **{word.casefold(): label for word, label in SPEAKER_SYNONYMS.items() if word != "MONO"},
}

_CHANNEL_PHRASES: Final[dict[str, str]] = {
    f"{side}.{place}": f"{letter}{label}"
    for side, letter in (("left", "L"), ("right", "R"))
    for place, label in (("surround", "s"), ("side.surround", "ss"), ("rear.surround", "rs"), ("rear", "rs"))
}
"""`Film_Left_Surround`; the words in one are synonyms of the label."""

_REELS: Final = "reel|rl|akt|rolle|bobine|bobina|rollo|rolo|rulle"

_PATTERNS: Final[tuple[tuple[Field, re.Pattern[str]], ...]] = (
    # on the folded words, joined by a full stop; the groups are the value
    (Field.VERSION_NUMBER, re.compile(r"(?:v|ver|vers|version|rev)\.?0*(\d{1,3})")),
    (Field.VERSION_NUMBER, re.compile(r"r0*(\d{1,2})")),
    (Field.REEL, re.compile(rf"(?:r|(?:{_REELS})\.?)0*(\d{{1,2}})(?:\.?of\.?\d{{1,2}})?")),
    (Field.REEL, re.compile(r"0*(\d{1,2}ab)")),
    (Field.REEL, re.compile(r"(?:r|reel\.?)0*(\d{1,2}ab?)")),
    (Field.REEL, re.compile(r"(ab)\.?0*(\d{1,2})")),
    (Field.EPISODE, re.compile(r"(s\d{1,2}e\d{1,3}|\d{1,2}x\d{2})")),
    (Field.SEASON, re.compile(r"(?:s|season\.?|series\.?|saison\.?|staffel\.?|temporada\.?)0*(\d{1,2})")),
    (Field.EPISODE, re.compile(r"(?:ep|eps|episode|episodio|folge|cap|capitulo|chapter)\.?0*(\d{1,4})")),
    (Field.EPISODE, re.compile(r"第0*(\d{1,4})[話话集回]")),
    (Field.EPISODE, re.compile(r"e(?=\d\d)0*(\d{1,3})")),
    (Field.TRACK, re.compile(r"(?:a|ch|chan|channel)\.?0*(\d{1,2})")),
    (Field.DATE, re.compile(r"((?:19|20)\d\d\.?(?:0[1-9]|1[0-2])\.?(?:0[1-9]|[12]\d|3[01]))")),
    (Field.DATE, re.compile(r"(\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))")),
    (Field.NUMBER, re.compile(r"(\d+)")),
)
_PART: Final = re.compile(r"(?:act|part|pt)\.?0*(\d{1,2})")
"""A reel, or the second film of two: a reel only among others."""

_LONGEST: Final = 3
"""Words of the longest spelling; `5.1.4`, `music and effects` and a date have three."""


@cache
def _kinds() -> dict[str, tuple[MixKind, bool]]:
    kinds = {spelling: (kind, False) for kind, text in _KINDS_ALSO_WORDS.items() for spelling in text.split()}
    return kinds | {spelling: (kind, True) for kind, text in _CERTAIN_KINDS.items() for spelling in text.split()}


@cache
def glued_words() -> frozenset[str]:
    """Folded words that the digits of a layout or a number may stick to: `PM51`, `FRE20`, `DX01`."""
    kinds = {spelling for spelling in _kinds() if "." not in spelling}
    return frozenset(kinds | {"fre", "fra", "ger", "deu", "eng", "spa", "ita", "loro", "ltrt", "stereo", "st"})


def meanings_of(name: str, words: Sequence[Word]) -> tuple[Meaning, ...]:
    """Everything that the words of a name may mean, in no order of preference."""
    found: list[Meaning] = []
    for first in range(len(words)):
        for end in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            found += _of_words(name, words, first, end)
    return tuple(found)


def _of_words(name: str, words: Sequence[Word], first: int, end: int) -> Iterator[Meaning]:
    several = end - first > 1
    between = {name[words[at].end : words[at + 1].start].strip(" ()[]") for at in range(first, end - 1)}
    if any(len(separator) > 1 for separator in between):
        return
    spelling = ".".join(word.folded for word in words[first:end])
    for field, value, certain in _of_spelling(spelling, dotted=between == {"."}):
        yield Meaning(first=first, end=end, field=field, value=value, certain=certain)
    part = _PART.fullmatch(spelling)
    if part is not None:
        yield Meaning(first=first, end=end, field=Field.REEL, value=part[1], doubtful=True)
    yield from _languages(name, words, first, end)
    channel = (_CHANNEL_PHRASES if several else _CHANNELS).get(spelling)
    if channel is not None:
        yield Meaning(first=first, end=end, field=Field.CHANNEL, value=channel)


def _of_spelling(spelling: str, *, dotted: bool) -> Iterator[tuple[Field, str, bool]]:
    """Field, value and certainty of what a folded spelling may be, languages and channels apart."""
    if spelling in _kinds():
        kind, certain = _kinds()[spelling]
        yield Field.KIND, kind.value, certain
    if spelling in _LAYOUT_WORDS:
        layout, certain = _LAYOUT_WORDS[spelling]
        yield Field.LAYOUT, layout, certain
    figures = spelling.removesuffix("ch")
    digits = figures.replace(".", "")
    layout_name = _LAYOUTS_BY_DIGITS.get(digits)
    if layout_name is not None and (figures == layout_name or (digits in _BARE_LAYOUTS and figures == digits)):
        yield Field.LAYOUT, layout_name, "." in spelling and dotted
    if spelling in _VERSION_WORDS:
        yield Field.VERSION, _VERSION_WORDS[spelling].value, False
    if spelling in _FORM_WORDS:
        yield Field.FORM, spelling, False
    for field, pattern in _PATTERNS:
        match = pattern.fullmatch(spelling)
        if match is not None and not (field is Field.NUMBER and "." in spelling):
            yield field, "".join(match.groups()).upper(), field not in (Field.TRACK, Field.NUMBER)


def _languages(name: str, words: Sequence[Word], first: int, end: int) -> Iterator[Meaning]:
    text = name[words[first].start : words[end - 1].end]
    tag = tag_of(text)
    if tag is not None and not _is_no_region(words[end - 1].folded, tag):
        yield Meaning(first=first, end=end, field=Field.LANGUAGE, value=tag, certain=True)
    elif end - first == 1:
        yield from _one_word(words[first], first)
    else:
        yield from _with_region(words, first, end)


def _is_no_region(word: str, tag: str) -> bool:
    """`de_PM` is a German printmaster, and not the German of Saint Pierre and Miquelon; `es-MX` is Mexican."""
    of_the_trade = any(word in known for known in (_kinds(), _LAYOUT_WORDS, _VERSION_WORDS, _FORM_WORDS, _CHANNELS))
    return of_the_trade and region_of_word(word, tag.partition("-")[0]) is None


def _one_word(word: Word, place: int) -> Iterator[Meaning]:
    found = language_of_word(word.folded)
    if found is not None:
        language, customary = found
        doubtful = is_doubtful(word.folded)
        certain = word.is_capitals and len(word.text) == 3 and not doubtful and not customary
        yield Meaning(
            first=place,
            end=place + 1,
            field=Field.LANGUAGE,
            value=language,
            certain=certain,
            doubtful=doubtful,
            customary=customary,
        )


def _with_region(words: Sequence[Word], first: int, end: int) -> Iterator[Meaning]:
    """A language and a region in either order: `FR_CA`, `LATAM-Spanish`, `Spanish (Latin America)`."""
    texts = [word.folded for word in words[first:end]]
    for language_word, rest, in_front in ((texts[0], texts[1:], False), (texts[-1], texts[:-1], True)):
        found = language_of_word(language_word)
        if found is None or "-" in found[0]:
            continue
        if len(rest) > 1 and "".join(rest) not in ("latinamerica", "latinamerican", "hongkong"):
            continue
        region = region_of_word("".join(rest).removesuffix("n") if len(rest) > 1 else rest[0], found[0])
        if region is None or (in_front and not is_name(language_word)):
            continue  # CA_FR is no Canadian French: a code comes before its region
        certain = is_name(language_word) or all(word.is_capitals for word in words[first:end])
        yield Meaning(first=first, end=end, field=Field.LANGUAGE, value=with_region(found[0], region), certain=certain)
        return
