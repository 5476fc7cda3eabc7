import pytest

from packager.fixity.listing import Former, Listed, Listing, Read, algorithms_for, is_digest
from specs.errors import UsageError


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ((), ("sha256", "xxh128")),
        (("sha256",), ("sha256", "xxh128")),
        (("md5",), ("md5", "sha256")),
        (("xxh64", "md5", "md5"), ("md5", "sha256", "xxh64")),
    ],
)
def test_a_package_has_what_is_asked_for_and_what_both_lists_need(
    asked: tuple[str, ...], given: tuple[str, ...]
) -> None:
    assert algorithms_for(asked) == given


def test_a_digest_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot have this digest"):
        algorithms_for(["crc32"])


def test_a_digest_has_the_length_and_the_digits_of_its_algorithm() -> None:
    assert is_digest("md5", "0" * 32)
    assert not is_digest("md5", "0" * 31)
    assert not is_digest("md5", "G" * 32)
    assert not is_digest("crc32", "0" * 8)


@pytest.mark.parametrize(
    ("algorithm", "digits"), [("md5", 32), ("sha1", 40), ("sha256", 64), ("xxh64", 16), ("xxh3", 16), ("xxh128", 32)]
)
def test_every_algorithm_gives_so_many_digits(algorithm: str, digits: int) -> None:
    assert is_digest(algorithm, "a" * digits)
    assert not is_digest(algorithm, "a" * (digits - 1))
    assert not is_digest(algorithm, "a" * (digits + 1))


@pytest.mark.parametrize("text", ["", "a", "ab"])
def test_nothing_is_a_digest_of_an_algorithm_that_is_not_known(text: str) -> None:
    assert not is_digest("crc32", text)


def test_what_was_read_of_lists_is_kept_apart_for_each_reading() -> None:
    listed = Listed(size_bytes=3, digests={"md5": "a" * 32})
    listing = Listing(source="one.md5", covers=lambda path: path == "a.wav", files={"a.wav": listed})
    former = Former(source="zero.mhl", listed=Listed(), successors=("b.wav",))
    first, second = Read(listings=[listing], former={"c.wav": former}), Read()
    second.refuse("two.md5", "It cannot be read.")

    assert (first.listings, first.problems, first.former) == ([listing], [], {"c.wav": former})
    assert (second.listings, [problem.path for problem in second.problems]) == ([], ["two.md5"])
    assert listing.covers("a.wav")
    assert (former.listed.size_bytes, former.listed.digests) == (None, {})
