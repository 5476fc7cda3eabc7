"""The chunks of a RIFF, RF64 or BW64 file: found in whatever state the file is in, and built as the standards ask.

Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2; EBU Tech 3306
v2 (2009), RF64 and its ds64 chunk; ITU-R BS.2088-1 (2019) Annex 1 (BW64).
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.facts import ChunkFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

FORMS: Final = ("RIFF", "RF64", "BW64")
"""First four characters of a file of the family."""

UNSET_32: Final = 0xFFFFFFFF
"""A 32-bit size that refers to the ds64 chunk (EBU Tech 3306, ds64 chunk), or that a streaming writer left open."""

CHUNK_LIMIT: Final = 4096
"""Chunks read before the rest is given up: recorders write a few dozen, and a hostile header may write millions."""

HEADER_BYTES: Final = 12
DS64_FIXED_BYTES: Final = 28
_DS64_ENTRY_BYTES: Final = 12
_SINGULAR: Final = ("fmt ", "ds64", "bext", "iXML", "chna", "axml", "data")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffWalk:
    """What a walk over the chunks established.

    Attributes:
        form: "RIFF", "RF64" or "BW64".
        chunks: In file order; sizes are those that hold, which need not be those in the headers.
        notes: What was odd but readable, one sentence each.
        data_cut_short: True where the file ends before the data chunk does.
    """

    form: str
    chunks: tuple[ChunkFacts, ...]
    notes: tuple[str, ...]
    data_cut_short: bool = False

    def first(self, chunk_id: str) -> ChunkFacts | None:
        """The chunk of that id that counts: the first that is not empty, else the first; None where there is none."""
        candidates = [chunk for chunk in self.chunks if chunk.id == chunk_id]
        return next((chunk for chunk in candidates if chunk.size_bytes), candidates[0] if candidates else None)


def parse_ds64(payload: bytes) -> Ds64:
    """Read a ds64 chunk.

    Raises:
        MediaError: Shorter than its fixed part.

    Source: EBU Tech 3306 v2, ds64 chunk.
    """
    if len(payload) < DS64_FIXED_BYTES:
        raise MediaError(
            "The ds64 chunk is too short.", found=f"{len(payload)} bytes", expected=f"at least {DS64_FIXED_BYTES} bytes"
        )
    riff_bytes, data_bytes, sample_count, entries = struct.unpack_from("<QQQI", payload)
    whole = min(entries, (len(payload) - DS64_FIXED_BYTES) // _DS64_ENTRY_BYTES, CHUNK_LIMIT)
    rows = (struct.unpack_from("<4sQ", payload, DS64_FIXED_BYTES + _DS64_ENTRY_BYTES * entry) for entry in range(whole))
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


def walk(file: BinaryIO, file_bytes: int, *, where: str) -> RiffWalk:
    """Find every chunk of a file of the RIFF family.

    What can be read is read and noted: sizes that lie, streamed files without sizes, truncated chunks, missing pad
    bytes, bytes that are no chunk after the last one.

    Args:
        file: Open for reading in binary, anywhere.
        file_bytes: Its size.
        where: Name for messages.

    Raises:
        MediaError: Not a file of the family, or not WAVE inside.
    """
    return _Walk(file, file_bytes, where).run()


class _Walk:
    def __init__(self, file: BinaryIO, file_bytes: int, where: str) -> None:
        self.file = file
        self.file_bytes = file_bytes
        self.where = where
        self.ds64: Ds64 | None = None
        self.chunks: list[ChunkFacts] = []
        self.notes: list[str] = []
        self.cut_short = False
        self.data_cut_short = False

    def run(self) -> RiffWalk:
        form, riff_size = self._form()
        position = HEADER_BYTES
        while position < self.file_bytes:
            header = self._header(position)
            if header is None:
                self._note_remainder(position)
                break
            if len(self.chunks) == CHUNK_LIMIT:
                self.notes.append(f"There are more than {CHUNK_LIMIT} chunks; the rest was not read.")
                break
            position = self._take(header[0], header[1], position + 8)
        self._note_form(form)
        self._note_riff_size(riff_size, min(position, self.file_bytes))
        self._note_duplicates()
        return RiffWalk(
            form=form, chunks=tuple(self.chunks), notes=tuple(self.notes), data_cut_short=self.data_cut_short
        )

    def _form(self) -> tuple[str, int]:
        start = self._read(0, HEADER_BYTES)
        form = start[:4].decode("latin-1")
        if len(start) < HEADER_BYTES or form not in FORMS:
            raise MediaError("This is not a RIFF, RF64 or BW64 file.", where=self.where, found=_shown(start))
        if start[8:12] != b"WAVE":
            raise MediaError(
                f"This {form} file does not hold WAVE audio.",
                where=self.where,
                found=_shown(start[8:12]),
                expected="WAVE",
            )
        return form, int.from_bytes(start[4:8], "little")

    def _read(self, position: int, count: int) -> bytes:
        self.file.seek(position)
        return self.file.read(count)

    def _header(self, position: int) -> tuple[str, int] | None:
        """Id and 32-bit size at a position; None where no chunk can begin."""
        raw = self._read(position, 8)
        if len(raw) < 8 or not all(0x20 <= byte < 0x7F for byte in raw[:4]):
            return None
        return raw[:4].decode("ascii"), int.from_bytes(raw[4:], "little")

    def _take(self, chunk_id: str, stated: int, offset: int) -> int:
        """Note one chunk down and return where the next one begins."""
        size = self._data_size(stated, offset) if chunk_id == "data" else self._other_size(chunk_id, stated, offset)
        if offset + size > self.file_bytes:
            present = self.file_bytes - offset
            self.notes.append(f"The {chunk_id.strip()} chunk says {size} bytes but the file ends after {present}.")
            size, self.cut_short = present, True
            self.data_cut_short |= chunk_id == "data"
        if chunk_id == "ds64":
            self._take_ds64(offset, size)
        self.chunks.append(ChunkFacts(id=chunk_id, offset_bytes=offset, size_bytes=size))
        return self._after(chunk_id, size, offset + size)

    def _take_ds64(self, offset: int, size: int) -> None:
        if self.ds64 is not None:
            return
        if self.chunks:
            self.notes.append("The ds64 chunk is not the first chunk.")
        try:
            self.ds64 = parse_ds64(self._read(offset, min(size, DS64_FIXED_BYTES + _DS64_ENTRY_BYTES * CHUNK_LIMIT)))
        except MediaError as error:
            self.notes.append(f"{error.what} It was left aside.")

    def _other_size(self, chunk_id: str, stated: int, offset: int) -> int:
        if stated != UNSET_32:
            return stated
        if self.ds64 is not None and chunk_id in self.ds64.table:
            return self.ds64.table[chunk_id]
        self.notes.append(f"The {chunk_id.strip()} chunk has no size; it was read to the end of the file.")
        return self.file_bytes - offset

    def _data_size(self, stated: int, offset: int) -> int:
        if self.ds64 is not None and (stated == UNSET_32 or self.ds64.data_bytes != stated):
            return self._data_size_of_ds64(stated, self.ds64.data_bytes, offset)
        if stated == UNSET_32 or (stated == 0 and not self._chunks_end_with_file(offset)):
            self.notes.append("The data chunk has no size, as streamed files do; it was read to the end of the file.")
            return self.file_bytes - offset
        if self.ds64 is None:
            return self._unwrapped(stated, offset)
        return stated

    def _data_size_of_ds64(self, stated: int, size: int, offset: int) -> int:
        """Settle a ds64 size against a different 32-bit one: a real 32-bit size wins (EBU Tech 3306)."""
        if stated == UNSET_32:
            if size == 0 and not self._chunks_end_with_file(offset):
                self.notes.append("The ds64 chunk has no data size; the data was read to the end of the file.")
                return self.file_bytes - offset
            return size
        if stated in (0, size & UNSET_32):
            self.notes.append(f"The data chunk says {stated} bytes and ds64 says {size}; ds64 was taken.")
            return size
        self.notes.append(f"The data chunk says {stated} bytes and ds64 says {size}; the data chunk was taken.")
        return stated

    def _unwrapped(self, stated: int, offset: int) -> int:
        """The size of a data chunk beyond 4 GiB whose writer let the 32-bit size run over."""
        if self._chunks_end_with_file(offset + stated + stated % 2):
            return stated
        for overflow in range(1, (self.file_bytes - offset >> 32) + 1):
            size = stated + (overflow << 32)
            if self._chunks_end_with_file(offset + size + size % 2):
                self.notes.append(f"The data chunk says {stated} bytes; the size ran over and is really {size}.")
                return size
        return stated

    def _chunks_end_with_file(self, position: int) -> bool:
        """True where whole chunks, possibly none, fill the file from here to its end."""
        for _ in range(CHUNK_LIMIT):
            if position in (self.file_bytes, self.file_bytes + 1):
                return True
            header = self._header(position)
            if header is None or header[1] == UNSET_32:
                return False
            position += 8 + header[1] + header[1] % 2
        return False

    def _after(self, chunk_id: str, size: int, end: int) -> int:
        """Where the next chunk begins, with an eye on writers that forget the pad byte."""
        if size % 2 == 0:
            return end
        if end >= self.file_bytes:
            if not self.cut_short:
                self.notes.append(f"The pad byte after the last chunk, {chunk_id.strip()}, is missing.")
            return end
        if self._read(end, 1) == b"\0":
            return end + 1
        unpadded = self._header(end)
        if unpadded is not None and (unpadded[1] == UNSET_32 or end + 8 + unpadded[1] <= self.file_bytes):
            self.notes.append(f"The pad byte after the {chunk_id.strip()} chunk is missing.")
            return end
        return end + 1

    def _note_remainder(self, position: int) -> None:
        left = self.file_bytes - position
        plural = "byte is no chunk and was" if left == 1 else "bytes are no chunk and were"
        self.notes.append(f"The last {left} {plural} left aside.")

    def _note_form(self, form: str) -> None:
        if form == "RIFF" and self.ds64 is not None:
            self.notes.append("A RIFF file has a ds64 chunk, which belongs in RF64 or BW64.")
        if form != "RIFF" and self.ds64 is None:
            self.notes.append(f"This {form} file has no ds64 chunk.")

    def _note_riff_size(self, stated: int, end: int) -> None:
        size = self.ds64.riff_bytes if self.ds64 is not None and stated == UNSET_32 else stated
        if self.cut_short or end - 8 <= size <= end - 7:
            return
        if size in (0, UNSET_32):
            self.notes.append("The RIFF size is not filled in.")
        else:
            self.notes.append(f"The RIFF size says {size} bytes; the chunks take {end - 8}.")

    def _note_duplicates(self) -> None:
        for chunk_id, count in Counter(chunk.id for chunk in self.chunks).items():
            if count > 1 and chunk_id in _SINGULAR:
                self.notes.append(f"There are {count} {chunk_id.strip()} chunks; the first one with content counts.")


def _shown(raw: bytes) -> str:
    """Bytes as a person reads them: characters where they are printable, hexadecimal where not."""
    if not raw:
        return "nothing"
    printable = all(0x20 <= byte < 0x7F for byte in raw)
    return f"'{raw.decode('ascii')}'" if printable else raw.hex(" ")
