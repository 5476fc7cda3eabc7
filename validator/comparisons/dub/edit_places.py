"""Where between two pieces of a dub an edit lies, on the waveform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.dub.anchors import WaveformPair

BLOCK_SECONDS: Final = 0.005
PRE_EMPHASIS: Final = 0.97
DOUBT: Final = 1.5
"""Places whose sum of clear correlations is within that of the best are not told from it; measured: the true place lay
inside in 99 of 100 edits."""

LEAST_LIKENESS: Final = 0.35
"""Correlation of a block from which it says where it lies. Where a voice covers the bed both lags come to a tenth by
chance, and the sum of a second of such blocks wanders by more than the doubt: there nothing tells one place from
another, and all of it is the answer."""

LONGEST_SECONDS: Final = 60.0
"""A wider gap between two pieces is not searched: its edges are the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlace:
    """Where the earlier piece ends, in samples of the original's clock (slope * dub sample).

    Attributes:
        at: The likeliest place.
        earliest, latest: The places that are nearly as likely.
    """

    at: float
    earliest: float
    latest: float


def edit_place(pair: WaveformPair, slope: float, *, first: float, last: float, lags: tuple[float, float]) -> EditPlace:
    """Find where one lag ends and the next begins.

    Up to the place the dub is like the original at the first lag; from the place on, or behind what was put in, it is
    like the original at the second.

    Args:
        pair: What is read.
        slope: Of the dub against the original.
        first: Where to look from, slope * dub sample: there the first lag holds.
        last: Until where: there the second lag holds.
        lags: Before and after.
    """
    first, last = first - BLOCK_SECONDS * pair.rate, last + BLOCK_SECONDS * pair.rate
    if last - first > LONGEST_SECONDS * pair.rate:
        return EditPlace(at=(first + last) / 2, earliest=first, latest=last)
    size = max(1, round(BLOCK_SECONDS * pair.rate))
    blocks = max(2, int((last - first) // size))
    count = blocks * size
    inserted = max(0.0, lags[0] - lags[1])
    begin = round(first / slope) * slope
    heard = _emphasised(pair.dub_piece(Line(slope=slope, lag=0.0), begin, count + 1))
    alike = [_likeness(heard, _emphasised(pair.original_piece(round(begin + lag), count + 1)), size) for lag in lags]
    skip = np.minimum(np.arange(blocks + 1) + round(inserted / size), blocks)
    # An insert that reaches beyond what was read leaves no place behind it.
    possible = np.arange(blocks + 1) + inserted / size <= blocks + 1
    clear = _by_place([np.where(lanes >= LEAST_LIKENESS, lanes, 0.0).sum(axis=0) for lanes in alike], skip)
    clear = np.where(possible, clear, -np.inf)
    near = np.flatnonzero(clear >= clear.max() - DOUBT)
    whole = _by_place([lanes.sum(axis=0) for lanes in alike], skip)
    likeliest = near[whole[near].argmax()]
    return EditPlace(
        at=begin + float(likeliest) * size,
        earliest=begin + float(near[0] - 1) * size,
        latest=begin + float(near[-1] + 1) * size,
    )


def _by_place(alike: Sequence[NDArray[np.float64]], skip: NDArray[np.int64]) -> NDArray[np.float64]:
    """Likeness before each place at the first lag plus that behind what was put in at the second: (blocks + 1,)."""
    before, after = (np.concatenate([[0.0], np.cumsum(values)]) for values in alike)
    return np.asarray(before + after[-1] - after[skip], np.float64)


def _emphasised(piece: NDArray[np.float32]) -> NDArray[np.float32]:
    """First differences, all but: lows would decide alone. float32 (lanes, samples - 1)."""
    return piece[:, 1:] - np.float32(PRE_EMPHASIS) * piece[:, :-1]


def _likeness(first: NDArray[np.float32], second: NDArray[np.float32], size: int) -> NDArray[np.float64]:
    """Normalised correlation of blocks, float64 (lanes, blocks)."""
    shape = (len(first), -1, size)
    x, y = first.reshape(shape).astype(np.float64), second.reshape(shape).astype(np.float64)
    products = np.sum(x * y, axis=2)
    norms = np.sqrt(np.sum(x * x, axis=2) * np.sum(y * y, axis=2))
    alike: NDArray[np.float64] = products / np.maximum(norms, 1e-12)
    return alike
