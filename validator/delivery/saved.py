"""Judges saved measurements, with what was stated when they were made, so that `judge` gives what `check` gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import MediaError, ToolError
from specs.statement import Easing, Origin, Statement
from validator.delivery.inputs import easings_of
from validator.delivery.judged import MixResult, unreadable
from validator.delivery.stated import overruled
from validator.measurements import Measurements
from validator.report import NotJudged, Report, WhyNot
from validator.store import load_saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validator.delivery.judged import Judging
    from validator.delivery.stated import Stated


def judged_again(path: Path, judging: Judging, stated: Stated) -> Iterator[MixResult]:
    """Hold what is in a saved file against sheets; one that cannot be read is a row of its own.

    Each mix is judged once, however many sheets the file holds it against. What was never measured (a delivery, a mix
    that was absent or could not be read) cannot be judged again, and stands as it did.

    Args:
        path: Measurements, a report or a run.
        judging: The sheets, and how to judge.
        stated: What the caller states; it overrules what was stated when it was measured.
    """
    try:
        saved = load_saved(path)
    except ToolError as error:
        yield unreadable(path.name, error)
        return
    if isinstance(saved, Measurements):
        yield _judged(saved, judging, stated)
        return
    reports = (saved,) if isinstance(saved, Report) else saved.reports
    seen: set[str] = set()
    for report in reports:
        place = report.path or report.name
        if report.measurements is None:
            yield _as_it_was(report)
        elif place not in seen:
            seen.add(place)
            yield _judged(report.measurements, judging, stated)
    if not isinstance(saved, Report):
        yield from (_still_unreadable(one) for one in saved.not_judged if one.why is WhyNot.UNREADABLE)


def _judged(measurements: Measurements, judging: Judging, stated: Stated) -> MixResult:
    return judging.judged(measurements, _statement(measurements.statement or Statement(), stated))


def _as_it_was(report: Report) -> MixResult:
    return MixResult(name=report.name, path=report.path, kind=report.kind, language=report.language, reports=(report,))


def _still_unreadable(one: NotJudged) -> MixResult:
    error = MediaError(one.reason, where=one.where, found=one.found, expected=one.expected, next_step=one.next_step)
    return MixResult(
        name=one.name, path=one.path, kind=one.kind, language=one.language, errors=(error,), not_judged=(one,)
    )


def _statement(then: Statement, now: Stated) -> Statement:
    changes = {"kind": now.kind, "version": now.version, "language": now.language}
    easings: tuple[Easing, ...] = tuple(easings_of(now.programme, Origin.OPERATOR))
    return then.model_copy(
        update={
            **{name: value for name, value in changes.items() if value is not None},
            "programme": overruled(then.programme, now.programme),
            "easings": (*then.easings, *easings),
        }
    )
