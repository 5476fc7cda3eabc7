"""What one list of a package says: paths, sizes and digests; and which digests each kind of list can state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from packager.fixity.problem import Problem, ProblemKind
from specs.errors import UsageError
from validator.audio.digests import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BAG_ALGORITHMS: Final = ("md5", "sha1", "sha256")
"""Of the digests that are made, those that RFC 8493 clause 2.4 names."""

MEDIA_HASH_ALGORITHMS: Final = ("md5", "sha1", "xxh64", "xxh3", "xxh128")
"""Of the digests that are made, those that the ASC Media Hash List 2.0 names."""

_DIGEST_DIGITS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "xxh64": 16, "xxh3": 16, "xxh128": 32}

PACKAGE_ALGORITHMS: Final = tuple(_DIGEST_DIGITS)
"""The digests that a file of a package may have."""


def algorithms_for(asked: Sequence[str]) -> tuple[str, ...]:
    """Return the digests that a package has: those asked for, SHA-256, and one that media hash lists know.

    SHA-256 is always there because a signature is worth no more than the digests it signs.

    Raises:
        UsageError: No such digest.
    """
    for name in asked:
        if name not in _DIGEST_DIGITS:
            known = " ".join(name for name in ALGORITHMS if name in _DIGEST_DIGITS)
            raise UsageError("A package cannot have this digest.", found=name, expected=f"one of {known}")
    chosen = {"sha256", *asked}
    if chosen.isdisjoint(MEDIA_HASH_ALGORITHMS):
        chosen.add("xxh128")
    return tuple(name for name in _DIGEST_DIGITS if name in chosen)


def is_digest(algorithm: str, text: str) -> bool:
    """Say whether a text has the form of a digest: hexadecimal digits, as many as the algorithm gives."""
    return len(text) == _DIGEST_DIGITS.get(algorithm, -1) and all(digit in "0123456789abcdef" for digit in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list says of one file. `size_bytes` is None where it says no size."""

    size_bytes: int | None = None
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list.

    Attributes:
        source: The list, by its path in the package.
        covers: Whether a file has to be in this list.
        files: What it says, by path.
    """

    source: str
    covers: Callable[[str], bool]
    files: dict[str, Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What an earlier generation of a list says of a file that the last one no longer names.

    Attributes:
        source: The generation, by its path.
        listed: What it says.
        successors: Files that appeared in the generation in which it is gone: one may be the same under another name.
    """

    source: str
    listed: Listed
    successors: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Read:
    """What was made of the lists of one kind.

    Attributes:
        listings: The lists.
        problems: What is wrong with them.
        former: Names that only an earlier generation of a list has.
    """

    listings: list[Listing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    former: dict[str, Former] = field(default_factory=dict)

    def refuse(self, source: str, message: str, found: str | None = None, expected: str | None = None) -> None:
        """Note that a list cannot be read."""
        self.problems.append(
            Problem(kind=ProblemKind.UNREADABLE, path=source, message=message, found=found, expected=expected)
        )
