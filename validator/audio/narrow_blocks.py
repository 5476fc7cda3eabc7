"""Samples of a file as numbers, as few bytes of them as hold them, and none where the file is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from validator.audio.decode import narrow_plane
from validator.audio.segment import PAD_BYTES, Plane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.audio.sound_file import SampleStream, SoundFile
    from validator.containers.facts import FileFacts


def read_plane(facts: FileFacts, stream: SampleStream, count: int) -> Plane:
    """Read so many samples of every channel from where a stream is.

    Raises:
        MediaError: The file ends early, has changed since it was opened, or cannot be read.
    """
    return read_plane_into(blank_bytes(facts, count), facts, stream, count)


def blank_bytes(facts: FileFacts, count: int) -> NDArray[np.uint8]:
    """Room for so many samples of every channel, for `read_plane_into`."""
    data = np.empty(PAD_BYTES + count * facts.sample_format.bytes_per_sample * facts.channel_count, np.uint8)
    data[:PAD_BYTES] = 0
    return data


def read_plane_into(data: NDArray[np.uint8], facts: FileFacts, stream: SampleStream, count: int) -> Plane:
    """Read so many samples of every channel into the beginning of what `blank_bytes` gave, which may be larger.

    Raises:
        MediaError: The file ends early, has changed since it was opened, or cannot be read.
    """
    held = data[: PAD_BYTES + count * facts.sample_format.bytes_per_sample * facts.channel_count]
    stream.read_into(held.data[PAD_BYTES:])
    return Plane(data=held, sample_format=facts.sample_format, channel_count=facts.channel_count)


def narrow_blocks(
    file: SoundFile, block_samples: int, *, start_sample: int = 0, sample_count: int | None = None
) -> Iterator[tuple[int, NDArray[np.floating[Any]] | None]]:
    """Read a file, or a stretch of it.

    A block whose bytes are all zero is silence, and is not made numbers: long films are mostly silent on most tracks.

    Args:
        file: The file.
        block_samples: Samples per channel of a block; the last one may be shorter.
        start_sample: The first one.
        sample_count: How many; None for all to the end of the file.

    Yields:
        How many samples, and the block (n, channels) in the floats of `narrow_plane`; None where it is silent.

    Raises:
        MediaError: The file ends early, has changed since it was opened, or cannot be read.
    """
    facts = file.facts
    frame_bytes = facts.sample_format.bytes_per_sample * facts.channel_count
    data = np.zeros(PAD_BYTES + block_samples * frame_bytes, np.uint8)
    end = facts.sample_count if sample_count is None else min(start_sample + sample_count, facts.sample_count)
    with file.stream() as stream:
        stream.seek(start_sample)
        for start in range(start_sample, end, block_samples):
            count = min(block_samples, end - start)
            held = data[: PAD_BYTES + count * frame_bytes]
            stream.read_into(held.data[PAD_BYTES:])
            if not _is_zero(held[PAD_BYTES:]):
                plane = Plane(data=held, sample_format=facts.sample_format, channel_count=facts.channel_count)
                yield count, narrow_plane(plane)
            else:
                yield count, None


def _is_zero(data: NDArray[np.uint8]) -> bool:
    """Whether all bytes are zero, looked at eight at a time: nearly twice as fast as one at a time."""
    whole = len(data) - len(data) % 8
    return not data[whole:].any() and not data[:whole].view(np.uint64).max(initial=0)


def columns_of(block: NDArray[np.floating[Any]], channels: NDArray[np.intp]) -> NDArray[np.floating[Any]]:
    """Some channels, one at least, of a block (n, channels): a view of it where they lie side by side."""
    first, last = int(channels[0]), int(channels[-1])
    if last - first == len(channels) - 1 and (np.diff(channels) == 1).all():
        return block[:, first : last + 1]
    return np.take(block, channels, axis=1)
