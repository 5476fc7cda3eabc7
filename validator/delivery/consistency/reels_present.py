"""Whether the reels of a delivery are all there, once each, and of one form."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from specs.message import message
from specs.vocabulary import parse_layout
from validator.conformance import Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.vocabulary import MixKind, Version
    from validator.delivery.consistency.contents import DeliveredMix


def reels_missing(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield the programmes that lack a reel.

    A programme has as many reels as the longest of its kind in the delivery, for a language that ends a reel earlier
    than the others lacks one. A delivery of one reel alone, as for a repair, lacks none.

    Args:
        mixes: The mixes of a delivery.
    """
    last: dict[tuple[str | None, MixKind], int] = defaultdict(int)
    numbers: dict[tuple[str | None, MixKind], set[int]] = defaultdict(set)
    for mix in mixes:
        if mix.reel is not None:
            kind = mix.episode, mix.kind
            last[kind] = max(last[kind], mix.reel)
            numbers[kind].add(mix.reel)
    for reels in _programmes(mixes):
        kind = reels[0].episode, reels[0].kind
        missing = sorted(set(range(1, last[kind] + 1)) - {_number(reel) for reel in reels})
        if missing and len(numbers[kind]) > 1:
            words = tuple(message("delivery.reel", number=number) for number in missing)
            yield Fault(
                check="delivery.reels-missing",
                arguments={"mixes": _named(reels), "reels": words, "last": last[kind]},
                place=_place(reels),
            )


def reels_differ(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield the programmes whose reels have more than one layout, channel order or sample rate.

    Args:
        mixes: The mixes of a delivery.
    """
    for reels in _programmes(mixes):
        measured = [reel for reel in reels if reel.layout is not None and reel.sample_rate_hz is not None]
        if len({(reel.layout, reel.sample_rate_hz) for reel in measured}) > 1:
            forms = tuple(
                message("delivery.reel-form", number=_number(reel), layout=reel.layout, rate_hz=reel.sample_rate_hz)
                for reel in measured
            )
            yield Fault(
                check="delivery.reels-differ",
                arguments={"mixes": _named(reels), "forms": forms},
                place=_place(reels),
            )


def reel_twice(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield the mixes that have the number of another reel of the same programme.

    Args:
        mixes: The mixes of a delivery.
    """
    for reels in _programmes(mixes):
        seen: dict[int, DeliveredMix] = {}
        for reel in reels:
            first = seen.setdefault(_number(reel), reel)
            if first is not reel:
                arguments = {"file": reel.path, "other": first.path, "number": reel.reel, "mixes": _named(reels)}
                yield Fault(check="delivery.reel-twice", arguments=arguments, place=Place(file=reel.path))


def _programmes(mixes: Sequence[DeliveredMix]) -> Iterator[list[DeliveredMix]]:
    """Yield the reels of each programme, in order of number.

    | reels of one kind, language and version | programmes                                            |
    |-----------------------------------------|-------------------------------------------------------|
    | 1 5.1, 2 5.1, 1 2.0, 2 2.0              | two, by soundfield                                    |
    | 1 5.1, 2 2.0                            | one: no number is there twice, so its layouts differ  |
    | 1 5.1, 2 not measured, 1 2.0            | two, and reel 2 counts in both                        |
    """
    families: dict[tuple[str | None, MixKind, str | None, Version | None], list[DeliveredMix]] = defaultdict(list)
    for mix in mixes:
        if mix.reel is not None:
            families[mix.episode, mix.kind, mix.language, mix.version].append(mix)
    for family in families.values():
        soundfields = list(dict.fromkeys(_soundfield(mix) for mix in family if mix.layout is not None))
        if len({mix.reel for mix in family}) == len(family) or len(soundfields) <= 1:
            yield sorted(family, key=_number)
            continue
        for soundfield in soundfields:
            own = [mix for mix in family if mix.layout is None or _soundfield(mix) == soundfield]
            yield sorted(own, key=_number)


def _soundfield(mix: DeliveredMix) -> str | None:
    """The layout whatever the order; the number of channels where nobody knows what they are."""
    if mix.layout is None or mix.layout.endswith("channels"):
        return mix.layout
    return parse_layout(mix.layout).soundfield


def _number(mix: DeliveredMix) -> int:
    assert mix.reel is not None, "only reels are asked"
    return mix.reel


def _words(reels: Sequence[DeliveredMix]) -> list[str]:
    layouts = dict.fromkeys(reel.layout for reel in reels if reel.layout is not None)
    return [reels[0].kind.value, *([] if reels[0].version is None else [reels[0].version.value]), "/".join(layouts)]


def _named(reels: Sequence[DeliveredMix]) -> str:
    return " ".join(filter(None, (reels[0].language, *_words(reels))))


def _place(reels: Sequence[DeliveredMix]) -> Place:
    return Place(language=reels[0].language, text=" ".join(filter(None, _words(reels))))
