"""Scenes of real recordings that are hard on a dialogue gate, with the truth about who speaks when.

Voices, music, ambiences and effects are recordings (`benchmarks.recordings`); rooms, limiters, radio filters and the
mixing are synthesis. Lines are levelled as a dialogue editor leaves them, about -27 LKFS with a spread of 1.5 dB.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.signal import butter, oaconvolve, sosfilt

from benchmarks.recordings import RATE_HZ, mono, seconds_of, stereo, utterances
from validator.scan.driver import ScanOptions, scan_array

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.recordings import Mono, Recordings

SCENE_SECONDS: Final = 30
SAMPLES: Final = SCENE_SECONDS * RATE_HZ
BLOCK: Final = RATE_HZ // 100
LINE_LKFS: Final = -27.0
L, R, C, LFE, LS, RS = range(6)

_TRUE_BELOW_LOUD_DB: Final = 28.0
"""Truth: a 10 ms block of the dry lines is speech above this much below their loud tenth; gaps under 0.3 s closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a kind of scene is made of.

    Attributes:
        title: What the table calls it.
        bed_lkfs: Ambience; None for none.
        music_below_lu: Music so far below the lines; None for none.
        music_centre: Share of the music that also sounds in the centre.
        effects: Spot effects a minute.
        effects_lkfs: Their level while they sound.
        lines_lkfs: Level of the lines.
        pause_seconds: Mean pause between lines.
        room: Decay time in s and level of the room against the dry line in dB; None for a dry line.
        noise_below_db: Location noise in the stem, so far below the lines, coming and going; None for none.
        crowd_below_lu: Other voices in the M&E, so far below the lines; None for none.
        radio_below_lu: One voice through a small loudspeaker in the M&E; None for none.
        is_overlapping: Whether a second voice speaks over the first.
    """

    title: str
    bed_lkfs: float | None = -52.0
    music_below_lu: float | None = None
    music_centre: float = 0.35
    effects: float = 3.0
    effects_lkfs: float = -33.0
    lines_lkfs: float = LINE_LKFS
    pause_seconds: float = 2.5
    room: tuple[float, float] | None = (0.35, -14.0)
    noise_below_db: float | None = None
    crowd_below_lu: float | None = None
    radio_below_lu: float | None = None
    is_overlapping: bool = False

    @property
    def separation_lu(self) -> float:
        """How far the lines lie above the loudest lasting sound of the M&E."""
        levels = [
            *([] if self.bed_lkfs is None else [self.lines_lkfs - self.bed_lkfs]),
            *(
                [
                    below
                    for below in (self.music_below_lu, self.crowd_below_lu, self.radio_below_lu)
                    if below is not None
                ]
            ),
        ]
        return min(levels, default=60.0)


RECIPES: Final = (
    Recipe(title="lines 12 LU over music", music_below_lu=12.0),
    Recipe(title="quiet bed at -62 LKFS", bed_lkfs=-62.0, effects=0.0),
    Recipe(title="quiet bed at -55 LKFS, few effects", bed_lkfs=-55.0, effects=1.0, effects_lkfs=-42.0),
    Recipe(title="church, 2.5 s", room=(2.5, -8.0), music_below_lu=20.0),
    Recipe(title="room, 0.9 s", room=(0.9, -9.0)),
    Recipe(title="location noise 14 dB below", noise_below_db=14.0),
    Recipe(title="location noise 22 dB below", noise_below_db=22.0, music_below_lu=18.0),
    Recipe(title="lines 6 LU under music", music_below_lu=-6.0),
    Recipe(title="lines 3 LU over music", music_below_lu=3.0),
    Recipe(title="whispers at -38 LKFS", lines_lkfs=-38.0, bed_lkfs=-58.0, effects=1.0, effects_lkfs=-45.0),
    Recipe(title="shouts over effects", lines_lkfs=-18.0, effects=25.0, effects_lkfs=-22.0, bed_lkfs=-40.0),
    Recipe(title="crowd 8 LU below", crowd_below_lu=8.0, bed_lkfs=-48.0),
    Recipe(title="radio 10 LU below", radio_below_lu=10.0),
    Recipe(title="overlapping lines", is_overlapping=True, pause_seconds=1.0, music_below_lu=15.0),
    Recipe(title="sparse lines", pause_seconds=9.0, music_below_lu=14.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealScene:
    """One scene. Sounds are float32 (samples, 6) in the order L R C LFE Ls Rs.

    Attributes:
        recipe: What it is made of.
        seed: Which one of its kind.
        dialogue, music, effects: The stems.
        original: The dialogue of another language, at the same places.
        truth: bool (rows of 100 ms,): where somebody speaks.
        cue: First sample and sample after the last of a loud stretch of music and effects of 15 s.
        lines: First samples and lengths of the lines.
    """

    recipe: Recipe
    seed: int
    dialogue: NDArray[np.float32]
    music: NDArray[np.float32]
    effects: NDArray[np.float32]
    original: NDArray[np.float32]
    truth: NDArray[np.bool_]
    cue: tuple[int, int] = field(default=(0, 0))
    lines: tuple[tuple[int, int], ...] = ()

    @property
    def me(self) -> NDArray[np.float32]:
        """Music and effects."""
        return self.music + self.effects

    @property
    def mix(self) -> NDArray[np.float32]:
        """Everything."""
        return self.dialogue + self.music + self.effects


def k_powers(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """K-weighted mean square of every 10 ms, float64 (blocks, channels)."""
    table = scan_array(
        np.asarray(samples, np.float32).reshape(len(samples), -1), RATE_HZ, options=ScanOptions(workers=1)
    )
    return table.k_energy[: table.whole_block_count] / BLOCK


def _levelled(sound: Mono, level_lkfs: float) -> Mono:
    """A sound at a loudness over the blocks in which it sounds (louder than 25 dB below its loud tenth)."""
    power = k_powers(sound)[:, 0]
    if not power.size or not power.max():
        return sound
    loud = power[power > np.percentile(power[power > 0], 90) * 10**-2.5]
    return sound * np.float32(10 ** ((level_lkfs + 0.691 - 10 * np.log10(loud.mean())) / 20))


def _tail(seconds: float, level_db: float, rng: np.random.Generator, channels: int) -> NDArray[np.float32]:
    """Impulse responses of a diffuse room, its energy at a level against the direct sound: (samples, channels)."""
    count = round(1.2 * seconds * RATE_HZ)
    decay = 10 ** (-3.0 * np.arange(count) / (seconds * RATE_HZ))
    noise = rng.standard_normal((count, channels)) * decay[:, None]
    noise[: round(0.01 * RATE_HZ)] = 0.0
    noise = sosfilt(butter(1, 5000, fs=RATE_HZ, output="sos"), noise, axis=0)
    noise *= 10 ** (level_db / 20) / np.sqrt(np.square(noise).sum(axis=0, keepdims=True))
    return noise.astype(np.float32)


def _looped(sound: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A recording from a random place, again and again until the scene is full."""
    start = int(rng.integers(0, max(1, len(sound) - SAMPLES)))
    piece = sound[start : start + SAMPLES]
    while len(piece) < SAMPLES:
        fade = min(RATE_HZ // 2, len(sound) // 4)
        ramp = np.linspace(0, 1, fade, dtype=np.float32)[:, None]
        piece = np.concatenate(
            [piece[:-fade], piece[-fade:] * (1 - ramp) + sound[:fade] * ramp, sound[fade:]],
        )
    return piece[:SAMPLES]


def _surround(sound: NDArray[np.float32], centre: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """A stereo sound in all channels: delayed at the sides, low in the LFE, some of it in the centre."""
    out = np.zeros((SAMPLES, 6), np.float32)
    out[:, [L, R]] = sound
    out[:, C] = centre * sound.mean(axis=1)
    delay = int(rng.integers(480, 1400))
    out[delay:, LS], out[delay:, RS] = 0.5 * sound[:-delay, 0], 0.5 * sound[:-delay, 1]
    low = sosfilt(butter(2, 90, fs=RATE_HZ, output="sos"), sound.mean(axis=1)).astype(np.float32)
    out[:, LFE] = low
    return out


def _scaled_to(sound: NDArray[np.float32], level_lkfs: float) -> NDArray[np.float32]:
    """Several channels at a loudness over their whole length."""
    power = k_powers(sound) @ np.array([1.0, 1.0, 1.0, 0.0, 1.41, 1.41])
    if not power.any():
        return sound
    return sound * np.float32(10 ** ((level_lkfs + 0.691 - 10 * np.log10(power.mean())) / 20))


def _places(recipe: Recipe, lengths: list[int], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Where lines begin, and which utterance each is."""
    found, place, number = [], round(rng.uniform(0.5, 2.0) * RATE_HZ), 0
    while number < len(lengths) and place + lengths[number] < SAMPLES - RATE_HZ // 2:
        found.append((place, number))
        pause = rng.exponential(recipe.pause_seconds) + 0.15
        place += lengths[number] + round(min(pause, 4 * recipe.pause_seconds) * RATE_HZ)
        number += 1
    return found


def _spoken(
    recipe: Recipe, voices: list[list[Path]], starts: list[int], rng: np.random.Generator, level_lkfs: float
) -> tuple[Mono, list[tuple[int, int]]]:
    """Dry lines of two voices in turn, at given places, or, without any, one after the other; where each lies."""
    track = np.zeros(SAMPLES, np.float32)
    turn = [voices[int(rng.integers(0, len(voices)))].pop(0) for _ in range(14) if all(len(v) > 1 for v in voices)]
    sounds = [mono(path)[: 6 * RATE_HZ] for path in turn]
    places = (
        [(start, number) for number, start in enumerate(starts[: len(sounds)])]
        if starts
        else _places(recipe, [len(sound) for sound in sounds], rng)
    )
    for start, number in places:
        line = _levelled(sounds[number], level_lkfs + rng.normal(0.0, 1.5))
        end = min(SAMPLES, start + len(line))
        track[start:end] += line[: end - start]
    return track, [(start, len(sounds[number])) for start, number in places]


def _roomed(dry: Mono, recipe: Recipe, rng: np.random.Generator) -> NDArray[np.float32]:
    """Lines in the centre, with their room in every channel but the LFE."""
    out = np.zeros((SAMPLES, 6), np.float32)
    out[:, C] = dry
    if recipe.room is not None:
        tails = _tail(*recipe.room, rng, 5)
        gains = np.array([0.5, 0.5, 1.0, 0.4, 0.4])
        for tail, channel, share in zip(tails.T, (L, R, C, LS, RS), gains, strict=True):
            out[:, channel] += (share * oaconvolve(dry, tail)[:SAMPLES]).astype(np.float32)
    return out


def _location(dry: Mono, recipe: Recipe, bed: NDArray[np.float32]) -> Mono:
    """Noise of the location in the stem, on from half a second before lines to half a second after, as edited."""
    assert recipe.noise_below_db is not None, "the caller has looked"
    noise = bed.mean(axis=1) * _near(dry)
    power = k_powers(noise)[:, 0]
    level = recipe.lines_lkfs - recipe.noise_below_db
    used = power[power > 0]
    factor = 10 ** ((level + 0.691 - 10 * np.log10(used.mean())) / 20) if used.size else 0.0
    return np.asarray(noise * factor, np.float32)


def _near(dry: Mono) -> NDArray[np.float32]:
    blocks = np.abs(dry[: len(dry) // BLOCK * BLOCK].reshape(-1, BLOCK)).max(axis=1) > 1e-4
    wide = np.convolve(blocks, np.ones(121), "same") > 0
    smooth = np.convolve(wide.astype(np.float64), np.ones(11) / 11, "same")
    return np.repeat(smooth, BLOCK)[: len(dry)].astype(np.float32)


def _radio(sound: Mono) -> Mono:
    band = butter(3, [350, 3200], btype="bandpass", fs=RATE_HZ, output="sos")
    return np.tanh(4.0 * sosfilt(band, sound)).astype(np.float32)


def truth_rows(dry: Mono) -> NDArray[np.bool_]:
    """Rows of 100 ms of which half or more is speech, by the dry lines alone."""
    power = k_powers(dry)[:, 0]
    speech = power > np.percentile(power[power > 0], 90) * 10 ** (-_TRUE_BELOW_LOUD_DB / 10)
    steps = np.flatnonzero(np.diff(np.concatenate([[False], speech, [False]]).astype(np.int8)))
    for end, start in zip(steps[1:-1:2].tolist(), steps[2::2].tolist(), strict=True):
        if start - end < 30:
            speech[end:start] = True
    rows: NDArray[np.bool_] = 2 * np.count_nonzero(speech[: len(speech) // 10 * 10].reshape(-1, 10), axis=1) >= 10
    return rows


def build(recipe: Recipe, seed: int, material: Recordings) -> RealScene:
    """Make one scene."""
    rng = np.random.default_rng([seed, sum(map(ord, recipe.title))])
    order = rng.permutation(len(material.voices))
    cast = [utterances(material.voices[place], rng) for place in order[:6]]
    dry, lines = _spoken(recipe, cast[:2], [], rng, recipe.lines_lkfs)
    starts = [start for start, _ in lines]
    if recipe.is_overlapping:
        second, _ = _spoken(recipe, [cast[1]], [start + RATE_HZ for start in starts[::2]], rng, recipe.lines_lkfs)
        dry = dry + second
    bed = _looped(stereo(material.ambiences[int(rng.integers(0, len(material.ambiences)))]), rng)
    dialogue = _roomed(dry, recipe, rng)
    if recipe.noise_below_db is not None:
        dialogue[:, C] += _location(dry, recipe, bed)
    foreign, _ = _spoken(recipe, cast[2:4], starts, rng, recipe.lines_lkfs)
    music = np.zeros((SAMPLES, 6), np.float32)
    if recipe.music_below_lu is not None:
        track = _looped(stereo(material.music[int(rng.integers(0, len(material.music)))]), rng)
        music = _scaled_to(_surround(track, recipe.music_centre, rng), recipe.lines_lkfs - recipe.music_below_lu)
    effects = _effects(recipe, material, bed, cast[4:], rng)
    return RealScene(
        recipe=recipe,
        seed=seed,
        dialogue=dialogue,
        music=music,
        effects=effects,
        original=_roomed(foreign, recipe, rng),
        truth=truth_rows(dry),
        cue=_cue(music + effects),
        lines=tuple(lines),
    )


def in_other_voices(scene: RealScene, voices: list[list[Path]], rng: np.random.Generator) -> NDArray[np.float32]:
    """The lines of a scene spoken by other voices in turn at the same places, in the same room: float32 (samples, 6).

    Each voice says what lasts nearest to as long as the line, as a dub does that is spoken to the picture.
    """
    dry = np.zeros(SAMPLES, np.float32)
    for number, (start, length) in enumerate(scene.lines):
        left = voices[number % len(voices)]
        if not left:
            continue
        path = min(left, key=lambda one: abs(seconds_of(one) - length / RATE_HZ))
        left.remove(path)
        line = _levelled(mono(path)[: 6 * RATE_HZ], scene.recipe.lines_lkfs + rng.normal(0.0, 1.5))
        end = min(SAMPLES, start + len(line))
        dry[start:end] += line[: end - start]
    return _roomed(dry, scene.recipe, rng)


def _effects(
    recipe: Recipe, material: Recordings, bed: NDArray[np.float32], others: list[list[Path]], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Ambience, spot effects, crowd and radio: all of the M&E but the music."""
    out = np.zeros((SAMPLES, 6), np.float32)
    if recipe.bed_lkfs is not None:
        out += _scaled_to(_surround(np.roll(bed, RATE_HZ, axis=0), 0.4, rng), recipe.bed_lkfs)
    for _ in range(round(recipe.effects * SCENE_SECONDS / 60)):
        shot = mono(material.effects[int(rng.integers(0, len(material.effects)))])[: 3 * RATE_HZ]
        if len(shot) < RATE_HZ // 10 or not shot.any():
            continue
        shot = _levelled(shot, recipe.effects_lkfs + rng.normal(0.0, 3.0))
        start = int(rng.integers(0, SAMPLES - len(shot)))
        out[start : start + len(shot), int(rng.choice([L, R, C, C, LS, RS]))] += shot
    if recipe.crowd_below_lu is not None:
        for channel in (L, R, C, LS, RS):
            for voice in others:
                track, _ = _spoken(Recipe(title="", pause_seconds=0.3), [list(voice)], [], rng, -40.0)
                out[:, channel] += np.roll(track, int(rng.integers(0, SAMPLES)))
        out = _scaled_to(out, recipe.lines_lkfs - recipe.crowd_below_lu)
    if recipe.radio_below_lu is not None:
        track, _ = _spoken(Recipe(title="", pause_seconds=0.4), others[:1], [], rng, -27.0)
        out[:, C] += _levelled(_radio(track), recipe.lines_lkfs - recipe.radio_below_lu)
    return out


def _cue(me: NDArray[np.float32]) -> tuple[int, int]:
    """The 15 s of an M&E in which most sounds."""
    power = k_powers(me)[:, :3].sum(axis=1)
    sums = np.convolve(power, np.ones(1500), "valid")
    start = int(sums.argmax()) * BLOCK
    return start, start + 15 * RATE_HZ
