"""An MXF descriptor as RegXML."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from fixtures.mxf import build_mxf, changed, changed_raw, clip_recipe, track_file
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.namespaces import DESCRIPTORS, PROPERTIES, TYPES
from validator.containers.imf.regxml import RegXml, descriptor_content, descriptor_regxml
from validator.containers.mxf.metadata_set import MetadataItem, MetadataSet
from validator.containers.mxf.reader import read_mxf

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")

R1 = f"{{{PROPERTIES}}}"


def _shown(sets: tuple[MetadataSet, ...]) -> RegXml:
    data = build_mxf(replace(clip_recipe(), sets=sets))
    return descriptor_regxml(read_mxf(io.BytesIO(data), len(data), where="x").descriptor)


def test_what_was_written_and_what_was_read_show_the_same() -> None:
    written = descriptor_regxml(track_file("5.1", 480).descriptor())
    assert written.left_out == ()
    assert _shown(clip_recipe().sets) == written


def test_values_stand_in_their_forms() -> None:
    root = etree.fromstring(descriptor_regxml(track_file("2.0", 480).descriptor()).xml)
    assert root.tag == f"{{{DESCRIPTORS}}}WAVEPCMDescriptor"
    values = {child.tag.removeprefix(R1): child.text for child in root if not len(child)}
    assert values | {"InstanceID": ""} == {
        "InstanceID": "",
        "LinkedTrackID": "1",
        "SampleRate": "48000/1",
        "EssenceLength": "480",
        "ContainerFormat": "urn:smpte:ul:060e2b34.04010101.0d010301.02060200",
        "AudioSampleRate": "48000/1",
        "ChannelCount": "2",
        "QuantizationBits": "24",
        "BlockAlign": "6",
        "AverageBytesPerSecond": "288000",
        "ChannelAssignment": "urn:smpte:ul:060e2b34.0401010d.04020210.04010000",
    }
    members = root.find(f"{R1}SubDescriptors")
    assert members is not None
    assert [etree.QName(one).localname for one in members] == [
        "SoundfieldGroupLabelSubDescriptor",
        "AudioChannelLabelSubDescriptor",
        "AudioChannelLabelSubDescriptor",
    ]
    assert members[0].findtext(f"{R1}RFC5646SpokenLanguage") == "fr-FR"
    assert members[1].findtext(f"{R1}MCAChannelID") == "1"


@pytest.mark.parametrize(("name", "value", "text"), [("Locked", True, "True"), ("AudioReferenceLevel", -3, "-3")])
def test_further_properties_are_shown(name: str, value: int, text: str) -> None:
    shown = _shown(changed(clip_recipe().sets, "WAVEPCMDescriptor", name, value))
    assert etree.fromstring(shown.xml).findtext(R1 + name) == text


def test_an_enumeration_shows_its_name() -> None:
    sets = changed(clip_recipe().sets, "WAVEPCMDescriptor", "ElectrospatialFormulation", 15)
    assert "ElectroSpatialFormulation_MultiChannelMode" in _shown(sets).xml
    sets = changed(clip_recipe().sets, "WAVEPCMDescriptor", "ElectrospatialFormulation", 200)
    assert _shown(sets).left_out == ("ElectrospatialFormulation",)


def test_a_batch_of_identifiers_is_shown_one_by_one() -> None:
    sets = changed(
        clip_recipe().sets, "SoundfieldGroupLabelSubDescriptor", "GroupOfSoundfieldGroupsLinkID", (UUID(int=1),)
    )
    root = etree.fromstring(_shown(sets).xml)
    (member,) = root.iter(f"{{{TYPES}}}UUID")
    assert member.text == "urn:uuid:00000000-0000-0000-0000-000000000001"


def test_what_cannot_be_shown_is_named() -> None:
    sets = changed_raw(clip_recipe().sets, "WAVEPCMDescriptor", "BlockAlign", b"\0\0\0")
    assert _shown(sets).left_out == ("BlockAlign",)
    sets = changed(clip_recipe().sets, "SoundfieldGroupLabelSubDescriptor", "MCATitle", "a\x01b")
    assert _shown(sets).left_out == ("MCATitle",)
    descriptor = track_file().descriptor()
    private = MetadataItem(label=bytes(range(16)), definition=None, raw=b"", value=None)
    strange = replace(descriptor.descriptor, items=(*descriptor.descriptor.items, private))
    unknown = replace(descriptor.sub_descriptors[0], symbol=None)
    shown = descriptor_regxml(replace(descriptor, descriptor=strange, sub_descriptors=(unknown,)))
    assert shown.left_out == (unknown.key.hex(), private.label.hex())


def test_order_prefixes_comments_and_blanks_play_no_part() -> None:
    first = '<a:x xmlns:a="urn:a"><a:y>1</a:y><a:z>URN:UUID:AB</a:z></a:x>'
    second = '<x xmlns="urn:a">\n <!-- c --> <z> urn:uuid:ab </z>\n<y>1</y></x>'
    assert descriptor_content(first) == descriptor_content(second)
    assert descriptor_content(first) != descriptor_content(second.replace("1", "2"))


@pytest.mark.material
@needs_samples
def test_a_file_by_resolve_shows_what_its_composition_says() -> None:
    folder = Path(str(SAMPLES)) / "imf" / "PHDR"
    data = next(folder.glob("AUDIO*")).read_bytes()
    shown = descriptor_regxml(read_mxf(io.BytesIO(data), len(data), where="x").descriptor)
    composition = parse_composition(next(folder.glob("CPL*")).read_bytes(), where="x")
    entry = next(one for one in composition.descriptors if one.name == "WAVEPCMDescriptor")
    assert entry.xml is not None
    assert shown.left_out == ()
    assert descriptor_content(shown.xml) == descriptor_content(entry.xml)
