"""The command line: words, one library call, what to show, and the exit code."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from mixgate import __version__
from mixgate.commands import adm, imf, package, sheets
from mixgate.commands.check import check
from mixgate.commands.compare import compare
from mixgate.commands.demo import demo, warmup
from mixgate.commands.doctor import doctor
from mixgate.commands.explain import explain
from mixgate.commands.fix import fix
from mixgate.commands.init import init
from mixgate.commands.judge import judge
from mixgate.commands.markers import markers
from mixgate.commands.measure import measure
from mixgate.commands.round import round_
from mixgate.commands.verify import verify
from mixgate.exits import guarded, stop_on_termination


class _Stopped(BaseException):
    """An interruption on its way past typer, which would end the run without a word."""


class _Commands(typer.core.TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise _Stopped from stop

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a file in its place is a mix that somebody wants to check."""
        if args and self.get_command(ctx, args[0]) is None and _is_input(args[0]):
            words = " ".join(["mixgate check", *map(shlex.quote, args)])
            hint = "" if any(word in {"-s", "--sheet", "--all-sheets"} for word in args) else " --sheet ID"
            message = f"'{args[0]}' is no command. To hold it against a sheet: {words}{hint}"
            raise _UsageProblem(message, ctx=ctx)
        return super().resolve_command(ctx, args)


def _is_input(word: str) -> bool:
    """Tell whether a word is a file or a folder, or named like a sound file."""
    from validator.names.words import SOUND_ENDINGS

    endings = {*SOUND_ENDINGS, ".mxf", ".toml"}
    return not word.startswith("-") and (Path(word).exists() or Path(word).suffix.lower() in endings)


app = typer.Typer(
    cls=_Commands,
    help="Does this mix meet that specification? Measures, judges, and says what to do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (check, compare, init, measure, judge, markers, fix, verify, explain, doctor, demo, warmup):
    app.command()(command)
app.command("round")(round_)
app.add_typer(package.app, name="package")
app.add_typer(adm.app, name="adm")
app.add_typer(imf.app, name="imf")
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


_UsageProblem: type[Any] = typer.BadParameter.__mro__[1]
"""What every complaint about the words of a call is; typer has it, and shows it, but does not name it."""


def run_words(words: list[str] | None = None) -> int:
    """Run the command line on some words, those of the process for None, and return the exit code."""

    def desk() -> int:
        try:
            return int(app(args=words, standalone_mode=False) or 0)
        except (_Stopped, typer.Abort) as error:
            raise KeyboardInterrupt from error
        except _UsageProblem as problem:
            problem.show()
            return int(problem.exit_code)

    return guarded(desk)


def run() -> None:
    """Run the command line as a process does."""
    stop_on_termination()
    sys.exit(run_words())
