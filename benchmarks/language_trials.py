"""Trials of the languages of a title against each other: M&E that is out, or softer, in one of them."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import mixgate
from benchmarks.trial_material import Trial, TrialMaterial
from fixtures.film_delivery import write_sound
from fixtures.films import LANGUAGES, finished
from mixgate.demo.scene import SAMPLE_RATE_HZ
from specs.vocabulary import MixKind
from validator.delivery.consistency.common_sound import lacking_sound
from validator.delivery.consistency.original_sound import lacking_beside
from validator.delivery.consistency.sisters import SisterMix, SisterReadings, sister_readings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fixtures.films import DubbedFilm

LEAST_SECONDS: Final = 45.0
"""A shorter film is made this long: a title needs some seconds in which its languages agree."""

_HOLE_SECONDS: Final = (1.5, 6.0)
_HOLE_DB: Final = (-60.0, -6.0)
_SHORT_HOLE_SECONDS: Final = (0.4, 3.0)
_DEEP_HOLE_DB: Final = (-60.0, -9.0)
_DEEP_DB: Final = -15.0
_LANGUAGE_COUNTS: Final = (3, 4, 5)
_BANDS_DB: Final = ((-9.0, "6 to 9 dB softer"), (-20.0, "9 to 20 dB softer"), (-np.inf, "20 dB softer or more"))
_BANDS_SECONDS: Final = ((1.0, "1.5 to 3 s"), (3.0, "3 to 6 s"))


def hole_in_a_language(material: TrialMaterial) -> Trial:
    """The M&E of one language 6 to 60 dB softer for 1.5 to 6 s, anywhere; three to five languages."""
    film, rng = _film(material), material.rng("common-sound")
    languages = LANGUAGES[: int(rng.choice(_LANGUAGE_COUNTS))]
    seconds, level_db = float(rng.uniform(*_HOLE_SECONDS)), float(rng.uniform(*_HOLE_DB))
    first = float(rng.uniform(0.0, film.sample_count / SAMPLE_RATE_HZ - seconds))
    odd = str(rng.choice(languages))
    me = film.me.copy()
    me[int(first * SAMPLE_RATE_HZ) : int((first + seconds) * SAMPLE_RATE_HZ)] *= np.float32(10.0 ** (level_db / 20.0))
    holed = _readings(finished(film.dialogue(odd) + me, odd, film.seed))
    found = list(lacking_sound([_sister(one, holed if one == odd else _clean(film, one)) for one in languages]))
    hits = [
        one for one in found if one.language == odd and one.first_second < first + seconds and one.last_second > first
    ]
    depth = next(name for least, name in _BANDS_DB if level_db >= least)
    length = next(name for least, name in reversed(_BANDS_SECONDS) if seconds >= least)
    return Trial(
        planted=1,
        found=int(bool(hits)),
        invented=len(found) - len(hits),
        checks=len(languages),
        figures={},
        shares={
            f"M&E of one language {depth}, {length}": (int(bool(hits)), 1),
            f"M&E of one of {len(languages)} languages": (int(bool(hits)), 1),
        },
    )


def clean_languages(material: TrialMaterial) -> Trial:
    """Nothing planted: each language of a film has its own limiter, equaliser, voices and rooms."""
    film = _film(material)
    invented = checks = 0
    for count in _LANGUAGE_COUNTS:
        languages = LANGUAGES[:count]
        invented += len(list(lacking_sound([_sister(one, _clean(film, one)) for one in languages])))
        checks += count
    return Trial(planted=0, found=0, invented=invented, checks=checks, figures={})


def hole_against_the_original(material: TrialMaterial) -> Trial:
    """The M&E of the only dub 9 to 60 dB softer for 0.4 to 3 s, anywhere but in the first and last second."""
    film, rng = _film(material), material.rng("original-sound")
    seconds, level_db = float(rng.uniform(*_SHORT_HOLE_SECONDS)), float(rng.uniform(*_DEEP_HOLE_DB))
    first = float(rng.uniform(1.0, film.sample_count / SAMPLE_RATE_HZ - seconds - 1.0))
    me = film.me.copy()
    me[int(first * SAMPLE_RATE_HZ) : int((first + seconds) * SAMPLE_RATE_HZ)] *= np.float32(10.0 ** (level_db / 20.0))
    dub = _readings(finished(film.dialogue(material.language) + me, material.language, film.seed))
    found = lacking_beside(dub, _original(film))
    hits = [one for one in found if one.first_second < first + seconds and one.last_second > first]
    length = "0.4 to 1 s" if seconds < 1.0 else "1 to 3 s"
    depth = "9 to 15 dB softer" if level_db > _DEEP_DB else "15 dB softer or more"
    share = {f"M&E of the only dub {depth}, {length}": (int(bool(hits)), 1)}
    invented = len(found) - len(hits)
    return Trial(planted=1, found=int(bool(hits)), invented=invented, checks=1, figures={}, shares=share)


def clean_against_the_original(material: TrialMaterial) -> Trial:
    """Nothing planted: dub and original each have a limiter, an equaliser, voices and rooms of their own."""
    film = _film(material)
    found = lacking_beside(_clean(film, material.language), _original(film))
    return Trial(planted=0, found=0, invented=len(found), checks=1, figures={})


@lru_cache(maxsize=1)
def _longer(material: TrialMaterial, seconds: float) -> DubbedFilm:
    return material.made(material.seed, seconds)


def _film(material: TrialMaterial) -> DubbedFilm:
    return material.film if material.seconds >= LEAST_SECONDS else _longer(material.at_turn(0), LEAST_SECONDS)


@lru_cache(maxsize=1)
def _original(film: DubbedFilm) -> SisterReadings:
    return _readings(film.mix(LANGUAGES[0], own_sound=True))


@lru_cache(maxsize=len(LANGUAGES))
def _clean(film: DubbedFilm, language: str) -> SisterReadings:
    return _readings(finished(film.dialogue(language) + film.me, language, film.seed))


def _readings(mix: NDArray[np.float32]) -> SisterReadings:
    """What `check` keeps of a mix, read from a file of it."""
    with tempfile.TemporaryDirectory() as folder:
        write_sound(Path(folder) / "mix.wav", mix)
        (found,) = mixgate.measure(Path(folder) / "mix.wav")
    return sister_readings(found)


def _sister(language: str, readings: SisterReadings) -> SisterMix:
    return SisterMix(
        path=language, kind=MixKind.PRINTMASTER, language=language, layout="5.1", reel=None, readings=readings
    )
