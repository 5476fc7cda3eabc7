"""What a plan means where its file leaves something out."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fixtures.made_orders import ALL_GRADES, make_subject
from packager.planning.model import LeftAlone, Plan, PredictedReading
from packager.planning.plan import PlanOptions, plan_corrections
from specs.message import message


def test_a_demand_that_was_left_binds_where_nothing_else_is_said() -> None:
    left = LeftAlone(
        rule="loudness.range", key="range", message=message("plan.asked-for"), reason=message("plan.nothing")
    )
    assert left.binding
    assert left.repair == ()


def test_a_plan_was_not_rendered_where_it_does_not_say_so() -> None:
    plan = plan_corrections((), make_subject(), ALL_GRADES, PlanOptions())
    whole = plan.model_dump(mode="json", by_alias=True)
    assert whole.pop("trial_rendered") is False
    assert Plan.model_validate(whole) == plan
    assert not Plan.model_validate(whole).trial_rendered


def test_a_reading_that_is_foreseen_lies_no_less_than_nothing_off() -> None:
    exact = PredictedReading(name="integrated_lkfs", unit="LKFS", before=-20.0, after=-23.0, tolerance=0.0)
    assert exact.tolerance == 0.0
    with pytest.raises(ValidationError):
        PredictedReading(name="integrated_lkfs", unit="LKFS", before=-20.0, after=-23.0, tolerance=-0.01)
