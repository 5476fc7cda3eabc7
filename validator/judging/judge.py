"""From measurements and a sheet to findings and a verdict. Pure: never hears audio, knows no clock."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from specs.demand_wording import figures
from specs.errors import UsageError
from specs.message import message
from specs.requirements.relations import StatementToConfirm
from specs.requirements.requirement import Grade, Level, source_clause, source_document
from specs.requirements.time import LineUpTone, Presence, ProgrammeStart, TimedBlock
from specs.sheet import cited_sources, requirement_key
from specs.vocabulary import parse_layout
from validator.judging.verdict import headline_of, headline_of_damaged, verdict_of, with_damage, with_edition
from validator.judging.waivers import waived_subject
from validator.notices import notices_of
from validator.results.finding import Finding, Severity, State
from validator.results.measurements import BEYOND_SCALE
from validator.results.report import DocumentUsed, Made, Report, SheetUsed, Verdict
from validator.rules import outcomes_of
from validator.rules.conditions import decided_by, evaluate
from validator.rules.house import STATEMENT, house_findings
from validator.rules.outcome import not_applicable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.loader import LoadedSheet
    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet
    from validator.judging.waivers import Waivers
    from validator.rules.house import HouseFinding
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject

_WEAK: Final = {
    Grade.COMMUNITY: message("verdict.community-cannot-reject"),
    Grade.RECALLED: message("verdict.recalled-cannot-reject"),
}

_LEVELS: Final = frozenset({"dialogue", "fold-down", "loudness", "peak"})
"""Families of demands on levels."""

_SEVERITY: Final = {Level.SHALL: Severity.BLOCKER, Level.SHOULD: Severity.MINOR, Level.INFO: Severity.FYI}


def choose_deliverable(
    sheet: Sheet, subject: Subject, wanted: str | None = None, *, soundfield_must_match: bool = False
) -> str:
    """Return the name of the deliverable a mix is meant to be.

    The one named; else the first of the mix's kind, version and soundfield; else the first of its kind and version,
    against which the layout is then a finding, unless `soundfield_must_match`.

    Raises:
        UsageError: No deliverable of that name, of the kind or version, or (where that must match) of the soundfield.
    """
    if wanted is not None:
        if wanted not in sheet.deliverables:
            raise UsageError(
                f"The sheet {sheet.id} has no such deliverable.",
                found=wanted,
                expected=f"one of {', '.join(sheet.deliverables)}",
            )
        return wanted
    kind, version = subject.mix_kind, subject.version
    kin = [name for name, deliverable in sheet.deliverables.items() if deliverable.is_for(kind, version)]
    if not kin:
        raise _none_for(sheet, subject)
    layout = subject.layout
    for name in kin:
        soundfields = sheet.deliverables[name].soundfields
        if soundfields is None or subject.soundfields & {parse_layout(field).soundfield for field in soundfields}:
            return name
    judges_layout = any(requirement.rule == "form.layout" for requirement in sheet.deliverables[kin[0]].requirements)
    judges_layout = judges_layout or subject.measurements.rendering is not None
    if soundfield_must_match or (layout is not None and not judges_layout):
        raise UsageError(
            f"The sheet {sheet.id} has no deliverable of this layout.",
            found=None if layout is None else layout.name,
            expected=_soundfields(sheet, kin),
        )
    return kin[0]


def _none_for(sheet: Sheet, subject: Subject) -> UsageError:
    """Return the error of a mix that no deliverable of a sheet is for: of another kind, or of another version."""
    of_kind = [each for each in sheet.deliverables.values() if subject.mix_kind in each.mix_kinds]
    if of_kind:
        return UsageError(
            f"The sheet {sheet.id} has no deliverable for the version {subject.version}.",
            expected=" or ".join(sorted({version for each in of_kind for version in each.versions or ()})),
            next_step="Name the deliverable, or state the version of the title.",
            code="deliverable.none-of-this-version",
        )
    kinds = sorted({kind for each in sheet.deliverables.values() for kind in each.mix_kinds})
    return UsageError(
        f"The sheet {sheet.id} has no deliverable of the kind {subject.mix_kind}.",
        expected=" or ".join(kinds),
        next_step="Name the deliverable, or state the kind of mix.",
        code="deliverable.none-of-this-kind",
    )


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
    subject = _placed(subject, chosen)
    findings = _findings(sheet, name, subject)
    if waivers is not None and waivers.waivers:
        about = waived_subject(sheet.id, subject)
        findings = tuple(waivers.applied(finding, about) for finding in findings)
    verdict = verdict_of(findings, chosen, subject)
    only_damage = verdict in {Verdict.ACCEPTABLE, Verdict.UNVERIFIED} and bool(subject.measurements.damage)
    if only_damage:
        verdict = Verdict.INCOMPLETE
    headline = (
        headline_of_damaged(sheet, chosen) if only_damage else headline_of(verdict, sheet, chosen, findings, subject)
    )
    return Report(
        name=subject.measurements.name,
        path=subject.path,
        language=subject.language,
        kind=subject.mix_kind,
        version=subject.version,
        made=Made(version=version),
        verdict=verdict,
        headline=with_damage(with_edition(headline, sheet, subject.programme.produced), subject.measurements.damage),
        sheet=sheet_used(loaded),
        deliverable=name,
        deliverable_title=chosen.title,
        picture_rate=subject.programme.picture_rate,
        start_timecode=subject.programme.start_timecode,
        start_sample=subject.known_start_sample,
        easings=subject.easings,
        findings=findings,
        notices=() if subject.joined else notices_of(subject, findings),
        documents=_documents(sheet, chosen),
        measurements=subject.measurements,
    )


def _placed(subject: Subject, chosen: Deliverable) -> Subject:
    """Return the mix with what a deliverable says of the places in its file: line-up, blocks, where it begins."""
    allowed = (one.allowed for one in chosen.requirements if isinstance(one, ProgrammeStart))
    tone = _asks_for_a_tone(chosen)
    blocks = tuple(one for one in chosen.requirements if isinstance(one, TimedBlock))
    starts = tuple(timecode for timecodes in allowed for timecode in timecodes)
    if not (tone or blocks or starts):
        return subject  # with what is known of it already
    return subject.placed(tone, blocks, starts)


def _findings(sheet: Sheet, name: str, subject: Subject) -> tuple[Finding, ...]:
    """Return what is found: by this house's rules that the sheet does not hold itself, then by those of the sheet."""
    requirements = sheet.deliverables[name].requirements
    house = [found for found in house_findings(subject) if not found.asked_by & _asked(requirements, found, subject)]
    return (
        *(_house_finding(found, sheet.id, subject) for found in house),
        *(
            _finding(sheet, name, requirement, outcome, subject)
            for requirement in requirements
            for outcome in _outcomes(requirement, subject)
        ),
    )


def _asked(requirements: Sequence[AnyRequirement], found: HouseFinding, subject: Subject) -> set[str]:
    """Return the rules that the sheet asks of the mix; beside a finding that binds only those that can reject it."""
    if found.level is not Level.SHALL:
        return {requirement.rule for requirement in requirements}
    return {
        requirement.rule
        for requirement in requirements
        if requirement.level is Level.SHALL
        and requirement.grade.can_reject
        and evaluate(requirement.when, subject).holds is not False
    }


def sheet_used(loaded: LoadedSheet) -> SheetUsed:
    """Return what a report says of the sheet that it holds a mix against."""
    sheet = loaded.sheet
    return SheetUsed(
        id=sheet.id,
        publisher=sheet.publisher,
        title=sheet.title,
        edition=sheet.edition,
        status=sheet.status,
        nature=sheet.nature,
        digest=loaded.digest,
        note=sheet.note,
    )


def _outcomes(requirement: AnyRequirement, subject: Subject) -> tuple[Outcome, ...]:
    elsewhere = subject.judged_elsewhere(requirement.rule)
    if elsewhere is not None:
        return (not_applicable(figures(requirement), elsewhere),)
    return outcomes_of(requirement, subject)


def _asks_for_a_tone(deliverable: Deliverable) -> bool:
    """True where a line-up tone may or must stand in the file; it is no part of the programme then."""
    return any(
        (isinstance(requirement, LineUpTone) and requirement.presence is not Presence.FORBIDDEN)
        or (isinstance(requirement, TimedBlock) and requirement.content == "tone")
        for requirement in deliverable.requirements
    )


def _house_state(found: HouseFinding) -> State:
    if found.outcome.held is None:
        return State.NOT_MEASURED
    if found.outcome.held:
        return State.PASS
    return State.FAIL if found.level is Level.SHALL else State.WARN


def _is_beyond_scale(requirement: AnyRequirement, outcome: Outcome, subject: Subject) -> bool:
    """Whether a level fails by samples that are no sound: no gain and no limiter puts it right."""
    broken = any(one.code == BEYOND_SCALE for one in subject.measurements.damage)
    return broken and outcome.held is False and requirement.rule.partition(".")[0] in _LEVELS


def _house_finding(found: HouseFinding, sheet: str, subject: Subject) -> Finding:
    outcome, binding = found.outcome, found.level is Level.SHALL
    return Finding(
        rule=found.rule,
        key=found.rule,
        state=_house_state(found),
        held=outcome.held,
        binding=binding,
        severity=_SEVERITY[found.level],
        level=found.level,
        grade=Grade.PRIMARY,
        source=STATEMENT,
        measured=outcome.measured,
        required=outcome.required,
        margin=None,
        where=outcome.where,
        reason=outcome.reason,
        why=outcome.why,
        decided_by=outcome.decided_by,
        remedy=outcome.remedy,
        fingerprint=fingerprint(
            *(sheet, found.rule, subject.path or subject.measurements.name),
            *((outcome.part,) if outcome.part else ()),
        ),
    )


def _finding(
    sheet: Sheet,
    deliverable: str,
    requirement: AnyRequirement,
    outcome: Outcome,
    subject: Subject,
) -> Finding:
    answer = evaluate(requirement.when, subject)
    if answer.holds is False:
        outcome = not_applicable(outcome.required, message("condition.does-not-apply", reasons=answer.reasons))
    key = requirement_key(requirement)
    grade = outcome.grade or requirement.grade
    # What is open is open at the record's own grade: a weak branch must not talk a binding demand away.
    deciding = requirement.grade if outcome.held is None else grade
    state = _state(outcome, requirement, deciding)
    reason, deciders = outcome.reason, outcome.decided_by
    if answer.holds is None and state in {State.FAIL, State.WARN}:
        state = State.NOT_MEASURED
        deciders = decided_by([answer])
        reason = message("condition.not-known-if-it-applies", reason=reason)
    if state is State.WARN and outcome.held is False and requirement.level is Level.SHALL and grade in _WEAK:
        reason = message("general.sentences", sentences=(reason, _WEAK[grade]))
    return Finding(
        rule=requirement.rule,
        key=key,
        state=state,
        held=outcome.held if outcome.applies and answer.holds is not None else None,
        binding=requirement.level is Level.SHALL
        and deciding.can_reject
        and not isinstance(requirement, StatementToConfirm),
        severity=_severity(requirement, deciding, outcome),
        level=requirement.level,
        grade=grade,
        scope=requirement.scope,
        source=_source_text(sheet, outcome.source or requirement.source)
        + (f"; {outcome.clause}" if outcome.clause else ""),
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
        decided_by=deciders,
        remedy=message("remedy.print-on-scale") if _is_beyond_scale(requirement, outcome, subject) else outcome.remedy,
        note=requirement.note,
        conflict=requirement.conflict,
        fingerprint=fingerprint(
            *(sheet.id, deliverable, key, subject.path or subject.measurements.name),
            *((outcome.part,) if outcome.part else ()),
        ),
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


def fingerprint(*parts: str) -> str:
    """Return the name of an instance of a finding: the same demand on the same mix at the same place, in every run."""
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:16]
