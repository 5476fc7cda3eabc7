"""The loudness decision: alternatives, conditions, roles, and the branch that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.requirements.loudness import Loudness, LoudnessAlternative, Role
from specs.wording import gating_name, limits_text
from validator.finding import Limits
from validator.rules.conditions import Answer, evaluate
from validator.rules.outcome import Outcome, not_applicable, not_measured, quantity, within
from validator.rules.readings import Reading, loudness_of
from validator.rules.windows import Missing, Part, parts_of, window_places

if TYPE_CHECKING:
    from validator.finding import Quantity
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One alternative, held against the mix.

    Attributes:
        alternative: What the sheet says.
        answer: Whether its condition holds.
        part: The part of the programme with the worst margin.
        reading: The loudness of that part.
        held: Within its limits in every part; None where not measured.
        margin: Of the worst part.
    """

    alternative: LoudnessAlternative
    answer: Answer
    part: Part
    reading: Reading
    held: bool | None
    margin: float | None

    @property
    def uncertain(self) -> bool:
        """True where the reading is an estimate within its guard band of a limit."""
        return self.margin is not None and abs(self.margin) < self.reading.guard_band_lu


def judge_loudness(requirement: Loudness, subject: Subject) -> Outcome:
    """Hold the loudness of a mix against an ordered list of alternatives.

    Judges: integrated loudness under the gate, the edition and the measuring window the publisher names. The first
        required alternative whose condition holds is the branch; an accepted alternative or fallback may take its
        place, and a ceiling must hold as well.
    Why publishers ask: viewers reach for the remote control when programmes differ in loudness; normalising dialogue,
        or the whole programme, keeps one title next to another.
    Boundary: a reading exactly at a limit holds. Readings are compared unrounded. Where a condition cannot be decided
        the answer counts only if every branch that may apply agrees. An estimate nearer to a limit than its guard band
        gives a warning, never a pass or a failure.
    Remedy: change the level of the whole mix by the difference shown, then look at true peak again; or rebalance the
        dialogue where the gate is dialogue.
    """
    required = describe(requirement)
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    branches = [_hold(alternative, parts, subject) for alternative in requirement.alternatives]
    why = tuple(_story(branch) for branch in branches)
    chosen = _choose(branches)
    if chosen is None:
        return not_applicable(required, "None of its conditions holds for this mix: " + "; ".join(why) + ".")
    held, branch = chosen
    held, branch = _under_ceilings(held, branch, branches)
    advice = any(
        other.alternative.role is Role.RECOMMENDED and other.answer.holds and other.held is False for other in branches
    )
    return Outcome(
        held=held,
        uncertain=branch.uncertain,
        advice=advice,
        required=limits_text(branch.alternative),
        measured=_measured(branch),
        limits=_limits(branch.alternative),
        window=window_places(parts, subject),
        margin=branch.margin,
        margin_unit="LU" if branch.alternative.gating.unit == "LKFS" else "dB",
        message=_message(held, branch),
        why=why,
        remedy=_remedy(held, branch),
        source=branch.alternative.source,
        grade=branch.alternative.grade,
    )


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
    worst: Branch | None = None
    for part in parts:
        reading = loudness_of(alternative.gating, alternative.gate_lu, part, subject)
        held: bool | None = None
        margin: float | None = None
        if reading.value is not None and _has_limits(alternative):
            held, margin = within(reading.value, alternative.lower_limit, alternative.upper_limit)
        branch = Branch(alternative=alternative, answer=answer, part=part, reading=reading, held=held, margin=margin)
        if worst is None or _rank(branch) < _rank(worst):
            worst = branch
    assert worst is not None, "a window has at least one part"
    return worst


def _has_limits(alternative: LoudnessAlternative) -> bool:
    """False where a text gives a bare target: nobody can say how far from it a mix may be."""
    return alternative.lower_limit is not None or alternative.upper_limit is not None


def _rank(branch: Branch) -> tuple[int, float]:
    """Order of parts: outside before not measured before within, then by margin."""
    order = {False: 0, None: 1, True: 2}[branch.held]
    return order, branch.margin if branch.margin is not None else 0.0


def _choose(branches: list[Branch]) -> tuple[bool | None, Branch] | None:
    """Return the answer and the branch it rests on; None where no alternative applies."""
    required = [branch for branch in branches if branch.alternative.role is Role.REQUIRED]
    candidates = _candidates(required)
    if candidates:
        held = candidates[0].held if len(candidates) == 1 else _agreed(candidates)
        branch = candidates[0] if len(candidates) == 1 else min(candidates, key=_rank)
        if len(candidates) > 1 and held is None:
            branch = next(candidate for candidate in candidates if candidate.held is not True)
    else:
        substitutes = [branch for branch in branches if branch.alternative.role is not Role.REQUIRED]
        usable = [
            branch for branch in substitutes if branch.answer.holds and branch.alternative.role is not Role.REPORTED
        ]
        if not usable:
            return None
        held, branch = usable[0].held, usable[0]
    return _substituted(held, branch, branches)


def _candidates(required: list[Branch]) -> list[Branch]:
    """Return the required alternatives that may be the branch: up to the first whose condition surely holds."""
    found: list[Branch] = []
    for branch in required:
        if branch.answer.holds is False:
            continue
        found.append(branch)
        if branch.answer.holds:
            break
    return found


def _agreed(candidates: list[Branch]) -> bool | None:
    """Return what all candidates say; None where they differ or the last condition is open too."""
    answers = {candidate.held for candidate in candidates}
    if len(answers) == 1 and not any(candidate.answer.holds is None for candidate in candidates[-1:]):
        return answers.pop()
    return False if answers == {False} else None


def _substituted(held: bool | None, branch: Branch, branches: list[Branch]) -> tuple[bool | None, Branch]:
    """Let an accepted alternative or fallback stand in for a branch that does not hold."""
    if held:
        return held, branch
    stand_ins = [
        other
        for other in branches
        if other.alternative.role in {Role.ALTERNATIVE, Role.FALLBACK} and other.answer.holds
    ]
    for other in stand_ins:
        if other.held:
            return True, other
    if held is False and any(other.held is None for other in stand_ins):
        return None, next(other for other in stand_ins if other.held is None)
    return held, branch


def _under_ceilings(held: bool | None, branch: Branch, branches: list[Branch]) -> tuple[bool | None, Branch]:
    """Let a ceiling that does not hold overrule the branch."""
    ceilings = [
        other for other in branches if other.alternative.role is Role.CEILING and other.answer.holds is not False
    ]
    for other in ceilings:
        if other.held is False and other.answer.holds and held is not False:
            return False, other
    if held:
        for other in ceilings:
            if other.held is None or (other.held is False and other.answer.holds is None):
                return None, other
    return held, branch


def describe(requirement: Loudness) -> str:
    """Return all alternatives of a demand in words and figures."""
    return "; ".join(limits_text(alternative) for alternative in requirement.alternatives)


def _measured_text(branch: Branch) -> str:
    value = branch.reading.value
    where = f" ({branch.part.name})" if branch.part.name else ""
    return "not measured" if value is None else quantity(value, branch.alternative.gating.unit).text + where


def _measured(branch: Branch) -> Quantity | None:
    value = branch.reading.value
    return None if value is None else quantity(value, branch.alternative.gating.unit)


def _story(branch: Branch) -> str:
    """Return how one alternative fared, for the list under the finding."""
    alternative = branch.alternative
    line = f"{alternative.role}: {limits_text(alternative)}"
    if alternative.when is not None:
        applies = {True: "applies", False: "does not apply", None: "may apply"}[branch.answer.holds]
        line += f"; {applies} ({branch.answer.reason})"
    line += f"; measured {_measured_text(branch)}"
    if branch.reading.value is None and branch.reading.reason:
        line += f" ({branch.reading.reason.rstrip('.')})"
    elif alternative.role is not Role.REPORTED and _has_limits(alternative):
        line += ", holds" if branch.held else ", does not hold"
    if branch.reading.text:
        line += f"; gate: {branch.reading.text}"
    return line


def _message(held: bool | None, branch: Branch) -> str:
    name = branch.alternative.text or gating_name(branch.alternative)
    subject = name[0].upper() + name[1:]
    if branch.reading.value is None:
        return f"{subject} was not measured. {branch.reading.reason or ''}".strip()
    text = _measured_text(branch)
    if branch.uncertain:
        return (
            f"{subject} is about {text}: an estimate, and nearer to the limit than its guard band "
            f"of {branch.reading.guard_band_lu:g} LU, so it decides nothing."
        )
    if not _has_limits(branch.alternative):
        return f"{subject} is {text}. The text gives a target without a tolerance, so a person must decide."
    if held is None:
        return f"{subject} is {text}, but which limit applies is not known: {branch.answer.reason}."
    if held:
        return f"{subject} is {text}, within the limits."
    return f"{subject} is {text}, {_excess(branch)}."


def _excess(branch: Branch) -> str:
    distance = abs(branch.margin or 0.0)
    unit = "LU" if branch.alternative.gating.unit == "LKFS" else "dB"
    high = branch.alternative.upper_limit
    above = high is not None and branch.reading.value is not None and branch.reading.value > high
    return f"{distance:.2f} {unit} {'above' if above else 'below'} the limit"


def _remedy(held: bool | None, branch: Branch) -> str | None:
    value = branch.reading.value
    if value is None:
        return branch.reading.remedy
    if held is not False:
        return None
    alternative = branch.alternative
    low, high = alternative.lower_limit, alternative.upper_limit
    aim = alternative.target
    if aim is None:
        aim = high if high is not None and value > high else low
    assert aim is not None, "a reading outside its limits has one on that side"
    change = aim - value
    verb = "Raise" if change > 0 else "Lower"
    then = "then check true peak again, which rises as much" if change > 0 else "which lowers the peaks as much"
    return f"{verb} the whole mix by {abs(change):.2f} dB to reach {aim:.1f} {alternative.gating.unit}, {then}."
