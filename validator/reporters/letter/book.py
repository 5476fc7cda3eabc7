"""Gathers what a letter says, report by report: a season takes no more memory than its open findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from specs.message import Message, message, verbatim
from validator.reporters.clock import clock_of, place_text
from validator.reporters.letter.grouping import lines_of
from validator.reporters.letter.model import (
    Item,
    JudgedFile,
    Letter,
    LetterFile,
    LetterReading,
    LetterWaiver,
    Urgency,
)
from validator.reporters.report_wording import (
    NOTICE_TITLES,
    Standing,
    in_reading_order,
    one_line,
    place_in_delivery,
    rule_title,
    standing,
)
from validator.reporters.summary import file_time
from validator.results.finding import Severity, State
from validator.results.report import SubjectKind, Verdict, WhyNot, worst_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from validator.results.finding import Finding, Notice
    from validator.results.report import Made, NotJudged, Report

PLACES_KEPT: Final = 3
"""Of each finding, in the letter; all of them stand in the evidence."""


@dataclass(slots=True)
class LetterBook:
    """The letter of a run as it goes on.

    Attributes:
        items: What is open, in the order of the run.
        files: By place.
    """

    items: list[Item] = field(default_factory=list)
    files: dict[str, JudgedFile] = field(default_factory=dict)
    _titles: dict[str, None] = field(default_factory=dict)
    _sheets: dict[str, None] = field(default_factory=dict)
    _rates: set[tuple[str | None, str | None]] = field(default_factory=set)
    _waivers: dict[tuple[str, str, bool], list[str]] = field(default_factory=dict)
    _statements: set[str] = field(default_factory=set)
    _unmeasured: dict[str, None] = field(default_factory=dict)

    def add(self, report: Report, number: int) -> None:
        """Take note of a report.

        Args:
            report: The report.
            number: Its place among the reports of the run, from 1: the pages about it are found by it.
        """
        if report.subject is SubjectKind.DELIVERY:
            self._titles[one_line(report.name)] = None
        else:
            self._note_file(report)
        if report.subject is SubjectKind.MIX:
            sheet = report.sheet
            self._sheets[one_line(f"{sheet.publisher}, {sheet.title}, {sheet.edition} ({sheet.id})")] = None
            if report.measurements is not None:
                self._rates.add((report.picture_rate, report.start_timecode))
        found = [*_damage_items(report, number)]
        for position, finding in enumerate(in_reading_order(report.findings), start=1):
            self._note_settled(report, finding)
            urgency = urgency_of(finding)
            if urgency is not None:
                found += _finding_items(report, number, finding, position, urgency)
        found += _level_items(report, number, decided=any(one.urgency is not Urgency.SHOULD for one in found))
        found += [_notice_item(report, number, notice) for notice in report.notices]
        self.items += found

    def letter(self, verdict: Verdict, made: Made, not_judged: tuple[NotJudged, ...]) -> Letter:
        """Return the letter of the reports so far.

        Args:
            verdict: Of the run.
            made: Who judged, and when.
            not_judged: What was left out.
        """
        problems = [one for one in not_judged if one.why is not WhyNot.NOT_ASKED]
        items = [*(_unread_item(one) for one in problems), *self.items]
        lines = lines_of(items)
        numbers: dict[str, list[int]] = {}
        for line in lines:
            for file in line.files:
                numbers.setdefault(file.place, []).append(line.number)
        files = {
            place: replace(one, lines=tuple(numbers.get(place, ()))) for place, one in self._with(problems).items()
        }
        left_out = [one for one in not_judged if one.why is WhyNot.NOT_ASKED]
        rate, start = next(iter(self._rates)) if len(self._rates) == 1 else (None, None)
        return Letter(
            title=next(iter(self._titles)) if len(self._titles) == 1 else None,
            verdict=verdict,
            made=made,
            sheets=tuple(self._sheets),
            picture_rate=rate,
            start_timecode=start,
            lines=lines,
            waivers=tuple(
                LetterWaiver(title=verbatim(name), by=by, files=tuple(places), granted=granted)
                for (name, by, granted), places in sorted(self._waivers.items(), key=lambda item: not item[0][2])
            ),
            files=tuple(files.values()),
            not_asked=tuple(one for one in left_out if one_line(one.path or one.name) not in files),
            statements=len(self._statements),
            unmeasured=tuple(map(verbatim, self._unmeasured)),
        )

    def _with(self, problems: Iterable[NotJudged]) -> dict[str, JudgedFile]:
        """Return every file with those that could not be judged, by place."""
        files = dict(self.files)
        for one in problems:
            place = one_line(one.path or one.name)
            unread = JudgedFile(
                place=place, language=one.language, kind=one.kind, layout=None, verdict=None, length="", digest=""
            )
            files.setdefault(place, unread)
        return files

    def _note_file(self, report: Report) -> None:
        place = place_in_delivery(report)
        known = self.files.get(place)
        verdict = (
            report.verdict if known is None or known.verdict is None else worst_of((known.verdict, report.verdict))
        )
        measured = report.measurements
        digests = [] if measured is None else list(next(iter(measured.digests.values()), {}).items())
        self.files[place] = JudgedFile(
            place=place,
            language=report.language,
            kind=report.kind,
            layout=None if measured is None else measured.layout,
            verdict=verdict,
            length="" if measured is None else file_time(report).partition(",")[0],
            digest=" ".join(digests[0]) if digests else "",
        )

    def _note_settled(self, report: Report, finding: Finding) -> None:
        """Take note of what needs nobody's work: waivers, statements for a person, what was not measured."""
        name = rule_title(finding.rule)
        for said, granted in ((finding.waived_by, True), (finding.waiver_requested, False)):
            if said:
                places = self._waivers.setdefault((name, one_line(said), granted), [])
                place = place_in_delivery(report)
                places += [] if place in places else [place]
        if standing(finding) is Standing.TO_CONFIRM:
            self._statements.add(finding.required)
        elif finding.state is State.NOT_MEASURED and not finding.binding:
            self._unmeasured[name] = None


def urgency_of(finding: Finding) -> Urgency | None:
    """Return which part of a letter a finding stands in; None where nobody has to do anything.

    | it                                        | part   |
    |-------------------------------------------|--------|
    | fails                                     | must   |
    | is open, and binds                        | open   |
    | is an estimate too near to a limit        | open   |
    | does not hold, and does not reject        | should |
    | is open, and does not bind                | none   |
    | waits for a person to confirm it          | none   |
    | holds, is waived, or does not apply       | none   |
    """
    if finding.state is State.FAIL:
        return Urgency.MUST
    if finding.state is State.NOT_MEASURED:
        return Urgency.OPEN if finding.binding and standing(finding) is not Standing.TO_CONFIRM else None
    if finding.state is State.WARN:
        return Urgency.OPEN if finding.binding and finding.held is None else Urgency.SHOULD
    return None


def _file_of(report: Report, number: int, reason: Message) -> LetterFile:
    """Return the file that a report is about; a delivery is none."""
    return LetterFile(
        place="" if report.subject is SubjectKind.DELIVERY else place_in_delivery(report),
        language=report.language,
        kind=report.kind,
        layout=None if report.measurements is None else report.measurements.layout,
        report=number,
        reason=reason,
    )


def _damage_items(report: Report, number: int) -> Iterator[Item]:
    measured = report.measurements
    if measured is None or not measured.damage:
        return
    reading = LetterReading(rule="", title=message("letter.damaged-file"))
    file = replace(
        _file_of(report, number, message("letter.damage", damage=tuple(measured.damage))),
        remedy=message("letter.mend"),
        readings=(reading,),
    )
    yield Item(urgency=Urgency.MUST, severity=Severity.BLOCKER, file=file)


def _finding_items(report: Report, number: int, finding: Finding, position: int, urgency: Urgency) -> Iterator[Item]:
    """Yield a finding, once for each file that it is about: one on a delivery names them as its places."""
    clock = clock_of(report)
    reading = LetterReading(
        rule=finding.rule,
        title=verbatim(rule_title(finding.rule)),
        measured=None if finding.measured is None else one_line(finding.measured.text),
        value=None if finding.measured is None else finding.measured.value,
        unit=None if finding.measured is None else finding.measured.unit,
        required=one_line(finding.required),
        margin=finding.margin,
        margin_unit=finding.margin_unit,
        source=one_line(finding.source),
        binds=urgency is not Urgency.SHOULD,
    )
    in_sound = [place for place in finding.where if place.file is None]
    file = replace(
        _file_of(report, number, finding.reason),
        finding=position,
        remedy=finding.remedy,
        readings=(reading,),
        where=tuple(place_text(place, clock) for place in in_sound[:PLACES_KEPT]),
        where_count=max(finding.where_count, len(finding.where)) if in_sound else 0,
        named=frozenset(_texts_within(finding.reason)),
        waiver_requested=finding.waiver_requested,
        fingerprint=finding.fingerprint,
    )
    of_files = [place for place in finding.where if place.file is not None]
    languages = {place.language for place in in_sound} - {None}
    if not file.place and not of_files and len(languages) == 1:
        file = replace(file, language=next(iter(languages)), where=(), where_count=0)
    if file.place or not of_files:
        yield Item(urgency=urgency, severity=finding.severity, file=file)
        return
    for place in of_files:
        about = replace(file, place=one_line(place.file or ""), language=place.language)
        yield Item(urgency=urgency, severity=finding.severity, file=about)


def _texts_within(said: Message) -> Iterator[str]:
    """Yield every text that fills in a message: the names of files are among them."""
    for argument in said.arguments.values():
        for item in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(item, Message):
                yield from _texts_within(item)
            elif isinstance(item, str):
                yield item


def _level_items(report: Report, number: int, *, decided: bool) -> Iterator[Item]:
    """Yield the headline where it alone says why a mix is not accepted: no level that was read, nothing to judge."""
    if decided or report.subject is not SubjectKind.MIX or report.verdict in {Verdict.ACCEPTABLE, Verdict.REJECTED}:
        return
    reading = LetterReading(
        rule="",
        title=message("letter.undecided-mix"),
        required=one_line(f"{report.sheet.publisher}, {report.deliverable_title}"),
    )
    unverified = report.verdict is Verdict.UNVERIFIED
    remedy = message("letter.ask-receiver" if unverified else "letter.judge-otherwise")
    file = replace(_file_of(report, number, report.headline), remedy=remedy, readings=(reading,))
    yield Item(urgency=Urgency.OPEN, severity=Severity.MAJOR, file=file)


def _notice_item(report: Report, number: int, notice: Notice) -> Item:
    clock = clock_of(report)
    reading = LetterReading(
        rule="",
        title=verbatim(NOTICE_TITLES[notice.kind]),
        measured=None if notice.measured is None else one_line(notice.measured.text),
    )
    file = replace(
        _file_of(report, number, notice.message),
        remedy=notice.advice,
        readings=(reading,),
        where=tuple(place_text(place, clock) for place in notice.where[:PLACES_KEPT]),
        where_count=max(notice.where_count, len(notice.where)),
    )
    return Item(urgency=Urgency.NOTICED, severity=Severity.FYI, file=file, notice=notice.kind.value)


def _unread_item(one: NotJudged) -> Item:
    """Return a mix that could not be read or judged: nothing is known of it, and that has to change."""
    reading = LetterReading(rule="", title=message("letter.not-judged"), required=one_line(one.expected or ""))
    words = one.details.removesuffix(one.next_step or "").strip()
    file = LetterFile(
        place=one_line(one.path or one.name),
        language=one.language,
        kind=one.kind,
        reason=verbatim(one_line(words)),
        remedy=None if one.next_step is None else verbatim(one_line(one.next_step)),
        readings=(reading,),
    )
    urgency = Urgency.MUST if one.why is WhyNot.UNREADABLE else Urgency.OPEN
    return Item(urgency=urgency, severity=Severity.BLOCKER, file=file)
