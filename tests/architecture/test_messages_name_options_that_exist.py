"""The library names no option; where the desk adds one to an error, the command at hand has it."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
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

NOT_REACHED: Final = {
    ("judge", "validator.audio.roles"): "judge opens no sound; it only knows what a mix of a command line is",
    ("verify", "validator.meters.power"): "it is the programme's own layout that verify measures with",
    ("measure", "validator.delivery.statement"): "measure is told of layout, stem and M&E only, so of no timecode",
    ("verify", "validator.audio.roles"): "the manifest says which channel each file of a set carries",
    ("verify", "validator.judge"): "of a deliverable that cannot be chosen, verify shows what is wrong, not the remedy",
}


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


@cache
def imported(tree: ast.AST) -> dict[str, tuple[str, str]]:
    """Where names come from: module and name there. Imports for annotations count: they say whose methods are met."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in modules()
        for alias in node.names
    }


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """Functions and classes of a module by name; tables and other constants by theirs."""
    found: dict[str, ast.stmt] = {}
    for node in modules()[module].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def next_to(module: str, name: str) -> frozenset[tuple[str, str]]:
    """What a function or a class uses, and where that is defined; where a package only hands it on, its home."""
    if module not in modules():
        return frozenset()
    node = definitions(module).get(name)
    known = imported(modules()[module])
    if node is None:
        return frozenset({known[name]} if name in known else ())
    known = known | imported(node)
    used = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return frozenset(known.get(word, (module, word)) for word in used if word in known or word in definitions(module))


def reached_from(module: str, name: str) -> list[tuple[str, str]]:
    """Everything that a function may call: names it uses, the classes of what it handles, and so on."""
    reached: set[tuple[str, str]] = set()
    waiting = [(module, name)]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += next_to(*place)
    return sorted((home, one) for home, one in reached if home in modules() and one in definitions(home))


def texts(node: ast.AST) -> str:
    return " ".join(
        inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    )


def made_errors(node: ast.AST) -> Iterator[ast.Call]:
    """Every call that makes an error."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id.endswith("Error"):
            yield inner


def errors(node: ast.AST) -> Iterator[str]:
    """The words of every error that is made, with the hint that the desk adds to it."""
    for error in made_errors(node):
        yield " ".join([texts(error), *(HINTS.get(code, "") for code in error_codes(error))])


def error_codes(node: ast.AST) -> Iterator[str]:
    """The codes that calls in a piece of code give: `code="layout.incomplete"`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.keyword) and inner.arg == "code" and isinstance(inner.value, ast.Constant):
            yield str(inner.value.value)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_error_names_only_options_that_its_command_has(name: str) -> None:
    function = inspect.unwrap(COMMANDS[name].callback)
    for home, wanted in reached_from(function.__module__, function.__name__):
        for said in errors(definitions(home)[wanted]):
            lacking = set(OPTION.findall(CALL.sub("", said))) - options_of(name)
            assert not lacking or (name, home) in NOT_REACHED, f"{home}.{wanted} speaks of {lacking}: {said}"


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
    said = [(module, texts(tree)) for module, tree in modules().items() if not module.endswith("option_hints")]
    for module, text in [*said, *HINTS.items()]:
        for call in CALL.finditer(text):
            words = call["name"].split()
            name = next((one for one in (" ".join(words), words[0]) if one in COMMANDS), None)
            if name is None or not OPTION.search(call["rest"]):
                continue
            found += 1
            assert set(OPTION.findall(call["rest"])) <= options_of(name), f"{module}: {call[0]}"
    assert found > 2
