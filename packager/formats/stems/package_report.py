"""The report on a package as a whole: a finding for each thing that is wrong with its bytes and names."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from packager.fixity.litter import is_incomplete_by
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.manifest import SCHEMA
from specs.message import message
from specs.requirements.requirement import Grade, Level, Scope
from specs.sheet import Nature, Status
from validator.finding import Finding, Place, Severity, State
from validator.report import Made, Report, SheetUsed, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packager.formats.stems.verify import Integrity
    from specs.message import Message

RULE: Final = "package.fixity"
REQUIRED: Final = "every file as it is listed, and no other"
SOURCE: Final = "RFC 8493 (BagIt), clause 3; ASC Media Hash List 2.0; the manifest of the package"


def package_report(integrity: Integrity, *, version: str) -> Report:
    """Return what the bytes and names of a package are found to be.

    Rejected where a file or a name is not as it is listed; incomplete where an operating system's litter lies among the
    payload; else acceptable, whatever litter lies beside it.

    Args:
        integrity: What is in the folder, held against every list.
        version: Of mixgate.
    """
    return _report(integrity, integrity.problems, version, "Bytes and names")


def contradictions_report(integrity: Integrity, problems: Sequence[Problem], *, version: str) -> Report:
    """Return what the reports inside a package say that judging again does not: it is rejected for that.

    Args:
        integrity: What is in the folder.
        problems: Where they contradict; one at least.
        version: Of mixgate.
    """
    return _report(integrity, problems, version, "Reports inside")


def _report(integrity: Integrity, problems: Sequence[Problem], version: str, title: str) -> Report:
    manifest = integrity.manifest
    name = integrity.tree.root.resolve().name
    wrong = [problem for problem in problems if problem.kind is not ProblemKind.LITTER]
    verdict = _verdict(wrong, problems)
    findings = tuple(_finding(problem, name) for problem in problems) or (_holds(name),)
    return Report(
        subject=SubjectKind.PACKAGE,
        name=name,
        path=name,
        made=Made(version=version),
        verdict=verdict,
        headline=_headline(verdict, wrong),
        sheet=SheetUsed(
            id="stem-bundle",
            publisher="mixgate",
            title="Stem bundle" if manifest is None else f"Stem bundle of {manifest.title}",
            edition=SCHEMA,
            status=Status.CURRENT,
            nature=Nature.DELIVERY,
            digest=sha256(SCHEMA.encode()).hexdigest(),
        ),
        deliverable="package",
        deliverable_title=title,
        findings=findings,
        documents={},
    )


def _verdict(wrong: Sequence[Problem], problems: Sequence[Problem]) -> Verdict:
    if wrong:
        return Verdict.REJECTED
    return Verdict.INCOMPLETE if any(map(is_incomplete_by, problems)) else Verdict.ACCEPTABLE


def _headline(verdict: Verdict, wrong: Sequence[Problem]) -> Message:
    if wrong and all(problem.kind is ProblemKind.CONTRADICTION for problem in wrong):
        return message("package.contradicted", count=len(wrong))
    if verdict is Verdict.REJECTED:
        return message("package.altered", count=len(wrong))
    return message("package.has-litter" if verdict is Verdict.INCOMPLETE else "package.intact")


def _finding(problem: Problem, package: str) -> Finding:
    state = State.FAIL
    if problem.kind is ProblemKind.LITTER:
        state = State.NOT_MEASURED if is_incomplete_by(problem) else State.WARN
    return Finding(
        rule=RULE,
        key=RULE,
        state=state,
        held=None if state is State.NOT_MEASURED else False,
        binding=state is not State.WARN,
        severity=Severity.MINOR if state is State.WARN else Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        scope=Scope.PACKAGE,
        source=SOURCE,
        measured=None,
        required=REQUIRED if problem.expected is None else f"{REQUIRED}: {problem.expected}",
        margin=None,
        where=(Place(file=problem.path, text=problem.found),),
        where_count=1,
        reason=message("package.problem", text=problem.message),
        remedy=None if problem.kind is ProblemKind.LITTER else message("package.compare-with-source"),
        fingerprint=_fingerprint(package, problem.kind.value, problem.path),
    )


def _holds(package: str) -> Finding:
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
        source=SOURCE,
        measured=None,
        required=REQUIRED,
        margin=None,
        reason=message("package.intact"),
        fingerprint=_fingerprint(package),
    )


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join((RULE, *parts)).encode(errors="surrogateescape")).hexdigest()[:16]
