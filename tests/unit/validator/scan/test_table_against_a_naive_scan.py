"""Every field of the table, in every format and at odd rates, against loops over single samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan
from validator.scan.filters import k_weighting, true_peak_filters
from validator.scan.memory import MemoryProgramme
from validator.scan.table import BLOCKS_PER_ROW, BlockTable, block_start_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.filters import Biquad
    from validator.scan.kernel import KernelName

    Maker = Callable[[NDArray[np.int32], SampleFormat, int], MemoryProgramme]

KERNELS: tuple[KernelName, ...] = ("numpy", "numba")
EVERYTHING_EXACT = -400.0


@dataclass(frozen=True)
class Naive:
    """What a table holds for one channel that begins from rest."""

    k_energy: list[float]
    energy: list[float]
    total: list[float]
    minimum: list[float]
    maximum: list[float]
    zeros: list[int]
    standard_true_peak: list[float]
    fine_true_peak: list[float]
    peak_sample: list[int]


def _filtered(x: list[float], section: Biquad) -> list[float]:
    y: list[float] = []
    x1 = x2 = y1 = y2 = 0.0
    for value in x:
        out = section.b0 * value + section.b1 * x1 + section.b2 * x2 - section.a1 * y1 - section.a2 * y2
        x1, x2, y1, y2 = value, x1, out, y1
        y.append(out)
    return y


def _weighted(x: NDArray[np.float64], sample_rate_hz: int) -> list[float]:
    shelf, high_pass = k_weighting(sample_rate_hz)
    return _filtered(_filtered(x.tolist(), shelf), high_pass)


def _bounds(count: int, sample_rate_hz: int, blocks: int) -> list[tuple[int, int]]:
    """First sample and end of each stretch of so many blocks."""
    starts = [0]
    while (start := block_start_sample(len(starts) * blocks, sample_rate_hz)) < count:
        starts.append(start)
    return list(zip(starts, [*starts[1:], count], strict=True))


def _naive(x: NDArray[np.float64], sample_rate_hz: int) -> Naive:
    y = _weighted(x, sample_rate_hz)
    rows = [x[first:end].tolist() for first, end in _bounds(len(x), sample_rate_hz, BLOCKS_PER_ROW)]
    starts = [first for first, _ in _bounds(len(x), sample_rate_hz, BLOCKS_PER_ROW)]
    outputs = [np.abs(np.convolve(x, phase)) for phase in true_peak_filters().phases]
    ends = [*starts[1:], len(outputs[0])]  # the tail of the filter belongs to the last row
    standard, fine = (
        [float(np.max(some, axis=0)[first:end].max()) for first, end in zip(starts, ends, strict=True)]
        for some in (outputs[:4], outputs[4:])
    )
    return Naive(
        k_energy=[sum(v * v for v in y[first:end]) for first, end in _bounds(len(x), sample_rate_hz, 1)],
        energy=[sum(v * v for v in row) for row in rows],
        total=[sum(row) for row in rows],
        minimum=[min(row) for row in rows],
        maximum=[max(row) for row in rows],
        zeros=[row.count(0.0) for row in rows],
        standard_true_peak=standard,
        fine_true_peak=fine,
        peak_sample=[first + int(np.abs(row).argmax()) for first, row in zip(starts, rows, strict=True)],
    )


def _words(count: int, seed: int) -> NDArray[np.int32]:
    """Three channels: noise whose level moves, a tone with silences, and full scale with rests."""
    rng = np.random.default_rng(seed)
    n = np.arange(count)
    noise = rng.standard_normal(count) * 10 ** (-1.5 + np.sin(n / 700))
    tone = 0.6 * np.sin(n / 3.7) * ((n // 300) % 3 != 1)
    hot = np.clip(rng.standard_normal(count) * 3.0, -1.0, 1.0) * ((n // 500) % 4 != 2)
    signal = np.stack([noise, tone, hot], axis=1)
    return np.clip(np.round(signal * 2.0**31), -(2.0**31), 2.0**31 - 1).astype(np.int32)


def _heard(words: NDArray[np.int32], sample_format: SampleFormat) -> NDArray[np.float64]:
    """The numbers that a format leaves of the words, full scale 1.0."""
    if sample_format is SampleFormat.F64:
        return words / 2.0**31
    if sample_format is SampleFormat.F32:
        return (words / 2.0**31).astype(np.float32).astype(np.float64)
    lost = 32 - 8 * sample_format.bytes_per_sample
    return ((words >> lost) << lost) / 2.0**31


def _assert_is_naive(table: BlockTable, x: NDArray[np.float64]) -> None:
    for channel in range(x.shape[1]):
        naive = _naive(x[:, channel], table.sample_rate_hz)
        assert table.k_energy[:, channel] == pytest.approx(np.array(naive.k_energy), rel=1e-9, abs=1e-18)
        assert table.energy[:, channel] == pytest.approx(np.array(naive.energy), rel=1e-9, abs=1e-18)
        assert table.total[:, channel] == pytest.approx(np.array(naive.total), rel=1e-9, abs=1e-12)
        assert table.minimum[:, channel].tolist() == naive.minimum
        assert table.maximum[:, channel].tolist() == naive.maximum
        assert table.zeros[:, channel].tolist() == naive.zeros
        assert table.standard_true_peak[:, channel] == pytest.approx(np.array(naive.standard_true_peak), rel=1e-12)
        assert table.fine_true_peak[:, channel] == pytest.approx(np.array(naive.fine_true_peak), rel=1e-12)
        higher = np.maximum(table.standard_true_peak, table.fine_true_peak)
        assert np.array_equal(table.true_peak, higher)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_every_format_gives_the_figures_of_its_numbers(
    kernel: KernelName, sample_format: SampleFormat, programme_in: Maker
) -> None:
    words = _words(3100, seed=1)
    options = ScanOptions(kernel=kernel, true_peak_floor_dbtp=EVERYTHING_EXACT)
    table = scan(programme_in(words, sample_format, 8000), options=options).table
    _assert_is_naive(table, _heard(words, sample_format))
    assert table.kernel == kernel
    assert table.not_finite_count == 0


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    "sample_rate_hz", [8000, 11_025, 32_000, 44_056, 44_100, 44_144, 47_952, 48_048, 96_000, 192_000]
)
def test_blocks_and_rows_lie_where_the_rate_puts_them(
    kernel: KernelName, sample_rate_hz: int, programme_in: Maker
) -> None:
    words = _words(sample_rate_hz // 5 + 777, seed=2)[:, :2]
    options = ScanOptions(kernel=kernel, true_peak_floor_dbtp=EVERYTHING_EXACT)
    table = scan(programme_in(words, SampleFormat.S24, sample_rate_hz), options=options).table
    assert table.k_energy.shape == (-(-len(words) * 100 // sample_rate_hz), 2)
    assert table.energy.shape == (-(-len(table.k_energy) // 10), 2)
    _assert_is_naive(table, _heard(words, SampleFormat.S24))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("count", [1, 2, 24, 79, 80, 81, 240, 799, 800, 801])
def test_programmes_shorter_than_a_block_or_just_over_a_row_are_whole(
    kernel: KernelName, count: int, programme_in: Maker
) -> None:
    words = _words(1000, seed=3)[-count:]
    options = ScanOptions(kernel=kernel, true_peak_floor_dbtp=EVERYTHING_EXACT)
    table = scan(programme_in(words, SampleFormat.S16, 8000), options=options).table
    _assert_is_naive(table, _heard(words, SampleFormat.S16))
    assert table.sample_count == count
    assert table.whole_block_count == count // 80


@pytest.mark.parametrize("kernel", KERNELS)
def test_an_empty_programme_has_an_empty_table(kernel: KernelName, programme_in: Maker) -> None:
    words = np.zeros((0, 3), np.int32)
    options = ScanOptions(kernel=kernel, pairs=((0, 1),))
    table = scan(programme_in(words, SampleFormat.S24, 48_000), options=options).table
    assert (table.k_energy.shape, table.true_peak.shape, table.k_products.shape) == ((0, 3), (0, 3), (0, 1))
    assert (table.clipped_runs, table.zero_runs, table.sample_count) == ((), (), 0)


@pytest.mark.parametrize("kernel", KERNELS)
def test_products_of_pairs_are_those_of_the_weighted_samples(kernel: KernelName, programme_in: Maker) -> None:
    words = _words(2500, seed=4)
    pairs = ((0, 1), (2, 0), (1, 1))
    table = scan(programme_in(words, SampleFormat.S32, 8000), options=ScanOptions(kernel=kernel, pairs=pairs)).table
    weighted = [_weighted(column, 8000) for column in _heard(words, SampleFormat.S32).T]
    for index, (one, other) in enumerate(pairs):
        products = np.array(weighted[one]) * np.array(weighted[other])
        expected = np.array([products[start : start + 800].sum() for start in range(0, 2500, 800)])
        assert table.k_products[:, index] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert table.pairs == pairs


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_used_bits_tell_the_word_length_that_is_in_use(
    kernel: KernelName, sample_format: SampleFormat, programme_in: Maker
) -> None:
    words = np.zeros((1600, 2), np.int32)
    words[3, 0] = 0x4000_0000
    words[900, 0] = -(1 << 26)
    words[:, 1] = _words(1600, seed=5)[:, 0]
    table = scan(programme_in(words, sample_format, 8000), options=ScanOptions(kernel=kernel)).table
    assert [hex(bits) for bits in table.used_bits[:, 0].tolist()] == ["0x40000000", "0xfc000000"]
    room = {SampleFormat.F32: 32, SampleFormat.F64: 32}.get(sample_format, 8 * sample_format.bytes_per_sample)
    for bits in table.used_bits[:, 1].tolist():
        lowest_bit = (bits & -bits).bit_length() - 1
        assert lowest_bit == (0 if sample_format is SampleFormat.F32 else 32 - room)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("value", [1e-12, 1.0, 1.5, -3.0, 2.0**-32, 1.0 - 2.0**-40])
def test_a_float_that_is_no_32_bit_word_sets_the_lowest_bit(kernel: KernelName, value: float) -> None:
    data = np.full((400, 1), 0.25)
    data[7] = value
    programme = MemoryProgramme([(data.tobytes(), SampleFormat.F64, 1)], sample_rate_hz=8000)
    table = scan(programme, options=ScanOptions(kernel=kernel)).table
    assert table.used_bits[0, 0] & 1
    assert table.maximum[0, 0] == max(value, 0.25)
    assert table.minimum[0, 0] == min(value, 0.25)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("value", [0.5, -1.0, 0.75, -(2.0**-31)])
def test_a_float_that_is_a_32_bit_word_leaves_the_lowest_bits_alone(kernel: KernelName, value: float) -> None:
    data = np.full((400, 1), value)
    programme = MemoryProgramme([(data.tobytes(), SampleFormat.F64, 1)], sample_rate_hz=8000)
    table = scan(programme, options=ScanOptions(kernel=kernel)).table
    assert table.used_bits[0, 0] == int(value * 2**31) & 0xFFFF_FFFF


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", [SampleFormat.F32, SampleFormat.F64])
def test_samples_that_are_not_finite_are_counted_and_read_as_zero(
    kernel: KernelName, sample_format: SampleFormat
) -> None:
    dtype = np.float32 if sample_format is SampleFormat.F32 else np.float64
    data = (_words(2000, seed=6)[:, :2] / 2.0**31).astype(dtype)
    silenced = data.copy()
    for place, value in (((5, 0), np.nan), ((6, 0), np.inf), ((1999, 1), -np.inf), ((850, 1), np.nan)):
        data[place], silenced[place] = value, 0.0
    options = ScanOptions(kernel=kernel, true_peak_floor_dbtp=EVERYTHING_EXACT)
    programmes = [
        MemoryProgramme([(array.tobytes(), sample_format, 2)], sample_rate_hz=8000) for array in (data, silenced)
    ]
    table, expected = (scan(programme, options=options).table for programme in programmes)
    assert (table.not_finite_count, expected.not_finite_count) == (4, 0)
    assert np.array_equal(table.k_energy, expected.k_energy)
    assert np.array_equal(table.true_peak, expected.true_peak)
    assert np.array_equal(table.zeros, expected.zeros)
    assert np.isfinite(table.k_energy).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_magnitude_whose_square_would_overflow_counts_as_infinite(kernel: KernelName) -> None:
    data = np.full((100, 1), 0.5)
    data[10], data[11] = 1e300, 3e38
    programme = MemoryProgramme([(data.tobytes(), SampleFormat.F64, 1)], sample_rate_hz=8000)
    table = scan(programme, options=ScanOptions(kernel=kernel)).table
    assert table.not_finite_count == 1
    assert table.maximum[0, 0] == 3e38
    assert np.isfinite([table.energy[0, 0], table.k_energy[0, 0], table.true_peak[0, 0]]).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_granule_that_starts_anew_hears_what_one_long_filter_hears(kernel: KernelName, programme_in: Maker) -> None:
    words = _words(8000 * 21, seed=7)[:, :1]
    table = scan(programme_in(words, SampleFormat.S24, 8000), options=ScanOptions(kernel=kernel)).table
    y = np.array(_weighted(_heard(words, SampleFormat.S24)[:, 0], 8000))
    expected = (y * y).reshape(-1, 80).sum(axis=1)
    assert table.k_energy[:, 0] == pytest.approx(expected, rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("kernel", KERNELS)
def test_two_hundred_channels_are_each_themselves(kernel: KernelName, programme_in: Maker) -> None:
    words = np.random.default_rng(8).integers(-(2**31), 2**31 - 1, (1200, 200), np.int32)
    options = ScanOptions(kernel=kernel, true_peak_floor_dbtp=EVERYTHING_EXACT)
    table = scan(programme_in(words, SampleFormat.S24, 8000), options=options).table
    for channel in (0, 1, 63, 198, 199):
        alone = scan(programme_in(words[:, channel : channel + 1], SampleFormat.S24, 8000), options=options).table
        for name in ("k_energy", "energy", "total", "minimum", "maximum", "zeros", "true_peak", "true_peak_sample"):
            assert np.array_equal(getattr(table, name)[:, channel], getattr(alone, name)[:, 0]), name


@pytest.mark.parametrize("kernel", KERNELS)
def test_planes_of_different_formats_make_one_programme_in_the_order_of_the_map(
    kernel: KernelName, programme_in: Maker
) -> None:
    words = _words(1500, seed=9)
    stereo = words[:, :2].astype("<i4").tobytes()
    mono = (words[:, 2] >> 16).astype("<i2").tobytes()
    programme = MemoryProgramme(
        [(stereo, SampleFormat.S32, 2), (mono, SampleFormat.S16, 1)],
        sample_rate_hz=8000,
        channel_map=((1, 0), (0, 1), (0, 0)),
    )
    table = scan(programme, options=ScanOptions(kernel=kernel)).table
    expected = np.stack([(words[:, 2] >> 16) / 2.0**15, words[:, 1] / 2.0**31, words[:, 0] / 2.0**31], axis=1)
    assert table.maximum[0].tolist() == expected[:800].max(axis=0).tolist()
    assert table.total[1] == pytest.approx(expected[800:].sum(axis=0))
