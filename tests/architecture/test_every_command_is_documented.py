"""Every command says what it does, every option what it is for, and the documents show each of them in use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import typer.main

from mixgate.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
ROOT: Final = Path(__file__).resolve().parents[2]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    if not children:
        yield " ".join(path), command
    for name, child in children.items():
        yield from commands(child, (*path, name))


COMMANDS: Final = dict(commands(typer.main.get_command(app)))


def documents() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_there_are_commands() -> None:
    assert {"check", "measure", "judge", "explain", "doctor", "demo", "sheets list", "sheets show"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_explain_themselves(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.help.strip().split("\n\n")[0].endswith(".")
    assert "\n" not in command.help.replace("\n\n", " "), "its lines end where those of the source do"
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name} {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_shown_in_the_documents(name: str) -> None:
    group, _, leaf = name.rpartition(" ")
    in_a_row_of_its_group = rf"`mixgate {group} \w+`.*`{leaf}`" if group else "(?!)"
    assert re.search(rf"\bmixgate {name}\b|{in_a_row_of_its_group}", documents()), "add it to the README"
