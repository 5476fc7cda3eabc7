"""Waivers of what is wrong with files, with a delivery or with a package as a whole."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.delivery.unfit import ABSENT
from validator.judging.waivers import WaivedSubject
from validator.results.finding import State
from validator.results.report import SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from validator.judging.waivers import Waivers
    from validator.results.finding import Finding
    from validator.results.report import Report

ABOUT_WAIVERS: Final = frozenset(
    {"delivery.waiver-expired", "delivery.waiver-not-yet", "delivery.waiver-without-effect"}
)
"""What is said of waivers themselves: a waiver cannot hide that it has expired."""

NOT_FORGIVEN: Final = ABOUT_WAIVERS | {"package.fixity"}
"""What nobody can forgive: what a digest says is no opinion, and of other bytes nobody knows what was judged."""


def forgiven(report: Report, waivers: Waivers | None) -> Report:
    """Return a report that was not made by a sheet as waivers leave it.

    | what was waived                         | the verdict                                                     |
    |-----------------------------------------|-----------------------------------------------------------------|
    | nothing                                 | as it was                                                       |
    | a fault of a delivery or a package      | that of what is left                                            |
    | that a file is absent                   | acceptable: somebody knows that it does not come                |
    | that a file holds no sound, is not read | incomplete: nobody can forgive what nobody measured             |
    | a layout that the sheet does not know   | incomplete: no demand was judged                                |

    Args:
        report: On a mix that could not be measured, on a delivery, or on a package.
        waivers: What has been forgiven; None means nothing.
    """
    if waivers is None or not waivers.waivers:
        return report
    path = report.path if report.subject is SubjectKind.MIX else report.name
    subject = WaivedSubject(
        sheet=report.sheet.id,
        path=path or report.name,
        names=frozenset({report.name, PurePosixPath(report.path or report.name).name}),
        language=report.language,
    )
    findings = tuple(
        finding if finding.rule in NOT_FORGIVEN else waivers.applied(finding, subject) for finding in report.findings
    )
    if findings == report.findings:
        return report
    waived = [finding for finding in findings if finding.state is State.WAIVED]
    if not waived:
        return report.model_copy(update={"findings": findings})
    verdict = _verdict(report, findings)
    return report.model_copy(
        update={"findings": findings, "verdict": verdict, "headline": _headline(report, verdict, len(waived))}
    )


def unforgiven(report: Report) -> Report:
    """Return a report that no sheet made without what was waived in it: at a gate that is the sender's word.

    What was waived is asked for; a finding is again what it was.
    """
    waived = [finding for finding in report.findings if finding.state is State.WAIVED]
    if not waived or report.measurements is not None:
        return report
    findings = tuple(_as_it_was(finding) if finding in waived else finding for finding in report.findings)
    verdict = _verdict(report, findings)
    codes = {
        SubjectKind.MIX: message(f"delivery.mix-{'rejected' if verdict is Verdict.REJECTED else 'incomplete'}"),
        SubjectKind.DELIVERY: message("delivery.rejected" if verdict is Verdict.REJECTED else "delivery.incomplete"),
    }
    headline = report.headline if verdict is report.verdict else codes.get(report.subject, report.headline)
    return report.model_copy(update={"findings": findings, "verdict": verdict, "headline": headline})


def _as_it_was(finding: Finding) -> Finding:
    """A fault that binds fails where it was seen, and is open where nobody could look; any other is told."""
    state = State.WARN
    if finding.binding:
        state = State.FAIL if finding.held is False else State.NOT_MEASURED
    return finding.model_copy(
        update={"state": state, "waived_by": None, "waiver_requested": finding.waived_by or finding.waiver_requested}
    )


def _verdict(report: Report, findings: Sequence[Finding]) -> Verdict:
    if any(finding.state is State.FAIL for finding in findings):
        return Verdict.REJECTED
    if report.measurements is not None:  # a mix in a layout that the sheet has no deliverable for: nothing was judged
        return Verdict.INCOMPLETE
    if any(finding.state is State.NOT_MEASURED and finding.binding for finding in findings):
        return Verdict.INCOMPLETE
    unmeasured = report.subject is SubjectKind.MIX and any(
        finding.state is State.WAIVED and finding.rule != ABSENT for finding in findings
    )
    return Verdict.INCOMPLETE if unmeasured else Verdict.ACCEPTABLE


def _headline(report: Report, verdict: Verdict, count: int) -> Message:
    if verdict is report.verdict:
        return report.headline
    if verdict is Verdict.INCOMPLETE and report.subject is SubjectKind.MIX:
        return message("delivery.mix-incomplete")
    codes = {
        SubjectKind.MIX: message("delivery.mix-waived"),
        SubjectKind.DELIVERY: message("delivery.waived", count=count),
        SubjectKind.PACKAGE: message("package.waived", count=count),
    }
    if verdict is Verdict.ACCEPTABLE:
        return codes[report.subject]
    return message("delivery.incomplete") if report.subject is SubjectKind.DELIVERY else report.headline
