"""Rows that belong together, by the worked example of the docstring."""

from __future__ import annotations

import numpy as np
import pytest

from validator.delivery.consistency.row_places import places_of


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("xx.x==x...xxx", [(0, 4), (10, 13)]),
        ("x..x..x", [(0, 7)]),
        ("x.=x.x", []),
        ("..xxx", [(2, 5)]),
        ("", []),
    ],
)
def test_places_are_joined_over_rows_that_tell_nothing(rows: str, expected: list[tuple[int, int]]) -> None:
    series = np.array(list(rows), "U1")
    assert list(places_of(series == "x", series == "=", least_rows=3, joined_rows=2)) == expected
