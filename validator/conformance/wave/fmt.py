"""The fmt chunk: sizes of a frame, and WAVE_FORMAT_EXTENSIBLE.

A GUID other than PCM or IEEE float makes a file that is not read at all, which is no finding but a refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.conformance.wave.noted import chunk_place, noted, row
from validator.containers.wave.fmt import EXTENSIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.facts import FileFacts, FmtFacts

_EXTENSION_BYTES: Final = 22
"""Bytes of WAVEFORMATEXTENSIBLE behind WAVEFORMATEX. Source: Microsoft, WAVEFORMATEXTENSIBLE, member Format."""


def _microsoft(member: str) -> Clause:
    return Clause(document="Microsoft, WAVEFORMATEXTENSIBLE structure", edition="", clause=f"member {member}")


def _fmt(facts: FileFacts) -> FmtFacts:
    assert facts.wave is not None, "the row has looked"
    return facts.wave.fmt


def _extension(check: str, facts: FileFacts) -> Iterator[Fault]:
    found = _fmt(facts)
    if found.format_tag == EXTENSIBLE and (found.extension_bytes or 0) < _EXTENSION_BYTES:
        arguments = {"bytes": found.extension_bytes or 0, "needed_bytes": _EXTENSION_BYTES}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "fmt "))


def _whole_bytes(check: str, facts: FileFacts) -> Iterator[Fault]:
    found = _fmt(facts)
    if found.format_tag == EXTENSIBLE and found.bits % 8:
        yield Fault(check=check, arguments={"bits": found.bits}, place=chunk_place(facts, "fmt "))


FMT_CHECKS: Final[tuple[Check[FileFacts], ...]] = (
    noted(
        "wave.fmt-sizes-disagree",
        Clause(
            document="Microsoft/IBM, Multimedia Programming Interface and Data Specifications",
            edition="1.0 (1991)",
            clause="chapter 3, nBlockAlign",
        ),
        Level.SHALL,
    ),
    row("wave.extension-too-short", _microsoft("Format"), Level.SHALL, _extension),
    row("wave.bits-not-whole-bytes", _microsoft("Samples"), Level.SHALL, _whole_bytes),
    noted("wave.valid-bits-exceed", _microsoft("Samples"), Level.SHALL),
    noted("wave.mask-count", _microsoft("dwChannelMask"), Level.SHOULD),
)
