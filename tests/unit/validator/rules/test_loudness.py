"""What is said where no branch of a loudness demand applies."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from validator.rules import judge_requirement
from validator.rules.subject import Subject

REPORTED: dict[str, Any] = {"gating": "programme", "target": -14.0, "role": "reported"}
ELSEWHERE: dict[str, Any] = {"gating": "programme", "maximum": -18.0, "when": {"soundfields": ["7.1.4"]}}


@pytest.mark.parametrize(
    ("branches", "reasons"),
    [
        ([REPORTED], None),
        ([ELSEWHERE], 1),
        ([REPORTED, ELSEWHERE], 1),
        ([REPORTED, {**ELSEWHERE, "role": "ceiling"}], 1),
        ([REPORTED, {**ELSEWHERE, "role": "alternative"}], 1),
        ([{**REPORTED, "when": {"live": True}}, ELSEWHERE], 1),
    ],
)
def test_what_is_only_reported_is_no_reason_that_a_demand_does_not_apply(
    branches: list[dict[str, Any]], reasons: int | None
) -> None:
    demand = make_requirement("loudness.integrated", alternatives=branches)
    outcome = judge_requirement(demand, Subject(measurements=make_measurements()))
    assert not outcome.applies
    if reasons is None:
        assert outcome.reason.code == "loudness.only-reported"
        return
    assert outcome.reason.code == "condition.does-not-apply"
    said = outcome.reason.arguments["reasons"]
    assert isinstance(said, tuple)
    assert len(said) == reasons
