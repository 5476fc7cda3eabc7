"""The values of metadata properties: bytes to Python and back.

Source: SMPTE ST 377-1:2019 clause 4.3 (types), ST 330 (UMID); the encodings were confirmed on the files of six writers.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable


class Rational(NamedTuple):
    """Numerator and denominator as they stand in the file: 96000/2 is not reduced, for RegXML shows both numbers."""

    numerator: int
    denominator: int

    @property
    def fraction(self) -> Fraction | None:
        """The exact value; None where the denominator is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


class ValueKind(StrEnum):
    """How a property's value lies in the file."""

    BOOLEAN = "boolean"
    UINT8 = "uint8"
    INT8 = "int8"
    UINT16 = "uint16"
    UINT32 = "uint32"
    INT64 = "int64"
    RATIONAL = "rational"
    TIMESTAMP = "timestamp"
    VERSION = "version"
    UUID = "uuid"
    LABEL = "label"
    UMID = "umid"
    UTF16 = "utf16"
    ISO7 = "iso7"
    REFERENCE = "reference"
    UUIDS = "uuids"
    REFERENCES = "references"
    LABELS = "labels"
    BYTES = "bytes"


Value = int | str | bytes | UUID | Rational | datetime | tuple[int, ...] | tuple[bytes, ...] | tuple[UUID, ...]
"""A decoded value. A label is 16 bytes, a UMID 32; a boolean is a bool; a version five integers."""

UMID_BYTES: Final = 32
_IDENTIFIER_BYTES: Final = 16
_BATCH_HEADER: Final = struct.Struct(">II")
_TIMESTAMP: Final = struct.Struct(">HBBBBBB")
_TIMESTAMP_UNIT_MICROSECONDS: Final = 4000

_INTEGERS: Final[dict[ValueKind, struct.Struct]] = {
    ValueKind.UINT8: struct.Struct(">B"),
    ValueKind.INT8: struct.Struct(">b"),
    ValueKind.UINT16: struct.Struct(">H"),
    ValueKind.UINT32: struct.Struct(">I"),
    ValueKind.INT64: struct.Struct(">q"),
}


def decode(kind: ValueKind, raw: bytes) -> Value | None:
    """Read a value; None where the bytes are no value of that kind."""
    form = _INTEGERS.get(kind)
    return _DECODERS[kind](raw) if form is None else _unpacked(form, raw)


def encode(kind: ValueKind, value: Value) -> bytes:
    """Write a value.

    Raises:
        ValueError: A value of another kind, or one that does not fit.
    """
    form = _INTEGERS.get(kind)
    if form is not None and isinstance(value, int) and not isinstance(value, bool):
        try:
            return form.pack(value)
        except struct.error as error:
            raise ValueError(f"{value} does not fit into {kind}") from error
    expected = _TYPES.get(kind)
    if expected is None or not isinstance(value, expected):
        raise ValueError(f"{value!r} is no value of the kind {kind}")
    return _encoded(kind, value)


def _encoded(kind: ValueKind, value: Value) -> bytes:  # noqa: PLR0911  (one line for each type)
    """The bytes of a value whose type has been checked."""
    match value:
        case bool():
            return bytes((int(value),))
        case Rational():
            return struct.pack(">ii", value.numerator, value.denominator)
        case datetime():
            return _encode_timestamp(value)
        case UUID():
            return value.bytes
        case bytes():
            return value
        case str():
            return value.encode("utf-16-be" if kind is ValueKind.UTF16 else "ascii")
        case tuple():
            return _encode_batch(value)
        case int():
            raise AssertionError("integers are packed before")


def _unpacked(form: struct.Struct, raw: bytes) -> int | None:
    if len(raw) != form.size:
        return None
    (value,) = form.unpack(raw)
    return int(value)


def _decode_text(raw: bytes, coding: str) -> str | None:
    """Text up to the first NUL: some writers end every string with one, others none."""
    try:
        return raw.decode(coding).partition("\0")[0]
    except UnicodeDecodeError:
        return None


def _decode_batch(raw: bytes) -> tuple[bytes, ...] | None:
    """Members of 16 bytes behind their number and size; None where the numbers contradict the bytes that are there."""
    if len(raw) < _BATCH_HEADER.size:
        return None
    count, size = _BATCH_HEADER.unpack_from(raw)
    body = raw[_BATCH_HEADER.size :]
    if count == 0 and not body:
        return ()
    if size != _IDENTIFIER_BYTES or len(body) != count * size:
        return None
    return tuple(body[start : start + size] for start in range(0, len(body), size))


def _encode_batch(members: tuple[object, ...]) -> bytes:
    parts = [member.bytes if isinstance(member, UUID) else member for member in members]
    if not all(isinstance(part, bytes) and len(part) == _IDENTIFIER_BYTES for part in parts):
        raise ValueError("a batch holds UUIDs or labels of 16 bytes")
    return _BATCH_HEADER.pack(len(parts), _IDENTIFIER_BYTES) + b"".join(
        part for part in parts if isinstance(part, bytes)
    )


def _decode_timestamp(raw: bytes) -> datetime | None:
    """A date and time in UTC; None where the bytes are no date, as the all-zero "unknown" is none."""
    if len(raw) != _TIMESTAMP.size:
        return None
    year, month, day, hour, minute, second, quarter_milliseconds = _TIMESTAMP.unpack(raw)
    try:
        return datetime(
            year, month, day, hour, minute, second, quarter_milliseconds * _TIMESTAMP_UNIT_MICROSECONDS, tzinfo=UTC
        )
    except ValueError:
        return None


def _encode_timestamp(moment: datetime) -> bytes:
    """Bytes of a date and time; one without a time zone is taken for UTC."""
    utc = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return _TIMESTAMP.pack(
        utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond // _TIMESTAMP_UNIT_MICROSECONDS
    )


def _decode_uuids(raw: bytes) -> tuple[UUID, ...] | None:
    members = _decode_batch(raw)
    return None if members is None else tuple(UUID(bytes=member) for member in members)


def _exactly(raw: bytes, size: int) -> bytes | None:
    return raw if len(raw) == size else None


_DECODERS: Final[dict[ValueKind, Callable[[bytes], Value | None]]] = {
    ValueKind.BOOLEAN: lambda raw: bool(raw[0]) if len(raw) == 1 else None,
    ValueKind.RATIONAL: lambda raw: Rational(*struct.unpack(">ii", raw)) if len(raw) == 8 else None,
    ValueKind.TIMESTAMP: _decode_timestamp,
    ValueKind.VERSION: lambda raw: struct.unpack(">5H", raw) if len(raw) == 10 else None,
    ValueKind.UUID: lambda raw: UUID(bytes=raw) if len(raw) == _IDENTIFIER_BYTES else None,
    ValueKind.REFERENCE: lambda raw: UUID(bytes=raw) if len(raw) == _IDENTIFIER_BYTES else None,
    ValueKind.LABEL: lambda raw: _exactly(raw, _IDENTIFIER_BYTES),
    ValueKind.UMID: lambda raw: _exactly(raw, UMID_BYTES),
    ValueKind.UTF16: lambda raw: _decode_text(raw, "utf-16-be"),
    ValueKind.ISO7: lambda raw: _decode_text(raw, "ascii"),
    ValueKind.UUIDS: _decode_uuids,
    ValueKind.REFERENCES: _decode_uuids,
    ValueKind.LABELS: _decode_batch,
    ValueKind.BYTES: bytes,
}

_TYPES: Final[dict[ValueKind, type]] = {
    ValueKind.BOOLEAN: bool,
    ValueKind.RATIONAL: Rational,
    ValueKind.TIMESTAMP: datetime,
    ValueKind.UUID: UUID,
    ValueKind.REFERENCE: UUID,
    ValueKind.LABEL: bytes,
    ValueKind.UMID: bytes,
    ValueKind.UTF16: str,
    ValueKind.ISO7: str,
    ValueKind.UUIDS: tuple,
    ValueKind.REFERENCES: tuple,
    ValueKind.LABELS: tuple,
    ValueKind.BYTES: bytes,
}
"""What is encoded. Versions are only read."""
