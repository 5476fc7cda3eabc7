"""Several mixes, several sheets: measures each mix once and judges it as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mixgate import __version__, exits
from specs.errors import MediaError, ToolError, UsageError
from specs.loader import load_sheet, sheet_names
from validator.judge import Waivers, choose_deliverable, judge
from validator.report import NotJudged, Verdict, WhyNot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from mixgate.jobs import Job
    from specs.loader import LoadedSheet
    from validator.measure import MeasureOptions
    from validator.report import Report
    from validator.rules.subject import Subject

_CODES = {
    Verdict.ACCEPTABLE: exits.Exit.ACCEPTABLE,
    Verdict.REJECTED: exits.Exit.REJECTED,
    Verdict.INCOMPLETE: exits.Exit.INCOMPLETE,
}


def code_of(verdict: Verdict) -> exits.Exit:
    """Return the exit code of one verdict."""
    return _CODES[verdict]


def exit_code(reports: Sequence[Report], errors: Sequence[ToolError]) -> exits.Exit:
    """Return the exit code of a run: of the worst verdict, unless something went wrong.

    Where no sheet demanded anything of any mix, nothing was judged: a pass that nobody earned is no pass.
    """
    codes = [int(code_of(report.verdict)) for report in reports] + [error.exit_code for error in errors]
    return exits.worst(codes or [exits.Exit.INCOMPLETE])


def today() -> date:
    """Return the day on which waivers are held against their expiry."""
    return datetime.now(tz=UTC).date()


def chosen_sheets(names: list[str] | None, *, all_sheets: bool) -> list[LoadedSheet]:
    """Load the sheets asked for, each once.

    Raises:
        UsageError: None was named, or both some and all.
        SheetError: A sheet that does not exist or is refused.
    """
    if bool(names) == all_sheets:
        raise UsageError(
            "Name at least one sheet with --sheet, or give --all-sheets.",
            next_step="'mixgate sheets list' shows every sheet.",
        )
    return named_sheets(names or list(sheet_names()))


def named_sheets(names: Sequence[str] | None) -> list[LoadedSheet]:
    """Load the sheets named, each once.

    Raises:
        UsageError: None was named.
        SheetError: A sheet that does not exist or is refused.
    """
    if not names:
        raise UsageError("Name at least one sheet with --sheet.", next_step="'mixgate sheets list' shows every sheet.")
    return [load_sheet(name) for name in dict.fromkeys(names)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What came of one mix.

    Attributes:
        reports: One per sheet that demands anything of such a mix.
        errors: What went wrong.
        not_judged: The sheets it was not held against and why: what went wrong, and sheets that demand nothing of it.
    """

    reports: tuple[Report, ...] = ()
    errors: tuple[ToolError, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()


def judge_subject(
    subject: Subject, sheets: Sequence[LoadedSheet], deliverable: str | None, waivers: Waivers | None, *, lenient: bool
) -> Judgement:
    """Hold one mix against every sheet.

    Args:
        subject: The mix.
        sheets: The sheets.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        waivers: What has been forgiven.
        lenient: True for a mix of a whole delivery, where a sheet that demands nothing of such a mix is passed over.
    """
    reports: list[Report] = []
    not_judged: list[NotJudged] = []
    errors: list[ToolError] = []
    for loaded in sheets:
        try:
            choose_deliverable(loaded.sheet, subject, deliverable, soundfield_must_match=lenient)
        except UsageError as error:
            not_asked = lenient and deliverable is None
            why = WhyNot.NOT_ASKED if not_asked else WhyNot.ERROR
            not_judged.append(_left_out(subject.measurements.name, error, why, loaded))
            if not not_asked:
                errors.append(error)
            continue
        reports.append(judge(loaded, subject, version=__version__, deliverable=deliverable, waivers=waivers))
    return Judgement(reports=tuple(reports), errors=tuple(errors), not_judged=tuple(not_judged))


def _left_out(name: str, error: ToolError, why: WhyNot, loaded: LoadedSheet | None = None) -> NotJudged:
    return NotJudged(
        name=name,
        sheet=None if loaded is None else loaded.sheet.id,
        publisher=None if loaded is None else loaded.sheet.publisher,
        why=why,
        reason=error.what,
        where=error.where,
        found=error.found,
        expected=error.expected,
        next_step=error.next_step,
    )


def judge_jobs(
    jobs: Sequence[Job],
    sheets: Sequence[LoadedSheet],
    deliverable: str | None,
    options: MeasureOptions,
    show: Callable[[str, int], Callable[[int], None]],
    *,
    lenient: bool = False,
) -> Iterator[Judgement]:
    """Measure and judge mixes one after the other; what goes wrong with one does not stop the others.

    A sheet that demands nothing of a mix is passed over where `lenient`, and for the mixes of a whole delivery.
    """
    from mixgate.measuring import measure_job  # judging alone needs neither meters nor files
    from validator.measure import name_of

    for job in jobs:
        try:
            subject = job.subject(measure_job(job, options, show, sheets))
        except ToolError as error:
            why = WhyNot.UNREADABLE if isinstance(error, MediaError) else WhyNot.ERROR
            name = job.name or name_of(job.paths)
            yield Judgement(errors=(error,), not_judged=(_left_out(name, error, why),))
            continue
        waivers = Waivers(waivers=job.waivers, today=today()) if job.waivers else None
        yield judge_subject(subject, sheets, deliverable, waivers, lenient=lenient or job.companions is not None)
