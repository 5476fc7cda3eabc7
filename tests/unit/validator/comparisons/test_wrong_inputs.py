"""What does not belong together gives "cannot tell" and a reason, never a number: other films, silence, other forms."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.film_faults import sped
from fixtures.films import DubbedFilm, folded
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.dub.map_model import MapCause, MapState
from validator.comparisons.fold_down.fold_down_match import fold_down_match
from validator.comparisons.fold_down.fold_down_model import FoldDownKind
from validator.comparisons.stems.stems_sum import stems_sum
from validator.comparisons.stems.sum_model import SumCause, SumState

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.comparisons.dub.reduction import Reduction

    Sound = NDArray[np.float32]

SEEDS = (4711, 4712, 4713)
SECONDS = 12.0
UNTOLD = {MapCause.OTHER_PROGRAMME, MapCause.SHARES_SOUNDS, MapCause.SAME_MUSIC}


@lru_cache(maxsize=len(SEEDS))
def mix(seed: int) -> Sound:
    return DubbedFilm(seed=seed, seconds=SECONDS).mix("de")


@lru_cache(maxsize=len(SEEDS))
def reduced(seed: int) -> Reduction:
    return reduce_programme(films.held(mix(seed)))


@pytest.mark.parametrize("seeds", list(permutations(SEEDS, 2)), ids=str)
def test_films_that_have_nothing_to_do_with_each_other_have_no_offset(seeds: tuple[int, int]) -> None:
    found = compare_dub(reduced(seeds[0]), reduced(seeds[1]))
    assert (found.state, found.segments, found.edits) == (MapState.CANNOT_TELL, (), ())
    assert found.cause in UNTOLD


FORMS: dict[str, Callable[[Sound], tuple[Sound, int]]] = {
    "2.0": lambda sound: (folded(sound), 48_000),
    "mono": lambda sound: (folded(sound).mean(axis=1, keepdims=True), 48_000),
    "44.1 kHz": lambda sound: (sped(sound, Fraction(48_000, 44_100)), 44_100),
    "the first nine seconds": lambda sound: (sound[: 9 * 48_000], 48_000),
}


@pytest.mark.parametrize("form", FORMS)
def test_another_film_in_another_form_has_no_offset(form: str) -> None:
    sound, rate = FORMS[form](mix(SEEDS[0]))
    for original in (reduced(SEEDS[1]), reduced(SEEDS[2])):
        found = compare_dub(reduce_programme(films.held(sound, rate)), original)
        assert (found.state, found.segments) == (MapState.CANNOT_TELL, ())


@pytest.mark.parametrize("form", ["2.0", "mono", "44.1 kHz"])
def test_its_own_film_in_another_form_has_one(form: str) -> None:
    sound, rate = FORMS[form](mix(SEEDS[0]))
    found = compare_dub(reduce_programme(films.held(sound, rate)), reduced(SEEDS[0]))
    assert found.state is MapState.ALIGNED
    assert len(found.segments) == 1
    assert found.segments[0].offset_samples == pytest.approx(0.0, abs=4.8)


@pytest.mark.parametrize("level", [0.0, 1e-7], ids=["digital silence", "the last bit"])
def test_silence_has_no_offset(level: float) -> None:
    noise = np.random.default_rng(1).standard_normal(mix(SEEDS[0]).shape) * level
    found = compare_dub(reduce_programme(films.held(noise.astype(np.float32))), reduced(SEEDS[0]))
    assert (found.state, found.segments) == (MapState.CANNOT_TELL, ())


def test_a_silent_stem_is_no_fault_of_another() -> None:
    stems = films.stems()
    silent = np.zeros_like(stems["DX"])
    found = stems_sum(
        films.held(stems["MX"] + stems["FX"]),
        {name: films.held(silent if name == "DX" else part) for name, part in stems.items()},
    )
    assert found.state in {SumState.EXACT, SumState.NULLS}
    missing = stems_sum(
        films.held(films.printmaster()),
        {name: films.held(silent if name == "DX" else part) for name, part in stems.items()},
    )
    assert missing.state is SumState.DIFFERS
    assert missing.cause is SumCause.CONTENT_MISSING
    assert all(not reading.faults for reading in missing.stems)


def test_the_stems_of_another_film_are_named_as_absent() -> None:
    other = mix(SEEDS[0])[: films.STEM_SAMPLES]
    whole = films.printmaster()[: len(other)]
    found = stems_sum(films.held(whole), {"MIX": films.held(other)})
    assert found.state is SumState.DIFFERS
    assert found.cause is SumCause.STEM_ABSENT


def test_a_stereo_mix_of_another_film_is_no_fold_down() -> None:
    found = fold_down_match(films.held(folded(mix(SEEDS[1]))), films.held(mix(SEEDS[0])))
    assert found.kind not in {FoldDownKind.LO_RO, FoldDownKind.LT_RT}
