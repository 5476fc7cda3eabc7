"""Decides what each word of a name means where it may mean several things: by the names beside it.

A slot is a place that several names have in common: in `Film_FR_51`, `Film_DE_51` and `Film_SR_51` the second word. All
words of a slot vote, and the words of this one are all languages, while only two of the three are also channels:

    slot                           as channels   as languages   so it is
    FR SR SL BR                    4             4              languages (on a tie the earlier of `_PREFERENCE`)
    FL FR FC LFE SL SR             6             3              channels
    L R C Cs                       4             1              channels
    LO RO                          2             2              channels: the pair of a stereo downmix
    ES_DX ES_MX ES_FX (2nd word)   -             1 (Mexico)     kinds, 3 votes

Words that titles also have (`It`, `Me`, `French`, `Music`) count only where a name's facts stand: right of the title,
or in a slot where other names have something else of the same field.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.names.conventions import Field, Meaning, glued_words, meanings_of
from validator.names.mono_sets import make_a_set
from validator.names.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validator.names.words import Word

_PREFERENCE: Final = (
    *(
        Field.KIND,
        Field.LAYOUT,
        Field.VERSION,
        Field.EPISODE,
        Field.SEASON,
        Field.DATE,
        Field.REEL,
        Field.VERSION_NUMBER,
    ),
    *(Field.LANGUAGE, Field.CHANNEL, Field.TRACK, Field.FORM, Field.NUMBER),
)
_BESIDE_A_LAYOUT: Final = (Field.KIND, Field.LANGUAGE)
_DOWNMIX_PAIR: Final = frozenset({("lo",), ("ro",)})
_INTERNATIONAL_VERSION: Final = ("vi",)
_FRENCH_VERSIONS: Final = frozenset({("vf",), ("vff",), ("vfq",), ("vfi",)})
"""`VI` beside `VF` is the version internationale, an M&E; beside `EN` it is Vietnamese."""


@dataclass(frozen=True, slots=True, eq=False)
class SplitName:
    """A file's or a folder's name in words, with everything they may mean; names are compared within a `level`."""

    level: int
    name: str
    words: tuple[Word, ...]
    meanings: tuple[Meaning, ...]

    def spelling(self, meaning: Meaning) -> tuple[str, ...]:
        """The folded words that carry a meaning."""
        return tuple(word.folded for word in self.words[meaning.first : meaning.end])

    def text(self, meaning: Meaning) -> str:
        """The words that carry a meaning, as they are spelled."""
        return self.name[self.words[meaning.first].start : self.words[meaning.end - 1].end]


def split_name(name: str, level: int) -> SplitName:
    """Split a name (NFC, without the ending of a sound file)."""
    words = split(name, glued_words())
    return SplitName(level=level, name=name, words=words, meanings=meanings_of(name, words))


@dataclass(frozen=True, slots=True)
class NameDecision:
    """What words mean, and what else they could mean as far as the names beside this one say."""

    meaning: Meaning
    rivals: tuple[Meaning, ...] = ()


_Slot = dict[tuple[str, ...], dict[Field, str]]
"""Words that names have at one place, and what each may mean: value by field."""


class Slots:
    """The slots of many names."""

    def __init__(self, names: Iterable[SplitName], *, one_set: bool = False) -> None:
        self._slots: defaultdict[object, _Slot] = defaultdict(lambda: defaultdict(dict))
        self._one_set = one_set
        self._tags: dict[SplitName, tuple[str, ...]] = {}
        for name in names:
            self._tags[name] = _tags(name)
            for meaning in name.meanings:
                self._slots[self._key(name, meaning)][name.spelling(meaning)][meaning.field] = meaning.value

    def _key(self, name: SplitName, meaning: Meaning) -> object:
        tags = self._tags[name]
        return name.level, tags[: meaning.first], tags[meaning.end :]

    def others(self, name: SplitName, meaning: Meaning) -> tuple[str, ...]:
        """Values of the same field that other names have in this place."""
        own = name.spelling(meaning)
        slot = self._slots[self._key(name, meaning)]
        return tuple(fields[meaning.field] for word, fields in slot.items() if word != own and meaning.field in fields)

    def varies(self, name: SplitName, meaning: Meaning) -> bool:
        """Tell whether other names have something else of the same field in this place; for channels, a whole set."""
        others = self.others(name, meaning)
        if meaning.field is Field.CHANNEL:
            return make_a_set((meaning.value, *others))
        return any(value != meaning.value for value in others)

    def elect(self, name: SplitName, candidates: Sequence[Meaning]) -> NameDecision:
        """Choose among meanings of the same words."""
        if {meaning.field for meaning in candidates} == {Field.REEL, Field.VERSION_NUMBER}:
            return self._reel_or_version(name, candidates)
        order = list(_PREFERENCE)
        slot = set(self._slots[self._key(name, candidates[0])])
        if name.spelling(candidates[0]) == _INTERNATIONAL_VERSION:
            field = Field.KIND if slot & _FRENCH_VERSIONS else Field.LANGUAGE
            candidates = [meaning for meaning in candidates if meaning.field is field]
        if self._one_set or slot == _DOWNMIX_PAIR:
            order.insert(0, Field.CHANNEL)

        def votes(meaning: Meaning) -> float:
            spelled_as_label = meaning.field is Field.CHANNEL and name.text(meaning) == meaning.value
            return len(self.others(name, meaning)) + 0.5 * (spelled_as_label and meaning.value[1:].islower())

        ranked = sorted(candidates, key=lambda meaning: (-votes(meaning), order.index(meaning.field)))
        best = ranked[0]
        return NameDecision(
            best,
            tuple(meaning for meaning in ranked[1:] if votes(meaning) >= votes(best) and self._counts(name, meaning)),
        )

    def _counts(self, name: SplitName, meaning: Meaning) -> bool:
        """Tell whether a meaning that was not chosen is worth a word; one channel alone is no set of channels."""
        return meaning.field is not Field.CHANNEL or self.varies(name, meaning)

    def _reel_or_version(self, name: SplitName, candidates: Sequence[Meaning]) -> NameDecision:
        """R1 R2 R3 side by side are reels; R2 alone, or beside a reel that is named, is the second version."""
        reel, version = sorted(candidates, key=lambda meaning: meaning.field is not Field.REEL)
        beside = any(meaning.field is Field.REEL and meaning.first != reel.first for meaning in name.meanings)
        if beside:
            return NameDecision(version)
        if self.varies(name, reel):
            return NameDecision(reel)
        return NameDecision(reel, (version,)) if reel.value == "1" else NameDecision(version, (reel,))


def _tags(name: SplitName) -> tuple[str, ...]:
    """For each word what names must share to be compared: the fields it may be of, or else the word itself."""
    fields: dict[int, set[Field]] = defaultdict(set)
    for meaning in name.meanings:
        for place in range(meaning.first, meaning.end):
            fields[place].add(meaning.field)
    return tuple(
        "/".join(sorted(_coarse(fields[place]))) if place in fields else f"={word.folded}"
        for place, word in enumerate(name.words)
    )


def _coarse(fields: set[Field]) -> set[str]:
    """One tag for words that are exchanged for each other: `FR` (language or channel) for `DE` and for `L`."""
    for group in ((Field.KIND,), (Field.LAYOUT, Field.NUMBER), (Field.LANGUAGE, Field.CHANNEL)):
        if fields & set(group):
            return {group[0]}
    return {field.value for field in fields}


def decide(name: SplitName, slots: Slots) -> tuple[NameDecision, ...]:
    """Say what the words of a name mean, each word at most one thing, in their order.

    Words are taken from the right: whether a doubtful one belongs to the title depends on what stands right of it.
    """
    by_span: defaultdict[tuple[int, int], list[Meaning]] = defaultdict(list)
    for meaning in name.meanings:
        by_span[meaning.first, meaning.end].append(meaning)
    elected = {span: slots.elect(name, candidates) for span, candidates in by_span.items()}
    accepted: list[NameDecision] = []
    title_right, place = False, len(name.words)
    while place:
        decision = _ending_at(place, name, slots, elected, title_right=title_right)
        if decision is None:
            place -= 1
            title_right = title_right or not name.words[place].is_number
        else:
            accepted.append(decision)
            place = decision.meaning.first
    return tuple(reversed(accepted))


def _ending_at(
    end: int, name: SplitName, slots: Slots, elected: Mapping[tuple[int, int], NameDecision], *, title_right: bool
) -> NameDecision | None:
    """The longest meaning that ends here and may stand here."""
    for first in range(end):
        decision = elected.get((first, end))
        if decision is None or (end - first > 1 and _parts_are_something_else(decision.meaning, name, slots, elected)):
            continue
        if _may_stand(decision.meaning, name, slots, title_right=title_right):
            return decision
    return None


def _parts_are_something_else(
    whole: Meaning, name: SplitName, slots: Slots, elected: Mapping[tuple[int, int], NameDecision]
) -> bool:
    """`ES_MX` beside `ES_DX` is Spanish music, not Mexican; `SR_Rs` beside `SR_Ls` is the Rs of a Serbian mix."""
    if whole.field is not Field.LANGUAGE:
        return False
    parts = (elected.get((place, place + 1)) for place in range(whole.first, whole.end))
    others = (Field.KIND, Field.CHANNEL)
    return any(part and part.meaning.field in others and slots.varies(name, part.meaning) for part in parts)


def _may_stand(meaning: Meaning, name: SplitName, slots: Slots, *, title_right: bool) -> bool:
    """Tell whether a meaning holds at its place, and is no part of the title.

    | the words are                                | they count                                                |
    |----------------------------------------------|-----------------------------------------------------------|
    | of certain spelling, a number, or in a slot  | always                                                    |
    | a channel                                    | right of the title                                        |
    | a reel                                       | right of the title; `Part 2` only in a slot               |
    | a broadcast track                            | only in a slot                                            |
    | anything else, right of the title            | unless doubtful (`it`, `Me`): then behind a fact (`51_it`) |
    | a layout or `ME` beside a fact               | always: `51_PM_Censored`, `DE_51_Uncut`                     |
    | anything else, left of words of the title    | in capitals that stand out: `FR` in `Film_FR_forced_51`   |
    """
    if meaning.certain or meaning.field is Field.NUMBER or slots.varies(name, meaning):
        return True
    if meaning.field in (Field.CHANNEL, Field.REEL, Field.TRACK):
        return not (title_right or meaning.doubtful or meaning.field is Field.TRACK)
    text = name.text(meaning)
    if (meaning.field is Field.LAYOUT or text == "ME") and _is_beside_a_fact(meaning, name):
        return True
    doubtful = meaning.doubtful or (meaning.field is Field.KIND and text == "Me")
    if not title_right and (not doubtful or _follows_a_fact(meaning, name)):
        return True
    letters = [
        word for place, word in enumerate(name.words) if not (meaning.first <= place < meaning.end or word.is_number)
    ]
    stands_out = len(text) > 1 and any(not word.text.isupper() for word in letters)
    return text.isupper() and (stands_out or not letters)


def _follows_a_fact(meaning: Meaning, name: SplitName) -> bool:
    """In `Film_51_it` the title has ended before."""
    return any(other.end == meaning.first and (other.certain or other.field is Field.LAYOUT) for other in name.meanings)


def _is_beside_a_fact(meaning: Meaning, name: SplitName) -> bool:
    """A certain spelling, or a kind or a language in capitals, stands beside it."""
    return any(
        (other.certain or (other.field in _BESIDE_A_LAYOUT and name.text(other).isupper()))
        and (other.end == meaning.first or other.first == meaning.end)
        for other in name.meanings
    )


def unread_runs(name: SplitName, decisions: Sequence[NameDecision]) -> Iterator[tuple[int, int]]:
    """The stretches of words that mean nothing known: the title and its parts; numbers count where they are inside."""
    read = {
        place
        for decision in decisions
        if decision.meaning.field is not Field.NUMBER
        for place in range(decision.meaning.first, decision.meaning.end)
    }
    place = 0
    while place < len(name.words):
        end = place
        while end < len(name.words) and end not in read:
            end += 1
        if any(not word.is_number for word in name.words[place:end]):
            yield place, end
        place = max(end, place + 1)
