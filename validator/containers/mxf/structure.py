"""From the preface down: packages, tracks and the descriptor of the one sound track.

    Preface -> ContentStorage -> MaterialPackage -> TimelineTrack -> Sequence -> SourceClip
                              -> SourcePackage   -> TimelineTrack -> Sequence -> SourceClip
                                                 -> WAVEPCMDescriptor -> label sub-descriptors
                              -> EssenceData: which source package is the file's own, and in which stream its sound lies

References are followed down this fixed ladder only, so a file whose sets refer to each other in circles ends it too.

Source: SMPTE ST 377-1:2019 clause 9 and Annexes A and B.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError
from validator.containers.mxf.faults import MxfFaultCode
from validator.containers.mxf.labels import is_sound_track
from validator.containers.mxf.metadata_set import EssenceDescriptor, MetadataSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from validator.containers.mxf.faults import FaultLog

TRACKS_PER_PACKAGE: Final = 256
"""Tracks looked at in one package; more than any file of one sound track has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineTrack:
    """A timeline track with its sequence and the sequence's components."""

    track: MetadataSet
    sequence: MetadataSet | None
    components: tuple[MetadataSet, ...]

    @property
    def is_sound(self) -> bool:
        """True for a sound track."""
        return any(
            is_sound_track(one.label("ComponentDataDefinition"))
            for one in (self.sequence, *self.components)
            if one is not None
        )

    @property
    def duration(self) -> int | None:
        """Length in edit units; None where it is missing or unknown (-1)."""
        length = None if self.sequence is None else self.sequence.integer("ComponentLength")
        return length if length is not None and length >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The sets that say what the file is.

    Attributes:
        preface: None where there is none.
        material_tracks: Tracks of the material package; empty where there is none.
        file_package: The source package that describes this file.
        file_tracks: Its tracks.
        descriptor: Its descriptor with sub-descriptors.
        essence_data: One set for each essence stream.
    """

    preface: MetadataSet | None
    identifications: tuple[MetadataSet, ...]
    material_tracks: tuple[TimelineTrack, ...]
    file_package: MetadataSet
    file_tracks: tuple[TimelineTrack, ...]
    descriptor: EssenceDescriptor
    essence_data: tuple[MetadataSet, ...]


def find_structure(sets: Sequence[MetadataSet], log: FaultLog, *, where: str) -> Structure:
    """Find the file's own package and its descriptor.

    Args:
        sets: The header metadata.
        log: Takes dangling references and repeated or missing InstanceIDs.
        where: The file's name, for errors.

    Raises:
        MediaError: No source package with a descriptor.
    """
    sets_by_id = _Sets(sets, log)
    preface = next((one for one in sets if one.symbol == "Preface"), None)
    if preface is None:
        log.add(MxfFaultCode.PREFACE_MISSING)
    storage = next((one for one in sets if one.symbol == "ContentStorage"), None)
    packages = _packages(sets, storage, sets_by_id)
    essence_data = () if storage is None else sets_by_id.many(storage, "EssenceDataObjects")
    file_package = _file_package(packages, essence_data, sets_by_id, log)
    descriptor = None if file_package is None else sets_by_id.one(file_package, "EssenceDescription")
    if file_package is None or descriptor is None:
        raise MediaError(
            "The MXF file does not describe its essence.", where=where, found="no source package with a descriptor"
        )
    material = next((one for one in packages if one.symbol == "MaterialPackage"), None)
    return Structure(
        preface=preface,
        identifications=() if preface is None else sets_by_id.many(preface, "IdentificationList"),
        material_tracks=() if material is None else _tracks(material, sets_by_id),
        file_package=file_package,
        file_tracks=_tracks(file_package, sets_by_id),
        descriptor=EssenceDescriptor(
            descriptor=descriptor, sub_descriptors=sets_by_id.many(descriptor, "SubDescriptors")
        ),
        essence_data=essence_data,
    )


class _Sets:
    """Sets by InstanceID, and references followed."""

    def __init__(self, sets: Sequence[MetadataSet], log: FaultLog) -> None:
        self._log = log
        self._by_id: dict[UUID, MetadataSet] = {}
        for one in sets:
            instance = one.uuid("InstanceID")
            if instance is None:
                log.add(MxfFaultCode.INSTANCE_MISSING, set=one.name)
            elif instance in self._by_id:
                log.add(MxfFaultCode.INSTANCE_REPEATED, set=one.name, instance=str(instance))
            else:
                self._by_id[instance] = one

    def one(self, parent: MetadataSet, symbol: str) -> MetadataSet | None:
        """The set that a property refers to; a dangling reference is a fault and None."""
        instance = parent.uuid(symbol)
        return None if instance is None else self._find(parent, symbol, instance)

    def many(self, parent: MetadataSet, symbol: str) -> tuple[MetadataSet, ...]:
        """The sets that a batch refers to; dangling references are faults and left out."""
        found = (self._find(parent, symbol, instance) for instance in parent.uuids(symbol)[: 4 * TRACKS_PER_PACKAGE])
        return tuple(one for one in found if one is not None)

    def _find(self, parent: MetadataSet, symbol: str, instance: UUID) -> MetadataSet | None:
        found = self._by_id.get(instance)
        if found is None:
            self._log.add(MxfFaultCode.REFERENCE_DANGLING, set=parent.name, property=symbol, instance=str(instance))
        return found


def _packages(sets: Sequence[MetadataSet], storage: MetadataSet | None, sets_by_id: _Sets) -> tuple[MetadataSet, ...]:
    """The packages that the content storage lists; where it lists none, all that are there."""
    listed = () if storage is None else sets_by_id.many(storage, "Packages")
    return listed or tuple(one for one in sets if one.symbol in ("MaterialPackage", "SourcePackage"))


def _file_package(
    packages: Sequence[MetadataSet], essence_data: Sequence[MetadataSet], sets_by_id: _Sets, log: FaultLog
) -> MetadataSet | None:
    """The source package whose essence is in this file.

    The essence data set names it. Where that link is broken, it is the first source package with a file descriptor,
    which has a sample rate; a package that describes a tape has none.
    """
    sources = [one for one in packages if one.symbol == "SourcePackage"]
    linked = {one.label("LinkedPackageID") for one in essence_data} - {None}
    for package in sources:
        if package.label("PackageID") in linked:
            return package
    log.add(MxfFaultCode.PACKAGE_LINK_BROKEN)
    for package in sources:
        descriptor = sets_by_id.one(package, "EssenceDescription")
        if descriptor is not None and descriptor.rate("SampleRate") is not None:
            return package
    return None


def _tracks(package: MetadataSet, sets_by_id: _Sets) -> tuple[TimelineTrack, ...]:
    tracks = []
    for track in sets_by_id.many(package, "PackageTracks")[:TRACKS_PER_PACKAGE]:
        if track.symbol != "TimelineTrack":
            continue
        segment = sets_by_id.one(track, "TrackSegment")
        if segment is None or segment.symbol != "Sequence":
            tracks.append(
                TimelineTrack(track=track, sequence=segment, components=() if segment is None else (segment,))
            )
        else:
            components = sets_by_id.many(segment, "ComponentObjects")
            tracks.append(TimelineTrack(track=track, sequence=segment, components=components))
    return tuple(tracks)
