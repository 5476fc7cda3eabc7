"""Plain text, 100 columns, no colour: for pipes and logs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.reporters.clock import Clock, clock_of, notice_text, place_text, samples_text
from validator.reporters.run import tally, worst_verdict
from validator.reporters.summary import file_form, file_time, main_readings, place_of
from validator.reporters.wording import (
    ALSO_NOTICED,
    DAMAGE_TITLE,
    GRADE_MEANINGS,
    NO_BREAK_SPACE,
    NO_EFFECT,
    NOTICE_TITLES,
    OPEN,
    VERDICT_WORDS,
    Standing,
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
    standing,
    standing_as,
    state_line,
    title,
    window_text,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.finding import Finding
    from validator.report import NotJudged, Report

WIDTH: Final = 100
PLACES_SHOWN: Final = 5
_LABEL: Final = 13


def report_to_text(report: Report) -> str:
    """Return a report as plain text, lines of at most 100 columns; a name or path longer than that keeps its line."""
    blocks = [_head(report), _to_do(report), _readings(report), _open_findings(report)]
    blocks += [_noticed(report), _to_confirm(report), _settled(report), _sources(report)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def run_to_text(reports: Sequence[Report], not_judged: Sequence[NotJudged] = ()) -> str:
    """Return several reports as plain text: one line each, also for what was not judged, then each in full.

    Raises:
        UsageError: There was no mix at all.
    """
    verdict = VERDICT_WORDS[worst_verdict(reports, not_judged)].upper()
    lines = [f"{verdict}: {tally(reports, not_judged)}"]
    lines += [report_to_line(report) for report in reports]
    lines += [not_judged_to_line(left_out) for left_out in not_judged]
    rule = "=" * WIDTH
    return "\n".join(lines) + "\n" + "".join(f"\n{rule}\n{report_to_text(report)}" for report in reports)


def report_to_line(report: Report) -> str:
    """Return a report in one line: verdict, file, sheet, how the findings ended, and what is damaged."""
    name, sheet = one_line(report.name), report.sheet.id
    ended = counts_text(report)
    if report.damage:
        ended += f"; {DAMAGE_TITLE.lower()}: {one_line(' '.join(report.damage)).removesuffix('.')}"
    return f"{VERDICT_WORDS[report.verdict].upper():<10}  {name}  {sheet}/{report.deliverable}  {ended}"


def not_judged_to_line(left_out: NotJudged) -> str:
    """Return a mix that was not judged in one line: in place of the verdict why not, then file, sheet and reason."""
    name = one_line(left_out.name)
    return f"{left_out.word.upper():<10}  {name}  {left_out.sheet or '-'}  {one_line(left_out.reason)}"


def _head(report: Report) -> list[str]:
    sheet = report.sheet
    lines = [f"{VERDICT_WORDS[report.verdict].upper()}  {one_line(report.name)}"]
    lines += _wrapped(say(report.headline), "")
    lines += [""]
    lines += _field("sheet", f"{sheet.id}: {sheet.publisher}, {sheet.title}, {sheet.edition} ({sheet.status})", "")
    lines += _field("deliverable", f"{report.deliverable}: {report.deliverable_title}", "")
    lines += _field("file", file_form(report.measured), "")
    lines += _field("length", file_time(report), "")
    lines += _field("findings", counts_text(report), "")
    lines += _field("judged by", f"mixgate {report.made.version}", "")
    return lines


def _to_do(report: Report) -> list[str]:
    lines: list[str] = []
    for number, (name, remedy) in enumerate(work(report), start=1):
        lines += _wrapped(f"{name}: {remedy}", f"{number:>2}. ")
    return ["WHAT TO DO", *lines] if lines else []


def _readings(report: Report) -> list[str]:
    clock = clock_of(report)
    readings = main_readings(report)
    wide = max(len(reading.name) for reading in readings)
    lines = []
    for reading in readings:
        finding = reading.finding
        verdict = f"; {standing(finding).word}, {margin_text(finding)}" if finding else ""
        if finding is not None and finding.margin is None:
            verdict = f"; {standing(finding).word}"
        where = f" at {place_of(reading, clock)}" if reading.place is not None else ""
        lines += _wrapped(f"{reading.text}{where}{verdict}", f"{reading.name:<{wide}}  ")
    return ["READINGS", *lines]


def _open_findings(report: Report) -> list[str]:
    clock = clock_of(report)
    found = standing_as(report, *OPEN)
    if not found:
        return []
    lines = ["FINDINGS"]
    for finding in found:
        lines += ["", *_finding(finding, report, clock)]
    return lines


def _finding(finding: Finding, report: Report, clock: Clock) -> Iterator[str]:
    yield f"{standing(finding).word.upper()}  {title(finding)}  ({state_line(finding)})"
    yield from _wrapped(say(finding.reason), "  ")
    for label, text in (
        ("measured", measured_text(finding)),
        ("required", finding.required),
        ("margin", margin_text(finding)),
        ("over", window_text(finding)),
    ):
        if text not in {"", "–"}:
            yield from _field(label, text)
    for label, place in zip(["where", *[""] * len(finding.where)], finding.where[:PLACES_SHOWN], strict=False):
        yield from _field(label, f"{place_text(place, clock)} (samples {samples_text(place)})")
    total = max(finding.where_count, len(finding.where))
    if total > PLACES_SHOWN:
        yield from _field("", f"and {total - min(PLACES_SHOWN, len(finding.where))} more")
    for label, step in zip(["why", *[""] * len(finding.why)], finding.why, strict=False):
        yield from _field(label, say(step))
    if finding.decided_by:
        yield from _field("decided by", deciders_text(finding))
    remedy = None if finding.remedy is None else say(finding.remedy)
    for label, extra in (("note", finding.note), ("conflict", finding.conflict), ("what to do", remedy)):
        if extra:
            yield from _field(label, extra)
    yield from _field("source", str(citation(finding, report)))


def _noticed(report: Report) -> list[str]:
    clock = clock_of(report)
    lines: list[str] = []
    for notice in report.notices:
        lines += _wrapped(f"{NOTICE_TITLES[notice.kind]}: {notice_text(notice, clock)}", "- ")
        lines += _wrapped(f"(noticed from: {say(notice.noticed_from)}; {notice.source})", "  ")
    return [*_wrapped(f"{ALSO_NOTICED.upper()} ({NO_EFFECT})", ""), *lines] if lines else []


def _to_confirm(report: Report) -> list[str]:
    lines: list[str] = []
    for finding in standing_as(report, Standing.TO_CONFIRM):
        lines += _wrapped(f"{finding.required} {citation(finding, report)}", "[ ] ")
    return ["FOR A PERSON TO CONFIRM", *lines] if lines else []


def _settled(report: Report) -> list[str]:
    lines: list[str] = []
    for finding in standing_as(report, Standing.WAIVED, Standing.NOT_APPLICABLE, Standing.PASS):
        lines += _wrapped(_settled_text(finding, report), f"{standing(finding).word:<14}  ")
    return ["SETTLED", *lines] if lines else []


def _settled_text(finding: Finding, report: Report) -> str:
    reading = "" if finding.measured is None else f": {measured_text(finding)}"
    margin = "" if finding.margin is None else f" ({margin_text(finding)})"
    remark = ""
    if standing(finding) is Standing.WAIVED:
        remark = f". Waived by {finding.waived_by}"
    elif standing(finding) is Standing.NOT_APPLICABLE:
        remark = f". {say(finding.reason).rstrip('.')}"
    return f"{title(finding)}{reading}{margin}; required: {finding.required}{remark}. {citation(finding, report)}"


def _sources(report: Report) -> list[str]:
    lines = ["SOURCES"]
    for number, name, used in numbered_documents(report):
        grades = "; ".join(f"{grade}: {GRADE_MEANINGS[grade]}" for grade in grades_of(report, name))
        lines += _wrapped(document_text(used) + (f" ({grades})" if grades else ""), f"[{number}] ")
    lines += _wrapped(f"Weakest grade of the figures used: {report.weakest_grade}.", "")
    return lines


def _field(label: str, text: str, indent: str = "  ") -> list[str]:
    return _wrapped(text, f"{indent}{label:<{_LABEL}}")


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
