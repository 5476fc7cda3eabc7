"""Noise of the location: told by what sounds before lines, and weighted down by its spectrum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from validator.comparisons.lines.speech_lanes import block_powers
from validator.dialogue_gate.location_noise import joined_weights, noise_weights
from validator.dialogue_gate.voice import loud_tenth, voice_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 16_000
SECONDS = 24


def _noise(low_hz: float, high_hz: float, seed: int) -> NDArray[np.float64]:
    band = butter(4, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos")
    sound = sosfilt(band, np.random.default_rng(seed).standard_normal(SECONDS * RATE_HZ))
    return np.asarray(sound / np.sqrt(np.mean(np.square(sound))), np.float64)


def _spoken() -> NDArray[np.bool_]:
    """Samples of lines: 1.5 s of every 3 s."""
    return (np.arange(SECONDS * RATE_HZ) / RATE_HZ) % 3.0 > 1.5


def _lines() -> NDArray[np.float64]:
    return 0.05 * _noise(300.0, 3000.0, 1) * _spoken()


def _decaying(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lines with a room of 1.5 s behind them, 8 dB below."""
    count = 2 * RATE_HZ
    tail = np.random.default_rng(2).standard_normal(count) * 10.0 ** (-3.0 * np.arange(count) / (1.5 * RATE_HZ))
    tail *= 10.0**-0.4 / np.sqrt(np.square(tail).sum())
    size = len(lines) + count
    return np.asarray(lines + np.fft.irfft(np.fft.rfft(lines, size) * np.fft.rfft(tail, size), size)[: len(lines)])


def _weights(sound: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    lane = sound.astype(np.float32)
    power = block_powers(lane[None], RATE_HZ)[:, 0]
    return power, noise_weights(lane, power, RATE_HZ)


def test_noise_of_another_band_is_weighted_far_below_the_lines() -> None:
    noise = 0.05 * 10.0 ** (-14.0 / 20.0) * _noise(120.0, 240.0, 3)
    power, weights = _weights(_lines() + noise)

    assert weights is not None
    weighted = power * weights
    spoken = _spoken().reshape(-1, RATE_HZ // 100).all(axis=1)
    silent = ~np.convolve(spoken, np.ones(21), "same").astype(bool)
    before_db, after_db = (
        10.0 * np.log10(levels[silent].mean() / levels[spoken].mean()) for levels in (power, weighted)
    )
    assert before_db == pytest.approx(-14.0, abs=0.5)
    assert after_db < -50.0, "what is left of it are the side lobes of the window"
    core = power > np.percentile(power[spoken], 90)
    assert weighted[core].mean() == pytest.approx(power[core].mean(), rel=0.3), "the level of the lines stays"


def test_a_knock_before_one_line_is_none_of_the_noise() -> None:
    noise = 0.05 * 10.0 ** (-14.0 / 20.0) * _noise(120.0, 240.0, 3)
    knock = np.zeros(SECONDS * RATE_HZ)
    knock[round(4.2 * RATE_HZ) : round(4.25 * RATE_HZ)] = 0.02
    with_knock = knock * _noise(300.0, 3000.0, 4) + _lines() + noise

    (_, plain), (_, found) = _weights(_lines() + noise), _weights(with_knock)

    assert plain is not None
    assert found is not None
    assert np.median(np.abs(10.0 * np.log10(found / plain))) < 1.0


def test_a_room_is_no_noise() -> None:
    power, weights = _weights(_decaying(_lines()))

    found = voice_rows(power)
    assert found.threshold_db is not None
    assert found.threshold_db[1] > -20.0, "it does raise the threshold"
    assert weights is None


@pytest.mark.parametrize(("noise_db", "is_told"), [(-22.0, True), (-26.0, True), (-40.0, False), (None, False)])
def test_noise_counts_where_it_raises_the_threshold(noise_db: float | None, is_told: bool) -> None:
    noise = 0.0 if noise_db is None else 0.05 * 10.0 ** (noise_db / 20.0) * _noise(120.0, 2000.0, 3)

    assert (_weights(_lines() + noise)[1] is not None) is is_told


def test_silence_and_a_line_without_a_pause_have_no_noise() -> None:
    assert _weights(np.zeros(RATE_HZ))[1] is None
    assert _weights(0.05 * _noise(300.0, 3000.0, 1))[1] is None
    assert noise_weights(np.zeros(0, np.float32), np.zeros(0), RATE_HZ) is None


def test_stretches_without_noise_count_as_they_are() -> None:
    joined = joined_weights([None, np.full(3, 0.5)], [2, 3])

    assert joined is not None
    assert joined.tolist() == [1.0, 1.0, 0.5, 0.5, 0.5]
    assert joined_weights([None, None], [2, 3]) is None


def test_a_knock_of_50_ms_before_one_line_leaves_the_noise_far_below() -> None:
    noise = 0.05 * 10.0 ** (-14.0 / 20.0) * _noise(120.0, 240.0, 3)
    knock = np.zeros(SECONDS * RATE_HZ)
    knock[round(4.2 * RATE_HZ) : round(4.25 * RATE_HZ)] = 0.014
    power, weights = _weights(knock * _noise(300.0, 3000.0, 4) + _lines() + noise)

    assert weights is not None
    spoken = _spoken().reshape(-1, RATE_HZ // 100).all(axis=1)
    silent = ~np.convolve(spoken, np.ones(21), "same").astype(bool)
    weighted = power * weights
    assert 10.0 * np.log10(np.median(weighted[silent]) / weighted[spoken].mean()) < -50.0


def test_the_loud_blocks_of_the_voice_keep_their_level_in_the_mean() -> None:
    power, weights = _weights(_lines() + 0.05 * 10.0 ** (-14.0 / 20.0) * _noise(120.0, 240.0, 3))

    assert weights is not None
    loud = power > loud_tenth(power)
    assert (power * weights)[loud].mean() == pytest.approx(power[loud].mean(), rel=1e-9)
