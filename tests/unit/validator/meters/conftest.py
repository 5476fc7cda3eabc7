"""Tables for the tests of the meters, made the slow and obvious way: an oracle that shares no code with the scan."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.signal import resample_poly, sosfilt

from validator.scan.table import BlockTable, SampleRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# ITU-R BS.1770-5 Annex 1 Tables 1 and 2 (48 kHz).
K_SECTIONS = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)


def _edges(sample_count: int, sample_rate_hz: int, per_second: int) -> list[int]:
    step = 100 // per_second
    starts = []
    index = 0
    while (start := index * step * sample_rate_hz // 100) < sample_count:
        starts.append(start)
        index += 1
    return [*starts, sample_count]


def _each(values: NDArray[np.float64], edges: list[int], function: Any) -> NDArray[np.float64]:
    pieces = [function(values[start:end]) for start, end in pairwise(edges)]
    return np.array(pieces, dtype=np.float64).reshape(len(pieces), values.shape[1])


def _runs(holds: NDArray[np.bool_], minimum: int) -> tuple[SampleRun, ...]:
    runs = []
    for channel in range(holds.shape[1]):
        start: int | None = None
        for sample, value in enumerate([*holds[:, channel].tolist(), False]):
            if value and start is None:
                start = sample
            if not value and start is not None:
                if sample - start >= minimum:
                    runs.append(SampleRun(channel=channel, start_sample=start, length_samples=sample - start))
                start = None
    return tuple(runs)


def _used_bits(piece: NDArray[np.float64]) -> list[int]:
    words = np.round(piece * 2.0**31).astype(np.int64) & 0xFFFFFFFF
    return [int(np.bitwise_or.reduce(words[:, channel])) for channel in range(piece.shape[1])]


def naive_table(
    signal: NDArray[np.float64],
    *,
    pairs: tuple[tuple[int, int], ...] = (),
    sample_rate_hz: int = 48_000,
    **changes: Any,
) -> BlockTable:
    count = signal.shape[0]
    blocks, rows = _edges(count, sample_rate_hz, 100), _edges(count, sample_rate_hz, 10)
    weighted = sosfilt(K_SECTIONS, signal, axis=0)
    products = np.stack([weighted[:, a] * weighted[:, b] for a, b in pairs], axis=1) if pairs else np.zeros((count, 0))
    oversampled = np.abs(resample_poly(signal, 4, 1, axis=0))
    peak_rows = [(4 * start, 4 * end) for start, end in pairwise(rows)]
    true_peak = np.array([oversampled[a:b].max(axis=0) for a, b in peak_rows])
    positions = np.array([(a + oversampled[a:b].argmax(axis=0)) // 4 for a, b in peak_rows], dtype=np.int64)
    table = BlockTable(
        sample_rate_hz=sample_rate_hz,
        sample_count=count,
        k_energy=_each(weighted**2, blocks, lambda piece: piece.sum(axis=0)),
        energy=_each(signal**2, rows, lambda piece: piece.sum(axis=0)),
        total=_each(signal, rows, lambda piece: piece.sum(axis=0)),
        minimum=_each(signal, rows, lambda piece: piece.min(axis=0)),
        maximum=_each(signal, rows, lambda piece: piece.max(axis=0)),
        zeros=_each(signal, rows, lambda piece: (piece == 0).sum(axis=0)).astype(np.int32),
        true_peak=true_peak,
        true_peak_sample=positions,
        standard_true_peak=true_peak,
        fine_true_peak=true_peak,
        true_peak_floor=0.0,
        true_peak_filter="naive",
        used_bits=_each(signal, rows, _used_bits).astype(np.uint32),
        pairs=pairs,
        k_products=_each(products, rows, lambda piece: piece.sum(axis=0)),
        clipped_runs=_runs(np.abs(signal) >= 1.0, 3),
        zero_runs=_runs(signal == 0.0, 48),
        flat_tops=(),
        band_products=np.zeros((-(-count // (10 * sample_rate_hz)), 5, signal.shape[1], signal.shape[1])),
        not_finite_count=0,
        kernel="naive",
    )
    return replace(table, **changes)


@pytest.fixture
def scan() -> Callable[..., BlockTable]:
    """Makes a table of a signal (samples, channels); keywords replace attributes of the table."""
    return naive_table
