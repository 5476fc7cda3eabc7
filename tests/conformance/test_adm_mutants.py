"""Files with one fault each, written down before the checks: every one is found, named and placed.

A mutant is one of the three originals of `fixtures.adm` with a single thing changed. `expected` says at which profile
which checks find it; at a profile that it does not name the mutant must give nothing at all.
"""

# One row a line keeps the table readable as a table.
# ruff: noqa: E501

from __future__ import annotations

import dataclasses
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from fixtures import adm
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.wave.riff import Chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fixtures.adm import AdmMaterial

ORIGINALS: Final = {"scene": adm.scene, "beds": adm.beds, "master": adm.master}
JUDGED_BY: Final = {
    "scene": ("bs2076", "bs2088"),
    "beds": ("bs2076", "bs2088"),
    "master": ("bs2076", "bs2088", "atmos-1.0", "atmos-1.1"),
}
ATMOS: Final = ("atmos-1.0", "atmos-1.1")


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One fault.

    Attributes:
        source: Who reported the fault, or `list`: thought of beforehand.
        element: Identifier of the element that the first finding names; None where the fault has no element.
    """

    name: str
    original: str
    source: str
    change: Callable[[AdmMaterial], AdmMaterial]
    expected: Mapping[str, set[str]]
    element: str | None = None


def text(*swaps: tuple[str, str], every: bool = False) -> Callable[[AdmMaterial], AdmMaterial]:
    """Replace text in axml: the first place, or every one; a swap that finds nothing is a broken mutant."""

    def change(material: AdmMaterial) -> AdmMaterial:
        axml = material.axml or ""
        for old, new in swaps:
            assert old in axml, old
            axml = axml.replace(old, new, -1 if every else 1)
        return dataclasses.replace(material, axml=axml)

    return change


def pattern(old: str, new: str) -> Callable[[AdmMaterial], AdmMaterial]:
    """Replace the first match of a pattern in axml."""

    def change(material: AdmMaterial) -> AdmMaterial:
        axml, count = re.subn(old, new, material.axml or "", count=1, flags=re.DOTALL)
        assert count == 1, old
        return dataclasses.replace(material, axml=axml)

    return change


def within(start: str, old: str, new: str) -> Callable[[AdmMaterial], AdmMaterial]:
    """Replace text behind a place."""

    def change(material: AdmMaterial) -> AdmMaterial:
        axml = material.axml or ""
        place = axml.index(old, axml.index(start))
        return dataclasses.replace(material, axml=axml[:place] + new + axml[place + len(old) :])

    return change


def remove(element: str, identifier: str) -> Callable[[AdmMaterial], AdmMaterial]:
    """Take an element out."""
    return pattern(rf'<{element} [^>]*"{identifier}".*?</{element}>\n', "")


def facts(**values: object) -> Callable[[AdmMaterial], AdmMaterial]:
    return lambda material: dataclasses.replace(material, **values)  # type: ignore[arg-type]


def row(number: int, **values: object) -> Callable[[AdmMaterial], AdmMaterial]:
    """Change one row of chna, from 1."""

    def change(material: AdmMaterial) -> AdmMaterial:
        rows = list(material.rows or ())
        names = ("index", "uid", "track", "pack")
        rows[number - 1] = tuple(values.get(name, old) for name, old in zip(names, rows[number - 1], strict=True))  # type: ignore[assignment]
        return dataclasses.replace(material, rows=tuple(rows))

    return change


def objects_first(material: AdmMaterial) -> AdmMaterial:
    """The two objects of the master on channels 1 and 2, its beds behind them."""
    rows = material.rows or ()
    moved = tuple((index + 2 if index <= 16 else index - 16, uid, track, pack) for index, uid, track, pack in rows)
    return dataclasses.replace(material, rows=moved)


def drop_row(number: int) -> Callable[[AdmMaterial], AdmMaterial]:
    def change(material: AdmMaterial) -> AdmMaterial:
        rows = material.rows or ()
        return dataclasses.replace(material, rows=rows[: number - 1] + rows[number:])

    return change


def add_row(*fields: object) -> Callable[[AdmMaterial], AdmMaterial]:
    return lambda material: dataclasses.replace(material, rows=(*(material.rows or ()), fields))  # type: ignore[arg-type]


def dbmd(change: Callable[[bytearray], object]) -> Callable[[AdmMaterial], AdmMaterial]:
    def changed(material: AdmMaterial) -> AdmMaterial:
        content = bytearray(material.dbmd or b"")
        change(content)
        return dataclasses.replace(material, dbmd=bytes(content))

    return changed


def both(*changes: Callable[[AdmMaterial], AdmMaterial]) -> Callable[[AdmMaterial], AdmMaterial]:
    def change(material: AdmMaterial) -> AdmMaterial:
        for one in changes:
            material = one(material)
        return material

    return change


def wave_bytes(change: Callable[[bytes], bytes]) -> Callable[[AdmMaterial], AdmMaterial]:
    return lambda material: dataclasses.replace(material, as_written=change(material.to_bytes()))


def base(*checks: str) -> dict[str, set[str]]:
    return {"bs2076": set(checks)}


def bw64(*checks: str) -> dict[str, set[str]]:
    return {"bs2088": set(checks)}


def atmos(*checks: str) -> dict[str, set[str]]:
    return {profile: set(checks) for profile in ATMOS}


def all_of(*parts: dict[str, set[str]]) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for part in parts:
        for profile, checks in part.items():
            result[profile] = result.get(profile, set()) | checks
    return result


def bext_with_loudness(hundredths: int) -> bytes:
    content = bytearray(602)
    struct.pack_into("<H", content, 346, 2)
    struct.pack_into("<hhhhh", content, 412, hundredths, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF)
    return bytes(content)


def two_checksums_wrong(content: bytearray) -> None:
    content[4 + 3 + 20] ^= 1


def mutant(
    name: str,
    original: str,
    source: str,
    change: Callable[[AdmMaterial], AdmMaterial],
    expected: dict[str, set[str]],
    element: str | None = None,
) -> Mutant:
    return Mutant(name=name, original=original, source=source, change=change, expected=expected, element=element)


MUTANTS: Final = (
    # The document.
    mutant("XML broken", "scene", "MediaInfo does not say so", text(("</audioContent>", "</audioContents>")), base("axml-readable")),
    mutant("XML cut", "scene", "list", facts(axml=(adm.scene().axml or "")[:2000]), base("axml-readable")),
    mutant("document type", "scene", "list", text(("<ebuCoreMain ", '<!DOCTYPE x [<!ENTITY a "b">]><ebuCoreMain ')), base("axml-readable")),
    mutant("no audioFormatExtended", "scene", "list", text(("audioFormatExtended", "audioFormatExtensive"), every=True), base("axml-readable")),
    mutant("version unknown", "beds", "libadm issue 177", text(("BS.2076-2", "BS.2076-9")), base("version-known")),
    mutant("version not stated", "beds", "ear-production-suite issue 248, ear issue 60", text((' version="ITU-R_BS.2076-2"', "")), base("version-stated")),
    mutant("element unknown", "scene", "list", text(("<audioPackFormat ", "<audioFormatPack/>\n<audioPackFormat ")), base("element-known")),
    mutant("axml lost", "scene", "ear issue 67", facts(axml=None), base("axml-and-chna")),
    mutant("chna lost", "scene", "ear issue 67", facts(rows=None), base("axml-and-chna")),
    # Identifiers.
    mutant("object twice", "scene", "libadm tests", text(('ID="AO_1002"', 'ID="AO_1001"')), base("id-unique", "reference-resolves"), "AO_1001"),
    mutant("channel twice", "scene", "libadm tests", text(('ID="AC_00011002"', 'ID="AC_00011001"'), ("AB_00011002", "AB_00011001")), base("id-unique", "reference-resolves"), "AC_00011001"),
    mutant("track UID twice", "scene", "libadm tests", text(('UID="ATU_00000002"', 'UID="ATU_00000001"')), base("id-unique", "reference-resolves", "chna-uid-known"), "ATU_00000001"),
    mutant("identifier malformed", "scene", "list", text(("AO_1002", "AO_10G2"), every=True), base("id-form"), "AO_10G2"),
    mutant("identifier missing", "scene", "list", text((' audioContentID="ACO_1002"', "")), base("id-form", "reference-resolves", "element-used"), ""),
    mutant("identifier of the common definitions", "scene", "list", text(("00031001", "00030001"), every=True), base("id-range", "chna-reference-agrees"), "AP_00030001"),
    mutant("type of pack wrong", "scene", "list", within('ID="AP_00031001"', 'typeLabel="0003"', 'typeLabel="0001"'), base("type-agrees"), "AP_00031001"),
    mutant("definition of channel wrong", "scene", "list", within('ID="AC_00031001"', '"Objects"', '"DirectSpeakers"'), base("type-agrees"), "AC_00031001"),
    mutant("stream of another type", "scene", "ear 2.1.0 writes AS_0001 for objects", text(("AS_00031001", "AS_00011009"), every=True), base("id-agrees"), "AS_00011009"),
    mutant("block of another channel", "scene", "list", text(("AB_00011002_", "AB_00011003_")), base("block-id"), "AC_00011002"),
    mutant("blocks not counted through", "scene", "list", text(("AB_00031001_00000003", "AB_00031001_00000004")), base("block-id"), "AC_00031001"),
    mutant("name missing", "scene", "list", text((' audioObjectName="Voice"', "")), base("name-present"), "AO_1002"),
    mutant("name empty", "scene", "ear-production-suite", text(('audioContentName="Voice"', 'audioContentName=""')), base("name-present"), "ACO_1002"),
    # References.
    mutant("content not there", "scene", "libadm tests", within("APR_1001", "ACO_1002", "ACO_1009"), base("reference-resolves", "element-used"), "APR_1001"),
    mutant("object not there", "scene", "libadm tests", within('ID="ACO_1002"', ">AO_1002<", ">AO_1009<"), base("reference-resolves", "element-used"), "ACO_1002"),
    mutant("pack not there", "scene", "libadm tests", within('ID="AO_1002"', "AP_00031001", "AP_00031009"), base("reference-resolves", "uid-pack"), "AO_1002"),
    mutant("track UID not there", "scene", "libadm tests", within('ID="AO_1002"', "ATU_00000003", "ATU_00000009"), base("reference-resolves", "element-used"), "AO_1002"),
    mutant("track format not there", "scene", "libadm tests", both(within('UID="ATU_00000003"', "AT_00031001_01", "AT_00031009_01"), row(3, track="AT_00031009_01")), base("reference-resolves", "element-used"), "ATU_00000003"),
    mutant("stream format not there", "scene", "libadm tests", within('ID="AT_00031001_01"', "AS_00031001", "AS_00031009"), base("reference-resolves", "element-used"), "AT_00031001_01"),
    mutant("channel format not there", "scene", "libadm tests", within('ID="AS_00031001"', "AC_00031001", "AC_00031009"), base("reference-resolves"), "AS_00031001"),
    mutant("channel of pack not there", "scene", "libadm tests", within('ID="AP_00031001"', ">AC_00031001", ">AC_00031009"), base("reference-resolves"), "AP_00031001"),
    mutant("no such common definition", "beds", "list", both(text((">AC_00010006<", ">AC_000100ff<")), row(6, track="AC_000100ff_00")), base("reference-resolves"), "ATU_00000006"),
    mutant("reference of the wrong kind", "scene", "list", within('ID="AP_00031001"', ">AC_00031001", ">AP_00011001"), base("reference-form", "object-channels"), "AP_00031001"),
    mutant("programme without content", "scene", "list", pattern(r"(APR_1001[^>]*>\n)(<audioContentIDRef>.*?</audioContentIDRef>\n){2}", r"\1"), base("programme-content", "element-used"), "APR_1001"),
    mutant("content without object", "scene", "list", pattern(r"(ACO_1002[^>]*>\n)<audioObjectIDRef>.*?</audioObjectIDRef>\n", r"\1"), base("content-object", "element-used"), "ACO_1002"),
    mutant("object without pack", "scene", "list", pattern(r"(AO_1002[^>]*>\n)<audioPackFormatIDRef>.*?</audioPackFormatIDRef>\n", r"\1"), base("object-pack"), "AO_1002"),
    mutant("object without tracks", "scene", "list", pattern(r"<audioTrackUIDRef>ATU_00000003</audioTrackUIDRef>\n", ""), base("object-channels", "element-used"), "AO_1002"),
    mutant("objects in a loop", "scene", "libadm tests", within('ID="AO_1002"', "</audioObject>", "<audioObjectIDRef>AO_1002</audioObjectIDRef>\n</audioObject>"), base("reference-loop"), "AO_1002"),
    mutant("packs in a loop", "scene", "list", within('ID="AP_00031001"', "</audioPackFormat>", "<audioPackFormatIDRef>AP_00031001</audioPackFormatIDRef>\n</audioPackFormat>"), base("reference-loop"), "AP_00031001"),
    mutant("no programme", "scene", "list of ear issue 39", remove("audioProgramme", "APR_1001"), base("programme-present")),
    mutant("object of no content", "scene", "ear issue 39", pattern(r"(ACO_1002[^>]*>\n<audioObjectIDRef>)AO_1002", r"\1AO_1001"), base("element-used"), "AO_1002"),
    mutant("track UID of no object", "scene", "list", both(text(("</audioFormatExtended>", '<audioTrackUID UID="ATU_00000004" sampleRate="48000" bitDepth="24">\n<audioTrackFormatIDRef>AT_00031001_01</audioTrackFormatIDRef>\n<audioPackFormatIDRef>AP_00031001</audioPackFormatIDRef>\n</audioTrackUID>\n</audioFormatExtended>')), add_row(3, "ATU_00000004", "AT_00031001_01", "AP_00031001")), base("element-used", "chna-track-shared"), "ATU_00000004"),
    mutant("track UID names track and channel", "scene", "list", both(within('UID="ATU_00000003"', "<audioPackFormatIDRef>", "<audioChannelFormatIDRef>AC_00031001</audioChannelFormatIDRef>\n<audioPackFormatIDRef>"), text(("<audioFormatExtended>", '<audioFormatExtended version="ITU-R_BS.2076-2">'))), base("uid-reference"), "ATU_00000003"),
    mutant("fewer tracks than the pack has channels", "beds", "list", both(pattern(r"<audioTrackUIDRef>ATU_00000006</audioTrackUIDRef>\n", "")), base("object-channels", "element-used"), "AO_1001"),
    mutant("channel described twice", "beds", "list", both(text((">AC_00010006<", ">AC_00010005<")), row(6, track="AC_00010005_00")), base("object-channels"), "AO_1001"),
    mutant("track of another pack", "scene", "list", both(within('UID="ATU_00000003"', "AP_00031001", "AP_00011001"), row(3, pack="AP_00011001")), base("uid-pack"), "ATU_00000003"),
    # chna.
    mutant("track UID only in chna", "scene", "MediaInfo", row(3, uid="ATU_00000007"), base("chna-uid-known", "chna-uid-missing"), "ATU_00000007"),
    mutant("track UID missing in chna", "scene", "list", both(drop_row(3), facts(channels=2)), base("chna-uid-missing"), "ATU_00000003"),
    mutant("track index twice", "scene", "MediaInfo does not say so", row(3, index=2), base("chna-track-shared", "channel-described"), "ATU_00000003"),
    mutant("track index twice in a master", "master", "MediaInfo does not say so", row(18, index=17), all_of(base("chna-track-shared", "channel-described"), atmos("atmos-track-shared")), "ATU_00000012"),
    mutant("track index beyond the file", "scene", "list", row(3, index=9), base("chna-track-range", "channel-described"), "ATU_00000003"),
    mutant("track index 0", "scene", "list", row(3, index=0), all_of(base("chna-track-range", "channel-described"), bw64("bw64-chna-counts")), "ATU_00000003"),
    mutant("row twice", "scene", "list", add_row(3, "ATU_00000003", "AT_00031001_01", "AP_00031001"), base("chna-uid-unique"), "ATU_00000003"),
    mutant("track reference differs", "scene", "MediaInfo", row(3, track="AT_00031002_01"), base("chna-reference-agrees"), "ATU_00000003"),
    mutant("pack reference differs", "scene", "list", row(3, pack="AP_00031002"), base("chna-reference-agrees"), "ATU_00000003"),
    mutant("silent track UID in chna", "scene", "list", both(facts(channels=4), add_row(4, "ATU_00000000", "AT_00031001_01", "AP_00031001")), base("chna-uid-silent"), "ATU_00000000"),
    mutant("channel that nothing describes", "scene", "list", facts(channels=4), base("channel-described")),
    mutant("fewer channels than rows", "scene", "bmx and ffmpeg keep chna when channels go", facts(channels=2), base("chna-track-range"), "ATU_00000003"),
    mutant("number of tracks wrong", "scene", "list", facts(stated=(2, 3)), bw64("bw64-chna-counts")),
    mutant("number of track UIDs too high", "scene", "list", facts(stated=(3, 9)), bw64("bw64-chna-counts")),
    mutant("number of track UIDs too low", "scene", "list", facts(stated=(3, 2)), bw64("bw64-chna-counts")),
    mutant("chna cut", "scene", "list", facts(chna_behind=b"\1\0ATU_0000"), bw64("bw64-chna-size")),
    mutant("track UID malformed in chna", "scene", "list", both(text(("ATU_00000003", "ATU_0000003"), every=True), row(3, uid="ATU_0000003")), base("id-form", "chna-uid-form"), "ATU_0000003"),
    # The sound.
    mutant("sample rate differs", "scene", "ear-production-suite issue 51", text(('UID="ATU_00000003" sampleRate="48000"', 'UID="ATU_00000003" sampleRate="44100"')), base("sample-rate-agrees"), "ATU_00000003"),
    mutant("sample rate of the file differs", "master", "ear-production-suite issue 51", facts(sample_rate_hz=44_100, samples=44_100 * 3), all_of(base("sample-rate-agrees"), atmos("atmos-sample-rate")), "ATU_00000001"),
    mutant("bit depth differs", "scene", "MediaInfo", text(('UID="ATU_00000003" sampleRate="48000" bitDepth="24"', 'UID="ATU_00000003" sampleRate="48000" bitDepth="16"')), base("bit-depth-agrees"), "ATU_00000003"),
    mutant("sound trimmed", "scene", "bmx and ffmpeg keep axml when sound goes", facts(samples=2 * 48_000), base("programme-length"), "APR_1001"),
    mutant("sound trimmed in a master", "master", "MediaInfo", facts(samples=2 * 48_000), all_of(base("programme-length"), atmos("atmos-length")), "APR_1001"),
    mutant("sound longer in a master", "master", "MediaInfo", facts(samples=4 * 48_000), atmos("atmos-length"), "APR_1001"),
    # Timing.
    mutant("gap between blocks", "scene", "MediaInfo does not say so", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.10000" duration="00:00:00.90000"')), base("blocks-contiguous"), "AC_00031001"),
    mutant("gap between blocks of a master", "master", "MediaInfo does not say so", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.10000" duration="00:00:00.90000"')), all_of(base("blocks-contiguous"), atmos("atmos-blocks-contiguous")), "AC_00031001"),
    mutant("blocks overlap", "scene", "ear issue 11", text(('rtime="00:00:01.00000" duration="00:00:01.00000"', 'rtime="00:00:01.00000" duration="00:00:01.50000"')), base("blocks-contiguous"), "AC_00031001"),
    mutant("first block late", "scene", "list", text(('rtime="00:00:00.00000" duration="00:00:01.00000"', 'rtime="00:00:00.50000" duration="00:00:00.50000"')), base("blocks-start"), "AC_00031001"),
    mutant("last block ends early", "scene", "Cavern, encoder's message", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.00000" duration="00:00:00.50000"')), base("blocks-end"), "AC_00031001"),
    mutant("last block ends late", "scene", "Cavern, encoder's message", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.00000" duration="00:00:01.50000"')), base("blocks-end"), "AC_00031001"),
    mutant("time malformed", "scene", "list", within('ID="AO_1002"', 'start="00:00:00.00000"', 'start="0.0"'), base("time-form"), "AO_1002"),
    mutant("time of a block malformed", "scene", "list", text(('rtime="00:00:02.00000"', 'rtime="00:00:61.00000"')), base("time-form"), "AC_00031001"),
    mutant("fraction not below one", "beds", "libadm tests", within('ID="AO_1002"', f'duration="{adm.LENGTH}"', 'duration="00:00:02.48000S48000"'), base("time-form"), "AO_1002"),
    mutant("fraction before edition 2", "scene", "list", within('ID="AO_1002"', 'start="00:00:00.00000"', 'start="00:00:00.00000S48000"'), base("version-stated"), "AO_1002"),
    mutant("object longer than the programme", "scene", "list", within('ID="AO_1001"', f'duration="{adm.LENGTH}"', 'duration="00:00:04.00000"'), base("object-length"), "AO_1001"),
    mutant("later block without start", "scene", "list", text((' rtime="00:00:02.00000"', "")), base("block-times"), "AC_00031001"),
    mutant("end before start", "scene", "list", text((f'start="00:00:00.00000" end="{adm.LENGTH}"', 'start="00:00:03.00000" end="00:00:00.00000"')), base("programme-length"), "APR_1001"),
    # Values.
    mutant("azimuth out of range", "scene", "list", text(('"azimuth">40.0', '"azimuth">270.0')), base("value-range"), "AC_00031001"),
    mutant("elevation out of range", "scene", "list", text(('"elevation">10.0', '"elevation">100.0')), base("value-range"), "AC_00031001"),
    mutant("distance negative", "scene", "list", within("AB_00031001_00000002", '"distance">1.0', '"distance">-1.0'), base("value-range"), "AC_00031001"),
    mutant("X out of range", "master", "MediaInfo", text(('"X">0.75', '"X">1.75')), all_of(base("value-range"), atmos("atmos-object-value")), "AC_00031001"),
    mutant("position no number", "scene", "list", text(('"azimuth">40.0', '"azimuth">left')), base("number-form"), "AC_00031001"),
    mutant("position not finite", "scene", "list", text(('"azimuth">40.0', '"azimuth">nan')), base("number-form"), "AC_00031001"),
    mutant("elevation missing", "scene", "list", within("AB_00031001_00000002", '<position coordinate="elevation">10.0</position>\n', ""), base("position-complete"), "AC_00031001"),
    mutant("polar and Cartesian mixed", "scene", "list", within("AB_00031001_00000002", 'coordinate="elevation"', 'coordinate="Y"'), base("position-complete", "value-range"), "AC_00031001"),
    mutant("coordinate unknown", "scene", "libadm tests", within("AB_00031001_00000002", 'coordinate="distance"', 'coordinate="range"'), base("position-complete"), "AC_00031001"),
    mutant("diffuse out of range", "scene", "list", text(("<diffuse>0.0", "<diffuse>1.5")), base("value-range"), "AC_00031001"),
    mutant("importance out of range", "scene", "list", text(("<importance>10", "<importance>11")), base("value-range"), "AC_00031001"),
    mutant("gain negative", "scene", "list", text(("<gain>0.5", "<gain>-0.5")), base("value-range"), "AC_00031001"),
    mutant("width out of range", "scene", "list", text(("<width>20.0", "<width>400.0")), base("value-range"), "AC_00031001"),
    mutant("channel without block", "scene", "list", pattern(r"(AC_00031001[^>]*>\n)<audioBlockFormat.*?(</audioChannelFormat>)", r"\1\2"), base("channel-blocks"), "AC_00031001"),
    # Content.
    mutant("dialogue kind of another value", "scene", "list", text(('dialogueContentKind="1">1', 'mixedContentKind="1">1')), base("dialogue-kind"), "ACO_1002"),
    mutant("dialogue kind unknown", "scene", "list", text(('dialogueContentKind="1">1', 'dialogueContentKind="9">1')), base("dialogue-kind"), "ACO_1002"),
    mutant("dialogue value unknown", "scene", "list", text(('dialogueContentKind="1">1', 'dialogueContentKind="1">5')), base("dialogue-kind"), "ACO_1002"),
    mutant("language written out", "scene", "list", text(('audioContentLanguage="en"', 'audioContentLanguage="english"')), base("language-form"), "ACO_1002"),
    mutant("two labels of one language", "beds", "ebu-adm-toolbox", text(('language="en">', 'language="de">')), base("label-language"), "APR_1001"),
    mutant("loudness no number", "scene", "list", text((">-23.00<", ">quiet<")), base("loudness-value"), "APR_1001"),
    mutant("loudness implausible", "scene", "list", text((">-23.00<", ">-2300<")), base("loudness-value"), "APR_1001"),
    mutant("loudness differs from bext", "scene", "list", facts(bext=bext_with_loudness(-2700)), base("loudness-agrees"), "APR_1001"),
    # The container.
    mutant("fmt behind data", "scene", "list", facts(order=("data", "fmt ", "axml", "chna")), bw64("bw64-fmt-order")),
    mutant("axml twice", "scene", "list", facts(more=(Chunk(id="axml", payload=b"<a/>"),)), bw64("bw64-chunk-twice")),
    mutant("chna twice", "scene", "list", facts(more=(Chunk(id="chna", payload=bytes(4)),)), bw64("bw64-chunk-twice")),
    mutant("compressed axml beside it", "scene", "list", facts(more=(Chunk(id="bxml", payload=b"\x1f\x8b"),)), bw64("bw64-not-read")),
    mutant("pad byte missing", "scene", "Sound Devices recorders", both(facts(more=(Chunk(id="note", payload=b"odd"),)), wave_bytes(lambda content: content[:-1])), bw64("bw64-padding")),
    mutant("RF64 without ds64", "scene", "libbw64 tests", wave_bytes(lambda content: b"RF64" + content[4:]), bw64("bw64-ds64")),
    mutant("RIFF size wrong", "scene", "libbw64 tests", wave_bytes(lambda content: content[:4] + struct.pack("<I", 99) + content[8:]), bw64("bw64-riff-size")),
    # The Atmos profile.
    mutant("programme renamed", "master", "MediaInfo stops judging", text(("Atmos_Master", "Atmos Master")), atmos("atmos-programme-name"), "APR_1001"),
    mutant("second programme", "master", "MediaInfo", text(("<audioContent ", f'<audioProgramme audioProgrammeID="APR_1002" audioProgrammeName="B" start="00:00:00.00000" end="{adm.LENGTH}">\n<audioContentIDRef>ACO_1001</audioContentIDRef>\n</audioProgramme>\n<audioContent ')), atmos("atmos-count", "atmos-id")),
    mutant("programme number", "master", "MediaInfo", text(("APR_1001", "APR_1005")), atmos("atmos-id"), "APR_1005"),
    mutant("object among the first ten inputs", "master", "Cavern issue 28", text(("AO_1011", "AO_1005"), every=True), atmos("atmos-id"), "AO_1005"),
    mutant("bed behind the objects", "master", "Cavern issue 64", both(text(("AO_1001", "AO_1030"), every=True)), atmos("atmos-bed-first"), "AO_1030"),
    mutant("object tracks before the bed's", "master", "Cavern issues 28 and 64", objects_first, atmos("atmos-bed-first"), "AO_1001"),
    mutant("object number too high", "master", "MediaInfo", text(("AO_1011", "AO_1081"), every=True), atmos("atmos-id"), "AO_1081"),
    mutant("track UIDs with a hole", "master", "MediaInfo", both(text(("ATU_00000012", "ATU_00000020"), every=True), row(18, uid="ATU_00000020")), atmos("atmos-id-order"), "ATU_00000020"),
    mutant("contents with a hole", "master", "MediaInfo", text(("ACO_1002", "ACO_1003"), every=True), atmos("atmos-id-order"), "ACO_1003"),
    mutant("track format 02", "master", "MediaInfo", both(text(("AT_00031002_01", "AT_00031002_02"), every=True), row(18, track="AT_00031002_02")), atmos("atmos-id"), "AT_00031002_02"),
    mutant("bed label wrong", "master", "MediaInfo", text((">RC_Lss<", ">RC_Ls<")), atmos("atmos-bed-channel"), "AC_00011005"),
    mutant("bed label unknown", "master", "list", text((">RC_Lss<", ">M+090<")), atmos("atmos-bed-channel"), "AC_00011005"),
    mutant("bed name wrong", "master", "MediaInfo", text(('"RoomCentricLeftSideSurround"', '"Left Side"')), atmos("atmos-bed-channel"), "AC_00011005"),
    mutant("bed position wrong", "master", "MediaInfo", within("AB_00011005", '"Y">0<', '"Y">-1<'), atmos("atmos-bed-channel"), "AC_00011005"),
    mutant("bed order wrong", "master", "MediaInfo", both(text(("<audioChannelFormatIDRef>AC_00011003</audioChannelFormatIDRef>\n<audioChannelFormatIDRef>AC_00011004<", "<audioChannelFormatIDRef>AC_00011004</audioChannelFormatIDRef>\n<audioChannelFormatIDRef>AC_00011003<"))), atmos("atmos-bed-order"), "AP_00011001"),
    mutant("bed polar", "master", "list", within("AB_00011001", "<cartesian>1</cartesian>\n", "<cartesian>0</cartesian>\n"), atmos("atmos-block"), "AC_00011001"),
    mutant("bed with a filter", "master", "MediaInfo warns", within('ID="AC_00011004"', "<audioBlockFormat ", '<frequency typeDefinition="lowPass">120</frequency>\n<audioBlockFormat '), atmos("atmos-element"), "AC_00011004"),
    mutant("bed with times", "master", "MediaInfo", text(('"AB_00011001_00000001"', '"AB_00011001_00000001" rtime="00:00:00.00000"')), atmos("atmos-block"), "AC_00011001"),
    mutant("object starts late", "master", "MediaInfo", within('ID="AO_1011"', 'start="00:00:00.00000"', 'start="00:00:01.00000"'), all_of(base("object-length"), atmos("atmos-object-times")), "AO_1011"),
    mutant("object shorter than the programme", "master", "MediaInfo", within('ID="AO_1001"', f'duration="{adm.LENGTH}"', 'duration="00:00:02.00000"'), atmos("atmos-object-times"), "AO_1001"),
    mutant("object without duration", "master", "MediaInfo", within('ID="AO_1001"', f' duration="{adm.LENGTH}"', ""), atmos("atmos-attribute"), "AO_1001"),
    mutant("first block glides", "master", "MediaInfo", text(('interpolationLength="0"', 'interpolationLength="0.005208"')), atmos("atmos-jump"), "AC_00031001"),
    mutant("later block glides for another time", "master", "MediaInfo", text(('interpolationLength="0.005208"', 'interpolationLength="0.01"')), atmos("atmos-jump"), "AC_00031001"),
    mutant("jumpPosition missing", "master", "MediaInfo", pattern(r"<jumpPosition interpolationLength=\"0.005208\">1</jumpPosition>\n", ""), atmos("atmos-jump"), "AC_00031001"),
    mutant("jumpPosition off", "master", "list", pattern(r"(<jumpPosition interpolationLength=\"0.005208\">)1", r"\g<1>0"), atmos("atmos-jump"), "AC_00031001"),
    mutant("block without duration", "master", "MediaInfo", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.00000"')), atmos("atmos-block"), "AC_00031001"),
    mutant("block polar", "master", "list", within("AB_00031001_00000002", "<cartesian>1</cartesian>\n", ""), all_of(base("cartesian-flag"), atmos("atmos-block")), "AC_00031001"),
    mutant("last block ends early in a master", "master", "Cavern, encoder's message", text(('rtime="00:00:02.00000" duration="00:00:01.00000"', 'rtime="00:00:02.00000" duration="00:00:00.50000"')), all_of(base("blocks-end"), atmos("atmos-blocks-end")), "AC_00031001"),
    mutant("sizes differ", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", "<width>0.1</width>\n<depth>0.2</depth>\n<height>0.1</height>\n<jumpPosition"), atmos("atmos-size"), "AC_00031001"),
    mutant("a size missing", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", "<width>0.1</width>\n<jumpPosition"), atmos("atmos-size"), "AC_00031001"),
    mutant("divergence", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", "<objectDivergence>0.5</objectDivergence>\n<jumpPosition"), atmos("atmos-block"), "AC_00031001"),
    mutant("channel lock with a distance", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", '<channelLock maxDistance="1.0">1</channelLock>\n<jumpPosition'), atmos("atmos-block"), "AC_00031001"),
    mutant("diffuse between", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", "<diffuse>0.5</diffuse>\n<jumpPosition"), atmos("atmos-object-value"), "AC_00031001"),
    mutant("zone invented", "master", "MediaInfo", within("AB_00031001_00000002", "<jumpPosition", '<zoneExclusion>\n<zone minX="-1" maxX="1" minY="-1" maxY="0" minZ="-1" maxZ="1">Mine</zone>\n</zoneExclusion>\n<jumpPosition'), atmos("atmos-zone"), "AC_00031001"),
    mutant("content with language", "master", "MediaInfo", text(('audioContentName="Dialog"', 'audioContentName="Dialog" audioContentLanguage="en"')), atmos("atmos-attribute"), "ACO_1001"),
    mutant("content without dialogue", "master", "MediaInfo", text(('<dialogue mixedContentKind="0">2</dialogue>\n', "")), atmos("atmos-element"), "ACO_1001"),
    mutant("content said to be dialogue", "master", "MediaInfo", text(('<dialogue mixedContentKind="0">2<', '<dialogue dialogueContentKind="1">1<')), atmos("atmos-dialogue"), "ACO_1001"),
    mutant("content said to be complete main", "master", "MediaInfo", text(('mixedContentKind="0"', 'mixedContentKind="1"')), atmos("atmos-dialogue"), "ACO_1001"),
    mutant("content with loudness", "master", "MediaInfo", within("ACO_1001", "<dialogue ", "<loudnessMetadata>\n<integratedLoudness>-27</integratedLoudness>\n</loudnessMetadata>\n<dialogue "), atmos("atmos-element"), "ACO_1001"),
    mutant("programme without end", "master", "MediaInfo", text((f' end="{adm.LENGTH}"', "")), atmos("atmos-attribute"), "APR_1001"),
    mutant("language of three letters", "master", "MediaInfo", text(('audioProgrammeName="Atmos_Master"', 'audioProgrammeName="Atmos_Master" audioProgrammeLanguage="deu"')), atmos("atmos-language"), "APR_1001"),
    mutant("object with gain", "master", "MediaInfo", within('ID="AO_1011"', "<audioPackFormatIDRef>", "<gain>0.5</gain>\n<audioPackFormatIDRef>"), atmos("atmos-element"), "AO_1011"),
    mutant("object with importance", "master", "MediaInfo", text(('ID="AO_1011"', 'ID="AO_1011" importance="5"')), atmos("atmos-attribute"), "AO_1011"),
    mutant("object in an object", "master", "MediaInfo", within('ID="AO_1011"', "</audioObject>", "<audioObjectIDRef>AO_1012</audioObjectIDRef>\n</audioObject>"), atmos("atmos-element"), "AO_1011"),
    mutant("pack in a pack", "master", "MediaInfo", within('ID="AP_00031001"', "</audioPackFormat>", "<audioPackFormatIDRef>AP_00031002</audioPackFormatIDRef>\n</audioPackFormat>"), all_of(base("object-channels"), atmos("atmos-element")), "AP_00031001"),
    mutant("stream without pack", "master", "MediaInfo", within('ID="AS_00031001"', "<audioPackFormatIDRef>AP_00031001</audioPackFormatIDRef>\n", ""), atmos("atmos-element"), "AS_00031001"),
    mutant("bit depth missing", "master", "MediaInfo", text(('UID="ATU_00000012" sampleRate="48000" bitDepth="24"', 'UID="ATU_00000012" sampleRate="48000"')), atmos("atmos-attribute"), "ATU_00000012"),
    mutant("16 bits", "master", "MediaInfo, profile 1.1 only", both(facts(bits=16), text(('bitDepth="24"', 'bitDepth="16"'), every=True)), {"atmos-1.1": {"atmos-bit-depth"}}, "ATU_00000001"),
    mutant("44.1 kHz", "master", "list", both(facts(sample_rate_hz=44_100, samples=44_100 * 3), text(('sampleRate="48000"', 'sampleRate="44100"'), every=True)), atmos("atmos-sample-rate")),
    mutant("version stated", "master", "list", text(("<audioFormatExtended>", '<audioFormatExtended version="ITU-R_BS.2076-1">')), {}),
    # dbmd.
    mutant("dbmd missing", "master", "readers call the file no master", facts(dbmd=None), atmos("atmos-dbmd-present")),
    mutant("dbmd checksum wrong", "master", "MediaInfo does not say so", dbmd(two_checksums_wrong), atmos("dbmd-checksum")),
    mutant("dbmd cut", "master", "list", dbmd(lambda content: content.__delitem__(slice(300, None))), atmos("dbmd-readable")),
    mutant("dbmd without end", "master", "list", dbmd(lambda content: content.__delitem__(slice(-2, None))), atmos("dbmd-readable")),
    mutant("dbmd of another number of tracks", "master", "list", facts(dbmd=adm.dbmd(17)), atmos("dbmd-track-count")),
    mutant("dbmd frame rate unknown", "master", "list", dbmd(lambda content: (content.__setitem__(7 + 111, 9), content.__setitem__(7 + 248, (content[7 + 248] - 6) & 0xFF))), atmos("dbmd-value")),
)  # fmt: skip
"""Every mutant; at least a third comes from reports of others."""


def found(material: AdmMaterial, profile: str) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for fault in judge_adm(material.read(), PROFILES[profile]):
        result.setdefault(fault.check, []).append(fault.element_id or "")
    return result


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_original_gives_no_finding(name: str) -> None:
    for profile in JUDGED_BY[name]:
        assert found(ORIGINALS[name](), profile) == {}, profile


@pytest.mark.parametrize("case", MUTANTS, ids=lambda case: case.name)
def test_a_mutant_is_found_where_it_is_a_fault(case: Mutant) -> None:
    material = case.change(ORIGINALS[case.original]())
    named: set[str] = set()
    for profile in JUDGED_BY[case.original]:
        faults = found(material, profile)
        assert set(faults) == case.expected.get(profile, set()), profile
        named.update(element for elements in faults.values() for element in elements)
    assert case.element is None or case.element in named


def test_the_table_is_what_it_says() -> None:
    assert len(MUTANTS) >= 60
    assert len({case.name for case in MUTANTS}) == len(MUTANTS)
    reported = [case for case in MUTANTS if case.source != "list"]
    assert 3 * len(reported) >= len(MUTANTS)
