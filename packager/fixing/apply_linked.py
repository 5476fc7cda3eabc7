"""Deliverables that move together: what is done to a printmaster is done to its stems and M&E, so they still sum."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from packager.corrections.limiter import Limiter
from packager.corrections.word_length import WordLengthChange
from packager.fixing.apply import PlannedMix, prepare, stage_for
from packager.fixing.streaming import Key, material_of_programme
from packager.fixing.trial_render import needs_trial, solved_by_trial
from packager.planning.foreseen import Wish, as_measured, carried_through, compared
from packager.planning.model import Plan
from packager.planning.refusal import NotCorrectableError, Refusal
from packager.staging import publish_together
from specs.counting import count_of
from specs.errors import UsageError
from specs.message import message
from specs.models import FrozenModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from packager.corrections import AnyCorrection
    from packager.fixing.apply import Applied, ApplyOptions
    from packager.planning.foreseen import Foreseen
    from validator.audio.programme import Programme
    from validator.rules.subject import Subject

SCHEMA: Final = "mixgate.linked-plan/2"


class LinkedPlan(FrozenModel):
    """A plan for a printmaster and one for each mix that has to stay in step with it.

    Attributes:
        lead: The printmaster's.
        members: The others', in the order they were given. None has a gain, a speed or a length of its own.
    """

    schema_: Literal["mixgate.linked-plan/2"] = Field(default=SCHEMA, alias="schema")
    lead: Plan
    members: tuple[Plan, ...]


def plan_linked(lead: Plan, members: Sequence[Subject]) -> LinkedPlan:
    """Carry a plan over to the mixes that are parts of the same sum.

    Every correction is taken over as it is: order, speed, rate, length, start, gain, words, files. A limiter follows
    the printmaster and turns the stems down by as much at the same samples, so a sum that held before holds after.

    Args:
        lead: The plan of the printmaster.
        members: Stems and M&E, as they were measured.

    Raises:
        NotCorrectableError: A member would exceed full scale under the printmaster's gain.
        UsageError: A member differs from the printmaster in channels, rate or length.
    """
    return LinkedPlan(
        schema="mixgate.linked-plan/2",
        lead=lead,
        members=tuple(_member(lead, subject, number) for number, subject in enumerate(members, start=1)),
    )


def _member(lead: Plan, subject: Subject, number: int) -> Plan:
    start = as_measured(subject)
    wishes = [
        Wish(
            correction=_followed(step.correction, lead, number),
            because=message("fix.linked-to", lead=lead.name, because=step.because),
        )
        for step in lead.steps
    ]
    steps, end = carried_through(start, wishes)
    _refuse_differences(lead, end, subject)
    _refuse_clipping(lead, start, wishes)
    return lead.model_copy(
        update={
            "name": subject.measurements.name,
            "steps": steps,
            "left": (),
            "notes": (message("fix.judged-afterwards", lead=lead.name),),
            "aim": None,
            "readings": compared(start, end),
            "outcome": end.outcome(),
            "trial_rendered": False,
        }
    )


def _followed(correction: AnyCorrection, lead: Plan, number: int) -> AnyCorrection:
    """The same correction, listening to the printmaster, with dither of its own: the same noise twice would add up."""
    if isinstance(correction, Limiter):
        return correction.model_copy(update={"keyed_by": lead.name})
    if isinstance(correction, WordLengthChange) and correction.dither_seed is not None:
        return correction.model_copy(update={"dither_seed": correction.dither_seed + number})
    return correction


def _refuse_differences(lead: Plan, end: Foreseen, subject: Subject) -> None:
    for what, found, expected in (
        ("channels", " ".join(end.material.labels), " ".join(lead.outcome.labels)),
        ("samples", str(end.material.sample_count), str(lead.outcome.sample_count)),
        ("Hz", str(end.material.sample_rate_hz), str(lead.outcome.sample_rate_hz)),
    ):
        if found != expected:
            raise UsageError(
                f"This mix cannot move with {lead.name}: they differ.",
                where=subject.measurements.name,
                found=f"{found} ({what})",
                expected=expected,
                next_step="Link only mixes that are parts of one sum.",
            )


def _refuse_clipping(lead: Plan, start: Foreseen, wishes: Sequence[Wish]) -> None:
    """Without its limiter, for a stem may peak where its printmaster does not."""
    _, loud = carried_through(start, [wish for wish in wishes if wish.comes_before("limiter")])
    level = loud.measurements.max_sample_peak_dbfs
    before = start.measurements.max_sample_peak_dbfs
    if level is None or before is None or loud.material.sample_format.is_float or level <= max(0.0, before):
        return
    raise NotCorrectableError(
        Refusal(
            what=message("fix.would-clip", lead=lead.name),
            where=start.measurements.name,
            found=(message("fix.peak-and-gain", peak_dbfs=before, gain_db=level - before),),
            expected=message("fix.full-scale"),
            next_step=message("remedy.lower-stem"),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedMix:
    """One mix of a linked set and where it goes.

    Attributes:
        programme: The source.
        subject: The source as it was measured.
        target: The new file or folder.
        options: How its result is measured and what it is judged against.
    """

    programme: Programme
    subject: Subject
    target: Path
    options: ApplyOptions


def apply_linked(
    plan: LinkedPlan,
    lead: LinkedMix,
    members: Sequence[LinkedMix],
    *,
    follow: Callable[[Plan], tuple[Plan, ...]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Applied, ...]:
    """Carry a linked plan out: all results are written and checked before the first gets its name.

    Args:
        plan: A linked plan for these mixes.
        lead: The printmaster.
        members: The others, in the order of the plan.
        follow: Plans the members again when a trial render has settled the gain of the printmaster; None carries its
            corrections over as they are.
        progress: Called with the samples per channel written so far of each mix in turn.

    Returns:
        What came of the printmaster, then of the members.

    Raises:
        UsageError: Not one mix for each plan.
        NotCorrectableError: As `packager.fixing.trial_render.solved_by_trial` and `plan_linked`.
        RefusedError: As `packager.fixing.apply.apply_plan`, for any of the mixes.
        MediaError: A source cannot be read.
    """
    if len(members) != len(plan.members):
        raise UsageError(
            "There is not one mix for each plan.",
            found=count_of(len(members), "mix", "mixes"),
            expected=str(len(plan.members)),
        )
    settled = plan.lead
    if needs_trial(settled):
        settled = solved_by_trial(settled, lead.programme, lead.subject, lead.options.measure)
        again = follow(settled) if follow else plan_linked(settled, [member.subject for member in members]).members
        plan = plan.model_copy(update={"lead": settled, "members": again})
    key = Key(
        programme=lead.programme,
        corrections=settled.corrections,
        material=material_of_programme(lead.programme, lead.subject.picture_rate),
    )
    sources = [path for mix in (lead, *members) for path in mix.programme.paths]
    with ExitStack() as stack:
        stages = [stack.enter_context(stage_for(mix.target, sources)) for mix in (lead, *members)]
        works = [
            PlannedMix(plan=own, programme=mix.programme, subject=mix.subject, key=key)
            for mix, own in zip((lead, *members), (settled, *plan.members), strict=True)
        ]
        applied = tuple(
            prepare(stage, work, mix.options, progress=progress)
            for stage, work, mix in zip(stages, works, (lead, *members), strict=True)
        )
        publish_together(stages)
    return applied
