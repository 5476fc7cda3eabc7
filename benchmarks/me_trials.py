"""Trials of an M&E against the mix it was made from: lines in it at random levels, holes in it, and clean ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

import numpy as np
from scipy.signal import butter, sosfilt

from mixgate.demo.scene import SAMPLE_RATE_HZ
from validator.comparisons.me.me_review import MeCase, lines_of_stem, me_review

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fixtures.films import DubbedFilm, HeldProgramme
    from validator.comparisons.me.me_model import MeReview

LEVELS_DB: Final = (-50.0, -20.0)
BLEED_DB: Final = (-30, -40, -45, -50)
ABOVE_ME_DB: Final = (
    (20.0, "20 dB or more above"),
    (10.0, "10 to 20 dB above"),
    (0.0, "0 to 10 dB above"),
    (-np.inf, "below"),
)
_RADIO: Final = butter(2, (300.0, 3400.0), "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
HOLE_SECONDS: Final = (1.5, 4.0)
HOLE_DB: Final = (-60.0, -12.0)


class MeCounts(TypedDict):
    """What a trial counts; see `benchmarks.comparisons.Record`."""

    planted: int
    found: int
    invented: int
    checks: int
    figures: dict[str, float]
    shares: NotRequired[dict[str, tuple[int, int]]]


class MeSounds:
    """The sounds of a film that an M&E is made of and searched with.

    Args:
        film: The film.
        original: Its mix, with an equaliser and a limiter of its own.
        rng: Of the trial.
        me: Its M&E; None for the film's.
        gain: Linear gain of the lines in the mix.
    """

    def __init__(
        self,
        film: DubbedFilm,
        original: HeldProgramme,
        *,
        rng: np.random.Generator,
        me: NDArray[np.float32] | None = None,
        gain: float = 1.0,
    ) -> None:
        self.film, self.original, self.rng = film, original, rng
        self.me: NDArray[np.float32] = film.me if me is None else me
        self._gain = np.float32(gain)

    def dialogue(self, language: str) -> NDArray[np.float32]:
        """The dialogue stem of a language as it is in the mix, float32 (samples, 6)."""
        return self.film.dialogue(language) * self._gain

    def reviewed(self, me: NDArray[np.float32], *, has_stem: bool) -> MeReview:
        """Search an M&E, with the dialogue stem of the original or without one."""
        kind = type(self.original)
        me_programme, stem = (
            kind(samples=np.ascontiguousarray(one, np.float32), layout=self.original.layout)
            for one in (me, self.dialogue("en"))
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
    leaking = sounds.me + np.float32(10.0 ** (level_db / 20.0)) * sounds.dialogue("en")
    found = sounds.reviewed(leaking, has_stem=has_stem)
    error = max((abs(line.level_db - level_db) for line in found.found), default=0.0)
    return MeCounts(
        planted=found.lines,
        found=len(found.found),
        invented=len(found.holes),
        checks=found.lines,
        figures={"level_db": error},
    )


def bleed(sounds: MeSounds) -> MeCounts:
    """All lines at one of four levels: the share that is found, by how far the line lies above the M&E.

    Every line of 0.4 s and longer counts, whether or not it could be told; levels are those of the centre channel.
    """
    level_db = int(sounds.rng.choice(BLEED_DB))
    dialogue = sounds.dialogue("en")
    found = sounds.reviewed(sounds.me + np.float32(10.0 ** (level_db / 20.0)) * dialogue, has_stem=True)
    shares: dict[str, list[int]] = {}
    for start, end in lines_of_stem(type(sounds.original)(samples=dialogue)):
        line, bed = (float(np.mean(np.square(one[start:end, 2], dtype=np.float64))) for one in (dialogue, sounds.me))
        above_db = 10.0 * np.log10(line / max(bed, 1e-12))
        band = next(name for least, name in ABOVE_ME_DB if above_db >= least)
        count = shares.setdefault(f"bleed {level_db} dB, line {band} the M&E", [0, 0])
        count[0] += any(one.start_sample < end and one.end_sample > start for one in found.found)
        count[1] += 1
    return MeCounts(
        planted=sum(tried for _, tried in shares.values()),
        found=sum(hit for hit, _ in shares.values()),
        invented=0,
        checks=0,
        figures={},
        shares={name: (hit, tried) for name, (hit, tried) in shares.items()},
    )


def clean_me(sounds: MeSounds, *, has_stem: bool) -> MeCounts:
    """Nothing planted but decoys: a crowd, a radio, or the same voices with other words."""
    rng = sounds.rng
    decoy = str(rng.choice(("crowd", "radio", "same voices")))
    if decoy == "crowd":
        voices = sum((sounds.dialogue(one) for one in ("de", "fr", "es", "it")), np.zeros((1, 6), np.float32))
    elif decoy == "radio":
        voices = np.asarray(sosfilt(_RADIO, sounds.dialogue("fr"), axis=0), np.float32)
    else:
        # The original's own lines, each half of the film in the place of the other.
        voices = np.roll(sounds.dialogue("en"), len(sounds.me) // 2, axis=0)
    level_db = float(rng.uniform(-35.0, -15.0))
    me = sounds.me + np.float32(10.0 ** (level_db / 20.0)) * voices if has_stem else sounds.me
    found = sounds.reviewed(me, has_stem=has_stem)
    return MeCounts(
        planted=0, found=0, invented=len(found.found) + len(found.holes), checks=max(1, found.lines), figures={}
    )


def hole_in_me(sounds: MeSounds) -> MeCounts:
    """A stretch in which the M&E is 12 to 60 dB softer, or all but silent, anywhere."""
    me = sounds.me.copy()
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
