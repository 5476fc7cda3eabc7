"""The picture of a programme over time."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from fixtures import reports
from fixtures.invented_programme import PICTURE_RATE, RATE_HZ, ROW, measurements
from validator.reporters.timeline import LEFT, LOUDNESS_BOTTOM, LOUDNESS_TOP, RIGHT, timeline_of


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", path)]


def _numbers() -> dict[str, int]:
    return {finding.fingerprint: number for number, finding in enumerate(reports.rejected().findings, start=1)}


def test_the_accepted_band_lies_between_the_lines_of_its_limits() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    band = picture.loudness.band
    assert band is not None
    axis = picture.loudness.axis
    assert band[0] == axis.y(-25.0)
    assert band[0] + band[1] == pytest.approx(axis.y(-29.0))


def test_readings_and_limits_are_labelled_without_covering_each_other() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    labels = picture.loudness.labels
    assert [label.text for label in labels] == [
        "integrated −22.74",
        "judged −24.61",
        "at most −25.0",
        "target −27.0",
        "at least −29.0",
    ]
    heights = [label.text_y for label in labels]
    assert all(after - before >= 12.9 for before, after in pairwise(heights))


def test_every_point_lies_inside_the_plot() -> None:
    picture = timeline_of(reports.film(3), {}, 1500)
    assert picture is not None
    for x, y in _points(picture.short_term) + _points(picture.momentary):
        assert LEFT <= x <= RIGHT
        assert LOUDNESS_TOP <= y <= LOUDNESS_BOTTOM


def test_a_short_programme_is_drawn_row_by_row_and_a_long_one_as_an_envelope() -> None:
    short, long = timeline_of(reports.rejected(), {}, 1500), timeline_of(reports.film(60), {}, 1500)
    assert short is not None
    assert long is not None
    assert not short.momentary.endswith("Z")
    assert long.momentary.endswith("Z")
    assert len(_points(long.short_term)) <= 1500


def test_silence_interrupts_the_curve() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    first_x = _points(picture.momentary)[0][0]
    assert first_x == pytest.approx(LEFT + (RIGHT - LEFT) * 20.5 / 600, abs=1.0)  # two seconds of silence at the head


def test_only_peaks_above_the_limit_are_marked_as_overs() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    assert picture.overs.count("M") == 3
    without = timeline_of(reports.acceptable(), {}, 1500)
    assert without is not None
    assert without.overs == ""


def test_what_lies_outside_the_window_is_covered_and_the_window_is_named() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    assert picture.window == "first to last frame of action"
    head, tail = picture.outside
    assert head.x == LEFT
    assert head.width == pytest.approx((RIGHT - LEFT) * 2 / 60, abs=0.1)
    assert tail.x + tail.width == pytest.approx(RIGHT, abs=0.1)


def test_places_are_marked_with_the_number_of_their_finding() -> None:
    picture = timeline_of(reports.rejected(), _numbers(), 1500)
    assert picture is not None
    over = picture.marks[0]
    assert (over.number, over.kind) == (2, "fail")
    assert over.text == "2. True peak, fail, 01:00:31:01: -0.83 dBTP"
    assert over.x == pytest.approx(LEFT + (RIGHT - LEFT) * 311 / 600, abs=0.1)


def test_the_axis_shows_round_timecodes() -> None:
    picture = timeline_of(reports.rejected(), {}, 1500)
    assert picture is not None
    assert [label for _, label in picture.ticks] == [f"01:00:{second:02}:00" for second in range(0, 60, 10)]


def test_speech_is_a_lane_of_its_own_and_only_where_it_was_told_apart() -> None:
    report = reports.rejected()
    picture = timeline_of(report, {}, 1500)
    assert picture is not None
    assert picture.dialogue_y is not None
    assert picture.dialogue[0].x == pytest.approx(LEFT + (RIGHT - LEFT) * 140 / 600, abs=0.1)
    without = report.model_copy(update={"measurements": measurements(dialogue=None)})
    plain = timeline_of(without, {}, 1500)
    assert plain is not None
    assert plain.dialogue == ()
    assert plain.dialogue_y is None
    assert plain.height < picture.height


def test_a_last_row_that_is_not_full_is_drawn_like_the_others() -> None:
    measured = measurements()
    series = measured.series.model_copy(update={"power_lkfs": measured.series.power_lkfs[:-1]})
    report = reports.rejected().model_copy(update={"measurements": measured.model_copy(update={"series": series})})
    picture = timeline_of(report, {}, 1500)
    assert picture is not None
    assert not picture.momentary.endswith("Z")
    times = picture.readout["time"]
    assert isinstance(times, list)
    assert len(times) == 600


def test_without_limits_there_is_no_band_and_the_programme_is_still_drawn() -> None:
    report = reports.rejected()
    plain = tuple(finding.model_copy(update={"limits": None, "window": ()}) for finding in report.findings)
    picture = timeline_of(report.model_copy(update={"findings": plain}), {}, 1500)
    assert picture is not None
    assert picture.loudness.band is None
    assert [label.text for label in picture.loudness.labels] == ["integrated −22.74"]
    assert picture.peaks.labels[-1].text == "at most −2.0"  # reading and margin say it


def test_the_sample_rate_and_the_picture_rate_of_the_fixture_are_what_the_figures_above_assume() -> None:
    assert (RATE_HZ, ROW, PICTURE_RATE) == (48_000, 4_800, "24000/1001")
