"""Small WAVE files for the tests of the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.containers.wave.riff import Chunk


class MakeWave(Protocol):
    """Write a file and return its path."""

    def __call__(
        self,
        name: str,
        samples: NDArray[np.float64],
        *,
        sample_format: SampleFormat = SampleFormat.S24,
        mask: int | None = None,
        after: Sequence[Chunk] = (),
        rate: int = 48000,
    ) -> Path:
        """See the class."""


@pytest.fixture
def make_wave(tmp_path: Path) -> MakeWave:
    def write(
        name: str,
        samples: NDArray[np.float64],
        *,
        sample_format: SampleFormat = SampleFormat.S24,
        mask: int | None = None,
        after: Sequence[Chunk] = (),
        rate: int = 48000,
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        wave = wave_format(sample_format, channel_count=samples.shape[1], sample_rate_hz=rate, channel_mask=mask)
        with WaveWriter(path, wave, after=after) as writer:
            writer.write(samples)
        return path

    return write


class MakeNoise(Protocol):
    """Seeded noise (samples, channels) on an 8-bit grid, exact in every sample format."""

    def __call__(self, samples: int, channels: int, *, seed: int = 1) -> NDArray[np.float64]:
        """See the class."""


@pytest.fixture
def noise() -> MakeNoise:
    def make(samples: int, channels: int, *, seed: int = 1) -> NDArray[np.float64]:
        steps = np.random.default_rng(seed).integers(-128, 128, (samples, channels))
        return np.asarray(steps, np.float64) / 128

    return make
