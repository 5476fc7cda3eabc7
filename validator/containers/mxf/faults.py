"""What is wrong with an MXF file and does not keep it from being read: codes with arguments, no sentences."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from specs.message import Argument, Message, message

FAULT_LIMIT: Final = 200
"""Faults listed of one file; a damaged or hostile file may have millions, and nobody reads more."""


class MxfFaultCode(StrEnum):
    """What is wrong: the codes of the messages; the arguments of each stand beside it."""

    # File and partitions
    RUN_IN = "mxf.run-in"  # bytes
    FILE_TRUNCATED = "mxf.file-truncated"  # offset, missing_bytes
    NOT_KLV = "mxf.not-klv"  # offset, bytes: what follows is no triplet and was not read
    PARTITION_MALFORMED = "mxf.partition-malformed"  # offset
    PARTITION_NOT_CLOSED = "mxf.partition-not-closed"  # offset, status
    PARTITION_OFFSET = "mxf.partition-offset"  # offset, stated
    PREVIOUS_PARTITION = "mxf.previous-partition"  # offset, stated, expected
    FOOTER_PARTITION = "mxf.footer-partition"  # offset, stated, expected
    FOOTER_MISSING = "mxf.footer-missing"
    HEADER_BYTE_COUNT = "mxf.header-byte-count"  # offset, stated, counted
    INDEX_BYTE_COUNT = "mxf.index-byte-count"  # offset, stated, counted
    RANDOM_INDEX_MISSING = "mxf.random-index-missing"
    RANDOM_INDEX_MALFORMED = "mxf.random-index-malformed"  # offset
    RANDOM_INDEX_CONTRADICTS = "mxf.random-index-contradicts"  # entry, stated_offset, stated_stream
    RANDOM_INDEX_INCOMPLETE = "mxf.random-index-incomplete"  # offset of the partition that is not listed
    CONTAINER_LABELS_DIFFER = "mxf.container-labels-differ"  # partition offset, stated, expected
    # Header metadata
    PRIMER_MALFORMED = "mxf.primer-malformed"  # offset
    PRIMER_REPEATS = "mxf.primer-repeats"  # tag
    TAG_NOT_IN_PRIMER = "mxf.tag-not-in-primer"  # tag, set
    METADATA_TOO_LARGE = "mxf.metadata-too-large"  # offset: the rest of the header metadata was not read
    PREFACE_MISSING = "mxf.preface-missing"
    PACKAGE_LINK_BROKEN = "mxf.package-link-broken"  # no essence data set names the file's package
    SET_MALFORMED = "mxf.set-malformed"  # offset, set
    INSTANCE_MISSING = "mxf.instance-missing"  # set
    INSTANCE_REPEATED = "mxf.instance-repeated"  # set, instance
    PROPERTY_MISSING = "mxf.property-missing"  # set, property
    PROPERTY_MALFORMED = "mxf.property-malformed"  # set, property, bytes
    PROPERTY_REPEATED = "mxf.property-repeated"  # set, property
    REFERENCE_DANGLING = "mxf.reference-dangling"  # set, property, instance
    # Index
    INDEX_MISSING = "mxf.index-missing"
    INDEX_WITH_ESSENCE = "mxf.index-with-essence"  # offset
    INDEX_EDIT_UNIT = "mxf.index-edit-unit"  # stated, expected
    INDEX_EDIT_RATE = "mxf.index-edit-rate"  # stated, expected
    INDEX_DURATION = "mxf.index-duration"  # stated, counted
    # Essence against what is said of it
    SAMPLE_RATE_UNCLEAR = "mxf.sample-rate-unclear"  # used
    BLOCK_ALIGN = "mxf.block-align"  # stated, expected
    AVERAGE_BYTES = "mxf.average-bytes"  # stated, expected
    PARTIAL_SAMPLE = "mxf.partial-sample"  # bytes
    ESSENCE_LENGTH = "mxf.essence-length"  # stated, counted
    TRACK_DURATION = "mxf.track-duration"  # package, stated, counted
    TRACK_ORIGIN = "mxf.track-origin"  # package, stated
    WRAPPING = "mxf.wrapping"  # by: "label" or "key", stated, found
    # Multichannel audio labels
    CHANNEL_LABEL_MISSING = "mxf.channel-label-missing"  # channel
    CHANNEL_LABEL_REPEATED = "mxf.channel-label-repeated"  # channel
    CHANNEL_ID_MISSING = "mxf.channel-id-missing"  # symbol
    CHANNEL_ID_OUT_OF_RANGE = "mxf.channel-id-out-of-range"  # channel, channel_count
    LABEL_UNKNOWN = "mxf.label-unknown"  # label
    LABEL_SYMBOL_CONFLICT = "mxf.label-symbol-conflict"  # label, symbol, expected
    SOUNDFIELD_LINK_MISSING = "mxf.soundfield-link-missing"  # channel
    SOUNDFIELD_LINK_DANGLING = "mxf.soundfield-link-dangling"  # channel, link
    # The list itself
    MORE_FAULTS = "mxf.more-faults"  # count


class FaultLog:
    """Gathers faults while a file is read, and no more than anyone would look at."""

    def __init__(self) -> None:
        self._faults: list[Message] = []
        self._beyond = 0

    def add(self, code: MxfFaultCode, **arguments: Argument) -> None:
        """Add a fault; beyond `FAULT_LIMIT` it is only counted."""
        if len(self._faults) < FAULT_LIMIT:
            self._faults.append(message(code.value, **arguments))
        else:
            self._beyond += 1

    def faults(self) -> tuple[Message, ...]:
        """What was gathered, in the order it was met, and how many more there were."""
        if not self._beyond:
            return tuple(self._faults)
        return (*self._faults, message(MxfFaultCode.MORE_FAULTS.value, count=self._beyond))
