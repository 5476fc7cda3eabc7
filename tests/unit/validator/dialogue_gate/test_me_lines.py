"""Lines that an M&E still holds at full level, told by their place, level and pitch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from validator.catalogue import say
from validator.dialogue_gate.lane_levels import LaneLevels, as_loud
from validator.dialogue_gate.me_fit import MeFit
from validator.dialogue_gate.me_lines import lines_left_in, lines_of_its_own
from validator.scan.table import BLOCKS_PER_ROW

ROWS = 300
SPEECH = np.zeros(ROWS, np.bool_)
SPEECH[150:190] = SPEECH[220:260] = True


def _fit(
    like_lines: np.ndarray,
    *,
    voiced: bool = True,
    whispered: bool = False,
    level: float = 1e-3,
    sides: float = 1e-6,
    speech: np.ndarray = SPEECH,
) -> MeFit:
    """80 rows with lines remain; the M&E sounds like lines in these rows."""
    rest, bed = np.full((ROWS, 2), 1e-12), np.full((ROWS, 2), 1e-6)
    rest[speech] = (1e-3, 1e-5)
    bed[like_lines] = (level, sides)
    by_block = [np.repeat(rows, BLOCKS_PER_ROW, axis=0) for rows in (rest + bed, bed, rest)]
    return MeFit(
        weights=None,
        levels=LaneLevels(mix=by_block[0], guide=by_block[1], rest=by_block[2]),
        gains=np.ones((1, 2)),
        is_told=np.ones((1, 2), np.bool_),
        traces=(),
        row_count=ROWS,
        unlike=by_block[2],
        common_gain=np.ones(ROWS),
        bed_voiced=like_lines & voiced,
        rest_voiced=speech & (not whispered),
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


@pytest.mark.parametrize(("rows", "is_found"), [(40, False), (41, True)])
def test_half_as_many_as_remain_are_too_many(*, rows: int, is_found: bool) -> None:
    assert (lines_left_in(_fit(_rows((10, 10 + rows))), SPEECH) is not None) is is_found


@pytest.mark.parametrize(("rows", "is_found"), [(9, False), (10, True)])
def test_less_than_a_line_is_an_effect(*, rows: int, is_found: bool) -> None:
    few = _rows((150, 162))
    assert (lines_left_in(_fit(_rows((10, 10 + rows)), speech=few), few) is not None) is is_found


def test_whispers_have_no_pitch_and_are_lines() -> None:
    fit = _fit(_rows((10, 50), (90, 130)), voiced=False, whispered=True)
    assert lines_left_in(fit, SPEECH) is not None


def test_effects_without_a_pitch_are_not_lines() -> None:
    fit = _fit(_rows((10, 50), (90, 130)), voiced=False)
    assert lines_left_in(fit, SPEECH) is None
    assert not lines_of_its_own(fit, SPEECH).any()


def test_a_few_rows_like_lines_may_be_some_and_louder_ones_are_an_effect() -> None:
    assert np.array_equal(lines_of_its_own(_fit(_rows((10, 15))), SPEECH), _rows((10, 15)))
    assert not lines_of_its_own(_fit(_rows((10, 15)), level=3e-3), SPEECH).any()


@pytest.mark.parametrize(("level", "sides"), [(1e-4, 1e-6), (1e-3, 1e-2)])
def test_what_is_softer_or_at_the_sides_is_not_like_lines(level: float, sides: float) -> None:
    fit = _fit(_rows((10, 50), (90, 130)), level=level, sides=sides)
    assert lines_left_in(fit, SPEECH) is None
    assert not lines_of_its_own(fit, SPEECH).any()


@pytest.mark.parametrize(("below_db", "is_found"), [(4.9, True), (5.1, False)])
def test_a_radio_that_never_comes_near_the_level_of_lines_is_none(*, below_db: float, is_found: bool) -> None:
    fit = _fit(_rows((10, 50), (90, 130)), level=1e-3 * 10.0 ** (-below_db / 10.0))
    assert (lines_left_in(fit, SPEECH) is not None) is is_found


def test_a_song_at_the_level_of_lines_is_told_from_them_by_nothing_and_the_reason_says_so() -> None:
    found = lines_left_in(_fit(_rows((10, 60))), SPEECH)

    assert found is not None
    assert "or a song or a voice as loud" in say(found)


def test_nothing_is_as_loud_as_lines_where_there_is_neither() -> None:
    powers, rows, nothing = np.full((4, 2), 1e-3), np.ones(4, np.bool_), np.zeros(4, np.bool_)

    assert as_loud(powers, rows, powers, rows)
    assert not as_loud(powers, nothing, powers, rows)
    assert not as_loud(powers, rows, powers, nothing)


@pytest.mark.parametrize(("voiced", "is_kept"), [(24, True), (25, False)])
def test_where_three_in_ten_of_the_lines_have_a_pitch_what_has_none_may_be_lines_as_well(
    *, voiced: int, is_kept: bool
) -> None:
    """Of 80 rows."""
    pitched = np.zeros(ROWS, np.bool_)
    pitched[np.flatnonzero(SPEECH)[:voiced]] = True
    fit = replace(_fit(_rows((10, 15)), voiced=False), rest_voiced=pitched)
    assert np.array_equal(lines_of_its_own(fit, SPEECH), _rows((10, 15)) if is_kept else _rows())
