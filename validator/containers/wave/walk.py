"""A walk over the chunks of a RIFF, RF64 or BW64 file, in whatever state the file is in.

Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2; EBU Tech 3306
v2 (2009), RF64 and its ds64 chunk; ITU-R BS.2088-1 (2019) Annex 1 (BW64).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from specs.message import message, verbatim
from validator.containers.facts import ChunkFacts
from validator.containers.id3 import id3_bytes
from validator.containers.open_lengths import is_open_32, is_open_64
from validator.containers.wave.riff import (
    CHUNK_LIMIT,
    DS64_ENTRY_BYTES,
    DS64_FIXED_BYTES,
    FORMS,
    HEADER_BYTES,
    UNSET_32,
    parse_ds64,
)

if TYPE_CHECKING:
    from typing import BinaryIO

    from specs.message import Argument, Message
    from validator.containers.wave.riff import Ds64

_SINGULAR: Final = ("fmt ", "ds64", "bext", "iXML", "chna", "axml", "data")

_METADATA_IDS: Final = frozenset({
    "LIST", "bext", "iXML", "axml", "chna", "JUNK", "junk", "FLLR", "PAD ",
    "cue ", "fact", "smpl", "inst", "plst", "note", "id3 ", "ID3 ", "_PMX",
    "umid", "minf", "elm1", "regn", "DGDA", "dbmd", "levl", "link", "cart",
    "afsp", "PEAK", "acid", "strc", "bwf ", "ovwf", "SMED", "MTIM", "mext",
    "qlty", "AFAn", "r64m", "md5 ", "MD5 ", "LGWV",
})  # fmt: skip
"""Ids of chunks that files carry behind their sound. One of another id that outgrows the file may be sound that
the size of the data chunk does not cover, whose first four bytes look like letters by chance."""

_ZEROS_LIMIT_BYTES: Final = 16 << 20
"""Zero bytes looked through for the next chunk; a file with more of them is not searched any further."""

_BEHIND_LIMIT_BYTES: Final = 1 << 20
"""Bytes at the end in which chunks behind sound without a length are looked for: they hold some kilobytes."""

_TRIES: Final = 64
"""Places of one id that are tried: in a mebibyte of noise four given bytes are met once in 4000 files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Bytes that belong to no chunk.

    Attributes:
        offset_bytes, size_bytes: Where they are.
        zero: True where all of them are zero.
        inside: True where the RIFF size covers them, or says nothing.
        behind_data: True where the data chunk comes before them.
        begins: The first bytes, at most eight.
    """

    offset_bytes: int
    size_bytes: int
    zero: bool
    inside: bool
    behind_data: bool
    begins: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffWalk:
    """What a walk over the chunks established.

    Attributes:
        form: "RIFF", "RF64" or "BW64".
        riff_bytes: The size in the header.
        ds64: The ds64 chunk; None where there is none that can be read.
        chunks: In file order; sizes are those that hold, which need not be those in the headers.
        notes: What was odd but readable.
        data_missing_bytes: How many bytes of the data chunk the file ends before; 0 where it is whole.
        unread: Bytes that belong to no chunk.
        chunks_left: True where there are more chunks than are read.
    """

    form: str
    riff_bytes: int
    ds64: Ds64 | None
    chunks: tuple[ChunkFacts, ...]
    notes: tuple[Message, ...]
    data_missing_bytes: int = 0
    unread: tuple[Unread, ...] = ()
    chunks_left: bool = False

    def first(self, chunk_id: str) -> ChunkFacts | None:
        """The chunk of that id that counts: the first that is not empty, else the first; None where there is none."""
        candidates = [chunk for chunk in self.chunks if chunk.id == chunk_id]
        return next((chunk for chunk in candidates if chunk.size_bytes), candidates[0] if candidates else None)

    def others(self, chunk_id: str) -> tuple[ChunkFacts, ...]:
        """The chunks of that id with content that do not count."""
        counts = self.first(chunk_id)
        return tuple(
            chunk for chunk in self.chunks if chunk.id == chunk_id and chunk.size_bytes and chunk is not counts
        )


def walk(file: BinaryIO, file_bytes: int, *, where: str) -> RiffWalk:
    """Find every chunk of a file of the RIFF family.

    What can be read is read and noted: an ID3 tag in front, sizes that lie, streamed files without sizes, truncated
    chunks, missing pad bytes, zero bytes between chunks, unusual ids, bytes that are no chunk.

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
        self.origin = 0
        self.riff_end: int | None = None
        self.ds64: Ds64 | None = None
        self.chunks: list[ChunkFacts] = []
        self.notes: list[Message] = []
        self.unread: list[Unread] = []
        self.cut_short = False
        self.data_missing_bytes = 0
        self.data_is_open = False

    def run(self) -> RiffWalk:
        form, riff_size = self._form()
        position, left = self._walk_chunks()
        self._note_form(form)
        self._note_riff_size(riff_size, min(position, self.file_bytes))
        self._note_duplicates()
        return RiffWalk(
            form=form,
            riff_bytes=riff_size,
            ds64=self.ds64,
            chunks=tuple(self.chunks),
            notes=tuple(self.notes),
            data_missing_bytes=self.data_missing_bytes,
            unread=tuple(self.unread),
            chunks_left=left,
        )

    def _form(self) -> tuple[str, int]:
        self.origin = id3_bytes(self._read(0, 10))
        start = self._read(self.origin, HEADER_BYTES)
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
        if self.origin:
            self._note("id3-in-front", bytes=self.origin, offset_bytes=0)
        size = int.from_bytes(start[4:8], "little")
        self.riff_end = None if is_open_32(size) else self.origin + 8 + size
        return form, size

    def _walk_chunks(self) -> tuple[int, bool]:
        """Take chunk after chunk; return where the last one ends, and whether more are left than are read."""
        position = self.origin + HEADER_BYTES
        while position < self.file_bytes:
            header = self._header(position) or self._unusual_header(position)
            if header is None or self._may_be_sound(*header, position + 8):
                behind = self._behind_zeros(position)
                if behind is None:
                    self._leave(position, self.file_bytes)
                    self._note("remainder", bytes=self.file_bytes - position, offset_bytes=position)
                    break
                self._leave(position, behind)
                self._note("zero-bytes", bytes=behind - position, offset_bytes=position)
                position = behind
                continue
            if len(self.chunks) == CHUNK_LIMIT:
                self._note("too-many-chunks", limit=CHUNK_LIMIT, offset_bytes=position)
                return position, True
            position = self._take(header[0], header[1], position + 8)
        return position, False

    def _note(self, code: str, **arguments: Argument) -> None:
        self.notes.append(message(f"wave.{code}", **arguments))

    def _read(self, position: int, count: int) -> bytes:
        self.file.seek(position)
        return self.file.read(count)

    def _header(self, position: int) -> tuple[str, int] | None:
        """Id and 32-bit size at a position; None where no usual chunk begins."""
        raw = self._read(position, 8)
        if len(raw) < 8 or not all(0x20 <= byte < 0x7F for byte in raw[:4]):
            return None
        return raw[:4].decode("ascii"), int.from_bytes(raw[4:], "little")

    def _unusual_header(self, position: int) -> tuple[str, int] | None:
        """Id and size of a chunk whose id is not four printable characters; None where nothing bears it out.

        Before the sound the next chunk, or the end, must lie right behind it; behind the sound, where the bytes may be
        samples that the data size does not cover, whole chunks must fill the file to its last byte.
        """
        raw = self._read(position, 8)
        if len(raw) < 8 or not any(raw[:4]):
            return None
        size = int.from_bytes(raw[4:], "little")
        end = position + 8 + size + size % 2
        borne_out = (
            self._chunks_end_with_file(end)
            if self._has_data()
            else end == self.file_bytes or self._header(end) is not None
        )
        if end > self.file_bytes or not borne_out:
            return None
        chunk_id = raw[:4].decode("latin-1")
        self._note("unusual-id", id=repr(chunk_id), offset_bytes=position)
        return chunk_id, size

    def _has_data(self) -> bool:
        return any(chunk.id == "data" and chunk.size_bytes for chunk in self.chunks)

    def _may_be_sound(self, chunk_id: str, stated: int, offset: int) -> bool:
        """Behind the sound: another file, or an id nobody knows, with a size that the file has no room for.

        Two files that were joined as they are, header behind sound, would else be one film and an unknown chunk.
        """
        if chunk_id in FORMS:
            return self._has_data()
        outgrows = stated != UNSET_32 and offset + stated > self.file_bytes
        known = chunk_id in _METADATA_IDS or chunk_id in _SINGULAR
        return outgrows and not known and self._has_data()

    def _behind_zeros(self, position: int) -> int | None:
        """Where the next chunk begins behind zero bytes; None where there are none, or no chunk behind them."""
        place = position
        while place < min(self.file_bytes, position + _ZEROS_LIMIT_BYTES):
            piece = self._read(place, 1 << 16)
            kept = piece.lstrip(b"\0")
            place += len(piece) - len(kept)
            if kept:
                break
        header = self._header(place) if place > position else None
        fits = header is not None and (header[1] == UNSET_32 or place + 8 + header[1] <= self.file_bytes)
        return place if fits else None

    def _leave(self, start: int, end: int) -> None:
        """Write down bytes that belong to no chunk."""
        zero, place = end - start <= _ZEROS_LIMIT_BYTES, start
        while zero and place < end:
            piece = self._read(place, min(1 << 16, end - place))
            zero, place = not any(piece), place + len(piece)
        self.unread.append(
            Unread(
                offset_bytes=start,
                size_bytes=end - start,
                zero=zero,
                inside=self.riff_end is None or start < self.riff_end,
                behind_data=self._has_data(),
                begins=self._read(start, min(8, end - start)),
            )
        )

    def _take(self, chunk_id: str, stated: int, offset: int) -> int:
        """Note one chunk down and return where the next one begins."""
        size = self._data_size(stated, offset) if chunk_id == "data" else self._other_size(chunk_id, stated, offset)
        if offset + size > self.file_bytes:
            present = self.file_bytes - offset
            name = chunk_id.strip()
            self._note("chunk-cut-short", chunk=name, stated_bytes=size, present_bytes=present, offset_bytes=offset - 8)
            if chunk_id == "data":
                self.data_missing_bytes = self.data_missing_bytes or size - present
            size, self.cut_short = present, True
        if chunk_id == "ds64":
            self._take_ds64(offset, size)
        self.chunks.append(ChunkFacts(id=chunk_id, offset_bytes=offset, size_bytes=size))
        return self._after(chunk_id, size, offset + size)

    def _take_ds64(self, offset: int, size: int) -> None:
        if self.ds64 is not None:
            return
        if self.chunks:
            self._note("ds64-not-first", offset_bytes=offset - 8)
        try:
            self.ds64 = parse_ds64(self._read(offset, min(size, DS64_FIXED_BYTES + DS64_ENTRY_BYTES * CHUNK_LIMIT)))
        except MediaError as error:
            self.notes.append(message("wave.ds64-unreadable", reason=verbatim(error.what), offset_bytes=offset - 8))

    def _other_size(self, chunk_id: str, stated: int, offset: int) -> int:
        if stated != UNSET_32:
            return stated
        if self.ds64 is not None and chunk_id in self.ds64.table:
            return self.ds64.table[chunk_id]
        self._note("chunk-size-open", chunk=chunk_id.strip(), offset_bytes=offset - 8)
        return self.file_bytes - offset

    def _data_size(self, stated: int, offset: int) -> int:
        """The size of the data chunk.

        | 32 bits say              | ds64 says          | taken                                             |
        |--------------------------|--------------------|---------------------------------------------------|
        | FFFFFFFFh                | a size             | ds64                                              |
        | FFFFFFFFh                | nothing, or open   | to the end of the file                            |
        | 0                        | nothing            | 0 where whole chunks follow, else to the end      |
        | another open length      | nothing            | as stated where whole chunks follow, else the end |
        | a size                   | the same, nothing  | as stated; where it ran over 4 GiB, the real size |
        | a size                   | another            | as stated, unless it is 0 or ds64's lower half    |
        """
        if self.ds64 is not None and (stated == UNSET_32 or self.ds64.data_bytes != stated):
            return self._data_size_of_ds64(stated, self.ds64.data_bytes, offset)
        whole = stated != UNSET_32 and self._chunks_end_with_file(offset + stated + stated % 2)
        if is_open_32(stated) and not whole:
            self._note("data-size-open", stated_bytes=stated, offset_bytes=offset - 8)
            self.data_is_open = True
            return self._end_of_open_sound(offset) - offset
        if self.ds64 is None and not whole:
            return self._unwrapped(stated, offset)
        return stated

    def _data_size_of_ds64(self, stated: int, size: int, offset: int) -> int:
        """Settle a ds64 size against a different 32-bit one: a real 32-bit size wins (EBU Tech 3306)."""
        place = offset - 8
        if stated == UNSET_32:
            if is_open_64(size) and not (size == 0 and self._chunks_end_with_file(offset)):
                self._note("ds64-size-open", offset_bytes=place)
                self.data_is_open = True
                return self._end_of_open_sound(offset) - offset
            return size
        if stated in (0, size & UNSET_32):
            self._note(
                "ds64-size-differs", stated_bytes=stated, ds64_bytes=size, taken="ds64 chunk", offset_bytes=place
            )
            return size
        self._note("ds64-size-differs", stated_bytes=stated, ds64_bytes=size, taken="data chunk", offset_bytes=place)
        return stated

    def _end_of_open_sound(self, offset: int) -> int:
        """Where sound without a length ends: before chunks that fill the file to its last byte, else with the file."""
        start = max(offset, self.file_bytes - _BEHIND_LIMIT_BYTES)
        tail = self._read(start, self.file_bytes - start)
        found = [self.file_bytes]
        for chunk_id in _METADATA_IDS:
            place = -1
            for _ in range(_TRIES):
                place = tail.find(chunk_id.encode("ascii"), place + 1)
                if place < 0:
                    break
                if self._chunks_end_with_file(start + place):
                    found.append(start + place)
                    break
        return min(found)

    def _unwrapped(self, stated: int, offset: int) -> int:
        """The size of a data chunk beyond 4 GiB whose writer let the 32-bit size run over."""
        for overflow in range(1, (self.file_bytes - offset >> 32) + 1):
            size = stated + (overflow << 32)
            if self._chunks_end_with_file(offset + size + size % 2):
                self._note("data-size-ran-over", stated_bytes=stated, real_bytes=size, offset_bytes=offset - 8)
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
            if not self.cut_short and not (chunk_id == "data" and self.data_is_open):
                self._note("pad-missing-at-end", chunk=chunk_id.strip(), offset_bytes=end)
            return end
        if self._read(end, 1) == b"\0":
            return end + 1
        unpadded = self._header(end)
        if unpadded is not None and (unpadded[1] == UNSET_32 or end + 8 + unpadded[1] <= self.file_bytes):
            self._note("pad-missing", chunk=chunk_id.strip(), offset_bytes=end)
            return end
        return end + 1

    def _note_form(self, form: str) -> None:
        if form == "RIFF" and self.ds64 is not None:
            self._note("ds64-in-riff")
        if form != "RIFF" and self.ds64 is None:
            self._note("ds64-missing", form=form)

    def _note_riff_size(self, stated: int, end: int) -> None:
        size = self.ds64.riff_bytes if self.ds64 is not None and stated == UNSET_32 else stated
        taken = end - self.origin - 8
        if self.cut_short or taken <= size <= taken + 1:
            return
        if self.data_is_open or size in (0, UNSET_32) or is_open_64(size):
            self._note("riff-size-open", stated_bytes=str(size), offset_bytes=self.origin + 4)
        else:
            self._note("riff-size-differs", stated_bytes=str(size), taken_bytes=taken, offset_bytes=self.origin + 4)

    def _note_duplicates(self) -> None:
        for chunk_id, count in Counter(chunk.id for chunk in self.chunks).items():
            if count > 1 and chunk_id in _SINGULAR:
                self._note("chunk-doubled", chunk=chunk_id.strip(), count=count)


def _shown(raw: bytes) -> str:
    """Bytes as a person reads them: characters where they are printable, hexadecimal where not."""
    if not raw:
        return "nothing"
    printable = all(0x20 <= byte < 0x7F for byte in raw)
    return f"'{raw.decode('ascii')}'" if printable else raw.hex(" ")
