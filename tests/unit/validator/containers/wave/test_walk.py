"""Walking over bytes that are no usual chunk: where the next one begins, and what is said of what lies between."""

from __future__ import annotations

import io
import struct

import pytest

from validator.containers.wave.riff import UNSET_32, Chunk, Ds64, build_chunk, build_ds64
from validator.containers.wave.walk import RiffWalk, walk

FMT = build_chunk(Chunk(id="fmt ", payload=bytes(16)))
DATA = build_chunk(Chunk(id="data", payload=bytes(range(1, 13))))
FIRST = 12
"""Where the first chunk begins."""


def walked(body: bytes, *, size: int | None = None, form: bytes = b"RIFF") -> RiffWalk:
    raw = form + struct.pack("<I", 4 + len(body) if size is None else size) + b"WAVE" + body
    return walk(io.BytesIO(raw), len(raw), where="test.wav")


def headed(chunk_id: bytes, size: int) -> bytes:
    return chunk_id + struct.pack("<I", size)


def found(result: RiffWalk) -> list[tuple[str, int, int]]:
    return [(chunk.id, chunk.offset_bytes, chunk.size_bytes) for chunk in result.chunks]


def codes(result: RiffWalk) -> list[str]:
    return [note.code for note in result.notes]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_chunk_with_an_unusual_id_is_borne_out_by_the_next_one(size: int) -> None:
    body = headed(b"\xa9abc", size) + bytes(size + size % 2) + FMT + DATA

    result = walked(body)

    assert found(result)[0] == ("\xa9abc", FIRST + 8, size)
    assert [chunk.id for chunk in result.chunks[1:]] == ["fmt ", "data"]
    assert codes(result) == ["wave.unusual-id"]


@pytest.mark.parametrize("count", [40, 70_000])
def test_zero_bytes_between_chunks_are_passed_over_and_said(count: int) -> None:
    result = walked(FMT + bytes(count) + DATA)

    start = FIRST + len(FMT)
    assert found(result)[1] == ("data", start + count + 8, 12)
    assert codes(result) == ["wave.zero-bytes"]
    assert result.notes[0].arguments == {"bytes": count, "offset_bytes": start}
    (unread,) = result.unread
    assert (unread.offset_bytes, unread.size_bytes, unread.zero, unread.begins) == (start, count, True, bytes(8))
    assert (unread.inside, unread.behind_data) == (True, False)


def test_behind_zero_bytes_a_chunk_without_a_size_may_begin_and_none_that_outgrows_the_file() -> None:
    open_size = walked(FMT + bytes(40) + headed(b"data", UNSET_32) + bytes(range(1, 9)))
    assert [chunk.id for chunk in open_size.chunks] == ["fmt ", "data"]

    too_large = walked(FMT + DATA + bytes(40) + headed(b"LIST", 4096) + b"INFO")
    assert [chunk.id for chunk in too_large.chunks] == ["fmt ", "data"]
    assert codes(too_large)[0] == "wave.remainder"
    (unread,) = too_large.unread
    assert (unread.size_bytes, unread.zero, unread.behind_data) == (52, False, True)


def test_a_ds64_chunk_behind_another_is_used_and_its_place_is_said() -> None:
    ds64 = build_ds64(Ds64(riff_bytes=4 + 32 + 36 + 8 + 12, data_bytes=12))
    large = build_chunk(Chunk(id="fmt ", payload=bytes(24)))
    body = large + headed(b"ds64", len(ds64)) + ds64 + headed(b"data", UNSET_32) + bytes(range(1, 13))

    result = walked(body, size=UNSET_32, form=b"RF64")

    assert codes(result) == ["wave.ds64-not-first"]
    assert result.notes[0].arguments == {"offset_bytes": FIRST + len(large)}
    assert found(result)[-1][2] == 12


def test_a_ds64_size_of_all_ones_in_32_bits_is_a_size() -> None:
    ds64 = build_ds64(Ds64(riff_bytes=100, data_bytes=UNSET_32))
    body = headed(b"ds64", len(ds64)) + ds64 + FMT + headed(b"data", UNSET_32) + bytes(12)

    result = walked(body, size=UNSET_32, form=b"RF64")

    assert result.data_missing_bytes == UNSET_32 - 12


@pytest.mark.parametrize("samples", [0, 30, 31])
def test_sound_without_a_length_ends_before_the_chunks_behind_it(samples: int) -> None:
    behind = build_chunk(Chunk(id="bext", payload=bytes(602)))

    result = walked(FMT + headed(b"data", UNSET_32) + b"\x55" * samples + behind, size=UNSET_32)

    start = FIRST + len(FMT) + 8
    assert found(result)[1:] == [("data", start, samples), ("bext", start + samples + 8, 602)]


def test_sound_without_a_length_needs_no_pad_byte_at_the_end_and_another_chunk_does() -> None:
    odd_sound = walked(FMT + headed(b"data", UNSET_32) + b"\x55" * 31, size=UNSET_32)
    assert codes(odd_sound) == ["wave.data-size-open", "wave.riff-size-open"]

    odd_chunk = walked(FMT + DATA + headed(b"note", 3) + b"abc")
    assert codes(odd_chunk) == ["wave.pad-missing-at-end"]
    assert odd_chunk.notes[0].arguments == {"chunk": "note", "offset_bytes": FIRST + len(FMT) + len(DATA) + 11}


def test_other_chunks_of_an_id_are_those_with_content_that_do_not_count() -> None:
    empty, second = headed(b"data", 0), build_chunk(Chunk(id="data", payload=bytes(6)))
    listed = build_chunk(Chunk(id="LIST", payload=b"INFO"))

    result = walked(FMT + DATA + listed + empty + second)

    assert [chunk.size_bytes for chunk in result.others("data")] == [6]
    assert result.others("fmt ") == ()
