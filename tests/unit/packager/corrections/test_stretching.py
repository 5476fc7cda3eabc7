"""Speed changes that keep the pitch, where the optional library is there, and a clear word where it is not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from packager.corrections.correction import BlockStream, Material
from packager.corrections.speed import SpeedChange
from packager.corrections.stretching import MEMORY_LIMIT_BYTES, stretched
from specs.errors import RefusedError
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 48_000
KEPT = SpeedChange(from_rate="25", to_rate="24000/1001", pitch="kept", seed=7)


def material(count: int, channels: int = 2) -> Material:
    return Material(
        sample_rate_hz=RATE_HZ,
        labels=tuple(str(channel) for channel in range(channels)),
        sample_count=count,
        sample_format=SampleFormat.S24,
        valid_bits=24,
        container="WAV",
        form="interleaved",
        has_bext=False,
        start_sample=None,
        picture_rate=None,
    )


def tones(count: int) -> NDArray[np.float64]:
    phase = 2 * np.pi * 440.0 * np.arange(count)[:, np.newaxis] / RATE_HZ * np.array([1.0, 2.0])
    signal: NDArray[np.float64] = 0.2 * np.sin(phase)
    return signal


def test_pitch_is_kept_and_length_is_what_the_frames_demand() -> None:
    pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    count = 100 * 1920
    result = np.concatenate(list(KEPT.effect(BlockStream(material=material(count), blocks=[tones(count)]))))
    assert result.shape == (100 * 2002, 2)
    middle = result[48_000:96_000]
    for channel, hertz in enumerate((440, 880)):
        spectrum = np.abs(np.fft.rfft(middle[:, channel] * np.hanning(len(middle))))
        assert int(spectrum.argmax()) == hertz
        level = np.sqrt((middle[:, channel] ** 2).mean()) / np.sqrt((tones(count)[:, channel] ** 2).mean())
        assert 20 * np.log10(level) == pytest.approx(0.0, abs=0.1)


def test_the_same_seed_gives_the_same_samples() -> None:
    pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    count = 50 * 1920
    once, twice = (
        np.concatenate(list(KEPT.effect(BlockStream(material=material(count), blocks=[tones(count)]))))
        for _ in range(2)
    )
    assert np.array_equal(once, twice)


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_stretch", None)
    with pytest.raises(RefusedError, match="not installed") as refusal:
        list(KEPT.effect(BlockStream(material=material(1920), blocks=[tones(1920)])))
    assert "mixgate[stretch]" in str(refusal.value)


def test_a_programme_that_does_not_fit_into_memory_is_refused() -> None:
    long = MEMORY_LIMIT_BYTES // 4 // 2
    with pytest.raises(RefusedError, match="too long"):
        list(stretched([], material(long), long, 0))


def test_the_library_begins_anew_with_every_call_so_a_programme_cannot_be_handed_over_in_pieces() -> None:
    library = pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    piece = np.ascontiguousarray(tones(48_000).T, np.float32)
    stretch = library.Signalsmith.Stretch(7)
    stretch.preset(2, float(RATE_HZ))
    stretch.setTimeFactor(0.96)
    whole = np.asarray(stretch.process(np.concatenate([piece, piece], axis=1)))
    first, second = np.asarray(stretch.process(piece)), np.asarray(stretch.process(piece))
    joint = first.shape[1]
    assert second.shape == first.shape
    assert np.abs(np.concatenate([first, second], axis=1) - whole)[:, joint - 2000 : joint + 2000].max() > 0.05
