"""How long work tells how far it is, without knowing who looks."""

from __future__ import annotations

from collections.abc import Callable

Move = Callable[[int], None]
"""Moves a progress line: called with the amount done so far."""

Show = Callable[[str, int], Move]
"""Begins a progress line for a name and a total, and returns what moves it."""


def still(_done: int) -> None:
    """Move nothing."""


def unseen(_name: str, _total: int) -> Move:
    """Begin a line that nobody looks at."""
    return still
