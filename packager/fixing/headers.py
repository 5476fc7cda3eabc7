"""The chunks of a corrected file: what has changed is written as it is now, all else as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.corrections.channel_order import ChannelOrder, permutation
from packager.corrections.fold_down import FoldDownChange
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.trim_pad import TrimPad
from specs.errors import MediaError, RefusedError
from specs.message import message
from validator.catalogue import say
from validator.containers.facts import BextFacts, LoudnessFields
from validator.containers.wave.bext import build_bext
from validator.containers.wave.chna import build_chna, parse_chna
from validator.containers.wave.rewrite import BextChange, IxmlChange, read_payload, rewrite_bext, rewrite_ixml
from validator.containers.wave.riff import Chunk
from validator.languages import ENGLISH, speaking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from packager.corrections.correction import Material
    from packager.planning.model import Plan
    from specs.message import Message
    from validator.audio.programme import Programme

OWN_CHUNKS: Final = frozenset({"fmt ", "data", "ds64", "fact", "JUNK"})
"""Chunks the writer makes itself; JUNK is the room it keeps for ds64."""

TIMED_CHUNKS: Final = frozenset({"cue ", "plst", "smpl", "LIST", "levl", "r64m", "MD5 ", "dbmd"})
"""Chunks that may name places or digests of the samples. They are carried over byte for byte all the same."""

_SCENE_CHUNKS: Final = frozenset({"axml", "bxml", "chna"})
IXML_LOUDNESS: Final = b"LOUDNESS"
LOUDNESS_ROOM_BYTES: Final = 128
"""Blanks behind an iXML document, for the figures that are known only when the file has been measured."""

CARRIED_LIMIT_BYTES: Final = 256 << 20
"""More than this in one chunk beside the samples is no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChunks:
    """The chunks of one file to be written, before and behind the samples."""

    before: tuple[Chunk, ...]
    behind: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who corrects, and when; parameters, so that the same input gives the same file.

    Attributes:
        version: Version of the tool.
        now: The time.
    """

    version: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What is known for the headers of a corrected programme.

    Attributes:
        programme: The source.
        plan: What is done to it.
        material: What it becomes.
        source_of: For each new channel the old one; None for one made of several.
        stamp: Who and when.
    """

    programme: Programme
    plan: Plan
    material: Material
    source_of: tuple[int | None, ...]
    stamp: Stamp


def sources_of(plan: Plan, labels: Sequence[str]) -> tuple[int | None, ...]:
    """For each channel of the result the channel of the source; None where it is made of several."""
    sources: tuple[int | None, ...] = tuple(range(len(labels)))
    names = tuple(labels)
    for correction in plan.corrections:
        match correction:
            case ChannelOrder():
                sources = tuple(sources[old] for old in permutation(correction, names))
                names = correction.labels
            case Relabel():
                names = correction.labels
            case FoldDownChange():
                sources, names = (None,) * len(correction.to), correction.to
            case _:
                pass
    return sources


def chunks_of(heads: Heads, channels: Sequence[int]) -> FileChunks:
    """The chunks of one file of the result.

    Args:
        heads: What is known.
        channels: The channels of the result it holds.

    Raises:
        RefusedError: The file describes an audio scene (chna, axml) that would no longer be true.
        MediaError: The source cannot be read.
    """
    source = _source_file(heads, channels)
    facts = heads.programme.files[source]
    path = heads.programme.paths[source]
    before: list[Chunk] = []
    behind: list[Chunk] = []
    data_at = next((chunk.offset_bytes for chunk in facts.chunks if chunk.id == "data"), 0)
    seen = set()
    for chunk in facts.chunks:
        if chunk.id in OWN_CHUNKS:
            continue
        if chunk.size_bytes > CARRIED_LIMIT_BYTES:
            raise RefusedError("A chunk beside the samples is too large.", where=str(path), found=chunk.id)
        payload = _brought_up_to_date(chunk.id, read_payload(path, chunk), heads, channels, path)
        seen.add(chunk.id)
        (before if chunk.offset_bytes < data_at else behind).append(Chunk(id=chunk.id, payload=payload))
    if "bext" not in seen and heads.material.has_bext:
        before.insert(0, Chunk(id="bext", payload=_new_bext(heads)))
    return FileChunks(before=tuple(before), behind=tuple(behind))


def _source_file(heads: Heads, channels: Sequence[int]) -> int:
    """The file whose header a new file inherits: that of its first channel."""
    first = heads.source_of[channels[0]]
    return heads.programme.channel_map[first if first is not None else 0][0]


def _brought_up_to_date(chunk_id: str, payload: bytes, heads: Heads, channels: Sequence[int], path: Path) -> bytes:
    if chunk_id == "bext":
        return rewrite_bext(payload, _bext_change(heads))
    if chunk_id == "iXML":
        return _ixml(payload, heads, channels)
    if chunk_id in _SCENE_CHUNKS:
        return _scene(chunk_id, payload, heads, channels, path)
    return payload


def _ixml(payload: bytes, heads: Heads, channels: Sequence[int]) -> bytes:
    """The chunk brought up to date, with room for loudness where it has a place for it."""
    change = _ixml_change(heads, channels)
    if change == IxmlChange():
        return payload
    try:
        rewritten = rewrite_ixml(payload, change)
    except MediaError:
        # What cannot be read cannot be brought up to date either; it was noted when the file was opened.
        return payload
    return rewritten.ljust(len(rewritten) + LOUDNESS_ROOM_BYTES) if IXML_LOUDNESS in rewritten else rewritten


def sound_differs(plan: Plan) -> bool:
    """True where the result is another piece of material than the source."""
    return any(correction.changes_sound or isinstance(correction, TrimPad) for correction in plan.corrections)


def _bext_change(heads: Heads) -> BextChange:
    differs = sound_differs(heads.plan)
    return BextChange(
        time_reference_samples=heads.material.start_sample,
        loudness=LoudnessFields() if differs else None,
        forget_umid=differs,
        coding_history=_coding_history(heads) if heads.plan.steps else None,
    )


def _coding_history(heads: Heads) -> str:
    """One line as EBU R 98-1999 has it: algorithm, rate, word length, mode, text."""
    material = heads.material
    mode = {1: "mono", 2: "stereo"}.get(1 if material.form == "mono-set" else material.channel_count, "multichannel")
    algorithm = "IEEE float" if material.sample_format.is_float else "PCM"
    with speaking(ENGLISH):
        done = "; ".join(say(step.message) for step in heads.plan.steps).replace(",", "")
    return (
        f"A={algorithm},F={material.sample_rate_hz},W={material.valid_bits},M={mode},"
        f"T=mixgate {heads.stamp.version}; {done}"
    )


def _new_bext(heads: Heads) -> bytes:
    now = heads.stamp.now
    return build_bext(
        BextFacts(
            version=2,
            description="",
            originator="mixgate",
            originator_reference="",
            origination_date=now.strftime("%Y-%m-%d"),
            origination_time=now.strftime("%H:%M:%S"),
            time_reference_samples=heads.material.start_sample or 0,
            loudness=LoudnessFields(),
            coding_history=_coding_history(heads) + "\r\n",
        )
    )


def _ixml_change(heads: Heads, channels: Sequence[int]) -> IxmlChange:
    material, plan = heads.material, heads.plan
    kinds = {correction.kind for correction in plan.corrections}
    channels_change = bool(kinds & {"relabel", "channel-order", "fold-down"}) or material.form != _form(heads)
    tracks: list[tuple[int | None, str]] | None = None
    if channels_change:
        tracks = [(_old_track(heads, channel), material.labels[channel]) for channel in channels]
    first = heads.programme.files[_source_file(heads, channels)].ixml
    moved = first is not None and first.time_reference_samples != material.start_sample
    return IxmlChange(
        time_reference_samples=material.start_sample if moved else None,
        sample_rate_hz=material.sample_rate_hz if "sample-rate" in kinds else None,
        bit_depth=material.valid_bits if "word-length" in kinds else None,
        timecode_rate=str(material.picture_rate) if "speed" in kinds else None,
        tracks=tracks,
        loudness=LoudnessFields() if sound_differs(plan) else None,
    )


def _form(heads: Heads) -> str:
    return "mono-set" if len(heads.programme.files) > 1 else "interleaved"


def _old_track(heads: Heads, channel: int) -> int | None:
    """Interleave index of a channel in the file whose header is inherited; None where it comes from another file."""
    source = heads.source_of[channel]
    if source is None or any(isinstance(correction, Relabel) for correction in heads.plan.corrections):
        return None
    if len(heads.programme.files) > 1:
        return 1 if heads.material.form == "mono-set" else None
    return source + 1


def _scene(chunk_id: str, payload: bytes, heads: Heads, channels: Sequence[int], path: Path) -> bytes:
    """A description of an audio scene follows a new channel order; any other change of form would belie it."""
    belies = (Relabel, FoldDownChange, SpeedChange, SampleRateConversion, TrimPad)
    split = len(channels) != heads.programme.channel_count
    if split or any(isinstance(correction, belies) for correction in heads.plan.corrections):
        raise RefusedError(
            "The file describes its audio scene (ADM), and that would no longer be true.",
            where=str(path),
            found=f"a {chunk_id.strip()} chunk",
            next_step="Correct it where the scene was made, and export it again.",
        )
    if chunk_id != "chna" or not any(isinstance(correction, ChannelOrder) for correction in heads.plan.corrections):
        return payload
    place = {old + 1: new + 1 for new, old in enumerate(heads.source_of) if old is not None}
    rows = [row.model_copy(update={"track_index": place[row.track_index]}) for row in parse_chna(payload)]
    return build_chna(sorted(rows, key=lambda row: (row.track_index, row.uid)))


def carried_notes(plan: Plan, programme: Programme) -> tuple[Message, ...]:
    """What a reader should know of chunks that were carried over although the samples changed."""
    if not sound_differs(plan):
        return ()
    found = {
        chunk.id.strip() for facts in programme.files for chunk in facts.chunks if chunk.id in TIMED_CHUNKS | {"axml"}
    }
    if not found:
        return ()
    return (message("fix.chunks-carried-over", chunks=tuple(sorted(found))),)
