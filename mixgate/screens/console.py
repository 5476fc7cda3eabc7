"""The console, text that wraps with its figures whole, and errors. Status is always a word; colour only repeats it."""

from __future__ import annotations

import textwrap
from typing import IO, TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console, Group
from rich.measure import Measurement
from rich.panel import Panel
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from mixgate.screens.option_hints import with_hint
from packager.planning.refusal import MixRefusedError
from validator.languages import ENGLISH, language, speaking, tr
from validator.reporters.report_wording import NO_BREAK_SPACE, VERDICT_WORDS, figures_together, printable
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType, RenderResult

    from specs.errors import ToolError

VERDICT_STYLES: Final = {
    Verdict.ACCEPTABLE: "bold green",
    Verdict.REJECTED: "bold red",
    Verdict.INCOMPLETE: "bold blue",
    Verdict.UNVERIFIED: "bold yellow",
}
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


class PrintableConsole(Console):
    """A console on which nothing but rich itself moves the cursor.

    File names, header fields and files that others hand in reach it by many ways; whatever the way, a control or format
    character in them is shown as U+FFFD.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of something, their text printable."""
        for segment in super().render(renderable, options):
            shown = segment.text if segment.control else printable(segment.text)
            yield segment if shown == segment.text else Segment(shown, segment.style)


def make_console(*, stderr: bool = False, file: IO[str] | None = None, width: int | None = None) -> Console:
    """Return a console without markup, emoji codes or guessed highlights.

    It has no colour where it is not a terminal, or where NO_COLOR is set.

    Args:
        stderr: Write to standard error; for messages, so that standard output holds results only.
        file: Write here instead.
        width: Columns; None asks the terminal.
    """
    return PrintableConsole(stderr=stderr, file=file, width=width, markup=False, emoji=False, highlight=False)


def plain_table(*columns: str) -> Table:
    """Return an empty table without lines, whose first column stays whole."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=position == 0)
    return table


def verdict_text(verdict: Verdict) -> Text:
    """Return the word of a verdict, in its colour."""
    return Text(VERDICT_WORDS[verdict].upper(), style=VERDICT_STYLES[verdict])


def show_error(error: ToolError, console: Console) -> None:
    """Show what went wrong, where, what stood there, what should have, and what to do about it.

    On a terminal in a frame; in a pipe, or where a path is wider than the frame, in plain lines that keep it whole.
    An error is in English; only why a mix is not corrected is said in the language that is spoken.
    """
    with speaking(language() if isinstance(error, MixRefusedError) else ENGLISH):
        _show(error.spoken() if isinstance(error, MixRefusedError) else error, console)


def _show(error: ToolError, console: Console) -> None:
    fields = [
        (label, printable(said))
        for label, said in (
            (tr("where"), error.where),
            (tr("found"), error.found),
            (tr("expected"), error.expected),
            (tr("next step"), with_hint(error.next_step, error.code)),
        )
        if said is not None
    ]
    widest = max((cell_len(word) for _, said in fields for word in said.split()), default=0)
    if not console.is_terminal or widest > console.width - _ERROR_FRAME:
        console.print(Text.assemble((tr("error"), "bold red"), f": {printable(error.what)}"), soft_wrap=True)
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
    heading = Text(tr("error"), style="bold red")
    console.print(Panel(Group(*parts), title=heading, title_align="left", border_style="red"))
