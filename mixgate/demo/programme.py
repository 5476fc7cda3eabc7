"""The demo's programme: a list of scenes, what sounds in each, and who speaks when.

Music and effects are the same in every language; the lines have the same slots in every language and other voices in
each, as a dub has. Every sound comes from a seed that is made of the demo's seed, the scene and the purpose, so a scene
can be made alone, in any order, at any time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from mixgate.demo import effects, music
from mixgate.demo.levels import at_loudness, loudness_lkfs, rounded_peaks
from mixgate.demo.noises import low_passed
from mixgate.demo.scene import SAMPLE_RATE_HZ, Scene, ScenePart, gain
from mixgate.demo.voices import Manner, Voice, speak
from specs.vocabulary import FRAME_RATES, MixKind

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURE_RATE: Final = FRAME_RATES["23.976"]
FRAME_SAMPLES: Final = int(SAMPLE_RATE_HZ / PICTURE_RATE)
"""2002 samples for every picture, exactly."""

DIALOGUE_LKFS: Final = -27.6
"""Loudness of the lines by themselves, over all of them; music and effects under them add about 0.5 LU."""

LONGEST_SCENE_SECONDS: Final = 14.0


class Purpose(IntEnum):
    """What a seed is for."""

    SLOTS = 1
    SOUND = 2
    CAST = 3
    LINES = 4
    DITHER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a line goes.

    Attributes:
        start_sample: Where in the scene it begins.
        sample_count: How long there is time for it.
        speaker: Index of the actor.
        level_lkfs: Loudness of the line.
        manner: How it is spoken.
    """

    start_sample: int
    sample_count: int
    speaker: int
    level_lkfs: float
    manner: Manner


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedScene:
    """A scene before it sounds.

    Attributes:
        name: Which of the demo's scenes it is.
        number: Position in the programme, from 0.
        start_sample: Where in the programme it begins.
        sample_count: Its length.
        slots: Where its lines go.
    """

    name: str
    number: int
    start_sample: int
    sample_count: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProgramme:
    """The whole of it, planned.

    Attributes:
        seed: Where everything comes from.
        sample_count: Length, a whole number of pictures.
        scenes: In order, without gaps.
    """

    seed: int
    sample_count: int
    scenes: tuple[PlannedScene, ...]

    @property
    def frame_count(self) -> int:
        """Length in pictures."""
        return self.sample_count // FRAME_SAMPLES

    def first(self, name: str) -> PlannedScene:
        """The first scene of a name."""
        return next(scene for scene in self.scenes if scene.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """What one of the demo's scenes is like.

    Attributes:
        share: Its length relative to the others.
        speakers: How many actors are in it; 0 for none.
        level_lu: Loudness of its lines relative to the mean.
        manner: How they are spoken.
        from_share: Where in the scene the first line may begin, as a share of its length.
        sound: Makes its music and effects.
    """

    share: float
    speakers: int
    level_lu: float
    manner: Manner
    from_share: float
    sound: Callable[[int, np.random.Generator], tuple[ScenePart, ...]]


def _street(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-50),
        effects.footsteps(sample_count, rng, peak_dbfs=-32),
        *effects.car(rng, sample_count // 5, sample_count // 2, peak_dbfs=-24),
    )


def _kitchen(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-64, spectrum=low_passed(400, 1)),
        effects.door(rng, sample_count // 20, peak_dbfs=-20, side="L"),
        effects.door(rng, sample_count * 9 // 10, peak_dbfs=-23, side="Rs"),
        *music.score(sample_count, rng, peak_dbfs=-38, driving=False),
    )


def _montage(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-58),
        *music.score(sample_count, rng, peak_dbfs=-14, driving=True),
    )


def _party(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-56),
        *effects.walla(sample_count, rng, level_lkfs=-42),
        *music.score(sample_count, rng, peak_dbfs=-29, driving=True),
    )


def _chase(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    blast = sample_count * 7 // 10
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-46),
        *music.score(sample_count, rng, peak_dbfs=-22, driving=True),
        *effects.explosion(rng, blast, sample_count - blast, peak_dbfs=-6.5),
    )


def _aftermath(sample_count: int, rng: np.random.Generator) -> tuple[ScenePart, ...]:
    return (
        *effects.ambience(sample_count, rng, rms_dbfs=-58, spectrum=low_passed(700, 1)),
        effects.footsteps(sample_count, rng, peak_dbfs=-42),
        *music.score(sample_count, rng, peak_dbfs=-30, driving=False),
    )


_SCRIPTS: Final = {
    "street": _Script(share=11, speakers=2, level_lu=0.0, manner=Manner.SPOKEN, from_share=0.06, sound=_street),
    "kitchen": _Script(share=10, speakers=2, level_lu=-1.5, manner=Manner.SPOKEN, from_share=0.12, sound=_kitchen),
    "montage": _Script(share=8, speakers=0, level_lu=0.0, manner=Manner.SPOKEN, from_share=0.0, sound=_montage),
    "party": _Script(share=11, speakers=3, level_lu=1.0, manner=Manner.SPOKEN, from_share=0.04, sound=_party),
    "chase": _Script(share=9, speakers=2, level_lu=3.0, manner=Manner.SHOUTED, from_share=0.05, sound=_chase),
    "aftermath": _Script(share=11, speakers=2, level_lu=-3.0, manner=Manner.SPOKEN, from_share=0.08, sound=_aftermath),
}
"""The scenes, in order; a longer programme goes round again with other seeds."""

_UNTIL_SHARE: Final = {"chase": 0.69}
"""Where in a scene the last line must end, if before the scene does: nobody speaks over the explosion."""


def rng_for(seed: int, purpose: Purpose, *numbers: int) -> np.random.Generator:
    """The random generator of one purpose."""
    return np.random.default_rng([seed, int(purpose), *numbers])


def plan_programme(seconds: float, seed: int) -> DemoProgramme:
    """Plan the scenes of a programme of about `seconds`, rounded to whole pictures, and level its lines."""
    frames = max(1, round(seconds * PICTURE_RATE))
    total = frames * FRAME_SAMPLES
    shares = sum(script.share for script in _SCRIPTS.values())
    longest = max(script.share for script in _SCRIPTS.values())
    rounds = max(1, math.ceil(seconds * longest / shares / LONGEST_SCENE_SECONDS))
    edges = np.cumsum([0.0, *(script.share for script in _SCRIPTS.values())]) / shares
    scenes: list[PlannedScene] = []
    for turn in range(rounds):
        for position, (name, script) in enumerate(_SCRIPTS.items()):
            start = round((turn + edges[position]) * total / rounds)
            end = round((turn + edges[position + 1]) * total / rounds)
            rng = rng_for(seed, Purpose.SLOTS, len(scenes))
            slots = _slots(name, script, end - start, rng)
            scenes.append(
                PlannedScene(name=name, number=len(scenes), start_sample=start, sample_count=end - start, slots=slots)
            )
    return DemoProgramme(seed=seed, sample_count=total, scenes=_levelled(scenes))


def _slots(name: str, script: _Script, sample_count: int, rng: np.random.Generator) -> tuple[Slot, ...]:
    """Lines of 1.2 to 4 s in turn, with gaps; in a scene too short for that a single one."""
    if script.speakers == 0:
        return ()
    last = round(_UNTIL_SHARE.get(name, 0.97) * sample_count)
    position = round(script.from_share * sample_count)
    slots: list[Slot] = []
    while True:
        length = round(rng.uniform(1.2, 4.0) * SAMPLE_RATE_HZ)
        if slots and position + SAMPLE_RATE_HZ * 6 // 10 > last:
            return tuple(slots)
        length = min(length, last - position)
        slots.append(
            Slot(
                start_sample=position,
                sample_count=length,
                speaker=len(slots) % script.speakers,
                level_lkfs=script.level_lu + float(rng.normal(0.0, 1.2)),
                manner=script.manner,
            )
        )
        position += length + round(rng.uniform(0.3, 0.9) * SAMPLE_RATE_HZ)


def _levelled(scenes: list[PlannedScene]) -> tuple[PlannedScene, ...]:
    """Shift every line so that all of them together have the loudness of dialogue."""
    slots = [slot for scene in scenes for slot in scene.slots]
    weights = np.array([slot.sample_count for slot in slots], dtype=np.float64)
    powers = 10 ** (np.array([slot.level_lkfs for slot in slots]) / 10)
    shift = DIALOGUE_LKFS - 10 * math.log10(float(np.average(powers, weights=weights)))
    return tuple(
        replace(scene, slots=tuple(replace(slot, level_lkfs=slot.level_lkfs + shift) for slot in scene.slots))
        for scene in scenes
    )


def cast(language: str, seed: int) -> tuple[Voice, ...]:
    """Three actors of a language: a man, a woman, a man; each language has its own."""
    rng = rng_for(seed, Purpose.CAST, crc32(language.encode()))
    pace = rng.uniform(4.4, 5.4)
    return tuple(
        Voice(
            pitch_hz=pitch * rng.uniform(0.88, 1.12),
            tract=tract * rng.uniform(0.97, 1.03),
            syllables_per_second=pace * rng.uniform(0.95, 1.05),
            liveliness_semitones=rng.uniform(2.5, 4.0),
        )
        for pitch, tract in ((112.0, 1.0), (205.0, 1.17), (135.0, 1.03))
    )


_REFLECTIONS: Final = (("L", 811, -22.0), ("R", 1087, -22.0), ("Ls", 1493, -27.0), ("Rs", 1801, -27.0))
"""Channel, delay in samples and level of the room around a voice in the centre."""


def music_and_effects(planned: PlannedScene, seed: int) -> Scene:
    """A scene's music and effects, the same in every language."""
    rng = rng_for(seed, Purpose.SOUND, planned.number)
    parts = _SCRIPTS[planned.name].sound(planned.sample_count, rng)
    return Scene(sample_count=planned.sample_count, parts=parts)


def dialogue(planned: PlannedScene, language: str, seed: int) -> Scene:
    """A scene's lines in one language: in the centre, with a little room around them."""
    actors = cast(language, seed)
    rng = rng_for(seed, Purpose.LINES, planned.number, crc32(language.encode()))
    parts: list[ScenePart] = []
    for slot in planned.slots:
        seconds = slot.sample_count / SAMPLE_RATE_HZ * rng.uniform(0.9, 1.0)
        line = speak(actors[slot.speaker], seconds, rng, slot.manner)
        level = loudness_lkfs(line)
        if level is None:
            continue
        compact = rounded_peaks(line, gain(level + 14.0))
        sound = at_loudness(compact, slot.level_lkfs)
        start = slot.start_sample
        parts.append(ScenePart(kind=MixKind.DIALOGUE, sound=sound, start_sample=start, is_dialogue=True))
        parts += [
            ScenePart(kind=MixKind.DIALOGUE, sound=sound, start_sample=start + delay, gains={label: gain(level_db)})
            for label, delay, level_db in _REFLECTIONS
        ]
    return Scene(sample_count=planned.sample_count, parts=tuple(parts))


def dialogue_spans(programme: DemoProgramme, language: str) -> tuple[tuple[int, int], ...]:
    """First and end sample, from the start of the programme, of every stretch in which somebody speaks: the truth."""
    return tuple(
        (planned.start_sample + start, planned.start_sample + end)
        for planned in programme.scenes
        for start, end in dialogue(planned, language, programme.seed).dialogue_spans()
    )
