"""What was ordered: the demands, the grades that are permitted, and what every stage of planning answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from packager.corrections.correction import CorrectionGrade
from packager.planning.model import LARGE_GAIN_DB
from specs.message import message
from specs.requirements.requirement import Level
from specs.sheet import requirement_key
from validator.rules import judge_requirement
from validator.rules.conditions import evaluate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from packager.corrections import AnyCorrection
    from packager.planning.foreseen import Wish
    from specs.message import Message
    from specs.requirements import AnyRequirement
    from validator.comparisons.relations import MixComparison
    from validator.rules.outcome import Outcome
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How to plan.

    Attributes:
        requested: Corrections the user asks for beyond what the demands need: a change of speed, a fold-down, a pop.
        picture_rate: The picture rate to be delivered; another than the mix has is a change of speed. None leaves
            it to the demand, where that names one only.
        pitch: What a change of speed does to pitch.
        reduction_cap_db: A limiter that would have to take off more than this is refused: the mix needs a person.
        most_gain_db: A gain that would have to be larger, up or down, is refused until a person says so.
        ends_are_whole: True where a person says that nothing was cut at either end, so that silence may be added.
        recommended: True to repair also what a sheet only recommends, or asks by a figure that cannot reject.
        compared: The mix held against its original; what differs is put right. None for no such comparison.
        follows: Name of the mix that this one moves with, so that it gets no gain of its own; None for any other.
        limiter_groups: Channels a limiter links; None links all.
        dither_seed: Seed of the dither.
    """

    requested: tuple[AnyCorrection, ...] = ()
    picture_rate: str | None = None
    pitch: Literal["follows", "kept"] = "follows"
    reduction_cap_db: float = 6.0
    most_gain_db: float = LARGE_GAIN_DB
    ends_are_whole: bool = False
    recommended: bool = False
    compared: MixComparison | None = None
    follows: str | None = None
    limiter_groups: tuple[tuple[str, ...], ...] | None = None
    dither_seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A demand and what the rules say of a mix.

    Attributes:
        key: The requirement's key.
        binding: True where the demand applies for certain, and a failure would reject; or where it is to be treated so.
        asked: True where it applies for certain and is more than information.
    """

    requirement: AnyRequirement
    key: str
    outcome: Outcome
    binding: bool
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a stage of planning answers.

    Attributes:
        wishes: Corrections wanted.
        blocked: Binding demands that cannot be met with what is permitted, each with its arithmetic.
        notes: What the reader of the plan should know.
    """

    wishes: tuple[Wish, ...] = ()
    blocked: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def joined(parts: Iterable[Found]) -> Found:
    """Join answers."""
    listed = tuple(parts)
    return Found(
        wishes=tuple(wish for part in listed for wish in part.wishes),
        blocked=tuple(one for part in listed for one in part.blocked),
        notes=tuple(note for part in listed for note in part.notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered."""

    requirements: tuple[AnyRequirement, ...]
    permitted: frozenset[CorrectionGrade]
    options: PlanOptions

    def judged(self, subject: Subject) -> Iterator[Judged]:
        """Hold every demand against a mix."""
        for requirement in self.requirements:
            if subject.judged_elsewhere(requirement.rule) is not None:
                continue
            outcome = judge_requirement(requirement, subject)
            grade = outcome.grade or requirement.grade
            applies = outcome.applies and evaluate(requirement.when, subject).holds is True
            asked = applies and requirement.level is not Level.INFO
            rejects = applies and requirement.level is Level.SHALL and grade.can_reject
            yield Judged(
                requirement=requirement,
                key=requirement_key(requirement),
                outcome=outcome,
                binding=rejects or (asked and self.options.recommended and outcome.held is False),
                asked=asked,
            )

    def failing(self, subject: Subject) -> Iterator[Judged]:
        """The binding demands that do not hold."""
        return (judged for judged in self.judged(subject) if judged.binding and judged.outcome.held is False)

    def permits(self, correction: AnyCorrection) -> bool:
        """Whether the grade of a correction is permitted."""
        return correction.grade in self.permitted

    def offered(self, wish: Wish, need: Message) -> Found:
        """A correction where it is permitted, else what it would have been.

        Args:
            wish: The correction.
            need: What is needed and why, said without a full stop.
        """
        if self.permits(wish.correction):
            return Found(wishes=(wish,))
        refused = message(
            "plan.would-do-it",
            need=need,
            correction=wish.correction.description,
            grade=wish.correction.grade.value,
            permitted=self.permitted_grades,
        )
        return Found(blocked=(refused,))

    @property
    def permitted_grades(self) -> tuple[str | Message, ...]:
        """The permitted grades as an argument of a message, shallow ones first; what to say where there are none."""
        return grades_said(self.permitted)

    def forbidden(self, wishes: Sequence[Wish]) -> tuple[Message, ...]:
        """Each correction that was asked for and is not permitted."""
        return tuple(
            message(
                "plan.asked-for-and-not-permitted",
                correction=wish.correction.description,
                grade=wish.correction.grade.value,
                permitted=self.permitted_grades,
            )
            for wish in wishes
            if not self.permits(wish.correction)
        )


def grades_said(permitted: Collection[CorrectionGrade]) -> tuple[str | Message, ...]:
    """Return grades as an argument of a message, shallow ones first; what to say where there are none."""
    return tuple(grade.value for grade in CorrectionGrade if grade in permitted) or (message("plan.nothing"),)
