"""A programme whose channels are read in the order of another's: by their labels, by what they carry, or as one sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.vocabulary import LAYOUTS
from validator.comparisons.reading.reading import summed_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.channels.identity_model import ChannelIdentity
    from validator.comparisons.reading.reading import ReadableProgramme

_BLOCK_SAMPLES = 1 << 16
_MONO: Final = LAYOUTS["1.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedProgramme:
    """Implements `ReadableProgramme` over another one.

    Attributes:
        programme: What is read.
        layout: In which order; as many labels as the programme has channels.
        order: For each channel, its place in the programme.
        inverted: Places in the new order whose polarity is turned.
    """

    programme: ReadableProgramme
    layout: Layout
    order: tuple[int, ...]
    inverted: tuple[int, ...] = ()

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""
        return self.programme.sample_rate_hz

    @property
    def sample_count(self) -> int:
        """Samples per channel."""
        return self.programme.sample_count

    @property
    def channel_count(self) -> int:
        """Channels."""
        return len(self.order)

    def blocks(
        self, *, block_samples: int = _BLOCK_SAMPLES, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch, block by block."""
        for block in self.programme.blocks(
            block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            ordered = block[:, list(self.order)]
            for channel in self.inverted:
                ordered[:, channel] *= -1.0
            yield ordered

    def sums(
        self,
        gains: NDArray[np.float64],
        *,
        block_samples: int = _BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float32]]:
        """Read sums of channels of a stretch, block by block: float32 (sums, samples)."""
        theirs = np.zeros((len(gains), self.programme.channel_count))
        for place, channel in enumerate(self.order):
            theirs[:, channel] += gains[:, place] * (-1.0 if place in self.inverted else 1.0)
        yield from summed_blocks(
            self.programme,
            theirs,
            block_samples=block_samples,
            start_sample=start_sample,
            sample_count=sample_count,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedProgramme:
    """All channels of another programme added up as one: the same sum whatever order they lie in.

    Attributes:
        programme: What is read.
        left_out: Places of channels that are not in the sum.
    """

    programme: ReadableProgramme
    left_out: tuple[int, ...] = ()

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""
        return self.programme.sample_rate_hz

    @property
    def sample_count(self) -> int:
        """Samples per channel."""
        return self.programme.sample_count

    @property
    def channel_count(self) -> int:
        """One."""
        return 1

    @property
    def layout(self) -> Layout | None:
        """Mono."""
        return _MONO

    def blocks(
        self, *, block_samples: int = _BLOCK_SAMPLES, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch, block by block: float64 (samples, 1)."""
        for block in self.programme.blocks(
            block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            yield np.delete(block, self.left_out, axis=1).sum(axis=1, keepdims=True)

    def sums(
        self,
        gains: NDArray[np.float64],
        *,
        block_samples: int = _BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float32]]:
        """Read the sum at some gains, float64 (sums, 1), block by block: float32 (sums, samples)."""
        theirs = np.repeat(gains, self.programme.channel_count, axis=1)
        theirs[:, self.left_out] = 0.0
        yield from summed_blocks(
            self.programme,
            theirs,
            block_samples=block_samples,
            start_sample=start_sample,
            sample_count=sample_count,
        )


def in_order_of(programme: ReadableProgramme, other: ReadableProgramme) -> ReadableProgramme:
    """Return a programme with its channels in the order of another's.

    It is as it is where either layout is not known, or their labels are not the same.

    Args:
        programme: What is read.
        other: Whose order.
    """
    own, wanted = programme.layout, other.layout
    if own is None or wanted is None or own.labels == wanted.labels or sorted(own.labels) != sorted(wanted.labels):
        return programme
    order = tuple(own.labels.index(label) for label in wanted.labels)
    return OrderedProgramme(programme=programme, layout=wanted, order=order)


def as_carried(
    programme: ReadableProgramme, original: ReadableProgramme, channels: ChannelIdentity
) -> OrderedProgramme | None:
    """Return a dub with every channel where the original has what it carries, and with its polarity.

    | channel of the dub | 0 | 1 | 2 | 3 | 4 | 5 |
    |--------------------|---|---|---|---|---|---|
    | carries            | 0 | 2 | 1 | 4 | - | 3 |    is read in the order 0, 2, 1, 5, 3, 4

    Channels of which nobody can tell what they carry take the places that are left, in their order.

    Args:
        programme: The dub, with as many channels as the original.
        original: Whose places count.
        channels: What was found of them.

    Returns:
        None where nothing is out of place, and where nothing says what the channels of the original are.
    """
    layout = original.layout
    moved = any(item.carries not in {None, item.channel} for item in channels.channels)
    if layout is None or not (moved or channels.inverted):
        return None
    place = {item.carries: item.channel for item in channels.channels if item.carries is not None}
    left = iter([item.channel for item in channels.channels if item.carries is None])
    order = tuple(place[wanted] if wanted in place else next(left) for wanted in range(len(channels.channels)))
    inverted = tuple(wanted for wanted, channel in enumerate(order) if channel in channels.inverted)
    return OrderedProgramme(programme=programme, layout=layout, order=order, inverted=inverted)
