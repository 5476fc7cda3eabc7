"""Corrects all mixes of a run at once: one plan for all, printmasters and their stems together, a new delivery."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from packager.fixing.apply_linked import LinkedMix, LinkedPlan, apply_linked
from packager.fixing.delivery_file import copy_the_rest, refuse_existing, write_delivery_file
from packager.fixing.fix import folder_for
from packager.formats.listed.as_listed import refuse_altered
from packager.planning.delivery_plan import DeliveryPlan, MixPlan
from packager.planning.kin import KinTraits, leads_of, moves, moves_level, plan_part, why_not_together
from packager.planning.refusal import refusal_of
from packager.staging import new_folder
from specs.errors import ToolError, UsageError
from specs.message import message
from validator.catalogue import say
from validator.delivery.consistency.completeness import delivery_report
from validator.delivery.consistency.contents import Contents
from validator.delivery.forgiven import forgiven
from validator.delivery.measured import Scans
from validator.delivery.reel_programmes import ReelProgrammes
from validator.delivery.unfit import is_of_the_input, unfit_mix
from validator.judging.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packager.corrections.correction import CorrectionGrade
    from packager.fixing.apply import Applied
    from packager.fixing.fix import FixRun, Measured
    from packager.planning.model import Plan
    from packager.planning.order import PlanOptions
    from specs.message import Message
    from specs.requirements import AnyRequirement
    from validator.delivery.ingest.inputs import Inputs, Refused
    from validator.delivery.ingest.mixes import Mix
    from validator.results.report import Report

_ALONE: Final = message("fix.parts-must-move")
_REELS: Final = message("fix.reels-are-judged-together")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixOrder:
    """What is to be corrected, and how.

    Attributes:
        inputs: The mixes, and what gives none.
        linked: Mixes that must move with the only one of the inputs, whatever they are.
        grades: What may be done.
        planning: How to plan.
        out: Folder for the result; None plans only.
    """

    inputs: Inputs
    linked: Sequence[Mix] = ()
    grades: frozenset[CorrectionGrade]
    planning: PlanOptions
    out: Path | None = None


@dataclass(slots=True, kw_only=True)
class FixedMix:
    """What came of one mix of a run.

    Attributes:
        mix: The mix.
        measured: As it was measured; None where it could not be.
        requirements: The demands on it; None where the sheet has no deliverable for it.
        plan: What is done; None where nothing may be.
        error: What went wrong; None where nothing did.
        unfit: What is to be said of a mix that was handed in and cannot be measured; None for any other.
        lead: Number of the printmaster that it moves with, in the run; None for any other.
        breaks: What no longer sums with it, and why.
        applied: What was written; None where nothing was.
    """

    mix: Mix
    measured: Measured | None = None
    requirements: tuple[AnyRequirement, ...] | None = None
    plan: Plan | None = None
    error: ToolError | None = None
    unfit: Report | None = None
    lead: int | None = None
    breaks: list[Message] = field(default_factory=list)
    applied: Applied | None = None

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.mix.name


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFix:
    """What came of a run.

    Attributes:
        plan: The plan for all mixes.
        mixes: What came of each.
        refused: Inputs that give no mix.
        deliveries: What is to be said of deliveries as a whole.
        copied: Mixes of which nothing is asked, copied for the new delivery to be whole.
        delivery_file: The delivery file that was written; None where none was.
    """

    plan: DeliveryPlan
    mixes: tuple[FixedMix, ...]
    refused: tuple[Refused, ...] = ()
    deliveries: tuple[Report, ...] = ()
    copied: tuple[Path, ...] = ()
    delivery_file: Path | None = None


def fix_delivery(run: FixRun, order: FixOrder) -> DeliveryFix:
    """Plan all mixes of a run together, and carry the plan out where a folder is named; one bad mix stops no other.

    Raises:
        UsageError: The folder cannot be made or holds a delivery already; or, of a single mix, as `FixRun.plan`.
        RefusedError: Digest lists that came with the files say other bytes.
    """
    if order.out is not None:
        refuse_existing(order.out, order.inputs)
    refuse_altered(order.inputs, workers=run.measuring.workers, show=run.show)
    work = _Work(run, order)
    work.measure()
    work.plan_leads()
    work.plan_parts()
    # Before anything is written: the new delivery may lie inside the old one.
    deliveries = work.deliveries()
    delivery_file: Path | None = None
    copied: tuple[Path, ...] = ()
    if order.out is not None:
        with new_folder(order.out, folder_for) as folder:
            work.apply(folder)
            copied = copy_the_rest(folder, order.inputs, work.mixes)
            delivery_file = write_delivery_file(folder, order.inputs, work.mixes)
    return DeliveryFix(
        plan=work.document(),
        mixes=tuple(work.mixes),
        refused=tuple(order.inputs.refused),
        deliveries=deliveries,
        copied=copied,
        delivery_file=delivery_file,
    )


class _Work:
    """A run on its way."""

    def __init__(self, run: FixRun, order: FixOrder) -> None:
        self._run, self._order = run, order
        own = ReelProgrammes(order.inputs).mixes
        self._first_linked = len(own)
        self.mixes = [FixedMix(mix=mix) for mix in (*own, *order.linked)]
        self._relations: list[KinTraits] = []

    def measure(self) -> None:
        """Measure every mix, each file once, and find the demands on it."""
        scans = Scans([entry.mix for entry in self.mixes])
        for place, entry in enumerate(self.mixes):
            try:
                entry.measured = self._run.measured(entry.mix, scans)
            except ToolError as error:
                scans.give_up(entry.mix)
                entry.error = error
                if is_of_the_input(entry.mix, error):
                    entry.unfit = self._unfit(entry.mix, error)
            else:
                entry.requirements = self._demands(place, entry.measured)
        self._relations = [_relation(entry) for entry in self.mixes]

    def _unfit(self, mix: Mix, error: ToolError) -> Report:
        """What is to be said of a mix that cannot be measured, as its waivers leave it."""
        waivers = Waivers(waivers=mix.statement.waivers, today=self._run.now.date())
        return forgiven(unfit_mix(mix, error, version=self._run.measuring.version), waivers)

    def _demands(self, place: int, measured: Measured) -> tuple[AnyRequirement, ...] | None:
        """The demands of the sheet; None for a mix that it is not about, which is no error where there are others."""
        if place >= self._first_linked:
            return None
        try:
            return self._run.requirements(measured)
        except UsageError:
            if self._run.deliverable is not None or self._first_linked == 1:
                raise
            return None

    def _leads(self, place: int) -> tuple[int, ...]:
        """The printmasters that a mix is a part of; of those that were linked, the mix that was handed in."""
        if place >= self._first_linked:
            return (0,)
        return leads_of(place, self._relations)

    def plan_leads(self) -> None:
        """Plan every mix that is no part of another one."""
        for place, entry in enumerate(self.mixes):
            if entry.measured is not None and not self._leads(place):
                self._plan_alone(entry, self._order.planning)

    def _plan_alone(self, entry: FixedMix, planning: PlanOptions) -> None:
        assert entry.measured is not None, "the caller has looked"
        if entry.requirements is None:
            return
        try:
            entry.plan = self._run.plan(entry.measured, self._order.grades, planning)
        except ToolError as error:
            entry.error = error

    def plan_parts(self) -> None:
        """Plan every stem and M&E with its printmasters, and say what no longer sums."""
        for place, entry in enumerate(self.mixes):
            if entry.measured is None:
                continue
            leads = [self.mixes[lead] for lead in self._leads(place)]
            if leads:
                self._plan_part(place, entry, leads)
        for place, entry in enumerate(self.mixes):
            alone = not any(place in self._leads(other) for other in range(len(self.mixes)))
            if entry.plan is not None and entry.lead is None and alone and moves_level(entry.plan):
                entry.plan = entry.plan.model_copy(update={"notes": (*entry.plan.notes, _ALONE)})

    def _plan_part(self, place: int, entry: FixedMix, leads: Sequence[FixedMix]) -> None:
        planned = [lead for lead in leads if lead.plan is not None]
        first = planned[0] if planned else leads[0]
        why = self._why_apart(entry, planned)
        if why is None and planned:
            entry.lead = self._leads(place)[leads.index(first)]
            self._plan_follower(entry, first)
            return
        if place >= self._first_linked and why is not None:
            entry.error = UsageError(
                f"This mix cannot move with {first.name}: {say(why)}.",
                where=entry.name,
                next_step="Link only mixes that are parts of one sum.",
            )
            return
        self._plan_alone(entry, replace(self._order.planning, follows=first.name))
        for lead in planned:
            if why is not None and lead.plan is not None and moves_level(lead.plan):
                said = message(
                    "fix.not-moved", lead=lead.name, corrections=_of_level(lead.plan), part=entry.name, why=why
                )
                lead.breaks.append(said)
                entry.breaks.append(said)

    def _why_apart(self, entry: FixedMix, planned: Sequence[FixedMix]) -> Message | None:
        if len({moves(lead.plan) for lead in planned if lead.plan is not None}) > 1:
            return message("fix.part-of-several")
        if not planned or planned[0].plan is None or not moves(planned[0].plan):
            return None
        lead = planned[0]
        assert lead.measured is not None, "it has a plan"
        assert entry.measured is not None, "the caller has looked"
        return why_not_together(lead.measured.subject, entry.measured.subject, planned[0].plan)

    def _plan_follower(self, entry: FixedMix, lead: FixedMix) -> None:
        assert lead.plan is not None, "the caller has looked"
        try:
            entry.plan = self._followed(entry, lead.plan)
        except ToolError as error:
            entry.error, entry.lead = error, None
            if moves_level(lead.plan):
                lead.breaks.append(
                    message("fix.part-refused", lead=lead.name, corrections=_of_level(lead.plan), part=entry.name)
                )

    def _followed(self, entry: FixedMix, lead: Plan) -> Plan:
        assert entry.measured is not None, "the caller has looked"
        number = self.mixes.index(entry) + 1
        plan = plan_part(entry.requirements or (), entry.measured.subject, lead, self._order.planning, number)
        return plan if entry.requirements is None else self._run.with_forecast(plan, entry.measured)

    def apply(self, folder: Path) -> None:
        """Write every mix that has a plan: a printmaster and what moves with it together, or none of them."""
        for place, entry in enumerate(self.mixes):
            if entry.plan is None or entry.lead is not None:
                continue
            members = [other for other in self.mixes if other.lead == place and other.plan is not None]
            try:
                self._apply(entry, members, folder)
            except ToolError as error:
                for failed in (entry, *members):
                    failed.error = error

    def _apply(self, entry: FixedMix, members: Sequence[FixedMix], folder: Path) -> None:
        assert entry.plan is not None, "the caller has looked"
        assert entry.measured is not None, "it has a plan"
        run, judged = self._run, entry.requirements is not None
        if not members:
            entry.applied = run.apply(entry.plan, entry.measured, self._target(entry, folder), judged=judged)
            entry.plan = entry.applied.plan
            return
        both = (entry, *members)
        moved = run.show(f"writing {entry.name} and {len(members)} more", entry.measured.programme.sample_count)
        plans = tuple(member.plan for member in members if member.plan is not None)
        applied = apply_linked(
            LinkedPlan(schema="mixgate.linked-plan/2", lead=entry.plan, members=plans),
            self._linked(entry, folder),
            [self._linked(member, folder) for member in members],
            follow=lambda settled: tuple(self._followed(member, settled) for member in members),
            progress=moved,
        )
        for one, result in zip(both, applied, strict=True):
            one.applied, one.plan = result, result.plan

    def _target(self, entry: FixedMix, folder: Path) -> Path:
        """Where a mix is written; mixes of one file, and files that differ by their ending alone, are numbered."""
        # Two programmes of film.wav become film_1.wav and film_2.wav; so do film.flac and film.wav.
        target = _target(entry, folder)
        same = [
            other
            for other in self.mixes
            if other.plan is not None and str(_target(other, folder)).casefold() == str(target).casefold()
        ]
        if len(same) == 1:
            return target
        return target.with_name(f"{target.stem}_{1 + [other is entry for other in same].index(True)}{target.suffix}")

    def _linked(self, entry: FixedMix, folder: Path) -> LinkedMix:
        assert entry.measured is not None, "it has a plan"
        return LinkedMix(
            programme=entry.measured.programme,
            subject=entry.measured.subject,
            target=self._target(entry, folder),
            options=self._run.options(entry.measured, judged=entry.requirements is not None),
        )

    def document(self) -> DeliveryPlan:
        """The plan for all mixes."""
        reels = any(entry.mix.statement.judged_with is not None for entry in self.mixes)
        return DeliveryPlan(
            schema="mixgate.fix/2",
            version=self._run.measuring.version,
            sheet=self._run.loaded.sheet.id,
            mixes=tuple(self._mix_plan(entry) for entry in self.mixes),
            notes=(_REELS,) if reels else (),
        )

    def _mix_plan(self, entry: FixedMix) -> MixPlan:
        stated = entry.mix.statement
        return MixPlan(
            name=entry.name,
            path=entry.mix.path,
            language=stated.language,
            kind=stated.kind,
            plan=entry.plan,
            refused=None if entry.error is None else refusal_of(entry.error),
            moves_with=None if entry.lead is None else self.mixes[entry.lead].name,
            breaks=tuple(entry.breaks),
        )

    def deliveries(self) -> tuple[Report, ...]:
        """What is to be said of the deliveries as a whole: sound that is not listed leaves a run open here too."""
        found = []
        for folder in self._order.inputs.deliveries:
            contents = Contents.of(folder, self._run.now.date())
            for entry in self.mixes:
                if contents.holds(entry.mix):
                    measured = None if entry.measured is None else entry.measured.subject.measurements
                    contents.add(entry.mix, measured, () if entry.unfit is None else (entry.unfit,))
            found.append(delivery_report(contents, version=self._run.measuring.version))
        return tuple(found)


def _relation(entry: FixedMix) -> KinTraits:
    stated = entry.mix.statement
    layout = entry.mix.layout if entry.measured is None else entry.measured.subject.layout
    return KinTraits(
        kind=stated.kind,
        language=stated.language,
        version=stated.version,
        reel=stated.reel,
        episode=stated.episode,
        soundfield=None if layout is None else layout.soundfield,
    )


def _of_level(plan: Plan) -> tuple[Message, ...]:
    return tuple(step.message for step in plan.steps if step.correction.kind in {"gain", "limiter"})


def _target(entry: FixedMix, folder: Path) -> Path:
    """The file of the same name at the same place of the folder; for a set of mono files a folder of its name.

    Raises:
        UsageError: The folder cannot be made.
    """
    assert entry.plan is not None, "the caller has looked"
    paths = entry.mix.paths
    name = entry.name if len(paths) > 1 else paths[0].name
    place = PurePosixPath(entry.mix.path).parent
    inside = folder if place.is_absolute() else folder_for(folder / place)
    return inside / (Path(name).stem if entry.plan.outcome.form == "mono-set" else Path(name).with_suffix(".wav").name)
