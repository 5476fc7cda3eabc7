"""Where the scan cuts time: granules, at whose starts the filters begin anew, made of rows, made of blocks.

The recursive K-weighting would make every figure depend on everything before it, down to the last bit. It therefore
starts from rest before each granule, on a grid fixed to the programme, however the programme is handed out to workers.

A worked example, 25.03 s at 44.1 kHz, 1 103 823 samples:

    granule    samples                 run-in before it     rows       blocks
    0          0 to 441 000            none: the start      0 to 99    0 to 999
    1          441 000 to 882 000      423 360 to 441 000   100 to 199 1000 to 1999
    2          882 000 to 1 103 823    864 360 to 882 000   200 to 250 2000 to 2502

The run-in is read and filtered, and nothing of it is kept. Block 2502, the last, begins at sample 1 103 382 and is
whole; row 250 holds three blocks. At 11 025 Hz a block has 110.25 samples: block n begins at n * 11025 // 100, so that
blocks have 110 or 111 samples and granules still begin on whole ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRANULE_SECONDS: Final = 10
"""Length of a granule; a whole number of seconds begins on a whole sample, block and row at every sample rate."""

BLOCKS_PER_GRANULE: Final = GRANULE_SECONDS * BLOCKS_PER_SECOND
ROWS_PER_GRANULE: Final = BLOCKS_PER_GRANULE // BLOCKS_PER_ROW

PREROLL_BLOCKS: Final = 40
"""Run-in before a granule: after 0.4 s the slow pole of the K-weighting has forgotten its start (below 1e-40)."""

BANDS_HZ: Final = ((40.0, 160.0), (160.0, 500.0), (500.0, 2000.0), (2000.0, 6000.0), (6000.0, 14000.0))
"""Project's choice, measured: of these bands one at least is clearly in phase in 35 of 37 released recordings."""


def granule_samples(sample_rate_hz: int) -> int:
    """Samples per channel of a granule."""
    return GRANULE_SECONDS * sample_rate_hz


def granules_of(sample_count: int, sample_rate_hz: int) -> int:
    """Granules of a programme, the last one perhaps in part."""
    return -(-sample_count // granule_samples(sample_rate_hz))


def granule_seconds(sample_count: int, sample_rate_hz: int) -> NDArray[np.float64]:
    """How long each granule of a programme lasts, float64 (granules,)."""
    length = granule_samples(sample_rate_hz)
    starts = np.arange(granules_of(sample_count, sample_rate_hz)) * length
    return np.asarray(np.minimum(length, sample_count - starts) / sample_rate_hz, np.float64)


def preroll_samples(sample_rate_hz: int) -> int:
    """Samples per channel of the run-in before a granule."""
    return -(-PREROLL_BLOCKS * sample_rate_hz // BLOCKS_PER_SECOND)


def block_count(sample_count: int, sample_rate_hz: int) -> int:
    """Blocks that hold `sample_count` samples, the last one perhaps in part."""
    return -(-sample_count * BLOCKS_PER_SECOND // sample_rate_hz)


def row_count(sample_count: int, sample_rate_hz: int) -> int:
    """Rows that hold `sample_count` samples, the last one perhaps in part."""
    return -(-block_count(sample_count, sample_rate_hz) // BLOCKS_PER_ROW)


def block_starts(sample_count: int, sample_rate_hz: int) -> NDArray[np.int64]:
    """First sample of each block from the start of a granule, int64 (blocks,)."""
    blocks = np.arange(block_count(sample_count, sample_rate_hz), dtype=np.int64)
    starts: NDArray[np.int64] = blocks * sample_rate_hz // BLOCKS_PER_SECOND
    return starts
