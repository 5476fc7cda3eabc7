"""Whether one sound stands under two names in a delivery, and which of the two is not what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.vocabulary import MixKind
from validator.conformance import Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.delivery.consistency.contents import DeliveredMix

TWO_LANGUAGES: Final = "delivery.two-languages"
"""The one fault of a delivery that rejects it, and not only leaves it open: one of the two files is wrong."""

WITHOUT_LANGUAGE: Final = frozenset({MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})
"""Kinds in which nobody speaks: one sound serves every language."""


def same_content(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield mixes with the same samples: one stem under two names. Every dub may come with the one M&E there is."""
    for mix, first in _alike(mixes):
        if not _are_two_languages(mix, first) and not _is_shared(mix, first):
            arguments = {"file": mix.path, "other": first.path}
            yield Fault(check="delivery.same-content", arguments=arguments, place=Place(file=mix.path))


def two_languages(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield one language that is delivered as another as well: speech cannot be in both."""
    for mix, first in _alike(mixes):
        if _are_two_languages(mix, first):
            yield _of_two_languages(mix, first)


def _of_two_languages(mix: DeliveredMix, first: DeliveredMix) -> Fault:
    """Name the one of another language, where that is told: it alone does not hold against its surround mix or stem."""
    known = mix.is_of_another != first.is_of_another
    wrong, right = (first, mix) if known and first.is_of_another else (mix, first)
    arguments = {"file": wrong.path, "language": wrong.language, "other": right.path, "as_well": right.language}
    code = "delivery.is-another-language" if known else None
    place = Place(file=wrong.path, language=wrong.language)
    return Fault(check=TWO_LANGUAGES, arguments=arguments, place=place, code=code)


def _alike(mixes: Sequence[DeliveredMix]) -> Iterator[tuple[DeliveredMix, DeliveredMix]]:
    """Yield each mix that has the content of an earlier one, and that one.

    | two mixes of one content                    | alike                             |
    |---------------------------------------------|-----------------------------------|
    | de.wav and fr.wav                           | yes                               |
    | film.wav#5.1 and film.wav#2.0               | no: they are parts of one file    |
    | mix.wav, listed as German and as French     | yes: one mix that is listed twice |
    """
    seen: dict[tuple[str, ...], DeliveredMix] = {}
    for mix in mixes:
        first = seen.setdefault(tuple(sorted(mix.digests)), mix) if mix.digests else mix
        if first is not mix and (first.files != mix.files or first.path == mix.path):
            yield mix, first


def _is_shared(mix: DeliveredMix, other: DeliveredMix) -> bool:
    """Say whether two languages may well have one sound: an M&E, music or effects, under the same name of kind."""
    return mix.kind is other.kind and mix.kind in WITHOUT_LANGUAGE and mix.language != other.language


def _are_two_languages(mix: DeliveredMix, other: DeliveredMix) -> bool:
    """Say whether two mixes hold speech of two languages.

    | kinds                            | languages       | two languages                        |
    |----------------------------------|-----------------|--------------------------------------|
    | M&E, music, effects, optional    | any             | no: there is no language to be wrong |
    | any other                        | de and fr       | yes                                  |
    | any other                        | en-US and en-GB | no: one mix may serve both           |
    | any other                        | one is unknown  | no                                   |
    """
    if {mix.kind, other.kind} & {*WITHOUT_LANGUAGE, MixKind.OPTIONAL}:
        return False
    first, second = ((each.language or "").partition("-")[0] for each in (mix, other))
    return bool(first and second and first != second)
