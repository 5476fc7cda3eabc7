from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.second_pass.m_weighting import channel_gains_db, leq_m, m_weighting_db, m_weighting_filter
from validator.second_pass.wanted import LeqmCalibration, parse_leqm_calibration

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.audio.programme import Programme

    Write = Callable[..., Programme]

RATE = 48_000
CINEMA = LeqmCalibration(level_db=85.0)

# ISO 21727:2016 Table 1: frequency in Hz, gain in dB, tolerance in dB.
TABLE_1 = (
    (31, -35.5, 2.0),
    (63, -29.5, 1.4),
    (100, -25.4, 1.0),
    (200, -19.4, 0.85),
    (400, -13.4, 0.7),
    (800, -7.5, 0.55),
    (1000, -5.6, 0.5),
    (2000, 0.0, 0.5),
    (3150, 3.4, 0.5),
    (4000, 4.9, 0.5),
    (5000, 6.1, 0.5),
    (6300, 6.6, 0.0),
    (7100, 6.4, 0.2),
    (8000, 5.8, 0.4),
    (9000, 4.5, 0.6),
    (10_000, 2.5, 0.8),
    (12_500, -5.6, 1.2),
    (14_000, -10.9, 1.4),
    (16_000, -17.3, 1.65),
    (20_000, -27.8, 2.0),
    (31_500, -48.3, 2.8),
)
PRINTED_DB = 0.05
"""The table gives tenths."""


def tone(hertz: float, level_dbfs: float, seconds: float = 4.0, rate: int = RATE) -> NDArray[np.float64]:
    """A tone whose peak is at a level, (samples,)."""
    time = np.arange(round(seconds * rate)) / rate
    samples: NDArray[np.float64] = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hertz * time)
    return samples


def in_channels(samples: NDArray[np.float64], layout: str, *labels: str) -> NDArray[np.float64]:
    every = LAYOUTS[layout].labels
    return np.stack([samples if label in labels else np.zeros_like(samples) for label in every], axis=1)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize(("hertz", "gain_db", "tolerance_db"), TABLE_1)
def test_the_filter_has_the_gain_of_the_standards_table(
    hertz: int, gain_db: float, tolerance_db: float, rate: int
) -> None:
    if hertz > rate / 2:
        assert m_weighting_db(np.array([float(hertz)]))[0] == pytest.approx(gain_db, abs=tolerance_db)
        return
    taps = m_weighting_filter(rate)
    response = np.abs(taps @ np.exp(-2j * np.pi * hertz / rate * np.arange(len(taps))))

    assert 20 * np.log10(response) == pytest.approx(gain_db, abs=min(tolerance_db, 0.15) + PRINTED_DB)


def test_the_reference_tone_at_2_khz_reads_the_level_it_stands_for(written: Write) -> None:
    programme = written(in_channels(tone(2000, -20), "5.1", "C"), "5.1")

    assert leq_m(programme, LAYOUTS["5.1"], CINEMA).level_db == pytest.approx(85.0, abs=0.02)


def test_the_reference_tone_at_1_khz_is_weighted(written: Write) -> None:
    programme = written(in_channels(tone(1000, -20), "5.1", "L"), "5.1")

    assert leq_m(programme, LAYOUTS["5.1"], CINEMA).level_db == pytest.approx(85.0 - 5.6, abs=0.06)


@pytest.mark.parametrize(("label", "level_db"), [("R", 85.0), ("Ls", 82.0), ("Rs", 82.0), ("LFE", 95.0)])
def test_surrounds_and_lfe_are_played_as_the_standards_second_table_says(
    label: str, level_db: float, written: Write
) -> None:
    programme = written(in_channels(tone(2000, -20), "5.1", label), "5.1")

    assert leq_m(programme, LAYOUTS["5.1"], CINEMA).level_db == pytest.approx(level_db, abs=0.02)


def test_channels_add_as_energies_even_where_they_cancel(written: Write) -> None:
    samples = in_channels(tone(2000, -20), "2.0", "L", "R")
    samples[:, 1] *= -1.0

    assert leq_m(written(samples, "2.0"), LAYOUTS["2.0"], CINEMA).level_db == pytest.approx(88.01, abs=0.02)


def test_silence_counts_in_the_average(written: Write) -> None:
    sounding = tone(2000, -20, 12.0)
    sounding[6 * RATE :] = 0.0

    assert leq_m(written(sounding[:, None], "1.0"), LAYOUTS["1.0"], CINEMA).level_db == pytest.approx(81.99, abs=0.02)


def test_another_calibration_moves_the_level_and_nothing_else(written: Write) -> None:
    programme = written(tone(2000, -20)[:, None], "1.0")

    assert leq_m(programme, LAYOUTS["1.0"], LeqmCalibration(level_db=82.0)).level_db == pytest.approx(82.0, abs=0.02)
    softer = LeqmCalibration(level_db=85.0, reference_dbfs=-18.0)
    assert leq_m(programme, LAYOUTS["1.0"], softer).level_db == pytest.approx(83.0, abs=0.02)


def test_the_mean_of_the_rows_is_the_level_of_the_whole(written: Write) -> None:
    rng = np.random.default_rng(1)
    for rate in (48_000, 44_100, 11_025):
        programme = written(0.1 * rng.standard_normal((23 * rate, 1)), "1.0", rate)
        found = leq_m(programme, LAYOUTS["1.0"], CINEMA)

        assert found.rows.shape == (230,)
        assert 10 * np.log10(found.rows.mean()) == pytest.approx(found.level_db, abs=1e-4)


def test_rows_hold_what_sounds_in_them(written: Write) -> None:
    sounding = np.zeros(22 * RATE)
    sounding[10 * RATE : 12 * RATE] = tone(2000, -20, 2.0)
    rows = leq_m(written(sounding[:, None], "1.0"), LAYOUTS["1.0"], CINEMA).rows

    assert 10 * np.log10(rows[101:119]) == pytest.approx(np.full(18, 85.0), abs=0.05)
    assert rows[:99].max() < 1e-6 * rows[110]
    assert rows[121:].max() < 1e-6 * rows[110]


def test_silence_has_no_level(written: Write) -> None:
    assert leq_m(written(np.zeros((RATE, 1)), "1.0"), LAYOUTS["1.0"], CINEMA).level_db is None


def test_every_layout_knows_how_loud_its_channels_are() -> None:
    gains = dict(zip(LAYOUTS["7.1SDS"].labels, channel_gains_db(LAYOUTS["7.1SDS"]), strict=True))

    assert gains == {"L": 0.0, "Lc": 0.0, "C": 0.0, "Rc": 0.0, "R": 0.0, "LFE": 10.0, "Ls": -3.0, "Rs": -3.0}


@pytest.mark.parametrize(
    ("text", "level_db", "reference_dbfs"),
    [("85@-20", 85.0, -20.0), ("85", 85.0, -20.0), ("82.5@-18", 82.5, -18.0), ("85 dB @ -20 dBFS", 85.0, -20.0)],
)
def test_a_calibration_is_read(text: str, level_db: float, reference_dbfs: float) -> None:
    assert parse_leqm_calibration(text) == LeqmCalibration(level_db=level_db, reference_dbfs=reference_dbfs)


@pytest.mark.parametrize("text", ["", "loud", "85@20", "85@", "-20@85", "85@-20@-20"])
def test_what_is_no_calibration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="calibration"):
        parse_leqm_calibration(text)
