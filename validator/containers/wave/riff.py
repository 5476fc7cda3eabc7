"""The chunks of a RIFF, RF64 or BW64 file as the standards ask for them; `walk` finds them in whatever state they are.

Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2; EBU Tech 3306
v2 (2009), RF64 and its ds64 chunk; ITU-R BS.2088-1 (2019) Annex 1 (BW64).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMS: Final = ("RIFF", "RF64", "BW64")
"""First four characters of a file of the family."""

UNSET_32: Final = 0xFFFFFFFF
"""A 32-bit size that refers to the ds64 chunk (EBU Tech 3306, ds64 chunk), or that a streaming writer left open."""

CHUNK_LIMIT: Final = 4096
"""Chunks read before the rest is given up: recorders write a few dozen, and a hostile header may write millions."""

HEADER_BYTES: Final = 12
DS64_FIXED_BYTES: Final = 28
DS64_ENTRY_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A chunk to be written: four characters and what it holds, without the pad byte."""

    id: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ds64:
    """The 64-bit sizes.

    Attributes:
        riff_bytes: Size of the file less 8.
        data_bytes: Size of the data chunk.
        sample_count: Samples per channel in RF64; a dummy in BW64, and trusted in neither.
        table: Sizes of other chunks beyond 4 GiB by their id.

    Source: EBU Tech 3306 v2 and ITU-R BS.2088-1 Annex 1, ds64 chunk.
    """

    riff_bytes: int
    data_bytes: int
    sample_count: int = 0
    table: Mapping[str, int] = field(default_factory=dict)


def parse_ds64(payload: bytes) -> Ds64:
    """Read a ds64 chunk.

    Raises:
        MediaError: Shorter than its fixed part.

    Source: EBU Tech 3306 v2, ds64 chunk.
    """
    if len(payload) < DS64_FIXED_BYTES:
        raise MediaError(
            "The ds64 chunk is too short.",
            found=count_of(len(payload), "byte", "bytes"),
            expected=f"at least {DS64_FIXED_BYTES} bytes",
        )
    riff_bytes, data_bytes, sample_count, entries = struct.unpack_from("<QQQI", payload)
    whole = min(entries, (len(payload) - DS64_FIXED_BYTES) // DS64_ENTRY_BYTES, CHUNK_LIMIT)
    rows = (struct.unpack_from("<4sQ", payload, DS64_FIXED_BYTES + DS64_ENTRY_BYTES * entry) for entry in range(whole))
    return Ds64(
        riff_bytes=riff_bytes,
        data_bytes=data_bytes,
        sample_count=sample_count,
        table={raw.decode("latin-1"): size for raw, size in rows},
    )


def build_ds64(sizes: Ds64) -> bytes:
    """Write the payload of a ds64 chunk.

    Source: EBU Tech 3306 v2, ds64 chunk.
    """
    rows = b"".join(struct.pack("<4sQ", chunk_id.encode("latin-1"), size) for chunk_id, size in sizes.table.items())
    fixed = struct.pack("<QQQI", sizes.riff_bytes, sizes.data_bytes, sizes.sample_count, len(sizes.table))
    return fixed + rows


def build_chunk(chunk: Chunk) -> bytes:
    """Write one chunk with its header and, after an odd payload, its pad byte."""
    header = chunk.id.encode("latin-1") + struct.pack("<I", len(chunk.payload))
    return header + chunk.payload + bytes(len(chunk.payload) & 1)


def build_riff(chunks: Iterable[Chunk], *, form: str = "RIFF") -> bytes:
    """Write a small file in memory; RF64 and BW64 get a ds64 chunk first and 0xFFFFFFFF where their standards ask.

    For whole programmes use `validator.containers.wave.writer.WaveWriter`.
    """
    listed = tuple(chunks)
    if form == "RIFF":
        body = b"WAVE" + b"".join(build_chunk(chunk) for chunk in listed)
        return b"RIFF" + struct.pack("<I", len(body)) + body
    data_bytes = next((len(chunk.payload) for chunk in listed if chunk.id == "data"), 0)
    rest = b"".join(_built_with_64_bits(chunk) for chunk in listed)
    riff_bytes = 4 + 8 + DS64_FIXED_BYTES + len(rest)
    ds64 = Chunk(id="ds64", payload=build_ds64(Ds64(riff_bytes=riff_bytes, data_bytes=data_bytes)))
    return form.encode("ascii") + struct.pack("<I", UNSET_32) + b"WAVE" + build_chunk(ds64) + rest


def _built_with_64_bits(chunk: Chunk) -> bytes:
    written = build_chunk(chunk)
    return written if chunk.id != "data" else b"data" + struct.pack("<I", UNSET_32) + written[8:]
