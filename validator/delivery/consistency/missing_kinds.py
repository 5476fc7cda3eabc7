"""Which mixes a language, or an episode, lacks that the others of the delivery have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from specs.message import Message, message, verbatim
from specs.vocabulary import MixKind, Version
from validator.conformance import Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validator.delivery.consistency.contents import DeliveredMix

LEAST_OTHERS: Final = 2
"""So many languages must have a mix before another lacks it: of two, nobody knows what was ordered."""

STEMS: Final = frozenset({MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS})
STEREO_CHANNELS: Final = 2

_KINDS: Final = {
    MixKind.PRINTMASTER: message("delivery.mix-printmaster"),
    MixKind.ME: message("delivery.mix-me"),
    MixKind.DIALOGUE: message("delivery.mix-dialogue"),
    MixKind.MUSIC: message("delivery.mix-music"),
    MixKind.EFFECTS: message("delivery.mix-effects"),
}
_CODES: Final = {
    None: "delivery.kind-missing",
    True: "delivery.stereo-missing",
    False: "delivery.surround-missing",
}

_WITH_CONTENT: Final = "delivery.stem-missing"
_OF_EPISODE: Final = "delivery.episode-lacks"

Form = tuple[MixKind, bool | None]
"""A kind of mix, and whether it is of two channels at most; None for whatever it is."""


def missing_kinds(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield what one language lacks and the others have: the effects stem, or the 2.0, of one dub.

    An original is no measure for dubs, nor they for it: who sends one for comparison sends no stems with it.

    | language | dialogue | music | effects | lacks                                            |
    |----------|----------|-------|---------|--------------------------------------------------|
    | de       | yes      | yes   | no      | effects: all other dubs have it                  |
    | es, fr   | yes      | yes   | yes     | nothing                                          |
    | en       | yes      | no    | no      | nothing: it is the original                      |
    |          |          |       |         | where nobody says so: de lacks effects all the   |
    |          |          |       |         | same, as it has two of the three stems           |

    Where the printmaster and the other two stems are there, what is left of it is the content of the third.
    """
    languages: dict[tuple[bool, str | None], dict[str, dict[Form, str]]] = defaultdict(lambda: defaultdict(dict))
    for mix in mixes:
        if mix.language is not None:
            own = languages[mix.version is Version.ORIGINAL, mix.episode][mix.language]
            for form in _forms_of(mix):
                own.setdefault(form, mix.path)
    for group in languages.values():
        yield from _missing_among(group)
    yield from _missing_episodes(mixes)


def _missing_episodes(mixes: Sequence[DeliveredMix]) -> Iterator[Fault]:
    """Yield what one episode lacks and all others have, two or more: a language, or the M&E."""
    episodes: dict[str, dict[tuple[Form, str | None], str]] = defaultdict(dict)
    for mix in mixes:
        if mix.episode is not None:
            for form in _forms_of(mix):
                episodes[mix.episode].setdefault((form, mix.language), mix.path)
    for what in dict.fromkeys(what for own in episodes.values() for what in own):
        (kind, is_stereo), language = what
        lacking = [episode for episode, own in episodes.items() if what not in own]
        having = [own[what] for own in episodes.values() if what in own]
        if len(lacking) != 1 or len(having) < LEAST_OTHERS:
            continue
        if is_stereo is not None and ((kind, None), language) not in episodes[lacking[0]]:
            continue  # all of the kind is missing, which is told once
        arguments: dict[str, str | int] = {"episode": lacking[0], "like": having[0], "count": len(having)}
        place = Place(language=language, text=f"{lacking[0]} {having[0]}")
        yield Fault(check="delivery.kind-missing", arguments=arguments, place=place, code=_OF_EPISODE)


def _forms_of(mix: DeliveredMix) -> Iterator[Form]:
    """Yield what a mix is; one that could not be measured may be of any number of channels."""
    yield mix.kind, None
    for is_stereo in (True, False):
        if mix.channel_count is None or (mix.channel_count <= STEREO_CHANNELS) is is_stereo:
            yield mix.kind, is_stereo


def _missing_among(languages: Mapping[str, Mapping[Form, str]]) -> Iterator[Fault]:
    forms = dict.fromkeys(form for own in languages.values() for form in own)
    for language, own in languages.items():
        for form in forms:
            kind, is_stereo = form
            if form in own or (is_stereo is not None and (kind, None) not in own):
                continue
            having = [others[form] for others in languages.values() if form in others]
            all_others = len(having) == len(languages) - 1
            if len(having) >= LEAST_OTHERS and (all_others or _is_the_third_stem(kind, own)):
                arguments: dict[str, str | int | float | Message | tuple[str | int | float | Message, ...]] = {
                    "language": language,
                    "mix_kind": kind.value,
                    "kind": _KINDS.get(kind, verbatim(kind.value.replace("-", " "))),
                    "count": len(having),
                    "like": having[0],
                }
                content = _content_of(form, own)
                code = _CODES[is_stereo] if content is None else _WITH_CONTENT
                if content is not None:
                    arguments |= {"printmaster": content[0], "stems": content[1:]}
                place = Place(language=language)
                yield Fault(check="delivery.kind-missing", arguments=arguments, place=place, code=code)


def _content_of(form: Form, own: Mapping[Form, str]) -> tuple[str, ...] | None:
    """The printmaster and the other stems of one width, what is left of which is the stem that is missing."""
    kind, is_stereo = form
    if kind not in STEMS or is_stereo is not None:
        return None
    others = (MixKind.PRINTMASTER, *sorted(STEMS - {kind}))
    widths = (width for width in (False, True) if all((other, width) in own for other in others))
    return next((tuple(own[other, width] for other in others) for width in widths), None)


def _is_the_third_stem(kind: MixKind, own: Mapping[Form, str]) -> bool:
    return kind in STEMS and all((stem, None) in own for stem in STEMS - {kind})
