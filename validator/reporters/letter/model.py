"""What a letter says, before it is worded: messages, figures and places, nothing of a format or a language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from specs.message import Message
    from specs.vocabulary import MixKind
    from validator.results.finding import Severity
    from validator.results.report import Made, NotJudged, Verdict


MISSING_RULE: Final = "delivery.kind-missing"
"""The demand that every language has the mixes that the others have."""

PARTNER_RULE: Final = "delivery.partner"
"""The demand that another mix comes with a mix."""


class Urgency(StrEnum):
    """What a line of the letter stands for, in the order of the letter.

    `must`: the receiver rejects for it. `open`: nothing can be accepted before it is answered. `should`: it does not
    stop acceptance. `noticed`: no sheet asks about it.
    """

    MUST = "must"
    OPEN = "open"
    SHOULD = "should"
    NOTICED = "noticed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReading:
    """One demand of a line, and what one file has.

    Attributes:
        rule: Its id; empty for damage, for a file that could not be read, and for the level of a finished mix.
        title: What people call it.
        measured: As people read it; None where nothing was measured.
        value, unit: The reading as a number; None where it is none.
        required: What is asked for; empty where no sheet asks.
        margin, margin_unit: Distance to the limit, negative outside; None where there is no number.
        source: Document and clause.
        binds: Whether the receiver rejects for it; False for a recommendation.
    """

    rule: str
    title: Message
    measured: str | None = None
    value: float | None = None
    unit: str | None = None
    required: str = ""
    margin: float | None = None
    margin_unit: str | None = None
    source: str = ""
    binds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """A file in a line of the letter.

    Attributes:
        place: Path in the delivery; empty where the line is about the delivery itself.
        language, kind, layout: Of the mix; None where nobody said.
        report: Number of the first report that says it, from 1; None for a file that was not judged.
        finding: Its number within that report; None where it is no finding.
        reason: What is the case with this file.
        remedy: What to do about it; None where nothing is known that would help.
        readings: Each demand that it fails for this reason.
        where: Its first places, with timecode.
        where_count: How many places there are.
        named: Other files that the reason names.
        waiver_requested: Who asks that it be waived and why, where nobody granted it.
        fingerprint: Of the first finding; empty where it is no finding.
    """

    place: str
    language: str | None = None
    kind: MixKind | None = None
    layout: str | None = None
    report: int | None = None
    finding: int | None = None
    reason: Message
    remedy: Message | None = None
    readings: tuple[LetterReading, ...] = ()
    where: tuple[str, ...] = ()
    where_count: int = 0
    named: frozenset[str] = frozenset()
    waiver_requested: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file's part of a line, before lines are made: what one report says about one file.

    Attributes:
        urgency: Which part of the letter it stands in.
        severity: What the receiver will do about it.
        file: The file, and what it has.
        notice: Kind of notice; None for what a sheet asks about.
    """

    urgency: Urgency
    severity: Severity
    file: LetterFile
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One cause: what to do, in which files.

    Attributes:
        number: From 1, over the whole letter.
        urgency: Which part of the letter it stands in.
        severity: The worst among its files.
        files: At least one, in the order of the run.
        sources: Documents and clauses, each once.
        follows: What else these files fail that goes with it: not to be put right by itself.
    """

    number: int
    urgency: Urgency
    severity: Severity
    files: tuple[LetterFile, ...]
    sources: tuple[str, ...]
    follows: tuple[Message, ...] = ()

    @property
    def is_missing(self) -> bool:
        """True for a mix that is not there: nothing can be sent again, and something has to be made."""
        return any(one.rule == MISSING_RULE for file in self.files for one in file.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWaiver:
    """A demand that was forgiven, or of which somebody asks that it be.

    Attributes:
        title: The demand.
        by: Who, when and why.
        files: Where.
        granted: False for a request.
    """

    title: Message
    by: str
    files: tuple[str, ...]
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """A file of the run, as the table at the letter's end lists it.

    Attributes:
        place: Path in the delivery.
        language, kind, layout: Of the mix; None where nobody said.
        verdict: The worst over the sheets; None where it was not judged.
        length: As people read it; empty where it was not measured.
        digest: Algorithm and value of its first file; empty where none was taken.
        lines: Numbers of the lines of the letter that it stands in.
    """

    place: str
    language: str | None
    kind: MixKind | None
    layout: str | None
    verdict: Verdict | None
    length: str
    digest: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a run asks of whoever delivered.

    Attributes:
        title: Of the production; None where no delivery, or more than one, names it.
        verdict: Of the run.
        made: Who judged, and when.
        sheets: Publisher, title, edition and id of each sheet that something was held against.
        picture_rate: As stated, where all mixes have one; None otherwise.
        start_timecode: The same.
        lines: Most urgent first.
        waivers: Granted ones first.
        files: Every mix that was judged or could not be.
        not_asked: Mixes that no sheet asks about.
        statements: How many statements a person must confirm, each counted once whatever the number of files.
        unmeasured: Demands that were not measured and that decide nothing, each once.
        stopped: True where somebody stopped the run before its end.
    """

    title: str | None
    verdict: Verdict
    made: Made
    sheets: tuple[str, ...]
    picture_rate: str | None
    start_timecode: str | None
    lines: tuple[LetterLine, ...]
    waivers: tuple[LetterWaiver, ...]
    files: tuple[JudgedFile, ...]
    not_asked: tuple[NotJudged, ...]
    statements: int
    unmeasured: tuple[Message, ...]
    stopped: bool = False

    def of(self, urgency: Urgency) -> tuple[LetterLine, ...]:
        """Return the lines of one part of the letter."""
        return tuple(line for line in self.lines if line.urgency is urgency)

    @property
    def file_count(self) -> int:
        """How many mixes the run met."""
        return len({one.place for one in self.files} | {one.path or one.name for one in self.not_asked})

    @property
    def to_send_again(self) -> tuple[str, ...]:
        """The files that stand in a line that rejects; where a partner is missing, nothing is wrong with the file."""
        places = (
            one.place
            for line in self.of(Urgency.MUST)
            for one in line.files
            if one.place and any(reading.rule != PARTNER_RULE for reading in one.readings)
        )
        return tuple(dict.fromkeys(places))
