"""Films of real recordings, to try comparisons on: scenes of 30 s, one after the other, in five languages.

Voices, music, ambiences and effects are recordings (`benchmarks.recordings`); rooms, mixing, equalisers and limiters
are synthesis, as in `fixtures.films`. Languages are voices here: the original has six of its own, and the dubs share
the others, which speak other words at the same places.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
_ORIGINAL_VOICES: Final = 6
"""A scene casts so many: speakers, a crowd, a radio. A dub that had one of them could say the same recording."""


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
    def _casts(self) -> tuple[Recordings, Recordings]:
        """The recordings of the original and those of the dubs: no voice is in both."""
        voices = self.material.voices
        order = np.random.default_rng([self.seed, 113]).permutation(len(voices)).tolist()
        original, dubs = order[:_ORIGINAL_VOICES], order[_ORIGINAL_VOICES:]
        first, second = (replace(self.material, voices=tuple(voices[one] for one in some)) for some in (original, dubs))
        return first, second

    @cached_property
    def _scenes(self) -> tuple[RealScene, ...]:
        rng = np.random.default_rng([self.seed, 111])
        count = -(-self.sample_count // (SCENE_SECONDS * SAMPLE_RATE_HZ))
        recipes = rng.permutation(len(RECIPES)).tolist()
        chosen = [RECIPES[recipes[number % len(recipes)]] for number in range(count)]
        cast, _ = self._casts
        return tuple(build(one, self.seed + 1_000_000 * number, cast) for number, one in enumerate(chosen))

    @cached_property
    def _bed(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Music and effects."""
        return self._joined([one.music for one in self._scenes]), self._joined([one.effects for one in self._scenes])

    def _joined(self, pieces: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.concatenate(pieces)[: self.sample_count]

    def _spoken(self, language: str) -> NDArray[np.float32]:
        if language == "en":
            return self._joined([one.dialogue for one in self._scenes])
        pieces, (_, cast) = [], self._casts
        for number, scene in enumerate(self._scenes):
            rng = np.random.default_rng([self.seed, 112, number, crc32(language.encode())])
            order = rng.permutation(len(cast.voices))[:_VOICES]
            voices = [utterances(cast.voices[place], rng) for place in order]
            late = round(rng.uniform(-_LATE_SECONDS, _LATE_SECONDS) * SAMPLE_RATE_HZ)
            pieces.append(np.roll(in_other_voices(scene, voices, rng), late, axis=0))
        return self._joined(pieces)
