"""`mixgate round`: hold a delivery against the one before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mixgate.commands import options
from mixgate.commands.option_groups import GateOptions, MixOptions, gate_by_options, grouped

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
) -> None:
    """Hold a delivery against the one before: repaired, still there, new, no longer measured, waived, changed.

    Exit code: that of the new round, as for check.
    """
    from mixgate.api.rounds import RoundOrder, compare_rounds
    from mixgate.api.settings import RunSettings
    from mixgate.chosen_sheets import made_now
    from mixgate.commands.option_groups import words_of
    from mixgate.exits import Exit, exit_code, show_error, worst
    from mixgate.output import STANDARD_OUTPUT, refuse_to_overwrite, refuse_two_on_output, write_text
    from mixgate.screens.console import make_console
    from mixgate.screens.progress import progress_on_terminal
    from mixgate.screens.rounds import show_round
    from specs.errors import RefusedError
    from validator.rounds.as_documents import round_to_json, round_to_markdown

    targets = {"json": json, "markdown": markdown}
    refuse_two_on_output(targets)
    refuse_to_overwrite(targets.values(), [Path(old), Path(new)])
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
    code = exit_code(found.document.verdict, found.errors)
    for error in {str(error): error for error in found.errors}.values():
        show_error(error)
    if STANDARD_OUTPUT not in targets.values():
        show_round(found.document, make_console())
    for target, write in ((json, round_to_json), (markdown, round_to_markdown)):
        if target is None:
            continue
        try:
            write_text(target, write(found.document))
        except RefusedError as error:
            show_error(error)
            code = worst([code, Exit.REFUSED])
    raise typer.Exit(code)
