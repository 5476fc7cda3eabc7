"""The loops numba compiles. One is called from Python: `_granule`; it and all it calls are one unit of code.

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


def _compiled(function: Any = None, **options: Any) -> Any:
    """Compile for other compiled functions alone: without a way in from Python, which costs more than most of these.

    Some editions of numba describe their decorator to type checkers, each in its own way; this one is untyped.
    """
    njit: Any = numba.njit
    jit = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)
    return jit if function is None else jit(function)


def _entry(function: Any) -> Any:
    """Compile with a way in from Python, without the interpreter's lock, and keep the code for the next process.

    Where there is nowhere to keep it (no folder that can be written), each process compiles for itself.
    """
    njit: Any = numba.njit
    try:
        return njit(nogil=True, cache=True)(function)
    except (RuntimeError, OSError):
        return njit(nogil=True)(function)


HISTORY: Final = 32
"""Samples kept from before a row: at least taps - 1 of every interpolator and the 2 of the K-weighting."""

PEAK_CHUNK: Final = 224
"""Outputs of the interpolator that are worked out, or spared, together."""

OVERHANG: Final = 32
"""Samples of room behind a row: a chunk's peak is taken over `PEAK_CHUNK + OVERHANG` samples, a whole number of vectors
that covers its outputs and the taps before them."""

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
ZEROS, USED_BITS, TRUE_PEAK_NUMBER, PEAK_SAMPLE = 0, 1, 2, 3

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


class Interpolator(NamedTuple):
    """The true-peak filter in both precisions, memory for a chunk of its input and output, and when to spare it."""

    phases: Floats
    phases32: Singles
    singles: Singles
    estimate: Singles
    bound: float
    floor: float


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


@_compiled
def _copy(source: Floats, target: Floats, count: int) -> None:
    for i in range(count):
        target[i] = source[i]


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
    while first + PEAK_CHUNK < count and _magnitude(x[first:], PEAK_CHUNK) != magnitude:
        first += PEAK_CHUNK
    while first + 1 < count and abs(x[first]) != magnitude:
        first += 1
    return first


@_compiled(fastmath=_FUSED)
def _numerator(x: Floats, y: Floats, count: int, b: Floats) -> None:
    """The numerator of the first section; x[2 + i] is sample i."""
    b0, b1, b2 = b[0], b[1], b[2]
    for i in range(count):
        y[i] = b0 * x[i + 2] + b1 * x[i + 1] + b2 * x[i]


@_compiled(fastmath=_FUSED)
def _recurse_rest(y: Floats, state: Floats, span: tuple[int, int], a: Floats) -> None:
    """The last one to three samples of four channels; span is the first of them and the end."""
    for lane in range(LANES):
        for i in range(span[0], span[1]):
            p = (y[lane, i] - a[1] * state[1, lane]) - a[0] * state[0, lane]
            bend = (p - state[0, lane]) - (state[0, lane] - state[1, lane])
            q = (bend - a[3] * state[3, lane]) - a[2] * state[2, lane]
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
    x: Floats, count: int, best: tuple[float, int], limits: tuple[float, float, int], interpolator: Interpolator
) -> tuple[float, int]:
    """The better of `best` and the largest output of a chunk, each with its number, counted over all phases.

    Limits are the value below which none matters, what the estimates may be off by, and the number of the first output.
    """
    limit, slack, first = limits
    value, number = best
    oversampling, taps = interpolator.phases.shape
    singles, estimate = interpolator.singles, interpolator.estimate
    _to_singles(x, singles, count + taps - 1, 1.0 if slack < np.inf else 0.0)
    for phase in range(oversampling):
        for i in range(count):
            estimate[i] = np.float32(0.0)
        for k in range(0, taps, _TAPS_AT_ONCE):
            _add_taps(singles[taps - _TAPS_AT_ONCE - k :], interpolator.phases32[phase, k:], estimate, count)
        if _magnitude(estimate, count) + slack < max(limit, value):
            continue
        for i in range(count):
            if abs(estimate[i]) + slack >= max(limit, value):
                y = _strict(x[i:], interpolator.phases[phase], taps)
                at = first + i * oversampling + phase
                if y > value or (y == value and at < number):
                    value = y
                    number = at
    return value, number


@_compiled
def _true_peak(
    x: Floats, span: tuple[int, int], best: tuple[float, int], limits: tuple[float, float], interpolator: Interpolator
) -> tuple[float, int]:
    """The better of `best` and the largest output of `span` (first sample, count); x begins with the row's history.

    Limits are the value below which none matters, and the row's sample peak.
    """
    start, count = span
    limit, magnitude = limits
    oversampling, taps = interpolator.phases.shape
    x = x[HISTORY - taps + 1 :]
    if interpolator.bound * max(magnitude, _magnitude(x, taps - 1)) < limit:
        return best
    for i in range(0, count, PEAK_CHUNK):
        peak = _magnitude(x[i:], PEAK_CHUNK + OVERHANG)
        if peak == 0.0 or interpolator.bound * peak < max(limit, best[0]):
            continue
        slack = _ESTIMATE_SLACK * peak if _LOWEST_ESTIMATED <= peak <= _HIGHEST_ESTIMATED else np.inf
        first = (start + i) * oversampling
        best = _chunk_peak(x[i:], min(PEAK_CHUNK, count - i), best, (limit, slack, first), interpolator)
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
def _read_row(source: Integers, frame: int, count: int, words: Words, x: Floats) -> int:
    """Samples as floats, and as words unless they are floats in the file; returns how many were not finite."""
    address = source[ADDRESS] + frame * source[STRIDE]
    if source[KIND] == INTEGER:
        _read_words(source, address, words, count)
        _scale_words(words, x, count)
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
def _row_statistics(source: Integers, words: Words, x: Floats, place: tuple[int, int, int, int], rows: Rows) -> float:
    """Everything of a row but K-weighting and true peak; returns its sample peak.

    Place is the row among those of the segment, the channel, the first sample and the number of samples.
    """
    at, channel, start, count = place
    if source[KIND] == INTEGER:
        lowest, highest, used, zeros = _word_statistics(words, count)
        full = (source[MASK] & 0x7FFFFFFF) / _WORD_SCALE
    else:
        lowest, highest = _extremes(x, count)
        used, zeros = _words_of_floats(x, count)
        full = 1.0
    energy, total = _sums(x, count)
    rows.floats[ENERGY, at, channel] = energy
    rows.floats[TOTAL, at, channel] = total
    rows.floats[MINIMUM, at, channel] = lowest
    rows.floats[MAXIMUM, at, channel] = highest
    rows.integers[ZEROS, at, channel] = zeros
    rows.integers[USED_BITS, at, channel] = used
    magnitude: float = max(-lowest, highest)
    rows.integers[PEAK_SAMPLE, at, channel] = start + _first_of_magnitude(x, count, magnitude)
    pieces, runs = rows.pieces[CLIPPED, channel], rows.runs[CLIPPED, channel]
    if highest >= full or lowest <= -1.0:
        _clipped_runs(x, (start, count), full, pieces, runs)
    else:
        _close(pieces, runs, MINIMUM_CLIPPED_SAMPLES)
    _zero_runs(x, (start, count), zeros, rows.pieces[SILENT, channel], rows.runs[SILENT, channel])
    return magnitude


@_compiled
def _channel_row(row: int, channel: int, job: Job) -> int:
    """Read a row of a channel, fill its figures and leave its samples behind the first numerator in job.y.

    What the interpolator still puts out behind the end of the programme belongs to the last row.
    """
    start, count = _bounds(row, job.span)
    x = job.x[HISTORY:]
    at = job.span.first_row + row
    not_finite = 0
    magnitude = 0.0
    _copy(job.history[channel], job.x, HISTORY)
    if count > 0:
        not_finite = _read_row(job.sources[channel], job.span.offset + start, count, job.words, x)
        _numerator(job.x[HISTORY - 2 :], job.y[channel], count, job.numerator)
        if row >= 0:
            magnitude = _row_statistics(job.sources[channel], job.words, x, (at, channel, start, count), job.rows)
        _copy(job.x[count:], job.history[channel], HISTORY)
    else:
        at -= 1
        start, count = job.span.samples, job.interpolator.phases.shape[1] - 1
        for i in range(x.shape[0]):
            x[i] = 0.0
    if row >= 0:
        floats, integers = job.rows.floats, job.rows.integers
        best = (floats[TRUE_PEAK, at, channel], integers[TRUE_PEAK_NUMBER, at, channel])
        limit = min(job.interpolator.floor, job.running[channel])
        best = _true_peak(job.x, (start, count), best, (limit, magnitude), job.interpolator)
        floats[TRUE_PEAK, at, channel], integers[TRUE_PEAK_NUMBER, at, channel] = best
        job.running[channel] = max(job.running[channel], best[0])
        return not_finite
    return 0


@_compiled
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
                k_energy[at * BLOCKS_PER_ROW + part, channel] = _product(weighted, weighted, length)
    for pair in range(pairs.shape[0]):
        products[at, pair] = _product(y[pairs[pair, 0]], y[pairs[pair, 1]], count)


@_compiled
def _hear(job: Job) -> int:
    """Fill the rows of one granule. Returns how many of its samples were not finite."""
    not_finite = 0
    row = -job.span.preroll_rows
    while _bounds(row, job.span)[1] > 0:
        for channel in range(job.sources.shape[0]):
            not_finite += _channel_row(row, channel, job)
        _k_weight(job.y, job.state, _bounds(row, job.span)[1], job.recursion)
        if row >= 0:
            _weighted_row(row, job.span, job.y, job.pairs, job.k_energy, job.products)
        row += 1
    if job.span.start + job.span.samples == job.span.total:
        for channel in range(job.sources.shape[0]):
            _channel_row(row, channel, job)
    return not_finite


@_entry
def _granule(span: Any, interpolator: Any, rows: Any, rest: Any) -> int:
    """The way in, by plain tuples: code that is kept names the types it was compiled for, and must not name ours.

    The classes of another edition of this module would be looked for before its date is looked at.
    """
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


def hear_granule(job: Job) -> int:
    """Fill the rows of one granule. Returns how many of its samples were not finite."""
    span, interpolator, rows = job.span, job.interpolator, job.rows
    rest = tuple(part for part in job if part is not span and part is not interpolator and part is not rows)
    not_finite: int = _granule(tuple(span), tuple(interpolator), tuple(rows), rest)
    return not_finite
