"""What a rule answers, before level, grade and waivers make a finding of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validator.finding import Quantity

if TYPE_CHECKING:
    from specs.requirements.requirement import Grade
    from validator.finding import Limits, Place

LIMIT_SLACK = 1e-6
"""A reading exactly at a limit holds; this keeps binary fractions from deciding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A rule's answer.

    Attributes:
        held: True within, False outside, None where it could not be measured.
        applies: False where the demand does not concern this mix.
        uncertain: True where the reading is an estimate too close to a limit to decide.
        advice: True where everything binding holds but a recommendation does not.
        measured: The reading; None where there is none.
        required: The demand in words and figures.
        limits: Its figures; None where the demand is not one of figures.
        window: The parts of the programme it was measured on; empty means the whole file.
        margin: Distance to the limit, positive inside; None where there is no number.
        margin_unit: Its unit.
        where: Places.
        where_count: How many places there are in all, where more than those listed; 0 means as many as listed.
        message: One sentence that says what is the case.
        why: How the decision was reached.
        remedy: What to do; None where nothing needs doing.
        source, grade: Of the branch judged; None means the record's own.
    """

    held: bool | None
    required: str
    message: str
    applies: bool = True
    uncertain: bool = False
    advice: bool = False
    measured: Quantity | None = None
    limits: Limits | None = None
    window: tuple[Place, ...] = ()
    margin: float | None = None
    margin_unit: str | None = None
    where: tuple[Place, ...] = ()
    where_count: int = 0
    why: tuple[str, ...] = ()
    remedy: str | None = None
    source: str | None = None
    grade: Grade | None = None


def not_measured(required: str, reason: str, remedy: str | None = None) -> Outcome:
    """Return the outcome of a demand whose input is missing.

    Args:
        required: The demand.
        reason: What is missing, as a sentence.
        remedy: How to supply it.
    """
    return Outcome(held=None, required=required, message=reason, remedy=remedy)


def not_applicable(required: str, reason: str) -> Outcome:
    """Return the outcome of a demand that does not concern this mix."""
    return Outcome(held=True, applies=False, required=required, message=reason)


def quantity(value: float, unit: str, decimals: int = 2) -> Quantity:
    """Return a reading with its text: `-23.02 LKFS`."""
    shown = round(value, decimals) + 0.0  # no minus zero
    return Quantity(value=round(value, 4), unit=unit, text=f"{shown:.{decimals}f} {unit}")


def within(value: float, low: float | None, high: float | None) -> tuple[bool, float | None]:
    """Hold a reading against limits; at a limit is within.

    Returns:
        Whether it is within, and the distance to the nearer limit, positive inside; None where there are no limits.
    """
    distances = [value - low] if low is not None else []
    if high is not None:
        distances.append(high - value)
    if not distances:
        return True, None
    margin = min(distances)
    return margin >= -LIMIT_SLACK, round(margin, 4) + 0.0
