"""chna read for judging: nothing is refused, everything that lies in it is told."""

from __future__ import annotations

from validator.containers.wave.chna import ChnaRow, build_chna_rows, read_chna_table

LEFT = ChnaRow(row=1, track_index=1, uid="ATU_00000001", track_ref="AT_00010001_01", pack_ref="AP_00010002")
RIGHT = ChnaRow(row=2, track_index=2, uid="ATU_00000002", track_ref="AC_00010002_00", pack_ref="")


def test_rows_are_read_as_they_were_written() -> None:
    table = read_chna_table(build_chna_rows([LEFT, RIGHT]))
    assert table.rows == (LEFT, RIGHT)
    assert (table.stated_tracks, table.stated_uids, table.room, table.odd_bytes) == (2, 2, 2, 0)


def test_room_is_no_row_and_rows_keep_their_number() -> None:
    raw = build_chna_rows([LEFT]) + bytes(40 * 1022) + build_chna_rows([RIGHT])[4:]
    table = read_chna_table(raw)
    assert table.room == 1024
    assert [row.row for row in table.rows] == [1, 1024]
    assert table.stated_uids == 1


def test_a_row_without_index_is_told() -> None:
    raw = bytearray(build_chna_rows([LEFT, RIGHT]))
    raw[4:6] = b"\0\0"
    assert [row.track_index for row in read_chna_table(bytes(raw)).rows] == [0, 2]


def test_what_is_cut_is_told() -> None:
    short = read_chna_table(b"\1\0\1")
    assert (short.stated_tracks, short.stated_uids, short.rows, short.room, short.odd_bytes) == (None, None, (), 0, 3)
    table = read_chna_table(build_chna_rows([LEFT, RIGHT])[:-3])
    assert (table.room, table.odd_bytes, len(table.rows)) == (1, 37, 1)
