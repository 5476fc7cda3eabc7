"""Values of properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from uuid import UUID

import pytest

from validator.containers.mxf.values import Rational, Value, ValueKind, decode, encode

IDENTIFIER = UUID("00010203-0405-0607-0809-0a0b0c0d0e0f")
LABEL = bytes(range(16))


@pytest.mark.parametrize(
    ("kind", "value", "raw"),
    [
        (ValueKind.BOOLEAN, True, "01"),
        (ValueKind.UINT8, 255, "ff"),
        (ValueKind.INT8, -3, "fd"),
        (ValueKind.UINT16, 0x0103, "0103"),
        (ValueKind.UINT32, 864_000, "000d2f00"),
        (ValueKind.INT64, -1, "ffffffffffffffff"),
        (ValueKind.RATIONAL, Rational(48_000, 1), "0000bb8000000001"),
        (ValueKind.TIMESTAMP, datetime(2024, 9, 10, 21, 52, 12, 420_000, tzinfo=UTC), "07e8090a15340c69"),
        (ValueKind.UUID, IDENTIFIER, "000102030405060708090a0b0c0d0e0f"),
        (ValueKind.LABEL, LABEL, "000102030405060708090a0b0c0d0e0f"),
        (ValueKind.UMID, LABEL + LABEL, "000102030405060708090a0b0c0d0e0f" * 2),
        (ValueKind.UTF16, "sg51", "0073006700350031"),
        (ValueKind.UTF16, "Ж\N{GRINNING FACE}", "0416d83dde00"),
        (ValueKind.ISO7, "fr-FR", "66722d4652"),
        (ValueKind.REFERENCES, (IDENTIFIER,), "0000000100000010000102030405060708090a0b0c0d0e0f"),
        (ValueKind.LABELS, (), "0000000000000010"),
    ],
)
def test_a_value_is_read_as_it_was_written(kind: ValueKind, value: Value, raw: str) -> None:
    assert encode(kind, value).hex() == raw
    assert decode(kind, bytes.fromhex(raw)) == value


@pytest.mark.parametrize("ending", ["0000", "00000041"])
def test_text_ends_at_its_first_nul(ending: str) -> None:
    assert decode(ValueKind.UTF16, bytes.fromhex("00500052004d" + ending)) == "PRM"
    assert decode(ValueKind.ISO7, b"en-GB\0") == "en-GB"


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (ValueKind.BOOLEAN, ""),
        (ValueKind.UINT32, "0000ff"),
        (ValueKind.RATIONAL, "00000001"),
        (ValueKind.TIMESTAMP, "07e80d0a15340c69"),
        (ValueKind.TIMESTAMP, "00" * 8),
        (ValueKind.UUID, "00" * 15),
        (ValueKind.UMID, "00" * 16),
        (ValueKind.UTF16, "d83d0041"),
        (ValueKind.UTF16, "00"),
        (ValueKind.ISO7, "e9"),
        (ValueKind.REFERENCES, "0000000200000010" + "00" * 16),
        (ValueKind.REFERENCES, "0000000100000012" + "00" * 18),
        (ValueKind.LABELS, "000000"),
    ],
)
def test_bytes_that_are_no_value_are_none(kind: ValueKind, raw: str) -> None:
    assert decode(kind, bytes.fromhex(raw)) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ValueKind.UINT8, 256),
        (ValueKind.UINT32, "1"),
        (ValueKind.UINT8, True),
        (ValueKind.BOOLEAN, 1),
        (ValueKind.UUID, LABEL),
        (ValueKind.LABELS, (b"short",)),
        (ValueKind.VERSION, (1, 2, 3, 4, 5)),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: ValueKind, value: Value) -> None:
    with pytest.raises(ValueError, match=r"kind|fit|batch"):
        encode(kind, value)


def test_a_rational_keeps_both_numbers() -> None:
    rate = decode(ValueKind.RATIONAL, bytes.fromhex("0001770000000002"))
    assert isinstance(rate, Rational)
    assert (str(rate), rate.fraction) == ("96000/2", Fraction(48_000))
    assert Rational(1, 0).fraction is None


def test_time_is_written_in_utc() -> None:
    east = datetime(2026, 1, 1, 9, 0, 0, 7_999, tzinfo=timezone(timedelta(hours=9)))
    assert decode(ValueKind.TIMESTAMP, encode(ValueKind.TIMESTAMP, east)) == datetime(2026, 1, 1, 0, 0, 0, 4000, UTC)
