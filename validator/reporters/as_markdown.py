"""Markdown: for tickets and pull requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.run import tally, worst_verdict
from validator.reporters.summary import file_form, file_time
from validator.reporters.wording import (
    ALSO_NOTICED,
    DAMAGE_TITLE,
    NO_EFFECT,
    NOTICE_TITLES,
    VERDICT_WORDS,
    Standing,
    citation,
    counts_text,
    damage_to_do,
    document_text,
    grades_of,
    in_reading_order,
    margin_text,
    measured_text,
    numbered_documents,
    one_line,
    standing,
    standing_as,
    title,
    to_do,
    undecided_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validator.finding import Finding
    from validator.report import NotJudged, Report

PLACES_SHOWN: Final = 3

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~#&])")


def report_to_markdown(report: Report) -> str:
    """Return a report as Markdown: verdict, what to fix, all findings, sources with grade and date."""
    return "\n\n".join(_blocks(report, "##")) + "\n"


def run_to_markdown(reports: Sequence[Report], not_judged: Sequence[NotJudged] = ()) -> str:
    """Return several reports as Markdown: a table of the verdicts and of what was not judged, then each report.

    Raises:
        UsageError: There was no mix at all.
    """
    rows = [
        (
            VERDICT_WORDS[report.verdict],
            report.name,
            f"{report.sheet.id} {report.deliverable}",
            counts_text(report),
        )
        for report in reports
    ]
    rows += [(left_out.word, left_out.name, left_out.sheet or "–", left_out.details) for left_out in not_judged]
    blocks = [
        f"**{VERDICT_WORDS[worst_verdict(reports, not_judged)]}**: {tally(reports, not_judged)}",
        _table(("Verdict", "File", "Sheet", "Findings"), rows),
    ]
    for report in reports:
        blocks += [f"## {_escaped(report.name)}", *_blocks(report, "###")]
    return "\n\n".join(blocks) + "\n"


def _blocks(report: Report, heading: str) -> list[str]:
    sheet = report.sheet
    edition = f"{sheet.publisher}, {sheet.title}, {sheet.edition}"
    form = f"{file_form(report.measured)}; {file_time(report)}"
    mix = f"File: {_escaped(report.name)} ({_escaped(form)})"
    blocks = [
        f"**{VERDICT_WORDS[report.verdict]}**: {_escaped(say(report.headline))}",
        f"{mix} against {_escaped(edition)}, {_escaped(report.deliverable_title)}. {counts_text(report)}.",
    ]
    if to_do(report) or report.damage:
        blocks += [f"{heading} What to fix", _work(report)]
    if report.notices:
        blocks += [f"{heading} {ALSO_NOTICED}", f"{NO_EFFECT.capitalize()}.", _noticed(report)]
    statements = standing_as(report, Standing.TO_CONFIRM)
    if statements:
        blocks += [f"{heading} For a person to confirm", _check_list(statements, report)]
    blocks += [f"{heading} All findings", _findings(report), f"{heading} Sources", _sources(report)]
    return blocks


def _work(report: Report) -> str:
    damage = damage_to_do(report)
    rows = [("", DAMAGE_TITLE, "–", "a file that is whole", "–", "–", damage)] if damage else []
    rows += [
        (
            str(number),
            title(finding),
            measured_text(finding),
            finding.required,
            margin_text(finding),
            _places(finding, report),
            say(finding.remedy) if finding.remedy else "",
        )
        for number, finding in enumerate(to_do(report), start=1)
    ]
    return _table(("", "Demand", "Measured", "Required", "Margin", "Where", "What to do"), rows)


def _check_list(statements: Sequence[Finding], report: Report) -> str:
    return "\n".join(
        f"- [ ] {_escaped(finding.required)} {_escaped(str(citation(finding, report)))}" for finding in statements
    )


def _noticed(report: Report) -> str:
    clock = clock_of(report)
    return "\n".join(
        f"- **{NOTICE_TITLES[notice.kind]}**: {_escaped(notice_text(notice, clock))} "
        f"{_escaped(f'Noticed from: {say(notice.noticed_from)} ({notice.source}).')}"
        for notice in report.notices
    )


def _findings(report: Report) -> str:
    rows = [
        (
            f"{standing(finding).mark} {standing(finding).word}",
            title(finding),
            measured_text(finding),
            finding.required,
            margin_text(finding),
            str(citation(finding, report)),
            finding.grade.value,
            _remark(finding),
        )
        for finding in in_reading_order(report.findings)
    ]
    return _table(("State", "Demand", "Measured", "Required", "Margin", "Clause", "Grade", "Remark"), rows)


def _remark(finding: Finding) -> str:
    said = [
        undecided_text(finding) or say(finding.reason),
        f"Waived: {finding.waived_by}." if finding.waived_by else "",
        finding.note or "",
    ]
    said.append(f"Conflict: {finding.conflict}" if finding.conflict else "")
    return " ".join(text for text in said if text)


def _places(finding: Finding, report: Report) -> str:
    clock = clock_of(report)
    shown = [place_text(place, clock) for place in finding.where[:PLACES_SHOWN]]
    more = max(finding.where_count, len(finding.where)) - len(shown)
    return "; ".join([*shown, f"and {more} more"] if more > 0 else shown) or "–"


def _sources(report: Report) -> str:
    lines = []
    for number, name, used in numbered_documents(report):
        grades = ", ".join(grades_of(report, name))
        lines.append(f"{number}. {_escaped(document_text(used))}{f' (grade: {grades})' if grades else ''}")
    return "\n".join(lines)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    lines += [f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it is: no markup and no cell border."""
    return _SPECIAL.sub(r"\\\1", one_line(text))
