"""The composition playlist (CPL) as frozen models: what plays when, from which track file.

Sources: SMPTE ST 2067-3:2013, :2016 and :2020 (the last keeps the namespace of 2016), ST 2067-2 (sequences,
application identification).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final
from uuid import UUID

from specs.message import Message
from specs.models import FrozenModel
from validator.containers.imf.namespaces import COMPOSITION_2016, CORE_CONSTRAINTS_2020, SHA1

TRACK_FILE_RESOURCE: Final = "TrackFileResourceType"
MARKER_SEQUENCE: Final = "MarkerSequence"
IMAGE_SEQUENCE: Final = "MainImageSequence"
AUDIO_SEQUENCE: Final = "MainAudioSequence"


class UserText(FrozenModel):
    """A text for people, and the language it is in, where stated."""

    text: str
    language: str | None = None


class ContentKind(FrozenModel):
    """What the composition is: `feature`, `trailer` ... and whose vocabulary that is; None for the standard's own."""

    kind: str
    scope: str | None = None


class ContentVersion(FrozenModel):
    """One version that the composition is.

    Attributes:
        id: Any address, most often `urn:uuid:`.
    """

    id: str | None
    label: UserText | None = None
    line: int | None = None


class DescriptorEntry(FrozenModel):
    """One entry of the essence descriptor list.

    Attributes:
        id: What SourceEncoding of a resource refers to.
        xml: The descriptor element as it stands, so that it can be copied without a change; None where it is missing.
        name: Local name of the descriptor element.
    """

    id: UUID | None
    xml: str | None
    name: str | None = None
    line: int | None = None


class CompositionTimecode(FrozenModel):
    """Timecode of the first edit unit."""

    drop_frame: bool | None
    rate: int | None
    start_address: str | None


class RatedContent(FrozenModel):
    """One maturity rating of a locale."""

    agency: str | None
    rating: str | None


class Locale(FrozenModel):
    """Languages and regions the composition is meant for."""

    annotation: UserText | None = None
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    ratings: tuple[RatedContent, ...] = ()


class CompositionMarker(FrozenModel):
    """One marker: a label such as `FFOC`, and where it is, in edit units of its resource."""

    annotation: UserText | None = None
    label: str | None
    scope: str | None = None
    offset: int | None
    line: int | None = None


class CompositionResource(FrozenModel):
    """A stretch of a track file, or of markers; None for what is missing or malformed.

    Attributes:
        type: Local name of its schema type, such as `TrackFileResourceType`.
        edit_rate: Such as "48000/1"; None where it is the composition's.
        intrinsic_duration: Edit units in the file.
        entry_point: First edit unit that plays; None stands for 0.
        source_duration: Edit units that play; None stands for all that are left.
        repeat_count: How often they play; None stands for once.
        source_encoding: Id of its descriptor entry.
        digest: Hexadecimal digits; None where not stated.
        digest_algorithm: The algorithm's address.
    """

    type: str | None = TRACK_FILE_RESOURCE
    id: UUID | None
    annotation: UserText | None = None
    edit_rate: str | None = None
    intrinsic_duration: int | None
    entry_point: int | None = None
    source_duration: int | None = None
    repeat_count: int | None = None
    source_encoding: UUID | None = None
    track_file_id: UUID | None = None
    key_id: UUID | None = None
    digest: str | None = None
    digest_algorithm: str | None = SHA1
    markers: tuple[CompositionMarker, ...] = ()
    line: int | None = None

    @property
    def unit_count(self) -> int | None:
        """Edit units that play in all; None where the duration is missing, negative where the entry is beyond the end.

        | intrinsic | entry | source | repeat | plays |
        |-----------|-------|--------|--------|-------|
        | 100       |       |        |        | 100   |
        | 100       | 10    |        |        | 90    |
        | 100       | 10    | 50     |        | 50    |
        | 100       | 10    | 50     | 3      | 150   |
        """
        if self.intrinsic_duration is None:
            return None
        rest = self.intrinsic_duration - (self.entry_point or 0)
        once = rest if self.source_duration is None else self.source_duration
        return once * (1 if self.repeat_count is None else self.repeat_count)

    def rate(self, composition_rate: str | None) -> Fraction | None:
        """The resource's edit rate, which is the composition's where it states none."""
        rate = self.edit_rate or composition_rate
        return None if rate is None else Fraction(rate)

    def duration_seconds(self, composition_rate: str | None) -> Fraction | None:
        """How long it plays, exactly; None where rate or duration is not known."""
        rate, units = self.rate(composition_rate), self.unit_count
        return None if rate is None or units is None else units / rate


class CompositionSequence(FrozenModel):
    """What one virtual track plays within one segment.

    Attributes:
        name: Local name of the element, such as `MainAudioSequence`.
        namespace: Of the core constraints, or of a plug-in.
    """

    name: str
    namespace: str = CORE_CONSTRAINTS_2020
    id: UUID | None
    track_id: UUID | None
    resources: tuple[CompositionResource, ...]
    line: int | None = None


class CompositionSegment(FrozenModel):
    """A stretch of the timeline, in which all virtual tracks last equally long."""

    id: UUID | None
    annotation: UserText | None = None
    sequences: tuple[CompositionSequence, ...]
    line: int | None = None


class Composition(FrozenModel):
    """The whole playlist; None for what is missing or malformed.

    Attributes:
        namespace: `COMPOSITION_2013` or `COMPOSITION_2016`, which the 2020 edition keeps.
        issue_date: As it is written.
        edit_rate: Such as "24000/1001".
        applications: Addresses of ApplicationIdentification, such as that of application 2E.
        extensions: Other extension properties, each element as it stands.
        signed: True where it carries a signature.
        faults: What is wrong with the document; codes of `DocumentFault`.
    """

    namespace: str = COMPOSITION_2016
    id: UUID | None
    annotation: UserText | None = None
    issue_date: str | None
    issuer: UserText | None = None
    creator: UserText | None = None
    content_originator: UserText | None = None
    content_title: UserText | None
    content_kind: ContentKind | None = None
    content_versions: tuple[ContentVersion, ...] = ()
    descriptors: tuple[DescriptorEntry, ...] = ()
    timecode: CompositionTimecode | None = None
    edit_rate: str | None
    total_running_time: str | None = None
    locales: tuple[Locale, ...] = ()
    applications: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    segments: tuple[CompositionSegment, ...]
    signed: bool = False
    faults: tuple[Message, ...] = ()

    @property
    def core_constraints(self) -> str | None:
        """Namespace of the core constraints that it follows: that of its picture, else of its first other sequence.

        None where it has nothing but markers.
        """
        sequences = [one for segment in self.segments for one in segment.sequences if one.name != MARKER_SEQUENCE]
        picture = [one for one in sequences if one.name == IMAGE_SEQUENCE]
        return next((one.namespace for one in (*picture, *sequences)), None)

    @property
    def track_ids(self) -> tuple[UUID, ...]:
        """Ids of the virtual tracks, in the order in which they first play."""
        ids = (one.track_id for segment in self.segments for one in segment.sequences)
        return tuple(dict.fromkeys(one for one in ids if one is not None))

    def track(self, track_id: UUID) -> tuple[CompositionSequence, ...]:
        """The sequences of one virtual track, in the order in which they play."""
        return tuple(one for segment in self.segments for one in segment.sequences if one.track_id == track_id)

    def descriptor(self, source_encoding: UUID | None) -> DescriptorEntry | None:
        """The descriptor entry that a resource refers to; None where there is none."""
        return next(
            (one for one in self.descriptors if source_encoding is not None and one.id == source_encoding), None
        )
