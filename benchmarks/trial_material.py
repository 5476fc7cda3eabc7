"""What the trials of comparisons share: a film, its original and a dub, and what is counted."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

import numpy as np

from benchmarks.real_films import RealFilm
from fixtures.films import LANGUAGES, DubbedFilm, HeldProgramme
from specs.vocabulary import LAYOUTS
from validator.comparisons.compare import Comparing
from validator.comparisons.dub.dub_map import Reduction, compare_dub, reduce_programme
from validator.comparisons.reading.reductions import ComparedProgramme
from validator.comparisons.relations import ComparedMix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.recordings import Recordings
    from validator.comparisons.dub.map_model import DubMap
    from validator.comparisons.relations import MixComparison

_NAMES: Final = {1: "1.0", 2: "2.0", 6: "5.1"}


class Trial(TypedDict):
    """What a trial counts; see `benchmarks.comparisons.Record`."""

    planted: int
    found: int
    invented: int
    checks: int
    figures: dict[str, float]
    shares: NotRequired[dict[str, tuple[int, int]]]


def counted(planted: int, found: int, invented: int, checks: int, **figures: float) -> Trial:
    """A trial with its errors by name."""
    return Trial(planted=planted, found=found, invented=invented, checks=checks, figures=figures)


@dataclass(frozen=True, kw_only=True)
class TrialMaterial:
    """A film, its original and a dub, made when they are first asked for.

    Attributes:
        seed: Of the film.
        seconds: Its length.
        turn: Counts the faults of one kind that are planted in it one after the other; each turn has a dub in another
            language, as far as there are languages.
        recordings: What films are made of; None for synthesis.
    """

    seed: int
    seconds: float
    turn: int = 0
    recordings: Recordings | None = None

    def at_turn(self, turn: int) -> TrialMaterial:
        """The same film, with what was made of it, for another fault."""
        other = copy.copy(self)
        object.__setattr__(other, "turn", turn)
        if other.turn != self.turn:
            for name in ("language", "dub"):
                other.__dict__.pop(name, None)
        return other

    def prepare(self) -> None:
        """Make what every trial needs, so that all turns share it."""
        for name in ("film", "original", "reduced"):
            getattr(self, name)

    def made(self, seed: int, seconds: float) -> DubbedFilm:
        """A film of that kind."""
        if self.recordings is None:
            return DubbedFilm(seed=seed, seconds=seconds)
        return RealFilm(seed=seed, seconds=seconds, material=self.recordings)

    @cached_property
    def film(self) -> DubbedFilm:
        """The film."""
        return self.made(self.seed, self.seconds)

    @cached_property
    def language(self) -> str:
        """Of the dub."""
        return str(np.roll(LANGUAGES[1:], self.seed)[self.turn % len(LANGUAGES[1:])])

    @cached_property
    def other_film(self) -> DubbedFilm:
        """Another film of that length."""
        return self.made(self.seed + 500_000, self.seconds)

    @cached_property
    def original(self) -> NDArray[np.float32]:
        """The original mix."""
        return self.film.mix("en", own_sound=True)

    @cached_property
    def dub(self) -> NDArray[np.float32]:
        """The dub, with an equaliser and a limiter of its own."""
        return self.film.mix(self.language, own_sound=True)

    @cached_property
    def reduced(self) -> Reduction:
        """The reduction of the original."""
        return reduce_programme(held(self.original))

    def rng(self, kind: str) -> np.random.Generator:
        """The random generator of a trial."""
        return np.random.default_rng([self.seed, self.turn, *kind.encode()])

    def compared(self, dub: NDArray[np.float32]) -> DubMap:
        """The map of something against the original."""
        return compare_dub(reduce_programme(held(dub)), self.reduced)


def held(samples: NDArray[np.float32]) -> HeldProgramme:
    """A programme of samples, its layout by the number of channels."""
    layout = LAYOUTS[_NAMES[samples.shape[1]]]
    return HeldProgramme(samples=np.ascontiguousarray(samples, dtype=np.float32), layout=layout)


def compared_as_files(dub: NDArray[np.float32], original: NDArray[np.float32]) -> MixComparison:
    """All that `mixgate compare` says of two mixes, channels included."""
    sides = []
    for name, samples in (("dub", dub), ("original", original)):
        programme = held(samples)
        assert programme.layout is not None, "held gives every programme one"
        mix = ComparedMix(
            name=name,
            layout=programme.layout.name,
            channel_labels=programme.layout.labels,
            sample_rate_hz=programme.sample_rate_hz,
            sample_count=programme.sample_count,
        )
        sides.append(ComparedProgramme(programme=programme, mix=mix, key=name))  # type: ignore[arg-type]
    return Comparing(version="0").with_original(sides[0], sides[1])
