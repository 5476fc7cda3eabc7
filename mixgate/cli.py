"""The command line: words, one library call, what to show, and the exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mixgate import __version__
from mixgate.commands import sheets
from mixgate.commands.check import check
from mixgate.commands.demo import demo, warmup
from mixgate.commands.doctor import doctor
from mixgate.commands.explain import explain
from mixgate.commands.judge import judge
from mixgate.commands.measure import measure
from mixgate.exits import guarded

app = typer.Typer(
    help="Does this mix meet that specification? Measures, judges, and says what to do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (check, measure, judge, explain, doctor, demo, warmup):
    app.command()(command)
app.add_typer(sheets.app, name="sheets")


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"mixgate {__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Does this mix meet that specification? Measures, judges, and says what to do."""


def run() -> None:
    """Run the command line as a process does."""
    sys.exit(guarded(lambda: app(standalone_mode=False)))
