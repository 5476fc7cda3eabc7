"""The letter in words: what pages, Markdown and PDF show. Every sentence is a code of the catalogue, said here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.message import message, verbatim
from validator.catalogue import say
from validator.languages.figures import localised, reworded
from validator.reporters.head import made_text
from validator.reporters.letter.model import Urgency
from validator.reporters.report_wording import VERDICT_WORDS, about, by_mix, count_text, kind_word, one_line
from validator.reporters.summary import rate_text
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from specs.message import Message
    from validator.reporters.letter.model import JudgedFile, Letter, LetterFile, LetterLine, LetterReading

    Speak = Callable[[Message], str]

FILES_NAMED: Final = 40
"""Of one line; the table of files says of every file in which lines it stands."""

_PLACES_LISTED: Final = 12
"""In a sentence that only names files."""

_WITH_DECIMALS: Final = frozenset({"LU", "dB", "dBTP", "LKFS", "dBFS"})
"""Levels are read at two decimals; of frames and milliseconds only the decimals that say something are shown."""

_TERMS: Final = (
    (re.compile(r"\bL(?:KFS|UFS)\b"), "letter.term.lkfs"),
    (re.compile(r"\bLU\b"), "letter.term.lu"),
    (re.compile(r"\bdBTP\b"), "letter.term.dbtp"),
    (re.compile(r"\bdBFS\b"), "letter.term.dbfs"),
    (re.compile(r"M&E"), "letter.term.me"),
    (re.compile(r"\bprintmaster", re.IGNORECASE), "letter.term.printmaster"),
    (re.compile(r"\bstem", re.IGNORECASE), "letter.term.stem"),
    (re.compile(r"\bLFE\b"), "letter.term.lfe"),
    (re.compile(r"\bfold-down", re.IGNORECASE), "letter.term.fold-down"),
    (re.compile(r"\b\d\d:\d\d:\d\d[:;]\d\d\b"), "letter.term.timecode"),
)
"""Words that a reader may not know, as they stand in a letter, and the code of what explains each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFile:
    """A file in a line.

    Attributes:
        place: Its path; what stands for the delivery itself where the line is about that.
        about: Language, kind and layout.
        language, kind: As filters know them; empty where nobody said.
        report, finding: Where the evidence stands; None where there is none.
        facts: What the file has, where the files of the line differ.
        remedy: What to do, where they differ.
        where: Its first places, and how many more there are.
        waiver: That a waiver was asked for and not granted; empty where none was.
        fingerprint: Of the finding; empty where there is none.
    """

    place: str
    about: str
    language: str
    kind: str
    report: int | None
    finding: int | None
    facts: str
    remedy: str
    where: tuple[str, ...]
    waiver: str
    fingerprint: str

    @property
    def is_bare(self) -> bool:
        """True where nothing is said of it but its name."""
        return not (self.facts or self.remedy or self.where or self.waiver)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """One cause.

    Attributes:
        number: From 1.
        urgency, severity: As filters know them.
        todo: What to do.
        title: The demands, by name.
        rules: Their ids.
        what: What is the case, where it is the same in every file.
        facts: Label and text: measured, asked for, outside by, clause, what goes with it.
        files: Those that are named.
        more_files: How many are not; empty where all are.
    """

    number: int
    urgency: str
    severity: str
    todo: str
    title: str
    rules: tuple[str, ...]
    what: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[SaidFile, ...]
    more_files: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSection:
    """The lines of one urgency, with what stands above them."""

    urgency: str
    heading: str
    note: str
    lines: tuple[SaidLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLetter:
    """The letter in words.

    Attributes:
        title: Of the production; empty where nothing names it.
        verdict: Of the run.
        verdict_text: The same in one sentence, with how much there is to do.
        head: Label and text.
        sections: Those that have lines.
        paragraphs: Heading and sentences: waived, accepted, not judged, how to answer.
        terms: The words used, each explained.
        terms_heading, files_heading: What stands above them.
        file_columns, files: The table of every file.
    """

    title: str
    verdict: Verdict
    verdict_text: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[SaidSection, ...]
    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    terms: tuple[str, ...]
    terms_heading: str
    files_heading: str
    file_columns: tuple[str, ...]
    files: tuple[tuple[str, ...], ...]


def said_letter(letter: Letter, speak: Speak = say) -> SaidLetter:
    """Return a letter in words.

    Args:
        letter: What it says.
        speak: How a message becomes text: in which language.
    """
    sections = tuple(
        SaidSection(
            urgency=urgency.value,
            heading=speak(message(f"letter.section.{urgency}")),
            note=speak(message(f"letter.note.{urgency}")),
            lines=tuple(_line(line, speak) for line in letter.of(urgency)),
        )
        for urgency in Urgency
        if letter.of(urgency)
    )
    paragraphs = tuple(_paragraphs(letter, speak))
    return SaidLetter(
        title=letter.title or "",
        verdict=letter.verdict,
        verdict_text=speak(_verdict(letter)),
        head=tuple(_head(letter, speak)),
        sections=sections,
        paragraphs=paragraphs,
        terms=tuple(speak(message(code)) for code in _terms(sections, paragraphs)),
        terms_heading=speak(message("letter.heading.terms")),
        files_heading=speak(message("letter.heading.files")),
        file_columns=tuple(speak(label) for label in _FILE_COLUMNS),
        files=tuple(_file_row(one) for one in letter.files),
    )


_FILE_COLUMNS: Final = (
    message("letter.label.file"),
    message("letter.label.language"),
    message("letter.label.kind"),
    message("letter.label.layout"),
    message("letter.label.verdict"),
    message("letter.label.lines"),
    message("letter.label.length"),
    message("letter.label.digest"),
)


def _file_row(one: JudgedFile) -> tuple[str, ...]:
    return (
        one.place,
        one.language or "",
        kind_word(one.kind) if one.kind else "",
        one.layout or "",
        VERDICT_WORDS[one.verdict] if one.verdict else "–",
        ", ".join(map(str, one.lines)),
        one.length,
        one.digest,
    )


def _verdict(letter: Letter) -> Message:
    """Return the verdict with how much there is to do: how many files are to be sent, or questions to be answered."""
    if letter.stopped:
        return message("letter.verdict.stopped")
    match letter.verdict:
        case Verdict.ACCEPTABLE:
            return message("letter.verdict.acceptable")
        case Verdict.UNVERIFIED:
            return message("letter.verdict.unverified")
        case Verdict.INCOMPLETE:
            lines = len(letter.of(Urgency.OPEN)) + len(letter.of(Urgency.MUST))
            return (
                message("letter.verdict.incomplete", lines=lines)
                if lines
                else message("letter.verdict.incomplete-otherwise")
            )
        case Verdict.REJECTED:
            again = len(letter.to_send_again)
            missing = sum(one.is_missing for one in letter.of(Urgency.MUST))
            if again and missing:
                count = max(letter.file_count, again)
                return message("letter.verdict.rejected-and-missing", again=again, count=count, missing=missing)
            return (
                message("letter.verdict.rejected", again=again, count=max(letter.file_count, again))
                if again
                else message("letter.verdict.rejected-otherwise")
            )


def _head(letter: Letter, speak: Speak) -> Iterator[tuple[str, str]]:
    against = speak(message("letter.label.against"))
    for sheet in letter.sheets:
        yield against, sheet
    if letter.picture_rate is not None:
        rate, start = rate_text(letter.picture_rate), letter.start_timecode
        picture = (
            message("letter.picture", rate=rate, start=start)
            if start
            else message("letter.picture-without-start", rate=rate)
        )
        yield speak(message("letter.label.picture")), speak(picture)
    yield speak(message("letter.label.made")), made_text(letter.made)


def _line(line: LetterLine, speak: Speak) -> SaidLine:
    files = line.files
    reasons, remedies = {_text(one.reason, speak) for one in files}, {_text(one.remedy, speak) for one in files}
    readings = tuple(_first_of_each_rule(files))
    shared = speak(files[0].reason) if len(reasons) == 1 else ""
    measured = {_measured(one) for one in files}
    return SaidLine(
        number=line.number,
        urgency=line.urgency.value,
        severity=line.severity.value,
        todo=_todo(line, len(remedies) == 1, speak),
        title=", ".join(dict.fromkeys(speak(one.title) for one in readings)),
        rules=tuple(dict.fromkeys(one.rule for one in readings if one.rule)),
        what=one_line(shared),
        facts=tuple(_facts(line, readings, speak, same=len(measured) == 1)),
        files=tuple(
            _file(one, speak, reason=not shared, remedy=len(remedies) > 1, measured=len(measured) > 1)
            for one in files[:FILES_NAMED]
        ),
        more_files=speak(message("letter.more-files", count=len(files) - FILES_NAMED))
        if len(files) > FILES_NAMED
        else "",
    )


def _text(said: Message | None, speak: Speak) -> str:
    return "" if said is None else one_line(speak(said))


def _first_of_each_rule(files: Sequence[LetterFile]) -> Iterator[LetterReading]:
    """Yield each demand once, as the first file has it."""
    seen: set[tuple[str, str]] = set()
    for file in files:
        for one in file.readings:
            if (one.rule, one.required) not in seen:
                seen.add((one.rule, one.required))
                yield one


def _todo(line: LetterLine, one_remedy: bool, speak: Speak) -> str:
    """Return what to do: the remedy; where none is known, what the file has to be."""
    if not one_remedy:
        return speak(message("letter.each-file"))
    first = line.files[0]
    if first.remedy is not None:
        return one_line(speak(first.remedy))
    required = verbatim("; ".join(dict.fromkeys(reworded(one.required) for one in first.readings if one.required)))
    if not required.arguments["text"]:
        return one_line(speak(first.reason))
    if line.urgency is Urgency.OPEN:
        return speak(message("letter.settle", required=required))
    return speak(message("letter.bring-to", required=required))


def _facts(
    line: LetterLine, readings: Sequence[LetterReading], speak: Speak, *, same: bool
) -> Iterator[tuple[str, str]]:
    """Yield label and text: measured, asked for, outside by, clause, what goes with it; what is not known is left out.

    Args:
        line: The line.
        readings: Each demand once.
        speak: How a message becomes text.
        same: True where all files have the same reading.
    """
    first = line.files[0]
    if same and _measured(first) not in {"", first.place}:
        yield speak(message("letter.label.found")), _measured(first)
    asked = "; ".join(dict.fromkeys(_asked(one, line, speak) for one in readings if one.required))
    if asked:
        yield speak(message("letter.label.asked")), asked
    if same and _outside(first):
        yield speak(message("letter.label.margin")), _outside(first)
    if line.sources:
        yield speak(message("letter.label.clause")), "; ".join(dict.fromkeys(_clauses(line)))
    if line.follows:
        yield speak(message("letter.label.follows")), ", ".join(speak(title) for title in line.follows)


def _asked(one: LetterReading, line: LetterLine, speak: Speak) -> str:
    """Return what is asked for; beside what rejects, a recommendation says that it is one."""
    required = reworded(one.required)
    if one.binds or line.urgency is Urgency.SHOULD:
        return required
    return speak(message("letter.recommended", required=verbatim(required)))


def _clauses(line: LetterLine) -> Iterator[str]:
    """Yield where each demand stands; a clause of this project's own has the demand for its name, which is said."""
    asked = {one.required for file in line.files for one in file.readings if one.required}
    for source in line.sources:
        named = next((one for one in asked if source.endswith(f", {one}")), None)
        yield source if named is None else reworded(source.removesuffix(f", {named}"))


def _measured(file: LetterFile) -> str:
    return "; ".join(dict.fromkeys(reworded(one.measured) for one in file.readings if one.measured))


def _outside(file: LetterFile) -> str:
    """Return how far the first demand is missed; empty where it is not, or there is no number."""
    if not file.readings:
        return ""
    first = file.readings[0]
    if first.margin is None or first.margin >= 0:
        return ""
    counted = count_text(first.margin, first.margin_unit)
    if counted is not None:
        return counted
    decimals = 2 if round(-first.margin, 2) else 4
    figure = f"{-first.margin:.{decimals}f}"
    if first.margin_unit not in _WITH_DECIMALS:
        figure = figure.rstrip("0").rstrip(".")
    return localised(f"{figure} {reworded(first.margin_unit or '')}".strip())


def _file(one: LetterFile, speak: Speak, *, reason: bool, remedy: bool, measured: bool) -> SaidFile:
    """Return a file of a line.

    Args:
        one: The file.
        speak: How a message becomes text.
        reason: True where the files have not the same reason: the reading is said, or the reason where there is none.
        remedy: True where they have not the same remedy.
        measured: True where they have not the same reading.
    """
    reading = _measured(one) if measured else ""
    outside = _outside(one) if measured else ""
    facts = f"{reading}, {speak(message('letter.label.margin')).lower()} {outside}" if reading and outside else reading
    if reason and not (reading and outside):
        facts = one_line(speak(one.reason))
    more = one.where_count - len(one.where)
    where = one.where + ((speak(message("letter.more-spots", count=more)),) if more > 0 and one.where else ())
    asked = one.waiver_requested
    return SaidFile(
        place=one.place or speak(message("letter.delivery")),
        about=about(one.language, one.kind, one.layout),
        language=one.language or "",
        kind=kind_word(one.kind) if one.kind else "",
        report=one.report,
        finding=one.finding,
        facts=facts,
        remedy=_text(one.remedy, speak) if remedy else "",
        where=tuple(map(one_line, where)),
        waiver=speak(message("letter.waiver-asked", by=one_line(asked))) if asked else "",
        fingerprint=one.fingerprint,
    )


def _paragraphs(letter: Letter, speak: Speak) -> Iterator[tuple[str, tuple[str, ...]]]:
    for granted, heading in (
        (True, message("letter.heading.waivers")),
        (False, message("letter.heading.waivers-asked")),
    ):
        waived = [one for one in letter.waivers if one.granted is granted]
        if waived:
            said = tuple(f"{speak(one.title)}: {one.by} ({_names(one.files, speak)})" for one in waived)
            yield speak(heading), said
    accepted = [one.place for one in letter.files if one.verdict is Verdict.ACCEPTABLE]
    if accepted:
        sentence = message("letter.accepted", count=len(accepted), files=verbatim(_names(accepted, speak)))
        yield speak(message("letter.heading.accepted")), (speak(sentence),)
    left = tuple(_not_judged(letter, speak))
    if left:
        yield speak(message("letter.heading.not-judged")), left
    if letter.lines:
        yield speak(message("letter.heading.answer")), (speak(message("letter.answer")),)


def _not_judged(letter: Letter, speak: Speak) -> Iterator[str]:
    places = [place for place, _ in by_mix(letter.not_asked)]
    if places:
        yield speak(message("letter.not-asked", count=len(places), files=verbatim(_names(places, speak))))
    if letter.statements:
        yield speak(message("letter.statements", count=letter.statements))
    if letter.unmeasured:
        yield speak(message("letter.unmeasured", titles=letter.unmeasured))


def _names(places: Sequence[str], speak: Speak) -> str:
    """Return files in a sentence: so many by name, the rest by number."""
    shown = ", ".join(places[:_PLACES_LISTED])
    more = len(places) - _PLACES_LISTED
    return shown if more <= 0 else f"{shown} {speak(message('letter.more-places', count=more))}"


def _terms(sections: Iterable[SaidSection], paragraphs: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return the codes of what explains the words that occur, in the order of the table."""
    texts = [" ".join(said) for _, said in paragraphs]
    for section in sections:
        for line in section.lines:
            texts += [line.todo, line.title, line.what, *(text for _, text in line.facts)]
            texts += [" ".join((one.facts, one.remedy, *one.where)) for one in line.files]
    whole = "\n".join(texts)
    return [code for pattern, code in _TERMS if pattern.search(whole)]
