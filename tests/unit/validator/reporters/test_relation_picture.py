"""The pictures of comparisons: what is drawn is where the figures say, and nothing is drawn of what is not known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from fixtures import reports
from validator.comparisons.dub.map_model import EditKind, MapEdit, MapSegment, MapState
from validator.comparisons.me.me_model import LeftOverLines, LineInMe
from validator.comparisons.relations import ComparedMix, MixComparison, Relation
from validator.comparisons.stems.sum_model import StemsSumResult, SumCause, SumState
from validator.reporters.as_html import report_to_html
from validator.reporters.relation_picture import RelationPicture, pictures_of
from validator.reporters.timeline import LEFT, RIGHT

if TYPE_CHECKING:
    from typing import Any

    from validator.results.report import Report

RATE_HZ = 48_000
COUNT = 100 * RATE_HZ


def mix(name: str) -> ComparedMix:
    return ComparedMix(
        name=name,
        path=None,
        kind=None,
        version=None,
        language=None,
        layout="5.1",
        channel_labels=("L", "R", "C", "LFE", "Ls", "Rs"),
        sample_rate_hz=RATE_HZ,
        sample_count=COUNT,
        start_sample=None,
    )


def segment(start: int, end: int, late: float) -> MapSegment:
    return MapSegment(
        start_sample=start,
        end_sample=end,
        offset_samples=late,
        offset_uncertainty_samples=0.1,
        drift_ppm=0.0,
        speed_ratio=Fraction(1),
        pitch=None,
        places=9,
    )


def compared(**fields: Any) -> MixComparison:
    return MixComparison(
        version="0",
        relation=Relation.DUB,
        subject=mix("dub.wav"),
        partners=(mix("original.wav"),),
        state=MapState.ALIGNED,
        cause=None,
    ).model_copy(update=fields)


def report(*comparisons: MixComparison) -> Report:
    made = reports.acceptable()
    assert made.measurements is not None
    return made.model_copy(
        update={"measurements": made.measurements.model_copy(update={"comparisons": tuple(comparisons)})}
    )


def drawn(comparison: MixComparison) -> RelationPicture:
    (picture,) = pictures_of(report(comparison), 1500)
    return picture


def middle(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def test_nothing_that_was_compared_is_nothing_drawn() -> None:
    assert pictures_of(report(), 1500) == ()
    assert pictures_of(report(compared(state=MapState.CANNOT_TELL, cause="other-programme")), 1500) == ()
    assert "Against what it belongs to" not in report_to_html(report())


def test_a_map_with_an_edit_has_two_segments_and_a_mark_between() -> None:
    half = COUNT // 2
    edit = MapEdit(
        at_sample=half, earliest_sample=half, latest_sample=half, size_samples=24_024.0, kind=EditKind.INSERT
    )
    picture = drawn(compared(segments=(segment(0, half, 0.0), segment(half, COUNT, 24_024.0)), edits=(edit,)))
    assert picture.offset is not None
    first, second = picture.offset_paths
    assert first.startswith(f"M{LEFT},{picture.offset.y(0.0):g}")
    assert second == f"M{middle(0.5):g},{picture.offset.y(500.5):g}L{RIGHT},{picture.offset.y(500.5):g}"
    assert [mark.x for mark in picture.edits] == [middle(0.5)]
    assert "0.500 s" in picture.edits[0].text


def test_a_dub_in_step_is_drawn_at_zero_with_room_around_it() -> None:
    picture = drawn(compared(segments=(segment(0, COUNT, 0.2),)))
    assert picture.offset is not None
    assert picture.offset.top - picture.offset.bottom >= 40.0
    assert picture.offset_grid


def test_what_the_sum_of_the_stems_leaves_is_a_curve() -> None:
    stems = StemsSumResult(
        state=SumState.DIFFERS,
        cause=SumCause.STEM_GAIN,
        null_db=(-90.0,) * 50 + (None,) + (-20.0,) * 49,
        corrected_null_db=(-90.0,) * 100,
    )
    picture = drawn(compared(relation=Relation.STEMS, stems=stems))
    assert picture.null is not None
    assert picture.null_path.count("M") == 2
    assert picture.corrected_path.count("M") == 1
    silent = replace(stems, null_db=(None,) * 100)
    assert pictures_of(report(compared(relation=Relation.STEMS, stems=silent)), 1500) == ()


@pytest.mark.parametrize("count", [0, 3])
def test_lines_that_were_left_have_a_lane(count: int) -> None:
    lines = tuple(
        LineInMe(
            start_sample=number * RATE_HZ,
            end_sample=(number + 1) * RATE_HZ,
            channels=("C",),
            level_db=-0.5,
            significance=40.0,
        )
        for number in range(count)
    )
    one = compared(segments=(segment(0, COUNT, 0.0),), left_over=LeftOverLines(lines=9, found=lines))
    (lane,) = drawn(one).lanes
    assert len(lane.spans) == count
    page = report_to_html(report(one))
    assert "Against what it belongs to" in page
    assert "original.wav" in page
    assert page.count('class="mark warn"') >= count
