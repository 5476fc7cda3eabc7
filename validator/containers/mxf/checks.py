"""What the parts of a file say of each other, held against what is there: partitions, index, lengths.

Source: SMPTE ST 377-1:2019 clauses 7 (partitions), 11 (index tables) and 12 (random index), ST 2067-5 clause 5.1.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.containers.mxf.faults import MxfFaultCode
from validator.containers.mxf.klv import same_label
from validator.containers.mxf.labels import ELEMENT_WRAPPINGS, wrapping_of
from validator.containers.mxf.partition import CLOSED_COMPLETE, FOOTER_PARTITION

if TYPE_CHECKING:
    from fractions import Fraction

    from validator.containers.mxf.facts import MxfFacts
    from validator.containers.mxf.faults import FaultLog
    from validator.containers.mxf.structure import Structure, TimelineTrack
    from validator.containers.mxf.walk import FileWalk, FoundPartition


def check_partitions(found: FileWalk, log: FaultLog) -> None:
    """Partition packs against where partitions really are, and the random index against both."""
    footer = next((one for one in found.partitions if one.pack.kind == FOOTER_PARTITION), None)
    if footer is None:
        log.add(MxfFaultCode.FOOTER_MISSING)
    footer_offset = None if footer is None else footer.offset_bytes - found.start_bytes
    previous = 0
    for number, partition in enumerate(found.partitions):
        offset = partition.offset_bytes - found.start_bytes
        expected_previous = previous if number else 0
        _check_partition(partition, offset, expected_previous, footer_offset, log)
        previous = offset
    _check_random_index(found, log)


def _check_partition(partition: FoundPartition, offset: int, previous: int, footer: int | None, log: FaultLog) -> None:
    pack = partition.pack
    if pack.status != CLOSED_COMPLETE:
        log.add(MxfFaultCode.PARTITION_NOT_CLOSED, offset=offset, status=pack.status_name)
    if pack.this_partition != offset:
        log.add(MxfFaultCode.PARTITION_OFFSET, offset=offset, stated=pack.this_partition)
    if pack.previous_partition != previous:
        log.add(MxfFaultCode.PREVIOUS_PARTITION, offset=offset, stated=pack.previous_partition, expected=previous)
    # 0 means "not known when this partition was written", which only an open one may say.
    if footer is not None and pack.footer_partition != footer and (pack.footer_partition or pack.status % 2 == 0):
        log.add(MxfFaultCode.FOOTER_PARTITION, offset=offset, stated=pack.footer_partition, expected=footer)
    # Fill right behind the pack, which aligns it to a grid, is counted by some writers.
    if pack.header_byte_count not in (partition.header_bytes, partition.header_bytes + partition.leading_fill_bytes):
        log.add(
            MxfFaultCode.HEADER_BYTE_COUNT,
            offset=offset,
            stated=pack.header_byte_count,
            counted=partition.header_bytes,
        )
    if pack.index_byte_count != partition.index_bytes:
        log.add(
            MxfFaultCode.INDEX_BYTE_COUNT, offset=offset, stated=pack.index_byte_count, counted=partition.index_bytes
        )
    if partition.has_index and partition.has_essence:
        log.add(MxfFaultCode.INDEX_WITH_ESSENCE, offset=offset)


def _check_random_index(found: FileWalk, log: FaultLog) -> None:
    if found.random_index is None:
        log.add(MxfFaultCode.RANDOM_INDEX_MISSING)
        return
    real = [(one.pack.body_stream, one.offset_bytes - found.start_bytes) for one in found.partitions]
    stated = [(entry.body_stream, entry.offset_bytes) for entry in found.random_index]
    real_entries, stated_entries = set(real), set(stated)
    for number, entry in enumerate(stated):
        if entry not in real_entries:
            log.add(MxfFaultCode.RANDOM_INDEX_CONTRADICTS, entry=number, stated_offset=entry[1], stated_stream=entry[0])
    for entry in real:
        if entry not in stated_entries:
            log.add(MxfFaultCode.RANDOM_INDEX_INCOMPLETE, offset=entry[1])


def check_containers(found: FileWalk, structure: Structure, log: FaultLog) -> None:
    """The container label of the descriptor against preface, partition packs and the key of the essence."""
    label = structure.descriptor.descriptor.label("ContainerFormat")
    if label is None:
        log.add(MxfFaultCode.PROPERTY_MISSING, set=structure.descriptor.descriptor.name, property="ContainerFormat")
        return
    named = [(one.offset_bytes - found.start_bytes, one.pack.containers) for one in found.partitions]
    for offset, labels in named:
        if not any(same_label(label, other) for other in labels):
            stated = " ".join(other.hex() for other in labels)
            log.add(MxfFaultCode.CONTAINER_LABELS_DIFFER, offset=offset, stated=stated, expected=label.hex())


def check_wrapping(found: FileWalk, structure: Structure, wrapping: str, log: FaultLog) -> None:
    """Clip or frame, as it was found, against what the container label and the essence key say."""
    label = structure.descriptor.descriptor.label("ContainerFormat")
    stated = None if label is None else wrapping_of(label)
    if stated is not None and stated != wrapping:
        log.add(MxfFaultCode.WRAPPING, by="label", stated=stated, found=wrapping)
    element = ELEMENT_WRAPPINGS.get(next(iter(found.element_keys))[14])
    if element is not None and element != wrapping:
        log.add(MxfFaultCode.WRAPPING, by="key", stated=element, found=wrapping)


def check_lengths(facts: MxfFacts, structure: Structure, log: FaultLog) -> None:
    """Durations of descriptor and tracks, and their origins, against the samples that are there."""
    descriptor = structure.descriptor.descriptor
    units = edit_units(facts, descriptor.rate("SampleRate") or facts.edit_rate_fraction)
    stated = descriptor.integer("EssenceLength")
    if stated is not None and stated >= 0 and stated != units:
        log.add(MxfFaultCode.ESSENCE_LENGTH, stated=stated, counted=units)
    for package, tracks in (("material", structure.material_tracks), ("file", structure.file_tracks)):
        for track in tracks:
            if track.is_sound:
                _check_track(facts, package, track, log)


def missing_samples(facts: MxfFacts, structure: Structure) -> int | None:
    """How many samples per channel the file promises beyond those that are there; None where it states no length."""
    descriptor = structure.descriptor.descriptor
    stated: list[tuple[int | None, Fraction | None]] = [
        (descriptor.integer("EssenceLength"), descriptor.rate("SampleRate") or facts.edit_rate_fraction)
    ]
    stated += [(one.duration, one.track.rate("EditRate")) for one in structure.file_tracks if one.is_sound]
    units = [(length, rate) for length, rate in stated if length is not None and length >= 0 and rate]
    if not units:
        return None
    return max(0, *(int((length - edit_units(facts, rate)) * facts.sample_rate_hz / rate) for length, rate in units))


def _check_track(facts: MxfFacts, package: str, track: TimelineTrack, log: FaultLog) -> None:
    rate = track.track.rate("EditRate")
    if rate is None:
        log.add(MxfFaultCode.PROPERTY_MISSING, set="TimelineTrack", property="EditRate")
    elif track.duration is not None and track.duration != edit_units(facts, rate):
        log.add(MxfFaultCode.TRACK_DURATION, package=package, stated=track.duration, counted=edit_units(facts, rate))
    origin = track.track.integer("Origin")
    if origin is None:
        log.add(MxfFaultCode.PROPERTY_MISSING, set="TimelineTrack", property="Origin")
    elif origin:
        log.add(MxfFaultCode.TRACK_ORIGIN, package=package, stated=origin)


def edit_units(facts: MxfFacts, rate: Fraction) -> int:
    """How many edit units the samples that are there make: a frame that is begun counts.

    Example: 48 048 samples at 48 kHz are 48 048 units of 1/48000 s, and exactly 24 of 1001/24000 s.
    """
    units = facts.sample_count * rate / facts.sample_rate_hz
    return -(-units.numerator // units.denominator)


def check_index(found: FileWalk, facts: MxfFacts, log: FaultLog) -> None:
    """The index of a file whose edit units all take the same number of bytes, against the essence."""
    if not found.index_segments:
        log.add(MxfFaultCode.INDEX_MISSING)
        return
    rate = facts.edit_rate_fraction
    expected_bytes = _edit_unit_bytes(facts)
    for segment in found.index_segments:
        stated_rate = segment.rate("IndexEditRate")
        if stated_rate is not None and stated_rate != rate:
            log.add(MxfFaultCode.INDEX_EDIT_RATE, stated=str(stated_rate), expected=str(rate))
        stated_bytes = segment.integer("EditUnitByteCount")
        # 0 or none: the segment lists entries, for edit units of different sizes.
        if stated_bytes and expected_bytes and stated_bytes != expected_bytes:
            log.add(MxfFaultCode.INDEX_EDIT_UNIT, stated=stated_bytes, expected=expected_bytes)
    durations = [segment.integer("IndexDuration") or 0 for segment in found.index_segments]
    # A duration of 0 in an index of equal edit units means "to the end" (ST 377-1 clause 11.2.3).
    if 0 not in durations and sum(durations) != edit_units(facts, rate):
        log.add(MxfFaultCode.INDEX_DURATION, stated=sum(durations), counted=edit_units(facts, rate))


def _edit_unit_bytes(facts: MxfFacts) -> int | None:
    """Bytes of one edit unit in the essence stream; None where they differ."""
    if facts.wrapping == "clip":
        samples = facts.sample_rate_hz / facts.edit_rate_fraction
        return int(samples) * facts.frame_bytes if samples.denominator == 1 else None
    elements = facts.essence[0].elements
    if len(elements) > 1:
        return None
    return elements[0].header_bytes + elements[0].sound_bytes + elements[0].gap_bytes
