"""The Atmos master profile, part one: which elements and attributes there are, how many, and how they are numbered.

Source: the profile (v1.0, 22 July 2019; v1.1) was not read; the tables are the rules by which MediaInfoLib 26.05
(File_Adm.cpp) judges it, and eight real masters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at
from validator.conformance.adm.track_checks import rows_of, tracks_are_not_shared
from validator.containers.adm.document import AudioPackFormat
from validator.containers.adm.identifiers import ElementKind, folded, number, type_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.containers.adm.document import AudioObject, Element
    from validator.containers.adm.file import AdmFile

PROGRAMME_NAME: Final = "Atmos_Master"
FIRST_NUMBER: Final = 0x1001
LAST_OBJECT_NUMBER: Final = 0x1080
FIRST_MOVING_NUMBER: Final = 0x100B
"""Inputs 1 to 10 are kept for the first bed; a moving object begins at input 11."""

BED_LABEL: Final = "0001"
OBJECT_LABEL: Final = "0003"
_MANY: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementForm:
    """What the profile wants of one kind of element.

    Attributes:
        attributes: Required.
        may_have: Further ones that are permitted.
        children: Lowest and highest number of each kind of child; others are not permitted.
        count: Lowest and highest number of the elements themselves.
    """

    attributes: frozenset[str]
    may_have: frozenset[str] = frozenset()
    children: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    count: tuple[int, int]


def _named(kind: str, *more: str) -> frozenset[str]:
    return frozenset({f"{kind}ID", f"{kind}Name", *more})


FORMS: Final[Mapping[ElementKind, ElementForm]] = {
    ElementKind.PROGRAMME: ElementForm(
        attributes=_named("audioProgramme", "start", "end"),
        may_have=frozenset({"audioProgrammeLanguage"}),
        children={
            "audioContentIDRef": (1, _MANY),
            "loudnessMetadata": (0, 1),
            "audioProgrammeReferenceScreen": (0, 1),
        },
        count=(1, 1),
    ),
    ElementKind.CONTENT: ElementForm(
        attributes=_named("audioContent"),
        children={"audioObjectIDRef": (1, _MANY), "dialogue": (1, 1)},
        count=(1, 123),
    ),
    ElementKind.OBJECT: ElementForm(
        attributes=_named("audioObject", "duration"),
        may_have=frozenset({"start", "startTime", "disableDucking"}),
        children={"audioPackFormatIDRef": (1, 1), "audioTrackUIDRef": (1, 10)},
        count=(1, 123),
    ),
    ElementKind.PACK: ElementForm(
        attributes=_named("audioPackFormat", "typeLabel", "typeDefinition"),
        may_have=frozenset({"importance"}),
        children={"audioChannelFormatIDRef": (1, 10)},
        count=(1, 123),
    ),
    ElementKind.CHANNEL: ElementForm(
        attributes=_named("audioChannelFormat", "typeLabel", "typeDefinition"),
        count=(1, 128),
    ),
    ElementKind.STREAM: ElementForm(
        attributes=_named("audioStreamFormat", "formatLabel"),
        may_have=frozenset({"formatDefinition", "typeLabel", "typeDefinition"}),
        children={
            "audioChannelFormatIDRef": (1, 1),
            "audioPackFormatIDRef": (1, 1),
            "audioTrackFormatIDRef": (1, 1),
        },
        count=(1, 128),
    ),
    ElementKind.TRACK: ElementForm(
        attributes=_named("audioTrackFormat", "formatLabel", "formatDefinition"),
        may_have=frozenset({"typeLabel", "typeDefinition"}),
        children={"audioStreamFormatIDRef": (1, 1)},
        count=(1, 128),
    ),
    ElementKind.TRACK_UID: ElementForm(
        attributes=frozenset({"UID", "sampleRate", "bitDepth"}),
        children={"audioTrackFormatIDRef": (1, 1), "audioPackFormatIDRef": (1, 1)},
        count=(1, 128),
    ),
}
"""By kind of element."""


def is_bed(audio_object: AudioObject) -> bool:
    """True for an object whose pack is of loudspeakers."""
    return any(type_label(pack.id) == BED_LABEL for pack in audio_object.packs)


def programme_is_named(file: AdmFile) -> Iterator[AdmFault]:
    """The programme has the name by which readers know the profile; with another one they judge nothing."""
    for programme in document_of(file).programmes[:1]:
        if programme.name != PROGRAMME_NAME:
            yield at(programme, found=programme.name, expected=PROGRAMME_NAME)


def elements_are_counted(file: AdmFile) -> Iterator[AdmFault]:
    """There are as many elements of each kind, and channels in the file, as the profile has room for."""
    counts = dict.fromkeys(FORMS, 0)
    for kind, _ in document_of(file).elements():
        counts[kind] += 1
    for kind, count in counts.items():
        low, high = FORMS[kind].count
        if not low <= count <= high:
            yield AdmFault(arguments={"kind": kind.value, "found": count, "lowest": low, "highest": high}, path="axml")
    if file.wave is not None and file.wave.channel_count > FORMS[ElementKind.TRACK_UID].count[1]:
        yield AdmFault(arguments={"kind": "channel", "found": file.wave.channel_count, "highest": 128}, path="fmt")


def attributes_are_permitted(file: AdmFile) -> Iterator[AdmFault]:
    """Required attributes are there, and no others than permitted ones."""
    for kind, element in document_of(file).elements():
        form = FORMS[kind]
        present = {name for name in element.attributes if not name.startswith("xmlns")}
        for name in sorted(form.attributes - present):
            yield at(element, missing=name)
        for name in sorted(present - form.attributes - form.may_have):
            yield at(element, not_permitted=name)


def children_are_permitted(file: AdmFile) -> Iterator[AdmFault]:
    """Children are there as often as they have to be, and no others."""
    for kind, element in document_of(file).elements():
        form = FORMS[kind]
        for name in sorted(form.children.keys() | element.children.keys()):
            low, high = form.children.get(name, (0, 0))
            found = element.children.get(name, 0)
            if not low <= found <= high:
                yield at(element, name=name, found=found, lowest=low, highest=high)


def identifiers_are_in_range(file: AdmFile) -> Iterator[AdmFault]:
    """Numbers begin at 1001, tracks are 01, there is one programme, and moving objects leave the first ten inputs."""
    document = document_of(file)
    for kind, element in document.elements():
        value = number(element.id)
        if value is None or kind is ElementKind.TRACK_UID:
            continue
        low, high = FIRST_NUMBER, 0xFFFF
        if kind is ElementKind.PROGRAMME:
            high = FIRST_NUMBER
        elif kind is ElementKind.OBJECT:
            high = LAST_OBJECT_NUMBER
        if not low <= value <= high:
            yield at(element, found=element.id, lowest=f"{low:04x}", highest=f"{high:04x}")
        if kind is ElementKind.TRACK and not element.id.endswith("_01"):
            yield at(element, found=element.id, expected="_01")
    for audio_object in document.objects:
        value = number(audio_object.id)
        if value is not None and FIRST_NUMBER <= value < FIRST_MOVING_NUMBER and not is_bed(audio_object):
            yield at(audio_object, found=audio_object.id, lowest=f"{FIRST_MOVING_NUMBER:04x}")


def identifiers_follow_each_other(file: AdmFile) -> Iterator[AdmFault]:
    """Contents are numbered from 1001 and track UIDs from 1 without a hole; the first that is not is told."""
    document = document_of(file)
    groups: tuple[tuple[tuple[Element, ...], int], ...] = ((document.contents, FIRST_NUMBER), (document.track_uids, 1))
    for elements, first in groups:
        for expected, element in enumerate(elements, first):
            value = number(element.id)
            if value is not None and value != expected:
                yield at(element, found=element.id, expected=f"{expected:x}")
                break


def beds_lead(file: AdmFile) -> Iterator[AdmFault]:
    """Beds come before moving objects, by their number and by their tracks in the file."""
    document = document_of(file)
    index = {row.uid.upper(): row.track_index for row in rows_of(file)}
    numbers, tracks = [], []
    for audio_object in document.objects:
        if not is_bed(audio_object):
            # A number among the first ten inputs is told of as such, and not again of every bed behind it.
            numbers.append(max(number(audio_object.id) or _MANY, FIRST_MOVING_NUMBER))
            tracks += [index.get(reference.id.upper(), _MANY) for reference in audio_object.track_uids]
    for audio_object in document.objects:
        if not is_bed(audio_object):
            continue
        value = number(audio_object.id)
        own = [index.get(reference.id.upper(), 0) for reference in audio_object.track_uids]
        if (value is not None and value > min(numbers, default=_MANY)) or max(own, default=0) > min(
            tracks, default=_MANY
        ):
            yield at(
                audio_object,
                number=audio_object.id,
                last_track=max(own, default=0),
                first_object_track=min(tracks, default=None),
            )


def tracks_are_single(file: AdmFile) -> Iterator[AdmFault]:
    """No two track UIDs share a channel."""
    yield from tracks_are_not_shared(file)


def objects_are_single(file: AdmFile) -> Iterator[AdmFault]:
    """A moving object is one channel on one track, and there are 118 at most."""
    document = document_of(file)
    moving = [audio_object for audio_object in document.objects if not is_bed(audio_object)]
    for audio_object in moving:
        packs = (document.by_id.get(folded(reference.id)) for reference in audio_object.packs)
        channels = sum(len(pack.channels) for pack in packs if isinstance(pack, AudioPackFormat))
        if len(audio_object.track_uids) > 1 or channels > 1:
            yield at(audio_object, tracks=len(audio_object.track_uids), channels=channels)
    if len(moving) > 118:
        yield AdmFault(arguments={"kind": "moving object", "found": len(moving), "highest": 118}, path="axml")
