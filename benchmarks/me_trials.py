"""Trials of an M&E against the mix it was made from: lines in it at random levels, holes in it, and clean ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from mixgate.demo.scene import SAMPLE_RATE_HZ
from validator.comparisons.me_review import MeCase, me_review

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fixtures.films import DubbedFilm, HeldProgramme
    from validator.comparisons.me_model import MeReview

LEVELS_DB: Final = (-50.0, -20.0)
HOLE_SECONDS: Final = (1.5, 4.0)
HOLE_DB: Final = (-60.0, -12.0)


class MeCounts(TypedDict):
    """What a trial counts; see `benchmarks.comparisons.Record`."""

    planted: int
    found: int
    invented: int
    checks: int
    figures: dict[str, float]


class MeSounds:
    """The sounds of a film that an M&E is made of and searched with.

    Args:
        film: The film.
        original: Its mix, with an equaliser and a limiter of its own.
        rng: Of the trial.
    """

    def __init__(self, film: DubbedFilm, original: HeldProgramme, *, rng: np.random.Generator) -> None:
        self.film, self.original, self.rng = film, original, rng

    def reviewed(self, me: NDArray[np.float32], *, has_stem: bool) -> MeReview:
        """Search an M&E, with the dialogue stem of the original or without one."""
        kind = type(self.original)
        me_programme, stem = (
            kind(samples=np.ascontiguousarray(one, np.float32), layout=self.original.layout)
            for one in (me, self.film.dialogue("en"))
        )
        found = me_review(
            MeCase(
                me=me_programme,
                original=self.original,
                dialogue=stem if has_stem else None,
                original_start=0,
                dialogue_start=0,
            )
        )
        assert found is not None, "all three have the same channels"
        return found


def lines_in_me(sounds: MeSounds, *, has_stem: bool) -> MeCounts:
    """All lines at one random level: each that could have been found at it is found."""
    level_db = float(sounds.rng.uniform(*LEVELS_DB))
    leaking = sounds.film.me + np.float32(10.0 ** (level_db / 20.0)) * sounds.film.dialogue("en")
    found = sounds.reviewed(leaking, has_stem=has_stem)
    error = max((abs(line.level_db - level_db) for line in found.found), default=0.0)
    return MeCounts(
        planted=found.lines,
        found=len(found.found),
        invented=len(found.holes),
        checks=found.lines,
        figures={"level_db": error},
    )


def clean_me(sounds: MeSounds, *, has_stem: bool) -> MeCounts:
    """Nothing planted but the lines of another language, 25 dB softer: a crowd of other voices."""
    other = sounds.film.me + np.float32(10.0 ** (-25.0 / 20.0)) * sounds.film.dialogue("fr")
    found = sounds.reviewed(other if has_stem else sounds.film.me, has_stem=has_stem)
    return MeCounts(
        planted=0, found=0, invented=len(found.found) + len(found.holes), checks=max(1, found.lines), figures={}
    )


def hole_in_me(sounds: MeSounds) -> MeCounts:
    """A stretch in which the M&E is 12 to 60 dB softer, or all but silent, anywhere."""
    me = sounds.film.me.copy()
    count = round(float(sounds.rng.uniform(*HOLE_SECONDS)) * SAMPLE_RATE_HZ)
    start = int(sounds.rng.integers(0, len(me) - count))
    me[start : start + count] *= np.float32(10.0 ** (float(sounds.rng.uniform(*HOLE_DB)) / 20.0))
    found = sounds.reviewed(me, has_stem=True)
    half = SAMPLE_RATE_HZ // 2
    inside = [hole for hole in found.holes if hole.end_sample > start and hole.start_sample < start + count]
    outside = [
        hole for hole in found.holes if hole.end_sample < start - half or hole.start_sample > start + count + half
    ]
    return MeCounts(planted=1, found=int(bool(inside)), invented=len(outside) + len(found.found), checks=1, figures={})
