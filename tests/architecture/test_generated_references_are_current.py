"""What is generated is committed, and current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(_generator().REFERENCES))
def test_a_reference_says_what_the_code_says(name: str) -> None:
    make: Any = _generator().REFERENCES[name]
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make(), "run: python3 dev.py generate"
