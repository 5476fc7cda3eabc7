"""A short film as files, and what opens and scans them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dialogue_film import LAYOUT, build_film
from validator.audio.programme import open_programme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
