"""Partition packs and the random index pack: the skeleton of a file.

Source: SMPTE ST 377-1:2019 clauses 7.1 (partition packs) and 12 (random index pack).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.containers.mxf.klv import KEY_BYTES, METADATA_LENGTH_BYTES, build_length, build_triplet, label_key

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTITION_START: Final = label_key(bytes.fromhex("060e2b34020501010d01020101000000"))[:13]
RANDOM_INDEX_KEY: Final = bytes.fromhex("060e2b34020501010d01020101110100")

HEADER_PARTITION: Final = 0x02
BODY_PARTITION: Final = 0x03
FOOTER_PARTITION: Final = 0x04
_KINDS: Final = {HEADER_PARTITION: "header", BODY_PARTITION: "body", FOOTER_PARTITION: "footer"}

OPEN_INCOMPLETE: Final = 0x01
CLOSED_INCOMPLETE: Final = 0x02
OPEN_COMPLETE: Final = 0x03
CLOSED_COMPLETE: Final = 0x04
_STATUSES: Final = {
    OPEN_INCOMPLETE: "open incomplete",
    CLOSED_INCOMPLETE: "closed incomplete",
    OPEN_COMPLETE: "open complete",
    CLOSED_COMPLETE: "closed complete",
}

MAJOR_VERSION: Final = 1
MINOR_VERSION: Final = 3
"""ST 377-1:2009 and later."""

_PACK: Final = struct.Struct(">HHIQQQQQIQI16sII")
_LABEL_BYTES: Final = 16
_RANDOM_INDEX_ENTRY: Final = struct.Struct(">IQ")
_RANDOM_INDEX_END: Final = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionPack:
    """One partition pack. Offsets count from the start of the header partition.

    Attributes:
        kind: HEADER_PARTITION, BODY_PARTITION or FOOTER_PARTITION.
        status: OPEN_INCOMPLETE to CLOSED_COMPLETE.
        header_byte_count: Bytes of primer, header metadata and the fill behind them.
        index_byte_count: Bytes of the index segments and the fill behind them.
        body_offset: Where the partition's essence begins within its essence stream.
        body_stream: BodySID, the essence stream in the partition; 0 for none.
        index_stream: IndexSID, the index in the partition; 0 for none.
        containers: Universal labels of the essence containers.
    """

    kind: int
    status: int = CLOSED_COMPLETE
    kag_bytes: int = 1
    this_partition: int = 0
    previous_partition: int = 0
    footer_partition: int = 0
    header_byte_count: int = 0
    index_byte_count: int = 0
    index_stream: int = 0
    body_offset: int = 0
    body_stream: int = 0
    operational_pattern: bytes
    containers: tuple[bytes, ...] = ()

    @property
    def kind_name(self) -> str:
        """Header, body or footer."""
        return _KINDS.get(self.kind, "unknown")

    @property
    def status_name(self) -> str:
        """Open or closed, complete or incomplete."""
        return _STATUSES.get(self.status, "unknown")


@dataclass(frozen=True, slots=True)
class RandomIndexEntry:
    """One entry of the random index pack: the essence stream of a partition, 0 for none, and where it begins."""

    body_stream: int
    offset_bytes: int


def is_partition_key(key: bytes) -> bool:
    """True for the key of a header, body or footer partition pack."""
    return label_key(key)[:13] == _PARTITION_START and key[13] in _KINDS and key[15] == 0


def partition_bytes(container_count: int) -> int:
    """Bytes that a partition pack takes with its key and length."""
    return KEY_BYTES + METADATA_LENGTH_BYTES + _PACK.size + _LABEL_BYTES * container_count


def build_partition(pack: PartitionPack) -> bytes:
    """A partition pack, key and length included."""
    key = bytes.fromhex("060e2b34020501010d01020101") + bytes((pack.kind, pack.status, 0))
    value = _PACK.pack(
        MAJOR_VERSION,
        MINOR_VERSION,
        pack.kag_bytes,
        pack.this_partition,
        pack.previous_partition,
        pack.footer_partition,
        pack.header_byte_count,
        pack.index_byte_count,
        pack.index_stream,
        pack.body_offset,
        pack.body_stream,
        pack.operational_pattern,
        len(pack.containers),
        _LABEL_BYTES,
    )
    return build_triplet(key, value + b"".join(pack.containers))


def parse_partition(key: bytes, value: bytes) -> PartitionPack | None:
    """Read a partition pack's value; None where it is too short."""
    if len(value) < _PACK.size:
        return None
    (
        _major, _minor, kag_bytes, this_partition, previous_partition, footer_partition, header_byte_count,
        index_byte_count, index_stream, body_offset, body_stream, operational_pattern, count, size,
    ) = _PACK.unpack_from(value)  # fmt: skip
    labels = value[_PACK.size :]
    if size != _LABEL_BYTES and count:
        return None
    return PartitionPack(
        kind=key[13],
        status=key[14],
        kag_bytes=kag_bytes,
        this_partition=this_partition,
        previous_partition=previous_partition,
        footer_partition=footer_partition,
        header_byte_count=header_byte_count,
        index_byte_count=index_byte_count,
        index_stream=index_stream,
        body_offset=body_offset,
        body_stream=body_stream,
        operational_pattern=operational_pattern,
        containers=tuple(
            labels[start : start + _LABEL_BYTES]
            for start in range(0, min(count * _LABEL_BYTES, len(labels)), _LABEL_BYTES)
        ),
    )


def build_random_index(entries: Sequence[RandomIndexEntry]) -> bytes:
    """A random index pack, key and length included; its last four bytes say how long it is in all."""
    body = b"".join(_RANDOM_INDEX_ENTRY.pack(entry.body_stream, entry.offset_bytes) for entry in entries)
    value_bytes = len(body) + _RANDOM_INDEX_END.size
    total = KEY_BYTES + METADATA_LENGTH_BYTES + value_bytes
    return RANDOM_INDEX_KEY + build_length(value_bytes) + body + _RANDOM_INDEX_END.pack(total)


def parse_random_index(value: bytes) -> tuple[RandomIndexEntry, ...] | None:
    """Read a random index pack's value; None where its bytes are no whole entries."""
    body = value[: -_RANDOM_INDEX_END.size]
    if len(value) < _RANDOM_INDEX_END.size or len(body) % _RANDOM_INDEX_ENTRY.size:
        return None
    return tuple(RandomIndexEntry(stream, offset) for stream, offset in _RANDOM_INDEX_ENTRY.iter_unpack(body))
