"""Follows the references of a document: what is reached from a programme, which channel a track carries.

Every walk is a loop with a memory of where it was, so that references in a circle end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.containers.adm.definitions import common_pack, is_defined
from validator.containers.adm.document import (
    AudioChannelFormat,
    AudioContent,
    AudioObject,
    AudioPackFormat,
    AudioProgramme,
    AudioStreamFormat,
    AudioTrackFormat,
    AudioTrackUid,
)
from validator.containers.adm.identifiers import SILENT_TRACK_UID, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validator.containers.adm.document import AdmDocument, Element, Reference


def references(element: Element) -> tuple[Reference, ...]:
    """Every reference of an element, in no order that matters."""
    found: tuple[Reference, ...] = ()
    match element:
        case AudioProgramme():
            found = element.contents
        case AudioContent():
            found = element.objects
        case AudioObject():
            found = (*element.packs, *element.objects, *element.complementary_objects, *element.track_uids)
        case AudioPackFormat():
            found = (*element.channels, *element.packs, *element.other_references)
        case AudioStreamFormat():
            found = (*element.channels, *element.packs, *element.tracks)
        case AudioTrackFormat():
            found = element.streams
        case AudioTrackUid():
            found = (*element.tracks, *element.channels, *element.packs)
        case _:
            pass
    return found


def by_folded_id(document: AdmDocument) -> dict[str, list[Element]]:
    """Every element by its folded identifier; those that share one stand together."""
    groups: dict[str, list[Element]] = {}
    for _, element in document.elements():
        groups.setdefault(folded(element.id), []).append(element)
    return groups


def reached(document: AdmDocument) -> set[str]:
    """Folded identifiers of what a programme reaches; where there is none, of what a content, else an object does."""
    groups = by_folded_id(document)
    waiting = [folded(element.id) for element in document.programmes or document.contents or document.objects]
    found = set(waiting)
    while waiting:
        for element in groups.get(waiting.pop(), ()):
            for reference in references(element):
                target = folded(reference.id)
                if target not in found:
                    found.add(target)
                    waiting.append(target)
    return found


def resolves(document: AdmDocument, reference: Reference) -> bool:
    """True where a reference names an element of the file, a common definition or the silent track."""
    target = folded(reference.id)
    return target in document.by_id or is_defined(target) or target == SILENT_TRACK_UID


def pack_channels(document: AdmDocument, packs: Iterable[Reference]) -> list[str] | None:
    """Folded identifiers of the channels of packs and of the packs inside them.

    Returns:
        None where they cannot be told: a reference that does not resolve, a common definition that is not in our table,
        a matrix, whose tracks may be those of another pack.
    """
    channels: list[str] = []
    waiting = [folded(reference.id) for reference in packs]
    seen: set[str] = set()
    while waiting:
        identifier = waiting.pop(0)
        if identifier in seen:
            continue
        seen.add(identifier)
        pack = document.by_id.get(identifier)
        if isinstance(pack, AudioPackFormat):
            if pack.other_references or not all(resolves(document, channel) for channel in pack.channels):
                return None
            channels += [folded(channel.id) for channel in pack.channels]
            waiting += [folded(inner.id) for inner in pack.packs]
            continue
        common = common_pack(identifier)
        if common is None:
            return None
        channels += [f"AC_0001{number}".upper() for number in common.channels]
    return channels


def track_channel(document: AdmDocument, uid: AudioTrackUid) -> str | None:
    """Folded identifier of the channel that a track carries, directly or through track and stream; None if unknown."""
    for direct in uid.channels:
        return folded(direct.id) if resolves(document, direct) else None
    for reference in uid.tracks:
        track = document.by_id.get(folded(reference.id))
        if not isinstance(track, AudioTrackFormat):
            # The track formats of the common definitions carry the digits of their channel.
            return f"AC_{folded(reference.id)[3:11]}" if is_defined(reference.id) else None
        for stream_reference in track.streams:
            stream = document.by_id.get(folded(stream_reference.id))
            if isinstance(stream, AudioStreamFormat) and stream.channels and resolves(document, stream.channels[0]):
                return folded(stream.channels[0].id)
    return None


def object_channels(document: AdmDocument, audio_object: AudioObject) -> list[AudioChannelFormat]:
    """The channels that an object's packs define in the file, in order; empty where they cannot be told."""
    identifiers = pack_channels(document, audio_object.packs) or []
    found = (document.by_id.get(identifier) for identifier in identifiers)
    return [channel for channel in found if isinstance(channel, AudioChannelFormat)]


def objects_of_channels(document: AdmDocument) -> dict[str, list[AudioObject]]:
    """The objects that use each channel, by the folded identifier of the channel."""
    result: dict[str, list[AudioObject]] = {}
    for audio_object in document.objects:
        for channel in object_channels(document, audio_object):
            result.setdefault(folded(channel.id), []).append(audio_object)
    return result


def object_uids(document: AdmDocument, audio_object: AudioObject) -> Iterator[AudioTrackUid]:
    """The track UIDs of an object that are in the file."""
    for reference in audio_object.track_uids:
        uid = document.by_id.get(folded(reference.id))
        if isinstance(uid, AudioTrackUid):
            yield uid
