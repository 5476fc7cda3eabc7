"""Finds sheets by the words people use for their clients: publishers, services, channels, countries, kinds of work.

    netflix dub     the publisher, and what the mix is
    channel 4       a channel that takes the sheet of others (`clients.toml`)
    cinema advert   a kind of work

Every word must be found somewhere; where it is found says how much it counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import tomli

from specs.models import FrozenModel
from specs.sheet import Status
from specs.vocabulary import MixKind, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.sheet import Deliverable, Sheet


class ClientGroup(FrozenModel):
    """Names of clients that a sheet serves beside its publisher's.

    Attributes:
        sheets: Ids of the sheets, the most wanted first.
        aliases: What people call the client.
        why: What ties these names to the sheets.
    """

    sheets: tuple[str, ...]
    aliases: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheet:
    """A sheet that was searched for.

    Attributes:
        sheet: The sheet.
        score: How well it fits; the best has the highest.
        why: What ties the words to it, where a name of a client led to it; None where its own words did.
    """

    sheet: Sheet
    score: float
    why: str | None = None


WHOLE_ALIAS: Final = 40.0
"""A name of a client outweighs any single word; its first sheet outweighs its second by one."""

WEIGHTS: Final = {"id": 8.0, "publisher": 6.0, "alias": 5.0, "kind": 5.0, "layout": 5.0, "territory": 4.0, "title": 3.0}
"""How much a word counts by where it is found: who asks comes before what for, and that before titles."""

CLOSE_TO_BEST: Final = 0.3
"""What scores less than this share of the best is left out: `max` is a client, and not a `maximum permitted level`."""

_STATUS: Final = {Status.CURRENT: 1.0, Status.SUPERSEDED: -6.0}

_KIND_WORDS: Final = {
    "commercial": ("advert", "adverts", "ad", "spot", "commercial", "commercials", "advertising"),
    "me": ("m&e", "me", "mne", "international"),
    "printmaster": ("programme", "program", "mix"),
    "trailer": ("trailer", "trailers", "promo"),
    "audio-description": ("description", "ad"),
    "music-programme": ("music",),
    "spoken-word": ("podcast", "speech", "spoken"),
    "dub": ("dub", "dubs", "dubbing", "dubbed", "localisation", "localization", "localized"),
}
_LAYOUT_WORDS: Final = {"2.0": ("stereo",), "5.1": ("surround",), "7.1.4": ("immersive", "atmos")}
KNOWN_KIND_WORDS: Final = frozenset(
    {*MixKind, *Version, *_KIND_WORDS, *(word for words in _KIND_WORDS.values() for word in words)}
)
"""Every word for what a mix is."""
KNOWN_LAYOUT_WORDS: Final = frozenset(word for words in _LAYOUT_WORDS.values() for word in words)
"""Every word for a layout that is no layout name."""
_IGNORED: Final = frozenset({"the", "of", "for", "and", "spec", "specs", "specification", "sheet", "delivery", "to"})
_LAST_IS_PLUS: Final = re.compile(r"(?<=\w)\+(?!\w)")


@cache
def client_groups() -> tuple[ClientGroup, ...]:
    """Return the names of clients that come with mixgate."""
    table = tomli.loads((files("specs") / "clients.toml").read_text(encoding="utf-8"))
    return tuple(ClientGroup.model_validate(group) for group in table["groups"])


def find_sheets(words: str, sheets: tuple[Sheet, ...] | None = None) -> tuple[FoundSheet, ...]:
    """Return the sheets that words may mean, best first; none where one of the words is found nowhere.

    Args:
        words: What somebody calls a client, a service, a country, a kind of work.
        sheets: Where to search; None takes all that come with mixgate and the user's own.
    """
    wanted = _plain(words)
    tokens = [token for token in _tokens(wanted) if token not in _IGNORED]
    if not tokens:
        return ()
    found = [_scored(sheet, wanted, tokens) for sheet in (_all_sheets() if sheets is None else sheets)]
    fitting = [one for one in found if one is not None]
    best = max((one.score for one in fitting), default=0.0)
    fitting = [one for one in fitting if one.score >= CLOSE_TO_BEST * best]
    return tuple(sorted(fitting, key=lambda one: (-one.score, len(one.sheet.id), one.sheet.id)))


def _all_sheets() -> tuple[Sheet, ...]:
    from specs.loader import load_every_sheet  # noqa: PLC0415  the loader searches here when it finds no sheet

    return tuple(loaded.sheet for loaded in load_every_sheet().loaded)


def _scored(sheet: Sheet, wanted: str, tokens: list[str]) -> FoundSheet | None:
    score, why, left = _by_client(sheet, wanted, tokens)
    if wanted in {sheet.id, _plain(sheet.id), _plain(sheet.publisher)}:
        score += WHOLE_ALIAS
    places = dict(_places(sheet))
    for token in left:
        best = max(WEIGHTS[place] * _fit(token, held) for place, held in places.items())
        if best == 0.0:
            return None
        score += best
    return FoundSheet(sheet=sheet, score=score + _STATUS.get(sheet.status, 0.0), why=why)


def _by_client(sheet: Sheet, wanted: str, tokens: list[str]) -> tuple[float, str | None, list[str]]:
    """The longest name of a client among the words: its worth, why it is one, and the words that are left."""
    best: tuple[float, str | None, list[str]] = (0.0, None, tokens)
    most = 0
    for group in client_groups():
        if sheet.id not in group.sheets:
            continue
        for alias in group.aliases:
            named = _tokens(_plain(alias))
            if len(named) > most and _holds(tokens, named):
                most = len(named)
                worth = WHOLE_ALIAS + 10.0 * (len(named) - 1) - group.sheets.index(sheet.id)
                left = [token for token in tokens if token not in named]
                best = (worth + (5.0 if _plain(alias) == wanted else 0.0), group.why, left)
    return best


def _holds(tokens: list[str], named: list[str]) -> bool:
    return any(tokens[start : start + len(named)] == named for start in range(len(tokens) - len(named) + 1))


def _places(sheet: Sheet) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the words of a sheet by where they stand."""
    yield "id", frozenset({*_tokens(_plain(sheet.id.replace("-", " "))), sheet.id})
    yield "publisher", frozenset(_tokens(_plain(sheet.publisher)))
    groups = [group for group in client_groups() if sheet.id in group.sheets]
    yield "alias", frozenset(token for group in groups for alias in group.aliases for token in _tokens(_plain(alias)))
    deliverables = sheet.deliverables.values()
    yield "kind", frozenset(word for each in deliverables for word in kind_words(each))
    yield "layout", frozenset(word for each in deliverables for word in layout_words(each))
    yield "territory", frozenset(_tokens(_plain(sheet.territory)))
    yield "title", frozenset(_tokens(_plain(sheet.title)))


def kind_words(deliverable: Deliverable) -> frozenset[str]:
    """Return the kinds of mix that a deliverable is for, and the words that people have for them."""
    kinds = {kind.value for kind in deliverable.mix_kinds} | {version.value for version in deliverable.versions or ()}
    return frozenset(kinds | {word for kind in kinds for word in _KIND_WORDS.get(kind, ())})


def layout_words(deliverable: Deliverable) -> frozenset[str]:
    """Return the layouts that a deliverable lists, and words for them; empty where it lists none."""
    layouts = set(deliverable.soundfields or ())
    return frozenset(layouts | {word for layout in layouts for word in _LAYOUT_WORDS.get(layout, ())})


def is_called(sheet: Sheet, name: str) -> bool:
    """Say whether a name is the publisher's, or another one of it; its last word may be cut short."""
    wanted = _tokens(_plain(name))
    groups = (group for group in client_groups() if sheet.id in group.sheets)
    names = [sheet.publisher, *(alias for group in groups for alias in group.aliases)]
    return bool(wanted) and any(_begins(_tokens(_plain(one)), wanted) for one in names)


def _begins(tokens: list[str], named: list[str]) -> bool:
    runs = (tokens[start : start + len(named)] for start in range(len(tokens) - len(named) + 1))
    return any(run[:-1] == named[:-1] and run[-1].startswith(named[-1]) for run in runs)


def _fit(token: str, held: frozenset[str]) -> float:
    """1 for the word itself, less for a longer one that begins with it; nothing for any other."""
    if token in held:
        return 1.0
    longer = [word for word in held if len(token) >= 3 and word.startswith(token)]
    return max((0.5 + 0.4 * len(token) / len(word) for word in longer), default=0.0)


def _plain(text: str) -> str:
    """Text without case, accents and the plus sign of services: `Canal+` is `canal plus`."""
    spelled = _LAST_IS_PLUS.sub(" plus", text.casefold())
    return "".join(letter for letter in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(letter))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[\w&/.']*\w", text)
