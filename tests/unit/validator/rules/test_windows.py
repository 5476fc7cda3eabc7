"""The part of a programme that a demand is measured on: placed to the sample, or missing with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.measurements import make_measurements
from specs.requirements.requirement import Window
from specs.statements.programme import ProgrammeFacts, Reel
from specs.statements.statement import JoinedReel
from specs.timecode import format_timecode, frames_to_samples
from specs.vocabulary import FRAME_RATES
from validator.catalogue import say
from validator.rules.subject import Subject
from validator.rules.windows import Missing, Part, parts_of, window_places

if TYPE_CHECKING:
    from fractions import Fraction

ACTION = {
    "picture_rate": "25",
    "start_timecode": "10:00:00:00",
    "first_frame_of_action": "10:00:01:00",
    "last_frame_of_action": "10:00:11:11",
}


def mix(programme: dict[str, Any] | None = None, **measured: Any) -> Subject:
    return Subject(measurements=make_measurements(**measured), programme=ProgrammeFacts(**(programme or {})))


def placed(window: Window, subject: Subject) -> tuple[Part, ...]:
    found = parts_of(window, subject)
    assert not isinstance(found, Missing), found.reason
    return found


def spans(window: Window, subject: Subject) -> list[tuple[int, int]]:
    return [(part.start_sample, part.end_sample) for part in placed(window, subject)]


def reason(window: Window, subject: Subject) -> str:
    found = parts_of(window, subject)
    assert isinstance(found, Missing)
    assert say(found.remedy)
    return say(found.reason)


def test_the_file_is_one_part_from_end_to_end() -> None:
    (part,) = placed(Window.FILE, mix())
    assert (part.start_sample, part.end_sample, part.is_whole, part.name) == (0, 600_000, True, "")
    assert part.rows(mix()).all()
    assert window_places((part,), mix()) == ()


def test_sound_runs_from_the_first_to_the_last_sound() -> None:
    assert spans(Window.SOUND, mix()) == [(24_000, 576_000)]
    rows = placed(Window.SOUND, mix())[0].rows(mix())
    assert rows.tolist() == [False] * 5 + [True] * 115 + [False] * 5


def test_a_silent_file_has_no_sound_to_measure_on() -> None:
    assert reason(Window.SOUND, mix(scenes=[(6.0, None)])) == "There is no sound in the file."


def test_action_runs_from_the_first_frame_to_the_end_of_the_last() -> None:
    subject = mix(ACTION)
    found = placed(Window.ACTION, subject)
    assert spans(Window.ACTION, subject) == [(48_000, 48_000 + 262 * 1920)]
    (place,) = window_places(found, subject)
    assert (place.timecode_in, place.timecode_out, place.text) == (
        "10:00:01:00", "10:00:11:12", "first to last frame of action",
    )  # fmt: skip


def test_action_that_fills_the_file_is_the_whole_file() -> None:
    (part,) = placed(Window.ACTION, mix(ACTION | {"first_frame_of_action": "10:00:00:00"}, sample_count=287 * 1920))
    assert (part.start_sample, part.end_sample, part.is_whole) == (0, 287 * 1920, True)


@pytest.mark.parametrize("missing", ["first_frame_of_action", "last_frame_of_action", "picture_rate"])
def test_action_that_was_not_given_is_missing(missing: str) -> None:
    assert "these were not given" in reason(Window.ACTION, mix(ACTION | {missing: None}))


@pytest.mark.parametrize(
    "change",
    [
        {"first_frame_of_action": "10:00:13:00", "last_frame_of_action": "10:00:14:00"},
        {"start_timecode": "01:00:00:00"},
    ],
)
def test_action_that_is_not_in_the_file_is_missing(change: dict[str, str]) -> None:
    said = reason(Window.ACTION, mix(ACTION | change))
    assert "are not in the file, which runs from" in said


@pytest.mark.parametrize(
    ("change", "span"),
    [
        ({"first_frame_of_action": "09:59:59:24"}, (0, 551_040)),
        ({"last_frame_of_action": "10:00:12:13"}, (48_000, 600_000)),
    ],
)
def test_of_action_that_is_not_wholly_in_the_file_what_is_there_is_measured(
    change: dict[str, str], span: tuple[int, int]
) -> None:
    assert spans(Window.ACTION, mix(ACTION | change)) == [span]


def test_without_a_stated_start_the_time_reference_of_the_file_counts() -> None:
    facts = ACTION | {
        "start_timecode": None,
        "first_frame_of_action": "01:00:01:00",
        "last_frame_of_action": "01:00:02:00",
    }
    assert spans(Window.ACTION, mix(facts, start_sample=172_800_000)) == [(48_000, 97_920)]


def test_segments_are_measured_beside_the_whole() -> None:
    facts = ACTION | {
        "segments": [
            {"name": "1", "start": "10:00:00:00", "end": "10:00:04:00"},
            {"name": "2", "start": "10:00:04:00", "end": "10:00:12:12"},
        ]
    }
    found = placed(Window.SEGMENTS, mix(facts))
    assert spans(Window.SEGMENTS, mix(facts)) == [(48_000, 551_040), (0, 192_000), (192_000, 599_040)]
    assert [part.name for part in found] == ["first to last frame of action", "segment 1", "segment 2"]
    assert [part.is_segment for part in found] == [False, True, True]
    assert spans(Window.SEGMENTS, mix()) == [(0, 600_000)], "no segments stated: the programme alone"


@pytest.mark.parametrize(
    "segment",
    [
        {"name": "x", "start": "10:00:04:00", "end": "10:00:13:00"},
        {"name": "x", "start": "09:00:00:00", "end": "10:00:04:00"},
    ],
)
def test_a_segment_that_is_not_in_the_file_is_missing(segment: dict[str, str]) -> None:
    said = reason(Window.SEGMENTS, mix(ACTION | {"segments": [segment]}))
    assert said.startswith("Segment x (")


def test_segments_without_a_picture_rate_are_missing() -> None:
    segment = {"name": "1", "start": "10:00:00:00", "end": "10:00:04:00"}
    assert "cannot be placed" in reason(Window.SEGMENTS, mix({"segments": [segment]}))


@given(
    rate=st.sampled_from(sorted(FRAME_RATES.values())),
    frames=st.integers(2, 290),
    start=st.integers(0, 100_000),
    sample_rate_hz=st.sampled_from([44_100, 48_000]),
    cut=st.integers(0, 2),
)
def test_a_file_of_whole_frames_is_measured_whole_at_every_rate(
    rate: Fraction, frames: int, start: int, sample_rate_hz: int, cut: int
) -> None:
    """29.97 at 48 kHz has 1601.6 samples a frame: rounding must not push the last frame out of the file."""
    length = frames_to_samples(start + frames, rate, sample_rate_hz) - frames_to_samples(start, rate, sample_rate_hz)
    facts = {
        "picture_rate": str(rate),
        "start_timecode": format_timecode(start, rate),
        "first_frame_of_action": format_timecode(start, rate),
        "last_frame_of_action": format_timecode(start + frames - 1, rate),
    }
    # Time is what is tested: the levels stay the same, only the length that the file claims changes.
    subject = mix(facts, scenes=[(0.1, -23.0)], sample_rate_hz=sample_rate_hz, sample_count=length - cut)
    (part,) = placed(Window.ACTION, subject)
    assert (part.start_sample, part.end_sample, part.is_whole) == (0, length - cut, True)


def test_a_programme_that_ends_before_its_file_is_no_whole_file() -> None:
    ends_early = mix({**ACTION, "first_frame_of_action": None}, start_sample=36_000 * 48_000)
    (part,) = placed(Window.FILE, ends_early)
    assert (part.start_sample, part.end_sample, part.is_whole) == (0, 287 * 1920, False)
    assert part.name == "first to last frame of action"
    begins_late = mix({**ACTION, "last_frame_of_action": None}, start_sample=36_000 * 48_000)
    assert not placed(Window.FILE, begins_late)[0].is_whole


def test_where_the_action_should_be_is_said_beside_the_first_and_the_last_frame_of_the_file() -> None:
    """312 frames from 12:00:00:00: the last one is 12:00:12:11."""
    by_stamp = {**ACTION, "start_timecode": None}
    elsewhere = mix(by_stamp, start_sample=12 * 3600 * 48_000, sample_count=312 * 1920)
    found = parts_of(Window.ACTION, elsewhere)
    assert isinstance(found, Missing)
    assert (found.reason.arguments["start"], found.reason.arguments["end"]) == ("12:00:00:00", "12:00:12:11")


def reels(*names: str) -> Subject:
    """Two reels as one programme, of which the second begins at 5 s, and segments of these names."""
    segments = tuple(Reel(name=name, start="10:00:00:00", end="10:00:05:00") for name in names)
    joined = (
        JoinedReel(number=1, start_sample=0, file_sample=0),
        JoinedReel(number=2, start_sample=240_000, file_sample=0),
    )
    return replace(mix({"picture_rate": "25", "segments": segments}), joined=joined)


def test_reels_are_the_segments_of_the_programme_they_make() -> None:
    programme, *parts = placed(Window.SEGMENTS, reels("a", "b"))
    assert programme.is_whole
    assert [(part.name, part.start_sample, part.end_sample) for part in parts] == [
        ("reel 1", 0, 240_000),
        ("reel 2", 240_000, 600_000),
    ]
    assert all(part.is_segment for part in parts)


def test_without_segments_nobody_asked_for_reels() -> None:
    assert len(placed(Window.SEGMENTS, reels())) == 1


@pytest.mark.parametrize("names", [("a",), ("a", "b", "c")])
def test_other_segments_than_reels_are_missing(names: tuple[str, ...]) -> None:
    assert str(len(names)) in reason(Window.SEGMENTS, reels(*names))


def test_a_segment_that_ends_with_its_file_lies_in_it() -> None:
    last = Reel(name="2", start="10:00:06:00", end="10:00:12:00")
    whole = mix({"picture_rate": "25", "segments": (last,)}, start_sample=36_000 * 48_000, sample_count=576_000)
    assert spans(Window.SEGMENTS, whole)[1:] == [(288_000, 576_000)]


def test_a_reading_of_the_whole_file_serves_a_programme_and_no_part_that_was_asked_for() -> None:
    """RMS is read of whole files: without a leader or padding it is that of the programme all the same."""
    led = mix(ACTION, start_sample=36_000 * 48_000)
    assert placed(Window.FILE, led)[0].whole_will_do
    assert not placed(Window.ACTION, led)[0].whole_will_do
    assert not placed(Window.SOUND, led)[0].whole_will_do
    segment = Reel(name="1", start="10:00:00:00", end="10:00:06:00")
    parts = placed(Window.SEGMENTS, mix({**ACTION, "segments": (segment,)}, start_sample=36_000 * 48_000))
    assert [part.whole_will_do for part in parts] == [True, False]
    assert placed(Window.SEGMENTS, reels("a", "b"))[1].whole_will_do is False


@pytest.mark.parametrize(("end", "last"), [("10:00:12:12", 599_040), ("10:00:12:13", 600_000), ("10:00:12:14", None)])
def test_a_segment_whose_last_frame_the_file_cuts_short_counts_as_far_as_it_goes(end: str, last: int | None) -> None:
    """12.5 s at 25 fps are 312 frames and a half."""
    segment = Reel(name="A", start="10:00:00:00", end=end)
    whole = mix({"picture_rate": "25", "segments": (segment,)}, start_sample=36_000 * 48_000)
    found = parts_of(Window.SEGMENTS, whole)
    ends = None if isinstance(found, Missing) else [part.end_sample for part in found if part.is_segment]
    assert ends == (None if last is None else [last])
