"""What an ADM file says, for people and for programs that show it: programmes, contents, objects, channels, loudness.

Nothing is judged and nothing is left out: what no programme reaches is listed too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from specs.models import FrozenModel
from specs.vocabulary import layout_of
from validator.containers.adm.identifiers import folded
from validator.containers.adm.links import object_channels
from validator.containers.adm.mixes import PartKind, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.containers.adm.document import AdmDocument, AudioObject, LoudnessMetadata
    from validator.containers.adm.file import AdmFile
    from validator.containers.adm.mixes import AdmPart

SCHEMA: Final = "mixgate.adm-outline/1"

DIALOGUE_WORDS: Final = {
    ("0", "0"): "no dialogue",
    ("0", "1"): "music",
    ("0", "2"): "effects",
    ("1", "0"): "dialogue",
    ("1", "1"): "dialogue",
    ("1", "2"): "voice-over",
    ("1", "3"): "spoken subtitles",
    ("1", "4"): "audio description",
    ("1", "5"): "commentary",
    ("1", "6"): "emergency information",
    ("2", "0"): "mixed",
    ("2", "1"): "complete main mix",
    ("2", "2"): "mixed",
    ("2", "3"): "hearing impaired mix",
}
"""Value of the dialogue element and of its kind attribute, in words (ITU-R BS.2076-3 clause 5.7.3)."""


class OutlineLoudness(FrozenModel):
    """One loudnessMetadata element: figures in LKFS, LU and dBTP by the name of their element.

    Attributes:
        method: loudnessMethod; None where it is not said.
        unread: Names of elements whose text is no number.
    """

    method: str | None = None
    values: dict[str, float]
    unread: tuple[str, ...] = ()


class OutlineChannel(FrozenModel):
    """A channel of a bed or an object.

    Attributes:
        index: Channel of the file, from 1; None for a silent track, or one that chna does not have.
        label: Channel label; None where the loudspeaker is none of ours, and for what moves.
    """

    index: int | None
    label: str | None = None


class OutlineObject(FrozenModel):
    """An audioObject.

    Attributes:
        kind: What it is; "group" for one without tracks.
        layout: Of a bed, by the labels of its channels; None where one is not known.
        start_seconds, duration_seconds: None where it says none.
        block_count: Blocks of all its channels that the file defines; 0 for common definitions.
        objects: Identifiers of objects inside it.
    """

    id: str
    name: str | None
    kind: Literal["bed", "moving object", "other", "group"]
    layout: str | None = None
    channels: tuple[OutlineChannel, ...] = ()
    start_seconds: float | None = None
    duration_seconds: float | None = None
    block_count: int = 0
    objects: tuple[str, ...] = ()


class OutlineContent(FrozenModel):
    """An audioContent.

    Attributes:
        holds: What its dialogue element says, in words; None where it says none, or an unknown code.
        objects: Identifiers, as written.
    """

    id: str
    name: str | None
    language: str | None
    holds: str | None
    loudness: tuple[OutlineLoudness, ...] = ()
    objects: tuple[str, ...] = ()


class OutlineProgramme(FrozenModel):
    """An audioProgramme; `labels` are its names in other languages (None for a label without one)."""

    id: str
    name: str | None
    language: str | None
    labels: tuple[tuple[str | None, str], ...] = ()
    start_seconds: float | None = None
    end_seconds: float | None = None
    loudness: tuple[OutlineLoudness, ...] = ()
    contents: tuple[str, ...] = ()


class OutlineDbmd(FrozenModel):
    """What dbmd states; None for what it does not, or in a code that is not known."""

    tool: str | None
    frame_rate: str | None
    drop_frame: bool
    first_frame_of_action_seconds: float | None
    track_count: int | None
    stereo_downmix: str | None
    surround_downmix: str | None
    checksums_hold: bool


class AdmOutline(FrozenModel):
    """An ADM file in outline.

    Attributes:
        container: RIFF, RF64 or BW64.
        sample_count: Per channel; None where it is not known, as are the three before it.
        version: As audioFormatExtended states it; None where it states none.
        profiles: Names of a profileList.
        shown_profiles: Identifiers of the conformance profiles that the file claims or has the shape of.
        unused_contents, unused_objects: What no programme, and no content or object, refers to.
        undescribed_channels: Channels of the file, from 1, that no object carries.
        missing: Chunks of the ADM that are not there: axml, chna.
        problems: Codes of why axml was not read to its end.
        bext_integrated_lkfs, bext_max_true_peak_dbtp: As bext states them; None where it does not.
    """

    schema_: Literal["mixgate.adm-outline/1"] = Field(default=SCHEMA, alias="schema")
    name: str
    container: str
    sample_rate_hz: int | None
    bits: int | None
    channel_count: int | None
    sample_count: int | None
    length_seconds: float | None
    version: str | None
    profiles: tuple[str, ...] = ()
    shown_profiles: tuple[str, ...] = ()
    programmes: tuple[OutlineProgramme, ...] = ()
    contents: tuple[OutlineContent, ...] = ()
    objects: tuple[OutlineObject, ...] = ()
    unused_contents: tuple[str, ...] = ()
    unused_objects: tuple[str, ...] = ()
    undescribed_channels: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    bext_integrated_lkfs: float | None = None
    bext_max_true_peak_dbtp: float | None = None
    dbmd: OutlineDbmd | None = None


def outline_of(file: AdmFile, name: str, shown_profiles: Sequence[str] = ()) -> AdmOutline:
    """Return the outline of an ADM file.

    Args:
        file: As it was read.
        name: For people.
        shown_profiles: Identifiers of the profiles it claims or has the shape of.
    """
    document = file.document
    parts = {} if document is None or file.chna is None else {p.object_id: p for p in parts_of(document, file.chna)}
    objects = () if document is None else tuple(_object(document, one, parts.get(one.id)) for one in document.objects)
    wave, length = file.wave, file.length_s
    return AdmOutline(
        name=name,
        container=file.walk.form,
        sample_rate_hz=None if wave is None else wave.sample_rate_hz,
        bits=None if wave is None else wave.valid_bits,
        channel_count=None if wave is None else wave.channel_count,
        sample_count=file.sample_count,
        length_seconds=None if length is None else float(length),
        version=None if document is None else document.version,
        profiles=() if document is None else tuple(_profile(text, said) for text, said in document.profiles),
        shown_profiles=tuple(shown_profiles),
        programmes=() if document is None else _programmes(document),
        contents=() if document is None else _contents(document),
        objects=objects,
        unused_contents=() if document is None else _unused_contents(document),
        unused_objects=() if document is None else _unused_objects(document),
        undescribed_channels=_undescribed(file, objects),
        missing=tuple(chunk for chunk, there in (("axml", document), ("chna", file.chna)) if there is None),
        problems=() if document is None else tuple(problem.code for problem in document.problems),
        bext_integrated_lkfs=file.integrated_lkfs,
        bext_max_true_peak_dbtp=file.max_true_peak_dbtp,
        dbmd=_dbmd(file),
    )


def _profile(text: str, attributes: object) -> str:
    said = attributes if isinstance(attributes, dict) else {}
    words = (said.get("profileName"), said.get("profileVersion"), said.get("profileLevel"), text)
    return " · ".join(word for word in words if word)


def _loudness(found: Iterable[LoudnessMetadata]) -> tuple[OutlineLoudness, ...]:
    return tuple(
        OutlineLoudness(
            method=one.method,
            values={name: value.value for name, value in one.values.items() if value.value is not None},
            unread=tuple(name for name, value in one.values.items() if value.value is None),
        )
        for one in found
    )


def _programmes(document: AdmDocument) -> tuple[OutlineProgramme, ...]:
    return tuple(
        OutlineProgramme(
            id=one.id,
            name=one.name,
            language=one.language,
            labels=tuple((label.language, label.text) for label in one.labels),
            start_seconds=None if one.start is None else float(one.start),
            end_seconds=None if one.end is None else float(one.end),
            loudness=_loudness(one.loudness),
            contents=tuple(reference.id for reference in one.contents),
        )
        for one in document.programmes
    )


def _contents(document: AdmDocument) -> tuple[OutlineContent, ...]:
    found = []
    for one in document.contents:
        said = one.dialogue[0] if one.dialogue else None
        kind = "0" if said is None else next((code.strip() for code in said.kinds.values()), "0")
        found.append(
            OutlineContent(
                id=one.id,
                name=one.name,
                language=one.language,
                holds=None if said is None else DIALOGUE_WORDS.get((said.value, kind)),
                loudness=_loudness(one.loudness),
                objects=tuple(reference.id for reference in one.objects),
            )
        )
    return tuple(found)


def _object(document: AdmDocument, one: AudioObject, part: AdmPart | None) -> OutlineObject:
    channels: tuple[OutlineChannel, ...] = ()
    if part is not None:
        pairs = zip(part.channels, part.labels, strict=True)
        channels = tuple(
            OutlineChannel(index=None if channel is None else channel + 1, label=label) for channel, label in pairs
        )
    return OutlineObject(
        id=one.id,
        name=one.name,
        kind="group" if part is None and not one.track_uids else "other" if part is None else part.kind.value,
        layout=None if part is None else _layout(part),
        channels=channels,
        start_seconds=None if one.start is None else float(one.start),
        duration_seconds=None if one.duration is None else float(one.duration),
        block_count=sum(channel.blocks.count for channel in object_channels(document, one)),
        objects=tuple(reference.id for reference in one.objects),
    )


def _layout(part: AdmPart) -> str | None:
    labels = [label for label in part.labels if label is not None]
    known = part.kind is PartKind.BED and len(labels) == len(part.labels) and len(set(labels)) == len(labels)
    return layout_of(tuple(labels)).name if known else None


def _unused_contents(document: AdmDocument) -> tuple[str, ...]:
    used = {folded(reference.id) for one in document.programmes for reference in one.contents}
    return tuple(one.id for one in document.contents if folded(one.id) not in used)


def _unused_objects(document: AdmDocument) -> tuple[str, ...]:
    used = {folded(reference.id) for one in document.contents for reference in one.objects}
    used |= {
        folded(reference.id) for one in document.objects for reference in (*one.objects, *one.complementary_objects)
    }
    return tuple(one.id for one in document.objects if folded(one.id) not in used)


def _undescribed(file: AdmFile, objects: Sequence[OutlineObject]) -> tuple[int, ...]:
    if file.wave is None:
        return ()
    carried = {channel.index for one in objects for channel in one.channels}
    return tuple(index for index in range(1, file.wave.channel_count + 1) if index not in carried)


def _dbmd(file: AdmFile) -> OutlineDbmd | None:
    if file.dbmd is None:
        return None
    atmos, supplement = file.dbmd.atmos, file.dbmd.supplement
    first = None if atmos is None else atmos.first_frame_of_action_s
    return OutlineDbmd(
        tool=None if atmos is None else atmos.tool,
        frame_rate=None if atmos is None or atmos.frame_rate is None else str(atmos.frame_rate),
        drop_frame=atmos is not None and atmos.drop_frame,
        first_frame_of_action_seconds=None if first is None else float(first),
        track_count=None if supplement is None else supplement.track_count,
        stereo_downmix=None if atmos is None else atmos.stereo_downmix,
        surround_downmix=None if atmos is None else atmos.surround_downmix,
        checksums_hold=all(segment.checksum_holds for segment in file.dbmd.segments),
    )
