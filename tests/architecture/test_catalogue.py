"""Codes and texts in step: every code that is used has a text, every text is used, and gets the arguments it asks for."""

from __future__ import annotations

import ast
import string
from collections import Counter
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

NOT_USED: Final = {"general.and-more": "tests of the catalogue itself use it"}


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


@cache
def calls() -> dict[str, tuple[str, ...] | None]:
    """Every call of `message(...)`: its place, and the codes it may have, followed by its arguments after a bar."""
    found: dict[str, tuple[str, ...] | None] = {}
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        if path == ROOT / "specs" / "message.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message"):
                continue
            place = f"{path.relative_to(ROOT)}:{node.lineno}:{node.col_offset}"
            names = [keyword.arg for keyword in node.keywords]
            literal = written(node.args[0]) if len(node.args) == 1 and None not in names else []
            found[place] = (*literal, "|", *(name for name in names if name)) if literal else None
    return found


def parted(call: tuple[str, ...]) -> tuple[list[str], set[str]]:
    bar = call.index("|")
    return list(call[:bar]), set(call[bar + 1 :])


def test_every_message_is_made_of_a_literal_code_and_named_arguments() -> None:
    assert len(calls()) > 100
    assert [place for place, call in calls().items() if call is None] == []


def test_every_code_that_is_used_has_a_text_and_every_text_is_used() -> None:
    used = {code for call in calls().values() if call is not None for code in parted(call)[0]}
    assert used - set(TEXTS) == set()
    assert set(TEXTS) - used == set(NOT_USED), "a text that nobody says"


def test_a_text_gets_the_arguments_it_asks_for_and_no_others() -> None:
    for place, call in calls().items():
        made, given = parted(call or ("|",))
        asked = [fields(TEXTS[code]) for code in made]
        for code, wanted in zip(made, asked, strict=True):
            assert wanted <= given, f"{place}: {code} lacks {wanted - given}"
        assert given <= set().union(*asked), f"{place}: {made} do not say {given - set().union(*asked)}"


def test_a_code_has_one_text_and_begins_with_the_area_that_its_module_is_named_after() -> None:
    counted = Counter(code for table in TABLES.values() for code in table)
    assert [code for code, number in counted.items() if number > 1] == []
    assert set(codes()) == {VERBATIM, *TEXTS}
    for name, table in TABLES.items():
        areas = {code.split(".")[0] for code in table}
        assert len(areas) == 1, f"{name} has texts of {sorted(areas)}"
        assert name.startswith(areas.pop()), name


def test_the_shelf_lists_every_module_of_the_catalogue() -> None:
    folder = ROOT / "validator" / "catalogue"
    assert {path.stem for path in folder.glob("*.py")} == {"__init__", *SHELF}
    assert list(SHELF) == sorted(SHELF)


@pytest.mark.parametrize("code", sorted(code for code in TEXTS if code.startswith("remedy.")))
def test_a_remedy_is_a_sentence(code: str) -> None:
    assert TEXTS[code][0].isupper()
    assert TEXTS[code].endswith(".")
