"""The way into the compiled loops: numbers and addresses become a job again."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import Any, Final

import numba

from validator.scan.compiled.compilation import compiled, machine_code
from validator.scan.compiled.granule import hear
from validator.scan.compiled.pointers import to_floats, to_integers, to_singles, to_words
from validator.scan.kernel_arguments import (
    ARRAY_COUNT,
    FIRST_ADDRESS,
    FIRST_COUNT,
    FLOAT_FIELDS,
    HISTORY,
    INTEGER_FIELDS,
    LANES,
    LEVELS,
    OVERHANG,
    PEAK_CHUNK,
    Counts,
    Interpolator,
    KernelArguments,
    Rows,
    SegmentSpan,
)

# Some editions of numba describe these to type checkers, and each in its own way.
_numba: Any = numba
types: Any = numba.types
carray: Any = _numba.carray


_A: Final = FIRST_ADDRESS


@compiled(inline="always")
def _counts(n: Any) -> Counts:
    i = FIRST_COUNT
    return Counts(n[i], n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7])


@compiled(inline="always")
def _interpolator(n: Any, counts: Counts) -> Interpolator:
    """Its arrays are the fourth to the ninth of the job."""
    phases = (counts.phases, counts.taps)
    return Interpolator(
        carray(to_floats(n[_A + 3]), phases),
        carray(to_singles(n[_A + 4]), phases),
        carray(to_singles(n[_A + 5]), (PEAK_CHUNK + OVERHANG,)),
        carray(to_singles(n[_A + 6]), (PEAK_CHUNK,)),
        carray(to_singles(n[_A + 7]), (PEAK_CHUNK,)),
        carray(to_floats(n[_A + 8]), (LEVELS,)),
    )


@compiled(inline="always")
def _rows(n: Any, counts: Counts) -> Rows:
    """Its arrays are the twelfth to the fifteenth of the job."""
    return Rows(
        carray(to_floats(n[_A + 11]), (FLOAT_FIELDS, counts.rows, counts.channels)),
        carray(to_integers(n[_A + 12]), (INTEGER_FIELDS, counts.rows, counts.channels)),
        carray(to_integers(n[_A + 13]), (2, counts.channels, counts.pieces, 2)),
        carray(to_integers(n[_A + 14]), (2, counts.channels, 5)),
    )


def _way_in(numbers: Any) -> int:
    """Put the job together again from the numbers `job_numbers` made, and hear the granule."""
    n = carray(numbers, (FIRST_ADDRESS + ARRAY_COUNT,))
    counts = _counts(n)
    groups = (counts.channels + LANES - 1) // LANES
    not_finite: int = hear(
        KernelArguments(
            SegmentSpan(n[0], n[1], n[2], n[3], n[4], n[5], n[6]),
            carray(to_integers(n[_A]), (counts.channels, 5)),
            carray(to_floats(n[_A + 1]), (3,)),
            carray(to_floats(n[_A + 2]), (4,)),
            _interpolator(n, counts),
            carray(to_floats(n[_A + 9]), (2, counts.channels)),
            carray(to_integers(n[_A + 10]), (counts.pairs, 2)),
            _rows(n, counts),
            carray(to_floats(n[_A + 15]), (counts.blocks, counts.channels)),
            carray(to_floats(n[_A + 16]), (counts.rows, counts.pairs)),
            carray(to_words(n[_A + 17]), (counts.row_samples,)),
            carray(to_floats(n[_A + 18]), (HISTORY + counts.row_samples + PEAK_CHUNK + OVERHANG,)),
            carray(to_floats(n[_A + 19]), (counts.channels, HISTORY)),
            carray(to_floats(n[_A + 20]), (groups, 4, LANES)),
            carray(to_floats(n[_A + 21]), (groups * LANES, counts.row_samples)),
        )
    )
    return not_finite


def granule_code(name: str, machine: Any) -> bytes:
    """Machine code of the loop over one granule; it takes the address of a job's numbers."""
    return machine_code(_way_in, (types.CPointer(types.int64),), name, machine)
