"""Loudness beside the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS, layout_of
from validator.meters.fold_down import pairs_needed
from validator.meters.power import programme_row_power
from validator.meters.sides import sides_row_power

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.table import BlockTable


def _sound(channels: int) -> NDArray[np.float64]:
    return np.random.default_rng(3).normal(0.0, 0.05, (96_000, channels))


@pytest.mark.parametrize("layout", ["5.1", "5.1-film", "7.1", "3.0"])
def test_the_centre_and_the_lfe_are_left_out(scan: Callable[..., BlockTable], layout: str) -> None:
    known = LAYOUTS[layout]
    sound = _sound(len(known.labels))
    louder = sound.copy()
    louder[:, [known.labels.index(label) for label in ("C", "LFE") if label in known.labels]] *= 10.0
    without = sound.copy()
    without[:, known.labels.index("C")] = 0.0
    one, other = (sides_row_power(scan(each), known) for each in (sound, louder))
    assert one is not None
    assert other is not None
    assert np.array_equal(one, other)
    assert np.allclose(one, programme_row_power(scan(without), known.weights))


def test_of_two_channels_what_sits_in_the_middle_is_left_out(scan: Callable[..., BlockTable]) -> None:
    layout, sides, line = LAYOUTS["2.0"], _sound(2), _sound(1)
    pairs = pairs_needed(layout)
    alone, with_line = (sides_row_power(scan(each, pairs=pairs), layout) for each in (sides, sides + line))
    assert alone is not None
    assert with_line is not None
    assert np.allclose(alone, with_line)
    middle = sides_row_power(scan(np.repeat(line, 2, axis=1), pairs=pairs), layout)
    assert middle is not None
    assert middle.max() < 1e-12
    assert (middle >= 0.0).all()


def test_mono_and_two_channels_without_their_product_have_none(scan: Callable[..., BlockTable]) -> None:
    assert sides_row_power(scan(_sound(1)), LAYOUTS["1.0"]) is None
    assert sides_row_power(scan(_sound(2)), LAYOUTS["2.0"]) is None
    assert sides_row_power(scan(_sound(1)), layout_of(("C",))) is None


def test_what_sounds_on_one_side_alone_counts_half(scan: Callable[..., BlockTable]) -> None:
    """The worked example: energy 1 and 0, product 0."""
    sound = _sound(2)
    sound[:, 1] = 0.0
    table = scan(sound, pairs=pairs_needed(LAYOUTS["2.0"]))
    assert sides_row_power(table, LAYOUTS["2.0"]) == pytest.approx(programme_row_power(table, (0.5, 0.5)), rel=1e-9)
