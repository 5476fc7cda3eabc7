"""What the terminal shows: reports, runs and errors. Status is always a word; colour only repeats it."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import IO, TYPE_CHECKING, Final

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mixgate.screens.option_hints import say_with_hint, with_hint
from specs.requirements.requirement import Grade
from validator.catalogue import say
from validator.report import Verdict, WhyNot
from validator.reporters.as_text import not_judged_to_line, report_to_line
from validator.reporters.clock import clock_of, notice_text, place_start
from validator.reporters.run import tally, worst_verdict
from validator.reporters.summary import file_form, file_time
from validator.reporters.wording import (
    ALSO_NOTICED,
    NO_BREAK_SPACE,
    NO_EFFECT,
    NOTICE_TITLES,
    OPEN,
    VERDICT_WORDS,
    Standing,
    citation,
    counts,
    document_text,
    figures_together,
    grades_of,
    margin_text,
    measured_text,
    nothing_open,
    numbered_documents,
    one_line,
    printable,
    standing,
    standing_as,
    title,
    undecided_text,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import ConsoleOptions, RenderableType, RenderResult

    from specs.errors import ToolError
    from validator.finding import Finding
    from validator.report import NotJudged, Report

WIDE: Final = 140
"""Columns from which every property of a finding has a column of its own."""

NARROW: Final = 72
"""Columns below which reading and margin stand under the name instead of beside it."""

VERDICT_STYLES: Final = {
    Verdict.ACCEPTABLE: "bold green",
    Verdict.REJECTED: "bold red",
    Verdict.INCOMPLETE: "bold blue",
    Verdict.UNVERIFIED: "bold yellow",
}
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
_ERROR_FRAME: Final = 15
"""Columns that the frame of an error and its labels take."""


class Words:
    """Text that is wrapped to the width it is given, with every figure beside its unit; rich breaks at any space."""

    def __init__(self, text: str, style: str = "", *, hanging: int = 0) -> None:
        self._text = figures_together(text)
        self._style = style
        self._hanging = " " * hanging

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in textwrap.wrap(
            self._text,
            options.max_width,
            subsequent_indent=self._hanging,
            break_on_hyphens=False,
            break_long_words=False,
        ):
            yield Text(line.replace(NO_BREAK_SPACE, " "), style=self._style, overflow="fold")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        longest = max((cell_len(word) for word in self._text.split(" ")), default=0)
        return Measurement(longest, cell_len(self._text)).clamp(max_width=options.max_width)


def make_console(*, stderr: bool = False, file: IO[str] | None = None, width: int | None = None) -> Console:
    """Return a console without markup, emoji codes or guessed highlights.

    It has no colour where it is not a terminal, or where NO_COLOR is set.

    Args:
        stderr: Write to standard error; for messages, so that standard output holds results only.
        file: Write here instead.
        width: Columns; None asks the terminal.
    """
    return Console(stderr=stderr, file=file, width=width, markup=False, emoji=False, highlight=False)


def show_report(report: Report, console: Console, *, quiet: bool = False) -> None:
    """Show a report: verdict, findings, what to do, sources.

    Args:
        report: The report.
        console: Where to.
        quiet: One line only.
    """
    if quiet:
        _show_line(report, console)
        return
    console.print(_body(report, console.width))
    console.print(_sources([report]))


def show_reports(
    reports: Sequence[Report], console: Console, *, not_judged: Sequence[NotJudged] = (), quiet: bool = False
) -> None:
    """Show several reports: each in full, then a table of the verdicts, so that the answer is what stays in view.

    What was not judged stands in the table as well.

    Reports that cite the same texts share one list of them.

    Args:
        reports: In the order they were given.
        console: Where to.
        not_judged: Mixes that were met and not judged.
        quiet: One line for each, and nothing else.

    Raises:
        UsageError: There was no mix at all.
    """
    verdict = worst_verdict(reports, not_judged)
    if quiet or (len(reports) == 1 and not not_judged):
        for report in reports:
            show_report(report, console, quiet=quiet)
        for left_out in not_judged:
            console.print(Text(not_judged_to_line(left_out)), soft_wrap=True)
        return
    for _, group in groupby(reports, key=lambda report: report.documents):
        alike = list(group)
        for report in alike:
            console.print(_body(report, console.width))
        console.print(_sources(alike))
        console.print()
    console.print(_verdicts(reports, not_judged))
    console.print(Text.assemble(_verdict(verdict), f"  {tally(reports, not_judged)}"))


def show_error(error: ToolError, console: Console) -> None:
    """Show what went wrong, where, what stood there, what should have, and what to do about it.

    On a terminal in a frame; in a pipe, or where a path is wider than the frame, in plain lines that keep it whole.
    """
    fields = [
        (label, printable(said))
        for label, said in (
            ("where", error.where),
            ("found", error.found),
            ("expected", error.expected),
            ("next step", with_hint(error.next_step, error.code)),
        )
        if said is not None
    ]
    widest = max((cell_len(word) for _, said in fields for word in said.split()), default=0)
    if not console.is_terminal or widest > console.width - _ERROR_FRAME:
        console.print(Text.assemble(("error", "bold red"), f": {printable(error.what)}"), soft_wrap=True)
        for label, said in fields:
            console.print(Text.assemble((f"  {label}: ", "dim"), said), soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, said in fields:
        grid.add_row(Text(label), Text(said))
    parts: list[RenderableType] = [Text(printable(error.what), style="bold")]
    if fields:
        parts += [Text(), grid]
    heading = Text("error", style="bold red")
    console.print(Panel(Group(*parts), title=heading, title_align="left", border_style="red"))


def _show_line(report: Report, console: Console) -> None:
    """Print one line that no width breaks: scripts read it."""
    line = Text(report_to_line(report))
    line.stylize(VERDICT_STYLES[report.verdict], 0, len(VERDICT_WORDS[report.verdict]))
    console.print(line, soft_wrap=True)


def _verdicts(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("Verdict", no_wrap=True)
    table.add_column("File", overflow="fold")
    for report in reports:
        against = Text.assemble(f"{report.sheet.id} {report.deliverable}: ", _tallies(report))
        table.add_row(_verdict(report.verdict), Group(Text(one_line(report.name)), against))
    for left_out in not_judged:
        style = "dim" if left_out.why is WhyNot.NOT_ASKED else "bold red"
        reason = f"{left_out.sheet}: {left_out.details}" if left_out.sheet else left_out.details
        said = Group(Text(one_line(left_out.name)), Words(reason))
        table.add_row(Text(left_out.word.upper(), style=style), said)
    return table


def _body(report: Report, width: int) -> Group:
    """Return everything but the sources."""
    parts: list[RenderableType] = [_verdict_panel(report), _findings(report, width)]
    return Group(*parts, *(part for part in (_brief(report), _noticed(report), _to_do(report)) if part is not None))


def _verdict(verdict: Verdict) -> Text:
    return Text(VERDICT_WORDS[verdict].upper(), style=VERDICT_STYLES[verdict])


def _verdict_panel(report: Report) -> Panel:
    sheet = report.sheet
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, said in (
        ("file", report.name),
        ("form", file_form(report.measured)),
        ("length", file_time(report)),
        ("sheet", f"{sheet.publisher}, {sheet.title}, {sheet.edition} ({sheet.id})"),
        ("deliverable", report.deliverable_title),
    ):
        grid.add_row(Text(label), Text(one_line(said)))
    grid.add_row(Text("findings"), _tallies(report))
    return Panel(
        Group(Text(one_line(say(report.headline)), style="bold"), Text(), grid),
        title=_verdict(report.verdict),
        title_align="left",
        border_style=VERDICT_STYLES[report.verdict].removeprefix("bold "),
        padding=(0, 1),
    )


def _tallies(report: Report) -> Text:
    parts = [Text(f"{number} {shown.word}", style=_STANDING_STYLES[shown]) for shown, number in counts(report)]
    return Text(", ").join(parts)


def _findings(report: Report, width: int) -> RenderableType:
    shown = standing_as(report, *OPEN, Standing.WAIVED)
    if not shown:
        return Text(f"\n{nothing_open(report)}")
    return _wide(shown, report) if width >= WIDE else _stacked(shown, report, width)


def _wide(findings: Sequence[Finding], report: Report) -> Table:
    """Return a table with a column for everything; figures are never broken."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("What", ratio=3)
    table.add_column("Measured", justify="right", max_width=_WIDEST_READING)
    table.add_column("Required", ratio=5)
    table.add_column("Margin", justify="right", no_wrap=True)
    table.add_column("Where", ratio=4)
    table.add_column("Clause", ratio=3, overflow="fold")
    for finding in findings:
        table.add_row(
            _standing(finding),
            Words(title(finding), "bold"),
            Words(measured_text(finding)),
            _required(finding),
            Words(margin_text(finding)),
            Group(*(Words(line) for line in _where(finding, report))),
            Text(str(citation(finding, report))),
        )
    return table


def _stacked(findings: Sequence[Finding], report: Report, width: int) -> Group:
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
        lines.append(Text(str(citation(finding, report)), style="dim"))
        grid.add_row(_standing(finding), Group(*lines))
    return Group(Text(), grid, Text())


def _standing(finding: Finding) -> Text:
    shown = standing(finding)
    return Text(f"{shown.mark} {shown.word}", style=_STANDING_STYLES[shown])


def _required(finding: Finding) -> Group:
    """Return what is demanded and, where there is no reading, why."""
    remark = _remark(finding)
    return Group(Words(finding.required), *([Words(remark, "italic")] if remark else []))


def _remark(finding: Finding) -> str | None:
    """Return why there is no reading or why it decides nothing, or who waived it; None where the figures say it all."""
    if finding.waived_by:
        return f"waived by {finding.waived_by}"
    return undecided_text(finding) or (say(finding.reason) if finding.measured is None else None)


def _where(finding: Finding, report: Report) -> tuple[str, ...]:
    """Return the first place, what is there, and how many more places there are."""
    if not finding.where:
        return ()
    place = finding.where[0]
    more = max(finding.where_count, len(finding.where)) - 1
    start = f"{' '.join(place.channels)} {place_start(place, clock_of(report))}"
    parts = (start, place.text or "", f"+{more} more" if more else "")
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
            items = [f"{finding.required} {citation(finding, report)}" for finding in found]
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
    return Padding(Group(Words(f"{ALSO_NOTICED} ({NO_EFFECT})", "bold"), grid), (0, 0, 1, 0))


def _to_do(report: Report) -> RenderableType | None:
    todo = work(report, say_with_hint)
    if not todo:
        return None
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, (name, remedy) in enumerate(todo, start=1):
        grid.add_row(Text(f"{number}."), Words(f"{name}: {remedy}"))
    return Padding(Group(Text("What to do", style="bold"), grid), (0, 0, 1, 0))


def _sources(reports: Sequence[Report]) -> RenderableType:
    """Return the texts that findings cite, numbered as in each report, with the grades of the figures taken."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column()
    for number, name, used in numbered_documents(reports[0]):
        found = {grade for report in reports for grade in grades_of(report, name)}
        grades = ", ".join(grade for grade in Grade if grade in found)
        if grades:
            grid.add_row(Text(f"[{number}]"), Words(f"{document_text(used)} (grade: {grades})", "dim"))
    return grid
