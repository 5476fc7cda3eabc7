"""The Broadcast Audio Extension chunk, versions 0 to 2.

Source: EBU Tech 3285 v2 (2011) clause 2.3, which includes versions 0 and 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.requirements.requirement import Level
from validator.conformance import Check, Clause, Fault
from validator.conformance.wave.noted import chunk_place, noted, row
from validator.containers.wave.bext import FIXED_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specs.message import Argument
    from validator.containers.facts import BextFacts, FileFacts

NEWEST_VERSION: Final = 2
"""Source: EBU Tech 3285 v2 (2011) clause 2.3, Version."""

LOUDNESS_LIMIT: Final = 99.99
"""Largest loudness, level and range either way that the fields may hold. Source: clause 2.3."""

SECONDS_A_DAY: Final = 86_400

_DATE: Final = re.compile(r"\d{4}[^\d](0[1-9]|1[0-2])[^\d](0[1-9]|[12]\d|3[01])")
_TIME: Final = re.compile(r"([01]\d|2[0-3])[^\d][0-5]\d[^\d][0-5]\d")
_TEXTS: Final = {
    "Description": "description",
    "Originator": "originator",
    "OriginatorReference": "originator_reference",
    "OriginationDate": "origination_date",
    "OriginationTime": "origination_time",
    "CodingHistory": "coding_history",
}


def _clause(field: str) -> Clause:
    return Clause(document="EBU Tech 3285", edition="v2 (2011)", clause=f"clause 2.3, {field}")


def _bext_row(
    check: str, field: str, level: Level, find: Callable[[BextFacts, FileFacts], Iterator[dict[str, Argument]]]
) -> Check[FileFacts]:
    """A row whose function yields the arguments of one fault of the bext chunk each."""

    def find_in(check: str, facts: FileFacts) -> Iterator[Fault]:
        if facts.bext is not None:
            for arguments in find(facts.bext, facts):
                yield Fault(check=check, arguments=arguments, place=chunk_place(facts, "bext"))

    return row(check, _clause(field), level, find_in)


def _too_short(_: BextFacts, facts: FileFacts) -> Iterator[dict[str, Argument]]:
    sizes = [chunk.size_bytes for chunk in facts.chunks if chunk.id == "bext" and chunk.size_bytes]
    if sizes and sizes[0] < FIXED_BYTES:
        yield {"bytes": sizes[0], "needed_bytes": FIXED_BYTES}


def _version(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    if bext.version > NEWEST_VERSION:
        yield {"version": bext.version, "newest": NEWEST_VERSION}


def _not_ascii(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    for field, name in _TEXTS.items():
        if not getattr(bext, name).isascii():
            yield {"field": field}


def _date(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    # An empty date states nothing; that a date is missing is for a sheet to demand.
    if bext.origination_date.strip() and not _DATE.fullmatch(bext.origination_date):
        yield {"date": bext.origination_date}


def _time(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    if bext.origination_time.strip() and not _TIME.fullmatch(bext.origination_time):
        yield {"time": bext.origination_time}


def _time_reference(bext: BextFacts, facts: FileFacts) -> Iterator[dict[str, Argument]]:
    """A count since midnight that is longer than a day."""
    if bext.time_reference_samples >= SECONDS_A_DAY * facts.sample_rate_hz:
        yield {"samples": str(bext.time_reference_samples), "rate_hz": facts.sample_rate_hz}


def _beyond_version(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    for field in bext.filled_beyond_version:
        yield {"field": field, "version": bext.version}


def _loudness_out_of_range(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    for name, value in bext.loudness or ():
        if value is not None and abs(value) > LOUDNESS_LIMIT:
            yield {"field": _LOUDNESS_FIELDS[name], "value": value, "limit": LOUDNESS_LIMIT}


_LOUDNESS_FIELDS: Final = {
    "integrated_lkfs": "LoudnessValue",
    "loudness_range_lu": "LoudnessRange",
    "max_true_peak_dbtp": "MaxTruePeakLevel",
    "max_momentary_lkfs": "MaxMomentaryLoudness",
    "max_short_term_lkfs": "MaxShortTermLoudness",
}


def _loudness_all_zero(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    """Version 2 from a writer that knows no loudness: five zeros say 0 LUFS, where 7FFFh would say "not set"."""
    if bext.loudness is not None and all(value == 0 for _, value in bext.loudness):
        yield {}


def _coding_history(bext: BextFacts, _: FileFacts) -> Iterator[dict[str, Argument]]:
    """Every line of the coding history ends with CR LF, the last one too."""
    history = bext.coding_history
    if history and (not history.endswith("\r\n") or re.search(r"(?<!\r)\n|\r(?!\n)", history)):
        yield {}


BEXT_CHECKS: Final[tuple[Check[FileFacts], ...]] = (
    noted("wave.bext-unreadable", _clause("bext chunk"), Level.SHALL),
    _bext_row("wave.bext-too-short", "bext chunk", Level.SHALL, _too_short),
    _bext_row("wave.bext-version", "Version", Level.SHALL, _version),
    _bext_row("wave.bext-not-ascii", "texts", Level.SHALL, _not_ascii),
    _bext_row("wave.bext-date", "OriginationDate", Level.SHALL, _date),
    _bext_row("wave.bext-time", "OriginationTime", Level.SHALL, _time),
    _bext_row("wave.bext-time-reference", "TimeReference", Level.SHALL, _time_reference),
    _bext_row("wave.bext-beyond-version", "Reserved", Level.SHALL, _beyond_version),
    _bext_row("wave.bext-loudness-out-of-range", "loudness fields", Level.SHALL, _loudness_out_of_range),
    _bext_row("wave.bext-loudness-zero", "loudness fields", Level.SHOULD, _loudness_all_zero),
    _bext_row("wave.bext-coding-history", "CodingHistory", Level.SHALL, _coding_history),
)
