"""The loudness demand: alternatives measured, one of them decisive, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.demand_wording import gating_name, limits_text
from specs.message import distinct, message
from specs.requirements.loudness import Loudness, LoudnessAlternative, Role
from validator.results.finding import Limits
from validator.rules.conditions import Decider, decided_by, evaluate, open_circumstances, reasons_of
from validator.rules.loudness_decision import Branch, LoudnessDecision, decide
from validator.rules.outcome import LIMIT_SLACK, Outcome, figure, not_applicable, not_measured, quantity, within
from validator.rules.readings import loudness_of
from validator.rules.windows import Missing, Part, parts_of, window_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from validator.results.finding import Quantity
    from validator.rules.subject import Subject

_BINDING: Final = (Role.REQUIRED, Role.ALTERNATIVE, Role.FALLBACK, Role.CEILING)
_JUDGED: Final = (*_BINDING, Role.RECOMMENDED)
_WHOLE_MIX: Final = message("loudness.whole-mix")
_WITHIN_LIMITS: Final = message("general.within-limits")


def judge_loudness(requirement: Loudness, subject: Subject) -> Outcome:
    """Hold the loudness of a mix against an ordered list of alternatives.

    Judges: integrated loudness under the gate, the edition and the measuring window the publisher names. The first
        required alternative whose condition holds is the branch; an accepted alternative or fallback may take its
        place, and a ceiling must hold as well.
    Why publishers ask: viewers reach for the remote control when programmes differ in loudness; normalising dialogue,
        or the whole programme, keeps one title next to another.
    Boundary: a reading exactly at a limit holds. Readings are compared unrounded. Where it is not known whether a
        condition holds, the answer counts only if it is the same either way. An estimate nearer to a limit than its
        guard band gives a warning, never a pass or a failure.
    Remedy: change the level of the whole mix by the difference shown, then look at true peak again; or rebalance the
        dialogue where the gate is dialogue.
    """
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(describe(requirement), parts.reason, parts.remedy)
    branches = [_hold(alternative, parts, subject) for alternative in requirement.alternatives]
    why = tuple(_story(branch) for branch in branches)
    decision = decide(branches)
    if decision is None:
        return not_applicable(describe(requirement), _nothing_applies(branches), why)
    branch = decision.branch
    return Outcome(
        held=decision.held,
        uncertain=decision.uncertain,
        advice=decision.advice,
        required=limits_text(branch.alternative),
        measured=_measured(branch),
        limits=_limits(branch.alternative),
        window=window_places(parts, subject),
        margin=branch.margin,
        margin_unit=None if branch.margin is None else _difference_unit(branch),
        reason=_reason(decision, branches),
        why=why,
        decided_by=_deciders(decision, branches),
        remedy=_remedy(decision, branches),
        source=branch.alternative.source,
        grade=branch.alternative.grade,
    )


def describe(requirement: Loudness) -> str:
    """Return all alternatives of a demand in words and figures."""
    return "; ".join(limits_text(alternative) for alternative in requirement.alternatives)


def _limits(alternative: LoudnessAlternative) -> Limits:
    return Limits(
        low=alternative.lower_limit,
        high=alternative.upper_limit,
        target=alternative.target,
        unit=alternative.gating.unit,
    )


def _hold(alternative: LoudnessAlternative, parts: tuple[Part, ...], subject: Subject) -> Branch:
    """Measure an alternative in every part; the part with the worst margin speaks for it."""
    answer = evaluate(alternative.when, subject)
    branches = []
    for part in parts:
        reading = loudness_of(alternative.gating, alternative.gate_lu, part, subject)
        held: bool | None = None
        margin: float | None = None
        if reading.value is not None and _has_limits(alternative):
            held, margin = within(reading.value, alternative.lower_limit, alternative.upper_limit)
        branches.append(
            Branch(alternative=alternative, answer=answer, part=part, reading=reading, held=held, margin=margin)
        )
    return min(branches, key=lambda branch: branch.rank)


def _has_limits(alternative: LoudnessAlternative) -> bool:
    """False where a text gives a bare target: nobody can say how far from it a mix may be."""
    return alternative.lower_limit is not None or alternative.upper_limit is not None


def _nothing_applies(branches: Sequence[Branch]) -> Message:
    if all(branch.role is Role.REPORTED for branch in branches):
        return message("loudness.only-reported")
    asked = [branch.answer for branch in branches if branch.role is not Role.REPORTED]
    return message("condition.does-not-apply", reasons=reasons_of(asked))


def _reading(branch: Branch) -> Message:
    value = branch.reading.value
    assert value is not None, "the caller has looked"
    found = figure(value, branch.alternative.gating.unit, branch.margin)
    return message("loudness.of-part", reading=found, part=branch.part.name) if branch.part.name else found


def _measured(branch: Branch) -> Quantity | None:
    value = branch.reading.value
    return None if value is None else quantity(value, branch.alternative.gating.unit, margin=branch.margin)


def _story(branch: Branch) -> Message:
    """Return how one alternative fared, for the list under the finding."""
    alternative = branch.alternative
    parts = [message("loudness.alternative", role=alternative.role, limits=limits_text(alternative))]
    if alternative.when is not None:
        parts.append(_applies(branch))
    if branch.reading.value is None:
        parts.append(message("loudness.not-measured", why=branch.reading.why_none))
        return message("loudness.story", parts=tuple(parts))
    if alternative.role is Role.REPORTED or not _has_limits(alternative):
        parts.append(message("loudness.measured", reading=_reading(branch)))
    elif branch.held:
        parts.append(message("loudness.measured-holds", reading=_reading(branch)))
    else:
        parts.append(message("loudness.measured-does-not-hold", reading=_reading(branch)))
    if branch.reading.basis is not None:
        parts.append(branch.reading.basis)
    return message("loudness.story", parts=tuple(parts))


def _applies(branch: Branch) -> Message:
    reasons = branch.answer.reasons
    if branch.answer.holds is None:
        return message("loudness.may-apply", reasons=reasons)
    if branch.answer.holds:
        return message("loudness.applies", reasons=reasons)
    return message("loudness.does-not-apply", reasons=reasons)


def _reason(decision: LoudnessDecision, branches: Sequence[Branch]) -> Message:
    """Return what is the case: the reading that decides, and what else has to be said of it.

    What is not known is not said here but in `decided_by`, which stands beside it wherever it is shown.
    """
    branch = decision.branch
    name = _named(branch)
    if branch.reading.value is None:
        return message("loudness.no-reading", name=name, why=branch.reading.why_none)
    reading = _reading(branch)
    if decision.uncertain and branch.uncertain:
        return message(
            "loudness.estimate-too-near",
            name=name,
            reading=reading,
            guard=branch.reading.guard_band_lu,
            unit=_difference_unit(branch),
        )
    if not _has_limits(branch.alternative):
        return message("loudness.target-without-tolerance", name=name, reading=reading, standing=_from_target(branch))
    return _reason_by_limits(decision, branches)


def _reason_by_limits(decision: LoudnessDecision, branches: Sequence[Branch]) -> Message:
    """Return what is the case where the reading that decides has limits."""
    branch = decision.branch
    name, reading = _named(branch), _reading(branch)
    stands = _standing(branch)
    if decision.uncertain:
        estimate = _estimates(branches)[0]
        return message("loudness.rests-on-estimate", name=name, reading=reading, standing=stands, estimate=estimate)
    if decision.held is None and _deciders(decision, branches):
        return message("loudness.not-known-what-applies", name=name, reading=reading, standing=stands)
    if decision.held is None or not decision.advice:
        return message("loudness.reading", name=name, reading=reading, standing=stands)
    advised = next(other for other in branches if other.role is Role.RECOMMENDED and other.held is False)
    if advised is branch:
        return message("loudness.recommendation-only", name=name, reading=reading, standing=stands)
    return message(
        "loudness.outside-recommended",
        name=name,
        reading=reading,
        standing=stands,
        recommended=limits_text(advised.alternative),
    )


def _named(branch: Branch) -> str:
    name = branch.alternative.text or gating_name(branch.alternative)
    return name[0].upper() + name[1:]


def _estimates(branches: Sequence[Branch]) -> tuple[Message, ...]:
    """Return the estimates that an answer rests on: of the share of speech, and of readings."""
    shares = reasons_of([branch.answer for branch in branches if branch.answer.estimate is not None])
    readings = (
        message("loudness.named-reading", name=_named(branch), reading=_reading(branch))
        for branch in branches
        if branch.uncertain
    )
    return (*shares, *readings)


def _standing(branch: Branch) -> Message:
    """Return how a reading stands to its limits: `1.20 LU above the limit of -25.0 LKFS`."""
    if branch.held:
        return _WITHIN_LIMITS
    value, high = branch.reading.value, branch.alternative.upper_limit
    assert value is not None, "the caller has looked"
    above = high is not None and value > high
    return message(
        "loudness.above-limit" if above else "loudness.below-limit",
        distance=figure(abs(branch.margin or 0.0), _difference_unit(branch), branch.margin),
        limit=high if above else branch.alternative.lower_limit,
        unit=branch.alternative.gating.unit,
    )


def _from_target(branch: Branch) -> Message:
    """Return how far a reading is from a target that has no tolerance: `1.20 LU below the target of -23.0 LKFS`."""
    value, target = branch.reading.value, branch.alternative.target
    assert value is not None, "the caller has looked"
    assert target is not None, "an alternative without limits has a target"
    unit = branch.alternative.gating.unit
    distance = value - target
    if abs(distance) <= LIMIT_SLACK:
        return message("loudness.at-target", target=target, unit=unit)
    size = figure(abs(distance), _difference_unit(branch), distance)
    return message(
        "loudness.above-target" if distance > 0 else "loudness.below-target", distance=size, target=target, unit=unit
    )


def _deciders(decision: LoudnessDecision, branches: Sequence[Branch]) -> tuple[Message, ...]:
    """Return who and what decides where there is a reading that does not; nothing where it does, or there is none."""
    branch = decision.branch
    if decision.held is not None or branch.reading.value is None:
        return ()
    if not _has_limits(branch.alternative):
        return (message("loudness.decided-by-receiver"),)
    binding = [other for other in branches if other.role in _JUDGED and other.answer.holds is not False]
    missing = [
        message("loudness.name", name=_named(other))
        for other in binding
        if other is not branch and other.reading.value is None
    ]
    return decided_by([other.answer for other in binding], distinct(missing))


def _difference_unit(branch: Branch) -> str:
    return "LU" if branch.alternative.gating.unit == "LKFS" else "dB"


def _what_would_tell(branches: Sequence[Branch]) -> Message | None:
    binding = [branch for branch in branches if branch.role in _BINDING and branch.answer.holds is not False]
    unknown = [branch.answer for branch in binding if branch.answer.holds is None]
    if any(one.decider is Decider.STATEMENT for one in open_circumstances(unknown)):
        return message("remedy.state-what-applies", open=reasons_of(unknown))
    return next((branch.reading.remedy for branch in binding if branch.reading.remedy is not None), None)


def _remedy(decision: LoudnessDecision, branches: Sequence[Branch]) -> Message | None:
    branch = decision.branch
    value = branch.reading.value
    if value is None:
        return branch.reading.remedy
    if decision.uncertain:
        return message("remedy.measure-dialogue")
    if decision.held is None and not _has_limits(branch.alternative):
        return message(
            "remedy.ask-for-tolerance", target=branch.alternative.target, unit=branch.alternative.gating.unit
        )
    if decision.held is None:
        return _what_would_tell(branches)
    if branch.held is not False:
        return None
    alternative = branch.alternative
    low, high = alternative.lower_limit, alternative.upper_limit
    aim = alternative.target
    if aim is None:
        aim = high if high is not None and value > high else low
    assert aim is not None, "a reading outside its limits has one on that side"
    change = aim - value
    return message(
        "remedy.raise-level" if change > 0 else "remedy.lower-level",
        what=branch.part.name if branch.part.is_segment else _WHOLE_MIX,
        change_db=round(abs(change), 6),
        aim=aim,
        unit=alternative.gating.unit,
    )
