"""Markdown: for tickets and pull requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import localised
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.head import head_of, history_cells, history_columns, made_text
from validator.reporters.letter.letter_wording import said_letter
from validator.reporters.report_wording import (
    ALSO_NOTICED,
    DAMAGE_TITLE,
    NO_EFFECT,
    NOTICE_TITLES,
    STOPPED,
    SUBJECT_WORDS,
    VERDICT_WORDS,
    Standing,
    by_mix,
    causes,
    citation,
    counts_text,
    damage_to_do,
    document_text,
    grades_of,
    in_reading_order,
    kind_word,
    margin_text,
    measured_text,
    numbered_documents,
    one_line,
    place_in_delivery,
    required_text,
    standing,
    standing_as,
    title,
    to_do,
    undecided_text,
)
from validator.reporters.spool import RunFormat, run_to_text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validator.reporters.letter.letter_wording import SaidFile, SaidLetter, SaidLine
    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.finding import Finding, Notice
    from validator.results.report import Made, NotJudged, Report

PLACES_SHOWN: Final = 3

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~#&])")


def report_to_markdown(report: Report) -> str:
    """Return a report as Markdown: head, what to do, all findings, sources with grade and date."""
    return "\n\n".join(_blocks(report, "##")) + "\n"


def run_to_markdown(reports: Sequence[Report], not_judged: Sequence[NotJudged] = (), made: Made | None = None) -> str:
    """Return reports as Markdown: a table of the verdicts and of what was not judged, then each report.

    Raises:
        UsageError: There was no mix at all.
    """
    return run_to_text_of(RUN, reports, not_judged, made)


def _section(report: Report, position: Position) -> str:
    if position.alone:
        return report_to_markdown(report)
    blocks = [f"## {_escaped(place_in_delivery(report))}: {_escaped(report.sheet.id)}", *_blocks(report, "###")]
    return "\n\n".join(blocks) + "\n"


def _frame(summary: RunSummary) -> tuple[str, str]:
    if summary.alone:
        return "", ""
    return run_head(summary) + ("\n" if summary.rows else ""), ""


RUN: Final = RunFormat(section=_section, frame=_frame, between="\n")
"""A run in this format."""

_RUN_COLUMNS: Final = ("Verdict", "Mix", "Language", "Kind", "Layout", "Sheet", "To look at first")


def run_head(summary: RunSummary, links: Mapping[int, str] | None = None, *, stopped: bool = False) -> str:
    """Return the verdict of a run and the tables of its reports and of what was not judged.

    Args:
        summary: The run.
        links: Address of a page about each report, by the number of its row; None for none.
        stopped: True where somebody stopped the run before its end.
    """
    blocks = [] if summary.letter is None else _letter(said_letter(summary.letter))
    blocks += [tr(STOPPED)] if stopped else []
    blocks += [f"**{VERDICT_WORDS[summary.verdict]}**: {summary.text}. {_escaped(made_text(summary.made))}."]
    for verdict, rows in summary.groups:
        blocks += [] if verdict is None else [f"**{VERDICT_WORDS[verdict]}** ({len(rows)})"]
        table = [
            (
                VERDICT_WORDS[row.verdict],
                row.place,
                row.language or "",
                kind_word(row.kind) if row.kind else SUBJECT_WORDS[row.subject],
                row.layout or "",
                f"{row.sheet} {row.deliverable}",
                row.worst,
            )
            for row in rows
        ]
        blocks.append(_table(_RUN_COLUMNS, table, [(links or {}).get(row.number) for row in rows]))
    if summary.problems:
        blocks.append(_table(_RUN_COLUMNS, map(_left_out, summary.problems)))
    if summary.history:
        blocks += [f"{tr('Rounds')}:", _table(history_columns(), history_cells(summary.history))]
    if summary.not_asked:
        blocks += [f"{tr('Not asked for by a sheet')} ({len(summary.not_asked)}):", _not_asked(summary.not_asked)]
    return "\n\n".join(blocks) + "\n"


def _letter(letter: SaidLetter) -> list[str]:
    """Return the letter: verdict, what to do and where, what was accepted, waived and not judged."""
    blocks = [f"# {_escaped(letter.title)}"] if letter.title else []
    blocks += [f"**{_escaped(letter.verdict_text)}**"]
    blocks += ["\n".join(f"- {label}: {_escaped(text)}" for label, text in letter.head)]
    for section in letter.sections:
        blocks += [f"## {section.heading}", section.note, "\n".join(map(_line, section.lines))]
    for heading, sentences in letter.paragraphs:
        blocks += [f"## {heading}", "\n".join(f"- {_escaped(sentence)}" for sentence in sentences)]
    if letter.terms:
        blocks += [f"## {letter.terms_heading}", "\n".join(f"- {_escaped(term)}" for term in letter.terms)]
    return [*blocks, f"## {letter.files_heading}"]


def _line(line: SaidLine) -> str:
    rules = f" [{', '.join(line.rules)}]" if line.rules else ""
    said = [f"{line.number}. **{_escaped(line.todo)}** {_escaped(f'{line.title}{rules}: {line.what}'.rstrip(' :'))}"]
    said += [f"- {'; '.join(f'{label}: {_escaped(text)}' for label, text in line.facts)}"] if line.facts else []
    said += [_entry(one) for one in line.files]
    said += [f"- {line.more_files}"] if line.more_files else []
    indent = " " * len(f"{line.number}. ")
    return "\n".join([said[0], *(f"{indent}{text}" for text in said[1:])])


def _entry(one: SaidFile) -> str:
    parts = [one.place, f"({one.about})" if one.about else "", one.facts, one.remedy, "; ".join(one.where), one.waiver]
    return f"- {_escaped(' · '.join(part for part in parts if part))}"


def _left_out(one: NotJudged) -> tuple[str, ...]:
    kind = kind_word(one.kind) if one.kind else ""
    return (one.word, one.path or one.name, one.language or "", kind, "", one.sheet or "", one.details)


def _not_asked(left_out: Sequence[NotJudged]) -> str:
    return "\n".join(f"- {_escaped(place)}: {_escaped(', '.join(sheets))}" for place, sheets in by_mix(left_out))


def _blocks(report: Report, heading: str) -> list[str]:
    head = "\n".join(f"- {tr(label)}: {_escaped(text)}" for label, text in head_of(report))
    blocks = [
        f"**{VERDICT_WORDS[report.verdict]}**: {_escaped(say(report.headline))}",
        f"{head}\n- {tr('findings')}: {counts_text(report)}",
    ]
    if to_do(report) or report.damage:
        blocks += [f"{heading} {tr('What to do')}", _work(report)]
    if report.notices:
        blocks += [f"{heading} {tr(ALSO_NOTICED)}", tr(f"{NO_EFFECT.capitalize()}."), _noticed(report)]
    blocks += [f"{heading} {tr('All findings')}", _findings(report)]
    statements = standing_as(report, Standing.TO_CONFIRM)
    if statements:
        blocks += [f"{heading} {tr('For a person to confirm')}", _check_list(statements, report)]
    if report.documents:
        blocks += [f"{heading} {tr('Sources')}", _sources(report)]
    return blocks


def _work(report: Report) -> str:
    damage = damage_to_do(report)
    rows = [("", tr(DAMAGE_TITLE), "–", tr("a file that is whole"), "–", "–", damage)] if damage else []
    rows += [
        (
            str(number),
            title(finding),
            measured_text(finding),
            required_text(finding),
            margin_text(finding),
            _places(finding, report),
            say(finding.remedy) if finding.remedy else "",
        )
        for number, finding in enumerate(to_do(report), start=1)
    ]
    return _table(("", "Demand", "Measured", "Required", "Margin", "Where", "What to do"), rows)


def _check_list(statements: Sequence[Finding], report: Report) -> str:
    return "\n".join(
        f"- [ ] {_escaped(required_text(finding))} {_escaped(str(citation(finding, report)))}" for finding in statements
    )


def _noticed(report: Report) -> str:
    clock = clock_of(report)
    return "\n".join(
        f"- **{NOTICE_TITLES[notice.kind]}**: {_escaped(notice_text(notice, clock))} {_escaped(_noticed_from(notice))}"
        for notice in report.notices
    )


def _noticed_from(notice: Notice) -> str:
    return f"{tr('Noticed from:')} {say(notice.noticed_from)} ({notice.source})."


def _findings(report: Report) -> str:
    rows = [
        (
            f"{standing(finding).mark} {standing(finding).word}",
            f"{title(finding)} [{finding.rule}]",
            measured_text(finding),
            required_text(finding),
            margin_text(finding),
            _places(finding, report),
            str(citation(finding, report)),
            tr(finding.grade.value),
            _remark(finding),
        )
        for finding in in_reading_order(report.findings)
    ]
    return _table(("State", "Demand", "Measured", "Required", "Margin", "Where", "Clause", "Grade", "Remark"), rows)


def _remark(finding: Finding) -> str:
    said = [
        undecided_text(finding) or say(finding.reason),
        *causes(finding),
        f"{tr('Waived:')} {finding.waived_by}." if finding.waived_by else "",
        f"{tr('A waiver was asked for and not granted:')} {finding.waiver_requested}."
        if finding.waiver_requested
        else "",
        finding.note or "",
    ]
    said.append(f"{tr('Conflict:')} {finding.conflict}" if finding.conflict else "")
    return " ".join(text for text in said if text)


def _places(finding: Finding, report: Report) -> str:
    clock = clock_of(report)
    shown = [place_text(place, clock) for place in finding.where[:PLACES_SHOWN]]
    more = max(finding.where_count, len(finding.where)) - len(shown)
    return "; ".join([*shown, f"{tr('and')} {more} {tr('more')}"] if more > 0 else shown) or "–"


def _sources(report: Report) -> str:
    lines = []
    for number, name, used in numbered_documents(report):
        grades = ", ".join(map(tr, grades_of(report, name)))
        of_grade = f" ({tr('grade:')} {grades})" if grades else ""
        lines.append(f"{number}. {_escaped(document_text(used))}{of_grade}")
    return "\n".join(lines)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], links: Sequence[str | None] | None = None) -> str:
    """Return a table; a link is laid on the second cell of its row."""
    lines = [f"| {' | '.join(tr(cell) if cell else cell for cell in header)} |", f"|{' --- |' * len(header)}"]
    for index, row in enumerate(rows):
        cells = [_escaped(cell) for cell in row]
        link = links[index] if links else None
        if link is not None:
            cells[1] = f"[{cells[1]}]({link})"
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it is: no markup and no cell border."""
    return _SPECIAL.sub(r"\\\1", one_line(localised(text)))
