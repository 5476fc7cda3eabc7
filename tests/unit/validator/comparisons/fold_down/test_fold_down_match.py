"""A 2.0 solved for the 5.1 it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import short_film as films
from fixtures.film_faults import delayed
from fixtures.films import DubbedFilm, folded
from fixtures.limiter import limited
from validator.comparisons.fold_down.fold_down_match import fold_down_match
from validator.comparisons.fold_down.fold_down_model import FoldDownKind, FoldDownMatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def matched(stereo: NDArray[np.float32]) -> FoldDownMatch:
    return fold_down_match(films.held(stereo), films.held(films.dub()))


def test_a_fold_down_by_the_recommendation_has_its_coefficients() -> None:
    found = matched(folded(films.dub()))
    assert found.kind is FoldDownKind.LO_RO
    expected = {0: 0.0, 2: -3.01, 4: -3.01}
    assert {place: level for place, level in enumerate(found.left_db) if level is not None} == pytest.approx(
        expected, abs=0.05
    )
    assert found.right_db[5] == pytest.approx(-3.01, abs=0.05)
    assert found.lfe_told
    assert found.lfe_db is None
    assert found.offset_samples == pytest.approx(0.0, abs=0.05)
    assert found.null_db is not None
    assert found.null_db < -60.0


def test_an_lfe_at_full_level_is_found() -> None:
    found = matched(folded(films.dub(), lfe=1.0))
    assert found.kind is FoldDownKind.LO_RO
    assert found.lfe_db == pytest.approx(0.0, abs=0.05)
    assert found.left_db[2] == pytest.approx(-3.01, abs=0.05)
    assert found.left_db[4] == pytest.approx(-3.01, abs=0.05)


def test_a_limiter_on_the_fold_down_is_no_difference() -> None:
    found = matched(limited(folded(films.dub()), -14.0))
    assert found.kind is FoldDownKind.LO_RO
    assert found.left_db[4] == pytest.approx(-3.01, abs=0.3)


def test_turned_surrounds_are_lt_rt() -> None:
    assert matched(folded(films.dub(), matrix_encoded=True)).kind is FoldDownKind.LT_RT


def test_a_late_fold_down_is_solved_at_its_offset() -> None:
    found = matched(delayed(folded(films.dub()), 777))
    assert found.offset_samples == pytest.approx(777.0, abs=0.05)
    assert found.left_db[2] == pytest.approx(-3.01, abs=0.05)


def test_exchanged_sides_and_an_inverted_side_are_told() -> None:
    assert matched(folded(films.dub())[:, ::-1]).sides_exchanged
    turned = folded(films.dub())
    turned[:, 1] *= -1.0
    found = matched(turned)
    assert found.left_inverted == ()
    assert {1, 2, 5} <= set(found.right_inverted)


def test_another_language_is_another_version() -> None:
    assert matched(folded(films.original())).kind is FoldDownKind.OTHER_VERSION


def test_another_film_is_no_fold_down() -> None:
    found = matched(folded(DubbedFilm(seed=78, seconds=24.0).mix("de")))
    assert found.kind is FoldDownKind.NOT_A_FOLD_DOWN
    assert found.left_db == ()
