"""What lies in a package, byte by byte: read here with hashlib, lxml and nothing of the product's readers.

The tables of this file are the registers' (SMPTE ST 335, ST 395, ST 400), written down a second time on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

import numpy as np
import pytest
from lxml import etree

from fixtures.imf import whole_package
from fixtures.plain_klv import PlainKlv, PlainSet, plain_batch, plain_klvs, plain_sets
from fixtures.wave_files import s24_bytes, write_s24
from mixgate.cli import run_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE_COUNT: Final = 96_096
CREATED: Final = "2026-03-04T05:06:07Z"
TIMESTAMP: Final = bytes.fromhex("07ea 03 04 05 06 07 00")
OP1A: Final = "060e2b34040101010d01020101010100"
WAVE_CLIP: Final = "060e2b34040101010d01030102060200"
SOUND: Final = "060e2b34040101010103020202000000"
IMF_CHANNELS: Final = "060e2b340401010d0402021004010000"
UMID_START: Final = bytes.fromhex("060a2b340101010501010f2013000000")
PACKS: Final = {f"060e2b34020501010d010201010{one}0400": one for one in (2, 3, 4)}

CHANNELS: Final = {
    "1.0": ["chM1 0302012001 Mono One"],
    "2.0": ["chL 03020101 Left", "chR 03020102 Right"],
    "LtRt": ["chLt 0302012003 Left Total", "chRt 0302012004 Right Total"],
    "5.1": [
        *("chL 03020101 Left", "chR 03020102 Right", "chC 03020103 Center", "chLFE 03020104 LFE"),
        *("chLs 03020105 Left Surround", "chRs 03020106 Right Surround"),
    ],
    "7.1": [
        *("chL 03020101 Left", "chR 03020102 Right", "chC 03020103 Center", "chLFE 03020104 LFE"),
        *("chLss 03020107 Left Side Surround", "chRss 03020108 Right Side Surround"),
        *("chLrs 03020109 Left Rear Surround", "chRrs 0302010a Right Rear Surround"),
    ],
}
GROUPS: Final = {
    "1.0": "sgM 03020205 1.0 Monaural",
    "2.0": "sgST 0302022001 Standard Stereo",
    "LtRt": "sgLtRt 0302022009 Lt-Rt",
    "5.1": "sg51 03020201 5.1",
    "7.1": "sg71 03020202 7.1DS",
}

# Name in RegXML, label behind 060e2b34, tag (- where each file gives its own), and how many bytes (- for any number).
PROPERTIES: Final = """
2f LastModified             01010102.07020110.02040000 3b02 8
2f Version                  01010102.03010201.05000000 3b05 2
2f PrimaryPackage           01010104.06010104.01080000 3b08 16
2f Identifications          01010102.06010104.06040000 3b06 24
2f ContentStorage           01010102.06010104.02010000 3b03 16
2f OperationalPattern       01010105.01020203.00000000 3b09 16
2f EssenceContainers        01010105.01020210.02010000 3b0a 24
2f DMSchemes                01010105.01020210.02020000 3b0b 8
30 GenerationUID            01010102.05200701.01000000 3c09 16
30 CompanyName              01010102.05200701.02010000 3c01 -
30 ProductName              01010102.05200701.03010000 3c02 -
30 VersionString            01010102.05200701.05010000 3c04 -
30 ProductUID               01010102.05200701.07000000 3c05 16
30 ModificationDate         01010102.07020110.02030000 3c06 8
18 Packages                 01010102.06010104.05010000 1901 40
18 EssenceContainerData     01010102.06010104.05020000 1902 24
23 LinkedPackageUID         01010102.06010106.01000000 2701 32
23 IndexSID                 01010104.01030405.00000000 3f06 4
23 BodySID                  01010104.01030404.00000000 3f07 4
36 PackageUID               01010101.01011510.00000000 4401 32
36 Created                  01010102.07020110.01030000 4405 8
36 Modified                 01010102.07020110.02050000 4404 8
36 Tracks                   01010102.06010104.06050000 4403 24
37 PackageUID               01010101.01011510.00000000 4401 32
37 Created                  01010102.07020110.01030000 4405 8
37 Modified                 01010102.07020110.02050000 4404 8
37 Tracks                   01010102.06010104.06050000 4403 24
37 Descriptor               01010102.06010104.02030000 4701 16
3b TrackID                  01010102.01070101.00000000 4801 4
3b TrackNumber              01010102.01040103.00000000 4804 4
3b EditRate                 01010102.05300405.00000000 4b01 8
3b Origin                   01010102.07020103.01030000 4b02 8
3b Sequence                 01010102.06010104.02040000 4803 16
0f DataDefinition           01010102.04070100.00000000 0201 16
0f Duration                 01010102.07020201.01030000 0202 8
0f Components               01010102.06010104.06090000 1001 24
11 DataDefinition           01010102.04070100.00000000 0201 16
11 Duration                 01010102.07020201.01030000 0202 8
11 StartPosition            01010102.07020103.01040000 1201 8
11 SourcePackageID          01010102.06010103.01000000 1101 32
11 SourceTrackID            01010102.06010103.02000000 1102 4
48 SubDescriptors           01010109.06010104.06100000 -    -
48 LinkedTrackID            01010105.06010103.05000000 3006 4
48 SampleRate               01010101.04060101.00000000 3001 8
48 EssenceLength            01010101.04060102.00000000 3002 8
48 ContainerFormat          01010102.06010104.01020000 3004 16
48 AudioSampleRate          01010105.04020301.01010000 3d03 8
48 ChannelCount             01010105.04020101.04000000 3d07 4
48 QuantizationBits         01010104.04020303.04000000 3d01 4
48 BlockAlign               01010105.04020302.01000000 3d0a 2
48 AverageBytesPerSecond    01010105.04020303.05000000 3d09 4
48 ChannelAssignment        01010107.04020101.05000000 3d32 16
6c MCALabelDictionaryID     0101010e.01030701.01000000 -    16
6c MCALinkID                0101010e.01030701.05000000 -    16
6c MCATagSymbol             0101010e.01030701.02000000 -    -
6c MCATagName               0101010e.01030701.03000000 -    -
6c RFC5646SpokenLanguage    0101010d.03010102.03150000 -    -
6c MCATitle                 0101010e.01051000.00000000 -    -
6c MCATitleVersion          0101010e.01051100.00000000 -    -
6c MCAAudioContentKind      0101010e.03020102.20000000 -    -
6c MCAAudioElementKind      0101010e.03020102.21000000 -    -
6b MCALabelDictionaryID     0101010e.01030701.01000000 -    16
6b MCALinkID                0101010e.01030701.05000000 -    16
6b MCATagSymbol             0101010e.01030701.02000000 -    -
6b MCATagName               0101010e.01030701.03000000 -    -
6b MCAChannelID             0101010e.0103040a.00000000 -    4
6b SoundfieldGroupLinkID    0101010e.01030701.06000000 -    16
index IndexEditRate         01010105.05300406.00000000 3f0b 8
index IndexStartPosition    01010105.07020103.010a0000 3f0c 8
index IndexDuration         01010105.07020201.01020000 3f0d 8
index EditUnitByteCount     01010104.04060201.00000000 3f05 4
index IndexSID              01010104.01030405.00000000 3f06 4
index BodySID               01010104.01030404.00000000 3f07 4
"""
ROWS: Final = [row.split() for row in PROPERTIES.strip().splitlines()]
LABELS: Final = {(row[0], row[1]): "060e2b34" + row[2].replace(".", "") for row in ROWS}
INSTANCE: Final = "060e2b34010101010101150200000000"

CPL: Final = "http://www.smpte-ra.org/schemas/2067-3/2016"
PKL: Final = "http://www.smpte-ra.org/schemas/2067-2/2016/PKL"
AM: Final = "http://www.smpte-ra.org/schemas/429-9/2007/AM"
SHA1: Final = "http://www.w3.org/2000/09/xmldsig#sha1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePackage:
    """A package that was made of one mix, and what its one track file holds."""

    layout: str
    rate: int
    folder: Path
    track_path: Path
    data: bytes
    pcm: bytes
    klvs: list[PlainKlv]
    sets: list[PlainSet]

    @property
    def channels(self) -> int:
        return len(CHANNELS[self.layout])

    def all_of(self, number: str) -> list[PlainSet]:
        return [one for one in self.sets if one.number == number]

    def value(self, number: str, name: str, which: int = 0) -> bytes:
        return self.all_of(number)[which].values[LABELS[number, name]]

    def number(self, number: str, name: str, which: int = 0) -> int:
        return int.from_bytes(self.value(number, name, which), "big")

    def document(self, pattern: str) -> etree._Element:
        (path,) = self.folder.glob(pattern)
        return etree.fromstring(path.read_bytes())


@pytest.fixture(scope="module", params=["1.0", "2.0", "LtRt", "5.1", "7.1"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadePackage:
    layout, place = str(request.param), tmp_path_factory.mktemp("made")
    words = np.random.default_rng(7).integers(-(2**23), 2**23, (SAMPLE_COUNT, len(CHANNELS[layout])), dtype=np.int32)
    original, dub = whole_package().write(place / "OV"), write_s24(place / "dub.wav", words, "RF64")
    call = ["package", "imf", str(dub), "--ancestor", str(original), "--out", str(place / "DUB"), "--created", CREATED]
    assert run_words([*call, "--language", "de-DE", "--layout", layout, "--title", "Das Leben"]) == 0
    (path,) = (place / "DUB").glob("*.mxf")
    data = path.read_bytes()
    return MadePackage(
        layout=layout,
        rate=48_000,
        folder=place / "DUB",
        track_path=path,
        data=data,
        pcm=s24_bytes(words),
        klvs=list(plain_klvs(data)),
        sets=plain_sets(data),
    )


def test_header_essence_index_footer_and_random_index_follow_each_other(made: MadePackage) -> None:
    sets = 14 + made.channels
    keys = [one.key for one in made.klvs]
    assert keys[:2] == ["060e2b34020501010d01020101020400", "060e2b34020501010d01020101050100"]
    assert {key[:28] for key in keys[2 : 2 + sets]} == {"060e2b34025301010d0101010101"}
    assert keys[2 + sets :] == [
        "060e2b34010101020301021001000000",
        "060e2b34020501010d01020101030400",
        "060e2b34010201010d01030116010200",
        "060e2b34020501010d01020101030400",
        "060e2b34025301010d01020101100100",
        "060e2b34020501010d01020101040400",
        "060e2b34020501010d01020101110100",
    ]
    assert made.klvs[-1].ends_at == len(made.data)


def test_lengths_take_four_bytes_and_the_sounds_eight(made: MadePackage) -> None:
    for one in made.klvs:
        is_sound = one.value == made.pcm
        assert one.length_field == (b"\x87" + len(one.value).to_bytes(7, "big") if is_sound
                                    else b"\x83" + len(one.value).to_bytes(3, "big"))  # fmt: skip
    assert [one.key for one in made.klvs if one.value == made.pcm] == ["060e2b34010201010d01030116010200"]


def test_partition_packs_say_where_everything_is(made: MadePackage) -> None:
    packs = [one for one in made.klvs if one.key in PACKS]
    header, body, index, footer = (one.at for one in packs)
    for one, previous, head_bytes, index_bytes, index_stream, body_stream in zip(
        packs,
        (0, 0, body, index),
        (body - packs[0].ends_at, 0, 0, 0),
        (0, 0, footer - packs[2].ends_at, 0),
        (0, 0, 2, 0),
        (0, 1, 0, 0),
        strict=True,
    ):
        numbers = struct.pack(">HHIQQQ", 1, 3, 1, one.at, previous, footer)
        streams = struct.pack(">QQIQI", head_bytes, index_bytes, index_stream, 0, body_stream)
        containers = struct.pack(">II", 1, 16) + bytes.fromhex(WAVE_CLIP)
        assert one.value == numbers + streams + bytes.fromhex(OP1A) + containers
    assert header == 0
    (fill,) = [one for one in made.klvs if one.key.startswith("060e2b3401010102")]
    assert len(fill.value) >= 8192
    assert fill.value == bytes(len(fill.value))


def test_every_property_has_the_label_the_tag_and_the_length_of_the_register(made: MadePackage) -> None:
    numbers = [one.number for one in made.sets]
    track = ["3b", "0f", "11"]
    labels = ["6c", *["6b"] * made.channels]
    assert numbers == ["2f", "30", "18", "23", "36", *track, "37", *track, "48", *labels, "index"]
    for number, name, _, tag, size in ROWS:
        label = LABELS[number, name]
        for one in made.all_of(number):
            assert label in one.values, (number, name)
            assert one.tags[label] == int(tag, 16) if tag != "-" else one.tags[label] >= 0x8000, (number, name)
            assert size in {"-", str(len(one.values[label]))}, (number, name)
    known = {*LABELS.values(), INSTANCE, "060e2b34010101020301020104000000"}
    assert {label for one in made.sets for label in one.values} == known


def test_the_primer_lists_what_is_used_once_and_the_index_too(made: MadePackage) -> None:
    rows = plain_batch(next(one.value for one in made.klvs if one.key == "060e2b34020501010d01020101050100"))
    assert len({one[:2] for one in rows}) == len({one[2:] for one in rows}) == len(rows)
    assert {one[2:].hex() for one in rows} == {label for one in made.sets for label in one.values}


def test_references_meet_what_they_are_meant_for(made: MadePackage) -> None:
    instances = {one.values[INSTANCE]: one.number for one in made.sets}
    assert len(instances) == len(made.sets)

    def met(number: str, name: str, which: int = 0) -> list[str]:
        value = made.value(number, name, which)
        return [instances[one] for one in ([value] if len(value) == 16 else plain_batch(value))]

    assert met("2f", "PrimaryPackage") == ["37"]
    assert met("2f", "Identifications") == ["30"]
    assert met("2f", "ContentStorage") == ["18"]
    assert met("18", "Packages") == ["36", "37"]
    assert met("18", "EssenceContainerData") == ["23"]
    assert met("36", "Tracks") == met("37", "Tracks") == ["3b"]
    assert met("37", "Descriptor") == ["48"]
    assert met("3b", "Sequence", 0) == met("3b", "Sequence", 1) == ["0f"]
    assert met("0f", "Components", 0) == met("0f", "Components", 1) == ["11"]
    assert met("48", "SubDescriptors") == ["6c", *["6b"] * made.channels]
    own = plain_batch(made.value("48", "SubDescriptors"))
    assert own == [one.values[INSTANCE] for one in made.sets if one.number in {"6c", "6b"}]


def test_preface_and_packages_say_what_kind_of_file_it_is(made: MadePackage) -> None:
    assert made.value("2f", "LastModified") == made.value("30", "ModificationDate") == TIMESTAMP
    assert {made.value(one, what) for one in ("36", "37") for what in ("Created", "Modified")} == {TIMESTAMP}
    assert made.value("2f", "Version").hex() == "0103"
    assert made.value("2f", "OperationalPattern").hex() == OP1A
    assert plain_batch(made.value("2f", "EssenceContainers")) == [bytes.fromhex(WAVE_CLIP)]
    assert made.value("2f", "DMSchemes").hex() == "0000000000000010"
    for name in ("CompanyName", "ProductName"):
        assert made.value("30", name).decode("utf-16-be") == "mixgate"
    (material, file) = (made.value(one, "PackageUID") for one in ("36", "37"))
    assert material[:16] == file[:16] == UMID_START
    assert material != file
    assert made.value("23", "LinkedPackageUID") == file
    assert (made.number("23", "BodySID"), made.number("23", "IndexSID")) == (1, 2)
    track_id = UUID(bytes=file[16:])
    assert (track_id.version, track_id.variant) == (4, "specified in RFC 4122")
    assert str(track_id) in made.track_path.name


def test_tracks_play_the_whole_sound_from_its_start(made: MadePackage) -> None:
    for which in (0, 1):
        assert made.value("3b", "EditRate", which) == struct.pack(">ii", made.rate, 1)
        assert made.number("3b", "Origin", which) == made.number("11", "StartPosition", which) == 0
        for number in ("0f", "11"):
            assert made.number(number, "Duration", which) == SAMPLE_COUNT
            assert made.value(number, "DataDefinition", which).hex() == SOUND
    assert [made.value("3b", "TrackNumber", which).hex() for which in (0, 1)] == ["00000000", "16010200"]
    assert made.value("11", "SourcePackageID", 0) == made.value("37", "PackageUID")
    assert made.value("11", "SourceTrackID", 0) == made.value("3b", "TrackID", 1)
    assert made.value("11", "SourcePackageID", 1) == bytes(32)
    assert made.number("11", "SourceTrackID", 1) == 0


def test_descriptor_and_index_say_how_the_samples_lie(made: MadePackage) -> None:
    rate = struct.pack(">ii", made.rate, 1)
    assert made.value("48", "SampleRate") == made.value("48", "AudioSampleRate") == rate
    assert made.value("48", "LinkedTrackID") == made.value("3b", "TrackID", 1)
    assert made.number("48", "EssenceLength") == SAMPLE_COUNT
    assert made.value("48", "ContainerFormat").hex() == WAVE_CLIP
    assert made.value("48", "ChannelAssignment").hex() == IMF_CHANNELS
    assert made.number("48", "ChannelCount") == made.channels
    assert made.number("48", "QuantizationBits") == 24
    assert made.number("48", "BlockAlign") == 3 * made.channels
    assert made.number("48", "AverageBytesPerSecond") == made.rate * 3 * made.channels
    assert made.value("index", "IndexEditRate") == rate
    assert made.number("index", "IndexStartPosition") == 0
    assert made.number("index", "IndexDuration") == SAMPLE_COUNT
    assert made.number("index", "EditUnitByteCount") == 3 * made.channels
    assert (made.number("index", "BodySID"), made.number("index", "IndexSID")) == (1, 2)


def _label(made: MadePackage, number: str, which: int = 0) -> str:
    """Symbol, label without its start, and name."""
    symbol, name = (made.value(number, one, which).decode("utf-16-be") for one in ("MCATagSymbol", "MCATagName"))
    label = made.value(number, "MCALabelDictionaryID", which).hex()
    assert label.startswith("060e2b340401010d")
    return f"{symbol} {label[16:]} {name}"


def _whole_label(text: str) -> str:
    symbol, tail, name = text.split(maxsplit=2)
    return f"{symbol} {tail.ljust(16, '0')} {name}"


def test_labels_say_what_every_channel_is(made: MadePackage) -> None:
    assert _label(made, "6c") == _whole_label(GROUPS[made.layout])
    found = [_label(made, "6b", which) for which in range(made.channels)]
    assert found == [_whole_label(one) for one in CHANNELS[made.layout]]
    assert [made.number("6b", "MCAChannelID", which) for which in range(made.channels)] == [
        *range(1, made.channels + 1)
    ]
    links = [made.value("6b", "MCALinkID", which) for which in range(made.channels)]
    group = made.value("6c", "MCALinkID")
    assert len({group, *links}) == 1 + made.channels
    assert {made.value("6b", "SoundfieldGroupLinkID", which) for which in range(made.channels)} == {group}
    assert made.value("6c", "RFC5646SpokenLanguage") == b"de-DE"
    texts = {name: made.value("6c", name).decode("utf-16-be")
             for name in ("MCATitle", "MCATitleVersion", "MCAAudioContentKind", "MCAAudioElementKind")}  # fmt: skip
    assert texts == {
        "MCATitle": "Das Leben",
        "MCATitleVersion": "n/a",
        "MCAAudioContentKind": "PRM",
        "MCAAudioElementKind": "FCMP",
    }


def test_the_random_index_names_every_partition(made: MadePackage) -> None:
    header, body, index, footer = (one.at for one in made.klvs if one.key in PACKS)
    expected = struct.pack(">IQIQIQIQ", 0, header, 1, body, 0, index, 0, footer)
    assert made.klvs[-1].value == expected + struct.pack(">I", 72)
    assert len(made.data) - made.klvs[-1].at == 72


def test_the_packing_list_holds_digest_and_size_of_every_file(made: MadePackage) -> None:
    packing = made.document("PKL_*.xml")
    assert packing.tag == f"{{{PKL}}}PackingList"
    assets = packing.findall(f"{{{PKL}}}AssetList/{{{PKL}}}Asset")
    by_id = {one.findtext(f"{{{PKL}}}Id"): one for one in assets}
    assert len(by_id) == len(assets) == 2
    for path in (made.track_path, *made.folder.glob("CPL_*.xml")):
        asset = by_id["urn:uuid:" + path.stem.partition("_")[2]]
        data = path.read_bytes()
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        assert base64.b64decode(asset.findtext(f"{{{PKL}}}Hash") or "", validate=True) == digest
        assert asset.findtext(f"{{{PKL}}}Size") == str(len(data))
        kind = "application/mxf" if path.suffix == ".mxf" else "text/xml"
        assert asset.findtext(f"{{{PKL}}}Type") == kind
        method = asset.find(f"{{{PKL}}}HashAlgorithm")
        assert method is not None
        assert method.get("Algorithm") == SHA1


def test_the_asset_map_names_what_lies_there_and_nothing_else(made: MadePackage) -> None:
    root = made.document("ASSETMAP.xml")
    assert root.tag == f"{{{AM}}}AssetMap"
    assert root.findtext(f"{{{AM}}}VolumeCount") == "1"
    paths = set()
    for asset in root.iter(f"{{{AM}}}Asset"):
        (chunk,) = asset.iter(f"{{{AM}}}Chunk")
        path = chunk.findtext(f"{{{AM}}}Path") or ""
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,100}", path)
        assert chunk.findtext(f"{{{AM}}}Length") == str((made.folder / path).stat().st_size)
        assert (chunk.findtext(f"{{{AM}}}Offset"), chunk.findtext(f"{{{AM}}}VolumeIndex")) == ("0", "1")
        identity = etree.fromstring((made.folder / path).read_bytes()).findtext("{*}Id") if path.endswith("xml") else (
            "urn:uuid:" + str(UUID(bytes=made.value("37", "PackageUID")[16:])))  # fmt: skip
        assert asset.findtext(f"{{{AM}}}Id") == identity
        assert asset.findtext(f"{{{AM}}}PackingList") == ("true" if path.startswith("PKL_") else None)
        paths.add(path)
    there = {path.name for path in made.folder.iterdir()}
    assert there == paths | {"ASSETMAP.xml", "VOLINDEX.xml"}
    assert made.document("VOLINDEX.xml").findtext(f"{{{AM}}}Index") == "1"


def _named(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{*}}{name}"))


def test_the_composition_plays_the_file_and_the_picture_of_the_original(made: MadePackage) -> None:
    root = made.document("CPL_*.xml")
    assert root.tag == f"{{{CPL}}}CompositionPlaylist"
    (sound,), (picture,) = _named(root, "MainAudioSequence"), _named(root, "MainImageSequence")
    assert etree.QName(sound).namespace == etree.QName(picture).namespace
    (resource,) = _named(sound, "Resource")
    texts = {etree.QName(one).localname: one.text for one in resource}
    assert texts["EditRate"] == "48000 1"
    assert texts["IntrinsicDuration"] == texts["SourceDuration"] == str(SAMPLE_COUNT)
    assert texts["EntryPoint"] == "0"
    assert texts["TrackFileId"] == "urn:uuid:" + str(UUID(bytes=made.value("37", "PackageUID")[16:]))
    digest = hashlib.sha1(made.data, usedforsecurity=False).digest()
    assert base64.b64decode(texts["Hash"] or "", validate=True) == digest
    encodings = {one.findtext(f"{{{CPL}}}Id") for one in _named(root, "EssenceDescriptor")}
    assert encodings == {one.text for one in _named(root, "SourceEncoding")}
    assert len(encodings) == 2
    original = etree.fromstring((made.folder.parent / "OV" / "CPL.xml").read_bytes())
    (theirs,) = _named(_named(original, "MainImageSequence")[0], "Resource")
    (ours,) = _named(picture, "Resource")
    assert etree.tostring(ours, method="c14n") == etree.tostring(theirs, method="c14n")
    assert not (made.folder / "picture.mxf").exists()
    assert root.findtext(f"{{{CPL}}}Id") != original.findtext(f"{{{CPL}}}Id")


def test_elements_of_the_composition_stand_in_their_order(made: MadePackage) -> None:
    order = [
        "Id",
        "Annotation",
        "IssueDate",
        "Issuer",
        "Creator",
        "ContentOriginator",
        "ContentTitle",
        "ContentKind",
        "ContentVersionList",
        "EssenceDescriptorList",
        "CompositionTimecode",
        "EditRate",
        "TotalRunningTime",
        "LocaleList",
        "ExtensionProperties",
        "SegmentList",
    ]
    found = [etree.QName(one).localname for one in made.document("CPL_*.xml")]
    assert [name for name in order if name in found] == found
    resources = _named(made.document("CPL_*.xml"), "Resource")
    in_resource = [
        "Id",
        "Annotation",
        "EditRate",
        "IntrinsicDuration",
        "EntryPoint",
        "SourceDuration",
        "RepeatCount",
        "SourceEncoding",
        "TrackFileId",
        "KeyId",
        "Hash",
        "HashAlgorithm",
    ]
    for resource in resources:
        names = [etree.QName(one).localname for one in resource]
        assert [name for name in in_resource if name in names] == names


def _as_text(name: str, value: bytes) -> str:
    """A value as RegXML shows it."""
    if name in {"InstanceID", "MCALinkID", "SoundfieldGroupLinkID"}:
        return f"urn:uuid:{UUID(bytes=value)}"
    if name in {"ContainerFormat", "ChannelAssignment", "MCALabelDictionaryID"}:
        return "urn:smpte:ul:" + ".".join(value.hex()[at : at + 8] for at in range(0, 32, 8))
    if name in {"SampleRate", "AudioSampleRate"}:
        return "{}/{}".format(*struct.unpack(">ii", value))
    if name == "RFC5646SpokenLanguage":
        return value.decode("ascii")
    if name.startswith("MCA") and name != "MCAChannelID":
        return value.decode("utf-16-be")
    return str(int.from_bytes(value, "big"))


def _members(made: MadePackage, one: PlainSet) -> Iterator[tuple[str, str]]:
    names = {label: name for (number, name), label in LABELS.items() if number == one.number} | {INSTANCE: "InstanceID"}
    for label, value in one.values.items():
        if names[label] != "SubDescriptors":
            yield names[label], _as_text(names[label], value)


def test_the_composition_repeats_the_descriptor_of_the_file(made: MadePackage) -> None:
    root = made.document("CPL_*.xml")
    (shown,) = _named(root, "WAVEPCMDescriptor")
    sets, properties = "http://www.smpte-ra.org/reg/395/2014/13/1/aaf", "http://www.smpte-ra.org/reg/335/2012"
    assert etree.QName(shown).namespace == sets
    (labels,) = shown.findall(f"{{{properties}}}SubDescriptors")
    elements = [shown, *labels]
    assert [etree.QName(one).localname for one in labels] == [
        "SoundfieldGroupLabelSubDescriptor",
        *["AudioChannelLabelSubDescriptor"] * made.channels,
    ]
    in_file = [one for one in made.sets if one.number in {"48", "6c", "6b"}]
    for element, one in zip(elements, in_file, strict=True):
        found = [child for child in element if child is not labels]
        assert {etree.QName(child).namespace for child in found} == {properties}
        assert sorted((etree.QName(child).localname, child.text or "") for child in found) == sorted(
            _members(made, one)
        )


def test_a_composition_of_2013_has_the_packing_list_of_its_time(tmp_path: Path) -> None:
    parts = whole_package()
    picture, sound = parts.composition.segments[0].sequences
    core = "http://www.smpte-ra.org/schemas/2067-2/2013"
    old = "http://www.smpte-ra.org/schemas/2067-3/2013"
    sequences = tuple(
        one.model_copy(
            update={
                "namespace": core,
                "resources": tuple(each.model_copy(update={"digest_algorithm": None}) for each in one.resources),
            }
        )
        for one in (picture, sound)
    )
    segment = parts.composition.segments[0].model_copy(update={"sequences": sequences})
    parts.composition = parts.composition.model_copy(
        update={
            "namespace": old,
            "segments": (segment,),
            "applications": ("http://www.smpte-ra.org/schemas/2067-21/2014",),
        }
    )
    original = parts.write(tmp_path / "OV")
    dub = write_s24(tmp_path / "dub.wav", np.zeros((SAMPLE_COUNT, 2), np.int32))
    call = ["package", "imf", str(dub), "--ancestor", str(original), "--out", str(tmp_path / "DUB")]
    assert run_words([*call, "--language", "de-DE", "--layout", "2.0"]) == 0
    (playlist,), (packing,) = ((tmp_path / "DUB").glob(one) for one in ("CPL_*.xml", "PKL_*.xml"))
    composition, listed = (etree.fromstring(path.read_bytes()) for path in (playlist, packing))
    assert composition.tag == f"{{{old}}}CompositionPlaylist"
    assert etree.QName(_named(composition, "MainAudioSequence")[0]).namespace == core
    assert listed.tag == "{http://www.smpte-ra.org/schemas/429-8/2007/PKL}PackingList"
    assert _named(composition, "HashAlgorithm") == _named(listed, "HashAlgorithm") == []
    (hashed,) = [one for one in _named(listed, "Asset") if one.findtext("{*}Type") == "application/mxf"]
    (track,) = (tmp_path / "DUB").glob("*.mxf")
    digest = base64.b64encode(hashlib.sha1(track.read_bytes(), usedforsecurity=False).digest()).decode()
    assert hashed.findtext("{*}Hash") == digest
    (resource,) = _named(_named(composition, "MainAudioSequence")[0], "Resource")
    assert resource.findtext("{*}Hash") == digest
