"""Universal labels of operational patterns, essence containers, tracks and essence elements.

Source: SMPTE labels register (ST 400), ST 377-1 (operational patterns), ST 382:2007 (wave and AES3 mappings),
ST 386 (D-10), ST 390:2011 (OP-Atom), ST 2067-201 (immersive audio); as met in files of six writers.
"""

from __future__ import annotations

from typing import Final

from validator.containers.mxf.klv import label_key, same_label

OP1A: Final = bytes.fromhex("060e2b34040101010d01020101010100")
OP_ATOM: Final = bytes.fromhex("060e2b34040101020d01020110000000")

WAVE_FRAME_WRAPPED: Final = bytes.fromhex("060e2b34040101010d01030102060100")
WAVE_CLIP_WRAPPED: Final = bytes.fromhex("060e2b34040101010d01030102060200")

SOUND_TRACK: Final = bytes.fromhex("060e2b34040101010103020202000000")
PICTURE_TRACK: Final = bytes.fromhex("060e2b34040101010103020201000000")

MCA_CHANNEL_ASSIGNMENT: Final = bytes.fromhex("060e2b340401010d0402021004010000")
"""ChannelAssignment "labelled by sub-descriptors as ST 2067-2 asks"."""

CLIP_WRAPPED_ELEMENT: Final = bytes.fromhex("060e2b34010201010d01030116010200")
"""Key of the essence element of a clip-wrapped wave track: item sound, one element, wave clip, first element."""

SOUND_ITEM: Final = 0x16
ELEMENT_WRAPPINGS: Final = {0x01: "frame", 0x02: "clip"}
"""How a wave element is wrapped, by byte 15 of its key (ST 382 clause 6)."""

_ESSENCE_START: Final = bytes.fromhex("060e2b34010201000d010301")
_ENCRYPTED_START: Final = bytes.fromhex("060e2b34020401000d010301027e01")
_CONTAINER_START: Final = bytes.fromhex("060e2b34040101000d010301")
_PATTERN_START: Final = bytes.fromhex("060e2b34040101000d010201")
_COMPRESSED_SOUND_START: Final = bytes.fromhex("060e2b340401010004020202")

_WAVE_MAPPING: Final = 0x06
_CONTAINERS: Final = {
    0x01: "D-10, whose sound lies beside an IMX picture",
    0x02: "DV",
    0x04: "MPEG elementary streams",
    0x05: "uncompressed picture",
    0x07: "an MPEG packetised elementary stream",
    0x0A: "A-law, a lossy coding",
    0x0B: "encrypted essence",
    0x0C: "JPEG 2000 picture",
    0x10: "AVC",
    0x11: "VC-3 picture",
    0x13: "timed text",
    0x1C: "ProRes picture",
    0x1D: "immersive audio (IAB)",
    0x25: "metadata-guided audio (MGA)",
}
"""Byte 14 of an essence container label: what is named when it is refused."""

_WAVE_WRAPPINGS: Final = {0x01: "frame", 0x02: "clip"}
_AES3_WRAPPINGS: Final = {0x03: "AES3, frame-wrapped", 0x04: "AES3, clip-wrapped"}


def is_essence_element(key: bytes) -> bool:
    """True for the key of an essence element in a generic container."""
    return label_key(key)[:12] == _ESSENCE_START


def is_encrypted_triplet(key: bytes) -> bool:
    """True for the key of an encrypted triplet (ST 429-6)."""
    return label_key(key)[:15] == _ENCRYPTED_START


def is_wave_container(label: bytes) -> bool:
    """True for a container label of wave PCM, in clips or in frames."""
    return _is_wave_mapping(label) and label[14] in _WAVE_WRAPPINGS


def wrapping_of(label: bytes) -> str | None:
    """`clip` or `frame`; None for a label of anything but wave PCM."""
    return _WAVE_WRAPPINGS.get(label[14]) if _is_wave_mapping(label) else None


def container_name(label: bytes) -> str:
    """What an essence container holds, in words; the label in hexadecimal where it is not known."""
    if label_key(label)[:12] != _CONTAINER_START:
        return label.hex()
    if _is_wave_mapping(label):
        return _AES3_WRAPPINGS.get(label[14], "wave PCM" if label[14] in _WAVE_WRAPPINGS else label.hex())
    return _CONTAINERS.get(label[13], label.hex())


def pattern_name(label: bytes) -> str:
    """The operational pattern: `OP1a` to `OP3c` or `OP-Atom`; the label in hexadecimal where it is none."""
    if label_key(label)[:12] != _PATTERN_START:
        return label.hex()
    if label[12] == OP_ATOM[12]:
        return "OP-Atom"
    if 1 <= label[12] <= 3 and 1 <= label[13] <= 3:
        return f"OP{label[12]}{'abc'[label[13] - 1]}"
    return label.hex()


def is_compressed_sound(label: bytes) -> bool:
    """True for a SoundCompression label below "compressed sound coding"."""
    return label_key(label)[:12] == _COMPRESSED_SOUND_START


def is_sound_track(data_definition: bytes | None) -> bool:
    """True for the data definition of a sound track."""
    return data_definition is not None and same_label(data_definition, SOUND_TRACK)


def _is_wave_mapping(label: bytes) -> bool:
    return label_key(label)[:12] == _CONTAINER_START and label[12] == 0x02 and label[13] == _WAVE_MAPPING
