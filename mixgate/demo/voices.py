"""Voices: speech-like and singing-like sound from glottal pulses through formants.

Each glottal pulse excites a handful of damped sines, the formants of the sound that is being spoken; the pulses are
added where the pitch puts them. Hiss and bursts stand for the unvoiced consonants. The result has what a meter or a
speech gate looks at: a pitch that falls over a sentence, syllables four to six times a second, formants that move,
pauses between phrases. It says no words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from mixgate.demo.noises import noise
from mixgate.demo.scene import SAMPLE_RATE_HZ, Sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mixgate.demo.scene import Mono

FRAME_SAMPLES: Final = 240
"""Voices are steered every 5 ms, faster than a tongue moves."""

_PULSE_SAMPLES: Final = 768
"""16 ms: a formant 70 Hz wide has died away by 30 dB, and a fade takes the rest."""

_FORMANTS_HZ: Final = {
    # Vowels of a man's voice, after the averages every textbook of phonetics gives; then voiced consonants.
    "a": (730, 1090, 2440, 3400),
    "e": (530, 1840, 2480, 3400),
    "i": (270, 2290, 3010, 3600),
    "o": (570, 840, 2410, 3300),
    "u": (300, 870, 2240, 3200),
    "schwa": (500, 1500, 2500, 3500),
    "m": (250, 1150, 2200, 3300),
    "l": (360, 1300, 2700, 3400),
    "z": (260, 1500, 2500, 3500),
}
_VOICED: Final = tuple(_FORMANTS_HZ)
_VOWELS: Final = range(6)
_VOICED_CONSONANTS: Final = range(6, 9)
_CONSONANT_GAIN: Final = 0.35
_BANDWIDTHS_HZ: Final = (70, 95, 140, 220, 300, 400)

_HISSES: Final = ("s", "sh", "f", "t")
_HISS_GAIN: Final = (0.022, 0.03, 0.008, 0.03)


class Manner(StrEnum):
    """How a line is spoken."""

    SPOKEN = "spoken"
    SHOUTED = "shouted"
    WHISPERED = "whispered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One actor.

    Attributes:
        pitch_hz: Mean pitch of calm speech.
        tract: Formant frequencies relative to a man's: about 1.17 for a woman, 1.3 for a child.
        syllables_per_second: Pace.
        liveliness_semitones: How far the pitch moves within a phrase.
    """

    pitch_hz: float
    tract: float
    syllables_per_second: float = 4.8
    liveliness_semitones: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Articulation:
    """What the mouth does, per frame of 5 ms.

    Attributes:
        voiced: float64 (frames, voiced sounds): how much of each.
        hiss: float64 (frames, hisses): how much of each.
        pitch_hz: float64 (frames,).
        phrases: First and end frame of each phrase.
    """

    voiced: NDArray[np.float64]
    hiss: NDArray[np.float64]
    pitch_hz: NDArray[np.float64]
    phrases: tuple[tuple[int, int], ...]


def speak(voice: Voice, seconds: float, rng: np.random.Generator, manner: Manner = Manner.SPOKEN) -> Sound:
    """Speak one or more sentences that fill a time.

    Args:
        voice: Who speaks.
        seconds: Length of the sound; the speech begins at once and ends shortly before it.
        rng: Where the words come from.
        manner: How.

    Returns:
        The sound, of no particular level, with its phrases.
    """
    speaker = replace(voice, pitch_hz=1.7 * voice.pitch_hz) if manner is Manner.SHOUTED else voice
    return _voiced_sound(speaker, _sentences(speaker, seconds, rng), rng, manner)


def sing(voice: Voice, notes: Sequence[tuple[float, float]], rng: np.random.Generator) -> Sound:
    """Sing notes, one syllable each, with vibrato.

    Args:
        voice: Who sings.
        notes: Pairs of pitch in Hz and duration in seconds; a pitch of 0 is a rest.
        rng: Where the vowels come from.

    Returns:
        The sound, of no particular level; a phrase runs from rest to rest.
    """
    frames = [max(1, round(seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES)) for _, seconds in notes]
    total = sum(frames)
    voiced, hiss = np.zeros((total, len(_VOICED))), np.zeros((total, len(_HISSES)))
    pitch = np.repeat([hertz or voice.pitch_hz for hertz, _ in notes], frames)
    start = 0
    for (hertz, _), length in zip(notes, frames, strict=True):
        if hertz > 0:
            _syllable(voiced[start : start + length], hiss[start : start + length], rng)
        start += length
    vibrato = 0.35 * np.sin(2 * np.pi * 5.5 * np.arange(total) * FRAME_SAMPLES / SAMPLE_RATE_HZ)
    articulation = _Articulation(
        voiced=_smoothed(voiced, 9),
        hiss=_smoothed(hiss, 3),
        pitch_hz=_smoothed(pitch[:, None], 9)[:, 0] * 2 ** (vibrato / 12),
        phrases=_runs(np.repeat([hertz > 0 for hertz, _ in notes], frames)),
    )
    return _voiced_sound(voice, articulation, rng, Manner.SPOKEN)


def _sentences(voice: Voice, seconds: float, rng: np.random.Generator) -> _Articulation:
    """Plan phrases of three to nine syllables with pauses between them."""
    total = max(8, round(seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES))
    voiced, hiss = np.zeros((total, len(_VOICED))), np.zeros((total, len(_HISSES)))
    semitones = np.zeros(total)
    phrases: list[tuple[int, int]] = []
    position, last = 0, total - 6
    while position < last:
        begin, syllables = position, int(rng.integers(3, 10))
        loudness = 10 ** (rng.normal(0.0, 1.5) / 20)
        for _ in range(syllables):
            length = round(rng.uniform(0.75, 1.35) * SAMPLE_RATE_HZ / FRAME_SAMPLES / voice.syllables_per_second)
            end = min(position + length, last)
            if end - position < min(16, last - begin):
                break
            _syllable(voiced[position:end], hiss[position:end], rng)
            stress = loudness * 10 ** (rng.normal(0.0, 2.0) / 20)
            voiced[position:end] *= stress
            hiss[position:end] *= stress
            semitones[position:end] = rng.normal(0.0, voice.liveliness_semitones / 2)
            position = end
        if position == begin:
            break
        semitones[begin:position] += np.linspace(1.0, -1.0, position - begin) * voice.liveliness_semitones
        phrases.append((begin, position))
        position += round(rng.uniform(0.18, 0.45) * SAMPLE_RATE_HZ / FRAME_SAMPLES)
    return _Articulation(
        voiced=_smoothed(voiced, 7),
        hiss=_smoothed(hiss, 3),
        pitch_hz=voice.pitch_hz * 2 ** (_smoothed(semitones[:, None], 15)[:, 0] / 12),
        phrases=tuple(phrases),
    )


def _syllable(voiced: NDArray[np.float64], hiss: NDArray[np.float64], rng: np.random.Generator) -> None:
    """Fill one syllable, views of (frames, sounds): a consonant, a vowel, now and then a consonant after it."""
    length = len(voiced)
    onset = min(round(rng.uniform(8, 18)), length // 3)
    coda = min(round(rng.uniform(6, 14)), length // 4) if rng.random() < 0.3 else 0
    voiced[onset : length - coda, rng.choice(_VOWELS)] = 1.0
    kind = rng.random()
    if kind < 0.45:
        sound = int(rng.integers(len(_HISSES)))
        # A stop is silence, then a short burst; the other hisses last as long as their consonant.
        first = max(0, onset - 4) if _HISSES[sound] == "t" else 0
        hiss[first:onset, sound] = _HISS_GAIN[sound]
    elif kind < 0.9:
        voiced[:onset, rng.choice(_VOICED_CONSONANTS)] = _CONSONANT_GAIN
    else:
        voiced[:onset] = voiced[onset]
    if coda:
        voiced[length - coda :, rng.choice(_VOICED_CONSONANTS)] = _CONSONANT_GAIN


def _voiced_sound(voice: Voice, plan: _Articulation, rng: np.random.Generator, manner: Manner) -> Sound:
    """Turn an articulation into sound."""
    sample_count = len(plan.pitch_hz) * FRAME_SAMPLES
    sound = np.zeros(sample_count + _PULSE_SAMPLES, dtype=np.float32)
    whispered = manner is Manner.WHISPERED
    positions = _noise_pulses(sample_count, rng) if whispered else _glottal_pulses(plan.pitch_hz, rng)
    size = rng.choice((-1.0, 1.0), len(positions)) if whispered else rng.normal(1.0, 0.04, len(positions))
    strength = plan.voiced[positions // FRAME_SAMPLES] * size[:, None]
    audible = np.flatnonzero(np.abs(strength).sum(axis=1) > 1e-3)
    shapes = _formant_pulses(voice.tract, -5.0 if manner is Manner.SHOUTED else -8.0)
    waves = strength[audible].astype(np.float32) @ shapes
    for start, wave in zip(positions[audible].tolist(), waves, strict=True):
        sound[start : start + _PULSE_SAMPLES] += wave
    sound = sound[:sample_count]
    sound += _hissing(plan, rng)
    ring = 2 * FRAME_SAMPLES
    phrases = tuple(
        (start * FRAME_SAMPLES, min(end * FRAME_SAMPLES + ring, sample_count)) for start, end in plan.phrases
    )
    return Sound(samples=sound, phrases=phrases)


def _glottal_pulses(pitch_hz: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Samples at which the glottis closes: where the phase of the pitch passes a whole turn, with a little jitter."""
    phase = np.concatenate(([0.0], np.cumsum(pitch_hz) * FRAME_SAMPLES / SAMPLE_RATE_HZ))
    turns = np.arange(1, int(phase[-1]))
    jittered = np.interp(turns + rng.normal(0.0, 0.006, len(turns)), phase, np.arange(len(phase)) * FRAME_SAMPLES)
    return jittered.astype(np.int64)


def _noise_pulses(sample_count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Breath instead of voice: about 3000 pulses a second at random."""
    return np.sort(rng.integers(0, sample_count, 3000 * sample_count // SAMPLE_RATE_HZ))


@lru_cache(maxsize=64)
def _formant_pulses(tract: float, slope_db_per_octave: float) -> NDArray[np.float32]:
    """What one pulse sounds like for each voiced sound: float32 (voiced sounds, samples)."""
    time = np.arange(_PULSE_SAMPLES) / SAMPLE_RATE_HZ
    edges = np.minimum(1.0, np.minimum(time * 4000, (time[-1] - time) * 250))
    shapes = np.zeros((len(_VOICED), _PULSE_SAMPLES))
    for row, name in enumerate(_VOICED):
        formants = np.array([*_FORMANTS_HZ[name], 4500, 5600]) * tract
        levels = 10 ** (slope_db_per_octave * np.log2(formants / 500) / 20)
        for hertz, level, bandwidth in zip(formants, levels, _BANDWIDTHS_HZ, strict=True):
            shapes[row] += level * np.exp(-np.pi * bandwidth * time) * np.sin(2 * np.pi * hertz * time)
        shapes[row] *= edges / np.sqrt(np.sum(shapes[row] ** 2))
    return shapes.astype(np.float32)


@lru_cache(maxsize=1)
def _hiss_tables() -> NDArray[np.float32]:
    """Two seconds of each hiss, RMS 1: float32 (hisses, samples)."""
    bands_hz = {"s": (4500, 9500), "sh": (2000, 5500), "f": (1200, 12_000), "t": (2500, 8000)}
    rng = np.random.default_rng(3341)
    tables = []
    for name in _HISSES:
        low, high = bands_hz[name]

        def band(hertz: NDArray[np.float64], low: float = low, high: float = high) -> NDArray[np.float64]:
            return 1 / np.sqrt((1 + (low / np.maximum(hertz, 1.0)) ** 6) * (1 + (hertz / high) ** 6))

        tables.append(noise(2 * SAMPLE_RATE_HZ, rng, band))
    return np.stack(tables)


def _hissing(plan: _Articulation, rng: np.random.Generator) -> Mono:
    """The unvoiced consonants, and a little breath under the voice."""
    tables = _hiss_tables()
    breath = 0.0015 * plan.voiced.sum(axis=1)
    envelopes = plan.hiss.copy()
    envelopes[:, _HISSES.index("f")] += breath
    count = len(envelopes) * FRAME_SAMPLES
    at = np.arange(count, dtype=np.float32) / FRAME_SAMPLES - 0.5
    frames = np.arange(len(envelopes))
    result = np.zeros(count, dtype=np.float32)
    for column, table in enumerate(tables):
        if envelopes[:, column].any():
            offset = int(rng.integers(len(table)))
            hiss = np.resize(np.roll(table, -offset), count)
            result += np.interp(at, frames, envelopes[:, column]).astype(np.float32) * hiss
    return result


def _smoothed(tracks: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Moving average over an odd number of frames, (frames, tracks); the ends are held."""
    half = width // 2
    padded = np.pad(tracks, ((half + 1, half), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=0)
    smooth: NDArray[np.float64] = (sums[width:] - sums[:-width]) / width
    return smooth


def _runs(sounding: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """First and end index of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sounding.astype(np.int8), [0]))))
    return tuple((int(start), int(end)) for start, end in edges.reshape(-1, 2))
