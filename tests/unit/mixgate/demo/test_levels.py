import numpy as np
import pytest

from mixgate.demo.levels import at_loudness, faded, k_energy, loudness_lkfs, rounded_peaks
from mixgate.demo.scene import Sound


def tone(seconds: float = 1.0, hertz: float = 997.0, peak: float = 1.0) -> np.ndarray:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(48_000 * seconds)) / 48_000)).astype(np.float32)


def test_a_full_scale_sine_on_one_channel_reads_minus_3_01_lkfs() -> None:
    # ITU-R BS.1770-5 Annex 1, calibration: 997 Hz at 0 dBFS on one front channel.
    assert loudness_lkfs(Sound(samples=tone(4.0))) == pytest.approx(-3.01, abs=0.01)


def test_loudness_is_that_of_the_phrases() -> None:
    half = np.concatenate((tone(1.0), np.zeros(48_000, dtype=np.float32)))
    whole = loudness_lkfs(Sound(samples=half))
    spoken = loudness_lkfs(Sound(samples=half, phrases=((0, 48_000),)))
    assert whole is not None
    assert spoken == pytest.approx(whole + 3.01, abs=0.01)


def test_a_sound_is_brought_to_a_loudness() -> None:
    sound = at_loudness(Sound(samples=tone(hertz=3000.0)), -27.0)
    assert loudness_lkfs(sound) == pytest.approx(-27.0, abs=1e-3)


def test_silence_has_no_loudness_and_stays_silence() -> None:
    silent = Sound(samples=np.zeros(100, dtype=np.float32))
    assert loudness_lkfs(silent) is None
    assert not at_loudness(silent, -27.0).samples.any()
    assert loudness_lkfs(Sound(samples=np.zeros(0, dtype=np.float32))) is None


def test_low_frequencies_weigh_less() -> None:
    assert k_energy(tone(hertz=30.0)) < 0.5 * k_energy(tone(hertz=1000.0)) < 0.5 * k_energy(tone(hertz=4000.0))


def test_peaks_are_bent_under_the_ceiling_and_small_samples_kept() -> None:
    samples = np.linspace(-2.0, 2.0, 4001, dtype=np.float32)
    bent = rounded_peaks(Sound(samples=samples), 1.0).samples
    assert np.abs(bent).max() < 1.0
    assert np.all(np.diff(bent) > 0)
    small = np.abs(samples) <= 0.5
    assert np.array_equal(bent[small], samples[small])


def test_a_fade_is_as_long_as_there_is_room() -> None:
    assert faded(np.ones(1, dtype=np.float32), 10).tolist() == [1.0]
    short = faded(np.ones(6, dtype=np.float32), 10)
    assert short[0] < short[1] < short[2] < 1.0
    assert np.array_equal(short, short[::-1])
