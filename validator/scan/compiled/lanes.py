"""Lanes from the bytes of a programme: channels summed, low-passed and thinned out, freed of what is low.

The numpy way to the same is `validator.comparisons.lines.lane_filters`.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numba
import numpy as np

from validator.scan.compiled.compilation import FUSED, compiled, machine_code
from validator.scan.compiled.pointers import to_integers, to_singles
from validator.scan.compiled.vector_intrinsics import double_at, single_at, word_at
from validator.scan.kernel_arguments import ADDRESS, FLIP, FLOAT64, INTEGER, KIND, MASK, STRIDE
from validator.scan.lane_arguments import (
    CHUNK,
    FIRST_ADDRESS,
    LANE,
    NUMBER_COUNT,
    PHASE_TAPS,
    SOURCE_FIELDS,
    LaneArguments,
    LaneSpan,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Singles = NDArray[np.float32]
    Integers = NDArray[np.int64]

# Some editions of numba describe these to type checkers, and each in its own way.
_numba: Any = numba
types: Any = numba.types
carray: Any = _numba.carray

LARGEST_SOUND: Final = np.float32(2.0**31)
"""As `validator.audio.decode` has it: floats beyond are no sound, nor is what is not finite; both are read as 0."""

_A: Final = FIRST_ADDRESS


# Places are given as slices: from an index that may be negative the compiler makes no vectors.


@compiled
def _clear(target: Singles, count: int) -> None:
    """Silence."""
    for i in range(count):
        target[i] = np.float32(0.0)


@compiled
def _copy(samples: Singles, target: Singles, count: int) -> None:
    """Copy samples, one after the other: also to the front of where they lie."""
    for i in range(count):
        target[i] = samples[i]


@compiled
def _add_words(source: Integers, address: int, step: int, gain: np.float32, target: Singles, count: int) -> None:
    """Add integers of a channel. Products are rounded before they are added, so that what cancels leaves nothing."""
    mask = np.int32(source[MASK])
    flip = np.int32(source[FLIP])
    for i in range(count):
        target[i] += np.float32(np.int32(np.int32(word_at(address + i * step) & mask) ^ flip)) * gain


@compiled
def _add_floats(source: Integers, address: int, step: int, gain: np.float32, target: Singles, count: int) -> None:
    """Add floats of a channel; what is no sound is silence."""
    is_double = source[KIND] == FLOAT64
    for i in range(count):
        value = np.float32(double_at(address + i * step)) if is_double else single_at(address + i * step)
        target[i] += (value if abs(value) <= LARGEST_SOUND else np.float32(0.0)) * gain  # NaN compares false


@compiled(inline="always")
def _deal_out(job: LaneArguments, first: int, count: int) -> None:
    """Sum the channels of `count` samples of a lane, by phase; `first` is how many of the piece were before.

    Sample i of phase p is frame `factor i + p - behind` of the piece. Frames before its first one came with the piece
    before, and those behind its last one come with the next: a worked example, factor 3, behind 2, a piece of 6 frames

        phase 0    -    1    4
        phase 1    -    2    5
        phase 2    0    3    -
    """
    span = job.span
    for phase in range(span.factor):
        shift = phase - span.behind
        start = first
        if shift < 0 and first == 0:
            start = 1
        end: int = min(first + count, (span.frames - shift + span.factor - 1) // span.factor)
        place = PHASE_TAPS - first
        for lane in range(span.lanes):
            _clear(job.phases[lane, phase, place + start :], end - start)
        for number in range(span.sources):
            source = job.sources[number]
            target = job.phases[int(source[LANE]), phase, place + start :]
            address = source[ADDRESS] + (span.factor * start + shift) * source[STRIDE]
            step = span.factor * source[STRIDE]
            if source[KIND] == INTEGER:
                _add_words(source, address, step, job.gains[number], target, end - start)
            else:
                _add_floats(source, address, step, job.gains[number], target, end - start)


@compiled(fastmath=FUSED)
def _add_filtered(samples: Singles, taps: Singles, target: Singles, count: int) -> None:
    """Add what the low-pass makes of one phase."""
    t0, t1, t2, t3, t4, t5, t6, t7 = taps[0], taps[1], taps[2], taps[3], taps[4], taps[5], taps[6], taps[7]
    t8, t9, t10, t11, t12, t13, t14, t15 = (
        taps[8], taps[9], taps[10], taps[11], taps[12], taps[13], taps[14], taps[15],
    )  # fmt: skip
    for i in range(count):
        one = t0 * samples[i] + t1 * samples[i + 1] + t2 * samples[i + 2] + t3 * samples[i + 3]
        two = t4 * samples[i + 4] + t5 * samples[i + 5] + t6 * samples[i + 6] + t7 * samples[i + 7]
        three = t8 * samples[i + 8] + t9 * samples[i + 9] + t10 * samples[i + 10] + t11 * samples[i + 11]
        four = t12 * samples[i + 12] + t13 * samples[i + 13] + t14 * samples[i + 14] + t15 * samples[i + 15]
        target[i] += (one + two) + (three + four)


@compiled
def _add(samples: Singles, target: Singles, count: int) -> None:
    """Add samples to others."""
    for i in range(count):
        target[i] += samples[i]


@compiled
def _add_two(samples: Singles, others: Singles, target: Singles, count: int) -> None:
    """Sums of the samples of two."""
    for i in range(count):
        target[i] = samples[i] + others[i]


@compiled
def _sums_of(samples: Singles, low: int, one: Singles, other: Singles, target: Singles, count: int) -> None:
    """Sums of `low` samples from each on, put together of sums of 1, 2, 4 ...: the same for any cutting, of silence 0.

    A worked example, `low` 5, binary 101, for the first of samples a b c d e: a (1), then b + c + d + e (4).
    `one` and `other` take turns to hold the sums of twice as many, by name, as the compiler must see which is which.
    """
    _copy(samples, one, count + low - 1)
    _clear(target, count)
    offset = 0
    power = 1
    while power <= low:
        if low & power:
            _add(one[offset:], target, count)
            offset += power
        _add_two(one, one[power:], other, count + low - 2 * power)
        power *= 2
        if low & power:
            _add(other[offset:], target, count)
            offset += power
        _add_two(other, other[power:], one, count + low - 2 * power)
        power *= 2


@compiled
def _take_mean_out(samples: Singles, low: int, target: Singles, count: int) -> None:
    """Turn sums over `low` samples into samples less the mean."""
    share = np.float32(1.0) / np.float32(low)
    for i in range(count):
        target[i] = samples[i] - target[i] * share


@compiled
def lanes_of_piece(job: LaneArguments) -> int:
    """Work out the samples of the lanes that a piece makes whole; returns how many."""
    span = job.span
    whole = (span.behind + span.frames) // span.factor
    for first in range(0, whole + 1, CHUNK):
        count = min(CHUNK, whole + 1 - first)  # one more: samples behind the last whole one are kept for the next piece
        _deal_out(job, first, count)
        count = min(count, whole - first)
        for lane in range(span.lanes):
            thin = job.thin[lane]
            _clear(thin[span.low :], count)
            for phase in range(span.factor):
                _add_filtered(job.phases[lane, phase, 1:], job.taps[phase], thin[span.low :], count)
                _copy(job.phases[lane, phase, count:], job.phases[lane, phase], PHASE_TAPS + 1)
            made = job.made[lane, first:]
            _sums_of(thin[1:], span.low, job.sums[0], job.sums[1], made, count)
            _take_mean_out(thin[span.low // 2 :], span.low, made, count)
            _copy(thin[count:], thin, span.low)
    return whole


def _way_in(numbers: Any) -> int:
    """Put the job together again from the numbers `lane_numbers` made, and work it out."""
    n = carray(numbers, (NUMBER_COUNT,))
    span = LaneSpan(n[0], n[1], n[2], n[3], n[4], n[5], n[6])
    made: int = lanes_of_piece(
        LaneArguments(
            span,
            carray(to_integers(n[_A]), (span.sources, SOURCE_FIELDS)),
            carray(to_singles(n[_A + 1]), (span.sources,)),
            carray(to_singles(n[_A + 2]), (span.factor, PHASE_TAPS)),
            carray(to_singles(n[_A + 3]), (span.lanes, span.factor, PHASE_TAPS + CHUNK + 1)),
            carray(to_singles(n[_A + 4]), (span.lanes, span.low + CHUNK)),
            carray(to_singles(n[_A + 5]), (2, span.low + CHUNK)),
            carray(to_singles(n[_A + 6]), (span.lanes, span.room)),
        )
    )
    return made


def lanes_code(name: str, machine: Any) -> bytes:
    """Machine code of the loop over one piece; it takes the address of a job's numbers."""
    return machine_code(_way_in, (types.CPointer(types.int64),), name, machine)
