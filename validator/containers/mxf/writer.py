"""An AS-02 sound track file, written front to back in one pass while its SHA-1 is computed.

The file is four partitions and an index of them; every size is known before the first byte:

    header partition    primer, header metadata, fill
    body partition      one triplet with the whole sound, little-endian and interleaved as in a WAVE file
    body partition      the index: a sample takes `frame_bytes` bytes
    footer partition    empty
    random index        where the four begin

Nothing lies between the second partition pack and the sound: a fill item there makes one widely used reader refuse
the file. Index and sound do not share a partition: the reference validator calls that fatal.

Sources: SMPTE ST 377-1:2019, ST 2067-5:2020; the layout is the one that five writers share.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.counting import count_of
from specs.errors import RefusedError
from validator.containers.mxf.klv import (
    ESSENCE_LENGTH_BYTES,
    KEY_BYTES,
    METADATA_LENGTH_BYTES,
    build_fill,
    build_length,
)
from validator.containers.mxf.labels import CLIP_WRAPPED_ELEMENT, OP1A, WAVE_CLIP_WRAPPED
from validator.containers.mxf.metadata_set import assign_tags, build_primer, build_set
from validator.containers.mxf.partition import (
    BODY_PARTITION,
    FOOTER_PARTITION,
    HEADER_PARTITION,
    PartitionPack,
    RandomIndexEntry,
    build_partition,
    build_random_index,
    partition_bytes,
)
from validator.containers.mxf.track_file import (
    ESSENCE_STREAM,
    INDEX_STREAM,
    WORD_LENGTH_BITS,
    header_sets,
    index_segment,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, Protocol

    from numpy.typing import NDArray

    from validator.containers.mxf.metadata_set import EssenceDescriptor
    from validator.containers.mxf.track_file import TrackFile

    class Sink(Protocol):
        """What a track file is written to: it need not seek."""

        def write(self, data: bytes | bytearray | memoryview, /) -> object:
            """Take the next bytes."""

    Block = bytes | bytearray | memoryview | NDArray[np.float64] | NDArray[np.float32]

HEADER_METADATA_MULTIPLE_BYTES: Final = 8192
LEAST_HEADER_FILL_BYTES: Final = 8192
"""Room for a program that edits the header in place; the smallest that was met in another writer's files."""

_STEPS: Final = 2.0 ** (WORD_LENGTH_BITS - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTrackFile:
    """What was written.

    Attributes:
        sha1: 20 bytes, of the whole file.
        descriptor: The descriptor in the file, for the composition to repeat.
    """

    size_bytes: int
    sha1: bytes
    descriptor: EssenceDescriptor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Everything but the samples."""

    before: bytes
    after: bytes


def track_file_bytes(file: TrackFile) -> int:
    """How large the file will be."""
    frame = _frame(file, file.descriptor())
    return len(frame.before) + file.essence_bytes + len(frame.after)


def write_track_file(sink: Sink | BinaryIO, file: TrackFile, blocks: Iterable[Block]) -> WrittenTrackFile:
    """Write a sound track file.

    Args:
        sink: Takes the bytes in order; never asked to seek.
        file: What it is. Equal input gives equal bytes.
        blocks: The sound in order, in blocks of any length: 24-bit little-endian interleaved bytes, or floating point
            (samples, channels) with full scale 1.0, which is rounded to the nearest step, halves to even. One block
            is in memory at a time.

    Raises:
        RefusedError: The blocks are not `sample_count` samples, a sample does not fit into 24 bits, or the sink
            cannot be written.
    """
    descriptor = file.descriptor()
    frame = _frame(file, descriptor)
    digest = hashlib.sha1(usedforsecurity=False)
    size_bytes = 0
    for piece in chain((frame.before,), _whole_sound(file, blocks), (frame.after,)):
        digest.update(piece)
        _put(sink, piece)
        size_bytes += memoryview(piece).nbytes
    return WrittenTrackFile(size_bytes=size_bytes, sha1=digest.digest(), descriptor=descriptor)


def _whole_sound(file: TrackFile, blocks: Iterable[Block]) -> Iterator[bytes | bytearray | memoryview]:
    """The blocks as bytes, refused where they are more or fewer than the header says."""
    written = 0
    for block in blocks:
        data = _encoded(block, file.channel_count) if isinstance(block, np.ndarray) else block
        written += memoryview(data).nbytes
        if written > file.essence_bytes:
            raise _another_length(file, "more samples")
        yield data
    if written < file.essence_bytes:
        samples, odd_bytes = divmod(written, file.frame_bytes)
        odd = f" and {count_of(odd_bytes, 'byte', 'bytes')}" if odd_bytes else ""
        raise _another_length(file, f"{count_of(samples, 'sample', 'samples')}{odd}")


def _encoded(samples: NDArray[np.float64] | NDArray[np.float32], channel_count: int) -> bytes:
    """Floating point as 24-bit little-endian bytes."""
    if samples.ndim != 2 or samples.shape[1] != channel_count:
        raise ValueError(f"expected (samples, {channel_count}), found {samples.shape}")
    rounded = np.rint(samples.astype(np.float64) * _STEPS)
    # Comparing this way round also catches NaN.
    fits = (rounded >= -_STEPS) & (rounded <= _STEPS - 1)
    if not fits.all():
        sample, channel = (int(index) for index in np.argwhere(~fits)[0])
        raise RefusedError(
            "A sample does not fit into the word length of the file.",
            where=f"sample {sample} of this block, channel {channel + 1}",
            found=f"{samples[sample, channel]:.9g}, and {int((~fits).sum()) - 1} more",
            expected=f"-1 to {1 - 1 / _STEPS:.9g} for {WORD_LENGTH_BITS} bits",
        )
    words = np.ascontiguousarray(rounded.astype("<i4"))
    return words.view(np.uint8).reshape(*words.shape, 4)[..., :3].tobytes()


def _frame(file: TrackFile, descriptor: EssenceDescriptor) -> _Frame:
    """The bytes before and after the sound."""
    sets = header_sets(file, descriptor)
    index = index_segment(file)
    # The primer lists the tags of the index segment too: not all writers do, but it is what the standard asks.
    tags = assign_tags((*sets, index))
    metadata = build_primer(tags) + b"".join(build_set(one, tags) for one in sets)
    index_bytes = build_set(index, tags)
    pack_bytes = partition_bytes(1)
    fill_bytes = _header_fill_bytes(pack_bytes + len(metadata))

    body_offset = pack_bytes + len(metadata) + fill_bytes
    index_offset = body_offset + pack_bytes + KEY_BYTES + ESSENCE_LENGTH_BYTES + file.essence_bytes
    footer_offset = index_offset + pack_bytes + len(index_bytes)
    any_pack = PartitionPack(
        kind=HEADER_PARTITION, footer_partition=footer_offset, operational_pattern=OP1A, containers=(WAVE_CLIP_WRAPPED,)
    )
    header = replace(any_pack, header_byte_count=len(metadata) + fill_bytes)
    body = replace(any_pack, kind=BODY_PARTITION, this_partition=body_offset, body_stream=ESSENCE_STREAM)
    index_pack = replace(
        any_pack,
        kind=BODY_PARTITION,
        this_partition=index_offset,
        previous_partition=body_offset,
        index_byte_count=len(index_bytes),
        index_stream=INDEX_STREAM,
    )
    footer = replace(any_pack, kind=FOOTER_PARTITION, this_partition=footer_offset, previous_partition=index_offset)
    random_index = build_random_index(
        [
            RandomIndexEntry(0, 0),
            RandomIndexEntry(ESSENCE_STREAM, body_offset),
            RandomIndexEntry(0, index_offset),
            RandomIndexEntry(0, footer_offset),
        ]
    )
    essence_header = CLIP_WRAPPED_ELEMENT + build_length(file.essence_bytes, ESSENCE_LENGTH_BYTES)
    return _Frame(
        before=build_partition(header) + metadata + build_fill(fill_bytes) + build_partition(body) + essence_header,
        after=build_partition(index_pack) + index_bytes + build_partition(footer) + random_index,
    )


def _header_fill_bytes(used_bytes: int) -> int:
    """Fill that ends the header partition on a multiple and leaves at least the room that is asked."""
    end = used_bytes + KEY_BYTES + METADATA_LENGTH_BYTES + LEAST_HEADER_FILL_BYTES
    return -(-end // HEADER_METADATA_MULTIPLE_BYTES) * HEADER_METADATA_MULTIPLE_BYTES - used_bytes


def _put(sink: Sink | BinaryIO, data: bytes | bytearray | memoryview) -> None:
    try:
        sink.write(data)
    except OSError as error:
        raise RefusedError("The track file cannot be written.", found=error.strerror or type(error).__name__) from error


def _another_length(file: TrackFile, found: str) -> RefusedError:
    return RefusedError(
        "The sound has another length than the track file was begun with.",
        found=found,
        expected=count_of(file.sample_count, "sample", "samples"),
    )
