"""Key, length, value: the one shape of everything in an MXF file.

Sources: SMPTE ST 336:2017 (KLV coding, BER lengths); ST 377-1:2019 clauses 6.3.3 (fill items) and 9.3 (local sets).
The layout is the one that six writers were found to share; the standards' text itself was not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import BinaryIO

KEY_BYTES: Final = 16

UNIVERSAL_LABEL_START: Final = bytes.fromhex("060e2b34")
"""Every key begins so: object identifier of SMPTE (ST 298)."""

VERSION_BYTE: Final = 7
"""The byte of a universal label that gives the register's version: two labels that differ only here mean the same."""

FILL_KEY: Final = bytes.fromhex("060e2b34010101020301021001000000")

METADATA_LENGTH_BYTES: Final = 4
"""Bytes that a length takes before packs and sets: 83 and three more, as every writer that was looked at does."""

ESSENCE_LENGTH_BYTES: Final = 8
"""Bytes that a length takes before the essence: 87 and seven more, enough for 64 PiB."""

_LONGEST_HEADER_BYTES: Final = KEY_BYTES + 9
_LONG_FORM: Final = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Triplet:
    """Where one key, length and value lie in a file.

    Attributes:
        key: 16 bytes.
        offset_bytes: Where the key begins.
        header_bytes: Bytes of key and length together.
        value_bytes: Bytes of the value as the length states it; they may run beyond the end of the file.
    """

    key: bytes
    offset_bytes: int
    header_bytes: int
    value_bytes: int

    @property
    def value_offset_bytes(self) -> int:
        """Where the value begins."""
        return self.offset_bytes + self.header_bytes

    @property
    def end_bytes(self) -> int:
        """Where the next triplet begins."""
        return self.value_offset_bytes + self.value_bytes


def same_label(first: bytes, second: bytes) -> bool:
    """True where two universal labels mean the same: the version of the register does not count."""
    return first[:VERSION_BYTE] == second[:VERSION_BYTE] and first[VERSION_BYTE + 1 :] == second[VERSION_BYTE + 1 :]


def label_key(label: bytes) -> bytes:
    """A universal label with its version set to 0, so that labels that mean the same are equal."""
    return label[:VERSION_BYTE] + b"\0" + label[VERSION_BYTE + 1 :]


def read_triplet(file: BinaryIO, offset_bytes: int) -> Triplet | None:
    """Read key and length at a place; None where no key stands there or the file ends within.

    Args:
        file: Any file that can seek; 25 bytes are read at most.
        offset_bytes: Where the key should begin.

    Source: ST 336:2017, BER short form (one byte below 80) and long form (81 to 88, then 1 to 8 bytes).
    """
    file.seek(offset_bytes)
    header = file.read(_LONGEST_HEADER_BYTES)
    if len(header) <= KEY_BYTES or header[:4] != UNIVERSAL_LABEL_START:
        return None
    first = header[KEY_BYTES]
    if first < _LONG_FORM:
        return Triplet(key=header[:KEY_BYTES], offset_bytes=offset_bytes, header_bytes=KEY_BYTES + 1, value_bytes=first)
    count = first - _LONG_FORM
    digits = header[KEY_BYTES + 1 : KEY_BYTES + 1 + count]
    # 80 alone is the indefinite form, which MXF forbids; a length of more than eight bytes means damage.
    if not 1 <= count <= 8 or len(digits) < count:
        return None
    return Triplet(
        key=header[:KEY_BYTES],
        offset_bytes=offset_bytes,
        header_bytes=KEY_BYTES + 1 + count,
        value_bytes=int.from_bytes(digits, "big"),
    )


def build_length(value_bytes: int, length_bytes: int = METADATA_LENGTH_BYTES) -> bytes:
    """A length in the long form, taking exactly `length_bytes` bytes.

    Raises:
        ValueError: The value is too long for that many bytes.
    """
    digits = length_bytes - 1
    if value_bytes >= 1 << (8 * digits):
        raise ValueError(f"{value_bytes} bytes do not fit into a length of {length_bytes} bytes")
    return bytes((_LONG_FORM + digits,)) + value_bytes.to_bytes(digits, "big")


def build_triplet(key: bytes, value: bytes) -> bytes:
    """Key, length of four bytes, value."""
    return key + build_length(len(value)) + value


def build_fill(total_bytes: int) -> bytes:
    """A fill item that takes exactly `total_bytes` bytes with its key and length.

    Raises:
        ValueError: Fewer bytes than key and length take.
    """
    header_bytes = KEY_BYTES + METADATA_LENGTH_BYTES
    if total_bytes < header_bytes:
        raise ValueError(f"a fill item takes at least {header_bytes} bytes, not {total_bytes}")
    return build_triplet(FILL_KEY, bytes(total_bytes - header_bytes))
