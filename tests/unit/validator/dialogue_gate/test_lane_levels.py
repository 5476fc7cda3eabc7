"""What the levels of a mix, a guide and of what remains say of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.dialogue_gate.lane_levels import (
    LaneLevels,
    as_loud,
    centre_of,
    in_parts,
    lane_pair,
    leading_lane,
    of_same_channels,
    row_powers,
    sides_of,
    stands_out,
    usual_centre,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

ON, FAINT = 1e-3, 1e-9


def _db(level_db: float) -> float:
    return float(10.0 ** (level_db / 10.0))


def _flat(centre: float, *sides: float, seconds: int = 3) -> NDArray[np.float64]:
    return np.full((100 * seconds, 1 + len(sides)), (centre, *sides))


def _lines(centre: float, *sides: float, quiet: float = 1e-9, seconds: int = 4) -> NDArray[np.float64]:
    """Each second half of it spoken."""
    powers = _flat(centre, *sides, seconds=seconds)
    powers[np.arange(len(powers)) % 100 >= 50] *= quiet
    return powers


def _levels(guide: NDArray[np.float64], rest: NDArray[np.float64]) -> LaneLevels:
    return LaneLevels(mix=guide + rest, guide=guide, rest=rest)


def test_the_same_channels_in_another_order_are_the_same(heard: Callable[..., Timed]) -> None:
    layouts = ("5.1-film", "5.1", "2.0")
    film, smpte, stereo = (heard(np.zeros((1600, 2 if name == "2.0" else 6)), name) for name in layouts)

    assert of_same_channels(film, smpte)
    assert not of_same_channels(film, stereo)


def test_centre_and_sides_are_compared_where_both_have_the_same_channels_else_mono(heard: Callable[..., Timed]) -> None:
    surround, stereo = heard(np.zeros((1600, 6)), "5.1"), heard(np.zeros((1600, 2)), "2.0")
    same, other = lane_pair(surround, surround, 7), lane_pair(surround, stereo, -7)

    assert (same.offset_samples, other.offset_samples) == (7, -7)
    assert same.mix_gains.tolist() == [[0, 0, 1, 0, 0, 0], [1, 1, 0, 0, 1, 1]]
    assert same.guide_gains.tolist() == same.mix_gains.tolist()
    assert other.mix_gains.shape == (1, 6)
    assert other.guide_gains.tolist() == [[0.7071, 0.7071]]
    assert centre_of(surround.layout).tolist() == [[0, 0, 1, 0, 0, 0]]
    assert sides_of(surround.layout).tolist() == [[1, 1, 0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("seconds_left", "left_db", "is_the_mix"),
    [(0, -31.0, True), (1, -31.0, True), (2, -31.0, False), (0, -29.0, False)],
)
def test_a_guide_is_the_mix_where_next_to_nothing_is_left_in_19_of_20_seconds(
    *, seconds_left: int, left_db: float, is_the_mix: bool
) -> None:
    mix = _flat(ON, ON, seconds=20)
    rest = mix * _db(left_db)
    rest[: 100 * seconds_left] = mix[: 100 * seconds_left]

    assert LaneLevels(mix=mix, guide=mix, rest=rest).is_the_mix is is_the_mix


def test_seconds_without_sound_say_nothing() -> None:
    silent = _flat(FAINT, FAINT, seconds=20)
    mix = silent.copy()
    mix[:200] = ON

    assert not LaneLevels(mix=silent, guide=silent, rest=0.0 * silent).is_the_mix
    assert LaneLevels(mix=mix, guide=mix, rest=np.where(mix == ON, 0.0, mix)).is_the_mix


def test_what_rests_and_sits_in_the_centre_is_more_like_speech() -> None:
    lines, bed = _lines(ON, ON / 4), _flat(ON / 4, ON, seconds=4)

    assert _levels(lines, bed).guide_is_more_like_speech == (True, True)
    assert _levels(bed, lines).guide_is_more_like_speech == (False, False)
    assert _levels(_lines(ON / 4, ON), _flat(ON, ON / 4, seconds=4)).guide_is_more_like_speech == (True, False)
    assert _levels(_flat(ON, ON / 4, seconds=4), _lines(ON / 4, ON)).guide_is_more_like_speech == (False, True)


def test_with_one_lane_its_pauses_are_all_that_is_known() -> None:
    assert _levels(_lines(ON), _flat(ON, seconds=4)).guide_is_more_like_speech == (True, True)
    assert _levels(_flat(ON, seconds=4), _lines(ON)).guide_is_more_like_speech == (False, False)


@pytest.mark.parametrize(
    ("more_db", "central_db", "are_lines"),
    [(21.0, 3.5, True), (19.0, 3.5, False), (21.0, 2.5, False), (50.0, 15.0, True)],
)
def test_lines_come_and_go_20_db_more_and_sit_3_db_above_the_sides(
    *, more_db: float, central_db: float, are_lines: bool
) -> None:
    """Beside a bed whose loud and quiet rows lie 10 dB apart."""
    lines = _lines(ON, ON / _db(central_db), quiet=_db(-10.0 - more_db))
    bed = _lines(ON, ON / _db(12.0), quiet=_db(-10.0))

    assert _levels(lines, bed).guide_is_like_lines is are_lines
    assert _levels(bed, lines).rest_is_like_lines is are_lines
    assert not _levels(bed, lines).guide_is_like_lines
    assert not _levels(lines, bed).rest_is_like_lines


def test_with_one_lane_nothing_is_like_lines() -> None:
    lines, bed = _lines(ON), _flat(ON, seconds=4)

    assert not _levels(lines, bed).guide_is_like_lines
    assert not _levels(bed, lines).rest_is_like_lines


def test_the_sides_lead_where_they_are_more_than_3_db_louder() -> None:
    powers = np.array([[1.0, 0.5], [1.0, 1.9], [1.0, 2.1], [0.4, 0.9]])

    assert leading_lane(powers, 4).tolist() == [1.0, 1.0, 2.1, 0.9]
    assert leading_lane(powers, 6).tolist() == [1.0, 1.0, 2.1, 0.9, 0.0, 0.0], "what is missing is silent"
    assert leading_lane(powers, 2).tolist() == [1.0, 1.0]
    assert leading_lane(powers[:, :1], 4).tolist() == [1.0, 1.0, 1.0, 0.4]


def test_factors_weight_the_centre_and_do_not_change_what_leads() -> None:
    powers = np.array([[1.0, 0.5], [1.0, 1.9], [1.0, 2.1]])

    assert leading_lane(powers, 4, np.array([0.5, 0.25, 0.125, 1.0])).tolist() == [0.5, 0.25, 2.1, 0.0]


def test_the_usual_place_is_the_median_where_it_sounds_and_is_alone() -> None:
    powers = np.array([[2.0, 4.0], [3.0, 4.0], [9.0, 4.0], [80.0, 1.0], [1e-12, 1e-13]])
    alone = np.array([True, True, True, False, True])

    assert usual_centre(powers, alone) == 0.75
    assert usual_centre(powers, np.zeros(5, np.bool_)) == 1.0, "nothing is alone"
    assert usual_centre(powers[:, :1], alone) == 1.0, "one lane"


def test_the_usual_place_is_25_db_below_the_sides_at_the_lowest() -> None:
    powers = np.array([[_db(-24.0), 1.0], [_db(-26.0), 1.0]])

    assert usual_centre(powers, np.array([True, False])) == pytest.approx(_db(-24.0))
    assert usual_centre(powers, np.array([False, True])) == pytest.approx(_db(-25.0))


@pytest.mark.parametrize(
    ("usual", "central", "are"),
    [
        (1.0, 2.1, True),
        (1.0, 1.9, False),
        (0.1, 0.31, True),
        (0.1, 0.29, False),
        (9.0, 2.1, True),
        (9.0, 1.9, False),
    ],
)
def test_rows_stand_out_3_db_above_the_sides_or_5_db_above_what_is_usual(
    *, usual: float, central: float, are: bool
) -> None:
    powers = np.array([[central, 1.0], [central * 0.2, 0.2], [0.0, 1.0]])

    assert stands_out(powers, usual).tolist() == [are, are, False]


def test_with_one_lane_every_row_stands_out() -> None:
    assert stands_out(np.zeros((3, 1)), 1.0).tolist() == [True, True, True]


@pytest.mark.parametrize(("below_db", "is_loud"), [(4.9, True), (5.1, False), (0.0, True), (-10.0, True)])
def test_rows_are_as_loud_as_lines_where_their_loud_tenth_is_within_5_db(*, below_db: float, is_loud: bool) -> None:
    """The loud tenth of lines: 9 soft rows, then one at 0 dB; what is no line is louder and does not count."""
    lines = np.array([[1e-3, 9.0]] * 4 + [[1.0, 0.0]] * 6 + [[50.0, 0.0]] * 5)
    line_rows = np.arange(20) < 10
    own = np.array([[_db(-below_db), 9.0]] * 5 + [[100.0, 0.0]] * 5)
    rows = np.arange(12) < 5

    assert as_loud(own, rows, lines, line_rows) is is_loud


def test_nothing_is_as_loud_as_nothing() -> None:
    powers, none, every = np.ones((5, 2)), np.zeros(5, np.bool_), np.ones(5, np.bool_)

    assert not as_loud(powers, none, powers, every)
    assert not as_loud(powers, every, powers, none)
    assert as_loud(powers, every, powers, every)


def test_parts_are_means_and_an_incomplete_one_is_left_out() -> None:
    powers = np.arange(50.0).reshape(25, 2)

    assert in_parts(powers, 4).tolist() == [[3.0 + 8 * part, 4.0 + 8 * part] for part in range(6)]
    assert row_powers(powers).tolist() == [[9.0, 10.0], [29.0, 30.0]]
    assert in_parts(powers, 26).shape == (0, 2)


def test_of_less_than_a_row_nothing_comes_and_goes() -> None:
    short = np.full((5, 2), ON)

    assert _levels(short, short).guide_is_more_like_speech == (True, True)
    assert not _levels(short, short).guide_is_like_lines
