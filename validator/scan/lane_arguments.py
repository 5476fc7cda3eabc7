"""What the compiled loops over lanes are handed: arrays they read and fill, as one list of numbers and addresses.

Nothing here imports numba; see `kernel_arguments`, which does the same for the loops of the scan. A lane is a sum of
channels at a whole fraction of the sample rate. It is worked out in pieces of `CHUNK` samples, from samples that are
dealt out by their phase. A worked example, a factor of 3 and 4 taps of each phase, a to l:

    phase 0   s0 s3 s6 s9  s12 ...  x a d g j
    phase 1   s1 s4 s7 s10 s13 ...  x b e h k
    phase 2   s2 s5 s8 s11 s14 ...  x c f i l     make the outputs a s0 + b s1 + ... + l s11, then a s3 + ... + l s14
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Singles = NDArray[np.float32]
    Integers = NDArray[np.int64]

CHUNK: Final = 512
"""Samples of a lane that are worked out together: those of one phase are 2 kB, and the bytes they are of 28 kB for
24 bits in 5.1 at 48 kHz, which stay in the processor's cache."""

PHASE_TAPS: Final = 16
"""Taps of the low-pass that fall on one phase."""

LANE: Final = 5
"""Behind the fields of a source (`kernel_arguments`): the lane it is added to."""

SOURCE_FIELDS: Final = 6


class LaneSpan(NamedTuple):
    """A piece of a programme, and the lengths of the arrays.

    frames: Samples per channel.
    behind: Samples since the last whole sample of a lane, 0 to factor - 1.
    sources: Channels of lanes; with none the piece is silent.
    lanes: Lanes.
    factor: Samples per sample of a lane.
    low: Samples of a lane whose mean is taken out.
    room: Samples of a lane that the piece may make.
    """

    frames: int
    behind: int
    sources: int
    lanes: int
    factor: int
    low: int
    room: int


class LaneArguments(NamedTuple):
    """All that is known of a piece.

    span: Where it lies.
    sources: (sources, 6), fields of a source: where the first sample of a channel lies, how to read it, its lane.
    gains: (sources,): what its words, left-aligned in 32 bits, or its floats are multiplied with.
    taps: (factor, 16): of each phase.
    phases: (lanes, factor, 16 + chunk): samples by phase, behind those that the low-pass reaches back to; zeros at
        first.
    thin: (lanes, low + chunk): samples of a lane, behind those that the mean reaches back to; zeros at first.
    sums: (2, low + chunk): memory for sums of samples of a lane.
    made: result, (lanes, room).
    """

    span: LaneSpan
    sources: Integers
    gains: Singles
    taps: Singles
    phases: Singles
    thin: Singles
    sums: Singles
    made: Singles


FIRST_ADDRESS: Final = len(LaneSpan._fields)
NUMBER_COUNT: Final = FIRST_ADDRESS + len(LaneArguments._fields) - 1


def lane_numbers(job: LaneArguments) -> Integers:
    """Span and the address of each array in the order of the fields, int64; good for as long as the arrays are.

    Raises:
        ValueError: An array is not contiguous: the compiled loops reckon places from its first address.
    """
    arrays = job[1:]
    if not all(array.flags.c_contiguous for array in arrays):
        raise ValueError("an array of the job is not contiguous")
    return np.array([*job.span, *(array.ctypes.data for array in arrays)], np.int64)
