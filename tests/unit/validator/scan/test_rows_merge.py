from __future__ import annotations

import pickle
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from validator.scan.driver import ScanOptions, scan_array, scan_setup, segment_rows
from validator.scan.grid import granule_samples, preroll_samples
from validator.scan.kernel import choose_kernel
from validator.scan.memory import programme_of_array
from validator.scan.segment_rows import merge_rows
from validator.scan.table import BlockTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.kernel import KernelName
    from validator.scan.segment_rows import SegmentRows

RATE = 8000


def _signal() -> NDArray[np.float64]:
    rng = np.random.default_rng(3)
    signal: NDArray[np.float64] = (
        rng.standard_normal((45 * RATE, 2)) * 10 ** (-1 + np.sin(np.arange(45 * RATE) / 9000))[:, None]
    )
    signal[9 * RATE : 21 * RATE, 1] = 0.0
    return signal


def _rows(signal: NDArray[np.float64], kernel_name: KernelName, granules: int) -> list[SegmentRows]:
    programme = programme_of_array(signal, RATE)
    choice = choose_kernel(kernel_name)
    setup = scan_setup(programme, ScanOptions(pairs=((0, 1),)), choice.kernel)
    segments = programme.segments(
        segment_samples=granules * granule_samples(RATE), preroll_samples=preroll_samples(RATE)
    )
    # Each segment begins without knowing any peak of the others, as on a machine of its own.
    return [segment_rows(choice.scan_segment, segment, setup, np.zeros((2, 2))) for segment in segments]


def _assert_identical(one: BlockTable, other: BlockTable) -> None:
    for field in fields(BlockTable):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_rows_that_travelled_and_arrive_in_any_order_make_the_same_table(kernel: KernelName) -> None:
    signal = _signal()
    expected = scan_array(signal, RATE, options=ScanOptions(kernel=kernel, pairs=((0, 1),)))
    rows = [pickle.loads(pickle.dumps(part)) for part in _rows(signal, kernel, 1)]
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(rows))
        _assert_identical(merge_rows(rows[i] for i in order), expected)
    _assert_identical(merge_rows(_rows(signal, kernel, 3)), expected)


def test_a_missing_segment_is_noticed() -> None:
    rows = _rows(_signal(), "numba", 1)
    with pytest.raises(ValueError, match="missing"):
        merge_rows(rows[:2] + rows[3:])
    with pytest.raises(ValueError, match="end at sample"):
        merge_rows(rows[:-1])
    with pytest.raises(ValueError, match="no rows"):
        merge_rows([])


def test_a_segment_that_comes_twice_is_noticed() -> None:
    rows = _rows(_signal(), "numba", 1)
    with pytest.raises(ValueError, match="added before"):
        merge_rows([*rows, rows[1]])


def test_rows_of_another_scan_are_noticed() -> None:
    rows = _rows(_signal(), "numba", 1)
    stranger = replace(rows[1], header=replace(rows[1].header, true_peak_floor=0.5))
    with pytest.raises(ValueError, match="another scan"):
        merge_rows([rows[0], stranger])


def test_rows_off_the_grid_are_noticed() -> None:
    rows = _rows(_signal(), "numba", 1)
    with pytest.raises(ValueError, match="granule"):
        merge_rows([rows[0], replace(rows[1], start_sample=rows[1].start_sample + 1)])
