"""What an AS-02 sound track file says about itself: descriptor, packages and everything between, as metadata sets.

Sources: SMPTE ST 377-1:2019 Annexes A and B, ST 382:2007, ST 2067-5:2020 (IMF essence component), ST 2067-2:2020;
the choice of sets and properties is that of files which four foreign readers accept without a complaint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from specs.errors import UsageError
from validator.containers.mxf.labels import (
    CLIP_WRAPPED_ELEMENT,
    MCA_CHANNEL_ASSIGNMENT,
    OP1A,
    SOUND_TRACK,
    WAVE_CLIP_WRAPPED,
)
from validator.containers.mxf.mca import build_sub_descriptors
from validator.containers.mxf.metadata_set import EssenceDescriptor, MetadataSet, metadata_set
from validator.containers.mxf.values import UMID_BYTES, Rational

if TYPE_CHECKING:
    from datetime import datetime

    from validator.containers.mxf.mca import SoundDescription

SAMPLE_RATES_HZ: Final = (48_000, 96_000)
"""ST 2067-2:2020 clause 5.3.2.2, as the reference validator cites it."""

WORD_LENGTH_BITS: Final = 24
"""ST 2067-2:2020 clause 5.3.2.3, as the reference validator cites it."""

SAMPLE_BYTES: Final = 3
ESSENCE_STREAM: Final = 1
INDEX_STREAM: Final = 2
TRACK_ID: Final = 1
ESSENCE_TRACK_NUMBER: Final = int.from_bytes(CLIP_WRAPPED_ELEMENT[12:], "big")
FORMAT_VERSION: Final = 0x0103
"""Version 1.3 of the format, ST 377-1:2009 and later."""

OBJECT_MODEL_VERSION: Final = 1

UMID_START: Final = bytes.fromhex("060a2b340101010501010f2013000000")
"""Basic UMID, instance 0; the reference validator demands these 16 bytes (it cites ST 2067-2 clause 5.1.5)."""

SAMPLE_LIMIT: Final = 1 << 47
"""Samples at most: more would not fit into the essence length even in mono."""

_NO_PACKAGE: Final = bytes(UMID_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes the file.

    Attributes:
        company: ApplicationSupplierName.
        product: ApplicationName.
        version: ApplicationVersionString.
        product_id: ApplicationProductID, the same UUID for all versions of a program.
    """

    company: str
    product: str
    version: str
    product_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFile:
    """One sound track file to be written; all that its bytes depend on besides the samples.

    Attributes:
        track_file_id: The asset's id in CPL, packing list and asset map. A random (version 4) UUID, new for each file;
            every other identifier in the file is derived from it.
        sample_rate_hz: One of `SAMPLE_RATES_HZ`.
        sample_count: Samples per channel.
        modified: When the file was made.

    Raises:
        UsageError: Another rate, or no samples.
    """

    track_file_id: UUID
    sample_rate_hz: int
    sample_count: int
    sound: SoundDescription
    modified: datetime
    writer: Writer

    def __post_init__(self) -> None:
        if self.sample_rate_hz not in SAMPLE_RATES_HZ:
            raise UsageError(
                "A sound track file cannot have this sample rate.",
                found=f"{self.sample_rate_hz} Hz",
                expected=" or ".join(f"{rate} Hz" for rate in SAMPLE_RATES_HZ),
            )
        if not 0 < self.sample_count < SAMPLE_LIMIT:
            raise UsageError("A sound track file cannot have this length.", found=f"{self.sample_count} samples")

    @property
    def channel_count(self) -> int:
        """Channels, by the layout."""
        return len(self.sound.layout.channels)

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel (BlockAlign)."""
        return self.channel_count * SAMPLE_BYTES

    @property
    def essence_bytes(self) -> int:
        """Bytes of the whole sound."""
        return self.sample_count * self.frame_bytes

    def descriptor(self) -> EssenceDescriptor:
        """The descriptor with its labels, in the order of references: soundfield group, then channels."""
        rate = Rational(self.sample_rate_hz, 1)
        labels = build_sub_descriptors(self.sound, self.track_file_id)
        descriptor = metadata_set(
            "WAVEPCMDescriptor",
            {
                "InstanceID": self.instance("descriptor"),
                "SubDescriptors": tuple(label.instance for label in labels),
                "LinkedTrackID": TRACK_ID,
                "SampleRate": rate,
                "EssenceLength": self.sample_count,
                "ContainerFormat": WAVE_CLIP_WRAPPED,
                "AudioSampleRate": rate,
                "ChannelCount": self.channel_count,
                "QuantizationBits": WORD_LENGTH_BITS,
                "BlockAlign": self.frame_bytes,
                "AverageBytesPerSecond": self.sample_rate_hz * self.frame_bytes,
                "ChannelAssignment": MCA_CHANNEL_ASSIGNMENT,
            },
        )
        return EssenceDescriptor(descriptor=descriptor, sub_descriptors=labels)

    def instance(self, what: str) -> UUID:
        """The InstanceID of one set."""
        return uuid5(self.track_file_id, f"set {what}")


def header_sets(file: TrackFile, descriptor: EssenceDescriptor) -> tuple[MetadataSet, ...]:
    """The header metadata in file order: preface first, descriptor and labels last."""
    return (
        *_preface(file),
        *_material_package(file),
        *_file_package(file),
        descriptor.descriptor,
        *descriptor.sub_descriptors,
    )


def index_segment(file: TrackFile) -> MetadataSet:
    """The index: every sample takes the same number of bytes, so it needs no entries (ST 377-1 clause 11.2)."""
    return metadata_set(
        "IndexTableSegment",
        {
            "InstanceID": file.instance("index"),
            "IndexEditRate": Rational(file.sample_rate_hz, 1),
            "IndexStartPosition": 0,
            "IndexDuration": file.sample_count,
            "EditUnitByteCount": file.frame_bytes,
            "IndexStreamID": INDEX_STREAM,
            "EssenceStreamID": ESSENCE_STREAM,
        },
    )


def umid(material_number: UUID) -> bytes:
    """The package id with a UUID as its material number."""
    return UMID_START + material_number.bytes


def _material_number(file: TrackFile) -> UUID:
    return uuid5(file.track_file_id, "material package")


def _preface(file: TrackFile) -> tuple[MetadataSet, ...]:
    preface = metadata_set(
        "Preface",
        {
            "InstanceID": file.instance("preface"),
            "FileLastModified": file.modified,
            "FormatVersion": FORMAT_VERSION,
            "ObjectModelVersion": OBJECT_MODEL_VERSION,
            "PrimaryPackage": file.instance("file package"),
            "IdentificationList": (file.instance("identification"),),
            "ContentStorageObject": file.instance("content storage"),
            "OperationalPattern": OP1A,
            "EssenceContainers": (WAVE_CLIP_WRAPPED,),
            "DescriptiveSchemes": (),
        },
    )
    identification = metadata_set(
        "Identification",
        {
            "InstanceID": file.instance("identification"),
            "GenerationID": uuid5(file.track_file_id, "generation"),
            "ApplicationSupplierName": file.writer.company,
            "ApplicationName": file.writer.product,
            "ApplicationVersionString": file.writer.version,
            "ApplicationProductID": file.writer.product_id,
            "FileModificationDate": file.modified,
        },
    )
    storage = metadata_set(
        "ContentStorage",
        {
            "InstanceID": file.instance("content storage"),
            "Packages": (file.instance("material package"), file.instance("file package")),
            "EssenceDataObjects": (file.instance("essence data"),),
        },
    )
    essence = metadata_set(
        "EssenceData",
        {
            "InstanceID": file.instance("essence data"),
            "LinkedPackageID": umid(file.track_file_id),
            "IndexStreamID": INDEX_STREAM,
            "EssenceStreamID": ESSENCE_STREAM,
        },
    )
    return preface, identification, storage, essence


def _material_package(file: TrackFile) -> tuple[MetadataSet, ...]:
    package = metadata_set(
        "MaterialPackage",
        {
            "InstanceID": file.instance("material package"),
            "PackageID": umid(_material_number(file)),
            "CreationTime": file.modified,
            "PackageLastModified": file.modified,
            "PackageTracks": (file.instance("material track"),),
        },
    )
    track = _track(file, "material", track_number=0, source=umid(file.track_file_id), source_track=TRACK_ID)
    return package, *track


def _file_package(file: TrackFile) -> tuple[MetadataSet, ...]:
    package = metadata_set(
        "SourcePackage",
        {
            "InstanceID": file.instance("file package"),
            "PackageID": umid(file.track_file_id),
            "CreationTime": file.modified,
            "PackageLastModified": file.modified,
            "PackageTracks": (file.instance("file track"),),
            "EssenceDescription": file.instance("descriptor"),
        },
    )
    # A file's own clip refers to nothing beyond: 32 zero bytes and track 0 (ST 377-1 Annex B).
    return package, *_track(file, "file", track_number=ESSENCE_TRACK_NUMBER, source=_NO_PACKAGE, source_track=0)


def _track(
    file: TrackFile, package: str, *, track_number: int, source: bytes, source_track: int
) -> tuple[MetadataSet, ...]:
    """A track, its sequence and its one clip, which lasts as long as the sound."""
    track = metadata_set(
        "TimelineTrack",
        {
            "InstanceID": file.instance(f"{package} track"),
            "TrackID": TRACK_ID,
            "EssenceTrackNumber": track_number,
            "EditRate": Rational(file.sample_rate_hz, 1),
            "Origin": 0,
            "TrackSegment": file.instance(f"{package} sequence"),
        },
    )
    sequence = metadata_set(
        "Sequence",
        {
            "InstanceID": file.instance(f"{package} sequence"),
            "ComponentDataDefinition": SOUND_TRACK,
            "ComponentLength": file.sample_count,
            "ComponentObjects": (file.instance(f"{package} clip"),),
        },
    )
    clip = metadata_set(
        "SourceClip",
        {
            "InstanceID": file.instance(f"{package} clip"),
            "ComponentDataDefinition": SOUND_TRACK,
            "ComponentLength": file.sample_count,
            "StartPosition": 0,
            "SourcePackageID": source,
            "SourceTrackID": source_track,
        },
    )
    return track, sequence, clip
