"""Several reports of one run, what the run did not judge, and the verdict over all of it.

A season does not fit into memory, so of each report a run keeps one row; what a report has to say is written down when
it is made (`validator.reporters.spool`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from specs.errors import UsageError
from specs.models import FrozenModel
from validator.languages import tr
from validator.reporters.clock import clock_of
from validator.reporters.lanes import marks_of
from validator.reporters.letter.book import LetterBook
from validator.reporters.report_wording import counts, place_in_delivery, worst_finding
from validator.results.report import Made, NotJudged, Report, SubjectKind, Verdict, WhyNot, worst_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.vocabulary import MixKind, Version
    from validator.reporters.lanes import LaneMark
    from validator.reporters.letter.model import Letter
    from validator.reporters.report_wording import Standing
    from validator.results.history import HistoryRow

SCHEMA: Final = "mixgate.run/2"

RunScope = Literal["mixes", "packages"]
"""What a run was asked about."""


class Totals(FrozenModel):
    """How a run ended, in numbers.

    Attributes:
        reports: How many reports there are; the next four say how many of each verdict.
        not_judged: How many mixes were met and not judged, each counted for every sheet.
        seconds: How long it took; None where nobody says.
    """

    reports: int = Field(ge=0)
    acceptable: int = Field(ge=0)
    rejected: int = Field(ge=0)
    incomplete: int = Field(ge=0)
    unverified: int = Field(ge=0)
    not_judged: int = Field(ge=0)
    seconds: float | None = Field(default=None, ge=0)


class Run(FrozenModel):
    """Every report of one run.

    Attributes:
        verdict: The worst of them: rejected, then incomplete, then unverified, then acceptable. Incomplete as well
            where a mix could not be read or judged, and where nothing was judged at all.
        made: Who judged, and when.
        of: What was asked about: mixes, or packages alone, of which bytes and names were held against their lists.
        reports: In the order the files and sheets were given.
        not_judged: The mixes that were met and not judged, in the same order.
        totals: How many there are of each.
    """

    schema_: Literal["mixgate.run/2"] = Field(default=SCHEMA, alias="schema")
    verdict: Verdict
    made: Made
    of: RunScope = "mixes"
    reports: tuple[Report, ...]
    not_judged: tuple[NotJudged, ...] = ()
    totals: Totals

    @model_validator(mode="after")
    def _verdict_is_the_worst(self) -> Self:
        if self.verdict is not worst_verdict(self.reports, self.not_judged, of=self.of):
            message = "the verdict of a run is the worst of its reports"
            raise ValueError(message)
        verdicts = [report.verdict for report in self.reports]
        if self.totals != totals_of(verdicts, len(self.not_judged), self.totals.seconds):
            message = "the totals of a run count its reports and what was not judged"
            raise ValueError(message)
        return self


def worst_verdict(
    reports: Iterable[Report | RunRow], not_judged: Iterable[NotJudged] = (), *, of: RunScope = "mixes"
) -> Verdict:
    """Return the worst verdict: rejected before incomplete before unverified before acceptable.

    A run in which no mix was judged is incomplete, however whole its delivery is: a pass that nobody earned is none.

    Args:
        reports: On mixes, and on what they came in.
        not_judged: What was left out; what could not be read or judged leaves the run incomplete.
        of: What was asked about; where that is packages alone, no mix has to be judged.

    Raises:
        UsageError: There was no mix at all, so there is no verdict.
    """
    judged, left_out = tuple(reports), tuple(not_judged)
    if not judged and not left_out:
        raise UsageError("Nothing was judged, so there is no verdict.", expected="at least one report")
    found = [report.verdict for report in judged]
    of_mixes = of == "packages" or any(report.subject is SubjectKind.MIX for report in judged)
    if not of_mixes or any(one.why is not WhyNot.NOT_ASKED for one in left_out):
        found.append(Verdict.INCOMPLETE)
    return worst_of(found)


def totals_of(verdicts: Iterable[Verdict], not_judged: int, seconds: float | None = None) -> Totals:
    """Return the verdicts of a run, counted."""
    tally = Counter(verdicts)
    return Totals(
        reports=tally.total(),
        acceptable=tally[Verdict.ACCEPTABLE],
        rejected=tally[Verdict.REJECTED],
        incomplete=tally[Verdict.INCOMPLETE],
        unverified=tally[Verdict.UNVERIFIED],
        not_judged=not_judged,
        seconds=seconds,
    )


def run_of(
    reports: Sequence[Report], not_judged: Iterable[NotJudged] = (), made: Made | None = None, *, of: RunScope = "mixes"
) -> Run:
    """Return several reports as one run.

    Args:
        reports: In the order the files and sheets were given.
        not_judged: The mixes that were met and not judged.
        made: Who judged, and when; None takes it from the first report.
        of: What was asked about.

    Raises:
        UsageError: There was no mix at all.
    """
    left_out = tuple(not_judged)
    verdicts = [report.verdict for report in reports]
    return Run(
        verdict=worst_verdict(reports, left_out, of=of),
        made=made or made_of(reports),
        of=of,
        reports=tuple(reports),
        not_judged=left_out,
        totals=totals_of(verdicts, len(left_out)),
    )


def totals_text(totals: Totals) -> str:
    """Return totals in words: `3 reports: 2 acceptable, 1 rejected; 1 not judged`; time is left out."""
    said = f"{totals.reports} {tr('report' if totals.reports == 1 else 'reports')}"
    of_each = [
        f"{number} {tr(verdict.value)}" for verdict in reversed(Verdict) if (number := getattr(totals, verdict.value))
    ]
    if totals.reports > 1:
        said += f": {', '.join(of_each)}"
    return f"{said}; {totals.not_judged} {tr('not judged')}" if totals.not_judged else said


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """What a run keeps of a report, for its tables.

    Attributes:
        number: Place among the reports of the run, from 1.
        place: Path in the delivery; the name where nobody placed it.
        layout: None where it is not known.
        counts: How many findings are shown in each way.
        worst: The finding that needs work first, in a few words; empty where none does.
        seconds: Length of the mix; None of what has no sound.
        marks: Where what needs work lies in it.
    """

    number: int
    subject: SubjectKind
    name: str
    place: str
    language: str | None
    kind: MixKind | None
    version: Version | None
    layout: str | None
    verdict: Verdict
    sheet: str
    publisher: str
    deliverable: str
    deliverable_title: str
    counts: tuple[tuple[Standing, int], ...]
    worst: str
    seconds: float | None = None
    marks: tuple[LaneMark, ...] = ()


def row_of(report: Report, number: int) -> RunRow:
    """Return the row of a report."""
    return RunRow(
        number=number,
        subject=report.subject,
        name=report.name,
        place=place_in_delivery(report),
        language=report.language,
        kind=report.kind,
        version=report.version,
        layout=None if report.measurements is None else report.measurements.layout,
        verdict=report.verdict,
        sheet=report.sheet.id,
        publisher=report.sheet.publisher,
        deliverable=report.deliverable,
        deliverable_title=report.deliverable_title,
        counts=counts(report),
        worst=worst_finding(report),
        seconds=None
        if report.measurements is None
        else report.measurements.sample_count / report.measurements.sample_rate_hz,
        marks=marks_of(report, clock_of(report)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run as its tables show it.

    Attributes:
        rows: One for each report: deliveries first, then in the order they were made.
        not_judged: What was left out.
        verdict: Of the run.
        made: Who judged, and when.
        totals: Verdicts counted, and the time.
        by_verdict: True where tables group sheets by verdict: one mix against every sheet.
        letter: What whoever delivered has to do; None where every sheet is asked, as what one of seventy asks is no
            task.
        history: The rounds before and this one, where a history is kept; empty where none is.
    """

    rows: tuple[RunRow, ...]
    not_judged: tuple[NotJudged, ...]
    verdict: Verdict
    made: Made
    totals: Totals
    by_verdict: bool = False
    letter: Letter | None = None
    history: tuple[HistoryRow, ...] = ()

    def stopped(self) -> Self:
        """Return the same run as one that somebody stopped: whatever was found, it is not decided."""
        letter = None if self.letter is None else replace(self.letter, verdict=Verdict.INCOMPLETE, stopped=True)
        return replace(self, verdict=Verdict.INCOMPLETE, letter=letter)

    @property
    def alone(self) -> bool:
        """True where there is one report and nothing else to tell."""
        return len(self.rows) == 1 and not self.not_judged

    @property
    def text(self) -> str:
        """The totals in words."""
        return totals_text(self.totals)

    @property
    def groups(self) -> tuple[tuple[Verdict | None, tuple[RunRow, ...]], ...]:
        """The rows by verdict, what the receiver takes first; all together under None where nobody asks for groups."""
        if not self.by_verdict:
            return ((None, self.rows),) if self.rows else ()
        found = ((verdict, tuple(row for row in self.rows if row.verdict is verdict)) for verdict in Verdict)
        return tuple((verdict, rows) for verdict, rows in found if rows)

    @property
    def problems(self) -> tuple[NotJudged, ...]:
        """What could not be read or judged."""
        return tuple(one for one in self.not_judged if one.why is not WhyNot.NOT_ASKED)

    @property
    def not_asked(self) -> tuple[NotJudged, ...]:
        """What no sheet demands anything of."""
        return tuple(one for one in self.not_judged if one.why is WhyNot.NOT_ASKED)


@dataclass(slots=True, kw_only=True)
class RunBook:
    """The rows of a run as it goes on, and its letter.

    Attributes:
        by_verdict: True where tables group sheets by verdict: one mix against every sheet. Nobody writes a letter then.
    """

    by_verdict: bool = False
    rows: list[RunRow] = field(default_factory=list)
    letter: LetterBook = field(default_factory=LetterBook)
    not_judged: list[NotJudged] = field(default_factory=list)

    def add(self, report: Report) -> RunRow:
        """Note a report, and return its row."""
        row = row_of(report, len(self.rows) + 1)
        self.rows.append(row)
        if not self.by_verdict:
            self.letter.add(report, row.number)
        return row

    def summary(self, made: Made, seconds: float | None = None) -> RunSummary:
        """Return the run so far.

        Raises:
            UsageError: There was no mix at all.
        """
        verdicts = [row.verdict for row in self.rows]
        verdict, left_out = worst_verdict(self.rows, self.not_judged), tuple(self.not_judged)
        return RunSummary(
            rows=tuple(sorted(self.rows, key=lambda row: row.subject is not SubjectKind.DELIVERY)),
            not_judged=left_out,
            verdict=verdict,
            made=made,
            totals=totals_of(verdicts, len(self.not_judged), seconds),
            by_verdict=self.by_verdict,
            letter=None if self.by_verdict else self.letter.letter(verdict, made, left_out),
        )


def summary_of(reports: Sequence[Report], not_judged: Iterable[NotJudged] = (), made: Made | None = None) -> RunSummary:
    """Return reports at hand as a run; `made` is that of the first report where nobody states one.

    Raises:
        UsageError: There was no mix at all.
    """
    book = RunBook(not_judged=list(not_judged))
    for report in reports:
        book.add(report)
    return book.summary(made or made_of(reports))


def made_of(reports: Sequence[Report]) -> Made:
    """Return who made the first of several reports; an unnamed version where there is none."""
    return reports[0].made if reports else Made(version="")
