"""The loudness demand: alternatives measured, one of them decisive, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.requirements.loudness import Loudness, LoudnessAlternative, Role
from specs.wording import gating_name, limits_text
from validator.finding import Limits
from validator.rules.conditions import evaluate
from validator.rules.loudness_decision import Branch, Decision, decide
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_applicable, not_measured, quantity, shown, within
from validator.rules.readings import loudness_of
from validator.rules.windows import Missing, Part, parts_of, window_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.finding import Quantity
    from validator.rules.subject import Subject

_BINDING: Final = (Role.REQUIRED, Role.ALTERNATIVE, Role.FALLBACK, Role.CEILING)
_JUDGED: Final = (*_BINDING, Role.RECOMMENDED)
_MEASURE_DIALOGUE: Final = (
    "Give the dialogue stem with --dialogue, or the M&E of this mix with --me, so that dialogue is measured and not "
    "estimated."
)
_STATE_IT: Final = "State it in the delivery file, or by its option where there is one, and judge again."


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
        message=_message(decision, branches),
        why=why,
        decided_by=_decided_by(decision, branches),
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


def _nothing_applies(branches: Sequence[Branch]) -> str:
    if all(branch.role is Role.REPORTED for branch in branches):
        return "The publisher states a figure here without asking for it."
    reasons = dict.fromkeys(branch.answer.reason for branch in branches if branch.role is not Role.REPORTED)
    return f"It does not concern this mix ({'; '.join(reasons)})."


def _measured_text(branch: Branch) -> str:
    value = branch.reading.value
    where = f" ({branch.part.name})" if branch.part.name else ""
    assert value is not None, "the caller has looked"
    return shown(value, branch.alternative.gating.unit, branch.margin) + where


def _measured(branch: Branch) -> Quantity | None:
    value = branch.reading.value
    return None if value is None else quantity(value, branch.alternative.gating.unit, margin=branch.margin)


def _story(branch: Branch) -> str:
    """Return how one alternative fared, for the list under the finding."""
    alternative = branch.alternative
    line = f"{alternative.role}: {limits_text(alternative)}"
    if alternative.when is not None:
        applies = {True: "applies", False: "does not apply", None: "may apply"}[branch.answer.holds]
        line += f"; {applies} ({branch.answer.reason})"
    if branch.reading.value is None:
        reason = (branch.reading.reason or "").rstrip(".")
        return f"{line}; not measured" + (f": {reason}" if reason else "")
    line += f"; measured {_measured_text(branch)}"
    if alternative.role is not Role.REPORTED and _has_limits(alternative):
        line += ", holds" if branch.held else ", does not hold"
    if branch.reading.text:
        line += f"; {branch.reading.text}"
    return line


def _message(decision: Decision, branches: Sequence[Branch]) -> str:
    branch = decision.branch
    name = _named(branch)
    if branch.reading.value is None:
        return f"{name}: not measured. {branch.reading.reason or ''}".strip()
    reading = f"{name}: {_measured_text(branch)}"
    if decision.uncertain and branch.uncertain:
        return (
            f"{reading} by estimate, nearer to the limit than its guard band of {branch.reading.guard_band_lu:g} "
            f"{_difference_unit(branch)}, so it decides nothing."
        )
    if not _has_limits(branch.alternative):
        return f"{reading}, {_from_target(branch)}. The text gives a target without a tolerance."
    return f"{reading}, {_standing(branch)}{_addition(decision, branches)}."


def _named(branch: Branch) -> str:
    name = branch.alternative.text or gating_name(branch.alternative)
    return name[0].upper() + name[1:]


def _addition(decision: Decision, branches: Sequence[Branch]) -> str:
    """Return what else has to be said: what is not known, or what is recommended besides."""
    if decision.uncertain:
        near = [branch.answer.reason for branch in branches if branch.answer.estimate is not None]
        near += [f"{_named(branch)}: {_measured_text(branch)}" for branch in branches if branch.uncertain]
        return f"; but this rests on an estimate, so it decides nothing ({near[0]})"
    if decision.held is None:
        reasons = _open_reasons(decision, branches)
        return f"; but it is not known what applies ({reasons})" if reasons else ""
    if not decision.advice:
        return ""
    advised = next(branch for branch in branches if branch.role is Role.RECOMMENDED and branch.held is False)
    if advised is decision.branch:
        return ", which is a recommendation only"
    return f"; but outside what is recommended ({limits_text(advised.alternative)})"


def _standing(branch: Branch) -> str:
    """Return how a reading stands to its limits: `1.20 LU above the limit of -25.0 LKFS`."""
    if branch.held:
        return "within the limits"
    value, high = branch.reading.value, branch.alternative.upper_limit
    assert value is not None, "the caller has looked"
    above = high is not None and value > high
    limit = high if above else branch.alternative.lower_limit
    distance = shown(abs(branch.margin or 0.0), _difference_unit(branch), branch.margin)
    return f"{distance} {'above' if above else 'below'} the limit of {limit:.1f} {branch.alternative.gating.unit}"


def _from_target(branch: Branch) -> str:
    """Return how far a reading is from a target that has no tolerance: `1.20 LU below the target of -23.0 LKFS`."""
    value, target = branch.reading.value, branch.alternative.target
    assert value is not None, "the caller has looked"
    assert target is not None, "an alternative without limits has a target"
    aim = f"the target of {target:.1f} {branch.alternative.gating.unit}"
    distance = value - target
    if abs(distance) <= LIMIT_SLACK:
        return f"at {aim}"
    size = shown(abs(distance), _difference_unit(branch), distance)
    return f"{size} {'above' if distance > 0 else 'below'} {aim}"


def _decided_by(decision: Decision, branches: Sequence[Branch]) -> str | None:
    """Return who or what decides where there is a reading that does not; None where it does, or there is none."""
    branch = decision.branch
    if decision.held is not None or branch.reading.value is None:
        return None
    if not _has_limits(branch.alternative):
        return "the receiver, who names a target and no tolerance"
    binding = [other for other in branches if other.role in _JUDGED and other.answer.holds is not False]
    unknown = [other.answer.decided_by for other in binding if other.answer.holds is None]
    unknown += [
        f"a measurement that is missing: {_named(other)}"
        for other in binding
        if other is not branch and other.reading.value is None
    ]
    return "; ".join(dict.fromkeys(unknown))


def _difference_unit(branch: Branch) -> str:
    return "LU" if branch.alternative.gating.unit == "LKFS" else "dB"


def _open_reasons(decision: Decision, branches: Sequence[Branch]) -> str:
    """Return what is not known: conditions, and readings of other alternatives that would be accepted."""
    binding = [branch for branch in branches if branch.role in _BINDING and branch.answer.holds is not False]
    reasons = [branch.answer.reason for branch in binding if branch.answer.holds is None]
    reasons += [
        f"{_named(branch)}: not measured"
        for branch in binding
        if branch is not decision.branch and branch.reading.value is None
    ]
    return "; ".join(dict.fromkeys(reasons))


def _open_conditions(branches: Sequence[Branch]) -> str:
    return "; ".join(dict.fromkeys(branch.answer.reason for branch in branches if branch.answer.holds is None))


def _what_would_tell(branches: Sequence[Branch]) -> str | None:
    binding = [branch for branch in branches if branch.role in _BINDING and branch.answer.holds is not False]
    if any(branch.answer.holds is None and "not stated" in branch.answer.reason for branch in binding):
        return f"{_STATE_IT} Open: {_open_conditions(binding)}."
    return next((branch.reading.remedy for branch in binding if branch.reading.remedy is not None), None)


def _remedy(decision: Decision, branches: Sequence[Branch]) -> str | None:
    branch = decision.branch
    value = branch.reading.value
    if value is None:
        return branch.reading.remedy
    if decision.uncertain:
        return _MEASURE_DIALOGUE
    if decision.held is None and not _has_limits(branch.alternative):
        target = f"{branch.alternative.target:.1f} {branch.alternative.gating.unit}"
        return f"Ask the receiver how far from {target} a mix may be."
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
    verb = "Raise" if change > 0 else "Lower"
    what = branch.part.name if branch.part.is_segment else "the whole mix"
    then = "then check true peak again, which rises as much" if change > 0 else "which lowers the peaks as much"
    return f"{verb} {what} by {abs(change):.2f} dB to reach {aim:.1f} {alternative.gating.unit}, {then}."
