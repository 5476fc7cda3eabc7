"""Holds the mixes of a run against sheets. The only place that makes a `Subject`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.errors import MediaError, UsageError
from validator.judge import choose_deliverable, judge
from validator.report import NotJudged, WhyNot
from validator.rules.subject import Subject
from validator.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.errors import ToolError
    from specs.loader import LoadedSheet
    from specs.statement import Statement
    from specs.vocabulary import MixKind
    from validator.measurements import Measurements
    from validator.report import Report


def subject_of(measurements: Measurements, statement: Statement) -> Subject:
    """Return a mix as rules see it.

    Args:
        measurements: What was measured.
        statement: What is stated about it; whoever judges later gives the same one.
    """
    return Subject(
        measurements=measurements,
        path=statement.path,
        mix_kind=statement.kind,
        version=statement.version,
        language=statement.language,
        programme=statement.programme,
        companions=statement.companions,
        easings=statement.easings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MixResult:
    """What came of one mix.

    Attributes:
        name, path: Of the mix; the path is its identity.
        kind, language: As stated.
        reports: One per sheet that demands anything of such a mix.
        errors: What went wrong, and would have to be put right by whoever called.
        not_judged: The sheets it was not held against and why: what went wrong, and sheets that demand nothing of it.
    """

    name: str
    path: str | None = None
    kind: MixKind | None = None
    language: str | None = None
    reports: tuple[Report, ...] = ()
    errors: tuple[ToolError, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What every mix of a run is held against, and how.

    Attributes:
        sheets: The sheets.
        version: Of mixgate, for reports.
        day: The day that decides which waivers have expired.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        many: True where a sheet that demands nothing of a mix is passed over without being an error: for the mixes of
            a delivery, and where every sheet is asked.
    """

    sheets: Sequence[LoadedSheet]
    version: str
    day: date
    deliverable: str | None = None
    many: bool = False

    def judged(self, measurements: Measurements, statement: Statement) -> MixResult:
        """Hold one mix against every sheet."""
        subject = subject_of(measurements, statement)
        waivers = Waivers(waivers=statement.waivers, today=self.day)
        reports: list[Report] = []
        not_judged: list[NotJudged] = []
        errors: list[ToolError] = []
        lenient = self.many or statement.companions is not None
        for loaded in self.sheets:
            try:
                choose_deliverable(loaded.sheet, subject, self.deliverable, soundfield_must_match=lenient)
            except UsageError as error:
                not_asked = self.deliverable is None and (lenient or not _has_kind(loaded, statement.kind))
                why = WhyNot.NOT_ASKED if not_asked else WhyNot.ERROR
                not_judged.append(left_out(measurements.name, error, why, statement=statement, loaded=loaded))
                if not not_asked:
                    errors.append(error)
                continue
            reports.append(judge(loaded, subject, version=self.version, deliverable=self.deliverable, waivers=waivers))
        return MixResult(
            name=measurements.name,
            path=statement.path,
            kind=statement.kind,
            language=statement.language,
            reports=tuple(reports),
            errors=tuple(errors),
            not_judged=tuple(not_judged),
        )


def _has_kind(loaded: LoadedSheet, kind: MixKind) -> bool:
    return any(kind in deliverable.mix_kinds for deliverable in loaded.sheet.deliverables.values())


def unreadable(name: str, error: ToolError, statement: Statement | None = None) -> MixResult:
    """Return what came of a mix whose files could not be read."""
    why = WhyNot.UNREADABLE if isinstance(error, MediaError) else WhyNot.ERROR
    return MixResult(
        name=name,
        path=None if statement is None else statement.path,
        kind=None if statement is None else statement.kind,
        language=None if statement is None else statement.language,
        errors=(error,),
        not_judged=(left_out(name, error, why, statement=statement),),
    )


def left_out(
    name: str,
    error: ToolError,
    why: WhyNot,
    *,
    statement: Statement | None = None,
    loaded: LoadedSheet | None = None,
) -> NotJudged:
    """Return the row of a mix that was not held against a sheet."""
    return NotJudged(
        name=name,
        path=None if statement is None else statement.path,
        kind=None if statement is None else statement.kind,
        language=None if statement is None else statement.language,
        sheet=None if loaded is None else loaded.sheet.id,
        publisher=None if loaded is None else loaded.sheet.publisher,
        why=why,
        reason=error.what,
        where=error.where,
        found=error.found,
        expected=error.expected,
        next_step=error.next_step,
    )
