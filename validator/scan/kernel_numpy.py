"""The scan in plain numpy and scipy: the oracle the fast kernel is tested against, and its stand-in without numba."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from validator.audio.facts import SampleFormat
from validator.audio.segment import PAD_BYTES
from validator.scan.grid import block_starts, granule_samples, preroll_samples
from validator.scan.kernel import LARGEST_MAGNITUDE, check_segment
from validator.scan.rows import RUNS_KEPT_PER_GRANULE, blank_rows, joined_pieces
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND, MINIMUM_CLIPPED_SAMPLES, MINIMUM_ZERO_SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.audio.segment import Plane, Segment
    from validator.scan.filters import TruePeakFilter
    from validator.scan.kernel import ScanSetup
    from validator.scan.rows import SegmentRows

_WORD_SCALE: Final = 2.0**31
_PEAK_CHUNK_SAMPLES: Final = 96
_CHUNKS_AT_ONCE: Final = 2048
_FORGOTTEN: Final = 1e-90
"""Filter state this small is set to zero: as denormal numbers it would only slow the processor down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granule:
    """A granule within a segment.

    Attributes:
        start: Its first sample in the programme.
        offset: Its first sample in the planes.
        before: Samples of run-in before that.
        samples: Samples that count.
        ends_programme: Nothing comes after it, so the true-peak filter is run out to its end.
        blocks, rows: First samples of its blocks and rows, from `start`.
        block, row: Where its blocks and rows go among those of the segment.
    """

    start: int
    offset: int
    before: int
    samples: int
    ends_programme: bool
    blocks: NDArray[np.int64]
    rows: NDArray[np.int64]
    block: slice
    row: slice


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signal:
    """One channel of a granule.

    Attributes:
        x: float64 (before + samples,): the samples with their run-in, full scale 1.0.
        words: uint32 (samples,): as left-aligned 32-bit words; bit 0 set where a float is not such a word.
        clipped: bool (samples,): at full scale.
        not_finite: Samples that count and were read as 0.0.
    """

    x: NDArray[np.float64]
    words: NDArray[np.uint32]
    clipped: NDArray[np.bool_]
    not_finite: int


def scan_segment(segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
    """Rows of a segment; the contract is `validator.scan.kernel.Kernel`."""
    check_segment(segment, setup)
    rows = blank_rows(setup.header, segment.start_sample, segment.sample_count)
    clipped: list[NDArray[np.int64]] = []
    zeros: list[NDArray[np.int64]] = []
    left_out = not_finite = 0
    paired = {channel for pair in setup.header.pairs for channel in pair}
    for granule in _granules(segment, setup):
        weighted: dict[int, NDArray[np.float64]] = {}
        for channel, (plane, plane_channel) in enumerate(setup.channel_map):
            signal = _read(segment.planes[plane], plane_channel, granule)
            y = _k_weighted(signal.x, setup)[granule.before :]
            rows.k_energy[granule.block, channel] = np.add.reduceat(y * y, granule.blocks)
            if channel in paired:
                weighted[channel] = y
            _fill_statistics(rows, signal, granule, channel)
            _fill_true_peak(rows, signal, granule, channel, _TruePeak(setup, running_peaks))
            for pieces, mask, minimum in (
                (clipped, signal.clipped, MINIMUM_CLIPPED_SAMPLES),
                (zeros, signal.x[granule.before :] == 0.0, MINIMUM_ZERO_SAMPLES),
            ):
                kept, more = _pieces(mask, minimum)
                pieces.append(kept + np.array([channel, granule.start, 0]))
                left_out += more
            not_finite += signal.not_finite
        for index, (one, other) in enumerate(setup.header.pairs):
            products = weighted[one] * weighted[other]
            rows.k_products[granule.row, index] = np.add.reduceat(products, granule.rows)
    return replace(
        rows,
        clipped_pieces=joined_pieces(clipped),
        zero_pieces=joined_pieces(zeros),
        runs_left_out=left_out,
        not_finite_count=not_finite,
    )


def _granules(segment: Segment, setup: ScanSetup) -> Iterator[_Granule]:
    rate = setup.header.sample_rate_hz
    length = granule_samples(rate)
    for first in range(0, segment.sample_count, length):
        start = segment.start_sample + first
        samples = min(length, segment.sample_count - first)
        blocks = block_starts(samples, rate)
        rows = blocks[::BLOCKS_PER_ROW]
        block = first * BLOCKS_PER_SECOND // rate
        row = block // BLOCKS_PER_ROW
        yield _Granule(
            start=start,
            offset=segment.preroll_samples + first,
            before=min(start, preroll_samples(rate)),
            samples=samples,
            ends_programme=start + samples == setup.header.sample_count,
            blocks=blocks,
            rows=rows,
            block=slice(block, block + len(blocks)),
            row=slice(row, row + len(rows)),
        )


def _read(plane: Plane, channel: int, granule: _Granule) -> _Signal:
    width = plane.sample_format.bytes_per_sample
    stride = width * plane.channel_count
    count = granule.before + granule.samples
    first = PAD_BYTES + (granule.offset - granule.before) * stride + channel * width
    if plane.sample_format.is_float:
        samples = as_strided(plane.data[first:].view(np.uint8), (count, width), (stride, 1))
        raw = np.ascontiguousarray(samples).view(np.float32 if plane.sample_format is SampleFormat.F32 else np.float64)
        return _float_signal(raw[:, 0].astype(np.float64), granule.before)
    # The word that ends where the sample ends holds the sample in its upper bytes and its neighbour in the lower ones.
    bytes_of_word = as_strided(plane.data[first + width - 4 :], (count, 4), (stride, 1))
    words = np.ascontiguousarray(bytes_of_word).view("<u4")[:, 0] & np.uint32(
        0xFFFF_FFFF << (32 - 8 * width) & 0xFFFF_FFFF
    )
    if plane.sample_format is SampleFormat.U8:
        words = words ^ np.uint32(0x8000_0000)
    lowest, highest = 0x8000_0000, 0x8000_0000 - (1 << (32 - 8 * width))
    counted = words[granule.before :]
    return _Signal(
        x=words.view(np.int32) / _WORD_SCALE,
        words=counted,
        clipped=(counted == lowest) | (counted == highest),
        not_finite=0,
    )


def _float_signal(x: NDArray[np.float64], before: int) -> _Signal:
    sound = np.abs(x) <= LARGEST_MAGNITUDE  # false for NaN as well
    x[~sound] = 0.0
    counted = x[before:]
    scaled = counted * _WORD_SCALE
    words = np.clip(scaled, -_WORD_SCALE, _WORD_SCALE - 1.0).astype(np.int32)
    words |= words != scaled
    return _Signal(
        x=x,
        words=words.view(np.uint32),
        clipped=np.abs(counted) >= 1.0,
        not_finite=int(np.count_nonzero(~sound[before:])),
    )


def _k_weighted(x: NDArray[np.float64], setup: ScanSetup) -> NDArray[np.float64]:
    """K-weighted samples, from rest. Source: ITU-R BS.1770-5 Annex 1, figures 2 to 5."""
    if not x.any():
        return x
    from scipy.signal import sosfilt  # noqa: PLC0415 - 0.7 s that only this kernel needs

    sections = np.array([[s.b0, s.b1, s.b2, 1.0, s.a1, s.a2] for s in setup.k_weighting])
    state = np.zeros((2, 2))
    y = np.empty_like(x)
    second = setup.header.sample_rate_hz
    for start in range(0, len(x), second):
        y[start : start + second], state = sosfilt(sections, x[start : start + second], zi=state)
        state[np.abs(state) < _FORGOTTEN] = 0.0
    return y


def _fill_statistics(rows: SegmentRows, signal: _Signal, granule: _Granule, channel: int) -> None:
    x = signal.x[granule.before :]
    starts = granule.rows
    at = (granule.row, channel)
    rows.energy[at] = np.add.reduceat(x * x, starts)
    rows.total[at] = np.add.reduceat(x, starts)
    rows.minimum[at] = np.minimum.reduceat(x, starts)
    rows.maximum[at] = np.maximum.reduceat(x, starts)
    rows.zeros[at] = np.add.reduceat(x == 0.0, starts, dtype=np.int32)
    rows.used_bits[at] = np.bitwise_or.reduceat(signal.words, starts)
    magnitude = np.abs(x)
    rows.peak_sample[at] = granule.start + _first_maxima(magnitude, np.maximum.reduceat(magnitude, starts), starts)


def _first_maxima(
    values: NDArray[np.float64], maxima: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each row, of known maximum, reaches it first; int64 (rows,)."""
    lengths = np.diff(starts, append=len(values))
    reached = np.flatnonzero(values == np.repeat(maxima, lengths))
    first: NDArray[np.int64] = reached[np.searchsorted(reached, starts)]
    return first


@dataclass(frozen=True, slots=True)
class _TruePeak:
    setup: ScanSetup
    running_peaks: NDArray[np.float64]


def _fill_true_peak(rows: SegmentRows, signal: _Signal, granule: _Granule, channel: int, true_peak: _TruePeak) -> None:
    """True peaks of the rows, where they can reach the limit.

    A value belongs to the row in which the causal filter puts it out, and to the sample nearest to the filter's centre.
    """
    interpolator = true_peak.setup.true_peak
    tail = interpolator.taps - 1
    outputs = granule.samples + (tail if granule.ends_programme else 0)
    x = np.zeros(tail + outputs)
    known = signal.x[max(0, granule.before - tail) :]
    x[tail - (len(known) - granule.samples) :][: len(known)] = known
    envelope = np.zeros(-(-outputs // _PEAK_CHUNK_SAMPLES) * _PEAK_CHUNK_SAMPLES)
    nearest = np.zeros(len(envelope), np.int64)
    padded = np.zeros(len(envelope) + _PEAK_CHUNK_SAMPLES)
    padded[: len(x)] = x
    peaks = np.abs(padded).reshape(-1, _PEAK_CHUNK_SAMPLES).max(axis=1)
    bounds = interpolator.bound * np.maximum(peaks[:-1], peaks[1:])

    # The chunk that promises most goes first: what it yields spares the others.
    _interpolate(interpolator, padded, bounds.argmax(keepdims=True), envelope, nearest)
    running_peak = max(true_peak.running_peaks[channel], envelope[:outputs].max())
    limit = min(true_peak.setup.header.true_peak_floor, running_peak)
    chunks = np.flatnonzero((bounds >= limit) & (bounds > 0.0))
    for some in range(0, len(chunks), _CHUNKS_AT_ONCE):
        _interpolate(interpolator, padded, chunks[some : some + _CHUNKS_AT_ONCE], envelope, nearest)
    true_peak.running_peaks[channel] = max(running_peak, envelope[:outputs].max())

    envelope = envelope[:outputs]
    maxima = np.maximum.reduceat(envelope, granule.rows)
    first = _first_maxima(envelope, maxima, granule.rows)
    position = np.clip(granule.start + first - nearest[first], 0, true_peak.setup.header.sample_count - 1)
    rows.true_peak[granule.row, channel] = maxima
    rows.true_peak_sample[granule.row, channel] = position


def _interpolate(
    interpolator: TruePeakFilter,
    x: NDArray[np.float64],
    chunks: NDArray[np.int64],
    envelope: NDArray[np.float64],
    nearest: NDArray[np.int64],
) -> None:
    """Write the largest magnitude over the phases, and the delay of that phase, for all outputs of some chunks.

    Products are added in the order of the coefficients, one at a time, so that every kernel on every machine rounds
    alike and finds the maximum at the same place.
    """
    taps = interpolator.taps
    outputs = chunks[:, None] * _PEAK_CHUNK_SAMPLES + np.arange(_PEAK_CHUNK_SAMPLES)
    windows = x[chunks[:, None] * _PEAK_CHUNK_SAMPLES + np.arange(_PEAK_CHUNK_SAMPLES + taps - 1)]
    best = np.zeros(outputs.shape)
    delay = np.full(outputs.shape, interpolator.nearest[0])
    for phase, coefficients in enumerate(interpolator.phases):
        y = np.zeros(outputs.shape)
        for k, coefficient in enumerate(coefficients):
            y += coefficient * windows[:, taps - 1 - k : taps - 1 - k + _PEAK_CHUNK_SAMPLES]
        np.abs(y, out=y)
        higher = y > best
        best[higher] = y[higher]
        delay[higher] = interpolator.nearest[phase]
    envelope[outputs] = best
    nearest[outputs] = delay


def _pieces(mask: NDArray[np.bool_], minimum_samples: int) -> tuple[NDArray[np.int64], int]:
    """Runs of True within a granule as rows of 0, start, length, and how many were left out."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    at_edge = (starts == 0) | (ends == len(mask))
    within = np.flatnonzero(~at_edge & (ends - starts >= minimum_samples))
    kept = np.union1d(np.flatnonzero(at_edge), within[:RUNS_KEPT_PER_GRANULE])
    pieces = np.stack([np.zeros_like(starts), starts, ends - starts], axis=1)[kept]
    return pieces, max(0, len(within) - RUNS_KEPT_PER_GRANULE)
