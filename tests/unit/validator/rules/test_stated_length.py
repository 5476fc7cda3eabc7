"""The length of the picture that is stated: what contradicts it, and what a file may hold beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.judging.judge import judge
from validator.results.finding import Finding, State
from validator.results.report import Report, Verdict
from validator.rules.stated_length import LengthBesidePicture, length_beside_picture
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

RULE: Final = "time.length-agrees"
PEAK: Final = {"rule": "peak.true-peak", "maximum_dbtp": -2.0}
FRAME: Final = 2000
"""Samples at 24 fps and 48 kHz."""

HOUR: Final = 3600 * 48_000


def subject(
    frames: int | None,
    scenes: Sequence[tuple[float, float | None]],
    *,
    samples: int | None = None,
    start: int | None = None,
    facts: dict[str, Any] | None = None,
    **said: Any,
) -> Subject:
    """Return a mix of scenes (seconds, level) beside a picture of some frames at 24 fps."""
    count = round(sum(seconds for seconds, _ in scenes) * 48_000) if samples is None else samples
    programme = ProgrammeFacts(picture_rate="24", duration_frames=frames, **(facts or {}))
    measured = make_measurements(sample_count=count, scenes=scenes, start_sample=start)
    return Subject(measurements=measured, programme=programme, **said)


def judged(found: Subject, *demands: dict[str, Any]) -> tuple[Report, Finding | None]:
    report = judge(make_sheet(*(make_requirement(**demand) for demand in demands or (PEAK,))), found, version="1")
    return report, next((finding for finding in report.findings if finding.rule == RULE), None)


def test_a_mix_that_is_shorter_than_its_picture_is_rejected_whatever_the_sheet_asks() -> None:
    report, finding = judged(subject(300, [(8.0, -23.0)]))
    assert finding is not None
    assert (report.verdict, finding.state) == (Verdict.REJECTED, State.FAIL)
    assert say(finding.reason) == "The mix is 108.00 frames shorter than the picture."


def test_a_mix_whose_sound_is_longer_than_its_picture_is_open() -> None:
    report, finding = judged(subject(100, [(8.0, -23.0)]))
    assert finding is not None
    assert (report.verdict, finding.state) == (Verdict.INCOMPLETE, State.NOT_MEASURED)
    assert "92.00 frames longer than the picture" in say(finding.reason)
    assert finding.decided_by


@pytest.mark.parametrize(
    ("samples", "frames"),
    [
        (192 * FRAME, None),
        (191 * FRAME + 1, None),
        (191 * FRAME, -1),
        (193 * FRAME - 1, None),
        (193 * FRAME, 1),
        (194 * FRAME, 2),
    ],
)
def test_less_than_a_frame_is_what_the_statement_can_mean(samples: int, frames: int | None) -> None:
    whole = {"action_is_whole": True}
    found = length_beside_picture(subject(192, [(samples / 48_000, -23.0)], samples=samples, facts=whole))
    assert (None if found is None else found.frames) == frames


LEADER: Final = [(6.0, None), (0.1, -20.0), (1.9, None)]


@pytest.mark.parametrize(
    ("scenes", "start", "facts"),
    [
        ([(2.0, None), (8.0, -23.0), (2.0, None)], None, {}),
        ([*LEADER, (8.0, -23.0)], None, {}),
        ([*LEADER, (8.0, -23.0), (5.0, None)], HOUR - 8 * 48_000, {"start_timecode": "01:00:00:00"}),
        ([(8.0, -23.0), (2.0, None), (0.1, -20.0), (1.9, None)], HOUR, {"start_timecode": "01:00:00:00"}),
        ([(8.0, -23.0), (5.0, None)], HOUR, {"start_timecode": "01:00:00:00"}),
        ([(12.0, None)], None, {}),
        ([(12.0, -23.0)], None, {"first_frame_of_action": "00:00:00:00", "last_frame_of_action": "00:00:07:23"}),
    ],
    ids=["silence", "leader", "leader and tail", "tail pop", "tail", "no sound", "action is stated"],
)
def test_a_file_may_hold_more_than_the_picture(
    scenes: list[tuple[float, float | None]], start: int | None, facts: dict[str, Any]
) -> None:
    assert length_beside_picture(subject(192, scenes, start=start, facts=facts)) is None


@pytest.mark.parametrize(
    ("scenes", "start", "facts", "seconds"),
    [
        ([(12.0, -23.0)], HOUR, {"start_timecode": "01:00:00:00"}, 8.0),
        ([*LEADER, (12.0, -23.0)], None, {}, 16.0),
        ([*LEADER, (9.0, -23.0)], HOUR - 8 * 48_000, {"start_timecode": "01:00:00:00"}, 16.0),
        ([(8.0, -23.0), (2.0, None), (2.0, -23.0)], HOUR, {"start_timecode": "01:00:00:00"}, 8.0),
        ([(8.0, -23.0), (0.5, None), (0.1, -20.0)], HOUR, {"start_timecode": "01:00:00:00"}, 8.0),
    ],
    ids=["stamped", "behind a pop", "leader stamped", "after silence", "too near for a pop"],
)
def test_sound_behind_the_end_of_the_picture_is_open(
    scenes: list[tuple[float, float | None]], start: int | None, facts: dict[str, Any], seconds: float
) -> None:
    report, finding = judged(subject(192, scenes, start=start, facts=facts))
    assert finding is not None
    assert report.verdict is Verdict.INCOMPLETE
    (place,) = finding.where
    assert place.sample_in is not None
    assert abs(place.sample_in / 48_000 - seconds) < 0.1
    assert "behind the end of the picture" in say(finding.reason)


def test_a_file_of_nothing_but_action_is_as_long_as_its_picture() -> None:
    silent = [(8.0, -23.0), (1.0, None)]
    found = length_beside_picture(subject(192, silent, facts={"action_is_whole": True}))
    assert found == LengthBesidePicture(frames=Fraction(24))


def test_the_speed_is_named_where_the_lengths_tell_it() -> None:
    _, finding = judged(subject(25 * 40, [(40.0, -23.0)]))
    assert finding is not None
    assert [message.code for message in finding.why] == ["time.speed-ratio"]


def test_a_reel_and_a_trailer_beside_a_film_have_a_length_of_their_own() -> None:
    short = [(8.0, -23.0)]
    assert length_beside_picture(subject(300, short, reel=1)) is None
    assert length_beside_picture(subject(300, short, mix_kind=MixKind.TRAILER, companions=())) is None
    assert length_beside_picture(subject(300, short, mix_kind=MixKind.TRAILER)) is not None


@pytest.mark.parametrize(
    ("demand", "is_asked"),
    [
        ({}, True),
        ({"level": "should"}, False),
        ({"grade": "community"}, False),
        ({"when": {"live": True}}, True),
    ],
)
def test_a_demand_that_can_reject_says_it_instead(demand: dict[str, Any], is_asked: bool) -> None:
    length = {"rule": "time.duration-match", "maximum_difference_frames": 0.0, **demand}
    report, finding = judged(subject(300, [(8.0, -23.0)]), PEAK, length)
    assert (finding is None) is is_asked
    assert report.verdict is not Verdict.ACCEPTABLE


def test_nothing_is_said_where_length_or_rate_are_not_stated() -> None:
    assert length_beside_picture(subject(None, [(8.0, -23.0)])) is None
    unknown = Subject(measurements=make_measurements(), programme=ProgrammeFacts(duration_frames=10))
    assert length_beside_picture(unknown) is None


def test_a_length_in_frames_without_a_picture_rate_is_told_and_decides_nothing() -> None:
    unknown = Subject(measurements=make_measurements(), programme=ProgrammeFacts(duration_frames=10))
    report, finding = judged(unknown)
    without, none = judged(Subject(measurements=make_measurements()))
    assert finding is not None
    assert (finding.state, finding.binding, none) == (State.NOT_MEASURED, False, None)
    assert report.verdict is without.verdict


@pytest.mark.parametrize(
    ("frames", "sounding", "behind", "over"),
    [
        # The picture ends with row 50, and so does its sound; 1 s behind it, or later, a pop may stand alone.
        (120, 50, (), None),
        (120, 50, (70,), None),
        (120, 50, (60,), None),
        (120, 50, (60, 61), None),
        (120, 50, (59,), Fraction(24)),
        (120, 50, (59, 60), Fraction(132, 5)),
        (120, 50, (60, 62), Fraction(156, 5)),
        # It ends within row 50: what sounds in there goes on behind it.
        (121, 50, (72,), None),
        (121, 51, (72,), Fraction(271, 5)),
        # A frame more, to the sample.
        (119, 50, (), Fraction(1)),
    ],
)
def test_what_sounds_behind_a_picture_is_told_from_its_tail_pop(
    frames: int, sounding: int, behind: tuple[int, ...], over: Fraction | None
) -> None:
    levels = [-23.0 if row < sounding or row in behind else None for row in range(80)]
    placed = subject(frames, [(0.1, level) for level in levels], start=HOUR, facts={"start_timecode": "01:00:00:00"})
    found = length_beside_picture(placed)
    assert (None if found is None else found.frames) == over


@pytest.mark.parametrize(("level", "is_pop"), [(-60.1, True), (-60.0, False)])
def test_noise_below_minus_60_beside_a_tail_pop_is_silence(level: float, *, is_pop: bool) -> None:
    rows = [*[-23.0] * 50, *[None] * 5, level, *[None] * 4, -20.0, *[None] * 19]
    measured = subject(120, [(0.1, row) for row in rows], start=HOUR, facts={"start_timecode": "01:00:00:00"})
    assert (length_beside_picture(measured) is None) is is_pop
