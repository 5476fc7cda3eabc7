"""What an axml chunk says, as frozen objects: elements in file order, their references, their blocks reduced.

Nothing here is judged: an element keeps its attributes and the names of its children as they stand, so that a profile
can say what it does not permit, and the line and path at which a person finds it.

Source: ITU-R BS.2076-3 (02/2025) clause 5, ADM elements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from validator.containers.adm.identifiers import ElementKind, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProblem:
    """Why axml was not read, or not read to its end.

    Attributes:
        code: `not-well-formed`, `document-type`, `no-audio-format-extended`, `several-audio-format-extended`,
            `too-many-elements`, `nested-too-deeply`.
        line: Where; None where it has no place.
        found: What the XML parser said, or the name of an element; None where nothing helps.
    """

    code: str
    line: int | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An identifier that an element names.

    Attributes:
        id: As written, without blanks around it.
        kind: Name of the element that holds it: audioPackFormatIDRef, audioTrackUIDRef ...
    """

    id: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What all elements have.

    Attributes:
        id: As written; empty where the attribute is missing.
        name: None where the attribute is missing.
        line: Line of the start tag in axml, from 1.
        path: XPath of the element by local names: `/ituADM/audioFormatExtended/audioObject[2]`.
        attributes: All attributes as written.
        children: How many children of each local name there are.
    """

    id: str
    name: str | None
    line: int
    path: str
    attributes: Mapping[str, str]
    children: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataValue:
    """A number in a loudnessMetadata element.

    Attributes:
        text: As written.
        value: None where the text is no finite number.
    """

    text: str
    value: float | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessMetadata:
    """One loudnessMetadata element of a programme or content.

    Attributes:
        method: Attribute loudnessMethod; None where missing. Likewise the two below.
        values: By element name: integratedLoudness, loudnessRange, maxTruePeak, maxMomentary, maxShortTerm,
            dialogueLoudness; in LKFS, LU and dBTP.

    Source: ITU-R BS.2076-3 clause 5.7.4.
    """

    line: int
    method: str | None
    recommendation: str | None
    correction: str | None
    values: Mapping[str, MetadataValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLabel:
    """A label of a programme, content or object in one language (None where it says none)."""

    text: str
    language: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueStatement:
    """The dialogue element of a content.

    Attributes:
        value: "0" no dialogue, "1" dialogue, "2" mixed; as written.
        kinds: The attributes nonDialogueContentKind, dialogueContentKind, mixedContentKind that are there.

    Source: ITU-R BS.2076-3 clause 5.7.3.
    """

    value: str
    kinds: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioProgramme(Element):
    """An audioProgramme; start and end in seconds, None where missing or no time (clause 5.8)."""

    language: str | None
    start: Fraction | None
    end: Fraction | None
    contents: tuple[Reference, ...]
    loudness: tuple[LoudnessMetadata, ...]
    labels: tuple[ElementLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioContent(Element):
    """An audioContent (clause 5.7)."""

    language: str | None
    objects: tuple[Reference, ...]
    dialogue: tuple[DialogueStatement, ...]
    loudness: tuple[LoudnessMetadata, ...]
    labels: tuple[ElementLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioObject(Element):
    """An audioObject; start and duration in seconds, None where missing or no time (clause 5.6).

    Attributes:
        gain: Linear; 0 where it is muted.
    """

    start: Fraction | None
    duration: Fraction | None
    packs: tuple[Reference, ...]
    objects: tuple[Reference, ...]
    complementary_objects: tuple[Reference, ...]
    track_uids: tuple[Reference, ...]
    labels: tuple[ElementLabel, ...]
    gain: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPackFormat(Element):
    """An audioPackFormat (clause 5.5); `other_references` are those of Matrix packs."""

    type_label: str | None
    type_definition: str | None
    channels: tuple[Reference, ...]
    packs: tuple[Reference, ...]
    other_references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlace:
    """A block: its position in its channel from 1, its identifier as written and its line."""

    index: int
    id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockValue:
    """Something that stands at a block and is not as it should be, with what was found."""

    place: BlockPlace
    name: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockJoint:
    """Two blocks that do not meet.

    Attributes:
        place: The later block.
        seconds: Positive for a gap, negative for an overlap.
    """

    place: BlockPlace
    seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The smallest and the largest value that a number takes in a channel, and where it first does.

    Attributes:
        fractional_at: First value that is no integer, which a switch must not be; None without.
    """

    low: float
    high: float
    low_at: BlockPlace
    high_at: BlockPlace
    fractional_at: BlockPlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChild:
    """A child of a block as a form shows it.

    Attributes:
        name: Local name.
        attributes: As written.
        text: None for numbers, which `BlockSummary.extents` tells of.
    """

    name: str
    attributes: Mapping[str, str]
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockForm:
    """One of the few ways in which the blocks of a channel are written.

    Attributes:
        attributes: Names of the attributes of the block.
        children: In their order.
        sizes_equal: Whether width, height and depth are all there and equal; None where none is there.
        count: How many blocks are written so.
        first: The first of them.
        shortest: Smallest duration in seconds; None where none has one.
    """

    attributes: frozenset[str]
    children: tuple[BlockChild, ...]
    sizes_equal: bool | None
    count: int
    first: BlockPlace
    shortest: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSummary:
    """The blocks of a channel, reduced as they came.

    Attributes:
        count: Number of blocks.
        first_start: rtime of the first block in seconds, 0 where it has none; None where there is no block.
        end: End of the last block in seconds; None where it is open or there is no block.
        first, last: Their places; None where there is no block.
        gap_count, overlap_count: Joints that do not meet by more than one sample.
        joints: The first of them, `LISTED` at most.
        extents: By child name, for positions with the coordinate (`position:X`) and the bound, if any.
        forms: In the order of their first block, `FORM_LIMIT` at most.
        forms_complete: False where there were more.
        invalid: Times and numbers that could not be read and identifiers out of order; of each name the first ones.
        invalid_counts: How many there were of each name.
    """

    count: int
    first_start: Fraction | None = None
    end: Fraction | None = None
    first: BlockPlace | None = None
    last: BlockPlace | None = None
    gap_count: int = 0
    overlap_count: int = 0
    joints: tuple[BlockJoint, ...] = ()
    extents: Mapping[str, Extent] = field(default_factory=dict)
    forms: tuple[BlockForm, ...] = ()
    forms_complete: bool = True
    invalid: tuple[BlockValue, ...] = ()
    invalid_counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioChannelFormat(Element):
    """An audioChannelFormat (clause 5.3).

    Attributes:
        low_pass_hz: frequency typeDefinition="lowPass", which makes it an LFE; None without.
    """

    type_label: str | None
    type_definition: str | None
    low_pass_hz: float | None
    blocks: BlockSummary

    @property
    def speaker_labels(self) -> tuple[str, ...]:
        """The texts of speakerLabel in the blocks, each once."""
        texts = [
            child.text or "" for form in self.blocks.forms for child in form.children if child.name == "speakerLabel"
        ]
        return tuple(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStreamFormat(Element):
    """An audioStreamFormat (clause 5.2)."""

    format_label: str | None
    format_definition: str | None
    channels: tuple[Reference, ...]
    packs: tuple[Reference, ...]
    tracks: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrackFormat(Element):
    """An audioTrackFormat (clause 5.1)."""

    format_label: str | None
    format_definition: str | None
    streams: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrackUid(Element):
    """An audioTrackUID; sample rate and bit depth are None where missing or no number (clause 5.9)."""

    sample_rate_hz: int | None
    bit_depth: int | None
    tracks: tuple[Reference, ...]
    channels: tuple[Reference, ...]
    packs: tuple[Reference, ...]


@dataclass(frozen=True, kw_only=True)
class AdmDocument:
    """An axml chunk.

    Attributes:
        root: Local name of the root element; empty where there is none.
        namespace: Its default namespace; None without.
        version: Attribute version of audioFormatExtended; None without, which means BS.2076-0 or -1.
        line: Line of audioFormatExtended; 0 where there is none.
        profiles: Text and attributes of each profile of a profileList.
        unknown: Children of audioFormatExtended that are no ADM element.
        problems: Why it was not read to its end; empty where it was.
    """

    root: str = ""
    namespace: str | None = None
    version: str | None = None
    line: int = 0
    programmes: tuple[AudioProgramme, ...] = ()
    contents: tuple[AudioContent, ...] = ()
    objects: tuple[AudioObject, ...] = ()
    packs: tuple[AudioPackFormat, ...] = ()
    channels: tuple[AudioChannelFormat, ...] = ()
    streams: tuple[AudioStreamFormat, ...] = ()
    tracks: tuple[AudioTrackFormat, ...] = ()
    track_uids: tuple[AudioTrackUid, ...] = ()
    profiles: tuple[tuple[str, Mapping[str, str]], ...] = ()
    unknown: tuple[Reference, ...] = ()
    problems: tuple[ReadingProblem, ...] = ()

    @property
    def edition(self) -> int | None:
        """Edition of BS.2076 that the version names: 0 to 3; 1 where it names none; None where it names another."""
        if self.version is None:
            return 1
        editions = {f"ITU-R_BS.2076-{edition}": edition for edition in range(4)}
        return editions.get(self.version.strip())

    def elements(self) -> Iterator[tuple[ElementKind, Element]]:
        """Every main element with its kind, kind by kind, in file order."""
        for kind, group in (
            (ElementKind.PROGRAMME, self.programmes),
            (ElementKind.CONTENT, self.contents),
            (ElementKind.OBJECT, self.objects),
            (ElementKind.PACK, self.packs),
            (ElementKind.CHANNEL, self.channels),
            (ElementKind.STREAM, self.streams),
            (ElementKind.TRACK, self.tracks),
            (ElementKind.TRACK_UID, self.track_uids),
        ):
            for element in group:
                yield kind, element

    @cached_property
    def by_id(self) -> Mapping[str, Element]:
        """Every main element by its folded identifier; of two with the same one, the first."""
        found: dict[str, Element] = {}
        for _, element in self.elements():
            found.setdefault(folded(element.id), element)
        return found
