"""What an IMF package holds, for people: compositions, virtual tracks, what they play, and in which languages."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from specs.real_path import real_path
from validator.containers.facts import printable_name
from validator.containers.imf.composition import MARKER_SEQUENCE
from validator.containers.imf.outline_model import ImfOutline, OutlineComposition, OutlineStretch, OutlineTrack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from validator.containers.imf.composition import Composition, CompositionResource
    from validator.containers.imf.package import ImfPackage


def imf_outline(package: ImfPackage) -> ImfOutline:
    """Return what a package holds."""
    asked = [(package.asset_map.path, package.asset_map.error)]
    asked += [(one.path, one.error) for one in package.packing_lists]
    asked += [(one.path, one.error) for one in package.compositions]
    asked += [(one.path, one.error) for one in package.unknown_documents]
    unread = [f"{path}: {error.what}" for path, error in asked if error is not None]
    compositions = tuple(
        _composition(package, one.path, one.content) for one in package.compositions if one.content is not None
    )
    stretches = [part for one in compositions for track in one.tracks for part in track.stretches]
    elsewhere = dict.fromkeys(part.track_file_id for part in stretches if part.track_file_id and part.file is None)
    return ImfOutline(
        name=printable_name(real_path(package.folder).name),
        assets=len(package.files),
        compositions=compositions,
        unread=tuple(unread),
        elsewhere=tuple(elsewhere),
    )


def _composition(package: ImfPackage, path: str, composition: Composition) -> OutlineComposition:
    tracks = tuple(_track(package, composition, track_id) for track_id in composition.track_ids)
    ends = [_end(composition, track_id) for track_id in composition.track_ids]
    known = [end for end in ends if end is not None]
    return OutlineComposition(
        file=path,
        id=None if composition.id is None else str(composition.id),
        title=None if composition.content_title is None else composition.content_title.text,
        kind=None if composition.content_kind is None else composition.content_kind.kind,
        edit_rate=composition.edit_rate,
        start_timecode=None if composition.timecode is None else composition.timecode.start_address,
        languages=tuple(tag for locale in composition.locales for tag in locale.languages),
        applications=composition.applications,
        segment_count=len(composition.segments),
        seconds=float(max(known)) if known else None,
        tracks=tracks,
    )


def _end(composition: Composition, track_id: UUID) -> Fraction | None:
    lengths = [
        resource.duration_seconds(composition.edit_rate)
        for sequence in composition.track(track_id)
        for resource in sequence.resources
    ]
    known = [length for length in lengths if length is not None]
    return sum(known, Fraction(0)) if len(known) == len(lengths) else None


def _track(package: ImfPackage, composition: Composition, track_id: UUID) -> OutlineTrack:
    stretches = tuple(_stretches(package, composition, track_id))
    kind = composition.track(track_id)[0].name
    facts = [
        found[1].file.facts
        for sequence in composition.track(track_id)
        for resource in sequence.resources
        if (found := package.track_file(resource.track_file_id)) is not None and found[1].file is not None
    ]
    fields = [field for one in facts for field in one.soundfields]
    return OutlineTrack(
        id=str(track_id),
        kind=kind,
        soundfields=tuple(dict.fromkeys(field.symbol or "-" for field in fields)),
        languages=tuple(dict.fromkeys(field.language for field in fields if field.language)),
        channels=tuple(one.symbol or "-" for one in facts[0].channels) if facts else (),
        stretches=stretches,
    )


def _stretches(package: ImfPackage, composition: Composition, track_id: UUID) -> Iterator[OutlineStretch]:
    position: Fraction | None = Fraction(0)
    for number, segment in enumerate(composition.segments, 1):
        for sequence in segment.sequences:
            if sequence.track_id != track_id:
                continue
            for resource in sequence.resources:
                yield _stretch(
                    package, composition, resource, number, position, markers=sequence.name == MARKER_SEQUENCE
                )
                seconds = resource.duration_seconds(composition.edit_rate)
                position = None if position is None or seconds is None else position + seconds


def _stretch(
    package: ImfPackage,
    composition: Composition,
    resource: CompositionResource,
    segment: int,
    position: Fraction | None,
    *,
    markers: bool,
) -> OutlineStretch:
    found = package.track_file(resource.track_file_id)
    labels = [f"{one.label} {one.offset}" for one in resource.markers] if markers else []
    return OutlineStretch(
        segment=segment,
        file=None if found is None else found[1].path,
        track_file_id=None if resource.track_file_id is None else str(resource.track_file_id),
        first_unit=resource.entry_point or 0,
        unit_count=resource.unit_count,
        edit_rate=resource.edit_rate or composition.edit_rate,
        repeat_count=1 if resource.repeat_count is None else resource.repeat_count,
        timeline_seconds=None if position is None else float(position),
        markers=tuple(labels),
    )
