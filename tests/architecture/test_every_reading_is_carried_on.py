"""A reading that a gain, or the joining of reels, left as it was would be a wrong figure that nobody notices."""

from __future__ import annotations

from typing import Final

import pytest

from fixtures.measurements import make_measurements
from packager.corrections.levels import shifted
from specs.statements.statement import Statement
from validator.delivery.judged import subject_of
from validator.delivery.reels import joined
from validator.results.measurements import Level, Measurements

_LEVEL: Final[object] = Level
LEVELS: Final = tuple(name for name, field in Measurements.model_fields.items() if field.annotation == _LEVEL)
"""Readings in decibels or loudness units, by name."""

LEFT_BY_A_GAIN: Final[dict[str, str]] = {}
"""Readings that do not follow the level of the programme, and why."""

STALE: Final = -199.0
"""A level that no meter reads and no sum of others gives."""


def _reading(measurements: Measurements, name: str) -> float | None:
    level: float | None = getattr(measurements, name)
    return level


def test_there_are_levels() -> None:
    assert {"integrated_lkfs", "max_true_peak_dbtp", "noise_floor_dbfs", "loudness_range_lu"} <= set(LEVELS)
    assert all(LEFT_BY_A_GAIN.values()), "an exception has its reason"


@pytest.mark.parametrize("name", LEVELS)
def test_a_gain_moves_a_level_or_it_is_said_why_not(name: str) -> None:
    before = make_measurements().model_copy(update={name: STALE})
    is_left = _reading(shifted(before, -3.0), name) == STALE
    assert is_left is (name in LEFT_BY_A_GAIN), "packager/corrections/levels.py"


@pytest.mark.parametrize("name", LEVELS)
def test_joined_reels_do_not_keep_the_level_of_the_first(name: str) -> None:
    whole = make_measurements()
    span = subject_of(whole, Statement()).span
    reels = [whole.model_copy(update={name: STALE}), whole]
    assert _reading(joined(reels, [span, span]), name) != STALE, "validator/delivery/reels.py"
