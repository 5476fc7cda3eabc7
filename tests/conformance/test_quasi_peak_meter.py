"""The quasi-peak meters read bursts and return as published for IEC 60268-10, types I and IIa."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

import mixgate
from fixtures.tones import sine
from fixtures.wave_files import write_wave
from packager.fixing.render import WaveForm
from specs.vocabulary import PeakMeter
from validator.audio.programme import open_programme
from validator.second_pass.quasi_peak import quasi_peaks

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BURSTS: Final[dict[PeakMeter, dict[float, float]]] = {
    # Type I: DIN 45406, as commonly tabulated. Type IIa: test signals of the BBC, github: paulheneghanbbc/ppm-testing.
    PeakMeter.TYPE_I: {100.0: 0.0, 10.0: -1.0, 5.0: -2.0, 3.0: -4.0, 0.4: -15.0},
    PeakMeter.TYPE_IIA: {100.0: 0.0, 10.0: -2.0, 5.0: -4.0, 1.5: -9.0, 0.5: -17.0},
}
"""Length of a burst of 5 kHz in milliseconds, and how far below the steady tone it reads."""

WITHIN_DB: Final = 0.5
"""Project's choice: an eighth of a mark on the scale of type IIa, whose marks are 4 dB apart."""

LEVEL_DBFS: Final = -6.0


def readings(path: Path, sound: NDArray[np.float64], meter: PeakMeter, rate: int) -> NDArray[np.float64]:
    form = WaveForm(sample_rate_hz=rate, labels=("L", "R"), word_length_bits=24)
    write_wave(path, [np.stack([sound, np.zeros_like(sound)], axis=1)], form, dither_seed=None)
    return quasi_peaks(open_programme([path]), meter)


def decibels(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(20.0 * np.log10(np.maximum(values, 1e-9)))


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("meter", list(PeakMeter))
def test_bursts_read_as_published(meter: PeakMeter, rate: int, tmp_path: Path) -> None:
    for milliseconds, below in BURSTS[meter].items():
        sound = np.zeros(rate)
        count = round(milliseconds * rate / 1000)
        sound[rate // 4 : rate // 4 + count] = sine(5000.0, LEVEL_DBFS, count, sample_rate_hz=rate)
        found = decibels(readings(tmp_path / "burst.wav", sound, meter, rate)).max()
        assert found - LEVEL_DBFS == pytest.approx(below, abs=WITHIN_DB), milliseconds


@pytest.mark.parametrize(
    ("meter", "decibel", "seconds"), [(PeakMeter.TYPE_I, 20.0, 1.7), (PeakMeter.TYPE_IIA, 24.0, 2.8)]
)
def test_the_reading_returns_as_fast_as_published(
    meter: PeakMeter, decibel: float, seconds: float, tmp_path: Path
) -> None:
    rate = 48_000
    sound = np.zeros(5 * rate)
    sound[:rate] = sine(1000.0, LEVEL_DBFS, rate)
    found = decibels(readings(tmp_path / "return.wav", sound, meter, rate))
    after = found[10 + round(seconds * 10)]
    assert found[9] == pytest.approx(LEVEL_DBFS, abs=0.05)
    assert found[9] - after == pytest.approx(decibel, abs=0.5)


@pytest.mark.parametrize("meter", list(PeakMeter))
@pytest.mark.parametrize("level", [-30.0, -18.0, -6.0])
def test_a_steady_tone_reads_its_level(meter: PeakMeter, level: float, tmp_path: Path) -> None:
    found = readings(tmp_path / "steady.wav", sine(1000.0, level, 2 * 48_000), meter, 48_000)
    assert decibels(found).max() == pytest.approx(level, abs=0.05)


def test_silence_and_a_file_of_no_length_read_nothing(tmp_path: Path) -> None:
    assert readings(tmp_path / "silent.wav", np.zeros(48_000), PeakMeter.TYPE_I, 48_000).max() == 0.0


def test_a_chunk_goes_on_where_the_one_before_ended(tmp_path: Path) -> None:
    sound = np.zeros(21 * 48_000)
    sound[9 * 48_000 + 47_000 : 10 * 48_000] = sine(1000.0, -1.0, 1000)
    found = decibels(readings(tmp_path / "border.wav", sound, PeakMeter.TYPE_I, 48_000))
    assert found[100] == pytest.approx(found[99], abs=0.05)
    assert found[99] - found[117] == pytest.approx(20.0, abs=0.5)


def test_what_was_measured_is_judged_without_the_sound(tmp_path: Path) -> None:
    path = tmp_path / "spot.wav"
    form = WaveForm(sample_rate_hz=48_000, labels=("L", "R"), word_length_bits=24)
    tone = sine(1000.0, -9.5, 48_000 * 4)
    write_wave(path, [np.stack([tone, tone], axis=1)], form, dither_seed=None)
    settings = mixgate.RunSettings(quasi_peaks=frozenset({PeakMeter.TYPE_IIA}))
    (measured,) = mixgate.measure(path, settings=settings)
    run = mixgate.judge([measured], "tv3-norway-2013")
    (finding,) = [one for report in run.reports for one in report.findings if one.rule == "peak.quasi-peak"]
    assert finding.held is False
    assert finding.margin == pytest.approx(-0.5, abs=0.05)
    (bare,) = mixgate.measure(path)
    (open_one,) = [
        one
        for report in mixgate.judge([bare], "tv3-norway-2013").reports
        for one in report.findings
        if one.rule == "peak.quasi-peak"
    ]
    assert open_one.held is None
