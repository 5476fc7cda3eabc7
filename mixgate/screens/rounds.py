"""What the terminal shows of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.padding import Padding
from rich.text import Text

from mixgate.screens.console import VERDICT_STYLES, Words, verdict_text
from mixgate.screens.option_hints import say_with_hint
from validator.catalogue import say
from validator.reporters.report_wording import one_line
from validator.results.round import FindingFate, MixFate
from validator.rounds.as_documents import mix_lines_wanted
from validator.rounds.round_wording import (
    FATE_WORDS,
    PLAIN_CLOCK,
    content_text,
    files_line,
    finding_fate,
    finding_id,
    finding_title,
    head_line,
    mix_about,
    mix_place,
    mixes_line,
    notes_of,
    places_line,
    places_shown,
    reading,
    unreported_lines,
    verdicts_text,
)

if TYPE_CHECKING:
    from rich.console import Console

    from validator.results.round import Round, RoundFinding, RoundMix

_STYLES: Final = {
    FindingFate.REPAIRED: "green",
    FindingFate.STILL_THERE: "red",
    FindingFate.NEW: "bold red",
    FindingFate.NO_LONGER_MEASURED: "blue",
    FindingFate.STILL_OPEN: "blue",
    FindingFate.WAIVED: "magenta",
}


def show_round(found: Round, console: Console) -> None:
    """Show a round: every mix with what became of it and of its findings, then the verdict and the numbers.

    Args:
        found: The round.
        console: Where to.
    """
    for mix in found.mixes:
        _show_mix(mix, console)
    for note in found.notes:
        console.print(Words(say(note)))
    console.print(Text(mixes_line(found.totals)), soft_wrap=True)
    ending = Text.assemble(verdict_text(found.verdict), f"  {head_line(found)}")
    console.print(ending, soft_wrap=not console.is_terminal)


def _show_mix(mix: RoundMix, console: Console) -> None:
    style = "bold" if mix.new_verdict is None else VERDICT_STYLES[mix.new_verdict]
    words = (Text(verdicts_text(mix), style=style), Text(mix_place(mix)), Text(mix_about(mix)))
    console.print(Text("  ").join(word for word in words if word.plain), soft_wrap=True)
    said = [*map(say, mix.notes), *unreported_lines(mix, PLAIN_CLOCK)]
    if mix_lines_wanted(mix) or mix.fate is not MixFate.SAME:
        said.insert(0, content_text(mix))
    for line in filter(None, said):
        console.print(Padding(Words(line, hanging=2), (0, 0, 0, 2)))
    for finding in mix.findings:
        _show_finding(finding, console)
    if mix.findings:
        console.print()


def _show_finding(finding: RoundFinding, console: Console) -> None:
    """One line for what became of it and both readings; below it places, notes and, where it needs work, the remedy."""
    word = Text(f"  {finding_fate(finding)}", style=_STYLES[finding.fate])
    width = max(cell_len(FATE_WORDS[fate]) for fate in FindingFate) + 2
    word.pad_right(max(0, width + 2 - cell_len(word.plain)))
    both = f"{reading(finding.old)} -> {reading(finding.new)}"
    line = Text("  ").join([word, Text(f"{finding_title(finding)} [{finding_id(finding)}]"), Text(both)])
    console.print(line, soft_wrap=True)
    needs_work = finding.fate in {FindingFate.NEW, FindingFate.STILL_THERE}
    details = [files_line(finding), places_line(finding), *places_shown(finding, PLAIN_CLOCK), notes_of(finding)]
    if needs_work and finding.remedy is not None:
        details.append(say_with_hint(finding.remedy))
    for detail in filter(None, details):
        console.print(Padding(Words(one_line(detail), hanging=2), (0, 0, 0, 6)))
