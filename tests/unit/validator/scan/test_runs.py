from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import MemoryProgramme
from validator.scan.segment_rows import RUNS_KEPT_PER_GRANULE
from validator.scan.table import SampleRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.kernel import KernelName

    Maker = Callable[[NDArray[np.int32], SampleFormat, int], MemoryProgramme]

KERNELS: tuple[KernelName, ...] = ("numpy", "numba")
GRANULE = 80_000  # samples of 10 s at 8 kHz
HIGHEST = {SampleFormat.U8: 0x7F00_0000, SampleFormat.S16: 0x7FFF_0000, SampleFormat.S24: 0x7FFF_FF00}


def _run(channel: int, start: int, length: int) -> SampleRun:
    return SampleRun(channel=channel, start_sample=start, length_samples=length)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", [SampleFormat.U8, SampleFormat.S16, SampleFormat.S24, SampleFormat.S32])
def test_three_samples_at_the_highest_or_lowest_code_are_clipped(
    kernel: KernelName, sample_format: SampleFormat, programme_in: Maker
) -> None:
    highest = HIGHEST.get(sample_format, 0x7FFF_FFFF)
    step = 1 << (32 - 8 * sample_format.bytes_per_sample)
    words = np.full((4000, 2), step, np.int32)
    words[100:103, 0] = highest
    words[200:203, 1] = -(2**31)
    words[300:305, 1] = (highest, highest, -(2**31), -(2**31), highest)
    words[400:402, 0] = highest  # two are a peak
    words[500:520, 0] = highest - step  # one step below full scale
    words[797:803, 0] = highest  # across rows
    table = scan(programme_in(words, sample_format, 8000), options=ScanOptions(kernel=kernel)).table
    assert table.clipped_runs == (_run(0, 100, 3), _run(0, 797, 6), _run(1, 200, 3), _run(1, 300, 5))
    assert table.zero_runs == ()


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", [SampleFormat.F32, SampleFormat.F64])
def test_floats_are_clipped_from_one_upwards(kernel: KernelName, sample_format: SampleFormat) -> None:
    dtype = np.float32 if sample_format is SampleFormat.F32 else np.float64
    data = np.full((1000, 1), 0.1, dtype)
    data[10:13] = 1.0
    data[20:24] = np.array([[-1.0], [1.5], [-7.0], [1.0]])
    data[30:60] = np.nextafter(dtype(1.0), dtype(0.0))
    programme = MemoryProgramme([(data.tobytes(), sample_format, 1)], sample_rate_hz=8000)
    assert scan(programme, options=ScanOptions(kernel=kernel)).table.clipped_runs == (_run(0, 10, 3), _run(0, 20, 4))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_a_millisecond_of_zeros_is_a_run_and_one_sample_less_is_not(
    kernel: KernelName, sample_format: SampleFormat, programme_in: Maker
) -> None:
    words = np.full((3000, 1), 1 << 24, np.int32)
    words[0:48] = 0
    words[100:147] = 0
    words[200:248] = 0
    words[780:830] = 0  # across rows
    words[900:2500] = 0  # over whole rows
    words[2600:2640:2] = 0
    words[2952:] = 0
    table = scan(programme_in(words, sample_format, 8000), options=ScanOptions(kernel=kernel)).table
    assert table.zero_runs == (
        _run(0, 0, 48),
        _run(0, 200, 48),
        _run(0, 780, 50),
        _run(0, 900, 1600),
        _run(0, 2952, 48),
    )


@pytest.mark.parametrize("kernel", KERNELS)
def test_negative_zero_is_silence_too(kernel: KernelName) -> None:
    data = np.full((400, 1), 0.5)
    data[100:150] = -0.0
    programme = MemoryProgramme([(data.tobytes(), SampleFormat.F64, 1)], sample_rate_hz=8000)
    table = scan(programme, options=ScanOptions(kernel=kernel)).table
    assert table.zero_runs == (_run(0, 100, 50),)
    assert table.zeros.sum() == 50


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("before", "after"), [(2, 1), (1, 2), (0, 3), (3, 0), (2, 0), (0, 2), (70_000, 90_000)])
def test_runs_are_whole_across_the_edges_of_granules(
    kernel: KernelName, before: int, after: int, programme_in: Maker
) -> None:
    words = np.full((3 * GRANULE + 100, 1), 256, np.int32)
    words[GRANULE - before : GRANULE + after] = 0x7FFF_FF00
    for granules in (1, 2):
        options = ScanOptions(kernel=kernel, segment_granules=granules)
        table = scan(programme_in(words, SampleFormat.S24, 8000), options=options).table
        expected = (_run(0, GRANULE - before, before + after),) if before + after >= 3 else ()
        assert table.clipped_runs == expected


@pytest.mark.parametrize("kernel", KERNELS)
def test_silence_throughout_is_one_run(kernel: KernelName, programme_in: Maker) -> None:
    words = np.zeros((2 * GRANULE + 5, 2), np.int32)
    table = scan(programme_in(words, SampleFormat.S16, 8000), options=ScanOptions(kernel=kernel)).table
    assert table.zero_runs == (_run(0, 0, 2 * GRANULE + 5), _run(1, 0, 2 * GRANULE + 5))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("granules", [1, 2])
def test_runs_beyond_the_limit_are_counted_and_the_same_ones_are_kept(
    kernel: KernelName, granules: int, programme_in: Maker
) -> None:
    words = np.full((2 * GRANULE, 1), 256, np.int32)
    for offset in range(3):
        words[offset::5] = 0x7FFF_FF00  # 16000 runs of three in each granule, the first one at its edge
    table = scan(
        programme_in(words, SampleFormat.S24, 8000), options=ScanOptions(kernel=kernel, segment_granules=granules)
    ).table
    starts = [run.start_sample for run in table.clipped_runs]
    kept = [*range(0, 5 * (RUNS_KEPT_PER_GRANULE + 1), 5)]
    assert starts == kept + [GRANULE + start for start in kept]
    assert table.runs_left_out == 2 * (16_000 - RUNS_KEPT_PER_GRANULE - 1)
