"""`mixgate sheets export` and `import`: sheets for people without mixgate, and to and from the formats of others."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.interchange.lost import Lost
    from specs.sheet import Sheet

AsJson = Annotated[bool, typer.Option("--json", help="Write what was lost as JSON to standard output.")]


def export_sheet(
    sheet: Annotated[str, typer.Argument(metavar="SHEET", help="Sheet id, or path of a .toml file.")],
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="A specification on a page; '-' is standard output.")
    ] = None,
    umdp: Annotated[
        str | None, typer.Option("--umdp", metavar="FILE", help="A UMDP 0.11 document; '-' is standard output.")
    ] = None,
    deliverable: Annotated[
        str | None, typer.Option("--deliverable", metavar="NAME", help="Which one, as UMDP takes one only.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Write a sheet as a page of HTML, or as a UMDP document; what UMDP cannot say is listed on standard error."""
    from mixgate.outputs.output import write_text
    from mixgate.outputs.overwriting import refuse_to_overwrite
    from specs.errors import UsageError
    from specs.interchange.umdp_writing import deliverable_to_umdp
    from specs.loader import load_sheet

    if html is None and umdp is None:
        raise UsageError("Nothing is to be written.", next_step="Give --html FILE or --umdp FILE.")
    refuse_to_overwrite((html, umdp), (Path(sheet),) if sheet.endswith(".toml") else ())
    found = load_sheet(sheet).sheet
    lost: Sequence[Lost] = ()
    if umdp is not None:
        written = deliverable_to_umdp(found, _chosen(found, deliverable))
        lost = written.lost
        write_text(umdp, json_module.dumps(written.document, indent=2, ensure_ascii=False) + "\n")
    if html is not None:
        from mixgate.outputs.specification_page import sheet_to_html

        write_text(html, sheet_to_html(found))
    _show_lost(lost, json=json)


def import_sheet(
    document: Annotated[Path, typer.Argument(metavar="FILE.json", help="A UMDP document.")],
    out: Annotated[str, typer.Option("--out", metavar="FILE.toml", help="The sheet; '-' is standard output.")] = "-",
    json: AsJson = False,
) -> None:
    """Read a UMDP document as a sheet; what is no demand on a mix is listed on standard error.

    Its figures have the grade `quoted`, as the document is not the publisher's own text.
    """
    from mixgate.chosen_sheets import today
    from mixgate.outputs.output import write_text
    from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
    from specs.errors import UsageError
    from specs.interchange.json_document import read_json_document
    from specs.interchange.sheet_text import sheet_text
    from specs.interchange.umdp_reading import umdp_to_sheet
    from specs.loader import check_sheet_text

    if json and out == STANDARD_OUTPUT:
        raise UsageError("The sheet and what was lost cannot both go to standard output.", next_step="Give --out FILE.")
    refuse_to_overwrite((out,), (document,))
    read = umdp_to_sheet(read_json_document(document), today())
    text = sheet_text(read.table)
    check_sheet_text(text, str(document))
    write_text(out, text)
    _show_lost(read.lost, json=json)


def _chosen(sheet: Sheet, deliverable: str | None) -> str:
    """Return the deliverable that is meant: the only one, or the one named.

    Raises:
        UsageError: There are several and none is named, or none of that name.
    """
    from specs.errors import UsageError

    if deliverable is None and len(sheet.deliverables) == 1:
        return next(iter(sheet.deliverables))
    if deliverable not in sheet.deliverables:
        raise UsageError(
            "UMDP takes one deliverable." if deliverable is None else "The sheet has no such deliverable.",
            found=deliverable,
            expected=f"one of {', '.join(sheet.deliverables)}",
            next_step="Name it with --deliverable.",
        )
    return deliverable


def _show_lost(lost: Sequence[Lost], *, json: bool) -> None:
    """Say what was lost: as JSON on standard output, else in words on standard error."""
    if json:
        rows: list[dict[str, Any]] = [asdict(one) | {"text": one.text} for one in lost]
        sys.stdout.write(json_module.dumps({"lost": rows}, indent=2, ensure_ascii=False) + "\n")
        return
    from mixgate.screens.console import Words, make_console

    console = make_console(stderr=True)
    if lost:
        console.print(Words(f"{len(lost)} left out:"))
    for one in lost:
        console.print(Words(f"  {one.text}", hanging=4))
