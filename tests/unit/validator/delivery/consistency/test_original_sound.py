"""Levels of a dub beside the lines against those of its original: which places lack sound, and what is no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.delivery.consistency.original_sound import LackingPlace, lacking_beside
from validator.delivery.consistency.sisters import SisterReadings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def readings(levels: Sequence[float]) -> SisterReadings:
    sides = np.array(levels, np.float32)
    return SisterReadings(
        programme_lkfs=None, dialogue_lkfs=None, range_lu=None, power_lkfs=np.empty(0, np.float32), sides_lkfs=sides
    )


def bed(rows: int = 200) -> NDArray[np.float64]:
    """A bed that swells slowly between -44 and -36."""
    return -40.0 + 4.0 * np.sin(np.arange(rows) / 15.0)


def against(dub: NDArray[np.float64], original: NDArray[np.float64]) -> list[LackingPlace]:
    return lacking_beside(readings(dub.tolist()), readings(original.tolist()))


@pytest.mark.parametrize(
    ("depth_db", "rows", "told"), [(9.1, 3, True), (8.9, 3, False), (30.0, 2, False), (60.0, 9, True)]
)
def test_how_deep_and_how_long_a_place_must_be(depth_db: float, rows: int, told: bool) -> None:
    dub = bed() - 2.0  # mixed softer throughout, which is another matter
    dub[100 : 100 + rows] -= depth_db
    found = against(dub, bed())
    assert [(one.first_second, one.last_second) for one in found] == [(10.0, 10.0 + rows / 10.0)] * told
    assert [one.difference_db for one in found] == [pytest.approx(-depth_db, abs=0.1)] * told


def test_a_line_of_the_dub_that_covers_a_part_of_a_hole_parts_no_place() -> None:
    dub = bed()
    dub[90:120] -= 40.0
    dub[100:106] = bed()[100:106] - 5.0
    ((first, last),) = [(one.first_second, one.last_second) for one in against(dub, bed())]
    assert (first, last) == (9.0, 12.0)


@pytest.mark.parametrize(("louder_db", "told"), [(15.0, False), (3.0, True)])
def test_what_only_the_original_has_may_be_the_room_of_its_line(louder_db: float, told: bool) -> None:
    original, dub = bed(), bed()
    original[100:108] += louder_db
    dub[100:108] -= 10.0
    assert bool(against(dub, original)) == told


def test_nothing_is_told_before_the_first_and_behind_the_last_sound_of_both() -> None:
    dub = bed()
    dub[:20] = dub[-20:] = -90.0  # a head that was cut is another finding
    assert against(dub, bed()) == []


def test_a_mix_that_is_ducked_throughout_or_out_of_step_lacks_nothing() -> None:
    ducked = bed(600)
    for start in range(20, 580, 40):
        ducked[start : start + 10] -= 15.0
    assert against(ducked, bed(600)) == []
    late = bed(600) + 5.0 * np.random.default_rng(3).standard_normal(600)
    assert against(np.roll(late, 7), late) == []


def test_too_little_sound_and_none_tell_nothing() -> None:
    short = bed(49)
    assert against(short - np.where(np.arange(49) == 20, 40.0, 0.0), short) == []
    assert against(np.full(100, -120.0), np.full(100, -120.0)) == []
    assert against(np.empty(0), bed()) == []
