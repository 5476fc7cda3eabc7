"""Writes what a run has to say: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
from mixgate.screens.language_remarks import show_share
from specs.errors import RefusedError, ToolError, UsageError
from specs.real_path import real_path
from validator.languages import speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mixgate.commands.option_groups import ReportOptions
    from mixgate.exits import Exit
    from mixgate.outputs.history_file import HistoryFile
    from mixgate.screens.run_screen import RunScreen
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.judged import MixResult
    from validator.reporters.run import RunRow, RunSummary
    from validator.reporters.spool import RunFormat
    from validator.results.history import HistoryMix
    from validator.results.measurements import Tool
    from validator.results.report import Made, Report


def refuse_two_on_output(targets: Mapping[str, str | None]) -> list[str]:
    """Return which formats go to standard output: none, or one.

    Raises:
        UsageError: Two do, and would be mixed into one stream.
    """
    to_output = [name for name, target in targets.items() if target == STANDARD_OUTPUT]
    if len(to_output) > 1:
        raise UsageError(
            "Only one report fits on standard output.",
            found=" and ".join(f"--{name} -" for name in to_output),
            next_step="Name files for the others.",
        )
    return to_output


def write_text(target: str, text: str) -> None:
    """Write a text to a file, through a neighbour that is renamed into place, or to standard output for `-`.

    Raises:
        RefusedError: It cannot be written there.
    """
    write_pieces(target, [text if target != STANDARD_OUTPUT or text.endswith("\n") else text + "\n"])


def write_pieces(target: str, pieces: Iterable[str | bytes]) -> None:
    """Write a text or bytes that come in pieces, as `write_text` does.

    Raises:
        RefusedError: It cannot be written there.
    """
    if target == STANDARD_OUTPUT:
        _write_to_output(pieces)
        return
    path = Path(target)
    if path.exists() and not path.is_file():
        _write_through(path, pieces)
        return
    path = real_path(path)  # what a link points to is written, and the link stays
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    except OSError as error:
        raise RefusedError("The report cannot be written.", where=target, found=error.strerror) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for piece in pieces:
                stream.write(_as_bytes(piece))
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise RefusedError("The report cannot be written.", where=target, found=error.strerror) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_to_output(pieces: Iterable[str | bytes]) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            sys.stdout.write(piece)
        else:
            _write_bytes_to_output(piece)


def _write_bytes_to_output(data: bytes) -> None:
    """Write bytes to standard output, which a command has replaced by one that a closed pipe does not break."""
    from mixgate.outputs.guarded_output import Results

    if isinstance(sys.stdout, Results):
        sys.stdout.write_bytes(data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def _as_bytes(piece: str | bytes) -> bytes:
    return piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece


def _umask() -> int:
    """Return the umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write_through(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write to what is no file: a device or a pipe stays what it is."""
    try:
        with path.open("wb") as stream:
            for piece in pieces:
                stream.write(_as_bytes(piece))
    except OSError as error:
        raise RefusedError("The report cannot be written.", where=str(path), found=error.strerror) from error


def input_paths(words: Sequence[str]) -> list[Path]:
    """Return inputs as paths.

    Raises:
        UsageError: An empty word, which would be the current folder; scripts with an unset variable give one.
    """
    if "" in words:
        raise UsageError("An input is empty.", expected="files, folders or delivery files")
    return [Path(word) for word in words]


class RunOutput:
    """What a run shows and writes: each result as it comes, the reports and the verdict at the end.

    The exit code is known before anything is written. The terminal comes first, then the files; a file that cannot be
    written is told by name and never hides the verdict. Reports are written to disk as they come and not kept, so that
    a season takes no more memory than one mix.

    Args:
        options: What is wanted.
        made: Who judges, and when.
        all_sheets: True where every sheet is asked: sheets are then grouped by what they say.
        expected: How many reports there will be, as far as is known: 1 shows it in full.
        mixes: The mixes of the run; the next command to type names their files.
        sheets: What was written for each sheet, by its id; the next command says it again.
    """

    def __init__(
        self,
        options: ReportOptions,
        made: Made,
        *,
        all_sheets: bool = False,
        expected: int = 1,
        mixes: Sequence[Mix] = (),
        sheets: Mapping[str, str] | None = None,
    ) -> None:
        from mixgate.screens.run_screen import RunScreen
        from validator.reporters.spool import RunSpool

        self._options = options
        self._made = made
        self._all_sheets = all_sheets
        self._begun = time.monotonic()
        self._targets = options.targets
        to_output = refuse_two_on_output(self._targets)
        if all_sheets and "pdf" in self._targets:
            raise UsageError(
                "Where every sheet is asked there is no letter to write as a PDF.",
                found="--all-sheets and --pdf",
                next_step="Name the sheets that the mix has to meet.",
            )
        self._spool = RunSpool({name: _format(name) for name in self._targets}, expected, by_verdict=all_sheets)
        self._screen: RunScreen | None = None
        if not to_output:
            self._screen = RunScreen(
                quiet=options.quiet, all_sheets=all_sheets, expected=expected, mixes=mixes, sheets=sheets
            )
        self._folder: OutputFolder | None = None
        self._errors: list[ToolError] = []
        self._problems: list[ToolError] = []
        self._tools: dict[str, Tool] = {}
        self._history: HistoryFile | None = None
        self._round: list[HistoryMix] = []
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Where somebody stops the run, what is done stays: the rows that were shown, and the folder with an index."""
        if isinstance(error, KeyboardInterrupt) and self._spool.book.rows:
            if self._screen is not None:
                self._screen.stop()
            if self._folder is not None:
                self._folder.finish(self._summary().stopped(), stopped=True)
        if error is not None:
            self._spool.close()

    def protect(self, sources: Iterable[Path], handed_in: Sequence[Path] = ()) -> None:
        """Refuse reports that would overwrite an input (`sources`) or one another; read the history.

        The history calls the round by what was `handed_in`.

        Raises:
            UsageError: A file would be lost, a folder does not exist, or the history is none.
            RefusedError: The output folder cannot be made, or holds the reports of another run.
        """
        from mixgate.outputs.history_file import NAME, HistoryFile

        read, folder, history = [*sources], self._options.output_dir, self._options.history
        self._name = ", ".join(real_path(path).name for path in handed_in)
        refuse_to_overwrite(self._targets.values(), read)
        if history in self._targets.values():
            raise UsageError("A report and the history have the same file name.", where=history)
        if history is not None:
            self._history = HistoryFile(Path(history), read)
        if folder is not None:
            self._folder = OutputFolder(Path(folder))
            self._history = self._history or HistoryFile(Path(folder) / NAME, read)

    def add(self, result: MixResult) -> None:
        """Take a result: show its row and write its reports now."""
        with speaking(self._options.lang):
            self._add(result)

    def _add(self, result: MixResult) -> None:
        from validator.results.history import history_mix

        self._errors += result.errors
        rows: list[RunRow] = []
        reports = tuple(self._stamped(report) for report in result.reports)
        for report in reports:
            try:
                row = self._spool.add(report)
            except OSError as error:
                row = self._spool.book.rows[-1]
                self._spool.give_up()
                self._problems.append(_no_room(error))
            rows.append(row)
            if self._history is not None:
                self._round.append(history_mix(report))
            if report.measurements is not None:
                self._tools[report.measurements.tool.model_dump_json()] = report.measurements.tool
            self._write_into_folder(report, row)
        for left_out in result.not_judged:
            self._spool.leave_out(left_out)
        if self._screen is not None:
            self._screen.add(reports, rows, result.not_judged)

    def finish(self) -> Exit:
        """Show what needs work, write the reports, and return the exit code of the run."""
        with speaking(self._options.lang):
            code = self._finish()
        show_share(self._options.lang)
        return code

    def _finish(self) -> Exit:
        from mixgate.exits import Exit, exit_code, show_error, worst
        from mixgate.screens.kernel_wording import show_kernel_remarks

        code = exit_code(None, self._errors)
        if self._spool.book.rows or self._spool.book.not_judged:
            summary = self._summary()
            if self._history is not None:
                summary, failed = self._history.with_round(summary, self._name, self._round)
                self._problems += failed
            code = exit_code(summary.verdict, self._errors)
            for error in {str(error): error for error in self._errors}.values():
                show_error(error)
            show_kernel_remarks(self._tools.values())
            if self._screen is not None:
                self._screen.finish(summary)
            self._write_reports(summary)
            if self._folder is not None:
                self._problems += self._folder.finish(summary)
        self._spool.close()
        for problem in self._problems:
            show_error(problem)
        return worst([code, Exit.REFUSED]) if self._problems else code

    def _stamped(self, report: Report) -> Report:
        return report if report.made.at is not None else report.model_copy(update={"made": self._made})

    def _summary(self) -> RunSummary:
        seconds = round(time.monotonic() - self._begun, 3)
        return self._spool.book.summary(self._made, seconds)

    def _write_into_folder(self, report: Report, row: RunRow) -> None:
        if self._folder is None:
            return
        try:
            self._folder.add(report, row)
        except ToolError as error:
            self._problems.append(error)

    def _write_reports(self, summary: RunSummary) -> None:
        if self._spool.has_given_up:
            return
        for name, target in self._targets.items():
            try:
                write_pieces(target, self._spool.pieces(name, summary))
            except RefusedError as error:
                self._problems.append(error)
            except OSError as error:
                self._problems.append(_no_room(error))


def _format(name: str) -> RunFormat:
    """Return how a run is written; only the formats that are wanted load their libraries.

    Raises:
        UsageError: It needs an optional package that is not installed.
    """
    from importlib import import_module
    from importlib.util import find_spec

    written: RunFormat = import_module(f"validator.reporters.as_{name}").RUN
    if written.extra is not None and find_spec(written.extra[0]) is None:
        raise UsageError(
            "This kind of report needs an optional package that is not installed.",
            found=name,
            next_step=f"Install mixgate with its extra: pip install '.[{written.extra[1]}]' in its folder.",
        )
    return written


def _no_room(error: OSError) -> RefusedError:
    return RefusedError(
        "Reports could not be kept until the end of the run.",
        where=tempfile.gettempdir(),
        found=error.strerror,
        next_step="Make room in the folder for temporary files.",
    )


_INDEX: Final = ("index.html", "index.md")
_NOT_JUDGED: Final = "not-judged.json"
_LONGEST_NAME_BYTES: Final = 200
"""Of the 255 that file systems take; number and suffix follow."""


class OutputFolder:
    """A folder with one page and one JSON for each report, and an index of them.

    What was there before is never overwritten: the folder of another run is refused, and a name that is taken gets a
    number.

    Raises:
        RefusedError: It cannot be made, or holds an index already.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[int, str] = {}
        self._taken: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError("The folder cannot be made.", where=str(folder), found=error.strerror) from error
        for name in _INDEX:
            if (folder / name).exists():
                raise RefusedError(
                    "The folder holds the reports of another run.",
                    where=str(folder / name),
                    next_step="Name another folder.",
                )

    def add(self, report: Report, row: RunRow) -> None:
        """Write a report.

        Raises:
            RefusedError: It cannot be written.
        """
        from validator.reporters.as_html import report_to_html
        from validator.reporters.as_json import report_to_json

        name = self._name(f"{row.place}.{row.sheet}")
        write_text(str(self._folder / f"{name}.html"), report_to_html(report))
        write_text(str(self._folder / f"{name}.json"), report_to_json(report))
        self._names[row.number] = name

    def finish(self, summary: RunSummary, *, stopped: bool = False) -> list[ToolError]:
        """Write the index, and return what could not be written.

        Args:
            summary: The run.
            stopped: True where somebody stopped it before its end.
        """
        from validator.reporters.as_html import index_page
        from validator.reporters.as_json import run_to_json
        from validator.reporters.as_markdown import run_head

        links: Mapping[int, str] = {number: f"{name}.html" for number, name in self._names.items()}
        problems: list[ToolError] = []
        texts = [index_page(summary, links, stopped=stopped), run_head(summary, links, stopped=stopped)]
        if summary.problems:  # so that the folder alone says all that the run said
            texts.append(run_to_json((), summary.problems, summary.made))
        for name, text in zip((*_INDEX, _NOT_JUDGED), texts, strict=False):
            try:
                write_text(str(self._folder / name), text)
            except RefusedError as error:
                problems.append(error)
        return problems

    def _name(self, place: str) -> str:
        """Return a file name for a report: the path of the mix with dots for slashes, no two alike, none taken.

        A `#` of a place in a container, and whatever a browser would read as more than a name, becomes `_`.
        """
        plain = re.sub(r"[^\w.+-]+", "_", place.replace("/", ".")).lstrip(".") or "report"
        plain = plain.encode()[:_LONGEST_NAME_BYTES].decode(errors="ignore")
        name, number = plain, 2
        while name.casefold() in self._taken or any(
            (self._folder / f"{name}.{suffix}").exists() for suffix in ("html", "json")
        ):
            name, number = f"{plain}.{number}", number + 1
        self._taken.add(name.casefold())
        return name
