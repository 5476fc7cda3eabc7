"""A short film as files, and what opens and scans them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.dialogue_film import LAYOUT, build_film
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.dialogue_gate.alignment import Timed
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import programme_of_array

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
def heard() -> Callable[..., Timed]:
    """Scans samples (samples, channels) of a layout; 16 kHz where nothing else is said."""

    def make(samples: NDArray[np.generic], layout: str, rate_hz: int = 16_000) -> Timed:
        made = programme_of_array(np.asarray(samples, np.float32), rate_hz)
        made.layout = LAYOUTS[layout]
        return Timed(programme=made, layout=made.layout, table=scan(made, options=ScanOptions(workers=1)).table)

    return make


@pytest.fixture
def timed(heard: Callable[..., Timed]) -> Callable[..., Timed]:
    """Scans samples (samples, channels); stereo at 48 kHz where nothing else is said."""

    def make(samples: NDArray[np.generic], layout: str = "2.0", rate: int = 48_000) -> Timed:
        return heard(samples, layout, rate)

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
