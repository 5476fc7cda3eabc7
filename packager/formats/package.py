"""The table of package formats: what each is called, and the functions that make, recognise, verify and judge it.

To add a format: a folder of its own beside this module, and a row in `FORMATS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from packager.formats.stems.judge_inside import judge_stems_inside
from packager.formats.stems.make import make_stems
from packager.formats.stems.manifest import is_stem_bundle
from packager.formats.stems.rejudge import verify_stems
from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from packager.formats.orders import InsideOrder, PackageOrder, VerifyOrder
    from packager.formats.stems.verify import Verification
    from validator.delivery.judged import MixResult
    from validator.progress import Show
    from validator.report import Verdict


class MadePackage(Protocol):
    """A package that was made, whatever its format."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the reports inside say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFormat:
    """One format.

    Attributes:
        title: What people call it.
        make: Makes a package under a name, whole or not at all.
        recognise: Says whether something on disk claims to be such a package; never raises.
        verify: Holds bytes and names against every list, measures and judges the mixes inside again, and compares.
        judge_inside: Yields what is to be said of the package, then of every mix inside.
    """

    title: str
    make: Callable[[PackageOrder, Path, Show], MadePackage]
    recognise: Callable[[Path], bool]
    verify: Callable[[Path, VerifyOrder], Verification]
    judge_inside: Callable[[Path, InsideOrder], Iterator[MixResult]]


FORMATS: Final[dict[str, PackageFormat]] = {
    "stems": PackageFormat(
        title="Stem bundle",
        make=make_stems,
        recognise=is_stem_bundle,
        verify=verify_stems,
        judge_inside=judge_stems_inside,
    ),
}

BY_LISTS: Final = "stems"
"""The format whose reader verifies what none recognises: it knows every list that a folder may have kept."""


def format_named(name: str) -> PackageFormat:
    """Return a format by its name.

    Raises:
        UsageError: There is no such format.
    """
    if name not in FORMATS:
        raise UsageError("There is no such package format.", found=name, expected=", ".join(FORMATS))
    return FORMATS[name]


def recognised(path: Path) -> PackageFormat | None:
    """Return the format that something on disk claims to be; None where it is no package of a known format."""
    return next((one for one in FORMATS.values() if one.recognise(path)), None)


def verify_package(path: Path, order: VerifyOrder) -> Verification:
    """Verify a package of whatever format; one that has lost its manifest, by the lists that are left of it.

    Raises:
        MediaError: There is none, or it has no list of what is in it.
    """
    return (recognised(path) or FORMATS[BY_LISTS]).verify(path, order)
