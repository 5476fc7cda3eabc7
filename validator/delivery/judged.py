"""Holds the mixes of a run against sheets. The only place that makes a `Subject`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specs.errors import MediaError, UsageError
from specs.vocabulary import parse_layout, soundfields_of
from validator.containers.facts import printable_name
from validator.delivery.forgiven import forgiven
from validator.delivery.unfit import other_layout
from validator.judging.judge import choose_deliverable, judge
from validator.judging.waivers import Waivers
from validator.results.report import NotJudged, WhyNot
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.errors import ToolError
    from specs.loader import LoadedSheet
    from specs.sheet import Deliverable
    from specs.statements.statement import GivenWaiver, Statement
    from specs.vocabulary import MixKind
    from validator.results.measurements import Measurements
    from validator.results.report import Report


def subject_of(measurements: Measurements, statement: Statement) -> Subject:
    """Return a mix as rules see it.

    Args:
        measurements: What was measured.
        statement: What is stated about it; whoever judges later gives the same one.
    """
    return Subject(
        measurements=measurements,
        path=statement.path,
        mix_kind=statement.kind,
        version=statement.version,
        language=statement.language,
        programme=statement.programme,
        companions=statement.companions,
        easings=statement.easings,
        reel=statement.reel,
        episode=statement.episode,
        judged_with=statement.judged_with,
        joined=statement.joined,
        part=statement.part,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MixResult:
    """What came of one mix.

    Attributes:
        name, path: Of the mix; the path is its identity.
        kind, language: As stated.
        reports: One per sheet that demands anything of such a mix.
        errors: What went wrong, and would have to be put right by whoever called.
        not_judged: The sheets it was not held against and why: what went wrong, and sheets that demand nothing of it.
    """

    name: str
    path: str | None = None
    kind: MixKind | None = None
    language: str | None = None
    reports: tuple[Report, ...] = ()
    errors: tuple[ToolError, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What every mix of a run is held against, and how.

    Attributes:
        sheets: The sheets.
        version: Of mixgate, for reports.
        day: The day that decides which waivers have expired.
        deliverable: Which deliverable is meant; None lets kind and layout decide.
        many: True where every sheet is asked which of them would take a mix.
        granted: What the receiver forgives; it also covers what has no statement of its own, such as a package.
        receivers_day: The day that decides which of the receiver's waivers have expired, where it is another; None
            means the same.
    """

    sheets: Sequence[LoadedSheet]
    version: str
    day: date
    deliverable: str | None = None
    many: bool = False
    granted: tuple[GivenWaiver, ...] = ()
    receivers_day: date | None = None

    def waivers(self, given: Sequence[GivenWaiver]) -> Waivers:
        """Return waivers with the days on which they are asked."""
        return Waivers(waivers=given, today=self.day, receivers_day=self.receivers_day)

    def forgiven(self, report: Report, statement: Statement | None = None) -> Report:
        """Return a report that no sheet made as waivers leave it: those of its mix, else the receiver's."""
        return forgiven(report, self.waivers(self.granted if statement is None else statement.waivers))

    def judged(self, measurements: Measurements, statement: Statement) -> MixResult:
        """Hold one mix against every sheet; at a gate one that none was held against is open."""
        return or_open(self.held_against_each(measurements, statement), statement)

    def held_against_each(self, measurements: Measurements, statement: Statement) -> MixResult:
        """Hold one mix against every sheet that demands anything of it."""
        subject = subject_of(measurements, statement)
        waivers = self.waivers(statement.waivers)
        reports: list[Report] = []
        not_judged: list[NotJudged] = []
        errors: list[ToolError] = []
        for loaded in self.sheets:
            try:
                if not self._passes_over(loaded, subject):
                    reports.append(self._report(loaded, subject, waivers))
                    continue
                choose_deliverable(loaded.sheet, subject, soundfield_must_match=True)
            except UsageError as error:
                named = self.deliverable is not None
                why = WhyNot.ERROR if named else WhyNot.NOT_ASKED
                not_judged.append(left_out(measurements.name, error, why, statement=statement, loaded=loaded))
                errors += [error] if named else []
        return MixResult(
            name=measurements.name,
            path=statement.path,
            kind=statement.kind,
            language=statement.language,
            reports=tuple(reports),
            errors=tuple(errors),
            not_judged=tuple(not_judged),
        )

    def _passes_over(self, loaded: LoadedSheet, subject: Subject) -> bool:
        """Say whether a sheet demands nothing of a mix.

        | the sheet has a deliverable       | and                                              | passed over |
        |-----------------------------------|--------------------------------------------------|-------------|
        | that was named                    |                                                  | no          |
        | of no such kind                   |                                                  | yes         |
        | of this kind, of other versions   | the mix states which version it is               | yes         |
        | of this kind in this layout       |                                                  | no          |
        | of this kind in other layouts     | every sheet is asked                             | yes         |
        | of this kind in other layouts     | a sister of kind and language has one of them    | yes         |
        | of this kind in other layouts     | another part of its file has one of them         | yes         |
        | of this kind in other layouts     | neither: then the layout is wrong                | no          |
        """
        if self.deliverable is not None:
            return False
        meant = [each for each in loaded.sheet.deliverables.values() if each.is_for(subject.mix_kind, subject.version)]
        if not meant:
            return True
        wanted = _soundfields(meant)
        if wanted is None or not subject.soundfields or subject.soundfields & wanted:
            return False
        sisters = {
            other.soundfield
            for other in subject.companions or ()
            if other.mix_kind is subject.mix_kind and other.language == subject.language
        }
        return self.many or bool((sisters | _soundfields_of_file(subject)) & wanted)

    def _report(self, loaded: LoadedSheet, subject: Subject, waivers: Waivers) -> Report:
        """Hold a mix against a sheet; one in a layout that the sheet has no deliverable for is rejected for it.

        Raises:
            UsageError: A deliverable was named that the sheet does not have.
        """
        try:
            return judge(loaded, subject, version=self.version, deliverable=self.deliverable, waivers=waivers)
        except UsageError:
            if self.deliverable is not None:
                raise
            return forgiven(other_layout(loaded, subject, version=self.version), waivers)


def _soundfields_of_file(subject: Subject) -> frozenset[str]:
    """Soundfields that lie side by side in the file of a mix, 5.1 and 2.0 of `5.1+2.0`; none where it is all of it."""
    if subject.part is None or subject.part.whole is None:
        return frozenset()
    return frozenset(one.soundfield for one in soundfields_of(parse_layout(subject.part.whole)))


def _soundfields(deliverables: Sequence[Deliverable]) -> frozenset[str] | None:
    """Layouts, whatever the order, in which mixes are wanted; None where one comes in any."""
    wanted = [each.soundfields for each in deliverables]
    if None in wanted:
        return None
    return frozenset(parse_layout(name).soundfield for fields in wanted for name in fields or ())


def or_open(result: MixResult, statement: Statement) -> MixResult:
    """Return what came of a mix; one that no sheet was held against is open where only a sender says what it is.

    Whoever calls the dub in a delivery `music` would otherwise pass any gate whose sheets ask for no music.
    """
    if result.reports or result.errors or statement.kind_is_granted:
        return result
    of_one = result.not_judged[0] if len(result.not_judged) == 1 else None
    row = NotJudged(
        name=result.name,
        path=result.path,
        language=result.language,
        kind=result.kind,
        sheet=None if of_one is None else of_one.sheet,
        publisher=None if of_one is None else of_one.publisher,
        why=WhyNot.OPEN,
        reason="No sheet was held against it, and only the sender says what it is.",
        found=statement.kind.value,
        expected="every mix held against a sheet, or of a kind that the receiver takes unjudged",
        next_step="Hold it against a sheet for such a mix, or have the receiver name the kind under takes_unjudged.",
    )
    return replace(result, not_judged=(row,))


def unreadable(name: str, error: ToolError, statement: Statement | None = None) -> MixResult:
    """Return what came of a mix whose files could not be read."""
    why = WhyNot.UNREADABLE if isinstance(error, MediaError) else WhyNot.ERROR
    return MixResult(
        name=name,
        path=None if statement is None else statement.path,
        kind=None if statement is None else statement.kind,
        language=None if statement is None else statement.language,
        errors=(error,),
        not_judged=(left_out(name, error, why, statement=statement),),
    )


def left_out(
    name: str,
    error: ToolError,
    why: WhyNot,
    *,
    statement: Statement | None = None,
    loaded: LoadedSheet | None = None,
) -> NotJudged:
    """Return the row of a mix that was not held against a sheet; it can be written whatever bytes names are made of."""
    path = None if statement is None else statement.path
    return NotJudged(
        name=printable_name(name),
        path=None if path is None else printable_name(path),
        kind=None if statement is None else statement.kind,
        language=None if statement is None else statement.language,
        sheet=None if loaded is None else loaded.sheet.id,
        publisher=None if loaded is None else loaded.sheet.publisher,
        why=why,
        reason=error.what,
        where=None if error.where is None else printable_name(error.where),
        found=None if error.found is None else printable_name(error.found),
        expected=error.expected,
        next_step=error.next_step,
    )
