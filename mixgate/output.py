"""Writes what a run has to say: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mixgate.screens.run_rows import RunRows
from specs.errors import RefusedError, ToolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mixgate.commands.option_groups import ReportOptions
    from mixgate.exits import Exit
    from validator.delivery.judged import MixResult

STANDARD_OUTPUT = "-"


def refuse_to_overwrite(targets: Iterable[str | None], sources: Iterable[Path]) -> None:
    """Refuse a report file that is one of the inputs, or that two reports would share.

    Raises:
        UsageError: The file would be lost.
    """
    inputs = {source.resolve() for source in sources}
    taken: set[Path] = set()
    for target in targets:
        if target is None or target == STANDARD_OUTPUT:
            continue
        if Path(target).exists() and not Path(target).is_file() and not Path(target).is_dir():
            continue
        place = Path(target).resolve()
        if place in inputs:
            raise UsageError("A report would overwrite an input.", where=target, next_step="Choose another file name.")
        if place in taken:
            raise UsageError("Two reports have the same file name.", where=target)
        if not place.parent.is_dir():
            raise UsageError("The folder of a report does not exist.", where=str(place.parent))
        taken.add(place)


def write_text(target: str, text: str) -> None:
    """Write a text to a file, through a neighbour that is renamed into place, or to standard output for `-`.

    Raises:
        RefusedError: It cannot be written there.
    """
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    path = Path(target)
    if path.exists() and not path.is_file():
        _write_through(path, text)
        return
    path = path.resolve()  # what a link points to is written, and the link stays
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise RefusedError("The report cannot be written.", where=target, found=error.strerror) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise RefusedError("The report cannot be written.", where=target, found=error.strerror) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """Return the umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write_through(path: Path, text: str) -> None:
    """Write to what is no file: a device or a pipe stays what it is."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
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
    written is told by name and never hides the verdict.
    """

    def __init__(self, options: ReportOptions, *, all_sheets: bool = False, expected: int | None = None) -> None:
        self._options = options
        self._all_sheets = all_sheets
        self._results: list[MixResult] = []
        self._begun = time.monotonic()
        self._folder: OutputFolder | None = None
        self._rows = None if self._takes_output or all_sheets or options.quiet or expected == 1 else RunRows()
        if sum(target == STANDARD_OUTPUT for target in self._targets) > 1:
            raise UsageError("Only one report fits on standard output.", next_step="Name files for the others.")

    @property
    def _targets(self) -> tuple[str | None, ...]:
        options = self._options
        return options.json, options.html, options.junit, options.markdown, options.text

    @property
    def _takes_output(self) -> bool:
        """True where a report goes to standard output, so nothing else may."""
        return STANDARD_OUTPUT in self._targets

    def protect(self, sources: Iterable[Path]) -> None:
        """Refuse reports that would overwrite an input, or one another, before anything is measured.

        Raises:
            UsageError: A file would be lost, or a folder does not exist.
            RefusedError: The output folder cannot be made.
        """
        refuse_to_overwrite(self._targets, sources)
        if self._options.output_dir is not None:
            self._folder = OutputFolder(Path(self._options.output_dir))

    def add(self, result: MixResult) -> None:
        """Take a result: show its row and write its reports now."""
        self._results.append(result)
        if self._rows is not None:
            self._rows.show(result)
        if self._folder is not None:
            self._folder.add(result)

    def finish(self) -> Exit:
        """Show what needs work, write the reports, and return the exit code of the run."""
        from mixgate.exits import Exit, exit_code, show_error, worst

        code = exit_code(self._results)
        self._show()
        problems: list[ToolError] = []
        for write in (self._write_reports, self._write_index):
            try:
                write()
            except ToolError as error:
                problems.append(error)
        for problem in problems:
            show_error(problem)
        return worst([code, Exit.REFUSED]) if problems else code

    def _show(self) -> None:
        from mixgate.exits import show_error
        from mixgate.screens.all_sheets import show_clients
        from mixgate.screens.console import make_console, show_reports
        from mixgate.screens.kernel_wording import show_kernel_remarks
        from validator.report import WhyNot

        errors = [error for result in self._results for error in result.errors]
        for error in errors:
            show_error(error)
        reports = [report for result in self._results for report in result.reports]
        not_judged = [left_out for result in self._results for left_out in result.not_judged]
        show_kernel_remarks(report.measured.tool for report in reports if report.measurements is not None)
        if self._takes_output or not (reports or not_judged):
            return
        if self._all_sheets:  # most sheets demand nothing of any one mix: scripts are told of those that do
            if not self._options.quiet:
                show_clients(self._results, make_console())
                return
            not_judged = [left_out for left_out in not_judged if left_out.why is not WhyNot.NOT_ASKED]
        if reports or len(not_judged) > len(errors) or self._options.quiet:
            show_reports(reports, make_console(), not_judged=not_judged, quiet=self._options.quiet)

    def _write_reports(self) -> None:
        if not any(self._targets):
            return
        from validator.reporters import as_html, as_json, as_junit, as_markdown, as_text

        reports = [report for result in self._results for report in result.reports]
        not_judged = [left_out for result in self._results for left_out in result.not_judged]
        writers = (
            as_json.run_to_json,
            as_html.run_to_html,
            as_junit.run_to_junit,
            as_markdown.run_to_markdown,
            as_text.run_to_text,
        )
        problems: list[str] = []
        for target, write in zip(self._targets, writers, strict=True):
            try:
                if target is not None:
                    write_text(target, write(reports, not_judged))
            except RefusedError as error:
                problems.append(f"{target}: {error.found}")
        if problems:
            raise RefusedError("Reports could not be written.", found="\n".join(problems))

    def _write_index(self) -> None:
        if self._folder is not None:
            self._folder.finish()


class OutputFolder:
    """A folder with one page and one JSON for each report, and an index of them.

    Raises:
        RefusedError: It cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: set[str] = set()
        self._results: list[MixResult] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError("The folder cannot be made.", where=str(folder), found=error.strerror) from error

    def add(self, result: MixResult) -> None:
        """Write the reports on a mix."""
        from validator.reporters.as_html import report_to_html
        from validator.reporters.as_json import report_to_json

        self._results.append(result)
        for report in result.reports:
            name = self._name(f"{report.path or report.name}.{report.sheet.id}")
            write_text(str(self._folder / f"{name}.html"), report_to_html(report))
            write_text(str(self._folder / f"{name}.json"), report_to_json(report))

    def finish(self) -> None:
        """Write the index."""
        from validator.reporters.as_markdown import run_to_markdown

        reports = [report for result in self._results for report in result.reports]
        not_judged = [left_out for result in self._results for left_out in result.not_judged]
        if reports or not_judged:
            write_text(str(self._folder / "index.md"), run_to_markdown(reports, not_judged))

    def _name(self, path: str) -> str:
        """Return a file name for a report: the path of the mix with dots for slashes, no two alike."""
        plain = re.sub(r"[^\w.+-]+", "_", path.replace("/", "."))
        name, number = plain, 2
        while name.casefold() in self._taken:
            name, number = f"{plain}.{number}", number + 1
        self._taken.add(name.casefold())
        return name
