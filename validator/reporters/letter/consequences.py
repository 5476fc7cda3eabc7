"""What goes with a cause: of one fault a letter says one line, and names what else ends with it.

a file that was cut short on its way ends before its original      the damage is the line
a file at another speed is too short, drifts, and is no fold-down   the speed is the line
a 2.0 beside a late 5.1 looks early                                 the late 5.1 is the line
the French mix under a Spanish name fits no Spanish stem            the wrong language is the line
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from specs.message import codes_within
from validator.reporters.letter.model import MISSING_RULE, Urgency
from validator.results.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specs.message import Message
    from validator.reporters.letter.model import Item

_SYNC: Final = frozenset({"sync.offset", "sync.drift", "sync.speed", "sync.edits", "sync.with-partner"})
_GUIDES: Final = frozenset({"delivery.guide-does-not-fit", "delivery.guide-is-another"})
_LENGTH: Final = frozenset(
    {
        *("time.action-in-file", "time.duration-match", "time.length-agrees", "time.sister-lengths"),
        *("time.whole-frames",),
        *("form.as-original", "delivery.length-of-sisters"),
    }
)
_ME: Final = frozenset({"me.without-dialogue", "me.matches-mix", "me.filled"})
_SUMS: Final = frozenset({"stems.sum", "fold-down.of-surround"})
_LOUDNESS: Final = frozenset({"loudness.integrated"})
_CUT_SHORT: Final = _GUIDES | _SUMS | _LOUDNESS | {"sync.edits", "sync.with-partner", "me.filled", "me.matches-mix"}
"""What fails where the end of a file is missing; that it is late, at another speed or in another order does not."""
_STEMS: Final = frozenset({"dialogue", "music", "effects"})
_COMPARED: Final = _SYNC | _GUIDES | _ME | _SUMS | {"channels.as-original"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A kind of fault from which others follow.

    Attributes:
        rules: It is one where a demand of these is not met.
        codes: It is one where its reason, or a message within that, is one of these.
        own: What else the same file fails because of it, by rule.
        beside: What another file fails because it is held against this one, by rule.
        explains_readings: Whether it also explains what was read; False: only what could not be told.
    """

    rules: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    explains_readings: bool = True

    def is_that_of(self, item: Item) -> bool:
        """Say whether an item of the letter is such a fault; what is open or only noticed is none."""
        if item.urgency in {Urgency.OPEN, Urgency.NOTICED}:
            return False
        rules = {one.rule for one in item.file.readings}
        return bool(rules & self.rules) or not self.codes.isdisjoint(codes_within(item.file.reason))


CAUSES: Final = (
    Cause(
        rules=frozenset({"delivery.two-languages", "delivery.same-sound", "content.dialogue-present"}),
        own=_COMPARED | _LOUDNESS | {"content.dialogue-present", "delivery.stands-apart"},
        beside=_COMPARED | _LOUDNESS,
    ),
    Cause(
        codes=frozenset({"containers.cut-short", "containers.samples-missing"}),
        own=_CUT_SHORT | _LENGTH,
        beside=_CUT_SHORT,
    ),
    Cause(
        codes=frozenset({"comparison.speed"}),
        own=_COMPARED | _LENGTH | _LOUDNESS,
        beside=_COMPARED | _LOUDNESS,
    ),
    Cause(
        codes=frozenset({"form.wrong-sample-rate"}),
        own=_COMPARED | _LOUDNESS,
        beside=_COMPARED | _LOUDNESS,
        explains_readings=False,
    ),
    Cause(
        codes=frozenset({"form.wrong-layout"}),
        own=_COMPARED | _LOUDNESS | {"form.file-name"},
        beside=_COMPARED | _LOUDNESS,
        explains_readings=False,
    ),
    Cause(codes=frozenset({"comparison.of-stem"}), own=_GUIDES | _LOUDNESS, beside=_GUIDES | _LOUDNESS),
    Cause(rules=frozenset({"sync.edits"}), own=_COMPARED | _LENGTH | _LOUDNESS, beside=_COMPARED | _LOUDNESS),
    Cause(rules=frozenset({"sync.drift"}), own=_COMPARED | _LENGTH | _LOUDNESS, beside=_COMPARED | _LOUDNESS),
    Cause(rules=frozenset({"sync.offset"}), own=_SYNC | _GUIDES | _LOUDNESS, beside=_COMPARED | _LOUDNESS),
    Cause(
        rules=frozenset({"channels.as-original"}),
        codes=frozenset({"channels.other-order"}),
        own=_GUIDES | _SUMS | _LOUDNESS | {"sync.with-partner"},
        beside=_COMPARED | _LOUDNESS,
    ),
    Cause(
        rules=frozenset({"me.without-dialogue"}),
        own=_GUIDES | {"sync.with-partner", "me.matches-mix"},
        beside=_GUIDES | _LOUDNESS,
    ),
    Cause(rules=frozenset({"fold-down.of-surround"}), own=_GUIDES | _LOUDNESS | {"sync.with-partner"}),
    Cause(
        rules=frozenset({"signal.active-channels"}),
        own=_ME | {"channels.as-original", "sync.with-partner"} | _GUIDES,
        beside=_GUIDES | _SUMS | _LOUDNESS,
    ),
    Cause(rules=_LENGTH, own=_LENGTH, beside=frozenset({"stems.sum", "me.filled", "form.as-original"})),
    Cause(rules=frozenset({"time.start-timecode"}), own=frozenset({"time.reference-agrees"})),
    Cause(
        rules=_LOUDNESS,
        own=frozenset({"delivery.stands-apart", "peak.true-peak", "peak.sample-peak", "stems.sum"}),
        beside=_GUIDES,
    ),
    Cause(rules=frozenset({"sync.with-partner"}), own=_GUIDES | {"sync.with-partner"}, beside=_COMPARED | _LOUDNESS),
)
"""What leads and what follows, the farthest-reaching first.

A file at another speed has another length, drifts, and fits neither its stem nor its M&E, so that its dialogue cannot
be told; one at another rate, order or level fits them as little. A loudness that was read and fails is a fault of its
own and never folded, nor is one that is open because no stem and no M&E was given at all.
"""

NO_GUIDE: Final = "remedy.give-dialogue-guide"
"""The remedy of a loudness that is open because nothing tells its dialogue."""

_URGENCIES: Final = tuple(Urgency)
_SEVERITIES: Final = tuple(Severity)


def without_consequences(items: list[Item]) -> tuple[list[Item], dict[int, tuple[Message, ...]]]:
    """Return the items without what follows from another one, and what follows from each, by its identity.

    A cause takes over the urgency of what follows from it: the speed of a 2.0 that nobody asks about is the reason why
    it is no fold-down, which rejects it.

    Args:
        items: In the order of the run.
    """
    follows: dict[int, tuple[Message, ...]] = {}
    gone: set[int] = set()
    led: dict[int, Item] = {}
    for lead, goes in _leads(items):
        if id(lead) in gone or id(lead) in led:
            continue
        mine = [
            item for item in items if id(item) not in gone and id(item) not in led and item is not lead and goes(item)
        ]
        if not mine:
            continue
        gone |= {id(item) for item in mine}
        kept = _as_urgent_as(lead, mine)
        led[id(lead)] = kept
        readings = [one for item in mine for one in item.file.readings if one.rule != "sync.with-partner"]
        titles = {one.title.model_dump_json(): one.title for one in readings}
        own = {one.title.model_dump_json() for one in lead.file.readings}
        follows[id(kept)] = tuple(title for text, title in titles.items() if text not in own)
    return [led.get(id(item), item) for item in items if id(item) not in gone], follows


def _leads(items: list[Item]) -> Iterator[tuple[Item, Callable[[Item], bool]]]:
    """Yield what may lead, with what says which items go with it."""
    for item in items:
        if item.file.readings and item.file.readings[0].rule == MISSING_RULE:
            yield item, partial(_lacks_the_same, lead=item)
    for lead, cause in _causes(items):
        yield lead, partial(_follows, lead=lead, cause=cause)


def _lacks_the_same(item: Item, lead: Item) -> bool:
    """Say whether a mix is without the partner that its language has not, or without that stem of its sum."""
    if item.file.language is None or item.file.language != lead.file.language:
        return False
    wanted, reason = lead.file.reason.arguments.get("mix_kind"), item.file.reason
    if reason.code == "relation.no-partner":
        return reason.arguments.get("kind") == wanted
    return reason.code == "relation.stems-not-all" and wanted in _STEMS


def _causes(items: list[Item]) -> Iterator[tuple[Item, Cause]]:
    """Yield what may lead, the farthest-reaching kind first, then the most urgent.

    What is read against the original comes before what is read against the surround mix, which may itself be wrong.
    """
    for cause in CAUSES:
        found = [item for item in items if item.file.place and cause.is_that_of(item)]
        found.sort(
            key=lambda item: (
                "comparison.role.fold-down" in codes_within(item.file.reason),
                _URGENCIES.index(item.urgency),
            )
        )
        for item in found:
            yield item, cause


def _follows(item: Item, lead: Item, cause: Cause) -> bool:
    """Say whether an item goes with what leads: of the same file or held against it, and all of its demands go."""
    place = lead.file.place
    if item.file.place == place:
        rules = cause.own
    elif place in item.file.named:
        # What a delivery says of a file it names without a place of its own is of that file.
        rules = cause.beside | (frozenset() if item.file.place else cause.own)
    else:
        return "form.wrong-layout" in cause.codes and _is_the_partner(lead, item)
    own = {one.rule for one in item.file.readings}
    if not own or not own <= rules or item.urgency is Urgency.NOTICED:
        return False
    return _is_explained(item, lead, cause, own)


def _is_the_partner(lead: Item, item: Item) -> bool:
    """Say whether a file is the partner that another file has not: it is there, in another layout."""
    reason = item.file.reason
    if reason.code != "relation.no-partner" or item.file.language != lead.file.language or lead.file.kind is None:
        return False
    return reason.arguments.get("kind") == lead.file.kind.value


def _is_explained(item: Item, lead: Item, cause: Cause, own: set[str]) -> bool:
    remedy = item.file.remedy
    if "loudness.integrated" in own:
        return item.urgency is Urgency.OPEN and (remedy is None or remedy.code != NO_GUIDE)
    if "form.file-name" in own:
        return item.file.reason.code == "form.name-is-of-another"
    if not own.isdisjoint({"peak.true-peak", "peak.sample-peak"}):
        return _ends_with_the_level(item, lead)
    if not cause.explains_readings:
        return item.urgency is Urgency.OPEN or own <= _GUIDES
    return True


def _ends_with_the_level(item: Item, lead: Item) -> bool:
    """Say whether peaks are right once the whole mix is lowered as far as its loudness asks."""
    remedy, margin = lead.file.remedy, item.file.readings[0].margin
    if remedy is None or remedy.code != "remedy.lower-level" or margin is None:
        return False
    change = remedy.arguments.get("change_db")
    return isinstance(change, int | float) and -margin <= change


def _as_urgent_as(lead: Item, mine: list[Item]) -> Item:
    together = [lead, *mine]
    urgency = min((item.urgency for item in together), key=_URGENCIES.index)
    if urgency is lead.urgency:
        return lead
    severity = min((item.severity for item in together), key=_SEVERITIES.index)
    return replace(lead, urgency=urgency, severity=severity)
