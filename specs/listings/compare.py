"""What changed from one sheet to another, clause by clause, and what it means for a mix that meets the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from specs.demand_wording import condition_text, figures
from specs.listings.remix import remix_steps
from specs.sheet import requirement_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference of two deliverables.

    Attributes:
        key: The requirement.
        kind: `only in first`, `only in second` or `changed`.
        aspect: What differs: `rule`, `figures`, `level`, `grade`, `source`, `condition`, `window`, `scope`;
            None unless changed.
        first, second: What the sheets say; None where one says nothing.
    """

    key: str
    kind: Literal["only in first", "only in second", "changed"]
    aspect: str | None = None
    first: str | None = None
    second: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverablePair:
    """A deliverable of one sheet, and the one of another sheet that a mix of it would be delivered as.

    Attributes:
        first, second: Their names; None where the other sheet has none that fits.
        title: The title of the first; of the second where there is no first.
        remix: What a mix that meets the first must change to meet the second, in words; empty where nothing that is
            measured differs.
        differences: Clause by clause.
    """

    first: str | None
    second: str | None
    title: str
    remix: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def compare_sheets(first: Sheet, second: Sheet) -> list[DeliverablePair]:
    """Return the deliverables of two sheets in pairs, in the order of the first; those left over stand at the end.

    Where each sheet has a single deliverable the two are compared whatever they are for.
    """
    ones, twos = dict(first.deliverables), dict(second.deliverables)
    named = [(next(iter(ones)), next(iter(twos)))] if len(ones) == len(twos) == 1 else _paired(ones, twos)
    pairs = [_pair(one, ones[one], two, twos[two]) for one, two in named]
    paired_first, paired_second = {one for one, _ in named}, {two for _, two in named}
    pairs += [DeliverablePair(first=one, second=None, title=ones[one].title) for one in ones if one not in paired_first]
    pairs += [
        DeliverablePair(first=None, second=two, title=twos[two].title) for two in twos if two not in paired_second
    ]
    return pairs


def _paired(ones: dict[str, Deliverable], twos: dict[str, Deliverable]) -> list[tuple[str, str]]:
    """Return the pairs of names that fit best, each name at most once, in the order of the first."""
    fits = [(_fit(one, two, name == other), name, other) for name, one in ones.items() for other, two in twos.items()]
    found: dict[str, str] = {}
    for fit, name, other in sorted(fits, key=lambda each: -each[0]):  # a stable sort: of equals the first named
        if fit > 0 and name not in found and other not in found.values():
            found[name] = other
    return [(name, found[name]) for name in ones if name in found]


_SAME_NAME: Final = 1.0
_SAME_FIRST_KIND: Final = 2.0
_LISTED_LAYOUT: Final = 4.0
_ANY_LAYOUT: Final = 1.0


def _fit(one: Deliverable, two: Deliverable, same_name: bool) -> float:
    """Return how well two deliverables fit: 0 where no file could be both.

    | kinds in common | layouts                     | the same name | fit                   |
    |-----------------|-----------------------------|---------------|-----------------------|
    | none            | any                         | any           | 0                     |
    | some            | both list some, none common | any           | 0                     |
    | some            | both list a common one      | no            | 4, and 2 for the kind |
    | some            | one lists none: takes any   | no            | 1, and 2 for the kind |

    2 more where both are mainly for the same kind, 1 more for the same name; versions that exclude each other do not
    count, since a dub is delivered by the sheet of an original where the publisher has no other.
    """
    if not {*one.mix_kinds} & {*two.mix_kinds}:
        return 0.0
    if one.soundfields is None or two.soundfields is None:
        fit = _ANY_LAYOUT if one.soundfields != two.soundfields else _LISTED_LAYOUT
    elif {*one.soundfields} & {*two.soundfields}:
        fit = _LISTED_LAYOUT
    else:
        return 0.0
    return (
        fit + (_SAME_FIRST_KIND if one.mix_kinds[0] is two.mix_kinds[0] else 0.0) + (_SAME_NAME if same_name else 0.0)
    )


def _pair(name: str, one: Deliverable, other: str, two: Deliverable) -> DeliverablePair:
    return DeliverablePair(
        first=name,
        second=other,
        title=one.title,
        remix=tuple(remix_steps(one, two)),
        differences=tuple(_differences(one, two)),
    )


def _differences(first: Deliverable, second: Deliverable) -> Iterator[Difference]:
    ones = {requirement_key(requirement): requirement for requirement in first.requirements}
    twos = {requirement_key(requirement): requirement for requirement in second.requirements}
    for key in dict.fromkeys([*ones, *twos]):
        one, two = ones.get(key), twos.get(key)
        if one is not None and two is not None:
            yield from _aspects(key, one, two)
        elif one is not None:
            yield Difference(key=key, kind="only in first", first=figures(one))
        elif two is not None:
            yield Difference(key=key, kind="only in second", second=figures(two))


def _aspects(key: str, first: AnyRequirement, second: AnyRequirement) -> Iterator[Difference]:
    for aspect, one, two in (
        ("rule", first.rule, second.rule),
        ("figures", figures(first), figures(second)),
        ("level", first.level, second.level),
        ("grade", first.grade, second.grade),
        ("condition", condition_text(first.when), condition_text(second.when)),
        ("window", first.window, second.window),
        ("scope", first.scope, second.scope),
        ("source", first.source, second.source),
    ):
        if one != two:
            yield Difference(key=key, kind="changed", aspect=aspect, first=str(one), second=str(two))
