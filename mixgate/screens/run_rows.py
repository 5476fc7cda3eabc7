"""The rows of a run: one for each mix and sheet, shown as soon as the answer is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mixgate.screens.console import VERDICT_STYLES, make_console
from validator.report import WhyNot
from validator.reporters.wording import (
    VERDICT_WORDS,
    in_reading_order,
    margin_text,
    measured_text,
    one_line,
    standing,
    title,
)

if TYPE_CHECKING:
    from validator.delivery.judged import MixResult
    from validator.report import Report

_VERDICT_WIDTH: Final = 10
_LEAST_PATH_WIDTH: Final = 24


class RunRows:
    """Prints `VERDICT  path  language kind layout  worst finding` for each report of a run."""

    def __init__(self) -> None:
        self._console = make_console()

    def show(self, result: MixResult) -> None:
        """Print the rows of one mix."""
        for report in result.reports:
            word = VERDICT_WORDS[report.verdict].upper()
            self._print(word, VERDICT_STYLES[report.verdict], result, worst_finding(report))
        for left_out in result.not_judged:
            if left_out.why is not WhyNot.NOT_ASKED or not result.reports:
                style = "dim" if left_out.why is WhyNot.NOT_ASKED else "bold red"
                self._print(left_out.word.upper(), style, result, one_line(left_out.reason))

    def _print(self, word: str, style: str, result: MixResult, said: str) -> None:
        about = " ".join(part for part in (result.language, result.kind) if part)
        path = one_line(result.path or result.name)
        width = max(_LEAST_PATH_WIDTH, self._console.width // 2 - _VERDICT_WIDTH)
        shown = path if cell_len(path) > width else set_cell_size(path, width)
        row = Text.assemble(
            (f"{word:<{_VERDICT_WIDTH}}", style), f" {shown} ", (about, "dim"), " " if about else "", said
        )
        self._console.print(row, soft_wrap=True)


def worst_finding(report: Report) -> str:
    """Return the finding that needs work first, in a few words; how many more there are."""
    open_ones = [finding for finding in in_reading_order(report.findings) if standing(finding).is_open]
    if not open_ones:
        return ""
    first = open_ones[0]
    reading = "" if first.measured is None else f" {measured_text(first)}"
    margin = "" if first.margin is None else f", {margin_text(first)}"
    more = f" (+{len(open_ones) - 1})" if len(open_ones) > 1 else ""
    return one_line(f"{title(first)} [{first.rule}]{reading}{margin}{more}")
