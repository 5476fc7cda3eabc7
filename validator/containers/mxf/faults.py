"""What is wrong with an MXF file and does not keep it from being read: codes with arguments, no sentences."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import Field

from specs.models import FrozenModel

FAULT_LIMIT: Final = 200
"""Faults listed of one file; a damaged or hostile file may have millions, and nobody reads more."""


class MxfFaultCode(StrEnum):
    """What is wrong. The arguments of each are named in `MxfFault`'s table in the comment beside it."""

    # File and partitions
    RUN_IN = "run-in"  # bytes
    FILE_TRUNCATED = "file-truncated"  # offset, missing_bytes
    NOT_KLV = "not-klv"  # offset, bytes: what follows is no triplet and was not read
    PARTITION_MALFORMED = "partition-malformed"  # offset
    PARTITION_NOT_CLOSED = "partition-not-closed"  # offset, status
    PARTITION_OFFSET = "partition-offset"  # offset, stated
    PREVIOUS_PARTITION = "previous-partition"  # offset, stated, expected
    FOOTER_PARTITION = "footer-partition"  # offset, stated, expected
    FOOTER_MISSING = "footer-missing"
    HEADER_BYTE_COUNT = "header-byte-count"  # offset, stated, counted
    INDEX_BYTE_COUNT = "index-byte-count"  # offset, stated, counted
    RANDOM_INDEX_MISSING = "random-index-missing"
    RANDOM_INDEX_MALFORMED = "random-index-malformed"  # offset
    RANDOM_INDEX_CONTRADICTS = "random-index-contradicts"  # entry, stated_offset, stated_stream
    RANDOM_INDEX_INCOMPLETE = "random-index-incomplete"  # offset of the partition that is not listed
    CONTAINER_LABELS_DIFFER = "container-labels-differ"  # partition offset, stated, expected
    # Header metadata
    PRIMER_MALFORMED = "primer-malformed"  # offset
    PRIMER_REPEATS = "primer-repeats"  # tag
    TAG_NOT_IN_PRIMER = "tag-not-in-primer"  # tag, set
    METADATA_TOO_LARGE = "metadata-too-large"  # offset: the rest of the header metadata was not read
    PREFACE_MISSING = "preface-missing"
    PACKAGE_LINK_BROKEN = "package-link-broken"  # no essence data set names the file's package
    SET_MALFORMED = "set-malformed"  # offset, set
    INSTANCE_MISSING = "instance-missing"  # set
    INSTANCE_REPEATED = "instance-repeated"  # set, instance
    PROPERTY_MISSING = "property-missing"  # set, property
    PROPERTY_MALFORMED = "property-malformed"  # set, property, bytes
    PROPERTY_REPEATED = "property-repeated"  # set, property
    REFERENCE_DANGLING = "reference-dangling"  # set, property, instance
    # Index
    INDEX_MISSING = "index-missing"
    INDEX_WITH_ESSENCE = "index-with-essence"  # offset
    INDEX_EDIT_UNIT = "index-edit-unit"  # stated, expected
    INDEX_EDIT_RATE = "index-edit-rate"  # stated, expected
    INDEX_DURATION = "index-duration"  # stated, counted
    # Essence against what is said of it
    SAMPLE_RATE_UNCLEAR = "sample-rate-unclear"  # used
    BLOCK_ALIGN = "block-align"  # stated, expected
    AVERAGE_BYTES = "average-bytes"  # stated, expected
    PARTIAL_SAMPLE = "partial-sample"  # bytes
    ESSENCE_LENGTH = "essence-length"  # stated, counted
    TRACK_DURATION = "track-duration"  # package, stated, counted
    TRACK_ORIGIN = "track-origin"  # package, stated
    WRAPPING = "wrapping"  # by: "label" or "key", stated, found
    # Multichannel audio labels
    CHANNEL_LABEL_MISSING = "channel-label-missing"  # channel
    CHANNEL_LABEL_REPEATED = "channel-label-repeated"  # channel
    CHANNEL_ID_MISSING = "channel-id-missing"  # symbol
    CHANNEL_ID_OUT_OF_RANGE = "channel-id-out-of-range"  # channel, channel_count
    LABEL_UNKNOWN = "label-unknown"  # label
    LABEL_SYMBOL_CONFLICT = "label-symbol-conflict"  # label, symbol, expected
    SOUNDFIELD_LINK_MISSING = "soundfield-link-missing"  # channel
    SOUNDFIELD_LINK_DANGLING = "soundfield-link-dangling"  # channel, link
    # The list itself
    MORE_FAULTS = "more-faults"  # count


class MxfFault(FrozenModel):
    """One fault.

    Attributes:
        code: What is wrong.
        arguments: What the code needs to be worded: offsets in bytes, stated and expected values, names.
    """

    code: MxfFaultCode
    arguments: dict[str, int | str] = Field(default_factory=dict)


class FaultLog:
    """Gathers faults while a file is read, and no more than anyone would look at."""

    def __init__(self) -> None:
        self._faults: list[MxfFault] = []
        self._beyond = 0

    def add(self, code: MxfFaultCode, **arguments: int | str) -> None:
        """Add a fault; beyond `FAULT_LIMIT` it is only counted."""
        if len(self._faults) < FAULT_LIMIT:
            self._faults.append(MxfFault(code=code, arguments=arguments))
        else:
            self._beyond += 1

    def faults(self) -> tuple[MxfFault, ...]:
        """What was gathered, in the order it was met, and how many more there were."""
        if not self._beyond:
            return tuple(self._faults)
        more = MxfFault(code=MxfFaultCode.MORE_FAULTS, arguments={"count": self._beyond})
        return (*self._faults, more)
