"""Options are the command line's: it names those that exist, and the library names none."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer.main

from mixgate.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
LIBRARY: Final = ("specs", "validator", "packager")
PACKAGES: Final = ("mixgate", *LIBRARY)
OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
CALL: Final = re.compile(r"\bmixgate (?P<name>[a-z]+(?: [a-z]+)?)(?P<rest>[^'.;]*)")
"""A call of a command that a message recommends: its options are those of that command."""

STILL_NAMES_OPTIONS: Final = {
    "packager.fixity.litter",
    "packager.formats.stems.bundle",
    "packager.formats.stems.prepare",
    "packager.formats.stems.rejudge",
    "packager.formats.stems.verify",
    "packager.planning.plan",
    "packager.staging",
    "validator.audio.roles",
    "validator.delivery.statement",
    "validator.judge",
    "validator.meters.power",
    "validator.store",
}
"""Modules of the library whose errors name options yet. None is to be added."""


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    if not children:
        yield " ".join(path), command
    for name, child in children.items():
        yield from commands(child, (*path, name))


COMMANDS: Final = dict(commands(typer.main.get_command(app)))


def options_of(name: str) -> set[str]:
    return {word for parameter in COMMANDS[name].params for word in (*parameter.opts, *parameter.secondary_opts)}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def texts() -> dict[str, str]:
    """Every string of every module, docstrings too: `explain` shows them."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {
        module_name(path): " ".join(
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        for path in paths
    }


def test_the_library_names_no_option() -> None:
    named = {name for name, text in texts().items() if name.split(".")[0] in LIBRARY and OPTION.search(text)}
    assert named - STILL_NAMES_OPTIONS == set(), "give the remedy a code; `mixgate.screens.remedy_options` adds options"


def test_every_option_that_is_named_anywhere_exists() -> None:
    known = {option for name in COMMANDS for option in options_of(name)} | {"--help", "--version"}
    named = {(module, option) for module, text in texts().items() for option in OPTION.findall(text)}
    assert len(named) > 50
    assert {place for place in named if place[1] not in known} == set()


def test_a_call_that_is_recommended_can_be_made() -> None:
    found = 0
    for module, text in texts().items():
        for call in CALL.finditer(text):
            words = call["name"].split()
            name = next((one for one in (" ".join(words), words[0]) if one in COMMANDS), None)
            if name is None or not OPTION.search(call["rest"]):
                continue
            found += 1
            assert set(OPTION.findall(call["rest"])) <= options_of(name), f"{module}: {call[0]}"
    assert found > 2
