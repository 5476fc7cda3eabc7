"""IMF packages with one fault each: every fault is found and named, and a package without any has none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from fixtures.imf import (
    PICTURE_ID,
    PackageParts,
    sound_file,
    whole_package,
    without_picture,
)
from fixtures.mxf import build_mxf, changed, clip_recipe, frame_recipe, track_file, without
from specs.requirements.requirement import Level
from validator.catalogue import codes, say
from validator.conformance import conform
from validator.conformance.imf import IMF
from validator.conformance.imf.compositions import expected_of_ancestor
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.timeline import next_lengths
from validator.delivery.imf_report import imf_report
from validator.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from validator.containers.imf.composition import CompositionResource
    from validator.containers.mxf.metadata_set import MetadataSet
    from validator.containers.mxf.values import Value

SOUND = "audio/fr.mxf"


def _found(folder: Path, ancestors: tuple[Path, ...] = ()) -> dict[str, Level]:
    others = tuple(read_imf_package(one, with_digests=False) for one in ancestors)
    faults = conform(IMF, read_imf_package(folder, ancestors=others))
    assert all(say(fault.message) for fault in faults)
    return {fault.check: IMF.check(fault.check).level for fault in faults}


@dataclass(frozen=True)
class Mutant:
    """One fault: made in the parts, or in the files that were written; and the check that names it."""

    check: str
    parts: Callable[[PackageParts], None] = field(default=lambda _: None)
    files: Callable[[Path], None] = field(default=lambda _: None)


def _replaced(path: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text, old
        (folder / path).write_text(text.replace(old, new, count))

    return change


def _flipped(path: str, place: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = bytearray((folder / path).read_bytes())
        data[place] ^= 1
        (folder / path).write_bytes(data)

    return change


def _resource(number: int, **update: Any) -> Callable[[PackageParts], None]:
    """Change the one resource of a sequence: 0 is the picture, 1 the sound."""

    def change(parts: PackageParts) -> None:
        (segment,) = parts.composition.segments
        sequences = list(segment.sequences)
        one: CompositionResource = sequences[number].resources[0].model_copy(update=update)
        sequences[number] = sequences[number].model_copy(update={"resources": (one,)})
        _segments(parts, (segment.model_copy(update={"sequences": tuple(sequences)}),))

    return change


def _segments(parts: PackageParts, segments: tuple[Any, ...]) -> None:
    parts.composition = parts.composition.model_copy(update={"segments": segments})


def _two_segments(parts: PackageParts) -> None:
    """A second segment without the sound track."""
    (segment,) = parts.composition.segments
    picture = segment.sequences[0]
    resource = picture.resources[0].model_copy(update={"id": UUID(int=0x611)})
    second = segment.model_copy(
        update={
            "id": UUID(int=0x411),
            "sequences": (picture.model_copy(update={"id": UUID(int=0x811), "resources": (resource,)}),),
        }
    )
    _segments(parts, (segment, second))


def _without_sequence(number: int) -> Callable[[PackageParts], None]:
    def change(parts: PackageParts) -> None:
        (segment,) = parts.composition.segments
        kept = tuple(one for place, one in enumerate(segment.sequences) if place != number)
        _segments(parts, (segment.model_copy(update={"sequences": kept}),))

    return change


def _asset_map(**update: Any) -> Callable[[PackageParts], None]:
    def change(parts: PackageParts) -> None:
        parts.asset_map = parts.asset_map.model_copy(update=update)

    return change


def _mapped(number: int, **update: Any) -> Callable[[PackageParts], None]:
    def change(parts: PackageParts) -> None:
        assets = list(parts.asset_map.assets)
        chunk = update.pop("chunk", None)
        if chunk is not None:
            update["chunks"] = (assets[number].chunks[0].model_copy(update=chunk),)
        assets[number] = assets[number].model_copy(update=update)
        parts.asset_map = parts.asset_map.model_copy(update={"assets": tuple(assets)})

    return change


def _packed(number: int, **update: Any) -> Callable[[PackageParts], None]:
    def change(parts: PackageParts) -> None:
        assets = list(parts.packing_list.assets)
        assets[number] = assets[number].model_copy(update=update)
        parts.packing_list = parts.packing_list.model_copy(update={"assets": tuple(assets)})

    return change


def _packed_again(parts: PackageParts) -> None:
    assets = (*parts.packing_list.assets, parts.packing_list.assets[-1])
    parts.packing_list = parts.packing_list.model_copy(update={"assets": assets})


def _not_packed(parts: PackageParts) -> None:
    parts.packing_list = parts.packing_list.model_copy(update={"assets": parts.packing_list.assets[:-1]})


def _mapped_again(parts: PackageParts) -> None:
    parts.asset_map = parts.asset_map.model_copy(
        update={"assets": (*parts.asset_map.assets, parts.asset_map.assets[-1])}
    )


def _not_mapped(parts: PackageParts) -> None:
    """The files are written, and the asset map does not list the last."""
    parts.asset_map = parts.asset_map.model_copy(update={"assets": parts.asset_map.assets[:-1]})


def _two_chunks(parts: PackageParts) -> None:
    chunk = parts.asset_map.assets[-1].chunks[0]
    _mapped(3, chunks=(chunk, chunk))(parts)


def _sound(change: Callable[[tuple[MetadataSet, ...]], tuple[MetadataSet, ...]]) -> Callable[[PackageParts], None]:
    """A track file of the same sound whose header is changed."""

    def put(parts: PackageParts) -> None:
        recipe = clip_recipe("5.1", 96_096)
        parts.files[SOUND] = build_mxf(replace(recipe, sets=change(recipe.sets)))

    return put


def _label(symbol: str, name: str, value: Value | None, number: int | None = None) -> Callable[[PackageParts], None]:
    return _sound(lambda sets: changed(sets, symbol, name, value, number=number))


def _silent_in_language(sets: tuple[MetadataSet, ...]) -> tuple[MetadataSet, ...]:
    return changed(changed(sets, GROUP, "RFC5646SpokenLanguage", None), GROUP, "MCAAudioContentKind", "MEC")


def _unlabelled(sets: tuple[MetadataSet, ...]) -> tuple[MetadataSet, ...]:
    return tuple(one for one in sets if not one.symbol or not one.symbol.endswith("LabelSubDescriptor"))


def _frames(parts: PackageParts) -> None:
    parts.files[SOUND] = build_mxf(frame_recipe("5.1", frames=48, frame_samples=(2002,)))


def _shorter(parts: PackageParts) -> None:
    parts.files[SOUND] = sound_file(track_file("5.1", 96_000))


def _cut(parts: PackageParts) -> None:
    parts.files[SOUND] = parts.files[SOUND][:-90_000]


def _two_languages(parts: PackageParts) -> None:
    """The sound track goes on in another file of another language."""
    other = replace(track_file("5.1", 96_096, language="de-DE"), track_file_id=UUID(int=0x7777))
    parts.files["audio/de.mxf"] = sound_file(other)
    packed = parts.packing_list.assets[-1].model_copy(update={"id": other.track_file_id})
    parts.packing_list = parts.packing_list.model_copy(update={"assets": (*parts.packing_list.assets, packed)})
    chunk = parts.asset_map.assets[-1].chunks[0].model_copy(update={"path": "audio/de.mxf"})
    mapped = parts.asset_map.assets[-1].model_copy(update={"id": other.track_file_id, "chunks": (chunk,)})
    parts.asset_map = parts.asset_map.model_copy(update={"assets": (*parts.asset_map.assets, mapped)})
    (segment,) = parts.composition.segments
    sound = segment.sequences[1]
    half = {"source_duration": 48_048}
    first = sound.resources[0].model_copy(update=half)
    second = sound.resources[0].model_copy(update={**half, "id": UUID(int=0x777), "track_file_id": other.track_file_id})
    sequences = (segment.sequences[0], sound.model_copy(update={"resources": (first, second)}))
    _segments(parts, (segment.model_copy(update={"sequences": sequences}),))


def _written(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).write_text(text)

    return change


def _longer(folder: Path) -> None:
    (folder / SOUND).write_bytes((folder / SOUND).read_bytes() + b"\0")


def _removed(path: str) -> Callable[[Path], None]:
    return lambda folder: (folder / path).unlink()


def _linked(folder: Path) -> None:
    (folder / "elsewhere.mxf").write_bytes((folder / SOUND).read_bytes())
    (folder / SOUND).unlink()
    (folder / SOUND).symlink_to(folder / "elsewhere.mxf")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">&b;</CompositionPlaylist>'
)

GROUP, CHANNEL = "SoundfieldGroupLabelSubDescriptor", "AudioChannelLabelSubDescriptor"

MUTANTS: dict[str, Mutant] = {
    # Files against the lists
    "one bit of a track file": Mutant("imf.digest-wrong", files=_flipped(SOUND, 40_000)),
    "one bit of the picture": Mutant("imf.digest-wrong", files=_flipped("picture.mxf", -1)),
    "a composition edited by hand": Mutant("imf.digest-wrong", files=_replaced("CPL.xml", "Un film", "Le film")),
    "a track file with a byte more": Mutant("imf.size-wrong", files=_longer),
    "a track file that is not there": Mutant("imf.asset-missing", files=_removed(SOUND)),
    "a composition that is not there": Mutant("imf.asset-missing", files=_removed("CPL.xml")),
    "a packing list that is not there": Mutant("imf.asset-missing", files=_removed("PKL.xml")),
    "a picture that is not there": Mutant("imf.asset-missing", files=_removed("picture.mxf")),
    "a link in the place of a file": Mutant("imf.asset-not-opened", files=_linked),
    "a foreign file": Mutant("imf.file-not-listed", files=_written("notes.txt", "x")),
    "no volume index": Mutant("imf.volume-index-missing", files=_removed("VOLINDEX.xml")),
    # Asset map and packing list
    "an asset map that is no XML": Mutant("imf.asset-map-unreadable", files=_written("ASSETMAP.xml", "<AssetMap")),
    "an asset map of another namespace": Mutant(
        "imf.asset-map-unreadable", files=_replaced("ASSETMAP.xml", "429-9/2007/AM", "429-9/2014/AM")
    ),
    "a packing list that is no XML": Mutant("imf.packing-list-unreadable", files=_written("PKL.xml", "<P")),
    "a composition that is an XML bomb": Mutant("imf.composition-unreadable", files=_written("CPL.xml", BOMB)),
    "a document of no known kind": Mutant("imf.unknown-document", files=_written("CPL.xml", "<x/>")),
    "a path out of the package": Mutant("imf.path-refused", files=_replaced("ASSETMAP.xml", SOUND, "../../x.mxf")),
    "an absolute path": Mutant("imf.path-refused", files=_replaced("ASSETMAP.xml", SOUND, "/etc/passwd")),
    "an address as a path": Mutant("imf.path-refused", files=_replaced("ASSETMAP.xml", SOUND, "file:///etc/passwd")),
    "a path with blanks": Mutant("imf.path-not-portable", files=_replaced("ASSETMAP.xml", SOUND, "audio/my fr.mxf")),
    "no packing list named": Mutant("imf.packing-list-missing", _mapped(0, packing_list=False)),
    "an asset listed twice": Mutant("imf.asset-repeated", _mapped_again),
    "two assets that are one file": Mutant("imf.file-repeated", _mapped(2, chunk={"path": SOUND})),
    "a file in two chunks": Mutant("imf.several-chunks", _two_chunks),
    "a length that is wrong": Mutant("imf.map-length", _mapped(3, chunk={"length": 5})),
    "an asset that is packed and not mapped": Mutant("imf.packed-not-mapped", _not_mapped),
    "an asset that is mapped and not packed": Mutant("imf.mapped-not-packed", _not_packed),
    "an asset packed twice": Mutant("imf.packed-twice", _packed_again),
    "a packing list under another id": Mutant("imf.packing-list-id", _mapped(0, id=UUID(int=0xABC))),
    "a composition under another id": Mutant(
        "imf.composition-id",
        files=_replaced("CPL.xml", "urn:uuid:00000000-0000-0000-0000-000000000100", f"urn:uuid:{UUID(int=0xABC)}"),
    ),
    "a type that is not registered": Mutant("imf.asset-type", _packed(0, type="application/xml")),
    "a digest of an unknown algorithm": Mutant("imf.digest-unknown", _packed(2, digest_algorithm="http://x/md5")),
    "no issuer": Mutant("imf.element-missing", files=_replaced("ASSETMAP.xml", "<Issuer>Studio</Issuer>", "")),
    "two issuers": Mutant(
        "imf.element-repeated",
        files=_replaced("ASSETMAP.xml", "<Issuer>Studio</Issuer>", "<Issuer>Studio</Issuer><Issuer>x</Issuer>"),
    ),
    "an element that nobody knows": Mutant(
        "imf.element-unknown", files=_replaced("ASSETMAP.xml", "<Issuer>Studio</Issuer>", "<Issuer>S</Issuer><Foo/>")
    ),
    "elements in another order": Mutant(
        "imf.element-order",
        files=_replaced(
            "ASSETMAP.xml", "<VolumeCount>1</VolumeCount>", "<Issuer>S</Issuer><VolumeCount>1</VolumeCount>"
        ),
    ),
    "a date that is none": Mutant(
        "imf.value-malformed", files=_replaced("ASSETMAP.xml", "2026-03-04T05:06:07Z", "yesterday")
    ),
    # Compositions
    "a track file that is nowhere": Mutant("imf.track-file-not-found", _resource(1, track_file_id=UUID(int=0xDEAD))),
    "a digest that is not the file's": Mutant("imf.resource-digest", files=_flipped(SOUND, 40_000)),
    "a descriptor that is not there": Mutant("imf.descriptor-not-there", _resource(1, source_encoding=UUID(int=5))),
    "a descriptor that nobody uses": Mutant("imf.descriptor-not-used", _resource(1, source_encoding=UUID(int=0x201))),
    "an entry beyond the end": Mutant("imf.resource-beyond-file", _resource(1, entry_point=96_096)),
    "a duration beyond the end": Mutant(
        "imf.resource-beyond-file", _resource(1, entry_point=1, source_duration=96_096)
    ),
    "a resource of no length": Mutant("imf.resource-empty", _resource(1, source_duration=0)),
    "sound shorter than picture": Mutant("imf.durations-differ", _resource(1, source_duration=96_095)),
    "sound that plays twice": Mutant("imf.durations-differ", _resource(1, repeat_count=2)),
    "a track that one segment lacks": Mutant("imf.track-not-in-segment", _two_segments),
    "a composition without picture": Mutant("imf.picture-sequences", _without_sequence(0)),
    "picture at another rate": Mutant("imf.picture-rate", _resource(0, edit_rate="24/1")),
    "one id for two resources": Mutant("imf.id-repeated", _resource(1, id=UUID(int=0x601))),
    "a sequence of an unknown namespace": Mutant(
        "imf.namespace-unknown", files=_replaced("CPL.xml", "http://www.smpte-ra.org/ns/2067-2/2020", "http://x/y", 9)
    ),
    # Track files
    "a track file that is cut": Mutant("imf.track-file-cut-short", _cut),
    "a track file that is noise": Mutant(
        "imf.track-file-unreadable", lambda parts: parts.files.update({SOUND: bytes(5000)})
    ),
    "a track file of another id": Mutant(
        "imf.track-file-id",
        lambda parts: parts.files.update(
            {SOUND: sound_file(replace(track_file("5.1", 96_096), track_file_id=UUID(int=3)))}
        ),
    ),
    "a file shorter than is stated": Mutant("imf.intrinsic-duration", _shorter),
    "a duration longer than the file": Mutant("imf.intrinsic-duration", _resource(1, intrinsic_duration=96_097)),
    "a descriptor of other values": Mutant("imf.descriptor-differs", _shorter),
    "a title changed in the file alone": Mutant("imf.descriptor-differs", _label(GROUP, "MCATitle", "Autre")),
    "speech without language": Mutant("imf.speech-without-language", _label(GROUP, "RFC5646SpokenLanguage", None)),
    "music and effects without language": Mutant(
        "imf.language-missing",
        _sound(_silent_in_language),
    ),
    "a language with an underscore": Mutant("imf.language-malformed", _label(GROUP, "RFC5646SpokenLanguage", "fr_FR")),
    "a channel in another language": Mutant(
        "imf.channel-language", _label(CHANNEL, "RFC5646SpokenLanguage", "de-DE", number=2)
    ),
    "no title": Mutant("imf.title-missing", _label(GROUP, "MCATitle", None)),
    "no title version": Mutant("imf.version-missing", _label(GROUP, "MCATitleVersion", None)),
    "no content kind": Mutant("imf.content-missing", _label(GROUP, "MCAAudioContentKind", None)),
    "no element kind": Mutant("imf.element-kind-missing", _label(GROUP, "MCAAudioElementKind", None)),
    "a content kind that is none": Mutant("imf.kind-unknown", _label(GROUP, "MCAAudioContentKind", "BOGUS")),
    "an element kind that is none": Mutant("imf.kind-unknown", _label(GROUP, "MCAAudioElementKind", "BOGUS")),
    "a stereo label on six channels": Mutant("imf.soundfield-channels", _label(GROUP, "MCATagSymbol", "sgST")),
    "a label too few": Mutant("imf.soundfield-channels", _sound(lambda sets: without(sets, CHANNEL, 3))),
    "no labels": Mutant("imf.labels-missing", _sound(_unlabelled)),
    "no channel assignment": Mutant("imf.channel-assignment", _label("WAVEPCMDescriptor", "ChannelAssignment", None)),
    "sound of 16 bits": Mutant("imf.sound-form", _label("WAVEPCMDescriptor", "QuantizationBits", 16)),
    "frames in the place of a clip": Mutant("imf.wrapping", _frames),
    "an essence length that is wrong": Mutant(
        "imf.track-file-fault", _label("WAVEPCMDescriptor", "EssenceLength", 90_000)
    ),
    "a track that changes its language": Mutant("imf.track-not-homogeneous", _two_languages),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_single_fault_is_found_and_named(tmp_path: Path, name: str) -> None:
    mutant = MUTANTS[name]
    parts = whole_package()
    mutant.parts(parts)
    folder = parts.write(tmp_path / "package")
    mutant.files(folder)
    ancestors: tuple[Path, ...] = ()
    if mutant.check == "imf.track-file-not-found":
        ancestors = (whole_package().write(tmp_path / "original"),)
    found = _found(folder, ancestors)
    assert mutant.check in found
    if IMF.check(mutant.check).level is Level.SHALL:
        assert imf_report(read_imf_package(folder), version="0").verdict in {Verdict.REJECTED, Verdict.INCOMPLETE}


def test_the_mutants_are_many_and_of_many_kinds() -> None:
    assert len(MUTANTS) >= 70
    assert len({one.check for one in MUTANTS.values()}) >= 55


def test_a_package_without_fault_has_none(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    assert _found(folder) == {}
    assert imf_report(read_imf_package(folder), version="0").verdict is Verdict.ACCEPTABLE


def test_a_supplemental_package_expects_the_picture_of_its_ancestor(tmp_path: Path) -> None:
    whole = whole_package().write(tmp_path / "whole")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    alone = imf_report(read_imf_package(partial), version="0")
    assert alone.verdict is Verdict.INCOMPLETE
    assert [one.key for one in alone.findings] == ["imf.ancestor-assets"]
    assert str(PICTURE_ID) in say(alone.findings[0].reason)
    original = read_imf_package(whole, with_digests=False)
    beside = read_imf_package(partial, ancestors=(original,))
    assert expected_of_ancestor(beside) == ()
    assert imf_report(beside, version="0").verdict is Verdict.ACCEPTABLE


def test_frames_that_are_no_whole_number_of_samples_are_refused_with_the_next_lengths(tmp_path: Path) -> None:
    """5378 frames of 29.97 are 8 613 404.8 samples; 5375 and 5380 are whole. Here 48, with 45 and 50."""

    assert next_lengths(5378, Fraction(30000, 1001), Fraction(48_000)) == (5375, 5380)
    folder = whole_package(rate="30000/1001").write(tmp_path / "package")
    faults = {one.check: one for one in conform(IMF, read_imf_package(folder))}
    said = faults["imf.frames-not-whole-samples"].message
    assert say(said) == (
        "Segment 1 lasts 48 frames, which are 76876.8 samples; 45 or 50 frames would be a whole number."
    )
    assert "imf.durations-differ" in faults
    whole = whole_package(frames=50, rate="30000/1001").write(tmp_path / "fifty")
    assert _found(whole) == {}


@pytest.mark.parametrize("rate", ["24000/1001", "24/1", "25/1", "30/1", "50/1", "60000/1001"])
def test_packages_of_every_picture_rate_have_no_fault(tmp_path: Path, rate: str) -> None:
    assert _found(whole_package(frames=50, rate=rate).write(tmp_path / "package")) == {}


def test_every_check_has_a_text() -> None:
    assert set(IMF.ids) <= set(codes())
    assert all(one.startswith("imf.") for one in IMF.ids)
