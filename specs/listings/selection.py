"""Chooses sheets by publisher, territory, kind of mix, layout and words, and sorts them by region and kind of work."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.listings.find import KNOWN_KIND_WORDS, KNOWN_LAYOUT_WORDS, find_sheets, is_called, kind_words, layout_words
from specs.listings.regions import TERRITORIES, Region, regions_of, territories_in
from specs.vocabulary import MixKind, parse_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.sheet import Deliverable, Sheet


class Work(StrEnum):
    """What kind of work a sheet is mainly about: that of its first deliverable. In the order of listings."""

    PROGRAMMES = "programmes"
    STEMS = "stems"
    AUDIO_DESCRIPTION = "audio-description"
    SHORT_FORM = "short-form"
    AUDIO_ONLY = "audio-only"

    @property
    def heading(self) -> str:
        """The name people read."""
        return _TITLES[self.value]


_TITLES: Final = {
    "programmes": "Programmes and films",
    "stems": "M&E, stems and guides",
    "audio-description": "Audio description",
    "short-form": "Commercials and trailers",
    "audio-only": "Music and spoken word",
}

_WORKS: Final = {
    MixKind.PRINTMASTER: Work.PROGRAMMES,
    MixKind.ME: Work.STEMS,
    MixKind.DIALOGUE: Work.STEMS,
    MixKind.MUSIC: Work.STEMS,
    MixKind.EFFECTS: Work.STEMS,
    MixKind.OPTIONAL: Work.STEMS,
    MixKind.DIALOGUE_GUIDE: Work.STEMS,
    MixKind.NARRATION: Work.STEMS,
    MixKind.AUDIO_DESCRIPTION: Work.AUDIO_DESCRIPTION,
    MixKind.TRAILER: Work.SHORT_FORM,
    MixKind.COMMERCIAL: Work.SHORT_FORM,
    MixKind.MUSIC_PROGRAMME: Work.AUDIO_ONLY,
    MixKind.SPOKEN_WORD: Work.AUDIO_ONLY,
}


def work_of(sheet: Sheet) -> Work:
    """Return what a sheet is mainly about."""
    return _WORKS[next(iter(sheet.deliverables.values())).mix_kinds[0]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFilter:
    """Which sheets are wanted; what is None does not matter, and all that is given must hold.

    Attributes:
        publisher: Part of the publisher's name, or another name of a client (`HBO`, `ITV`).
        territory: A country, which takes the sheets that name it, or a region (`europe`, `Latin America`), which takes
            all of it.
        kind: What a mix is, or a word for it (`advert`, `dub`).
        layout: A layout name that a deliverable lists; one that lists none takes any.
        words: Words as for a search.
    """

    publisher: str | None = None
    territory: str | None = None
    kind: str | None = None
    layout: str | None = None
    words: str | None = None

    @property
    def chooses(self) -> bool:
        """True where anything is asked."""
        return any((self.publisher, self.territory, self.kind, self.layout, self.words))


def select_sheets(sheets: Iterable[Sheet], wanted: SheetFilter) -> list[Sheet]:
    """Return the sheets that are wanted, in the order they come in.

    Raises:
        UsageError: A territory, kind or layout that does not exist.
    """
    chosen = [sheet for sheet in sheets if wanted.publisher is None or is_called(sheet, wanted.publisher)]
    if wanted.territory is not None:
        chosen = _of_territory(chosen, wanted.territory)
    if wanted.kind is not None or wanted.layout is not None:
        kind = None if wanted.kind is None else _kind(wanted.kind)
        layouts = None if wanted.layout is None else _layouts(wanted.layout)
        chosen = [sheet for sheet in chosen if any(_is_for(one, kind, layouts) for one in sheet.deliverables.values())]
    if wanted.words is not None:
        found = {one.sheet.id for one in find_sheets(wanted.words, tuple(chosen))}
        chosen = [sheet for sheet in chosen if sheet.id in found]
    return chosen


def grouped_sheets(sheets: Sequence[Sheet]) -> list[tuple[Region, list[tuple[Work, list[Sheet]]]]]:
    """Return sheets by region and kind of work, each sheet once, under the first region that it names.

    Within a group they stand by publisher, then by id.
    """
    ordered = sorted(sheets, key=lambda sheet: (sheet.publisher.casefold(), sheet.id))
    places = [(regions_of(sheet.territory)[0], work_of(sheet), sheet) for sheet in ordered]
    groups: list[tuple[Region, list[tuple[Work, list[Sheet]]]]] = []
    for region in Region:
        works = [(work, [one for where, what, one in places if (where, what) == (region, work)]) for work in Work]
        held = [(work, members) for work, members in works if members]
        if held:
            groups.append((region, held))
    return groups


def _of_territory(sheets: Iterable[Sheet], territory: str) -> list[Sheet]:
    """Return the sheets of a country or a region.

    Raises:
        UsageError: There is no such territory.
    """
    word = " ".join(territory.replace("-", " ").split()).casefold()
    region = next((one for one in Region if word in {one.value.replace("-", " "), one.heading.casefold()}), None)
    if region is not None:
        return [sheet for sheet in sheets if region in regions_of(sheet.territory)]
    named = territories_in(territory)
    if not named:
        near = difflib.get_close_matches(word, TERRITORIES, n=3, cutoff=0.75)
        raise UsageError(
            "There is no such territory.",
            found=territory,
            expected=" or ".join(name.title() for name in near) if near else f"a country, or {', '.join(Region)}",
        )
    return [sheet for sheet in sheets if {*named} & {*territories_in(sheet.territory)}]


def _kind(word: str) -> str:
    plain = " ".join(word.split()).casefold()
    if plain not in KNOWN_KIND_WORDS:
        near = difflib.get_close_matches(plain, KNOWN_KIND_WORDS, n=3, cutoff=0.6)
        raise UsageError("There is no such kind of mix.", found=word, expected=" or ".join(near) or ", ".join(MixKind))
    return plain


def _layouts(text: str) -> frozenset[str]:
    """Return the names that a layout may stand under in a sheet, and the words for it."""
    plain = " ".join(text.split()).casefold()
    return frozenset({plain}) if plain in KNOWN_LAYOUT_WORDS else frozenset({parse_layout(text).soundfield})


def _is_for(deliverable: Deliverable, kind: str | None, layouts: frozenset[str] | None) -> bool:
    if kind is not None and kind not in kind_words(deliverable):
        return False
    return layouts is None or bool(layouts & layout_words(deliverable))
