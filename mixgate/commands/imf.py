"""`mixgate imf`: look into IMF packages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Look into interoperable master packages (IMF).", no_args_is_help=True)

PackageFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with an ASSETMAP.xml.")]
Originals = Annotated[
    list[Path] | None,
    typer.Option("--ancestor", metavar="DIR", help="The original package that a supplemental one refers to."),
]
Page = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Draw the timelines on a page; - for standard output.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@app.callback()
def imf() -> None:
    """Look into interoperable master packages (IMF)."""


@app.command("show")
def show(folder: PackageFolder, ancestor: Originals = None, html: Page = None, json: AsJson = False) -> None:
    """Show compositions, virtual tracks, what they play on the timeline, and their languages.

    Nothing is measured or judged, and no digest is computed. Exit code: 0 shown, 3 there is no package.
    """
    from mixgate.outputs.output import write_text
    from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
    from mixgate.screens.console import make_console
    from mixgate.screens.imf_tree import show_imf_outline
    from validator.containers.imf.outline import imf_outline
    from validator.containers.imf.package import read_imf_package
    from validator.reporters.imf_page import imf_outline_to_html

    others = tuple(read_imf_package(one, with_digests=False) for one in ancestor or ())
    outline = imf_outline(read_imf_package(folder, ancestors=others, with_digests=False))
    if html is not None:
        refuse_to_overwrite([html], [folder, *(ancestor or ())])
        write_text(html, imf_outline_to_html(outline))
        if html == STANDARD_OUTPUT:
            return
    if json:
        sys.stdout.write(outline.model_dump_json(indent=2, by_alias=True) + "\n")
        return
    show_imf_outline(outline, make_console())
