"""Everything a WAVE header says, as facts: the chunks in whatever state they are, and where the samples lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from specs.errors import MediaError
from validator.containers.facts import FileFacts
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.channel_labels import (
    contradictions,
    labels_of_chna,
    labels_of_ixml,
    labels_of_mask,
)
from validator.containers.wave.chna import parse_chna
from validator.containers.wave.fmt import parse_fmt
from validator.containers.wave.ixml import PAYLOAD_LIMIT_BYTES, parse_ixml
from validator.containers.wave.riff import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from validator.containers.facts import BextFacts, ChnaTrack, ChunkFacts, IxmlFacts
    from validator.containers.wave.fmt import WaveFormat
    from validator.containers.wave.riff import RiffWalk

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extras:
    bext: BextFacts | None
    ixml: IxmlFacts | None
    chna: tuple[ChnaTrack, ...] | None
    notes: tuple[str, ...]


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
    wave = _parse_format(_payload(file, fmt_chunk, _FMT_LIMIT_BYTES), where)
    sample_count, remainder = divmod(data.size_bytes, wave.frame_bytes)
    if sample_count == 0:
        raise MediaError(
            "The file has a header but no samples.",
            where=where,
            found=f"{data.size_bytes} bytes of data",
            expected=f"at least one frame of {wave.frame_bytes} bytes",
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
        chna=extras.chna,
        chunks=found.chunks,
        notes=(*notes, *extras.notes, *label_notes),
        cut_short=found.data_cut_short,
    )
    return WaveHeader(facts=facts, data_offset_bytes=data.offset_bytes)


def _data_notes(fmt_chunk: ChunkFacts, data: ChunkFacts, remainder: int, frame_bytes: int) -> Iterator[str]:
    if fmt_chunk.offset_bytes > data.offset_bytes:
        yield "The fmt chunk comes after the data chunk."
    if remainder:
        yield f"The data ends with {remainder} bytes that are no whole frame of {frame_bytes} bytes."


def _required(found: RiffWalk, chunk_id: str, where: str) -> ChunkFacts:
    chunk = found.first(chunk_id)
    if chunk is None:
        raise MediaError(
            f"The file has no {chunk_id.strip()} chunk that can be found.",
            where=where,
            found=", ".join(repr(chunk.id) for chunk in found.chunks[:20]) or "no chunks",
            next_step=" ".join(found.notes) or None,
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
    notes: list[str] = []

    def read(chunk_id: str, parse: Callable[[bytes], _Parsed]) -> _Parsed | None:
        chunk = found.first(chunk_id)
        if chunk is None:
            return None
        try:
            # One byte more than is read lets the parser see that a chunk is too large.
            return parse(_payload(file, chunk, PAYLOAD_LIMIT_BYTES + 1))
        except MediaError as error:
            notes.append(f"{error.what} It was left aside.")
            return None

    return _Extras(
        bext=read("bext", parse_bext), ixml=read("iXML", parse_ixml), chna=read("chna", parse_chna), notes=tuple(notes)
    )


def _labels(wave: WaveFormat, extras: _Extras) -> tuple[tuple[str, ...] | None, str | None, tuple[str, ...]]:
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
        notes = (f"The channel mask 0x{mask:X} names {mask.bit_count()} speakers for {count} channels.", *notes)
    source = next(iter(made), None)
    return (made[source], source, notes) if source else (None, None, notes)
