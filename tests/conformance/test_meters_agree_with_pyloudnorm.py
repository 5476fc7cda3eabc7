"""A second opinion on integrated loudness: pyloudnorm with the filters of the Recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
import pytest

from fixtures.tones import SAMPLE_RATE_HZ, gain, pink_noise, samples
from specs.vocabulary import LAYOUTS
from validator.meters.loudness import integrated
from validator.meters.power import programme_row_power
from validator.scan.driver import scan_array

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _programme(layout: str, seed: int) -> NDArray[np.float64]:
    """Scenes of two to six seconds, each at a level of its own, some silent: both gates have work to do."""
    rng = np.random.default_rng(seed)
    channels = len(LAYOUTS[layout].labels)
    scenes = []
    for scene in range(8):
        length = samples(float(rng.uniform(2.0, 6.0)))
        level = 0.0 if scene == 5 else gain(float(rng.uniform(-50.0, -10.0)))
        balance = rng.uniform(0.2, 1.0, channels)
        noise = [pink_noise(-12.0, length, 100 * seed + 10 * scene + channel) for channel in range(channels)]
        scenes.append(level * balance * np.stack(noise, axis=1))
    whole = np.concatenate(scenes)
    # On whole rows, because pyloudnorm rounds the number of blocks and may count one that is cut short.
    return whole[: len(whole) // 4800 * 4800]


@pytest.mark.parametrize("layout", ["1.0", "2.0", "5.0"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_integrated_loudness_agrees_within_a_hundredth(layout: str, seed: int) -> None:
    signal = _programme(layout, seed)
    ours = integrated(programme_row_power(scan_array(signal, SAMPLE_RATE_HZ), LAYOUTS[layout].weights))
    theirs = pyloudnorm.Meter(SAMPLE_RATE_HZ, filter_class="DeMan").integrated_loudness(signal)
    assert ours.gated_block_count < ours.block_count
    assert ours.lkfs == pytest.approx(theirs, abs=0.01)
