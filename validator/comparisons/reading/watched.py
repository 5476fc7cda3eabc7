"""A programme that says how far it was read, and counts its reads: what a comparison costs is seen and tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validator.comparisons.reading.reading import summed_blocks
from validator.progress import still

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from specs.vocabulary import Layout
    from validator.comparisons.reading.reading import ReadableProgramme
    from validator.progress import Move

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
        begun = self._begun(start_sample, sample_count)
        done = 0
        for block in self.programme.blocks(
            block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            done += len(block)
            begun(done)
            yield block

    def sums(
        self,
        gains: NDArray[np.float64],
        *,
        block_samples: int = _BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float32]]:
        """Read sums of channels of a stretch, block by block: float32 (sums, samples)."""
        begun = self._begun(start_sample, sample_count)
        done = 0
        for sums in summed_blocks(
            self.programme, gains, block_samples=block_samples, start_sample=start_sample, sample_count=sample_count
        ):
            done += sums.shape[1]
            begun(done)
            yield sums

    def _begun(self, start_sample: int, sample_count: int | None) -> Move:
        """Count a read that is whole, and return what moves its progress."""
        is_whole = start_sample == 0 and (sample_count is None or sample_count >= self.sample_count)
        self.whole_reads += is_whole
        return self.progress if is_whole and self.progress is not None else still
