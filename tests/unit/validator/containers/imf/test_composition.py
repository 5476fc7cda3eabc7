"""Composition playlists: written, read, and wrong in one thing at a time."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import pytest
from lxml import etree

from fixtures.imf import EDITIONS, PICTURE_DESCRIPTOR, composition
from specs.errors import UsageError
from specs.models import FrozenModel
from validator.containers.imf.composition import CompositionResource, DescriptorEntry
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.namespaces import CORE_CONSTRAINTS_2020
from validator.containers.imf.regxml import descriptor_content

if TYPE_CHECKING:
    from specs.message import Message

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")

Model = TypeVar("Model", bound=FrozenModel)


def _comparable(model: Model) -> Model:
    """The model without lines, and with descriptors and extensions in a form that does not depend on indentation."""

    def cleared(key: str, value: object) -> object:
        if isinstance(value, dict):
            return {name: cleared(name, item) for name, item in value.items() if name != "line"}
        if isinstance(value, list | tuple):
            return [cleared(key, item) for item in value]
        return repr(descriptor_content(value)) if key in ("xml", "extensions") and isinstance(value, str) else value

    return type(model).model_validate(cleared("", model.model_dump()))


def _codes(faults: tuple[Message, ...]) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_composition_is_read_as_it_was_written(edition: str) -> None:
    written = build_composition(composition(edition))
    read = parse_composition(written, where="x")
    expected = composition(edition)
    # Markers lie in the playlist's own namespace, whichever that is.
    assert read.segments[0].sequences[0].namespace == expected.namespace
    assert read.faults == ()
    assert build_composition(read) == written
    assert _comparable(read).segments[0].sequences[1:] == _comparable(expected).segments[0].sequences[1:]
    skipped = {"segments"}
    assert _comparable(read).model_dump(exclude=skipped) == _comparable(expected).model_dump(exclude=skipped)
    assert read.core_constraints == EDITIONS[edition][1]
    assert (b"HashAlgorithm" in written) == (edition != "2013")


def test_markers_are_read() -> None:
    read = parse_composition(build_composition(composition()), where="x")
    (marker,) = read.segments[0].sequences[0].resources[0].markers
    assert (marker.label, marker.scope, marker.offset) == ("FFOC", "http://x", 0)
    assert marker.annotation is not None
    assert marker.annotation.text == "first"


def test_a_virtual_track_is_followed_through_the_segments() -> None:
    read = parse_composition(build_composition(composition()), where="x")
    assert read.track_ids == (UUID(int=0x900), UUID(int=0x901), UUID(int=0x902))
    sound = read.track(UUID(int=0x902))
    assert [one.resources[0].entry_point for one in sound] == [0, 48_048]
    entry = read.descriptor(sound[0].resources[0].source_encoding)
    assert entry is not None
    assert entry.name == "WAVEPCMDescriptor"
    assert read.descriptor(None) is None


@pytest.mark.parametrize(
    ("intrinsic", "entry", "source", "repeat", "plays"),
    [
        (100, None, None, None, 100),
        (100, 10, None, None, 90),
        (100, 10, 50, None, 50),
        (100, 10, 50, 3, 150),
        (100, 110, None, None, -10),
        (None, 10, 50, 3, None),
    ],
)
def test_how_long_a_resource_plays(
    intrinsic: int | None, entry: int | None, source: int | None, repeat: int | None, plays: int | None
) -> None:
    resource = CompositionResource(
        id=None, intrinsic_duration=intrinsic, entry_point=entry, source_duration=source, repeat_count=repeat
    )
    assert resource.unit_count == plays
    assert resource.duration_seconds("24000/1001") == (None if plays is None else Fraction(plays * 1001, 24_000))
    assert resource.duration_seconds(None) is None


def test_sound_and_picture_of_a_segment_last_equally_long() -> None:
    read = parse_composition(build_composition(composition()), where="x")
    _, picture, sound = (one.resources[0] for one in read.segments[0].sequences)
    assert picture.duration_seconds(read.edit_rate) == sound.duration_seconds(read.edit_rate) == Fraction(1001, 1000)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<EditRate>24000 1001</EditRate>", b"<EditRate>23.976</EditRate>", "imf.value-malformed"),
        (b"<EditRate>24000 1001</EditRate>", b"", "imf.element-missing"),
        (b"<IntrinsicDuration>48</IntrinsicDuration>", b"", "imf.element-missing"),
        (b"<EntryPoint>0</EntryPoint>", b"<EntryPoint>0.5</EntryPoint>", "imf.value-malformed"),
        (b'xsi:type="TrackFileResourceType"', b'xsi:type="x:TrackFileResourceType"', "imf.type-unknown"),
        (b'xsi:type="TrackFileResourceType"', b"", "imf.type-unknown"),
        (b"<SourceEncoding>", b"<SourceEncoding>?", "imf.value-malformed"),
        (b"<Hash>xPgM", b"<Hash>?", "imf.value-malformed"),
        (b'<Label scope="http://x">FFOC</Label>', b"", "imf.element-missing"),
        (b"<TimecodeRate>24</TimecodeRate>", b"<TimecodeRate>24p</TimecodeRate>", "imf.value-malformed"),
        (b"<TimecodeDropFrame>false<", b"<TimecodeDropFrame>no<", "imf.value-malformed"),
        (b"<Language>fr-FR</Language>", b"", "imf.element-missing"),
        (b"<Issuer>Studio</Issuer>", b"<Publisher>Studio</Publisher>", "imf.element-unknown"),
        (CORE_CONSTRAINTS_2020.encode(), b"urn:core", "imf.namespace-unknown"),
    ],
)
def test_a_composition_wrong_in_one_thing(old: bytes, new: bytes, code: str) -> None:
    data = build_composition(composition())
    assert old in data
    changed = data.replace(old, new) if code == "imf.namespace-unknown" else data.replace(old, new, 1)
    assert set(_codes(parse_composition(changed, where="x").faults)) == {code}


def test_an_algorithm_in_a_composition_of_2013_is_named() -> None:
    data = build_composition(composition("2016"))
    data = data.replace(EDITIONS["2016"][0].encode(), EDITIONS["2013"][0].encode())
    assert set(_codes(parse_composition(data, where="x").faults)) == {"imf.element-unknown"}


def test_empty_lists_are_named() -> None:
    bare = composition()
    empty = bare.segments[0].model_copy(update={"sequences": ()})
    entry = DescriptorEntry(id=UUID(int=1), xml=None)
    written = build_composition(bare.model_copy(update={"segments": (empty,), "descriptors": (entry,)}))
    faults = parse_composition(written, where="x").faults
    assert [(one.code, one.arguments["element"]) for one in faults] == [
        ("imf.list-empty", "EssenceDescriptor"),
        ("imf.list-empty", "SequenceList"),
    ]


def test_a_playlist_with_prefixes_everywhere_is_read() -> None:
    """Another writer's way: a prefix for the playlist, which also stands in the text of xsi:type."""
    tree = etree.fromstring(build_composition(composition()))
    namespace = EDITIONS["2020"][0]
    prefixed = etree.tostring(tree).replace(f'xmlns="{namespace}"'.encode(), f'xmlns:cpl="{namespace}"'.encode())
    for element in tree.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace == namespace:
            local = name.localname.encode()
            for start in (b"<", b"</"):
                for end in (b">", b" ", b"/>"):
                    prefixed = prefixed.replace(start + local + end, start + b"cpl:" + local + end)
    prefixed = prefixed.replace(b'xsi:type="', b'xsi:type="cpl:')
    read = parse_composition(prefixed, where="x")
    assert read.faults == ()
    assert _comparable(read) == _comparable(parse_composition(build_composition(composition()), where="x"))


def test_descriptors_are_copied_without_a_change() -> None:
    read = parse_composition(build_composition(composition()), where="x")
    again = parse_composition(build_composition(read), where="x")
    assert again.descriptors[0].xml is not None
    assert descriptor_content(again.descriptors[0].xml) == descriptor_content(PICTURE_DESCRIPTOR)
    assert [one.xml for one in again.descriptors] == [one.xml for one in read.descriptors]


def test_a_descriptor_that_is_no_xml_is_refused() -> None:
    broken = composition().descriptors[0].model_copy(update={"xml": "<a"})
    with pytest.raises(UsageError, match="no XML"):
        build_composition(composition().model_copy(update={"descriptors": (broken,)}))


def test_a_signature_is_seen() -> None:
    signature = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    signed = build_composition(composition()).replace(b"</CompositionPlaylist>", signature + b"</CompositionPlaylist>")
    assert parse_composition(signed, where="x").signed


@pytest.mark.material
@needs_samples
def test_a_composition_by_resolve_has_no_fault_and_comes_back_the_same() -> None:
    path = next((Path(str(SAMPLES)) / "imf" / "PHDR").glob("CPL*"))
    data = path.read_bytes()
    read = parse_composition(data, where=path.name)
    assert read.faults == ()
    assert read.applications == ("http://www.smpte-ra.org/ns/2067-21/2021",)
    assert descriptor_content(etree.fromstring(build_composition(read))) == descriptor_content(etree.fromstring(data))
