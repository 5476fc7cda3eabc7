"""A composition playlist read from XML; see `composition` for what comes out.

Sources: SMPTE ST 2067-3:2013, :2016, :2020 clause 6; the tables below give the children of each element in the order of
its schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from validator.containers.imf.composition import (
    AUDIO_SEQUENCE,
    IMAGE_SEQUENCE,
    MARKER_SEQUENCE,
    TRACK_FILE_RESOURCE,
    Composition,
    CompositionMarker,
    CompositionResource,
    CompositionSegment,
    CompositionSequence,
    CompositionTimecode,
    ContentKind,
    ContentVersion,
    DescriptorEntry,
    Locale,
    RatedContent,
    UserText,
)
from validator.containers.imf.document import (
    ChildRule,
    DocumentFault,
    DocumentNode,
    FaultList,
    line_of,
    open_document,
    optional,
    text_of,
)
from validator.containers.imf.namespaces import (
    COMPOSITION_2013,
    COMPOSITION_2016,
    CORE_CONSTRAINTS,
    SHA1,
    SIGNATURE,
    XSI,
)
from validator.containers.imf.schema_type import schema_type

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAYLIST: Final = (
    ChildRule("Id"), optional("Annotation"), ChildRule("IssueDate"), optional("Issuer"), optional("Creator"),
    optional("ContentOriginator"), ChildRule("ContentTitle"), optional("ContentKind"), optional("ContentVersionList"),
    optional("EssenceDescriptorList"), optional("CompositionTimecode"), ChildRule("EditRate"),
    optional("TotalRunningTime"), optional("LocaleList"), optional("ExtensionProperties"), ChildRule("SegmentList"),
    optional("Signer"),
)  # fmt: skip
_VERSIONS: Final = (ChildRule("ContentVersion", 1, None),)
_VERSION: Final = (ChildRule("Id"), ChildRule("LabelText"))
_DESCRIPTORS: Final = (ChildRule("EssenceDescriptor", 1, None),)
_DESCRIPTOR: Final = (ChildRule("Id"),)
_TIMECODE: Final = (ChildRule("TimecodeDropFrame"), ChildRule("TimecodeRate"), ChildRule("TimecodeStartAddress"))
_LOCALES: Final = (ChildRule("Locale", 1, None),)
_LOCALE: Final = (
    optional("Annotation"), optional("LanguageList"), optional("RegionList"), optional("ContentMaturityRatingList"),
)  # fmt: skip
_LANGUAGES: Final = (ChildRule("Language", 1, None),)
_REGIONS: Final = (ChildRule("Region", 1, None),)
_RATINGS: Final = (ChildRule("ContentMaturityRating", 1, None),)
_RATING: Final = (ChildRule("Agency"), ChildRule("Rating"), optional("Audience"))
_SEGMENTS: Final = (ChildRule("Segment", 1, None),)
_SEGMENT: Final = (ChildRule("Id"), optional("Annotation"), ChildRule("SequenceList"))
_SEQUENCES: Final = (optional(MARKER_SEQUENCE),)
_SEQUENCE: Final = (ChildRule("Id"), ChildRule("TrackId"), ChildRule("ResourceList"))
_RESOURCES: Final = (ChildRule("Resource", 1, None),)
_ANY_RESOURCE: Final = (
    ChildRule("Id"), optional("Annotation"), optional("EditRate"), ChildRule("IntrinsicDuration"),
    optional("EntryPoint"), optional("SourceDuration"), optional("RepeatCount"),
)  # fmt: skip
_FILE_RESOURCE_2013: Final = (
    *_ANY_RESOURCE, ChildRule("SourceEncoding"), ChildRule("TrackFileId"), optional("KeyId"), optional("Hash"),
)  # fmt: skip
_FILE_RESOURCE_2016: Final = (*_FILE_RESOURCE_2013, optional("HashAlgorithm"))
_MARKER_RESOURCE: Final = (*_ANY_RESOURCE, ChildRule("Marker", 0, None))
_MARKER: Final = (optional("Annotation"), ChildRule("Label"), ChildRule("Offset"))

_APPLICATION: Final = "ApplicationIdentification"


def parse_composition(data: bytes, *, where: str) -> Composition:
    """Read a composition playlist.

    Args:
        data: The file.
        where: Its name, for errors.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    namespaces = (COMPOSITION_2016, COMPOSITION_2013)
    root = open_document(data, root="CompositionPlaylist", namespaces=namespaces, where=where)
    node = DocumentNode(root, _PLAYLIST, faults, foreign=True)
    applications, extensions = _extensions(node)
    return Composition(
        namespace=etree.QName(root).namespace or "",
        id=node.uuid("Id"),
        annotation=_user_text(node, "Annotation"),
        issue_date=node.date("IssueDate"),
        issuer=_user_text(node, "Issuer"),
        creator=_user_text(node, "Creator"),
        content_originator=_user_text(node, "ContentOriginator"),
        content_title=_user_text(node, "ContentTitle"),
        content_kind=_content_kind(node),
        content_versions=tuple(_version(one, faults) for one in _members(node, "ContentVersionList", _VERSIONS)),
        descriptors=tuple(_descriptor(one, faults) for one in _members(node, "EssenceDescriptorList", _DESCRIPTORS)),
        timecode=_timecode(node),
        edit_rate=node.rate("EditRate"),
        total_running_time=node.text("TotalRunningTime"),
        locales=tuple(_locale(one, faults) for one in _members(node, "LocaleList", _LOCALES)),
        applications=applications,
        extensions=extensions,
        segments=tuple(_segment(one, faults) for one in _members(node, "SegmentList", _SEGMENTS)),
        signed=any(other.tag == f"{{{SIGNATURE}}}Signature" for other in node.others),
        faults=faults.faults(),
    )


def _members(node: DocumentNode, name: str, children: Sequence[ChildRule]) -> list[etree._Element]:
    """The members of a list element that holds one kind of child; none where the list is missing."""
    element = node.one(name)
    return [] if element is None else DocumentNode(element, children, node.faults).all(children[0].name)


def _user_text(node: DocumentNode, name: str) -> UserText | None:
    element = node.one(name)
    if element is None:
        return None
    return UserText(text=text_of(element) or "", language=element.get("language"))


def _content_kind(node: DocumentNode) -> ContentKind | None:
    element = node.one("ContentKind")
    return None if element is None else ContentKind(kind=text_of(element) or "", scope=element.get("scope"))


def _version(element: etree._Element, faults: FaultList) -> ContentVersion:
    node = DocumentNode(element, _VERSION, faults, foreign=True)
    return ContentVersion(id=node.text("Id"), label=_user_text(node, "LabelText"), line=node.line)


def _descriptor(element: etree._Element, faults: FaultList) -> DescriptorEntry:
    node = DocumentNode(element, _DESCRIPTOR, faults, foreign=True)
    if not node.others:
        faults.add(DocumentFault.LIST_EMPTY, element="EssenceDescriptor", line=node.line)
        return DescriptorEntry(id=node.uuid("Id"), xml=None, line=node.line)
    descriptor = node.others[0]
    return DescriptorEntry(
        id=node.uuid("Id"),
        xml=_verbatim(descriptor),
        name=etree.QName(descriptor).localname,
        line=line_of(descriptor),
    )


def _verbatim(element: etree._Element) -> str:
    """An element as it stands, with the namespace declarations that it needs."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _timecode(node: DocumentNode) -> CompositionTimecode | None:
    element = node.one("CompositionTimecode")
    if element is None:
        return None
    inner = DocumentNode(element, _TIMECODE, node.faults)
    return CompositionTimecode(
        drop_frame=inner.boolean("TimecodeDropFrame"),
        rate=inner.integer("TimecodeRate"),
        start_address=inner.text("TimecodeStartAddress"),
    )


def _locale(element: etree._Element, faults: FaultList) -> Locale:
    node = DocumentNode(element, _LOCALE, faults)
    ratings = [
        DocumentNode(one, _RATING, faults, foreign=True)
        for one in _members(node, "ContentMaturityRatingList", _RATINGS)
    ]
    return Locale(
        annotation=_user_text(node, "Annotation"),
        languages=tuple(text_of(one) or "" for one in _members(node, "LanguageList", _LANGUAGES)),
        regions=tuple(text_of(one) or "" for one in _members(node, "RegionList", _REGIONS)),
        ratings=tuple(RatedContent(agency=one.text("Agency"), rating=one.text("Rating")) for one in ratings),
    )


def _extensions(node: DocumentNode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses of the applications, and every other extension property as it stands."""
    element = node.one("ExtensionProperties")
    applications: list[str] = []
    extensions: list[str] = []
    for child in () if element is None else element.iterchildren(etree.Element):
        name = etree.QName(child)
        if name.localname == _APPLICATION and name.namespace in CORE_CONSTRAINTS:
            applications += (child.text or "").split()
        else:
            extensions.append(_verbatim(child))
    return tuple(applications), tuple(extensions)


def _segment(element: etree._Element, faults: FaultList) -> CompositionSegment:
    node = DocumentNode(element, _SEGMENT, faults)
    listed = node.one("SequenceList")
    # Sequences lie in the namespaces of the core constraints and of plug-ins; only markers in the playlist's own.
    sequences = [] if listed is None else list(listed.iterchildren(etree.Element))
    if listed is not None:
        DocumentNode(listed, _SEQUENCES, faults, foreign=True)
        if not sequences:
            faults.add(DocumentFault.LIST_EMPTY, element="SequenceList", line=line_of(listed))
    return CompositionSegment(
        id=node.uuid("Id"),
        annotation=_user_text(node, "Annotation"),
        sequences=tuple(_sequence(one, node.element, faults) for one in sequences),
        line=node.line,
    )


def _sequence(element: etree._Element, segment: etree._Element, faults: FaultList) -> CompositionSequence:
    """A sequence: the element is of its own namespace, its children are of the playlist's."""
    name = etree.QName(element)
    if name.localname in (IMAGE_SEQUENCE, AUDIO_SEQUENCE) and name.namespace not in CORE_CONSTRAINTS:
        faults.add(DocumentFault.NAMESPACE_UNKNOWN, namespace=name.namespace or "", line=line_of(element))
    playlist = etree.QName(segment).namespace
    node = DocumentNode(element, _SEQUENCE, faults, namespace=playlist)
    return CompositionSequence(
        name=name.localname,
        namespace=name.namespace or "",
        id=node.uuid("Id"),
        track_id=node.uuid("TrackId"),
        resources=tuple(_resource(one, name.localname, faults) for one in _sequence_resources(node, playlist, faults)),
        line=node.line,
    )


def _sequence_resources(node: DocumentNode, playlist: str | None, faults: FaultList) -> list[etree._Element]:
    listed = node.one("ResourceList")
    return [] if listed is None else DocumentNode(listed, _RESOURCES, faults, namespace=playlist).all("Resource")


def _resource(element: etree._Element, sequence: str, faults: FaultList) -> CompositionResource:
    kind = schema_type(element)
    if kind is None:
        faults.add(
            DocumentFault.TYPE_UNKNOWN,
            type=element.get(f"{{{XSI}}}type") or "",
            line=line_of(element),
        )
    old = etree.QName(element).namespace == COMPOSITION_2013
    # A resource without a usable type is read as what its sequence holds.
    markers = kind == "MarkerResourceType" or (kind is None and sequence == MARKER_SEQUENCE)
    of_file = kind == TRACK_FILE_RESOURCE or (kind is None and not markers)
    children = _MARKER_RESOURCE if markers else _FILE_RESOURCE_2013 if old else _FILE_RESOURCE_2016
    node = (
        DocumentNode(element, children, faults, foreign=True)
        if markers or of_file
        else DocumentNode(element, children, FaultList())
    )
    return CompositionResource(
        type=kind,
        id=node.uuid("Id"),
        annotation=_user_text(node, "Annotation"),
        edit_rate=node.rate("EditRate"),
        intrinsic_duration=node.integer("IntrinsicDuration"),
        entry_point=node.integer("EntryPoint"),
        source_duration=node.integer("SourceDuration"),
        repeat_count=node.integer("RepeatCount"),
        source_encoding=None if markers else node.uuid("SourceEncoding"),
        track_file_id=None if markers else node.uuid("TrackFileId"),
        key_id=None if markers else node.uuid("KeyId"),
        digest=None if markers else node.digest("Hash"),
        digest_algorithm=None if markers else _algorithm(node, old=old),
        markers=tuple(_marker(one, faults) for one in node.all("Marker")) if markers else (),
        line=node.line,
    )


def _algorithm(node: DocumentNode, *, old: bool) -> str | None:
    """The digest's algorithm; SHA-1 where the edition does not let it be stated, or where it is left out."""
    element = None if old else node.one("HashAlgorithm")
    return SHA1 if element is None else element.get("Algorithm")


def _marker(element: etree._Element, faults: FaultList) -> CompositionMarker:
    node = DocumentNode(element, _MARKER, faults)
    label = node.one("Label")
    return CompositionMarker(
        annotation=_user_text(node, "Annotation"),
        label=node.text("Label"),
        scope=None if label is None else label.get("scope"),
        offset=node.integer("Offset"),
        line=node.line,
    )
