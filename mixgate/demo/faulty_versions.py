"""The language versions of the demo that have something wrong with them, and what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from mixgate.demo.faults import (
    Canvas,
    PlantedFault,
    Stretch,
    plant_clipping,
    plant_dropout,
    plant_polarity,
    plant_true_peak_over,
)
from mixgate.demo.programme import PICTURE_RATE, Purpose, rng_for
from mixgate.demo.scene import SAMPLE_RATE_HZ, gain
from mixgate.demo.speed import DemoSpeedChange
from mixgate.demo.versions import (
    SURROUND,
    WORD_LENGTH_BITS,
    CorrectDub,
    DemoFile,
    MonoSet,
    Original,
    RenderedVersion,
    dialogue_stem,
    folded,
    on_lattice,
)
from packager.corrections.dither import dithered
from specs.vocabulary import LAYOUTS, SPEED_RATIOS, MixKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mixgate.demo.programme import DemoProgramme, PlannedScene
    from mixgate.demo.versions import Block, DemoVersion, SceneStems

    Planting = Callable[[Canvas, PlannedScene], PlantedFault]

HOT_DB: Final = 2.5
"""Puts a mix of -27 LKFS outside of -27 +-2 LU and inside of -27 +-3 LU."""


def _over(start_share: float, true_peak_dbtp: float) -> Planting:
    return lambda canvas, _: plant_true_peak_over(canvas, "L", start_share, true_peak_dbtp)


def _clipped_line(canvas: Canvas, planned: PlannedScene) -> PlantedFault:
    """Clip 25 ms around the loudest sample of the scene's first line: a few pulses of the voice, no more."""
    slot = planned.slots[0]
    line = canvas.samples[slot.start_sample : slot.start_sample + slot.sample_count, canvas.labels.index("C")]
    length = SAMPLE_RATE_HZ // 40
    start = max(0, slot.start_sample + int(np.abs(line).argmax()) - length // 2)
    return plant_clipping(canvas, "C", start / planned.sample_count, length)


def _turned(canvas: Canvas, planned: PlannedScene) -> PlantedFault:
    return plant_polarity(canvas, "R", 0.3, min(4 * SAMPLE_RATE_HZ, planned.sample_count // 2))


def _muted(canvas: Canvas, planned: PlannedScene) -> PlantedFault:
    """Silence in the middle of the explosion, where nobody can take it for a pause."""
    return plant_dropout(canvas, "Ls", 0.73, min(SAMPLE_RATE_HZ // 2, planned.sample_count // 8))


_PLANTINGS: Final[Mapping[str, tuple[Planting, ...]]] = {
    # The first is over a delivery limit of -2 dBTP and within a receiver's allowance of -1 dBTP.
    "street": (_over(0.5, -1.4),),
    "kitchen": (_clipped_line,),
    "montage": (_turned,),
    "party": (_over(0.35, 0.3),),
    "chase": (_muted,),
    "aftermath": (_over(0.6, 1.6),),
}
"""What is planted in which scene of the mix that is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyMix:
    """A dub whose mix is too loud and damaged in several places."""

    seed: int
    programme: DemoProgramme
    language: str = "fr-FR"

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        return (DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER),)

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        lines = dialogue_stem(scene.planned, self.language, self.seed)
        hot = np.float32(gain(HOT_DB)) * (lines + scene.music_and_effects)
        mix = on_lattice(hot, scene.planned, self.seed, self.language)
        canvas = Canvas(samples=mix, labels=SURROUND, origin_sample=scene.planned.start_sample)
        planned = scene.planned
        # The first round of scenes only: a fault is planted once, however long the programme.
        plantings = _PLANTINGS.get(planned.name, ()) if planned == self.programme.first(planned.name) else ()
        (file,) = self.files
        return RenderedVersion(
            blocks=((file, mix),), faults=tuple((file, plant(canvas, planned)) for plant in plantings)
        )

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        text = "The whole mix is raised above the original's level."
        fault = PlantedFault(kind="loudness", text=text, size=HOT_DB, unit="dB")
        return RenderedVersion(faults=((self.files[0], fault),))


SPED_UP: Final = "PAL speed-up 23.976 to 25"


@dataclass(slots=True, kw_only=True)
class WrongSpeed:
    """A dub made for 25 pictures a second: too short, and higher in pitch."""

    seed: int
    programme: DemoProgramme
    language: str = "es-ES"
    _speed: DemoSpeedChange = field(init=False)
    _blocks: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._speed = DemoSpeedChange(SPEED_RATIOS[SPED_UP], len(SURROUND))

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        return (DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER),)

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        lines = dialogue_stem(scene.planned, self.language, self.seed)
        return self._dithered(self._speed.push(lines + scene.music_and_effects))

    def _dithered(self, block: Block) -> RenderedVersion:
        rng = rng_for(self.seed, Purpose.DITHER, self._blocks, crc32(self.language.encode()))
        self._blocks += 1
        return RenderedVersion(blocks=((self.files[0], dithered(block, WORD_LENGTH_BITS, rng)),))

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        rendered = self._dithered(self._speed.finish())
        ratio = SPEED_RATIOS[SPED_UP]
        length = self.programme.sample_count
        short = length - -(-length * ratio.denominator // ratio.numerator)
        fault = PlantedFault(
            kind="speed",
            text=f"Runs {ratio.numerator}/{ratio.denominator} times too fast, pitch and all: {SPED_UP}; "
            f"{short} samples ({float(short / SAMPLE_RATE_HZ * PICTURE_RATE):.1f} pictures) too short.",
            size=100 * float(ratio - 1),
            unit="% too fast",
        )
        return RenderedVersion(blocks=rendered.blocks, faults=((self.files[0], fault),))


LEAK_DB: Final = -30.0
STEM_ERROR_DB: Final = -1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakyStems:
    """A dub whose M&E lets the original dialogue through, and whose stems do not make up the mix."""

    seed: int
    programme: DemoProgramme
    language: str = "pt-BR"

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        kinds = (MixKind.PRINTMASTER, MixKind.DIALOGUE, MixKind.ME)
        return tuple(DemoFile(folder=self.language, language=self.language, kind=kind) for kind in kinds)

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        planned = scene.planned
        lines = dialogue_stem(planned, self.language, self.seed)
        mix = lines + scene.music_and_effects
        leaky = scene.music_and_effects + np.float32(gain(LEAK_DB)) * scene.dialogue
        stem = lines
        planted: tuple[tuple[DemoFile, PlantedFault], ...] = ()
        if planned == self.programme.first("party"):
            stem = on_lattice(np.float32(gain(STEM_ERROR_DB)) * lines, planned, self.seed, "low stem")
            planted = ((self.files[1], self._low_stem(planned)),)
        samples = (mix, stem, on_lattice(leaky, planned, self.seed, "leak"))
        return RenderedVersion(blocks=tuple(zip(self.files, samples, strict=True)), faults=planted)

    @staticmethod
    def _low_stem(planned: PlannedScene) -> PlantedFault:
        start = planned.start_sample
        return PlantedFault(
            kind="stem sum",
            text="The dialogue stem is lower than the dialogue in the printmaster; stems and printmaster do not null.",
            size=STEM_ERROR_DB,
            unit="dB",
            stretch=Stretch(start_sample=start, end_sample=start + planned.sample_count),
        )

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        fault = PlantedFault(
            kind="dialogue leak",
            text="The original dialogue stem is mixed into the M&E, in every scene with lines.",
            size=LEAK_DB,
            unit="dB",
        )
        return RenderedVersion(faults=((self.files[2], fault),))


TRUNCATED_BITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongForm:
    """A dub in film order under a SMPTE label, and a 2.0 that holds 16 bits in words of 24."""

    seed: int
    language: str = "it-IT"

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        return (
            DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER),
            DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER, layout="2.0"),
        )

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        lines = dialogue_stem(scene.planned, self.language, self.seed)
        mix = lines + scene.music_and_effects
        film = mix[:, [SURROUND.index(label) for label in LAYOUTS["5.1-film"].labels]]
        fold = on_lattice(folded(mix), scene.planned, self.seed, f"{self.language} 2.0", TRUNCATED_BITS)
        return RenderedVersion(blocks=tuple(zip(self.files, (film, fold), strict=True)))

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        order = " ".join(LAYOUTS["5.1-film"].labels)
        swapped = PlantedFault(
            kind="channel order",
            text=f"The sound is in film order ({order}); the header and the delivery say {' '.join(SURROUND)}.",
            size=sum(a != b for a, b in zip(SURROUND, LAYOUTS["5.1-film"].labels, strict=True)),
            unit="channels out of place",
        )
        padded = PlantedFault(
            kind="word length",
            text=f"Words of {WORD_LENGTH_BITS} bits whose lowest {WORD_LENGTH_BITS - TRUNCATED_BITS} are always 0.",
            size=TRUNCATED_BITS,
            unit="bits",
        )
        return RenderedVersion(faults=((self.files[0], swapped), (self.files[1], padded)))


def all_versions(programme: DemoProgramme) -> tuple[DemoVersion, ...]:
    """Every language of the demo, the original first."""
    seed = programme.seed
    return (
        Original(seed=seed),
        CorrectDub(seed=seed),
        FaultyMix(seed=seed, programme=programme),
        WrongSpeed(seed=seed, programme=programme),
        LeakyStems(seed=seed, programme=programme),
        MonoSet(seed=seed),
        WrongForm(seed=seed),
    )
