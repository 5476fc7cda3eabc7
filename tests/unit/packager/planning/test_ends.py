"""Nothing is padded that was cut, and no cut takes sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from fixtures.made_orders import said
from packager.corrections.trim_pad import TrimPad
from packager.planning.plan import CorrectionGrade, NotCorrectableError, PlanOptions, plan_corrections
from specs.requirements import AnyRequirement
from specs.statements.programme import ProgrammeFacts
from validator.catalogue import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.rules.subject import Subject

RATE_HZ = 48_000
FRAME = 1920
FRAMES = 50
FACTS = ProgrammeFacts(picture_rate="25", duration_frames=FRAMES, start_timecode="01:00:00:00")
ALL = tuple(CorrectionGrade)
REQUIREMENT: TypeAdapter[AnyRequirement] = TypeAdapter(AnyRequirement)


def demand(rule: str, level: str = "shall", **fields: Any) -> AnyRequirement:
    return REQUIREMENT.validate_python({"rule": rule, "level": level, "grade": "primary", "source": "text 1", **fields})


EXACT = demand("time.duration-match", maximum_difference_seconds=0)


def sound(samples: int) -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(0, 0.05, (samples, 2))


def silence(samples: int) -> NDArray[np.float64]:
    return np.zeros((samples, 2))


def subject_of(make_mix: Any, *parts: NDArray[np.float64], facts: ProgrammeFacts = FACTS) -> Subject:
    found: Subject = make_mix(np.concatenate(parts), layout="2.0", facts=facts).subject
    return found


WHOLE = FRAMES * FRAME
QUIET = 15_000
"""Silence at an end: more than two rows of 100 ms."""


def test_a_tail_of_silence_is_made_longer(make_mix: Any) -> None:
    short = subject_of(make_mix, silence(QUIET), sound(WHOLE - 12 * FRAME - 2 * QUIET), silence(QUIET))
    assert plan_corrections([EXACT], short, ALL).corrections == (TrimPad(tail_samples=12 * FRAME),)


@pytest.mark.parametrize(
    ("head", "tail", "why"),
    [
        (QUIET, 0, "It ends in the midst of sound"),
        (0, 0, "It ends in the midst of sound"),
        (0, QUIET, "what is missing may be its head"),
    ],
)
def test_what_was_cut_is_not_padded(make_mix: Any, head: int, tail: int, why: str) -> None:
    short = subject_of(make_mix, silence(head), sound(WHOLE - 12 * FRAME - head - tail), silence(tail))
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([EXACT], short, ALL)
    assert why in str(refusal.value)
    sure = plan_corrections([EXACT], short, ALL, PlanOptions(ends_are_whole=True))
    assert sure.corrections == (TrimPad(tail_samples=12 * FRAME),)


def test_a_frame_at_most_is_padded_whatever_sounds(make_mix: Any) -> None:
    assert plan_corrections([EXACT], subject_of(make_mix, sound(WHOLE - FRAME)), ALL).corrections == (
        TrimPad(tail_samples=FRAME),
    )
    with pytest.raises(NotCorrectableError):
        plan_corrections([EXACT], subject_of(make_mix, sound(WHOLE - FRAME - 1)), ALL)


@pytest.mark.parametrize(("rule", "edge"), [("time.head-silence", "begins"), ("time.tail-silence", "ends")])
def test_silence_that_a_sheet_asks_for_hides_no_cut(make_mix: Any, rule: str, edge: str) -> None:
    asked = demand(rule, minimum_seconds=1)
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([asked], subject_of(make_mix, sound(WHOLE)), ALL)
    assert f"It {edge} in the midst of sound" in str(refusal.value)
    quiet = subject_of(make_mix, silence(QUIET), sound(WHOLE), silence(QUIET))
    assert plan_corrections([asked], quiet, ALL).corrections[0].kind == "trim-pad"


@pytest.mark.parametrize("level", [0.05, 10 ** (-65 / 20)])
def test_no_trim_takes_sound(make_mix: Any, level: float) -> None:
    """A fade-out at -65 dBFS is softer than what counts as the last sound, and sound all the same."""
    fade = sound(2 * FRAME) / 0.05 * level
    longer = subject_of(make_mix, sound(WHOLE), fade)
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([EXACT], longer, ALL)
    assert "that would be cut" in str(refusal.value)
    silent = subject_of(make_mix, sound(WHOLE), silence(2 * FRAME))
    assert plan_corrections([EXACT], silent, ALL).corrections == (TrimPad(tail_samples=-2 * FRAME),)


def test_a_recommendation_is_listed_with_its_repair_and_done_where_asked_for(make_mix: Any) -> None:
    facts = FACTS.model_copy(update={"picture_rate": "24000/1001"})
    fast = subject_of(make_mix, sound(FRAMES * FRAME), facts=facts)
    advice = demand("time.duration-match", "should", maximum_difference_frames=1)
    plan = plan_corrections([advice], fast, ALL)
    assert plan.steps == ()
    (left,) = plan.left
    assert not left.binding
    assert said(left.repair) == ("Change the speed from 25 to 23.976 frames per second, pitch follows (processing)",)
    asked = plan_corrections([advice], fast, ALL, PlanOptions(recommended=True))
    assert [step.kind for step in asked.corrections] == ["speed", "word-length"]
    assert asked.left == ()
    forbidden = plan_corrections([advice], fast, [CorrectionGrade.TRANSPARENT], PlanOptions(recommended=True))
    assert forbidden.steps == ()
    assert "not repaired" in say(forbidden.notes[-1])
