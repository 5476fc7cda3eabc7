"""Messages: codes with arguments, said in one place."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from specs.message import Message, message, verbatim
from validator.catalogue import say


def test_a_message_is_said_with_its_arguments() -> None:
    assert say(message("general.and-more", count=3)) == "and 3 more"


def test_the_words_of_others_stand_as_they_are() -> None:
    assert say(verbatim("Mixed at {79} dB.")) == "Mixed at {79} dB."


def test_a_message_comes_back_from_json_without_its_sentence() -> None:
    inner = message("general.and-more", count=2)
    made = message("general.and-more", count=inner, names=("L", inner))
    loaded = Message.model_validate_json(made.model_dump_json())
    assert loaded == made
    assert Message.model_validate(made.model_dump() | {"text": "and 2 more"}) == made


@pytest.mark.parametrize("code", ["", "With Blanks", "a..b", "a.b "])
def test_a_code_is_words_and_hyphens(code: str) -> None:
    with pytest.raises(ValidationError):
        Message(code=code)
