"""Programmes on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import soundfile

from specs.vocabulary import parse_layout
from validator.audio.programme import open_programme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from validator.audio.programme import FileProgramme


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., FileProgramme]:
    """Writes samples (samples, channels) to a file and opens it."""

    def make(samples: NDArray[np.float64], layout: str, rate: int = 48_000) -> FileProgramme:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.wav"
        soundfile.write(path, samples, rate, "FLOAT")
        return open_programme([path], layout=parse_layout(layout))

    return make
