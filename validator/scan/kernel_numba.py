"""The scan as one fused loop, compiled by numba: each sample is read once, from the file's own bytes.

How it is made fast, and exact where it matters:

* Every format but the two floats is read by the same four-byte load, mask and flip.
* K-weighting runs the numerators of both sections as one vectorised filter, then the two recursions for four channels
  in a register (`lanes`).
* True peak is worked out only where the interpolator's bound times the sample peak reaches the limit; first in 32-bit
  floats, then, where those come near, in 64-bit and in strict order. What is reported is always the strict value.

This module imports numba and is itself imported only when its kernel is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.audio.facts import SampleFormat
from validator.audio.segment import PAD_BYTES
from validator.scan.grid import PREROLL_BLOCKS, ROWS_PER_GRANULE, granule_samples
from validator.scan.kernel import check_segment
from validator.scan.lanes import LANES
from validator.scan.loops import (
    CLIPPED,
    ENERGY,
    FLOAT32,
    FLOAT64,
    HISTORY,
    INTEGER,
    LEFT_OUT,
    MAXIMUM,
    MINIMUM,
    OVERHANG,
    PEAK_CHUNK,
    PEAK_SAMPLE,
    PIECES,
    SILENT,
    TOTAL,
    TRUE_PEAK,
    TRUE_PEAK_SAMPLE,
    USED_BITS,
    ZEROS,
    Filters,
    Job,
    Rows,
    Span,
    Work,
    granule,
)
from validator.scan.rows import RUNS_KEPT_PER_GRANULE, blank_rows, joined_pieces
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.kernel import ScanSetup
    from validator.scan.rows import SegmentRows

_KINDS: Final = {SampleFormat.F32: FLOAT32, SampleFormat.F64: FLOAT64}


def scan_segment(segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
    """Rows of a segment; the contract is `validator.scan.kernel.Kernel`."""
    check_segment(segment, setup)
    blank = blank_rows(setup.header, segment.start_sample, segment.sample_count)
    rows = _blank(blank)
    sources = _sources(segment, setup)
    filters = _filters(setup)
    pairs = np.array(setup.header.pairs, np.int64).reshape(-1, 2)
    work = _work(setup)
    pieces: tuple[list[NDArray[np.int64]], ...] = ([], [])
    not_finite = left_out = 0
    length = granule_samples(setup.header.sample_rate_hz)
    for first in range(0, segment.sample_count, length):
        start = segment.start_sample + first
        span = Span(
            rate=setup.header.sample_rate_hz,
            start=start,
            offset=segment.preroll_samples + first,
            samples=min(length, segment.sample_count - first),
            preroll_rows=PREROLL_BLOCKS // BLOCKS_PER_ROW if start else 0,
            first_row=first // length * ROWS_PER_GRANULE,
            total=setup.header.sample_count,
        )
        rows.runs[:] = 0
        not_finite += granule(Job(span, sources, filters, pairs, rows, work, running_peaks))
        left_out += int(rows.runs[:, :, LEFT_OUT].sum())
        for kind in (CLIPPED, SILENT):
            pieces[kind].extend(_pieces(rows, kind, start))
    return replace(
        blank,
        energy=rows.floats[ENERGY],
        total=rows.floats[TOTAL],
        minimum=rows.floats[MINIMUM],
        maximum=rows.floats[MAXIMUM],
        zeros=rows.integers[ZEROS].astype(np.int32),
        true_peak=rows.floats[TRUE_PEAK],
        true_peak_sample=rows.integers[TRUE_PEAK_SAMPLE],
        peak_sample=rows.integers[PEAK_SAMPLE],
        used_bits=rows.integers[USED_BITS].astype(np.uint32),
        clipped_pieces=joined_pieces(pieces[CLIPPED]),
        zero_pieces=joined_pieces(pieces[SILENT]),
        runs_left_out=left_out,
        not_finite_count=not_finite,
    )


def _blank(rows: SegmentRows) -> Rows:
    shape = rows.energy.shape
    return Rows(
        k_energy=rows.k_energy,
        floats=np.zeros((5, *shape)),
        integers=np.zeros((4, *shape), np.int64),
        products=rows.k_products,
        pieces=np.empty((2, shape[1], RUNS_KEPT_PER_GRANULE + 2, 2), np.int64),
        runs=np.zeros((2, shape[1], 5), np.int64),
    )


def _sources(segment: Segment, setup: ScanSetup) -> NDArray[np.int64]:
    """Per channel the address of its first sample, the distance to the next, mask, flip and kind; int64 (c, 5).

    An integer is read as the four bytes that end with it, so its address lies before it where it is shorter.
    """
    sources = []
    for plane_index, channel in setup.channel_map:
        plane = segment.planes[plane_index]
        width = plane.sample_format.bytes_per_sample
        kind = _KINDS.get(plane.sample_format, INTEGER)
        address = plane.data.ctypes.data + PAD_BYTES + channel * width
        if kind == INTEGER:
            address += width - 4
        mask = -1 << 8 * max(0, 4 - width)
        flip = -(2**31) if plane.sample_format is SampleFormat.U8 else 0
        sources.append((address, width * plane.channel_count, mask, flip, kind))
    return np.array(sources, np.int64)


def _filters(setup: ScanSetup) -> Filters:
    shelf, high_pass = setup.k_weighting
    phases = setup.true_peak.phases.copy()
    return Filters(
        # The numerator of the high-pass is its gain times 1, -2, 1.
        numerator=np.array([shelf.b0, shelf.b1, shelf.b2]) * high_pass.b0,
        recursion=np.array([shelf.a1, shelf.a2, high_pass.a1, high_pass.a2]),
        phases=phases,
        phases32=phases.astype(np.float32),
        nearest=setup.true_peak.nearest.copy(),
        bound=setup.true_peak.bound,
        floor=setup.header.true_peak_floor,
    )


def _work(setup: ScanSetup) -> Work:
    channels = setup.header.channel_count
    row = -(-setup.header.sample_rate_hz * BLOCKS_PER_ROW // BLOCKS_PER_SECOND)
    groups = -(-channels // LANES)
    return Work(
        words=np.zeros(row, np.int32),
        x=np.zeros(HISTORY + row + PEAK_CHUNK + OVERHANG),
        history=np.zeros((channels, HISTORY)),
        y=np.zeros((groups * LANES, row)),
        state=np.zeros((groups, 4, LANES)),
        singles=np.zeros(PEAK_CHUNK + OVERHANG, np.float32),
        estimate=np.zeros(PEAK_CHUNK, np.float32),
    )


def _pieces(rows: Rows, kind: int, start: int) -> list[NDArray[np.int64]]:
    """Pieces of the runs of one granule, channel by channel, placed in the programme."""
    found = []
    for channel, runs in enumerate(rows.runs[kind]):
        kept = rows.pieces[kind, channel, : runs[PIECES]]
        if len(kept):
            pieces = np.empty((len(kept), 3), np.int64)
            pieces[:, 0] = channel
            pieces[:, 1] = kept[:, 0] + start
            pieces[:, 2] = kept[:, 1]
            found.append(pieces)
    return found
