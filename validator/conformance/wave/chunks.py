"""Chunks, their sizes and their order, and the 64-bit sizes of RF64 and BW64.

What readers do was tried with files made for it: ffmpeg 5.1.9 and libsndfile 1.2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.conformance.wave.noted import chunk_place, noted, row
from validator.containers.wave.riff import UNSET_32

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.facts import FileFacts

_FFMPEG: Final = "ffmpeg 5.1.9"
_SNDFILE: Final = "libsndfile 1.2.2"


def _riff(clause: str, enforced_by: str | None = None) -> Clause:
    return Clause(
        document="Microsoft/IBM, Multimedia Programming Interface and Data Specifications",
        edition="1.0 (1991)",
        clause=clause,
        enforced_by=enforced_by,
    )


def _rf64(enforced_by: str) -> Clause:
    return Clause(document="EBU Tech 3306", edition="v1 (2009)", clause="ds64 chunk", enforced_by=enforced_by)


_ALIGNED: Final = Clause(document="ITU-R BS.2088-1", edition="2019", clause="Annex 1, chunks: word alignment")


def _form_size_left(check: str, facts: FileFacts) -> Iterator[Fault]:
    """RF64 and BW64 say FFFFFFFFh where a 32-bit size would stand, so that old readers do not take it for one."""
    assert facts.wave is not None, "the row has looked"
    if facts.wave.form != "RIFF" and facts.wave.riff_bytes != UNSET_32:
        arguments = {"form": facts.wave.form, "stated_bytes": str(facts.wave.riff_bytes)}
        yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "ds64"))


CHUNK_CHECKS: Final[tuple[Check[FileFacts], ...]] = (
    noted("wave.id3-in-front", _riff("chapter 2, RIFF form"), Level.SHALL),
    noted("wave.riff-size-differs", _riff("chapter 2, ckSize"), Level.SHALL),
    noted("wave.riff-size-open", _riff("chapter 2, ckSize"), Level.SHOULD),
    noted("wave.chunk-cut-short", _riff("chapter 2, ckSize"), Level.SHALL),
    noted("wave.chunk-size-open", _riff("chapter 2, ckSize"), Level.SHALL),
    noted("wave.data-size-open", _riff("chapter 2, ckSize"), Level.SHOULD),
    noted("wave.data-size-ran-over", _riff("chapter 2, ckSize"), Level.SHALL),
    noted("wave.pad-missing", _ALIGNED, Level.SHALL),
    noted("wave.pad-missing-at-end", _ALIGNED, Level.SHALL),
    noted("wave.zero-bytes", _riff("chapter 2, chunks", _SNDFILE), Level.SHOULD),
    noted("wave.unusual-id", _riff("chapter 2, ckID", _SNDFILE), Level.SHOULD),
    noted("wave.remainder", _riff("chapter 2, RIFF form", _SNDFILE), Level.SHOULD),
    noted("wave.chunk-doubled", _riff("chapter 3, WAVE form", _SNDFILE), Level.SHOULD),
    noted("wave.fmt-after-data", _riff("chapter 3, WAVE form"), Level.SHALL),
    noted("wave.data-part-frame", _riff("chapter 3, nBlockAlign"), Level.SHALL),
    noted("wave.ds64-missing", _rf64(_FFMPEG), Level.SHOULD),
    noted("wave.ds64-not-first", _rf64(_FFMPEG), Level.SHOULD),
    noted("wave.ds64-unreadable", _rf64(_FFMPEG), Level.SHOULD),
    noted("wave.ds64-in-riff", _rf64("this reader"), Level.SHOULD),
    noted("wave.ds64-size-open", _rf64("this reader"), Level.SHOULD),
    noted("wave.ds64-size-differs", _rf64("this reader"), Level.SHOULD),
    row("wave.form-size-not-left", _rf64("this reader"), Level.SHOULD, _form_size_left),
    noted(
        "wave.chna-unreadable",
        Clause(document="ITU-R BS.2088-1", edition="2019", clause="clause 8", enforced_by="this reader"),
        Level.SHOULD,
    ),
)
