"""The pop of measurements in which no tones were looked for: a sound alone in silence at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_subject
from fixtures.made_sheets import make_requirement
from specs.message import Message
from specs.requirements.time import SyncPop
from validator.results.measurements import ToneReading
from validator.rules.sync_pop import judge_sync_pop

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome

HZ = 48_000
ACTION = {"picture_rate": "25", "start_timecode": "01:00:00:00", "first_frame_of_action": "01:00:00:00"}
"""The file begins 4 s before the action, so the pop stands at 2 s: in row 20 of 100 ms."""


def held(rows: dict[int, float], later: int = 0, **fields: Any) -> bool | None:
    """Whether a pop is there that must be, where these rows sound before the action and nobody looked for tones.

    Args:
        rows: Row to level.
        later: How many rows later in the file all of it lies.
        fields: Of the demand.
    """
    demand = make_requirement("time.sync-pop", **{"presence": "required", **fields})
    assert isinstance(demand, SyncPop)
    levels = [*[None] * later, *(rows.get(row) for row in range(40)), *[-23.0] * 40]
    start = 3600 * HZ - (40 + later) * HZ // 10
    mix = make_subject(ACTION, scenes=[(0.1, level) for level in levels], start_sample=start, tones=None)
    return judge_sync_pop(demand, mix).held


@pytest.mark.parametrize(
    ("rows", "there"),
    [
        ({20: -30.0}, True),
        ({19: -30.0}, True),
        ({21: -30.0}, True),
        ({18: -30.0}, False),
        ({22: -30.0}, False),
        ({20: -50.5}, False),
        ({20: -49.5}, True),
        ({}, False),
        # The rows next to it may hold its edges; from there on half a second of silence, or of what is 20 dB softer.
        ({20: -30.0, 18: -35.0, 22: -35.0}, True),
        ({20: -30.0, 17: -49.0}, False),
        ({20: -30.0, 13: -49.0}, False),
        ({20: -30.0, 12: -49.0}, True),
        ({20: -30.0, 23: -49.0}, False),
        ({20: -30.0, 27: -49.0}, False),
        ({20: -30.0, 28: -49.0}, True),
        ({20: -30.0, 25: -50.5}, True),
    ],
)
@pytest.mark.parametrize("later", [0, 11])
def test_a_pop_is_a_sound_alone_at_its_place(rows: dict[int, float], there: bool, later: int) -> None:
    assert held(rows, later) is there
    assert held(rows, later, presence="forbidden") is not there


def test_what_a_text_says_of_a_pop_needs_its_tone() -> None:
    assert held({20: -30.0}, frequency_hz=1000.0) is None
    assert held({}, frequency_hz=1000.0) is False
    assert held({20: -30.0}, presence="forbidden", frequency_hz=1000.0) is False


def test_a_tail_pop_needs_its_tone() -> None:
    assert held({}, at="tail") is None


def test_a_pop_that_must_not_be_there_at_the_tail_is_not_the_one_of_the_head() -> None:
    demand = make_requirement("time.sync-pop", presence="forbidden", at="tail")
    assert isinstance(demand, SyncPop)
    levels = [None] * 40 + [-23.0] * 40
    pop = ToneReading(start_sample=2 * HZ, length_samples=1920, levels_dbfs={"C": -20.0}, frequency_hz=1000.0)
    mix = make_subject(
        {**ACTION, "last_frame_of_action": "01:00:03:24"},
        scenes=[(0.1, level) for level in levels],
        start_sample=3600 * HZ - 4 * HZ,
        tones=(pop,),
    )
    assert judge_sync_pop(demand, mix).held is True


def asked(start: int, **fields: Any) -> Outcome:
    """What is said of a pop of one frame that begins so many samples before the action, at 4 s."""
    demand = make_requirement("time.sync-pop", **{"presence": "required", **fields})
    assert isinstance(demand, SyncPop)
    pop = ToneReading(start_sample=4 * HZ - start, length_samples=1920, levels_dbfs={"C": -20.0}, frequency_hz=1000.0)
    scenes = [(4.0, None), (4.0, -23.0)]
    mix = make_subject(ACTION, scenes=scenes, start_sample=3600 * HZ - 4 * HZ, tones=(pop,))
    return judge_sync_pop(demand, mix)


def test_a_pop_may_end_where_the_action_begins() -> None:
    assert asked(1920, frames=1).held is True
    assert asked(1919, frames=1).held is False, "it reaches into the action"


@pytest.mark.parametrize(
    ("early", "timecode"), [(0, "00:59:58:00"), (400, "00:59:58:00"), (480, "00:59:58:00"), (481, "00:59:57:24")]
)
def test_a_pop_that_is_read_a_quarter_of_a_frame_early_is_shown_at_its_frame(early: int, timecode: str) -> None:
    found = asked(2 * HZ + early)
    assert found.held is True
    assert found.reason.arguments["timecode"] == timecode


@pytest.mark.parametrize(
    ("early", "code", "frames"),
    [(4800, "time.pop-early", 2.5), (-4800, "time.pop-late", 2.5), (1440, "time.pop-early", 0.75)],
)
def test_how_early_or_late_a_pop_is_stands_in_frames_and_their_parts(early: int, code: str, frames: float) -> None:
    (fault,) = faults_of(asked(2 * HZ + early))
    assert (fault.code, fault.arguments["frames"]) == (code, frames)


def faults_of(outcome: Outcome) -> tuple[Message, ...]:
    assert outcome.held is False
    faults = outcome.reason.arguments["faults"]
    assert isinstance(faults, tuple)
    return tuple(fault for fault in faults if isinstance(fault, Message))
