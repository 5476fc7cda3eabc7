"""A composition playlist written as XML, every element in the order of its schema.

Descriptors and extension properties that were read are put back as they stood.

Sources: SMPTE ST 2067-3:2013, :2016, :2020 clause 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from specs.errors import UsageError
from validator.containers.imf.building import (
    add,
    add_element,
    begin_document,
    digest_text,
    finish_document,
    rate_text,
    urn,
)
from validator.containers.imf.composition import MARKER_SEQUENCE, TRACK_FILE_RESOURCE
from validator.containers.imf.document import distrustful_parser
from validator.containers.imf.namespaces import COMPOSITION_2013, CORE_CONSTRAINTS, CORE_CONSTRAINTS_2020, XSI

if TYPE_CHECKING:
    from validator.containers.imf.composition import (
        Composition,
        CompositionResource,
        CompositionSegment,
        CompositionSequence,
        Locale,
        UserText,
    )


def build_composition(composition: Composition) -> bytes:
    """Write a composition playlist, unsigned; lines and faults of one that was read play no part.

    Raises:
        UsageError: A text that XML cannot hold, or a descriptor or extension that is no XML.
    """
    root = begin_document(composition.namespace, "CompositionPlaylist", prefixes={"xsi": XSI})
    add(root, "Id", urn(composition.id))
    _add_text(root, "Annotation", composition.annotation)
    add(root, "IssueDate", composition.issue_date)
    _add_text(root, "Issuer", composition.issuer)
    _add_text(root, "Creator", composition.creator)
    _add_text(root, "ContentOriginator", composition.content_originator)
    _add_text(root, "ContentTitle", composition.content_title)
    if composition.content_kind is not None:
        scope = composition.content_kind.scope
        add(root, "ContentKind", composition.content_kind.kind, **({} if scope is None else {"scope": scope}))
    _add_versions(root, composition)
    _add_descriptors(root, composition)
    _add_timecode(root, composition)
    add(root, "EditRate", rate_text(composition.edit_rate))
    add(root, "TotalRunningTime", composition.total_running_time)
    if composition.locales:
        locales = add_element(root, "LocaleList")
        for locale in composition.locales:
            _add_locale(locales, locale)
    _add_extensions(root, composition)
    segments = add_element(root, "SegmentList")
    for segment in composition.segments:
        _add_segment(segments, segment)
    return finish_document(root)


def _add_text(parent: etree._Element, name: str, text: UserText | None) -> None:
    if text is not None:
        add(parent, name, text.text, **({} if text.language is None else {"language": text.language}))


def _add_versions(root: etree._Element, composition: Composition) -> None:
    if composition.content_versions:
        versions = add_element(root, "ContentVersionList")
        for version in composition.content_versions:
            element = add_element(versions, "ContentVersion")
            add(element, "Id", version.id)
            _add_text(element, "LabelText", version.label)


def _add_descriptors(root: etree._Element, composition: Composition) -> None:
    if composition.descriptors:
        descriptors = add_element(root, "EssenceDescriptorList")
        for entry in composition.descriptors:
            element = add_element(descriptors, "EssenceDescriptor")
            add(element, "Id", urn(entry.id))
            if entry.xml is not None:
                element.append(_parsed(entry.xml))


def _parsed(xml: str) -> etree._Element:
    """An element that is put back: parsed as distrustfully as what comes from outside."""
    try:
        return etree.fromstring(xml, distrustful_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError("A part of the composition is no XML.", found=str(error)) from error


def _add_timecode(root: etree._Element, composition: Composition) -> None:
    timecode = composition.timecode
    if timecode is not None:
        element = add_element(root, "CompositionTimecode")
        add(element, "TimecodeDropFrame", timecode.drop_frame)
        add(element, "TimecodeRate", timecode.rate)
        add(element, "TimecodeStartAddress", timecode.start_address)


def _add_locale(parent: etree._Element, locale: Locale) -> None:
    element = add_element(parent, "Locale")
    _add_text(element, "Annotation", locale.annotation)
    for list_name, name, texts in (
        ("LanguageList", "Language", locale.languages),
        ("RegionList", "Region", locale.regions),
    ):
        if texts:
            members = add_element(element, list_name)
            for text in texts:
                add(members, name, text)
    if locale.ratings:
        ratings = add_element(element, "ContentMaturityRatingList")
        for rating in locale.ratings:
            one = add_element(ratings, "ContentMaturityRating")
            add(one, "Agency", rating.agency)
            add(one, "Rating", rating.rating)


def _add_extensions(root: etree._Element, composition: Composition) -> None:
    if not composition.applications and not composition.extensions:
        return
    element = add_element(root, "ExtensionProperties")
    if composition.applications:
        core = composition.core_constraints
        namespace = core if core in CORE_CONSTRAINTS else CORE_CONSTRAINTS_2020
        declared: dict[Any, str] = {None: namespace}  # the stubs know no default namespace
        child = etree.SubElement(element, f"{{{namespace}}}ApplicationIdentification", nsmap=declared)
        child.text = " ".join(composition.applications)
    for extension in composition.extensions:
        element.append(_parsed(extension))


def _add_segment(parent: etree._Element, segment: CompositionSegment) -> None:
    element = add_element(parent, "Segment")
    add(element, "Id", urn(segment.id))
    _add_text(element, "Annotation", segment.annotation)
    sequences = add_element(element, "SequenceList")
    for sequence in segment.sequences:
        _add_sequence(sequences, sequence)


def _add_sequence(parent: etree._Element, sequence: CompositionSequence) -> None:
    """A sequence: its own element in its own namespace, all below in the playlist's."""
    playlist = etree.QName(parent).namespace
    if sequence.name == MARKER_SEQUENCE:
        element = add_element(parent, MARKER_SEQUENCE)
    else:
        element = etree.SubElement(parent, f"{{{sequence.namespace}}}{sequence.name}", nsmap={"cc": sequence.namespace})
    for name, value in (("Id", urn(sequence.id)), ("TrackId", urn(sequence.track_id))):
        if value is not None:
            etree.SubElement(element, f"{{{playlist}}}{name}").text = value
    resources = etree.SubElement(element, f"{{{playlist}}}ResourceList")
    for resource in sequence.resources:
        _add_resource(resources, resource)


def _add_resource(parent: etree._Element, resource: CompositionResource) -> None:
    # The name of the type has no prefix: the playlist's namespace is the default one in every document written here.
    attributes = {} if resource.type is None else {f"{{{XSI}}}type": resource.type}
    element = add_element(parent, "Resource", **attributes)
    add(element, "Id", urn(resource.id))
    _add_text(element, "Annotation", resource.annotation)
    add(element, "EditRate", rate_text(resource.edit_rate))
    add(element, "IntrinsicDuration", resource.intrinsic_duration)
    add(element, "EntryPoint", resource.entry_point)
    add(element, "SourceDuration", resource.source_duration)
    add(element, "RepeatCount", resource.repeat_count)
    if resource.type == TRACK_FILE_RESOURCE:
        add(element, "SourceEncoding", urn(resource.source_encoding))
        add(element, "TrackFileId", urn(resource.track_file_id))
        add(element, "KeyId", urn(resource.key_id))
        add(element, "Hash", digest_text(resource.digest))
        stated = resource.digest is not None and resource.digest_algorithm is not None
        if stated and etree.QName(parent).namespace != COMPOSITION_2013:
            add_element(element, "HashAlgorithm", Algorithm=str(resource.digest_algorithm))
    for marker in resource.markers:
        one = add_element(element, "Marker")
        _add_text(one, "Annotation", marker.annotation)
        add(one, "Label", marker.label, **({} if marker.scope is None else {"scope": marker.scope}))
        add(one, "Offset", marker.offset)
