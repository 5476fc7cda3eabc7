"""An MXF file that holds one PCM sound track: AS-02 and OP-Atom, clip- and frame-wrapped.

What is refused is refused by name: AES3 and D-10 sound, several tracks that would have to be joined, picture beside
sound, encryption, compression. What is only wrong is read, and listed as faults.

Sources: SMPTE ST 377-1:2019, ST 382:2007, ST 390:2011 (OP-Atom), ST 2067-5:2020 (IMF track files).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

from specs.errors import MediaError, NotReadError
from validator.containers.mxf.channels import ChannelMap, read_channels
from validator.containers.mxf.checks import (
    check_containers,
    check_index,
    check_lengths,
    check_partitions,
    check_wrapping,
    missing_samples,
)
from validator.containers.mxf.facts import EssenceRun, MxfFacts, MxfStartTimecode, PartitionFacts
from validator.containers.mxf.faults import FaultLog
from validator.containers.mxf.labels import pattern_name, wrapping_of
from validator.containers.mxf.refusals import refuse_other_essence, refuse_other_sound
from validator.containers.mxf.sound import PcmForm, read_sound
from validator.containers.mxf.structure import find_structure
from validator.containers.mxf.values import UMID_BYTES
from validator.containers.mxf.walk import walk

if TYPE_CHECKING:
    from typing import BinaryIO

    from validator.containers.mxf.metadata_set import EssenceDescriptor
    from validator.containers.mxf.structure import Structure, TimelineTrack
    from validator.containers.mxf.walk import FileWalk

MATERIAL_NUMBER_OFFSET: Final = 16
"""Where the material number begins in a UMID (ST 330 clause 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MxfFile:
    """One MXF file as it was read.

    Attributes:
        facts: What it is, and what is wrong with it.
        descriptor: What it says of its sound, whole: RegXML is made from it.
        names_primary_package: True where its preface does, which ST 377-1 leaves open and IMF demands.
    """

    facts: MxfFacts
    descriptor: EssenceDescriptor
    names_primary_package: bool = True


def read_mxf(file: BinaryIO, file_bytes: int, *, where: str) -> MxfFile:
    """Read everything but the sound.

    Args:
        file: Opened for reading, best without a buffer.
        file_bytes: Its length.
        where: The file's name, for errors.

    Raises:
        NotReadError: Essence of a kind that is not read, or several tracks.
        MediaError: No MXF file, no description of the sound, or no sound at all.
        OSError: The file cannot be read.
    """
    log = FaultLog()
    found = walk(file, file_bytes, log, where=where)
    refuse_other_essence(found, where)
    structure = find_structure(found.sets, log, where=where)
    refuse_other_sound(found, structure, where)
    runs = _runs(found, where)
    sound = read_sound(structure, sum(run.sound_bytes for run in runs), log, where=where)
    channels = read_channels(structure.descriptor.sub_descriptors, sound.channel_count, log)
    facts = _facts(file_bytes, found, structure, sound, channels, runs)
    check_partitions(found, log)
    check_containers(found, structure, log)
    check_wrapping(found, structure, facts.wrapping, log)
    check_lengths(facts, structure, log)
    check_index(found, facts, log)
    missing = missing_samples(facts, structure)
    update = {"faults": log.faults(), "length_is_stated": missing is not None, "missing_samples": missing or 0}
    preface = structure.preface
    return MxfFile(
        facts=facts.model_copy(update=update),
        descriptor=structure.descriptor,
        names_primary_package=preface is not None and preface.uuid("PrimaryPackage") is not None,
    )


def _runs(found: FileWalk, where: str) -> tuple[EssenceRun, ...]:
    if not found.essence.element_count:
        raise MediaError("The MXF file holds no sound.", where=where, found="no sound essence")
    runs = found.essence.runs()
    if runs is None:
        raise NotReadError(
            "The frames of the MXF file follow no rule that is read.",
            where=where,
            found="frames whose sizes do not repeat",
        )
    return runs


def _facts(
    file_bytes: int,
    found: FileWalk,
    structure: Structure,
    sound: PcmForm,
    channels: ChannelMap,
    runs: tuple[EssenceRun, ...],
) -> MxfFacts:
    package_id = structure.file_package.label("PackageID")
    assignment = structure.descriptor.descriptor.label("ChannelAssignment")
    return MxfFacts(
        size_bytes=file_bytes,
        operational_pattern=pattern_name(found.partitions[0].pack.operational_pattern),
        wrapping=_wrapping(found, structure, sound),
        channel_count=sound.channel_count,
        sample_rate_hz=sound.sample_rate_hz,
        word_length_bits=sound.word_length_bits,
        sample_bytes=sound.sample_bytes,
        sample_count=sound.sample_count,
        edit_rate=_edit_rate(structure, sound),
        essence=runs,
        channels=channels.channels,
        channel_labels=channels.labels,
        soundfields=channels.soundfields,
        groups_of_soundfields=channels.groups,
        channel_assignment=None if assignment is None else assignment.hex(),
        package_id=None if package_id is None else package_id.hex(),
        track_file_id=_material_number(package_id),
        start=_start(structure),
        written_by=_written_by(structure),
        modified=_modified(structure),
        partitions=tuple(
            PartitionFacts(
                kind=one.pack.kind_name,
                status=one.pack.status_name,
                offset_bytes=one.offset_bytes,
                body_stream=one.pack.body_stream,
                index_stream=one.pack.index_stream,
            )
            for one in found.partitions
        ),
        cut_short=found.missing_bytes > 0,
    )


def _wrapping(found: FileWalk, structure: Structure, sound: PcmForm) -> Literal["clip", "frame"]:
    """Clip where the sound lies in one triplet, unless that is a single frame of a file that says it has frames."""
    if found.essence.element_count > 1:
        return "frame"
    label = structure.descriptor.descriptor.label("ContainerFormat")
    frame_samples = sound.sample_rate_hz / Fraction(_edit_rate(structure, sound))
    single_frame = label is not None and wrapping_of(label) == "frame" and 1 < sound.sample_count <= frame_samples
    return "frame" if single_frame else "clip"


def _edit_rate(structure: Structure, sound: PcmForm) -> str:
    """The edit rate of the file's sound track; where it has none, the sample rate."""
    rates = (track.track.rate("EditRate") for track in structure.file_tracks if track.is_sound)
    rate = next((rate for rate in rates if rate is not None), None)
    return f"{sound.sample_rate_hz}/1" if rate is None else f"{rate.numerator}/{rate.denominator}"


def _material_number(package_id: bytes | None) -> UUID | None:
    if package_id is None or len(package_id) != UMID_BYTES:
        return None
    return UUID(bytes=package_id[MATERIAL_NUMBER_OFFSET:])


def _start(structure: Structure) -> MxfStartTimecode | None:
    """Timecode of the material package, else of the file package; None where neither has a usable timecode track."""
    for track in (*structure.material_tracks, *structure.file_tracks):
        start = _start_timecode(track)
        if start is not None:
            return start
    return None


def _start_timecode(track: TimelineTrack) -> MxfStartTimecode | None:
    component = next((one for one in track.components if one.symbol == "Timecode"), None)
    if component is None:
        return None
    frame, frames_per_second = component.integer("StartTimecode"), component.integer("FramesPerSecond")
    if frame is None or not frames_per_second or frame < 0:
        return None
    rate = track.track.rate("EditRate")
    return MxfStartTimecode(
        frame=frame,
        frames_per_second=frames_per_second,
        drop_frame=bool(component.integer("DropFrame")),
        edit_rate=None if rate is None else f"{rate.numerator}/{rate.denominator}",
    )


def _written_by(structure: Structure) -> tuple[str, ...]:
    """Supplier, product and version of the last identification; what it does not state is left out."""
    if not structure.identifications:
        return ()
    last = structure.identifications[-1]
    names = ("ApplicationSupplierName", "ApplicationName", "ApplicationVersionString")
    return tuple(text for text in map(last.text, names) if text)


def _modified(structure: Structure) -> datetime | None:
    value = None if structure.preface is None else structure.preface.value("FileLastModified")
    return value if isinstance(value, datetime) else None
