"""What must hold of the scan for any signal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan, scan_array
from validator.scan.memory import MemoryProgramme
from validator.scan.table import BlockTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.kernel import KernelName

RATE = 8000
GRANULE = 10 * RATE

_quick = settings(max_examples=15, deadline=None)


class Stretch(NamedTuple):
    """Something that happens in one channel of a signal."""

    channel: int
    start: int
    length: int
    what: str
    gain_db: float


_stretches = st.lists(
    st.builds(
        Stretch,
        channel=st.integers(0, 2),
        # Near the edges of granules as often as anywhere.
        start=st.one_of(
            st.integers(0, 3 * GRANULE),
            st.builds(lambda edge, by: max(0, edge * GRANULE + by), st.integers(0, 3), st.integers(-60, 10)),
        ),
        length=st.one_of(st.integers(1, 120), st.integers(1, 2 * GRANULE)),
        what=st.sampled_from(["silence", "clipped", "noise", "tone"]),
        gain_db=st.floats(-90.0, 0.0),
    ),
    min_size=1,
    max_size=6,
)


def _signal(seed: int, count: int, stretches: list[Stretch]) -> NDArray[np.int32]:
    """Quiet noise in three channels, as left-aligned words, with things that happen in it."""
    rng = np.random.default_rng(seed)
    signal = rng.standard_normal((count, 3)) * 10 ** (-60 / 20)
    for stretch in stretches:
        place = slice(stretch.start, stretch.start + stretch.length)
        length = len(signal[place])
        gain = 10 ** (stretch.gain_db / 20)
        signal[place, stretch.channel] = {
            "silence": np.zeros(length),
            "clipped": np.ones(length),
            "noise": gain * rng.standard_normal(length),
            "tone": gain * np.sin(0.9 * np.arange(length)),
        }[stretch.what]
    return np.clip(np.round(signal * 2.0**31), -(2.0**31), 2.0**31 - 1).astype(np.int32)


def _assert_identical(one: BlockTable, other: BlockTable) -> None:
    for field in fields(BlockTable):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


def _s24(words: NDArray[np.int32]) -> MemoryProgramme:
    data = np.ascontiguousarray(words.astype("<i4")).view(np.uint8).reshape(*words.shape, 4)[..., 1:].tobytes()
    return MemoryProgramme([(data, SampleFormat.S24, words.shape[1])], sample_rate_hz=RATE)


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
@given(seed=st.integers(0, 1000), count=st.integers(GRANULE, 4 * GRANULE), stretches=_stretches)
@_quick
def test_cutting_and_workers_change_nothing_to_the_last_bit(
    kernel: KernelName, seed: int, count: int, stretches: list[Stretch]
) -> None:
    programme = _s24(_signal(seed, count, stretches))
    pairs = ((0, 1), (2, 2))
    whole = scan(programme, options=ScanOptions(kernel=kernel, workers=1, segment_granules=9, pairs=pairs)).table
    for workers, granules in ((1, 1), (2, 1), (16, 1), (2, 2), (3, 3)):
        options = ScanOptions(kernel=kernel, workers=workers, segment_granules=granules, pairs=pairs)
        _assert_identical(scan(programme, options=options).table, whole)


@given(seed=st.integers(0, 1000), count=st.integers(1, 2 * GRANULE), stretches=_stretches)
@_quick
def test_the_two_kernels_agree(seed: int, count: int, stretches: list[Stretch]) -> None:
    programme = _s24(_signal(seed, count, stretches))
    one, other = (
        scan(programme, options=ScanOptions(kernel=kernel, pairs=((0, 1),))).table for kernel in ("numba", "numpy")
    )
    rounded = {"k_energy": 1e-18, "energy": 1e-18, "total": 1e-12, "k_products": 1e-12}
    for field in fields(BlockTable):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name in rounded:
            assert a == pytest.approx(b, rel=1e-9, abs=rounded[field.name]), field.name
        elif field.name != "kernel":
            assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


@given(seed=st.integers(0, 1000), stretches=_stretches, gain_db=st.floats(-40.0, 40.0))
@_quick
def test_gain_moves_every_level_by_itself(seed: int, stretches: list[Stretch], gain_db: float) -> None:
    signal = _signal(seed, GRANULE + 4321, stretches) / 2.0**31
    gain = 10 ** (gain_db / 20)
    options = ScanOptions(true_peak_floor_dbtp=-200.0, pairs=((0, 1),))
    table = scan_array(signal, RATE, options=options)
    moved = scan_array(signal * gain, RATE, options=options)
    assert moved.k_energy == pytest.approx(table.k_energy * gain**2, rel=1e-9, abs=1e-15)
    assert moved.energy == pytest.approx(table.energy * gain**2, rel=1e-9)
    assert moved.true_peak == pytest.approx(table.true_peak * gain, rel=1e-9)
    assert moved.maximum == pytest.approx(table.maximum * gain)
    assert moved.k_products == pytest.approx(table.k_products * gain**2, rel=1e-9, abs=1e-10 * gain**2)
    assert np.array_equal(moved.zeros, table.zeros)
    assert moved.zero_runs == table.zero_runs


@given(seed=st.integers(0, 1000), stretches=_stretches, order=st.permutations(range(3)))
@_quick
def test_channels_do_not_know_their_place(seed: int, stretches: list[Stretch], order: list[int]) -> None:
    words = _signal(seed, GRANULE + 999, stretches)
    table = scan_array(words, RATE)
    moved = scan_array(words[:, order], RATE)
    for name in (
        "k_energy",
        "energy",
        "total",
        "minimum",
        "maximum",
        "zeros",
        "true_peak",
        "true_peak_sample",
        "used_bits",
    ):
        assert np.array_equal(getattr(moved, name), getattr(table, name)[:, order]), name
    for runs, moved_runs in ((table.clipped_runs, moved.clipped_runs), (table.zero_runs, moved.zero_runs)):
        expected = [(order.index(run.channel), run.start_sample, run.length_samples) for run in runs]
        assert [(r.channel, r.start_sample, r.length_samples) for r in moved_runs] == sorted(expected)


@given(seed=st.integers(0, 1000), stretches=_stretches, floor_dbtp=st.floats(-60.0, 6.0))
@_quick
def test_the_floor_changes_no_true_peak_above_it_and_no_largest_one(
    seed: int, stretches: list[Stretch], floor_dbtp: float
) -> None:
    words = _signal(seed, GRANULE + 77, stretches)
    everything = scan_array(words, RATE, options=ScanOptions(true_peak_floor_dbtp=-400.0))
    table = scan_array(words, RATE, options=ScanOptions(true_peak_floor_dbtp=floor_dbtp))
    assert np.array_equal(table.true_peak.max(axis=0), everything.true_peak.max(axis=0))
    limit = np.minimum(table.true_peak_floor, everything.true_peak.max(axis=0))
    exact = everything.true_peak >= limit
    assert np.array_equal(table.true_peak[exact], everything.true_peak[exact])
    assert np.array_equal(table.true_peak_sample[exact], everything.true_peak_sample[exact])
    assert (table.true_peak[~exact] <= np.broadcast_to(limit, exact.shape)[~exact]).all()
