"""The composition of a dub: the original one with new sound in the place of its own, and nothing else changed.

Sources: IMF User Group, best practice 002 (2021), supplemental packages; SMPTE ST 2067-3 (composition), not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from specs.counting import count_of
from specs.errors import RefusedError
from validator.containers.imf.composition import (
    AUDIO_SEQUENCE,
    IMAGE_SEQUENCE,
    CompositionResource,
    CompositionSequence,
    ContentVersion,
    DescriptorEntry,
    Locale,
    UserText,
)
from validator.containers.imf.namespaces import CORE_CONSTRAINTS_2020
from validator.containers.imf.regxml import descriptor_regxml
from validator.containers.imf.timeline import next_lengths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from validator.containers.imf.composition import Composition, CompositionSegment
    from validator.containers.mxf.track_file import TrackFile
    from validator.containers.mxf.writer import WrittenTrackFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrack:
    """A sound track file that was written, to be played from its first sample to its last.

    Attributes:
        file: What it is.
        written: Its digest and its descriptor.
    """

    file: TrackFile
    written: WrittenTrackFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSound:
    """What makes a composition another.

    Attributes:
        tracks: The new sound, one virtual track each.
        kept_tracks: Virtual tracks of sound that stay beside it; every other one goes.
        left_out: Names of sequences that go as well, such as `SubtitlesSequence`.
        language: Of the new sound; None for sound without speech.
        title: None keeps the original's.
        creator: Program and version that make the new composition.
        issue_date: When it is made.
        new_id: Makes identifiers, a new one with each call.
    """

    tracks: Sequence[NewTrack]
    kept_tracks: frozenset[UUID] = frozenset()
    left_out: frozenset[str] = frozenset()
    language: str | None
    title: str | None
    creator: str
    issue_date: str
    new_id: Callable[[], UUID]


def segment_samples(composition: Composition, sample_rate_hz: int) -> tuple[int, ...]:
    """Return how many samples each segment lasts, exactly.

    Raises:
        RefusedError: A segment without picture or rate, or with frames that are no whole number of samples.
    """
    if composition.edit_rate is None:
        raise RefusedError("The original composition has no edit rate.", found="none")
    lengths: list[int] = []
    rate = Fraction(composition.edit_rate)
    for number, segment in enumerate(composition.segments, 1):
        seconds = _picture_seconds(segment, composition.edit_rate)
        if seconds is None:
            raise RefusedError("A segment of the original composition has no picture of a known length.",
                               where=f"segment {number}")  # fmt: skip
        samples = seconds * sample_rate_hz
        if samples.denominator != 1:
            below, above = next_lengths(int(seconds * rate), rate, Fraction(sample_rate_hz))
            raise RefusedError(
                "The frames of the original composition are no whole number of samples.",
                where=f"segment {number}",
                found=f"{seconds * rate} frames, {float(samples):.1f} samples",
                expected=f"{below} or {above} frames",
            )
        lengths.append(int(samples))
    return tuple(lengths)


def _picture_seconds(segment: CompositionSegment, edit_rate: str) -> Fraction | None:
    pictures = [one for one in segment.sequences if one.name == IMAGE_SEQUENCE]
    lengths = [one.duration_seconds(edit_rate) for sequence in pictures for one in sequence.resources]
    known = [length for length in lengths if length is not None]
    return sum(known, Fraction(0)) if len(pictures) == 1 and known and len(known) == len(lengths) else None


def fitted_length(
    composition: Composition, sample_count: int, sample_rate_hz: int, *, permitted: frozenset[str], where: str
) -> int:
    """Return how many samples the sound is to have: those of the composition, exactly.

    Args:
        composition: What it is for.
        sample_count: Samples that there are.
        sample_rate_hz: Of the sound.
        permitted: `pad` lets silence follow sound that is too short, `trim` lets sound end early that is too long.
        where: The mix, for errors.

    Raises:
        RefusedError: Another length, and what would mend it is not permitted; both lengths are said, and the whole
            lengths nearest to what was found.
    """
    wanted = sum(segment_samples(composition, sample_rate_hz))
    needed = "pad" if sample_count < wanted else "trim"
    if sample_count == wanted or needed in permitted:
        return wanted
    rate = Fraction(composition.edit_rate or "1")
    frames = Fraction(sample_count) * rate / sample_rate_hz
    below, above = next_lengths(int(frames), rate, Fraction(sample_rate_hz))
    unit = Fraction(sample_rate_hz) / rate
    raise RefusedError(
        "The sound is not as long as the original composition.",
        where=where,
        found=f"{count_of(sample_count, 'sample', 'samples')}, {float(frames):.4f} frames; "
        f"next whole lengths: {below} frames "
        f"({below * unit} samples) and {above} frames ({above * unit} samples)",
        expected=f"{count_of(wanted, 'sample', 'samples')}, {Fraction(wanted) * rate / sample_rate_hz} frames",
        next_step="Trim or pad the mix to the picture.",
        code="package.other-length",
    )


def dubbed_composition(original: Composition, sound: NewSound) -> Composition:
    """Return the composition with new sound.

    Picture and every descriptor that is still referred to stay as they are, and markers and text unless they are to be
    left out; sound that is not kept goes, and its descriptors. Each new file plays through all segments, one stretch
    after the other. Sound without speech leaves the languages of the composition as they are, and so does sound beside
    which other sound is kept.
    """
    label = "new sound" if sound.language is None else f"dub {sound.language}"
    encodings = [sound.new_id() for _ in sound.tracks]
    segments = _segments(original, sound, encodings)
    used = {one.source_encoding for part in segments for sequence in part.sequences for one in sequence.resources}
    descriptors = [one for one in original.descriptors if one.id in used]
    descriptors += [
        DescriptorEntry(id=encoding, xml=descriptor_regxml(track.written.descriptor).xml, name="WAVEPCMDescriptor")
        for encoding, track in zip(encodings, sound.tracks, strict=True)
    ]
    same_languages = sound.language is None or bool(sound.kept_tracks)
    return original.model_copy(
        update={
            "id": sound.new_id(),
            "issue_date": sound.issue_date,
            "creator": UserText(text=sound.creator),
            "content_title": original.content_title if sound.title is None else UserText(text=sound.title),
            "content_versions": (ContentVersion(id=f"urn:uuid:{sound.new_id()}", label=UserText(text=label)),),
            "descriptors": tuple(descriptors),
            "locales": original.locales if same_languages else (Locale(languages=(sound.language or "",)),),
            "segments": segments,
            "signed": False,
        }
    )


def _segments(original: Composition, sound: NewSound, encodings: Sequence[UUID]) -> tuple[CompositionSegment, ...]:
    """The segments with the new sound behind the picture of each."""
    track_ids = [sound.new_id() for _ in sound.tracks]
    position = [0 for _ in sound.tracks]
    namespace = original.core_constraints or CORE_CONSTRAINTS_2020
    segments = []
    for segment in original.segments:
        sequences = []
        for place, track in enumerate(sound.tracks):
            seconds = _picture_seconds(segment, original.edit_rate or "1")
            count = int((seconds or Fraction(0)) * track.file.sample_rate_hz)
            resource = _resource(track, encodings[place], position[place], count, sound.new_id)
            position[place] += count
            sequences.append(
                CompositionSequence(
                    name=AUDIO_SEQUENCE,
                    namespace=namespace,
                    id=sound.new_id(),
                    track_id=track_ids[place],
                    resources=(resource,),
                )
            )
        kept = [one for one in segment.sequences if _stays(one, sound)]
        picture = next(place for place, one in enumerate(kept) if one.name == IMAGE_SEQUENCE)
        kept[picture + 1 : picture + 1] = sequences
        segments.append(segment.model_copy(update={"id": sound.new_id(), "sequences": tuple(kept)}))
    return tuple(segments)


def _stays(sequence: CompositionSequence, sound: NewSound) -> bool:
    if sequence.name == AUDIO_SEQUENCE:
        return sequence.track_id in sound.kept_tracks
    return sequence.name not in sound.left_out


def _resource(
    track: NewTrack, encoding: UUID, first_sample: int, sample_count: int, new_id: Callable[[], UUID]
) -> CompositionResource:
    return CompositionResource(
        id=new_id(),
        edit_rate=f"{track.file.sample_rate_hz}/1",
        intrinsic_duration=track.file.sample_count,
        entry_point=first_sample,
        source_duration=sample_count,
        source_encoding=encoding,
        track_file_id=track.file.track_file_id,
        digest=track.written.sha1.hex(),
    )
