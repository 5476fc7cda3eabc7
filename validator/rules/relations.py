"""Demands that tie the files of a delivery together, and those only a person can judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.statements.statement import are_of_one_episode
from specs.vocabulary import parse_layout
from validator.comparisons.relation_messages import cause_message, repair_of
from validator.comparisons.relations import Relation
from validator.comparisons.stems.sum_model import SumCause, SumState
from validator.results.finding import Limits
from validator.rules.outcome import Outcome, not_applicable, not_measured, quantity

if TYPE_CHECKING:
    from specs.requirements.relations import (
        Partner,
        StatementToConfirm,
        StemsSum,
    )
    from validator.comparisons.relations import MixComparison
    from validator.comparisons.stems.sum_model import StemsSumResult
    from validator.rules.subject import Subject

WHOLE_DELIVERY: Final = message("relation.whole-delivery")


def judge_stems_sum(requirement: StemsSum, subject: Subject) -> Outcome:
    """Say whether the stems add up to the printmaster.

    Judges: the difference of the printmaster and the sum of its stems.
    Why publishers ask: stems that do not sum cannot make another version.
    Boundary: exactly at the residual accepted holds.
    Remedy: print stems and printmaster in one pass.
    """
    stems = " + ".join(requirement.stems)
    limit = requirement.maximum_residual_dbfs
    required = f"{stems} add up to the printmaster (residual at most {limit:g} dBFS)"
    if subject.companions is None:
        return not_applicable(required, WHOLE_DELIVERY)
    wanted = set(requirement.stems)
    found = next(
        (
            one
            for one in subject.measurements.comparisons
            if one.relation is Relation.STEMS and {partner.kind for partner in one.partners} == wanted
        ),
        None,
    )
    if found is None or found.stems is None:
        reason = message("relation.stems-not-all", stems=tuple(requirement.stems))
        if requirement.partner == "where-delivered":
            return not_applicable(required, reason)
        return not_measured(required, reason, message("remedy.deliver-stems"))
    return _stems_outcome(found, found.stems, required, limit)


def _stems_outcome(comparison: MixComparison, found: StemsSumResult, required: str, limit: float) -> Outcome:
    """A limiter on the printmaster is no fault of the stems: what counts is what is left beside it."""
    cause = cause_message(comparison)
    if found.state is SumState.CANNOT_TELL:
        return not_measured(required, message("relation.stems-cannot-tell", why=cause or WHOLE_DELIVERY))
    residual = found.residual_dbfs
    measured = None if residual is None else quantity(residual, "dBFS RMS", 1)
    if residual is not None and residual > limit and found.cause is SumCause.LIMITED_ONLY:
        share = (found.limited_share or 0.0) * 100.0
        reason = message("relation.stems-limited", residual_dbfs=residual, share=share)
        return Outcome(held=True, required=required, measured=measured, reason=reason)
    held = residual is None or residual <= limit
    reason = (
        message("relation.stems-exact") if residual is None else message("relation.stems-leave", residual_dbfs=residual)
    )
    repair = repair_of(comparison)
    return Outcome(
        held=held,
        required=required,
        measured=measured,
        limits=Limits(high=limit, unit="dBFS RMS"),
        margin=None if residual is None else round(limit - residual, 6) + 0.0,
        margin_unit="dB",
        reason=reason if held or cause is None else cause,
        why=() if held else (reason,),
        remedy=None if held else message("comparison.repair.print-again") if repair is None else repair.text,
    )


def judge_partner(requirement: Partner, subject: Subject) -> Outcome:
    """Say whether a mix has the partner it must come with.

    Judges: kind, layout and language of the other files of the delivery.
    Why publishers ask: players without surround need the stereo version.
    Boundary: none.
    Remedy: add the partner.
    """
    layouts = f"{' or '.join(requirement.soundfields)} " if requirement.soundfields else ""
    partner = f"{layouts}{requirement.mix_kind} in the same language"
    required = f"with a partner: {partner}"
    if subject.companions is None:
        return not_applicable(required, WHOLE_DELIVERY)
    kin = [
        other
        for other in subject.companions
        if other.mix_kind is requirement.mix_kind
        and other.language == subject.language
        and are_of_one_episode(other.episode, subject.episode)
    ]
    names = {parse_layout(name).soundfield for name in requirement.soundfields or ()}
    partners = [other.name for other in kin if not names or other.soundfield in names]
    unknown = tuple(other.name for other in kin if other.soundfield is None)
    if unknown and not partners:
        return not_measured(
            required,
            message("relation.partner-not-known", names=unknown),
            message("remedy.state-partner-layout"),
        )
    return Outcome(
        held=bool(partners),
        required=required,
        reason=message("relation.partner", name=partners[0])
        if partners
        else message("relation.no-partner", wanted=partner, kind=requirement.mix_kind.value),
        remedy=None if partners else message("remedy.add-partner"),
    )


def judge_statement(requirement: StatementToConfirm, subject: Subject) -> Outcome:
    """Put a demand in words before a person.

    Judges: nothing; no meter can.
    Why publishers ask: not everything that matters can be measured.
    Boundary: none; it never changes the verdict.
    Remedy: confirm it, and say so when you deliver.
    """
    del subject
    return not_measured(requirement.text, message("relation.person-must-confirm"))
