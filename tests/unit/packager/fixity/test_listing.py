import pytest

from packager.fixity.listing import algorithms_for, is_digest
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
