"""Reports as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fixtures import reports
from fixtures.golden import assert_golden
from validator.reporters.as_markdown import report_to_markdown, run_to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.results.report import Report

_BORDER = re.compile(r"(?<!\\)\|")


def _tables(text: str) -> list[list[str]]:
    tables: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def test_a_report_is_the_committed_one() -> None:
    assert_golden("reporters/rejected.md", report_to_markdown(reports.rejected()))


def test_a_run_is_the_committed_one() -> None:
    assert_golden(
        "reporters/run.md", run_to_markdown([reports.acceptable(), reports.incomplete()], reports.not_judged())
    )


@pytest.mark.parametrize(
    "make", [reports.rejected, reports.hostile, reports.incomplete], ids=lambda make: make.__name__
)
def test_every_row_of_a_table_has_the_same_number_of_cells(make: Callable[[], Report]) -> None:
    tables = _tables(report_to_markdown(make()))
    assert tables
    for table in tables:
        assert len({len(_BORDER.findall(row)) for row in table}) == 1


def test_the_verdict_comes_first_then_what_to_do_then_all_findings_then_sources() -> None:
    text = report_to_markdown(reports.rejected())
    assert text.startswith("**Rejected**: ")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["What to do", "All findings", "For a person to confirm", "Sources"]


def test_nothing_to_do_means_no_such_table() -> None:
    assert "What to do" not in report_to_markdown(reports.acceptable())


def test_a_source_says_its_grade_and_the_day_it_was_retrieved() -> None:
    sources = report_to_markdown(reports.rejected()).split("## Sources")[1]
    assert "retrieved 2026-09-01, read in the text itself (grade: primary)" in sources
    assert "retrieved 2026-09-03, quoted by a partner's hand-out (grade: recalled)" in sources


def test_a_name_cannot_become_markup() -> None:
    text = report_to_markdown(reports.hostile())
    assert not re.search(r"(?<!\\)<script", text)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_was_noticed_is_a_list_of_its_own() -> None:
    text = report_to_markdown(reports.noticed())
    part = text.split("## Also noticed")[1].split("## All findings")[0]
    assert "verdict does not depend on it" in part
    assert part.count("\n- **") == 2
    assert "Also noticed" not in report_to_markdown(reports.acceptable())


def test_damage_stands_under_what_to_do() -> None:
    part = report_to_markdown(reports.damaged()).split("## What to do")[1].split("## All findings")[0]
    assert "Damaged file" in part
    assert "Copy or export it again" in part
