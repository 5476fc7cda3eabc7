"""Where a sound has a pitch."""

from __future__ import annotations

import numpy as np
import pytest

from validator.comparisons.lines.voicing import voiced_windows

SECONDS = 3


def _vowel(rate: int, pitch_hz: float) -> np.ndarray:
    """Harmonics whose level falls by 6 dB an octave."""
    times = np.arange(SECONDS * rate) / rate
    parts = [np.sin(2 * np.pi * pitch_hz * n * times + n) / n for n in range(1, int(3000 / pitch_hz))]
    return np.asarray(0.05 * np.sum(parts, axis=0), np.float32)


def _noise(rate: int) -> np.ndarray:
    return (0.05 * np.random.default_rng(3).standard_normal(SECONDS * rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 14_700])
@pytest.mark.parametrize("pitch_hz", [85.0, 120.0, 220.0, 330.0])
def test_a_vowel_is_voiced(rate: int, pitch_hz: float) -> None:
    assert voiced_windows(_vowel(rate, pitch_hz), rate)[1:-2].all()


@pytest.mark.parametrize("rate", [16_000, 14_700])
def test_noise_and_silence_are_not(rate: int) -> None:
    assert voiced_windows(_noise(rate), rate)[1:-1].mean() < 0.05
    assert not voiced_windows(np.zeros(SECONDS * rate, np.float32), rate).any()


def test_a_vowel_in_the_middle_is_found_where_it_is() -> None:
    rate = 16_000
    sound = _noise(rate)
    sound[rate : 2 * rate] = _vowel(rate, 150.0)[:rate]
    found = voiced_windows(sound, rate)
    assert found[21:39].all()
    assert found[:19].mean() < 0.1
    assert found[42:].mean() < 0.1


@pytest.mark.parametrize("samples", [0, 1, 3, 799, 800, 48_001])
def test_there_are_two_windows_for_every_whole_row(samples: int) -> None:
    assert len(voiced_windows(np.zeros(samples, np.float32), 16_000)) >= 2 * (samples // 1600)
