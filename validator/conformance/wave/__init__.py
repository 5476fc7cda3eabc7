"""The profile `wave`: files of the RIFF family, their bext and iXML chunks, and these held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.conformance import Profile
from validator.conformance.wave.agreement import AGREEMENT_CHECKS
from validator.conformance.wave.bext import BEXT_CHECKS
from validator.conformance.wave.chunks import CHUNK_CHECKS
from validator.conformance.wave.fmt import FMT_CHECKS
from validator.conformance.wave.ixml import IXML_CHECKS

if TYPE_CHECKING:
    from validator.containers.facts import FileFacts

WAVE: Final[Profile[FileFacts]] = Profile(
    id="wave",
    title="WAVE family: RIFF, RF64, BW64, bext, iXML",
    edition="EBU Tech 3285 v2, ITU-R BS.2088-1, WAVEFORMATEXTENSIBLE, iXML 3.01",
    checks=(*CHUNK_CHECKS, *FMT_CHECKS, *BEXT_CHECKS, *IXML_CHECKS, *AGREEMENT_CHECKS),
)
"""Parsed is the facts of one file; of a file of another container nothing is found."""
