"""What the compiled loops are handed: arrays they read and fill, as one list of numbers and addresses.

Nothing here imports numba. Both sides of the way in are written against this module: `job_numbers` makes the list in
the order in which `compiled.granule` takes it apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from validator.audio.segment import PAD_BYTES
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.audio.segment import Plane

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Words = NDArray[np.int32]
    Integers = NDArray[np.int64]

LANES: Final = 4
"""Channels in one vector: as wide as 256-bit registers; narrower machines split it, wider ones take it as it is."""

HISTORY: Final = 32
"""Samples kept from before a row: at least taps - 1 of every interpolator and the 2 of the K-weighting."""

PEAK_CHUNK: Final = 224
"""Outputs of the interpolator that are worked out, or spared, together."""

OVERHANG: Final = 32
"""Samples of room behind a row: a chunk's peak is taken over `PEAK_CHUNK + OVERHANG` samples, a whole number of vectors
that covers its outputs and the taps before them."""

# Fields of a source: where a channel's first sample lies in memory, and how to read it.
ADDRESS, STRIDE, MASK, FLIP, KIND = 0, 1, 2, 3, 4
INTEGER, FLOAT32, FLOAT64 = 0, 1, 2

# Fields of the rows.
ENERGY, TOTAL, MINIMUM, MAXIMUM, STANDARD_PEAK, FINE_PEAK = 0, 1, 2, 3, 4, 5
FLOAT_FIELDS: Final = 6
ZEROS, USED_BITS, STANDARD_NUMBER, FINE_NUMBER, PEAK_SAMPLE = 0, 1, 2, 3, 4
INTEGER_FIELDS: Final = 5

# Kinds of run, and what is known of them.
CLIPPED, SILENT = 0, 1
OPEN_START, OPEN_LENGTH, PIECES, WITHIN, LEFT_OUT = 0, 1, 2, 3, 4

# Levels of the interpolators; the bound of the finer one comes behind that of the standard's table.
FLOOR, STANDARD_BOUND, COARSE_REST, GRID_REST = 0, 1, 3, 4
LEVELS: Final = 5


_KINDS: Final = {SampleFormat.F32: FLOAT32, SampleFormat.F64: FLOAT64}


def source_of(plane: Plane, channel: int, first: int = 0) -> tuple[int, int, int, int, int]:
    """The fields of a source for a channel of a plane, from its sample `first` on, pre-roll counted.

    An integer is read as the four bytes that end with it, so its address lies before it where it is shorter.
    """
    width = plane.sample_format.bytes_per_sample
    stride = width * plane.channel_count
    kind = _KINDS.get(plane.sample_format, INTEGER)
    address = plane.data.ctypes.data + PAD_BYTES + first * stride + channel * width
    if kind == INTEGER:
        address += width - 4
    mask = -1 << 8 * max(0, 4 - width)
    flip = -(2**31) if plane.sample_format is SampleFormat.U8 else 0
    return address, stride, mask, flip, kind


class SegmentSpan(NamedTuple):
    """Where a granule lies: its first sample in the programme and in the planes, its first row among the segment's."""

    rate: int
    start: int
    offset: int
    samples: int
    preroll_rows: int
    first_row: int
    total: int


class Counts(NamedTuple):
    """Lengths of the arrays of a job; how long those are that are not named here is the same in every job."""

    channels: int
    rows: int
    blocks: int
    pairs: int
    row_samples: int
    phases: int
    taps: int
    pieces: int


class Interpolator(NamedTuple):
    """Both true-peak filters in both precisions, memory for a chunk of input and output, and when to spare them.

    phases, phases32: (phases, taps), as in `filters.TruePeakFilters`.
    singles: a chunk of input; estimate: of output; grid: per output the largest of its neighbourhood on the grid.
    levels: the value from which every row's true peak is wanted; for each filter the largest sum of its coefficients'
        magnitudes; and what is left of the finer one besides its grid.
    """

    phases: Floats
    phases32: Singles
    singles: Singles
    estimate: Singles
    grid: Singles
    levels: Floats


class Rows(NamedTuple):
    """Results: (6, rows, c), (5, rows, c); per kind and channel the pieces of runs and what is known of them."""

    floats: Floats
    integers: Integers
    pieces: Integers
    runs: Integers


class KernelArguments(NamedTuple):
    """All that is known of a granule.

    sources: (c, 5), fields of a source for each channel.
    numerator: b0, b1, b2 of the shelf times the gain of the high-pass, whose own numerator is a second difference.
    recursion: a1, a2 of both sections.
    interpolator: The true-peak filters.
    running: (2, c): the largest true peak met so far in each channel, by the standard's table and by the finer filter;
        shared by all jobs.
    pairs: (p, 2), channels whose products are summed.
    rows: results.
    k_energy, products: results, (blocks, c) and (rows, pairs).
    words, x: a row of one channel as words, and as floats behind its history and before its overhang.
    history, state: what each channel carries from row to row; zeros at first.
    y: the K-weighted row, (channels rounded up to whole vectors, samples).
    """

    span: SegmentSpan
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


FIRST_COUNT: Final = len(SegmentSpan._fields)
FIRST_ADDRESS: Final = FIRST_COUNT + len(Counts._fields)
ARRAY_COUNT: Final = len(KernelArguments._fields) - 3 + len(Interpolator._fields) + len(Rows._fields)
"""Arrays of a job: all its fields but the three that are tuples, and the arrays in two of these."""


def job_numbers(job: KernelArguments) -> Integers:
    """Span, counts and the address of each array in the order of the fields, int64.

    The numbers are good for as long as the arrays are.
    """
    _, rows, channels = job.rows.floats.shape
    phases, taps = job.interpolator.phases.shape
    counts = Counts(
        channels=channels,
        rows=rows,
        blocks=job.k_energy.shape[0],
        pairs=job.pairs.shape[0],
        row_samples=job.y.shape[1],
        phases=phases,
        taps=taps,
        pieces=job.rows.pieces.shape[2],
    )
    addresses = [array.ctypes.data for array in _arrays(job)]
    return np.array([*job.span, *counts, *addresses], np.int64)


def _arrays(job: KernelArguments) -> list[NDArray[np.generic]]:
    """All arrays of a job in the order of the fields.

    Raises:
        ValueError: One is not contiguous: the compiled loops reckon places from its first address.
    """
    arrays: list[NDArray[np.generic]] = []
    for part in job:
        if isinstance(part, (Interpolator, Rows)):
            arrays.extend(part)
        elif isinstance(part, np.ndarray):
            arrays.append(part)
    if not all(array.flags.c_contiguous for array in arrays):
        raise ValueError("an array of the job is not contiguous")
    return arrays
