"""Makes one line of what has one cause.

thirty files at 44100 Hz                              one line that names thirty files
two sheets that ask the same of one file              one file in one line, with both clauses
peaks 0.3 and 0.5 dB above a limit, and 3.6 dB        two lines: the third was mixed otherwise
a file at another speed, which is too short for it    one line: who corrects the speed corrects the length
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from specs.message import VERBATIM, Message, codes_within
from validator.reporters.letter.consequences import without_consequences
from validator.reporters.letter.model import LetterLine, Urgency
from validator.results.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.reporters.letter.model import Item, LetterFile

MOST_LINES: Final = 15
"""A page holds about so many; where more reject, amounts no longer part one cause from another."""

ALIKE: Final = {"LU": 1.0, "dB": 1.0, "frames": 1.0, "ms": 20.0, "s": 0.5}
"""Up to so far apart, distances to a limit are of one cause; of any other unit they are alike only where equal.

This project's choice: 1 dB is about what a desk is set by, a frame is what a conform is out by.
"""

ASKED_INSTEAD: Final[dict[str, frozenset[str]]] = {
    "true-peak": frozenset({"peak.true-peak"}),
    "clipping": frozenset({"signal.clipping"}),
    "dropout": frozenset({"signal.dropout"}),
    "silence": frozenset({"signal.silent-passage"}),
    "silent-channel": frozenset({"signal.active-channels"}),
    "channel-labels": frozenset({"channels.as-original", "form.layout"}),
    "polarity": frozenset({"signal.polarity"}),
    "dc-offset": frozenset({"signal.dc-offset"}),
    "word-length": frozenset({"form.word-length"}),
}
"""What says the same as a notice, by its kind: one sheet asks what another does not, and a letter says it once."""

_SEVERITIES: Final = tuple(Severity)
_URGENCIES: Final = tuple(Urgency)


def lines_of(items: Sequence[Item]) -> tuple[LetterLine, ...]:
    """Return the lines of a letter: most urgent first, then by severity, then those of most files.

    Args:
        items: In the order of the run.
    """
    merged = _of_one_file(items)
    kept, follows = without_consequences(_without_repeated_notices(merged))
    by_cause: dict[object, list[Item]] = {}
    for item in kept:
        by_cause.setdefault(_cause(item), []).append(item)
    groups = [part for group in by_cause.values() for part in _by_amount(group)]
    if sum(group[0].urgency is Urgency.MUST for group in groups) > MOST_LINES:
        groups = list(by_cause.values())
    groups.sort(key=_order)
    return tuple(_line(number, group, follows) for number, group in enumerate(groups, start=1))


def _of_one_file(items: Iterable[Item]) -> list[Item]:
    """Join what has one reason and one remedy in one file: several demands, or several sheets that ask the same.

    The most urgent of them leads, and its demand comes first: what is a recommendation too is no second line.
    """
    found: dict[object, Item] = {}
    for item in sorted(items, key=lambda one: _URGENCIES.index(one.urgency)):
        kind = item.urgency if item.urgency is Urgency.NOTICED else None
        key = (kind, item.file.place, _frozen(item.file.reason), _frozen(item.file.remedy), item.file.where)
        known = found.get(key)
        if known is None:
            found[key] = item
            continue
        asked = [(one.rule, one.required, one.source) for one in known.file.readings]
        more = tuple(one for one in item.file.readings if (one.rule, one.required, one.source) not in asked)
        file = replace(known.file, readings=known.file.readings + more)
        found[key] = replace(known, file=file, severity=_worst((known.severity, item.severity)))
    return list(found.values())


def _without_repeated_notices(items: list[Item]) -> list[Item]:
    """Leave out notices of what a sheet asks about in the same file."""
    asked = {(item.file.place, one.rule) for item in items for one in item.file.readings if one.rule}
    return [
        item
        for item in items
        if not any((item.file.place, rule) in asked for rule in ASKED_INSTEAD.get(item.notice or "", ()))
    ]


def _frozen(said: Message | None) -> str | None:
    return None if said is None else said.model_dump_json()


def _cause(item: Item) -> tuple[object, ...]:
    """Return what items of one cause have in common, amounts apart.

    The codes of reason and remedy, with those of the messages within them: above a limit is another cause than below.
    A text that somebody else wrote has no code, so it is compared as it is. Of notices the kind is enough.
    """
    first = item.file.readings[0] if item.file.readings else None
    return (
        item.urgency,
        None if first is None else (first.rule, _frozen(first.title), first.required),
        item.notice or (item.file.reason.code if _is_of_a_delivery(item) else _codes(item.file.reason)),
        _codes(item.file.remedy),
    )


def _is_of_a_delivery(item: Item) -> bool:
    """True for what is found about a delivery: its reason names files and says what else is known of each."""
    return all(one.rule.startswith("delivery.") for one in item.file.readings) and item.file.reason.code != VERBATIM


def _codes(said: Message | None) -> tuple[str, ...] | str | None:
    if said is None:
        return None
    codes = tuple(dict.fromkeys(codes_within(said)))
    return said.model_dump_json() if VERBATIM in codes else codes


def _by_amount(group: list[Item]) -> list[list[Item]]:
    """Part a group where the amounts are too far apart; a part keeps the order of the run.

    -0.3, -0.5, -1.2, -3.6 dB of margin: the first three are within 1 dB of the first, the last is a part of its own.
    """
    parts: list[list[Item]] = []
    begins: float | None = None
    for item in sorted(group, key=lambda one: _amount(one.file)[0] or 0.0):
        amount, reach = _amount(item.file)
        if parts and (amount is None or (begins is not None and abs(amount - begins) <= reach)):
            parts[-1].append(item)
            continue
        parts.append([item])
        begins = amount
    position = {id(item): number for number, item in enumerate(group)}
    return [sorted(part, key=lambda item: position[id(item)]) for part in parts]


def _amount(file: LetterFile) -> tuple[float | None, float]:
    """Return how far a file is from what is asked, and how far apart of it is alike; None where it is no number.

    Without a distance the reading itself is the amount: 44100 and 32000 Hz are two causes.
    """
    if not file.readings:
        return None, 0.0
    first = file.readings[0]
    if first.margin is not None:
        return first.margin, ALIKE.get(first.margin_unit or "", 0.0)
    return first.value, ALIKE.get(first.unit or "", 0.0)


def _order(group: list[Item]) -> tuple[int, int, int]:
    return (
        _URGENCIES.index(group[0].urgency),
        _SEVERITIES.index(_worst(item.severity for item in group)),
        -len(group),
    )


def _worst(severities: Iterable[Severity]) -> Severity:
    return min(severities, key=_SEVERITIES.index)


def _line(number: int, group: list[Item], follows: dict[int, tuple[Message, ...]]) -> LetterLine:
    titles = {_frozen(title): title for item in group for title in follows.get(id(item), ())}
    sources = (one.source for item in group for one in item.file.readings if one.source)
    return LetterLine(
        number=number,
        urgency=group[0].urgency,
        severity=_worst(item.severity for item in group),
        files=tuple(item.file for item in group),
        sources=tuple(dict.fromkeys(sources)),
        follows=tuple(titles.values()),
    )
