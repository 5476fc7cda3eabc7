"""What a profile's faults make of a demand: which of them speaks, what is advice, and what stays open once only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.message import message
from specs.requirements.form import Conformance
from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault, Profile
from validator.results.finding import Place
from validator.rules import conformance
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from validator.containers.facts import FileFacts

CLAUSE = Clause(document="Text", edition="2", clause="clause 1")
UNREAD = message("conformance.other-container", container="AIFF")
"""Any reason why a check could not be made."""


def faults(name: str, *, is_open: bool = False, count: int = 1) -> Callable[[FileFacts], Iterator[Fault]]:
    def find(facts: FileFacts) -> Iterator[Fault]:
        for number in range(count):
            place = Place(file=facts.name, text=f"place {number}")
            yield Fault(check=name, place=place, reason=UNREAD if is_open else None)

    return find


def check(name: str, level: Level, *, is_open: bool = False, count: int = 1) -> Check[FileFacts]:
    return Check(id=name, clause=CLAUSE, level=level, find=faults(name, is_open=is_open, count=count))


BROKEN = check("made.broken", Level.SHALL)
ADVISED = check("made.advised", Level.SHOULD)
INFORMED = check("made.informed", Level.INFO)
OPEN = check("made.open", Level.SHALL, is_open=True)
OPEN_TOO = check("made.open-too", Level.SHALL, is_open=True)
OPEN_ADVICE = check("made.open-advice", Level.SHOULD, is_open=True)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Conformance]:
    """Puts a profile of some checks on the shelf and asks for it."""

    def make(*checks: Check[FileFacts]) -> Conformance:
        profile = Profile(id="made", title="Made up", edition="1", checks=checks)
        monkeypatch.setattr(conformance, "PROFILES", {"made": (profile, frozenset({"WAV"}))})
        requirement = make_requirement("form.conformance", profile="made")
        assert isinstance(requirement, Conformance)
        return requirement

    return make


def subject(form: str = "interleaved") -> Subject:
    return Subject(measurements=make_measurements(layout="2.0", form=form))


@pytest.mark.parametrize(
    ("checks", "held", "advice"),
    [
        ((INFORMED, ADVISED, OPEN, BROKEN), False, False),
        ((INFORMED, ADVISED, OPEN), None, False),
        ((INFORMED, ADVISED), True, True),
        ((INFORMED,), True, True),
        ((BROKEN,), False, False),
        ((), True, False),
    ],
)
def test_the_worst_fault_speaks_for_a_file(
    made: Callable[..., Conformance], checks: tuple[Check[FileFacts], ...], held: bool | None, advice: bool
) -> None:
    """A clause that is broken before one that could not be checked, and both before advice."""
    for order in (checks, checks[::-1]):
        outcome = conformance.judge_conformance(made(*order), subject())
        assert (outcome.held, outcome.advice) == (held, advice)


def test_every_fault_in_every_file_is_an_outcome_of_its_own(made: Callable[..., Conformance]) -> None:
    twice = check("made.broken", Level.SHALL, count=2)
    outcomes = conformance.judge_each(made(twice, ADVISED), subject("mono-set"))
    assert [outcome.held for outcome in outcomes] == [False, False, True] * 2
    assert len({outcome.part for outcome in outcomes}) == len(outcomes)
    assert {outcome.clause for outcome in outcomes} == {"Text 2, clause 1"}
    assert [outcome.measured.text for outcome in outcomes if outcome.measured] == ["1 fault"] * 6


def test_what_could_not_be_checked_for_one_reason_is_told_once(made: Callable[..., Conformance]) -> None:
    (outcome,) = conformance.judge_each(made(OPEN, OPEN_TOO), subject("mono-set"))
    assert outcome.held is None
    assert outcome.reason == UNREAD


def test_advice_that_could_not_be_checked_is_not_told(made: Callable[..., Conformance]) -> None:
    (outcome,) = conformance.judge_each(made(OPEN_ADVICE), subject())
    assert outcome.held is True
    assert outcome.measured is not None
    assert outcome.measured.text == "0 faults"
