"""Asset map, volume index, packing list, output profile: written, read, and wrong in one thing at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from fixtures.imf import asset_map, output_profile, packing_list
from specs.errors import MediaError, UsageError
from specs.models import FrozenModel
from validator.containers.imf.asset_map import (
    build_asset_map,
    build_volume_index,
    parse_asset_map,
    parse_volume_index,
)
from validator.containers.imf.namespaces import PACKING_LIST_2007, SHA1
from validator.containers.imf.output_profile import build_output_profile, parse_output_profile
from validator.containers.imf.packing_list import build_packing_list, parse_packing_list

if TYPE_CHECKING:
    from specs.message import Message

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")

Model = TypeVar("Model", bound=FrozenModel)


def without_lines(model: Model) -> Model:
    """The model as it was made: lines come from reading."""

    def cleared(value: object) -> object:
        if isinstance(value, dict):
            return {key: cleared(item) for key, item in value.items() if key != "line"}
        return [cleared(item) for item in value] if isinstance(value, list | tuple) else value

    return type(model).model_validate(cleared(model.model_dump()))


def _codes(faults: tuple[Message, ...]) -> list[str]:
    return [fault.code for fault in faults]


def test_an_asset_map_is_read_as_it_was_written() -> None:
    written = build_asset_map(asset_map())
    assert without_lines(parse_asset_map(written, where="x")) == asset_map()
    assert written == build_asset_map(parse_asset_map(written, where="x"))
    assert written.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<AssetMap xmlns=\"http://www.smpte-ra.org")


def test_a_place_in_the_document_is_known() -> None:
    data = build_asset_map(asset_map())
    lines = [line.strip() for line in data.decode().splitlines()]
    read = parse_asset_map(data, where="x")
    assert [asset.line for asset in read.assets] == [at for at, line in enumerate(lines, 1) if line == "<Asset>"]
    assert [asset.chunks[0].line for asset in read.assets] == [
        at for at, line in enumerate(lines, 1) if line == "<Chunk>"
    ]


@pytest.mark.parametrize(
    ("path", "code", "reason", "safe"),
    [
        ("../fr.mxf", "imf.path-refused", "dots", False),
        ("/etc/passwd", "imf.path-refused", "absolute", False),
        ("", "imf.path-refused", "empty", False),
        ("my film.mxf", "imf.path-not-portable", "character", True),
    ],
)
def test_a_hostile_path_is_kept_and_not_safe(path: str, code: str, reason: str, safe: bool) -> None:
    data = build_asset_map(asset_map()).replace(b"audio/fr.mxf", path.encode())
    read = parse_asset_map(data, where="x")
    chunk = read.assets[2].chunks[0]
    assert (chunk.path or "", chunk.safe) == (path, safe)
    (fault,) = read.faults
    assert (fault.code, fault.arguments["path"], fault.arguments["reason"]) == (code, path, reason)
    assert fault.arguments["line"] == chunk.line


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Creator>Wrapper</Creator>", b"", "imf.element-missing"),
        (b"<VolumeCount>1</VolumeCount>", b"<VolumeCount>one</VolumeCount>", "imf.value-malformed"),
        (b"<PackingList>true</PackingList>", b"<PackingList>yes</PackingList>", "imf.value-malformed"),
        (b"<IssueDate>2026-03-04T05:06:07Z</IssueDate>", b"<IssueDate>March</IssueDate>", "imf.value-malformed"),
        (b"<Issuer>Studio</Issuer>", b"<Issuer>a</Issuer><Issuer>b</Issuer>", "imf.element-repeated"),
        (b"<Offset>0</Offset>", b"<Offset>-5</Offset>", "imf.value-malformed"),
    ],
)
def test_an_asset_map_wrong_in_one_thing(old: bytes, new: bytes, code: str) -> None:
    data = build_asset_map(asset_map())
    assert old in data
    assert _codes(parse_asset_map(data.replace(old, new, 1), where="x").faults) == [code]


def test_an_empty_asset_map_is_read() -> None:
    data = b'<AssetMap xmlns="http://www.smpte-ra.org/schemas/429-9/2007/AM"/>'
    read = parse_asset_map(data, where="x")
    assert (read.id, read.assets) == (None, ())
    assert _codes(read.faults) == ["imf.element-missing"] * 6


def test_a_volume_index_is_read_as_it_was_written() -> None:
    assert parse_volume_index(build_volume_index(), where="x").index == 1
    data = build_volume_index().replace(b"<Index>1</Index>", b"")
    assert _codes(parse_volume_index(data, where="x").faults) == ["imf.element-missing"]


@pytest.mark.parametrize("edition", ["2013", "2016", "2020"])
def test_a_packing_list_is_read_as_it_was_written(edition: str) -> None:
    written = build_packing_list(packing_list(edition))
    read = parse_packing_list(written, where="x")
    assert without_lines(read) == packing_list(edition)
    assert (b"HashAlgorithm" in written) == (edition != "2013")


def test_a_packing_list_of_2016_without_algorithms_is_named() -> None:
    data = build_packing_list(packing_list()).replace(f'<HashAlgorithm Algorithm="{SHA1}"/>'.encode(), b"")
    read = parse_packing_list(data, where="x")
    assert [asset.digest_algorithm for asset in read.assets] == [None, None]
    assert _codes(read.faults) == ["imf.element-missing"] * 2


def test_an_algorithm_in_a_packing_list_of_2007_is_named() -> None:
    data = build_packing_list(packing_list())
    old = data.replace(packing_list().namespace.encode(), PACKING_LIST_2007.encode())
    assert _codes(parse_packing_list(old, where="x").faults) == ["imf.element-unknown"] * 2


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Hash>xPgMogQYs32XxmP7bJOyd8IB8o0=</Hash>", b"<Hash>x</Hash>", "imf.value-malformed"),
        (b"<Size>1800</Size>", b"<Size>1.8k</Size>", "imf.value-malformed"),
        (b"<Type>text/xml</Type>", b"", "imf.element-missing"),
        (b"urn:uuid:00000000-0000-0000-0000-000000000100", b"00000000", "imf.value-malformed"),
    ],
)
def test_a_packing_list_wrong_in_one_thing(old: bytes, new: bytes, code: str) -> None:
    data = build_packing_list(packing_list())
    assert old in data
    assert _codes(parse_packing_list(data.replace(old, new, 1), where="x").faults) == [code]


def test_a_signature_is_seen() -> None:
    signature = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    signed = build_packing_list(packing_list()).replace(b"</PackingList>", signature + b"</PackingList>")
    read = parse_packing_list(signed, where="x")
    assert (read.signed, read.faults) == (True, ())
    assert not parse_packing_list(build_packing_list(read), where="x").signed


def test_an_output_profile_is_read_as_it_was_written() -> None:
    written = build_output_profile(output_profile())
    assert without_lines(parse_output_profile(written, where="x")) == output_profile()


def test_a_macro_of_another_type_is_named_and_not_looked_into() -> None:
    data = build_output_profile(output_profile()).replace(b"PresetMacroType", b"ScaleMacroType")
    read = parse_output_profile(data, where="x")
    assert [(macro.type, macro.name, macro.preset) for macro in read.macros] == [("ScaleMacroType", "play", None)]
    untyped = build_output_profile(output_profile()).replace(b'xsi:type="PresetMacroType"', b"")
    assert _codes(parse_output_profile(untyped, where="x").faults) == ["imf.type-unknown"]


def test_one_document_is_not_taken_for_another() -> None:
    with pytest.raises(MediaError, match="another kind"):
        parse_packing_list(build_asset_map(asset_map()), where="x")


def test_a_text_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot hold"):
        build_asset_map(asset_map().model_copy(update={"creator": "a\x01b"}))


@pytest.mark.material
@needs_samples
def test_the_documents_of_a_package_by_resolve_have_no_fault() -> None:
    folder = Path(str(SAMPLES)) / "imf" / "PHDR"
    mapped = parse_asset_map((folder / "ASSETMAP.xml").read_bytes(), where="ASSETMAP.xml")
    packed = parse_packing_list(next(folder.glob("PKL*")).read_bytes(), where="PKL")
    assert (mapped.faults, packed.faults) == ((), ())
    paths = {asset.id: asset.chunks[0].path for asset in mapped.assets}
    for asset in packed.assets:
        assert (folder / str(paths[asset.id])).stat().st_size == asset.size
