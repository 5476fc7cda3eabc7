"""`mixgate sheets`: look at the library of specification sheets."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from typing import Annotated

import typer

app = typer.Typer(help="Look at the library of specification sheets.", no_args_is_help=True)

SheetName = Annotated[str, typer.Argument(metavar="SHEET", help="Sheet id, or path of a .toml file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@app.command("list")
def list_sheets(json: AsJson = False) -> None:
    """List every sheet: id, publisher, title, edition, status."""
    from mixgate.screens.console import make_console
    from mixgate.screens.listings import show_sheet_list
    from specs.loader import load_sheet, sheet_names

    sheets = [load_sheet(name).sheet for name in sheet_names()]
    if json:
        rows = [sheet.model_dump(mode="json", exclude={"deliverables", "documents"}) for sheet in sheets]
        sys.stdout.write(json_module.dumps(rows, indent=2) + "\n")
        return
    show_sheet_list(sheets, make_console())


@app.command("find")
def find(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="Client, channel, country, kind of work, layout.")
    ],
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="So many at most.")] = 8,
    json: AsJson = False,
) -> None:
    """Find the sheets that words mean: `netflix dub`, `channel 4`, `cinema advert`. Exit code 4 where there is none."""
    from mixgate.exits import Exit
    from mixgate.screens.console import make_console
    from mixgate.screens.found_sheets import found_row, show_found_sheets
    from specs.find import find_sheets

    found = find_sheets(" ".join(words))[:most]
    if json:
        sys.stdout.write(json_module.dumps([found_row(one) for one in found], indent=2, ensure_ascii=False) + "\n")
    else:
        show_found_sheets(found, " ".join(words), make_console())
    raise typer.Exit(Exit.ACCEPTABLE if found else Exit.INCOMPLETE)


@app.command("show")
def show(sheet: SheetName, json: AsJson = False) -> None:
    """Show a sheet: every demand with figures, level, grade and clause."""
    from mixgate.screens.console import make_console
    from mixgate.screens.listings import show_sheet
    from specs.loader import load_sheet

    loaded = load_sheet(sheet)
    if json:
        table = loaded.sheet.model_dump(mode="json", exclude_none=True)
        sys.stdout.write(json_module.dumps({"sheet": table, "digest": loaded.digest}, indent=2) + "\n")
        return
    show_sheet(loaded.sheet, make_console())


@app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="Sheet id or path.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Sheet id or path.")],
    figures: Annotated[
        bool, typer.Option("--figures", help="Leave out what changes for no mix: other clauses, other grades.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show what changed from sheet A to sheet B, clause by clause. Exit code 0 whether they differ or not."""
    from mixgate.screens.console import make_console
    from mixgate.screens.listings import show_differences
    from specs.compare import compare_sheets
    from specs.loader import load_sheet

    one, two = load_sheet(first).sheet, load_sheet(second).sheet
    left_out = {"source", "grade"} if figures else set()
    differences = [difference for difference in compare_sheets(one, two) if difference.aspect not in left_out]
    if json:
        sys.stdout.write(json_module.dumps([asdict(difference) for difference in differences], indent=2) + "\n")
        return
    show_differences(one, two, differences, make_console())


@app.command("matrix")
def matrix(
    sheets: Annotated[list[str] | None, typer.Argument(metavar="[SHEET...]", help="Sheet ids or paths.")] = None,
    json: AsJson = False,
) -> None:
    """Show loudness and peak limits of sheets side by side. Without arguments of all that come with mixgate."""
    from mixgate.screens.console import make_console
    from mixgate.screens.listings import matrix_rows, show_matrix
    from specs.loader import load_sheet, sheet_names

    rows = matrix_rows([load_sheet(name).sheet for name in sheets or sheet_names()])
    if json:
        sys.stdout.write(json_module.dumps(rows, indent=2) + "\n")
        return
    show_matrix(rows, make_console())


@app.command("lint")
def lint(
    sheets: Annotated[list[str] | None, typer.Argument(metavar="[SHEET...]", help="Sheet ids or paths.")] = None,
) -> None:
    """Check sheets: form, sources, documents, keys, and figures that can hardly be meant.

    Without arguments all that come with mixgate. Every fault of a sheet is told at once. Exit code 2 where there is a
    problem; warnings alone leave it at 0.
    """
    from mixgate.exits import show_error
    from specs.errors import SheetError
    from specs.lint import lint_sheet
    from specs.loader import load_sheet, sheet_names
    from specs.plausibility import implausible_figures

    problems = warnings = 0
    names = sheets or list(sheet_names())
    for name in names:
        try:
            sheet = load_sheet(name).sheet
        except SheetError as error:
            show_error(error)
            problems += max(1, len((error.found or "").splitlines()))
            continue
        for problem in lint_sheet(sheet):
            sys.stdout.write(f"{name}: {problem}\n")
            problems += 1
        for warning in implausible_figures(sheet):
            sys.stdout.write(f"{name}: warning: {warning}\n")
            warnings += 1
    counts = [(len(names), "sheet"), (problems, "problem"), *([(warnings, "warning")] if warnings else [])]
    sys.stdout.write(", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts) + ".\n")
    if warnings:
        sys.stdout.write("A figure that the text does print: say so in the demand's note, and the warning ends.\n")
    raise typer.Exit(2 if problems else 0)


@app.command("schema")
def schema(
    which: Annotated[str, typer.Argument(metavar="[sheet|delivery]", help="Which schema.")] = "sheet",
) -> None:
    """Print the JSON Schema of sheets or deliveries, for editors."""
    from specs.errors import UsageError
    from specs.schema import SCHEMAS, schema_text

    if which not in SCHEMAS:
        raise UsageError("There is no such schema.", found=which, expected=" or ".join(SCHEMAS))
    sys.stdout.write(schema_text(which))
