"""The form of a mix beside that of its original."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.rule_cases import compared_subject
from specs.requirements.sync import AsOriginal
from specs.statements.programme import ProgrammeFacts
from validator.catalogue import say
from validator.rules.as_original import judge_as_original


@pytest.mark.parametrize(
    ("rate", "own", "other"),
    [(None, "0 samples", "5 samples"), ("25", "00:00:00:00", "00:00:00:00")],
)
def test_a_stamp_of_midnight_is_said_as_it_is(rate: str | None, own: str, other: str) -> None:
    asked = make_requirement("form.as-original", start=True)
    assert isinstance(asked, AsOriginal)
    mix = compared_subject("form.as-original", "fail-start")
    (comparison,) = mix.measurements.comparisons
    stamped = comparison.model_copy(
        update={
            "subject": comparison.subject.model_copy(update={"start_sample": 0}),
            "partners": (comparison.partner.model_copy(update={"start_sample": 5}),),
        }
    )
    midnight = mix.measurements.model_copy(update={"comparisons": (stamped,)})
    facts = ProgrammeFacts(picture_rate=rate)
    outcome = judge_as_original(asked, replace(mix, measurements=midnight, programme=facts))
    assert outcome.held is False
    assert own in say(outcome.reason)
    assert other in say(outcome.reason)
