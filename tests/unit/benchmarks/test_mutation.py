"""What is made of the answers of the mutation tool."""

from __future__ import annotations

import re
from typing import Any

import pytest

from benchmarks.mutation import ROOT, TARGETS, mutants

SOURCE = "def f(x: int) -> int:\n    return x + 1\n"


def _entry(result: dict[str, Any] | None, place: tuple[int, int] = (2, 13)) -> list[Any]:
    return [{"mutations": [{"start_pos": list(place)}]}, result]


@pytest.mark.parametrize(
    ("result", "is_killed", "is_out_of_time"),
    [
        (None, None, False),
        ({"test_outcome": "killed", "output": "1 failed"}, True, False),
        ({"test_outcome": "incompetent", "output": ""}, True, False),
        ({"test_outcome": "survived", "output": "1 passed"}, False, False),
        ({"test_outcome": "killed", "output": "timeout"}, None, True),
        ({"test_outcome": "killed", "output": "E  Failed: timeout of the reader"}, True, False),
    ],
)
def test_tests_that_ran_out_of_time_noticed_nothing(
    result: dict[str, Any] | None, is_killed: bool | None, is_out_of_time: bool
) -> None:
    (found,) = mutants([_entry(result)], SOURCE)

    assert (found.is_killed, found.is_out_of_time) == (is_killed, is_out_of_time)
    assert (found.line, found.is_annotation) == (2, False)


def test_a_change_within_an_annotation_is_told() -> None:
    (found,) = mutants([_entry(None, (1, 9))], SOURCE)

    assert found.is_annotation


def test_lines_that_went_and_came_are_kept() -> None:
    diff = "--- a\n+++ b\n@@ -1 +1 @@\n-    return x + 1\n+    return x - 1\n"
    (found,) = mutants([_entry({"test_outcome": "survived", "diff": diff})], SOURCE)

    assert found.change == "-    return x + 1 +    return x - 1"


def test_what_is_changed_and_what_has_to_notice_is_there() -> None:
    named = {
        path for target in TARGETS.values() for path in (target.module, *(f"tests/{test}" for test in target.tests))
    }

    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_the_published_table_adds_up() -> None:
    text = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    rows = [
        list(map(int, row)) for row in re.findall(r"^\| `[^|]+\|[^|]+" + r"\| (\d+) " * 5 + r"\|$", text, re.MULTILINE)
    ]
    tried, *found = (sum(column) for column in zip(*rows, strict=True))

    assert [row for row in rows if row[0] != sum(row[1:])] == []
    assert len(rows) == len(re.findall(r"^\| `", text, re.MULTILINE))
    assert f"{len(rows)} rows, {tried} changes: {found[0]} noticed at once, {found[1]} by tests written" in text
