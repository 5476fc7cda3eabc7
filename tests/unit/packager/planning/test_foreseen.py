"""A programme at the points of a plan: its order, its doubts, its timecodes at another rate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from fixtures.made_orders import make_foreseen
from packager.corrections.file_form import FileFormChange
from packager.corrections.gain import Gain
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLengthChange
from packager.planning.foreseen import Wish, after_wishes, arranged, at_rate, carried_through, compared
from specs.message import verbatim
from specs.statements.programme import ProgrammeFacts
from validator.catalogue import say

GAIN = Wish(correction=Gain(gain_db=-3.0), because=verbatim("gain"))
TRIM = Wish(correction=TrimPad(tail_samples=4800), because=verbatim("trim"))
WORDS = Wish(correction=WordLengthChange(to_bits=16), because=verbatim("words"))


def test_corrections_are_put_into_the_order_they_are_carried_out() -> None:
    again = replace(GAIN, because=verbatim("again"))
    assert arranged([WORDS, GAIN, TRIM, again]) == (TRIM, GAIN, again, WORDS)
    assert TRIM.comes_before("gain")
    assert not GAIN.comes_before("gain")
    assert not WORDS.comes_before("gain")


def test_doubts_add_up_and_what_is_not_foreseen_stays_so() -> None:
    now = make_foreseen()
    once = now.with_step(SampleRateConversion(to_hz=96_000))
    twice = once.with_step(SampleRateConversion(to_hz=48_000))
    first, second = once.tolerances["max_true_peak_dbtp"], twice.tolerances["max_true_peak_dbtp"]
    assert first
    assert second is not None
    assert second > first
    stretched = now.with_step(SpeedChange(from_rate="25", to_rate="24", pitch="kept"))
    assert stretched.tolerances["max_true_peak_dbtp"] is None
    assert stretched.with_step(SampleRateConversion(to_hz=96_000)).tolerances["max_true_peak_dbtp"] is None
    assert now.tolerances == {}, "a step leaves the programme before it as it was"


def test_steps_carry_the_readings_they_move() -> None:
    steps, end = carried_through(make_foreseen(integrated_lkfs=-20.0), [TRIM, GAIN])
    assert [say(step.because) for step in steps] == ["trim", "gain"]
    assert [step.grade for step in steps] == ["transparent", "level"]
    moved = {entry.name: (entry.before, entry.after) for entry in steps[1].readings}
    before, after = moved["integrated_lkfs"]
    assert before is not None
    assert after == pytest.approx(before - 3.0, abs=0.001)
    assert "loudness_range_lu" not in moved
    assert end.measurements == after_wishes(make_foreseen(integrated_lkfs=-20.0), [TRIM, GAIN]).measurements


def test_readings_that_are_there_at_neither_point_are_left_out() -> None:
    silent = make_foreseen(scenes=((10.0, None),))
    assert "integrated_lkfs" not in {entry.name for entry in compared(silent, silent)}
    now = make_foreseen(integrated_lkfs=-20.0)
    (entry,) = (entry for entry in compared(now, now) if entry.name == "integrated_lkfs")
    assert (entry.before, entry.after, entry.unit) == (-20.0, -20.0, "LKFS")
    assert entry.tolerance is not None
    assert 0.0 < entry.tolerance < 0.1
    stretched = now.with_step(SpeedChange(from_rate="25", to_rate="24", pitch="kept"))
    (peak,) = (entry for entry in compared(now, stretched) if entry.name == "max_true_peak_dbtp")
    assert (peak.after, peak.tolerance) == (None, None)
    assert peak.before is not None


def test_what_a_programme_is_at_the_end_is_told() -> None:
    start = make_foreseen({"picture_rate": "25"}, start_sample=172_800_000)
    assert start.outcome().model_dump() == {
        "sample_rate_hz": 48_000,
        "sample_count": 600_000,
        "labels": ("L", "R", "C", "LFE", "Ls", "Rs"),
        "form": "interleaved",
        "container": "WAV",
        "word_length_bits": 24,
        "start_sample": 172_800_000,
        "picture_rate": "25",
    }
    assert make_foreseen({}).outcome().picture_rate is None
    split = start.with_step(FileFormChange.model_validate({"form": "mono-set", "container": "RF64"})).outcome()
    assert (split.form, split.container) == ("mono-set", "RF64")


FACTS: dict[str, Any] = {
    "picture_rate": "25",
    "start_timecode": "01:00:00:00",
    "first_frame_of_action": "01:00:08:00",
    "last_frame_of_action": "01:00:10:24",
    "segments": [{"name": "1", "start": "01:00:00:00", "end": "01:00:04:00"}],
}


@pytest.mark.parametrize(
    ("rate", "start", "first", "last", "end"),
    [
        # 200 frames after the start: 8 s at 25, 8 s 8 frames at 24.
        ("24", "01:00:00:00", "01:00:08:08", "01:00:11:10", "01:00:04:04"),
        ("24000/1001", "01:00:00:00", "01:00:08:08", "01:00:11:10", "01:00:04:04"),
        ("30", "01:00:00:00", "01:00:06:20", "01:00:09:04", "01:00:03:10"),
        ("25", "01:00:00:00", "01:00:08:00", "01:00:10:24", "01:00:04:00"),
    ],
)
def test_the_same_frames_have_other_timecodes_at_another_rate(
    rate: str, start: str, first: str, last: str, end: str
) -> None:
    moved = at_rate(ProgrammeFacts(**FACTS), Fraction(rate))
    assert (moved.start_timecode, moved.first_frame_of_action, moved.last_frame_of_action) == (start, first, last)
    assert moved.frame_rate == Fraction(rate)
    assert [(segment.start, segment.end) for segment in moved.segments] == [(start, end)]


def test_frames_of_the_start_that_the_new_rate_does_not_have_go_over_into_the_next_second() -> None:
    late = ProgrammeFacts(picture_rate="30", start_timecode="01:00:00:29", first_frame_of_action="01:00:01:00")
    moved = at_rate(late, Fraction(24))
    assert moved.start_timecode == "01:00:01:05"
    assert moved.first_frame_of_action == "01:00:01:06"


def test_a_programme_without_a_rate_gets_one_and_no_timecodes() -> None:
    assert at_rate(ProgrammeFacts(start_timecode="01:00:00:00"), Fraction(24)) == ProgrammeFacts(
        picture_rate="24", start_timecode="01:00:00:00"
    )
    unplaced = at_rate(ProgrammeFacts(picture_rate="25", first_frame_of_action="00:00:08:00"), Fraction(24))
    assert (unplaced.start_timecode, unplaced.first_frame_of_action) == (None, "00:00:08:08")


def test_a_change_of_speed_moves_the_timecodes_of_the_programme() -> None:
    now = make_foreseen(FACTS).with_step(SpeedChange(from_rate="25", to_rate="24"))
    assert now.subject.programme.first_frame_of_action == "01:00:08:08"
    assert make_foreseen(FACTS).with_step(GAIN.correction).subject.programme == ProgrammeFacts(**FACTS)
