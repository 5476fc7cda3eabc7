from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

from validator.scan.filters import (
    COARSE_STEP,
    GRID_STEP,
    HIGH_PASS_48K,
    HIGH_SHELF_48K,
    Biquad,
    TruePeakFilter,
    at_rate,
    fine_true_peak,
    k_weighting,
    standard_true_peak,
    true_peak_filters,
)


def _gain_db(section: Biquad, frequency_hz: float, sample_rate_hz: int) -> float:
    z = cmath.exp(-2j * math.pi * frequency_hz / sample_rate_hz)
    response = (section.b0 + section.b1 * z + section.b2 * z * z) / (1.0 + section.a1 * z + section.a2 * z * z)
    return 20.0 * math.log10(abs(response))


def _coefficients(section: Biquad) -> tuple[float, ...]:
    return section.b0, section.b1, section.b2, section.a1, section.a2


def test_at_48_khz_the_coefficients_are_those_of_the_tables() -> None:
    shelf, high_pass = k_weighting(48_000)
    assert _coefficients(shelf) == (
        1.53512485958697,
        -2.69169618940638,
        1.19839281085285,
        -1.69065929318241,
        0.73248077421585,
    )
    assert _coefficients(high_pass) == (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)


@pytest.mark.parametrize("table", [HIGH_SHELF_48K, HIGH_PASS_48K])
def test_the_way_through_the_analogue_prototype_returns_to_the_table(table: Biquad) -> None:
    # A rate that differs from 48 kHz by nothing a float can show takes the long way and must come out the same.
    assert _coefficients(at_rate(table, 48_000.000_000_000_01)) == pytest.approx(_coefficients(table), abs=1e-12)  # type: ignore[arg-type]


@pytest.mark.parametrize("sample_rate_hz", [32_000, 44_100, 47_952, 88_200, 96_000, 192_000])
@pytest.mark.parametrize("frequency_hz", [20.0, 38.0, 100.0, 1000.0, 1682.0, 4000.0])
def test_the_response_is_that_of_48_khz_at_every_rate(sample_rate_hz: int, frequency_hz: float) -> None:
    gain = sum(_gain_db(section, frequency_hz, sample_rate_hz) for section in k_weighting(sample_rate_hz))
    expected = sum(_gain_db(section, frequency_hz, 48_000) for section in k_weighting(48_000))
    # What is left is the warping of the bilinear transform on the slope of the shelf.
    assert gain == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("sample_rate_hz", [32_000, 44_100, 96_000, 192_000])
def test_the_gain_above_the_shelf_and_between_the_corners_does_not_shift_with_the_rate(sample_rate_hz: int) -> None:
    for section, table in zip(k_weighting(sample_rate_hz), (HIGH_SHELF_48K, HIGH_PASS_48K), strict=True):
        at_half_the_rate = _gain_db(section, sample_rate_hz / 2, sample_rate_hz)
        assert at_half_the_rate == pytest.approx(_gain_db(table, 24_000, 48_000), abs=1e-9)
        assert section.b0 + section.b1 + section.b2 == pytest.approx(
            (table.b0 + table.b1 + table.b2) * (1 + section.a1 + section.a2) / (1 + table.a1 + table.a2), abs=1e-12
        )


@pytest.mark.parametrize("sample_rate_hz", [32_000, 44_100, 48_000, 96_000, 192_000])
def test_a_tone_at_997_hz_has_the_gain_the_loudness_formula_takes_back(sample_rate_hz: int) -> None:
    # BS.1770-5 Annex 1: 0 dBFS of 997 Hz in one front channel reads -3.01 LKFS, so the filter must give 0.691 dB.
    gain = sum(_gain_db(section, 997.0, sample_rate_hz) for section in k_weighting(sample_rate_hz))
    assert gain == pytest.approx(0.691, abs=0.01)


def test_the_standard_interpolator_is_the_table_of_annex_2() -> None:
    filter_ = standard_true_peak()
    assert filter_.name == "BS.1770-5 Annex 2, 4x 12-tap"
    assert filter_.phases.shape == (4, 12)
    assert filter_.phases[0].tolist() == [
        0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
        0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
    ]  # fmt: skip
    assert filter_.phases[1].tolist() == [
        -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
        0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
    ]  # fmt: skip
    assert filter_.phases[2].tolist() == filter_.phases[1].tolist()[::-1]
    assert filter_.phases[3].tolist() == filter_.phases[0].tolist()[::-1]
    assert filter_.bound == pytest.approx(2.0228271484375)


def _worst_readings_db(filter_: TruePeakFilter) -> tuple[float, float]:
    """Lowest and highest reading of steady tones of 0 dBTP from 100 Hz to 20 kHz at 48 kHz, over their phases."""
    n = np.arange(400)
    readings = []
    for frequency_hz in [*range(100, 20_000, 700), 6000, 8000, 12_000, 16_000, 20_000]:
        phases = np.linspace(0, math.pi, 33)[:, None]
        tone = np.sin(2 * math.pi * frequency_hz * n / 48_000 + phases)
        windows = np.lib.stride_tricks.sliding_window_view(tone, filter_.taps, axis=1)
        readings += np.abs(windows @ filter_.phases[:, ::-1].T).max(axis=(1, 2)).tolist()
    return 20 * math.log10(min(readings)), 20 * math.log10(max(readings))


def test_readings_of_steady_tones_stay_within_what_the_docstring_promises() -> None:
    lowest, highest = _worst_readings_db(fine_true_peak())
    assert -0.03 <= lowest <= highest <= 0.02
    lowest, highest = _worst_readings_db(standard_true_peak())
    assert -0.38 <= lowest <= highest <= 0.23


def test_the_fine_interpolator_returns_the_samples_themselves_in_one_phase() -> None:
    first = fine_true_peak().phases[0]
    assert first.tolist() == [1.0 if k == 12 else 0.0 for k in range(24)]


@pytest.mark.parametrize("filter_", [standard_true_peak(), fine_true_peak()], ids=lambda f: f.name)
def test_outputs_are_attributed_to_the_sample_nearest_to_the_centre(filter_: TruePeakFilter) -> None:
    for phase, nearest in zip(filter_.phases, filter_.nearest, strict=True):
        assert abs(phase[nearest]) == pytest.approx(np.abs(phase).max())


def test_the_bound_of_an_interpolator_is_reached_by_its_worst_signal() -> None:
    filter_ = fine_true_peak()
    worst = np.sign(filter_.phases[8])
    assert filter_.phases[8] @ worst == pytest.approx(filter_.bound)


@pytest.mark.parametrize("step", [COARSE_STEP, GRID_STEP])
def test_no_output_exceeds_its_neighbours_on_the_grid_by_more_than_the_rest(step: int) -> None:
    # For each phase the worst signal there is: every sample of the sign that the rest of its coefficients has.
    filters = true_peak_filters()
    fine = filters.fine.phases
    rest = filters.rests[(COARSE_STEP, GRID_STEP).index(step)]
    grid = np.vstack([np.pad(fine[::step], ((0, 0), (1, 0))), np.pad(fine[:1], ((0, 0), (0, 1)))])
    for number, phase in enumerate(np.pad(fine, ((0, 0), (1, 0)))):
        before, share = number // step, number % step / step
        signal = np.sign(phase - (1.0 - share) * grid[before] - share * grid[before + 1])
        over = phase @ signal - max(abs(grid[before] @ signal), abs(grid[before + 1] @ signal))
        assert over <= rest + 1e-12
    for signal in np.random.default_rng(2).choice([-1.0, 1.0], (2000, 25)):
        outputs = np.abs(np.pad(fine, ((0, 0), (1, 0))) @ signal)
        neighbours = np.repeat(np.abs(grid @ signal), step)
        assert (outputs <= np.maximum(neighbours[:16], neighbours[step : 16 + step]) + rest + 1e-12).all()
    assert rest == pytest.approx({COARSE_STEP: 0.328, GRID_STEP: 0.0878}[step], abs=1e-3)


def test_both_filters_are_delayed_alike() -> None:
    filters = true_peak_filters()
    for phase, nearest in zip(filters.phases, filters.nearest, strict=True):
        assert abs(phase[nearest]) == np.abs(phase).max()
    assert set(filters.nearest.tolist()) == {11, 12}


def _peak_errors_db(filter_: TruePeakFilter, highest_hz: int) -> list[float]:
    """Readings of noises against the peak of the trigonometric polynomial through their samples, one after another."""
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(20):
        spectrum = np.fft.rfft(rng.standard_normal(4800))
        spectrum[np.fft.rfftfreq(4800, 1 / 48_000) > highest_hz] = 0.0
        signal = np.fft.irfft(spectrum)
        truth = np.abs(np.fft.irfft(np.pad(spectrum, (0, 2400 * 31)))).max() * 32
        around = np.concatenate([signal[-32:], signal, signal[:32]])
        reading = max(np.abs(np.convolve(around, phase, "valid")).max() for phase in filter_.phases)
        errors.append(20 * math.log10(reading / truth))
    return errors


def test_peaks_of_band_limited_noise_are_read_as_the_docstring_says() -> None:
    fine, standard = _peak_errors_db(fine_true_peak(), 20_000), _peak_errors_db(standard_true_peak(), 20_000)
    assert -0.012 < min(fine) <= max(fine) < 0.012
    assert -0.3 < min(standard) < -0.05
    assert max(standard) < 0.1
    fine, standard = _peak_errors_db(fine_true_peak(), 22_000), _peak_errors_db(standard_true_peak(), 22_000)
    assert -0.2 < min(fine) <= max(fine) < 0.1
    assert -0.5 < min(standard) <= max(standard) < 0.1


def test_the_ripple_of_the_finer_filter_is_within_a_hundredth_of_a_decibel_up_to_19_khz() -> None:
    phases = fine_true_peak().phases
    prototype = phases.T.reshape(-1) / 16
    frequencies = np.arange(0, 19_001, 100) / (16 * 48_000)
    response = np.abs(np.exp(-2j * np.pi * np.outer(frequencies, np.arange(len(prototype)))) @ prototype)
    assert np.abs(20 * np.log10(response)).max() < 0.01
