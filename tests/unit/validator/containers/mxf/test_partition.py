"""Partition packs and the random index pack."""

from __future__ import annotations

import pytest

from validator.containers.mxf.labels import OP1A, WAVE_CLIP_WRAPPED
from validator.containers.mxf.partition import (
    BODY_PARTITION,
    OPEN_INCOMPLETE,
    PartitionPack,
    RandomIndexEntry,
    build_partition,
    build_random_index,
    is_partition_key,
    parse_partition,
    parse_random_index,
    partition_bytes,
)

PACK = PartitionPack(
    kind=BODY_PARTITION,
    status=OPEN_INCOMPLETE,
    kag_bytes=512,
    this_partition=1,
    previous_partition=2,
    footer_partition=3,
    header_byte_count=4,
    index_byte_count=5,
    index_stream=6,
    body_offset=7,
    body_stream=8,
    operational_pattern=OP1A,
    containers=(WAVE_CLIP_WRAPPED,),
)


def test_a_pack_is_read_as_it_was_built() -> None:
    built = build_partition(PACK)
    assert len(built) == partition_bytes(1) == 124
    assert is_partition_key(built[:16])
    assert built[:16].hex() == "060e2b34020501010d01020101030100"
    assert parse_partition(built[:16], built[20:]) == PACK
    assert (PACK.kind_name, PACK.status_name) == ("body", "open incomplete")


def test_a_pack_cut_short_is_none() -> None:
    built = build_partition(PACK)
    assert parse_partition(built[:16], built[20:100]) is None


def test_labels_that_the_count_promises_and_that_are_missing_are_left_out() -> None:
    built = bytearray(build_partition(PACK))
    built[20 + 80 : 20 + 84] = (1 << 30).to_bytes(4, "big")
    read = parse_partition(bytes(built[:16]), bytes(built[20:]))
    assert read is not None
    assert read.containers == (WAVE_CLIP_WRAPPED,)


@pytest.mark.parametrize("kind", [0x05, 0x11])
def test_primer_and_random_index_are_no_partitions(kind: int) -> None:
    assert not is_partition_key(bytes.fromhex("060e2b34020501010d010201 01") + bytes((kind, 1, 0)))


def test_a_random_index_says_how_long_it_is() -> None:
    entries = (RandomIndexEntry(0, 0), RandomIndexEntry(1, 0x40000), RandomIndexEntry(0, 1 << 40))
    built = build_random_index(entries)
    assert int.from_bytes(built[-4:], "big") == len(built) == 20 + 12 * 3 + 4
    assert parse_random_index(built[20:]) == entries


@pytest.mark.parametrize("value", [b"", bytes(3), bytes(4 + 11)])
def test_a_random_index_of_broken_entries_is_none(value: bytes) -> None:
    assert parse_random_index(value) is None
