"""Plain text, 100 columns, no colour: for pipes and logs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.languages import tr
from validator.reporters.clock import Clock, clock_of, notice_text, place_text, samples_text
from validator.reporters.head import head_of, made_text
from validator.reporters.report_wording import (
    ALSO_NOTICED,
    GRADE_MEANINGS,
    NO_BREAK_SPACE,
    NO_EFFECT,
    NOTICE_TITLES,
    OPEN,
    VERDICT_WORDS,
    Standing,
    about,
    by_mix,
    citation,
    counts_text,
    deciders_text,
    document_text,
    figures_together,
    grades_of,
    margin_text,
    measured_text,
    numbered_documents,
    one_line,
    place_in_delivery,
    required_text,
    standing,
    standing_as,
    state_line,
    title,
    window_text,
    work,
)
from validator.reporters.run import row_of
from validator.reporters.spool import RunFormat, run_to_text_of
from validator.reporters.summary import main_readings, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.reporters.run import RunRow, RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding
    from validator.results.report import Made, NotJudged, Report

WIDTH: Final = 100
PLACES_SHOWN: Final = 5
_LABEL: Final = 13


def report_to_text(report: Report) -> str:
    """Return a report as plain text, lines of at most 100 columns; a name or path longer than that keeps its line."""
    blocks = [_head(report), _to_do(report), _noticed(report), _readings(report), _open_findings(report)]
    blocks += [_to_confirm(report), _settled(report), _sources(report)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def run_to_text(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as plain text: one line each, also for what was not judged, then each in full.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    text = report_to_text(report)
    return text if position.alone else f"\n{'=' * WIDTH}\n{text}"


def _frame(summary: RunSummary) -> tuple[str, str]:
    if summary.alone:
        return "", ""
    lines = [f"{VERDICT_WORDS[summary.verdict].upper()}: {summary.text}", made_text(summary.made)]
    for verdict, rows in summary.groups:
        lines += [] if verdict is None else ["", f"{VERDICT_WORDS[verdict].upper()} ({len(rows)})"]
        lines += [row_to_line(row) for row in rows]
    lines += [not_judged_to_line(one) for one in summary.problems]
    for place, sheets in by_mix(summary.not_asked):
        lines += _wrapped(f"{place}: {', '.join(sheets)}", f"{tr('not asked'):<11} ")
    return "\n".join(lines) + "\n", ""


RUN: Final = RunFormat(section=_section, frame=_frame)
"""A run in this format."""


def report_to_line(report: Report) -> str:
    """Return a report in one line: verdict, path, what it is, sheet, and what needs work first."""
    return row_to_line(row_of(report, 1))


def row_to_line(row: RunRow) -> str:
    """Return the row of a report in one line: verdict, path, what it is, sheet, and what needs work first."""
    parts = [row.place, about(row.language, row.kind, row.layout), f"{row.sheet}/{row.deliverable}", row.worst]
    return "  ".join([f"{VERDICT_WORDS[row.verdict].upper():<10}", *(part for part in parts if part)])


def not_judged_to_line(left_out: NotJudged) -> str:
    """Return a mix that was not judged in one line: in place of the verdict why not, then as a row, and the reason."""
    parts = [
        one_line(left_out.path or left_out.name),
        about(left_out.language, left_out.kind, None),
        left_out.sheet or "",
        one_line(left_out.reason),
    ]
    return "  ".join([f"{left_out.word.upper():<10}", *(part for part in parts if part)])


def _head(report: Report) -> list[str]:
    lines = [f"{VERDICT_WORDS[report.verdict].upper()}  {place_in_delivery(report)}"]
    lines += _wrapped(say(report.headline), "")
    lines += [""]
    for label, text in (*head_of(report), ("findings", counts_text(report))):
        lines += _field(label, text, "")
    return lines


def _to_do(report: Report) -> list[str]:
    lines: list[str] = []
    for number, (name, remedy) in enumerate(work(report), start=1):
        lines += _wrapped(f"{name}: {remedy}", f"{number:>2}. ")
    return [tr("What to do").upper(), *lines] if lines else []


def _readings(report: Report) -> list[str]:
    clock = clock_of(report)
    readings = main_readings(report)
    if not readings:
        return []
    wide = max(len(reading.name) for reading in readings)
    lines = []
    for reading in readings:
        finding = reading.finding
        verdict = f"; {standing(finding).word}, {margin_text(finding)}" if finding else ""
        if finding is not None and finding.margin is None:
            verdict = f"; {standing(finding).word}"
        where = f" {tr('at')} {place_of(reading, clock)}" if reading.place is not None else ""
        lines += _wrapped(f"{reading.text}{where}{verdict}", f"{reading.name:<{wide}}  ")
    return [tr("Readings").upper(), *lines]


def _open_findings(report: Report) -> list[str]:
    clock = clock_of(report)
    found = standing_as(report, *OPEN)
    if not found:
        return []
    lines = [tr("Findings").upper()]
    for finding in found:
        lines += ["", *_finding(finding, report, clock)]
    return lines


def _finding(finding: Finding, report: Report, clock: Clock) -> Iterator[str]:
    yield f"{standing(finding).word.upper()}  {title(finding)}  [{finding.rule}]  ({state_line(finding)})"
    yield from _wrapped(say(finding.reason), "  ")
    for label, text in (
        ("measured", measured_text(finding)),
        ("required", required_text(finding)),
        ("margin", margin_text(finding)),
        ("over", window_text(finding)),
    ):
        if text not in {"", "–"}:
            yield from _field(label, text)
    for label, place in zip(["where", *[""] * len(finding.where)], finding.where[:PLACES_SHOWN], strict=False):
        samples = samples_text(place)
        yield from _field(label, place_text(place, clock) + (f" ({tr('samples')} {samples})" if samples else ""))
    total = max(finding.where_count, len(finding.where))
    if total > PLACES_SHOWN:
        yield from _field("", f"{tr('and')} {total - min(PLACES_SHOWN, len(finding.where))} {tr('more')}")
    for label, step in zip(["why", *[""] * len(finding.why)], finding.why, strict=False):
        yield from _field(label, say(step))
    if finding.decided_by:
        yield from _field("decided by", deciders_text(finding))
    remedy = None if finding.remedy is None else say(finding.remedy)
    for label, extra in (
        ("asked", finding.waiver_requested and f"{tr('a waiver, not granted:')} {finding.waiver_requested}"),
        ("note", finding.note),
        ("conflict", finding.conflict),
        ("what to do", remedy),
    ):
        if extra:
            yield from _field(label, extra)
    yield from _field("source", str(citation(finding, report)))


def _noticed(report: Report) -> list[str]:
    clock = clock_of(report)
    lines: list[str] = []
    for notice in report.notices:
        lines += _wrapped(f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}", "- ")
        lines += _wrapped(f"({tr('noticed from')}: {say(notice.noticed_from)}; {notice.source})", "  ")
    return [*_wrapped(f"{tr(ALSO_NOTICED).upper()} ({tr(NO_EFFECT)})", ""), *lines] if lines else []


def _to_confirm(report: Report) -> list[str]:
    lines: list[str] = []
    for finding in standing_as(report, Standing.TO_CONFIRM):
        lines += _wrapped(f"{required_text(finding)} {citation(finding, report)}", "[ ] ")
    return [tr("For a person to confirm").upper(), *lines] if lines else []


def _settled(report: Report) -> list[str]:
    lines: list[str] = []
    for finding in standing_as(report, Standing.WAIVED, Standing.NOT_APPLICABLE, Standing.PASS):
        lines += _wrapped(_settled_text(finding, report), f"{standing(finding).word:<14}  ")
    return [tr("Settled").upper(), *lines] if lines else []


def _settled_text(finding: Finding, report: Report) -> str:
    reading = "" if finding.measured is None else f": {measured_text(finding)}"
    margin = "" if finding.margin is None else f" ({margin_text(finding)})"
    remark = ""
    if standing(finding) is Standing.WAIVED:
        remark = f". {tr('Waived by')} {finding.waived_by}"
    elif standing(finding) is Standing.NOT_APPLICABLE:
        remark = f". {say(finding.reason).rstrip('.')}"
    asked = f"{tr('required')}: {required_text(finding)}"
    return f"{title(finding)}{reading}{margin}; {asked}{remark}. {citation(finding, report)}"


def _sources(report: Report) -> list[str]:
    if not report.documents:
        return []
    lines = [tr("Sources").upper()]
    for number, name, used in numbered_documents(report):
        grades = "; ".join(f"{tr(grade)}: {GRADE_MEANINGS[grade]}" for grade in grades_of(report, name))
        lines += _wrapped(document_text(used) + (f" ({grades})" if grades else ""), f"[{number}] ")
    lines += _wrapped(f"{tr('Weakest grade of the figures used:')} {tr(report.weakest_grade)}.", "")
    return lines


def _field(label: str, text: str, indent: str = "  ") -> list[str]:
    said = tr(label) if label else ""
    return _wrapped(text, f"{indent}{said:<{_LABEL - 1}} ")


def _wrapped(text: str, first: str) -> list[str]:
    """Wrap to the width; the lines after the first stand under its text. A word is never cut."""
    lines = textwrap.wrap(
        figures_together(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(NO_BREAK_SPACE, " ") for line in lines]
