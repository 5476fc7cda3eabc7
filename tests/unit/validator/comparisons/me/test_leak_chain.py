"""Which lines of a row leak, told by all of them together."""

from __future__ import annotations

import numpy as np
import pytest

from validator.comparisons.me.leak_chain import leak_chain

_NOBODY = np.zeros(60, np.bool_)


def scores(leaking: np.ndarray, expected: float, seed: int = 1) -> np.ndarray:
    return np.asarray(expected * leaking + np.random.default_rng(seed).normal(size=len(leaking)), np.float64)


def test_a_line_between_lines_that_leak_leaks_where_its_own_score_says_little() -> None:
    told = leak_chain(np.array([1.9, 2.3, 0.4, 1.8, 2.1]), np.full(5, 2.0), 1.0, np.zeros(5, np.bool_))
    assert told.leaks.all()


@pytest.mark.parametrize("expected", [2.0, 3.0])
def test_a_reel_that_leaks_ends_where_it_ends(expected: float) -> None:
    leaking = np.arange(60) < 30
    told = leak_chain(scores(leaking, expected), np.full(60, expected / 0.005), 0.0025, _NOBODY)
    assert np.count_nonzero(told.leaks != leaking) <= 1
    assert told.gain == pytest.approx(0.005, rel=0.15), "twice what all lines together have"


def test_of_two_speakers_in_turn_the_one_that_leaks_is_told() -> None:
    leaking = np.arange(60) % 2 == 0
    told = leak_chain(scores(leaking, 4.0), np.full(60, 4.0 / 0.005), 0.0025, _NOBODY)
    assert np.count_nonzero(told.leaks & ~leaking) <= 2
    assert np.count_nonzero(told.leaks & leaking) >= 26


def test_a_line_whose_own_score_speaks_against_it_is_left_out() -> None:
    own = scores(np.ones(60, np.bool_), 5.0)
    own[30] = -0.5
    told = leak_chain(own, np.full(60, 5.0 / 0.005), 0.005, _NOBODY)
    assert np.flatnonzero(~told.leaks).tolist() == [30]


def test_one_line_found_by_itself_does_not_speak_for_all() -> None:
    own = scores(np.zeros(60, np.bool_), 1.0)
    own[20] = 30.0
    found = np.arange(60) == 20
    told = leak_chain(own, np.full(60, 600.0), 0.05, found)
    assert not (told.leaks & ~found).any()
