"""What a comparison reads: programmes that give any stretch as numbers, and the sums of channels it listens to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np

from validator.comparisons.reading.channel_sums import CENTRE_LABELS, LFE_LABELS
from validator.meters.fold_down import fold_down_matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout


class ReadableProgramme(Protocol):
    """What a comparison asks of a programme; `validator.audio.programme.Programme` is one."""

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""

    @property
    def sample_count(self) -> int:
        """Samples per channel."""

    @property
    def channel_count(self) -> int:
        """Channels."""

    @property
    def layout(self) -> Layout | None:
        """What the channels are; None where nothing says so."""

    def blocks(
        self, *, block_samples: int = ..., start_sample: int = ..., sample_count: int | None = ...
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch, block by block: float64 (samples, channels)."""


@runtime_checkable
class SummingProgramme(Protocol):
    """A programme that sums channels while it reads them; `validator.audio.programme.FileProgramme` is one."""

    def sums(
        self,
        gains: NDArray[np.float64],
        *,
        block_samples: int = ...,
        start_sample: int = ...,
        sample_count: int | None = ...,
    ) -> Iterator[NDArray[np.float32]]:
        """Read sums of channels of a stretch, block by block: float32 (sums, samples)."""


class Lane(StrEnum):
    """A sum of channels in which a dub and its original hold the same sound.

    `REST` is all channels but centre and LFE: no lines, only their room. `SIDE` is the difference of the stereo
    fold-down, in which the centre cancels. `MONO` is everything, lines included.
    """

    REST = "rest"
    SIDE = "side"
    MONO = "mono"


_UNKNOWN_STEREO: Final = 2
_CACHED_SAMPLES: Final = 8192
_READ_SAMPLES: Final = 1 << 16
"""Larger blocks are new memory from the system each time (measured: twice the time)."""


def lane_gains(programme: ReadableProgramme, lane: Lane) -> NDArray[np.float64] | None:
    """Gain of each channel in a lane, float64 (channels,); None where the layout has no such lane.

    A 2.0 has no rest (it would be its mono); a mono programme has only `MONO`. Where nothing says what the channels
    are, they are summed, and two channels are read as left and right.
    """
    count = programme.channel_count
    labels = programme.layout.labels if programme.layout is not None else ("",) * count
    matrix = fold_down_matrix(programme.layout) if programme.layout is not None else None
    match lane:
        case Lane.MONO:
            if matrix is not None:
                return np.array(matrix.mono, np.float64)
            return np.array([float(label not in LFE_LABELS) for label in labels])
        case Lane.SIDE:
            if matrix is not None:
                return np.subtract(matrix.left, matrix.right, dtype=np.float64)
            return np.array([1.0, -1.0]) if programme.layout is None and count == _UNKNOWN_STEREO else None
        case Lane.REST:
            kept = [float(label not in CENTRE_LABELS | LFE_LABELS) for label in labels]
            has_centre = any(label in CENTRE_LABELS for label in labels)
            return np.array(kept) if has_centre and any(kept) else None


def feature_lanes(*programmes: ReadableProgramme) -> tuple[Lane, ...]:
    """The lanes in which some programmes can be compared as a whole.

    `REST` alone where all have it: it holds everything that languages share, mono or not. Else `SIDE` and `MONO`, or
    `MONO` alone.
    """
    shared = [lane for lane in Lane if all(lane_gains(programme, lane) is not None for programme in programmes)]
    return (Lane.REST,) if Lane.REST in shared else tuple(shared)


def summed(block: NDArray[np.float64], gains: NDArray[np.float64]) -> NDArray[np.float32]:
    """Lanes of a block.

    Channel by channel, for a matrix product would start threads of its own; and in pieces that stay in the processor's
    cache, for every channel is a walk through all samples (measured: 2.6 times as fast), made single and channel by
    channel at once.

    Args:
        block: float64 (samples, channels).
        gains: float64 (lanes, channels).

    Returns:
        float32 (lanes, samples).
    """
    lanes = np.zeros((len(gains), len(block)), np.float32)
    used = [(lane, channel, np.float32(gains[lane, channel])) for lane, channel in np.argwhere(gains).tolist()]
    for start in range(0, len(block), _CACHED_SAMPLES):
        piece = block[start : start + _CACHED_SAMPLES].T.astype(np.float32, order="C")
        sums = lanes[:, start : start + _CACHED_SAMPLES]
        for lane, channel, gain in used:
            sums[lane] += gain * piece[channel]
    return lanes


def summed_blocks(
    programme: ReadableProgramme,
    gains: NDArray[np.float64],
    *,
    block_samples: int = _READ_SAMPLES,
    start_sample: int = 0,
    sample_count: int | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Read a stretch as lanes, block by block.

    Args:
        programme: What is read.
        gains: float64 (lanes, channels).
        block_samples: Samples of a block; the last one may be shorter.
        start_sample: First sample of the first block.
        sample_count: Samples in all; None to the end. Never beyond the end.

    Yields:
        float32 (lanes, samples).

    Raises:
        MediaError: The file cannot be read.
    """
    if isinstance(programme, SummingProgramme):
        yield from programme.sums(
            gains, block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        )
        return
    for block in programme.blocks(block_samples=block_samples, start_sample=start_sample, sample_count=sample_count):
        yield summed(block, gains)


def read_piece(
    programme: ReadableProgramme, gains: NDArray[np.float64], *, start_sample: int, sample_count: int
) -> NDArray[np.float32]:
    """One stretch as lanes; what lies before the start of the programme or after its end is silence.

    Args:
        programme: What is read.
        gains: float64 (lanes, channels).
        start_sample: First sample; may be negative.
        sample_count: Samples.

    Returns:
        float32 (lanes, sample_count).

    Raises:
        MediaError: The file cannot be read.
    """
    piece = np.zeros((len(gains), sample_count), np.float32)
    first = max(0, start_sample)
    end = min(programme.sample_count, start_sample + sample_count)
    if end <= first:
        return piece
    place = first - start_sample
    count = end - first
    size = min(_READ_SAMPLES, count)
    for sums in summed_blocks(programme, gains, block_samples=size, start_sample=first, sample_count=count):
        piece[:, place : place + sums.shape[1]] = sums
        place += sums.shape[1]
    return piece


def read_channels(programme: ReadableProgramme, *, start_sample: int, sample_count: int) -> NDArray[np.float64]:
    """One stretch, channel by channel, float64 (channels, sample_count); silence outside the programme.

    Raises:
        MediaError: The file cannot be read.
    """
    piece = np.zeros((programme.channel_count, sample_count))
    first = max(0, start_sample)
    end = min(programme.sample_count, start_sample + sample_count)
    if end <= first:
        return piece
    place = first - start_sample
    for block in programme.blocks(block_samples=_CACHED_SAMPLES, start_sample=first, sample_count=end - first):
        piece[:, place : place + len(block)] = block.T
        place += len(block)
    return piece
