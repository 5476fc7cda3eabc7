"""Trials of the lines of a dub: lines of the original that were left in it, and lines that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.trial_material import Trial, TrialMaterial, counted, held
from fixtures.films import finished
from mixgate.demo.scene import SAMPLE_RATE_HZ, gain
from validator.comparisons.me.me_review import MeCase, left_over_lines, lines_of_stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEFT_DB: Final = (0.0, -3.0, -6.0, -12.0)
_BED_DB: Final = (0.0, 24.0)
_LATE_SAMPLES: Final = SAMPLE_RATE_HZ // 50
_PLANTED_SHARE: Final = 1 / 3
_MISSING_SHARE: Final = 0.25
_BESIDE_SAMPLES: Final = round(0.3 * SAMPLE_RATE_HZ)
_FADE_SAMPLES: Final = SAMPLE_RATE_HZ // 50


def left_over(material: TrialMaterial) -> Trial:
    """A third of the original's lines left in a dub: instead of its own line or under it, some of them 20 ms late.

    In a quarter of the trials the dub speaks with the original's voices: its lines, each half of the film in the place
    of the other. Every line of 0.4 s and longer counts.
    """
    film, rng = material.film, material.rng("left-over")
    bed_db = _bed_db(material, rng)
    original, spoken = film.dialogue("en"), film.dialogue(material.language).copy()
    if rng.random() < 0.25:
        spoken = np.roll(original, len(original) // 2, axis=0).copy()
    lines = lines_of_stem(held(original))
    planted = [line for line in lines if rng.random() < _PLANTED_SHARE]
    for start, end in planted:
        if rng.random() < 0.5:
            spoken[start:end] *= _gap(end - start)
        late = _LATE_SAMPLES if rng.random() < 0.25 else 0
        kept = original[start : min(end, len(spoken) - late)]
        spoken[start + late : start + late + len(kept)] += np.float32(gain(float(rng.choice(_LEFT_DB)))) * kept
    bed = np.float32(gain(bed_db)) * film.me
    dub = finished(bed + spoken, material.language, material.seed)
    mix = finished(bed + original, "en", material.seed)
    found = left_over_lines(
        MeCase(me=held(dub), original=held(mix), dialogue=held(original), original_start=0, dialogue_start=0)
    )
    there = [] if found is None else [(line.start_sample, line.end_sample) for line in found.found]
    hits = sum(any(_meet(line, other) for other in there) for line in planted)
    invented = sum(not any(_meet(line, other) for other in planted) for line in there)
    return counted(len(planted), hits, invented, len(lines) - len(planted), told=float(found is not None))


def missing(material: TrialMaterial) -> Trial:
    """A quarter of the dub's lines not recorded: nothing is spoken from 0.3 s before a line to 0.3 s behind it.

    Every line of 0.4 s and longer counts.
    """
    film, rng = material.film, material.rng("missing")
    bed_db = _bed_db(material, rng)
    original, spoken = film.dialogue("en"), film.dialogue(material.language).copy()
    lines = lines_of_stem(held(original))
    planted = [line for line in lines if rng.random() < _MISSING_SHARE]
    for start, end in planted:
        first, last = max(0, start - _BESIDE_SAMPLES), min(len(spoken), end + _BESIDE_SAMPLES)
        spoken[first:last] *= _gap(last - first)
    bed = np.float32(gain(bed_db)) * film.me
    found = left_over_lines(
        MeCase(
            me=held(finished(bed + spoken, material.language, material.seed)),
            original=held(finished(bed + original, "en", material.seed)),
            dialogue=held(original),
            original_start=0,
            dialogue_start=0,
        )
    )
    there = [] if found is None else [(line.start_sample, line.end_sample) for line in found.missing]
    hits = sum(any(_meet(line, other) for other in there) for line in planted)
    invented = sum(not any(_meet(line, other) for other in planted) for line in there)
    return counted(len(planted), hits, invented, len(lines) - len(planted), told=float(found is not None))


def _bed_db(material: TrialMaterial, rng: np.random.Generator) -> float:
    """How much louder music and effects are than in the film; scenes of recordings have beds of all levels as it is."""
    return float(rng.uniform(*_BED_DB)) if material.recordings is None else 0.0


def _meet(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _gap(count: int) -> NDArray[np.float32]:
    """What makes a stretch silent, with fades of 20 ms: float32 (count, 1)."""
    ends = np.minimum(np.arange(count), np.arange(count)[::-1])
    return np.clip(1.0 - ends / _FADE_SAMPLES, 0.0, 1.0).astype(np.float32)[:, None]
