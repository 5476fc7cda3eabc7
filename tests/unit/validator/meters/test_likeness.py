from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.meters.likeness import LEAST_DIFFERENCE_DB, Likeness, likeness
from validator.scan.driver import ScanOptions, scan_array

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _noise(seed: int, seconds: int = 12) -> NDArray[np.float64]:
    noise: NDArray[np.float64] = 0.05 * np.random.default_rng(seed).standard_normal(8000 * seconds)
    return noise


def _of(left: NDArray[np.float64], right: NDArray[np.float64]) -> Likeness:
    table = scan_array(np.stack([left, right], axis=1), 8000, options=ScanOptions(kernel="numpy", pairs=((0, 1),)))
    return likeness(table, (0, 1))


def test_the_same_sound_leaves_nothing() -> None:
    assert _of(_noise(1), _noise(1)).difference_db == LEAST_DIFFERENCE_DB


def test_a_little_of_something_else_is_seen_at_its_level() -> None:
    found = _of(_noise(1), _noise(1) + 0.001 * _noise(2))
    assert found.difference_db == pytest.approx(-60.0, abs=0.3)


def test_unrelated_sounds_leave_both_and_an_inverted_copy_leaves_twice_as_much() -> None:
    assert _of(_noise(1), _noise(2)).difference_db == pytest.approx(3.0, abs=0.2)
    assert _of(_noise(1), -_noise(1)).difference_db == pytest.approx(6.02, abs=0.01)


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_a_side_at_half_the_amplitude_is_so_in_every_row(gain: float) -> None:
    found = _of(_noise(1), gain * _noise(1))
    assert found.level_db == pytest.approx(-20 * np.log10(gain))
    assert (found.apart_share, found.sounding_rows) == (1.0, 120)
    assert found.difference_db == pytest.approx(10 * np.log10((1 - gain) ** 2 / ((1 + gain**2) / 2)))


def test_rows_in_which_one_side_is_silent_do_not_count() -> None:
    right = 0.5 * _noise(2)
    right[: 8000 * 6] = 0.0
    found = _of(_noise(1), right)
    assert 58 <= found.sounding_rows <= 62
    assert found.level_db == pytest.approx(6.0, abs=0.3)


def test_of_silence_nothing_is_said() -> None:
    found = _of(_noise(1), 0.0 * _noise(1))
    assert (found.difference_db, found.level_db, found.sounding_rows) == (None, None, 0)
    assert found.apart_share == 0.0
