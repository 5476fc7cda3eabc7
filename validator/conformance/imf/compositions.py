"""Compositions: identifiers, references, and the arithmetic of their timelines."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validator.conformance.imf.check_rows import asked, itself, place
from validator.containers.imf.composition import AUDIO_SEQUENCE, IMAGE_SEQUENCE, TRACK_FILE_RESOURCE
from validator.containers.imf.namespaces import CORE_CONSTRAINTS_2020, SHA1
from validator.containers.imf.timeline import next_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.conformance import Check
    from validator.conformance.imf.check_rows import Arguments, Found
    from validator.containers.imf.composition import Composition, CompositionResource, CompositionSequence
    from validator.containers.imf.package import ImfPackage

_CPL: Final = "SMPTE ST 2067-3"
_CORE: Final = "SMPTE ST 2067-2"


def read_compositions(package: ImfPackage) -> Iterator[tuple[str, Composition]]:
    """Yield every composition that can be read, and its path."""
    for one in package.compositions:
        if one.content is not None:
            yield one.path, one.content


def file_resources(package: ImfPackage) -> Iterator[tuple[str, Composition, CompositionSequence, CompositionResource]]:
    """Yield every stretch of a track file that a composition plays."""
    for path, composition in read_compositions(package):
        for segment in composition.segments:
            for sequence in segment.sequences:
                for resource in sequence.resources:
                    if resource.type in (TRACK_FILE_RESOURCE, None) and resource.track_file_id is not None:
                        yield path, composition, sequence, resource


def _unreadable(package: ImfPackage) -> Iterator[Found]:
    for one in package.compositions:
        if one.error is not None:
            yield place(one.path), {"why": one.error.what, "found": one.error.found or "-"}


def _id(package: ImfPackage) -> Iterator[Found]:
    for one in package.compositions:
        if one.content is not None and one.content.id is not None and one.content.id != one.asset_id:
            yield place(one.path), {"own": str(one.content.id), "listed": str(one.asset_id)}


def _repeated_ids(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        sequences = [one for segment in composition.segments for one in segment.sequences]
        ids = [one.id for one in composition.segments] + [one.id for one in sequences]
        ids += [resource.id for one in sequences for resource in one.resources]
        for repeated, count in Counter(ids).items():
            if repeated is not None and count > 1:
                yield place(path), {"id": str(repeated), "count": count}


def _not_found(package: ImfPackage) -> Iterator[Found]:
    """With an ancestor at hand every track file has to be somewhere."""
    if not package.ancestors:
        return
    for asset_id, path in _absent(package).items():
        yield place(path, asset=asset_id), {"asset": asset_id}


def _absent(package: ImfPackage) -> dict[str, str]:
    """Track files that compositions play and that are not there, and the composition that plays each."""
    return {
        str(resource.track_file_id): path
        for path, _, _, resource in file_resources(package)
        if resource.track_file_id is not None and not package.is_there(resource.track_file_id)
    }


def expected_of_ancestor(package: ImfPackage) -> tuple[str, ...]:
    """Return the assets that a partial package expects in another one, when none is at hand."""
    if package.ancestors:
        return ()
    mapped = {str(asset_id) for asset_id in package.files}
    expected = [one for one in _absent(package) if one not in mapped]
    if not package.compositions:
        profiles = [one.content for one in package.output_profiles if one.content is not None]
        expected += [str(one.composition_id) for one in profiles if one.composition_id is not None]
    return tuple(expected)


def _digest(package: ImfPackage) -> Iterator[Found]:
    for path, _, _, resource in file_resources(package):
        file = None if resource.track_file_id is None else package.files.get(resource.track_file_id)
        if file is None or file.sha1 is None or resource.digest is None or resource.digest_algorithm != SHA1:
            continue
        if resource.digest != file.sha1:
            arguments: Arguments = {"file": file.path, "stated": resource.digest, "found": file.sha1}
            yield place(path, resource.line, resource.track_file_id), arguments


def _no_descriptor(package: ImfPackage) -> Iterator[Found]:
    for path, composition, _, resource in file_resources(package):
        if composition.descriptor(resource.source_encoding) is None:
            yield place(path, resource.line), {"id": str(resource.source_encoding)}


def _unused_descriptor(package: ImfPackage) -> Iterator[Found]:
    used: dict[str, set[object]] = {}
    for path, _, _, resource in file_resources(package):
        used.setdefault(path, set()).add(resource.source_encoding)
    for path, composition in read_compositions(package):
        for entry in composition.descriptors:
            if entry.id is not None and entry.id not in used.get(path, set()):
                yield place(path, entry.line), {"id": str(entry.id)}


def _beyond(package: ImfPackage) -> Iterator[Found]:
    for path, _, _, resource in file_resources(package):
        whole, entry = resource.intrinsic_duration, resource.entry_point or 0
        if whole is None:
            continue
        end = whole if resource.source_duration is None else entry + resource.source_duration
        if end > whole or entry >= whole:
            arguments: Arguments = {"entry": str(entry), "end": str(max(end, entry)), "whole": str(whole)}
            yield place(path, resource.line), arguments


def _nothing_played(package: ImfPackage) -> Iterator[Found]:
    for path, _, _, resource in file_resources(package):
        if resource.repeat_count == 0 or resource.source_duration == 0:
            yield place(path, resource.line), {}


def _durations(package: ImfPackage) -> Iterator[Found]:
    """All virtual tracks of a segment last equally long."""
    for path, composition in read_compositions(package):
        for number, segment in enumerate(composition.segments, 1):
            seconds = {one: _seconds(one, composition) for one in segment.sequences}
            known = {one: length for one, length in seconds.items() if length is not None}
            reference = next((known[one] for one in known if one.name == IMAGE_SEQUENCE), None)
            if reference is None:
                reference = next(iter(known.values()), None)
            rate = Fraction(composition.edit_rate) if composition.edit_rate else Fraction(1)
            for one, length in known.items():
                if reference is not None and length != reference:
                    arguments: Arguments = {
                        "segment": number,
                        "sequence": one.name,
                        "found": str(length * rate),
                        "expected": str(reference * rate),
                    }
                    yield place(path, one.line), arguments


def _seconds(sequence: CompositionSequence, composition: Composition) -> Fraction | None:
    lengths = [one.duration_seconds(composition.edit_rate) for one in sequence.resources]
    known = [length for length in lengths if length is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(lengths) else None


def _whole_units(package: ImfPackage) -> Iterator[Found]:
    """A segment of so many frames has to be a whole number of samples: at 29.97 every fifth count is."""
    for path, composition in read_compositions(package):
        if composition.edit_rate is None:
            continue
        frame_rate = Fraction(composition.edit_rate)
        for number, segment in enumerate(composition.segments, 1):
            picture = [one for one in segment.sequences if one.name == IMAGE_SEQUENCE]
            seconds = _seconds(picture[0], composition) if picture else None
            rates = {
                resource.rate(composition.edit_rate)
                for one in segment.sequences
                if one.name == AUDIO_SEQUENCE
                for resource in one.resources
            }
            for rate in rates:
                if seconds is None or rate is None or (seconds * rate).denominator == 1:
                    continue
                below, above = next_lengths(int(seconds * frame_rate), frame_rate, rate)
                arguments: Arguments = {
                    "segment": number,
                    "frames": str(seconds * frame_rate),
                    "samples": f"{float(seconds * rate):.1f}",
                    "below": below,
                    "above": above,
                }
                yield place(path, segment.line), arguments


def _edit_rates(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        for track_id in composition.track_ids:
            rates = {
                str(resource.rate(composition.edit_rate))
                for sequence in composition.track(track_id)
                for resource in sequence.resources
            }
            if len(rates) > 1:
                yield place(path), {"track": str(track_id), "rates": tuple(sorted(rates))}


def _track_in_segments(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        for number, segment in enumerate(composition.segments, 1):
            counted = Counter(one.track_id for one in segment.sequences)
            for track_id in composition.track_ids:
                if counted[track_id] != 1:
                    arguments: Arguments = {"segment": number, "track": str(track_id), "count": counted[track_id]}
                    yield place(path, segment.line), arguments


def _picture(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        for number, segment in enumerate(composition.segments, 1):
            count = sum(one.name == IMAGE_SEQUENCE for one in segment.sequences)
            if count != 1:
                yield place(path, segment.line), {"segment": number, "count": count}


def _no_audio(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        names = {one.name for segment in composition.segments for one in segment.sequences}
        if AUDIO_SEQUENCE not in names and composition.core_constraints != CORE_CONSTRAINTS_2020:
            yield place(path), {}


def _picture_rate(package: ImfPackage) -> Iterator[Found]:
    for path, composition, sequence, resource in file_resources(package):
        rate = resource.rate(composition.edit_rate)
        if sequence.name == IMAGE_SEQUENCE and composition.edit_rate and rate != Fraction(composition.edit_rate):
            arguments: Arguments = {"picture": str(rate), "composition": str(Fraction(composition.edit_rate))}
            yield place(path, resource.line), arguments


COMPOSITION_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    itself("imf.composition-unreadable", "its composition", _unreadable),
    itself("imf.composition-id", "composition and asset map", _id),
    itself("imf.id-repeated", "identifiers of a composition", _repeated_ids),
    itself("imf.track-file-not-found", "references of a composition", _not_found),
    itself("imf.resource-digest", "digest in the composition", _digest),
    itself("imf.descriptor-not-there", "references of a composition", _no_descriptor),
    asked("imf.descriptor-not-used", _CPL, "clause 6.1.10.1", _unused_descriptor),
    itself("imf.resource-beyond-file", "durations of a composition", _beyond),
    itself("imf.resource-empty", "durations of a composition", _nothing_played),
    itself("imf.durations-differ", "durations of a composition", _durations),
    itself("imf.frames-not-whole-samples", "durations of a composition", _whole_units),
    asked("imf.edit-rates-differ", _CORE, "clause 6.2", _edit_rates),
    asked("imf.track-not-in-segment", _CPL, "clause 6.9.3", _track_in_segments),
    asked("imf.picture-sequences", _CORE, "clause 6.3", _picture),
    asked("imf.no-audio", _CORE, "core constraints before 2020", _no_audio),
    asked("imf.picture-rate", _CORE, "clause 6.4", _picture_rate),
)
