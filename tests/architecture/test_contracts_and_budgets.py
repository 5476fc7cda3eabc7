"""The house in order: arrows, budgets, the words that stay outside."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("specs", "validator", "packager", "mixgate")

FUNCTION_LINES: Final = 55
MODULE_LINES: Final = 450

LONG_FUNCTIONS: Final[dict[str, str]] = {}
LONG_MODULES: Final[dict[str, str]] = {}

FOREIGN: Final = {
    "places to install from": r"index-url|find-links",
    "paths of one machine": r"(?<![\w.])/(?:root|home/\w+)/",
    "work that was put off": r"\b(?:TODO|FIXME|XXX)\b",
}
MAY_SAY_SO: Final = {"tests/architecture/test_contracts_and_budgets.py": "it names what it looks for"}


def tracked_files() -> list[Path]:
    """Every file under version control; in an unpacked source archive, every file of the project's folders."""
    listed = subprocess.run(  # a fixed command
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    folders = [ROOT / name for name in (*PACKAGES, "fixtures", "tests", "docs", "benchmarks")]
    return [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    ]


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length of every function: the lines of its statements.

    Signature and docstring do not count, nor do imports that wait inside a command until they are needed.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            counted = [statement for statement in body if not isinstance(statement, ast.Import | ast.ImportFrom)]
            lines = (counted[-1].end_lineno or 0) - counted[0].lineno + 1 if counted else 0
            yield f"{name_of(path)}::{node.name}", lines


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    said = capsys.readouterr().out
    assert status == EXIT_STATUS_SUCCESS, said
    assert " 0 broken" in said


def test_the_contracts_that_keep_the_house_are_there() -> None:
    names = re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted = {
        "Arrows point one way: mixgate -> packager -> validator -> specs",
        "Judgement never hears audio",
        "Only the desk talks to a terminal",
        "The ear knows no sheet",
        "The ladder inside validator",
        "Planning is pure",
        "Samples are written by fixing and the package formats only",
    }
    assert wanted <= set(names)


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in modules():
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def test_a_class_name_is_defined_once_in_the_house() -> None:
    homes: dict[str, list[str]] = {}
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_only_the_floor_of_deliveries_makes_a_subject() -> None:
    """Whoever judges says what a mix is in one place; elsewhere a `Subject` is handed on, or one field replaced."""
    makers = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Subject"
    }
    assert makers == {"validator/delivery/judged.py"}


BYTES: Final = ("from_bytes", "to_bytes", "unpack", "unpack_from", "pack", "pack_into", "iter_unpack")
TAKES_BYTES_APART: Final = {
    "packager/fixity/media_hash_list.py": "the identity C4 is a digest written as a number",
    "validator/reporters/markers/midi.py": "a MIDI file is written, and no container of sound",
}


def test_bytes_are_taken_apart_by_the_containers_only() -> None:
    found = []
    for name, tree in trees():
        if name.startswith("validator/containers/") or name in TAKES_BYTES_APART:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                found += [f"{name}: import struct"] if "struct" in imported else []
            elif isinstance(node, ast.Attribute) and node.attr in BYTES:
                found.append(f"{name}:{node.lineno}: {node.attr}")
    assert found == []


def test_no_function_outgrows_its_budget() -> None:
    long = {name: lines for path in modules() for name, lines in functions(path) if lines > FUNCTION_LINES}
    assert set(long) == set(LONG_FUNCTIONS), long
    assert all(LONG_FUNCTIONS.values()), "an exception has its reason"


def test_no_module_outgrows_its_budget() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > MODULE_LINES}
    assert set(long) == set(LONG_MODULES), long
    assert all(LONG_MODULES.values()), "an exception has its reason"


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
    assert [name_of(path) for path in modules() if path.stem in drawers] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


_ROOMS = map(name_of, (ROOT / "validator/comparisons").glob("[a-z]*/"))


@pytest.mark.parametrize("shelf", ["validator/meters", "validator/comparisons", *_ROOMS])
def test_the_list_of_a_shelf_has_every_module_on_it(shelf: str) -> None:
    listed = ast.get_docstring(ast.parse((ROOT / shelf / "__init__.py").read_text(encoding="utf-8"))) or ""
    on_it = {path.stem for path in (ROOT / shelf).glob("*.py")} - {"__init__"}
    assert on_it - set(re.findall(r"\w+", listed)) == set()


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_that_belongs_elsewhere_is_in_the_project(what: str) -> None:
    pattern = re.compile(FOREIGN[what], flags=0 if what == "work that was put off" else re.IGNORECASE)
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if name_of(path) in MAY_SAY_SO or b"\0" in content:
            continue
        lines = content.decode("utf-8").splitlines()
        found += [
            f"{name_of(path)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
    assert found == []


def test_no_sound_is_under_version_control() -> None:
    sound = {".wav", ".flac", ".rf64", ".bw64", ".aif", ".aiff", ".mp3", ".mxf", ".mov", ".caf", ".w64"}
    assert [name_of(path) for path in tracked_files() if path.suffix.lower() in sound] == []
