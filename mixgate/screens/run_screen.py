"""What the terminal shows of a run.

A row as soon as an answer is known; at the end what fails or is open, what to type next, and the verdict of the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.padding import Padding
from rich.text import Text

from mixgate.screens.all_sheets import show_clients
from mixgate.screens.console import Words, make_console, verdict_text
from mixgate.screens.history import show_history
from mixgate.screens.next_command import NextCommand
from mixgate.screens.report_page import show_report, show_what_is_open
from validator.reporters.as_text import not_judged_to_line
from validator.reporters.report_wording import SUBJECT_WORDS, about, one_line
from validator.results.report import SubjectKind, Verdict, WhyNot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from validator.delivery.ingest.mixes import Mix
    from validator.reporters.run import RunRow, RunSummary
    from validator.results.report import NotJudged, Report

_VERDICT_WIDTH: Final = 10
_ELLIPSIS: Final = "…"


class RunScreen:
    """The rows, the end and the quiet lines of a run on standard output.

    Args:
        quiet: One line for each report and nothing else.
        all_sheets: Answers are grouped by what sheets say of each mix.
        expected: How many reports there will be, as far as is known: a single one is shown in full, without a row.
        mixes: The mixes of the run, whose files the next command names.
        sheets: What was written for each sheet, by its id, which the next command repeats.
        console: Where to; None for standard output.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        all_sheets: bool = False,
        expected: int = 1,
        mixes: Sequence[Mix] = (),
        sheets: Mapping[str, str] | None = None,
        console: Console | None = None,
    ) -> None:
        self._console = console or make_console()
        self._quiet = quiet
        self._all_sheets = all_sheets
        self._expected = expected
        self._held: list[tuple[Report, RunRow]] = []
        self._details: list[tuple[bool, str]] = []
        self._next = NextCommand(mixes, sheets)

    def add(self, reports: Sequence[Report], rows: Sequence[RunRow], not_judged: Sequence[NotJudged]) -> None:
        """Show what came of one mix."""
        if not reports and not not_judged:
            return
        for report in () if self._all_sheets else reports:  # what one sheet of seventy asks is no next step
            self._next.note(report)
        if self._quiet:
            self._add_lines(reports, rows, not_judged)
        elif self._all_sheets and not any(report.subject is SubjectKind.DELIVERY for report in reports):
            show_clients(reports, not_judged, self._console)
        elif self._expected == 1 and len(reports) == 1 and not not_judged and not self._held:
            self._held.append((reports[0], rows[0]))  # only the end tells whether it is the only one
        else:
            self._show_held()
            for report, row in zip(reports, rows, strict=True):
                self._show_row(report, row)
            for left_out in _worth_a_line(reports, not_judged):
                self._show_left_out(left_out)

    def stop(self) -> None:
        """Show what waits for the end of a run that somebody stopped."""
        self._show_held()

    def finish(self, summary: RunSummary) -> None:
        """Show what needs work, what to type next, and the verdict of the run."""
        if self._quiet:
            return
        if self._held and summary.alone:
            show_report(self._held[0][0], self._console)
            self._console.print()
        else:
            self._show_held()
            self._show_details()
        show_history(summary.history, self._console)
        self._next.show(self._console)
        seconds = "" if summary.totals.seconds is None else f"; {summary.totals.seconds:.1f} s"
        ending = Text.assemble(verdict_text(summary.verdict), f"  {summary.text}{seconds}")
        self._console.print(ending, soft_wrap=not self._console.is_terminal)

    def _show_held(self) -> None:
        for report, row in self._held:
            self._show_row(report, row)
        self._held.clear()

    def _show_details(self) -> None:
        """Print the details that were rendered when the reports were at hand: deliveries first."""
        for _, text in sorted(self._details, key=lambda detail: not detail[0]):
            self._console.print()
            self._console.file.write(text)
        if self._details:
            self._console.print()

    def _show_row(self, report: Report, row: RunRow) -> None:
        what = (
            SUBJECT_WORDS[row.subject]
            if row.subject is not SubjectKind.MIX
            else about(row.language, row.kind, row.layout)
        )
        self._print(verdict_text(row.verdict), (row.place, what, row.sheet), row.worst)
        of_a_delivery = row.subject is SubjectKind.DELIVERY
        if row.verdict is not Verdict.ACCEPTABLE or (of_a_delivery and row.worst):
            with self._console.capture() as captured:
                show_what_is_open(report, self._console)
            self._details.append((of_a_delivery, captured.get()))

    def _show_left_out(self, one: NotJudged) -> None:
        style = "dim" if one.why is WhyNot.NOT_ASKED else "bold red"
        parts = (one_line(one.path or one.name), about(one.language, one.kind, None), one.sheet or "")
        self._print(Text(one.word.upper(), style=style), parts, one_line(one.reason))

    def _print(self, word: Text, parts: Sequence[str], said: str) -> None:
        """Print a row: on one line where it fits or in a pipe, else what is said of it on lines of its own."""
        word.pad_right(_VERDICT_WIDTH - cell_len(word.plain))
        head = Text("  ").join([word, *(Text(part) for part in parts if part)])
        whole = Text("  ").join([head, *([Text(said)] if said else [])])
        if not self._console.is_terminal or cell_len(whole.plain) <= self._console.width:
            self._console.print(whole, soft_wrap=True)
            return
        self._console.print(head)
        if said:
            self._console.print(Padding(Words(said), (0, 0, 0, _VERDICT_WIDTH + 2), expand=False))

    def _add_lines(self, reports: Sequence[Report], rows: Sequence[RunRow], not_judged: Sequence[NotJudged]) -> None:
        for row in rows:
            parts = [row.place, about(row.language, row.kind, row.layout), f"{row.sheet}/{row.deliverable}", row.worst]
            self._print_line(verdict_text(row.verdict), "  ".join(part for part in parts if part))
        for left_out in _worth_a_line(reports, not_judged):
            line = not_judged_to_line(left_out)
            self._print_line(Text(line[:_VERDICT_WIDTH].rstrip()), line[_VERDICT_WIDTH:].lstrip())

    def _print_line(self, word: Text, said: str) -> None:
        """Print one line: scripts read all of it, a terminal gets what fits."""
        word.pad_right(_VERDICT_WIDTH - cell_len(word.plain))
        line = Text("  ").join([word, Text(said)])
        if self._console.is_terminal and cell_len(line.plain) > self._console.width:
            cut = set_cell_size(line.plain, self._console.width - 1).rstrip() + _ELLIPSIS
            line = Text(cut, spans=line.spans)
        self._console.print(line, soft_wrap=True)


def _worth_a_line(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> list[NotJudged]:
    """Return what was not judged, in a line for each problem, and one line for a mix that no sheet asks for.

    The sheets that ask nothing of a mix which others have judged are not worth one.
    """
    problems = [one for one in not_judged if one.why is not WhyNot.NOT_ASKED]
    not_asked = [one for one in not_judged if one.why is WhyNot.NOT_ASKED]
    if reports or problems or not not_asked:
        return problems
    if len(not_asked) == 1:
        return not_asked
    reason = f"None of the {len(not_asked)} sheets demands anything of it."
    return [not_asked[0].model_copy(update={"sheet": None, "reason": reason})]
