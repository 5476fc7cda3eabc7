"""Checks on a delivery that hold its languages against each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Level
from specs.vocabulary import MixKind, Version
from validator.conformance import Check, Clause, Fault
from validator.delivery.consistency.common_sound import lacking_sound
from validator.delivery.consistency.original_sound import lacking_beside
from validator.delivery.consistency.sisters import SisterMix, groups_of, is_same_sound, those_apart
from validator.delivery.unfit import EDITION
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from validator.delivery.consistency.common_sound import LackingSound
    from validator.delivery.consistency.contents import Contents
    from validator.delivery.consistency.original_sound import LackingPlace

_WHOLE: Final = frozenset({MixKind.PRINTMASTER, MixKind.AUDIO_DESCRIPTION})
_PRINTMASTER: Final = frozenset({MixKind.PRINTMASTER})
_SPOKEN: Final = _WHOLE | {MixKind.DIALOGUE, MixKind.DIALOGUE_GUIDE, MixKind.NARRATION}
_READINGS: Final = {
    "programme": message("delivery.reading-programme"),
    "dialogue": message("delivery.reading-dialogue"),
    "range": message("delivery.reading-range"),
    "bed": message("delivery.reading-bed"),
}


def _sisters(contents: Contents, kinds: frozenset[MixKind]) -> list[SisterMix]:
    return [
        SisterMix(
            path=mix.path,
            kind=mix.kind,
            language=mix.language,
            layout=mix.layout,
            reel=mix.reel,
            episode=mix.episode,
            readings=mix.readings,
        )
        for mix in contents.mixes
        if mix.kind in kinds and mix.language is not None and mix.layout is not None and mix.readings is not None
    ]


def stands_apart(contents: Contents) -> Iterator[Fault]:
    """Yield languages whose mix stands apart from the others: louder, softer, another range, another bed."""
    for group in groups_of(_sisters(contents, _WHOLE)):
        for one in those_apart(group):
            arguments: dict[str, str | int | float | Message] = {
                "file": one.path,
                "language": one.language,
                "reading": _READINGS[one.what],
                "difference": one.difference,
                "others": one.languages - 1,
                "limit": one.limit,
            }
            yield Fault(check="delivery.stands-apart", arguments=arguments, place=Place(file=one.path, text=one.what))


def common_sound(contents: Contents) -> Iterator[Fault]:
    """Yield the places in which a language lacks what the others have in common beside the lines.

    Nothing is told of audio description and of a voice-over: both duck what they speak over.
    """
    for group in groups_of(_sisters(contents, _PRINTMASTER)):
        for one in _lacking(group, contents):
            arguments: dict[str, str | int | float] = {
                "file": one.path,
                "language": one.language,
                "first_second": one.first_second,
                "last_second": one.last_second,
                "difference": -one.difference_db,
                "others": one.others,
            }
            yield Fault(check="delivery.common-sound", arguments=arguments, place=_lacking_place(one.path, one))


def original_sound(contents: Contents) -> Iterator[Fault]:
    """Yield the places in which a dub lacks what the original has beside its lines.

    What the other languages tell of a place is not told again, and nothing is told of what `common_sound` leaves out.
    """
    originals = {mix.path for mix in contents.mixes if mix.version is Version.ORIGINAL}
    spared = originals | _voice_overs(contents)
    for group in groups_of(_sisters(contents, _PRINTMASTER)):
        known = list(_lacking(group, contents))
        for original in (mix for mix in group if mix.path in originals):
            for dub in (mix for mix in group if mix.path not in spared):
                told = [(one.first_second, one.last_second) for one in known if one.path == dub.path]
                for one in lacking_beside(dub.readings, original.readings):
                    if any(one.first_second < last and first < one.last_second for first, last in told):
                        continue
                    arguments: dict[str, str | int | float] = {
                        "file": dub.path,
                        "original": original.path,
                        "first_second": one.first_second,
                        "last_second": one.last_second,
                        "difference": -one.difference_db,
                    }
                    place = _lacking_place(dub.path, one)
                    yield Fault(check="delivery.original-sound", arguments=arguments, place=place)


def _voice_overs(contents: Contents) -> set[str]:
    return {mix.path for mix in contents.mixes if mix.is_voice_over}


def _lacking(group: Sequence[SisterMix], contents: Contents) -> Iterator[LackingSound]:
    spared = _voice_overs(contents)
    return (one for one in lacking_sound(group) if one.path not in spared)


def _lacking_place(path: str, lacking: LackingSound | LackingPlace) -> Place:
    return Place(file=path, text=f"{lacking.first_second:.1f} s to {lacking.last_second:.1f} s")


def same_sound(contents: Contents) -> Iterator[Fault]:
    """Yield mixes of two languages that are one sound at another level or a little later.

    Two that are the same to the sample are told as one sound in two languages.
    """
    digests = {mix.path: tuple(sorted(mix.digests)) for mix in contents.mixes}
    for group in groups_of(_sisters(contents, _SPOKEN)):
        for first, second in combinations(group, 2):
            if first.language.partition("-")[0] == second.language.partition("-")[0]:
                continue
            if digests[first.path] and digests[first.path] == digests[second.path]:
                continue
            if is_same_sound(first.readings, second.readings):
                arguments = {
                    "file": second.path,
                    "language": second.language,
                    "other": first.path,
                    "as_well": first.language,
                }
                yield Fault(check="delivery.same-sound", arguments=arguments, place=Place(file=second.path))


def _clause(text: str) -> Clause:
    return Clause(document="mixgate, what a delivery must hold", edition=EDITION, clause=text)


SISTER_CHECKS: Final = (
    Check(
        id="delivery.same-sound",
        clause=_clause("every language has its own sound, whatever its level"),
        level=Level.SHOULD,
        find=same_sound,
    ),
    Check(
        id="delivery.common-sound",
        clause=_clause("every language has the sound that all have in common"),
        level=Level.SHOULD,
        find=common_sound,
    ),
    Check(
        id="delivery.original-sound",
        clause=_clause("every dub has the sound that the original has beside its lines"),
        level=Level.SHOULD,
        find=original_sound,
    ),
    Check(
        id="delivery.stands-apart",
        clause=_clause("the languages of a title are mixed alike"),
        level=Level.SHOULD,
        find=stands_apart,
    ),
)
"""What is told of languages against each other; it rejects nothing."""
