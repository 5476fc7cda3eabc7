"""Tests that stand ready see every change of the module they test, and end as tests do that start anew."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from benchmarks.mutation import ROOT, warm_tests
from benchmarks.warm_tests import dependents

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_imports_a_module_by_way_of_others_depends_on_it() -> None:
    sources = {
        "house": "from house import room",
        "house.room": "from house.wall import colour",
        "house.wall": "",
        "house.roof": "import house.wall.height",
        "street": "def walk():\n    from house.room import door",
        "sky": "import street_lamp",
    }
    assert dependents("house.room", sources) == {"house.room", "house", "street"}
    assert dependents("house.wall", sources) == {"house.wall", "house.room", "house", "street"}
    assert dependents("sky", sources) == {"sky"}


def test_a_change_is_seen_and_one_that_is_taken_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    module, test = tmp_path / "three.py", tmp_path / "tests" / "test_three.py"
    test.parent.mkdir()
    module.write_text("THREE = 1 + 2\n")
    test.write_text("import three\n\n\ndef test_three():\n    assert three.THREE == 3\n")
    with warm_tests(tmp_path, "three.py", ["-q", "-p", "no:cacheprovider", "tests/test_three.py"]) as command:
        assert command is not None
        for text, code in (("1 + 2", 0), ("1 - 2", 1), ("1 * 2", 1), ("1 + 2", 0)):
            module.write_text(f"THREE = {text}\n")
            assert subprocess.run(command, cwd=tmp_path, check=False).returncode == code


def test_tests_that_cannot_be_collected_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with warm_tests(tmp_path, "three.py", ["tests/missing.py"]) as command:
        assert command is None
