"""The command line: words, one library call, what to show, and the exit code."""

from __future__ import annotations

import inspect
import shlex
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
import typer.core
import typer.main

from mixgate import __version__
from mixgate.exits import guarded, stop_on_termination

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS: Final = {
    "check": "check:check",
    "compare": "compare:compare",
    "init": "init:init",
    "measure": "measure:measure",
    "judge": "judge:judge",
    "markers": "markers:markers",
    "fix": "fix:fix",
    "verify": "verify:verify",
    "explain": "explain:explain",
    "doctor": "doctor:doctor",
    "demo": "demo:demo",
    "warmup": "demo:warmup",
    "waive": "waive:waive",
    "round": "round:round_",
    "package": "package:app",
    "adm": "adm:app",
    "imf": "imf:app",
    "sheets": "sheets:app",
}
"""The commands in the order of the help, each with its module of `mixgate.commands` and the function or group in it."""


class _NamedCommands(Mapping[str, Any]):
    """The commands, each imported when it is asked for: one that is run does not wait for the others."""

    def __getitem__(self, name: str) -> Any:
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@cache
def _command(name: str) -> Any:
    """Return a command as typer runs it.

    Raises:
        KeyError: There is none of this name.
    """
    module, attribute = COMMANDS[name].split(":")
    found = getattr(import_module(f"mixgate.commands.{module}"), attribute)
    if isinstance(found, typer.Typer):
        group: Any = typer.main.get_group(found)
        group.name = name
        for one in (group, *group.commands.values()):
            _flow(one)
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    command: Any = typer.main.get_command(alone)
    _flow(command)
    return command


def _flow(command: Any) -> None:
    """Leave it to the terminal where the lines of a help end: typer keeps those of the source."""
    if command.help:
        paragraphs = inspect.cleandoc(command.help).split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


class _Stopped(BaseException):
    """An interruption on its way past typer, which would end the run without a word."""


class _Commands(typer.core.TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = _NamedCommands()  # nothing is added to it later

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
