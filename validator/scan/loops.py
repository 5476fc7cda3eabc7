"""The loops numba compiles. One function is called from Python: `granule`; it and all below it are one unit of code.

Time goes by rows of 100 ms, which stay in the processor's second cache. Python types are given for the reader; numba
finds its own, and finds the same ones for every format, rate and number of channels, so that it compiles once.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numba
import numpy as np

from validator.scan.kernel import LARGEST_MAGNITUDE
from validator.scan.lanes import LANES, double_at, larger, recurse_4, recurse_8, single_at, word_at
from validator.scan.rows import RUNS_KEPT_PER_GRANULE
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND, MINIMUM_CLIPPED_SAMPLES, MINIMUM_ZERO_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Words = NDArray[np.int32]
    Integers = NDArray[np.int64]

# Some editions of numba describe its decorator to type checkers, and each in its own way.
_compiled: Any = numba.njit

HISTORY: Final = 32
"""Samples kept from before a row: at least taps - 1 of every interpolator and the 4 of the K-weighting."""

PEAK_CHUNK: Final = 96
"""Outputs of the interpolator that are worked out, or spared, together."""

OVERHANG: Final = 32
"""Samples of room behind a row: a chunk's extremes are taken over `PEAK_CHUNK + OVERHANG` samples, four vectors."""

_WORD_SCALE: Final = 2.0**31
_FORGOTTEN: Final = 1e-90
_TAPS_AT_ONCE: Final = 12

# A 32-bit estimate of a true peak is off by at most 26 roundings of 2**-24 on products whose magnitudes add up to no
# more than 2.3 times the sample peak: 4e-6 of it. Near the ends of the range of 32-bit floats there is no such bound,
# and no estimate is made.
_ESTIMATE_SLACK: Final = 1e-5
_LOWEST_ESTIMATED: Final = 1e-30
_HIGHEST_ESTIMATED: Final = 1e30

# Fields of a source: where a channel's first sample lies in memory, and how to read it.
ADDRESS, STRIDE, MASK, FLIP, KIND = 0, 1, 2, 3, 4
INTEGER, FLOAT32, FLOAT64 = 0, 1, 2

# Fields of the rows.
ENERGY, TOTAL, MINIMUM, MAXIMUM, TRUE_PEAK = 0, 1, 2, 3, 4
ZEROS, USED_BITS, TRUE_PEAK_SAMPLE, PEAK_SAMPLE = 0, 1, 2, 3

# Kinds of run, and what is known of them.
CLIPPED, SILENT = 0, 1
OPEN_START, OPEN_LENGTH, PIECES, WITHIN, LEFT_OUT = 0, 1, 2, 3, 4

_FREE: Final = {"contract", "reassoc", "nnan", "ninf", "nsz", "arcp"}
_FUSED: Final = {"contract", "nnan", "ninf", "nsz", "arcp"}


class Span(NamedTuple):
    """Where a granule lies: its first sample in the programme and in the planes, its first row among the segment's."""

    rate: int
    start: int
    offset: int
    samples: int
    preroll_rows: int
    first_row: int
    total: int


class Filters(NamedTuple):
    """Constants: numerators b0, b1, b2 behind a second difference; a1, a2 of both sections; the interpolator."""

    numerator: Floats
    recursion: Floats
    phases: Floats
    phases32: Singles
    nearest: Integers
    bound: float
    floor: float


class Rows(NamedTuple):
    """Results: (blocks, c), (5, rows, c), (4, rows, c), (rows, pairs); per kind and channel the pieces of runs."""

    k_energy: Floats
    floats: Floats
    integers: Integers
    products: Floats
    pieces: Integers
    runs: Integers


class Work(NamedTuple):
    """Memory to work in: a row of samples behind its history; per channel the history and the K-weighted row."""

    words: Words
    x: Floats
    history: Floats
    y: Floats
    state: Floats
    singles: Singles
    estimate: Singles


class Job(NamedTuple):
    """All that is known of a granule. `running` is the largest true peak met so far per channel, shared by all jobs."""

    span: Span
    sources: Integers
    filters: Filters
    pairs: Integers
    rows: Rows
    work: Work
    running: Floats


@_compiled
def _read_words(source: Integers, address: int, words: Words, count: int) -> None:
    stride = source[STRIDE]
    mask = np.int32(source[MASK])
    flip = np.int32(source[FLIP])
    for i in range(count):
        words[i] = np.int32(np.int32(word_at(address + i * stride) & mask) ^ flip)


@_compiled(fastmath=_FREE)
def _scale_words(words: Words, x: Floats, count: int) -> None:
    for i in range(count):
        x[i] = words[i] * (1.0 / _WORD_SCALE)


@_compiled
def _read_floats(source: Integers, address: int, x: Floats, count: int) -> int:
    stride = source[STRIDE]
    is_double = source[KIND] == FLOAT64
    not_finite = 0
    for i in range(count):
        value = double_at(address + i * stride) if is_double else np.float64(single_at(address + i * stride))
        if not abs(value) <= LARGEST_MAGNITUDE:  # NaN compares false
            value = 0.0
            not_finite += 1
        x[i] = value
    return not_finite


@_compiled(fastmath=_FREE)
def _word_statistics(words: Words, count: int) -> tuple[float, float, np.int32, np.int32]:
    lowest = np.int32(0x7FFFFFFF)
    highest = np.int32(-0x80000000)
    used = np.int32(0)
    zeros = np.int32(0)
    for i in range(count):
        word = words[i]
        lowest = min(lowest, word)
        highest = max(highest, word)
        used = np.int32(used | word)
        zeros = np.int32(zeros + np.int32(word == 0))
    return lowest / _WORD_SCALE, highest / _WORD_SCALE, used, zeros


@_compiled(fastmath=_FREE)
def _extremes(x: Floats, count: int) -> tuple[float, float]:
    lowest = -x[0]
    highest = x[0]
    for i in range(count):
        lowest = larger(-x[i], lowest)
        highest = larger(x[i], highest)
    return -lowest, highest


@_compiled(fastmath=_FUSED)
def _words_of_floats(x: Floats, count: int) -> tuple[np.int32, np.int32]:
    used = np.int32(0)
    zeros = np.int32(0)
    for i in range(count):
        scaled = x[i] * _WORD_SCALE
        word = np.int32(-larger(-larger(scaled, -_WORD_SCALE), 1.0 - _WORD_SCALE))
        used = np.int32(used | word | np.int32(word != scaled))
        zeros = np.int32(zeros + np.int32(scaled == 0.0))
    return used, zeros


@_compiled(fastmath=_FREE)
def _sums(x: Floats, count: int) -> tuple[float, float]:
    energy = 0.0
    total = 0.0
    for i in range(count):
        energy += x[i] * x[i]
        total += x[i]
    return energy, total


@_compiled(fastmath=_FREE)
def _product(x: Floats, y: Floats, count: int) -> float:
    total = 0.0
    for i in range(count):
        total += x[i] * y[i]
    return total


@_compiled(fastmath=_FREE)
def _magnitude(x: Any, count: int) -> Any:
    largest = abs(x[0])
    for i in range(count):
        largest = larger(abs(x[i]), largest)
    return largest


@_compiled
def _first_of_magnitude(x: Floats, count: int, magnitude: float) -> int:
    first = 0
    while _magnitude(x[first:], min(PEAK_CHUNK, count - first)) != magnitude:
        first += PEAK_CHUNK
    while abs(x[first]) != magnitude:
        first += 1
    return first


@_compiled(fastmath=_FUSED)
def _numerators(x: Floats, y: Floats, count: int, numerator: Floats) -> None:
    """Both numerators; x[4 + i] is sample i.

    The second difference comes first: it keeps low notes from drowning in the rounding of large terms that cancel.
    """
    b0, b1, b2 = numerator[0], numerator[1], numerator[2]
    for i in range(count):
        d01 = x[i + 4] - x[i + 3]
        d12 = x[i + 3] - x[i + 2]
        d23 = x[i + 2] - x[i + 1]
        d34 = x[i + 1] - x[i]
        y[i] = b0 * (d01 - d12) + b1 * (d12 - d23) + b2 * (d23 - d34)


@_compiled(fastmath=_FUSED)
def _recurse_rest(y: Floats, state: Floats, span: tuple[int, int], a: Floats) -> None:
    """The last one to three samples of four channels; span is the first of them and the end."""
    for lane in range(LANES):
        for i in range(span[0], span[1]):
            p = (y[lane, i] - a[1] * state[1, lane]) - a[0] * state[0, lane]
            q = (p - a[3] * state[3, lane]) - a[2] * state[2, lane]
            state[1, lane] = state[0, lane]
            state[0, lane] = p
            state[3, lane] = state[2, lane]
            state[2, lane] = q
            y[lane, i] = q


@_compiled
def _k_weight(y: Floats, state: Floats, count: int, a: Floats) -> None:
    """Run the recursions over all channels in place. y is (channels, samples), state (channels / 4, 4, 4)."""
    distance = y.strides[0]
    whole = count - count % LANES
    groups = state.shape[0]
    for group in range(0, groups, 2):
        samples = y[group * LANES :].ctypes.data
        if group + 1 < groups:
            recurse_8(samples, distance, whole, a.ctypes.data, state[group:].ctypes.data)
        else:
            recurse_4(samples, distance, whole, a.ctypes.data, state[group:].ctypes.data)
    for group in range(groups):
        _recurse_rest(y[group * LANES :], state[group], (whole, count), a)
        for i in range(4):
            for lane in range(LANES):
                if abs(state[group, i, lane]) < _FORGOTTEN:
                    state[group, i, lane] = 0.0


@_compiled
def _to_singles(x: Floats, singles: Singles, count: int, scale: float) -> None:
    for i in range(count):
        singles[i] = np.float32(scale * x[i])


@_compiled(fastmath=_FUSED)
def _add_taps(x: Singles, h: Singles, y: Singles, count: int) -> None:
    h0, h1, h2, h3, h4, h5 = h[0], h[1], h[2], h[3], h[4], h[5]
    h6, h7, h8, h9, h10, h11 = h[6], h[7], h[8], h[9], h[10], h[11]
    for i in range(count):
        y[i] += (
            (h0 * x[i + 11] + h1 * x[i + 10] + h2 * x[i + 9] + h3 * x[i + 8])
            + (h4 * x[i + 7] + h5 * x[i + 6] + h6 * x[i + 5] + h7 * x[i + 4])
            + (h8 * x[i + 3] + h9 * x[i + 2] + h10 * x[i + 1] + h11 * x[i])
        )


@_compiled
def _strict(x: Floats, h: Floats, taps: int) -> float:
    """One output, products added one by one in the order of the coefficients: rounded alike everywhere."""
    y = 0.0
    for k in range(taps):
        y += h[k] * x[taps - 1 - k]
    return abs(y)


@_compiled
def _chunk_peak(
    x: Floats, count: int, best: tuple[float, int], limits: tuple[float, float, int], filters: Filters, work: Work
) -> tuple[float, int]:
    """The better of `best` and the largest output of a chunk, each with its number, counted over all phases.

    Limits are the value below which none matters, what the estimates may be off by, and the number of the first output.
    """
    limit, slack, first = limits
    value, number = best
    oversampling, taps = filters.phases.shape
    estimate = work.estimate
    _to_singles(x, work.singles, count + taps - 1, 1.0 if slack < np.inf else 0.0)
    for phase in range(oversampling):
        for i in range(count):
            estimate[i] = np.float32(0.0)
        for k in range(0, taps, _TAPS_AT_ONCE):
            _add_taps(work.singles[taps - _TAPS_AT_ONCE - k :], filters.phases32[phase, k:], estimate, count)
        if _magnitude(estimate, count) + slack < max(limit, value):
            continue
        for i in range(count):
            if abs(estimate[i]) + slack >= max(limit, value):
                y = _strict(x[i:], filters.phases[phase], taps)
                at = first + i * oversampling + phase
                if y > value or (y == value and at < number):
                    value = y
                    number = at
    return value, number


@_compiled
def _true_peak(
    span: tuple[int, int], magnitude: float, best: tuple[float, int], limit: float, filters: Filters, work: Work
) -> tuple[float, int]:
    """The better of `best` and the largest output of a row of `count` samples, of which `start` is the first."""
    start, count = span
    oversampling, taps = filters.phases.shape
    x = work.x[HISTORY - taps + 1 :]
    if filters.bound * max(magnitude, _magnitude(x, taps - 1)) < limit:
        return best
    for i in range(0, count, PEAK_CHUNK):
        peak = _magnitude(x[i:], PEAK_CHUNK + OVERHANG)
        if peak == 0.0 or filters.bound * peak < max(limit, best[0]):
            continue
        slack = _ESTIMATE_SLACK * peak if _LOWEST_ESTIMATED <= peak <= _HIGHEST_ESTIMATED else np.inf
        limits = (limit, slack, (start + i) * oversampling)
        best = _chunk_peak(x[i:], min(PEAK_CHUNK, count - i), best, limits, filters, work)
    return best


@_compiled
def _keep(pieces: Integers, runs: Integers, length: int) -> None:
    pieces[runs[PIECES], 0] = runs[OPEN_START]
    pieces[runs[PIECES], 1] = length
    runs[PIECES] += 1


@_compiled
def _extend(runs: Integers, start: int, length: int) -> None:
    if runs[OPEN_LENGTH] == 0:
        runs[OPEN_START] = start
    runs[OPEN_LENGTH] += length


@_compiled
def _close(pieces: Integers, runs: Integers, minimum: int) -> None:
    length = runs[OPEN_LENGTH]
    runs[OPEN_LENGTH] = 0
    if length == 0:
        return
    if runs[OPEN_START] == 0:
        _keep(pieces, runs, length)
    elif length >= minimum:
        if runs[WITHIN] < RUNS_KEPT_PER_GRANULE:
            runs[WITHIN] += 1
            _keep(pieces, runs, length)
        else:
            runs[LEFT_OUT] += 1


@_compiled
def _clipped_runs(x: Floats, span: tuple[int, int], full: float, pieces: Integers, runs: Integers) -> None:
    start, count = span
    for i in range(count):
        if x[i] >= full or x[i] <= -1.0:
            _extend(runs, start + i, 1)
        elif runs[OPEN_LENGTH] > 0:
            _close(pieces, runs, MINIMUM_CLIPPED_SAMPLES)


@_compiled
def _inner_zero_runs(x: Floats, span: tuple[int, int, int], pieces: Integers, runs: Integers) -> None:
    """Runs between the first and the last sample that are not zero; none that is long enough slips between probes."""
    start, first, last = span
    probe = first + MINIMUM_ZERO_SAMPLES
    while probe < last:
        if x[probe] == 0.0:
            begin = probe
            while x[begin - 1] == 0.0:
                begin -= 1
            while x[probe] == 0.0:
                probe += 1
            _extend(runs, start + begin, probe - begin)
            _close(pieces, runs, MINIMUM_ZERO_SAMPLES)
        probe += MINIMUM_ZERO_SAMPLES


@_compiled
def _zero_runs(x: Floats, span: tuple[int, int], zeros: int, pieces: Integers, runs: Integers) -> None:
    start, count = span
    if zeros == count:
        _extend(runs, start, count)
        return
    first = 0
    last = count
    if zeros > 0:
        while x[first] == 0.0:
            first += 1
        while x[last - 1] == 0.0:
            last -= 1
    if first > 0:
        _extend(runs, start, first)
    _close(pieces, runs, MINIMUM_ZERO_SAMPLES)
    if zeros - first - (count - last) >= MINIMUM_ZERO_SAMPLES:
        _inner_zero_runs(x, (start, first, last), pieces, runs)
    if last < count:
        _extend(runs, start + last, count - last)


@_compiled
def _read_row(source: Integers, frame: int, count: int, work: Work) -> int:
    """Samples behind their history in work.x, and as words in work.words unless they are floats."""
    x = work.x[HISTORY:]
    address = source[ADDRESS] + frame * source[STRIDE]
    if source[KIND] == INTEGER:
        _read_words(source, address, work.words, count)
        _scale_words(work.words, x, count)
        return 0
    not_finite: int = _read_floats(source, address, x, count)
    return not_finite


@_compiled
def _bounds(row: int, span: Span) -> tuple[int, int]:
    """First sample of a row from the start of the granule, and its length."""
    start = row * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    end = (row + 1) * BLOCKS_PER_ROW * span.rate // BLOCKS_PER_SECOND
    return start, min(end, span.samples) - start


@_compiled
def _row_statistics(row: int, channel: int, job: Job) -> float:
    """Everything of a row but K-weighting and true peak; returns the sample peak."""
    start, count = _bounds(row, job.span)
    at = job.span.first_row + row
    rows = job.rows
    x = job.work.x[HISTORY:]
    if job.sources[channel, KIND] == INTEGER:
        lowest, highest, used, zeros = _word_statistics(job.work.words, count)
        full = (job.sources[channel, MASK] & 0x7FFFFFFF) / _WORD_SCALE
    else:
        lowest, highest = _extremes(x, count)
        used, zeros = _words_of_floats(x, count)
        full = 1.0
    energy, total = _sums(x, count)
    magnitude: float = max(-lowest, highest)
    rows.floats[ENERGY, at, channel] = energy
    rows.floats[TOTAL, at, channel] = total
    rows.floats[MINIMUM, at, channel] = lowest
    rows.floats[MAXIMUM, at, channel] = highest
    rows.integers[ZEROS, at, channel] = zeros
    rows.integers[USED_BITS, at, channel] = used
    rows.integers[PEAK_SAMPLE, at, channel] = job.span.start + start + _first_of_magnitude(x, count, magnitude)
    pieces, runs = rows.pieces[CLIPPED, channel], rows.runs[CLIPPED, channel]
    if highest >= full or lowest <= -1.0:
        _clipped_runs(x, (start, count), full, pieces, runs)
    else:
        _close(pieces, runs, MINIMUM_CLIPPED_SAMPLES)
    _zero_runs(x, (start, count), zeros, rows.pieces[SILENT, channel], rows.runs[SILENT, channel])
    return magnitude


@_compiled
def _fill_true_peak(row: int, channel: int, span: tuple[int, int], magnitude: float, job: Job) -> None:
    """Raise the true peak of a row to what `span` (first sample, count) puts out."""
    at = job.span.first_row + row
    best = (job.rows.floats[TRUE_PEAK, at, channel], job.rows.integers[TRUE_PEAK_SAMPLE, at, channel])
    limit = min(job.filters.floor, job.running[channel])
    peak, number = _true_peak(span, magnitude, best, limit, job.filters, job.work)
    job.rows.floats[TRUE_PEAK, at, channel] = peak
    job.rows.integers[TRUE_PEAK_SAMPLE, at, channel] = number
    job.running[channel] = max(job.running[channel], peak)


@_compiled
def _channel_row(row: int, channel: int, job: Job) -> int:
    """Read a row of a channel, fill its figures and leave its samples behind both numerators in work.y."""
    start, count = _bounds(row, job.span)
    work = job.work
    work.x[:HISTORY] = work.history[channel]
    not_finite = _read_row(job.sources[channel], job.span.offset + start, count, work)
    _numerators(work.x[HISTORY - 4 :], work.y[channel], count, job.filters.numerator)
    if row >= 0:
        magnitude = _row_statistics(row, channel, job)
        _fill_true_peak(row, channel, (start, count), magnitude, job)
    work.history[channel] = work.x[count : count + HISTORY]
    return not_finite if row >= 0 else 0


@_compiled
def _weighted_row(row: int, job: Job) -> None:
    """Energies of the blocks and products of the pairs, from K-weighted samples."""
    start, count = _bounds(row, job.span)
    at = job.span.first_row + row
    y = job.work.y
    for part in range(BLOCKS_PER_ROW):
        block = row * BLOCKS_PER_ROW + part
        first = block * job.span.rate // BLOCKS_PER_SECOND - start
        length = min((block + 1) * job.span.rate // BLOCKS_PER_SECOND - start, count) - first
        if length > 0:
            for channel in range(job.rows.k_energy.shape[1]):
                energy = _product(y[channel, first:], y[channel, first:], length)
                job.rows.k_energy[at * BLOCKS_PER_ROW + part, channel] = energy
    for pair in range(job.pairs.shape[0]):
        job.rows.products[at, pair] = _product(y[job.pairs[pair, 0]], y[job.pairs[pair, 1]], count)


@_compiled
def _run_out(last: int, job: Job) -> None:
    """What the interpolator still puts out when the programme is over belongs to the last row."""
    tail = job.filters.phases.shape[1] - 1
    for channel in range(job.sources.shape[0]):
        job.work.x[:HISTORY] = job.work.history[channel]
        job.work.x[HISTORY:] = 0.0
        _fill_true_peak(last, channel, (job.span.samples, tail), 0.0, job)


@_compiled
def _settle(count: int, job: Job) -> None:
    """Turn numbers of outputs into samples of the programme, and end the runs that are still open."""
    filters, rows, span = job.filters, job.rows, job.span
    oversampling = filters.phases.shape[0]
    for channel in range(job.sources.shape[0]):
        for row in range(span.first_row, span.first_row + count):
            number = rows.integers[TRUE_PEAK_SAMPLE, row, channel]
            sample = span.start + number // oversampling - filters.nearest[number % oversampling]
            rows.integers[TRUE_PEAK_SAMPLE, row, channel] = min(max(sample, 0), span.total - 1)
        for kind in range(2):
            if rows.runs[kind, channel, OPEN_LENGTH] > 0:
                _keep(rows.pieces[kind, channel], rows.runs[kind, channel], rows.runs[kind, channel, OPEN_LENGTH])


@_compiled(nogil=True, cache=True)
def granule(job: Job) -> int:
    """Fill the rows of one granule, from rest. Returns how many of its samples were not finite."""
    job.work.history[:] = 0.0
    job.work.state[:] = 0.0
    not_finite = 0
    row = -job.span.preroll_rows
    while _bounds(row, job.span)[1] > 0:
        for channel in range(job.sources.shape[0]):
            not_finite += _channel_row(row, channel, job)
        _k_weight(job.work.y, job.work.state, _bounds(row, job.span)[1], job.filters.recursion)
        if row >= 0:
            _weighted_row(row, job)
        row += 1
    if job.span.start + job.span.samples == job.span.total:
        _run_out(row - 1, job)
    _settle(row, job)
    return not_finite
