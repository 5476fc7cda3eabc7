"""Writes the reports of a run as they are made, so that a season takes no more memory than one report.

    season of 300 mixes:  report 1 -> section on disk, row kept; report 2 -> section on disk, row kept; ...
    at the end:           head (made of the rows) + sections copied from disk + foot

A format says how one report reads (`section`) and what stands around them (`frame`).
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from validator.languages import ENGLISH, language, speaking
from validator.reporters.run import RunBook, made_of
from validator.results.report import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from validator.reporters.run import RunRow, RunSummary
    from validator.results.report import Made, NotJudged, Report

_COPY_CHARACTERS: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a report stands in a run.

    Attributes:
        number: From 1.
        alone: True where it is the only one, and nothing was left out.
        expected: How many reports there will be, as far as is known; pages share their room by it.
        seen: True where an earlier section of the run is about the same mix.
    """

    number: int = 1
    alone: bool = True
    expected: int = 1
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFormat:
    """How a run is written in one format.

    Attributes:
        section: One report.
        frame: What stands before and after the sections.
        between: What parts one section from the next.
        deliveries_first: True where the report on a delivery stands before those on its mixes, whenever it was made.
        finished: Makes the whole of the sections, one by one, and the run, where a frame around them does not do; None
            where it does.
        is_text: False where what is written is binary, which only `finished` makes.
        speaks: True where it is written in the reader's language; False where programs look for its words.
        extra: The module of an optional package that it needs, and the extra that brings it; None where it needs none.
    """

    section: Callable[[Report, Position], str]
    frame: Callable[[RunSummary], tuple[str, str]]
    between: str = ""
    deliveries_first: bool = True
    finished: Callable[[Iterable[str], RunSummary], Iterator[str | bytes]] | None = None
    is_text: bool = True
    speaks: bool = True
    extra: tuple[str, str] | None = None


@dataclass(slots=True)
class _Sections:
    """The sections of one format on disk: where each begins and how long it is, in characters of the file."""

    stream: IO[str]
    marks: list[tuple[RunRow, int, int]]


class RunSpool:
    """Takes the reports of a run one by one, and gives the text of each format at the end.

    Sections wait in temporary files without a name, which vanish with the process.

    Args:
        formats: The formats that are wanted, by name.
        expected: How many reports there will be, as far as is known.
        by_verdict: True where one mix is held against every sheet.
    """

    def __init__(self, formats: Mapping[str, RunFormat], expected: int = 1, *, by_verdict: bool = False) -> None:
        self.book = RunBook(by_verdict=by_verdict)
        self._formats = dict(formats)
        self._expected = expected
        self._sections: dict[str, _Sections] = {}
        self._held: tuple[Report, RunRow] | None = None
        self._seen: set[str] = set()
        self._given_up = False

    def add(self, report: Report) -> RunRow:
        """Take a report, and return its row.

        Raises:
            OSError: The disk for temporary files is full.
        """
        row = self.book.add(report)
        if not self._formats:
            return row
        self._write_held(alone=False)
        if row.number == 1:
            self._held = report, row  # only what comes after it tells whether it stands alone
        else:
            self._write(report, row, alone=False)
        return row

    def leave_out(self, left_out: NotJudged) -> None:
        """Take note of a mix that was not judged."""
        self.book.not_judged.append(left_out)

    @property
    def has_given_up(self) -> bool:
        """True where there was no room."""
        return self._given_up

    def pieces(self, name: str, summary: RunSummary) -> Iterator[str | bytes]:
        """Yield what one format writes, in pieces.

        Args:
            name: Of the format.
            summary: The run, as `book` has it.
        """
        self._write_held(alone=summary.alone)
        made, tongue = self._pieces(name, summary), _tongue(self._formats[name])
        while True:
            # Only while a piece is made: whoever writes it speaks as before, and may leave the rest.
            with speaking(tongue):
                piece = next(made, None)
            if piece is None:
                return
            yield piece

    def _pieces(self, name: str, summary: RunSummary) -> Iterator[str | bytes]:
        written = self._formats[name]
        if written.finished is not None:
            yield from written.finished(("".join(self._copied(name, *where)) for where in self._order(name)), summary)
            return
        head, foot = written.frame(summary)
        yield head
        for position, (start, length) in enumerate(self._order(name)):
            if position:
                yield written.between
            yield from self._copied(name, start, length)
        yield foot

    def give_up(self) -> None:
        """Write no more: there is no room. The rows are still kept."""
        self.close()
        self._formats, self._sections, self._held = {}, {}, None
        self._given_up = True

    def close(self) -> None:
        """Give the disk back."""
        for sections in self._sections.values():
            sections.stream.close()

    def _order(self, name: str) -> list[tuple[int, int]]:
        sections = self._sections.get(name)
        marks = [] if sections is None else sections.marks
        if self._formats[name].deliveries_first:
            marks = sorted(marks, key=lambda mark: mark[0].subject is not SubjectKind.DELIVERY)
        return [(start, length) for _, start, length in marks]

    def _copied(self, name: str, start: int, length: int) -> Iterator[str]:
        stream = self._sections[name].stream
        stream.seek(start)
        while length > 0:
            piece = stream.read(min(length, _COPY_CHARACTERS))
            length -= len(piece)
            yield piece

    def _write_held(self, *, alone: bool) -> None:
        if self._held is not None:
            report, row = self._held
            self._held = None
            self._write(report, row, alone=alone)

    def _write(self, report: Report, row: RunRow, *, alone: bool) -> None:
        position = Position(
            number=row.number,
            alone=alone,
            expected=max(self._expected, row.number),
            seen=report.measurements is not None and row.place in self._seen,
        )
        self._seen.add(row.place)
        for name, written in self._formats.items():
            if name not in self._sections:
                stream = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="")  # noqa: SIM115
                self._sections[name] = _Sections(stream, [])
            sections = self._sections[name]
            with speaking(_tongue(written)):
                text = written.section(report, position)
            sections.stream.seek(0, 2)
            start = sections.stream.tell()
            sections.stream.write(text)
            sections.marks.append((row, start, len(text)))


def _tongue(written: RunFormat) -> str:
    return language() if written.speaks else ENGLISH


def run_to_text_of(
    written: RunFormat, reports: Sequence[Report], not_judged: Iterable[NotJudged] = (), made: Made | None = None
) -> str:
    """Return reports at hand as the text of a run in one format.

    Raises:
        UsageError: There was no mix at all.
    """
    return "".join(map(str, run_to_pieces_of(written, reports, not_judged, made)))


def run_to_pieces_of(
    written: RunFormat, reports: Sequence[Report], not_judged: Iterable[NotJudged] = (), made: Made | None = None
) -> list[str | bytes]:
    """Return reports at hand as the pieces of a run in one format, whose texts or bytes follow one another.

    Raises:
        UsageError: There was no mix at all.
    """
    with closing(RunSpool({"": written}, expected=len(reports))) as spool:
        for report in reports:
            spool.add(report)
        for left_out in not_judged:
            spool.leave_out(left_out)
        return list(spool.pieces("", spool.book.summary(made or made_of(reports))))
