"""The report on what something was wrapped in: a finding for each thing that is wrong with its bytes and names.

| problem                                     | finding                | the package alone is  |
|---------------------------------------------|------------------------|-----------------------|
| none                                        | holds                  | acceptable            |
| history; litter beside the payload          | told, binds nobody     | acceptable            |
| unlisted, unknown form; litter in a payload | not measured           | incomplete            |
| anything else                               | fails                  | rejected              |
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from packager.fixity.litter import is_incomplete_by
from packager.fixity.problem import HARMLESS, OPEN, Problem, ProblemKind
from specs.message import message
from specs.requirements.requirement import Grade, Level, Scope
from specs.sheet import Nature, Status
from validator.results.finding import Finding, Place, Severity, State
from validator.results.report import Made, Report, SheetUsed, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message

RULE: Final = "package.fixity"
REQUIRED: Final = "every file as it is listed, and no other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixityProfile:
    """What stands in the place of a sheet in a report on a package.

    Attributes:
        id, title, edition: Of the form of the package.
        source: The texts that ask for it.
        holds: Code of the sentence that is said where nothing is wrong.
        publisher: Whose form it is.
    """

    id: str
    title: str
    edition: str
    source: str
    holds: str = "package.intact"
    publisher: str = "mixgate"


def fixity_report(
    name: str, problems: Sequence[Problem], profile: FixityProfile, *, version: str, title: str = "Bytes and names"
) -> Report:
    """Return what the bytes and names of a package are found to be.

    Args:
        name: Of its folder or file.
        problems: What is wrong.
        profile: Of its form.
        version: Of mixgate.
        title: What is reported on.
    """
    verdict = fixity_verdict(problems)
    findings = tuple(_finding(problem, name, profile) for problem in problems)
    if not any(finding.binding for finding in findings):
        findings = (_holds(name, profile), *findings)
    return Report(
        subject=SubjectKind.PACKAGE,
        name=name,
        path=name,
        made=Made(version=version),
        verdict=verdict,
        headline=_headline(verdict, problems, profile),
        sheet=SheetUsed(
            id=profile.id,
            publisher=profile.publisher,
            title=profile.title,
            edition=profile.edition,
            status=Status.CURRENT,
            nature=Nature.DELIVERY,
            digest=sha256(profile.edition.encode()).hexdigest(),
        ),
        deliverable="package",
        deliverable_title=title,
        findings=findings,
        documents={},
    )


def fixity_verdict(problems: Sequence[Problem]) -> Verdict:
    """Return what problems make of a package."""
    if any(_is_wrong(problem) for problem in problems):
        return Verdict.REJECTED
    return Verdict.INCOMPLETE if any(map(_is_open, problems)) else Verdict.ACCEPTABLE


def _is_wrong(problem: Problem) -> bool:
    return problem.kind not in HARMLESS | OPEN


def _is_open(problem: Problem) -> bool:
    return problem.kind in OPEN or is_incomplete_by(problem)


def _headline(verdict: Verdict, problems: Sequence[Problem], profile: FixityProfile) -> Message:
    wrong = [problem for problem in problems if _is_wrong(problem)]
    if wrong and all(problem.kind is ProblemKind.CONTRADICTION for problem in wrong):
        return message("package.contradicted", count=len(wrong))
    if verdict is Verdict.REJECTED:
        return message("package.altered", count=len(wrong))
    unknown = sum(problem.kind in OPEN for problem in problems)
    if unknown:
        return message("package.partly-known", count=unknown)
    return message("package.has-litter" if verdict is Verdict.INCOMPLETE else profile.holds)


def _finding(problem: Problem, package: str, profile: FixityProfile) -> Finding:
    state = State.FAIL
    if not _is_wrong(problem):
        state = State.NOT_MEASURED if _is_open(problem) else State.WARN
    return Finding(
        rule=RULE,
        key=RULE,
        state=state,
        held=False if state is State.FAIL or (problem.kind is ProblemKind.LITTER and state is State.WARN) else None,
        binding=state is not State.WARN,
        severity=Severity.MINOR if state is State.WARN else Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        scope=Scope.PACKAGE,
        source=profile.source,
        measured=None,
        required=REQUIRED if problem.expected is None else f"{REQUIRED}: {problem.expected}",
        margin=None,
        where=(Place(file=problem.path, text=problem.found),),
        where_count=1,
        reason=message("package.problem", text=problem.message),
        remedy=_remedy(problem),
        fingerprint=_fingerprint(package, problem.kind.value, problem.path),
    )


def _remedy(problem: Problem) -> Message | None:
    if problem.kind in HARMLESS:
        return None
    return message("package.list-what-is-not" if problem.kind in OPEN else "package.compare-with-source")


def _holds(package: str, profile: FixityProfile) -> Finding:
    return Finding(
        rule=RULE,
        key=RULE,
        state=State.PASS,
        held=True,
        binding=True,
        severity=Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        scope=Scope.PACKAGE,
        source=profile.source,
        measured=None,
        required=REQUIRED,
        margin=None,
        reason=message(profile.holds),
        fingerprint=_fingerprint(package),
    )


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join((RULE, *parts)).encode(errors="surrogateescape")).hexdigest()[:16]
