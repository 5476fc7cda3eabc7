"""Which mixes move together: the stems and M&E of a printmaster get its gain, or the plan says that they no longer sum.

| the mix is                          | and in the run there is               | then it                      |
|-------------------------------------|---------------------------------------|------------------------------|
| a stem or M&E of one language       | the printmaster of that language      | moves with it                |
| a stem or M&E without language      | one printmaster                       | moves with it                |
| the same                            | several with the same corrections     | moves with them              |
| the same                            | several with different ones           | stays, and the break is said |
| of another length, rate or channels | any printmaster that is changed       | stays, and the break is said |
| any of these                        | no printmaster of its layout and reel | is corrected on its own      |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from packager.corrections.limiter import Limiter
from packager.planning.because import ASKED_FOR
from packager.planning.foreseen import Wish, after_wishes, as_measured
from packager.planning.plan import plan_corrections
from specs.message import message
from specs.statements.statement import are_of_one_episode
from specs.vocabulary import MixKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packager.corrections import AnyCorrection
    from packager.planning.model import Plan
    from packager.planning.order import PlanOptions
    from specs.message import Message
    from specs.requirements import AnyRequirement
    from specs.vocabulary import Version
    from validator.rules.subject import Subject

PARTS: Final = frozenset({MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS, MixKind.ME, MixKind.NARRATION})
"""What adds up to a printmaster."""

_OWN: Final = frozenset({"word-length", "file-form"})
"""Corrections that leave a sum as it is: every mix has those that it needs itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KinTraits:
    """What decides which mixes are kin.

    Attributes:
        kind, language, version, reel, episode: As stated.
        soundfield: Layout name whatever the order; None where it is not known.
    """

    kind: MixKind
    language: str | None
    version: Version | None
    reel: int | None
    episode: str | None = None
    soundfield: str | None

    def is_part_of(self, lead: KinTraits) -> bool:
        """Say whether this is a stem or M&E of a printmaster."""
        return (
            self.kind in PARTS
            and lead.kind is MixKind.PRINTMASTER
            and (self.soundfield, self.reel) == (lead.soundfield, lead.reel)
            and are_of_one_episode(self.episode, lead.episode)
            and self.language in {lead.language, None}
            and (self.language is None or None in {self.version, lead.version} or self.version is lead.version)
        )


def leads_of(place: int, relations: Sequence[KinTraits]) -> tuple[int, ...]:
    """Return the printmasters that a mix is a part of, by their places in a run."""
    return tuple(other for other, lead in enumerate(relations) if relations[place].is_part_of(lead))


def moves(plan: Plan) -> tuple[AnyCorrection, ...]:
    """Return the corrections of a printmaster that whatever sums to it must have too."""
    return tuple(correction for correction in plan.corrections if correction.kind not in _OWN)


def moves_level(plan: Plan) -> bool:
    """True where a sum with what does not move along is broken."""
    return any(correction.kind in {"gain", "limiter"} for correction in plan.corrections)


def why_not_together(lead: Subject, part: Subject, plan: Plan) -> Message | None:
    """Return why a mix cannot move with its printmaster, said as a part of a sentence; None where it can."""
    first, own = as_measured(lead), as_measured(part)
    wanted, found = first.material, own.material
    if found.labels != wanted.labels:
        return message("plan.apart-channels", found=found.labels, wanted=wanted.labels)
    if found.sample_count != wanted.sample_count:
        return message("plan.apart-samples", found=found.sample_count, wanted=wanted.sample_count)
    if found.sample_rate_hz != wanted.sample_rate_hz:
        return message("plan.apart-rate", found_hz=found.sample_rate_hz, wanted_hz=wanted.sample_rate_hz)
    wishes = [Wish(correction=step, because=ASKED_FOR) for step in moves(plan)]
    louder = after_wishes(own, [wish for wish in wishes if wish.comes_before("limiter")])
    level, before = louder.measurements.max_sample_peak_dbfs, own.measurements.max_sample_peak_dbfs
    if level is None or before is None or own.material.sample_format.is_float or level <= max(0.0, before):
        return None
    return message("plan.apart-clips", peak_dbfs=before, gain_db=level - before)


def plan_part(
    requirements: Sequence[AnyRequirement], part: Subject, lead: Plan, options: PlanOptions, number: int
) -> Plan:
    """Plan a mix that moves with its printmaster: the printmaster's corrections, and what its own form needs.

    Args:
        requirements: Its own demands; none where the sheet has none for such a mix.
        part: The mix; `why_not_together` has nothing against it.
        lead: The plan of the printmaster.
        options: How the printmaster was planned.
        number: Its number among those that move along, from 1: dither of its own, since the same noise twice adds up.

    Raises:
        NotCorrectableError: Its own form cannot be corrected with what is permitted.
    """
    followed = tuple(
        step.model_copy(update={"keyed_by": lead.name}) if isinstance(step, Limiter) else step for step in moves(lead)
    )
    own = replace(
        options, requested=followed, follows=lead.name, dither_seed=options.dither_seed + number, picture_rate=None
    )
    plan = plan_corrections(requirements, part, lead.permitted, own)
    because = {step.correction.kind: step.because for step in lead.steps}
    steps = tuple(
        step
        if step.because != ASKED_FOR
        else step.model_copy(
            update={"because": message("plan.moves-with", lead=lead.name, because=because[step.correction.kind])}
        )
        for step in plan.steps
    )
    return plan.model_copy(update={"steps": steps})
