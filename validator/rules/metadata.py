"""Demands on what headers say of the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.metadata import LoudnessField
from validator.results.finding import Limits
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_applicable, not_measured, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.message import Message
    from specs.requirements.metadata import HeaderLoudness
    from validator.containers.facts import BextFacts, IxmlFacts, LoudnessFields
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class _Reading:
    """Where a field is kept in headers and in measurements alike, and how far two right meters may be apart."""

    attribute: str
    unit: str
    difference_unit: str
    meters_apart: float


_READINGS: Final[dict[LoudnessField, _Reading]] = {
    LoudnessField.INTEGRATED: _Reading("integrated_lkfs", "LKFS", "LU", 0.2),
    LoudnessField.RANGE: _Reading("loudness_range_lu", "LU", "LU", 2.0),
    LoudnessField.TRUE_PEAK: _Reading("max_true_peak_dbtp", "dBTP", "dB", 0.6),
    LoudnessField.MOMENTARY: _Reading("max_momentary_lkfs", "LKFS", "LU", 0.2),
    LoudnessField.SHORT_TERM: _Reading("max_short_term_lkfs", "LKFS", "LU", 0.2),
}
"""Two meters that both keep the standard differ by twice its tolerance at the most: loudness +-0.1 LU and true peak
+0.2/-0.4 dB (EBU Tech 3341:2023 Table 1), loudness range +-1 LU (EBU Tech 3342:2023 Table 1)."""

HALF_STEP: Final = 0.005
"""The fields are written to 0.01 (EBU Tech 3285 v2 clause 2.3), so a right one is rounded by half of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReading:
    """One field of one header beside the measured reading.

    Attributes:
        file: Name of the file.
        header: "bext" or "iXML".
        field: Which reading.
        stated: What the header says.
        measured: What is measured; None where that is not defined.
    """

    file: str
    header: str
    field: LoudnessField
    stated: float
    measured: float | None

    @property
    def unit(self) -> str:
        """Of both."""
        return _READINGS[self.field].unit

    @property
    def difference_unit(self) -> str:
        """Of what lies between them."""
        return _READINGS[self.field].difference_unit

    @property
    def tolerance(self) -> float:
        """How far apart they may be."""
        return round(_READINGS[self.field].meters_apart + HALF_STEP, 6)

    @property
    def difference(self) -> float | None:
        """Stated less measured; None where nothing is measured."""
        return None if self.measured is None else round(self.stated - self.measured, 6)

    @property
    def margin(self) -> float | None:
        """What is left of the tolerance: negative for a contradiction; None where nothing is measured."""
        return None if self.difference is None else round(self.tolerance - abs(self.difference), 6) + 0.0

    @property
    def contradicts(self) -> bool:
        """True where the header is wrong."""
        return self.margin is not None and self.margin < -LIMIT_SLACK

    @property
    def message(self) -> Message:
        """Both values in a sentence."""
        return message(
            "metadata.loudness-differs" if self.contradicts else "metadata.loudness-agrees",
            file=self.file,
            header=self.header,
            field=message(f"metadata.{self.field.value}"),
            stated=self.stated,
            unit=self.unit,
            measured=self.measured if self.measured is not None else "",
            difference=self.difference if self.difference is not None else "",
            difference_unit=self.difference_unit,
        )


def stated_readings(
    subject: Subject, fields: Sequence[LoudnessField] = tuple(LoudnessField)
) -> tuple[StatedReading, ...]:
    """Return what the headers of a mix state of its loudness, each beside what is measured.

    A file of a set of mono files may state its own channel: only what all of them state alike is of the programme.
    """
    files = subject.measurements.files
    found = [(facts.name, header, stated) for facts in files for header, stated in _headers(facts.bext, facts.ixml)]
    alike = {header for header in ("bext", "iXML") if _all_alike(header, found, len(files))}
    of_all = [entry for entry in found if entry[0] == files[0].name and entry[1] in alike]
    return tuple(
        StatedReading(
            file=name,
            header=header,
            field=field,
            stated=value,
            measured=getattr(subject.measurements, _READINGS[field].attribute),
        )
        for name, header, stated in of_all
        for field in fields
        if (value := getattr(stated, _READINGS[field].attribute)) is not None
    )


def _headers(bext: BextFacts | None, ixml: IxmlFacts | None) -> Iterator[tuple[str, LoudnessFields]]:
    """Statements of loudness; five zeros are what a writer leaves that knows none, and state nothing."""
    for header, facts in (("bext", bext), ("iXML", ixml)):
        stated = None if facts is None else facts.loudness
        if stated is not None and any(value not in {None, 0.0} for _, value in stated):
            yield header, stated


def _all_alike(header: str, found: Sequence[tuple[str, str, LoudnessFields]], count: int) -> bool:
    stated = [fields for _, name, fields in found if name == header]
    return len(stated) == count and all(fields == stated[0] for fields in stated)


def judge_loudness_metadata(requirement: HeaderLoudness, subject: Subject) -> Outcome:
    """Hold what the headers state as loudness against what is measured.

    Judges: the loudness fields of bext and of iXML, of every file, each against its reading. Five zeros state nothing.
    Why publishers ask: players and transmission chains set their gain by these fields without measuring.
    Boundary: two meters that keep the standard may differ by 0.2 LU, 0.6 dB of true peak or 2 LU of range, and a field
        is rounded to 0.01; exactly so far apart holds.
    Remedy: write the fields from a measurement of this very file.
    """
    names = ", ".join(field.value for field in requirement.fields)
    required = f"loudness in the header as measured ({names})"
    stated = stated_readings(subject, requirement.fields)
    if not stated:
        reason = message("metadata.no-loudness-stated")
        if not requirement.needed:
            return not_applicable(required, reason)
        return Outcome(held=False, required=required, reason=reason, remedy=message("remedy.write-loudness-fields"))
    read = [entry for entry in stated if entry.margin is not None]
    if not read:
        return not_measured(required, message("metadata.loudness-not-measured", file=stated[0].file))
    worst = min(read, key=lambda entry: entry.margin or 0.0)
    wrong = [entry for entry in read if entry.contradicts]
    if not wrong and len(read) < len(stated):
        return not_measured(required, message("metadata.loudness-not-measured", file=stated[0].file))
    return Outcome(
        held=not wrong,
        required=required,
        measured=quantity(abs(worst.difference or 0.0), worst.difference_unit, margin=worst.margin),
        limits=Limits(high=worst.tolerance, unit=worst.difference_unit),
        margin=worst.margin,
        margin_unit=worst.difference_unit,
        reason=message("general.sentences", sentences=tuple(entry.message for entry in wrong))
        if wrong
        else worst.message,
        remedy=message("remedy.write-loudness-fields") if wrong else None,
    )
