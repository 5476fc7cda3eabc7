"""A programme whose channels are read in the order of another's, by their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.reading import ReadableProgramme

_BLOCK_SAMPLES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedProgramme:
    """Implements `ReadableProgramme` over another one.

    Attributes:
        programme: What is read.
        layout: In which order; the same labels as those of the programme.
        order: For each channel, its place in the programme.
    """

    programme: ReadableProgramme
    layout: Layout
    order: tuple[int, ...]

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
            yield block[:, list(self.order)]


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
