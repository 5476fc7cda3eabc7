"""What the terminal shows of one report. Status is always a word; colour only repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mixgate.screens.console import VERDICT_STYLES, Words, verdict_text
from mixgate.screens.option_hints import say_with_hint
from specs.requirements.requirement import Grade
from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import reworded
from validator.reporters.clock import beside_text, clock_of, notice_text, place_start
from validator.reporters.head import LOWERS_DEMANDS, head_of
from validator.reporters.report_wording import (
    ALSO_NOTICED,
    NO_EFFECT,
    NOTICE_TITLES,
    OPEN,
    SUBJECT_WORDS,
    Standing,
    about,
    causes,
    citation,
    counts,
    document_text,
    grades_of,
    margin_text,
    measured_text,
    nothing_open,
    numbered_documents,
    one_line,
    place_in_delivery,
    required_text,
    standing,
    standing_as,
    title,
    undecided_text,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console, RenderableType

    from validator.results.finding import Finding
    from validator.results.report import Report

WIDE: Final = 140
"""Columns from which every property of a finding has a column of its own."""

NARROW: Final = 72
"""Columns below which reading and margin stand under the name instead of beside it."""

_STANDING_STYLES: Final = {
    Standing.FAIL: "bold red",
    Standing.WARN: "yellow",
    Standing.UNDECIDED: "cyan",
    Standing.NOT_MEASURED: "blue",
    Standing.TO_CONFIRM: "default",
    Standing.WAIVED: "magenta",
    Standing.NOT_APPLICABLE: "dim",
    Standing.PASS: "green",
}

_WIDEST_READING: Final = 24


def show_report(report: Report, console: Console) -> None:
    """Show a report in full: verdict, findings, what to do, sources.

    Args:
        report: The report.
        console: Where to.
    """
    parts = [_noticed(report), _brief(report), _to_do(report), _sources(report)]
    console.print(_verdict_panel(report))
    console.print(_findings(report, console.width, _numbered))
    for part in parts:
        if part is not None:
            console.print(part)


def show_what_is_open(report: Report, console: Console) -> None:
    """Show of a report what fails or is open, what was noticed and what to do; what holds and the sources are left out.

    Args:
        report: The report.
        console: Where to.
    """
    layout = None if report.measurements is None else report.measurements.layout
    what = about(report.language, report.kind, layout) or SUBJECT_WORDS[report.subject]
    parts = [place_in_delivery(report), what, report.sheet.id]
    console.print(Text("  ").join([verdict_text(report.verdict), *(Text(part, "bold") for part in parts if part)]))
    console.print(Words(say(report.headline)))
    for label, said in head_of(report):
        if label in LOWERS_DEMANDS:
            console.print(Words(f"{tr(label)}: {said}", hanging=2))
    console.print(_findings(report, console.width, _written_out))
    for part in (_noticed(report), _to_do(report)):
        if part is not None:
            console.print(part)


def _verdict_panel(report: Report) -> Panel:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, said in head_of(report):
        grid.add_row(Text(tr(label)), Text(said))
    grid.add_row(Text(tr("findings")), _tallies(report))
    return Panel(
        Group(Text(one_line(say(report.headline)), style="bold"), Text(), grid),
        title=verdict_text(report.verdict),
        title_align="left",
        border_style=VERDICT_STYLES[report.verdict].removeprefix("bold "),
        padding=(0, 1),
    )


def _tallies(report: Report) -> Text:
    parts = [Text(f"{number} {shown.word}", style=_STANDING_STYLES[shown]) for shown, number in counts(report)]
    return Text(", ").join(parts)


def _numbered(finding: Finding, report: Report) -> str:
    """Return the clause with the number of its text in the list of sources."""
    return str(citation(finding, report))


def _written_out(finding: Finding, report: Report) -> str:
    """Return text and clause, where no list of sources follows."""
    del report
    return one_line(finding.source)


def _findings(report: Report, width: int, cite: Callable[[Finding, Report], str]) -> RenderableType:
    shown = standing_as(report, *OPEN, Standing.WAIVED)
    if not shown:
        return Text(f"\n{nothing_open(report)}")
    return _wide(shown, report, cite) if width >= WIDE else _stacked(shown, report, width, cite)


def _wide(findings: Sequence[Finding], report: Report, cite: Callable[[Finding, Report], str]) -> Table:
    """Return a table with a column for everything; figures are never broken."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column(tr("What"), ratio=3)
    table.add_column(tr("Measured"), justify="right", max_width=_WIDEST_READING)
    table.add_column(tr("Required"), ratio=5)
    table.add_column(tr("Margin"), justify="right", no_wrap=True)
    table.add_column(tr("Where"), ratio=4)
    table.add_column(tr("Clause and rule"), ratio=3, overflow="fold")
    for finding in findings:
        table.add_row(
            _standing(finding),
            Words(title(finding), "bold"),
            Words(measured_text(finding)),
            _required(finding),
            Words(margin_text(finding)),
            Group(*(Words(line) for line in _where(finding, report))),
            Text(f"{cite(finding, report)} {_rule(finding)}"),
        )
    return table


def _stacked(findings: Sequence[Finding], report: Report, width: int, cite: Callable[[Finding, Report], str]) -> Group:
    """Return findings below one another: name, reading and margin in columns, the rest in lines under them."""
    measured_width = min(max(cell_len(measured_text(finding)) for finding in findings), _WIDEST_READING) + 2
    margin_width = max(cell_len(margin_text(finding)) for finding in findings) + 2
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for finding in findings:
        reading, margin = measured_text(finding), margin_text(finding)
        lines: list[RenderableType] = [Words(title(finding), "bold")]
        if width >= NARROW:
            row = Table.grid(padding=(0, 0, 0, 2), expand=True)
            row.add_column(ratio=1)
            row.add_column(justify="right", width=measured_width)
            row.add_column(justify="right", width=margin_width)
            row.add_row(lines[0], Words(reading), Words(margin))
            lines = [row]
        elif finding.measured is not None:
            lines.append(Words(f"{reading}, {margin}" if finding.margin is not None else reading))
        lines.append(_required(finding))
        where = _where(finding, report)
        lines += [Words(", ".join(where))] if where else []
        lines.append(Text(f"{cite(finding, report)} · {_rule(finding)}", style="dim"))
        grid.add_row(_standing(finding), Group(*lines))
    return Group(Text(), grid, Text())


def _rule(finding: Finding) -> str:
    """Return the rule; of what is open with the fingerprint, by which it can be waived."""
    return f"{finding.rule} {finding.fingerprint}" if standing(finding).is_open else finding.rule


def _standing(finding: Finding) -> Text:
    shown = standing(finding)
    return Text(f"{shown.mark} {shown.word}", style=_STANDING_STYLES[shown])


def _required(finding: Finding) -> Group:
    """Return what is demanded, why there is no reading or why it decides nothing, and how that was found."""
    return Group(Words(required_text(finding)), *(Words(remark, "italic") for remark in _remarks(finding)))


def _remarks(finding: Finding) -> tuple[str, ...]:
    """Return what the figures do not say: why there is none or who decides, the cause, and who waived it or asks to."""
    if finding.waived_by:
        return (f"{tr('waived by')} {finding.waived_by}",)
    said = [undecided_text(finding) or (say(finding.reason) if finding.measured is None else "")]
    said += causes(finding)
    if finding.waiver_requested:
        said.append(f"{tr('a waiver was asked for and not granted:')} {finding.waiver_requested}")
    return tuple(text for text in said if text)


def _where(finding: Finding, report: Report) -> tuple[str, ...]:
    """Return the first place, what is there, and how many more places there are."""
    if not finding.where:
        return ()
    place = finding.where[0]
    more = max(finding.where_count, len(finding.where)) - 1
    clock = clock_of(report)
    start = f"{' '.join(place.channels)} {place_start(place, clock)} {beside_text(place, clock)}"
    parts = (start, reworded(place.text or ""), f"+{more} {tr('more')}" if more else "")
    return tuple(one_line(part) for part in parts if part)


def _brief(report: Report) -> RenderableType | None:
    """Return what a person must confirm, what passed and what does not apply, in a few lines each."""
    lines: list[RenderableType] = []
    for shown in (Standing.TO_CONFIRM, Standing.NOT_APPLICABLE, Standing.PASS):
        found = standing_as(report, shown)
        if not found:
            continue
        lines.append(Text(f"{shown.mark} {shown.word} ({len(found)})", style=_STANDING_STYLES[shown]))
        items = [_brief_item(finding) for finding in found]
        if shown is Standing.TO_CONFIRM:
            items = [f"{required_text(finding)} {citation(finding, report)}" for finding in found]
        else:
            items = ["; ".join(items)]
        lines += [Padding(Words(item), (0, 0, 0, 2)) for item in items]
    return Padding(Group(*lines), (0, 0, 1, 0)) if lines else None


def _brief_item(finding: Finding) -> str:
    reading = "" if finding.measured is None else f" {measured_text(finding)}"
    margin = "" if finding.margin is None else f" ({margin_text(finding)})"
    return f"{title(finding)}{reading}{margin}"


def _noticed(report: Report) -> RenderableType | None:
    """Return what is notable although the sheet does not ask: a few lines, apart from the findings."""
    if not report.notices:
        return None
    clock = clock_of(report)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for notice in report.notices:
        grid.add_row(Text("·"), Words(f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}"))
    return Padding(Group(Words(f"{tr(ALSO_NOTICED)} ({tr(NO_EFFECT)})", "bold"), grid), (0, 0, 1, 0))


def _to_do(report: Report) -> RenderableType | None:
    todo = work(report, say_with_hint)
    if not todo:
        return None
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, (name, remedy) in enumerate(todo, start=1):
        grid.add_row(Text(f"{number}."), Words(f"{name}: {remedy}"))
    return Padding(Group(Text(tr("What to do"), style="bold"), grid), (0, 0, 1, 0))


def _sources(report: Report) -> RenderableType:
    """Return the texts that findings cite, numbered as in the report, with the grades of the figures taken."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column()
    for number, name, used in numbered_documents(report):
        found = grades_of(report, name)
        grades = ", ".join(tr(grade) for grade in Grade if grade in found)
        if grades:
            grid.add_row(Text(f"[{number}]"), Words(f"{document_text(used)} ({tr('grade:')} {grades})", "dim"))
    return grid
