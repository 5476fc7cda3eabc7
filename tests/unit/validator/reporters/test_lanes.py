"""Lanes of a run: the mixes under one another, each mark at its time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fixtures import reports
from validator.reporters.as_html import report_to_html, run_to_html
from validator.reporters.lanes import LABELS, MARKS_OF_A_MIX, RIGHT, LaneMark, lanes_of
from validator.reporters.run import RunRow, summary_of


def rows() -> tuple[RunRow, ...]:
    return summary_of([reports.acceptable(), reports.rejected()]).rows


def test_every_mix_has_a_lane_and_what_needs_work_is_marked_in_it() -> None:
    picture = lanes_of(rows())
    assert picture is not None
    assert [lane.name for lane in picture.lanes] == [row.place for row in rows()]
    assert [bool(lane.marks) for lane in picture.lanes] == [bool(row.marks) for row in rows()]
    assert max(lane.width for lane in picture.lanes) == RIGHT - LABELS
    assert "Where the findings lie" in run_to_html([reports.acceptable(), reports.rejected()])


def test_a_mark_lies_at_its_time_and_a_shorter_mix_has_a_shorter_lane() -> None:
    mark = LaneMark(start_seconds=50.0, end_seconds=60.0, kind="fail", text="here")
    first, second = rows()
    picture = lanes_of([replace(first, seconds=100.0, marks=(mark,)), replace(second, seconds=50.0, marks=())])
    assert picture is not None
    (span,) = picture.lanes[0].marks
    assert span.x == pytest.approx(LABELS + (RIGHT - LABELS) / 2, abs=0.1)
    assert span.width == pytest.approx((RIGHT - LABELS) / 10, abs=0.1)
    assert picture.lanes[1].width == pytest.approx((RIGHT - LABELS) / 2, abs=0.1)


def test_one_mix_or_nothing_to_mark_has_no_lanes() -> None:
    first, second = rows()
    assert lanes_of([second]) is None
    assert lanes_of([replace(first, marks=()), replace(second, marks=())]) is None
    assert lanes_of([replace(one, seconds=None) for one in (first, second)]) is None
    assert "Where the findings lie" not in report_to_html(reports.rejected())


def test_a_row_keeps_so_many_marks_and_no_more() -> None:
    report = reports.rejected()
    finding = next(one for one in report.findings if any(place.is_in_sound for place in one.where))
    place = next(place for place in finding.where if place.is_in_sound)
    many = finding.model_copy(update={"where": (place,) * 500, "where_count": 500})
    findings = tuple(many if one is finding else one for one in report.findings)
    (row,) = summary_of([report.model_copy(update={"findings": findings})]).rows
    assert len(row.marks) <= MARKS_OF_A_MIX
