"""Peaks of objects are those of a reading that spares nothing, whatever the blocks and the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from validator.scan.filters import true_peak_filters
from validator.scan.object_peaks import ObjectPeaks, outputs_in_question
from validator.scan.peaks_numpy import PeakLimits, row_true_peaks

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE: Final = 8_000
TAPS: Final = true_peak_filters().phases.shape[1]


def _sounds() -> NDArray[np.float32]:
    chance = np.random.default_rng(7)
    t = np.arange(3 * RATE) / RATE
    noise = chance.standard_normal((len(t), 2)) * 0.05
    burst = np.where((t > 1.1) & (t < 1.2), 0.5 * np.sin(2 * np.pi * 1990 * t + 0.3), 0.0)
    click = np.zeros(len(t))
    click[[RATE - 1, RATE, -1]] = 0.7, 0.7, 0.75
    low = 0.8 * np.sin(2 * np.pi * 60 * t)
    silence = np.zeros(len(t))
    quiet = chance.standard_normal(len(t)) * 1e-38
    return np.column_stack([noise, burst, click, low, silence, quiet]).astype(np.float32)


def _expected(samples: NDArray[np.float32]) -> list[float]:
    padded = np.pad(samples.astype(np.float64), ((TAPS - 1, TAPS - 1), (0, 0)))
    nothing = PeakLimits(standard=0.0, fine=0.0)
    found = [row_true_peaks(one, np.zeros(1, np.int64), nothing) for one in np.ascontiguousarray(padded.T)]
    peaks = [max(float(of.values.max()) for of in both) for both in found]
    return [max(peak, float(np.abs(one).max())) for peak, one in zip(peaks, samples.T, strict=True)]


@pytest.mark.parametrize("block_samples", [RATE, 1000, 17, 3 * RATE])
@pytest.mark.parametrize("channels", [range(7), (6, 2, 0, 3)])
def test_peaks_are_those_of_a_reading_that_spares_nothing(
    block_samples: int, channels: range | tuple[int, ...]
) -> None:
    samples = _sounds()
    peaks = ObjectPeaks(list(channels))
    step = block_samples if block_samples > 17 else 17 * 11
    for start in range(0, len(samples), step):
        block = samples[start : start + step]
        for first in range(0, len(block), block_samples):
            peaks.watch(start + first, block[first : first + block_samples])
    expected = _expected(samples)
    assert [one.true_peak for one in peaks.finish()] == [expected[channel] for channel in channels]


def test_silent_blocks_need_not_be_given() -> None:
    samples = _sounds()[:, [3, 5]]
    peaks = ObjectPeaks([0, 1])
    for start in range(0, len(samples), RATE):
        block = samples[start : start + RATE]
        peaks.watch(start, block if block.any() else block[:0])
    click, silence = peaks.finish()
    assert click.true_peak == _expected(samples)[0] > click.sample_peak == 0.75
    assert click.first_sound_sample == RATE - 1
    assert (silence.true_peak, silence.sample_peak, silence.first_sound_sample) == (0.0, 0.0, None)


def test_what_is_no_number_is_silence() -> None:
    samples = np.full((100, 1), np.nan, np.float32)
    samples[50] = 0.25
    peaks = ObjectPeaks([0])
    peaks.watch(0, samples)
    (found,) = peaks.finish()
    assert found.sample_peak == 0.25
    assert found.first_sound_sample == 50


def test_no_output_above_the_limit_is_spared_and_most_of_noise_are() -> None:
    phases = true_peak_filters().phases[:, ::-1]
    chance = np.random.default_rng(3)
    samples = chance.standard_normal((5000, 3)).astype(np.float32)
    # Every tap of a phase at its worst: what a bound must not undercut.
    for place, phase in enumerate(phases):
        samples[100 + 60 * place :][:TAPS] = 2.0 * np.sign(phase)[:, None]
    windows = np.lib.stride_tricks.sliding_window_view(samples, TAPS, axis=0)
    outputs = np.abs(windows.astype(np.float64) @ phases.T).max(axis=2)
    for limit in (4.0, 4.4, 4.59):
        asked = outputs_in_question(samples, np.full(3, limit))
        assert not (outputs > limit)[~asked].any()
        assert asked.mean() < 0.1
