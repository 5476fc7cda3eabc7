from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.meters.correlation import (
    OUT_OF_PHASE_BELOW,
    OUT_OF_PHASE_SECONDS,
    coefficient,
    mirror_pairs,
    pair_correlation,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _noise(samples: int, seed: int) -> NDArray[np.float64]:
    return 0.1 * np.random.default_rng(seed).standard_normal(samples)


@pytest.mark.parametrize(("sign", "expected"), [(1.0, 1.0), (-1.0, -1.0), (0.25, 1.0)])
def test_the_same_sound_is_correlated_whatever_its_level(
    scan: Callable[..., BlockTable], sign: float, expected: float
) -> None:
    left = _noise(48_000, 1)
    found = pair_correlation(scan(np.stack([left, sign * left], axis=1), pairs=((0, 1),)), (0, 1))
    assert found.overall == pytest.approx(expected, abs=1e-12)
    assert found.rows == pytest.approx(np.full(10, expected), abs=1e-12)
    assert found.defined.all()


def test_unrelated_sounds_are_not_correlated(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.stack([_noise(96_000, 1), _noise(96_000, 2)], axis=1), pairs=((0, 1),))
    assert pair_correlation(table, (0, 1)).overall == pytest.approx(0.0, abs=0.02)


def test_the_coefficient_is_that_of_the_weighted_samples(scan: Callable[..., BlockTable]) -> None:
    left, right = _noise(48_000, 1), 0.6 * _noise(48_000, 1) + 0.3 * _noise(48_000, 2)
    table = scan(np.stack([left, right], axis=1), pairs=((0, 1),))
    # White noise keeps its correlation under any filter, up to chance.
    assert pair_correlation(table, (1, 0)).overall == pytest.approx(0.6 / np.hypot(0.6, 0.3), abs=0.02)


def test_correlation_with_silence_is_undefined(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.stack([_noise(9600, 1), np.zeros(9600)], axis=1), pairs=((0, 1),))
    found = pair_correlation(table, (0, 1))
    assert found.overall is None
    assert not found.defined.any()
    assert (found.rows == 0.0).all()
    assert coefficient(1.0, 0.0, 1.0) is None


def test_a_pair_that_was_not_summed_is_refused_in_words(scan: Callable[..., BlockTable]) -> None:
    table = scan(np.zeros((4800, 3)), pairs=((0, 1),))
    with pytest.raises(UsageError, match="the pair 1-2"):
        pair_correlation(table, (1, 2))


def test_left_and_right_are_paired_by_their_labels() -> None:
    assert mirror_pairs(LAYOUTS["5.1"]) == ((0, 1), (4, 5))
    assert mirror_pairs(LAYOUTS["5.1-film"]) == ((0, 2), (3, 4))
    assert mirror_pairs(LAYOUTS["7.1.4"]) == ((0, 1), (4, 5), (6, 7), (8, 9), (10, 11))
    assert mirror_pairs(LAYOUTS["5.1+2.0"]) == ((0, 1), (4, 5), (6, 7))
    assert mirror_pairs(LAYOUTS["1.0"]) == ()


@pytest.mark.parametrize("silent", [0, 1])
def test_either_channel_may_be_the_silent_one(scan: Callable[..., BlockTable], silent: int) -> None:
    signal = np.stack([_noise(9600, 1), _noise(9600, 2)], axis=1)
    signal[:, silent] *= 1e-4  # -20 dBFS and 80 dB below it: less than -70 dB of the gate
    found = pair_correlation(scan(signal, pairs=((0, 1),)), (0, 1))
    assert not found.defined.any()
    assert (found.rows == 0.0).all()
    assert pair_correlation(scan(signal, pairs=((0, 1),)), (0, 1), signal_above_power=1e-12).defined.all()


def test_out_of_phase_is_below_a_half_for_more_than_two_seconds() -> None:
    """As notices say it, and with which the words of the rule on polarity begin."""
    assert (OUT_OF_PHASE_BELOW, OUT_OF_PHASE_SECONDS) == (-0.5, 2.0)
