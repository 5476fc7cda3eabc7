"""HTML: one file that opens without a network, reads without a script and prints well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.catalogue import say
from validator.languages import language, tr
from validator.languages.figures import reworded
from validator.reporters import gauge, imf_page, lanes, room_map, timeline
from validator.reporters.clock import Clock, clock_of, place_end, place_start, place_text, samples_text
from validator.reporters.head import head_of, history_cells, history_columns, made_text
from validator.reporters.letter.letter_wording import said_letter
from validator.reporters.relation_picture import pictures_of
from validator.reporters.report_wording import (
    ALSO_NOTICED,
    DAMAGE_TITLE,
    GRADE_MEANINGS,
    NO_EFFECT,
    NOTICE_TITLES,
    STOPPED,
    SUBJECT_WORDS,
    VERDICT_WORDS,
    Citation,
    Standing,
    by_mix,
    citation,
    counts,
    damage_to_do,
    deciders_text,
    figures_together,
    grades_of,
    in_reading_order,
    kind_word,
    margin_text,
    measured_text,
    nothing_open,
    numbered_documents,
    place_in_delivery,
    printable,
    required_text,
    standing,
    title,
)
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.reporters.summary import MainReading, grouped, main_readings
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2 import Environment

    from validator.reporters.gauge import Gauge
    from validator.reporters.imf_page import DrawnComposition
    from validator.reporters.letter.letter_wording import SaidFile
    from validator.reporters.relation_picture import RelationPicture
    from validator.reporters.room_map import RoomMap
    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.reporters.timeline import Timeline
    from validator.results.finding import Finding
    from validator.results.report import DocumentUsed, Made, NotJudged, Report

POINTS: Final = 1500
"""The largest number of points of a curve; a plot is about a thousand picture points wide."""
_POINTS_OF_A_RUN: Final = 9000
"""The same over all reports of one page, which would otherwise grow with every file."""
_FEWEST_POINTS: Final = 300

_REPORTS_IN_FULL: Final = 12
"""Up to so many reports each has its own curve; beyond, those on a mix that the page has already shown go without."""

_LARGE_RUN: Final = 60
"""Beyond so many reports a page leaves out what each report's own page has: see `ReportView.brief`."""

PLACES_OF_A_FINDING: Final = 8
"""Of each finding of a large run, in its table and on the timeline."""

_POINTS_OF_A_LARGE_RUN: Final = 100
"""Of each curve there: the extremes stay, as a bin keeps its smallest and its largest level."""

_MINUS: Final = re.compile(r"(?<![\w.)\]])-(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding with everything the page says about it."""

    number: int
    anchor: str
    finding: Finding
    standing: Standing
    title: str
    citation: Citation
    gauge: Gauge | None
    more_places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with everything the page says about it.

    Attributes:
        anchor: Name of its place on the page, and the start of every id within it.
        shows_file: False where the page has already shown the file, and for an accepted mix of a large run.
        brief: True in a large run: settled demands as a list, readings that are demanded, eight places of a finding,
            no gauges, no channels.
        open_findings: What needs work, numbered from 1.
        to_confirm: What only a person can judge.
        settled: The rest, by standing.
        compositions: The timelines of a package, as many as a page takes; empty for anything else.
        relations: The mix against its original, its stems, its surround mix; empty in a large run.
    """

    anchor: str
    report: Report
    clock: Clock
    head: tuple[tuple[str, str], ...]
    shows_file: bool
    brief: bool
    counts: tuple[tuple[Standing, int], ...]
    open_findings: tuple[FindingView, ...]
    to_confirm: tuple[FindingView, ...]
    settled: tuple[tuple[Standing, tuple[FindingView, ...]], ...]
    readings: tuple[tuple[MainReading, Gauge | None], ...]
    timeline: Timeline | None
    compositions: tuple[DrawnComposition, ...]
    relations: tuple[RelationPicture, ...]
    room: RoomMap | None
    sources: tuple[tuple[int, DocumentUsed, str], ...]


def report_to_html(report: Report) -> str:
    """Return a report as a page: head, what to do, readings, timeline, findings, file, sources."""
    return run_to_html([report])


def run_to_html(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as one page: a table of the verdicts and of what was not judged, then each report.

    A report with nothing beside it is a page of its own, without the table.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    brief = position.expected > _LARGE_RUN
    points = max(_FEWEST_POINTS, min(POINTS, _POINTS_OF_A_RUN // position.expected))
    whole = not position.seen or position.expected <= _REPORTS_IN_FULL
    if brief:
        points = _POINTS_OF_A_LARGE_RUN
        whole = whole and report.verdict is not Verdict.ACCEPTABLE
    view = _view(report, f"r{position.number}", points, whole=whole, brief=brief)
    return _environment().get_template("report.html.j2").render(view=view, many=not position.alone)


def _frame(summary: RunSummary) -> tuple[str, str]:
    heading = summary.rows[0].place if summary.alone else summary.text
    links = {row.number: f"#r{row.number}" for row in summary.rows}
    remark = say(message("letter.large-run")) if len(summary.rows) > _LARGE_RUN else ""
    many = not summary.alone
    head = _page_head(summary, links, heading, lambda one: _on_this_page(one, links), many=many, remark=remark)
    return head, _environment().get_template("foot.html.j2").render()


RUN: Final = RunFormat(section=_section, frame=_frame)
"""A run in this format."""


def _on_this_page(one: SaidFile, links: Mapping[int, str]) -> str:
    """Return the address of what a file of the letter fails; empty where nothing was judged."""
    address = links.get(one.report or 0, "")
    return address if one.finding is None or not address else f"{address}-f{one.finding}"


def _on_its_own_page(one: SaidFile, links: Mapping[int, str]) -> str:
    """The same where each report has a page of its own."""
    address = links.get(one.report or 0, "")
    return address if one.finding is None or not address else f"{address}#r1-f{one.finding}"


def _page_head(
    summary: RunSummary,
    links: Mapping[int, str],
    heading: str,
    evidence: Callable[[SaidFile], str],
    *,
    many: bool,
    remark: str = "",
) -> str:
    letter = said_letter(summary.letter) if many and summary.letter is not None else None
    page = _environment().get_template("head.html.j2")
    whole = many and not summary.by_verdict and len(summary.rows) <= _LARGE_RUN
    picture = lanes.lanes_of(summary.rows) if whole else None
    return page.render(
        lanes=picture,
        run=summary,
        heading=heading,
        links=links,
        many=many,
        letter=letter,
        evidence=evidence,
        remark=remark,
    )


def index_page(summary: RunSummary, links: Mapping[int, str], *, stopped: bool = False) -> str:
    """Return the page that leads to the pages about each report of a run.

    Args:
        summary: The run.
        links: Address of the page about each report, by the number of its row.
        stopped: True where somebody stopped the run before its end.
    """
    heading = f"{tr(STOPPED)} {summary.text}" if stopped else summary.text
    head = _page_head(summary, links, heading, lambda one: _on_its_own_page(one, links), many=True)
    return head + _environment().get_template("foot.html.j2").render()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  start-up of runs that write no page

    from validator.reporters.static_text import StaticText  # noqa: PLC0415  the same

    environment = Environment(
        loader=PackageLoader("validator.reporters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[StaticText],
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    environment.filters["figures"] = figures
    environment.filters["grouped"] = grouped
    environment.filters["say"] = say
    environment.filters["reworded"] = reworded
    environment.globals.update(
        tr=tr,
        language=language,
        required=required_text,
        standing=standing,
        history_cells=history_cells,
        history_columns=history_columns,
        verdict_words=VERDICT_WORDS,
        grade_meanings=GRADE_MEANINGS,
        deciders=deciders_text,
        margin=margin_text,
        measured=measured_text,
        samples=samples_text,
        place_start=place_start,
        place_end=place_end,
        place_text=place_text,
        place_in_delivery=place_in_delivery,
        made_text=made_text,
        kind_word=kind_word,
        subject_words=SUBJECT_WORDS,
        by_mix=by_mix,
        plot=timeline,
        lanes_plot=lanes,
        gauge_width=gauge.WIDTH,
        is_web_address=is_web_address,
        damage_title=DAMAGE_TITLE,
        damage_to_do=damage_to_do,
        nothing_open=nothing_open,
        also_noticed=ALSO_NOTICED,
        no_effect=NO_EFFECT,
        outline_width=imf_page.WIDTH,
        outline_row=imf_page.ROW_HEIGHT,
        notice_titles=NOTICE_TITLES,
    )
    return environment


def figures(text: str) -> str:
    """Return text with real minus signs before figures, each figure tied to its unit; dates keep their hyphens."""
    return _MINUS.sub("−", figures_together(text))


def is_web_address(address: str) -> bool:
    """Tell whether an address may become a link: a sheet could name one that runs a script."""
    return address.startswith(("https://", "http://"))


def _view(report: Report, anchor: str, points: int, *, whole: bool, brief: bool) -> ReportView:
    ordered = in_reading_order(report.findings)
    views = [_finding_view(finding, report, anchor, number) for number, finding in enumerate(ordered, start=1)]
    open_views = tuple(view for view in views if view.standing.is_open)
    settled = tuple(
        (shown, tuple(view for view in views if view.standing is shown))
        for shown, _ in counts(report)
        if not shown.is_open and shown is not Standing.TO_CONFIRM
    )
    numbers = {view.finding.fingerprint: view.number for view in views}
    return ReportView(
        anchor=anchor,
        report=report,
        clock=clock_of(report),
        head=tuple((tr(label), text) for label, text in head_of(report)),
        shows_file=whole,
        brief=brief,
        counts=counts(report),
        open_findings=open_views,
        to_confirm=tuple(view for view in views if view.standing is Standing.TO_CONFIRM),
        settled=settled,
        readings=tuple(
            (reading, gauge.gauge_of(reading.finding) if reading.finding and not brief else None)
            for reading in main_readings(report)
            if reading.finding or not brief
        ),
        timeline=timeline.timeline_of(report, numbers, points, marks=PLACES_OF_A_FINDING if brief else None)
        if whole
        else None,
        compositions=imf_page.drawn_compositions(report.outline),
        relations=() if brief or not whole else pictures_of(report, points),
        room=room_map.room_of(report) if whole else None,
        sources=tuple(
            (number, used, ", ".join(map(tr, grades_of(report, name))))
            for number, name, used in numbered_documents(report)
        ),
    )


def _finding_view(finding: Finding, report: Report, anchor: str, number: int) -> FindingView:
    return FindingView(
        number=number,
        anchor=f"{anchor}-f{number}",
        finding=finding,
        standing=standing(finding),
        title=title(finding),
        citation=citation(finding, report),
        gauge=gauge.gauge_of(finding),
        more_places=max(finding.where_count - len(finding.where), 0),
    )
