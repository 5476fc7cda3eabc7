"""The metadata properties and sets that sound track files use, by the names of the SMPTE registers.

The names are the register's symbols, as RegXML shows them: `EssenceLength` and `ContainerFormat`, not the older names
`ContainerDuration` and `EssenceContainer`.

Sources: SMPTE ST 335 (elements register) and ST 395 (groups register), static local tags of ST 377-1:2019 Annexes A
to F; most rows were confirmed on the primers of files by other writers. The six of ST 377-41 at the end, the
reference rows of ST 2067-2 and the group-of-groups link were not met in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from validator.containers.mxf.klv import UNIVERSAL_LABEL_START, label_key
from validator.containers.mxf.values import ValueKind


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """One property of the register.

    Attributes:
        symbol: The register's name.
        label: The universal label that the primer lists, 16 bytes.
        kind: How its value is coded.
        tag: The static local tag; None where each file gives one of its own.
    """

    symbol: str
    label: bytes
    kind: ValueKind
    tag: int | None


_ROWS: Final = """
InstanceID                   3c0a 01010101.01011502.00000000 uuid
FileLastModified             3b02 01010102.07020110.02040000 timestamp
FormatVersion                3b05 01010102.03010201.05000000 uint16
ObjectModelVersion           3b07 01010102.03010201.04000000 uint32
PrimaryPackage               3b08 01010104.06010104.01080000 reference
IdentificationList           3b06 01010102.06010104.06040000 references
ContentStorageObject         3b03 01010102.06010104.02010000 reference
OperationalPattern           3b09 01010105.01020203.00000000 label
EssenceContainers            3b0a 01010105.01020210.02010000 labels
DescriptiveSchemes           3b0b 01010105.01020210.02020000 labels
GenerationID                 3c09 01010102.05200701.01000000 uuid
ApplicationSupplierName      3c01 01010102.05200701.02010000 utf16
ApplicationName              3c02 01010102.05200701.03010000 utf16
ApplicationVersion           3c03 01010102.05200701.04000000 version
ApplicationVersionString     3c04 01010102.05200701.05010000 utf16
ApplicationProductID         3c05 01010102.05200701.07000000 uuid
FileModificationDate         3c06 01010102.07020110.02030000 timestamp
ToolkitVersion               3c07 01010102.05200701.0a000000 version
ApplicationPlatform          3c08 01010102.05200701.06010000 utf16
Packages                     1901 01010102.06010104.05010000 references
EssenceDataObjects           1902 01010102.06010104.05020000 references
LinkedPackageID              2701 01010102.06010106.01000000 umid
EssenceStreamID              3f07 01010104.01030404.00000000 uint32
IndexStreamID                3f06 01010104.01030405.00000000 uint32
PackageID                    4401 01010101.01011510.00000000 umid
PackageName                  4402 01010101.01030302.01000000 utf16
PackageTracks                4403 01010102.06010104.06050000 references
PackageLastModified          4404 01010102.07020110.02050000 timestamp
CreationTime                 4405 01010102.07020110.01030000 timestamp
EssenceDescription           4701 01010102.06010104.02030000 reference
TrackID                      4801 01010102.01070101.00000000 uint32
TrackName                    4802 01010102.01070102.01000000 utf16
TrackSegment                 4803 01010102.06010104.02040000 reference
EssenceTrackNumber           4804 01010102.01040103.00000000 uint32
EditRate                     4b01 01010102.05300405.00000000 rational
Origin                       4b02 01010102.07020103.01030000 int64
ComponentDataDefinition      0201 01010102.04070100.00000000 label
ComponentLength              0202 01010102.07020201.01030000 int64
ComponentObjects             1001 01010102.06010104.06090000 references
SourcePackageID              1101 01010102.06010103.01000000 umid
SourceTrackID                1102 01010102.06010103.02000000 uint32
StartPosition                1201 01010102.07020103.01040000 int64
StartTimecode                1501 01010102.07020103.01050000 int64
FramesPerSecond              1502 01010102.04040101.02060000 uint16
DropFrame                    1503 01010101.04040101.05000000 boolean
SampleRate                   3001 01010101.04060101.00000000 rational
EssenceLength                3002 01010101.04060102.00000000 int64
ContainerFormat              3004 01010102.06010104.01020000 label
LinkedTrackID                3006 01010105.06010103.05000000 uint32
QuantizationBits             3d01 01010104.04020303.04000000 uint32
Locked                       3d02 01010104.04020301.04000000 boolean
AudioSampleRate              3d03 01010105.04020301.01010000 rational
AudioReferenceLevel          3d04 01010101.04020101.03000000 int8
ElectrospatialFormulation    3d05 01010101.04020101.01000000 uint8
SoundCompression             3d06 01010102.04020402.00000000 label
ChannelCount                 3d07 01010105.04020101.04000000 uint32
AverageBytesPerSecond        3d09 01010105.04020303.05000000 uint32
BlockAlign                   3d0a 01010105.04020302.01000000 uint16
ChannelAssignment            3d32 01010107.04020101.05000000 label
FileDescriptors              3f01 01010104.06010104.060b0000 references
SubDescriptors               -    01010109.06010104.06100000 references
ReferenceImageEditRate       -    0101010e.04020101.06000000 rational
ReferenceAudioAlignmentLevel -    0101010e.04020101.07000000 uint8
MCALabelDictionaryID         -    0101010e.01030701.01000000 label
MCATagSymbol                 -    0101010e.01030701.02000000 utf16
MCATagName                   -    0101010e.01030701.03000000 utf16
GroupOfSoundfieldGroupsLinkID - 0101010e.01030701.04000000 uuids
MCALinkID                    -    0101010e.01030701.05000000 uuid
SoundfieldGroupLinkID        -    0101010e.01030701.06000000 uuid
MCAChannelID                 -    0101010e.0103040a.00000000 uint32
RFC5646SpokenLanguage        -    0101010d.03010102.03150000 iso7
MCATitle                     -    0101010e.01051000.00000000 utf16
MCATitleVersion              -    0101010e.01051100.00000000 utf16
MCATitleSubVersion           -    0101010e.01051200.00000000 utf16
MCAEpisode                   -    0101010e.01051300.00000000 utf16
MCAPartitionKind             -    0101010e.01040105.00000000 utf16
MCAPartitionNumber           -    0101010e.01040106.00000000 utf16
MCAAudioContentKind          -    0101010e.03020102.20000000 utf16
MCAAudioElementKind          -    0101010e.03020102.21000000 utf16
IndexEditRate                3f0b 01010105.05300406.00000000 rational
IndexStartPosition           3f0c 01010105.07020103.010a0000 int64
IndexDuration                3f0d 01010105.07020201.01020000 int64
EditUnitByteCount            3f05 01010104.04060201.00000000 uint32
MCAContent                   -    0101010e.03020102.22000000 utf16
MCAUseClass                  -    0101010e.03020102.23000000 utf16
MCAContentSubtype            -    0101010e.03020102.24000000 utf16
MCAContentDifferentiator     -    0101010e.03020102.25000000 utf16
MCASpokenLanguageAttribute   -    0101010e.03020102.26000000 iso7
RFC5646AdditionalSpokenLanguages - 0101010e.03020102.27000000 iso7
"""


def _definitions() -> dict[str, PropertyDefinition]:
    table = {}
    for row in _ROWS.strip().splitlines():
        symbol, tag, tail, kind = row.split()
        label = UNIVERSAL_LABEL_START + bytes.fromhex(tail.replace(".", ""))
        table[symbol] = PropertyDefinition(symbol, label, ValueKind(kind), None if tag == "-" else int(tag, 16))
    return table


PROPERTIES: Final = _definitions()
"""Every property that is understood, by its register name."""

PROPERTY_BY_LABEL: Final = {label_key(definition.label): definition for definition in PROPERTIES.values()}
"""The same by universal label, its version set to 0."""

PROPERTY_BY_TAG: Final = {
    definition.tag: definition for definition in PROPERTIES.values() if definition.tag is not None
}
"""The same by static local tag."""

_LOCAL_SET_START: Final = bytes.fromhex("060e2b34025301010d0101010101")

INDEX_TABLE_SEGMENT_KEY: Final = bytes.fromhex("060e2b34025301010d01020101100100")

SET_KEYS: Final[dict[str, bytes]] = {
    symbol: _LOCAL_SET_START + bytes((number, 0))
    for symbol, number in {
        "Sequence": 0x0F,
        "SourceClip": 0x11,
        "Timecode": 0x14,
        "ContentStorage": 0x18,
        "EssenceData": 0x23,
        "Preface": 0x2F,
        "Identification": 0x30,
        "MaterialPackage": 0x36,
        "SourcePackage": 0x37,
        "TimelineTrack": 0x3B,
        "SoundDescriptor": 0x42,
        "MultipleDescriptor": 0x44,
        "AES3PCMDescriptor": 0x47,
        "WAVEPCMDescriptor": 0x48,
        "AudioChannelLabelSubDescriptor": 0x6B,
        "SoundfieldGroupLabelSubDescriptor": 0x6C,
        "GroupOfSoundfieldGroupsLabelSubDescriptor": 0x6D,
    }.items()
} | {"IndexTableSegment": INDEX_TABLE_SEGMENT_KEY}
"""Keys of the sets that are understood, by the register's class name (ST 395)."""

SET_BY_KEY: Final = {label_key(key): symbol for symbol, key in SET_KEYS.items()}
"""Class names by key, its version set to 0."""
