"""How a run ends: the exit codes, and the one place where the unexpected is caught."""

from __future__ import annotations

import platform
import signal
import sys
import traceback
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from mixgate import __version__
from mixgate.outputs.guarded_output import kept_results
from specs.errors import ToolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from validator.results.report import Verdict


class Exit(IntEnum):
    """What the exit code of mixgate says.

    | code | when                                                                        |
    |------|-----------------------------------------------------------------------------|
    | 0    | acceptable                                                                  |
    | 4    | incomplete or unverified: the verdict is open                               |
    | 1    | rejected                                                                    |
    | 5    | something could not be written, or was refused                              |
    | 3    | an input that the caller named is absent or cannot be opened                |
    | 2    | the arguments, a sheet or a delivery file that the caller named are invalid |
    | 70   | an internal error                                                           |

    A run ends with the worst of its parts, in the order of this table.

    `INTERRUPTED` is 128 + SIGINT, as shells have it.
    """

    ACCEPTABLE = 0
    REJECTED = 1
    USAGE = 2
    UNREADABLE = 3
    INCOMPLETE = 4
    REFUSED = 5
    INTERNAL = 70
    INTERRUPTED = 130


def worst(codes: Iterable[int]) -> Exit:
    """Return the exit code of a run of several files: what went wrong outweighs what was judged."""
    return max((Exit(code) for code in codes), key=_ORDER.index, default=Exit.ACCEPTABLE)


_ORDER: Final = (
    *(Exit.ACCEPTABLE, Exit.INCOMPLETE, Exit.REJECTED, Exit.REFUSED),
    *(Exit.UNREADABLE, Exit.USAGE, Exit.INTERNAL, Exit.INTERRUPTED),
)

_CODES: Final = {
    "acceptable": Exit.ACCEPTABLE,
    "unverified": Exit.INCOMPLETE,
    "incomplete": Exit.INCOMPLETE,
    "rejected": Exit.REJECTED,
}


def code_of(verdict: Verdict) -> Exit:
    """Return the exit code of one verdict."""
    return _CODES[verdict.value]


def exit_code(verdict: Verdict | None, errors: Iterable[ToolError] = ()) -> Exit:
    """Return the exit code of a run: of its verdict, unless something went wrong.

    Args:
        verdict: Of the run; None where there was no mix at all, which is open.
        errors: What went wrong, and would have to be put right by whoever called.
    """
    judged = Exit.INCOMPLETE if verdict is None else code_of(verdict)
    return worst([judged, *(error.exit_code for error in errors)])


def guarded(main: Callable[[], int | None]) -> int:
    """Run the desk and turn whatever happens into an exit code and words for the operator.

    The code is that of the verdict, whatever becomes of the output (`mixgate.outputs.guarded_output`).
    """
    with kept_results() as results:
        code = _code_of_run(main)
    if results.problem is None:
        return code
    sys.stderr.write(f"The results could not be written to standard output: {results.problem}.\n")
    return worst([code, Exit.REFUSED])


def _code_of_run(main: Callable[[], int | None]) -> int:
    try:
        return main() or 0
    except ToolError as error:
        show_error(error)
        return error.exit_code
    except KeyboardInterrupt as stop:
        sys.stderr.write(interruption(stop))
        return Exit.INTERRUPTED
    except MemoryError:
        sys.stderr.write("There is not enough memory for this run. Try --workers 1.\n")
        return Exit.INTERNAL
    except Exception:  # noqa: BLE001  the one broad handler: an unforeseen fault becomes a bug report
        sys.stderr.write(bug_report())
        return Exit.INTERNAL


def interruption(stop: BaseException) -> str:
    """Say what became of what was being made when somebody stopped the run, and how to go on.

    Whoever was making something has left a note at the exception, or at the one it was made from.
    """
    notes: list[str] = []
    cause: BaseException | None = stop
    while cause is not None:
        notes += getattr(cause, "__notes__", [])
        cause = cause.__cause__ or cause.__context__
    staging = sys.modules.get("packager.staging")  # where it was never loaded, nothing was being made
    if staging is not None:
        notes += staging.discard_unfinished()
    said = list(map(_with_command, dict.fromkeys(notes)))
    said = said or ["Nothing half-made was left behind: a file that has its name is whole."]
    lines = ["Stopped.", *said, "Sources are only read. The same call can be made again; it overwrites nothing."]
    return "\n".join(lines) + "\n"


def _with_command(note: str) -> str:
    """Add to the note on a stage that was left behind the command that deletes it."""
    from mixgate.screens.option_hints import with_hint
    from packager.staging import LeftBehind

    if not isinstance(note, LeftBehind):
        return note
    return (with_hint(note, "stage.left-behind") or note).replace("FOLDER", str(note.parent))


def stop_on_termination() -> None:
    """Let a request to end, or a terminal that is closed, stop the run as Ctrl-C does: tidied up behind itself.

    What whoever started the run has it ignore (nohup: that the terminal is closed) stays ignored.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def show_error(error: ToolError) -> None:
    """Print an operator's error on standard error."""
    from mixgate.screens import console

    console.show_error(error, console.make_console(stderr=True))


def bug_report() -> str:
    """Return what a maintainer needs, ready to be pasted."""
    return (
        "mixgate met something it did not foresee. Please report the following:\n\n"
        f"mixgate {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: {' '.join(sys.argv)}\n\n{traceback.format_exc()}"
    )
