"""Runs of rows for which something holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def true_runs(flags: Iterable[bool]) -> list[tuple[int, int]]:
    """Return first index, and index after the last, of every run of True."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    position = -1
    for position, flag in enumerate(flags):
        if flag and start is None:
            start = position
        elif not flag and start is not None:
            runs.append((start, position))
            start = None
    if start is not None:
        runs.append((start, position + 1))
    return runs
