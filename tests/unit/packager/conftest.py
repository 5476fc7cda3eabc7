"""Mixes on disk, measured, as a user has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from fixtures.tones import pink_noise
from packager.fixing.headers import Stamp
from packager.fixing.render import channel_mask
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import parse_layout
from validator.audio.programme import Programme, open_programme
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.writer import WaveWriter
from validator.measuring.measure import MeasureOptions, measure
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.containers.wave.riff import Chunk

RATE_HZ = 48_000
FRAMES = 125
"""5 seconds at 25 frames per second: 240 000 samples."""

OPTIONS = MeasureOptions(version="0.0", workers=1)
STAMP = Stamp(version="0.0", now=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """A mix on disk and what is known about it."""

    path: Path
    programme: Programme
    subject: Subject


class MakeMix(Protocol):
    """See `make_mix`."""

    def __call__(
        self,
        samples: NDArray[np.float64],
        *,
        layout: str = "5.1",
        sample_format: SampleFormat = SampleFormat.S24,
        name: str = "mix.wav",
        rate: int = RATE_HZ,
        chunks: Sequence[Chunk] = (),
        behind: Sequence[Chunk] = (),
        facts: ProgrammeFacts | None = None,
    ) -> Mixed:
        """Write and measure a mix."""


def written_and_measured(
    folder: Path,
    samples: NDArray[np.float64],
    *,
    layout: str = "5.1",
    sample_format: SampleFormat = SampleFormat.S24,
    name: str = "mix.wav",
    rate: int = RATE_HZ,
    chunks: Sequence[Chunk] = (),
    behind: Sequence[Chunk] = (),
    facts: ProgrammeFacts | None = None,
) -> Mixed:
    """Write samples into a file of a folder, open and measure it."""
    wanted = parse_layout(layout)
    wave = wave_format(
        sample_format,
        channel_count=samples.shape[1],
        sample_rate_hz=rate,
        channel_mask=channel_mask(wanted.labels) if samples.shape[1] > 2 else None,
    )
    path = folder / name
    with WaveWriter(path, wave, before=chunks, after=behind) as writer:
        writer.write(samples)
    programme = open_programme([path], layout=wanted)
    known = facts or ProgrammeFacts(
        picture_rate="25",
        duration_frames=FRAMES,
        start_timecode="01:00:00:00",
        first_frame_of_action="01:00:00:00",
        last_frame_of_action="01:00:04:24",
    )
    return Mixed(
        path=path, programme=programme, subject=Subject(measurements=measure(programme, OPTIONS), programme=known)
    )


@pytest.fixture
def make_mix(tmp_path: Path) -> MakeMix:
    """Writes samples into a file of `tmp_path`, opens and measures it."""
    return partial(written_and_measured, tmp_path)


@pytest.fixture(scope="session")
def measured_noise(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """The mix of `noise`, measured once for all tests that need nothing but its readings."""
    return written_and_measured(tmp_path_factory.mktemp("measured"), swelling(0.0)).subject


def swelling(level_db: float, seed: int = 0) -> NDArray[np.float64]:
    """Five seconds of swelling 5.1, `level_db` above -19 LKFS, with clicks at 0 dBTP and silence at the very end."""
    count = FRAMES * 1920
    samples = np.stack([pink_noise(-25.7 + level_db, count, seed + place) for place in range(6)], axis=1)
    samples[:, 3] *= 0.1
    samples *= (0.5 + 0.5 * np.abs(np.sin(np.arange(count) / RATE_HZ)))[:, np.newaxis]
    rng = np.random.default_rng(1)
    for place in rng.integers(RATE_HZ // 2, count - RATE_HZ, 12):
        samples[place : place + 24, 2] = rng.choice([-0.99, 0.99]) * np.hanning(24)
    samples[-4800:] = 0.0
    return np.clip(samples, -0.99, 0.99)


@pytest.fixture
def noise() -> NDArray[np.float64]:
    """A mix at -19 LKFS with peaks at 0 dBTP."""
    return swelling(0.0)


@pytest.fixture
def soft_noise() -> Callable[[float], NDArray[np.float64]]:
    """A mix that is softer than -19 LKFS by some decibels, with peaks at 0 dBTP all the same."""
    return lambda level_db: swelling(-level_db)


@pytest.fixture
def stamp() -> Stamp:
    """Version and time of every rendering."""
    return STAMP


@pytest.fixture
def measuring() -> MeasureOptions:
    """How every mix here is measured."""
    return OPTIONS
