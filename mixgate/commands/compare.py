"""`mixgate compare`: hold a mix against what it belongs to."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from mixgate.commands import options

Mixes = Annotated[
    list[str],
    typer.Argument(
        metavar="MIX [PARTNER]",
        help="A dub and its original; a 2.0 and its 5.1; a printmaster and its stems; or what --json wrote.",
        show_default=False,
    ),
]
Stems = Annotated[
    list[str] | None,
    typer.Option("--stems", metavar="FILE", help="A stem of the printmaster; given once for each."),
]
Dialogue = Annotated[
    str | None,
    typer.Option(
        "--dialogue", metavar="FILE", help="Dialogue stem of the original, to search an M&E or a dub for its lines."
    ),
]
As = Annotated[
    Literal["dub", "fold-down", "stems"] | None,
    typer.Option("--as", metavar="RELATION", help="dub, fold-down or stems; else names and channels say."),
]


def compare(
    mixes: Mixes,
    stems: Stems = None,
    dialogue: Dialogue = None,
    relation: As = None,
    layout: options.LayoutText = None,
    picture_rate: options.PictureRate = None,
    json: options.JsonFile = None,
) -> None:
    """Compare a dub with its original, a 2.0 with its 5.1, stems with their printmaster: offset, drift, speed, pitch,
    edits, channels, and what repairs it; an M&E with the mix it was made from: lines in it, sound it lacks. No sheet is
    needed.

    Late means that the sound comes after the original's. Exit code: 0 nothing is wrong, 1 something is, 4 nothing can
    be told.
    """  # noqa: D205  the first paragraph is the help of the command
    from mixgate.api.comparing import compare as compared
    from mixgate.api.settings import RunSettings
    from mixgate.exits import Exit
    from mixgate.outputs.output import input_paths, write_text
    from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
    from mixgate.screens.comparisons import show_comparison
    from mixgate.screens.console import make_console
    from mixgate.screens.progress import progress_on_terminal
    from validator.comparisons.relations import Agreement

    paths, parts = input_paths(mixes), input_paths(stems or ())
    lines = input_paths([dialogue] if dialogue is not None else ())
    refuse_to_overwrite([json], [*paths, *parts, *lines])
    with progress_on_terminal() as show:
        found = compared(
            paths[0],
            paths[1:],
            stems=parts,
            dialogue=lines[0] if lines else None,
            relation=relation,
            picture_rate=picture_rate,
            layout=layout,
            settings=RunSettings(show=show),
        )
    if json is not None:
        write_text(json, found.model_dump_json(by_alias=True, indent=2) + "\n")
    if json != STANDARD_OUTPUT:
        named = {path.name: word for path, word in zip(paths, mixes, strict=True)}
        saved = mixes[0] if found.subject.name not in named else None
        mix, partner = (named.get(one.name) for one in (found.subject, found.partner))
        show_comparison(found, make_console(), file=mix or found.subject.name, against=partner or saved)
    codes = {
        Agreement.AGREES: Exit.ACCEPTABLE,
        Agreement.DIFFERS: Exit.REJECTED,
        Agreement.CANNOT_TELL: Exit.INCOMPLETE,
    }
    raise typer.Exit(codes[found.agreement])
