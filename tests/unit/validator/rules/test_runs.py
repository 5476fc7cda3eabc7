"""Runs of rows."""

from __future__ import annotations

import pytest

from validator.rules.runs import true_runs


@pytest.mark.parametrize(
    ("flags", "runs"),
    [
        ([], []),
        ([False, False], []),
        ([True], [(0, 1)]),
        ([False, True, True, False, True], [(1, 3), (4, 5)]),
        ([True, False, True], [(0, 1), (2, 3)]),
    ],
)
def test_every_run_is_told_from_its_first_to_after_its_last(flags: list[bool], runs: list[tuple[int, int]]) -> None:
    assert true_runs(flags) == runs
