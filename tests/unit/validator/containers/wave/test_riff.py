"""Walking and building RIFF, RF64 and BW64, well-formed and as met in the wild."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest

from specs.errors import MediaError
from validator.catalogue import say
from validator.containers.wave.riff import (
    CHUNK_LIMIT,
    UNSET_32,
    Chunk,
    Ds64,
    build_chunk,
    build_ds64,
    build_riff,
    parse_ds64,
)
from validator.containers.wave.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

    from validator.containers.wave.walk import RiffWalk

FMT = Chunk(id="fmt ", payload=bytes(16))
DATA = Chunk(id="data", payload=bytes(range(12)))


def walked(raw: bytes) -> RiffWalk:
    return walk(io.BytesIO(raw), len(raw), where="test.wav")


def said(result: RiffWalk) -> tuple[str, ...]:
    return tuple(say(note) for note in result.notes)


def found(walk_result: RiffWalk) -> list[tuple[str, int]]:
    return [(chunk.id, chunk.size_bytes) for chunk in walk_result.chunks]


def riff(body: bytes, *, size: int | None = None, form: bytes = b"RIFF") -> bytes:
    return form + struct.pack("<I", 4 + len(body) if size is None else size) + b"WAVE" + body


def header(chunk_id: bytes, size: int) -> bytes:
    return chunk_id + struct.pack("<I", size)


@pytest.mark.parametrize("form", ["RIFF", "RF64", "BW64"])
def test_a_well_formed_file_gives_its_chunks_and_no_note(form: str) -> None:
    result = walked(build_riff([FMT, Chunk(id="odd ", payload=b"abc"), DATA], form=form))
    assert result.form == form
    assert found(result)[-3:] == [("fmt ", 16), ("odd ", 3), ("data", 12)]
    assert said(result) == ()


def test_offsets_point_at_payloads() -> None:
    raw = build_riff([FMT, DATA])
    data = walked(raw).first("data")
    assert data is not None
    assert raw[data.offset_bytes : data.offset_bytes + data.size_bytes] == DATA.payload


def test_ds64_survives_a_round_trip_with_its_table() -> None:
    sizes = Ds64(riff_bytes=1 << 40, data_bytes=1 << 39, sample_count=7, table={"axml": 1 << 33})
    assert parse_ds64(build_ds64(sizes)) == sizes


def test_a_ds64_with_leftover_room_is_read() -> None:
    sizes = Ds64(riff_bytes=100, data_bytes=50)
    assert parse_ds64(build_ds64(sizes) + bytes(36)) == sizes


def test_a_ds64_table_gives_the_size_of_another_chunk() -> None:
    ds64 = build_ds64(Ds64(riff_bytes=28 + 8 + 4 + 8 + 12 + 12 + 8 + 6, data_bytes=12, table={"axml": 6}))
    body = header(b"ds64", len(ds64)) + ds64 + header(b"data", UNSET_32) + DATA.payload
    result = walked(riff(body + header(b"axml", UNSET_32) + b"<a/>  ", size=UNSET_32, form=b"BW64"))
    assert found(result) == [("ds64", 40), ("data", 12), ("axml", 6)]
    assert said(result) == ()


@pytest.mark.parametrize("stated", [UNSET_32, 0])
def test_streamed_data_without_a_size_runs_to_the_end_of_the_file(stated: int) -> None:
    result = walked(riff(build_chunk(FMT) + header(b"data", stated) + bytes(100), size=stated))
    assert found(result) == [("fmt ", 16), ("data", 100)]
    assert "read to the end of the file" in said(result)[0]
    assert "RIFF size is not filled in" in said(result)[1]


def test_an_empty_data_chunk_before_other_chunks_stays_empty() -> None:
    result = walked(build_riff([FMT, Chunk(id="data", payload=b""), Chunk(id="LIST", payload=b"INFO")]))
    assert found(result) == [("fmt ", 16), ("data", 0), ("LIST", 4)]
    assert said(result) == ()


def test_truncated_data_is_read_as_far_as_it_goes_with_a_note() -> None:
    result = walked(build_riff([FMT, DATA])[:-5])
    assert found(result) == [("fmt ", 16), ("data", 7)]
    assert said(result) == ("The data chunk says 12 bytes but the file ends after 7.",)


def test_a_riff_size_that_lies_is_noted() -> None:
    raw = riff(build_chunk(FMT) + build_chunk(DATA), size=999)
    assert said(walked(raw)) == ("The RIFF size says 999 bytes; the chunks take 48.",)


def test_a_missing_pad_byte_between_chunks_is_noticed() -> None:
    body = header(b"odd ", 3) + b"abc" + build_chunk(FMT) + build_chunk(DATA)
    result = walked(riff(body))
    assert found(result) == [("odd ", 3), ("fmt ", 16), ("data", 12)]
    assert said(result) == ("The pad byte after the odd chunk is missing.",)


def test_a_missing_pad_byte_at_the_end_is_noticed() -> None:
    result = walked(riff(build_chunk(FMT) + header(b"data", 3) + b"abc"))
    assert found(result)[-1] == ("data", 3)
    assert said(result) == ("The pad byte after the last chunk, data, is missing.",)


def test_a_pad_byte_that_is_not_zero_is_still_a_pad_byte() -> None:
    body = header(b"odd ", 3) + b"abc\xaa" + build_chunk(FMT) + build_chunk(DATA)
    assert found(walked(riff(body))) == [("odd ", 3), ("fmt ", 16), ("data", 12)]


def test_unknown_chunks_before_fmt_are_listed() -> None:
    listed = [Chunk(id=name, payload=bytes(6)) for name in ("Fake", "PAD ", "FLLR", "minf")]
    result = walked(build_riff([*listed, FMT, DATA]))
    assert [chunk.id for chunk in result.chunks] == ["Fake", "PAD ", "FLLR", "minf", "fmt ", "data"]
    assert said(result) == ()


def test_bytes_behind_the_last_chunk_are_left_aside_with_a_note() -> None:
    result = walked(build_riff([FMT, DATA]) + b"\x00\x01\x02\x03\x04")
    assert found(result)[-1] == ("data", 12)
    assert said(result) == ("At the end 5 bytes belong to no chunk and were left aside.",)


def test_more_chunks_than_the_limit_are_not_read() -> None:
    bomb = build_riff([FMT, DATA]) + build_chunk(Chunk(id="bomb", payload=b"")) * (CHUNK_LIMIT + 10)
    result = walked(bomb)
    assert len(result.chunks) == CHUNK_LIMIT
    assert said(result)[0] == f"There are more than {CHUNK_LIMIT} chunks; the rest was not read."


def test_of_duplicate_chunks_the_first_with_content_counts() -> None:
    result = walked(build_riff([FMT, Chunk(id="data", payload=b""), DATA, Chunk(id="LIST", payload=b"")]))
    data = result.first("data")
    assert data is not None
    assert data.size_bytes == 12
    assert said(result) == ("There are 2 data chunks; the first one with content counts.",)


def test_a_real_size_in_the_data_chunk_wins_over_ds64() -> None:
    ds64 = build_chunk(Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=84, data_bytes=8))))
    result = walked(riff(ds64 + build_chunk(FMT) + build_chunk(DATA), size=UNSET_32, form=b"RF64"))
    assert found(result)[-1] == ("data", 12)
    assert "the data chunk was taken" in said(result)[0]


@pytest.mark.parametrize("stated", [0, 12])
def test_ds64_wins_over_a_data_size_that_is_empty_or_ran_over(stated: int) -> None:
    real = 12 + (1 << 32)
    ds64 = build_chunk(Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=real + 80, data_bytes=real))))
    result = walked(riff(ds64 + build_chunk(FMT) + header(b"data", stated) + bytes(20), size=UNSET_32, form=b"RF64"))
    assert f"ds64 says {real}; the ds64 chunk was taken" in said(result)[0]
    assert found(result)[-1] == ("data", 20)


def test_an_rf64_without_ds64_is_read_with_a_note() -> None:
    result = walked(riff(build_chunk(FMT) + build_chunk(DATA), form=b"RF64"))
    assert found(result)[-1] == ("data", 12)
    assert said(result) == ("This RF64 file has no ds64 chunk.",)


def test_a_ds64_that_is_too_short_is_left_aside() -> None:
    body = build_chunk(Chunk(id="ds64", payload=bytes(8))) + build_chunk(FMT) + build_chunk(DATA)
    result = walked(riff(body, form=b"RF64"))
    assert said(result)[0] == "The ds64 chunk is too short. It was left aside."


def test_a_file_beyond_4_gib_is_walked_by_its_ds64(tmp_path: Path) -> None:
    data_bytes = (5 << 30) + 6
    ds64 = build_chunk(Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=data_bytes + 84, data_bytes=data_bytes))))
    start = riff(ds64 + build_chunk(FMT) + header(b"data", UNSET_32), size=UNSET_32, form=b"BW64")
    path = tmp_path / "sparse.wav"
    with path.open("w+b") as file:
        file.write(start)
        file.seek(data_bytes, io.SEEK_CUR)
        file.write(build_chunk(Chunk(id="axml", payload=b"<a/>")))
        result = walk(file, file.tell(), where=str(path))
    assert found(result) == [("ds64", 28), ("fmt ", 16), ("data", data_bytes), ("axml", 4)]


def test_a_32_bit_size_that_ran_over_is_recognised(tmp_path: Path) -> None:
    data_bytes = (9 << 30) + 6
    path = tmp_path / "overrun.wav"
    with path.open("w+b") as file:
        file.write(riff(build_chunk(FMT) + header(b"data", data_bytes & UNSET_32), size=77))
        file.seek(data_bytes, io.SEEK_CUR)
        file.write(build_chunk(Chunk(id="LIST", payload=b"INFO")))
        result = walk(file, file.tell(), where=str(path))
    assert found(result) == [("fmt ", 16), ("data", data_bytes), ("LIST", 4)]
    assert f"really {data_bytes}" in said(result)[0]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "not a RIFF"),
        (b"RIFF\x04\x00", "not a RIFF"),
        (b"FORM\x04\x00\x00\x00WAVE", "not a RIFF"),
        (b"RIFF\x04\x00\x00\x00AVI ", "does not hold WAVE"),
    ],
)
def test_what_is_no_wave_file_is_refused(raw: bytes, what: str) -> None:
    with pytest.raises(MediaError, match=what):
        walked(raw)


def test_every_entry_of_a_ds64_table_is_read_where_it_lies() -> None:
    sizes = Ds64(riff_bytes=1, data_bytes=2, sample_count=3, table={"axml": 6, "chna": 7, "levl": 2**33})
    built = build_ds64(sizes)

    assert parse_ds64(built) == sizes
    for cut in (1, 12):
        assert parse_ds64(built[:-cut]).table == {"axml": 6, "chna": 7}, "an entry that is cut is none"


@pytest.mark.parametrize("form", ["RF64", "BW64"])
def test_the_size_of_a_large_form_counts_every_byte_after_its_own_field(form: str) -> None:
    whole = build_riff([DATA], form=form)

    assert parse_ds64(whole[20 : 20 + 28]).riff_bytes == len(whole) - 8
