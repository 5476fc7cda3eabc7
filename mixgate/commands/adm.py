"""`mixgate adm`: look into files with an Audio Definition Model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Look into files with an Audio Definition Model (ADM).", no_args_is_help=True)

AdmPath = Annotated[Path, typer.Argument(metavar="FILE", help="A WAV, RF64 or BW64 file with axml and chna.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@app.callback()
def adm() -> None:
    """Look into files with an Audio Definition Model (ADM)."""


@app.command("show")
def show(file: AdmPath, json: AsJson = False) -> None:
    """Show programmes, contents, beds and objects with channels, layouts, languages and stated loudness.

    Nothing is measured or judged. Exit code: 0 shown, 3 the file cannot be opened or has no ADM.
    """
    from mixgate.screens.adm_tree import show_adm
    from mixgate.screens.console import make_console
    from validator.conformance.adm.shown import shown_profiles
    from validator.containers.adm.file import open_adm_file
    from validator.containers.adm.outline import outline_of
    from validator.containers.facts import printable_name

    found = open_adm_file(file)
    profiles = [profile.id for profile in shown_profiles(found)]
    outline = outline_of(found, printable_name(file.name), profiles)
    if json:
        sys.stdout.write(outline.model_dump_json(indent=2, by_alias=True) + "\n")
        return
    show_adm(outline, make_console())
