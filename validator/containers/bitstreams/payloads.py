"""What a data burst carries: the name of its coding, and the channels where the coding's own header says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DATA_TYPES: Final[dict[int, str]] = {
    0: "null data",
    1: "AC-3",
    2: "time stamps",
    3: "pause bursts",
    4: "MPEG-1 layer I",
    5: "MPEG audio layer II or III",
    6: "MPEG-2 audio with extension",
    7: "MPEG-2 AAC",
    8: "MPEG-2 layer I, low sample rate",
    9: "MPEG-2 layer II, low sample rate",
    10: "MPEG-2 layer III, low sample rate",
    11: "DTS",
    12: "DTS",
    13: "DTS",
    14: "ATRAC",
    15: "ATRAC3",
    16: "E-AC-3 or ATRAC-X",
    17: "DTS-HD",
    18: "WMA Professional",
    19: "MPEG-2 AAC, low sample rate",
    20: "MPEG-4 AAC",
    21: "E-AC-3",
    22: "MLP or TrueHD",
    26: "utility data",
    27: "KLV data",
    28: "Dolby E",
    29: "captioning data",
    30: "user-defined data",
    31: "extended data",
}
"""The data type of Pc, bits 0 to 4. SMPTE ST 338 and IEC 61937-2 were not read: the numbers are those of the header
that ffmpeg documents for IEC 61937 (libavformat/spdif.h) and, from 26, of SMPTE ST 338 as demultiplexers know it. 16 is
E-AC-3 in one document and ATRAC-X in the other."""

PAYLOAD_BYTES: Final = 16
"""Bytes of a payload that are looked at: more than the longest header below needs."""

_AC3_FRONT_AND_SURROUND: Final = (2, 1, 2, 3, 3, 4, 4, 5)
"""Full-band channels by acmod. Source: ATSC A/52:2018 Table 5.8."""

_DTS_CHANNELS: Final = (1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8)
"""Full-band channels by AMODE. Source: ETSI TS 102 114 v1.6.1 Table 5-4."""

_AC3_NEWEST_BSID: Final = 10
_EAC3_NEWEST_BSID: Final = 16
"""Source: ATSC A/52:2018 clause E.2.3.1.6: 11 to 16 are Enhanced AC-3, and decoders of AC-3 take up to 10."""

_DTS_SYNC: Final = 0x7FFE8001
_DTS_SHORTEST_BYTES: Final = 96
"""Source: ETSI TS 102 114 v1.6.1 clause 5.3.1, FSIZE: 95 to 16383, one less than the bytes of the frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What a payload is by its own header.

    Attributes:
        name: "AC-3", "E-AC-3", "DTS", "MPEG audio", "AAC", "Dolby E".
        channels: As "5.1"; None where the header that was read does not say it.
        frame_bytes: Length of the frame; None where it was not read.
    """

    name: str
    channels: str | None = None
    frame_bytes: int | None = None

    @property
    def text(self) -> str:
        """As a report prints it: "AC-3, 5.1"."""
        return self.name if self.channels is None else f"{self.name}, {self.channels}"


def coding_of(payload: bytes) -> Coding | None:
    """Tell what a payload is by its first bytes; None where they are no header that is known.

    Args:
        payload: At least `PAYLOAD_BYTES` bytes from the first behind Pd, in the order in which they are sent.
    """
    if len(payload) < PAYLOAD_BYTES:
        return None
    return _ac3(payload) or _dts(payload) or _mpeg(payload) or _dolby_e(payload)


def _bits(payload: bytes, first: int, count: int) -> int:
    """Bits of the payload as a number; the first bit of the first byte is 0."""
    whole = int.from_bytes(payload[:PAYLOAD_BYTES], "big")
    return whole >> (8 * PAYLOAD_BYTES - first - count) & ((1 << count) - 1)


def _layout(full_band: int, lfe: int) -> str:
    return f"{full_band}.{lfe}"


def _ac3(payload: bytes) -> Coding | None:
    """AC-3 and E-AC-3 share the sync word, and bsid lies at the same place in both.

    | bits     | AC-3 (clauses 5.3.1, 5.3.2)        | E-AC-3 (clause E.2.2.2)                        |
    |----------|------------------------------------|------------------------------------------------|
    | 0 to 15  | 0B77h                              | 0B77h                                          |
    | 16 to 39 | crc1, fscod, frmsizecod            | strmtyp, substreamid, frmsiz, fscod, numblkscod, acmod, lfeon |
    | 40 to 44 | bsid                               | bsid                                           |
    | 48 to 50 | acmod, then mix levels, then lfeon |                                                |

    Source: ATSC A/52:2018.
    """
    if _bits(payload, 0, 16) != 0x0B77:
        return None
    bsid = _bits(payload, 40, 5)
    if bsid > _EAC3_NEWEST_BSID:
        return None
    if bsid > _AC3_NEWEST_BSID:
        acmod, lfe = _bits(payload, 36, 3), _bits(payload, 39, 1)
        size = 2 * (_bits(payload, 21, 11) + 1)
        return Coding(name="E-AC-3", channels=_layout(_AC3_FRONT_AND_SURROUND[acmod], lfe), frame_bytes=size)
    acmod = _bits(payload, 48, 3)
    centre, surround, stereo = acmod & 1 and acmod != 1, acmod & 4, acmod == 2
    lfe = _bits(payload, 51 + (2 if centre else 0) + (2 if surround else 0) + (2 if stereo else 0), 1)
    return Coding(name="AC-3", channels=_layout(_AC3_FRONT_AND_SURROUND[acmod], lfe))


def _dts(payload: bytes) -> Coding | None:
    """A DTS core frame: sync 32 bits, FTYPE 1, SHORT 5, CPF 1, NBLKS 7, FSIZE 14, AMODE 6 ... LFF at bit 85.

    Source: ETSI TS 102 114 v1.6.1 clause 5.3.1.
    """
    if _bits(payload, 0, 32) != _DTS_SYNC:
        return None
    frame_bytes, amode = _bits(payload, 46, 14) + 1, _bits(payload, 60, 6)
    if frame_bytes < _DTS_SHORTEST_BYTES:
        return None
    channels = _layout(_DTS_CHANNELS[amode], int(_bits(payload, 85, 2) > 0)) if amode < len(_DTS_CHANNELS) else None
    return Coding(name="DTS", channels=channels, frame_bytes=frame_bytes)


def _mpeg(payload: bytes) -> Coding | None:
    """MPEG audio and AAC in ADTS share twelve bits of sync; the layer is 0 in ADTS.

    Source: ISO/IEC 11172-3 clause 2.4.1.3 and ISO/IEC 13818-7 clause 6.2, as every demultiplexer reads them; the
    documents were not read.
    """
    if _bits(payload, 0, 12) != 0xFFF:
        return None
    layer = _bits(payload, 13, 2)
    if layer == 0:
        rate, configuration = _bits(payload, 18, 4), _bits(payload, 23, 3)
        channels = {0: None, 7: "7.1", 6: "5.1"}.get(configuration, _layout(configuration, 0))
        return Coding(name="AAC", channels=channels) if rate <= _HIGHEST_ADTS_RATE else None
    if _bits(payload, 16, 4) == 0xF or _bits(payload, 20, 2) == 3:
        return None
    return Coding(name=f"MPEG audio layer {'III' if layer == 1 else 'II' if layer == 2 else 'I'}", channels=None)


_HIGHEST_ADTS_RATE: Final = 12


def _dolby_e(payload: bytes) -> Coding | None:
    """The three sync words of Dolby E, whose last bit says whether a key follows.

    Source: the sync words 078Eh, 0788Eh, 07888Eh as the page on Dolby E of wiki.multimedia.cx gives them.
    """
    found = (
        (_bits(payload, 0, 16) & ~1) == 0x078E
        or (_bits(payload, 0, 20) & ~1) == 0x0788E
        or (_bits(payload, 0, 24) & ~1) == 0x07888E
    )
    return Coding(name="Dolby E") if found else None
