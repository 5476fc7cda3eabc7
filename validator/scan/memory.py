"""A programme that is in memory already, for tests, for meters on synthetic signals and for what was just rendered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from validator.audio.decode import decode_plane
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.audio.segment import PAD_BYTES, Plane, Segment
from validator.containers.facts import FileFacts, SampleFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.vocabulary import Layout
    from validator.audio.digests import DigestSet

_FORMATS: Final = {
    "uint8": SampleFormat.U8,
    "int16": SampleFormat.S16,
    "int32": SampleFormat.S32,
    "float32": SampleFormat.F32,
    "float64": SampleFormat.F64,
}


class MemoryProgramme:
    """Planes of raw little-endian samples, handed out in segments. Implements `validator.audio.programme.Programme`.

    Args:
        planes: Per plane its bytes without padding, their format and the number of interleaved channels.
        sample_rate_hz: Samples per second.
        channel_map: For each channel its plane and its channel there; None takes all in order.
        layout: What the channels are; None where nobody says it.
        name: How reports call it.
    """

    def __init__(
        self,
        planes: Sequence[tuple[bytes, SampleFormat, int]],
        *,
        sample_rate_hz: int,
        channel_map: tuple[tuple[int, int], ...] | None = None,
        layout: Layout | None = None,
        name: str = "memory",
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
        self.layout = layout
        self.layout_from = "nothing: the samples are in memory" if layout is None else "the layout that was asked for"
        self.paths: tuple[Path, ...] = (Path(name),)
        self.notes: tuple[Message, ...] = ()
        self.files = tuple(
            _facts(name, plane, sample_rate_hz=sample_rate_hz, sample_count=self.sample_count) for plane in planes
        )

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

    def blocks(
        self,
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """A stretch as numbers."""
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        in_order = tuple((0, channel) for channel in range(self.channel_count))
        for start in range(start_sample, end, block_samples):
            decoded = [decode_plane(_plane(plane, start, min(start + block_samples, end))) for plane in self._planes]
            if self.channel_map == in_order:
                yield decoded[0]
            else:
                yield np.stack([decoded[plane][:, channel] for plane, channel in self.channel_map], axis=1)


def _facts(name: str, plane: tuple[bytes, SampleFormat, int], *, sample_rate_hz: int, sample_count: int) -> FileFacts:
    data, sample_format, channels = plane
    return FileFacts(
        name=name,
        container="memory",
        codec="IEEE float" if sample_format.is_float else "PCM",
        size_bytes=len(data),
        sample_rate_hz=sample_rate_hz,
        channel_count=channels,
        sample_count=sample_count,
        sample_format=sample_format,
        word_length_bits=8 * sample_format.bytes_per_sample,
        valid_bits=8 * sample_format.bytes_per_sample,
    )


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
