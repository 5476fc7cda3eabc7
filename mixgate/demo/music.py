"""Music: chords, bass and percussion over a bar of four beats, spread over a 5.1 room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from mixgate.demo.levels import faded
from mixgate.demo.noises import high_passed, noise
from mixgate.demo.scene import SAMPLE_RATE_HZ, ScenePart, Sound, gain
from specs.vocabulary import MixKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mixgate.demo.scene import Mono

TABLE_SAMPLES: Final = 4096
FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 20

PROGRESSIONS: Final = (
    # Roots in semitones above the key, and whether the chord is minor.
    ((0, True), (8, False), (3, False), (10, False)),
    ((0, True), (5, True), (8, False), (7, False)),
    ((0, False), (9, True), (5, False), (7, False)),
)


def score(sample_count: int, rng: np.random.Generator, *, peak_dbfs: float, driving: bool) -> tuple[ScenePart, ...]:
    """A piece of music that fills a time.

    Args:
        sample_count: Its length, fades included.
        rng: Where key, tempo and progression come from.
        peak_dbfs: Peak of the layer that both sides share; the other layers follow it.
        driving: With percussion and a moving bass, or chords alone.

    Returns:
        Parts of the music stem: a layer common to L and R, one for each side, and the fundamentals of the bass in LFE.
    """
    key_hz = 110.0 * 2 ** (int(rng.integers(-4, 6)) / 12)
    progression = PROGRESSIONS[int(rng.integers(len(PROGRESSIONS)))]
    bar = round(4 * 60 / rng.uniform(84, 118) * SAMPLE_RATE_HZ)
    chords = [_chord(key_hz, root, minor=minor) for root, minor in progression]
    roots = [chord[0] / 2 for chord in chords]
    middle = _pads(sample_count, bar, chords, detune_cents=0.0)
    middle += 1.4 * _bass(sample_count, bar, roots, moving=driving, partials=5)
    if driving:
        middle += _percussion(sample_count, bar, rng)
    factor = gain(peak_dbfs) / float(np.abs(middle).max())
    deep = _bass(sample_count, bar, roots, moving=driving, partials=1)
    layers = [(middle, {"L": 1.0, "R": 1.0}), (deep, {"LFE": 0.5})]
    for cents, gains in ((4.0, {"L": 0.5, "Ls": 0.3}), (-4.0, {"R": 0.5, "Rs": 0.3})):
        layers.append((_pads(sample_count, bar, chords, detune_cents=cents), gains))
    return tuple(
        ScenePart(
            kind=MixKind.MUSIC,
            sound=Sound(samples=faded((factor * samples).astype(np.float32), FADE_SAMPLES)),
            gains=gains,
        )
        for samples, gains in layers
    )


def melody(seconds: float, rng: np.random.Generator, lowest_hz: float = 220.0) -> list[tuple[float, float]]:
    """Notes to sing, pairs of Hz and seconds, with a rest (0 Hz) every few notes."""
    scale = (0, 2, 3, 5, 7, 8, 10, 12)
    notes: list[tuple[float, float]] = []
    step, left = int(rng.integers(len(scale))), seconds
    while left > 0:
        step = int(np.clip(step + rng.integers(-2, 3), 0, len(scale) - 1))
        length = min(left, float(rng.choice((0.35, 0.5, 0.7, 1.1))))
        rest = len(notes) % 7 == 6
        notes.append((0.0 if rest else lowest_hz * 2 ** (scale[step] / 12), length))
        left -= length
    return notes


def _chord(key_hz: float, root: int, *, minor: bool) -> list[float]:
    intervals = (0, 3 if minor else 4, 7, 12)
    return [key_hz * 2 ** ((root + interval) / 12) for interval in intervals]


@lru_cache(maxsize=4)
def _table(partials: int, slope: float) -> NDArray[np.float32]:
    """One period of a tone with falling partials, peak about 1."""
    turn = 2 * np.pi * np.arange(TABLE_SAMPLES) / TABLE_SAMPLES
    # Partials that start at different phases keep the peak down.
    wave = sum(np.sin(k * turn + 1.3 * k * k) / k**slope for k in range(1, partials + 1))
    return np.asarray(wave / np.abs(wave).max(), dtype=np.float32)


def _tone(table: NDArray[np.float32], hertz: float, sample_count: int) -> Mono:
    step = hertz * TABLE_SAMPLES / SAMPLE_RATE_HZ
    return table[(np.arange(sample_count) * step).astype(np.int64) % TABLE_SAMPLES]


def _swell(length: int, attack_seconds: float, release_seconds: float) -> Mono:
    at = np.arange(length, dtype=np.float32) / SAMPLE_RATE_HZ
    end = length / SAMPLE_RATE_HZ
    return np.minimum(1.0, np.minimum(at / attack_seconds, (end - at) / release_seconds)).astype(np.float32)


def _bars(sample_count: int, voiced: Sequence[Mono]) -> Mono:
    """Repeat bars, one per chord, to fill a time."""
    return np.resize(np.concatenate(voiced), sample_count)


def _pads(sample_count: int, bar: int, chords: Sequence[Sequence[float]], detune_cents: float) -> Mono:
    table, swell = _table(14, 1.4), _swell(bar, 0.35, 0.5)
    tune = 2 ** (detune_cents / 1200)
    voiced = [
        0.25 * swell * np.sum([_tone(table, hertz * tune, bar) for hertz in chord], axis=0, dtype=np.float32)
        for chord in chords
    ]
    return _bars(sample_count, voiced)


def _bass(sample_count: int, bar: int, roots: Sequence[float], *, moving: bool, partials: int) -> Mono:
    table = _table(partials, 1.8)
    beats = 8 if moving else 1
    length = bar // beats
    swell = _swell(length, 0.01, 0.08 if moving else 0.5)
    voiced = []
    for root in roots:
        note = 0.4 * swell * _tone(table, root, length)
        voiced.append(np.resize(note, bar))
    return _bars(sample_count, voiced)


def _percussion(sample_count: int, bar: int, rng: np.random.Generator) -> Mono:
    """Kick on one and three, snare on two and four, hats between."""
    at = np.arange(round(0.3 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    kick = np.sin(2 * np.pi * (45 * at + 1.6 * (1 - np.exp(-30 * at)))) * np.exp(-11 * at)
    snare = (0.16 * noise(len(at), rng, high_passed(900)) + 0.35 * np.sin(2 * np.pi * 185 * at)) * np.exp(-18 * at)
    hat = 0.07 * noise(len(at), rng, high_passed(6000, 3)) * np.exp(-60 * at)
    eighth = bar // 8
    once = np.zeros(bar + len(at), dtype=np.float32)
    for step in range(8):
        hits = [hat] + ([kick] if step in {0, 4} else []) + ([snare] if step in {2, 6} else [])
        for hit in hits:
            once[step * eighth : step * eighth + len(at)] += hit
    # The tail of the last beat belongs under the first of the next bar.
    once[: len(at)] += once[bar:]
    return np.resize(once[:bar], sample_count)
