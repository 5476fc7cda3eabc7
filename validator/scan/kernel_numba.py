"""The scan as one fused loop, compiled by numba: each sample is read once, from the file's own bytes.

How it is made fast, and exact where it matters:

* Every format but the two floats is read by the same four-byte load, mask and flip.
* K-weighting runs the first numerator as a vectorised filter along time, the recursions for four channels in a register
  (`compiled.weighting`).
* True peak is worked out only where a bound on the interpolator's output reaches the limit; first in 32-bit floats,
  then, where those come near, in 64-bit and in strict order. What is reported is always the strict value.

The loops are in `compiled`, their machine code comes from `machine_code`; numba itself is loaded only to compile them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from validator.scan.grid import PREROLL_BLOCKS, ROWS_PER_GRANULE, block_count, granule_samples
from validator.scan.kernel import check_segment
from validator.scan.kernel_arguments import (
    CLIPPED,
    ENERGY,
    FINE_NUMBER,
    FINE_PEAK,
    FLOAT_FIELDS,
    HISTORY,
    INTEGER_FIELDS,
    LANES,
    LEFT_OUT,
    MAXIMUM,
    MINIMUM,
    OPEN_LENGTH,
    OPEN_START,
    OVERHANG,
    PEAK_CHUNK,
    PEAK_SAMPLE,
    PIECES,
    SILENT,
    STANDARD_NUMBER,
    STANDARD_PEAK,
    TOTAL,
    USED_BITS,
    ZEROS,
    Interpolator,
    KernelArguments,
    Rows,
    SegmentSpan,
    job_numbers,
    source_of,
)
from validator.scan.machine_code import granule_function
from validator.scan.segment_rows import RUNS_KEPT_PER_GRANULE, blank_rows, joined_pieces
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.kernel import ScanSetup
    from validator.scan.segment_rows import SegmentRows


def scan_segment(segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
    """Rows of a segment; the contract is `validator.scan.kernel.Kernel`."""
    check_segment(segment, setup)
    blank = blank_rows(setup.header, segment.start_sample, segment.sample_count)
    job = _job(segment, setup, blank, running_peaks)
    rows = job.rows
    hear_granule = granule_function()
    numbers = job_numbers(job)
    clipped: list[NDArray[np.int64]] = []
    zeros: list[NDArray[np.int64]] = []
    not_finite = left_out = 0
    for span in _spans(segment, setup):
        for at_rest in (rows.runs, job.history, job.state):
            at_rest.fill(0)
        numbers[: len(span)] = span
        not_finite += hear_granule(numbers.ctypes.data)
        _place(rows, span, setup)
        clipped.extend(_pieces(rows, CLIPPED, span.start))
        zeros.extend(_pieces(rows, SILENT, span.start))
        left_out += int(rows.runs[:, :, LEFT_OUT].sum())
    return replace(
        blank,
        energy=rows.floats[ENERGY],
        total=rows.floats[TOTAL],
        minimum=rows.floats[MINIMUM],
        maximum=rows.floats[MAXIMUM],
        zeros=rows.integers[ZEROS].astype(np.int32),
        standard_true_peak=rows.floats[STANDARD_PEAK],
        standard_true_peak_sample=rows.integers[STANDARD_NUMBER],
        fine_true_peak=rows.floats[FINE_PEAK],
        fine_true_peak_sample=rows.integers[FINE_NUMBER],
        peak_sample=rows.integers[PEAK_SAMPLE],
        used_bits=rows.integers[USED_BITS].astype(np.uint32),
        clipped_pieces=joined_pieces(clipped),
        zero_pieces=joined_pieces(zeros),
        runs_left_out=left_out,
        not_finite_count=not_finite,
    )


def _spans(segment: Segment, setup: ScanSetup) -> Iterator[SegmentSpan]:
    length = granule_samples(setup.header.sample_rate_hz)
    for first in range(0, segment.sample_count, length):
        yield SegmentSpan(
            rate=setup.header.sample_rate_hz,
            start=segment.start_sample + first,
            offset=segment.preroll_samples + first,
            samples=min(length, segment.sample_count - first),
            preroll_rows=PREROLL_BLOCKS // BLOCKS_PER_ROW if segment.start_sample + first else 0,
            first_row=first // length * ROWS_PER_GRANULE,
            total=setup.header.sample_count,
        )


def _job(segment: Segment, setup: ScanSetup, blank: SegmentRows, running_peaks: NDArray[np.float64]) -> KernelArguments:
    """The job of a segment's first granule, with memory for all of them. Types and layouts are always the same."""
    shape = blank.energy.shape
    row_samples = -(-setup.header.sample_rate_hz * BLOCKS_PER_ROW // BLOCKS_PER_SECOND)
    groups = -(-shape[1] // LANES)
    shelf, high_pass = setup.k_weighting
    filters = setup.true_peak
    phases = filters.phases.copy()
    return KernelArguments(
        span=SegmentSpan(*[0] * len(SegmentSpan._fields)),
        sources=_sources(segment, setup),
        numerator=np.array([shelf.b0, shelf.b1, shelf.b2]) * high_pass.b0,
        recursion=np.array([shelf.a1, shelf.a2, high_pass.a1, high_pass.a2]),
        interpolator=Interpolator(
            phases=phases,
            phases32=phases.astype(np.float32),
            singles=np.zeros(PEAK_CHUNK + OVERHANG, np.float32),
            estimate=np.zeros(PEAK_CHUNK, np.float32),
            grid=np.zeros(PEAK_CHUNK, np.float32),
            levels=np.array([setup.header.true_peak_floor, filters.standard.bound, filters.fine.bound, *filters.rests]),
        ),
        running=running_peaks,
        pairs=np.array(setup.header.pairs, np.int64).reshape(-1, 2),
        rows=Rows(
            floats=np.zeros((FLOAT_FIELDS, *shape)),
            integers=np.zeros((INTEGER_FIELDS, *shape), np.int64),
            pieces=np.empty((2, shape[1], RUNS_KEPT_PER_GRANULE + 2, 2), np.int64),
            runs=np.zeros((2, shape[1], 5), np.int64),
        ),
        k_energy=blank.k_energy,
        products=blank.k_products,
        words=np.zeros(row_samples, np.int32),
        x=np.zeros(HISTORY + row_samples + PEAK_CHUNK + OVERHANG),
        history=np.zeros((shape[1], HISTORY)),
        state=np.zeros((groups, 4, LANES)),
        y=np.zeros((groups * LANES, row_samples)),
    )


def _sources(segment: Segment, setup: ScanSetup) -> NDArray[np.int64]:
    """Where each channel lies and how to read it: int64 (c, 5), see `source_of`."""
    return np.array([source_of(segment.planes[plane], channel) for plane, channel in setup.channel_map], np.int64)


def _place(rows: Rows, span: SegmentSpan, setup: ScanSetup) -> None:
    """Turn numbers of outputs, and samples counted from the start of the granule, into samples of the programme."""
    phases = len(setup.true_peak.nearest)
    blocks = block_count(span.samples, span.rate)
    granule_rows = slice(span.first_row, span.first_row - (-blocks // BLOCKS_PER_ROW))
    for field in (STANDARD_NUMBER, FINE_NUMBER):
        numbers = rows.integers[field, granule_rows]
        samples = span.start + numbers // phases - setup.true_peak.nearest[numbers % phases]
        rows.integers[field, granule_rows] = np.clip(samples, 0, span.total - 1)
    rows.integers[PEAK_SAMPLE, granule_rows] += span.start


def _pieces(rows: Rows, kind: int, start: int) -> Iterator[NDArray[np.int64]]:
    """Pieces of the runs of one granule, channel by channel, placed in the programme; a run that is open ends here."""
    for channel, runs in enumerate(rows.runs[kind]):
        kept = rows.pieces[kind, channel]
        count = runs[PIECES]
        if runs[OPEN_LENGTH]:
            kept[count] = runs[OPEN_START], runs[OPEN_LENGTH]
            count += 1
        if count:
            pieces = np.empty((count, 3), np.int64)
            pieces[:, 0] = channel
            pieces[:, 1] = kept[:count, 0] + start
            pieces[:, 2] = kept[:count, 1]
            yield pieces
