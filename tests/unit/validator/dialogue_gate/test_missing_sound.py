"""What an M&E has not, row by row."""

from __future__ import annotations

import numpy as np
import pytest

from validator.dialogue_gate.missing_sound import missing_cue, missing_sound, silent_cue, unexplained_sides

ROWS = 300
QUIET = 1e-6


def _bed(level: float = QUIET) -> np.ndarray:
    return np.full((ROWS, 2), level)


def _lines() -> np.ndarray:
    speech = np.zeros(ROWS, np.bool_)
    for start in range(0, ROWS, 40):
        speech[start : start + 12] = True
    return speech


def test_a_whole_me_lacks_nothing() -> None:
    speech = _lines()
    rest = np.zeros((ROWS, 2))
    rest[speech] = (1e-3, 1e-5)
    assert missing_sound(_bed() + rest, _bed(), rest, rest, speech) is None


@pytest.mark.parametrize(("seconds", "is_missing"), [(5.0, False), (5.1, True), (15.0, True)])
@pytest.mark.parametrize("level", [2e-8, QUIET, 1e-3])
def test_silence_to_the_last_bit_under_a_bed_however_quiet(*, level: float, seconds: float, is_missing: bool) -> None:
    speech = _lines()
    bed, rest = _bed(level), np.zeros((ROWS, 2))
    lost = slice(100, 100 + round(10 * seconds))
    bed[lost], rest[lost] = 0.0, level
    rest[speech, 0] += 1e-2
    found = silent_cue(bed + rest, bed)
    assert found.any() is np.bool_(is_missing)
    if is_missing:
        assert found[lost].all()
        assert missing_sound(bed + rest, bed, rest, rest, speech) is not None


def test_a_film_that_is_silent_between_its_lines_lacks_nothing() -> None:
    speech = _lines()
    rest = np.zeros((ROWS, 2))
    rest[speech] = (1e-3, 1e-5)
    assert missing_sound(rest, np.zeros((ROWS, 2)), rest, rest, speech) is None


def test_effects_far_from_lines_are_missed_and_the_room_of_a_line_is_not() -> None:
    speech = np.zeros(ROWS, np.bool_)
    speech[50:70] = True
    bed, rest = _bed(), np.zeros((ROWS, 2))
    rest[70:89, 1] = 1e-4
    assert not unexplained_sides(bed + rest, rest, speech).any()
    rest[200:212, 1] = 1e-4
    assert np.flatnonzero(unexplained_sides(bed + rest, rest, speech)).tolist() == list(range(200, 212))
    assert missing_sound(bed + rest, bed, rest, rest, speech) is not None


def test_a_soft_ambience_that_the_me_has_not_is_missed_and_another_level_of_it_is_not() -> None:
    speech = np.zeros(ROWS, np.bool_)
    speech[50:70] = True
    bed, rest = _bed(1e-3), _bed(2e-6)
    assert missing_sound(bed + rest, bed, rest, rest, speech) is not None
    assert missing_sound(bed + rest, bed, rest, np.zeros((ROWS, 2)), speech) is None, "a limiter"
    assert missing_sound(bed + rest, bed, rest, 0.01 * rest, speech) is None, "faint"


@pytest.mark.parametrize(("rows", "is_missing"), [(10, False), (11, True)])
def test_effects_that_are_missed_last_more_than_a_second_together(*, rows: int, is_missing: bool) -> None:
    speech = np.zeros(ROWS, np.bool_)
    bed, rest = _bed(1e-3), np.zeros((ROWS, 2))
    rest[100 : 100 + 2 * rows : 2, 1] = 1e-2
    assert (missing_sound(bed + rest, bed, rest, np.zeros((ROWS, 2)), speech) is not None) is is_missing


@pytest.mark.parametrize(("rows", "is_missing"), [(50, False), (51, True)])
def test_an_ambience_that_is_missed_lies_in_more_than_half_of_the_rows_far_from_lines(
    *, rows: int, is_missing: bool
) -> None:
    speech = np.ones(ROWS, np.bool_)
    speech[150:272] = False  # rows 170 to 269 lie more than 2 s behind a line and 0.2 s before the next
    bed, unlike = _bed(1e-3), np.zeros((ROWS, 2))
    unlike[170 : 170 + rows] = 1e-6
    found = missing_sound(bed, bed, np.zeros((ROWS, 2)), unlike, speech)
    assert (found is not None) is is_missing


def test_a_cue_that_is_missed_is_dense_and_a_row_elsewhere_is_no_part_of_it() -> None:
    bed, rest = _bed(1e-9), np.full((ROWS, 2), 1e-9)
    rest[50:110] = 1e-3
    rest[250] = 1e-3
    found = missing_cue(bed + rest, bed, rest)
    assert np.flatnonzero(found).tolist() == list(range(50, 110))
    assert not missing_cue((bed + rest)[:39], bed[:39], rest[:39]).any()


@pytest.mark.parametrize(("share", "is_lost"), [(0.5, False), (0.51, True)])
def test_a_cue_is_missing_where_more_than_half_of_the_mix_remains(*, share: float, is_lost: bool) -> None:
    mix = np.full((ROWS, 2), 2.0**-10)
    assert missing_cue(mix, 0.0 * mix, share * mix).all() == is_lost
    assert missing_cue(mix, 0.0 * mix, share * mix).any() == is_lost


@pytest.mark.parametrize(("rows", "is_cue"), [(10, False), (27, False), (28, True)])
def test_what_is_missing_in_seven_tenths_of_four_seconds_is_a_cue(*, rows: int, is_cue: bool) -> None:
    mix, rest = np.full((ROWS, 2), 1e-3), np.zeros((ROWS, 2))
    rest[100 : 100 + rows] = 1e-3
    found = missing_cue(mix, np.where(rest > 0.0, 0.0, mix), rest)
    assert np.count_nonzero(found) == (rows if is_cue else 0)


def test_sides_that_do_not_sound_lack_nothing() -> None:
    quiet = _bed(1e-8)
    assert not unexplained_sides(quiet, quiet, np.zeros(ROWS, np.bool_)).any()
    assert unexplained_sides(_bed(), _bed(), np.zeros(ROWS, np.bool_)).all()
