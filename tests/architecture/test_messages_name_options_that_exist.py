"""The library names no option, and those that the command line names exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer.main

from mixgate.cli import app
from mixgate.screens.option_hints import HINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("mixgate", "packager", "validator", "specs")
OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
CALL: Final = re.compile(r"\bmixgate (?P<name>[a-z]+(?: [a-z]+)?)(?P<rest>[^'.;]*)")
"""A call of a command that a message recommends: its options are those of that command."""


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
def modules() -> dict[str, ast.Module]:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def strings(node: ast.AST) -> Iterator[str]:
    """Every string in a piece of code, docstrings too: `explain` shows them."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def texts(node: ast.AST) -> str:
    return " ".join(strings(node))


def made_errors(node: ast.AST) -> Iterator[ast.Call]:
    """Every call that makes an error."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id.endswith("Error"):
            yield inner


def error_codes(node: ast.AST) -> Iterator[str]:
    """The codes that calls in a piece of code give: `code="layout.incomplete"`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.keyword) and inner.arg == "code" and isinstance(inner.value, ast.Constant):
            yield str(inner.value.value)


def test_the_library_names_no_option_and_no_command() -> None:
    library = {
        module: tree
        for module, tree in modules().items()
        if not module.startswith("mixgate") and module.split(".")[0] in PACKAGES
    }
    assert len(library) > 100
    named = {(module, option) for module, tree in library.items() for option in OPTION.findall(texts(tree))}
    assert named == set()
    recommended = {
        (module, call[0])
        for module, tree in library.items()
        for error in made_errors(tree)
        for call in CALL.finditer(texts(error))
    }
    assert recommended == set()


def test_every_hint_is_for_an_error_that_is_made() -> None:
    made = {code for module, tree in modules().items() for code in error_codes(tree)}
    assert set(HINTS) - made == {"package.litter", "stage.left-behind"}, "a problem and a note: no errors"


def test_every_option_that_is_named_anywhere_exists() -> None:
    known = {option for name in COMMANDS for option in options_of(name)} | {"--help", "--version"}
    named = {(module, option) for module, tree in modules().items() for option in OPTION.findall(texts(tree))}
    assert len(named) > 50
    assert {place for place in named if place[1] not in known} == set()


def test_a_call_that_is_recommended_can_be_made() -> None:
    found = 0
    for module, text in ((module, text) for module, tree in modules().items() for text in strings(tree)):
        for call in CALL.finditer(text):
            words = call["name"].split()
            name = next((one for one in (" ".join(words), words[0]) if one in COMMANDS), None)
            if name is None or not OPTION.search(call["rest"]):
                continue
            found += 1
            assert set(OPTION.findall(call["rest"])) <= options_of(name), f"{module}: {call[0]}"
    assert found > 2
