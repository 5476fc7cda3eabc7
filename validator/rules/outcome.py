"""What a rule answers, before level, grade and waivers make a finding of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import message
from validator.results.finding import Quantity

if TYPE_CHECKING:
    from specs.message import Message
    from specs.requirements.requirement import Grade
    from validator.results.finding import Limits, Place

LIMIT_SLACK: Final = 1e-6
"""A reading exactly at a limit holds; this keeps binary fractions from deciding."""

_DIFFERENCES: Final = {"LKFS": "LU", "dBTP": "dB", "dBFS": "dB", "dBFS RMS": "dB"}
"""Units of levels, and the unit that two of them differ in."""


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
        tolerance: The part of the margin that is measurement tolerance. It is there for meters that differ, not for
            mixes, so a finding does not show it as room.
        margin_unit: Its unit.
        where: Places.
        where_count: How many places there are in all, where more than those listed; 0 means as many as listed.
        reason: What is the case.
        why: How the decision was reached.
        decided_by: Who and what decides, where `held` is None although something was measured; empty everywhere else.
        remedy: What to do; None where nothing needs doing.
        source, grade: Of the branch judged; None means the record's own.
        clause: Document and clause, written out, where the branch judged is not one of the sheet's documents.
        part: What of a demand that gives several outcomes this one is about; the same in every run. Empty where a
            demand gives one.
    """

    held: bool | None
    required: str
    reason: Message
    applies: bool = True
    uncertain: bool = False
    advice: bool = False
    measured: Quantity | None = None
    limits: Limits | None = None
    window: tuple[Place, ...] = ()
    margin: float | None = None
    tolerance: float = 0.0
    margin_unit: str | None = None
    where: tuple[Place, ...] = ()
    where_count: int = 0
    why: tuple[Message, ...] = ()
    decided_by: tuple[Message, ...] = ()
    remedy: Message | None = None
    source: str | None = None
    grade: Grade | None = None
    clause: str | None = None
    part: str = ""

    @property
    def margin_shown(self) -> float | None:
        """Distance to the limit that the text states, tolerance left out; 0 where the tolerance alone makes it hold."""
        if self.margin is None or not self.tolerance:
            return self.margin
        stated = round(self.margin - self.tolerance, 6) + 0.0
        return 0.0 if self.held and stated < 0 else stated


NO_SOUND: Final = message("general.no-sound")
LAYOUT_NOT_KNOWN: Final = message("general.layout-not-known")
STATE_LAYOUT: Final = message("remedy.state-layout")
CHECK_THE_RIGHT_FILE: Final = message("remedy.check-right-file")


def not_measured(required: str, reason: Message, remedy: Message | None = None) -> Outcome:
    """Return the outcome of a demand whose input is missing.

    Args:
        required: The demand.
        reason: What is missing.
        remedy: How to supply it.
    """
    return Outcome(held=None, required=required, reason=reason, remedy=remedy)


def not_applicable(required: str, reason: Message, why: tuple[Message, ...] = ()) -> Outcome:
    """Return the outcome of a demand that does not concern this mix."""
    return Outcome(held=True, applies=False, required=required, reason=reason, why=why)


def quantity(value: float, unit: str, decimals: int = 2, margin: float | None = None) -> Quantity:
    """Return a reading with its text, as `shown` writes it: `-23.02 LKFS`."""
    return Quantity(value=round(value, 6) + 0.0, unit=unit, text=shown(value, unit, margin, decimals))


def counted(number: int, one: str, many: str) -> Quantity:
    """Return a count as a reading: `1 run`, `3 runs`."""
    return Quantity(value=float(number), unit=many, text=count_of(number, one, many))


def shown(value: float, unit: str, margin: float | None = None, decimals: int = 2) -> str:
    """Return a reading as text, with more decimals where it stands so near a limit that it would seem at it."""
    decimals = _decimals(margin, decimals)
    return f"{round(value, decimals) + 0.0:.{decimals}f} {unit}".rstrip()  # + 0.0: no minus zero


def figure(value: float, unit: str, margin: float | None = None, decimals: int = 2) -> Message:
    """Return a reading for a sentence, with the decimals of `shown`."""
    decimals = _decimals(margin, decimals)
    return message("general.figure", value=round(value, decimals) + 0.0, decimals=decimals, unit=unit)


def _decimals(margin: float | None, decimals: int) -> int:
    while margin and abs(margin) <= 0.5 * 10**-decimals and decimals < 6:
        decimals += 1
    return decimals


def standing(value: float, low: float | None, high: float | None, unit: str, decimals: int = 2) -> Message:
    """Return how a reading stands to its limits: `within the limits`, `1.3 LU above the limit of 20 LU`.

    Args:
        value: The reading.
        low: The smallest that is accepted; None where there is none.
        high: The largest that is accepted; None where there is none.
        unit: Of all three.
        decimals: Of the distance.
    """
    held, margin = within(value, low, high)
    if held or margin is None:
        both = low is not None and high is not None
        return message("general.within-limits") if both else message("general.within-limit")
    above = high is not None and value > high
    limit = high if above else low
    distance = figure(abs(margin), _DIFFERENCES.get(unit, unit), margin, decimals)
    if unit == "s":
        return message(
            "general.more-than-limit" if above else "general.less-than-limit", distance=distance, limit=limit, unit=unit
        )
    return message("general.above-limit" if above else "general.below-limit", distance=distance, limit=limit, unit=unit)


def standing_to_maximum(value: float, maximum: float, tolerance: float, unit: str) -> Message:
    """Return how a reading stands to a largest value, with what only the measurement tolerance makes hold said so.

    Args:
        value: The reading.
        maximum: What the text states.
        tolerance: Measurement tolerance on top; 0 where there is none.
        unit: Of all three.
    """
    held, _ = within(value, None, maximum + tolerance)
    said = standing(value, None, maximum, unit)
    if not held or value <= maximum + LIMIT_SLACK:
        return said
    return message("general.within-tolerance", standing=said, tolerance=tolerance, unit=_DIFFERENCES.get(unit, unit))


def at_most(number: int, one: str, many: str) -> str:
    """Return a largest accepted number with its noun: `no runs`, `at most 3 runs`."""
    return f"at most {count_of(number, one, many)}" if number else f"no {many}"


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
    return margin >= -LIMIT_SLACK, round(margin, 6) + 0.0
