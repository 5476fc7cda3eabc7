"""Reports as rows of a table: the same columns in CSV and in workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.languages import tr
from validator.languages.figures import reworded
from validator.reporters.clock import clock_of, notice_text, place_text
from validator.reporters.report_wording import (
    NOTICE_TITLES,
    VERDICT_WORDS,
    in_reading_order,
    kind_word,
    margin_text,
    measured_text,
    place_in_delivery,
    required_text,
    standing,
    title,
    undecided_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.results.finding import Finding, Notice
    from validator.results.report import NotJudged, Report

Cell = str | int | float | None
"""What a cell holds; None is an empty one."""

COLUMNS: Final = (
    *("verdict", "mix", "path", "language", "kind", "layout", "sheet", "deliverable", "state", "demand", "rule", "key"),
    *("severity", "level", "grade", "binding", "measured", "value", "unit", "required", "low", "high", "target"),
    *("margin", "margin_unit", "places", "where", "start_sample", "end_sample", "start_timecode", "end_timecode"),
    *("reason", "remedy", "source", "waived_by", "waiver_requested", "fingerprint"),
)
"""Names of the columns, for programs: they do not change with the language. `start_` and `end_` are of the first place,
`places` counts them all."""

PLACES_SHOWN: Final = 20
"""Places in one cell; this project's choice: more are in the JSON and among the markers."""


def report_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for every finding in reading order, then for every notice."""
    for finding in in_reading_order(report.findings):
        yield _finding_row(finding, report)
    for notice in report.notices:
        yield _notice_row(notice, report)


def not_judged_row(left_out: NotJudged) -> tuple[Cell, ...]:
    """Return a row for a mix that was not judged."""
    known = {
        "verdict": left_out.word,
        "mix": left_out.name,
        "path": left_out.path,
        "language": left_out.language,
        "kind": kind_word(left_out.kind) if left_out.kind else None,
        "sheet": left_out.sheet,
        "state": left_out.why.value,
        "reason": left_out.details,
    }
    return tuple(known.get(name) for name in COLUMNS)


def _head(report: Report) -> dict[str, Cell]:
    return {
        "verdict": VERDICT_WORDS[report.verdict],
        "mix": report.name,
        "path": place_in_delivery(report),
        "language": report.language,
        "kind": kind_word(report.kind) if report.kind else tr(report.subject.value),
        "layout": None if report.measurements is None else report.measurements.layout,
        "sheet": report.sheet.id,
        "deliverable": report.deliverable,
    }


def _finding_row(finding: Finding, report: Report) -> tuple[Cell, ...]:
    limits = finding.limits
    known: dict[str, Cell] = _head(report) | {
        "state": standing(finding).value,
        "demand": title(finding),
        "rule": finding.rule,
        "key": finding.key,
        "severity": finding.severity.value,
        "level": finding.level.value,
        "grade": finding.grade.value,
        "binding": "yes" if finding.binding else "no",
        "measured": "" if finding.measured is None else measured_text(finding),
        "value": None if finding.measured is None else finding.measured.value,
        "unit": None if finding.measured is None else finding.measured.unit,
        "required": required_text(finding),
        "low": None if limits is None else limits.low,
        "high": None if limits is None else limits.high,
        "target": None if limits is None else limits.target,
        "margin": finding.margin,
        "margin_unit": finding.margin_unit,
        "places": max(finding.where_count, len(finding.where)),
        "reason": undecided_text(finding) or say(finding.reason),
        "remedy": say(finding.remedy) if finding.remedy else None,
        "source": finding.source,
        "waived_by": finding.waived_by,
        "waiver_requested": finding.waiver_requested,
        "fingerprint": finding.fingerprint,
    }
    return _in_order(known | _place_cells(finding, report))


def _notice_row(notice: Notice, report: Report) -> tuple[Cell, ...]:
    known: dict[str, Cell] = _head(report) | {
        "state": "notice",
        "demand": NOTICE_TITLES[notice.kind],
        "rule": f"notice.{notice.kind}",
        "measured": None if notice.measured is None else reworded(notice.measured.text),
        "value": None if notice.measured is None else notice.measured.value,
        "unit": None if notice.measured is None else notice.measured.unit,
        "places": max(notice.where_count, len(notice.where)),
        "reason": notice_text(notice, clock_of(report)),
        "remedy": say(notice.advice),
        "source": notice.source,
    }
    return _in_order(known | _place_cells(notice, report))


def _place_cells(found: Finding | Notice, report: Report) -> dict[str, Cell]:
    if not found.where:
        return {}
    clock = clock_of(report)
    first = found.where[0]
    shown = [place_text(place, clock) for place in found.where[:PLACES_SHOWN]]
    more = max(found.where_count, len(found.where)) - len(shown)
    return {
        "where": "; ".join([*shown, f"+{more}"] if more > 0 else shown),
        "start_sample": first.sample_in,
        "end_sample": first.sample_out,
        "start_timecode": first.timecode_in,
        "end_timecode": first.timecode_out,
    }


def _in_order(known: dict[str, Cell]) -> tuple[Cell, ...]:
    return tuple(known.get(name) for name in COLUMNS)


def to_redo_row(finding: Finding, report: Report) -> tuple[Cell, ...]:
    """Return what somebody has to act on, in few columns: see `TO_REDO_COLUMNS`."""
    clock = clock_of(report)
    shown = [place_text(place, clock) for place in finding.where[:PLACES_SHOWN]]
    more = max(finding.where_count, len(finding.where)) - len(shown)
    return (
        *(VERDICT_WORDS[report.verdict], place_in_delivery(report), report.language, report.sheet.id),
        *(standing(finding).word, title(finding), measured_text(finding), required_text(finding), margin_text(finding)),
        "; ".join([*shown, f"+{more}"] if more > 0 else shown),
        say(finding.remedy) if finding.remedy else None,
        *(finding.source, finding.rule, finding.fingerprint),
    )


TO_REDO_COLUMNS: Final = (
    *("Verdict", "Mix", "Language", "Sheet", "State", "Demand", "Measured", "Required", "Margin", "Where"),
    *("What to do", "Source", "Rule", "Fingerprint"),
)
