"""The shelf: faults are listed one by one, what cannot be checked says so, and every row has its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from specs.message import message
from specs.requirements.requirement import Level
from validator.catalogue import codes
from validator.conformance import Check, Clause, Fault, Profile, conform
from validator.results.finding import Place
from validator.rules.conformance import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = Clause(document="Handbook", edition="3", clause="§1")


def odd(numbers: list[int]) -> Iterator[Fault]:
    for number in numbers:
        if number % 2:
            yield Fault(check="made.odd", arguments={"number": number}, place=Place(line=number))


def unknown(numbers: list[int]) -> Iterator[Fault]:
    if not numbers:
        yield Fault(check="made.unknown", reason=message("general.and-more", count=1))


MADE = Profile(
    id="made",
    title="Made",
    edition="1",
    checks=(
        Check(id="made.odd", clause=READ, level=Level.SHALL, find=odd),
        Check(id="made.unknown", clause=READ, level=Level.SHALL, find=unknown),
    ),
)


def test_every_occurrence_is_a_fault_in_the_order_of_the_table() -> None:
    found = conform(MADE, [1, 2, 3])
    assert [(fault.check, fault.place.line, fault.message.arguments) for fault in found] == [
        ("made.odd", 1, {"number": 1}),
        ("made.odd", 3, {"number": 3}),
    ]
    assert conform(MADE, [2]) == ()


def test_a_check_that_cannot_be_made_says_why() -> None:
    (fault,) = conform(MADE, [])
    assert fault.is_open
    assert fault.message.code == "general.and-more"


def test_a_function_answers_for_its_own_check_only() -> None:
    crossed = Profile(
        id="made", title="", edition="", checks=(Check(id="made.even", clause=READ, level=Level.SHALL, find=odd),)
    )
    with pytest.raises(ValueError, match=r"answers as made\.odd"):
        conform(crossed, [1])


def test_ids_are_unique_and_known() -> None:
    with pytest.raises(ValueError, match="two checks of one id"):
        Profile(id="made", title="", edition="", checks=MADE.checks * 2)
    assert MADE.check("made.odd").id == "made.odd"
    with pytest.raises(KeyError):
        MADE.check("made.even")


def test_a_clause_that_was_not_read_binds_nobody() -> None:
    heard = Clause(document="Handbook", edition="3", clause="§2", enforced_by="a reader")
    assert heard.text == "Handbook 3, §2 (as a reader asks)"
    with pytest.raises(ValueError, match="binds nobody"):
        Check(id="made.odd", clause=heard, level=Level.SHALL, find=odd)


@pytest.mark.parametrize("profile", [profile for profile, _ in PROFILES.values()], ids=list(PROFILES))
def test_every_check_of_every_profile_has_a_text(profile: Profile[object]) -> None:
    assert set(profile.ids) <= set(codes())
    assert all(check_id.startswith(f"{profile.id}.") for check_id in profile.ids)
    assert all(check.clause.document and check.clause.clause for check in profile.checks)
