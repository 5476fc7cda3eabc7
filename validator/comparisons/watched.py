"""A programme that says how far it was read, and counts its reads: what a comparison costs is seen and tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.reading import ReadableProgramme

_BLOCK_SAMPLES = 1 << 16


@dataclass(slots=True, kw_only=True)
class WatchedProgramme:
    """Implements `ReadableProgramme` over another one.

    Attributes:
        programme: What is read.
        progress: Called with the samples per channel that were read since it began, while it is read whole.
        whole_reads: How often a read from the first sample to the last was begun.
    """

    programme: ReadableProgramme
    progress: Callable[[int], None] | None = None
    whole_reads: int = 0

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
        return self.programme.channel_count

    @property
    def layout(self) -> Layout | None:
        """What the channels are; None where nothing says so."""
        return self.programme.layout

    def blocks(
        self, *, block_samples: int = _BLOCK_SAMPLES, start_sample: int = 0, sample_count: int | None = None
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch, block by block."""
        is_whole = start_sample == 0 and (sample_count is None or sample_count >= self.sample_count)
        self.whole_reads += is_whole
        done = 0
        for block in self.programme.blocks(
            block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            done += len(block)
            if is_whole and self.progress is not None:
                self.progress(done)
            yield block
