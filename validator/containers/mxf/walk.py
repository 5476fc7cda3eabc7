"""One walk through the triplets of a file, from its first partition to its end: everything found, in whatever state.

Values are read only of partition packs, the primer, metadata sets, index segments and the random index; the essence
is stepped over. So a clip-wrapped film takes a few dozen reads, and a frame-wrapped one a read for each frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from specs.errors import MediaError
from validator.containers.mxf.essence import ELEMENT_LIMIT, RunBuilder
from validator.containers.mxf.faults import MxfFaultCode
from validator.containers.mxf.klv import FILL_KEY, UNIVERSAL_LABEL_START, Triplet, read_triplet, same_label
from validator.containers.mxf.labels import SOUND_ITEM, is_encrypted_triplet, is_essence_element
from validator.containers.mxf.metadata_set import PRIMER_KEY, MetadataSet, parse_primer, parse_set
from validator.containers.mxf.partition import (
    CLOSED_COMPLETE,
    CLOSED_INCOMPLETE,
    FOOTER_PARTITION,
    HEADER_PARTITION,
    RANDOM_INDEX_KEY,
    PartitionPack,
    RandomIndexEntry,
    is_partition_key,
    parse_partition,
    parse_random_index,
)
from validator.containers.mxf.properties import INDEX_TABLE_SEGMENT_KEY

if TYPE_CHECKING:
    from typing import BinaryIO

    from validator.containers.mxf.faults import FaultLog

RUN_IN_LIMIT_BYTES: Final = 65_536
"""A run-in before the header partition is shorter than this (ST 377-1 clause 6.5)."""

VALUE_LIMIT_BYTES: Final = 1 << 20
"""A pack or set longer than this is not read: real ones take some kilobytes."""

METADATA_LIMIT_BYTES: Final = 32 << 20
"""Packs and sets of one file together; what exceeds it is not read."""

ITEM_LIMIT: Final = 50_000
"""Properties and primer entries of one file together: a track file has some 200, an edited programme some thousands."""

ITEMS_PER_SET: Final = 1000

KEY_LIMIT: Final = 1000
"""Different keys of essence that are counted; a file with more than one is refused."""

PARTITION_LIMIT: Final = 4096
"""Partitions of one file: one a minute for a day would be 1440."""

TRIPLET_LIMIT: Final = 2 * ELEMENT_LIMIT
"""Triplets of one file, fill items between frames included."""

_LOCAL_SET: Final = bytes.fromhex("0253")
"""Bytes 5 and 6 of the key of a set with two-byte tags and lengths, of whatever register."""


@dataclass(slots=True)
class FoundPartition:
    """A partition pack, where it begins, and what was counted behind it."""

    pack: PartitionPack
    offset_bytes: int
    leading_fill_bytes: int = 0
    header_bytes: int = 0
    index_bytes: int = 0
    has_essence: bool = False
    has_index: bool = False


@dataclass(slots=True)
class FileWalk:
    """What a walk found.

    Attributes:
        start_bytes: Where the header partition begins; offsets in packs count from there.
        sets: Metadata sets of the header partition, or of a later one where the header was left open.
        element_keys: The different keys of sound essence, first met first.
        other_elements: The same of essence that is not sound.
        encrypted: True where there is an encrypted triplet.
        random_index: None where there is none, or none that can be read.
        missing_bytes: Bytes that the last triplet promises beyond the end of the file.
    """

    start_bytes: int = 0
    partitions: list[FoundPartition] = field(default_factory=list)
    primer: dict[int, bytes] = field(default_factory=dict)
    sets: list[MetadataSet] = field(default_factory=list)
    index_segments: list[MetadataSet] = field(default_factory=list)
    essence: RunBuilder = field(default_factory=RunBuilder)
    element_keys: dict[bytes, None] = field(default_factory=dict)
    other_elements: dict[bytes, None] = field(default_factory=dict)
    encrypted: bool = False
    random_index: tuple[RandomIndexEntry, ...] | None = None
    missing_bytes: int = 0


def walk(file: BinaryIO, file_bytes: int, log: FaultLog, *, where: str) -> FileWalk:
    """Walk through a file.

    Args:
        file: Opened for reading, best without a buffer.
        file_bytes: Its length.
        log: Takes what is wrong.
        where: The file's name, for errors.

    Raises:
        MediaError: No header partition that can be read, or more triplets or partitions than any real file has.
    """
    found = FileWalk(start_bytes=_start(file, where))
    if found.start_bytes:
        log.add(MxfFaultCode.RUN_IN, bytes=found.start_bytes)
    walker = _Walker(file, file_bytes, log, where, found)
    position = found.start_bytes
    for _ in range(TRIPLET_LIMIT):
        if position >= file_bytes:
            return found
        triplet = read_triplet(file, position)
        if triplet is None and not found.partitions:
            raise MediaError("The header partition of the MXF file cannot be read.", where=where)
        if triplet is None:
            log.add(MxfFaultCode.NOT_KLV, offset=position, bytes=file_bytes - position)
            return found
        if triplet.end_bytes > file_bytes:
            found.missing_bytes = triplet.end_bytes - file_bytes
            log.add(MxfFaultCode.FILE_TRUNCATED, offset=position, missing_bytes=found.missing_bytes)
        walker.take(triplet)
        position = triplet.end_bytes
    raise MediaError("The MXF file has more parts than are read.", where=where, found=f"over {TRIPLET_LIMIT} triplets")


def _start(file: BinaryIO, where: str) -> int:
    """Where the header partition begins: at once, or behind a run-in."""
    file.seek(0)
    head = file.read(RUN_IN_LIMIT_BYTES + 16)
    position = head.find(UNIVERSAL_LABEL_START)
    while position >= 0:
        key = head[position : position + 16]
        if len(key) == 16 and is_partition_key(key) and key[13] == HEADER_PARTITION:
            return position
        position = head.find(UNIVERSAL_LABEL_START, position + 1)
    raise MediaError("This is not an MXF file: it has no header partition.", where=where)


class _Walker:
    """Takes one triplet after the other."""

    def __init__(self, file: BinaryIO, file_bytes: int, log: FaultLog, where: str, found: FileWalk) -> None:
        self._file = file
        self._file_bytes = file_bytes
        self._log = log
        self._where = where
        self._found = found
        self._bytes_left = METADATA_LIMIT_BYTES
        self._items_left = ITEM_LIMIT
        self._gave_up = False
        # Fill belongs to what stands before it: partition pack, header metadata or index.
        self._counting: Literal["pack", "header", "index"] | None = None
        # The key of the frames that are being stepped through; a film has some 200 000 of them.
        self._frame_key: bytes | None = None

    def take(self, triplet: Triplet) -> None:
        """Sort one triplet in."""
        key = triplet.key
        if key == self._frame_key:
            self._frame(triplet)
        elif is_essence_element(key):
            self._essence(triplet)
        elif key == FILL_KEY or same_label(key, FILL_KEY):
            self._count(triplet)
        elif is_partition_key(key):
            self._partition(triplet)
        elif same_label(key, PRIMER_KEY):
            self._primer(triplet)
        elif same_label(key, INDEX_TABLE_SEGMENT_KEY):
            self._index(triplet)
        elif key[4:6] == _LOCAL_SET:
            self._set(triplet)
        elif same_label(key, RANDOM_INDEX_KEY):
            self._random_index(triplet)
        elif is_encrypted_triplet(key):
            self._found.encrypted = True

    def _essence(self, triplet: Triplet) -> None:
        found = self._found
        self._counting = None
        sound = triplet.key[12] == SOUND_ITEM
        keys = found.element_keys if sound else found.other_elements
        if len(keys) < KEY_LIMIT:
            keys[triplet.key] = None
        if sound:
            self._frame_key = triplet.key
            found.partitions[-1].has_essence = True
            self._frame(triplet)

    def _frame(self, triplet: Triplet) -> None:
        if self._found.essence.element_count >= ELEMENT_LIMIT:
            raise MediaError(
                "The MXF file has more frames than are read.", where=self._where, found=f"over {ELEMENT_LIMIT}"
            )
        there = min(triplet.value_bytes, max(self._file_bytes - triplet.value_offset_bytes, 0))
        self._found.essence.add(triplet, there)

    def _partition(self, triplet: Triplet) -> None:
        found = self._found
        found.essence.interrupt()
        self._frame_key = None
        if len(found.partitions) >= PARTITION_LIMIT:
            raise MediaError(
                "The MXF file has more partitions than are read.", where=self._where, found=f"over {PARTITION_LIMIT}"
            )
        value = self._value(triplet)
        pack = None if value is None else parse_partition(triplet.key, value)
        self._counting = "pack"
        if pack is None:
            if not found.partitions:
                raise MediaError("The header partition of the MXF file cannot be read.", where=self._where)
            self._log.add(MxfFaultCode.PARTITION_MALFORMED, offset=triplet.offset_bytes)
            return
        found.partitions.append(FoundPartition(pack, triplet.offset_bytes))

    def _primer(self, triplet: Triplet) -> None:
        self._counting = "header"
        self._count(triplet)
        value = self._value(triplet) if self._metadata_wanted() else None
        if value is not None:
            # A later partition repeats the header metadata; where it is wanted, it replaces what was open.
            self._found.primer = parse_primer(value, triplet.offset_bytes, self._log)
            self._items_left -= len(self._found.primer)
            self._found.sets.clear()

    def _metadata_wanted(self) -> bool:
        """True in the header partition, and in the footer where the header was left open (ST 377-1 clause 6.2.3)."""
        partitions = self._found.partitions
        if len(partitions) <= 1:
            return True
        closed = partitions[0].pack.status in (CLOSED_COMPLETE, CLOSED_INCOMPLETE)
        return not closed and (partitions[-1].pack.kind == FOOTER_PARTITION or not self._found.sets)

    def _set(self, triplet: Triplet) -> None:
        self._counting = "header"
        self._count(triplet)
        if self._metadata_wanted():
            one = self._parsed(triplet)
            if one is not None:
                self._found.sets.append(one)

    def _index(self, triplet: Triplet) -> None:
        self._counting = "index"
        self._count(triplet)
        self._found.partitions[-1].has_index = True
        one = self._parsed(triplet)
        if one is not None:
            self._found.index_segments.append(one)

    def _random_index(self, triplet: Triplet) -> None:
        self._counting = None
        value = self._value(triplet)
        entries = None if value is None else parse_random_index(value)
        if entries is None:
            self._log.add(MxfFaultCode.RANDOM_INDEX_MALFORMED, offset=triplet.offset_bytes)
        self._found.random_index = entries

    def _count(self, triplet: Triplet) -> None:
        """Add a triplet to what its partition pack should have counted."""
        partition = self._found.partitions[-1]
        taken = triplet.header_bytes + triplet.value_bytes
        match self._counting:
            case "pack":
                partition.leading_fill_bytes += taken
            case "header":
                partition.header_bytes += taken
            case "index":
                partition.index_bytes += taken
            case None:
                pass

    def _parsed(self, triplet: Triplet) -> MetadataSet | None:
        value = self._value(triplet)
        if value is None:
            return None
        one = parse_set(
            triplet.key,
            value,
            triplet.offset_bytes,
            primer=self._found.primer,
            item_limit=min(ITEMS_PER_SET, self._items_left),
            log=self._log,
        )
        # An empty set counts too, so that millions of them end somewhere.
        self._items_left -= 1 + len(one.items)
        return one

    def _value(self, triplet: Triplet) -> bytes | None:
        """A triplet's value; None where it is cut off or exceeds what is read, which is a fault."""
        size = triplet.value_bytes
        if size > VALUE_LIMIT_BYTES or size > self._bytes_left or self._items_left <= 0:
            if not self._gave_up:
                self._log.add(MxfFaultCode.METADATA_TOO_LARGE, offset=triplet.offset_bytes)
            self._gave_up = True
            return None
        self._file.seek(triplet.value_offset_bytes)
        value = self._file.read(size)
        self._bytes_left -= size
        return value if len(value) == size else None
