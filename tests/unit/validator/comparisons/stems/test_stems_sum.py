"""Stems whose sum gives their printmaster, and stems with one fault each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.film_faults import delayed
from fixtures.limiter import limited
from validator.comparisons.stems.stems_sum import stems_sum
from validator.comparisons.stems.sum_model import StemsSumResult, SumCause, SumState

if TYPE_CHECKING:
    from numpy.typing import NDArray


def summed(printmaster: NDArray[np.float32] | None = None, **changed: NDArray[np.float32] | None) -> StemsSumResult:
    parts = {**films.stems(), **changed}
    mix = films.printmaster() if printmaster is None else printmaster
    return stems_sum(films.held(mix), {name: films.held(part) for name, part in parts.items() if part is not None})


def faults(found: StemsSumResult) -> dict[str, tuple[SumCause, ...]]:
    return {item.name: item.faults for item in found.stems if item.faults}


def test_the_right_stems_give_the_printmaster_exactly() -> None:
    found = summed()
    assert found.state is SumState.EXACT
    assert found.cause is None


def test_a_limiter_on_the_printmaster_is_explained() -> None:
    found = summed(limited(films.printmaster(), -17.0))
    assert found.state is SumState.NULLS
    assert found.cause is SumCause.LIMITED_ONLY
    assert faults(found) == {}
    assert found.limited_share is not None
    assert found.limited_share > 0.01


@pytest.mark.parametrize("ceiling_dbfs", [None, -17.0])
def test_a_stem_at_another_level_is_named_with_its_level(ceiling_dbfs: float | None) -> None:
    mix = None if ceiling_dbfs is None else limited(films.printmaster(), ceiling_dbfs)
    found = summed(mix, MX=films.stems()["MX"] * np.float32(10 ** (-0.6 / 20)))
    assert faults(found) == {"MX": (SumCause.STEM_GAIN,)}
    assert found.stems[1].gain_db == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("late", [1, -1200])
def test_a_stem_out_of_time_is_named_with_its_delay(late: int) -> None:
    found = summed(FX=delayed(films.stems()["FX"], late))
    assert faults(found) == {"FX": (SumCause.STEM_DELAY,)}
    assert found.stems[2].delay_samples == pytest.approx(late, abs=0.02)


def test_a_stem_soft_for_a_while_is_named_with_place_and_level() -> None:
    ridden = films.stems()["DX"].copy()
    ridden[3 * 48_000 : 8 * 48_000] *= np.float32(10 ** (-1.5 / 20))
    found = summed(DX=ridden)
    assert faults(found) == {"DX": (SumCause.STEM_RANGE,)}
    (stretch,) = found.stems[0].ranges
    assert stretch.gain_db == pytest.approx(1.5, abs=0.05)
    outside = [value for second, value in enumerate(found.null_db) if value is not None and not 2 <= second <= 8]
    assert max(outside) < -60.0


def test_a_centre_inverted_against_the_dialogue_stem_is_named() -> None:
    mix = films.printmaster().copy()
    mix[:, 2] *= -1.0
    alone = stems_sum(films.held(mix), {"DX": films.held(films.stems()["DX"])})
    assert alone.stems[0].inverted == (2,)
    found = summed(mix)
    assert found.cause is SumCause.STEM_POLARITY
    assert all(2 in item.inverted for item in found.stems if item.name != "MX")


def test_a_stem_that_was_not_delivered_leaves_a_remainder() -> None:
    found = summed(FX=None)
    assert found.cause is SumCause.CONTENT_MISSING
    assert faults(found) == {}
    assert found.remainder_seconds


def test_the_dialogue_of_another_language_is_not_in_it() -> None:
    found = summed(DX=films.film().dialogue("fr")[: films.STEM_SAMPLES])
    assert found.cause is SumCause.STEM_ABSENT
    assert faults(found) == {"DX": (SumCause.STEM_ABSENT,)}


def test_silence_and_other_channels_are_not_summed() -> None:
    silent = stems_sum(films.held(np.zeros((48_000, 6), np.float32)), {"DX": films.held(films.stems()["DX"])})
    assert silent.cause is SumCause.SILENCE
    two = stems_sum(films.held(films.printmaster()), {"DX": films.held(films.stems()["DX"][:, :2])})
    assert two.cause is SumCause.CHANNEL_COUNTS_DIFFER


def brown(rng: np.random.Generator, seconds: float) -> NDArray[np.float64]:
    """Noise that falls by 6 dB an octave, float64 (samples, 6)."""
    steps = rng.standard_normal((round(seconds * 48_000), 6))
    walk: NDArray[np.float64] = np.cumsum(steps, axis=0)
    walk -= walk.mean(axis=0)
    return walk


@pytest.mark.parametrize(("seed", "below_db"), [(0, -30.0), (2, -20.0), (2, -40.0)])
def test_a_soft_stem_under_loud_limited_music_is_no_fault(seed: int, below_db: float) -> None:
    rng = np.random.default_rng(seed)
    swell = np.repeat(rng.uniform(0.1, 1.0, 60), 4800)[:, None]
    music = np.clip(0.0075 * swell * brown(rng, 6.0), -0.9, 0.9).astype(np.float32)
    effects = (10 ** (below_db / 20) * 0.001 * brown(rng, 6.0)).astype(np.float32)
    stems = {"MX": films.held(music), "FX": films.held(effects)}
    found = stems_sum(films.held(limited(music + effects, -20.0)), stems)
    assert (found.cause, faults(found)) == (SumCause.LIMITED_ONLY, {})
    if below_db > -40.0:
        turned = effects.copy()
        turned[:, 0] *= -1.0
        unlimited = stems_sum(films.held(music + turned), stems)
        assert faults(unlimited) == {"FX": (SumCause.STEM_POLARITY,)}
