"""Packages of another program in the way end a run with one sentence and 2, never with a verdict or a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mixgate.own_packages import PACKAGES, foreign_package

ROOT = Path(__file__).resolve().parents[3]


def run(words: list[str], before: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(before), str(ROOT)]), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "mixgate", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)


def test_the_packages_of_this_program_are_its_own() -> None:
    assert foreign_package() is None


@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "mixgate"])
def test_a_package_of_another_program_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("raise RuntimeError('of another program')\n")
    done = run(["--version"], tmp_path, tmp_path)
    assert done.returncode == 2
    assert f"The package '{name}' that Python finds is not mixgate's" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_compiler_that_cannot_be_loaded_ends_warmup_with_a_sentence(tmp_path: Path) -> None:
    for name in ("numba", "llvmlite"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('out of order')\n")
    done = run(["warmup"], tmp_path, tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "numba" in done.stderr
