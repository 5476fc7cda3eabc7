"""The scan in plain numpy: the reference the fast kernel is tested against, and its replacement without numba.

The order of work, for each granule of a segment (`validator.scan.grid` shows how they lie) and each channel in it:

1. the run-in, 0.4 s before the granule, goes through the K-weighting only, so that its filters have settled;
2. the granule is taken in stretches of 20 rows; in each, samples are read, then row figures (sums, extremes, zeros,
   bits), true peaks, K-weighted energy by blocks, and the marks of clipped and silent samples are filled in;
3. what one stretch needs of the one before (filter state, last samples) is carried; runs are gathered at the end of the
   granule, where those that touch its edges are kept whatever their length, to be joined with their other half.

Granules share nothing, so any worker may take any of them, and the table is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from validator.audio.segment import PAD_BYTES
from validator.containers.facts import SampleFormat
from validator.scan.grid import block_starts, granule_samples, preroll_samples
from validator.scan.kernel import check_segment
from validator.scan.peaks_numpy import PeakLimits, row_true_peaks
from validator.scan.segment_rows import RUNS_KEPT_PER_GRANULE, blank_rows, joined_pieces
from validator.scan.table import (
    BLOCKS_PER_ROW,
    BLOCKS_PER_SECOND,
    LARGEST_MAGNITUDE,
    MINIMUM_CLIPPED_SAMPLES,
    MINIMUM_ZERO_SAMPLES,
)
from validator.scan.weighting_numpy import BlockFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.audio.segment import Plane, Segment
    from validator.scan.kernel import ScanSetup
    from validator.scan.segment_rows import SegmentRows

_STRETCH_ROWS: Final = 20
"""Rows worked on together: enough to make Python's share small, which threads cannot share, and few enough to stay in
the processor's cache."""

_WORD_SCALE: Final = 2.0**31


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Consecutive rows of a granule, or its run-in.

    Attributes:
        start: First sample, from the start of the granule; negative for the run-in.
        samples: Number of samples.
        rows, blocks: First samples of rows and blocks, from `start`; none in the run-in.
        row, block: First row and block, among those of the segment.
        ends_programme: Nothing comes after it.
    """

    start: int
    samples: int
    rows: NDArray[np.int64]
    blocks: NDArray[np.int64]
    row: int
    block: int
    ends_programme: bool

    @property
    def row_span(self) -> slice:
        """Its rows among those of the segment."""
        return slice(self.row, self.row + len(self.rows))

    @property
    def block_span(self) -> slice:
        """Its blocks among those of the segment."""
        return slice(self.block, self.block + len(self.blocks))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signal:
    """Samples of one channel.

    Attributes:
        x: float64 (samples,): full scale 1.0.
        words: uint32 (samples,): as left-aligned 32-bit words; bit 0 set where a float is not such a word.
        full_scale: Highest value that is not beyond the format's reach; -1.0 is the lowest.
        not_finite: Samples that were read as 0.0.
    """

    x: NDArray[np.float64]
    words: NDArray[np.uint32]
    full_scale: float
    not_finite: int


@dataclass(slots=True)
class _Carry:
    """What a channel carries from stretch to stretch of a granule: filter state, last samples, and marks of runs."""

    state: NDArray[np.float64]
    last: NDArray[np.float64]
    clipped: NDArray[np.bool_]
    zero: NDArray[np.bool_]


class _Work:
    """Memory for a stretch, used over and over: to be given fresh pages costs more than the arithmetic.

    Attributes:
        words: uint32 (samples,).
        x, square: float64 (samples,).
        y: float64 (c, samples): K-weighted.
    """

    def __init__(self, channels: int, longest: int) -> None:
        self.words = np.empty(longest, np.uint32)
        self.x = np.empty(longest)
        self.square = np.empty(longest)
        self.y = np.empty((channels, longest))


@dataclass(slots=True)
class _Runs:
    """Pieces of one kind of run, as they are met."""

    minimum_samples: int
    pieces: list[NDArray[np.int64]] = field(default_factory=list)
    left_out: int = 0

    def add(self, mask: NDArray[np.bool_], channel: int, start: int) -> None:
        """Take up the runs of a granule: those that touch its edges, and the first of those that are long enough."""
        if not mask.any():
            return
        edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
        starts, ends = edges[::2], edges[1::2]
        at_edge = (starts == 0) | (ends == len(mask))
        within = np.flatnonzero(~at_edge & (ends - starts >= self.minimum_samples))
        kept = np.union1d(np.flatnonzero(at_edge), within[:RUNS_KEPT_PER_GRANULE])
        channels = np.full(len(kept), channel, np.int64)
        self.pieces.append(np.stack([channels, starts[kept] + start, ends[kept] - starts[kept]], axis=1))
        self.left_out += max(0, len(within) - RUNS_KEPT_PER_GRANULE)


def scan_segment(segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
    """Rows of a segment; the contract is `validator.scan.kernel.Kernel`."""
    check_segment(segment, setup)
    scan = _SegmentScan(segment, setup, running_peaks)
    length = granule_samples(setup.header.sample_rate_hz)
    for first in range(0, segment.sample_count, length):
        scan.hear_granule(first, min(length, segment.sample_count - first))
    return scan.finished()


class _SegmentScan:
    """One segment on its way to becoming rows."""

    def __init__(self, segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> None:
        self._segment = segment
        self._setup = setup
        longest = _longest_stretch(setup.header.sample_rate_hz)
        self._weighting = BlockFilter(setup.k_weighting, longest)
        self._work = _Work(setup.header.channel_count, longest)
        self._running_peaks = running_peaks
        self._rows = blank_rows(setup.header, segment.start_sample, segment.sample_count)
        self._clipped = _Runs(MINIMUM_CLIPPED_SAMPLES)
        self._zeros = _Runs(MINIMUM_ZERO_SAMPLES)
        self._not_finite = 0

    def hear_granule(self, first: int, samples: int) -> None:
        """Fill the rows of a granule that begins with sample `first` of the segment."""
        channels = range(self._setup.header.channel_count)
        carries = [self._at_rest(samples) for _ in channels]
        for stretch in self._stretches(first, samples):
            for channel in channels:
                self._hear(first, stretch, channel, carries[channel])
            y, product = self._work.y[:, : stretch.samples], self._work.square[: stretch.samples]
            for index, (one, other) in enumerate(self._setup.header.pairs if len(stretch.rows) else ()):
                np.multiply(y[one], y[other], out=product)
                self._rows.k_products[stretch.row_span, index] = np.add.reduceat(product, stretch.rows)
        for channel, carry in enumerate(carries):
            self._clipped.add(carry.clipped, channel, self._segment.start_sample + first)
            self._zeros.add(carry.zero, channel, self._segment.start_sample + first)

    def finished(self) -> SegmentRows:
        """The rows of the segment."""
        return replace(
            self._rows,
            clipped_pieces=joined_pieces(self._clipped.pieces),
            zero_pieces=joined_pieces(self._zeros.pieces),
            runs_left_out=self._clipped.left_out + self._zeros.left_out,
            not_finite_count=self._not_finite,
        )

    def _at_rest(self, samples: int) -> _Carry:
        return _Carry(
            state=self._weighting.rest(),
            last=np.zeros(self._setup.true_peak.fine.taps - 1),
            clipped=np.zeros(samples, np.bool_),
            zero=np.zeros(samples, np.bool_),
        )

    def _stretches(self, first: int, samples: int) -> Iterator[_Stretch]:
        rate = self._setup.header.sample_rate_hz
        start = self._segment.start_sample + first
        nothing = np.empty(0, np.int64)
        before = min(start, preroll_samples(rate))
        if before:
            yield _Stretch(
                start=-before, samples=before, rows=nothing, blocks=nothing, row=0, block=0, ends_programme=False
            )
        blocks = block_starts(samples, rate)
        step = _STRETCH_ROWS * BLOCKS_PER_ROW
        for block in range(0, len(blocks), step):
            begin = int(blocks[block])
            end = int(blocks[block + step]) if block + step < len(blocks) else samples
            starts = blocks[block : block + step] - begin
            in_segment = first * BLOCKS_PER_SECOND // rate + block
            yield _Stretch(
                start=begin,
                samples=end - begin,
                rows=starts[::BLOCKS_PER_ROW],
                blocks=starts,
                row=in_segment // BLOCKS_PER_ROW,
                block=in_segment,
                ends_programme=start + end == self._setup.header.sample_count,
            )

    def _hear(self, first: int, stretch: _Stretch, channel: int, carry: _Carry) -> None:
        """Fill the rows of one channel in a stretch, and leave its K-weighted samples to the pairs."""
        plane, plane_channel = self._setup.channel_map[channel]
        at = self._segment.preroll_samples + first + stretch.start
        signal = _read(self._segment.planes[plane], plane_channel, (at, stretch.samples), self._work)
        y, square = self._work.y[channel, : stretch.samples], self._work.square[: stretch.samples]
        self._weighting.run(signal.x, carry.state, y)
        if len(stretch.rows):
            np.multiply(y, y, out=square)
            self._rows.k_energy[stretch.block_span, channel] = np.add.reduceat(square, stretch.blocks)
            start = self._segment.start_sample + first + stretch.start
            self._fill_statistics(signal, stretch, channel, start)
            self._fill_true_peak(signal, stretch, channel, start, carry.last)
            self._mark_runs(signal, stretch, channel, carry)
            self._not_finite += signal.not_finite
        carry.last = np.append(carry.last, signal.x[-len(carry.last) :])[-len(carry.last) :]

    def _fill_statistics(self, signal: _Signal, stretch: _Stretch, channel: int, start: int) -> None:
        rows, x, starts = self._rows, signal.x, stretch.rows
        at = (stretch.row_span, channel)
        magnitude = self._work.square[: len(x)]
        np.multiply(x, x, out=magnitude)
        rows.energy[at] = np.add.reduceat(magnitude, starts)
        rows.total[at] = np.add.reduceat(x, starts)
        rows.minimum[at] = np.minimum.reduceat(x, starts)
        rows.maximum[at] = np.maximum.reduceat(x, starts)
        rows.used_bits[at] = np.bitwise_or.reduceat(signal.words, starts)
        np.abs(x, out=magnitude)
        ends = [*starts[1:].tolist(), len(x)]
        rows.peak_sample[at] = [
            start + begin + magnitude[begin:end].argmax() for begin, end in zip(starts.tolist(), ends, strict=True)
        ]

    def _fill_true_peak(
        self, signal: _Signal, stretch: _Stretch, channel: int, start: int, last: NDArray[np.float64]
    ) -> None:
        """True peaks of the rows, where they can reach the limit.

        A value belongs to the row in which the causal filter puts it out, and to the sample nearest to the filter's
        centre. What comes out behind the end of the programme belongs to the last row.
        """
        promising = self._promising_rows(stretch, channel, float(np.abs(last).max()))
        if not promising:
            return
        header, rows = self._setup.header, self._rows
        behind = np.zeros(len(last) if stretch.ends_programme else 0)
        x = np.concatenate([last, signal.x, behind])
        ends = np.append(stretch.rows[1:], stretch.samples + len(behind))
        for some in promising:
            standard, fine = self._peak_limits(channel)
            begin, end = int(stretch.rows[some.start]), int(ends[some.stop - 1])
            peaks = row_true_peaks(
                x[begin : end + len(last)], stretch.rows[some] - begin, PeakLimits(standard=standard, fine=fine)
            )
            at = (slice(stretch.row + some.start, stretch.row + some.stop), channel)
            rows.standard_true_peak[at], rows.fine_true_peak[at] = (found.values for found in peaks)
            rows.standard_true_peak_sample[at], rows.fine_true_peak_sample[at] = (
                np.clip(start + begin + found.samples, 0, header.sample_count - 1) for found in peaks
            )
            largest = [found.values.max() for found in peaks]
            self._running_peaks[:, channel] = np.maximum(self._running_peaks[:, channel], largest)

    def _peak_limits(self, channel: int) -> tuple[float, float]:
        """Below these no true peak of a channel matters: by the standard's table, and by the finer filter."""
        standard, fine = np.minimum(self._setup.header.true_peak_floor, self._running_peaks[:, channel]).tolist()
        return standard, fine

    def _promising_rows(self, stretch: _Stretch, channel: int, last: float) -> list[slice]:
        """Neighbouring rows, of a stretch behind samples up to `last`, that the bound does not rule out."""
        at = (stretch.row_span, channel)
        peaks = np.maximum(self._rows.maximum[at], -self._rows.minimum[at])
        reach = np.maximum(peaks, np.append(last, peaks[:-1]))
        bound = self._setup.true_peak.fine.bound
        promising = (bound * reach >= min(self._peak_limits(channel))) & (reach > 0.0)
        if not promising.any():
            return []
        edges = np.flatnonzero(np.diff(promising, prepend=False, append=False)).tolist()
        return [slice(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True)]

    def _mark_runs(self, signal: _Signal, stretch: _Stretch, channel: int, carry: _Carry) -> None:
        rows, x = self._rows, signal.x
        at = (stretch.row_span, channel)
        span = slice(stretch.start, stretch.start + stretch.samples)
        zero = np.equal(x, 0.0, out=carry.zero[span])
        rows.zeros[at] = np.add.reduceat(zero, stretch.rows, dtype=np.int32)
        if rows.maximum[at].max() >= signal.full_scale or rows.minimum[at].min() <= -1.0:
            np.logical_or(x >= signal.full_scale, x <= -1.0, out=carry.clipped[span])


def _longest_stretch(sample_rate_hz: int) -> int:
    """Most samples of a stretch, or of the run-in."""
    rows = -(-sample_rate_hz * _STRETCH_ROWS * BLOCKS_PER_ROW // BLOCKS_PER_SECOND)
    return max(rows, preroll_samples(sample_rate_hz))


def _read(plane: Plane, channel: int, span: tuple[int, int], work: _Work) -> _Signal:
    """Samples of one channel; span is the first and how many. They lie in `work` until the next ones are read."""
    frame, count = span
    width = plane.sample_format.bytes_per_sample
    stride = width * plane.channel_count
    first = PAD_BYTES + frame * stride + channel * width
    if plane.sample_format.is_float:
        raw = plane.data[first : first + width].view("<f4" if plane.sample_format is SampleFormat.F32 else "<f8")
        work.x[:count] = as_strided(raw, (count,), (stride,))
        return _float_signal(work.x[:count])
    # The word that ends where the sample ends holds the sample in its upper bytes and its neighbour in the lower ones.
    word = plane.data[first + width - 4 : first + width].view("<u4")
    mask = np.uint32(0xFFFF_FFFF << (32 - 8 * width) & 0xFFFF_FFFF)
    words = np.bitwise_and(as_strided(word, (count,), (stride,)), mask, out=work.words[:count])
    if plane.sample_format is SampleFormat.U8:
        words ^= np.uint32(0x8000_0000)
    highest = 0x8000_0000 - (1 << (32 - 8 * width))
    x = np.multiply(words.view(np.int32), 1.0 / _WORD_SCALE, out=work.x[:count])
    return _Signal(x=x, words=words, full_scale=highest / _WORD_SCALE, not_finite=0)


def _float_signal(x: NDArray[np.float64]) -> _Signal:
    sound = np.abs(x) <= LARGEST_MAGNITUDE  # false for NaN as well
    x[~sound] = 0.0
    scaled = x * _WORD_SCALE
    words = np.clip(scaled, -_WORD_SCALE, _WORD_SCALE - 1.0).astype(np.int32)
    words |= words != scaled
    return _Signal(x=x, words=words.view(np.uint32), full_scale=1.0, not_finite=int(np.count_nonzero(~sound)))
