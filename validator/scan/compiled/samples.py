"""From bytes to samples, and what can be said of them one by one."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from validator.scan.compiled.compilation import FREE, FUSED, compiled
from validator.scan.compiled.vector_intrinsics import double_at, larger, single_at, word_at
from validator.scan.kernel_arguments import ADDRESS, FLIP, FLOAT64, INTEGER, KIND, MASK, STRIDE
from validator.scan.table import LARGEST_MAGNITUDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[np.int32]
    Integers = NDArray[np.int64]

WORD_SCALE: Final = 2.0**31

_STEP: Final = 256


@compiled
def copy(source: Floats, target: Floats, count: int) -> None:
    """Copy samples."""
    for i in range(count):
        target[i] = source[i]


@compiled
def read_words(source: Integers, address: int, words: Words, count: int) -> None:
    """Integers of a channel as left-aligned 32-bit words."""
    stride = source[STRIDE]
    mask = np.int32(source[MASK])
    flip = np.int32(source[FLIP])
    for i in range(count):
        words[i] = np.int32(np.int32(word_at(address + i * stride) & mask) ^ flip)


@compiled(fastmath=FREE)
def scale_words(words: Words, x: Floats, count: int) -> None:
    """Words as floats, full scale 1.0."""
    for i in range(count):
        x[i] = words[i] * (1.0 / WORD_SCALE)


@compiled
def read_floats(source: Integers, address: int, x: Floats, count: int) -> int:
    """Floats of a channel; those that are not finite become 0.0, and their number is returned."""
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


@compiled(inline="always")
def read_row(source: Integers, frame: int, count: int, words: Words, x: Floats) -> int:
    """Samples as floats, and as words unless they are floats in the file; returns how many were not finite."""
    address = source[ADDRESS] + frame * source[STRIDE]
    if source[KIND] == INTEGER:
        read_words(source, address, words, count)
        scale_words(words, x, count)
        return 0
    not_finite: int = read_floats(source, address, x, count)
    return not_finite


@compiled(fastmath=FREE)
def word_statistics(words: Words, count: int) -> tuple[float, float, np.int32, np.int32]:
    """Lowest and highest value, full scale 1.0; all bits in use; how many zeros."""
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
    return lowest / WORD_SCALE, highest / WORD_SCALE, used, zeros


@compiled(fastmath=FREE)
def extremes(x: Floats, count: int) -> tuple[float, float]:
    """Lowest and highest sample."""
    lowest = -x[0]
    highest = x[0]
    for i in range(count):
        lowest = larger(-x[i], lowest)
        highest = larger(x[i], highest)
    return -lowest, highest


@compiled(fastmath=FUSED)
def words_of_floats(x: Floats, count: int) -> tuple[np.int32, np.int32]:
    """Bits in use when the samples are written as words, bit 0 where one is not a word exactly; how many zeros."""
    used = np.int32(0)
    zeros = np.int32(0)
    for i in range(count):
        scaled = x[i] * WORD_SCALE
        word = np.int32(-larger(-larger(scaled, -WORD_SCALE), 1.0 - WORD_SCALE))
        used = np.int32(used | word | np.int32(word != scaled))
        zeros = np.int32(zeros + np.int32(scaled == 0.0))
    return used, zeros


@compiled(fastmath=FREE)
def sums(x: Floats, count: int) -> tuple[float, float]:
    """Sum of the squares, and sum of the samples."""
    energy = 0.0
    total = 0.0
    for i in range(count):
        energy += x[i] * x[i]
        total += x[i]
    return energy, total


@compiled(fastmath=FREE)
def product(x: Floats, y: Floats, count: int) -> float:
    """Sum of the products of two signals."""
    total = 0.0
    for i in range(count):
        total += x[i] * y[i]
    return total


@compiled(fastmath=FREE)
def magnitude(x: Any, count: int) -> Any:
    """Largest absolute value."""
    largest = abs(x[0])
    for i in range(count):
        largest = larger(abs(x[i]), largest)
    return largest


@compiled
def first_of_magnitude(x: Floats, count: int, value: float) -> int:
    """First sample with this absolute value, which one of them must have."""
    first = 0
    while first + _STEP < count and magnitude(x[first:], _STEP) != value:
        first += _STEP
    while first + 1 < count and abs(x[first]) != value:
        first += 1
    return first
