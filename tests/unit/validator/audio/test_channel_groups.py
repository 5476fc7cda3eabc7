"""A channel map is obeyed, so that some channels of a file are a programme of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.audio.channel_groups import channel_group
from validator.audio.programme import open_programme
from validator.measuring.measure import MeasureOptions, measure
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.audio.programme import Programme

    MakeWave = Callable[..., Path]


def samples_of(programme: Programme, **stretch: Any) -> NDArray[np.float64]:
    return np.concatenate(list(programme.blocks(block_samples=700, **stretch)))


@pytest.fixture
def noise() -> NDArray[np.float64]:
    return np.random.default_rng(3).uniform(-0.5, 0.5, (9_600, 4))


def test_one_channel_of_a_file_is_one_channel(make_wave: MakeWave, noise: NDArray[np.float64]) -> None:
    whole = open_programme([make_wave("mix.wav", noise)])
    second = replace(whole, channel_map=((0, 1),))
    assert second.channel_count == 1
    assert np.array_equal(samples_of(second), samples_of(whole)[:, 1:2])


def test_an_order_is_an_order(make_wave: MakeWave, noise: NDArray[np.float64]) -> None:
    whole = open_programme([make_wave("mix.wav", noise)])
    turned = replace(whole, channel_map=((0, 3), (0, 0), (0, 2), (0, 1)))
    assert np.array_equal(samples_of(turned, start_sample=11, sample_count=99), samples_of(whole)[11:110, [3, 0, 2, 1]])


def test_a_group_is_measured_as_a_file_of_these_channels_is(make_wave: MakeWave, noise: NDArray[np.float64]) -> None:
    whole = open_programme([make_wave("mix.wav", noise)])
    group = channel_group(whole, [2, 3], layout=LAYOUTS["2.0"], layout_from="the test")
    alone = open_programme([make_wave("alone.wav", noise[:, 2:])])
    options = MeasureOptions(version="0", name="mix", workers=1, kernel="numpy")
    left = measure(group, options).model_dump(exclude={"files", "layout_from"})
    assert left == measure(alone, options).model_dump(exclude={"files", "layout_from"})
    assert scan(group).table.channel_count == 2


@pytest.mark.parametrize("channels", [[], [0, 0], [4], [-1]])
def test_a_group_is_of_channels_that_are_there(
    make_wave: MakeWave, noise: NDArray[np.float64], channels: list[int]
) -> None:
    whole = open_programme([make_wave("mix.wav", noise)])
    with pytest.raises(UsageError, match="no channels of the file"):
        channel_group(whole, channels, layout=None, layout_from="")
    with pytest.raises(UsageError, match="another number of channels"):
        channel_group(whole, [0, 1, 2], layout=LAYOUTS["2.0"], layout_from="")
