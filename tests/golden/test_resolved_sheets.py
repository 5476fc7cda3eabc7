"""Every sheet as it is after `extends` is resolved, so that a change in a base is seen in every sheet above it."""

from __future__ import annotations

import json
from typing import Final

import pytest

from fixtures.golden import GOLDEN, assert_golden
from specs.loader import load_sheet, sheet_names

NAMES: Final = sheet_names()


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_resolves_to_the_committed_one(name: str) -> None:
    table = load_sheet(name).sheet.model_dump(mode="json", exclude_none=True)
    assert_golden(f"sheets/{name}.json", json.dumps(table, ensure_ascii=False, indent=1) + "\n")


def test_no_resolved_sheet_is_left_without_its_sheet() -> None:
    assert {path.stem for path in (GOLDEN / "sheets").glob("*.json")} == set(NAMES)
