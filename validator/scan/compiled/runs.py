"""Runs of clipped samples and of digital silence."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.scan.compiled.compilation import compiled
from validator.scan.kernel_arguments import LEFT_OUT, OPEN_LENGTH, OPEN_START, PIECES, WITHIN
from validator.scan.segment_rows import RUNS_KEPT_PER_GRANULE
from validator.scan.table import MINIMUM_CLIPPED_SAMPLES, MINIMUM_ZERO_SAMPLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@compiled
def keep(pieces: Integers, runs: Integers, length: int) -> None:
    """Add the open run to the pieces."""
    pieces[runs[PIECES], 0] = runs[OPEN_START]
    pieces[runs[PIECES], 1] = length
    runs[PIECES] += 1


@compiled
def extend(runs: Integers, start: int, length: int) -> None:
    """Lengthen the open run, or open one."""
    if runs[OPEN_LENGTH] == 0:
        runs[OPEN_START] = start
    runs[OPEN_LENGTH] += length


@compiled
def close(pieces: Integers, runs: Integers, minimum: int) -> None:
    """End the open run, if there is one; keep it if it is long enough or began with the granule."""
    length = runs[OPEN_LENGTH]
    runs[OPEN_LENGTH] = 0
    if length == 0:
        return
    if runs[OPEN_START] == 0:
        keep(pieces, runs, length)
    elif length >= minimum:
        if runs[WITHIN] < RUNS_KEPT_PER_GRANULE:
            runs[WITHIN] += 1
            keep(pieces, runs, length)
        else:
            runs[LEFT_OUT] += 1


@compiled
def clipped_runs(x: Floats, span: tuple[int, int], full: float, pieces: Integers, runs: Integers) -> None:
    """Runs at full scale among `span` (first sample, count)."""
    start, count = span
    for i in range(count):
        if x[i] >= full or x[i] <= -1.0:
            extend(runs, start + i, 1)
        elif runs[OPEN_LENGTH] > 0:
            close(pieces, runs, MINIMUM_CLIPPED_SAMPLES)


@compiled
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
            extend(runs, start + begin, probe - begin)
            close(pieces, runs, MINIMUM_ZERO_SAMPLES)
        probe += MINIMUM_ZERO_SAMPLES


@compiled(inline="always")
def zero_runs(x: Floats, span: tuple[int, int], zeros: int, pieces: Integers, runs: Integers) -> None:
    """Runs of silence among `span` (first sample, count), of which so many are zero."""
    start, count = span
    if zeros == count:
        extend(runs, start, count)
        return
    first = 0
    last = count
    if zeros > 0:
        while x[first] == 0.0:
            first += 1
        while x[last - 1] == 0.0:
            last -= 1
    if first > 0:
        extend(runs, start, first)
    close(pieces, runs, MINIMUM_ZERO_SAMPLES)
    if zeros - first - (count - last) >= MINIMUM_ZERO_SAMPLES:
        _inner_zero_runs(x, (start, first, last), pieces, runs)
    if last < count:
        extend(runs, start + last, count - last)
