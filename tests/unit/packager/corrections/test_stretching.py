"""Speed changes that keep the pitch, where the optional library is there, and a clear word where it is not."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from packager.corrections import stretching
from packager.corrections.correction import BlockStream, Material
from packager.corrections.speed import SpeedChange
from packager.corrections.stretching import stretched
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


class ByLine:
    """Stands for the library: draws straight lines between samples, and notes how many it was given at a time."""

    given: ClassVar[list[int]] = []

    def __init__(self, seed: int) -> None:
        del seed
        self._factor = 1.0

    def preset(self, channels: int, rate: float) -> None:
        del channels, rate

    def setTimeFactor(self, factor: float) -> None:  # noqa: N802  the library's name
        self._factor = factor

    def process(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        count = samples.shape[1]
        ByLine.given.append(count)
        places = np.arange(round(count / self._factor)) * self._factor
        return np.stack([np.interp(places, np.arange(count), row) for row in samples]).astype(np.float32)


@pytest.fixture
def by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    ByLine.given.clear()
    library = SimpleNamespace(Signalsmith=SimpleNamespace(Stretch=ByLine))
    monkeypatch.setitem(sys.modules, "python_stretch", library)
    monkeypatch.setattr(stretching, "WINDOW_SECONDS", 1.2)
    monkeypatch.setattr(stretching, "OVERLAP_SECONDS", 0.6)
    monkeypatch.setattr(stretching, "CONTEXT_SECONDS", 0.25)


@pytest.mark.parametrize("seconds", [0.02, 0.9, 2.39, 7.3])
@pytest.mark.parametrize(("source", "target"), [(960, 1001), (1001, 960), (1000, 1001)])
def test_windows_join_to_the_whole_at_its_exact_place(by_line: None, seconds: float, source: int, target: int) -> None:
    count = round(seconds * RATE_HZ)
    wanted = round(count * target / source)
    slow = np.sin(2 * np.pi * 3.7 * np.arange(count) / RATE_HZ)[:, np.newaxis] * np.array([0.5, -0.25])
    blocks = [slow[start : start + 7_001] for start in range(0, count, 7_001)]
    result = np.concatenate(list(stretched(blocks, material(count), wanted, 0)))
    assert result.shape == (wanted, 2)
    expected = np.interp(np.arange(wanted) * count / wanted, np.arange(count), slow[:, 0])
    assert np.abs(result[:, 0] - expected).max() < 2e-4, "half a sample at the steepest place"
    assert np.allclose(result[:, 1], -0.5 * result[:, 0], atol=1e-6), "channels stay in step"


def test_what_is_held_does_not_grow_with_the_programme(by_line: None) -> None:
    count = 30 * RATE_HZ
    blocks = (np.zeros((48_000, 2)) for _ in range(30))
    assert sum(map(len, stretched(blocks, material(count), count + 30, 0))) == count + 30
    assert len(ByLine.given) == 25
    assert max(ByLine.given) <= 3.0 * RATE_HZ


def last_and_first_db(before: NDArray[np.float64], after: NDArray[np.float64]) -> tuple[float, float]:
    """How much softer the last and the first 20 ms are than the whole, against the source."""

    def level(samples: NDArray[np.float64]) -> float:
        return float(10 * np.log10((samples**2).mean()))

    edge = round(0.02 * RATE_HZ)
    overall = level(after) - level(before)
    return tuple(level(after[part]) - level(before[part]) - overall for part in (slice(-edge, None), slice(edge)))  # type: ignore[return-value]


@pytest.mark.parametrize("sound", ["noise", "tone"])
@pytest.mark.parametrize("correction", [KEPT, KEPT.model_copy(update={"from_rate": "24000/1001", "to_rate": "25"})])
def test_nothing_is_lost_at_the_ends(sound: str, correction: SpeedChange) -> None:
    """Measured with silence beyond the ends: -1.5 to -7.5 dB in the last 20 ms."""
    pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    count = 75 * 2002
    before = np.random.default_rng(3).normal(0, 0.1, (count, 2)) if sound == "noise" else tones(count)
    after = np.concatenate(list(correction.effect(BlockStream(material=material(count), blocks=[before]))))
    assert min(last_and_first_db(before, after)) > -1.0


def test_a_joint_in_a_steady_chord_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured: 24 dB. After a plain crossfade of the two windows it is between -5 and 13 dB."""
    pytest.importorskip("python_stretch", reason="the optional part 'stretch' is not installed")
    monkeypatch.setattr(stretching, "WINDOW_SECONDS", 4.0)
    count = 200 * 1920
    seconds = np.arange(count)[:, np.newaxis] / RATE_HZ
    hertz = (220.0, 277.2, 329.6, 440.3)
    chord = np.repeat(0.1 * sum(np.sin(2 * np.pi * tone * seconds) for tone in hertz), 2, axis=1)
    result = np.concatenate(list(stretched([chord], material(count), 200 * 2002, 7)))[:, 0]
    worst = min(_tones_above_rest_db(result[start : start + 4800], hertz) for start in range(0, len(result), 4800)[:-1])
    assert worst > 20.0


def _tones_above_rest_db(samples: NDArray[np.float64], hertz: tuple[float, ...]) -> float:
    phases = 2 * np.pi * np.outer(np.arange(len(samples)) / RATE_HZ, hertz)
    window = np.hanning(len(samples))
    waves = np.concatenate([np.cos(phases), np.sin(phases)], axis=1) * window[:, np.newaxis]
    shares, *_ = np.linalg.lstsq(waves, samples * window, rcond=None)
    fitted = waves @ shares
    return float(10 * np.log10((fitted**2).sum() / ((samples * window - fitted) ** 2).sum()))
