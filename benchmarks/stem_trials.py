"""Trials of stems against their printmaster: one fault in one stem, a stem not delivered, and all as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.trial_material import Trial, TrialMaterial, counted, held
from fixtures import film_faults
from fixtures.limiter import limited
from mixgate.demo.scene import SAMPLE_RATE_HZ
from validator.comparisons.stems.sum_model import SumCause, SumState
from validator.comparisons.stems_sum import stems_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_SECONDS: Final = 24
"""Of the film that is added up."""


def _stems(material: TrialMaterial) -> dict[str, NDArray[np.float32]]:
    parts = {"DX": material.film.dialogue(material.language), "MX": material.film.music, "FX": material.film.effects}
    count = _SECONDS * SAMPLE_RATE_HZ
    return {name: (np.round(part[:count] * 2.0**23) / 2.0**23).astype(np.float32) for name, part in parts.items()}


def _summed(material: TrialMaterial, rng: np.random.Generator) -> NDArray[np.float32]:
    """The printmaster, in half of the films under a limiter."""
    mix: NDArray[np.float32] = sum(_stems(material).values(), np.zeros((1, 6), np.float32))
    return limited(mix, float(rng.uniform(-20.0, -12.0))) if rng.random() < 0.5 else mix


def _stem_fault(
    material: TrialMaterial, kind: str, cause: SumCause, plant: Callable[..., tuple[NDArray[np.float32], float]]
) -> Trial:
    rng = material.rng(kind)
    printmaster, stems = _summed(material, rng), _stems(material)
    guilty = str(rng.choice(list(stems)))
    stems[guilty], size = plant(stems[guilty], rng)
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    named = [(item.name, fault) for item in found.stems for fault in item.faults]
    right = (guilty, cause) in named
    error = 0.0
    for item in found.stems:
        if item.name == guilty and right:
            measured = {
                SumCause.STEM_GAIN: item.gain_db,
                SumCause.STEM_DELAY: item.delay_samples,
                SumCause.STEM_RANGE: item.ranges[0].gain_db if item.ranges else None,
            }.get(cause)
            error = abs(measured - size) if measured is not None else 0.0
    wrong = sum(item != (guilty, cause) for item in named)
    return counted(1, int(right), wrong, 12, error=error)


def stem_gain(material: TrialMaterial) -> Trial:
    """One stem delivered too soft or too loud."""

    def plant(stem: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
        level_db = float(rng.uniform(0.2, 3.0) * rng.choice((-1, 1)))
        return stem * np.float32(10 ** (-level_db / 20)), level_db

    return _stem_fault(material, "gain", SumCause.STEM_GAIN, plant)


def stem_delay(material: TrialMaterial) -> Trial:
    """One stem late or early by 1 to 2000 samples."""

    def plant(stem: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
        late = int(round(10 ** rng.uniform(0.0, 3.3)) * rng.choice((-1, 1)))
        return film_faults.delayed(stem, late), float(late)

    return _stem_fault(material, "delay", SumCause.STEM_DELAY, plant)


def stem_polarity(material: TrialMaterial) -> Trial:
    """One channel of one stem inverted: of those that sound."""

    def plant(stem: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
        power = np.mean(np.square(stem), axis=0)
        loud = np.flatnonzero(power > 1e-3 * power.max())
        turned = stem.copy()
        turned[:, int(rng.choice(loud))] *= -1.0
        return turned, 0.0

    return _stem_fault(material, "polarity", SumCause.STEM_POLARITY, plant)


def stem_range(material: TrialMaterial) -> Trial:
    """One stem at another level for 5 to 10 s in which it sounds."""

    def plant(stem: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
        level_db = float(rng.uniform(0.4, 3.0) * rng.choice((-1, 1)))
        count = round(float(rng.uniform(5.0, 10.0)) * SAMPLE_RATE_HZ)
        loudness = np.cumsum(np.mean(np.square(stem), axis=1))
        places = np.arange(0, len(stem) - count, SAMPLE_RATE_HZ)
        best = places[np.argsort(loudness[places] - loudness[places + count])[: max(1, len(places) // 4)]]
        start = int(rng.choice(best))
        ridden = stem.copy()
        ridden[start : start + count] *= np.float32(10 ** (-level_db / 20))
        return ridden, level_db

    return _stem_fault(material, "range", SumCause.STEM_RANGE, plant)


def stem_missing(material: TrialMaterial) -> Trial:
    """One stem not delivered."""
    rng = material.rng("missing")
    printmaster, stems = _summed(material, rng), _stems(material)
    del stems[str(rng.choice(list(stems)))]
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    right = found.cause is SumCause.CONTENT_MISSING
    return counted(1, int(right), sum(len(item.faults) for item in found.stems), 8)


def stems_right(material: TrialMaterial) -> Trial:
    """All stems as they should be, in half of the films under a limiter."""
    printmaster, stems = _summed(material, material.rng("right")), _stems(material)
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    return counted(1, int(found.state is not SumState.DIFFERS), sum(len(item.faults) for item in found.stems), 12)
