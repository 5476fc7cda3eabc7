"""Tones: where they begin, how long they are, how loud, in which channels and of which frequency."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
import pytest

from fixtures.tones import sine
from validator.meters.tones import Tone, tones
from validator.scan.driver import scan_array

MILLISECOND: Final = 0.001


def read(sound: np.ndarray[tuple[int, ...], np.dtype[np.float64]], rate: int = 48_000) -> tuple[Tone, ...]:
    return tones(scan_array(sound, rate))


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("hertz", [100.0, 400.0, 997.0, 1000.0, 2500.0])
def test_a_line_up_tone_is_read_to_the_millisecond_and_the_hertz(rate: int, hertz: float) -> None:
    start, length = round(2.0371 * rate), round(7.3 * rate)
    sound = np.zeros((12 * rate, 2))
    sound[start : start + length, 0] = sine(hertz, -18.0, length, sample_rate_hz=rate)
    (tone,) = read(sound, rate)
    assert tone.start_sample == pytest.approx(start, abs=2 * MILLISECOND * rate)
    assert tone.length_samples == pytest.approx(length, abs=2 * MILLISECOND * rate)
    assert tone.levels_dbfs[0] == pytest.approx(-18.0, abs=0.02)
    assert tone.levels_dbfs[1] is None
    assert tone.frequency_hz == pytest.approx(hertz, rel=0.01)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60)])
@pytest.mark.parametrize("at", [0.0, 0.0499, 0.0777, 0.09])
def test_a_pop_of_one_frame_is_read_wherever_it_lies_on_the_grid(rate: Fraction, at: float) -> None:
    frame = round(48_000 / rate)
    start = 96_000 + round(at * 48_000)
    sound = np.zeros((5 * 48_000, 3))
    sound[start : start + frame, 2] = sine(1000.0, -20.0, frame)
    (pop,) = read(sound)
    assert pop.start_sample == pytest.approx(start, abs=48)
    assert pop.length_samples == pytest.approx(frame, abs=96)
    assert pop.levels_dbfs[:2] == (None, None)
    assert pop.levels_dbfs[2] == pytest.approx(-20.0, abs=0.2)
    assert pop.frequency_hz == pytest.approx(1000.0, rel=0.05)


def test_an_interrupted_left_leg_keeps_the_level_of_its_tone() -> None:
    count = 12 * 48_000
    sound = np.stack([sine(1000.0, -18.0, count)] * 2, axis=1)
    for second in range(0, 12, 3):
        sound[second * 48_000 : second * 48_000 + 12_000, 0] = 0.0
    (tone,) = read(sound)
    assert [level for level in tone.levels_dbfs if level is not None] == pytest.approx([-18.0, -18.0], abs=0.02)


def test_nothing_of_noise_speech_like_bursts_or_silence_is_a_tone() -> None:
    noise = np.random.default_rng(3).standard_normal((12 * 48_000, 2)) * 0.05
    assert read(noise) == ()
    assert read(np.zeros((48_000, 2))) == ()
    assert read(np.zeros((0, 2))) == ()
    bursts = noise.copy()
    bursts[np.arange(len(bursts)) // 12_000 % 2 == 1] = 0.0
    assert read(bursts) == ()


def test_a_beep_each_second_is_a_short_tone_each() -> None:
    sound = np.zeros((10 * 48_000, 1))
    for second in range(2, 8):
        sound[second * 48_000 : second * 48_000 + 2000, 0] = sine(1000.0, -20.0, 2000)
    assert [round(one.start_sample / 48_000) for one in read(sound)] == [2, 3, 4, 5, 6, 7]


def test_a_pop_at_either_end_of_the_file_is_read() -> None:
    sound = np.zeros((3 * 48_000, 1))
    sound[:2000, 0] = sine(1000.0, -20.0, 2000)
    sound[-2000:, 0] = sine(1000.0, -20.0, 2000)
    first, last = read(sound)
    assert first.start_sample == pytest.approx(0, abs=60)
    assert first.length_samples == pytest.approx(2000, abs=120)
    assert last.start_sample + last.length_samples == pytest.approx(3 * 48_000, abs=60)


@pytest.mark.parametrize(("apart_seconds", "count"), [(0.5, 0), (0.8, 0), (1.0, 2)])
def test_a_pop_is_alone_where_silence_lasts_on_either_side(apart_seconds: float, count: int) -> None:
    """0.8 s of silence: of a distance of 0.8 s the pop itself takes a part."""
    sound = np.zeros((6 * 48_000, 1))
    for start in (96_000, 96_000 + round(apart_seconds * 48_000)):
        sound[start : start + 2000, 0] = sine(1000.0, -20.0, 2000)
    assert len(read(sound)) == count
