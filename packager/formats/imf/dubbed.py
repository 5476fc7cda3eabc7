"""The composition of a dub: the original one with new sound in the place of its own, and nothing else changed.

Sources: IMF User Group, best practice 002 (2021), supplemental packages; SMPTE ST 2067-3 (composition), not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

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


def refuse_other_length(
    composition: Composition, sample_count: int, sample_rate_hz: int, *, where: str
) -> tuple[int, ...]:
    """Refuse sound that is not as long as the composition, to the sample; return the samples of each segment.

    Raises:
        RefusedError: Another length; both are said, and the whole lengths nearest to what was found.
    """
    lengths = segment_samples(composition, sample_rate_hz)
    if sum(lengths) != sample_count:
        rate = Fraction(composition.edit_rate or "1")
        frames = Fraction(sample_count) * rate / sample_rate_hz
        below, above = next_lengths(int(frames), rate, Fraction(sample_rate_hz))
        unit = Fraction(sample_rate_hz) / rate
        raise RefusedError(
            "The sound is not as long as the original composition.",
            where=where,
            found=f"{sample_count} samples, {float(frames):.3f} frames; next whole lengths: {below} frames "
            f"({below * unit} samples) and {above} frames ({above * unit} samples)",
            expected=f"{sum(lengths)} samples, {Fraction(sum(lengths)) * rate / sample_rate_hz} frames",
            next_step="Trim or pad the mix to the picture.",
        )
    return lengths


def dubbed_composition(  # noqa: PLR0913  what makes a composition another
    original: Composition,
    tracks: Sequence[NewTrack],
    *,
    language: str | None,
    title: str | None,
    creator: str,
    issue_date: str,
    new_id: Callable[[], UUID],
) -> Composition:
    """Return the composition with new sound.

    Picture, markers, text and every descriptor that is still referred to stay as they are; the sound of the original
    and its descriptors go. Each new file plays through all segments, one stretch after the other.

    Args:
        original: The composition to copy.
        tracks: The new sound, one virtual track each.
        language: Of the dub; None for sound without speech, and then the original's stays.
        title: None keeps the original's.
        creator: Program and version that make the new composition.
        issue_date: When it is made.
        new_id: Makes identifiers, a new one with each call.
    """
    label = "new sound" if language is None else f"dub {language}"
    encodings = [new_id() for _ in tracks]
    track_ids = [new_id() for _ in tracks]
    positions = [0 for _ in tracks]
    segments = []
    for segment in original.segments:
        sequences = []
        for place, track in enumerate(tracks):
            seconds = _picture_seconds(segment, original.edit_rate or "1")
            count = int((seconds or Fraction(0)) * track.file.sample_rate_hz)
            resource = CompositionResource(
                id=new_id(),
                edit_rate=f"{track.file.sample_rate_hz}/1",
                intrinsic_duration=track.file.sample_count,
                entry_point=positions[place],
                source_duration=count,
                source_encoding=encodings[place],
                track_file_id=track.file.track_file_id,
                digest=track.written.sha1.hex(),
            )
            positions[place] += count
            sequences.append(
                CompositionSequence(
                    name=AUDIO_SEQUENCE,
                    namespace=original.core_constraints or CORE_CONSTRAINTS_2020,
                    id=new_id(),
                    track_id=track_ids[place],
                    resources=(resource,),
                )
            )
        kept = [one for one in segment.sequences if one.name != AUDIO_SEQUENCE]
        picture = next(place for place, one in enumerate(kept) if one.name == IMAGE_SEQUENCE)
        kept[picture + 1 : picture + 1] = sequences
        segments.append(segment.model_copy(update={"id": new_id(), "sequences": tuple(kept)}))
    used = {one.source_encoding for part in segments for sequence in part.sequences for one in sequence.resources}
    descriptors = [one for one in original.descriptors if one.id in used]
    descriptors += [
        DescriptorEntry(id=encoding, xml=descriptor_regxml(track.written.descriptor).xml, name="WAVEPCMDescriptor")
        for encoding, track in zip(encodings, tracks, strict=True)
    ]
    return original.model_copy(
        update={
            "id": new_id(),
            "issue_date": issue_date,
            "creator": UserText(text=creator),
            "content_title": original.content_title if title is None else UserText(text=title),
            "content_versions": (ContentVersion(id=f"urn:uuid:{new_id()}", label=UserText(text=label)),),
            "descriptors": tuple(descriptors),
            "locales": original.locales if language is None else (Locale(languages=(language,)),),
            "segments": tuple(segments),
            "signed": False,
        }
    )
