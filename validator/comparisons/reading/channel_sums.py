"""Lanes: one or two sums of the channels of a programme, enough to compare it with another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.meters.fold_down import fold_down_matrix
from validator.progress import still

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.progress import Move

CENTRE_LABELS: Final = frozenset({"C", "M"})
LFE_LABELS: Final = frozenset({"LFE", "LFE2"})

_READ_SECONDS: Final = 5
_HALF_POWER: Final = 0.7071


def mono_lane(layout: Layout) -> NDArray[np.float64]:
    """One lane: the mono fold-down where there is one, else the sum of all channels but LFE; (1, channels)."""
    matrix = fold_down_matrix(layout)
    if matrix is not None:
        return np.array([matrix.mono])
    return np.array([[float(label not in LFE_LABELS) for label in layout.labels]])


def centre_and_sides(layout: Layout) -> NDArray[np.float64]:
    """Two lanes, the centre and the sum of all else but LFE; without a centre sum and difference of left and right.

    Speech mostly sits in the centre, so it is found best in a lane of its own; the other lane holds what sits
    elsewhere. One lane where there is only one channel.

    Returns:
        float64 (lanes, channels).
    """
    labels = layout.labels
    centre = np.array([float(label in CENTRE_LABELS) for label in labels])
    sides = np.array([float(label not in CENTRE_LABELS | LFE_LABELS) for label in labels])
    if centre.any():
        return np.stack([lane for lane in (centre, sides) if lane.any()])
    if len(labels) == 2:
        return np.array([[_HALF_POWER, _HALF_POWER], [_HALF_POWER, -_HALF_POWER]])
    return sides[np.newaxis]


def single_channels(layout: Layout, labels: tuple[str, ...]) -> NDArray[np.float64]:
    """One lane for each of some channels, (len(labels), channels)."""
    return np.array([[float(label == wanted) for label in layout.labels] for wanted in labels])


def read_lanes(
    programme: Programme, lanes: NDArray[np.float64], *, start_sample: int, counts: list[int], progress: Move = still
) -> Iterator[NDArray[np.float32]]:
    """Read consecutive stretches of a programme as lanes; what lies before its start or after its end is silence.

    Args:
        programme: What to read.
        lanes: float64 (lanes, channels).
        start_sample: First sample of the first stretch; may be negative.
        counts: Samples of each stretch.
        progress: Called with the samples of the programme that have been read so far.

    Yields:
        float32 (lanes, count).

    Raises:
        MediaError: The file cannot be read.
    """
    first = min(max(start_sample, 0), programme.sample_count)
    source = programme.blocks(
        start_sample=first,
        block_samples=_READ_SECONDS * programme.sample_rate_hz,
        sample_count=max(0, start_sample + sum(counts) - first),
    )
    kept = np.zeros((len(lanes), max(0, first - start_sample)), np.float32)
    for start, end in pairwise(np.cumsum([0, *counts]).tolist()):
        count = end - start
        while kept.shape[1] < count:
            block = next(source, None)
            if block is None:
                kept = np.pad(kept, ((0, 0), (0, count - kept.shape[1])))
                break
            kept = np.concatenate([kept, _summed(block, lanes)], axis=1)
        progress(max(0, start_sample + end))
        yield kept[:, :count]
        kept = kept[:, count:]


def _summed(block: NDArray[np.float64], lanes: NDArray[np.float64]) -> NDArray[np.float32]:
    """Lanes of a block, float32 (lanes, samples).

    Channel by channel: a matrix product would start threads of its own.
    """
    sums = np.zeros((len(lanes), len(block)), np.float32)
    for lane, channel in np.argwhere(lanes).tolist():
        sums[lane] += (lanes[lane, channel] * block[:, channel]).astype(np.float32)
    return sums


def read_stretch(
    programme: Programme, lanes: NDArray[np.float64], *, start_sample: int, count: int
) -> NDArray[np.float32]:
    """One stretch as lanes, float32 (lanes, count); see `read_lanes`."""
    if start_sample + count <= 0 or start_sample >= programme.sample_count:
        return np.zeros((len(lanes), count), np.float32)
    return next(read_lanes(programme, lanes, start_sample=start_sample, counts=[count]))
