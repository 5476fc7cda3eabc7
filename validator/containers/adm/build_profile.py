"""Builds chna and axml of beds in the shape of the Atmos master profile: experimental, and without dbmd.

No one has yet been seen to take such a file as a master: readers look for dbmd, which states by what equipment a master
was made and is therefore not written here. For a delivery that must be a master, the master itself is rewrapped.

Source: the profile was not read; its rules are those by which MediaInfoLib 26.05 (File_Adm.cpp) judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from validator.containers.adm.build import AdmChunks, add_element, new_document, primary_language
from validator.containers.adm.times import format_time
from validator.containers.wave.chna import ChnaRow, build_chna_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from validator.containers.adm.build import SoundForm

PROGRAMME_NAME: Final = "Atmos_Master"
FIRST_OBJECT: Final = 0x1001
SECOND_OBJECT: Final = 0x100B
"""The first ten inputs belong to the first bed, whatever its width; the second begins at input 11."""

TRACK_LIMIT: Final = 128

_POSITIONS: Final[dict[str, tuple[str, str, str, str]]] = {
    "L": ("RoomCentricLeft", "-1", "1", "0"),
    "R": ("RoomCentricRight", "1", "1", "0"),
    "C": ("RoomCentricCenter", "0", "1", "0"),
    "LFE": ("RoomCentricLFE", "-1", "1", "-1"),
    "Lss": ("RoomCentricLeftSideSurround", "-1", "0", "0"),
    "Rss": ("RoomCentricRightSideSurround", "1", "0", "0"),
    "Lrs": ("RoomCentricLeftRearSurround", "-1", "-1", "0"),
    "Rrs": ("RoomCentricRightRearSurround", "1", "-1", "0"),
    "Lts": ("RoomCentricLeftTopSurround", "-1", "0", "1"),
    "Rts": ("RoomCentricRightTopSurround", "1", "0", "1"),
    "Ls": ("RoomCentricLeftSurround", "-1", "-0.36397", "0"),
    "Rs": ("RoomCentricRightSurround", "1", "-0.36397", "0"),
}

PROFILE_BEDS: Final[dict[str, tuple[str, ...]]] = {
    "2.0": ("L", "R"),
    "5.1": ("L", "R", "C", "LFE", "Ls", "Rs"),
    "7.1": ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs"),
    "7.1.2": ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs", "Lts", "Rts"),
}
"""Layouts that a bed of the profile may have, and its channels in their order, which is that of the layout."""

_SPEAKERS: Final = {"typeLabel": "0001", "typeDefinition": "DirectSpeakers"}
_PCM: Final = {"formatLabel": "0001", "formatDefinition": "PCM"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileBed:
    """A bed: its group label, which is the name of its content ("Dialogue", "Music", "Effects"), and its layout."""

    group: str
    layout: str


@dataclass(frozen=True, slots=True)
class _BedTrack:
    index: int
    label: str
    bed: int

    @property
    def digits(self) -> str:
        return f"0001{0x1000 + self.index:04x}"

    @property
    def pack_id(self) -> str:
        return f"AP_0001{0x1001 + self.bed:04x}"

    @property
    def uid(self) -> str:
        return f"ATU_{self.index:08x}"


def build_profile_adm(beds: Sequence[ProfileBed], form: SoundForm, *, language: str | None = None) -> AdmChunks:
    """Describe beds that lie one behind the other in a file, in the shape of the Atmos master profile.

    Args:
        beds: In the order of their channels; group labels differ.
        form: The file; 48 or 96 kHz, 24 bits.
        language: BCP 47 tag of the programme, of which there is one; its language subtag must have two letters.

    Raises:
        UsageError: No bed, a layout that the profile has no bed for, a group twice, too many tracks or inputs, another
            rate or depth, a language without a code of two letters, a name that XML cannot hold.
    """
    _refuse_invalid(beds, form, language)
    tracks: list[_BedTrack] = []
    for number, bed in enumerate(beds):
        tracks += [
            _BedTrack(len(tracks) + place, label, number) for place, label in enumerate(PROFILE_BEDS[bed.layout], 1)
        ]
    root, base = new_document(edition=1)
    try:
        _add_head(base, beds, tracks, form, language)
    except ValueError as error:
        raise UsageError("A name cannot be written into XML.", found=str(error)) from error
    for number, bed in enumerate(beds):
        own = [track for track in tracks if track.bed == number]
        pack = add_element(
            base, "audioPackFormat", audioPackFormatID=own[0].pack_id, audioPackFormatName=bed.group, **_SPEAKERS
        )
        for track in own:
            add_element(pack, "audioChannelFormatIDRef", f"AC_{track.digits}")
    for add in (_add_channel, _add_stream, _add_track_format):
        for track in tracks:
            add(base, track)
    for track in tracks:
        _add_track_uid(base, track, form)
    from lxml import etree  # noqa: PLC0415

    return AdmChunks(
        axml=etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True),
        chna=build_chna_rows(
            ChnaRow(
                row=row,
                track_index=track.index,
                uid=track.uid,
                track_ref=f"AT_{track.digits}_01",
                pack_ref=track.pack_id,
            )
            for row, track in enumerate(tracks, 1)
        ),
        channel_count=len(tracks),
        channel_labels=tuple(track.label for track in tracks),
    )


def _refuse_invalid(beds: Sequence[ProfileBed], form: SoundForm, language: str | None) -> None:
    groups = [bed.group for bed in beds]
    if not beds:
        raise UsageError("A master needs a bed.")
    for bed in beds:
        if bed.layout not in PROFILE_BEDS:
            raise UsageError(
                "The profile has no bed of this layout.", found=bed.layout, expected=" ".join(PROFILE_BEDS)
            )
        if groups.count(bed.group) > 1:
            raise UsageError("Two beds have the same group label.", found=bed.group)
    tracks = sum(len(PROFILE_BEDS[bed.layout]) for bed in beds)
    if max(tracks, *(number - 0x1000 for number in _object_numbers(beds))) > TRACK_LIMIT:
        raise UsageError("There are too many tracks.", found=str(tracks), expected=f"at most {TRACK_LIMIT} inputs")
    if form.sample_rate_hz not in (48_000, 96_000) or form.bit_depth != 24:
        found = f"{form.sample_rate_hz} Hz, {form.bit_depth} bits"
        raise UsageError("The profile has no such sound.", found=found, expected="48000 or 96000 Hz, 24 bits")
    if language is not None and len(primary_language(language) or "") != 2:
        raise UsageError("The profile has no code for this language.", found=language, expected="two letters")


def _object_numbers(beds: Sequence[ProfileBed]) -> list[int]:
    """Numbers of the objects: 0x1000 and the first input of each bed; the first bed keeps ten."""
    numbers = [FIRST_OBJECT]
    following = SECOND_OBJECT
    for bed in beds[1:]:
        numbers.append(following)
        following += len(PROFILE_BEDS[bed.layout])
    return numbers


def _add_head(
    base: etree._Element,
    beds: Sequence[ProfileBed],
    tracks: list[_BedTrack],
    form: SoundForm,
    language: str | None,
) -> None:
    """Programme, contents and objects."""
    start, length = format_time(0, form.sample_rate_hz), format_time(form.sample_count, form.sample_rate_hz)
    programme = add_element(
        base,
        "audioProgramme",
        audioProgrammeID="APR_1001",
        audioProgrammeName=PROGRAMME_NAME,
        audioProgrammeLanguage=primary_language(language),
        start=start,
        end=length,
    )
    numbers = _object_numbers(beds)
    for number in range(len(beds)):
        add_element(programme, "audioContentIDRef", f"ACO_{0x1001 + number:04x}")
    for number, bed in enumerate(beds):
        content = add_element(
            base, "audioContent", audioContentID=f"ACO_{0x1001 + number:04x}", audioContentName=bed.group
        )
        add_element(content, "audioObjectIDRef", f"AO_{numbers[number]:04x}")
        add_element(content, "dialogue", "2", mixedContentKind="0")
    for number, bed in enumerate(beds):
        own = [track for track in tracks if track.bed == number]
        audio_object = add_element(
            base,
            "audioObject",
            audioObjectID=f"AO_{numbers[number]:04x}",
            audioObjectName=bed.group,
            start=start,
            duration=length,
        )
        add_element(audio_object, "audioPackFormatIDRef", own[0].pack_id)
        for track in own:
            add_element(audio_object, "audioTrackUIDRef", track.uid)


def _add_channel(base: etree._Element, track: _BedTrack) -> None:
    name, *position = _POSITIONS[track.label]
    channel = add_element(
        base, "audioChannelFormat", audioChannelFormatID=f"AC_{track.digits}", audioChannelFormatName=name, **_SPEAKERS
    )
    block = add_element(channel, "audioBlockFormat", audioBlockFormatID=f"AB_{track.digits}_00000001")
    add_element(block, "cartesian", "1")
    add_element(block, "speakerLabel", f"RC_{track.label}")
    for axis, value in zip("XYZ", position, strict=True):
        add_element(block, "position", value, coordinate=axis)


def _add_stream(base: etree._Element, track: _BedTrack) -> None:
    name = f"PCM_{_POSITIONS[track.label][0]}"
    stream = add_element(
        base, "audioStreamFormat", audioStreamFormatID=f"AS_{track.digits}", audioStreamFormatName=name, **_PCM
    )
    add_element(stream, "audioChannelFormatIDRef", f"AC_{track.digits}")
    add_element(stream, "audioPackFormatIDRef", track.pack_id)
    add_element(stream, "audioTrackFormatIDRef", f"AT_{track.digits}_01")


def _add_track_format(base: etree._Element, track: _BedTrack) -> None:
    name = f"PCM_{_POSITIONS[track.label][0]}"
    element = add_element(
        base, "audioTrackFormat", audioTrackFormatID=f"AT_{track.digits}_01", audioTrackFormatName=name, **_PCM
    )
    add_element(element, "audioStreamFormatIDRef", f"AS_{track.digits}")


def _add_track_uid(base: etree._Element, track: _BedTrack, form: SoundForm) -> None:
    uid = add_element(
        base, "audioTrackUID", UID=track.uid, sampleRate=str(form.sample_rate_hz), bitDepth=str(form.bit_depth)
    )
    add_element(uid, "audioTrackFormatIDRef", f"AT_{track.digits}_01")
    add_element(uid, "audioPackFormatIDRef", track.pack_id)
