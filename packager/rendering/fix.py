"""Corrects one mix, and what must move with it: measured, planned, written, measured again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packager.corrections.correction import CorrectionGrade
from packager.planning.plan import plan_corrections
from packager.rendering.apply import Applied, ApplyOptions, apply_plan
from packager.rendering.apply_linked import LinkedMix, apply_linked, plan_linked
from packager.rendering.headers import Stamp
from specs.errors import RefusedError, UsageError
from validator.catalogue import say
from validator.delivery.judged import subject_of
from validator.delivery.measured import measure_mix
from validator.delivery.needs import with_needs
from validator.judge import choose_deliverable
from validator.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from packager.planning.model import Plan
    from packager.planning.order import PlanOptions
    from specs.loader import LoadedSheet
    from validator.audio.programme import Programme
    from validator.delivery.mixes import Mix
    from validator.measure import MeasureOptions
    from validator.rules.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A mix, opened and measured."""

    mix: Mix
    programme: Programme
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class FixRun:
    """What every correction of a run shares.

    Attributes:
        loaded: The sheet to meet.
        deliverable: Which deliverable of it; None lets kind and layout decide.
        measuring: How to measure.
        show: Begins a progress line, and returns what moves it.
        now: The moment that headers and logs are stamped with, and that decides which waivers have expired.
    """

    loaded: LoadedSheet
    deliverable: str | None
    measuring: MeasureOptions
    show: Callable[[str, int], Callable[[int], None]]
    now: datetime

    def measured(self, mix: Mix) -> Measured:
        """Open and measure a mix.

        Raises:
            MediaError: It cannot be read.
            RefusedError: It is damaged.
        """
        found = measure_mix(mix, self.measuring, self.show, sheets=[self.loaded])
        if found.damage:
            raise RefusedError(
                "A damaged file is not corrected: it would come out looking whole.",
                where=found.name,
                found=" ".join(map(say, found.damage)),
                next_step="Print the mix again.",
            )
        return Measured(mix=mix, programme=mix.open(), subject=subject_of(found, mix.statement))

    def plan(self, mix: Measured, grades: frozenset[CorrectionGrade], planning: PlanOptions) -> Plan:
        """Plan the corrections of a mix.

        Raises:
            NotCorrectableError: A binding demand cannot be met with what is permitted.
            UsageError: The sheet has no deliverable for such a mix.
        """
        sheet = self.loaded.sheet
        name = choose_deliverable(sheet, mix.subject, self.deliverable)
        return plan_corrections(sheet.deliverables[name].requirements, mix.subject, grades, planning)

    def apply(self, plan: Plan, mix: Measured, members: Sequence[Measured], folder: Path) -> tuple[Applied, ...]:
        """Carry a plan out, for the mix and for what must move with it.

        Returns:
            What came of the mix, then of the members in their order.

        Raises:
            RefusedError: Something is in the way, or the result does not read as planned. Nothing is left behind.
        """
        target = self._target(plan, mix, folder)
        moved = self.show(f"writing {target.name}", mix.programme.sample_count)
        options = self._options(mix)
        if not members:
            return (apply_plan(plan, mix.programme, mix.subject, target, options, progress=moved),)
        linked = plan_linked(plan, [member.subject for member in members])
        # The members' own demands are not this sheet's; they are measured and compared, not judged.
        others = [
            self._linked(own, member, folder, replace(self._options(member), sheet=None))
            for own, member in zip(linked.members, members, strict=True)
        ]
        return apply_linked(linked, self._linked(plan, mix, folder, options), others, progress=moved)

    def _linked(self, plan: Plan, mix: Measured, folder: Path, options: ApplyOptions) -> LinkedMix:
        target = self._target(plan, mix, folder)
        return LinkedMix(programme=mix.programme, subject=mix.subject, target=target, options=options)

    def _options(self, mix: Measured) -> ApplyOptions:
        waivers = Waivers(waivers=mix.mix.statement.waivers, today=self.now.date())
        return ApplyOptions(
            stamp=Stamp(version=self.measuring.version, now=self.now),
            measure=with_needs(self.measuring, mix.mix.statement.kind, [self.loaded]),
            sheet=self.loaded,
            deliverable=self.deliverable,
            waivers=waivers,
        )

    def _target(self, plan: Plan, mix: Measured, folder: Path) -> Path:
        """The file of the same name in the folder; for a set of mono files a folder of the set's name."""
        name = mix.subject.measurements.name if len(mix.programme.paths) > 1 else mix.programme.paths[0].name
        return folder / (Path(name).stem if plan.outcome.form == "mono-set" else Path(name).with_suffix(".wav").name)


def grades_of(permit: str) -> frozenset[CorrectionGrade]:
    """Return the grades that words with commas permit.

    Raises:
        UsageError: A word is no grade.
    """
    words = [word.strip() for word in permit.split(",") if word.strip()]
    known = [str(grade) for grade in CorrectionGrade]
    for word in words:
        if word not in known:
            raise UsageError("There is no such grade of corrections.", found=word, expected=", ".join(known))
    return frozenset(CorrectionGrade(word) for word in words)


def folder_for(out: Path) -> Path:
    """Return the folder to write to, made where it does not exist.

    Raises:
        UsageError: It is not a folder, or cannot be made.
    """
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError("The folder cannot be made.", where=str(out), found=error.strerror) from error
    return out
