"""A terminal adds the options that do what a remedy says; the remedy itself has none."""

from __future__ import annotations

import re
from typing import Final

import pytest
import typer.main

from mixgate.cli import app
from mixgate.screens.option_hints import REMEDY_HINTS, STATED_BY, say_with_hint
from specs.message import Message, message, verbatim
from validator.catalogue import codes, say

OPTION: Final = re.compile(r"--[a-z-]+")
GIVE_GUIDE: Final = message("remedy.give-dialogue-guide")


def options_of(command: str) -> set[str]:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return {word for one in commands[command].params for word in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("code", [*REMEDY_HINTS, *STATED_BY])
def test_the_options_exist_and_the_codes_are_those_of_the_catalogue(code: str) -> None:
    """They are options of `check` where no other command is named."""
    shown = (REMEDY_HINTS | STATED_BY)[code]
    named = OPTION.findall(shown)
    other = re.match(r"mixgate (\w+) ", shown)
    assert code in codes()
    assert named
    assert set(named) <= options_of(other[1] if other else "check")


def test_the_options_stand_behind_the_remedy() -> None:
    said = say(GIVE_GUIDE).removesuffix(".")
    assert say_with_hint(GIVE_GUIDE) == f"{said} (--dialogue FILE or --me FILE)."


def test_a_remedy_in_another_brings_its_options_once() -> None:
    twice: Message = message("general.sentences", sentences=(GIVE_GUIDE, message("remedy.measure-dialogue")))
    assert say_with_hint(twice).count("--dialogue FILE") == 1


def test_a_statement_that_is_missing_brings_the_option_that_states_it() -> None:
    question = message("condition.circumstance", asked=(message("condition.live"),), found=message("condition.always"))
    remedy = message("remedy.state-what-applies", open=(question,))
    assert say_with_hint(remedy) == f"{say(remedy).removesuffix('.')} (--live or --not-live)."
    elsewhere = message("general.sentences", sentences=(question,))
    assert say_with_hint(elsewhere) == say(elsewhere)


def test_what_is_done_outside_the_tool_has_no_option() -> None:
    assert say_with_hint(message("remedy.add-pop")) == "Add a sync pop."
    assert say_with_hint(verbatim("Ask.")) == "Ask."
