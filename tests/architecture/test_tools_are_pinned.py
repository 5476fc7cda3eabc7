"""A clean clone installs the tools that its code was checked with, and says at once where its Python is too old."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from types import ModuleType

ROOT: Final = Path(__file__).resolve().parents[2]


def constraints() -> dict[str, str]:
    """Version by name, of every line that is not a remark."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(pin) == 2 for pin in pins), "every line is an exact version"
    return {canonicalize_name(name): version for name, version in pins}


def requirements() -> list[Requirement]:
    """Everything that pyproject.toml asks for by name, of whatever group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    lists = [project["project"]["dependencies"], *extras, *project["dependency-groups"].values()]
    return [Requirement(text) for named in lists for text in named]


def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_that_is_asked_for_has_one_version() -> None:
    pins = constraints()
    wanted = {canonicalize_name(requirement.name) for requirement in requirements()}
    assert wanted - set(pins) == set()


def test_each_version_is_one_that_is_asked_for() -> None:
    pins = constraints()
    refused = [
        str(requirement)
        for requirement in requirements()
        if not requirement.specifier.contains(pins[canonicalize_name(requirement.name)], prereleases=True)
    ]
    assert refused == []


def test_hooks_run_the_same_versions() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    named = re.findall(r"[\"']([\w-]+)==([^\"']+)[\"']", text)
    assert {name for name, _ in named} >= {"ruff"}
    pins = constraints()
    assert [(name, version) for name, version in named if pins[canonicalize_name(name)] != version] == []
    assert not re.search(r"rev:", text), "a hook of elsewhere has a version of its own, which nothing here compares"


def test_hooks_without_a_version_run_in_the_projects_environment() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = text.split("- id:")[1:]
    assert hooks
    for hook in hooks:
        entry = re.search(r"entry: (.+)", hook)
        assert entry is not None
        language = re.search(r"language: (\w+)", hook)
        assert language is not None
        assert language[1] != "system" or entry[1].startswith(".venv/bin/")
        assert language[1] != "python" or "additional_dependencies" in hook


def test_the_environment_is_made_with_the_constraints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = dev()
    commands: list[tuple[str, ...]] = []

    def noted(*command: object) -> int:
        commands.append(tuple(str(word) for word in command))
        return 0

    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "BIN", tmp_path / "bin")
    monkeypatch.setattr(module, "run", noted)
    monkeypatch.setattr(module, "PACKAGES", ())
    module.install("test", "lint")
    module.install("test", "lint")
    ((*command,),) = commands  # the second time everything is there already
    assert command[command.index("--constraint") + 1] == str(ROOT / "constraints.txt")
    changed = tmp_path / "constraints.txt"
    changed.write_text("ruff==1.0\n", encoding="utf-8")
    monkeypatch.setattr(module, "CONSTRAINTS", changed)
    module.install("test", "lint")
    assert len(commands) == 2


def test_sources_are_compiled_where_python_may_not_do_it_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module: Any = dev()
    source = tmp_path / "package" / "module.py"
    source.parent.mkdir()
    source.write_text("WORD = 1\n", encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "PACKAGES", ("package",))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module.compile_sources()
    compiled = Path(importlib.util.cache_from_source(str(source)))
    first = compiled.read_bytes()
    module.compile_sources()
    assert compiled.read_bytes() == first
    source.write_text("OTHER = 'longer'\n", encoding="utf-8")
    os.utime(source, (source.stat().st_mtime + 10,) * 2)  # two changes within a second
    module.compile_sources()
    assert compiled.read_bytes() != first


def test_the_starter_can_be_read_by_any_python_3() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    first, second, third = tree.body[:3]
    assert isinstance(first, ast.Expr)
    assert isinstance(second, ast.Import)
    assert [name.name for name in second.names] == ["sys"]
    assert isinstance(third, ast.If)
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 18), (3, 10, 13)])
def test_a_python_that_is_too_old_is_told_so_before_anything_is_imported(version: tuple[int, int, int]) -> None:
    code = (
        f"import sys; sys.version_info = {version}; sys.modules['tomllib'] = None; "
        f"exec(compile(open({str(ROOT / 'dev.py')!r}).read(), 'dev.py', 'exec'), {{'__name__': '__main__'}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"mixgate needs Python 3.11 or newer, and this is {version[0]}.{version[1]}.")
    assert "Traceback" not in done.stderr
