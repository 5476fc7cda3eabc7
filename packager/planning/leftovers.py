"""What a plan leaves: demands that will be outside or open, why nothing is done about them, and what would do it.

| the demand                                | will be outside           | was open, and will be |
|-------------------------------------------|---------------------------|-----------------------|
| binding, on level                         | the plan is refused       | listed                |
| the same, of a mix that follows another   | listed                    | listed                |
| binding, anything else                    | listed                    | listed                |
| recommended, or of a figure without proof | listed, with its repair   |                       |
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packager.corrections.correction import CorrectionGrade
from packager.planning.because import demanded
from packager.planning.compared import REPAIRED_BY_COMPARISON
from packager.planning.model import LeftAlone
from packager.planning.refusal import NotCorrectableError, refused
from specs.message import message
from specs.requirements.loudness import Loudness, MomentaryMaximum, ShortTermMaximum
from specs.requirements.peaks import SamplePeak, TruePeak
from specs.requirements.relations import StatementToConfirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from packager.corrections.correction import ReadingName
    from packager.planning.foreseen import Foreseen
    from packager.planning.model import Plan
    from packager.planning.order import Judged, Order
    from specs.message import Message

_BY_LEVEL = (Loudness, ShortTermMaximum, MomentaryMaximum, TruePeak, SamplePeak)


def left_alone(order: Order, start: Foreseen, end: Foreseen, planned: Callable[[Order], Plan]) -> tuple[LeftAlone, ...]:
    """Return the demands that the forecast does not meet, or that were not decided to begin with.

    Args:
        order: The demands and what is permitted.
        start: The mix as it was measured.
        end: The mix as it will be.
        planned: Plans another order for the same mix, to find out what would repair one demand.

    Raises:
        NotCorrectableError: One of them is binding and on level, which the plan should have met.
    """
    before = {judged.key: judged for judged in order.judged(start.subject)}
    left = []
    unmet = []
    for judged in order.judged(end.subject):
        if isinstance(judged.requirement, StatementToConfirm):
            continue
        outside = judged.outcome.held is False
        if judged.binding and outside and isinstance(judged.requirement, _BY_LEVEL):
            if _within_doubt(judged, end):
                continue
            if order.options.follows is None:
                unmet.append(message("plan.unmet", key=judged.key, reason=judged.outcome.reason))
                continue
            left.append(_entry(judged, message("plan.left-to-its-lead", lead=order.options.follows)))
        elif judged.binding and outside:
            left.append(_entry(judged, for_whom(judged)))
        elif judged.binding and judged.outcome.held is None and before[judged.key].outcome.held is None:
            left.append(_entry(judged, _undecided(judged)))
        elif judged.asked and outside:
            left.append(_recommended(judged, order, planned))
    if unmet:
        raise refused(start.measurements.name, unmet)
    return tuple(left)


def for_whom(judged: Judged) -> Message:
    """Who or what does what this plan does not: a plan that begins with the comparison, or a person."""
    repair = judged.outcome.remedy
    if repair is not None and repair.code in REPAIRED_BY_COMPARISON:
        return message("plan.left-to-comparison", repair=repair)
    return message("plan.left-to-a-person")


def _undecided(judged: Judged) -> Message:
    deciders = judged.outcome.decided_by
    return message("plan.left-until-decided", deciders=deciders) if deciders else message("plan.left-undecided")


def _entry(judged: Judged, reason: Message, repair: tuple[Message, ...] = ()) -> LeftAlone:
    return LeftAlone(
        rule=judged.requirement.rule,
        key=judged.key,
        binding=judged.binding,
        message=judged.outcome.reason,
        reason=reason,
        repair=repair,
    )


def _recommended(judged: Judged, order: Order, planned: Callable[[Order], Plan]) -> LeftAlone:
    """A demand that cannot reject: named with what would repair it, which is done where somebody asks for it."""
    options = replace(order.options, recommended=True, requested=(), picture_rate=None, follows=None)
    alone = replace(order, requirements=(judged.requirement,), permitted=frozenset(CorrectionGrade), options=options)
    try:
        plan = planned(alone)
    except NotCorrectableError as refusal:
        return _entry(judged, message("plan.recommended-for-a-person", why=refusal.refusal.found))
    repair = tuple(
        message("plan.repair", correction=step.message, grade=step.grade.value)
        for step in plan.steps
        if step.because == demanded(judged.key)
    )
    if not repair:
        return _entry(judged, message("plan.recommended-without-repair"))
    return _entry(judged, message("plan.recommended-left"), repair)


def _within_doubt(judged: Judged, end: Foreseen) -> bool:
    """True where the forecast is less certain than it is off: then a trial render decides."""
    match judged.requirement:
        case Loudness():
            names: tuple[ReadingName, ...] = ("integrated_lkfs", "dialogue_lkfs")
        case ShortTermMaximum():
            names = ("max_short_term_lkfs",)
        case MomentaryMaximum():
            names = ("max_momentary_lkfs",)
        case _:
            names = ("max_true_peak_dbtp",)
    doubts = [end.tolerances.get(name, 0.0) for name in names]
    if any(doubt is None for doubt in doubts):
        return True
    return judged.outcome.margin is not None and -judged.outcome.margin <= max(doubt or 0.0 for doubt in doubts)
