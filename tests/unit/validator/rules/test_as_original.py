"""The form of a mix beside that of its original."""

from __future__ import annotations

import tomllib

import pytest

from fixtures.measurements import make_measurements
from fixtures.rule_cases import FOLDER
from specs.requirements.sync import AsOriginal
from specs.statements.programme import ProgrammeFacts
from validator.catalogue import say
from validator.comparisons.relations import MixComparison
from validator.rules.as_original import judge_as_original
from validator.rules.subject import Subject


def comparison(own_start: int, other_start: int) -> MixComparison:
    """The comparison of a case, with other stamps."""
    table = tomllib.loads((FOLDER / "form.as-original" / "fail-start.toml").read_text(encoding="utf-8"))
    (found,) = table["measurements"]["comparisons"]
    found["evidence"]["runner_up_share"] = None
    found["subject"]["start_sample"], found["partners"][0]["start_sample"] = own_start, other_start
    return MixComparison.model_validate(found)


@pytest.mark.parametrize(
    ("rate", "own", "other"),
    [(None, "0 samples", "5 samples"), ("25", "00:00:00:00", "00:00:00:00")],
)
def test_a_stamp_of_midnight_is_said_as_it_is(rate: str | None, own: str, other: str) -> None:
    asked = AsOriginal.model_validate(
        {"rule": "form.as-original", "level": "shall", "grade": "primary", "source": "text 1", "start": True}
    )
    mix = Subject(
        measurements=make_measurements(comparisons=(comparison(0, 5),)),
        programme=ProgrammeFacts(picture_rate=rate),
        companions=(),
    )
    outcome = judge_as_original(asked, mix)
    assert outcome.held is False
    assert own in say(outcome.reason)
    assert other in say(outcome.reason)
