"""The rows a worker hands back for a segment, and how they are put together into one table.

Rows carry their own place in the programme and everything that must agree between them, so they may be made by threads,
processes or machines, pickled, and merged in any order: the table is the same to the last bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.scan.grid import BANDS_HZ, block_count, granule_samples, granules_of, row_count
from validator.scan.table import (
    BLOCKS_PER_ROW,
    BLOCKS_PER_SECOND,
    MINIMUM_CLIPPED_SAMPLES,
    MINIMUM_ZERO_SAMPLES,
    BlockTable,
    FlatTop,
    SampleRun,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

RUNS_KEPT_PER_GRANULE: Final = 1000
"""Runs of one kind kept per channel and granule (10 s), beside those that touch its edges; the rest are counted. The
limit bounds the table of a programme that is clipped throughout, and falls in the same place for every cutting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsHeader:
    """What all rows of one scan have in common.

    Attributes:
        channel_count: Channels c of the programme.
        sample_count: Samples per channel of the whole programme.
        true_peak_floor: Linear value from which every row's true peak is exact; infinite where none is worked out.
        true_peak_filter: Name of the interpolation filters.
        kernel: Name of the kernel.
    """

    sample_rate_hz: int
    channel_count: int
    sample_count: int
    pairs: tuple[tuple[int, int], ...]
    true_peak_floor: float
    true_peak_filter: str
    kernel: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentRows:
    """Blocks and rows of one segment. Shapes and meanings as in `BlockTable` unless said.

    Attributes:
        start_sample: First sample of the segment, at the start of a granule.
        sample_count: Samples per channel of the segment.
        standard_true_peak, fine_true_peak: Largest value of the oversampled signal among those that were worked out;
            exact where it reaches min(`true_peak_floor`, the channel's largest by that filter), too small or 0
            elsewhere.
        standard_true_peak_sample, fine_true_peak_sample: Sample nearest to it.
        peak_sample: int64 (m, c): first sample whose absolute value is the row's largest.
        clipped_pieces, zero_pieces: int64 (r, 3): channel, first sample, length. Runs end at the edges of granules;
            pieces that touch an edge are there however short they are.
        flat_tops: float64 (r, 4): channel, first sample, length, height (`validator.scan.flat_tops`).
        band_products: float64 (granules, bands, c, c) (`validator.scan.band_products`).
        runs_left_out: Runs beyond `RUNS_KEPT_PER_GRANULE`.
    """

    header: RowsHeader
    start_sample: int
    sample_count: int
    k_energy: NDArray[np.float64]
    energy: NDArray[np.float64]
    total: NDArray[np.float64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]
    zeros: NDArray[np.int32]
    standard_true_peak: NDArray[np.float64]
    standard_true_peak_sample: NDArray[np.int64]
    fine_true_peak: NDArray[np.float64]
    fine_true_peak_sample: NDArray[np.int64]
    peak_sample: NDArray[np.int64]
    used_bits: NDArray[np.uint32]
    k_products: NDArray[np.float64]
    clipped_pieces: NDArray[np.int64]
    zero_pieces: NDArray[np.int64]
    flat_tops: NDArray[np.float64]
    band_products: NDArray[np.float64]
    runs_left_out: int
    not_finite_count: int


_ROW_FIELDS: Final = {
    "energy": np.float64,
    "total": np.float64,
    "minimum": np.float64,
    "maximum": np.float64,
    "zeros": np.int32,
    "standard_true_peak": np.float64,
    "standard_true_peak_sample": np.int64,
    "fine_true_peak": np.float64,
    "fine_true_peak_sample": np.int64,
    "peak_sample": np.int64,
    "used_bits": np.uint32,
}


def blank_rows(header: RowsHeader, start_sample: int, sample_count: int) -> SegmentRows:
    """Rows of a segment for a kernel to fill, all zero and without pieces."""
    shape = (row_count(sample_count, header.sample_rate_hz), header.channel_count)
    return SegmentRows(
        header=header,
        start_sample=start_sample,
        sample_count=sample_count,
        k_energy=np.zeros((block_count(sample_count, header.sample_rate_hz), header.channel_count)),
        energy=np.zeros(shape),
        total=np.zeros(shape),
        minimum=np.zeros(shape),
        maximum=np.zeros(shape),
        zeros=np.zeros(shape, np.int32),
        standard_true_peak=np.zeros(shape),
        standard_true_peak_sample=np.zeros(shape, np.int64),
        fine_true_peak=np.zeros(shape),
        fine_true_peak_sample=np.zeros(shape, np.int64),
        peak_sample=np.zeros(shape, np.int64),
        used_bits=np.zeros(shape, np.uint32),
        k_products=np.zeros((shape[0], len(header.pairs))),
        clipped_pieces=np.empty((0, 3), np.int64),
        zero_pieces=np.empty((0, 3), np.int64),
        flat_tops=np.empty((0, 4)),
        band_products=np.zeros(_band_shape(header, sample_count)),
        runs_left_out=0,
        not_finite_count=0,
    )


def _band_shape(header: RowsHeader, sample_count: int) -> tuple[int, int, int, int]:
    granules = granules_of(sample_count, header.sample_rate_hz)
    return granules, len(BANDS_HZ), header.channel_count, header.channel_count


class TableAssembler:
    """Takes rows as they come and keeps only what the table needs.

    Args:
        header: What all rows have in common.
    """

    def __init__(self, header: RowsHeader) -> None:
        self._header = header
        rows = row_count(header.sample_count, header.sample_rate_hz)
        blocks = block_count(header.sample_count, header.sample_rate_hz)
        channels = header.channel_count
        self._k_energy = np.zeros((blocks, channels))
        self._k_products = np.zeros((rows, len(header.pairs)))
        self._fields: dict[str, NDArray[np.generic]] = {
            name: np.zeros((rows, channels), dtype) for name, dtype in _ROW_FIELDS.items()
        }
        self._clipped: list[NDArray[np.int64]] = []
        self._zeros: list[NDArray[np.int64]] = []
        self._flat_tops: list[NDArray[np.float64]] = []
        self._band_products = np.zeros(_band_shape(header, header.sample_count))
        self._spans: dict[int, int] = {}
        self._runs_left_out = 0
        self._not_finite_count = 0

    def add(self, rows: SegmentRows) -> None:
        """Put the rows of a segment into their place.

        Raises:
            ValueError: They belong to another scan, do not start on a granule or are there already.
        """
        header = self._header
        if rows.header != header:
            raise ValueError(f"rows of another scan: {rows.header}, not {header}")
        if rows.start_sample % granule_samples(header.sample_rate_hz):
            raise ValueError(f"a segment must start on a granule, not at sample {rows.start_sample}")
        if rows.start_sample in self._spans:
            raise ValueError(f"the rows of the segment at sample {rows.start_sample} were added before")
        self._spans[rows.start_sample] = rows.sample_count
        block = rows.start_sample * BLOCKS_PER_SECOND // header.sample_rate_hz
        row = block // BLOCKS_PER_ROW
        self._k_energy[block : block + len(rows.k_energy)] = rows.k_energy
        span = slice(row, row + len(rows.energy))
        self._k_products[span] = rows.k_products
        for name, field in self._fields.items():
            field[span] = getattr(rows, name)
        self._clipped.append(rows.clipped_pieces)
        self._zeros.append(rows.zero_pieces)
        self._flat_tops.append(rows.flat_tops)
        granule = rows.start_sample // granule_samples(header.sample_rate_hz)
        self._band_products[granule : granule + len(rows.band_products)] = rows.band_products
        self._runs_left_out += rows.runs_left_out
        self._not_finite_count += rows.not_finite_count

    def table(self) -> BlockTable:
        """The table of the whole programme.

        Raises:
            ValueError: Rows are missing.
        """
        self._check_cover()
        header = self._header
        fields = self._fields
        standard, fine = fields["standard_true_peak"].view(np.float64), fields["fine_true_peak"].view(np.float64)
        sample = np.where(fine > standard, fields["fine_true_peak_sample"], fields["standard_true_peak_sample"])
        higher = np.maximum(standard, fine)
        below = self._settle(higher) | (higher == 0.0)
        sample = np.where(below, fields["peak_sample"].view(np.int64), sample.view(np.int64))
        self._settle(standard)
        self._settle(fine)
        return BlockTable(
            sample_rate_hz=header.sample_rate_hz,
            sample_count=header.sample_count,
            k_energy=self._k_energy,
            energy=fields["energy"].view(np.float64),
            total=fields["total"].view(np.float64),
            minimum=fields["minimum"].view(np.float64),
            maximum=fields["maximum"].view(np.float64),
            zeros=fields["zeros"].view(np.int32),
            true_peak=higher,
            true_peak_sample=sample,
            standard_true_peak=standard,
            fine_true_peak=fine,
            true_peak_floor=header.true_peak_floor,
            true_peak_filter=header.true_peak_filter,
            used_bits=fields["used_bits"].view(np.uint32),
            pairs=header.pairs,
            k_products=self._k_products,
            clipped_runs=_joined(self._clipped, MINIMUM_CLIPPED_SAMPLES),
            zero_runs=_joined(self._zeros, MINIMUM_ZERO_SAMPLES),
            flat_tops=_tops(self._flat_tops),
            band_products=self._band_products,
            runs_left_out=self._runs_left_out,
            not_finite_count=self._not_finite_count,
            kernel=header.kernel,
        )

    def _check_cover(self) -> None:
        expected = 0
        for start in sorted(self._spans):
            if start != expected:
                raise ValueError(f"rows are missing or doubled from sample {min(start, expected)}")
            expected = start + self._spans[start]
        if expected != self._header.sample_count:
            raise ValueError(f"rows end at sample {expected}, the programme at {self._header.sample_count}")

    def _settle(self, true_peak: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Make true peaks, float64 (m, c), independent of which values happened to be worked out.

        Whatever reaches the limit was worked out in any order of evaluation. Below it the sample peak stands, held to
        the limit: the standard's 12-tap table can read a lone sample lower than it is, and no row may seem to peak
        above the channel's largest true peak.

        Returns:
            bool (m, c): where it is below the limit.
        """
        if math.isinf(self._header.true_peak_floor):
            true_peak.fill(math.nan)
        if not true_peak.size:
            return np.zeros(true_peak.shape, np.bool_)
        limit = np.minimum(self._header.true_peak_floor, true_peak.max(axis=0))
        minimum = self._fields["minimum"].view(np.float64)
        maximum = self._fields["maximum"].view(np.float64)
        below: NDArray[np.bool_] = true_peak < limit
        np.copyto(true_peak, np.minimum(np.maximum(maximum, -minimum), limit), where=below)
        return below


def joined_pieces(parts: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """All pieces in one array, int64 (r, 3)."""
    return np.concatenate([np.empty((0, 3), np.int64), *parts])


def _joined(parts: list[NDArray[np.int64]], minimum_samples: int) -> tuple[SampleRun, ...]:
    """Runs from their pieces: pieces that meet at an edge become one, what is then too short goes."""
    pieces = joined_pieces(parts)
    pieces = pieces[np.lexsort((pieces[:, 1], pieces[:, 0]))]
    channel, start, end = pieces[:, 0], pieces[:, 1], pieces[:, 1] + pieces[:, 2]
    opens = np.ones(len(pieces), bool)
    opens[1:] = (channel[1:] != channel[:-1]) | (start[1:] != end[:-1])
    closes = np.ones(len(pieces), bool)
    closes[:-1] = opens[1:]
    channel, start, length = channel[opens], start[opens], end[closes] - start[opens]
    long_enough = length >= minimum_samples
    columns = (channel[long_enough].tolist(), start[long_enough].tolist(), length[long_enough].tolist())
    return tuple(
        SampleRun(channel=channel, start_sample=start, length_samples=length)
        for channel, start, length in zip(*columns, strict=True)
    )


def _tops(parts: list[NDArray[np.float64]]) -> tuple[FlatTop, ...]:
    tops = np.concatenate([np.empty((0, 4)), *parts])
    return tuple(
        FlatTop(channel=int(channel), start_sample=int(start), length_samples=int(length), height=height)
        for channel, start, length, height in tops[np.lexsort((tops[:, 1], tops[:, 0]))].tolist()
    )


def merge_rows(rows: Iterable[SegmentRows]) -> BlockTable:
    """The table of a programme from the rows of its segments, in any order.

    Raises:
        ValueError: There are none, they belong to different scans, or the programme is not covered exactly once.
    """
    assembler: TableAssembler | None = None
    for part in rows:
        if assembler is None:
            assembler = TableAssembler(part.header)
        assembler.add(part)
    if assembler is None:
        raise ValueError("no rows to merge")
    return assembler.table()
