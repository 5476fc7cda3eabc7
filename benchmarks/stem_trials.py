"""Trials of stems against their printmaster: one fault in one stem, a stem not delivered, and all as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.trial_material import Trial, TrialMaterial, counted, held
from fixtures import film_faults
from fixtures.limiter import limited
from mixgate.demo.scene import SAMPLE_RATE_HZ
from validator.comparisons.stems.stems_sum import stems_sum
from validator.comparisons.stems.sum_model import SumCause, SumState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from validator.comparisons.stems.sum_model import StemReading

    Samples = NDArray[np.float32]

_SECONDS: Final = 16
"""Of the film that is added up."""


def _stems(material: TrialMaterial) -> dict[str, NDArray[np.float32]]:
    parts = {"DX": material.film.dialogue(material.language), "MX": material.film.music, "FX": material.film.effects}
    count = _SECONDS * SAMPLE_RATE_HZ
    return {name: (np.round(part[:count] * 2.0**23) / 2.0**23).astype(np.float32) for name, part in parts.items()}


def _summed(material: TrialMaterial, rng: np.random.Generator) -> NDArray[np.float32]:
    """The printmaster, in half of the films under a limiter."""
    mix: NDArray[np.float32] = sum(_stems(material).values(), np.zeros((1, 6), np.float32))
    return limited(mix, float(rng.uniform(-20.0, -12.0))) if rng.random() < 0.5 else mix


def _gain(stem: Samples, rng: np.random.Generator) -> tuple[Samples, float]:
    """Too soft or too loud; the size is what has to be added to it."""
    level_db = float(rng.uniform(0.2, 3.0) * rng.choice((-1, 1)))
    return stem * np.float32(10 ** (-level_db / 20)), level_db


def _delay(stem: Samples, rng: np.random.Generator) -> tuple[Samples, float]:
    """Late or early by 1 to 2000 samples."""
    late = int(round(10 ** rng.uniform(0.0, 3.3)) * rng.choice((-1, 1)))
    return film_faults.delayed(stem, late), float(late)


def _polarity(stem: Samples, rng: np.random.Generator) -> tuple[Samples, float]:
    """One channel inverted: of those that sound."""
    power = np.mean(np.square(stem), axis=0)
    loud = np.flatnonzero(power > 1e-3 * power.max())
    turned = stem.copy()
    turned[:, int(rng.choice(loud))] *= -1.0
    return turned, 0.0


def _ridden(stem: Samples, rng: np.random.Generator) -> tuple[Samples, float]:
    """At another level for 5 to 8 s in which it sounds."""
    level_db = float(rng.uniform(0.4, 3.0) * rng.choice((-1, 1)))
    count = round(float(rng.uniform(5.0, 8.0)) * SAMPLE_RATE_HZ)
    loudness = np.cumsum(np.mean(np.square(stem), axis=1))
    places = np.arange(0, len(stem) - count, SAMPLE_RATE_HZ)
    best = places[np.argsort(loudness[places] - loudness[places + count])[: max(1, len(places) // 4)]]
    start = int(rng.choice(best))
    ridden = stem.copy()
    ridden[start : start + count] *= np.float32(10 ** (-level_db / 20))
    return ridden, level_db


PLANTERS: Final = {
    SumCause.STEM_GAIN: _gain,
    SumCause.STEM_DELAY: _delay,
    SumCause.STEM_POLARITY: _polarity,
    SumCause.STEM_RANGE: _ridden,
}


def stem_faults(material: TrialMaterial) -> Trial:
    """A wrong level, a delay and an inverted channel, each in a stem of its own."""
    return _planted(material, "faults", (SumCause.STEM_GAIN, SumCause.STEM_DELAY, SumCause.STEM_POLARITY))


def stem_range(material: TrialMaterial) -> Trial:
    """One stem at another level for 5 to 8 s."""
    return _planted(material, "range", (SumCause.STEM_RANGE,))


def _planted(material: TrialMaterial, kind: str, causes: Sequence[SumCause]) -> Trial:
    rng = material.rng(kind)
    printmaster, stems = _summed(material, rng), _stems(material)
    guilty = [str(name) for name in rng.permutation(_sounding(stems))[: len(causes)]]
    causes, sizes = causes[: len(guilty)], []
    for name, cause in zip(guilty, causes, strict=True):
        stems[name], size = PLANTERS[cause](stems[name], rng)
        sizes.append(size)
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    by_name = {item.name: item for item in found.stems}
    named = {(item.name, fault) for item in found.stems for fault in item.faults}
    figures, shares = {}, {}
    for name, cause, size in zip(guilty, causes, sizes, strict=True):
        right = (name, cause) in named
        shares[f"stems: {cause.value}"] = (int(right), 1)
        measured = _measured(by_name[name], cause) if right else None
        if measured is not None:
            figures[f"{cause.value}-error"] = abs(measured - size)
    planted = set(zip(guilty, causes, strict=True))
    trial = counted(len(causes), len(named & planted), len(named - planted), 12, **figures)
    trial["shares"] = shares
    return trial


def _sounding(stems: Mapping[str, Samples]) -> list[str]:
    """Stems in which anything sounds: a scene may have no music."""
    return [name for name, stem in stems.items() if stem.any()]


def _measured(reading: StemReading, cause: SumCause) -> float | None:
    """What was measured of a fault that has a size: dB or samples."""
    ranges = reading.ranges
    return {
        SumCause.STEM_GAIN: reading.gain_db,
        SumCause.STEM_DELAY: reading.delay_samples,
        SumCause.STEM_RANGE: ranges[0].gain_db if ranges else None,
    }.get(cause)


def stem_missing(material: TrialMaterial) -> Trial:
    """One stem not delivered."""
    rng = material.rng("missing")
    printmaster, stems = _summed(material, rng), _stems(material)
    del stems[str(rng.choice(_sounding(stems)))]
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    right = found.cause is SumCause.CONTENT_MISSING
    return counted(1, int(right), sum(len(item.faults) for item in found.stems), 8)


def stems_right(material: TrialMaterial) -> Trial:
    """All stems as they should be, in half of the films under a limiter."""
    printmaster, stems = _summed(material, material.rng("right")), _stems(material)
    found = stems_sum(held(printmaster), {name: held(part) for name, part in stems.items()})
    return counted(1, int(found.state is not SumState.DIFFERS), sum(len(item.faults) for item in found.stems), 12)
