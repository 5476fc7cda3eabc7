"""Digests that lists of others state, against published values of each algorithm."""

from __future__ import annotations

import hashlib
from typing import Final

import pytest

from packager.fixity.foreign_digests import DIGITS, algorithm_named, any_hasher, is_foreign_digest, normalised
from specs.errors import UsageError

OF_NOTHING: Final = {
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha224": "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha384": "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    "sha512": "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "blake2b": "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
    "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
    "crc32": "00000000",
    "xxh32": "02cc5d05",
    "xxh64": "ef46db3751d8e999",
    "xxh3": "2d06800538d394c2",
    "xxh128": "99aa06d3014798d86001c324468d497f",
}
"""Of no bytes: FIPS 180-4, RFC 1321, RFC 7693 and the xxHash specification with their published examples."""

C4_OF_NOTHING: Final = "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"
"""SMPTE ST 2114: the identifier of no bytes."""


@pytest.mark.parametrize("algorithm", OF_NOTHING)
def test_each_digest_of_nothing_is_the_published_one(algorithm: str) -> None:
    assert any_hasher(algorithm).hexdigest() == OF_NOTHING[algorithm]


def test_the_check_value_of_crc_32_is_reached_in_pieces() -> None:
    hasher = any_hasher("crc32")
    for piece in (b"1234", b"", b"56789"):
        hasher.update(piece)
    assert hasher.hexdigest() == "cbf43926"


def test_a_c4_identifier_is_the_published_one_and_can_be_read_back() -> None:
    assert any_hasher("c4").hexdigest() == C4_OF_NOTHING
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for number in range(200):
        content = bytes([number])
        hasher = any_hasher("c4")
        hasher.update(content)
        value = 0
        assert len(hasher.hexdigest()) == 90
        for sign in hasher.hexdigest()[2:]:
            value = 58 * value + digits.index(sign)
        assert value == int(hashlib.sha512(content).hexdigest(), 16)


def test_a_digest_that_is_not_known_is_refused() -> None:
    with pytest.raises(UsageError):
        any_hasher("tiger")


@pytest.mark.parametrize("algorithm", OF_NOTHING)
def test_a_digest_has_the_length_of_its_algorithm_and_hexadecimal_digits(algorithm: str) -> None:
    text = OF_NOTHING[algorithm]
    assert is_foreign_digest(algorithm, text)
    assert len(text) == DIGITS[algorithm]
    for other in (text[:-1], text + "0", text[:-1] + "g", ""):
        assert not is_foreign_digest(algorithm, other)


@pytest.mark.parametrize("text", ["", "0", "00000000"])
def test_nothing_is_a_digest_of_an_algorithm_that_is_not_known(text: str) -> None:
    assert not is_foreign_digest("tiger", text)


def test_a_c4_identifier_is_c4_and_88_digits_without_those_that_look_alike() -> None:
    assert is_foreign_digest("c4", C4_OF_NOTHING)
    for other in (C4_OF_NOTHING[:-1], C4_OF_NOTHING + "1", "c5" + C4_OF_NOTHING[2:], "", "c4"):
        assert not is_foreign_digest("c4", other)
    for sign in "0OIl":
        assert not is_foreign_digest("c4", C4_OF_NOTHING[:-1] + sign)


def test_letters_of_hexadecimal_digits_have_no_case_and_those_of_c4_do() -> None:
    assert normalised("md5", " D41D\t") == "d41d"
    assert normalised("c4", f" {C4_OF_NOTHING}\n") == C4_OF_NOTHING


@pytest.mark.parametrize("algorithm", [*DIGITS, "c4"])
def test_an_algorithm_is_known_by_its_own_name(algorithm: str) -> None:
    assert algorithm_named(algorithm) == algorithm
    assert algorithm_named(f" {algorithm.upper()} ") == algorithm


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHA", "sha1"),
        ("md5sum", "md5"),
        ("sha1sum", "sha1"),
        ("SHA-224", "sha224"),
        ("SHA2-224", "sha224"),
        ("SHA2-256", "sha256"),
        ("SHA2-384", "sha384"),
        ("SHA2-512", "sha512"),
        ("BLAKE2", "blake2b"),
        ("b2", "blake2b"),
        ("CRC", "crc32"),
        ("CRC-32", "crc32"),
        ("xxhash64be", "xxh64"),
        ("xxhash", "xxh64"),
        ("xxHash32", "xxh32"),
        ("XXH3-64", "xxh3"),
        ("xxHash3_64", "xxh3"),
        ("XXH3_128", "xxh128"),
        ("xxhash128", "xxh128"),
        ("sha3-256", None),
        ("sha512/256", None),
        ("md4", None),
    ],
)
def test_other_names_of_digests(text: str, expected: str | None) -> None:
    assert algorithm_named(text) == expected
