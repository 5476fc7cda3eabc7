"""A programme that is in memory already, for tests, for meters on synthetic signals and for what was just rendered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from validator.audio.segment import PAD_BYTES, Plane, Segment
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.digests import DigestSet

_FORMATS: Final = {
    "uint8": SampleFormat.U8,
    "int16": SampleFormat.S16,
    "int32": SampleFormat.S32,
    "float32": SampleFormat.F32,
    "float64": SampleFormat.F64,
}


class MemoryProgramme:
    """Planes of raw little-endian samples, handed out in segments.

    Args:
        planes: Per plane its bytes without padding, their format and the number of interleaved channels.
        sample_rate_hz: Samples per second.
        channel_map: For each channel its plane and its channel there; None takes all in order.
    """

    def __init__(
        self,
        planes: Sequence[tuple[bytes, SampleFormat, int]],
        *,
        sample_rate_hz: int,
        channel_map: tuple[tuple[int, int], ...] | None = None,
    ) -> None:
        self._planes = planes
        self.sample_rate_hz = sample_rate_hz
        everything = tuple((plane, channel) for plane, (_, _, count) in enumerate(planes) for channel in range(count))
        self.channel_map = everything if channel_map is None else channel_map
        self.channel_count = len(self.channel_map)
        lengths = {len(data) // (form.bytes_per_sample * channels) for data, form, channels in planes}
        if len(lengths) != 1:
            raise ValueError(f"planes of different lengths: {sorted(lengths)} samples")
        self.sample_count = lengths.pop()

    def segments(
        self,
        *,
        segment_samples: int,
        preroll_samples: int,
        digests: DigestSet | None = None,
        buffers: int = 2,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Segment]:
        """Segments in order. Nothing is hashed here, and `buffers` is of no account: each segment has its own bytes."""
        del digests, buffers
        for start in range(0, self.sample_count, segment_samples):
            count = min(segment_samples, self.sample_count - start)
            before = min(start, preroll_samples)
            yield Segment(
                start_sample=start,
                sample_count=count,
                preroll_samples=before,
                planes=tuple(_plane(plane, start - before, start + count) for plane in self._planes),
                release=_nothing,
            )
            if progress is not None:
                progress(start + count)


def _nothing() -> None:
    """There is no buffer to give back."""


def _plane(plane: tuple[bytes, SampleFormat, int], start: int, end: int) -> Plane:
    data, sample_format, channels = plane
    stride = sample_format.bytes_per_sample * channels
    padded = np.zeros(PAD_BYTES + (end - start) * stride, np.uint8)
    padded[PAD_BYTES:] = np.frombuffer(data, np.uint8)[start * stride : end * stride]
    return Plane(data=padded, sample_format=sample_format, channel_count=channels)


def programme_of_array(samples: NDArray[np.generic], sample_rate_hz: int) -> MemoryProgramme:
    """A programme from an array (samples, channels) of uint8, int16, int32, float32 or float64.

    Integers are taken at their full scale (a 24-bit sample stands in the upper three bytes of an int32).

    Raises:
        UsageError: The array has another shape or type.
    """
    if samples.ndim != 2 or samples.dtype.name not in _FORMATS:
        raise UsageError(
            "This array cannot be scanned.",
            found=f"shape {samples.shape}, {samples.dtype}",
            expected="shape (samples, channels) and one of " + ", ".join(_FORMATS),
        )
    little_endian = np.ascontiguousarray(samples)
    if sys.byteorder == "big":
        little_endian = little_endian.byteswap()
    plane = (little_endian.tobytes(), _FORMATS[samples.dtype.name], samples.shape[1])
    return MemoryProgramme([plane], sample_rate_hz=sample_rate_hz)
