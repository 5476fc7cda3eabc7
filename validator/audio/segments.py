"""Samples of one or several files, in segments: each byte read once, into buffers that are used over and over."""

from __future__ import annotations

import queue
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validator.audio.segment import PAD_BYTES, Plane, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.digests import DigestSet
    from validator.audio.sound_file import SampleStream, SoundFile

    Buffers = list[NDArray[np.uint8]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a programme is cut into segments.

    Attributes:
        sample_count: Samples per channel in the programme.
        segment_samples: Samples per channel of a segment; the last may be shorter.
        preroll_samples: Samples per channel repeated before a segment; fewer where the programme begins.
        buffers: Segments that may be out at once.
    """

    sample_count: int
    segment_samples: int
    preroll_samples: int
    buffers: int

    def __post_init__(self) -> None:
        if self.segment_samples < 1 or self.preroll_samples < 0 or self.buffers < 1:
            raise ValueError("a segment needs a sample and a buffer, and its pre-roll cannot be negative")


class _Pool:
    """A bounded number of buffer sets; `take` waits while all are out."""

    def __init__(self, sizes_bytes: Sequence[int], limit: int) -> None:
        self._sizes_bytes = sizes_bytes
        self._unmade = limit
        self._free: queue.SimpleQueue[Buffers] = queue.SimpleQueue()

    def take(self) -> Buffers:
        if self._unmade:
            try:
                return self._free.get_nowait()
            except queue.Empty:
                self._unmade -= 1
                return [np.zeros(size, np.uint8) for size in self._sizes_bytes]
        return self._free.get()

    def give_back(self, buffers: Buffers) -> None:
        self._free.put(buffers)


class _Lease:
    """One buffer set on loan to the consumer and to the digests; it goes back when the last of them is through."""

    def __init__(self, pool: _Pool) -> None:
        self._pool = pool
        self.buffers = pool.take()
        self._holders = 1
        self._released = False
        self._lock = threading.Lock()

    def hold(self, count: int) -> None:
        with self._lock:
            self._holders += count

    def drop(self) -> None:
        with self._lock:
            self._holders -= 1
            last = self._holders == 0
        if last:
            self._pool.give_back(self.buffers)

    def release(self) -> None:
        """The consumer's share; a second call changes nothing."""
        with self._lock:
            again, self._released = self._released, True
        if not again:
            self.drop()


def read_segments(
    files: Sequence[SoundFile],
    cut: Cut,
    *,
    digests: DigestSet | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Segment]:
    """Read files of equal length in step, segment by segment.

    Where the samples of a file are its bytes (WAV, RF64, BW64), the digests see the header, the samples and what
    follows in the one reading. Files that libsndfile decodes are read a second time for them, after their last segment.

    Args:
        files: Files of `cut.sample_count` samples each.
        cut: Where segments begin and end.
        digests: Takes every byte of every file in order; None for no digests.
        progress: Called after each segment is read with the samples per channel read so far.

    Yields:
        Segments in order. The next one is read when it is asked for, and only while a buffer is free: release each.

    Raises:
        MediaError: A file ends early, changed since it was opened, or cannot be read.
    """
    reader = _Reader(files, cut, digests)
    with ExitStack() as stack:
        reader.begin([stack.enter_context(file.stream()) for file in files])
        for start in range(0, cut.sample_count, cut.segment_samples):
            segment = reader.read(start)
            if progress is not None:
                progress(start + segment.sample_count)
            yield segment
        reader.finish()


class _Reader:
    def __init__(self, files: Sequence[SoundFile], cut: Cut, digests: DigestSet | None) -> None:
        self._files = files
        self._cut = cut
        self._digests = digests
        self._streams: Sequence[SampleStream] = ()
        self._frame_bytes = [file.facts.sample_format.bytes_per_sample * file.facts.channel_count for file in files]
        samples = cut.preroll_samples + min(cut.segment_samples, cut.sample_count)
        self._pool = _Pool([PAD_BYTES + samples * size for size in self._frame_bytes], cut.buffers)
        self._preroll: Buffers = [np.empty(0, np.uint8) for _ in files]

    def begin(self, streams: Sequence[SampleStream]) -> None:
        self._streams = streams
        if self._digests is None:
            return
        for file, stream in zip(self._files, streams, strict=True):
            self._digests.begin(file.path)
            if stream.samples_are_file_bytes:
                for piece in stream.head():
                    self._digests.update_and_wait(file.path, piece)

    def read(self, start: int) -> Segment:
        count = min(self._cut.segment_samples, self._cut.sample_count - start)
        preroll = min(self._cut.preroll_samples, start)
        lease = _Lease(self._pool)
        try:
            planes = tuple(self._fill(plane, lease, preroll, count) for plane in range(len(self._files)))
        except BaseException:
            lease.release()
            raise
        return Segment(
            start_sample=start, sample_count=count, preroll_samples=preroll, planes=planes, release=lease.release
        )

    def _fill(self, index: int, lease: _Lease, preroll: int, count: int) -> Plane:
        """Copy the pre-roll, read the samples behind it, and hand them to the digests."""
        frame_bytes = self._frame_bytes[index]
        begin = PAD_BYTES + preroll * frame_bytes
        end = begin + count * frame_bytes
        buffer = lease.buffers[index]
        buffer[PAD_BYTES:begin] = self._preroll[index]
        fresh = buffer.data[begin:end]
        self._streams[index].read_into(fresh)
        keep = min(self._cut.preroll_samples, preroll + count) * frame_bytes
        self._preroll[index] = buffer[end - keep : end].copy()
        if self._digests is not None and self._streams[index].samples_are_file_bytes:
            lease.hold(len(self._digests.names))
            self._digests.update(self._files[index].path, fresh, lease.drop)
        data = buffer[:end]
        data.flags.writeable = False
        facts = self._files[index].facts
        return Plane(data=data, sample_format=facts.sample_format, channel_count=facts.channel_count)

    def finish(self) -> None:
        if self._digests is None:
            return
        for file, stream in zip(self._files, self._streams, strict=True):
            for piece in stream.tail():
                self._digests.update_and_wait(file.path, piece)
            self._digests.finish(file.path)
