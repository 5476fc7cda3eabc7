"""Builds chna and axml for channel-based mixes: beds by the common definitions, one or several in a file.

The same input gives the same bytes: nothing is taken from the clock or the machine.

Sources: ITU-R BS.2076-3 (02/2025) clause 5 (elements), 5.13 (times), 6 (IDs); ITU-R BS.2088-1 (2019) clause 8 (chna);
ITU-R BS.2094-2 (common definitions).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from specs.errors import UsageError
from validator.containers.adm.definitions import BED_LAYOUTS, COMMON_CHANNELS, CommonChannel
from validator.containers.adm.times import format_time
from validator.containers.wave.chna import ChnaRow, build_chna_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

CHANNEL_LIMIT: Final = 65_535
"""A track index has 16 bits."""

_NAMESPACE: Final = "urn:ebu:metadata-schema:ebuCore_2016"
_LABELS_SINCE: Final = 2
_DIRECT_REFERENCES_SINCE: Final = 2


class _Kind(NamedTuple):
    value: str
    attribute: str
    code: str


class BedContent(Enum):
    """What a bed holds, as the dialogue element says it.

    Music with effects has no code of its own: it is non-dialogue of undefined kind.

    Source: ITU-R BS.2076-3 clause 5.7.3.
    """

    DIALOGUE = _Kind("1", "dialogueContentKind", "1")
    VOICE_OVER = _Kind("1", "dialogueContentKind", "2")
    AUDIO_DESCRIPTION = _Kind("1", "dialogueContentKind", "4")
    COMMENTARY = _Kind("1", "dialogueContentKind", "5")
    MUSIC = _Kind("0", "nonDialogueContentKind", "1")
    EFFECTS = _Kind("0", "nonDialogueContentKind", "2")
    MUSIC_AND_EFFECTS = _Kind("0", "nonDialogueContentKind", "0")
    COMPLETE_MAIN = _Kind("2", "mixedContentKind", "1")
    MIXED = _Kind("2", "mixedContentKind", "2")
    HEARING_IMPAIRED = _Kind("2", "mixedContentKind", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLoudness:
    """Loudness to be written into loudnessMetadata; None is left out.

    Attributes:
        method: loudnessMethod, for example "ITU-R BS.1770".
    """

    integrated_lkfs: float | None = None
    loudness_range_lu: float | None = None
    max_true_peak_dbtp: float | None = None
    max_momentary_lkfs: float | None = None
    max_short_term_lkfs: float | None = None
    dialogue_lkfs: float | None = None
    method: str = "ITU-R BS.1770"


@dataclass(frozen=True, slots=True, kw_only=True)
class BedPlan:
    """A bed to be described: one content with one object, on consecutive channels of the file.

    Attributes:
        name: For people: "Dialogue", "M&E".
        layout: 2.0, 5.1, 7.1, 5.1.4, 7.1.2 or 7.1.4.
        language: BCP 47 tag; its language subtag is written. None for what has no language.
        loudness: Of this bed alone.
    """

    name: str
    layout: str
    kind: BedContent
    language: str | None = None
    loudness: StatedLoudness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePlan:
    """A programme to be described, one per language.

    Attributes:
        beds: Names of the beds that are heard together.
        loudness: Of their sum.
    """

    name: str
    beds: tuple[str, ...]
    language: str | None = None
    loudness: StatedLoudness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundForm:
    """The file that is described.

    Attributes:
        sample_count: Samples per channel.
    """

    sample_rate_hz: int
    bit_depth: int
    sample_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmChunks:
    """The payloads of the two chunks."""

    axml: bytes
    chna: bytes
    channel_count: int
    channel_labels: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Track:
    index: int
    channel: CommonChannel
    pack_id: str

    @property
    def uid(self) -> str:
        return f"ATU_{self.index:08x}"


def build_adm(
    beds: Sequence[BedPlan], programmes: Sequence[ProgrammePlan], form: SoundForm, *, edition: int = 1
) -> AdmChunks:
    """Describe beds that lie one behind the other in a file, and the programmes made of them.

    Args:
        beds: In the order of their channels; names differ.
        programmes: One at least, each of one bed at least.
        form: The file.
        edition: Of BS.2076, 0 to 3. From 2 on tracks refer to channels directly and programmes carry labels; up to 1
            they refer to track formats, which every reader understands.

    Raises:
        UsageError: A layout without common definition, a name given twice or a bed that is not there, no programme, too
            many channels, a name that XML cannot hold.
    """
    _refuse_invalid(beds, programmes, edition)
    tracks = _tracks(beds)
    root, base = new_document(edition=edition)
    try:
        for number, programme in enumerate(programmes, 0x1001):
            _add_programme(base, number, programme, [bed.name for bed in beds], form, edition)
        for number, bed in enumerate(beds, 0x1001):
            _add_content(base, number, bed)
        for number, (bed, bed_tracks) in enumerate(zip(beds, tracks, strict=True), 0x1001):
            _add_object(base, number, bed, bed_tracks, form)
        for track in (track for bed_tracks in tracks for track in bed_tracks):
            _add_track_uid(base, track, form, edition)
    except ValueError as error:
        raise UsageError("A name cannot be written into XML.", found=str(error)) from error
    from lxml import etree  # noqa: PLC0415

    flat = [track for bed_tracks in tracks for track in bed_tracks]
    return AdmChunks(
        axml=etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True),
        chna=build_chna_rows(_chna_row(row, track, edition) for row, track in enumerate(flat, 1)),
        channel_count=len(flat),
        channel_labels=tuple(track.channel.speaker_label for track in flat),
    )


def _refuse_invalid(beds: Sequence[BedPlan], programmes: Sequence[ProgrammePlan], edition: int) -> None:
    names = [bed.name for bed in beds]
    if edition not in range(4):
        raise UsageError("There is no such edition of BS.2076.", found=str(edition), expected="0 to 3")
    if not beds or not programmes or any(not programme.beds for programme in programmes):
        raise UsageError("An ADM file needs a programme with a bed.")
    for bed in beds:
        if bed.layout not in BED_LAYOUTS:
            raise UsageError(
                "A bed of this layout is not built.", found=bed.layout, expected="one of " + " ".join(BED_LAYOUTS)
            )
        if names.count(bed.name) > 1:
            raise UsageError("Two beds have the same name.", found=bed.name)
    for name in (name for programme in programmes for name in programme.beds):
        if name not in names:
            raise UsageError("A programme names a bed that is not there.", found=name, expected=", ".join(names))
    channels = sum(len(BED_LAYOUTS[bed.layout].channels) for bed in beds)
    if channels > CHANNEL_LIMIT:
        raise UsageError("There are too many channels.", found=str(channels), expected=f"at most {CHANNEL_LIMIT}")


def _tracks(beds: Sequence[BedPlan]) -> list[list[_Track]]:
    """The tracks of each bed; track indices run through the file."""
    result: list[list[_Track]] = []
    index = 0
    for bed in beds:
        pack = BED_LAYOUTS[bed.layout]
        numbered = enumerate(pack.channels, index + 1)
        result.append([_Track(place, COMMON_CHANNELS[number], pack.pack_id) for place, number in numbered])
        index += len(pack.channels)
    return result


def new_document(*, edition: int) -> tuple[etree._Element, etree._Element]:
    """An empty document: its root, and audioFormatExtended, which says its edition from 2 on."""
    from lxml import etree  # noqa: PLC0415

    root = etree.Element("ebuCoreMain", nsmap={None: _NAMESPACE})  # type: ignore[dict-item] # the default namespace has no prefix
    parent = etree.SubElement(etree.SubElement(root, "coreMetadata"), "format")
    base = etree.SubElement(parent, "audioFormatExtended")
    if edition >= _DIRECT_REFERENCES_SINCE:
        base.set("version", f"ITU-R_BS.2076-{edition}")
    return root, base


def add_element(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """Add a child; attributes that are None are left out."""
    from lxml import etree  # noqa: PLC0415

    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        if value is not None:
            element.set(name, value)
    element.text = text
    return element


def primary_language(tag: str | None) -> str | None:
    """The language subtag, which is what the ADM writes: `pt` of `pt-BR`; None for None."""
    return None if tag is None else tag.split("-")[0].lower()


def _add_programme(
    base: etree._Element, number: int, plan: ProgrammePlan, beds: list[str], form: SoundForm, edition: int
) -> None:
    programme = add_element(
        base,
        "audioProgramme",
        audioProgrammeID=f"APR_{number:04x}",
        audioProgrammeName=plan.name,
        audioProgrammeLanguage=primary_language(plan.language),
        start=format_time(0, form.sample_rate_hz),
        end=format_time(form.sample_count, form.sample_rate_hz),
    )
    if edition >= _LABELS_SINCE and plan.language is not None:
        add_element(programme, "audioProgrammeLabel", plan.name, language=primary_language(plan.language))
    for name in plan.beds:
        add_element(programme, "audioContentIDRef", f"ACO_{0x1001 + beds.index(name):04x}")
    _add_loudness(programme, plan.loudness)


def _add_content(base: etree._Element, number: int, bed: BedPlan) -> None:
    content = add_element(
        base,
        "audioContent",
        audioContentID=f"ACO_{number:04x}",
        audioContentName=bed.name,
        audioContentLanguage=primary_language(bed.language),
    )
    add_element(content, "audioObjectIDRef", f"AO_{number:04x}")
    _add_loudness(content, bed.loudness)
    kind: _Kind = bed.kind.value
    add_element(content, "dialogue", kind.value, **{kind.attribute: kind.code})


def _add_loudness(parent: etree._Element, loudness: StatedLoudness | None) -> None:
    if loudness is None:
        return
    values = {
        "integratedLoudness": loudness.integrated_lkfs,
        "loudnessRange": loudness.loudness_range_lu,
        "maxTruePeak": loudness.max_true_peak_dbtp,
        "maxMomentary": loudness.max_momentary_lkfs,
        "maxShortTerm": loudness.max_short_term_lkfs,
        "dialogueLoudness": loudness.dialogue_lkfs,
    }
    if all(value is None for value in values.values()):
        return
    element = add_element(parent, "loudnessMetadata", loudnessMethod=loudness.method)
    for name, value in values.items():
        if value is not None:
            add_element(element, name, f"{value:.2f}")


def _add_object(base: etree._Element, number: int, bed: BedPlan, tracks: list[_Track], form: SoundForm) -> None:
    audio_object = add_element(
        base,
        "audioObject",
        audioObjectID=f"AO_{number:04x}",
        audioObjectName=bed.name,
        start=format_time(0, form.sample_rate_hz),
        duration=format_time(form.sample_count, form.sample_rate_hz),
    )
    add_element(audio_object, "audioPackFormatIDRef", tracks[0].pack_id)
    for track in tracks:
        add_element(audio_object, "audioTrackUIDRef", track.uid)


def _add_track_uid(base: etree._Element, track: _Track, form: SoundForm, edition: int) -> None:
    uid = add_element(
        base, "audioTrackUID", UID=track.uid, sampleRate=str(form.sample_rate_hz), bitDepth=str(form.bit_depth)
    )
    if edition >= _DIRECT_REFERENCES_SINCE:
        add_element(uid, "audioChannelFormatIDRef", track.channel.channel_id)
    else:
        add_element(uid, "audioTrackFormatIDRef", track.channel.track_id)
    add_element(uid, "audioPackFormatIDRef", track.pack_id)


def _chna_row(row: int, track: _Track, edition: int) -> ChnaRow:
    direct = edition >= _DIRECT_REFERENCES_SINCE
    reference = f"{track.channel.channel_id}_00" if direct else track.channel.track_id
    return ChnaRow(row=row, track_index=track.index, uid=track.uid, track_ref=reference, pack_ref=track.pack_id)
