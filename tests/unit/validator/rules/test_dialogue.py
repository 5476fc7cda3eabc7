"""Limits of the softest and the loudest speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.requirements.dialogue import DialogueRange
from validator.rules.dialogue import judge_dialogue_range
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome


def judged(dialogue: dict[str, Any], **fields: Any) -> Outcome:
    demand = make_requirement("dialogue.range", **{"below_lu": 4.0, "above_lu": 6.0, **fields})
    assert isinstance(demand, DialogueRange)
    return judge_dialogue_range(demand, Subject(measurements=make_measurements(dialogue=dialogue)))


def speech(low: float | None, high: float | None, middle: float | None = -27.0) -> dict[str, Any]:
    return {"short_term_minimum_lkfs": low, "short_term_maximum_lkfs": high, "integrated_lkfs": middle}


@pytest.mark.parametrize(
    ("low", "high", "farthest", "held"),
    [
        (-29.0, -22.0, 5.0, True),
        (-30.9, -24.0, -3.9, True),
        (-31.2, -20.5, 6.5, False),
        (-32.0, -20.5, -5.0, False),
        (-31.0, -21.0, -4.0, True),
    ],
)
def test_the_speech_that_lies_farther_out_speaks(low: float, high: float, farthest: float, held: bool) -> None:
    outcome = judged(speech(low, high))
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(farthest)
    assert outcome.held is held


@pytest.mark.parametrize(
    "readings", [speech(None, -22.0), speech(-30.0, None), speech(-30.0, -22.0, None), speech(None, None)]
)
@pytest.mark.parametrize("around", [None, -27.0])
def test_too_little_speech_is_not_judged(readings: dict[str, Any], around: float | None) -> None:
    assert judged(readings, around_lkfs=around).held is None


def test_limits_about_a_stated_loudness_are_kept_to_a_millionth() -> None:
    outcome = judged(speech(-30.0, -22.0), around_lkfs=-27.123456)
    assert outcome.limits is not None
    assert (outcome.limits.low, outcome.limits.high) == (-31.123456, -21.123456)
    assert outcome.held is True
    assert judged(speech(-31.1235, -22.0), around_lkfs=-27.123456).held is False
