"""The history file of a run: read before anything is shown, added to at the end."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mixgate.outputs.appending import append_locked
from specs.errors import MediaError, RefusedError, ToolError, UsageError
from specs.real_path import real_path
from validator.results.history import (
    History,
    HistoryEntry,
    HistoryRow,
    history_line,
    history_rows,
    is_history,
    read_history,
)
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from validator.reporters.run import RunSummary
    from validator.results.history import HistoryMix
    from validator.results.report import Made, NotJudged, Verdict
    from validator.results.round import RoundTotals

NAME: Final = "history.jsonl"
"""What it is called in a folder of reports, where no other file is named."""

MAXIMUM_BYTES: Final = 1 << 28
"""A round of 300 mixes is 200 kB; this is a thousand of them."""


class HistoryFile:
    """The receiver's history of rounds.

    Args:
        path: The file; made where it does not exist.
        sources: Files that the run reads: none of them is ever added to.

    Raises:
        UsageError: It is an input, or holds something else than a history.
        MediaError: It cannot be read.
    """

    def __init__(self, path: Path, sources: Iterable[Path] = ()) -> None:
        self._path = path
        if real_path(path) in {real_path(source) for source in sources}:
            raise UsageError("The history is one of the inputs.", where=str(path), next_step="Choose another name.")
        self.history = read_history(self._held())

    def _held(self) -> bytes:
        if not self._path.exists():
            if not self._path.parent.is_dir():
                raise UsageError("The folder of the history does not exist.", where=str(self._path.parent))
            return b""
        if not self._path.is_file():
            raise UsageError("The history needs the name of a file.", where=str(self._path))
        try:
            if self._path.stat().st_size > MAXIMUM_BYTES:
                raise MediaError("The history is too long.", where=str(self._path))
            content = self._path.read_bytes()
        except OSError as error:
            raise MediaError("The history cannot be read.", where=str(self._path), found=error.strerror) from error
        if not is_history(content):
            raise UsageError(
                "This is no history of rounds, so nothing is added to it.",
                where=str(self._path),
                expected="a file that an earlier run wrote, or a new name",
            )
        return content

    def rows(self, entry: HistoryEntry) -> tuple[HistoryRow, ...]:
        """Return the rounds before and this one, as tables show them."""
        return history_rows((*self.history.entries, entry))

    def remarks(self) -> tuple[str, ...]:
        """Return what is wrong with lines that are there; they stay as they are."""
        found: History = self.history
        said = []
        if found.damaged:
            said.append(f"{self._path}: cannot be read, and left as it is: {_lines(found.damaged)}.")
        if found.altered:
            said.append(
                f"{self._path}: what stands before is not what was there when it was written: {_lines(found.altered)}."
            )
        return tuple(said)

    def with_round(
        self, summary: RunSummary, name: str, mixes: Sequence[HistoryMix]
    ) -> tuple[RunSummary, list[ToolError]]:
        """Add a run to the history; return it with the table of its rounds, and what went wrong."""
        for remark in self.remarks():
            sys.stderr.write(f"{remark}\n")
        entry = entry_of(name, summary.made, summary.verdict, mixes, summary.not_judged)
        problem = self.append(entry)
        return replace(summary, history=self.rows(entry)), [] if problem is None else [problem]

    def append(self, entry: HistoryEntry) -> ToolError | None:
        """Add this round as one line, after whatever others added meanwhile; return why it could not be."""

        def line(held: bytes) -> bytes:
            if not is_history(held):
                raise RefusedError("This is no history of rounds any more.", where=str(self._path))
            return history_line(entry, held)

        try:
            append_locked(self._path, line)
        except ToolError as error:
            return error
        return None


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}"


def entry_of(
    name: str,
    made: Made,
    verdict: Verdict,
    mixes: Sequence[HistoryMix],
    not_judged: Iterable[NotJudged] = (),
    against_last: RoundTotals | None = None,
) -> HistoryEntry:
    """Return a round as its history keeps it; what no sheet asks for is not counted among what was not judged."""
    left_out = sum(one.why is not WhyNot.NOT_ASKED for one in not_judged)
    return HistoryEntry(
        made=made, name=name, verdict=verdict, mixes=tuple(mixes), not_judged=left_out, against_last=against_last
    )
