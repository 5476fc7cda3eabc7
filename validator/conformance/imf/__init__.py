"""The profile `imf`: packages after SMPTE ST 2067, against themselves and what readers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance import Profile
from validator.conformance.imf.assets import ASSET_CHECKS, DOCUMENT_CHECKS
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
