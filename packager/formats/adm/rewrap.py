"""Puts dubbed beds, objects or channels into an existing ADM file; every other byte is kept.

| of the master                                              | in the new file                       |
|------------------------------------------------------------|---------------------------------------|
| channels of the beds, objects, channels that are named     | those of the mixes                    |
| loudness stated of programmes and contents that hold them  | blanks of the same length in axml     |
| loudness in bext                                           | not set                               |
| loudness in iXML                                           | blanks of the same length             |
| everything else: headers, other channels, axml, chna, dbmd | the same bytes                        |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.counting import count_of
from specs.errors import MediaError, RefusedError, UsageError
from specs.statements.statement import FilePart
from specs.vocabulary import layout_of
from validator.audio.wave_file import WaveFile
from validator.containers.adm.file import open_adm_file
from validator.containers.adm.mixes import PartKind, parts_of
from validator.containers.adm.rewrite import put_channels, untrue_loudness, without_ixml_loudness, without_loudness
from validator.containers.facts import LoudnessFields
from validator.containers.wave.bext import parse_bext
from validator.containers.wave.encode import encode
from validator.containers.wave.rewrite import BextChange, rewrite_bext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from packager.formats.adm.beds import BedSource
    from validator.containers.adm.file import AdmFile
    from validator.containers.adm.mixes import AdmPart
    from validator.containers.facts import ChunkFacts

BLOCK_BYTES: Final = 1 << 20
"""Of the master, copied at once: it stays in the processor's cache while the channels are put in."""
_ONE: Final = "M"
"""The label of what has one channel and no place among loudspeakers."""
_CHANNEL: Final = re.compile(r"channel ([1-9][0-9]{0,4})")
_NAMED_AT_MOST: Final = 12
"""So many beds and objects are named to whoever named none; a master may have 118 objects."""
AXML_LIMIT_BYTES: Final = 256 << 20
"""axml is held whole while its loudness is taken out; one of a feature with 118 moving objects has about 100 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A bed, a moving object or a single channel of the master, and the mix that takes its place.

    Attributes:
        object_ids: The objects that sound otherwise by it.
        name: Of the bed or the object; `channel 7`.
        channels: Of the file, from 0, in the order of the bed.
        places: The channel of the mix that goes into each.
    """

    source: BedSource
    object_ids: tuple[str, ...]
    name: str
    channels: tuple[int, ...]
    places: tuple[int, ...]
    layout: str

    @property
    def part(self) -> FilePart:
        """What was replaced as a mix of the new file."""
        channels = tuple(channel + 1 for channel in self.channels)
        name = self.name.replace("/", "-").replace("#", "-")
        return FilePart(name=name, channels=channels, layout=self.layout, source="ADM")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What can be replaced.

    Attributes:
        names: How it can be named, the one for people first.
        channels: Of the file, from 0; None for one that chna does not have.
        labels: Of a bed in the same order; ("M",) for a moving object and for a single channel.
    """

    names: tuple[str, ...]
    object_ids: tuple[str, ...]
    channels: tuple[int | None, ...]
    labels: tuple[str | None, ...]


def replacements(master: Path, sources: Sequence[BedSource], names: Sequence[str]) -> tuple[Replacement, ...]:
    """Return what each mix replaces of a master.

    Args:
        master: The ADM file.
        sources: The mixes.
        names: The bed or moving object of each, by its name or its audioObjectID, or a channel of the file as
            `channel 7`; empty where the master has one bed, and one mix comes.

    Raises:
        MediaError: The master cannot be read, or has no ADM.
        UsageError: Something that is not there, a channel that is replaced twice, or a layout, sample rate, length,
            start or word length that is not that of the master; with the figures.
    """
    file = open_adm_file(master)
    if file.document is None or file.chna is None or file.wave is None or file.document.problems:
        raise MediaError("The ADM of the master cannot be read.", where=str(master), expected="whole axml and chna")
    parts = parts_of(file.document, file.chna)
    beds = [part for part in parts if part.kind is PartKind.BED]
    targets = [_target(part) for part in parts if part.kind in (PartKind.BED, PartKind.MOVING)]
    wanted = list(names) or ([beds[0].object_id] if len(beds) == 1 == len(sources) else [])
    known = ", ".join(f"{target.names[0]} ({target.object_ids[0]})" for target in targets[:_NAMED_AT_MOST])
    if len(wanted) != len(sources):
        raise UsageError(
            "Each mix needs the bed that it replaces.",
            found=f"{count_of(len(wanted), 'bed', 'beds')} for {count_of(len(sources), 'mix', 'mixes')}",
            expected=f"as many of: {known}", code="package.bed-not-named",
        )  # fmt: skip
    found: list[Replacement] = []
    for name, source in zip(wanted, sources, strict=True):
        matching = [target for target in targets if name in target.names]
        matching = matching or _channel(name, parts, file.wave.channel_count)
        if len(matching) != 1:
            raise UsageError("The master has no such bed, or several.", where=str(master), found=name, expected=known)
        one = _replacement(matching[0], source)
        if any({*one.channels} & {*other.channels} for other in found):
            raise UsageError("A channel of the master is replaced twice.", where=str(master), found=name)
        _refuse_other_form(file, source)
        found.append(one)
    return tuple(found)


def _target(part: AdmPart) -> _Target:
    names = (part.name, part.object_id) if part.name else (part.object_id,)
    labels = part.labels if part.kind is PartKind.BED else tuple(_ONE for _ in part.channels)
    return _Target(names=names, object_ids=(part.object_id,), channels=part.channels, labels=labels)


def _channel(name: str, parts: Sequence[AdmPart], count: int) -> list[_Target]:
    """Return the channel of the file that a name means, `channel 7`; nothing for any other name."""
    match = _CHANNEL.fullmatch(name.strip())
    number = 0 if match is None else int(match[1])
    if not 1 <= number <= count:
        return []
    held = tuple(part.object_id for part in parts if number - 1 in part.channels)
    return [_Target(names=(f"channel {number}",), object_ids=held, channels=(number - 1,), labels=(_ONE,))]


def _replacement(target: _Target, source: BedSource) -> Replacement:
    labels = [label for label in target.labels if label is not None]
    channels = [channel for channel in target.channels if channel is not None]
    own = source.programme.layout
    assert own is not None, "a source of beds has a layout"
    whole = len(labels) == len(target.labels) and len(channels) == len(target.channels)
    if not whole or len(set(labels)) != len(labels) or sorted(labels) != sorted(own.labels):
        raise UsageError(
            "The mix has other channels than what it replaces.",
            where=source.mix.path,
            found=" ".join(own.labels),
            expected=" ".join(label or "?" for label in target.labels),
        )
    return Replacement(
        source=source,
        object_ids=target.object_ids,
        name=target.names[0],
        channels=tuple(channels),
        places=tuple(own.labels.index(label) for label in labels),
        layout=layout_of(tuple(labels)).name,
    )


def _refuse_other_form(file: AdmFile, source: BedSource) -> None:
    assert file.wave is not None
    programme = source.programme
    pairs = [
        ("sample rate", programme.sample_rate_hz, file.wave.sample_rate_hz, "Hz"),
        ("length", programme.sample_count, file.sample_count, "samples"),
    ]
    if file.start_sample is not None and programme.files[0].start_sample is not None:
        pairs.append(("start", programme.files[0].start_sample, file.start_sample, "samples"))
    for what, found, expected, unit in pairs:
        if found != expected:
            raise UsageError(
                f"The mix has another {what} than the master.",
                where=source.mix.path,
                found=f"{found} {unit}",
                expected=f"{expected} {unit}",
            )
    bits = max(facts.valid_bits for facts in programme.files)
    if file.wave.sample_format.is_float or bits > file.wave.valid_bits:
        raise UsageError(
            "The mix has more bits than the master.",
            where=source.mix.path,
            found=f"{bits} bits",
            expected=f"{file.wave.valid_bits} bits",
        )


def write_rewrapped(master: Path, target: Path, replaced: Sequence[Replacement], moved: Callable[[int], None]) -> None:
    """Write the new file.

    Raises:
        MediaError: The master or a mix cannot be read.
        RefusedError: It cannot be written, or a statement of loudness that is untrue by now could not be taken out.
    """
    file = open_adm_file(master)
    document = file.document
    assert document is not None
    lines = untrue_loudness(document, _sounding_otherwise(replaced))
    try:
        with master.open("rb", buffering=0) as old, target.open("xb", buffering=0) as new:
            for piece in _pieces(old, file, replaced, lines, moved):
                _write_whole(new, piece)
    except OSError as error:
        raise RefusedError("The file cannot be written.", where=str(target), found=error.strerror) from error
    if _states_loudness(target, replaced):
        raise RefusedError(
            "The loudness that the master states of the old sound could not be taken out.", where=str(master)
        )


def _write_whole(new: BinaryIO, piece: bytes | memoryview) -> None:
    left = memoryview(piece).cast("B")
    while len(left):
        left = left[new.write(left) :]


def _sounding_otherwise(replaced: Sequence[Replacement]) -> list[str]:
    return [identifier for one in replaced for identifier in one.object_ids]


def _states_loudness(path: Path, replaced: Sequence[Replacement]) -> bool:
    """Whether axml, bext or iXML still state how loud something is that holds a replaced bed."""
    document, facts = open_adm_file(path).document, WaveFile.open(path).facts
    in_axml = document is not None and untrue_loudness(document, _sounding_otherwise(replaced))
    stated = (facts.bext and facts.bext.loudness, facts.ixml and facts.ixml.loudness)
    return bool(in_axml) or any(one is not None and one != LoudnessFields() for one in stated)


def _pieces(
    old: BinaryIO,
    file: AdmFile,
    replaced: Sequence[Replacement],
    lines: frozenset[int],
    moved: Callable[[int], None],
) -> Iterator[bytes | memoryview]:
    """Yield the new file from its first byte to its last: the chunks that change, and what lies between them."""
    data = file.walk.first("data")
    assert data is not None, "the master has sound"
    # axml that states no loudness of what is replaced stays as it is, however long.
    names = ("data", "axml", "bext", "iXML") if lines else ("data", "bext", "iXML")
    changing = {one.offset_bytes: one for name in names if (one := file.walk.first(name))}
    place = 0
    for offset in sorted(changing):
        chunk = changing[offset]
        yield from _kept(old, place, offset)
        if chunk is data:
            yield from _sound(old, chunk, file, replaced, moved)
        else:
            yield _stated(old, chunk, lines)
        place = offset + chunk.size_bytes
    yield from _kept(old, place, file.size_bytes)


def _kept(old: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    old.seek(start)
    left = end - start
    while left > 0 and (piece := old.read(min(left, 1 << 20))):
        left -= len(piece)
        yield piece


def _stated(old: BinaryIO, chunk: ChunkFacts, lines: frozenset[int]) -> bytes:
    if chunk.size_bytes > AXML_LIMIT_BYTES:
        raise RefusedError("axml is too long to be brought up to date.", found=f"{chunk.size_bytes} bytes")
    old.seek(chunk.offset_bytes)
    payload = old.read(chunk.size_bytes)
    if chunk.id == "axml":
        return without_loudness(payload, lines)
    if chunk.id == "iXML":
        return without_ixml_loudness(payload)
    stated = parse_bext(payload).loudness
    if stated is None or stated == LoudnessFields():
        return payload
    return rewrite_bext(payload, BextChange(loudness=LoudnessFields()))


def _read_whole(old: BinaryIO, frames: NDArray[np.uint8]) -> None:
    left = frames.reshape(-1).data
    while len(left):
        count = old.readinto(left)  # type: ignore[attr-defined]  # raw files have it; the stubs are wider
        if not count:
            raise MediaError("The file changed while it was read.", where=str(old.name))
        left = left[count:]


def _sound(
    old: BinaryIO,
    chunk: ChunkFacts,
    file: AdmFile,
    replaced: Sequence[Replacement],
    moved: Callable[[int], None],
) -> Iterator[bytes | memoryview]:
    assert file.wave is not None
    wave = file.wave
    block_samples = max(BLOCK_BYTES // wave.frame_bytes, 1)
    streams = [one.source.programme.blocks(block_samples=block_samples) for one in replaced]
    held = np.empty((block_samples, wave.frame_bytes), np.uint8)
    old.seek(chunk.offset_bytes)
    done = 0
    for blocks in zip(*streams, strict=True):
        frames = held[: len(blocks[0])]
        _read_whole(old, frames)
        for block, one in zip(blocks, replaced, strict=True):
            own = replace(wave, channel_count=len(one.channels))
            put_channels(frames, one.channels, encode(block[:, list(one.places)], own))
        done += len(frames)
        moved(done)
        yield frames.data
    # Bytes of a frame that is not whole stay as they are.
    yield from _kept(old, chunk.offset_bytes + done * wave.frame_bytes, chunk.offset_bytes + chunk.size_bytes)
