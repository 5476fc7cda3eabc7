"""One granule, row by row of 100 ms, which stay in the processor's second cache."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from validator.scan.compiled.compilation import compiled, kept
from validator.scan.compiled.peaks import HISTORY, Interpolator, true_peak
from validator.scan.compiled.runs import CLIPPED, SILENT, clipped_runs, close, zero_runs
from validator.scan.compiled.samples import (
    INTEGER,
    KIND,
    MASK,
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
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND, MINIMUM_CLIPPED_SAMPLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[np.int32]
    Integers = NDArray[np.int64]

# Fields of the rows.
ENERGY, TOTAL, MINIMUM, MAXIMUM, TRUE_PEAK = 0, 1, 2, 3, 4
ZEROS, USED_BITS, TRUE_PEAK_NUMBER, PEAK_SAMPLE = 0, 1, 2, 3


class Span(NamedTuple):
    """Where a granule lies: its first sample in the programme and in the planes, its first row among the segment's."""

    rate: int
    start: int
    offset: int
    samples: int
    preroll_rows: int
    first_row: int
    total: int


class Rows(NamedTuple):
    """Results: (5, rows, c), (4, rows, c); per kind and channel the pieces of runs and what is known of them."""

    floats: Floats
    integers: Integers
    pieces: Integers
    runs: Integers


class Job(NamedTuple):
    """All that is known of a granule.

    numerator: b0, b1, b2 of the shelf times the gain of the high-pass, whose own numerator is a second difference.
    recursion: a1, a2 of both sections.
    running: the largest true peak met so far in each channel, shared by all jobs.
    k_energy, products: results, (blocks, c) and (rows, pairs).
    words, x: a row of one channel as words, and as floats behind its history.
    history, state: what each channel carries from row to row; zeros at first.
    y: the K-weighted row, (channels, samples).
    """

    span: Span
    sources: Integers
    numerator: Floats
    recursion: Floats
    interpolator: Interpolator
    running: Floats
    pairs: Integers
    rows: Rows
    k_energy: Floats
    products: Floats
    words: Words
    x: Floats
    history: Floats
    state: Floats
    y: Floats


@compiled
def _bounds(row: int, span: Span) -> tuple[int, int]:
    """First sample of a row from the start of the granule, and its length."""
    start = row * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    end = (row + 1) * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    return start, min(end, span.samples) - start


@compiled
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


@compiled
def _channel_row(row: int, channel: int, job: Job) -> int:
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
        floats, integers = job.rows.floats, job.rows.integers
        best = (floats[TRUE_PEAK, at, channel], integers[TRUE_PEAK_NUMBER, at, channel])
        limit = min(job.interpolator.floor, job.running[channel])
        best = true_peak(job.x, (start, count), best, (limit, sample_peak), job.interpolator)
        floats[TRUE_PEAK, at, channel], integers[TRUE_PEAK_NUMBER, at, channel] = best
        job.running[channel] = max(job.running[channel], best[0])
        return not_finite
    return 0


@compiled
def _weighted_row(row: int, span: Span, y: Floats, pairs: Integers, k_energy: Floats, products: Floats) -> None:
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


@compiled
def _hear(job: Job) -> int:
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


def _way_in(edition: str) -> Any:
    """Make the one function that is called from Python.

    It takes plain tuples: numba, before it looks whether kept code is still good, looks for the classes that code was
    compiled for, and those of another edition may be gone.
    """

    def granule(span: Any, interpolator: Any, rows: Any, rest: Any) -> int:
        edition  # noqa: B018 - enclosed, so that kept code is known by it
        sources, numerator, recursion, running, pairs, k_energy, products, words, x, history, state, y = rest
        job = Job(
            Span(*span),
            sources,
            numerator,
            recursion,
            Interpolator(*interpolator),
            running,
            pairs,
            Rows(*rows),
            k_energy,
            products,
            words,
            x,
            history,
            state,
            y,
        )
        not_finite: int = _hear(job)
        return not_finite

    return granule


way_in: Final = kept(_way_in)


def hear_granule(job: Job) -> int:
    """Fill the rows of one granule. Returns how many of its samples were not finite."""
    span, interpolator, rows = job.span, job.interpolator, job.rows
    rest = tuple(part for part in job if part is not span and part is not interpolator and part is not rows)
    not_finite: int = way_in(tuple(span), tuple(interpolator), tuple(rows), rest)
    return not_finite
