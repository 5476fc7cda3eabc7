"""Films of real recordings, to try comparisons on: scenes of 30 s, one after the other, in five languages.

Voices, music, ambiences and effects are recordings (`benchmarks.recordings`); rooms, mixing, equalisers and limiters
are synthesis, as in `fixtures.films`. Languages are voices here: five pairs of them speak other words at the same
places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from benchmarks.real_scenes import RECIPES, SCENE_SECONDS, build, in_other_voices
from benchmarks.recordings import utterances
from fixtures.films import DubbedFilm
from mixgate.demo.scene import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.real_scenes import RealScene
    from benchmarks.recordings import Recordings

_PICTURE_SAMPLES: Final = 2002
_LATE_SECONDS: Final = 0.12
"""An actor begins up to so much before or after the original's line."""

_VOICES: Final = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class RealFilm(DubbedFilm):
    """A film of recordings before it is mixed.

    Attributes:
        material: Where the recordings come from.
    """

    material: Recordings = field(repr=False)

    @property
    def sample_count(self) -> int:
        """Samples per channel: a whole number of pictures."""
        return round(self.seconds * SAMPLE_RATE_HZ) // _PICTURE_SAMPLES * _PICTURE_SAMPLES

    @cached_property
    def _scenes(self) -> tuple[RealScene, ...]:
        rng = np.random.default_rng([self.seed, 111])
        count = -(-self.sample_count // (SCENE_SECONDS * SAMPLE_RATE_HZ))
        recipes = rng.permutation(len(RECIPES)).tolist()
        chosen = [RECIPES[recipes[number % len(recipes)]] for number in range(count)]
        return tuple(build(one, self.seed + 1_000_000 * number, self.material) for number, one in enumerate(chosen))

    @cached_property
    def _bed(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Music and effects."""
        return self._joined([one.music for one in self._scenes]), self._joined([one.effects for one in self._scenes])

    def _joined(self, pieces: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.concatenate(pieces)[: self.sample_count]

    def _spoken(self, language: str) -> NDArray[np.float32]:
        if language == "en":
            return self._joined([one.dialogue for one in self._scenes])
        pieces = []
        for number, scene in enumerate(self._scenes):
            rng = np.random.default_rng([self.seed, 112, number, crc32(language.encode())])
            order = rng.permutation(len(self.material.voices))[:_VOICES]
            voices = [utterances(self.material.voices[place], rng) for place in order]
            late = round(rng.uniform(-_LATE_SECONDS, _LATE_SECONDS) * SAMPLE_RATE_HZ)
            pieces.append(np.roll(in_other_voices(scene, voices, rng), late, axis=0))
        return self._joined(pieces)
