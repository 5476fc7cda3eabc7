"""The report on an IMF package: one finding for each fault, and what a partial package expects of another.

| what is found                                             | the finding    | the package is |
|-----------------------------------------------------------|----------------|----------------|
| the package contradicts itself                            | fails          | rejected       |
| a clause is not kept whose text was not read              | told, a remark | as it was      |
| a partial package, and nobody gave what it refers to      | not measured   | incomplete     |
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.real_path import real_path
from specs.requirements.requirement import Grade, Level, Scope
from specs.sheet import Nature, Status
from validator.conformance import conform
from validator.conformance.imf import profile_of
from validator.conformance.imf.compositions import expected_of_ancestor
from validator.containers.imf.outline import imf_outline
from validator.results.finding import Finding, Place, Severity, State
from validator.results.report import Made, Report, SheetUsed, SubjectKind, Verdict

if TYPE_CHECKING:
    from specs.message import Message
    from validator.conformance import Fault, Profile
    from validator.containers.imf.package import ImfPackage

RULE: Final = "package.imf"
REQUIRED: Final = "a package that keeps what it says of itself, and what readers ask"
_ANCESTOR_SOURCE: Final = "IMF User Group, best practice 002 (2021), supplemental packages"


def imf_report(package: ImfPackage, *, version: str, profile: Profile[ImfPackage] | None = None) -> Report:
    """Hold a package against a profile.

    Args:
        package: As it was read, with the packages it may refer to.
        version: Of mixgate.
        profile: None takes that of its kind: `imf`, or `dcp`.
    """
    name = real_path(package.folder).name
    profile = profile or profile_of(package)
    findings = [_fault(fault, name, profile) for fault in conform(profile, package)]
    expected = expected_of_ancestor(package)
    if expected:
        findings.append(_expected(expected, name))
    states = [one.state for one in findings]
    if State.FAIL not in states and State.NOT_MEASURED not in states:
        findings.insert(0, _holds(name, profile))
    verdict = (
        Verdict.REJECTED
        if State.FAIL in states
        else Verdict.INCOMPLETE if State.NOT_MEASURED in states else Verdict.ACCEPTABLE
    )  # fmt: skip
    return Report(
        subject=SubjectKind.PACKAGE,
        name=name,
        path=name,
        made=Made(version=version),
        verdict=verdict,
        headline=_headline(verdict, states.count(State.FAIL), len(expected), len(profile.checks)),
        sheet=SheetUsed(
            id=profile.id,
            publisher="mixgate",
            title=profile.title,
            edition=profile.edition,
            status=Status.CURRENT,
            nature=Nature.DELIVERY,
            digest=sha256("\0".join(profile.ids).encode()).hexdigest(),
        ),
        deliverable="package",
        deliverable_title=profile.title,
        findings=tuple(findings),
        documents={},
        outline=imf_outline(package),
    )


def _headline(verdict: Verdict, broken: int, expected: int, made: int) -> Message:
    if verdict is Verdict.REJECTED:
        return message("imf.broken", count=broken)
    if verdict is Verdict.INCOMPLETE:
        return message("imf.partial", count=expected)
    return message("imf.holds", count=made)


def _fault(fault: Fault, name: str, profile: Profile[ImfPackage]) -> Finding:
    check = profile.check(fault.check)
    binding = check.level is Level.SHALL
    where = fault.place.model_dump_json()
    return Finding(
        rule=RULE,
        key=fault.check,
        state=State.FAIL if binding else State.WARN,
        held=False,
        binding=binding,
        severity=Severity.BLOCKER if binding else Severity.MINOR,
        level=check.level,
        grade=Grade.PRIMARY if binding else Grade.QUOTED,
        scope=Scope.PACKAGE,
        source=check.clause.text,
        measured=None,
        required=REQUIRED,
        margin=None,
        where=(fault.place,),
        where_count=1,
        reason=fault.message,
        remedy=message("imf.mend"),
        fingerprint=_fingerprint(name, fault.check, where, fault.message.model_dump_json()),
    )


def _expected(assets: tuple[str, ...], name: str) -> Finding:
    return Finding(
        rule=RULE,
        key="imf.ancestor-assets",
        state=State.NOT_MEASURED,
        held=None,
        severity=Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        scope=Scope.PACKAGE,
        source=_ANCESTOR_SOURCE,
        measured=None,
        required="every track file that a composition plays",
        margin=None,
        where=tuple(Place(asset=one) for one in assets),
        where_count=len(assets),
        reason=message("imf.ancestor-assets", assets=assets),
        remedy=message("imf.give-ancestor"),
        fingerprint=_fingerprint(name, "imf.ancestor-assets", *assets),
    )


def _holds(name: str, profile: Profile[ImfPackage]) -> Finding:
    return Finding(
        rule=RULE,
        key=RULE,
        state=State.PASS,
        held=True,
        severity=Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        scope=Scope.PACKAGE,
        source="the package itself",
        measured=None,
        required=REQUIRED,
        margin=None,
        reason=message("imf.holds", count=len(profile.checks)),
        fingerprint=_fingerprint(name, RULE),
    )


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join((RULE, *parts)).encode(errors="surrogateescape")).hexdigest()[:16]
