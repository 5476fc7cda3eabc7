"""Lines of speech: stretches of rows in which somebody speaks, cut into pieces that can be looked for one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from validator.dialogue_gate.voice import edges_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_ROWS: Final = 40
"""A line is cut after 4 s: then each is tested at about the same cost, and a fault of one half is not hidden."""

SHORTEST_ROWS: Final = 4
"""Shorter than 0.4 s, a line has too few independent values to be told from chance."""


@dataclass(frozen=True, slots=True, order=True)
class SpokenLine:
    """Rows of 100 ms: the first one, and the one after the last."""

    start_row: int
    end_row: int


def lines_of(speech: NDArray[np.bool_]) -> tuple[SpokenLine, ...]:
    """Lines in rows with speech; those too short to be tested are left out."""
    found = []
    for start, end in zip(*(edges.tolist() for edges in edges_of(speech)), strict=True):
        parts = max(1, -(-(end - start) // LONGEST_ROWS))
        places = [start + (end - start) * part // parts for part in range(parts + 1)]
        found += [SpokenLine(first, last) for first, last in pairwise(places) if last - first >= SHORTEST_ROWS]
    return tuple(found)
