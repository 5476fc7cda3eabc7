from __future__ import annotations

import pytest

from validator.meters.decibels import amplitude_to_db, db_to_amplitude, db_to_power, power_to_db


def test_silence_has_no_level() -> None:
    assert amplitude_to_db(0.0) is None
    assert power_to_db(0.0) is None


def test_full_scale_is_zero_decibels_and_not_undefined() -> None:
    assert amplitude_to_db(1.0) == 0.0
    assert power_to_db(1.0) == 0.0


def test_the_sign_of_an_amplitude_does_not_matter() -> None:
    assert amplitude_to_db(-0.5) == pytest.approx(-6.0206, abs=1e-4)


def test_no_level_is_no_signal() -> None:
    assert db_to_amplitude(None) == 0.0
    assert db_to_power(None) == 0.0


@pytest.mark.parametrize("level", [-144.5, -60.0, -0.1, 0.0, 3.0])
def test_levels_survive_the_way_there_and_back(level: float) -> None:
    assert amplitude_to_db(db_to_amplitude(level)) == pytest.approx(level, abs=1e-12)
    assert power_to_db(db_to_power(level)) == pytest.approx(level, abs=1e-12)
