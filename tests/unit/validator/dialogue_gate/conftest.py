"""A short film and noise as files, and what opens and scans them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.dialogue_film import LAYOUT, build_film
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.dialogue_gate.alignment import Timed
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from fixtures.dialogue_film import Film
    from validator.audio.programme import FileProgramme


@pytest.fixture(scope="package")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """12 s: speech over music, and music without speech."""
    names = ("speech 10 LU over music", "music, singing, crowd, no speech")
    return build_film(tmp_path_factory.mktemp("film"), seconds=6.0, names=names)


@pytest.fixture
def opened() -> Callable[[Path], FileProgramme]:
    """Opens a file of the film."""

    def make(path: Path) -> FileProgramme:
        return open_programme([path], layout=LAYOUT)

    return make


@pytest.fixture
def timed(tmp_path: Path) -> Callable[..., Timed]:
    """Writes samples (samples, channels) to a file and scans it."""

    def make(samples: NDArray[np.float64], layout: str = "2.0", rate: int = 48_000) -> Timed:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.wav"
        soundfile.write(path, samples, rate, "FLOAT")
        programme = open_programme([path], layout=LAYOUTS[layout])
        return Timed(programme=programme, layout=LAYOUTS[layout], table=scan(programme).table)

    return make


@pytest.fixture
def bursts() -> Callable[..., NDArray[np.float64]]:
    """Noise that comes and goes like speech: (samples,)."""

    def make(seconds: float, seed: int, rate: int = 48_000) -> NDArray[np.float64]:
        rng = np.random.default_rng(seed)
        count = round(seconds * rate)
        syllables = rng.uniform(0.0, 1.0, -(-count // (rate // 5))) ** 3
        envelope = np.repeat(syllables, rate // 5)[:count]
        noise: NDArray[np.float64] = 0.1 * envelope * rng.standard_normal(count)
        return noise

    return make
