"""Follows the references of a document: what is reached from a programme, which channel a track carries.

Every walk is a loop with a memory of where it was, so that references in a circle end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    from collections.abc import Iterator, Sequence

    from validator.containers.adm.document import AdmDocument, Element, Reference

PACK_LIMIT: Final = 64
"""Packs of one object that are followed; real ones have one, and some with packs inside it a handful."""

CHANNEL_LIMIT: Final = 1024
"""Channels of one object that are compared; the largest common definition, HOA of order 10, has 121."""


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
    found = {folded(element.id) for element in document.programmes or document.contents or document.objects}
    waiting = list(found)
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


def pack_channels(document: AdmDocument, packs: Sequence[Reference]) -> list[str] | None:
    """Folded identifiers of the channels of packs and of the packs inside them.

    Returns:
        None where they cannot be told: a reference that does not resolve, a common definition that is not in our table,
        a matrix, whose tracks may be those of another pack, more packs or channels than any object has.
    """
    channels: list[str] = []
    for identifier in packs_inside(document, packs):
        pack = document.by_id.get(identifier)
        common = common_pack(identifier)
        if isinstance(pack, AudioPackFormat):
            if pack.other_references or len(pack.channels) > CHANNEL_LIMIT:
                return None
            if not all(resolves(document, channel) for channel in pack.channels):
                return None
            channels += [folded(channel.id) for channel in pack.channels]
        elif common is not None:
            channels += [f"AC_0001{number}".upper() for number in common.channels]
        else:
            return None
        if len(channels) > CHANNEL_LIMIT:
            return None
    return channels


def packs_inside(document: AdmDocument, packs: Sequence[Reference]) -> list[str]:
    """Folded identifiers of packs and of those inside them, each once, outer ones first; `PACK_LIMIT` at most."""
    found = dict.fromkeys(folded(reference.id) for reference in packs[:PACK_LIMIT])
    waiting = list(found)
    for identifier in waiting:  # grows while it is walked
        pack = document.by_id.get(identifier)
        if not isinstance(pack, AudioPackFormat) or len(found) > PACK_LIMIT:
            continue
        for reference in (*pack.packs[:PACK_LIMIT], *pack.other_references[:PACK_LIMIT]):
            inner = folded(reference.id)
            if inner not in found:
                found[inner] = None
                waiting.append(inner)
    return waiting[:PACK_LIMIT]


def track_channel(document: AdmDocument, uid: AudioTrackUid) -> str | None:
    """Folded identifier of the channel that a track carries, directly or through track and stream; None if unknown."""
    if uid.channels:
        return folded(uid.channels[0].id) if resolves(document, uid.channels[0]) else None
    if not uid.tracks:
        return None
    track = document.by_id.get(folded(uid.tracks[0].id))
    if not isinstance(track, AudioTrackFormat):
        # The track formats of the common definitions carry the digits of their channel.
        return f"AC_{folded(uid.tracks[0].id)[3:11]}" if is_defined(uid.tracks[0].id) else None
    stream = document.by_id.get(folded(track.streams[0].id)) if track.streams else None
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
