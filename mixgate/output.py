"""Writes what a run has to say: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.report import NotJudged, Report

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
        UsageError: It cannot be written there.
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
        raise UsageError("The report cannot be written.", where=target, found=error.strerror) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise UsageError("The report cannot be written.", where=target, found=error.strerror) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_through(path: Path, text: str) -> None:
    """Write to what is no file: a device or a pipe stays what it is."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError("The report cannot be written.", where=str(path), found=error.strerror) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """Where reports are written; None for the formats that were not asked for, `-` for standard output."""

    json: str | None = None
    html: str | None = None
    junit: str | None = None
    markdown: str | None = None
    text: str | None = None

    @property
    def targets(self) -> tuple[str | None, ...]:
        """Every file name."""
        return self.json, self.html, self.junit, self.markdown, self.text

    @property
    def takes_standard_output(self) -> bool:
        """True where one of them goes to standard output, so nothing else may."""
        return "-" in self.targets

    def write(self, reports: Sequence[Report], not_judged: Sequence[NotJudged] = ()) -> None:
        """Write the formats asked for: a report where there is nothing else to tell, else a run.

        Raises:
            UsageError: A file cannot be written.
        """
        if not any(self.targets):
            return
        from validator.reporters import as_html, as_json, as_junit, as_markdown, as_text

        for target, one, several in (
            (self.json, as_json.report_to_json, as_json.run_to_json),
            (self.html, as_html.report_to_html, as_html.run_to_html),
            (self.junit, as_junit.report_to_junit, as_junit.run_to_junit),
            (self.markdown, as_markdown.report_to_markdown, as_markdown.run_to_markdown),
            (self.text, as_text.report_to_text, as_text.run_to_text),
        ):
            if target is not None:
                alone = len(reports) == 1 and not not_judged
                write_text(target, one(reports[0]) if alone else several(reports, not_judged))
