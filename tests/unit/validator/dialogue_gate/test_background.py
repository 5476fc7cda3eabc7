"""How loud it is beside the dialogue stem: channel by channel, of noises and tones that have nothing in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.dialogue_gate.background import background_beside_stem
from validator.meters.power import programme_row_power, to_lkfs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

RATE, COUNT = 16_000, 48_000


def _noise(seed: int, channels: int, level: float = 0.1) -> NDArray[np.float64]:
    return level * np.random.default_rng(seed).standard_normal((COUNT, channels))


def _lkfs(power: NDArray[np.float64]) -> float:
    level = to_lkfs(float(power.mean()))
    assert level is not None
    return level


def _beside(mix: Timed, stem: Timed, offset_samples: int = 0) -> float:
    found = background_beside_stem(mix, stem, offset_samples)
    assert found is not None
    assert found.shape == (30,)
    return _lkfs(found)


def _stem(*used: int) -> NDArray[np.float64]:
    stem = np.zeros((COUNT, 6))
    stem[:, list(used)] = _noise(1, len(used))
    return stem


BED = _noise(2, 6, 0.02)


@pytest.mark.parametrize("used", [(2,), (0, 2), (0, 1, 2, 4, 5)])
def test_what_remains_is_the_bed(heard: Callable[..., Timed], used: tuple[int, ...]) -> None:
    mix, bed = heard(_stem(*used) + BED, "5.1"), heard(BED, "5.1")

    assert _beside(mix, heard(_stem(*used), "5.1")) == pytest.approx(
        _lkfs(programme_row_power(bed.table, bed.layout.weights)), abs=0.2
    )


def test_channels_that_the_stem_does_not_use_are_background_as_they_are(heard: Callable[..., Timed]) -> None:
    """The left of the mix is nothing but what the stem has 70 dB below its centre: taken out, it would be silent."""
    stem = _stem(2)
    mix = stem.copy()
    mix[:, 0] = 0.1 * np.random.default_rng(5).standard_normal(COUNT)
    soft, softer = stem.copy(), stem.copy()
    soft[:, 0] = mix[:, 0] * 10.0 ** (-50.0 / 20.0)
    softer[:, 0] = mix[:, 0] * 10.0 ** (-70.0 / 20.0)

    whole = heard(np.delete(mix, 2, axis=1)[:, [0]], "1.0")
    left_lkfs = _lkfs(programme_row_power(whole.table, (1.0,)))
    assert _beside(heard(mix, "5.1"), heard(softer, "5.1")) == pytest.approx(left_lkfs, abs=0.1)
    assert _beside(heard(mix, "5.1"), heard(soft, "5.1")) < left_lkfs - 30.0


def test_the_lfe_of_a_stem_says_nothing(heard: Callable[..., Timed]) -> None:
    """The mix has none."""
    with_lfe = _stem(2)
    with_lfe[:, 3] = _noise(7, 1)[:, 0]
    mix, bed = (np.delete(samples, 3, axis=1) for samples in (with_lfe + BED, BED))
    found = background_beside_stem(heard(mix, "5.0"), heard(with_lfe, "5.1"), 0)

    assert found is not None
    weights = heard(bed, "5.0").layout.weights
    assert _lkfs(found) == pytest.approx(_lkfs(programme_row_power(heard(bed, "5.0").table, weights)), abs=0.2)


def test_a_stem_with_channels_that_the_mix_has_not_tells_nothing(heard: Callable[..., Timed]) -> None:
    mix = heard(BED[:, :2], "2.0")

    assert background_beside_stem(mix, heard(_stem(2), "5.1"), 0) is None
    assert background_beside_stem(mix, heard(_stem(0, 1), "5.1"), 0) is not None, "the others are silent"


def test_a_late_stem_is_taken_out_where_it_lies(heard: Callable[..., Timed]) -> None:
    stem = _stem(2)
    moved = np.concatenate([stem[1600:], np.zeros((1600, 6))])
    mix = heard(stem + BED, "5.1")

    assert _beside(mix, heard(moved, "5.1"), 1600) < _beside(mix, heard(moved, "5.1"), 0) - 3.0


def test_a_silent_stem_leaves_all_of_the_mix(heard: Callable[..., Timed]) -> None:
    mix = heard(BED, "5.1")

    assert _beside(mix, heard(0.0 * BED, "5.1")) == pytest.approx(
        _lkfs(programme_row_power(mix.table, mix.layout.weights))
    )


def test_how_far_it_is_is_told(heard: Callable[..., Timed]) -> None:
    told: list[tuple[str, int]] = []

    def show(name: str, total: int) -> Callable[[int], None]:
        told.append((name, total))
        return lambda _: None

    background_beside_stem(heard(_stem(2) + BED, "5.1"), heard(_stem(2), "5.1"), 0, show)

    assert told == [("mix against dialogue stem", COUNT)]
