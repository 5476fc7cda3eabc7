"""Streams of samples: blocks of float64 (samples, channels), cut anywhere, full scale 1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Block = NDArray[np.float64]


def fitted(blocks: Iterable[Block], sample_count: int, channel_count: int) -> Iterator[Block]:
    """Bring a stream to an exact length: what is too much is cut off, what is missing is silence.

    Args:
        blocks: (samples, channels).
        sample_count: Samples per channel of the result.
        channel_count: Channels, for the silence.
    """
    left = sample_count
    for block in blocks:
        if left > 0 and len(block):
            yield block[:left]
            left -= min(left, len(block))
    yield from silence(left, channel_count)


def silence(sample_count: int, channel_count: int, block_samples: int = 1 << 16) -> Iterator[Block]:
    """Digital silence in blocks of bounded size."""
    for start in range(0, sample_count, block_samples):
        yield np.zeros((min(block_samples, sample_count - start), channel_count))


def skipped(blocks: Iterable[Block], sample_count: int) -> Iterator[Block]:
    """Leave out the first samples of a stream."""
    left = sample_count
    for block in blocks:
        if left < len(block):
            yield block[left:]
        left = max(0, left - len(block))


def recut(blocks: Iterable[Block], block_samples: int) -> Iterator[Block]:
    """The same samples in blocks of one size; the last one may be shorter."""
    held: list[Block] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= block_samples:
            joined = np.concatenate(held)
            whole = count - count % block_samples
            for start in range(0, whole, block_samples):
                yield joined[start : start + block_samples]
            held, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(held)
