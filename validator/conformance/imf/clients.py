"""Profiles of clients and of a practice: the profile `imf`, and what they ask beyond it.

A clause of a text that was read binds. One that is known only from a reader, or from what is told of it, names who
enforces it and is a remark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from specs.vocabulary import LAYOUTS
from validator.conformance import Check, Clause
from validator.conformance.imf.check_rows import asked, finding, place
from validator.conformance.imf.compositions import file_resources, read_compositions
from validator.conformance.imf.sound import sounds
from validator.containers.imf.composition import AUDIO_SEQUENCE, IMAGE_SEQUENCE
from validator.containers.mxf.mca import SOUNDFIELD_BY_LAYOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.conformance.imf.check_rows import Finder, Found
    from validator.containers.imf.composition import Composition
    from validator.containers.imf.package import ImfPackage
    from validator.containers.mxf.facts import MxfFacts

_PRACTICE: Final = "IMF User Group, best practice 002 (2021)"
_BRANDED: Final = "Netflix, Post-Production Branded Delivery Specifications"
NETFLIX_APPLICATIONS: Final = (
    "http://www.smpte-ra.org/schemas/2067-21/2016",
    "http://www.smpte-ra.org/ns/2067-21/2020",
)
"""Application 2E of 2016 and of 2020: clause 2.1 of the branded delivery specifications v5.0."""

SURROUND_CHANNELS: Final = 6
STEREO_CHANNELS: Final = 2

_ORDERS: Final = {
    group: tuple(f"ch{label}" for label in LAYOUTS[name].labels)
    for name, (group, _) in SOUNDFIELD_BY_LAYOUT.items()
    if name in ("2.0", "5.1", "7.1")
}
"""Channel symbols of a soundfield in the order of the house, which is that of the labels' documents."""


def _read(check: str, document: str, edition: str, clause: str, find: Finder) -> Check[ImfPackage]:
    """The check of a clause that was read."""
    source = Clause(document=document, edition=edition, clause=clause)
    return Check(id=check, clause=source, level=Level.SHALL, find=finding(check, find))


def _application(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        if not set(composition.applications) & set(NETFLIX_APPLICATIONS):
            found = " ".join(composition.applications) or "none"
            yield place(path), {"found": found, "expected": " or ".join(NETFLIX_APPLICATIONS)}


def _facts(package: ImfPackage, composition: Composition) -> list[MxfFacts]:
    """What the first file of each virtual track of main audio is, where it is at hand."""
    found = []
    for track_id in composition.track_ids:
        sequence = composition.track(track_id)[0]
        resource = next(iter(sequence.resources), None)
        at = None if resource is None else package.track_file(resource.track_file_id)
        if sequence.name == AUDIO_SEQUENCE and at is not None and at[1].file is not None:
            found.append(at[1].file.facts)
    return found


def _one_language(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        facts = _facts(package, composition)
        languages = {field.language for one in facts for field in one.soundfields if field.language is not None}
        if len(languages) > 1:
            yield place(path), {"languages": tuple(sorted(languages))}


def _tracks(package: ImfPackage) -> Iterator[Found]:
    for path, composition in read_compositions(package):
        counts = [one.channel_count for one in _facts(package, composition)]
        pictures = {
            one.track_id for part in composition.segments for one in part.sequences if one.name == IMAGE_SEQUENCE
        }
        surround, stereo = counts.count(SURROUND_CHANNELS), counts.count(STEREO_CHANNELS)
        others = len(counts) - surround - stereo
        if surround > 1 or stereo > 1 or others or len(pictures) > 1:
            arguments = {"pictures": len(pictures), "surround": surround, "stereo": stereo, "others": others}
            yield place(path), arguments


def _channel_order(package: ImfPackage) -> Iterator[Found]:
    for path, asset_id, facts in sounds(package):
        wanted = _ORDERS.get(facts.soundfields[0].symbol or "") if len(facts.soundfields) == 1 else None
        found = tuple(one.symbol or "-" for one in facts.channels)
        if wanted is not None and found != wanted and set(found) == set(wanted):
            yield place(path, asset=asset_id), {"file": path, "found": found, "expected": wanted}


def _no_digest(package: ImfPackage) -> Iterator[Found]:
    for path, _, _, resource in file_resources(package):
        if resource.digest is None:
            yield place(path, resource.line, resource.track_file_id), {"asset": str(resource.track_file_id)}


def _not_played(package: ImfPackage) -> Iterator[Found]:
    played = {resource.track_file_id for _, _, _, resource in file_resources(package)}
    for asset_id, found in package.track_files.items():
        if asset_id not in played:
            yield place(found.path, asset=asset_id), {"file": found.path}


NETFLIX_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    _read("netflix.application", _BRANDED, "v5.0", "clause 2.1", _application),
    _read("netflix.one-language", _BRANDED, "v5.0", "clause 2.1", _one_language),
    _read("netflix.tracks", _BRANDED, "v5.0", "clause 2.1", _tracks),
    asked("netflix.channel-order", _BRANDED, "channel order", _channel_order, reader="Netflix"),
)

PRACTICE_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    asked("practice.digest-missing", _PRACTICE, "hashes of resources", _no_digest, reader="the practice"),
    asked("practice.file-not-played", _PRACTICE, "supplemental packages", _not_played, reader="the practice"),
)
