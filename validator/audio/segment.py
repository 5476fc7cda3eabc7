"""Raw samples on their way from a file into the scan, still in the file's own bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from validator.containers.facts import SampleFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Interleaved samples of one file.

    Attributes:
        data: uint8 (n,): `PAD_BYTES` bytes to ignore, then the interleaved samples, first sample of the segment's
            pre-roll first. The bytes to ignore let a 24-bit sample be read as the upper three bytes of a 32-bit word
            that begins one byte early.
        sample_format: How to read them.
        channel_count: Channels interleaved in this plane.
    """

    data: NDArray[np.uint8]
    sample_format: SampleFormat
    channel_count: int


PAD_BYTES = 8
"""Bytes in front of a plane's first sample: keeps 64-bit floats aligned, and is more than the one byte 24-bit needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Consecutive samples of every channel of a programme.

    Attributes:
        start_sample: First sample that counts; the planes begin `preroll_samples` earlier.
        sample_count: Samples per channel that count.
        preroll_samples: Samples per channel before `start_sample`, there to let the filters settle.
        planes: One per file, in the programme's order.
        release: Gives the buffers back to the reader; call it once, when nothing reads the planes any more.
    """

    start_sample: int
    sample_count: int
    preroll_samples: int
    planes: tuple[Plane, ...]
    release: Callable[[], None]
