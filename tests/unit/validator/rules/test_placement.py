"""Where the programme lies in its file: by its stamp, by what is stated, by a pop or a tone that was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.loader import load_sheet
from specs.requirements.requirement import Window
from specs.requirements.time import TimedBlock
from specs.statements.programme import ProgrammeFacts
from specs.timecode import timecode_to_samples
from specs.vocabulary import parse_frame_rate
from validator.catalogue import say
from validator.judging.judge import judge
from validator.results.finding import Finding, State
from validator.results.measurements import ToneReading
from validator.results.report import Report, Verdict
from validator.rules.placement import Placed, after_tone, find_pop, programme_span, samples_from_pop, tone_at
from validator.rules.subject import Subject
from validator.rules.windows import Missing, parts_of

RATE: Final = parse_frame_rate("24000/1001")
LEADER: Final = [(6.0, None), (0.1, -20.0), (1.9, None)]
"""Eight seconds: silence, a pop at 6 s, and silence up to the action."""

LOUDNESS: Final = [{"gating": "programme", "target": -23.0, "tolerance_above": 1.0, "tolerance_below": 1.0}]


def at(timecode: str) -> int:
    return timecode_to_samples(timecode, RATE, 48_000)


def subject(programme: dict[str, Any] | None = None, **measured: Any) -> Subject:
    facts = {"picture_rate": "24000/1001", **(programme or {})}
    return Subject(measurements=make_measurements(**measured), programme=ProgrammeFacts(**facts))


def span_seconds(found: Subject) -> tuple[float, float, Placed]:
    span = found.span
    return span.start_sample / 48_000, span.end_sample / 48_000, span.placed


def judged(found: Subject, *demands: dict[str, Any]) -> Report:
    return judge(make_sheet(*(make_requirement(**demand) for demand in demands)), found, version="1")


def of(report: Report, rule: str) -> Finding | None:
    return next((finding for finding in report.findings if finding.rule == rule), None)


@pytest.mark.parametrize(
    ("stamp", "stated", "frames", "start", "by_stamp"),
    [
        ("01:00:00:00", "01:00:00:00", None, "01:00:00:00", True),
        ("00:59:52:00", "01:00:00:00", None, "00:59:52:00", True),
        (None, "01:00:00:00", None, "01:00:00:00", False),
        ("00:00:00:00", "01:00:00:00", None, "01:00:00:00", False),
        ("00:00:00:00", "00:00:00:00", None, "00:00:00:00", True),
        ("10:00:00:00", "01:00:00:00", 240, "01:00:00:00", False),
        ("10:00:00:00", None, None, "10:00:00:00", True),
        (None, None, None, "00:00:00:00", False),
    ],
)
def test_a_file_is_placed_by_its_own_stamp_and_by_a_statement_where_it_has_none(
    stamp: str | None, stated: str | None, frames: int | None, start: str, by_stamp: bool
) -> None:
    facts = {"start_timecode": stated, "duration_frames": frames}
    found = subject(facts, start_sample=None if stamp is None else at(stamp))
    assert found.file_start_sample == at(start)
    assert found.is_placed_by_stamp is by_stamp
    assert found.timecode(0) == start


@pytest.mark.parametrize("start_timecode", [None, "01:00:00:00"])
def test_what_the_file_holds_before_the_hour_is_not_what_it_holds_after_it(start_timecode: str | None) -> None:
    """A burst at 01:00:02:00 of a file that starts at 00:59:56:00 lies 6 s into it, whatever is stated."""
    burst = 6 * 48_048
    found = subject(
        {
            "start_timecode": start_timecode,
            "first_frame_of_action": "01:00:00:00",
            "last_frame_of_action": "01:00:05:00",
        },
        start_sample=at("00:59:56:00"),
        true_peaks=[["C", burst, 0.55]],
    )
    report = judged(found, {"rule": "peak.true-peak", "maximum_dbtp": -2.0, "window": "action"})
    peak = of(report, "peak.true-peak")
    assert peak is not None
    assert peak.state is State.FAIL
    assert peak.where[0].timecode_in == "01:00:02:00"


def test_another_stamp_than_the_start_of_the_picture_is_told_and_rejects_nothing() -> None:
    found = subject({"start_timecode": "01:00:00:00"}, start_sample=at("00:59:56:00"))
    report = judged(found, {"rule": "peak.true-peak", "maximum_dbtp": -2.0})
    told = of(report, "time.reference-agrees")
    assert told is not None
    assert told.state is State.WARN
    assert "00:59:56:00" in say(told.reason)
    assert "placed by its own time reference" in say(told.reason)
    assert report.verdict is Verdict.ACCEPTABLE
    same = judged(subject({"start_timecode": "01:00:00:00"}, start_sample=at("01:00:00:00")), PEAK)
    assert of(same, "time.reference-agrees") is None


PEAK: Final[dict[str, Any]] = {"rule": "peak.true-peak", "maximum_dbtp": -2.0}


@pytest.mark.parametrize(
    ("facts", "seconds", "placed"),
    [
        ({}, (8.0, 20.0), Placed.POP),
        ({"action_is_whole": True}, (0.0, 20.0), Placed.WHOLE),
        ({"first_frame_of_action": "01:00:02:00"}, (2.002, 20.0), Placed.ACTION),
        ({"last_frame_of_action": "01:00:09:23"}, (0.0, 10.01), Placed.ACTION),
        ({"preset": "long-play"}, (0.0, 20.0), Placed.PRESET),
        ({"preset": "reel"}, (8.0, 20.0), Placed.PRESET),
        ({"preset": "reel", "start_timecode": "01:00:00:00"}, (8.0, 20.0), Placed.PRESET),
    ],
)
def test_what_is_stated_bounds_the_programme_and_a_pop_does_where_nothing_is(
    facts: dict[str, Any], seconds: tuple[float, float], placed: Placed
) -> None:
    found = subject(facts, scenes=[*LEADER, (12.0, -23.0)])
    start, end, told = span_seconds(found)
    assert (start, end) == pytest.approx(seconds, abs=0.001)
    assert told is placed


def test_a_tail_pop_ends_the_programme_two_seconds_before_it() -> None:
    found = subject(scenes=[*LEADER, (12.0, -23.0), (2.0, None), (0.1, -20.0), (1.0, None)])
    start, end, placed = span_seconds(found)
    assert (start, placed) == (8.0, Placed.POP)
    assert end == pytest.approx(20.1, abs=0.15)


def test_a_leader_that_was_found_is_not_measured_and_the_finding_says_so() -> None:
    found = subject(scenes=[*LEADER, (12.0, -23.0)])
    report = judged(found, {"rule": "loudness.integrated", "alternatives": LOUDNESS})
    loudness = of(report, "loudness.integrated")
    assert loudness is not None
    assert loudness.measured is not None
    assert loudness.measured.value == pytest.approx(-23.0, abs=0.05)
    assert loudness.window[0].text is not None
    assert "was found" in loudness.window[0].text


@pytest.mark.parametrize(
    "scenes",
    [
        [(12.0, -23.0)],
        [(6.0, None), (0.4, -20.0), (1.9, None), (12.0, -23.0)],
        [(6.0, None), (0.1, -20.0), (0.9, None), (12.0, -23.0)],
        [(6.0, -40.0), (0.1, -20.0), (1.9, None), (12.0, -23.0)],
        [(6.0, None), (0.1, -20.0), (12.0, None)],
        [(6.0, None), (0.1, -55.0), (1.9, None), (12.0, -23.0)],
    ],
    ids=["no leader", "too long", "sound too soon", "not in silence", "nothing after it", "too soft"],
)
def test_what_is_no_pop_moves_nothing(scenes: list[tuple[float, float | None]]) -> None:
    assert subject(scenes=scenes).span.placed is Placed.WHOLE


def test_in_a_countdown_the_last_beep_is_the_pop() -> None:
    countdown = [row for _ in range(7) for row in ((0.9, None), (0.1, -20.0))]
    scenes = [*countdown, (1.9, None), (12.0, -23.0)]
    rows = [level for seconds, level in scenes for _ in range(round(seconds * 10))]
    assert find_pop(rows) == 69


def test_a_line_up_tone_is_no_programme_where_the_sheet_asks_for_it_and_is_where_it_does_not() -> None:
    scenes = [(20.0, -18.0), (10.0, None), (60.0, -23.0)]
    found = subject(scenes=scenes)
    asked = judged(
        found,
        {"rule": "loudness.integrated", "alternatives": LOUDNESS},
        {"rule": "time.line-up-tone", "presence": "required"},
    )
    loudness = of(asked, "loudness.integrated")
    assert loudness is not None
    assert loudness.measured is not None
    assert loudness.measured.value == pytest.approx(-23.0, abs=0.05)
    plain = of(judged(found, {"rule": "loudness.integrated", "alternatives": LOUDNESS}), "loudness.integrated")
    assert plain is not None
    assert plain.measured is not None
    assert plain.measured.value is not None
    assert plain.measured.value > -22.0


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([-18.0] * 60 + [None] * 20 + [-23.0] * 50, 80),
        ([None] * 5 + [-18.0] * 60 + [None] * 20 + [-23.0] * 50, 85),
        ([-18.0] * 40 + [None] * 20 + [-23.0] * 50, None),
        ([-18.0, -19.0] * 40, None),
        ([-18.0] * 60 + [None] * 20, None),
        ([], None),
    ],
)
def test_a_tone_is_steady_for_five_seconds_and_the_programme_begins_with_the_next_sound(
    rows: list[float | None], row: int | None
) -> None:
    assert after_tone(rows) == row


def test_a_mix_that_ends_before_the_last_frame_of_action_is_rejected_and_measured_as_far_as_it_goes() -> None:
    facts = {"first_frame_of_action": "01:00:00:00", "last_frame_of_action": "01:00:14:23"}
    report = judged(subject(facts), {"rule": "peak.true-peak", "maximum_dbtp": -2.0, "window": "action"})
    short = of(report, "time.action-in-file")
    assert short is not None
    assert short.state is State.FAIL
    assert "before the end of the last frame of action" in say(short.reason)
    assert report.verdict is Verdict.REJECTED
    peak = of(report, "peak.true-peak")
    assert peak is not None
    assert peak.state is State.PASS


def test_a_mix_that_begins_after_the_first_frame_of_action_is_rejected() -> None:
    facts = {"first_frame_of_action": "00:59:58:00", "last_frame_of_action": "01:00:05:00"}
    report = judged(subject(facts), PEAK)
    late = of(report, "time.action-in-file")
    assert late is not None
    assert late.state is State.FAIL
    assert "48.00 frames after the first frame of action" in say(late.reason)


def test_less_than_a_frame_at_the_end_is_rounding() -> None:
    facts = {"first_frame_of_action": "01:00:00:00", "last_frame_of_action": "01:00:12:11"}
    report = judged(subject(facts, sample_count=300 * 2002 - 1900, scenes=[(12.5, -23.0)]), PEAK)
    assert of(report, "time.action-in-file") is None


def test_action_that_lies_outside_the_file_is_not_measured_and_rejects() -> None:
    facts = {"first_frame_of_action": "02:00:00:00", "last_frame_of_action": "02:00:05:00"}
    assert isinstance(parts_of(Window.ACTION, subject(facts)), Missing)
    assert judged(subject(facts), PEAK).verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("hertz", "is_tone"), [(1000.0, True), (400.0, True), (None, True), (110.0, False), (50.0, False), (3000.0, False)]
)
def test_a_drone_that_opens_a_programme_is_no_line_up_tone(hertz: float | None, is_tone: bool) -> None:
    tone = {"start_sample": 0, "length_samples": 6 * 48_000, "levels_dbfs": {"C": -18.0}, "frequency_hz": hertz}
    scenes = [(6.0, -18.0), (12.0, -23.0)]
    found = subject(scenes=scenes, start_sample=None, tones=(ToneReading.model_validate(tone),))
    tone_asked = {"rule": "time.line-up-tone", "presence": "required"}
    loudness = {"rule": "loudness.integrated", "alternatives": LOUDNESS}
    report = judged(found, tone_asked, loudness)
    line_up, level = of(report, "time.line-up-tone"), of(report, "loudness.integrated")
    assert line_up is not None
    assert level is not None
    assert (line_up.state is State.PASS) is is_tone
    assert (level.state is State.PASS) is is_tone, "the drone is measured as programme"


PADDED: Final = [(2.0, None), (12.0, -23.0)]


@pytest.mark.parametrize(
    ("stamp", "scenes", "state", "remedy"),
    [
        ("00:59:58:00", [(2.1, None), (12.0, -23.0)], State.PASS, None),
        ("00:59:58:00", [(1.0, None), (12.0, -23.0)], State.FAIL, "Cut the 2.002 s before 01:00:00:00"),
        ("00:59:50:00", [(10.1, None), (12.0, -23.0)], State.FAIL, "Cut the 10.010 s before 01:00:00:00"),
        ("01:00:02:00", [(12.0, -23.0)], State.FAIL, "pad the head by 2.002 s"),
        ("01:00:00:00", [(12.0, -23.0)], State.PASS, None),
    ],
)
def test_padding_that_a_client_accepts_holds_and_no_remedy_moves_the_sound(
    stamp: str, scenes: list[tuple[float, float | None]], state: State, remedy: str | None
) -> None:
    found = subject(start_sample=at(stamp), scenes=scenes)
    report = judged(found, {"rule": "time.start-timecode", "allowed": ["01:00:00:00"], "padding_seconds": 5.0})
    start = of(report, "time.start-timecode")
    assert start is not None
    assert start.state is state
    assert (start.remedy is None) if remedy is None else (start.remedy is not None and remedy in say(start.remedy))


def test_a_start_of_another_picture_rate_is_stamped_anew() -> None:
    report = judged(subject(start_sample=172_800_000), {"rule": "time.start-timecode", "allowed": ["01:00:00:00"]})
    start = of(report, "time.start-timecode")
    assert start is not None
    assert start.remedy is not None
    assert say(start.remedy) == "Stamp 01:00:00:00 (172972800 samples since midnight)."


def test_the_client_who_accepts_padding_gets_it() -> None:
    sheet = load_sheet("wbd-component-audio").sheet
    demands = [demand for demand in sheet.deliverables["surround"].requirements if demand.rule == "time.start-timecode"]
    assert [getattr(demand, "padding_seconds", None) for demand in demands] == [5.0]


LINE_UP: Final = [(20.0, -21.01), (7.0, None), (3.0, None), (12.0, -23.0)]
BLOCKS: Final = [
    {"rule": "time.block", "key": "tone", "content": "tone", "start": "09:59:30:00", "end": "09:59:50:00"},
    {"rule": "time.block", "key": "clock", "content": "clock", "start": "09:59:50:00", "end": "10:00:00:00"},
]
START: Final = {"rule": "time.programme-start", "allowed": ["10:00:00:00"]}
MEASURED: Final = {"rule": "loudness.integrated", "alternatives": LOUDNESS}


@pytest.mark.parametrize(
    ("demands", "facts", "starts", "measured"),
    [
        ([START], {}, "09:59:30:00", -23.0),
        (BLOCKS, {}, "09:59:30:00", -23.0),
        ([START, *BLOCKS], {}, "09:59:30:00", -23.0),
        ([START, *BLOCKS], {"start_timecode": "09:59:30:00"}, None, -23.0),
        ([START, *BLOCKS], {"first_frame_of_action": "09:59:30:00"}, "09:59:30:00", -21.9),
        ([START, *BLOCKS], {}, "01:00:00:00", -23.0),
        ([START, *BLOCKS], {}, None, -23.0),
        ([START], {}, None, -21.9),
    ],
    ids=["start", "blocks", "both", "start-stated", "action-stated", "elsewhere", "no-stamp", "no-stamp-no-tone-asked"],
)
def test_what_a_sheet_has_before_the_programme_is_never_measured_as_programme(
    demands: list[dict[str, Any]], facts: dict[str, Any], starts: str | None, measured: float
) -> None:
    rate = parse_frame_rate("25")
    sample = None if starts is None else timecode_to_samples(starts, rate, 48_000)
    found = subject({"picture_rate": "25", **facts}, scenes=LINE_UP, start_sample=sample)
    sheet = make_sheet(*(make_requirement(**one) for one in [MEASURED, *demands]))
    loudness = of(judge(sheet, found, version="0", deliverable="mix"), "loudness.integrated")
    assert loudness is not None
    assert loudness.measured is not None
    assert loudness.measured.value == pytest.approx(measured, abs=0.3)


def test_a_pop_that_was_read_to_the_frame_places_the_action_by_frames() -> None:
    pop = {"start_sample": 288_100, "length_samples": 2002, "levels_dbfs": {"C": -20.0}, "frequency_hz": 1000.0}
    found = subject(scenes=[*LEADER, (12.0, -23.0)], tones=[pop])
    assert found.span.start_sample == 288_100 + 48 * 2002
    assert found.span.pop_sample == 288_100


@pytest.mark.parametrize(
    ("start", "found"),
    [(240_000, True), (235_201, True), (235_200, False), (244_799, True), (244_800, False), (264_000, False)],
)
def test_a_tone_begins_within_a_tenth_of_a_second_of_its_row(start: int, found: bool) -> None:
    """Row 50 begins 5 s into the file."""
    tone = ToneReading(start_sample=start, length_samples=1920, levels_dbfs={"C": -20.0})
    assert tone_at(Subject(measurements=make_measurements(tones=(tone,))), 50) == (tone if found else None)
    assert tone_at(Subject(measurements=make_measurements(tones=None)), 50) is None


def leader_and(*rows: float | None, quiet: float | None = None) -> list[float | None]:
    """One second, a pop, 1.9 s, and then these rows of 100 ms."""
    return [*[quiet] * 10, -20.0, *[quiet] * 19, *rows]


@pytest.mark.parametrize(("quiet", "row"), [(None, 10), (-60.5, 10), (-60.0, None), (-59.5, None)])
def test_a_leader_is_silent_below_minus_60(quiet: float | None, row: int | None) -> None:
    assert find_pop(leader_and(*[-23.0] * 20, quiet=quiet)) == row


def test_a_pop_that_nobody_measured_as_a_tone_stands_at_its_row() -> None:
    scenes = [(0.1, level) for level in leader_and(*[-23.0] * 20)]
    span = programme_span(Subject(measurements=make_measurements(scenes=scenes)))
    assert (span.placed, span.pop_sample, span.start_sample) == (Placed.POP, 48_000, 144_000)
    assert span.end_sample == 50 * 4800


def test_a_programme_between_two_pops_has_one_sample_at_least() -> None:
    """Sound in one row alone, 0.2 s before the action would begin; 2 s before the tail pop it would have ended."""
    levels = [*leader_and()[:28], -23.0, *[None] * 17, -20.0, *[None] * 9]
    scenes = [(0.1, level) for level in levels]
    span = programme_span(Subject(measurements=make_measurements(scenes=scenes)))
    assert (span.start_sample, span.end_sample) == (144_000, 144_001)


def test_a_pop_with_nothing_but_a_click_behind_it_begins_no_programme() -> None:
    """The action would begin 0.1 s after the end of the file."""
    scenes = [(0.1, level) for level in [*leader_and()[:28], -23.0]]
    span = programme_span(Subject(measurements=make_measurements(scenes=scenes)))
    assert (span.start_sample, span.end_sample, span.placed) == (0, 29 * 4800, Placed.WHOLE)


@pytest.mark.parametrize(
    ("rate", "frames", "samples"),
    [(None, None, 96_000), (None, 10, 96_000), ("25", None, 96_000), ("24000/1001", None, 96_096), ("25", 10, 19_200)],
)
def test_a_pop_stands_two_seconds_of_the_count_before_the_action(
    rate: str | None, frames: int | None, samples: int
) -> None:
    mix = Subject(measurements=make_measurements(), programme=ProgrammeFacts(picture_rate=rate))
    assert samples_from_pop(mix, frames) == samples


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_tone_that_begins_within_a_row_is_one_from_there_on(before: int) -> None:
    levels = [*[None] * before, -25.0, *[-23.0] * 60, *[None] * 10, *[-30.0] * 10]
    assert after_tone(levels) == before + 71


@pytest.mark.parametrize(("silent_rows", "row"), [(16, None), (17, 10)])
def test_behind_a_pop_it_is_silent_for_a_second_and_seven_tenths(silent_rows: int, row: int | None) -> None:
    assert find_pop([*[None] * 10, -20.0, *[None] * silent_rows, *[-23.0] * 20]) == row


def test_between_two_pops_is_a_sample_behind_a_beginning_off_the_rows() -> None:
    """The pop was read at sample 48 201, so the action begins at 144 201; 2 s before the tail pop it has ended."""
    levels = [*leader_and()[:28], -23.0, *[None] * 17, -20.0, *[None] * 9]
    pop = ToneReading(start_sample=48_201, length_samples=1920, levels_dbfs={"C": -20.0})
    measured = make_measurements(scenes=[(0.1, level) for level in levels], tones=(pop,))
    span = programme_span(Subject(measurements=measured))
    assert (span.start_sample, span.end_sample) == (144_201, 144_202)


def test_action_that_begins_before_the_file_begins_with_it() -> None:
    facts = {"first_frame_of_action": "00:59:58:00", "last_frame_of_action": "01:00:05:00"}
    assert subject(facts).span.start_sample == 0


def test_what_lies_before_the_first_block_is_the_programme_from_its_first_sample() -> None:
    block = make_requirement("time.block", content="clock", start="10:00:10:00", end="10:00:12:00")
    assert isinstance(block, TimedBlock)
    begun = timecode_to_samples("10:00:00:00", parse_frame_rate("25"), 48_000)
    found = subject({"picture_rate": "25"}, scenes=[(12.0, -23.0)], start_sample=begun)
    placed = replace(found, blocks=(block,))
    assert span_seconds(placed) == (0.0, 10.0, Placed.SHEET)


@pytest.mark.parametrize(
    ("begins", "frames", "seconds", "placed"),
    [
        ("09:59:58:00", 100, (2.0, 6.0), Placed.PICTURE),
        ("09:59:58:00", 1000, (2.0, 12.0), Placed.PICTURE),
        ("10:00:02:00", 100, (0.0, 2.0), Placed.PICTURE),
        ("10:00:00:00", 300, (0.0, 12.0), Placed.WHOLE),
        ("10:00:04:00", 100, (0.0, 12.0), Placed.WHOLE),
    ],
)
def test_of_a_file_that_reaches_beyond_the_picture_its_length_is_the_programme(
    begins: str, frames: int, seconds: tuple[float, float], placed: Placed
) -> None:
    """The picture begins at 10:00:00:00."""
    facts = {"picture_rate": "25", "start_timecode": "10:00:00:00", "duration_frames": frames}
    begun = timecode_to_samples(begins, parse_frame_rate("25"), 48_000)
    found = subject(facts, scenes=[(12.0, -23.0)], start_sample=begun)
    assert span_seconds(found) == (*seconds, placed)


def test_the_last_row_of_a_tone_that_fades_is_no_programme_yet() -> None:
    """It is 0.15 dB softer than the tone, and 0.06 dB softer than the row before it."""
    assert after_tone([*[-23.0] * 58, -23.09, -23.15, *[None] * 10, *[-30.0] * 10]) == 70


@pytest.mark.parametrize(("seconds", "placed"), [(1.0, Placed.TONE), (4.9, Placed.TONE), (5.0, Placed.WHOLE)])
def test_a_drone_lasts_for_five_seconds(seconds: float, placed: Placed) -> None:
    drone = ToneReading(
        start_sample=0, length_samples=round(seconds * 48_000), levels_dbfs={"C": -18.0}, frequency_hz=110.0
    )
    measured = make_measurements(scenes=[(6.0, -18.0), (12.0, -23.0)], start_sample=None, tones=(drone,))
    assert Subject(measurements=measured, head_tone_is_asked=True).span.placed is placed
