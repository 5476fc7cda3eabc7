"""Programmes that are made while they are read: what they have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from validator.audio.decode import blank_plane, carry_over, encode_into, plane_samples
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.audio.segment import Segment
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.vocabulary import Layout
    from validator.audio.digests import DigestSet
    from validator.audio.segment import Plane
    from validator.containers.facts import FileFacts

    Samples = NDArray[np.floating[Any]]


class MadeProgramme(ABC):
    """A programme whose samples come out of `stretches`. Implements `validator.audio.programme.Programme`.

    Args:
        sample_rate_hz, sample_count, channel_count, layout, layout_from, files, paths, notes: As `Programme`.
        plane_format: How the samples lie in the planes of segments.
    """

    def __init__(  # noqa: PLR0913  the attributes of a programme
        self,
        *,
        sample_rate_hz: int,
        sample_count: int,
        channel_count: int,
        layout: Layout | None,
        layout_from: str,
        files: tuple[FileFacts, ...],
        paths: tuple[Path, ...],
        notes: tuple[Message, ...] = (),
        plane_format: SampleFormat = SampleFormat.F64,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.sample_count = sample_count
        self.channel_count = channel_count
        self.channel_map = tuple((0, channel) for channel in range(channel_count))
        self.layout = layout
        self.layout_from = layout_from
        self.files = files
        self.paths = paths
        self.notes = notes
        self._plane_format = plane_format

    @abstractmethod
    def stretches(self, stretch_samples: int) -> Iterator[Samples]:
        """Yield the whole programme in stretches of at most a length, (samples, channels).

        One of `silence` costs nothing.
        """

    def segments(
        self,
        *,
        segment_samples: int,
        preroll_samples: int,
        digests: DigestSet | None = None,
        buffers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Segment]:
        """Segments in order. There are no bytes of a file to digest, and each segment has its own bytes.

        Each sample is written once, into the plane it is for: 10 s of 18 channels are 35 MB.
        """
        del digests, buffers
        stretches = self.stretches(segment_samples)
        rest: Samples = np.zeros((0, self.channel_count))
        before = blank_plane(0, self.channel_count, self._plane_format)
        for start in range(0, self.sample_count, segment_samples):
            count = min(segment_samples, self.sample_count - start)
            held = min(plane_samples(before), preroll_samples)
            plane = blank_plane(held + count, self.channel_count, self._plane_format)
            carry_over(before, plane, held)
            rest = _fill(plane, held, stretches, rest)
            yield Segment(
                start_sample=start, sample_count=count, preroll_samples=held, planes=(plane,), release=_nothing
            )
            before = plane
            if progress is not None:
                progress(start + count)

    def blocks(
        self,
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """A stretch as numbers; what lies before it is made and dropped."""
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        position = 0
        for fresh in recut_from(self.stretches(block_samples), start_sample, block_samples):
            wanted = min(len(fresh), end - start_sample - position)
            if wanted <= 0:
                return
            yield np.asarray(fresh[:wanted], np.float64)
            position += wanted


def recut_from(stretches: Iterator[Samples], start_sample: int, block_samples: int) -> Iterator[Samples]:
    """Yield what comes from a sample on, in blocks of a length; the last one may be shorter."""
    skip, held = start_sample, None
    for fresh in stretches:
        dropped = min(skip, len(fresh))
        skip -= dropped
        rest = fresh[dropped:]
        held = rest if held is None or not len(held) else np.concatenate([held, rest])
        while len(held) >= block_samples:
            yield held[:block_samples]
            held = held[block_samples:]
    if held is not None and len(held):
        yield held


def silence(sample_count: int, channel_count: int) -> NDArray[np.float32]:
    """A stretch without sound, (samples, channels), that takes no room: every sample is the same one."""
    return np.broadcast_to(np.zeros((1, 1), np.float32), (sample_count, channel_count))


def _fill(plane: Plane, place: int, stretches: Iterator[Samples], rest: Samples) -> Samples:
    """Write stretches into a plane from a place to its end, `rest` before them; return what it does not take."""
    room = plane_samples(plane) - place
    while True:
        taken = rest[:room]
        if taken.strides != (0, 0) or taken[:1].any():
            encode_into(plane, plane_samples(plane) - room, taken)
        room -= len(taken)
        if not room:
            return rest[len(taken) :]
        rest = next(stretches)


def _nothing() -> None:
    """There is no buffer to give back."""
