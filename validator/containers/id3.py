"""An ID3v2 tag in front of another format.

Source: ID3 tag version 2.4.0, Main Structure (2000), section 3.1 (header) and 3.4 (footer).
"""

from __future__ import annotations

from typing import Final

HEADER_BYTES: Final = 10
_FOOTER_FLAG: Final = 0x10
_BITS_PER_BYTE: Final = 7


def id3_bytes(start: bytes) -> int:
    """Return how many bytes an ID3v2 tag takes; 0 where there is none.

    The length is four bytes of seven bits each, header and footer not counted: 00 00 02 01 is 2 * 128 + 1 = 257 bytes,
    and the tag takes 267.

    Args:
        start: At least the first ten bytes of the file.
    """
    if len(start) < HEADER_BYTES or start[:3] != b"ID3" or any(byte >> _BITS_PER_BYTE for byte in start[6:10]):
        return 0
    size = 0
    for byte in start[6:10]:
        size = (size << _BITS_PER_BYTE) | byte
    return HEADER_BYTES + size + (HEADER_BYTES if start[5] & _FOOTER_FLAG else 0)
