"""One granule, row by row of 100 ms, which stay in the processor's second cache.

The order of work, for rows -4 to -1 of the run-in and then 0 to 99 (0 to the last where the programme ends):

    each channel   read_row         samples as words and as float64, behind the last ones of the row before
                   numerator        first half of the K-weighting, which needs no feedback
                   row statistics   sums, extremes, zeros, bits, runs: not in the run-in
                   true_peaks       by both filters, only where a bound shows that it may exceed the floor or the
                                    largest so far
    all channels   k_weight         second half of the K-weighting: the feedback, several channels side by side
                   _weighted_row    energy by blocks, products of pairs: not in the run-in

One more row follows the last of the programme: the interpolator still puts out samples when the input has ended.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.scan.compiled.compilation import compiled
from validator.scan.compiled.peaks import true_peaks
from validator.scan.compiled.runs import clipped_runs, close, zero_runs
from validator.scan.compiled.samples import (
    WORD_SCALE,
    copy,
    extremes,
    first_of_magnitude,
    product,
    read_row,
    sums,
    word_statistics,
    words_of_floats,
)
from validator.scan.compiled.weighting import k_weight, numerator
from validator.scan.kernel_arguments import (
    CLIPPED,
    ENERGY,
    FINE_NUMBER,
    FINE_PEAK,
    FLOOR,
    HISTORY,
    INTEGER,
    KIND,
    MASK,
    MAXIMUM,
    MINIMUM,
    PEAK_SAMPLE,
    SILENT,
    STANDARD_NUMBER,
    STANDARD_PEAK,
    TOTAL,
    USED_BITS,
    ZEROS,
    KernelArguments,
    Rows,
    SegmentSpan,
)
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND, MINIMUM_CLIPPED_SAMPLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[np.int32]
    Integers = NDArray[np.int64]


@compiled
def _bounds(row: int, span: SegmentSpan) -> tuple[int, int]:
    """First sample of a row from the start of the granule, and its length."""
    start = row * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    end = (row + 1) * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    return start, min(end, span.samples) - start


@compiled(inline="always")
def _row_statistics(source: Integers, words: Words, x: Floats, place: tuple[int, int, int, int], rows: Rows) -> float:
    """Everything of a row but K-weighting and true peak; returns its sample peak.

    Place is the row among those of the segment, the channel, the first sample and the number of samples.
    """
    at, channel, start, count = place
    if source[KIND] == INTEGER:
        lowest, highest, used, zeros = word_statistics(words, count)
        full = (source[MASK] & 0x7FFFFFFF) / WORD_SCALE
    else:
        lowest, highest = extremes(x, count)
        used, zeros = words_of_floats(x, count)
        full = 1.0
    energy, total = sums(x, count)
    rows.floats[ENERGY, at, channel] = energy
    rows.floats[TOTAL, at, channel] = total
    rows.floats[MINIMUM, at, channel] = lowest
    rows.floats[MAXIMUM, at, channel] = highest
    rows.integers[ZEROS, at, channel] = zeros
    rows.integers[USED_BITS, at, channel] = used
    sample_peak: float = max(-lowest, highest)
    rows.integers[PEAK_SAMPLE, at, channel] = start + first_of_magnitude(x, count, sample_peak)
    pieces, runs = rows.pieces[CLIPPED, channel], rows.runs[CLIPPED, channel]
    if highest >= full or lowest <= -1.0:
        clipped_runs(x, (start, count), full, pieces, runs)
    else:
        close(pieces, runs, MINIMUM_CLIPPED_SAMPLES)
    zero_runs(x, (start, count), zeros, rows.pieces[SILENT, channel], rows.runs[SILENT, channel])
    return sample_peak


@compiled(inline="always")
def _true_peaks(place: tuple[int, int, int, int], sample_peak: float, job: KernelArguments) -> None:
    """True peak of a row, by the standard's table and by the finer filter; place as in `_row_statistics`."""
    at, channel, start, count = place
    floats, integers, running = job.rows.floats, job.rows.integers, job.running
    floor = job.interpolator.levels[FLOOR]
    known = (
        (floats[STANDARD_PEAK, at, channel], integers[STANDARD_NUMBER, at, channel]),
        (floats[FINE_PEAK, at, channel], integers[FINE_NUMBER, at, channel]),
    )
    limits = (min(floor, running[0, channel]), min(floor, running[1, channel]))
    standard, finer = true_peaks(job.x, (start, count, sample_peak), known, limits, job.interpolator)
    floats[STANDARD_PEAK, at, channel], integers[STANDARD_NUMBER, at, channel] = standard
    floats[FINE_PEAK, at, channel], integers[FINE_NUMBER, at, channel] = finer
    running[0, channel] = max(running[0, channel], standard[0])
    running[1, channel] = max(running[1, channel], finer[0])


@compiled
def _channel_row(row: int, channel: int, job: KernelArguments) -> int:
    """Read a row of a channel, fill its figures and leave its samples behind the first numerator in job.y.

    What the interpolator still puts out behind the end of the programme belongs to the last row.
    """
    start, count = _bounds(row, job.span)
    x = job.x[HISTORY:]
    at = job.span.first_row + row
    not_finite = 0
    sample_peak = 0.0
    copy(job.history[channel], job.x, HISTORY)
    if count > 0:
        not_finite = read_row(job.sources[channel], job.span.offset + start, count, job.words, x)
        numerator(job.x[HISTORY - 2 :], job.y[channel], count, job.numerator)
        if row >= 0:
            sample_peak = _row_statistics(job.sources[channel], job.words, x, (at, channel, start, count), job.rows)
        copy(job.x[count:], job.history[channel], HISTORY)
    else:
        at -= 1
        start, count = job.span.samples, job.interpolator.phases.shape[1] - 1
        for i in range(x.shape[0]):
            x[i] = 0.0
    if row >= 0:
        _true_peaks((at, channel, start, count), sample_peak, job)
        return not_finite
    return 0


@compiled(inline="always")
def _weighted_row(row: int, span: SegmentSpan, y: Floats, pairs: Integers, k_energy: Floats, products: Floats) -> None:
    """Energies of the blocks and products of the pairs, from K-weighted samples."""
    start, count = _bounds(row, span)
    at = span.first_row + row
    for part in range(BLOCKS_PER_ROW):
        block = row * BLOCKS_PER_ROW + part
        first = block * span.rate // BLOCKS_PER_SECOND - start
        length = min((block + 1) * span.rate // BLOCKS_PER_SECOND - start, count) - first
        if length > 0:
            for channel in range(k_energy.shape[1]):
                weighted = y[channel, first:]
                k_energy[at * BLOCKS_PER_ROW + part, channel] = product(weighted, weighted, length)
    for pair in range(pairs.shape[0]):
        products[at, pair] = product(y[pairs[pair, 0]], y[pairs[pair, 1]], count)


@compiled(inline="always")
def hear(job: KernelArguments) -> int:
    """Fill the rows of one granule. Returns how many of its samples were not finite."""
    not_finite = 0
    row = -job.span.preroll_rows
    while _bounds(row, job.span)[1] > 0:
        for channel in range(job.sources.shape[0]):
            not_finite += _channel_row(row, channel, job)
        k_weight(job.y, job.state, _bounds(row, job.span)[1], job.recursion)
        if row >= 0:
            _weighted_row(row, job.span, job.y, job.pairs, job.k_energy, job.products)
        row += 1
    if job.span.start + job.span.samples == job.span.total:
        for channel in range(job.sources.shape[0]):
            _channel_row(row, channel, job)
    return not_finite
