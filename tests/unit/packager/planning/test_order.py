"""Which demands bind, and what a correction that is not permitted is told as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fixtures.made_orders import make_order, make_subject, said
from fixtures.made_sheets import make_requirement
from packager.corrections.correction import CorrectionGrade
from packager.corrections.gain import Gain
from packager.planning.because import demanded
from packager.planning.foreseen import Wish
from packager.planning.order import Found, joined
from specs.message import message, verbatim
from validator.catalogue import say

GAIN = Wish(correction=Gain(gain_db=-3.0), because=demanded("loudness.integrated"))


def judged(fields: dict[str, Any], *, maximum: float = -20.0, **options: Any) -> tuple[bool, bool]:
    """Whether a limit on peaks binds a mix with peaks at -9 dBTP, and whether it is asked for."""
    demand = make_requirement("peak.true-peak", maximum_dbtp=maximum, **fields)
    (found,) = make_order(demand, **options).judged(make_subject())
    return found.binding, found.asked


@pytest.mark.parametrize(
    ("fields", "binding", "asked"),
    [
        ({}, True, True),
        ({"level": "should"}, False, True),
        ({"level": "info"}, False, False),
        ({"grade": "recalled"}, False, True),
        ({"when": {"long_form": True}}, False, False),
        ({"when": {"soundfields": ["2.0"]}}, False, False),
        ({"when": {"soundfields": ["5.1"]}}, True, True),
    ],
)
def test_what_applies_for_certain_and_can_reject_binds(fields: dict[str, Any], binding: bool, asked: bool) -> None:
    assert judged(fields) == (binding, asked)


@pytest.mark.parametrize(
    ("fields", "maximum", "binding"),
    [
        ({"level": "should"}, -20.0, True),
        ({"grade": "recalled"}, -20.0, True),
        ({"level": "should"}, -5.0, False),
        ({"level": "info"}, -20.0, False),
        ({"level": "should", "when": {"long_form": True}}, -20.0, False),
        ({}, -5.0, True),
    ],
)
def test_what_is_recommended_and_fails_binds_where_it_is_asked_to_be_repaired(
    fields: dict[str, Any], maximum: float, binding: bool
) -> None:
    assert judged(fields, maximum=maximum, recommended=True)[0] is binding


def test_only_what_binds_and_does_not_hold_fails() -> None:
    demands = (
        make_requirement("peak.true-peak", maximum_dbtp=-20.0),
        make_requirement("peak.sample-peak", maximum_dbfs=-5.0),
        make_requirement("loudness.range", minimum_lu=30.0, level="should"),
        # Nobody told the dialogue from the rest, so that this one is open.
        make_requirement("dialogue.loudness-range", maximum_lu=10.0),
    )
    assert [one.key for one in make_order(*demands).failing(make_subject())] == ["peak.true-peak"]


def test_a_demand_that_is_judged_in_another_report_is_passed_over() -> None:
    demand = make_requirement("loudness.range", minimum_lu=30.0)
    reel = replace(make_subject(), judged_with="all-reels")
    assert list(make_order(demand).judged(reel)) == []


def test_a_correction_is_offered_where_its_grade_is_permitted() -> None:
    level = make_order(permitted=[CorrectionGrade.LEVEL])
    assert level.offered(GAIN, verbatim("Loudness needs -3.00 dB")) == Found(wishes=(GAIN,))
    nothing = make_order(permitted=[])
    (sentence,) = said(nothing.offered(GAIN, verbatim("Loudness needs -3.00 dB")).blocked)
    description = say(GAIN.correction.description)
    assert sentence == (
        f"Loudness needs -3.00 dB: {description[0].lower()}{description[1:]} would do it, and that is level; "
        "permitted: nothing."
    )
    assert said(nothing.forbidden([GAIN])) == (f"{description} was asked for, and that is level; permitted: nothing.",)
    assert level.forbidden([GAIN]) == ()


def test_permitted_grades_are_named_from_the_shallow_ones_on() -> None:
    grades = [CorrectionGrade.PROCESSING, CorrectionGrade.TRANSPARENT]
    assert make_order(permitted=grades).permitted_grades == ("transparent", "processing")
    assert make_order(permitted=[]).permitted_grades == (message("plan.nothing"),)


def test_answers_are_joined_in_their_order() -> None:
    one = Found(wishes=(GAIN,), blocked=(verbatim("a"),), notes=(verbatim("x"),))
    assert joined([one, Found(), Found(blocked=(verbatim("b"),), notes=(verbatim("y"),))]) == Found(
        wishes=(GAIN,), blocked=(verbatim("a"), verbatim("b")), notes=(verbatim("x"), verbatim("y"))
    )
