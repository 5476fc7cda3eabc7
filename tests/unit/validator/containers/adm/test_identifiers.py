"""What the digits of an identifier say."""

from __future__ import annotations

import pytest

from specs.vocabulary import LAYOUTS
from validator.containers.adm.definitions import BED_LAYOUTS, COMMON_CHANNELS, COMMON_PACKS, common_pack, is_defined
from validator.containers.adm.identifiers import (
    ElementKind,
    is_common_definition,
    is_well_formed,
    number,
    type_label,
)


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("APR_1001", ElementKind.PROGRAMME),
        ("ACO_1001", ElementKind.CONTENT),
        ("AO_10ff", ElementKind.OBJECT),
        ("AP_00031001", ElementKind.PACK),
        ("AC_0003100B", ElementKind.CHANNEL),
        ("AB_00031001_0000000a", ElementKind.BLOCK),
        ("AS_00031001", ElementKind.STREAM),
        ("AT_00031001_01", ElementKind.TRACK),
        ("ATU_00000001", ElementKind.TRACK_UID),
    ],
)
def test_each_kind_has_its_form(identifier: str, kind: ElementKind) -> None:
    assert is_well_formed(identifier, kind)
    assert not is_well_formed(identifier + "0", kind)
    assert not is_well_formed(identifier[:-1] + "g", kind)
    assert [other for other in ElementKind if is_well_formed(identifier, other)] == [kind]


def test_digits_are_read() -> None:
    assert type_label("AB_00031001_0000000a") == "0003"
    assert type_label("AO_1001") is None
    assert number("AO_100b") == 0x100B
    assert number("AT_0001100a_01") == 0x100A
    assert number("ATU_0000001f") == 0x1F
    assert number("ATU_1") is None
    assert is_common_definition("AP_00010003")
    assert not is_common_definition("AP_00011003")
    assert not is_common_definition("ATU_00000001")


def test_common_definitions_are_known() -> None:
    assert all(is_defined(pack.pack_id) for pack in COMMON_PACKS.values())
    assert all(is_defined(channel.channel_id) and is_defined(channel.track_id) for channel in COMMON_CHANNELS.values())
    assert is_defined("ac_0001000A")
    for missing in ("AC_00011001", "AP_000100ff", "AT_00010001_02", "AC_0001", "AC_0001000g", "AX_00010001", ""):
        assert not is_defined(missing)
    assert common_pack("AP_00010003") == COMMON_PACKS["0003"]
    assert common_pack("AP_00040001") is None


def test_beds_have_the_order_of_the_layouts() -> None:
    for name, pack in BED_LAYOUTS.items():
        layout = LAYOUTS[name]
        assert len(layout.channels) == len(pack.channels), name
        for speaker, digits in zip(layout.channels, pack.channels, strict=True):
            channel = COMMON_CHANNELS[digits]
            assert (channel.low_pass_hz is not None) == speaker.low_frequency, name
            assert speaker.azimuth is None or (speaker.azimuth > 0) == (channel.azimuth > 0), name
            assert speaker.elevation is None or (speaker.elevation > 0) == (channel.elevation > 0), name


def test_side_surrounds_of_7_1_2_are_the_corrected_ones() -> None:
    assert COMMON_PACKS["0016"].channels[4:6] == ("000a", "000b")
