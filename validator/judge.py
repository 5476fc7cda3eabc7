"""From measurements and a sheet to findings and a verdict. Pure: never hears audio, knows no clock."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.message import message
from specs.requirements.relations import StatementToConfirm
from specs.requirements.requirement import Grade, Level, source_clause, source_document
from specs.sheet import cited_sources, requirement_key
from specs.vocabulary import parse_layout
from validator.finding import Finding, Severity, State
from validator.notices import notices_of
from validator.report import DocumentUsed, Made, Report, SheetUsed, Verdict
from validator.rules import judge_requirement
from validator.rules.conditions import decided_by, evaluate
from validator.rules.outcome import not_applicable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.delivery import Waiver
    from specs.loader import LoadedSheet
    from specs.message import Message
    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject

_WEAK: Final = {
    Grade.COMMUNITY: message("verdict.community-cannot-reject"),
    Grade.RECALLED: message("verdict.recalled-cannot-reject"),
}

_SEVERITY: Final = {Level.SHALL: Severity.BLOCKER, Level.SHOULD: Severity.MINOR, Level.INFO: Severity.FYI}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """What has been forgiven, and on which day that is asked.

    Attributes:
        waivers: Of the delivery.
        today: The day that decides which have expired; a parameter, so that the same input gives the same report.
    """

    waivers: Sequence[Waiver]
    today: date

    def of(self, sheet: str, rule: str, key: str, file: str) -> Waiver | None:
        """Return the waiver that covers a finding; None where none does."""
        for waiver in self.waivers:
            if (
                waiver.rule == rule
                and waiver.key in {None, key}
                and waiver.sheet in {None, sheet}
                and waiver.file in {None, file}
                and (waiver.expires is None or waiver.expires >= self.today)
            ):
                return waiver
        return None


def choose_deliverable(
    sheet: Sheet, subject: Subject, wanted: str | None = None, *, soundfield_must_match: bool = False
) -> str:
    """Return the name of the deliverable a mix is meant to be.

    The one named; else the first of the mix's kind and soundfield; else the first of its kind, against which the layout
    is then a finding, unless `soundfield_must_match`.

    Raises:
        UsageError: No deliverable of that name, of the kind, or (where that must match) of the soundfield.
    """
    if wanted is not None:
        if wanted not in sheet.deliverables:
            raise UsageError(
                f"The sheet {sheet.id} has no such deliverable.",
                found=wanted,
                expected=f"one of {', '.join(sheet.deliverables)}",
            )
        return wanted
    kin = [name for name, deliverable in sheet.deliverables.items() if subject.mix_kind in deliverable.mix_kinds]
    if not kin:
        kinds = sorted({kind for deliverable in sheet.deliverables.values() for kind in deliverable.mix_kinds})
        raise UsageError(
            f"The sheet {sheet.id} has no deliverable of the kind {subject.mix_kind}.",
            expected=" or ".join(kinds),
            next_step="Name the deliverable with --deliverable, or the kind of mix with --kind.",
        )
    layout = subject.layout
    for name in kin:
        soundfields = sheet.deliverables[name].soundfields
        if soundfields is None or (
            layout is not None and layout.soundfield in {parse_layout(field).soundfield for field in soundfields}
        ):
            return name
    judges_layout = any(requirement.rule == "form.layout" for requirement in sheet.deliverables[kin[0]].requirements)
    if soundfield_must_match or (layout is not None and not judges_layout):
        raise UsageError(
            f"The sheet {sheet.id} has no deliverable of this layout.",
            found=None if layout is None else layout.name,
            expected=_soundfields(sheet, kin),
        )
    return kin[0]


def _soundfields(sheet: Sheet, names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(field for name in names for field in sheet.deliverables[name].soundfields or ()))


def judge(
    loaded: LoadedSheet,
    subject: Subject,
    *,
    version: str,
    deliverable: str | None = None,
    waivers: Waivers | None = None,
) -> Report:
    """Hold one mix against one sheet.

    Args:
        loaded: The sheet.
        subject: The mix.
        version: Version of the tool, for the report.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        waivers: What has been forgiven; None means nothing.

    Raises:
        UsageError: The sheet has no such deliverable.
    """
    sheet = loaded.sheet
    name = choose_deliverable(sheet, subject, deliverable)
    chosen = sheet.deliverables[name]
    judged = [
        (requirement, _finding(sheet, name, requirement, subject, waivers)) for requirement in chosen.requirements
    ]
    verdict = _verdict(judged)
    only_damage = verdict is Verdict.ACCEPTABLE and bool(subject.measurements.damage)
    if only_damage:
        verdict = Verdict.INCOMPLETE
    findings = tuple(finding for _, finding in judged)
    return Report(
        name=subject.measurements.name,
        path=subject.path,
        language=subject.language,
        kind=subject.mix_kind,
        version=subject.version,
        made=Made(version=version),
        verdict=verdict,
        headline=_with_damage(
            _headline_of_damaged(sheet, chosen) if only_damage else _headline(verdict, sheet, chosen, findings), subject
        ),
        sheet=SheetUsed(
            id=sheet.id,
            publisher=sheet.publisher,
            title=sheet.title,
            edition=sheet.edition,
            status=sheet.status,
            nature=sheet.nature,
            digest=loaded.digest,
            note=sheet.note,
        ),
        deliverable=name,
        deliverable_title=chosen.title,
        picture_rate=subject.programme.picture_rate,
        start_timecode=subject.programme.start_timecode,
        start_sample=subject.picture_start_sample,
        findings=findings,
        notices=notices_of(subject, findings),
        documents=_documents(sheet, chosen),
        measurements=subject.measurements,
    )


def _finding(
    sheet: Sheet, deliverable: str, requirement: AnyRequirement, subject: Subject, waivers: Waivers | None
) -> Finding:
    outcome = judge_requirement(requirement, subject)
    answer = evaluate(requirement.when, subject)
    if answer.holds is False:
        outcome = not_applicable(outcome.required, message("condition.does-not-apply", reasons=answer.reasons))
    key = requirement_key(requirement)
    # What is open is open at the record's own grade: a weak branch must not talk a binding demand away.
    grade = requirement.grade if outcome.held is None else outcome.grade or requirement.grade
    state = _state(outcome, requirement, grade)
    reason, deciders = outcome.reason, outcome.decided_by
    if answer.holds is None and state in {State.FAIL, State.WARN}:
        state = State.NOT_MEASURED
        deciders = decided_by([answer])
        reason = message("condition.not-known-if-it-applies", reason=reason)
    if state is State.WARN and outcome.held is False and requirement.level is Level.SHALL and grade in _WEAK:
        reason = message("general.sentences", sentences=(reason, _WEAK[grade]))
    waiver = None
    if waivers is not None and state in {State.FAIL, State.WARN, State.NOT_MEASURED}:
        waiver = waivers.of(sheet.id, requirement.rule, key, subject.measurements.name)
    return Finding(
        rule=requirement.rule,
        key=key,
        state=State.WAIVED if waiver else state,
        severity=_severity(requirement, grade, outcome),
        level=requirement.level,
        grade=grade,
        scope=requirement.scope,
        source=_source_text(sheet, outcome.source or requirement.source),
        measured=outcome.measured,
        required=outcome.required,
        limits=outcome.limits,
        window=outcome.window,
        margin=outcome.margin_shown,
        margin_unit=outcome.margin_unit,
        where=outcome.where,
        where_count=outcome.where_count or len(outcome.where),
        reason=reason,
        why=outcome.why,
        decided_by=() if waiver else deciders,
        remedy=outcome.remedy,
        note=requirement.note,
        conflict=requirement.conflict,
        waived_by=f"{waiver.by}, {waiver.on}: {waiver.reason}" if waiver else None,
        fingerprint=_fingerprint(sheet.id, deliverable, key, subject.measurements.name),
    )


def _state(outcome: Outcome, requirement: AnyRequirement, grade: Grade) -> State:
    if not outcome.applies:
        return State.NOT_APPLICABLE
    if outcome.held is None:
        return State.NOT_MEASURED
    if outcome.uncertain or (outcome.held and outcome.advice):
        return State.WARN
    if outcome.held:
        return State.PASS
    return State.FAIL if requirement.level is Level.SHALL and grade.can_reject else State.WARN


def _severity(requirement: AnyRequirement, grade: Grade, outcome: Outcome) -> Severity:
    if isinstance(requirement, StatementToConfirm):
        return Severity.FYI
    if requirement.level is Level.SHALL and not grade.can_reject:
        return Severity.MAJOR
    if outcome.held and outcome.advice and not outcome.uncertain:
        return Severity.MINOR
    return _SEVERITY[requirement.level]


def _verdict(judged: Sequence[tuple[AnyRequirement, Finding]]) -> Verdict:
    """A failure rejects; else a binding demand that is open leaves the verdict incomplete.

    A statement for a person never decides. An estimate too close to a limit leaves its demand open as well. Where
    nothing at all could be judged nothing can be said either.
    """
    if any(finding.state is State.FAIL for _, finding in judged):
        return Verdict.REJECTED
    for requirement, finding in judged:
        binding = (
            requirement.level is Level.SHALL
            and finding.grade.can_reject
            and not isinstance(requirement, StatementToConfirm)
        )
        undecided = finding.state is State.WARN and finding.severity is Severity.BLOCKER
        if binding and (finding.state is State.NOT_MEASURED or undecided):
            return Verdict.INCOMPLETE
    judged_states = {State.PASS, State.WARN, State.WAIVED}
    return Verdict.ACCEPTABLE if any(finding.state in judged_states for _, finding in judged) else Verdict.INCOMPLETE


def _headline(verdict: Verdict, sheet: Sheet, deliverable: Deliverable, findings: Sequence[Finding]) -> Message:
    publisher, title = sheet.publisher, deliverable.title
    match verdict:
        case Verdict.REJECTED:
            failed = sum(finding.state is State.FAIL for finding in findings)
            return message(
                "verdict.rejected-by-one" if failed == 1 else "verdict.rejected",
                publisher=publisher,
                deliverable=title,
                failed=failed,
                count=len(findings),
            )
        case Verdict.INCOMPLETE:
            return message("verdict.incomplete", publisher=publisher, deliverable=title)
        case Verdict.ACCEPTABLE:
            waived = sum(finding.state is State.WAIVED for finding in findings)
            if waived:
                return message("verdict.acceptable-with-waivers", publisher=publisher, deliverable=title, waived=waived)
            return message("verdict.acceptable", publisher=publisher, deliverable=title)


def _headline_of_damaged(sheet: Sheet, deliverable: Deliverable) -> Message:
    return message("verdict.incomplete-by-damage", publisher=sheet.publisher, deliverable=deliverable.title)


def _with_damage(headline: Message, subject: Subject) -> Message:
    damage = subject.measurements.damage
    return message("verdict.damaged", headline=headline, damage=damage) if damage else headline


def _source_text(sheet: Sheet, source: str) -> str:
    document = sheet.documents[source_document(source)]
    edition = f", {document.edition}" if document.edition else ""
    return f"{document.title}{edition}, {source_clause(source)}"


def _documents(sheet: Sheet, deliverable: Deliverable) -> dict[str, DocumentUsed]:
    used = {
        source_document(source) for requirement in deliverable.requirements for source in cited_sources(requirement)
    }
    return {
        name: DocumentUsed(
            title=document.title,
            edition=document.edition,
            retrieved=document.retrieved,
            obtained=document.obtained,
            address=document.address,
        )
        for name, document in sheet.documents.items()
        if name in used
    }


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:16]
