"""Rows of a series that belong together: places in which something lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


def places_of(
    lower: NDArray[np.bool_], usual: NDArray[np.bool_], *, least_rows: int, joined_rows: int
) -> Iterator[tuple[int, int]]:
    """Yield the first row and the row after the last of each place.

    A worked example, `x` lower, `=` usual, `.` telling nothing, 3 rows at least, up to 2 joined over:

        x x . x = = x . . . x x x      one place of rows 0 to 3; the last three are another, the x between them too few

    Args:
        lower: bool (rows,): where it is as it should not be.
        usual: bool (rows,): where it is as it should be; such a row parts two places.
        least_rows: Rows that have to be lower in a place.
        joined_rows: So many rows that are not lower part no place, where none of them is usual.
    """
    found: list[tuple[int, int]] = []
    for row in np.flatnonzero(lower).tolist():
        if found and row - found[-1][1] <= joined_rows and not usual[found[-1][1] : row].any():
            found[-1] = (found[-1][0], row + 1)
        else:
            found.append((row, row + 1))
    yield from (place for place in found if np.count_nonzero(lower[slice(*place)]) >= least_rows)
