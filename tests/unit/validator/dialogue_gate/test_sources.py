"""What is given to tell dialogue by."""

from __future__ import annotations

import numpy as np
import pytest

from specs.message import message
from validator.dialogue_gate.sources import DialogueScans, DialogueSources, NoDialogue
from validator.scan.driver import ScanOptions
from validator.scan.memory import programme_of_array

GIVEN = programme_of_array(np.zeros((10, 1), np.float32), 48_000)


def test_nothing_is_given_unless_something_is() -> None:
    assert DialogueSources().nothing
    assert DialogueSources(detector=False).nothing


@pytest.mark.parametrize(
    "given",
    [
        DialogueSources(stem=GIVEN),
        DialogueSources(me=GIVEN),
        DialogueSources(detector=True),
        DialogueSources(stem=GIVEN, me=GIVEN),
    ],
)
def test_each_source_is_something(given: DialogueSources) -> None:
    assert not given.nothing


def test_a_detector_is_asked_only_by_request_and_the_background_is_read_unless_it_is_not_wanted() -> None:
    assert DialogueSources(stem=GIVEN).detector is False
    assert DialogueScans().background is True
    assert DialogueScans(background=False, options=ScanOptions(workers=1)).options.workers == 1


def test_the_same_reason_is_the_same_answer() -> None:
    assert NoDialogue(reason=message("dialogue.no-guide")) == NoDialogue(reason=message("dialogue.no-guide"))
