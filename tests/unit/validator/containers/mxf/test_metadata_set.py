"""Local sets and the primer."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest

from validator.containers.mxf.faults import FaultLog
from validator.containers.mxf.metadata_set import (
    MetadataSet,
    assign_tags,
    build_primer,
    build_set,
    metadata_set,
    parse_primer,
    parse_set,
)
from validator.containers.mxf.properties import PROPERTIES, SET_KEYS
from validator.containers.mxf.values import Rational

DESCRIPTOR = metadata_set(
    "WAVEPCMDescriptor",
    {
        "InstanceID": UUID(int=1),
        "ChannelCount": 6,
        "AudioSampleRate": Rational(48_000, 1),
        "SubDescriptors": (UUID(int=2), UUID(int=3)),
        "Locked": None,
    },
)
LABEL = metadata_set("AudioChannelLabelSubDescriptor", {"InstanceID": UUID(int=2), "MCATagSymbol": "chL"})

KEY_AND_LENGTH_BYTES = 20


def _codes(log: FaultLog) -> list[str]:
    return [fault.code.removeprefix("mxf.") for fault in log.faults()]


def _parse(value: bytes, primer: dict[int, bytes], log: FaultLog, symbol: str = "WAVEPCMDescriptor") -> MetadataSet:
    return parse_set(SET_KEYS[symbol], value, 100, primer=primer, item_limit=50, log=log)


def test_a_set_is_read_as_it_was_built() -> None:
    log = FaultLog()
    tags = assign_tags((DESCRIPTOR, LABEL))
    primer = parse_primer(build_primer(tags)[KEY_AND_LENGTH_BYTES:], 0, log)
    read = _parse(build_set(DESCRIPTOR, tags)[KEY_AND_LENGTH_BYTES:], primer, log)
    assert read == DESCRIPTOR
    assert log.faults() == ()
    assert (read.integer("ChannelCount"), read.rate("AudioSampleRate")) == (6, Fraction(48_000))
    assert read.uuids("SubDescriptors") == (UUID(int=2), UUID(int=3))
    assert (read.value("Locked"), read.text("MCATitle"), read.label("ContainerFormat")) == (None, None, None)


def test_dynamic_tags_count_down_and_are_shared() -> None:
    tags = assign_tags((DESCRIPTOR, LABEL, LABEL))
    assert tags[PROPERTIES["ChannelCount"].label] == 0x3D07
    assert tags[PROPERTIES["SubDescriptors"].label] == 0xFFFF
    assert tags[PROPERTIES["MCATagSymbol"].label] == 0xFFFE
    assert len(tags) == 5


def test_a_dynamic_tag_means_what_the_primer_says() -> None:
    log = FaultLog()
    primer = {0x8001: PROPERTIES["MCATagSymbol"].label}
    read = _parse(bytes.fromhex("8001 0006") + "chR".encode("utf-16-be"), primer, log)
    assert read.text("MCATagSymbol") == "chR"


def test_a_static_tag_that_the_primer_lacks_is_understood_and_told() -> None:
    log = FaultLog()
    read = _parse(bytes.fromhex("3d07 0004 00000002"), {}, log)
    assert read.integer("ChannelCount") == 2
    assert _codes(log) == ["tag-not-in-primer"]


def test_an_index_segment_may_use_tags_that_the_primer_lacks() -> None:
    log = FaultLog()
    read = _parse(bytes.fromhex("3f05 0004 00000006"), {}, log, "IndexTableSegment")
    assert read.integer("EditUnitByteCount") == 6
    assert log.faults() == ()


def test_a_property_that_is_not_understood_is_kept() -> None:
    log = FaultLog()
    label = bytes.fromhex("060e2b34010101050e09060701010104")
    read = _parse(bytes.fromhex("8001 0002 abcd"), {0x8001: label}, log)
    assert (read.items[0].label, read.items[0].raw.hex(), read.items[0].value) == (label, "abcd", None)
    assert log.faults() == ()
    assert build_set(read, {label: 0x9000})[KEY_AND_LENGTH_BYTES:].hex() == "90000002abcd"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param("3d07 0004 0000", "set-malformed", id="an item runs beyond the set"),
        pytest.param("3d07 0004 00000002 3d", "set-malformed", id="half an item header"),
        pytest.param("3d07 0003 000002", "property-malformed", id="three bytes for four"),
        pytest.param("3d07 0004 00000002 3d07 0004 00000002", "property-repeated", id="twice"),
    ],
)
def test_damage_is_a_fault(value: str, code: str) -> None:
    log = FaultLog()
    primer = {0x3D07: PROPERTIES["ChannelCount"].label}
    _parse(bytes.fromhex(value), primer, log)
    assert _codes(log) == [code]


def test_a_set_of_millions_of_items_ends_at_the_limit() -> None:
    log = FaultLog()
    read = _parse(bytes.fromhex("80000000") * 1000, {0x8000: bytes(16)}, log)
    assert len(read.items) == 50
    assert _codes(log) == ["set-malformed"]


@pytest.mark.parametrize("value", ["", "00000001", "00000001 00000010" + "00" * 16, "00000002 00000012" + "00" * 18])
def test_a_damaged_primer_is_a_fault(value: str) -> None:
    log = FaultLog()
    parse_primer(bytes.fromhex(value), 0, log)
    assert _codes(log) == ["primer-malformed"]


def test_a_tag_given_twice_keeps_its_first_meaning() -> None:
    log = FaultLog()
    first, second = PROPERTIES["ChannelCount"].label, PROPERTIES["BlockAlign"].label
    value = bytes.fromhex("00000002 00000012") + b"\x3d\x07" + first + b"\x3d\x07" + second
    assert parse_primer(value, 0, log) == {0x3D07: first}
    assert _codes(log) == ["primer-repeats"]


def test_a_class_or_property_that_the_register_lacks_is_refused() -> None:
    with pytest.raises(KeyError):
        metadata_set("WAVEPCMDescriptor", {"Loudness": 1})
    with pytest.raises(ValueError, match="no InstanceID"):
        _ = metadata_set("Preface", {}).instance


def test_every_label_of_the_register_is_whole_and_its_own() -> None:
    labels = [definition.label for definition in PROPERTIES.values()]
    assert {len(label) for label in labels} == {16}
    assert len(set(labels)) == len(labels)
    tags = [definition.tag for definition in PROPERTIES.values() if definition.tag is not None]
    assert len(set(tags)) == len(tags)
    assert {len(key) for key in SET_KEYS.values()} == {16}


def test_the_log_stops_listing_and_goes_on_counting() -> None:
    log = FaultLog()
    _parse(bytes.fromhex("0000 0000") * 40, {}, log)
    for _ in range(300):
        _parse(b"\0", {}, log)
    faults = log.faults()
    assert len(faults) == 201
    assert faults[-1].code.removeprefix("mxf.") == "more-faults"
    assert faults[-1].arguments["count"] == 300 + 40 - 200
