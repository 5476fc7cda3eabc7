"""Pairs out of phase, by what a phase meter shows every 100 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.requirements.signal import Polarity
from validator.results.measurements import PairReadings
from validator.rules.polarity import correlation_read, correlation_text, is_left_right, judge_polarity
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

ROW = 4800


def judged(rows: list[float | None], **changes: Any) -> Outcome:
    demand = make_requirement("signal.polarity", minimum_correlation=-0.5, longer_than_seconds=0.3)
    assert isinstance(demand, Polarity)
    return judge_polarity(demand, Subject(measurements=make_measurements(correlation={"L R": rows}, **changes)))


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([0.5] * 10, []),
        ([-0.6] * 3 + [0.5] * 7, []),
        ([-0.6] * 4 + [0.5] * 6, [(0, 4)]),
        ([0.5] * 6 + [-0.6] * 4, [(6, 10)]),
        ([-0.5] * 10, []),
        ([-0.6] * 4 + [None] + [-0.6] * 5, [(0, 4), (5, 10)]),
        ([-0.6] * 2 + [None] + [-0.6] * 2, []),
    ],
)
def test_a_passage_counts_where_it_is_longer_than_stated(
    rows: list[float | None], places: list[tuple[int, int]]
) -> None:
    outcome = judged(rows)
    assert outcome.held is (not places)
    assert [(place.sample_in, place.sample_out) for place in outcome.where] == [
        (start * ROW, end * ROW) for start, end in places
    ]
    assert outcome.where_count == len(places)


def test_the_reading_is_of_the_worst_passage_and_else_of_the_programme() -> None:
    out = judged([-0.6, -0.9, -0.6, -0.6, *[0.9] * 96])
    assert out.measured is not None
    assert (out.measured.value, out.measured.text) == (-0.9, "-0.90, out of phase")
    assert out.where[0].text == "correlation -0.90"
    right = judged([0.2] * 10)
    assert right.measured is not None
    assert right.measured.value == 0.2
    assert judged([None] * 10, layout="2.0").measured is None


def test_of_several_pairs_the_lowest_is_read() -> None:
    pairs = [PairReadings(labels=("L", "R"), correlation=one, rows=()) for one in (0.7, None, 0.1)]
    found = correlation_read(pairs, [])
    assert found is not None
    assert found.value == 0.1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.00, in phase"),
        (0.5, "0.50, in phase"),
        (0.49, "0.49, wide, still in phase"),
        (0.0, "0.00, wide, still in phase"),
        (-0.001, "0.00, partly out of phase"),
        (-0.5, "-0.50, partly out of phase"),
        (-0.51, "-0.51, out of phase"),
        (-1.0, "-1.00, out of phase"),
    ],
)
def test_a_correlation_says_what_it_means(value: float, text: str) -> None:
    assert correlation_text(value) == text


@pytest.mark.parametrize(
    ("labels", "mirrored"),
    [
        (("L", "R"), True),
        (("Ls", "Rs"), True),
        (("L", "Rs"), False),
        (("C", "R"), False),
        (("L", "C"), False),
        (("Ls", "R"), False),
        (("Lt", "Rt"), True),
    ],
)
def test_a_pair_is_left_and_right_of_the_same(labels: tuple[str, str], mirrored: bool) -> None:
    assert is_left_right(PairReadings(labels=labels, correlation=None, rows=())) is mirrored


def test_twenty_passages_are_shown_and_all_are_counted() -> None:
    outcome = judged([*[-0.6] * 4, 0.5] * 25)
    assert (len(outcome.where), outcome.where_count) == (20, 25)
    assert outcome.where[-1].sample_in == 19 * 5 * ROW
