"""What a gate says, and the power of a guide on the blocks of a mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.message import message
from validator.dialogue_gate.alignment import Misfit, NoAlignment
from validator.dialogue_gate.gate import ME, STEM, block_power_in_mix, offset_text, refused_guide, threshold_text
from validator.dialogue_gate.voice import VoiceRows
from validator.meters.power import to_lkfs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

ROWS = 20
TONE_HZ = 997.0


def _beep(rate_hz: int) -> NDArray[np.float64]:
    """2 s, of which the second from 0.5 s is a tone of -20 dBFS RMS: (samples, 1)."""
    time = np.arange(2 * rate_hz) / rate_hz
    tone = 0.1 * np.sqrt(2.0) * np.sin(2.0 * np.pi * TONE_HZ * time)
    return np.where((time >= 0.5) & (time < 1.5), tone, 0.0)[:, np.newaxis]


def _loud(blocks: NDArray[np.float64]) -> list[int]:
    return np.flatnonzero(blocks > 1e-3).tolist()


@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
def test_blocks_have_the_loudness_of_the_guide_in_place(heard: Callable[..., Timed], rate_hz: int) -> None:
    blocks = block_power_in_mix(heard(_beep(rate_hz), "1.0", rate_hz), 0, ROWS)

    assert blocks.shape == (200,)
    assert _loud(blocks) == list(range(50, 150))
    assert to_lkfs(float(blocks[60:140].mean())) == pytest.approx(-20.0, abs=0.1), "a tone of 997 Hz in one channel"


@pytest.mark.parametrize(
    ("offset_samples", "first", "last"),
    [
        (1600, 60, 159),
        (-1600, 40, 139),
        (90, 51, 150),
        (70, 50, 149),
        (16_000, 150, 199),
        (-16_000, 0, 49),
    ],
)
def test_blocks_lie_where_the_guide_lies(
    heard: Callable[..., Timed], offset_samples: int, first: int, last: int
) -> None:
    """160 samples are a block: 90 are nearer to one, 70 to none."""
    blocks = block_power_in_mix(heard(_beep(16_000), "1.0"), offset_samples, ROWS)

    assert blocks.shape == (200,)
    assert _loud(blocks) == list(range(first, last + 1))


@pytest.mark.parametrize("offset_samples", [32_000, -32_000, 40_000, -40_000, 160_000, -160_000])
def test_a_guide_beside_the_mix_is_silent_in_it(heard: Callable[..., Timed], offset_samples: int) -> None:
    blocks = block_power_in_mix(heard(_beep(16_000), "1.0"), offset_samples, ROWS)

    assert blocks.shape == (200,)
    assert not blocks.any()


def test_surrounds_count_more_and_the_lfe_not_at_all(heard: Callable[..., Timed]) -> None:
    centre, surround, lfe = (np.zeros((32_000, 6)) for _ in range(3))
    centre[:, 2:3] = surround[:, 4:5] = lfe[:, 3:4] = _beep(16_000)
    levels = [block_power_in_mix(heard(samples, "5.1"), 0, ROWS).mean() for samples in (centre, surround, lfe)]

    assert levels[1] == pytest.approx(1.41 * levels[0])
    assert levels[2] == 0.0


@pytest.mark.parametrize(
    ("offset_samples", "text"),
    [
        (0, "no offset"),
        (-1, "offset -1 sample, -0.000 s"),
        (48, "offset +48 samples, +0.001 s"),
        (-96_000, "offset -96000 samples, -2.000 s"),
        (72_000, "offset +72000 samples, +1.500 s"),
    ],
)
def test_an_offset_in_words(offset_samples: int, text: str) -> None:
    assert offset_text(offset_samples, 48_000) == text


@pytest.mark.parametrize(
    ("threshold_db", "text"),
    [
        (None, "silent, no relative gate"),
        ((-35.2, -35.4), "above 35 dB below its loud tenth, gaps under 0.3 s closed, no relative gate"),
        ((-35.2, -21.0), "above 21 to 35 dB below its loud tenth, gaps under 0.3 s closed, no relative gate"),
        ((-26.0, -8.0), "above 8 to 26 dB below its loud tenth, gaps under 0.3 s closed, no relative gate"),
    ],
)
def test_a_threshold_in_words(threshold_db: tuple[float, float] | None, text: str) -> None:
    assert threshold_text(VoiceRows(speech=np.ones(3, np.bool_), threshold_db=threshold_db)) == text


def test_what_lies_nowhere_in_the_mix_is_refused_with_its_figures() -> None:
    figures = {"first_samples": 0, "last_samples": 4800}
    drifts = refused_guide(STEM, NoAlignment(misfit=Misfit.DRIFTS, figures=figures))
    silent = refused_guide(ME, NoAlignment(misfit=Misfit.SILENT))

    assert drifts.reason == message("dialogue.drifts", guide=STEM, first_samples=0, last_samples=4800)
    assert silent.reason == message("dialogue.silent", guide=ME)
