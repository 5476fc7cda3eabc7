"""What a plan leaves, why, and what would do it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import ALL_GRADES, make_foreseen, make_order, make_subject, said
from fixtures.made_sheets import make_requirement
from packager.planning.leftovers import for_whom, left_alone
from packager.planning.plan import NotCorrectableError, Plan, PlanOptions, plan_corrections
from specs.message import message
from validator.catalogue import say

if TYPE_CHECKING:
    from packager.planning.model import LeftAlone
    from packager.planning.order import Order
    from specs.message import Message
    from specs.requirements import AnyRequirement

PEAK = make_requirement("peak.true-peak", maximum_dbtp=-2.0)
RANGE = make_requirement("loudness.range", minimum_lu=30.0)
OPEN = make_requirement("dialogue.loudness-range", maximum_lu=10.0)
LOUD = {"true_peaks": (("C", 100_000, -1.0),)}


def never(_order: Order) -> Plan:
    raise AssertionError("nothing recommended is outside")


def left(
    *requirements: AnyRequirement,
    start: dict[str, Any] | None = None,
    end: dict[str, Any] | None = None,
    tolerances: dict[str, float | None] | None = None,
    **options: Any,
) -> tuple[LeftAlone, ...]:
    """What is left of a mix that is at the end as it was at the start, unless changes say otherwise."""
    order = make_order(*requirements, **options)
    before = make_foreseen(**(start or {}))
    after = make_foreseen(**((start or {}) if end is None else end))
    after.tolerances.update(tolerances or {})  # type: ignore[arg-type]
    return left_alone(order, before, after, never)


def test_what_nothing_corrects_is_listed_and_what_holds_is_not() -> None:
    (entry,) = left(RANGE, PEAK)
    assert (entry.rule, entry.key, entry.binding, entry.repair) == ("loudness.range", "loudness.range", True, ())
    assert say(entry.reason) == "No correction on the shelf does it; it needs a person."


@pytest.mark.parametrize(
    ("repair", "text"),
    [
        (
            message("comparison.repair.earlier", samples=6006),
            "Move it 6006 samples earlier. It is done where this mix alone is held against its original.",
        ),
        (
            message("comparison.repair.polarity", channels=("C",)),
            "Turn the polarity of C. It is done where this mix alone is held against its original.",
        ),
        (message("comparison.repair.print-again"), "No correction on the shelf does it; it needs a person."),
        (None, "No correction on the shelf does it; it needs a person."),
    ],
)
def test_what_a_comparison_repairs_is_not_called_work_for_a_person(repair: Message | None, text: str) -> None:
    (judged,) = make_order(RANGE).judged(make_subject())
    assert say(for_whom(replace(judged, outcome=replace(judged.outcome, remedy=repair)))) == text


def test_a_level_that_a_binding_demand_does_not_get_refuses_the_plan() -> None:
    with pytest.raises(NotCorrectableError) as refusal:
        left(PEAK, RANGE, start=LOUD)
    assert "Even with everything that is permitted, peak.true-peak: " in str(refusal.value)
    (entry,) = left(PEAK, start=LOUD, follows="the printmaster")
    assert say(entry.reason) == "A gain or a limiter of its own would part it from the printmaster."
    assert entry.binding


@pytest.mark.parametrize(
    ("rule", "fields", "mix", "name"),
    [
        ("peak.true-peak", {"maximum_dbtp": -2.0}, LOUD, "max_true_peak_dbtp"),
        ("peak.sample-peak", {"maximum_dbfs": -2.3}, LOUD, "max_true_peak_dbtp"),
        (
            "loudness.short-term-maximum",
            {"maximum_lkfs": -20.0},
            {"max_short_term_lkfs": -19.0},
            "max_short_term_lkfs",
        ),
        ("loudness.momentary-maximum", {"maximum_lkfs": -20.0}, {"max_momentary_lkfs": -19.0}, "max_momentary_lkfs"),
        (
            "loudness.integrated",
            {"alternatives": [{"gating": "programme", "maximum": -20.0}]},
            {"integrated_lkfs": -19.0},
            "integrated_lkfs",
        ),
        (
            "loudness.integrated",
            {"alternatives": [{"gating": "programme", "maximum": -20.0}]},
            {"integrated_lkfs": -19.0},
            "dialogue_lkfs",
        ),
    ],
)
@pytest.mark.parametrize(("doubt", "decided"), [(0.99, True), (1.01, False), (None, False)])
def test_what_is_less_certain_than_it_is_off_is_left_to_a_trial(
    rule: str, fields: dict[str, Any], mix: dict[str, Any], name: str, doubt: float | None, decided: bool
) -> None:
    demand = make_requirement(rule, **fields)
    if decided:
        with pytest.raises(NotCorrectableError):
            left(demand, start=mix, tolerances={name: doubt})
    else:
        assert left(demand, start=mix, tolerances={name: doubt}) == ()


def test_a_doubt_of_another_reading_excuses_nothing() -> None:
    with pytest.raises(NotCorrectableError):
        left(PEAK, start=LOUD, tolerances={"integrated_lkfs": None, "max_momentary_lkfs": 5.0})


def test_what_was_open_and_stays_so_is_listed_with_what_decides_it() -> None:
    (entry,) = left(OPEN)
    assert say(entry.reason).startswith("What could not be decided is not corrected.")
    spoken = {"dialogue": {"loudness_range_lu": 5.0}}
    assert left(OPEN, start=spoken, end={}) == (), "the correction opened it: that is no choice of the plan"


def test_a_statement_that_a_person_confirms_is_not_listed() -> None:
    assert left(make_requirement("manual.statement", text="The mix was heard in a room.")) == ()


def planned(*requirements: AnyRequirement, **options: Any) -> Plan:
    mix = make_subject(integrated_lkfs=-20.0, true_peaks=(("C", 100_000, -9.0),))
    return plan_corrections(requirements, mix, ALL_GRADES, PlanOptions(**options))


def loudness(target: float, level: str = "should") -> AnyRequirement:
    branch = {"gating": "programme", "target": target, "tolerance_above": 0.5, "tolerance_below": 0.5}
    return make_requirement("loudness.integrated", alternatives=[branch], level=level)


def test_a_recommendation_is_listed_with_what_would_repair_it() -> None:
    (entry,) = planned(loudness(-23.0)).left
    assert (entry.binding, entry.key) == (False, "loudness.integrated")
    assert say(entry.reason) == "It cannot reject, so it is left unless somebody asks for it."
    assert said(entry.repair) == ("Gain -3.00 dB (level)",), "the rounding that comes with it is no repair of its own"


def test_a_recommendation_that_nothing_repairs_is_listed_without() -> None:
    (entry,) = planned(make_requirement("loudness.range", minimum_lu=30.0, level="should")).left
    assert (say(entry.reason), entry.repair) == ("It cannot reject, and no correction on the shelf does it.", ())


def test_a_recommendation_that_cannot_be_repaired_says_why() -> None:
    (entry,) = planned(loudness(-60.0)).left
    assert say(entry.reason).startswith("It cannot reject, and is for a person. Loudness needs -40.00 dB")
    assert entry.repair == ()


def test_information_is_not_listed() -> None:
    assert planned(loudness(-23.0, "info")).left == ()
