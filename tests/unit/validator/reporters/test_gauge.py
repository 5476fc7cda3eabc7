"""One reading against its limits, drawn."""

from __future__ import annotations

import pytest

from fixtures.reports import finding, loudness_finding, quantity
from validator.reporters.gauge import WIDTH, Gauge, gauge_of
from validator.results.finding import Limits


def _gauge(value: float, **limits: float) -> Gauge:
    made = gauge_of(finding("loudness.range", measured=quantity(value, "LU"), limits=Limits(unit="LU", **limits)))
    assert made is not None
    return made


@pytest.mark.parametrize(("value", "inside"), [(-27.0, True), (-25.0, True), (-24.61, False), (-29.3, False)])
def test_the_tick_is_on_the_bar_exactly_where_the_demand_holds(value: float, inside: bool) -> None:
    picture = gauge_of(loudness_finding(value))
    assert picture is not None
    assert (picture.start <= picture.reading <= round(picture.start + picture.width, 1)) is inside


def test_the_target_is_in_the_middle_of_equal_tolerances() -> None:
    picture = gauge_of(loudness_finding(-27.0))
    assert picture is not None
    assert picture.target == picture.reading == WIDTH / 2


def test_a_reading_far_away_is_an_arrow_at_the_edge() -> None:
    assert _gauge(40.0, high=10.0).off_scale == "right"
    assert _gauge(40.0, high=10.0).reading == WIDTH
    assert _gauge(-40.0, low=1.0, high=2.0).off_scale == "left"


def test_the_scale_makes_room_for_a_reading_outside_a_narrow_tolerance() -> None:
    picture = _gauge(-24.8, low=-23.2, high=-22.8)
    assert picture.off_scale == ""
    assert picture.reading < picture.start


def test_a_floor_accepts_everything_above_it() -> None:
    picture = _gauge(5.0, low=3.0)
    assert picture.start + picture.width == pytest.approx(WIDTH)
    assert picture.text == "5, accepted at least 3 LU"


def test_a_limit_that_is_not_stated_is_worked_back_where_it_can_only_be_exceeded() -> None:
    peak = finding("peak.true-peak", measured=quantity(-1.5, "dBTP"), margin=-0.5, margin_unit="dB")
    picture = gauge_of(peak)
    assert picture is not None
    assert picture.text == "-1.5, accepted at most -2 dBTP"
    loudness = finding("loudness.integrated", measured=quantity(-24.0, "LKFS"), margin=-1.0, margin_unit="LU")
    assert gauge_of(loudness) is None


def test_without_a_reading_there_is_nothing_to_draw() -> None:
    assert gauge_of(finding("loudness.range", limits=Limits(high=10.0, unit="LU"))) is None
