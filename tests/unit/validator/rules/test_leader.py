"""What a file carries beside its programme: the tone of its head, blocks, and the sound before the programme."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.requirements.time import LineUpTone, ProgrammeStart, TimedBlock
from specs.statements.programme import ProgrammeFacts
from validator.results.measurements import ToneReading
from validator.rules.leader import judge_line_up_tone, judge_programme_start
from validator.rules.subject import Subject

HZ = 48_000
ROW = HZ // 10
HOUR = 3600 * HZ
FACTS = ProgrammeFacts(picture_rate="25", start_timecode="01:00:00:00")


def line_up(presence: str = "required", **fields: Any) -> LineUpTone:
    demand = make_requirement("time.line-up-tone", presence=presence, **fields)
    assert isinstance(demand, LineUpTone)
    return demand


def mix_of(levels: list[float | None], **changes: Any) -> Subject:
    """A mix of which these are the levels of every 100 ms."""
    scenes = [(0.1, level) for level in levels]
    blocks = changes.pop("blocks", ())
    return Subject(measurements=make_measurements(scenes=scenes, **changes), programme=FACTS, blocks=blocks)


def tone(start: int, length: int, frequency: float | None = 1000.0) -> ToneReading:
    return ToneReading(start_sample=start, length_samples=length, levels_dbfs={"L": -20.0}, frequency_hz=frequency)


def has_tone(subject: Subject) -> bool:
    return judge_line_up_tone(line_up(), subject).held is True


QUIET: list[float | None] = [None] * 10


@pytest.mark.parametrize(
    ("levels", "there"),
    [
        ([-23.0] * 50, True),
        ([-23.0] * 49, False),
        ([-23.0] * 30 + [-23.2] * 30, False),
        ([-23.0] * 30 + [-23.05] * 30, True),
        # Two seconds of a slow swell: no two rows differ by a tenth, and it is no tone.
        ([-23.0 + 0.05 * row for row in range(80)], False),
        ([-50.5] * 80, False),
        ([-49.5] * 80, True),
        ([-23.0] * 30 + [None] + [-23.0] * 30, False),
        ([-23.0] * 30 + [-60.0] + [-23.0] * 50, True),
    ],
)
def test_five_seconds_of_a_steady_level_are_a_tone(levels: list[float | None], there: bool) -> None:
    assert has_tone(mix_of([*QUIET, *levels, *QUIET])) is there


@pytest.mark.parametrize(("seconds", "there"), [(55.0, True), (55.1, False), (59.9, False)])
def test_a_tone_of_the_head_lies_within_the_first_minute(seconds: float, there: bool) -> None:
    silent: list[float | None] = [None] * round(seconds * 10)
    assert has_tone(mix_of([*silent, *[-23.0] * 80])) is there


@pytest.mark.parametrize(
    ("found", "level"),
    [
        (tone(10 * ROW, 6 * HZ), -19.99),
        (tone(10 * ROW, 6 * HZ, None), -19.99),
        # A drone of 100 Hz opens the programme.
        (tone(10 * ROW, 6 * HZ, 100.0), None),
        (tone(12 * ROW, 6 * HZ, 100.0), None),
        (tone(8 * ROW, 6 * HZ, 100.0), None),
        (tone(10 * ROW, 4 * HZ, 100.0), None),
        # What lies farther off, or lasts less than four seconds, is another sound than the steady one.
        (tone(12 * ROW + 1, 6 * HZ, 100.0), -19.99),
        (tone(8 * ROW - 1, 6 * HZ, 100.0), -19.99),
        (tone(10 * ROW, 4 * HZ - 1, 100.0), -19.99),
    ],
)
def test_a_drone_is_no_line_up_tone(found: ToneReading, level: float | None) -> None:
    outcome = judge_line_up_tone(line_up("forbidden"), mix_of([*QUIET, *[-23.0] * 60, *QUIET], tones=(found,)))
    assert (None if outcome.measured is None else outcome.measured.value) == pytest.approx(level)
    assert outcome.held is (level is None)


def test_a_demand_on_frequency_is_open_where_nobody_told_it() -> None:
    steady = [*QUIET, *[-23.0] * 60]
    asked = line_up(frequency_hz=1000.0)
    assert judge_line_up_tone(asked, mix_of(steady)).held is None
    assert judge_line_up_tone(asked, mix_of(steady, tones=(tone(10 * ROW, 6 * HZ),))).held is True
    assert judge_line_up_tone(asked, mix_of(steady, tones=(tone(10 * ROW, 6 * HZ, 440.0),))).held is False


@pytest.mark.parametrize(("level", "held"), [(-20.49, True), (-20.5, False), (-19.49, True), (-19.48, False)])
def test_a_tone_is_at_its_level_within_half_a_decibel(level: float, held: bool) -> None:
    """The steady part reads -23 dBFS RMS: a sine at -19.99 dBFS."""
    assert judge_line_up_tone(line_up(level_dbfs=level), mix_of([*QUIET, *[-23.0] * 60])).held is held


def starts_at(seconds: str = "01:00:00:00") -> ProgrammeStart:
    demand = make_requirement("time.programme-start", allowed=[seconds])
    assert isinstance(demand, ProgrammeStart)
    return demand


def block(content: str, start: str, end: str) -> TimedBlock:
    made = make_requirement("time.block", content=content, start=start, end=end)
    assert isinstance(made, TimedBlock)
    return made


LEAD_ROWS = 100
"""The file begins 10 s before the hour."""


def led(sounding: dict[int, float], **changes: Any) -> Subject:
    """Ten seconds of silence but for some rows, and then the programme."""
    levels = [sounding.get(row) for row in range(LEAD_ROWS)] + [-23.0] * 50
    return mix_of(levels, start_sample=HOUR - 10 * HZ, **changes)


@pytest.mark.parametrize(
    ("sounding", "changes", "early"),
    [
        ({}, {}, None),
        ({50: -30.0}, {}, 50),
        ({99: -30.0}, {}, 99),
        ({50: -59.9}, {}, 50),
        ({50: -60.1}, {}, None),
        # A tone, with the rows that it begins and ends in.
        ({50: -30.0, 51: -30.0}, {"tones": (tone(50 * ROW, 2 * ROW),)}, None),
        ({49: -30.0, 52: -30.0}, {"tones": (tone(50 * ROW, 2 * ROW),)}, None),
        ({48: -30.0}, {"tones": (tone(50 * ROW, 2 * ROW),)}, 48),
        ({53: -30.0}, {"tones": (tone(50 * ROW, 2 * ROW),)}, 53),
        # A clock that the sheet names may sound; where it names silence, nothing may.
        ({20: -30.0, 39: -30.0}, {"blocks": (block("clock", "00:59:52:00", "00:59:54:00"),)}, None),
        ({41: -30.0}, {"blocks": (block("clock", "00:59:52:00", "00:59:54:00"),)}, 41),
        ({30: -30.0}, {"blocks": (block("silence", "00:59:52:00", "00:59:54:00"),)}, 30),
    ],
)
def test_nothing_sounds_before_the_programme_but_tones_and_blocks(
    sounding: dict[int, float], changes: dict[str, Any], early: int | None
) -> None:
    outcome = judge_programme_start(starts_at(), led(sounding, **changes))
    assert outcome.held is (early is None)
    assert [place.sample_in for place in outcome.where] == ([] if early is None else [early * ROW])
