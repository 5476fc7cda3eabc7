import numpy as np
import pytest

from mixgate.demo.scene import Sound
from mixgate.demo.voices import Manner, Voice, sing, speak

MAN = Voice(pitch_hz=110.0, tract=1.0)
WOMAN = Voice(pitch_hz=210.0, tract=1.17)


def spoken(voice: Voice = MAN, seconds: float = 6.0, seed: int = 1, manner: Manner = Manner.SPOKEN) -> Sound:
    return speak(voice, seconds, np.random.default_rng(seed), manner)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-20))


def periodicity(sound: Sound) -> list[tuple[float, float]]:
    """Strength (0 to 1) and frequency of the strongest period between 80 and 400 Hz, per 50 ms of the phrases."""
    shortest, longest, frame = 48_000 // 400, 48_000 // 80, 2400
    found = []
    for start, end in sound.phrases:
        for first in range(start, end - frame, frame):
            piece = sound.samples[first : first + frame].astype(np.float64) * np.hanning(frame)
            lags = np.fft.irfft(np.abs(np.fft.rfft(piece, 2 * frame)) ** 2)[: longest + 1]
            # A window makes later lags smaller; without that the second period would do as well as the first.
            strength = lags / lags[0]
            lag = shortest + int(np.argmax(strength[shortest:]))
            found.append((float(strength[lag]), 48_000 / lag))
    return found


def pitch_hz(sound: Sound) -> float:
    """Median frequency of the frames that have a clear period."""
    return float(np.median([hertz for strength, hertz in periodicity(sound) if strength > 0.4]))


@pytest.mark.parametrize("manner", list(Manner))
def test_the_sound_lies_in_the_phrases(manner: Manner) -> None:
    sound = spoken(manner=manner)
    assert len(sound.samples) == 6 * 48_000
    inside = np.zeros(len(sound.samples), dtype=bool)
    for start, end in sound.phrases:
        inside[start:end] = True
    energy = sound.samples.astype(np.float64) ** 2
    assert energy[~inside].sum() < 0.005 * energy.sum()
    assert 0.6 < inside.mean() < 1.0


def test_each_phrase_sounds_from_start_to_end() -> None:
    sound = spoken()
    overall = level_db(sound.samples)
    for start, end in sound.phrases:
        assert level_db(sound.samples[start:end]) > overall - 12


def test_phrases_are_apart_and_in_order() -> None:
    edges = [edge for phrase in spoken(seconds=12.0).phrases for edge in phrase]
    assert edges == sorted(edges)
    pauses = np.diff(edges)[1::2]
    assert len(pauses) > 3
    assert pauses.min() > 0.1 * 48_000


def test_a_voice_has_its_pitch() -> None:
    for voice in (MAN, WOMAN):
        assert pitch_hz(spoken(voice)) == pytest.approx(voice.pitch_hz, rel=0.1)


def test_shouting_is_higher_and_brighter() -> None:
    calm, shouted = spoken(), spoken(manner=Manner.SHOUTED)

    def brightness(samples: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(samples)) ** 2
        hertz = np.arange(len(power)) * 48_000 / len(samples)
        return float(power[hertz > 1500].sum() / power.sum())

    assert pitch_hz(shouted) > 1.5 * pitch_hz(calm)
    assert brightness(shouted.samples) > brightness(calm.samples)


def test_a_whisper_has_no_pitch() -> None:
    def strength(sound: Sound) -> float:
        return float(np.median([entry for entry, _ in periodicity(sound)]))

    assert strength(spoken()) > 0.6
    assert strength(spoken(manner=Manner.WHISPERED)) < 0.45


def test_syllables_move_the_level_four_to_six_times_a_second() -> None:
    sound = spoken(seconds=20.0)
    frames = np.abs(sound.samples[: len(sound.samples) // 480 * 480]).reshape(-1, 480).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(frames - frames.mean())) ** 2
    hertz = np.arange(len(spectrum)) * 100 / len(frames)
    syllabic = spectrum[(hertz > 2) & (hertz < 8)].mean()
    assert syllabic > 5 * spectrum[(hertz >= 10) & (hertz < 40)].mean()


def test_the_same_seed_speaks_the_same_words() -> None:
    assert np.array_equal(spoken().samples, spoken().samples)
    assert not np.array_equal(spoken().samples, spoken(seed=2).samples)


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.5])
def test_even_a_very_short_line_says_something(seconds: float) -> None:
    sound = spoken(seconds=seconds)
    assert len(sound.samples) >= round(seconds * 48_000) - 240
    assert np.isfinite(sound.samples).all()
    if seconds >= 0.2:
        assert sound.phrases
        assert level_db(sound.samples) > -80


def test_a_song_has_its_notes_and_its_rests() -> None:
    sound = sing(WOMAN, [(440.0, 0.8), (0.0, 0.4), (330.0, 0.8)], np.random.default_rng(1))
    assert len(sound.phrases) == 2
    for (start, end), note in zip(sound.phrases, (440.0, 330.0), strict=True):
        middle = sound.samples[start + 9600 : end - 7200]
        spectrum = np.abs(np.fft.rfft(middle, 1 << 17))
        near = round(note * (1 << 17) / 48_000)
        peak = near - 60 + int(np.argmax(spectrum[near - 60 : near + 60]))
        assert peak * 48_000 / (1 << 17) == pytest.approx(note, rel=0.04)
    rest = sound.samples[sound.phrases[0][1] + 2400 : sound.phrases[1][0] - 2400]
    assert level_db(rest) < level_db(sound.samples) - 30
