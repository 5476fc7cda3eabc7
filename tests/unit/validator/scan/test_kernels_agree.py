from __future__ import annotations

import time
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan, warmup
from validator.scan.table import BlockTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.scan.kernel import KernelName
    from validator.scan.memory import MemoryProgramme

    Maker = Callable[[NDArray[np.int32], SampleFormat, int], MemoryProgramme]

_ROUNDED = {"k_energy": 1e-18, "energy": 1e-18, "total": 1e-12, "k_products": 1e-12}
"""Fields that are sums: rounded in another order by each kernel. All others agree exactly."""


def _assert_agree(one: BlockTable, other: BlockTable) -> None:
    for field in fields(BlockTable):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name in _ROUNDED:
            assert a == pytest.approx(b, rel=1e-9, abs=_ROUNDED[field.name]), field.name
        elif isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, field.name
            assert np.array_equal(a, b), field.name
        elif field.name != "kernel":
            assert a == b, field.name


def _film(seconds: int, sample_rate_hz: int) -> NDArray[np.int32]:
    """Five channels: speech-like bursts, ambience, a low tone, silence with clicks, and a limited mix."""
    rng = np.random.default_rng(11)
    n = np.arange(seconds * sample_rate_hz)
    t = n / sample_rate_hz
    bursts = rng.standard_normal(len(n)) * 10 ** (-2 + np.sin(9 * t)) * (np.sin(t) > -0.3)
    ambience = rng.standard_normal(len(n)) * 10 ** (-52 / 20)
    low = 0.3 * np.sin(2 * np.pi * 41 * t)
    clicks = np.where(rng.random(len(n)) < 1e-3, rng.standard_normal(len(n)), 0.0)
    limited = np.clip(2 * rng.standard_normal(len(n)), -1, 1) * 10 ** (-0.5 * (np.sin(t / 3) > 0))
    signal = np.stack([bursts, ambience, low, clicks, limited], axis=1)
    return np.clip(np.round(signal * 2.0**31), -(2.0**31), 2.0**31 - 1).astype(np.int32)


@pytest.mark.parametrize("sample_format", list(SampleFormat))
def test_on_material_like_a_film_both_kernels_make_the_same_table(
    sample_format: SampleFormat, programme_in: Maker
) -> None:
    programme = programme_in(_film(23, 12_000), sample_format, 12_000)
    tables = [
        scan(programme, options=ScanOptions(kernel=kernel, pairs=((0, 1), (4, 2)))).table
        for kernel in ("numba", "numpy")
    ]
    _assert_agree(*tables)


@pytest.mark.parametrize("sample_rate_hz", [8001, 22_050, 44_144])
def test_at_rates_without_whole_blocks_both_kernels_make_the_same_table(
    sample_rate_hz: int, programme_in: Maker
) -> None:
    programme = programme_in(_film(11, sample_rate_hz)[:-123], SampleFormat.S24, sample_rate_hz)
    tables = [scan(programme, options=ScanOptions(kernel=kernel)).table for kernel in ("numba", "numpy")]
    _assert_agree(*tables)


@pytest.mark.parametrize("frequency", [1 / 4, 1 / 6, 1 / 8, 1 / 5])
def test_of_many_equal_true_peaks_both_kernels_name_the_same(frequency: float, programme_in: Maker) -> None:
    n = np.arange(4000)
    words = np.round(0.7 * 2.0**31 * np.sin(2 * np.pi * frequency * n + 0.3)).astype(np.int32)[:, None]
    for sample_format in (SampleFormat.S24, SampleFormat.F64):
        programme = programme_in(words, sample_format, 8000)
        _assert_agree(*(scan(programme, options=ScanOptions(kernel=kernel)).table for kernel in ("numba", "numpy")))


def test_the_compiled_kernel_has_kept_its_vectors(programme_in: Maker) -> None:
    # It is five to six times as fast as the plain one; a loop that the compiler no longer vectorises shows at once.
    words = np.tile(_film(20, 48_000), (1, 2))[:, :6]
    programme = programme_in(words, SampleFormat.S24, 48_000)

    def seconds(kernel: KernelName) -> float:
        started = time.process_time()
        scan(programme, options=ScanOptions(kernel=kernel, workers=1))
        return time.process_time() - started

    warmup("numba")
    assert min(seconds("numba") for _ in range(5)) < 0.5 * min(seconds("numpy") for _ in range(3))
