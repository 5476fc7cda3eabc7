"""Corrects one mix: measured, planned, written, measured again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packager.corrections.correction import CorrectionGrade
from packager.fixing.apply import ApplyOptions, apply_plan
from packager.fixing.headers import Stamp
from packager.planning.because import demanded
from packager.planning.foreseen import Wish, after_wishes, as_measured
from packager.planning.model import PlannedVerdict
from packager.planning.plan import plan_corrections
from packager.planning.refusal import MixRefusedError, Refusal
from specs.errors import UsageError
from specs.message import message
from specs.sheet import requirement_key
from validator.delivery.judged import subject_of
from validator.delivery.measured import measure_mix
from validator.delivery.needs import with_needs
from validator.judging.judge import choose_deliverable, judge
from validator.judging.waivers import Waivers
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from packager.fixing.apply import Applied
    from packager.planning.model import Plan
    from packager.planning.order import PlanOptions
    from specs.loader import LoadedSheet
    from specs.requirements import AnyRequirement
    from validator.audio.programme import Programme
    from validator.comparisons.relations import MixComparison
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.measured import Scans
    from validator.measuring.measure import MeasureOptions
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
        compare: Holds what was written against what the source was held against; None where that was nothing.
        now: The moment that headers and logs are stamped with, and that decides which waivers have expired.
    """

    loaded: LoadedSheet
    deliverable: str | None
    measuring: MeasureOptions
    show: Callable[[str, int], Callable[[int], None]]
    now: datetime
    compare: Callable[[Programme], MixComparison] | None = None

    def measured(self, mix: Mix, scans: Scans | None = None) -> Measured:
        """Open and measure a mix.

        Args:
            mix: The mix.
            scans: The tables of the run; None for a mix on its own.

        Raises:
            MediaError: It cannot be read.
            RefusedError: It is damaged, or no sound.
        """
        found = measure_mix(mix, self.measuring, self.show, scans=scans, sheets=[self.loaded])
        if found.damage:
            refusal = Refusal(
                what=message("fix.damaged"),
                where=found.name,
                found=found.damage,
                next_step=message("remedy.print-mix-again"),
            )
            raise MixRefusedError(refusal)
        return Measured(mix=mix, programme=mix.open(), subject=subject_of(found, mix.statement))

    def requirements(self, mix: Measured) -> tuple[AnyRequirement, ...]:
        """Return the demands on a mix that it has to meet: what somebody has waived is not repaired.

        Raises:
            UsageError: The sheet has no deliverable for such a mix.
        """
        sheet = self.loaded.sheet
        asked = sheet.deliverables[choose_deliverable(sheet, mix.subject, self.deliverable)].requirements
        waived = self._waived(mix)
        return tuple(one for one in asked if requirement_key(one) not in waived)

    def _waived(self, mix: Measured) -> frozenset[str]:
        """Keys of the demands of which every finding on the mix, as it is, is waived or holds."""
        waivers = self._waivers(mix)
        if not waivers.waivers:
            return frozenset()
        report = judge(
            self.loaded,
            mix.subject,
            version=self.measuring.version,
            deliverable=self.deliverable,
            waivers=waivers,
        )
        left = {State.FAIL, State.WARN, State.NOT_MEASURED}
        waived = {finding.key for finding in report.findings if finding.state is State.WAIVED}
        return frozenset(waived - {finding.key for finding in report.findings if finding.state in left})

    def plan(self, mix: Measured, grades: frozenset[CorrectionGrade], planning: PlanOptions) -> Plan:
        """Plan the corrections of a mix, with the verdict that they are expected to bring.

        Raises:
            NotCorrectableError: A binding demand cannot be met with what is permitted.
            UsageError: The sheet has no deliverable for such a mix.
        """
        return self.with_forecast(plan_corrections(self.requirements(mix), mix.subject, grades, planning), mix)

    def with_forecast(self, plan: Plan, mix: Measured) -> Plan:
        """Return a plan with the verdict on what the forecast says the result will be.

        Raises:
            UsageError: The sheet has no deliverable for such a mix.
        """
        report = judge(
            self.loaded,
            subject_after(plan, mix.subject),
            version=self.measuring.version,
            deliverable=self.deliverable,
            waivers=self._waivers(mix),
        )
        forecast = PlannedVerdict(
            verdict=report.verdict,
            sheet=report.sheet.id,
            deliverable=report.deliverable,
            outside=tuple(
                demanded(finding.key, finding.rule) for finding in report.findings if finding.state is State.FAIL
            ),
            undecided=tuple(
                demanded(finding.key, finding.rule)
                for finding in report.findings
                if finding.binding and finding.state is State.NOT_MEASURED
            ),
        )
        return plan.model_copy(update={"forecast": forecast})

    def apply(self, plan: Plan, mix: Measured, target: Path, *, judged: bool = True) -> Applied:
        """Carry the plan of one mix out.

        Args:
            plan: What to do.
            mix: The mix.
            target: The new file, or the folder of a set of mono files.
            judged: False for a mix that the sheet has no deliverable for.

        Raises:
            RefusedError: Something is in the way, or the result does not read as planned. Nothing is left behind.
        """
        moved = self.show(f"writing {target.name}", mix.programme.sample_count)
        options = self.options(mix, judged=judged)
        return apply_plan(plan, mix.programme, mix.subject, target, options, progress=moved)

    def options(self, mix: Measured, *, judged: bool = True) -> ApplyOptions:
        """Return how a result is measured, and what it is judged against."""
        return ApplyOptions(
            stamp=Stamp(version=self.measuring.version, now=self.now),
            measure=with_needs(self.measuring, mix.mix.statement.kind, [self.loaded]),
            sheet=self.loaded if judged else None,
            deliverable=self.deliverable,
            waivers=self._waivers(mix),
            compare=self.compare,
        )

    def _waivers(self, mix: Measured) -> Waivers:
        return Waivers(waivers=mix.mix.statement.waivers, today=self.now.date())


def subject_after(plan: Plan, subject: Subject) -> Subject:
    """Return a mix as the forecast of its plan says it will be."""
    wishes = [Wish(correction=step.correction, because=step.because) for step in plan.steps]
    return after_wishes(as_measured(subject), wishes).subject


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
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("The folder cannot be made.", where=str(out), found=error.strerror) from error
    return out
