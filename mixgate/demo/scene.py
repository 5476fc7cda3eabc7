"""Scenes: sounds placed in time and on channels, and the truth about who speaks when.

A part is one mono sound with a gain per channel; a scene is a list of parts. Because the parts are kept apart until
they are rendered, any stem can be rendered alone, and the truth about the dialogue comes from the same list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from specs.vocabulary import LAYOUTS, MixKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from specs.vocabulary import Layout

SAMPLE_RATE_HZ: Final = 48_000
"""The one rate of the demo: what every platform asks for."""

TRUTH_BLOCK_SAMPLES: Final = SAMPLE_RATE_HZ // 100
"""The truth about dialogue is told per 10 ms, the grid of `validator.scan.table`."""

Mono: TypeAlias = "NDArray[np.float32]"
"""One channel, full scale 1.0: (samples,)."""


def gain(level_db: float) -> float:
    """Linear gain of a level."""
    return float(10 ** (level_db / 20))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sound:
    """A mono sound.

    Attributes:
        samples: float32 (samples,).
        phrases: First and end sample of each stretch in which the voice sounds, pauses left out; empty for anything
            that is not a voice.
    """

    samples: Mono
    phrases: tuple[tuple[int, int], ...] = ()

    def scaled(self, factor: float) -> Sound:
        """The same sound at another level."""
        return replace(self, samples=self.samples * np.float32(factor))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenePart:
    """A sound in its place.

    Attributes:
        kind: The stem it belongs to.
        sound: What sounds.
        start_sample: Where in the scene it begins.
        gains: Linear gain by channel label; channels that are not named stay silent.
        is_dialogue: True when its phrases are dialogue. Singing and walla have phrases too, and are not.
    """

    kind: MixKind
    sound: Sound
    start_sample: int = 0
    gains: Mapping[str, float] = field(default_factory=lambda: {"C": 1.0})
    is_dialogue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Sounds that are heard together.

    Attributes:
        sample_count: Length; what a part sounds beyond it is cut.
        parts: In any order.
        layout: The channels it is rendered to.
    """

    sample_count: int
    parts: tuple[ScenePart, ...]
    layout: Layout = LAYOUTS["5.1"]

    def render(self, kinds: Collection[MixKind] | None = None) -> NDArray[np.float32]:
        """Mix the parts of some stems, or of all where `kinds` is None.

        Returns:
            float32 (samples, channels), in the order of the layout; the sum may exceed full scale.
        """
        rows = {label: row for row, label in enumerate(self.layout.labels)}
        mix = np.zeros((len(rows), self.sample_count), dtype=np.float32)
        for part in self.parts:
            if kinds is not None and part.kind not in kinds:
                continue
            heard = part.sound.samples[max(0, -part.start_sample) : max(0, self.sample_count - part.start_sample)]
            start = max(0, part.start_sample)
            for label, factor in part.gains.items():
                mix[rows[label], start : start + len(heard)] += np.float32(factor) * heard
        return mix.T

    def dialogue_spans(self) -> tuple[tuple[int, int], ...]:
        """First and end sample of every stretch with dialogue, in order, overlapping ones joined."""
        spans = sorted(
            (max(0, part.start_sample + start), min(self.sample_count, part.start_sample + end))
            for part in self.parts
            if part.is_dialogue
            for start, end in part.sound.phrases
        )
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if end <= start:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return tuple(joined)

    def dialogue_blocks(self) -> NDArray[np.bool_]:
        """Tell for each 10 ms block, an incomplete last one too, whether dialogue sounds in it: bool (blocks,)."""
        blocks = np.zeros(-(-self.sample_count // TRUTH_BLOCK_SAMPLES), dtype=np.bool_)
        for start, end in self.dialogue_spans():
            blocks[start // TRUTH_BLOCK_SAMPLES : -(-end // TRUTH_BLOCK_SAMPLES)] = True
        return blocks

    def with_parts(self, *parts: ScenePart) -> Scene:
        """The scene with more parts."""
        return replace(self, parts=(*self.parts, *parts))
