"""The rounds of a delivery, one after the other: one line for each, added at the end and never written again.

The receiver keeps it. Each line is a document of its own (`mixgate.history/1`) and has the digest of the line before,
so that a line that was changed or taken out later can be told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field, ValidationError

from specs.message import message
from specs.models import FrozenModel
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.languages import tr
from validator.results.finding import State
from validator.results.report import Made, SubjectKind, Verdict
from validator.results.round import RoundTotals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.results.report import Report

SCHEMA: Final = "mixgate.history/1"

_TOLD: Final = frozenset({State.FAIL, State.WARN, State.NOT_MEASURED, State.WAIVED})


class HistoryFinding(FrozenModel):
    """A finding that somebody had to act on, or had forgiven.

    Attributes:
        fingerprint, rule, state: As in the report.
    """

    fingerprint: str
    rule: str
    state: State


class HistoryMix(FrozenModel):
    """A mix against one sheet, or a delivery or a package as a whole.

    Attributes:
        subject, name, path, language, kind, verdict: As in its report.
        sheet: Id of the sheet, or of the profile.
        digests: Algorithm to hexadecimal digest, per file name; empty where none was made.
        findings: What failed, warned, was open or was waived; what a person has to confirm is left out.
    """

    subject: SubjectKind
    name: str
    path: str | None = None
    language: str | None = None
    kind: MixKind | None = None
    sheet: str
    verdict: Verdict
    digests: dict[str, dict[str, str]] = Field(default_factory=dict)
    findings: tuple[HistoryFinding, ...] = ()


class HistoryEntry(FrozenModel):
    """One round.

    Attributes:
        made: Who judged, and when.
        name: What was handed in, for people.
        verdict: Of the round.
        mixes: One for each report.
        not_judged: How many mixes were met and could not be judged.
        against_last: What became of the last round's findings, where the two were held against each other.
        previous: SHA-256 of the line before, hexadecimal; None for the first.
    """

    schema_: Literal["mixgate.history/1"] = Field(default=SCHEMA, alias="schema")
    made: Made
    name: str
    verdict: Verdict
    mixes: tuple[HistoryMix, ...]
    not_judged: int = Field(default=0, ge=0)
    against_last: RoundTotals | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A round as tables show it.

    Attributes:
        number: From 1, damaged lines not counted.
        made, name, verdict: As in its entry.
        mixes: How many reports of each verdict, in words.
        open_findings: How many findings failed, warned or were open.
        waived: How many were waived.
        change: What became of the last round's findings; empty where nobody compared them.
    """

    number: int
    made: Made
    name: str
    verdict: Verdict
    mixes: str
    open_findings: int
    waived: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a history file holds.

    Attributes:
        entries: The rounds that can be read, in the order of the file.
        damaged: Numbers of the lines that cannot, from 1; they stay in the file as they are.
        altered: Numbers of lines whose predecessor is not what it was when they were written.
        last_line: The last line as it stands, without its end; None where there is none.
    """

    entries: tuple[HistoryEntry, ...] = ()
    damaged: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()
    last_line: bytes | None = None


def read_history(content: bytes) -> History:
    """Read a history; a line that is damaged is told and stops no other."""
    entries: list[HistoryEntry] = []
    damaged: list[int] = []
    altered: list[int] = []
    before: bytes | None = None
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            entry = HistoryEntry.model_validate_json(line)
        except ValidationError:
            damaged.append(number)
        else:
            entries.append(entry)
            if entry.previous != _digest(before):
                altered.append(number)
        before = line
    return History(entries=tuple(entries), damaged=tuple(damaged), altered=tuple(altered), last_line=before)


def is_history(content: bytes) -> bool:
    """Say whether something is a history, whole or damaged, or empty: what is none is never added to."""
    return not content.strip() or SCHEMA.encode() in content


def history_line(entry: HistoryEntry, content: bytes) -> bytes:
    """Return an entry as the line that follows what a file holds."""
    chained = entry.model_copy(update={"previous": _digest(read_history(content).last_line)})
    data = chained.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def _digest(line: bytes | None) -> str | None:
    return None if line is None else sha256(line).hexdigest()


def history_mix(report: Report) -> HistoryMix:
    """Return what a history keeps of a report."""
    return HistoryMix(
        subject=report.subject,
        name=report.name,
        path=report.path,
        language=report.language,
        kind=report.kind,
        sheet=report.sheet.id,
        verdict=report.verdict,
        digests={} if report.measurements is None else report.measurements.digests,
        findings=tuple(
            HistoryFinding(fingerprint=finding.fingerprint, rule=finding.rule, state=finding.state)
            for finding in report.findings
            if finding.state in _TOLD and finding.rule != "manual.statement"
        ),
    )


def history_rows(entries: Iterable[HistoryEntry]) -> tuple[HistoryRow, ...]:
    """Return rounds as tables show them."""
    return tuple(
        HistoryRow(
            number=number,
            made=entry.made,
            name=entry.name,
            verdict=entry.verdict,
            mixes=_mixes(entry),
            open_findings=_count(entry.mixes, _TOLD - {State.WAIVED}),
            waived=_count(entry.mixes, {State.WAIVED}),
            change="" if entry.against_last is None else _change(entry.against_last),
        )
        for number, entry in enumerate(entries, 1)
    )


def _count(mixes: Sequence[HistoryMix], states: Iterable[State]) -> int:
    wanted = set(states)
    return sum(finding.state in wanted for mix in mixes for finding in mix.findings)


def _mixes(entry: HistoryEntry) -> str:
    """Return the verdicts of mixes, the worst first: `2 rejected, 6 acceptable`; of a delivery alone its own."""
    of_mixes = [mix for mix in entry.mixes if mix.subject is SubjectKind.MIX]
    counted = [(sum(mix.verdict is verdict for mix in of_mixes), verdict.value) for verdict in reversed(list(Verdict))]
    parts = [f"{number} {tr(word)}" for number, word in counted if number]
    return ", ".join([*parts, *([f"{entry.not_judged} {tr('not judged')}"] if entry.not_judged else [])]) or tr("none")


def _change(totals: RoundTotals) -> str:
    counts = (("n-repaired", totals.repaired), ("n-still-there", totals.still_there), ("n-new", totals.new))
    return ", ".join(say(message(f"round.{name}", count=count)) for name, count in counts)
