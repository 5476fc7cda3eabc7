"""dbmd: segments, checksums, and what the two of Atmos say."""

from __future__ import annotations

import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import adm
from validator.containers.adm.dbmd import TRIM_LAYOUTS, parse_dbmd, segment_checksum


def test_the_checksum_makes_the_sum_a_multiple_of_256() -> None:
    assert segment_checksum(bytes((1, 2, 3))) == 247
    assert segment_checksum(b"") == 0


@given(st.binary(max_size=600))
def test_size_bytes_and_checksum_sum_to_nothing(payload: bytes) -> None:
    assert (len(payload) + sum(payload) + segment_checksum(payload)) % 256 == 0


def test_a_chunk_is_decoded() -> None:
    found = parse_dbmd(adm.dbmd(18))
    assert found.version == (1, 0, 0, 6)
    assert [(segment.id, segment.checksum_holds) for segment in found.segments] == [(9, True), (10, True)]
    assert found.problems == ()
    assert found.atmos is not None
    assert (found.atmos.tool, found.atmos.tool_version) == ("Invented Tool", (1, 2, 3))
    assert (found.atmos.frame_rate, found.atmos.drop_frame) == (Fraction(25), False)
    assert found.atmos.first_frame_of_action_s is None
    assert found.atmos.surround_downmix == "LoRo"
    assert found.supplement is not None
    assert found.supplement.track_count == 18
    assert [trim.layout for trim in found.supplement.trims] == list(TRIM_LAYOUTS)
    assert all(trim.automatic for trim in found.supplement.trims)
    assert found.supplement.headphone_modes == ("not indicated",) * 18


def test_the_first_frame_of_action_is_a_time() -> None:
    content = bytearray(adm.dbmd(2))
    struct.pack_into("<BBI", content, 7 + 112, 1, 2, 350_000)
    atmos = parse_dbmd(bytes(content)).atmos
    assert atmos is not None
    assert atmos.first_frame_of_action_s == 3600 + 120 + Fraction(7, 2)


def test_manual_trims_are_levels_and_nonsense_is_none() -> None:
    content = bytearray(adm.dbmd(2))
    place = 4 + 3 + 248 + 1 + 3 + 7 + 15  # version, segment 9, head of segment 10, first trim
    content[place] = 0
    struct.pack_into("<fff", content, place + 1, 3.0, -1.5, float("nan"))
    supplement = parse_dbmd(bytes(content)).supplement
    assert supplement is not None
    trim = supplement.trims[1]
    assert (trim.automatic, trim.centre_db, trim.surround_db, trim.height_db) == (False, 3.0, -1.5, None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "too-short"),
        (bytes(4), "too-short"),
        (bytes(4) + b"\x09\xff\xff\0", "segment-cut"),
        (bytes(4) + b"\x07", "segment-cut"),
        (bytes(4) + b"\x07\x01\x00\x00\xff", "no-end"),
        (bytes(4) + b"\x09\x01\x00\x00\xff\0", "atmos-size"),
        (bytes(4) + b"\x0a\x01\x00\x00\xff\0", "supplement-size"),
        (bytes(4) + b"\x0a\x07\x00" + bytes(7) + b"\xf9\0", "supplement-sync"),
    ],
)
def test_what_cannot_be_decoded_has_its_reason(content: bytes, problem: str) -> None:
    assert problem in parse_dbmd(content).problems


@given(st.binary(max_size=2000))
def test_no_bytes_are_too_strange(content: bytes) -> None:
    parse_dbmd(content)
