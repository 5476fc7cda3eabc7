"""Lines of speech are cut into pieces of 4 s at most; what is shorter than 0.4 s is none."""

from __future__ import annotations

import numpy as np
import pytest

from specs.message import message
from validator.dialogue_gate.lines import SpokenLine, lines_of
from validator.dialogue_gate.reasons import joined_reasons, reasons_of


def cut(*stretches: tuple[int, int]) -> list[tuple[int, int]]:
    speech = np.zeros(300, np.bool_)
    for start, end in stretches:
        speech[start:end] = True
    return [(line.start_row, line.end_row) for line in lines_of(speech)]


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ((10, 13), []),
        ((10, 14), [(10, 14)]),
        ((10, 50), [(10, 50)]),
        ((10, 51), [(10, 30), (30, 51)]),
        ((0, 80), [(0, 40), (40, 80)]),
        ((0, 81), [(0, 27), (27, 54), (54, 81)]),
        ((260, 300), [(260, 300)]),
    ],
)
def test_a_line_is_cut_into_equal_parts(stretch: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    assert cut(stretch) == expected


def test_lines_come_in_their_order() -> None:
    assert cut((10, 20), (100, 102), (150, 192)) == [(10, 20), (150, 171), (171, 192)]
    assert cut() == []
    assert SpokenLine(1, 5) < SpokenLine(2, 3) < SpokenLine(2, 4)


def test_reasons_that_were_joined_are_those_that_come_out_again() -> None:
    one, other = message("dialogue.drifts"), message("dialogue.too-soft")
    assert joined_reasons([]) == message("dialogue.no-guide")
    assert joined_reasons([one]) == one
    for reasons in ([one], [other], [one, other], [one, other, one]):
        assert reasons_of(joined_reasons(reasons)) == tuple(reasons)
