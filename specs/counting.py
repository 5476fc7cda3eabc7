"""A number with its noun, in sentences that have no text in the catalogue: errors, and what a terminal shows."""

from __future__ import annotations


def count_of(number: float, one: str, many: str) -> str:
    """Return a number with its noun: `1 run`, `3 runs`, `2.5 frames`."""
    figures = str(number) if isinstance(number, int) else f"{number:g}" if number % 1 else f"{number:.0f}"
    return f"{figures} {one if number == 1 else many}"
