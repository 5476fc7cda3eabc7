"""The language versions of the demo: what each delivers, scene by scene, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from zlib import crc32

import numpy as np

from mixgate.demo.programme import Purpose, dialogue, music_and_effects, rng_for
from packager.corrections.dither import dithered
from specs.vocabulary import LAYOUTS, MixKind, parse_layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mixgate.demo.faults import PlantedFault
    from mixgate.demo.programme import PlannedScene

    Block = NDArray[np.float32]

ORIGINAL_LANGUAGE: Final = "en-US"
WORD_LENGTH_BITS: Final = 24
SURROUND: Final = LAYOUTS["5.1"].labels

FOLD_GAIN: Final = 2**-0.5
"""Centre and surrounds go into each side of the 2.0 at -3 dB; LFE is left out.

Source: ITU-R BS.775-4 (2022) Annex 4 Table 2.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFile:
    """One mix the demo delivers.

    Attributes:
        folder: Folder of the language within the demo.
        language: BCP 47 tag; None for mixes without one: the original's music, effects and M&E.
        kind: What it is.
        layout: Name of the layout its header and the delivery state.
        mono_set: One file per channel instead of one interleaved file.
    """

    folder: str
    language: str | None
    kind: MixKind
    layout: str = "5.1"
    mono_set: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """File names, relative to the demo's folder: one, or one per channel in the order of the layout."""
        language = () if self.language is None else (self.language,)
        stem = "_".join(("night-tram", *language, self.kind.value, self.layout.replace(".", "")))
        labels = parse_layout(self.layout).labels
        endings = [f"_{label}" for label in labels] if self.mono_set else [""]
        return tuple(f"{self.folder}/{stem}{ending}.wav" for ending in endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneStems:
    """A scene of the original, every stem on the 24-bit lattice, so that sums of stems are exact.

    Attributes:
        planned: The scene.
        music, effects, dialogue: float32 (samples, 6), L R C LFE Ls Rs.
    """

    planned: PlannedScene
    music: Block
    effects: Block
    dialogue: Block

    @property
    def music_and_effects(self) -> Block:
        """The M&E."""
        return self.music + self.effects


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedVersion:
    """What a version adds to its files: samples to append, and the faults that are in them."""

    blocks: tuple[tuple[DemoFile, Block], ...] = ()
    faults: tuple[tuple[DemoFile, PlantedFault], ...] = ()


class DemoVersion(Protocol):
    """A language of the delivery."""

    @property
    def language(self) -> str:
        """BCP 47 tag."""

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """What it delivers."""

    def render(self, scene: SceneStems) -> RenderedVersion:
        """Make the next scene; scenes come in order."""

    def finish(self) -> RenderedVersion:
        """Make what is left when there are no more scenes, and name the faults of whole files."""


def scene_stems(planned: PlannedScene, seed: int) -> SceneStems:
    """Render the stems of the original and give each its dither."""
    shared = music_and_effects(planned, seed)
    return SceneStems(
        planned=planned,
        music=on_lattice(shared.render([MixKind.MUSIC]), planned, seed, "music"),
        effects=on_lattice(shared.render([MixKind.EFFECTS]), planned, seed, "effects"),
        dialogue=dialogue_stem(planned, ORIGINAL_LANGUAGE, seed),
    )


def dialogue_stem(planned: PlannedScene, language: str, seed: int) -> Block:
    """Render the dialogue stem of a language."""
    return on_lattice(dialogue(planned, language, seed).render(), planned, seed, language)


def on_lattice(block: Block, planned: PlannedScene, seed: int, name: str, bits: int = WORD_LENGTH_BITS) -> Block:
    """Dither a block of a scene; `name` tells the dither of one file from that of another."""
    rng = rng_for(seed, Purpose.DITHER, planned.number, crc32(name.encode()))
    return dithered(block, bits, rng)


def folded(block: Block) -> Block:
    """The 2.0 fold of a 5.1 block, Lo/Ro: float32 (samples, 2)."""
    left, right, centre, _, left_surround, right_surround = block.T
    shared = np.float32(FOLD_GAIN) * centre
    factor = np.float32(FOLD_GAIN)
    return np.column_stack((left + shared + factor * left_surround, right + shared + factor * right_surround))


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The original: 5.1 and 2.0 printmaster, the three stems and the M&E, all sound."""

    seed: int
    language: str = ORIGINAL_LANGUAGE

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        wanted = [(MixKind.PRINTMASTER, "5.1"), (MixKind.PRINTMASTER, "2.0"), (MixKind.DIALOGUE, "5.1")]
        wanted += [(MixKind.MUSIC, "5.1"), (MixKind.EFFECTS, "5.1"), (MixKind.ME, "5.1")]
        return tuple(
            DemoFile(
                folder="original",
                language=self.language if kind in {MixKind.PRINTMASTER, MixKind.DIALOGUE} else None,
                kind=kind,
                layout=layout,
            )
            for kind, layout in wanted
        )

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        mix = scene.dialogue + scene.music_and_effects
        fold = on_lattice(folded(mix), scene.planned, self.seed, "original 2.0")
        samples = (mix, fold, scene.dialogue, scene.music, scene.effects, scene.music_and_effects)
        return RenderedVersion(blocks=tuple(zip(self.files, samples, strict=True)))

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        return RenderedVersion()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDub:
    """A dub with nothing wrong: 5.1, its 2.0 fold, its dialogue stem."""

    seed: int
    language: str = "de-DE"

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        return (
            DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER),
            DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER, layout="2.0"),
            DemoFile(folder=self.language, language=self.language, kind=MixKind.DIALOGUE),
        )

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        lines = dialogue_stem(scene.planned, self.language, self.seed)
        mix = lines + scene.music_and_effects
        fold = on_lattice(folded(mix), scene.planned, self.seed, f"{self.language} 2.0")
        return RenderedVersion(blocks=tuple(zip(self.files, (mix, fold, lines), strict=True)))

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        return RenderedVersion()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonoSet:
    """A dub with nothing wrong, delivered as one mono file per channel."""

    seed: int
    language: str = "ja-JP"

    @property
    def files(self) -> tuple[DemoFile, ...]:
        """See `DemoVersion`."""
        return (DemoFile(folder=self.language, language=self.language, kind=MixKind.PRINTMASTER, mono_set=True),)

    def render(self, scene: SceneStems) -> RenderedVersion:
        """See `DemoVersion`."""
        lines = dialogue_stem(scene.planned, self.language, self.seed)
        return RenderedVersion(blocks=((self.files[0], lines + scene.music_and_effects),))

    def finish(self) -> RenderedVersion:
        """See `DemoVersion`."""
        return RenderedVersion()
