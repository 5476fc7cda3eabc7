"""Word length of several files: the first one that is wrong is shown, and all that are wrong are named."""

from __future__ import annotations

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from validator.catalogue import say
from validator.rules import judge_requirement
from validator.rules.subject import Subject


def _set_of(bits: tuple[int, ...]) -> Subject:
    measured = make_measurements(layout="5.1", form="mono-set")
    files = tuple(
        facts.model_copy(update={"valid_bits": found}) for facts, found in zip(measured.files, bits, strict=True)
    )
    changed = measured.model_copy(update={"files": files, "effective_bits": min(bits)})
    return Subject(measurements=changed, programme=ProgrammeFacts())


def test_of_several_wrong_files_the_first_is_shown_and_all_are_named() -> None:
    requirement = make_requirement(rule="form.word-length", allowed_bits=[24])
    found = judge_requirement(requirement, _set_of((24, 20, 24, 24, 24, 16)))

    assert found.held is False
    assert found.measured is not None
    assert found.measured.value == 20.0
    assert "Harbour_Lights_51_R.wav" in say(found.reason)
    assert "Harbour_Lights_51_Rs.wav" in say(found.reason)
    assert "Harbour_Lights_51_L.wav" not in say(found.reason)


def test_of_files_that_are_all_accepted_the_first_is_shown() -> None:
    requirement = make_requirement(rule="form.word-length", allowed_bits=[16, 24])
    found = judge_requirement(requirement, _set_of((24, 24, 24, 24, 24, 16)))

    assert found.held is True
    assert found.measured is not None
    assert found.measured.value == 24.0
