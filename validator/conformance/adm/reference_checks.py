"""Checks on the references between elements."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at, at_line
from validator.containers.adm.document import AudioObject, AudioPackFormat, AudioStreamFormat, AudioTrackUid
from validator.containers.adm.identifiers import SILENT_TRACK_UID, ElementKind, folded, is_well_formed
from validator.containers.adm.links import (
    by_folded_id,
    pack_channels,
    packs_inside,
    reached,
    references,
    resolves,
    track_channel,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.containers.adm.document import AdmDocument, Element
    from validator.containers.adm.file import AdmFile

TARGETS: Final[Mapping[str, ElementKind]] = {
    "audioContentIDRef": ElementKind.CONTENT,
    "audioObjectIDRef": ElementKind.OBJECT,
    "audioComplementaryObjectIDRef": ElementKind.OBJECT,
    "audioPackFormatIDRef": ElementKind.PACK,
    "encodePackFormatIDRef": ElementKind.PACK,
    "decodePackFormatIDRef": ElementKind.PACK,
    "inputPackFormatIDRef": ElementKind.PACK,
    "outputPackFormatIDRef": ElementKind.PACK,
    "audioChannelFormatIDRef": ElementKind.CHANNEL,
    "audioStreamFormatIDRef": ElementKind.STREAM,
    "audioTrackFormatIDRef": ElementKind.TRACK,
    "audioTrackUIDRef": ElementKind.TRACK_UID,
}
"""What an element of each name refers to."""


def references_have_their_form(file: AdmFile) -> Iterator[AdmFault]:
    """A reference has the prefix and digits of what it refers to."""
    document = document_of(file)
    for _, element in document.elements():
        for reference in references(element):
            kind = TARGETS[reference.kind]
            if not is_well_formed(reference.id, kind) and not _names(document, reference.id, kind):
                yield at_line(element, reference.line, found=reference.id, reference=reference.kind)


def _names(document: AdmDocument, identifier: str, kind: ElementKind) -> bool:
    """True where an element of that kind has just this identifier, malformed as it is."""
    element = document.by_id.get(folded(identifier))
    return element is not None and element.path.rpartition("/")[2].partition("[")[0] == kind.value


def references_resolve(file: AdmFile) -> Iterator[AdmFault]:
    """What is referred to is in the file or in the common definitions."""
    document = document_of(file)
    for _, element in document.elements():
        for reference in references(element):
            if is_well_formed(reference.id, TARGETS[reference.kind]) and not resolves(document, reference):
                yield at_line(element, reference.line, found=reference.id, reference=reference.kind)


def there_is_a_programme(file: AdmFile) -> Iterator[AdmFault]:
    """At least one programme."""
    document = document_of(file)
    if not document.programmes:
        yield AdmFault(line=document.line, path="axml")


def programmes_have_contents(file: AdmFile) -> Iterator[AdmFault]:
    """Every programme refers to a content."""
    for programme in document_of(file).programmes:
        if not programme.contents:
            yield at(programme)


def contents_have_objects(file: AdmFile) -> Iterator[AdmFault]:
    """Every content refers to an object."""
    for content in document_of(file).contents:
        if not content.objects:
            yield at(content)


def objects_have_packs(file: AdmFile) -> Iterator[AdmFault]:
    """Every object has a pack, or objects inside it."""
    for audio_object in document_of(file).objects:
        if not audio_object.packs and not audio_object.objects:
            yield at(audio_object)


def references_do_not_loop(file: AdmFile) -> Iterator[AdmFault]:
    """No object is inside itself, and no pack."""
    document = document_of(file)
    for elements in (document.objects, document.packs):
        inside: dict[str, set[str]] = {}
        for element in elements:
            inside.setdefault(folded(element.id), set()).update(_inside(element))
        looped = _without_ends(_without_ends(inside))
        for element in elements:
            if folded(element.id) in looped:
                yield at(element, found=element.id)


def _without_ends(held: dict[str, set[str]]) -> dict[str, set[str]]:
    """Take away what nothing holds, then what only that held, and so on; turn the rest around.

    What is in a circle is held all along it, so it stays, and so does what a circle leads to. Done twice, the second
    time the other way round, only circles and what lies between two of them stay.
    """
    left = dict(held)
    holders = Counter(each for inner in left.values() for each in inner)
    free = [identifier for identifier in left if not holders[identifier]]
    while free:
        for each in left.pop(free.pop()):
            holders[each] -= 1
            if not holders[each] and each in left:
                free.append(each)
    turned: dict[str, set[str]] = {identifier: set() for identifier in left}
    for identifier, inner in left.items():
        for each in inner & left.keys():
            turned[each].add(identifier)
    return turned


def _inside(element: Element) -> set[str]:
    held = element.objects if isinstance(element, AudioObject) else ()
    held = element.packs if isinstance(element, AudioPackFormat) else held
    return {folded(reference.id) for reference in held}


def elements_are_used(file: AdmFile) -> Iterator[AdmFault]:
    """A programme reaches everything. Of what hangs together unused, only what heads it is told."""
    document = document_of(file)
    used = reached(document)
    groups = by_folded_id(document)
    unused = [element for identifier, group in groups.items() if identifier not in used for element in group]
    held = {
        folded(reference.id)
        for element in unused
        for reference in references(element)
        if not (isinstance(element, AudioStreamFormat) and reference.kind == "audioTrackFormatIDRef")
        and folded(reference.id) != folded(element.id)
    }
    heads = [element for element in unused if folded(element.id) not in held]
    for element in heads or unused:
        yield at(element, found=element.id)


def uids_have_one_reference(file: AdmFile) -> Iterator[AdmFault]:
    """A track UID refers to a track format or to a channel, once, and to one pack at most."""
    for uid in document_of(file).track_uids:
        if len(uid.tracks) + len(uid.channels) > 1 or len(uid.packs) > 1:
            yield at(uid, tracks=len(uid.tracks), channels=len(uid.channels), packs=len(uid.packs))


def objects_carry_their_channels(file: AdmFile) -> Iterator[AdmFault]:
    """The tracks of an object are the channels of its packs: none missing, none twice, none of another pack."""
    document = document_of(file)
    for audio_object in document.objects:
        expected = pack_channels(document, audio_object.packs) if audio_object.packs else None
        found = _carried(document, audio_object)
        if expected is None or found is None:
            continue
        channels, silent = found
        missing = Counter(expected) - Counter(channels)
        beyond = Counter(channels) - Counter(expected)
        if beyond or missing.total() != silent:
            yield at(
                audio_object,
                tracks=len(audio_object.track_uids),
                channels=len(expected),
                missing=" ".join(sorted(missing)),
                beyond=" ".join(sorted(beyond)),
            )


def _carried(document: AdmDocument, audio_object: AudioObject) -> tuple[list[str], int] | None:
    """Channels of the tracks of an object and the number of silent ones; None where one cannot be told."""
    channels: list[str] = []
    silent = 0
    for reference in audio_object.track_uids:
        if folded(reference.id) == SILENT_TRACK_UID:
            silent += 1
            continue
        uid = document.by_id.get(folded(reference.id))
        channel = track_channel(document, uid) if isinstance(uid, AudioTrackUid) else None
        if channel is None:
            return None
        channels.append(channel)
    return channels, silent


def uids_are_of_the_pack(file: AdmFile) -> Iterator[AdmFault]:
    """The pack that a track UID names is one of its object, or one inside it."""
    document = document_of(file)
    for audio_object in document.objects:
        packs = packs_inside(document, audio_object.packs)
        if not packs:
            continue
        for reference in audio_object.track_uids:
            uid = document.by_id.get(folded(reference.id))
            if isinstance(uid, AudioTrackUid) and any(folded(pack.id) not in packs for pack in uid.packs):
                yield at(uid, found=uid.packs[0].id, audio_object=audio_object.id)
