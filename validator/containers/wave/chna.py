"""The chna chunk: which track carries which audio track UID of the ADM.

Source: ITU-R BS.2088-1 (2019) clause 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.errors import MediaError, UsageError
from validator.containers.facts import ChnaTrack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COUNTS: Final = struct.Struct("<HH")
_ROW: Final = struct.Struct("<H12s14s11sx")

ROW_LIMIT: Final = 65_535
"""numUIDs has 16 bits; room beyond that holds no row."""


def parse_chna(payload: bytes) -> tuple[ChnaTrack, ...]:
    """Read the payload of a chna chunk; rows whose track index is 0 are reserved room and left out.

    Raises:
        MediaError: Fewer rows than it says.
    """
    if len(payload) < _COUNTS.size:
        raise MediaError(
            "The chna chunk is too short.", found=count_of(len(payload), "byte", "bytes"), expected="at least 4 bytes"
        )
    _, uids = _COUNTS.unpack_from(payload)
    present = (len(payload) - _COUNTS.size) // _ROW.size
    if present < uids:
        raise MediaError(
            "The chna chunk has fewer rows than it says.",
            found=count_of(present, "row", "rows"),
            expected=count_of(uids, "row", "rows"),
        )
    rows = (_ROW.unpack_from(payload, _COUNTS.size + _ROW.size * row) for row in range(uids))
    return tuple(
        ChnaTrack(track_index=index, uid=_text(uid), track_ref=_text(track_ref), pack_ref=_text(pack_ref))
        for index, uid, track_ref, pack_ref in rows
        if index
    )


def _text(raw: bytes) -> str:
    return raw.rstrip(b"\0 ").decode("latin-1")


def build_chna(tracks: Sequence[ChnaTrack]) -> bytes:
    """Write the payload of a chna chunk: one row per track UID, in the order given.

    Raises:
        UsageError: A reference is not ASCII or longer than its field.
    """
    rows = b"".join(
        _ROW.pack(track.track_index, _ascii(track.uid, 12), _ascii(track.track_ref, 14), _ascii(track.pack_ref, 11))
        for track in tracks
    )
    return _COUNTS.pack(len({track.track_index for track in tracks}), len(tracks)) + rows


def _ascii(text: str, limit: int) -> bytes:
    if not text.isascii() or len(text) > limit:
        raise UsageError(
            "A reference does not fit into chna.", found=text, expected=f"at most {limit} ASCII characters"
        )
    return text.encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChnaRow:
    """One row as it lies in the chunk, whatever it holds.

    Attributes:
        row: Its number, from 1.
        track_index: From 1; 0 in room that is kept for later.
        uid, track_ref, pack_ref: As written, without the NULs and blanks behind.
    """

    row: int
    track_index: int
    uid: str
    track_ref: str
    pack_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChnaTable:
    """A chna chunk with what it says of itself, so that it can be judged.

    Attributes:
        stated_tracks: numTracks; None where the chunk is too short for it. Likewise stated_uids, numUIDs.
        rows: Rows that are used: every one that has a track index or a UID, in their order.
        room: Rows that the chunk has room for.
        odd_bytes: Bytes behind the last whole row.

    Source: ITU-R BS.2088-1 (2019) clause 8.
    """

    stated_tracks: int | None
    stated_uids: int | None
    rows: tuple[ChnaRow, ...]
    room: int
    odd_bytes: int


def read_chna_table(payload: bytes) -> ChnaTable:
    """Read a chna chunk for judging: nothing it says is an error here, and rows beyond numUIDs are read too."""
    if len(payload) < _COUNTS.size:
        return ChnaTable(stated_tracks=None, stated_uids=None, rows=(), room=0, odd_bytes=len(payload))
    tracks, uids = _COUNTS.unpack_from(payload)
    room, odd_bytes = divmod(len(payload) - _COUNTS.size, _ROW.size)
    whole = (_ROW.unpack_from(payload, _COUNTS.size + _ROW.size * row) for row in range(min(room, ROW_LIMIT)))
    rows = (
        ChnaRow(row=row, track_index=index, uid=_text(uid), track_ref=_text(track_ref), pack_ref=_text(pack_ref))
        for row, (index, uid, track_ref, pack_ref) in enumerate(whole, 1)
    )
    return ChnaTable(
        stated_tracks=tracks,
        stated_uids=uids,
        rows=tuple(row for row in rows if row.track_index or row.uid),
        room=room,
        odd_bytes=odd_bytes,
    )


def build_chna_rows(rows: Iterable[ChnaRow]) -> bytes:
    """Write the payload of a chna chunk from rows, in the order given; see `build_chna`."""
    return build_chna(
        [
            ChnaTrack(track_index=row.track_index, uid=row.uid, track_ref=row.track_ref, pack_ref=row.pack_ref)
            for row in rows
        ]
    )
