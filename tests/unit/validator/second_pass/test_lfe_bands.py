from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.vocabulary import LAYOUTS
from validator.results.measurements import LOW_BANDS_HZ
from validator.second_pass.lfe_bands import low_bands

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.audio.programme import Programme

    Write = Callable[..., Programme]

RATE = 48_000


def surround(seconds: float, *tones: tuple[float, float], rate: int = RATE) -> NDArray[np.float64]:
    """5.1 with tones of Hz and amplitude in the LFE, which fade in and out, and noise everywhere else."""
    count = round(seconds * rate)
    samples: NDArray[np.float64] = 0.1 * np.random.default_rng(1).standard_normal((count, 6))
    time = np.arange(count) / rate
    fade = np.sin(np.pi / 2 * np.clip(np.minimum(time, seconds - time) / 0.5, 0.0, 1.0)) ** 2
    samples[:, 3] = fade * sum(amplitude * np.sin(2 * np.pi * hertz * time) for hertz, amplitude in tones)
    return samples


@pytest.mark.parametrize("rate", [48_000, 44_100])
@pytest.mark.parametrize(("hertz", "band"), [(50.0, 2), (110.0, 5), (990.0, 49), (1010.0, 50), (9000.0, 50)])
def test_a_tone_lies_in_its_band(hertz: float, band: int, rate: int, written: Write) -> None:
    programme = written(surround(12.0, (hertz, 0.5), rate=rate), "5.1", rate)

    power = low_bands(programme, LAYOUTS["5.1"], ("LFE",))[0]

    assert power[band] == pytest.approx(0.125, rel=0.06), "the fades take 5 % of the energy"
    assert power.sum() - power[band] < 1e-3 * power[band]


def test_a_loud_bass_does_not_leak_above_240_hz(written: Write) -> None:
    power = low_bands(written(surround(8.0, (45.0, 1.0)), "5.1"), LAYOUTS["5.1"], ("LFE",))[0]

    assert 10 * np.log10(power[12:].sum()) < -100.0


@pytest.mark.parametrize("seconds", [0.01, 0.5, 10.0, 11.37])
def test_the_bands_add_up_to_the_mean_square_of_the_channel(seconds: float, written: Write) -> None:
    samples = surround(seconds, (63.0, 0.4), (333.0, 0.1), (5000.0, 0.05))

    power = low_bands(written(samples, "5.1"), LAYOUTS["5.1"], ("LFE",))

    assert power.shape == (1, len(LOW_BANDS_HZ))
    assert power.sum() == pytest.approx(np.mean(np.square(samples[:, 3])), rel=1e-4)


def test_channels_are_found_by_label(written: Write) -> None:
    samples = surround(2.0, (50.0, 0.5))[:, [0, 2, 1, 4, 5, 3]]

    power = low_bands(written(samples, "5.1-film"), LAYOUTS["5.1-film"], ("LFE",))[0]

    assert power.argmax() == 2
