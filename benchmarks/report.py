"""Puts tables into texts, between `<!-- measured: PLACE -->` and `<!-- end -->`, so that nobody copies figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def put(path: Path, place: str, lines: Sequence[str]) -> None:
    """Replace what stands at a place of a text.

    Raises:
        ValueError: The text has no such place.
    """
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- measured: {place} -->\n", "<!-- end -->"
    if begin not in text:
        raise ValueError(f"{path} has no place for the table: it needs the line {begin.strip()}, then {end}")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(before + begin + "\n".join(["", *lines, "", end]) + after, encoding="utf-8")
