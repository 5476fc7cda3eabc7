"""The chna chunk: rows of track UIDs."""

from __future__ import annotations

import pytest

from specs.errors import MediaError, UsageError
from validator.containers.facts import ChnaTrack
from validator.containers.wave.chna import build_chna, parse_chna

LEFT = ChnaTrack(track_index=1, uid="ATU_00000001", track_ref="AT_00010001_01", pack_ref="AP_00010002")
RIGHT = ChnaTrack(track_index=2, uid="ATU_00000002", track_ref="AC_00010002_00", pack_ref="")


def test_counts_and_rows_lie_where_the_standard_puts_them() -> None:
    raw = build_chna([LEFT, RIGHT])
    assert len(raw) == 4 + 2 * 40
    assert raw[:6] == b"\x02\x00\x02\x00\x01\x00"
    assert raw[6:18] == b"ATU_00000001"
    assert raw[18:32] == b"AT_00010001_01"
    assert raw[32:43] == b"AP_00010002"
    assert raw[43:44] == b"\0"


def test_reserved_rows_are_left_out() -> None:
    raw = bytearray(build_chna([LEFT, RIGHT]) + bytes(40 * 1022))
    assert parse_chna(bytes(raw)) == (LEFT, RIGHT)
    raw[4:6] = b"\0\0"
    assert parse_chna(bytes(raw)) == (RIGHT,)


def test_the_number_of_tracks_counts_each_index_once() -> None:
    assert build_chna([LEFT, LEFT.model_copy(update={"uid": "ATU_00000003"})])[:4] == b"\x01\x00\x02\x00"


@pytest.mark.parametrize("raw", [b"", b"\x01\x00", build_chna([LEFT, RIGHT])[:-1]])
def test_fewer_rows_than_stated_are_refused(raw: bytes) -> None:
    with pytest.raises(MediaError, match="chna chunk"):
        parse_chna(raw)


@pytest.mark.parametrize("change", [{"uid": "ATU_000000001"}, {"pack_ref": "ü"}])
def test_a_reference_that_does_not_fit_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="does not fit"):
        build_chna([LEFT.model_copy(update=change)])
