"""`mixgate sheets`: look at the library of specification sheets."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mixgate.commands import sheet_exchange

if TYPE_CHECKING:
    from specs.listings.selection import SheetFilter
    from specs.loader import LoadedSheet

app = typer.Typer(help="Look at the library of specification sheets.", no_args_is_help=True)
app.command("export")(sheet_exchange.export_sheet)
app.command("import")(sheet_exchange.import_sheet)

SheetName = Annotated[str, typer.Argument(metavar="SHEET", help="Sheet id, or path of a .toml file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


Publisher = Annotated[
    str | None, typer.Option("--publisher", metavar="NAME", help="Publisher, or another name of a client: HBO, ITV.")
]
InTerritory = Annotated[
    str | None, typer.Option("--territory", metavar="PLACE", help="Country or region: Italy, latin-america, worldwide.")
]
OfKind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help="What a mix is: printmaster, me, advert.")]
InLayout = Annotated[str | None, typer.Option("--layout", metavar="LAYOUT", help="A layout it names: 5.1, stereo.")]
WithWords = Annotated[str | None, typer.Option("--words", metavar="WORDS", help="Words, as 'sheets find' takes them.")]


Named = Annotated[
    list[str] | None, typer.Argument(metavar="[WORDS...]", help="The same as --words: only what these words mean.")
]


@app.command("list")
def list_sheets(
    named: Named = None,
    publisher: Publisher = None,
    territory: InTerritory = None,
    kind: OfKind = None,
    layout: InLayout = None,
    words: WithWords = None,
    json: AsJson = False,
) -> None:
    """List sheets by region and kind of work, a line of figures each. Exit code 4 where no sheet is of that kind.

    Your own sheets are listed too: they lie in the folder that MIXGATE_SHEETS names, else in mixgate/sheets of your
    configuration folder. One that is refused is told on standard error, and the others are listed.
    """
    from mixgate.exits import Exit
    from mixgate.screens.console import make_console
    from mixgate.screens.sheet_list import sheet_row, show_no_sheets, show_sheet_list
    from specs.listings.selection import SheetFilter

    said = " ".join(word for word in (*(named or ()), words or "") if word) or None
    wanted = SheetFilter(publisher=publisher, territory=territory, kind=kind, layout=layout, words=said)
    sheets = _chosen(wanted)
    if json:
        rows = [sheet_row(loaded) for loaded in sheets]
        sys.stdout.write(json_module.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    elif sheets:
        show_sheet_list(sheets, make_console())
    else:
        show_no_sheets(make_console())
    raise typer.Exit(Exit.ACCEPTABLE if sheets else Exit.INCOMPLETE)


def _chosen(wanted: SheetFilter) -> list[LoadedSheet]:
    """Return the sheets that are wanted, the user's own among them; say on standard error which of those are refused.

    Raises:
        UsageError: A territory, kind or layout that does not exist.
    """
    from mixgate.chosen_sheets import every_sheet
    from specs.listings.selection import select_sheets

    every = every_sheet()
    chosen = {sheet.id for sheet in select_sheets([loaded.sheet for loaded in every], wanted)}
    return [loaded for loaded in every if loaded.sheet.id in chosen]


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
    from specs.listings.find import find_sheets
    from specs.listings.selection import SheetFilter

    found = find_sheets(" ".join(words), tuple(loaded.sheet for loaded in _chosen(SheetFilter())))[:most]
    if json:
        sys.stdout.write(json_module.dumps([found_row(one) for one in found], indent=2, ensure_ascii=False) + "\n")
    else:
        show_found_sheets(found, " ".join(words), make_console())
    raise typer.Exit(Exit.ACCEPTABLE if found else Exit.INCOMPLETE)


@app.command("show")
def show(sheet: SheetName, json: AsJson = False) -> None:
    """Show a sheet: every demand with figures, level, grade and clause."""
    from mixgate.screens.console import make_console
    from mixgate.screens.sheet_page import show_sheet
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
    """Show what a mix for A must change for B, and what differs. Exit code 0 whether they differ or not.

    Deliverables are paired by what they are for: kind of mix and layout.
    """
    from mixgate.screens.console import make_console
    from mixgate.screens.sheet_differences import show_differences
    from specs.listings.compare import compare_sheets
    from specs.loader import load_sheet

    one, two = load_sheet(first).sheet, load_sheet(second).sheet
    left_out = {"source", "grade"} if figures else set()
    pairs = [
        replace(pair, differences=tuple(each for each in pair.differences if each.aspect not in left_out))
        for pair in compare_sheets(one, two)
    ]
    if json:
        table = {"first": one.id, "second": two.id, "pairs": [asdict(pair) for pair in pairs]}
        sys.stdout.write(json_module.dumps(table, indent=2, ensure_ascii=False) + "\n")
        return
    show_differences(one, two, pairs, make_console())


@app.command("matrix")
def matrix(
    sheets: Annotated[list[str] | None, typer.Argument(metavar="[SHEET...]", help="Sheet ids or paths.")] = None,
    publisher: Publisher = None,
    territory: InTerritory = None,
    kind: OfKind = None,
    layout: InLayout = None,
    words: WithWords = None,
    current: Annotated[bool, typer.Option("--current", help="Leave out superseded editions.")] = False,
    json: AsJson = False,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write CSV; '-' is standard output.")] = None,
    xlsx: Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook of Excel.")] = None,
) -> None:
    """Show loudness, peak and rate figures of sheets, with condition, level and grade. Without arguments of all."""
    from mixgate.outputs.matrix_files import write_matrix_csv, write_matrix_xlsx
    from mixgate.outputs.overwriting import refuse_to_overwrite
    from mixgate.screens.console import make_console
    from mixgate.screens.sheet_matrix import show_matrix
    from specs.listings.matrix import matrix_rows
    from specs.listings.selection import SheetFilter, select_sheets
    from specs.loader import load_sheet
    from specs.sheet import Status

    refuse_to_overwrite((csv, xlsx), (Path(name) for name in sheets or () if name.endswith(".toml")))
    wanted = SheetFilter(publisher=publisher, territory=territory, kind=kind, layout=layout, words=words)
    if sheets:
        chosen = select_sheets([load_sheet(name).sheet for name in dict.fromkeys(sheets)], wanted)
    else:
        chosen = [loaded.sheet for loaded in _chosen(wanted)]
    rows = list(matrix_rows(one for one in chosen if not current or one.status is not Status.SUPERSEDED))
    if csv is not None:
        write_matrix_csv(rows, csv)
    if xlsx is not None:
        write_matrix_xlsx(rows, xlsx)
    if json:
        table = [asdict(row) for row in rows]
        sys.stdout.write(json_module.dumps(table, indent=2, ensure_ascii=False) + "\n")
    elif csv is None and xlsx is None:
        show_matrix(rows, make_console())


@app.command("lint")
def lint(
    sheets: Annotated[list[str] | None, typer.Argument(metavar="[SHEET...]", help="Sheet ids or paths.")] = None,
) -> None:
    """Check sheets: form, sources, documents, keys, and figures that can hardly be meant.

    Without arguments all that come with mixgate and your own. Every fault of a sheet is told at once. Exit code 2 where
    there is a problem; warnings alone leave it at 0.
    """
    from mixgate.exits import show_error
    from specs.errors import SheetError
    from specs.lint import lint_sheet
    from specs.loader import load_sheet, sheet_names
    from specs.plausibility import implausible_figures
    from specs.user_sheets import user_sheet_files

    problems = warnings = 0
    names = sheets or [*sheet_names(), *map(str, user_sheet_files().values())]
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
