"""Key, length, value."""

from __future__ import annotations

import io

import pytest

from validator.containers.mxf.klv import (
    FILL_KEY,
    build_fill,
    build_length,
    build_triplet,
    read_triplet,
    same_label,
)

KEY = bytes.fromhex("060e2b34020501010d01020101020400")


@pytest.mark.parametrize(
    ("length", "value_bytes", "length_bytes"),
    [
        ("00", 0, 1),
        ("7f", 127, 1),
        ("8180", 128, 2),
        ("820100", 256, 3),
        ("83000068", 104, 4),
        ("8700000001000000", 1 << 24, 8),
        ("880000000100000000", 1 << 32, 9),
    ],
)
def test_a_length_is_read_in_every_form(length: str, value_bytes: int, length_bytes: int) -> None:
    triplet = read_triplet(io.BytesIO(b"ab" + KEY + bytes.fromhex(length) + bytes(30)), 2)
    assert triplet is not None
    assert (triplet.key, triplet.offset_bytes, triplet.value_bytes) == (KEY, 2, value_bytes)
    assert triplet.header_bytes == 16 + length_bytes
    assert triplet.value_offset_bytes == 18 + length_bytes
    assert triplet.end_bytes == 18 + length_bytes + value_bytes


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(KEY, id="a key alone"),
        pytest.param(KEY + b"\x83\x00\x00", id="a length cut short"),
        pytest.param(KEY + b"\x80" + bytes(20), id="the indefinite form"),
        pytest.param(KEY + b"\x89" + bytes(20), id="a length of nine bytes"),
        pytest.param(b"RIFF" + bytes(30), id="no universal label"),
    ],
)
def test_what_is_no_triplet_is_none(header: bytes) -> None:
    assert read_triplet(io.BytesIO(header), 0) is None


def test_a_length_is_built_in_the_long_form() -> None:
    assert build_length(104).hex() == "83000068"
    assert build_length(864_864, 8).hex() == "87000000000d3260"
    assert build_triplet(KEY, b"xy") == KEY + b"\x83\x00\x00\x02xy"


def test_a_value_too_long_for_its_length_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        build_length(1 << 24)


def test_fill_takes_exactly_the_bytes_that_were_asked() -> None:
    assert build_fill(20) == FILL_KEY + b"\x83\x00\x00\x00"
    assert len(build_fill(8192)) == 8192
    with pytest.raises(ValueError, match="at least 20"):
        build_fill(19)


def test_the_version_of_a_label_does_not_count() -> None:
    assert same_label(KEY, KEY[:7] + b"\x0d" + KEY[8:])
    assert not same_label(KEY, KEY[:8] + b"\x0e" + KEY[9:])
