"""Positions for people."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from fixtures import reports
from specs.statements.programme import ProgrammeFacts, Reel
from specs.statements.statement import Statement
from specs.timecode import parse_timecode, samples_to_timecode
from validator.reporters.clock import Clock, clock_of, place_text, samples_text
from validator.results.finding import Place

if TYPE_CHECKING:
    from validator.results.report import Report

NTSC = Fraction(30000, 1001)


def test_time_without_a_picture_rate_counts_from_the_first_sample() -> None:
    clock = Clock(sample_rate_hz=48_000)
    assert clock.timecode(48_000) is None
    assert clock.shown(48_000 * 3723 + 24_000) == "1:02:03.500"


def test_milliseconds_carry_into_seconds() -> None:
    assert Clock(sample_rate_hz=48_000).elapsed(48_000 * 60 - 1) == "0:01:00.000"


def test_the_start_timecode_counts_in_frames_of_the_picture() -> None:
    clock = clock_of(reports.rejected())
    assert clock.start_sample == 172_972_800  # one hour at 23.976 is longer than an hour
    assert clock.timecode(0) == "01:00:00:00"


def test_the_clock_begins_where_the_judge_placed_the_mix() -> None:
    report = reports.rejected()
    assert clock_of(report).timecode(0) == "01:00:00:00"
    assert clock_of(report.model_copy(update={"start_sample": 48_048})).timecode(0) == "00:00:01:00"
    assert clock_of(report.model_copy(update={"start_sample": None})).timecode(0) == "00:00:00:00"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(file="fr/mix.wav"), "fr/mix.wav"),
        (Place(file="CPL.xml", line=12, element="urn:uuid:1"), "CPL.xml line 12 urn:uuid:1"),
        (Place(language="fr", sample_in=0, sample_out=48_000), "fr 0:00:00.000–0:00:01.000"),
    ],
)
def test_a_place_outside_sound_names_file_line_and_element(place: Place, text: str) -> None:
    assert place_text(place, Clock(sample_rate_hz=48_000)) == text


@pytest.mark.parametrize(
    ("rate", "drop_frame"),
    [
        (Fraction(24), False),
        (Fraction(24000, 1001), False),
        (Fraction(25), False),
        (NTSC, False),
        (NTSC, True),
        (Fraction(60000, 1001), True),
    ],
)
def test_a_tick_is_the_first_sample_of_the_frame_it_names(rate: Fraction, drop_frame: bool) -> None:
    start = 48_000 * 3595
    clock = Clock(sample_rate_hz=48_000, start_sample=start, picture_rate=rate, drop_frame=drop_frame)
    ticks = clock.ticks(48_000 * 1500, at_most=30)
    assert ticks
    for sample, label in ticks:
        frame = parse_timecode(label, rate)
        assert int(Fraction(start + sample) * rate / 48_000) == frame
        assert samples_to_timecode(start + sample, rate, 48_000, drop_frame=drop_frame) == label
        if sample:
            assert int(Fraction(start + sample - 1) * rate / 48_000) < frame


@pytest.mark.parametrize("seconds", [1, 9, 59, 600, 5400, 9000, 40_000])
def test_ticks_are_few_and_inside_the_programme(seconds: int) -> None:
    clock = Clock(sample_rate_hz=48_000, picture_rate=Fraction(25))
    ticks = clock.ticks(seconds * 48_000, at_most=11)
    assert 1 <= len(ticks) <= 12
    assert all(0 <= sample <= seconds * 48_000 for sample, _ in ticks)


def test_a_place_names_channels_time_and_what_is_there() -> None:
    clock = Clock(sample_rate_hz=48_000)
    place = Place(channels=("L", "R"), sample_in=48_000, sample_out=52_800, text="-1.2 dBTP")
    assert place_text(place, clock) == "L R 0:00:01.000–0:00:01.100 -1.2 dBTP"
    assert samples_text(place) == "48000–52800"


def test_a_single_sample_is_not_a_range() -> None:
    clock = Clock(sample_rate_hz=48_000)
    place = Place(sample_in=48_000, sample_out=48_001)
    assert place_text(place, clock) == "0:00:01.000"
    assert samples_text(place) == "48000"


def _reel(reel: int | None, *starts: str) -> Report:
    base = reports.rejected()
    segments = tuple(Reel(name=f"R{number}", start=start, end="23:00:00:00") for number, start in enumerate(starts, 1))
    statement = Statement(reel=reel, programme=ProgrammeFacts(picture_rate=base.picture_rate, segments=segments))
    return base.model_copy(update={"measurements": base.measured.model_copy(update={"statement": statement})})


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (_reel(None), ""),
        (_reel(2), "reel 2 +0:00:31.100"),
        (_reel(1, "01:00:08:00"), "reel 1 +0:00:23.092"),  # 8 s of leader are 192 frames of 1001/24000 s: 8.008 s
        (_reel(1, "01:00:40:00"), "reel 1 -0:00:08.940"),
        (_reel(3, "01:00:08:00"), "reel 3 +0:00:31.100"),  # a reel that the delivery does not list
    ],
)
def test_a_place_within_a_reel_counts_from_its_picture(report: Report, said: str) -> None:
    clock = clock_of(report)
    assert clock.within_reel(1_492_800) == said
    where = place_text(report.findings[1].where[0], clock)
    assert where == f"L 01:00:31:01–01:00:31:04 (0:00:31.100{', ' if said else ''}{said}) -0.83 dBTP"
