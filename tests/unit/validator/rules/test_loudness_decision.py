"""The decision among alternatives, against every way the unknown may turn out, tried one by one."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.requirements.loudness import Gating, LoudnessAlternative, Role
from specs.requirements.requirement import Condition
from validator.rules.conditions import Answer
from validator.rules.loudness_decision import Branch, LoudnessDecision, decide
from validator.rules.readings import Reading
from validator.rules.windows import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

STAND_INS = {Role.ALTERNATIVE, Role.FALLBACK}
THREE = st.sampled_from([True, False, None])


def branch(
    role: Role,
    *,
    applies: bool | None = True,
    held: bool | None = True,
    when: dict[str, Any] | None = None,
    guard: float = 0.0,
) -> Branch:
    margin = None if held is None else 0.5 if held else -0.5
    return Branch(
        alternative=LoudnessAlternative(
            gating=Gating.PROGRAMME, target=-23.0, tolerance_above=1.0, tolerance_below=1.0, role=role,
            when=None if when is None else Condition(**when),
        ),
        answer=Answer(applies),
        part=Part(name="", start_sample=0, end_sample=1, is_whole=True),
        reading=Reading(value=None if held is None else -23.0, guard_band_lu=guard),
        held=held,
        margin=margin,
    )  # fmt: skip


def in_one_world(case: Sequence[tuple[Role, bool, bool]]) -> bool | None:
    """The demand where all is known, straight from the roles; None where it demands nothing."""
    required = [held for role, applies, held in case if role is Role.REQUIRED and applies][:1]
    stand_ins = [held for role, applies, held in case if role in STAND_INS and applies]
    ceilings = [held for role, applies, held in case if role is Role.CEILING and applies]
    answers = []
    if required:
        answers.append(required[0] or any(stand_ins))
    elif stand_ins:
        answers.append(any(stand_ins))
    if ceilings:
        answers.append(all(ceilings))
    return all(answers) if answers else None


def in_every_world(branches: Sequence[Branch]) -> set[bool | None]:
    binding = [each for each in branches if each.role not in {Role.RECOMMENDED, Role.REPORTED}]
    choices = [
        [
            (each.role, applies, held)
            for applies in ([True, False] if each.answer.holds is None else [each.answer.holds])
            for held in ([True, False] if each.held is None else [each.held])
        ]
        for each in binding
    ]
    return {in_one_world(case) for case in product(*choices)}


BRANCHES = st.lists(
    st.builds(
        lambda role, applies, held: branch(role, applies=applies, held=held), st.sampled_from(Role), THREE, THREE
    ),
    min_size=1,
    max_size=5,
)


@given(branches=BRANCHES)
@settings(max_examples=600)
def test_the_answer_is_the_one_that_every_world_gives(branches: list[Branch]) -> None:
    worlds = in_every_world(branches)
    decision = decide(branches)
    if worlds == {None}:
        assert decision is None or decision.branch.role is Role.RECOMMENDED
    elif False not in worlds:
        assert decision is not None
        assert decision.held is True
    elif worlds == {False}:
        assert decision is not None
        assert decision.held is False
    else:
        assert decision is not None
        assert decision.held is None


@given(branches=BRANCHES)
@settings(max_examples=600)
def test_the_branch_that_is_shown_carries_the_answer(branches: list[Branch]) -> None:
    decision = decide(branches)
    if decision is None:
        return
    shown = decision.branch
    assert shown in branches
    assert shown.answer.holds is not False
    assert shown.role is not Role.REPORTED
    if decision.held is False:
        assert shown.held is False
    elif decision.held is True and shown.role is not Role.RECOMMENDED:
        assert shown.held is not False or decision.uncertain
    elif decision.held is None:
        assert shown.held is not True or shown.answer.holds is None


@given(branches=BRANCHES)
def test_a_recommendation_never_fails(branches: list[Branch]) -> None:
    binding = [each for each in branches if each.role is not Role.RECOMMENDED]
    before = decide(binding) if binding else None
    after = decide(branches)
    if before is not None:
        assert after is not None
        assert after.held is before.held
    elif after is not None:
        assert after.held is not False


def held(*branches: Branch) -> bool | None:
    decision = decide(branches)
    assert decision is not None
    return decision.held


def test_the_first_required_alternative_that_applies_is_the_branch() -> None:
    first, second = branch(Role.REQUIRED, applies=False), branch(Role.REQUIRED, held=False)
    third = branch(Role.REQUIRED, held=True)
    assert decide([first, second, third]) == LoudnessDecision(held=False, branch=second)


def test_conditions_that_divide_all_mixes_leave_no_third_possibility() -> None:
    live, recorded = {"live": True}, {"live": False}
    one = branch(Role.REQUIRED, applies=None, held=False, when=live)
    other = branch(Role.REQUIRED, applies=None, held=False, when=recorded)
    assert held(one, other) is False, "outside both, whichever it is"
    assert held(one) is None, "outside the one that may not apply"
    unlike = branch(Role.REQUIRED, applies=None, held=False, when={"genre": "news"})
    assert held(one, unlike) is None, "outside both, and neither may apply"
    assert held(one, branch(Role.REQUIRED, applies=None, held=True, when=recorded)) is None


def test_an_alternative_that_may_apply_keeps_a_failure_open() -> None:
    outside = branch(Role.REQUIRED, held=False)
    assert held(outside, branch(Role.ALTERNATIVE, applies=None, held=True)) is None
    assert held(outside, branch(Role.ALTERNATIVE, applies=None, held=False)) is False
    assert held(outside, branch(Role.ALTERNATIVE, applies=False, held=True)) is False
    assert held(outside, branch(Role.FALLBACK, held=True)) is True


def test_a_fallback_that_holds_is_enough_where_the_branch_was_not_measured() -> None:
    open_branch, fallback = branch(Role.REQUIRED, held=None), branch(Role.FALLBACK, held=True)
    assert decide([open_branch, fallback]) == LoudnessDecision(held=True, branch=fallback)


def test_a_ceiling_overrules_whatever_holds() -> None:
    ceiling = branch(Role.CEILING, held=False)
    assert decide([branch(Role.REQUIRED), ceiling]) == LoudnessDecision(held=False, branch=ceiling)
    assert decide([branch(Role.REQUIRED, held=False), branch(Role.FALLBACK), ceiling]) == LoudnessDecision(
        held=False, branch=ceiling
    )
    assert held(branch(Role.REQUIRED), branch(Role.CEILING, held=None)) is None
    assert held(branch(Role.REQUIRED), branch(Role.CEILING, applies=None, held=False)) is None


def test_an_estimate_near_the_limit_is_certain_only_where_it_does_not_matter() -> None:
    near = branch(Role.REQUIRED, held=False, guard=1.0)
    assert near.uncertain
    assert decide([near]) == LoudnessDecision(held=False, branch=near, uncertain=True)
    fallback = branch(Role.FALLBACK, held=True)
    assert decide([near, fallback]) == LoudnessDecision(held=True, branch=fallback)
    assert not branch(Role.REQUIRED, held=False, guard=0.4).uncertain
    assert not branch(Role.REQUIRED, held=None, guard=9.0).uncertain


def test_a_recommendation_that_does_not_hold_is_advice() -> None:
    required, advised = branch(Role.REQUIRED), branch(Role.RECOMMENDED, held=False)
    assert decide([required, advised]) == LoudnessDecision(held=True, branch=required, advice=True)
    assert decide([advised]) == LoudnessDecision(held=True, branch=advised, advice=True)
    assert decide([branch(Role.REQUIRED, held=False), advised]) == LoudnessDecision(
        held=False, branch=branch(Role.REQUIRED, held=False)
    )
    assert decide([branch(Role.RECOMMENDED, applies=None, held=False)]) == LoudnessDecision(
        held=None, branch=branch(Role.RECOMMENDED, applies=None, held=False)
    )


@pytest.mark.parametrize("role", Role)
def test_what_does_not_apply_demands_nothing(role: Role) -> None:
    assert decide([branch(role, applies=False, held=False)]) is None


def test_a_figure_that_is_only_reported_demands_nothing() -> None:
    assert decide([branch(Role.REPORTED, held=False)]) is None
