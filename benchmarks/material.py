"""Film-like files to measure: speech, music, effects, silences and hot passages, always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from specs.vocabulary import parse_layout
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SAMPLE_RATE_HZ = 48000
SCENE_SECONDS = 20
SCENES = 30
MASKS = {"2.0": 0x3, "5.1": 0x3F, "7.1.4": 0x2D63F}


def film(folder: Path, layout: str, minutes: int) -> Path:
    """Return a film of scenes of 20 s, made on the first call; after ten minutes they begin again.

    Args:
        folder: Where it is kept.
        layout: `2.0`, `5.1` or `7.1.4`.
        minutes: Length.
    """
    path = folder / f"film_{layout}_{minutes}min.wav"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    channels = len(parse_layout(layout).channels)
    scenes = [_as_bytes(_scene(number, channels)) for number in range(SCENES)]
    wave = wave_format(
        SampleFormat.S24, channel_count=channels, sample_rate_hz=SAMPLE_RATE_HZ, channel_mask=MASKS[layout]
    )
    with WaveWriter(path, wave) as writer:
        for number in range(60 * minutes // SCENE_SECONDS):
            writer.write_bytes(scenes[number % SCENES])
    return path


def _scene(number: int, channels: int) -> NDArray[np.float64]:
    """Make 20 s of one kind: dialogue over ambience, music, effects, near silence, or a hot passage."""
    random = np.random.default_rng(number)
    count = SCENE_SECONDS * SAMPLE_RATE_HZ
    time = np.arange(count) / SAMPLE_RATE_HZ
    kind = number % 5
    sound = random.standard_normal((count, channels)) * 10 ** (random.uniform(-70, -50) / 20)
    if kind in {0, 1, 4}:
        sound += _dialogue(random, time)[:, None] * _placing(random, channels, centre=1.0)
    if kind in {1, 2, 4}:
        sound += _music(random, time)[:, None] * _placing(random, channels, centre=0.3)
    if kind in {2, 4}:
        sound += _effects(random, count)[:, None] * _placing(random, channels, centre=0.5)
    if kind == 3:
        sound[count // 4 : count // 2] = 0.0
    if kind == 4:
        sound *= 3.0
    return np.clip(sound, -0.999, 0.999)


def _placing(random: np.random.Generator, channels: int, centre: float) -> NDArray[np.float64]:
    gains = random.uniform(0.1, 0.6, channels)
    if channels > 2:
        gains[2], gains[3] = centre, 0.1
    return gains


def _dialogue(random: np.random.Generator, time: NDArray[np.float64]) -> NDArray[np.float64]:
    pitch = 120 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time + random.uniform(0, 6)))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE_HZ
    voice = sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4.3 * time) + np.sin(2 * np.pi * 0.21 * time), 0, None)
    return np.asarray(0.05 * voice * syllables)


def _music(random: np.random.Generator, time: NDArray[np.float64]) -> NDArray[np.float64]:
    notes = 110 * 2 ** (random.integers(0, 36, 6) / 12)
    chord = sum(np.sin(2 * np.pi * note * time) for note in notes)
    return np.asarray(0.02 * chord * (1 + 0.5 * np.sin(2 * np.pi * 0.1 * time)))


def _effects(random: np.random.Generator, count: int) -> NDArray[np.float64]:
    sound = np.zeros(count)
    for start in random.integers(0, count - SAMPLE_RATE_HZ, 12):
        decay = np.exp(-np.arange(SAMPLE_RATE_HZ) / random.uniform(500, 8000))
        sound[start : start + SAMPLE_RATE_HZ] += random.standard_normal(SAMPLE_RATE_HZ) * decay * 0.3
    return sound


def _as_bytes(sound: NDArray[np.float64]) -> bytes:
    words = np.round(sound * 2**23).astype("<i4")
    return words.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
