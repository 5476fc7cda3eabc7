"""The profile `imf`: packages after SMPTE ST 2067, against themselves and what readers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance import Profile
from validator.conformance.imf.assets import ASSET_CHECKS, DOCUMENT_CHECKS
from validator.conformance.imf.cinema import CINEMA_CHECKS, SHARED_CHECKS
from validator.conformance.imf.clients import NETFLIX_CHECKS, PRACTICE_CHECKS
from validator.conformance.imf.compositions import COMPOSITION_CHECKS
from validator.conformance.imf.linked import LINKED_CHECKS
from validator.conformance.imf.sound import SOUND_CHECKS

if TYPE_CHECKING:
    from validator.containers.imf.package import ImfPackage

IMF: Final[Profile[ImfPackage]] = Profile(
    id="imf",
    title="Interoperable master package",
    edition="SMPTE ST 2067-2, -3, -5, ST 429-8, -9, as the package states them and as readers enforce them",
    checks=(*DOCUMENT_CHECKS, *ASSET_CHECKS, *COMPOSITION_CHECKS, *SOUND_CHECKS, *LINKED_CHECKS),
)
"""Parsed is a package with what it may refer to."""

DCP: Final[Profile[ImfPackage]] = Profile(
    id="dcp",
    title="Digital cinema package, its sound",
    edition="SMPTE ST 429-2, -3, -7, -8, -9 and interop, as the package states them and as readers enforce them",
    checks=(*SHARED_CHECKS, *CINEMA_CHECKS),
)
"""As `IMF`, for what is wrapped for cinemas."""

IMF_PRACTICE: Final[Profile[ImfPackage]] = Profile(
    id="imf-practice",
    title="Interoperable master package, by the practice of the IMF User Group",
    edition=f"best practice 002 (2021), with {IMF.edition}",
    checks=(*IMF.checks, *PRACTICE_CHECKS),
)
"""As `IMF`, and what the practice for packages and supplementals recommends."""

IMF_NETFLIX: Final[Profile[ImfPackage]] = Profile(
    id="imf-netflix",
    title="Interoperable master package for Netflix",
    edition=f"Branded Delivery Specifications v5.0, with {IMF_PRACTICE.edition}",
    checks=(*IMF_PRACTICE.checks, *NETFLIX_CHECKS),
)
"""As `IMF_PRACTICE`, and what is asked of a package of a branded title."""

PROFILES: Final = {one.id: one for one in (IMF, IMF_PRACTICE, IMF_NETFLIX, DCP)}
"""By the id that a caller names."""


def profile_of(package: ImfPackage) -> Profile[ImfPackage]:
    """Return the profile that a package is held against where nobody names one."""
    return DCP if package.is_cinema else IMF
