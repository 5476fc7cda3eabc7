from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.scan.driver import ScanOptions, scan_array
from validator.scan.filters import true_peak_filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.kernel import KernelName

KERNELS: tuple[KernelName, ...] = ("numpy", "numba")


def _tone(peak: float, samples: int = 4800) -> NDArray[np.float64]:
    """A quarter of the sample rate at 45 degrees: the samples lie 3 dB below the peak between them."""
    tone: NDArray[np.float64] = peak * np.sin(math.pi / 2 * np.arange(samples) + math.pi / 4)
    return tone


def _outputs(signal: NDArray[np.float64], filters: slice = slice(0, 20)) -> NDArray[np.float64]:
    """Largest magnitude of all phases for every output; the first four are the standard's."""
    found: NDArray[np.float64] = np.max(
        [np.abs(np.convolve(signal, phase)) for phase in true_peak_filters().phases[filters]], axis=0
    )
    return found


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_peak_between_samples_is_found(kernel: KernelName) -> None:
    table = scan_array(_tone(0.5)[:, None], 48_000, options=ScanOptions(kernel=kernel))
    for rows in (table.true_peak, table.standard_true_peak, table.fine_true_peak):
        assert 20 * math.log10(rows.max()) == pytest.approx(-6.02, abs=0.3)
    assert table.maximum.max() == pytest.approx(0.5 / math.sqrt(2))


@pytest.mark.parametrize("kernel", KERNELS)
def test_rows_above_the_floor_are_exact_and_those_below_give_their_sample_peak(kernel: KernelName) -> None:
    levels = (0.3, 0.9, 0.05, 0.6, 0.3)
    signal = np.concatenate([_tone(level) for level in levels])[:, None]
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel, true_peak_floor_dbtp=-6.0))
    both, standard, fine = (_outputs(signal[:, 0], some) for some in (slice(0, 20), slice(0, 4), slice(4, 20)))
    for rows, outputs in ((table.true_peak, both), (table.standard_true_peak, standard), (table.fine_true_peak, fine)):
        assert rows[1, 0] == pytest.approx(outputs[4800:9600].max(), rel=1e-12)
        assert rows[3, 0] == pytest.approx(outputs[14_400:19_200].max(), rel=1e-12)
        assert rows[0, 0] == np.abs(signal[:4800]).max()
    assert table.true_peak_floor == pytest.approx(10 ** (-6 / 20))


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_largest_true_peak_of_a_quiet_channel_is_exact_though_below_the_floor(kernel: KernelName) -> None:
    signal = np.stack([np.concatenate([_tone(0.01), _tone(0.02)]), np.concatenate([_tone(0.9), _tone(0.8)])], axis=1)
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    assert table.true_peak[:, 0].max() == pytest.approx(_outputs(signal[:, 0]).max(), rel=1e-12)
    assert table.standard_true_peak[:, 0].max() == pytest.approx(_outputs(signal[:, 0], slice(0, 4)).max(), rel=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
def test_no_row_seems_to_peak_above_the_largest_true_peak(kernel: KernelName) -> None:
    # The 12-tap table reads a lone sample 0.25 dB low: the second row's sample peak is above the first row's true peak.
    signal = np.zeros((9600, 1))
    signal[1000], signal[6000] = 0.1000, 0.0999
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    assert table.standard_true_peak[:, 0].tolist() == pytest.approx([0.1000 * 0.97216796875] * 2)
    assert table.true_peak[:, 0].tolist() == pytest.approx([0.1000, 0.0999])


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("place", [0, 1, 3, 4794, 4796, 9000, 9997, 9999])
def test_a_lone_sample_is_reported_at_its_own_place(kernel: KernelName, place: int) -> None:
    signal = np.zeros((10_000, 1))
    signal[place] = -0.8
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    row = int(table.true_peak[:, 0].argmax())
    assert table.true_peak[row, 0] == 0.8
    assert table.true_peak_sample[row, 0] == place
    assert table.standard_true_peak[row, 0] == pytest.approx(0.8 * 0.97216796875)


@pytest.mark.parametrize("kernel", KERNELS)
def test_where_the_standard_reads_higher_the_standard_counts(kernel: KernelName) -> None:
    # At 4.5 kHz the 12-tap table reads a steady tone 0.17 dB too high.
    signal = (0.5 * np.hanning(48_000) * np.sin(2 * np.pi * 4501 / 48_000 * np.arange(48_000)))[:, None]
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    assert table.standard_true_peak.max() > 1.01 * table.fine_true_peak.max()
    assert table.true_peak.max() == table.standard_true_peak.max()


@pytest.mark.parametrize("kernel", KERNELS)
def test_of_noise_the_finer_filter_finds_what_the_standard_misses(kernel: KernelName) -> None:
    signal = 0.1 * np.random.default_rng(6).standard_normal((96_000, 1))
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    missed_db = 20 * math.log10(table.fine_true_peak.max() / table.standard_true_peak.max())
    assert 0.1 < missed_db < 1.0
    assert table.true_peak.max() == table.fine_true_peak.max() == pytest.approx(_outputs(signal[:, 0]).max(), rel=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
def test_what_the_filter_puts_out_after_the_end_counts_in_the_last_row(kernel: KernelName) -> None:
    # Two samples at the very end: all that can be seen of the peak between them comes out of the filter afterwards.
    signal = np.zeros((9600, 1))
    signal[-2:] = 0.9
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    outputs = _outputs(signal[:, 0])
    assert outputs.argmax() >= 9600
    assert table.true_peak[1, 0] == pytest.approx(outputs.max(), rel=1e-12)
    assert table.true_peak_sample[1, 0] in (9598, 9599)


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_row_below_the_floor_points_at_the_first_sample_of_its_peak(kernel: KernelName) -> None:
    signal = np.zeros((9600, 1))
    signal[100] = 0.9
    signal[7000:7002] = -0.01
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    assert table.true_peak[1, 0] == 0.01
    assert table.true_peak_sample[1, 0] == 7000


@pytest.mark.parametrize("kernel", KERNELS)
def test_silence_has_no_true_peak_and_points_at_the_start_of_each_row(kernel: KernelName) -> None:
    table = scan_array(np.zeros((10_000, 1)), 48_000, options=ScanOptions(kernel=kernel))
    assert table.true_peak[:, 0].tolist() == [0.0, 0.0, 0.0]
    assert table.true_peak_sample[:, 0].tolist() == [0, 4800, 9600]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("scale", [1e-200, 1e-36, 1e36])
def test_true_peaks_of_absurd_levels_are_right_as_well(kernel: KernelName, scale: float) -> None:
    signal = scale * np.random.default_rng(1).standard_normal((3000, 1))
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    assert table.true_peak.max() == pytest.approx(_outputs(signal[:, 0]).max(), rel=1e-12, abs=0.0)


def test_the_names_of_the_filters_are_in_the_table() -> None:
    table = scan_array(np.zeros((10, 1)), 48_000)
    assert table.true_peak_filter == "BS.1770-5 Annex 2, 4x 12-tap, and 16x 24-tap Kaiser sinc (b=6)"


@pytest.mark.parametrize("kernel", KERNELS)
def test_without_true_peaks_they_are_no_numbers_and_all_else_is_the_same(kernel: KernelName) -> None:
    signal = np.concatenate([_tone(0.5), np.zeros(4800), _tone(0.99)])[:, None]
    whole = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel))
    table = scan_array(signal, 48_000, options=ScanOptions(kernel=kernel, true_peaks=False))
    for rows in (table.true_peak, table.standard_true_peak, table.fine_true_peak):
        assert np.isnan(rows).all()
    assert math.isinf(table.true_peak_floor)
    for name in ("k_energy", "energy", "total", "minimum", "maximum", "zeros", "used_bits", "band_products"):
        np.testing.assert_array_equal(getattr(table, name), getattr(whole, name))
