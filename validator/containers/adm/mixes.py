"""The parts of an ADM file that can be heard: its beds and its moving objects, with the channels that carry them.

A bed is a channel-based mix inside a file: with its labels and its channels it can be measured like a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from validator.containers.adm.definitions import COMMON_CHANNELS
from validator.containers.adm.document import AudioChannelFormat, AudioTrackUid
from validator.containers.adm.identifiers import folded, type_label
from validator.containers.adm.links import object_uids, track_channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.containers.adm.document import AdmDocument, AudioObject
    from validator.containers.wave.chna import ChnaTable

HOUSE_LABELS: Final[Mapping[str, str]] = {
    "M+030": "L", "M-030": "R", "M+000": "C", "LFE": "LFE", "LFE1": "LFE", "LFE2": "LFE2", "M+110": "Ls", "M-110": "Rs",
    "M+090": "Lss", "M-090": "Rss", "M+135": "Lrs", "M-135": "Rrs", "M+180": "Cs", "M+060": "Lw", "M-060": "Rw",
    "U+030": "Ltf", "U-030": "Rtf", "U+045": "Ltf", "U-045": "Rtf", "U+090": "Ltm", "U-090": "Rtm", "U+110": "Ltr",
    "U-110": "Rtr", "U+135": "Ltr", "U-135": "Rtr", "T+000": "T",
    "RC_L": "L", "RC_R": "R", "RC_C": "C", "RC_LFE": "LFE", "RC_Ls": "Ls", "RC_Rs": "Rs", "RC_Lss": "Lss",
    "RC_Rss": "Rss", "RC_Lrs": "Lrs", "RC_Rrs": "Rrs", "RC_Lts": "Ltm", "RC_Rts": "Rtm",
}  # fmt: skip
"""speakerLabel of ITU-R BS.2051 or of the Atmos profile, and the channel label of `specs.vocabulary`."""

_URN: Final = ":speaker:"


class PartKind(StrEnum):
    """What an object with sound is."""

    BED = "bed"
    MOVING = "moving object"
    OTHER = "other"
    """Matrix, HOA or binaural."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmPart:
    """An object with sound.

    Attributes:
        object_id: Its audioObjectID.
        pack_id: Its first pack; None without.
        channels: Channels of the file that carry it, from 0, in the order of its tracks; None for a silent track or one
            that chna does not have.
        labels: Channel labels in the same order; None where the loudspeaker is none of ours, or for moving objects.
        contents: Identifiers and names of the contents that hold it.
        language: Of those contents, where they agree; None where they do not or say none.
        dialogue: Value of their dialogue element ("0", "1", "2"), where they agree; None likewise.
        content_kind: Value of the kind attribute of that element; None likewise.
    """

    object_id: str
    name: str | None
    kind: PartKind
    pack_id: str | None
    channels: tuple[int | None, ...]
    labels: tuple[str | None, ...]
    contents: tuple[tuple[str, str | None], ...] = ()
    language: str | None = None
    dialogue: str | None = None
    content_kind: str | None = None


def parts_of(document: AdmDocument, chna: ChnaTable) -> tuple[AdmPart, ...]:
    """Every object that has tracks, in file order."""
    index = {folded(row.uid): row.track_index - 1 for row in chna.rows if row.track_index}
    return tuple(_part(document, each, index) for each in document.objects if each.track_uids)


def _part(document: AdmDocument, audio_object: AudioObject, index: Mapping[str, int]) -> AdmPart:
    kind = _kind(audio_object, document)
    labels: list[str | None] = []
    for reference in audio_object.track_uids:
        uid = document.by_id.get(folded(reference.id))
        known = kind is PartKind.BED and isinstance(uid, AudioTrackUid)
        labels.append(_label(document, uid) if known and isinstance(uid, AudioTrackUid) else None)
    own = folded(audio_object.id)
    contents = [each for each in document.contents if any(folded(held.id) == own for held in each.objects)]
    languages = {content.language for content in contents}
    dialogues = {content.dialogue[0].value if content.dialogue else None for content in contents}
    kinds = {next(iter(content.dialogue[0].kinds.values()), None) if content.dialogue else None for content in contents}
    return AdmPart(
        object_id=audio_object.id,
        name=audio_object.name,
        kind=kind,
        pack_id=audio_object.packs[0].id if audio_object.packs else None,
        channels=tuple(index.get(folded(reference.id)) for reference in audio_object.track_uids),
        labels=tuple(labels),
        contents=tuple((content.id, content.name) for content in contents),
        language=languages.pop() if len(languages) == 1 else None,
        dialogue=dialogues.pop() if len(dialogues) == 1 else None,
        content_kind=kinds.pop() if len(kinds) == 1 else None,
    )


def _kind(audio_object: AudioObject, document: AdmDocument) -> PartKind:
    """By the type of the pack, else of the packs that the tracks name."""
    packs = [*audio_object.packs, *(pack for uid in object_uids(document, audio_object) for pack in uid.packs)]
    types = {type_label(pack.id) for pack in packs[:1]}
    if types == {"0001"}:
        return PartKind.BED
    return PartKind.MOVING if types == {"0003"} else PartKind.OTHER


def _label(document: AdmDocument, uid: AudioTrackUid) -> str | None:
    """The channel label of a track of a bed, by its channel's speakerLabel or by the common definition."""
    identifier = track_channel(document, uid)
    if identifier is None:
        return None
    channel = document.by_id.get(identifier)
    if isinstance(channel, AudioChannelFormat):
        stated = next(iter(channel.speaker_labels), "")
        return HOUSE_LABELS.get(stated.rpartition(_URN)[2])
    common = COMMON_CHANNELS.get(identifier[7:].lower())
    return None if common is None else HOUSE_LABELS.get(common.speaker_label)
