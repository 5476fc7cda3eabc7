"""What changed from one sheet to another, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from specs.sheet import requirement_key
from specs.wording import condition_text, figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference of two sheets.

    Attributes:
        deliverable: Where.
        key: The requirement; None where a whole deliverable is only in one of them.
        kind: `only in first`, `only in second` or `changed`.
        aspect: What differs: `rule`, `figures`, `level`, `grade`, `source`, `condition`, `window`, `scope`;
            None unless changed.
        first, second: What the sheets say; None where one says nothing.
    """

    deliverable: str
    key: str | None
    kind: Literal["only in first", "only in second", "changed"]
    aspect: str | None = None
    first: str | None = None
    second: str | None = None


def compare_sheets(first: Sheet, second: Sheet) -> Iterator[Difference]:
    """Yield the differences of two sheets, in the order of the first.

    Where each sheet has a single deliverable the two are compared whatever their names.
    """
    if len(first.deliverables) == 1 and len(second.deliverables) == 1:
        name = next(iter(first.deliverables))
        yield from _compare(name, first.deliverables[name], next(iter(second.deliverables.values())))
        return
    for name in dict.fromkeys([*first.deliverables, *second.deliverables]):
        one, two = first.deliverables.get(name), second.deliverables.get(name)
        if one is not None and two is not None:
            yield from _compare(name, one, two)
        elif one is not None:
            yield Difference(deliverable=name, key=None, kind="only in first", first=one.title)
        elif two is not None:
            yield Difference(deliverable=name, key=None, kind="only in second", second=two.title)


def _compare(name: str, first: Deliverable, second: Deliverable) -> Iterator[Difference]:
    ones = {requirement_key(requirement): requirement for requirement in first.requirements}
    twos = {requirement_key(requirement): requirement for requirement in second.requirements}
    for key in dict.fromkeys([*ones, *twos]):
        one, two = ones.get(key), twos.get(key)
        if one is not None and two is not None:
            yield from _aspects(name, key, one, two)
        elif one is not None:
            yield Difference(deliverable=name, key=key, kind="only in first", first=figures(one))
        elif two is not None:
            yield Difference(deliverable=name, key=key, kind="only in second", second=figures(two))


def _aspects(name: str, key: str, first: AnyRequirement, second: AnyRequirement) -> Iterator[Difference]:
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
            yield Difference(deliverable=name, key=key, kind="changed", aspect=aspect, first=str(one), second=str(two))
