"""The map of ARCHITECTURE.md and the recipes of CONTRIBUTING.md name files and folders that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("specs", "validator", "packager", "mixgate")

_MODULE: Final = re.compile(r"(?<![\w/.*])([a-z_][a-z0-9_]*(?:/[a-z0-9_]+)*\.py)\b")
_FOLDER: Final = re.compile(r"^ +([a-z_]\w*)/ ")


def _map() -> list[tuple[str, str]]:
    """Return each line of the map with the package of its section."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    package, lines = "", []
    for line in text.splitlines():
        if line[:1].isalpha():
            package = line.partition("/")[0].partition(".")[0]
        lines.append((package, line))
    return lines


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_a_package_is_on_the_map(package: str) -> None:
    drawn = {found[1] for name, line in _map() if name == package and (found := _FOLDER.match(line))}
    there = {path.name for path in (ROOT / package).iterdir() if path.is_dir() and any(path.glob("*.*"))}
    assert there - {"__pycache__", "schemas"} <= drawn
    assert all(any((ROOT / package).rglob(name)) for name in drawn)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_on_the_map_exists(package: str) -> None:
    named = {module for name, line in _map() if name == package for module in _MODULE.findall(line)}
    assert named
    assert {module for module in named if not any((ROOT / package).rglob(module))} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_loose_module_is_on_the_map(package: str) -> None:
    named = {module for name, line in _map() if name == package for module in _MODULE.findall(line)}
    loose = {path.name for path in (ROOT / package).glob("[!_]*.py")}
    assert loose <= named


def test_recipes_name_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(_MODULE.findall(text))
    assert named
    assert {
        module for module in named if not any(path for path in _python_files() if path.endswith(f"/{module}"))
    } == set()


def _python_files() -> list[str]:
    folders = (*PACKAGES, "tests", "fixtures", "benchmarks", "docs")
    return [str(path) for folder in folders for path in (ROOT / folder).rglob("*.py")] + [str(ROOT / "dev.py")]
