"""Effects: air, steps, doors, a car, a crowd, an explosion that needs the LFE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mixgate.demo.levels import at_loudness, faded
from mixgate.demo.noises import high_passed, low_passed, noise, pink
from mixgate.demo.scene import SAMPLE_RATE_HZ, ScenePart, Sound, gain
from mixgate.demo.voices import Manner, Voice, speak
from specs.vocabulary import MixKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from mixgate.demo.scene import Mono

FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 33
ROOM: Final = ("L", "R", "C", "Ls", "Rs")


def effect(samples: NDArray[np.floating], start_sample: int, gains: Mapping[str, float]) -> ScenePart:
    """A part of the effects stem, with short fades so that no cut clicks."""
    sound = Sound(samples=faded(samples.astype(np.float32), FADE_SAMPLES // 30))
    return ScenePart(kind=MixKind.EFFECTS, sound=sound, start_sample=start_sample, gains=gains)


def ambience(
    sample_count: int,
    rng: np.random.Generator,
    *,
    rms_dbfs: float,
    spectrum: Callable[[NDArray[np.float64]], NDArray[np.float64]] = pink,
    channels: Sequence[str] = ROOM,
) -> tuple[ScenePart, ...]:
    """Air: noise of its own on every channel, so that the channels do not correlate.

    Args:
        sample_count: Length.
        rng: Where the noise comes from.
        rms_dbfs: RMS level per channel; the centre is 6 dB lower, to leave room for speech.
        spectrum: As for `noise`.
        channels: Labels of the channels that get it.
    """
    parts = []
    for label in channels:
        level = gain(rms_dbfs - (6.0 if label == "C" else 0.0))
        air = faded(level * noise(sample_count, rng, spectrum), FADE_SAMPLES)
        parts.append(ScenePart(kind=MixKind.EFFECTS, sound=Sound(samples=air), gains={label: 1.0}))
    return tuple(parts)


def footsteps(sample_count: int, rng: np.random.Generator, *, peak_dbfs: float) -> ScenePart:
    """Somebody walks: a step about every 0.55 s, in the centre and a little to the sides."""
    walk = np.zeros(sample_count, dtype=np.float32)
    at = _seconds(0.12)
    position = int(rng.integers(0, SAMPLE_RATE_HZ // 3))
    while position < sample_count:
        thump = np.sin(2 * np.pi * rng.uniform(70, 95) * at) * np.exp(-45 * at)
        scrape = 0.12 * noise(len(at), rng, high_passed(1500)) * np.exp(-35 * at)
        step = rng.uniform(0.6, 1.0) * (thump + scrape)[: sample_count - position]
        walk[position : position + len(step)] += step.astype(np.float32)
        position += round(rng.uniform(0.5, 0.6) * SAMPLE_RATE_HZ)
    return effect(_peaking(walk, peak_dbfs), 0, {"C": 1.0, "L": 0.3, "R": 0.3})


def door(rng: np.random.Generator, start_sample: int, *, peak_dbfs: float, side: str) -> ScenePart:
    """A latch, then a slam, from one side."""
    at = _seconds(0.6)
    latch = 0.25 * noise(len(at), rng, high_passed(2500)) * np.exp(-120 * at)
    slam = (noise(len(at), rng, low_passed(350)) + np.sin(2 * np.pi * 62 * at)) * np.exp(-14 * at)
    shut = latch.copy()
    late = SAMPLE_RATE_HZ // 8
    shut[late:] += slam[:-late]
    return effect(_peaking(shut, peak_dbfs), start_sample, {side: 1.0, "C": 0.35, "L" if side == "Ls" else "Ls": 0.2})


def car(rng: np.random.Generator, start_sample: int, sample_count: int, *, peak_dbfs: float) -> tuple[ScenePart, ...]:
    """A car that passes from left to right in front and fades behind."""
    engine = noise(sample_count, rng, low_passed(500)) + 0.3 * noise(sample_count, rng, pink)
    place = np.linspace(-1.0, 1.0, sample_count)
    engine = _peaking(engine * np.exp(-4 * place**2), peak_dbfs)
    left, right = np.cos(np.pi / 4 * (place + 1)), np.sin(np.pi / 4 * (place + 1))
    return (
        effect(engine * left, start_sample, {"L": 1.0, "Ls": 0.4}),
        effect(engine * right, start_sample, {"R": 1.0, "Rs": 0.4}),
    )


def explosion(
    rng: np.random.Generator, start_sample: int, sample_count: int, *, peak_dbfs: float
) -> tuple[ScenePart, ...]:
    """A blast all around with a long low tail in the LFE."""
    at = np.arange(sample_count) / SAMPLE_RATE_HZ
    rise = np.minimum(1.0, at * 400)
    parts = []
    for label, below_db in (("L", 0.0), ("R", 0.0), ("C", 4.0), ("Ls", 5.0), ("Rs", 5.0)):
        blast = noise(sample_count, rng, low_passed(1800, 1)) * np.exp(-5.0 * at)
        rumble = noise(sample_count, rng, low_passed(160)) * np.exp(-1.6 * at)
        parts.append(effect(_peaking(rise * (blast + rumble), peak_dbfs - below_db), start_sample, {label: 1.0}))
    sweep = np.sin(2 * np.pi * (32 * at + 9 * (1 - np.exp(-3 * at)))) * np.exp(-1.3 * at)
    deep = rise * (sweep + 0.15 * noise(sample_count, rng, low_passed(70, 3)) * np.exp(-1.0 * at))
    parts.append(effect(_peaking(deep, peak_dbfs - 1.0), start_sample, {"LFE": 1.0}))
    return tuple(parts)


def walla(
    sample_count: int,
    rng: np.random.Generator,
    *,
    level_lkfs: float,
    manner: Manner = Manner.SPOKEN,
    voices: int = 6,
    channels: Sequence[str] = ("L", "R", "Ls", "Rs"),
) -> tuple[ScenePart, ...]:
    """A crowd: voices that overlap and belong to the effects. They have phrases, and are not dialogue.

    Args:
        sample_count: Length.
        rng: Where the voices come from.
        level_lkfs: Loudness of the crowd as a whole on channels of weight 1, near enough for independent voices.
        manner: How they speak.
        voices: How many.
        channels: Where they stand, in turn.
    """
    parts = []
    for number in range(voices):
        voice = Voice(pitch_hz=rng.uniform(95, 240), tract=rng.uniform(0.95, 1.2))
        late = int(rng.integers(0, max(1, min(SAMPLE_RATE_HZ // 2, sample_count // 4))))
        spoken = speak(voice, (sample_count - late) / SAMPLE_RATE_HZ, rng, manner)
        sound = at_loudness(spoken, level_lkfs - 10 * np.log10(voices))
        place = channels[number % len(channels)]
        parts.append(ScenePart(kind=MixKind.EFFECTS, sound=sound, start_sample=late, gains={place: 1.0}))
    return tuple(parts)


def _seconds(length: float) -> NDArray[np.float64]:
    return np.arange(round(length * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


def _peaking(samples: NDArray[np.floating], peak_dbfs: float) -> Mono:
    peak = float(np.abs(samples).max())
    return (samples * (gain(peak_dbfs) / peak if peak else 1.0)).astype(np.float32)
