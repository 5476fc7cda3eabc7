"""How readings are held against limits, and how they are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.counting import count_of
from specs.message import verbatim
from validator.catalogue import say
from validator.rules.outcome import (
    LIMIT_SLACK,
    Outcome,
    at_most,
    counted,
    not_applicable,
    not_measured,
    quantity,
    shown,
    standing,
    standing_to_maximum,
    within,
)

LEVELS = st.floats(-90.0, 10.0)


@pytest.mark.parametrize(
    ("value", "low", "high", "found"),
    [
        (-23.0, -24.0, -22.0, (True, 1.0)),
        (-24.0, -24.0, -22.0, (True, 0.0)),
        (-22.0, -24.0, -22.0, (True, 0.0)),
        (-24.3, -24.0, -22.0, (False, -0.3)),
        (-21.5, -24.0, -22.0, (False, -0.5)),
        (-3.0, None, -2.0, (True, 1.0)),
        (3.0, 4.0, None, (False, -1.0)),
        (0.1 + 0.2, None, 0.3, (True, -0.0)),
        (7.0, None, None, (True, None)),
    ],
)
def test_a_reading_at_a_limit_is_within(
    value: float, low: float | None, high: float | None, found: tuple[bool, float | None]
) -> None:
    assert within(value, low, high) == found


@given(limit=LEVELS, distance=st.floats(2 * LIMIT_SLACK, 50.0))
def test_a_reading_beyond_a_limit_is_outside_by_its_distance(limit: float, distance: float) -> None:
    assert within(limit, None, limit)[0]
    assert within(limit, limit, None)[0]
    for held, margin in (within(limit + distance, None, limit), within(limit - distance, limit, None)):
        assert held is False
        assert margin == pytest.approx(-distance, abs=1e-5)


@given(value=LEVELS, low=LEVELS, high=LEVELS)
def test_the_margin_is_negative_exactly_outside(value: float, low: float, high: float) -> None:
    held, margin = within(value, low, high)
    assert margin is not None
    assert held is (margin >= -LIMIT_SLACK) or margin == pytest.approx(-LIMIT_SLACK)


@pytest.mark.parametrize(
    ("value", "margin", "decimals", "text"),
    [
        (-23.014, 0.3, 2, "-23.01 LU"),
        (-1.9992, -0.0008, 2, "-1.999 LU"),
        (3.96, -0.04, 1, "3.96 LU"),
        (-2.0000004, -0.0000004, 2, "-2.000000 LU"),
        (-0.001, None, 2, "0.00 LU"),
        (-2.0, 0.0, 2, "-2.00 LU"),
    ],
)
def test_a_reading_near_a_limit_gets_the_decimals_it_needs(
    value: float, margin: float | None, decimals: int, text: str
) -> None:
    assert shown(value, "LU", margin, decimals) == text


@given(limit=st.integers(-40, 0), distance=st.floats(1e-5, 0.01))
def test_a_reading_outside_never_reads_like_its_limit(limit: int, distance: float) -> None:
    value = limit + distance
    _, margin = within(value, None, float(limit))
    assert float(shown(value, "dB", margin).split()[0]) > limit
    assert quantity(value, "dB", margin=margin).text == shown(value, "dB", margin)


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "text"),
    [
        (-23.0, -24.0, -22.0, "LKFS", "within the limits"),
        (-23.0, None, -22.0, "LKFS", "within the limit"),
        (-21.0, -24.0, -22.0, "LKFS", "1.00 LU above the limit of -22 LKFS"),
        (-25.5, -24.0, -22.0, "LKFS", "1.50 LU below the limit of -24 LKFS"),
        (-1.5, None, -2.0, "dBTP", "0.50 dB above the limit of -2 dBTP"),
        (0.5, 2.0, None, "s", "1.50 s less than the limit of 2 s"),
        (0.8, None, 0.5, "%", "0.30 % above the limit of 0.5 %"),
    ],
)
def test_a_reading_is_said_to_stand_by_its_limits(
    value: float, low: float | None, high: float | None, unit: str, text: str
) -> None:
    assert say(standing(value, low, high, unit)) == text


def test_numbers_go_with_their_nouns() -> None:
    assert (count_of(1, "run", "runs"), count_of(0, "run", "runs"), count_of(12, "run", "runs")) == (
        "1 run", "0 runs", "12 runs",
    )  # fmt: skip
    assert (at_most(0, "gap", "gaps"), at_most(1, "gap", "gaps")) == ("no gaps", "at most 1 gap")
    assert counted(1, "gap", "gaps").text == "1 gap"
    assert counted(2, "gap", "gaps").value == 2.0


def test_a_reading_without_a_unit_ends_with_its_figure() -> None:
    assert quantity(-0.517, "").text == "-0.52"


def test_what_was_not_measured_neither_holds_nor_fails() -> None:
    assert not_measured("a peak", verbatim("There is none."), verbatim("Make one.")).held is None
    assert not_applicable("a peak", verbatim("Not for you.")).applies is False


def test_what_does_not_concern_a_mix_holds_and_is_asked_of_every_other() -> None:
    assert not_applicable("a peak", verbatim("Not for you.")).held is True
    assert Outcome(held=True, required="a peak", reason=verbatim("There is one.")).applies is True


def test_a_margin_of_nothing_has_no_minus_sign() -> None:
    _, margin = within(0.1 + 0.2, None, 0.3)

    assert margin is not None
    assert math.copysign(1.0, margin) == 1.0


def test_half_a_frame_is_counted_as_it_is() -> None:
    assert (count_of(2.5, "frame", "frames"), count_of(3.0, "frame", "frames")) == ("2.5 frames", "3 frames")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-2.5, "within the limit"),
        (-2.0, "within the limit"),
        (-1.8, "0.20 dB above the limit of -2 dBTP, but within the measurement tolerance of 0.3 dB"),
        (-1.7, "0.30 dB above the limit of -2 dBTP, but within the measurement tolerance of 0.3 dB"),
        (-1.6, "0.40 dB above the limit of -2 dBTP"),
    ],
)
def test_what_only_the_tolerance_makes_hold_is_said_so(value: float, text: str) -> None:
    assert say(standing_to_maximum(value, -2.0, 0.3, "dBTP")) == text


@pytest.mark.parametrize(
    ("held", "margin", "tolerance", "shown_margin"),
    [
        (True, 0.5, 0.3, 0.2),
        (True, 0.1, 0.3, 0.0),
        (False, -0.1, 0.3, -0.4),
        (True, 0.5, 0.0, 0.5),
        (True, None, 0.3, None),
    ],
)
def test_the_margin_that_is_shown_is_to_the_limit_of_the_text(
    held: bool, margin: float | None, tolerance: float, shown_margin: float | None
) -> None:
    found = Outcome(held=held, required="a peak", reason=verbatim("So."), margin=margin, tolerance=tolerance)

    assert found.margin_shown == shown_margin
