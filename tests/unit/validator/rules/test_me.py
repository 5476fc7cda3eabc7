"""What a review of an M&E comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.rule_cases import compared_subject
from specs.requirements.relations import MeMatchesMix, MeWithoutDialogue
from validator.comparisons.me.me_model import LineReference, MeReview
from validator.rules.me import judge_me_matches_mix, judge_me_without_dialogue

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

FOUND = MeReview(
    cause=None,
    reference=LineReference.DIALOGUE_STEM,
    reference_refused=False,
    lines=3,
    limits_db=(-60.0, -58.0, -61.0),
)


def lines(review: MeReview) -> Outcome:
    demand = make_requirement("me.without-dialogue", maximum_line_db=-40.0)
    assert isinstance(demand, MeWithoutDialogue)
    return judge_me_without_dialogue(demand, compared_subject("me.without-dialogue", "pass", me=review))


@pytest.mark.parametrize("changes", [{"reference": None}, {"lines": 0, "limits_db": ()}])
def test_without_lines_to_look_for_or_a_way_to_find_them_nothing_is_said(changes: dict[str, Any]) -> None:
    outcome = lines(replace(FOUND, **changes))
    assert outcome.held is None
    assert outcome.reason.code == "relation.me-lines-not-known"


@pytest.mark.parametrize(
    ("limits_db", "held"),
    [
        ((-60.0, -58.0, -61.0, -59.0), True),
        ((-39.0, -38.0, -61.0, -59.0), True),
        ((-40.0, -40.0, -40.0, -59.0), True),
        ((-39.0, -38.0, -37.0, -59.0), None),
    ],
)
def test_half_of_the_lines_must_be_such_as_could_be_found(limits_db: tuple[float, ...], held: bool | None) -> None:
    assert lines(replace(FOUND, lines=4, limits_db=limits_db)).held is held


@pytest.mark.parametrize(
    ("difference", "held", "margin"),
    [
        (2.0, True, 0.0),
        (-2.0, True, 0.0),
        (1.0 + 1.0 + 1e-12, True, 0.0),
        (2.001, False, -0.001),
        (-2.5, False, -0.5),
        (1.4, True, 0.6),
        (1.876_543_21, True, 0.123_457),
    ],
)
def test_the_level_of_an_me_is_held_to_its_tolerance(difference: float, held: bool, margin: float) -> None:
    demand = make_requirement("me.matches-mix", tolerance_lu=2.0)
    assert isinstance(demand, MeMatchesMix)
    review = replace(FOUND, outside_difference_db=difference)
    outcome = judge_me_matches_mix(demand, compared_subject("me.matches-mix", "at-limit", me=review))
    assert (outcome.held, outcome.margin) == (held, margin)
