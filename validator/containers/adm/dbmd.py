"""The dbmd chunk of Atmos-profile masters: segments, each with a checksum; the two that tell of the mix decoded.

Read only. A file made here carries none, and one that is rewrapped keeps the one it has, byte for byte: the chunk
states by which equipment a master was made.

Source: EBU Tech 3285 supplement 6 (2009), segments and checksum; the parser of the Atmos segments that Dolby
Laboratories published (dbmd-atmos-parser 1.0, 2020) and MediaInfoLib 26.05, layout of segments 9 and 10.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

ATMOS_SEGMENT: Final = 9
ATMOS_SUPPLEMENT_SEGMENT: Final = 10
ATMOS_SEGMENT_BYTES: Final = 248
SEGMENT_LIMIT: Final = 256
"""Segments read before the rest is given up: there are about fifteen kinds, and each comes once."""

TRIM_LAYOUTS: Final = ("2.0", "5.1", "7.1", "2.1.2", "5.1.2", "7.1.2", "2.1.4", "5.1.4", "7.1.4")
"""Layouts of the trims, in their order."""

_SUPPLEMENT_SYNC: Final = 0xF8726FBD
_SUPPLEMENT_HEAD_BYTES: Final = 7
_TRIM_BYTES: Final = 15
_FRAME_RATES: Final[dict[int, tuple[Fraction, bool]]] = {
    1: (Fraction(24000, 1001), False),
    2: (Fraction(24), False),
    3: (Fraction(25), False),
    4: (Fraction(30000, 1001), True),
    5: (Fraction(30000, 1001), False),
    6: (Fraction(30), False),
}
_WARP_MODES: Final = ("direct", "direct with room balance", "Pro Logic IIx", "LoRo", "not indicated")
_DOWNMIXES: Final = ("not indicated", "LoRo", "LtRt", "LtRt Pro Logic II", "direct")
_HEADPHONE_MODES: Final = ("off", "near", "far", "mid", "not indicated")
_FIRST_FRAME_UNSET: Final = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class DbmdSegment:
    """One segment.

    Attributes:
        offset_bytes: Where it begins in the payload of the chunk.
        checksum_stated: None where the chunk ends before it.
    """

    id: int
    offset_bytes: int
    size_bytes: int
    checksum_stated: int | None
    checksum_found: int

    @property
    def checksum_holds(self) -> bool:
        """True where the checksum is that of the segment."""
        return self.checksum_stated == self.checksum_found


@dataclass(frozen=True, slots=True, kw_only=True)
class DbmdTrim:
    """How much lower surrounds and heights are played on one layout.

    Attributes:
        automatic: True where the renderer decides; then the levels below are None.
        centre_db, surround_db, height_db: As written.
        balance: The two balance bytes as written.
    """

    layout: str
    automatic: bool
    centre_db: float | None = None
    surround_db: float | None = None
    height_db: float | None = None
    balance: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DbmdAtmos:
    """Segment 9.

    Attributes:
        tool: Name of the program that made the master.
        frame_rate: None where the code is not known.
        drop_frame: True for 29.97 with drop-frame timecode.
        first_frame_of_action_s: None where not set.
        stereo_downmix: Of the 5.1 rendering; None where the code is not known. Likewise `surround_downmix`, how heights
            and sides become 5.1.
        phase_shift_code: Code of the 90-degree phase shift.
    """

    tool: str
    tool_version: tuple[int, int, int]
    frame_rate: Fraction | None
    drop_frame: bool
    first_frame_of_action_s: Fraction | None
    stereo_downmix: str | None
    surround_downmix: str | None
    phase_shift_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DbmdSupplement:
    """Segment 10.

    Attributes:
        track_count: Tracks of the master, those of beds among them.
        trims: One for each layout of `TRIM_LAYOUTS`.
        trim_bypass: Per track, as written.
        headphone_modes: Per track: off, near, far, mid, not indicated; None where the code is not known.
    """

    track_count: int
    trims: tuple[DbmdTrim, ...]
    trim_bypass: tuple[int, ...]
    headphone_modes: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dbmd:
    """A dbmd chunk.

    Attributes:
        version: As in the chunk, most significant part first: (1, 0, 0, 6); None where it is too short.
        segments: In their order.
        atmos, supplement: None where there is none, or where it cannot be decoded: `problems` tells which.
        problems: Codes: `too-short`, `segment-cut`, `no-end`, `atmos-size`, `supplement-size`, `supplement-sync`.
    """

    version: tuple[int, ...] | None
    segments: tuple[DbmdSegment, ...] = ()
    atmos: DbmdAtmos | None = None
    supplement: DbmdSupplement | None = None
    problems: tuple[str, ...] = ()


def segment_checksum(payload: bytes) -> int:
    """The checksum of a segment: what makes the sum of size and bytes a multiple of 256.

    A segment of the three bytes 1 2 3 has the size 3: 3 + 1 + 2 + 3 = 9, and its checksum is 256 - 9 = 247.

    Source: EBU Tech 3285 supplement 6 (2009).
    """
    return -(len(payload) + sum(payload)) & 0xFF


def parse_dbmd(payload: bytes) -> Dbmd:
    """Decode the payload of a dbmd chunk. Nothing in it is an error here; what is wrong stands in `problems`."""
    if len(payload) < 5:
        return Dbmd(version=None, problems=("too-short",))
    segments: list[DbmdSegment] = []
    problems: list[str] = []
    contents: dict[int, bytes] = {}
    position = 4
    while True:
        if position >= len(payload) or len(segments) >= SEGMENT_LIMIT:
            problems.append("no-end")
            break
        if payload[position] == 0:
            break
        content = _segment(payload, position)
        if content is None:
            problems.append("segment-cut")
            break
        end = position + 3 + len(content)
        segments.append(
            DbmdSegment(
                id=payload[position],
                offset_bytes=position,
                size_bytes=len(content),
                checksum_stated=payload[end] if end < len(payload) else None,
                checksum_found=segment_checksum(content),
            )
        )
        contents.setdefault(payload[position], content)
        position = end + 1
    return Dbmd(
        version=tuple(reversed(payload[:4])),
        segments=tuple(segments),
        atmos=_atmos(contents.get(ATMOS_SEGMENT), problems),
        supplement=_supplement(contents.get(ATMOS_SUPPLEMENT_SEGMENT), problems),
        problems=tuple(problems),
    )


def _segment(payload: bytes, position: int) -> bytes | None:
    """What a segment holds; None where the chunk ends before it does."""
    if position + 3 > len(payload):
        return None
    size = int.from_bytes(payload[position + 1 : position + 3], "little")
    content = payload[position + 3 : position + 3 + size]
    return content if len(content) == size else None


def _atmos(content: bytes | None, problems: list[str]) -> DbmdAtmos | None:
    if content is None:
        return None
    if len(content) < ATMOS_SEGMENT_BYTES:
        problems.append("atmos-size")
        return None
    frame_rate, drop_frame = _FRAME_RATES.get(content[111] & 0x0F, (None, False))
    hours, minutes, ticks = struct.unpack_from("<BBI", content, 112)
    seconds = Fraction(ticks, 100_000)
    return DbmdAtmos(
        tool=content[32:96].split(b"\0")[0].decode("latin-1"),
        tool_version=(content[96], content[97], content[98]),
        frame_rate=frame_rate,
        drop_frame=drop_frame,
        first_frame_of_action_s=None if hours == _FIRST_FRAME_UNSET else 3600 * hours + 60 * minutes + seconds,
        stereo_downmix=_named(_DOWNMIXES, content[139] >> 4 & 0x07),
        surround_downmix=_named(_WARP_MODES, content[152] & 0x07),
        phase_shift_code=content[139] & 0x03,
    )


def _supplement(content: bytes | None, problems: list[str]) -> DbmdSupplement | None:
    if content is None:
        return None
    if len(content) < _SUPPLEMENT_HEAD_BYTES:
        problems.append("supplement-size")
        return None
    sync, tracks = struct.unpack_from("<IH", content)
    if sync != _SUPPLEMENT_SYNC:
        problems.append("supplement-sync")
        return None
    per_track = _SUPPLEMENT_HEAD_BYTES + _TRIM_BYTES * len(TRIM_LAYOUTS)
    if len(content) < per_track + 2 * tracks:
        problems.append("supplement-size")
        return None
    return DbmdSupplement(
        track_count=tracks,
        trims=tuple(
            _trim(layout, content[_SUPPLEMENT_HEAD_BYTES + _TRIM_BYTES * place :][:_TRIM_BYTES])
            for place, layout in enumerate(TRIM_LAYOUTS)
        ),
        trim_bypass=tuple(content[per_track : per_track + tracks]),
        headphone_modes=tuple(
            _named(_HEADPHONE_MODES, code & 0x07) for code in content[per_track + tracks : per_track + 2 * tracks]
        ),
    )


def _trim(layout: str, content: bytes) -> DbmdTrim:
    if content[0] & 1:
        return DbmdTrim(layout=layout, automatic=True)
    centre, surround, height = (
        value if abs(value) < 1000 else None  # NaN and nonsense compare as False and become None
        for value in struct.unpack_from("<fff", content, 1)
    )
    return DbmdTrim(
        layout=layout,
        automatic=False,
        centre_db=centre,
        surround_db=surround,
        height_db=height,
        balance=(content[13], content[14]),
    )


def _named(names: tuple[str, ...], code: int) -> str | None:
    return names[code] if code < len(names) else None
