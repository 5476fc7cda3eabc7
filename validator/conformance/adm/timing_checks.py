"""Checks on times: of programmes, objects and blocks, against each other and against the sound.

All times are exact; one sample of the file is the tolerance, because five decimals cannot say a sample better.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at, at_block
from validator.containers.adm.document import AudioContent, AudioObject
from validator.containers.adm.identifiers import folded
from validator.containers.adm.links import objects_of_channels
from validator.containers.adm.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.adm.document import AdmDocument, AudioProgramme
    from validator.containers.adm.file import AdmFile

_BLOCK_TIMES = ("rtime", "duration")
_ELEMENT_TIMES = ("start", "startTime", "end", "duration")


def sample_of(file: AdmFile) -> Fraction:
    """Length of one sample; that of 48 kHz where the file has no fmt."""
    return file.sample_s or Fraction(1, 48_000)


def programme_length(programme: AudioProgramme) -> Fraction | None:
    """End less start, start being 0 where it is not stated; None without an end."""
    return None if programme.end is None else programme.end - (programme.start or 0)


def shown(seconds: Fraction) -> str:
    """Seconds as a fault tells them: exact where short, else with seven decimals."""
    return f"{float(seconds):.7f}".rstrip("0").rstrip(".")


def times_are_well_formed(file: AdmFile) -> Iterator[AdmFault]:
    """Each time is hh:mm:ss with decimals, or a fraction below one."""
    document = document_of(file)
    for element in (*document.programmes, *document.objects):
        for name in _ELEMENT_TIMES:
            text = element.attributes.get(name)
            if text is not None and parse_time(text) is None:
                yield at(element, attribute=name, found=text)
    for channel in document.channels:
        for value in channel.blocks.invalid:
            if value.name in _BLOCK_TIMES:
                yield at_block(channel, value.place, attribute=value.name, found=value.found)


def programmes_fit_the_sound(file: AdmFile) -> Iterator[AdmFault]:
    """A programme ends after it starts, and the file has sound up to there."""
    length = file.length_s
    for programme in document_of(file).programmes:
        stated = programme_length(programme)
        if stated is None:
            continue
        if stated <= 0:
            yield at(programme, programme=shown(stated))
        elif length is not None and stated > length + sample_of(file):
            yield at(programme, programme=shown(stated), sound=shown(length))


def objects_fit_their_programmes(file: AdmFile) -> Iterator[AdmFault]:
    """An object ends no later than the longest programme that has it."""
    document = document_of(file)
    longest = _longest_programme_of_objects(document)
    for audio_object in document.objects:
        limit = longest.get(folded(audio_object.id))
        if limit is None or audio_object.duration is None:
            continue
        end = (audio_object.start or 0) + audio_object.duration
        if end > limit + sample_of(file):
            yield at(audio_object, audio_object=shown(end), programme=shown(limit))


def _longest_programme_of_objects(document: AdmDocument) -> dict[str, Fraction]:
    """For each object, by its folded identifier, the length of the longest programme that has it.

    Programmes are followed from the longest on, and what one has reached is not followed again.
    """
    stated = ((programme_length(programme), programme) for programme in document.programmes)
    lengths = [(length, programme) for length, programme in stated if length is not None and length > 0]
    longest: dict[str, Fraction] = {}
    for length, programme in sorted(lengths, key=lambda pair: pair[0], reverse=True):
        waiting = [folded(reference.id) for reference in programme.contents]
        while waiting:
            identifier = waiting.pop()
            element = document.by_id.get(identifier)
            if identifier not in longest and isinstance(element, AudioContent | AudioObject):
                longest[identifier] = length
                waiting += [folded(reference.id) for reference in element.objects]
    return longest


def blocks_are_contiguous(file: AdmFile) -> Iterator[AdmFault]:
    """Each block begins where the one before it ends."""
    for channel in document_of(file).channels:
        blocks = channel.blocks
        for joint in blocks.joints:
            kind, count = ("gap", blocks.gap_count) if joint.seconds > 0 else ("overlap", blocks.overlap_count)
            yield at_block(channel, joint.place, kind=kind, seconds=shown(abs(joint.seconds)), count=count)


def blocks_begin_at_zero(file: AdmFile) -> Iterator[AdmFault]:
    """The first block begins with its object."""
    for channel in document_of(file).channels:
        blocks = channel.blocks
        if blocks.first is not None and blocks.first_start is not None and blocks.first_start > sample_of(file):
            yield at_block(channel, blocks.first, found=shown(blocks.first_start))


def blocks_end_with_the_object(file: AdmFile) -> Iterator[AdmFault]:
    """The last block of a channel ends with the longest object that uses it; one without an end always does."""
    document = document_of(file)
    users = objects_of_channels(document)
    for channel in document.channels:
        blocks = channel.blocks
        durations = [user.duration for user in users.get(folded(channel.id), ()) if user.duration is not None]
        if blocks.end is None or blocks.last is None or not durations:
            continue
        if abs(blocks.end - max(durations)) > sample_of(file):
            yield at_block(channel, blocks.last, found=shown(blocks.end), expected=shown(max(durations)))


def later_blocks_have_a_start(file: AdmFile) -> Iterator[AdmFault]:
    """Of several blocks each has an rtime; only the first may leave it out."""
    for channel in document_of(file).channels:
        for form in channel.blocks.forms:
            late = form.first.index > 1 or form.count > 1
            if late and "rtime" not in form.attributes:
                yield at_block(channel, form.first, count=form.count)
