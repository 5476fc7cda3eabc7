"""Everything a WAVE header says, as facts: the chunks in whatever state they are, and where the samples lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from specs.counting import count_of
from specs.errors import MediaError
from specs.message import message, verbatim
from validator.catalogue import say
from validator.containers.facts import FileFacts, WaveFacts
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.channel_labels import (
    contradictions,
    labels_of_chna,
    labels_of_ixml,
    labels_of_mask,
)
from validator.containers.wave.chna import parse_chna
from validator.containers.wave.fmt import fmt_facts, parse_fmt
from validator.containers.wave.ixml import PAYLOAD_LIMIT_BYTES, read_ixml
from validator.containers.wave.riff import CHUNK_LIMIT
from validator.containers.wave.walk import walk
from validator.containers.wave.xmp import parse_xmp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from specs.message import Message
    from validator.containers.facts import BextFacts, ChnaTrack, ChunkFacts, IxmlFacts, XmpFacts
    from validator.containers.wave.fmt import WaveFormat
    from validator.containers.wave.walk import RiffWalk, Unread

_FMT_LIMIT_BYTES: Final = 1024
_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveHeader:
    """A WAVE file before its samples.

    Attributes:
        facts: What the header says.
        data_offset_bytes: Where the first sample lies.
    """

    facts: FileFacts
    data_offset_bytes: int


_XMP_CHUNK: Final = "_PMX"
_NAMES: Final = {_XMP_CHUNK: "xmp"}
"""What chunks are called in the codes of notes, where not by their own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extras:
    bext: BextFacts | None
    ixml: IxmlFacts | None
    xmp: XmpFacts | None
    chna: tuple[ChnaTrack, ...] | None
    notes: tuple[Message, ...]


def read_wave_header(file: BinaryIO, file_bytes: int, *, name: str, where: str) -> WaveHeader:
    """Read the header of a file of the RIFF family.

    Args:
        file: Open for reading in binary.
        file_bytes: Its size.
        name: File name for the facts.
        where: Path for messages.

    Raises:
        MediaError: Not WAVE, no fmt or data chunk, a codec that is not read, no samples.
    """
    found = walk(file, file_bytes, where=where)
    fmt_chunk = _required(found, "fmt ", where)
    data = _required(found, "data", where)
    fmt_payload = _payload(file, fmt_chunk, _FMT_LIMIT_BYTES)
    wave = _parse_format(fmt_payload, where)
    sample_count, remainder = divmod(data.size_bytes, wave.frame_bytes)
    if sample_count == 0:
        raise MediaError(
            "The file has a header but no samples.",
            where=where,
            found=f"{count_of(data.size_bytes, 'byte', 'bytes')} of data",
            expected=f"at least one frame of {count_of(wave.frame_bytes, 'byte', 'bytes')}",
        )
    notes = (*found.notes, *wave.notes, *_data_notes(fmt_chunk, data, remainder, wave.frame_bytes))
    extras = _read_extras(file, found)
    labels, labels_from, label_notes = _labels(wave, extras)
    facts = FileFacts(
        name=name,
        container="WAV" if found.form == "RIFF" else found.form,
        codec=wave.codec,
        size_bytes=file_bytes,
        sample_rate_hz=wave.sample_rate_hz,
        channel_count=wave.channel_count,
        sample_count=sample_count,
        sample_format=wave.sample_format,
        word_length_bits=wave.word_length_bits,
        valid_bits=wave.valid_bits,
        channel_mask=wave.channel_mask,
        channel_labels=labels,
        channel_labels_from=labels_from,
        bext=extras.bext,
        ixml=extras.ixml,
        xmp=extras.xmp,
        chna=extras.chna,
        chunks=found.chunks,
        wave=WaveFacts(form=found.form, riff_bytes=found.riff_bytes, fmt=fmt_facts(fmt_payload)),
        notes=(*notes, *extras.notes, *label_notes),
        damage=tuple(_damage(found, name, wave.frame_bytes)),
    )
    return WaveHeader(facts=facts, data_offset_bytes=data.offset_bytes)


def _data_notes(fmt_chunk: ChunkFacts, data: ChunkFacts, remainder: int, frame_bytes: int) -> Iterator[Message]:
    if fmt_chunk.offset_bytes > data.offset_bytes:
        yield message("wave.fmt-after-data", offset_bytes=fmt_chunk.offset_bytes - 8)
    if remainder:
        place = data.offset_bytes + data.size_bytes - remainder
        yield message("wave.data-part-frame", bytes=remainder, frame_bytes=frame_bytes, offset_bytes=place)


def _damage(found: RiffWalk, name: str, frame_bytes: int) -> Iterator[Message]:
    """Why sound is missing or may not have been read: what the header promises, against what lies in the file."""
    if found.data_missing_bytes:
        yield message("containers.cut-short", file=name, missing_bytes=found.data_missing_bytes)
    for chunk in found.others("data"):
        yield message("containers.second-data", file=name, bytes=chunk.size_bytes, offset_bytes=chunk.offset_bytes - 8)
    for left in found.unread:
        if _may_be_sound(left, frame_bytes):
            yield message("containers.unread-sound", file=name, bytes=left.size_bytes, offset_bytes=left.offset_bytes)
    if found.chunks_left:
        yield message("containers.chunks-left", file=name, limit=CHUNK_LIMIT)


_TRAILERS: Final = (b"ID3", b"TAG", b"APETAGEX", b"LYRICS", b"<?xml", b"<?xpacket")
"""How tags begin that programs hang on behind the last chunk."""

ALIGNMENT_BYTES: Final = 4096
"""So many zero bytes behind the sound are filling up to a page or a sector, more may be silence of the programme.
Project's choice: the usual page and the largest usual sector size."""


def _may_be_sound(left: Unread, frame_bytes: int) -> bool:
    """Whether bytes that belong to no chunk may be samples that the data size does not cover.

    | bytes                                     | sound?                                              |
    |-------------------------------------------|-----------------------------------------------------|
    | before the data chunk                     | no                                                  |
    | fewer than one frame                      | no                                                  |
    | begin like a tag                          | no                                                  |
    | all zero, the RIFF size does not cover it | no: filling behind the file that was written        |
    | all zero, the RIFF size covers it         | where they are more than filling up to a page       |
    | anything else                             | yes                                                 |
    """
    if not left.behind_data or left.size_bytes < frame_bytes or left.begins.startswith(_TRAILERS):
        return False
    return not left.zero or (left.inside and left.size_bytes > ALIGNMENT_BYTES)


def _required(found: RiffWalk, chunk_id: str, where: str) -> ChunkFacts:
    chunk = found.first(chunk_id)
    if chunk is None:
        raise MediaError(
            f"The file has no {chunk_id.strip()} chunk that can be found.",
            where=where,
            found=", ".join(repr(chunk.id) for chunk in found.chunks[:20]) or "no chunks",
            next_step=" ".join(say(note) for note in found.notes) or None,
        )
    return chunk


def _parse_format(payload: bytes, where: str) -> WaveFormat:
    try:
        return parse_fmt(payload)
    except MediaError as error:
        error.where = where
        raise


def _payload(file: BinaryIO, chunk: ChunkFacts, limit_bytes: int) -> bytes:
    file.seek(chunk.offset_bytes)
    return file.read(min(chunk.size_bytes, limit_bytes))


def _read_extras(file: BinaryIO, found: RiffWalk) -> _Extras:
    notes: list[Message] = []

    def read(chunk_id: str, parse: Callable[[bytes], _Parsed]) -> _Parsed | None:
        chunk = found.first(chunk_id)
        if chunk is None:
            return None
        try:
            # One byte more than is read lets the parser see that a chunk is too large.
            return parse(_payload(file, chunk, PAYLOAD_LIMIT_BYTES + 1))
        except MediaError as error:
            code = f"wave.{_NAMES.get(chunk_id, chunk_id.lower())}-unreadable"
            notes.append(message(code, reason=verbatim(error.what), offset_bytes=chunk.offset_bytes - 8))
            return None

    bext, ixml = read("bext", parse_bext), read("iXML", read_ixml)
    chna, xmp = read("chna", parse_chna), read(_XMP_CHUNK, parse_xmp)
    mended = () if ixml is None else ixml[1]
    return _Extras(bext=bext, ixml=None if ixml is None else ixml[0], xmp=xmp, chna=chna, notes=(*notes, *mended))


def _labels(wave: WaveFormat, extras: _Extras) -> tuple[tuple[str, ...] | None, str | None, tuple[Message, ...]]:
    """Labels of the channels, where they come from, and notes; the mask first, then iXML, then chna."""
    count, mask = wave.channel_count, wave.channel_mask
    claims = {
        "channel mask": labels_of_mask(mask, count) if mask else None,
        "iXML": labels_of_ixml(extras.ixml, count) if extras.ixml else None,
        "chna": labels_of_chna(extras.chna, count) if extras.chna else None,
    }
    made = {source: labels for source, labels in claims.items() if labels is not None}
    notes = contradictions(made)
    if mask and mask.bit_count() != count:
        notes = (message("wave.mask-count", mask=mask, speakers=mask.bit_count(), channels=count), *notes)
    source = next(iter(made), None)
    return (made[source], source, notes) if source else (None, None, notes)
