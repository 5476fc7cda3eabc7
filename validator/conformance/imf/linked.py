"""What a package says of others: output profile lists, signatures, and the original that a supplemental one plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance.imf.check_rows import asked, itself, place
from validator.conformance.imf.compositions import file_resources
from validator.containers.imf.asset_map import ASSET_MAP_NAME
from validator.containers.imf.output_profile import PLAYBACK_PRESET, PRESET_TYPE
from validator.containers.imf.regxml import descriptor_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from validator.conformance import Check
    from validator.conformance.imf.check_rows import Found
    from validator.containers.imf.composition import Composition, CompositionResource
    from validator.containers.imf.package import ImfPackage

_PROFILE: Final = "SMPTE ST 2067-100"
_PRACTICE: Final = "IMF User Group, best practice 002 (2021)"


def _profile_unreadable(package: ImfPackage) -> Iterator[Found]:
    for one in package.output_profiles:
        if one.error is not None:
            yield place(one.path), {"why": one.error.what, "found": one.error.found or "-"}


def _profile_id(package: ImfPackage) -> Iterator[Found]:
    for one in package.output_profiles:
        if one.content is not None and one.content.id is not None and one.content.id != one.asset_id:
            yield place(one.path), {"own": str(one.content.id), "listed": str(one.asset_id)}


def _profile_composition(package: ImfPackage) -> Iterator[Found]:
    """Where there is no composition and no original, the one that is meant is expected of the original."""
    if not package.ancestors and not package.compositions:
        return
    known = {one.asset_id for each in (package, *package.ancestors) for one in each.compositions}
    for one in package.output_profiles:
        wanted = None if one.content is None else one.content.composition_id
        if wanted is not None and wanted not in known:
            yield place(one.path), {"composition": str(wanted)}


def _preset_unknown(package: ImfPackage) -> Iterator[Found]:
    for one in package.output_profiles:
        for macro in () if one.content is None else one.content.macros:
            if macro.type == PRESET_TYPE and macro.preset != PLAYBACK_PRESET:
                yield place(one.path, macro.line), {"preset": macro.preset or "-"}


def _signed(package: ImfPackage) -> Iterator[Found]:
    documents = [(one.path, one.content.signed) for one in package.packing_lists if one.content is not None]
    documents += [(one.path, one.content.signed) for one in package.compositions if one.content is not None]
    documents += [(one.path, one.content.signed) for one in package.output_profiles if one.content is not None]
    for path, signed in documents:
        if signed:
            yield place(path), {"file": path}


def _documents(package: ImfPackage) -> Iterator[tuple[str, UUID | None]]:
    """Path and own id of every document; the asset map's among them, which no list names."""
    yield ASSET_MAP_NAME, None if package.asset_map.content is None else package.asset_map.content.id
    for one in package.packing_lists:
        yield one.path, None if one.content is None else one.content.id
    for other in package.compositions:
        yield other.path, None if other.content is None else other.content.id


def _id_of_original(package: ImfPackage) -> Iterator[Found]:
    """One id for two documents: whoever keeps both packages can tell them no longer apart."""
    for ancestor in package.ancestors:
        theirs = {own: path for path, own in _documents(ancestor) if own is not None}
        for path, own in _documents(package):
            if own is not None and own in theirs and _size(package, path) != _size(ancestor, theirs[own]):
                yield place(path), {"file": path, "id": str(own), "other": theirs[own]}


def _size(package: ImfPackage, path: str) -> int:
    try:
        return (package.folder / path).stat().st_size
    except OSError:
        return -1


def _delivered_again(package: ImfPackage) -> Iterator[Found]:
    """Files of the original in a package that plays others of it: a supplemental package holds what is new."""
    played = {one.track_file_id for _, _, _, one in file_resources(package)} - {None}
    if played <= set(package.files):
        return
    for ancestor in package.ancestors:
        for asset_id in played & set(package.files) & set(ancestor.files):
            if asset_id is not None:
                yield place(package.files[asset_id].path, asset=asset_id), {"file": package.files[asset_id].path}


def _of_original(
    package: ImfPackage,
) -> Iterator[tuple[str, Composition, CompositionResource, Composition, CompositionResource]]:
    """Each stretch of a file of the original, and a stretch of the same file in a composition of the original."""
    theirs: dict[UUID, tuple[Composition, CompositionResource]] = {}
    for ancestor in package.ancestors:
        for _, composition, _, resource in file_resources(ancestor):
            if resource.track_file_id is not None:
                theirs.setdefault(resource.track_file_id, (composition, resource))
    seen: set[tuple[str, UUID]] = set()
    for path, composition, _, resource in file_resources(package):
        wanted = resource.track_file_id
        if wanted is not None and wanted in theirs and wanted not in package.files and (path, wanted) not in seen:
            seen.add((path, wanted))
            yield path, composition, resource, *theirs[wanted]


def _descriptor_of_original(package: ImfPackage) -> Iterator[Found]:
    for path, mine, resource, theirs, other in _of_original(package):
        own, its = mine.descriptor(resource.source_encoding), theirs.descriptor(other.source_encoding)
        if own is None or its is None or own.xml is None or its.xml is None:
            continue
        if descriptor_content(own.xml) != descriptor_content(its.xml):
            yield place(path, own.line, resource.track_file_id), {"asset": str(resource.track_file_id)}


def _duration_of_original(package: ImfPackage) -> Iterator[Found]:
    for path, mine, resource, theirs, other in _of_original(package):
        units = (resource.intrinsic_duration, resource.rate(mine.edit_rate))
        its = (other.intrinsic_duration, other.rate(theirs.edit_rate))
        if None not in units and None not in its and units != its:
            yield (
                place(path, resource.line, resource.track_file_id),
                {
                    "asset": str(resource.track_file_id),
                    "stated": f"{units[0]} at {units[1]}",
                    "found": f"{its[0]} at {its[1]}",
                },
            )


LINKED_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    itself("imf.output-profile-unreadable", "its output profile list", _profile_unreadable),
    itself("imf.output-profile-id", "output profile list and asset map", _profile_id),
    itself("imf.output-profile-composition", "references of an output profile list", _profile_composition),
    asked("imf.preset-unknown", _PROFILE, "preset macros", _preset_unknown),
    asked("imf.signed", "W3C XML Signature", "signatures of documents", _signed, reader="this reader"),
    itself("imf.id-of-original", "identifiers of its documents, beside those of the original", _id_of_original),
    asked("imf.delivered-again", _PRACTICE, "supplemental packages", _delivered_again, reader="this reader"),
    asked("imf.descriptor-of-original", _PRACTICE, "descriptors", _descriptor_of_original, reader="this reader"),
    itself("imf.duration-of-original", "durations, beside those of the original", _duration_of_original),
)
