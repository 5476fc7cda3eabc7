"""Lengths that writers leave in a header when they cannot go back to fill it in, as into a pipe.

Sources: the values are those that programs write: 0 and FFFFFFFFh (ffmpeg), 7FFFF000h (SoX, WavPack), 80000000h
(arecord), 7FFFFFFFh and FFFFFFDBh (FFFFFFFFh less the 36 bytes of a plain header; 7FFFFFDBh alike). FFFFF000h is 2^32
less 4096, as 7FFFF000h is 2^31 less 4096.
"""

from __future__ import annotations

from typing import Final

OPEN_32: Final = frozenset({0, 0x7FFFF000, 0x7FFFFFDB, 0x7FFFFFFF, 0x80000000, 0xFFFFF000})
"""32-bit lengths that stand for "not known"."""

NO_ROOM_ABOVE_32: Final = 0xFFFFFF00
"""From here on a 32-bit length leaves no room for the header that it stands in, so no file is that long."""

LONGEST_64: Final = 1 << 62
"""No file is that long: ffmpeg leaves the largest number with a sign (Wave64), or all bits (CAF, ds64)."""


def is_open_32(length: int) -> bool:
    """Return whether a 32-bit length may stand for "not known"; what the file holds decides."""
    return length in OPEN_32 or length >= NO_ROOM_ABOVE_32


def is_open_64(length: int) -> bool:
    """Return whether a 64-bit length may stand for "not known": 0, or more than any file holds."""
    return length == 0 or length >= LONGEST_64
