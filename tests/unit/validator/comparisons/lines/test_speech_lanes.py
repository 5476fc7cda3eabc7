"""Lanes of two programmes, against their definition: a low-pass, every third sample, less the mean around it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from validator.comparisons.lines import speech_lanes
from validator.comparisons.lines.speech_lanes import LanePair, paired_stretches
from validator.scan import kernel
from validator.scan.memory import programme_of_array

RATE = 48_000
SECONDS = 31

both_ways = pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "matrix"])


@pytest.fixture(autouse=True)
def at_hand() -> None:
    """The compiled loop can be had, whatever tests before have broken."""
    kernel._prepared_lanes.cache_clear()
    assert kernel.lanes_loop() is not None


def _defined(sound: np.ndarray, offset: int, count: int) -> np.ndarray:
    """The lane of a sound, float64 (samples,), that begins at a sample of the time line; one convolution at a time."""
    line = np.zeros(RATE * (SECONDS + 2))
    place = RATE + offset
    kept = sound[max(0, -place) :][: len(line) - max(0, place)]
    line[max(0, place) :][: len(kept)] = kept
    taps = np.arange(48) - 23.5
    low_pass = 2 * 0.4375 / 3 * np.sinc(2 * 0.4375 / 3 * taps) * np.kaiser(48, 6.0)
    thin = np.convolve(line, low_pass)[23::3]
    mean = np.convolve(thin, np.full(64, 1 / 64))[32:][: len(thin)]
    return (thin - mean)[RATE // 3 :][:count]


def _pair(offset: int, is_compiled: bool) -> tuple[LanePair, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    mix, guide = (rng.standard_normal((RATE * SECONDS, 2)).astype(np.float32) * 0.1 for _ in range(2))
    gains = np.array([[1.0, 0.0], [0.5, -0.25]])
    programmes = [programme_of_array(sound, RATE) for sound in (mix, guide)]
    pair = LanePair(
        mix=programmes[0],
        guide=programmes[1],
        mix_gains=gains,
        guide_gains=gains,
        offset_samples=offset,
        is_compiled=is_compiled,
    )
    return pair, mix @ gains.T, guide @ gains.T


@both_ways
@pytest.mark.parametrize("offset", [0, 7001, -48_003])
def test_lanes_are_those_of_the_definition_wherever_the_guide_begins(offset: int, is_compiled: bool) -> None:
    pair, mix, guide = _pair(offset, is_compiled)
    stretches = list(paired_stretches(pair))
    assert [mix.shape[1] for mix, _ in stretches] == [30 * 16_000, 16_000]
    found_mix, found_guide = (np.concatenate(side, axis=1) for side in zip(*stretches, strict=True))
    for lane in range(2):
        np.testing.assert_allclose(found_mix[lane], _defined(mix[:, lane], 0, 31 * 16_000), atol=2e-7)
        np.testing.assert_allclose(found_guide[lane], _defined(guide[:, lane], offset, 31 * 16_000), atol=2e-7)


@both_ways
@pytest.mark.parametrize("seconds", [1, 7])
def test_lanes_are_the_same_however_the_files_are_read(
    seconds: int, is_compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, *_ = _pair(1234, is_compiled)
    once = [np.concatenate(side, axis=1) for side in zip(*paired_stretches(pair), strict=True)]
    monkeypatch.setattr(speech_lanes, "_SEGMENT_SECONDS", seconds)
    again = [np.concatenate(side, axis=1) for side in zip(*paired_stretches(pair), strict=True)]
    for before, after in zip(once, again, strict=True):
        np.testing.assert_allclose(after, before, atol=1e-7)


@both_ways
def test_behind_its_end_a_guide_is_silent(is_compiled: bool) -> None:
    pair, *_ = _pair(-RATE * 40, is_compiled)
    for _, guide in paired_stretches(replace(pair, offset_samples=-RATE * 40)):
        assert not guide.any()
