"""Verifies what others wrapped, and judges the mixes inside by the sheets that are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.fixity.litter import is_incomplete_by
from packager.fixity.problem import HARMLESS, OPEN, Problem, ProblemKind
from packager.formats.fixity_report import fixity_report
from packager.formats.listed.folder import check_listed
from packager.formats.listed.judge_inside import mixes_judged
from packager.formats.orders import InsideOrder
from packager.formats.stems.verify import JudgedAgain, Verification
from specs.real_path import real_path
from validator.reporters.run import Run, run_of, worst_verdict
from validator.results.report import Report, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from packager.formats.listed.folder import ListedFolder
    from packager.formats.listed.forms import ListedForm
    from packager.formats.orders import VerifyOrder
    from validator.delivery.judged import MixResult
    from validator.results.report import NotJudged


class ListedVerification(Verification):
    """What verifying something that others wrapped found.

    Attributes:
        run: The report on bytes and names, and those on the mixes inside; what it is written as.
    """

    run: Run


def verify_listed(root: Path, order: VerifyOrder, *, form: ListedForm) -> ListedVerification:
    """Hold bytes and names against every list; judge the mixes inside where sheets are named.

    Args:
        root: The folder or file.
        order: How.
        form: What it was recognised as.

    Raises:
        MediaError: It cannot be listed, or holds too many files.
    """
    found = check_listed(root, form, workers=order.measuring.workers, show=order.show)
    if order.verifier is not None:
        message = "Nothing here is signed in a form that is read: the key vouches for none of it."
        found.problems.append(Problem(kind=ProblemKind.SIGNATURE, path=root.name, message=message))
    version = order.measuring.version
    report = fixity_report(real_path(root).name, found.problems, form.profile, version=version)
    results = list(_judged(found, order)) if order.sheets and not order.fixity_only else []
    reports = [report, *(one for result in results for one in result.reports)]
    not_judged = [one for result in results for one in result.not_judged]
    judged_mixes = bool(order.sheets) and not order.fixity_only
    return ListedVerification(
        version=version,
        package=report.name,
        id=None,
        title=None,
        created=None,
        intact=all(problem.kind in HARMLESS | OPEN for problem in found.problems),
        complete=not any(is_incomplete_by(problem) or problem.kind in OPEN for problem in found.problems),
        signature="none",
        verdict=worst_verdict(reports[1:], not_judged) if reports[1:] or not_judged else None,
        file_count=len(found.tree.sizes_bytes),
        size_bytes=sum(found.tree.sizes_bytes.values()),
        problems=tuple(found.problems),
        mixes=tuple(rows_of(reports[1:], not_judged)),
        run=run_of(reports, not_judged, of="mixes" if judged_mixes else "packages"),
    )


def _judged(found: ListedFolder, order: VerifyOrder) -> Iterator[MixResult]:
    inside = InsideOrder(
        judging=order.judging(order.sheets), measuring=order.measuring, gate=order.gate, show=order.show
    )
    yield from mixes_judged(found, inside)


def rows_of(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> Iterator[JudgedAgain]:
    """Return what the table of a verification shows of reports that were not there before."""
    for report in reports:
        what = report.sheet.id if report.subject is SubjectKind.MIX else report.subject.value
        yield JudgedAgain(
            mix=report.path or report.name, sheet=what, deliverable=report.deliverable, stated=None,
            verdict=report.verdict,
        )  # fmt: skip
    for one in not_judged:
        yield JudgedAgain(
            mix=one.path or one.name, sheet=one.sheet or "-", deliverable=None, stated=None, verdict=None,
            reason=one.reason,
        )  # fmt: skip
