"""What the headers of formats promise that another library decodes: how much sound there should be, and is.

The samples are read elsewhere. Here the header is held against the file, so that a file that was cut, or that holds
more than its header says, is told from a whole one whatever its container.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from specs.message import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from specs.message import Message
    from validator.containers.facts import BextFacts, IxmlFacts, XmpFacts

CHUNK_LIMIT: Final = 4096
"""Chunks looked at, as in the RIFF family: more than any program writes."""

_TRAILERS: Final = (b"ID3", b"TAG", b"APETAGEX", b"LYRICS")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignHeader:
    """What a header says, as far as the library that decodes the file does not tell it.

    Attributes:
        sound_bytes: Bytes of sound that are there, where they are samples in a row; None for coded sound.
        sample_count: Samples per channel that can be decoded, where the header does not say or says too many; None
            where the library is right.
        patches: Bytes to put in place of those of the header, each with its offset, so that the library reads what is
            there: a length that was left open, or that promises too much.
        channel_mask: Speakers as in dwChannelMask; None where the header has none.
        channel_labels, channel_labels_from: As in `FileFacts`.
        bext, ixml, xmp: Where the container carries them.
        notes, damage: As in `FileFacts`.
    """

    sound_bytes: int | None = None
    sample_count: int | None = None
    patches: tuple[tuple[int, bytes], ...] = ()
    channel_mask: int | None = None
    channel_labels: tuple[str, ...] | None = None
    channel_labels_from: str | None = None
    bext: BextFacts | None = None
    ixml: IxmlFacts | None = None
    xmp: XmpFacts | None = None
    notes: tuple[Message, ...] = ()
    damage: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkForm:
    """How chunks are written.

    Attributes:
        id_bytes, size_bytes: Lengths of the two fields of a chunk's header.
        byte_order: Of the size.
        size_with_header: True where the size counts the header too.
        alignment: Chunks begin at multiples of it.
    """

    id_bytes: int
    size_bytes: int
    byte_order: Literal["big", "little"]
    size_with_header: bool = False
    alignment: int = 1

    @property
    def header_bytes(self) -> int:
        """Bytes before a payload."""
        return self.id_bytes + self.size_bytes


_WAVE64_FORM: Final = bytes.fromhex("726966662e91cf11a5d628db04c10000")
"""How a Wave64 file begins (Sony Pictures Digital, Wave64 file format, 2003): between chunks it is a second file, where
two were joined as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChunk:
    """A chunk, where its payload begins, how long its header says it is and how much of that is there."""

    id: bytes
    offset_bytes: int
    stated_bytes: int
    present_bytes: int

    @property
    def missing_bytes(self) -> int:
        """Bytes that the file ends before."""
        return self.stated_bytes - self.present_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChunks:
    """The chunks of a file in order, and where the last one ends."""

    chunks: tuple[FoundChunk, ...]
    end_bytes: int
    file_bytes: int

    def first(self, chunk_id: bytes) -> FoundChunk | None:
        """The first chunk of an id; None where there is none."""
        return next((chunk for chunk in self.chunks if chunk.id == chunk_id), None)


def find_chunks(file: BinaryIO, file_bytes: int, start: int, form: ChunkForm, known: frozenset[bytes]) -> FoundChunks:
    """List chunks from a place to the end of a file, as far as they are chunks.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        start: Where the first chunk begins.
        form: How chunks are written.
        known: Ids of the format. A chunk of another id that has no room in the file is none.
    """
    chunks: list[FoundChunk] = []
    position = start
    while position + form.header_bytes <= file_bytes and len(chunks) < CHUNK_LIMIT:
        file.seek(position)
        raw = file.read(form.header_bytes)
        chunk_id = raw[: form.id_bytes]
        size = int.from_bytes(raw[form.id_bytes :], form.byte_order)
        offset = position + form.header_bytes
        size = max(0, size - form.header_bytes) if form.size_with_header else size
        present = min(size, file_bytes - offset)
        if (present < size and chunk_id not in known) or not any(chunk_id) or chunk_id == _WAVE64_FORM:
            break
        chunks.append(FoundChunk(id=chunk_id, offset_bytes=offset, stated_bytes=size, present_bytes=present))
        end = offset + size
        position = min(file_bytes, end + -(end - start) % form.alignment)
    return FoundChunks(chunks=tuple(chunks), end_bytes=position, file_bytes=file_bytes)


def payload(file: BinaryIO, chunk: FoundChunk, limit_bytes: int) -> bytes:
    """Read what a chunk holds, or as much of it as is asked for."""
    file.seek(chunk.offset_bytes)
    return file.read(min(chunk.present_bytes, limit_bytes))


def hold(  # noqa: PLR0913  one argument for each thing that is held against another
    header: ForeignHeader,
    file: BinaryIO,
    found: FoundChunks,
    sound: FoundChunk,
    *,
    name: str,
    is_open: bool,
    frame_bytes: int,
) -> ForeignHeader:
    """Return a header with what is wrong with its sound: cut, doubled, or more of it than any chunk covers.

    Args:
        header: What else it says.
        file: Open for reading in binary.
        found: Its chunks.
        sound: The one with the sound.
        name: File name for messages.
        is_open: True where the length of the sound was left open; it then reaches to the end of the file.
        frame_bytes: Bytes of one sample of every channel.
    """
    if is_open:
        note = message("audio.length-open")
        return replace(header, notes=(*header.notes, note), sound_bytes=found.file_bytes - sound.offset_bytes)
    damage = (*header.damage, *_damage(file, found, sound, name=name, frame_bytes=frame_bytes))
    return replace(header, damage=damage, sound_bytes=sound.present_bytes)


def _damage(file: BinaryIO, found: FoundChunks, sound: FoundChunk, *, name: str, frame_bytes: int) -> Iterator[Message]:
    if sound.missing_bytes:
        yield message("containers.cut-short", file=name, missing_bytes=sound.missing_bytes)
    for chunk in found.chunks:
        if chunk.id == sound.id and chunk is not sound and chunk.present_bytes:
            yield message(
                "containers.second-data", file=name, bytes=chunk.present_bytes, offset_bytes=chunk.offset_bytes
            )
    left = found.file_bytes - found.end_bytes
    if left >= frame_bytes:
        file.seek(found.end_bytes)
        begins = file.read(1 << 16)
        if any(begins) and not begins.startswith(_TRAILERS):
            yield message("containers.unread-sound", file=name, bytes=left, offset_bytes=found.end_bytes)


def promised_too_few(name: str, sound_bytes: int, frame_bytes: int, read_samples: int) -> Message | None:
    """Return the damage of a file whose sound chunk holds more whole frames than are read; None where it does not."""
    left = sound_bytes // frame_bytes - read_samples
    if left <= 0:
        return None
    return message("containers.unread-samples", file=name, samples=left)
