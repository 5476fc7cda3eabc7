"""Several mixes, several sheets: measures each mix once and judges it as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.errors import MediaError, ToolError, UsageError
from validator.judge import Waivers, choose_deliverable, judge
from validator.report import NotJudged, WhyNot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from specs.loader import LoadedSheet
    from validator.delivery.mixes import Mix
    from validator.measure import MeasureOptions
    from validator.report import Report
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class MixResult:
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
    subject: Subject,
    sheets: Sequence[LoadedSheet],
    deliverable: str | None,
    waivers: Waivers | None,
    *,
    lenient: bool,
    version: str,
) -> MixResult:
    """Hold one mix against every sheet.

    Args:
        subject: The mix.
        sheets: The sheets.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        waivers: What has been forgiven.
        lenient: True for a mix of a whole delivery, where a sheet that demands nothing of such a mix is passed over.
        version: Of the tool, for reports.
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
        reports.append(judge(loaded, subject, version=version, deliverable=deliverable, waivers=waivers))
    return MixResult(reports=tuple(reports), errors=tuple(errors), not_judged=tuple(not_judged))


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


def judge_jobs(  # noqa: PLR0913
    jobs: Sequence[Mix],
    sheets: Sequence[LoadedSheet],
    deliverable: str | None,
    options: MeasureOptions,
    show: Callable[[str, int], Callable[[int], None]],
    *,
    day: date,
    lenient: bool = False,
) -> Iterator[MixResult]:
    """Measure and judge mixes one after the other; what goes wrong with one does not stop the others.

    A sheet that demands nothing of a mix is passed over where `lenient`, and for the mixes of a whole delivery.
    """
    from validator.delivery.measured import measure_job  # judging alone needs neither meters nor files
    from validator.measure import name_of

    for job in jobs:
        try:
            subject = job.subject(measure_job(job, options, show, sheets))
        except ToolError as error:
            why = WhyNot.UNREADABLE if isinstance(error, MediaError) else WhyNot.ERROR
            name = job.name or name_of(job.paths)
            yield MixResult(errors=(error,), not_judged=(_left_out(name, error, why),))
            continue
        waivers = Waivers(waivers=job.waivers, today=day) if job.waivers else None
        yield judge_subject(
            subject,
            sheets,
            deliverable,
            waivers,
            lenient=lenient or job.companions is not None,
            version=options.version,
        )
