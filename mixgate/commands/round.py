"""`mixgate round`: hold a delivery against the one before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mixgate.commands import options
from mixgate.commands.option_groups import GateOptions, MixOptions, gate_by_options, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mixgate.api.rounds import RoundResult
    from mixgate.exits import Exit
    from mixgate.outputs.history_file import HistoryFile

_WHAT = "what check wrote as JSON, a folder of reports, a package, or a delivery, which is checked"
OldRound = Annotated[str, typer.Argument(metavar="OLD", help=f"The last round: {_WHAT}.", show_default=False)]
NewRound = Annotated[str, typer.Argument(metavar="NEW", help="This round, likewise.", show_default=False)]
RoundSheets = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet",
        "-s",
        metavar="ID",
        help="Sheet that a delivery is held against; else those of the other round.",
        show_default=False,
        rich_help_panel="Sheets",
    ),
]
OldSound = Annotated[
    Path | None,
    typer.Option("--old-sound", metavar="DIR", help="Folder with the sound of the last round, where OLD is reports."),
]
NewSound = Annotated[
    Path | None,
    typer.Option("--new-sound", metavar="DIR", help="Folder with the sound of this round, where NEW is reports."),
]

RoundHistory = Annotated[
    str | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="Your history of rounds: one line is added to it (JSON Lines), none is changed.",
    ),
]


@grouped
def round_(
    old: OldRound,
    new: NewRound,
    *,
    sheet: RoundSheets = None,
    deliverable: options.DeliverableName = None,
    old_sound: OldSound = None,
    new_sound: NewSound = None,
    mix: MixOptions,
    gate: GateOptions,
    json: options.JsonFile = None,
    markdown: options.MarkdownFile = None,
    history: RoundHistory = None,
    lang: options.Lang = "en",
) -> None:
    """Hold a delivery against the one before: repaired, still there, new, no longer measured, waived, changed.

    Exit code: that of the new round, as for check.
    """
    from mixgate.api.rounds import RoundOrder, compare_rounds
    from mixgate.api.settings import RunSettings
    from mixgate.chosen_sheets import made_now
    from mixgate.commands.option_groups import words_of
    from mixgate.outputs.history_file import HistoryFile
    from mixgate.outputs.output import refuse_two_on_output
    from mixgate.outputs.overwriting import refuse_to_overwrite
    from mixgate.screens.progress import progress_on_terminal
    from validator.languages import speaking

    targets = {"json": json, "markdown": markdown}
    refuse_two_on_output(targets)
    refuse_to_overwrite([*targets.values(), history], [Path(old), Path(new)])
    kept = None if history is None else HistoryFile(Path(history), [Path(old), Path(new)])
    order = RoundOrder(
        sheets=tuple(sheet or ()),
        deliverable=deliverable,
        gate=gate_by_options(gate),
        made=made_now(),
        old_sound=old_sound,
        new_sound=new_sound,
    )
    with progress_on_terminal() as show:
        found = compare_rounds(old, new, order=order, settings=RunSettings(show=show), **words_of(mix))
    with speaking(lang):
        code = _told(found, kept, targets)
    raise typer.Exit(code)


def _told(found: RoundResult, kept: HistoryFile | None, targets: Mapping[str, str | None]) -> Exit:
    """Show a round, keep it in its history and write its documents; return the exit code that it ends with."""
    from mixgate.exits import exit_code, show_error, worst
    from mixgate.outputs.overwriting import STANDARD_OUTPUT
    from mixgate.screens.console import make_console
    from mixgate.screens.rounds import show_round

    codes = [exit_code(found.document.verdict, found.errors)]
    for error in {str(error): error for error in found.errors}.values():
        show_error(error)
    if kept is not None:
        codes.append(keep_round(found, kept))
    if STANDARD_OUTPUT not in targets.values():
        show_round(found.document, make_console())
    codes += _write_documents(found, targets)
    return worst(codes)


def _write_documents(found: RoundResult, targets: Mapping[str, str | None]) -> Iterator[Exit]:
    """Write what was asked for, and yield what went wrong as exit codes."""
    from mixgate.exits import Exit, show_error
    from mixgate.outputs.output import write_text
    from specs.errors import RefusedError
    from validator.rounds.as_documents import round_to_json, round_to_markdown

    for name, write in (("json", round_to_json), ("markdown", round_to_markdown)):
        target = targets[name]
        if target is None:
            continue
        try:
            write_text(target, write(found.document))
        except RefusedError as error:
            show_error(error)
            yield Exit.REFUSED


def keep_round(found: RoundResult, kept: HistoryFile) -> Exit:
    """Add a round to its history, show the rounds on standard error, and return what went wrong as an exit code."""
    from mixgate.exits import Exit, show_error
    from mixgate.outputs.history_file import entry_of
    from mixgate.screens.console import make_console
    from mixgate.screens.history import show_history
    from validator.results.history import history_mix

    new, messages = found.new, make_console(stderr=True)
    for remark in kept.remarks():
        messages.print(remark, soft_wrap=True)
    mixes = [history_mix(report) for report in new.reports]
    entry = entry_of(new.name, new.made, found.document.verdict, mixes, new.not_judged, found.document.totals)
    problem = kept.append(entry)
    show_history(kept.rows(entry), messages)
    if problem is None:
        return Exit.ACCEPTABLE
    show_error(problem)
    return Exit.REFUSED
