"""Codes and texts in step: every code that is used has a text, and every text is used and gets its arguments."""

from __future__ import annotations

import ast
import string
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from specs.message import VERBATIM
from validator.catalogue import SHELF, codes

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("specs", "validator", "packager", "mixgate")

TABLES: Final[dict[str, dict[str, str]]] = {name: import_module(f"validator.catalogue.{name}").TEXTS for name in SHELF}
TEXTS: Final = {code: text for table in TABLES.values() for code, text in table.items()}


def fields(text: str) -> set[str]:
    """The arguments that a text asks for, also within the format of another."""
    found: set[str] = set()
    for _, name, form, _ in string.Formatter().parse(text):
        if name is not None:
            found |= {name} | fields(form or "")
    return found


def written(node: ast.expr) -> list[str]:
    """The codes that the first argument of a call may be; none where it is no literal."""
    if isinstance(node, ast.IfExp):
        one, other = written(node.body), written(node.orelse)
        return [*one, *other] if one and other else []
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of `message(...)`: its possible codes, the names of its arguments, and whether all are literals."""

    module: str
    line: int
    made: tuple[str, ...]
    given: frozenset[str]
    is_literal: bool


@cache
def trees() -> dict[str, ast.Module]:
    """Every module that may make messages."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    inside = {path.relative_to(ROOT).as_posix(): path for path in paths}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in inside.items()
        if name != "specs/message.py" and not name.startswith("validator/catalogue/")
    }


@cache
def calls() -> tuple[Call, ...]:
    return tuple(
        Call(
            module=name,
            line=node.lineno,
            made=tuple(written(node.args[0])),
            given=frozenset(keyword.arg for keyword in node.keywords if keyword.arg),
            is_literal=bool(written(node.args[0])) and all(keyword.arg for keyword in node.keywords),
        )
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message"
    )


def test_most_codes_and_arguments_are_literals() -> None:
    """Tables and enumerations lead to the others; their codes are only looked for among all strings of the house."""
    literal = [call for call in calls() if call.is_literal]
    assert len(literal) > 100
    assert len(literal) > 0.8 * len(calls())


def test_every_code_that_is_used_has_a_text() -> None:
    lacking = {(code, call.module, call.line) for call in calls() for code in call.made if code not in TEXTS}
    assert lacking == set()


def test_every_text_is_used() -> None:
    """Its code stands somewhere in the house: whole, or without its area, or only up to a full stop before a name."""
    said = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    starts = tuple(text for text in said if text.endswith(".") and text[:1].islower() and " " not in text)
    unused = [code for code in TEXTS if code not in said and code.partition(".")[2] not in said]
    assert [code for code in unused if not code.startswith(starts)] == []


def test_a_text_gets_the_arguments_it_asks_for() -> None:
    """A message may hold more, for programs: the byte where a fault is."""
    for call in calls():
        if not call.is_literal:
            continue
        for code in call.made:
            lacking = fields(TEXTS[code]) - call.given
            assert not lacking, f"{call.module}:{call.line}: {code} lacks {lacking}"


def test_a_code_has_one_text() -> None:
    counted = Counter(code for table in TABLES.values() for code in table)
    assert [code for code, number in counted.items() if number > 1] == []
    assert set(codes()) == {VERBATIM, *TEXTS}


def test_the_shelf_lists_every_module_of_the_catalogue() -> None:
    folder = ROOT / "validator" / "catalogue"
    assert {path.stem for path in folder.glob("*.py")} == {"__init__", *SHELF}
    assert list(SHELF) == sorted(SHELF)


@pytest.mark.parametrize("code", sorted(code for code in TEXTS if code.startswith("remedy.")))
def test_a_remedy_is_a_sentence(code: str) -> None:
    assert TEXTS[code][0].isupper()
    assert TEXTS[code].endswith(".")
