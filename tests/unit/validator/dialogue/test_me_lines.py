"""Lines that an M&E still holds at full level, told by their place, level, pitch and when they sound."""

from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue.lane_levels import LaneLevels
from validator.dialogue.me_fit import MeFit
from validator.dialogue.me_lines import lines_left_in, lines_of_its_own
from validator.scan.table import BLOCKS_PER_ROW

ROWS = 300
SPEECH = np.zeros(ROWS, np.bool_)
SPEECH[150:190] = SPEECH[220:260] = True


def _fit(like_lines: np.ndarray, *, voiced: bool = True, level: float = 1e-3, sides: float = 1e-6) -> MeFit:
    """80 rows with lines remain; the M&E sounds like lines in these rows."""
    rest, bed = np.full((ROWS, 2), 1e-12), np.full((ROWS, 2), 1e-6)
    rest[SPEECH] = (1e-3, 1e-5)
    bed[like_lines] = (level, sides)
    by_block = [np.repeat(rows, BLOCKS_PER_ROW, axis=0) for rows in (rest + bed, bed, rest)]
    return MeFit(
        levels=LaneLevels(mix=by_block[0], guide=by_block[1], rest=by_block[2]),
        gains=np.ones((1, 2)),
        is_told=np.ones((1, 2), np.bool_),
        traces=(),
        row_count=ROWS,
        unlike=by_block[2],
        common_gain=np.ones(ROWS),
        bed_voiced=like_lines & voiced,
        rest_voiced=SPEECH,
    )


def _rows(*spans: tuple[int, int]) -> np.ndarray:
    found = np.zeros(ROWS, np.bool_)
    for first, last in spans:
        found[first:last] = True
    return found


def test_half_of_the_lines_are_found_and_placed() -> None:
    found = lines_left_in(_fit(_rows((10, 50), (90, 130))), SPEECH)
    assert found is not None
    assert found.code == "dialogue.me-holds-lines"
    assert found.arguments["seconds"] == 8.0
    assert (found.arguments["first_second"], found.arguments["last_second"]) == (1.0, 5.0)


@pytest.mark.parametrize(("rows", "is_found"), [(20, False), (21, True)])
def test_a_quarter_of_what_remains_is_enough_where_none_of_it_lies_under_lines(*, rows: int, is_found: bool) -> None:
    assert (lines_left_in(_fit(_rows((10, 10 + rows))), SPEECH) is not None) is is_found


def test_what_goes_on_under_lines_as_well_is_a_radio() -> None:
    """A sixth of the time: 36 rows between lines, as many as the 14 under them foretell."""
    radio = np.arange(ROWS) % 6 < 1
    assert lines_left_in(_fit(radio), SPEECH) is None


def test_more_than_half_of_what_remains_is_too_much_even_so() -> None:
    """A third of the time."""
    radio = np.arange(ROWS) % 6 < 2
    assert lines_left_in(_fit(radio), SPEECH) is not None


def test_effects_without_a_pitch_are_not_lines_but_may_be() -> None:
    fit = _fit(_rows((10, 50), (90, 130)), voiced=False)
    assert lines_left_in(fit, SPEECH) is None
    assert np.array_equal(lines_of_its_own(fit, SPEECH), _rows((10, 50), (90, 130)))


@pytest.mark.parametrize("fault", [{"level": 1e-4}, {"sides": 1e-2}])
def test_what_is_softer_or_at_the_sides_is_not_like_lines(fault: dict[str, float]) -> None:
    fit = _fit(_rows((10, 50), (90, 130)), **fault)
    assert lines_left_in(fit, SPEECH) is None
    assert not lines_of_its_own(fit, SPEECH).any()
