"""Checks on axml as a document: readable, its version, its identifiers and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.conformance.adm.model import AdmFault, at, at_block
from validator.containers.adm.definitions import is_defined
from validator.containers.adm.document import AudioChannelFormat, AudioPackFormat, AudioStreamFormat, AudioTrackFormat
from validator.containers.adm.identifiers import (
    TYPE_DEFINITIONS,
    ElementKind,
    folded,
    is_common_definition,
    is_well_formed,
    type_label,
)
from validator.containers.adm.times import is_fraction_of_samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.adm.document import AdmDocument, Element
    from validator.containers.adm.file import AdmFile

_EDITION_2 = 2


def document_of(file: AdmFile) -> AdmDocument:
    """The document of a file that a check needs one of."""
    assert file.document is not None
    return file.document


def axml_is_readable(file: AdmFile) -> Iterator[AdmFault]:
    """Well-formed, without document type, with one audioFormatExtended."""
    if file.document is None:
        return
    for problem in file.document.problems:
        yield AdmFault(arguments={"reason": problem.code, "found": problem.found}, line=problem.line, path="axml")


def axml_and_chna_are_there(file: AdmFile) -> Iterator[AdmFault]:
    """One without the other is what a program leaves that copies the chunks it knows."""
    chunks = {"axml": file.document, "chna": file.chna}
    missing = [name for name, parsed in chunks.items() if parsed is None]
    if missing:
        reason = "no-adm" if not file.has_adm else "another program rewrote the file"
        yield AdmFault(arguments={"missing": " ".join(missing), "reason": reason})


def version_is_known(file: AdmFile) -> Iterator[AdmFault]:
    """The version is one of the four editions."""
    document = document_of(file)
    if document.edition is None:
        yield AdmFault(arguments={"found": document.version}, line=document.line, path="axml")


def version_is_stated(file: AdmFile) -> Iterator[AdmFault]:
    """What came with edition 2 is used only where the version says 2 or later."""
    document = document_of(file)
    if document.edition is None or document.edition >= _EDITION_2:
        return
    used: dict[str, list[Element]] = {}
    for _, element in document.elements():
        for feature in _features_of_edition_2(element):
            used.setdefault(feature, []).append(element)
    for feature, elements in used.items():
        yield at(elements[0], feature=feature, count=len(elements), version=document.version)


def _features_of_edition_2(element: Element) -> Iterator[str]:
    times = (element.attributes.get(name, "") for name in ("start", "end", "duration"))
    if any(is_fraction_of_samples(text) for text in times):
        yield "time as a fraction"
    if element.path.rpartition("/")[2].startswith("audioTrackUID") and "audioChannelFormatIDRef" in element.children:
        yield "audioChannelFormatIDRef in audioTrackUID"
    labels = ("audioProgrammeLabel", "audioContentLabel", "audioObjectLabel", "alternativeValueSet", "positionOffset")
    yield from (name for name in labels if name in element.children)


def elements_are_known(file: AdmFile) -> Iterator[AdmFault]:
    """Nothing but ADM elements inside audioFormatExtended."""
    for unknown in document_of(file).unknown:
        yield AdmFault(arguments={"found": unknown.id}, line=unknown.line, path="axml")


def identifiers_are_well_formed(file: AdmFile) -> Iterator[AdmFault]:
    """There, with the prefix and the digits of their kind."""
    for kind, element in document_of(file).elements():
        if not is_well_formed(element.id, kind):
            yield at(element, found=element.id, kind=kind.value)


def identifiers_are_unique(file: AdmFile) -> Iterator[AdmFault]:
    """No two elements of one identifier."""
    seen: dict[str, Element] = {}
    for _, element in document_of(file).elements():
        first = seen.setdefault(folded(element.id), element)
        if first is not element and element.id:
            yield at(element, found=element.id, first_line=first.line)


def identifiers_leave_common_ones_alone(file: AdmFile) -> Iterator[AdmFault]:
    """Numbers that are kept for common definitions are used by none that is not one."""
    for kind, element in document_of(file).elements():
        kept = kind is not ElementKind.TRACK_UID and is_common_definition(element.id)
        if kept and not is_defined(element.id):
            yield at(element, found=element.id)


def types_agree(file: AdmFile) -> Iterator[AdmFault]:
    """TypeLabel, typeDefinition and the digits yyyy of the identifier say the same."""
    for _, element in document_of(file).elements():
        if not isinstance(element, AudioPackFormat | AudioChannelFormat):
            continue
        label, definition = element.type_label, element.type_definition
        digits = type_label(element.id)
        if label is not None and digits is not None and label.strip() != digits:
            yield at(element, typeLabel=label, expected=digits)
        expected = TYPE_DEFINITIONS.get((label or digits or "").strip())
        if definition is not None and expected is not None and definition.strip() != expected:
            yield at(element, typeDefinition=definition, expected=expected)


def identifiers_agree(file: AdmFile) -> Iterator[AdmFault]:
    """Stream and track have the digits of what they refer to."""
    document = document_of(file)
    for _, element in document.elements():
        if isinstance(element, AudioStreamFormat):
            targets = element.channels
        elif isinstance(element, AudioTrackFormat):
            targets = element.streams
        else:
            continue
        for target in targets:
            named = folded(target.id)
            if named in document.by_id and named[3:11] != folded(element.id)[3:11]:
                yield at(element, found=element.id, refers_to=target.id)


def blocks_are_counted_through(file: AdmFile) -> Iterator[AdmFault]:
    """The identifier of a block is that of its channel and its number."""
    for channel in document_of(file).channels:
        blocks = channel.blocks
        wrong = next((value for value in blocks.invalid if value.name == "audioBlockFormatID"), None)
        if wrong is not None:
            count = blocks.invalid_counts[wrong.name]
            yield at_block(channel, wrong.place, found=wrong.found, count=count)


def names_are_there(file: AdmFile) -> Iterator[AdmFault]:
    """Every element that has a name has one."""
    for kind, element in document_of(file).elements():
        if kind.name_attribute is not None and not (element.name or "").strip():
            yield at(element, attribute=kind.name_attribute, found=element.name)
