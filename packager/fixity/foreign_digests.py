"""Digests that lists of other makers state: what they are called, how long they are, and how they are made."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Final

from validator.audio.digests import ALGORITHMS, Hasher, new_hasher

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

C4_DIGITS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
C4_LENGTH: Final = 90
"""Source of both: SMPTE ST 2114:2017, "C4 ID": SHA-512 in base 58, after the letters `c4`."""


class Crc32:
    """CRC-32 of ISO 3309, as lists with the ending `.sfv` state it: eight hexadecimal digits."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: ReadableBuffer, /) -> None:
        """Take more bytes."""
        self._value = zlib.crc32(data, self._value)

    def hexdigest(self) -> str:
        """The digest of all bytes so far."""
        return f"{self._value:08x}"


class C4:
    """The C4 identifier of SMPTE ST 2114."""

    def __init__(self) -> None:
        self._sha512 = hashlib.sha512(usedforsecurity=False)

    def update(self, data: ReadableBuffer, /) -> None:
        """Take more bytes."""
        self._sha512.update(data)

    def hexdigest(self) -> str:
        """The identifier of all bytes so far; not hexadecimal, its letters have a case."""
        number = int(self._sha512.hexdigest(), 16)
        digits = ""
        while number:
            number, digit = divmod(number, len(C4_DIGITS))
            digits = C4_DIGITS[digit] + digits
        return "c4" + digits.rjust(C4_LENGTH - 2, C4_DIGITS[0])


def _xxh32() -> Hasher:
    import xxhash  # noqa: PLC0415  few lists ask for it, and start-up counts

    return xxhash.xxh32()


_BY_HASHLIB: Final = {"sha224": "sha224", "sha384": "sha384", "sha512": "sha512", "blake2b": "blake2b"}
_BY_FUNCTION: Final[dict[str, Callable[[], Hasher]]] = {"crc32": Crc32, "c4": C4, "xxh32": _xxh32}

DIGITS: Final = {
    "md5": 32,
    "sha1": 40,
    "sha224": 56,
    "sha256": 64,
    "sha384": 96,
    "sha512": 128,
    "blake2b": 128,
    "crc32": 8,
    "xxh32": 8,
    "xxh64": 16,
    "xxh3": 16,
    "xxh128": 32,
}
"""Hexadecimal digits by algorithm, of those that have a hexadecimal form."""

KNOWN: Final = (*DIGITS, "c4")

_SPELLINGS: Final = {
    "md5sum": "md5",
    "sha": "sha1",
    "sha1sum": "sha1",
    "blake2": "blake2b",
    "b2": "blake2b",
    "crc": "crc32",
    "xxh": "xxh64",
    "xxhash": "xxh64",
    "xxhash32": "xxh32",
    "xxhash64": "xxh64",
    "xxhash64be": "xxh64",
    "xxh3_64": "xxh3",
    "xxh364": "xxh3",
    "xxhash3": "xxh3",
    "xxhash364": "xxh3",
    "xxhash128": "xxh128",
    "xxh3_128": "xxh128",
    "xxh3128": "xxh128",
    "xxhash3128": "xxh128",
    "sha2256": "sha256",
    "sha2512": "sha512",
    "sha2384": "sha384",
    "sha2224": "sha224",
}
"""Other names that tools write, in small letters, without hyphens and underscores."""


def algorithm_named(text: str) -> str | None:
    """Return the algorithm that a list means by a name: `SHA-256`, `sha256`, `SHA2-256`; None for one not read."""
    plain = text.strip().lower().replace("-", "").replace(" ", "")
    plain = _SPELLINGS.get(plain, plain).replace("_", "")
    plain = _SPELLINGS.get(plain, plain)
    return plain if plain in KNOWN else None


def is_foreign_digest(algorithm: str, text: str) -> bool:
    """Say whether a text, in small letters but for a C4 identifier, has the form of a digest of an algorithm."""
    if algorithm == "c4":
        return len(text) == C4_LENGTH and text.startswith("c4") and all(sign in C4_DIGITS for sign in text[2:])
    return len(text) == DIGITS.get(algorithm, -1) and all(digit in "0123456789abcdef" for digit in text)


def normalised(algorithm: str, text: str) -> str:
    """Return a digest as it is compared: hexadecimal in small letters, a C4 identifier as it is."""
    return text.strip() if algorithm == "c4" else text.strip().lower()


def any_hasher(algorithm: str) -> Hasher:
    """Begin a digest of whatever list.

    Raises:
        UsageError: No such algorithm.
    """
    if algorithm in ALGORITHMS:
        return new_hasher(algorithm)
    if algorithm in _BY_HASHLIB:
        return hashlib.new(_BY_HASHLIB[algorithm], usedforsecurity=False)
    if algorithm in _BY_FUNCTION:
        return _BY_FUNCTION[algorithm]()
    return new_hasher(algorithm)
