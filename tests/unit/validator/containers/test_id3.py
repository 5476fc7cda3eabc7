"""How long a tag in front of a file is: ID3 2.4.0, clauses 3.1 and 3.4."""

from __future__ import annotations

import pytest

from validator.containers.id3 import id3_bytes


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"ID3\4\0\0\0\0\0\0", 10),
        (b"ID3\4\0\0\0\0\2\1", 267),
        (b"ID3\4\0\0\x7f\x7f\x7f\x7f", 10 + 2**28 - 1),
        (b"ID3\4\0\0\1\0\0\0", 10 + 2**21),
        (b"ID3\4\0\x10\0\0\2\1", 277),
        (b"ID3\4\0\xe0\0\0\2\1", 267),
        (b"ID3\3\0\0\0\0\2\1more", 267),
        (b"ID3\4\0\0\0\0\2", 0),
        (b"ID3\4\0\0\0\0\2\x80", 0),
        (b"ID3\4\0\0\x80\0\2\1", 0),
        (b"TAG\4\0\0\0\0\2\1", 0),
        (b"", 0),
    ],
)
def test_a_tag_is_as_long_as_its_four_bytes_of_seven_bits_say_with_header_and_footer(
    start: bytes, expected: int
) -> None:
    assert id3_bytes(start) == expected
