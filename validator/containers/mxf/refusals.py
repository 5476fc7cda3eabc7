"""What an MXF file holds that is not read, by name.

| what                                  | how it is known                                             |
|---------------------------------------|-------------------------------------------------------------|
| encrypted essence                     | an encrypted triplet, or the container label                |
| picture, timed text, IAB, AES3, D-10  | the container label of the descriptor, or of the partitions |
| picture beside sound                  | essence elements that are not sound                         |
| joined tracks                         | several sound elements, tracks or essence streams           |
| a multiple descriptor                 | its class                                                   |
| compressed sound                      | SoundCompression                                            |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import NotReadError
from validator.containers.mxf.labels import (
    container_name,
    is_compressed_sound,
    is_wave_container,
    pattern_name,
)

if TYPE_CHECKING:
    from validator.containers.mxf.structure import Structure
    from validator.containers.mxf.walk import FileWalk

EXPECTED: Final = "one track of PCM sound, AS-02 or OP-Atom, in clips or frames of the wave mapping"


def refuse_other_essence(found: FileWalk, where: str) -> None:
    """Refuse by the essence itself, before any metadata is believed.

    Raises:
        NotReadError: Encrypted, no sound element, picture beside sound, or several sound elements.
    """
    if found.encrypted:
        raise _refused("It is encrypted.", "encrypted essence", where)
    pattern = pattern_name(found.partitions[0].pack.operational_pattern)
    if found.other_elements and found.element_keys:
        raise _refused(
            "Sound lies beside other essence in it.", f"{pattern} with {_elements(found)} interleaved tracks", where
        )
    if len(found.element_keys) > 1:
        raise _refused(
            "Its sound lies in several tracks that have to be joined.",
            f"{pattern} with {len(found.element_keys)} joined tracks",
            where,
        )
    labels = [label for one in found.partitions for label in one.pack.containers]
    if labels and not any(is_wave_container(label) for label in labels) and not found.element_keys:
        raise _refused("It holds no PCM sound.", container_name(labels[0]), where)


def refuse_other_sound(found: FileWalk, structure: Structure, where: str) -> None:
    """Refuse by the metadata.

    Raises:
        NotReadError: Several sound tracks or essence streams, a descriptor or container of another kind, compressed.
    """
    pattern = pattern_name(found.partitions[0].pack.operational_pattern)
    descriptor = structure.descriptor.descriptor
    sound_tracks = sum(track.is_sound for track in structure.file_tracks)
    if sound_tracks > 1 or descriptor.symbol == "MultipleDescriptor":
        raise _refused(
            "Its sound lies in several tracks that have to be joined.",
            f"{pattern} with {max(sound_tracks, 2)} joined tracks",
            where,
        )
    if len(structure.essence_data) > 1:
        raise _refused("It has several essence streams.", f"{pattern}, {len(structure.essence_data)} streams", where)
    if descriptor.symbol == "AES3PCMDescriptor":
        raise _refused("Its sound is not in the wave mapping.", "AES3", where)
    label = descriptor.label("ContainerFormat")
    if label is not None and not is_wave_container(label):
        raise _refused("Its sound is not in the wave mapping.", container_name(label), where)
    if descriptor.symbol not in ("WAVEPCMDescriptor", "SoundDescriptor"):
        raise _refused("It describes no PCM sound.", f"a descriptor of the class {descriptor.name}", where)
    compression = descriptor.label("SoundCompression")
    if compression is not None and is_compressed_sound(compression):
        raise _refused("Its sound is compressed.", compression.hex(), where)
    if any(len(track.components) > 1 for track in structure.material_tracks if track.is_sound):
        raise _refused("Its material package is an edit of several clips.", f"{pattern} with joined clips", where)


def _elements(found: FileWalk) -> int:
    return len(found.element_keys) + len(found.other_elements)


def _refused(what: str, found: str, where: str) -> NotReadError:
    return NotReadError(f"This kind of MXF file is not read. {what}", where=where, found=found, expected=EXPECTED)
