"""Why silence is not added at an end and why nothing is cut there, by what sounds in the rows beside it."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_orders import make_foreseen
from packager.planning.ends import why_not_added, why_not_cut
from validator.catalogue import say

HZ = 48_000
ROW = 4800
FRAME = 1920


def levels(*rows: float | None) -> dict[str, Any]:
    """A mix of which these are the levels of every 100 ms."""
    return {"scenes": [(0.1, level) for level in rows]}


SOUND = -23.0
HEAD_OPEN = levels(SOUND, *[SOUND] * 8, None, None)
TAIL_OPEN = levels(None, None, *[SOUND] * 9)
CLOSED = levels(None, None, *[SOUND] * 8, None, None)
HEAD_AND_TAIL_OPEN = levels(*[SOUND] * 10)


@pytest.mark.parametrize(
    ("mix", "at_head", "why"),
    [
        (CLOSED, True, None),
        (CLOSED, False, None),
        (HEAD_OPEN, True, "It begins in the midst of sound"),
        (HEAD_OPEN, False, "what is missing may be its head"),
        (TAIL_OPEN, False, "It ends in the midst of sound"),
        (TAIL_OPEN, True, None),
        (HEAD_AND_TAIL_OPEN, True, "It begins in the midst of sound"),
        (HEAD_AND_TAIL_OPEN, False, "It ends in the midst of sound"),
        # Two rows have to be silent, down to what counts as sound.
        (levels(None, SOUND, SOUND, None, None), True, "It begins"),
        (levels(None, None, SOUND, SOUND, None), False, "It ends"),
        (levels(-70.0, -70.0, SOUND, None, None), True, None),
        (levels(-69.9, -70.0, SOUND, None, None), True, "It begins"),
        (levels(-70.0, -69.9, SOUND, None, None), True, "It begins"),
        (levels(None, None, SOUND, -70.0, -69.9), False, "It ends"),
    ],
)
def test_silence_is_added_where_there_is_silence(mix: dict[str, Any], at_head: bool, why: str | None) -> None:
    found = why_not_added(make_foreseen(**mix), FRAME + 1, at_head=at_head)
    assert (found is None) is (why is None)
    assert why is None or (found is not None and why in say(found))
    assert why is None or (found is not None and "says that the file is whole at both ends" in say(found))


@pytest.mark.parametrize(
    ("rate", "frame"), [("25", 1920), ("24", 2000), ("24000/1001", 2002), ("30000/1001", 1602), (None, 2016)]
)
@pytest.mark.parametrize("at_head", [True, False])
def test_one_frame_is_added_whatever_sounds(rate: str | None, frame: int, at_head: bool) -> None:
    """At 29.97 a frame has 1601.6 samples; where nobody stated the rate it is the longest one."""
    now = make_foreseen({"picture_rate": rate}, **HEAD_AND_TAIL_OPEN)
    assert why_not_added(now, frame, at_head=at_head) is None
    assert why_not_added(now, frame + 1, at_head=at_head) is not None


@pytest.mark.parametrize(
    ("mix", "samples", "at_head", "may"),
    [
        (CLOSED, 2 * ROW, True, True),
        (CLOSED, 2 * ROW + 1, True, False),
        (CLOSED, 3 * ROW, True, False),
        (CLOSED, 2 * ROW, False, True),
        (CLOSED, 2 * ROW + 1, False, False),
        (CLOSED, 3 * ROW, False, False),
        # What is softer than the first sound and louder than silence is sound all the same.
        (levels(None, -65.0, SOUND, SOUND, -65.0, None), ROW, True, True),
        (levels(None, -65.0, SOUND, SOUND, -65.0, None), 2 * ROW, True, False),
        (levels(None, -65.0, SOUND, SOUND, -65.0, None), ROW, False, True),
        (levels(None, -65.0, SOUND, SOUND, -65.0, None), 2 * ROW, False, False),
        (levels(None, None, None), 2 * ROW, True, True),
        (levels(None, None, None), 2 * ROW, False, True),
    ],
)
def test_nothing_that_sounds_is_cut(mix: dict[str, Any], samples: int, at_head: bool, may: bool) -> None:
    found = why_not_cut(make_foreseen(**mix), samples, at_head=at_head)
    assert (found is None) is may
    assert (
        found is None or say(found) == f"There is sound above -70 dBFS in the {samples / HZ:.3f} s that would be cut."
    )


@pytest.mark.parametrize("at_head", [True, False])
@pytest.mark.parametrize(("samples", "may"), [(2 * ROW, True), (3 * ROW, False), (2 * ROW + 100, True)])
def test_a_fade_that_is_no_sound_yet_is_not_cut(at_head: bool, samples: int, may: bool) -> None:
    """The first sound is above -60 dBFS; 0.1 s at -65 dBFS before it and after the last one is sound all the same.

    Of a row that is cut in part only the first and the last sound are asked.
    """
    rows = levels(None, None, -65.0, *[SOUND] * 6, -65.0, None, None)
    now = make_foreseen(first_sound_sample=3 * ROW, last_sound_sample=9 * ROW - 1, **rows)
    assert (why_not_cut(now, samples, at_head=at_head) is None) is may


LEADER = [*[None] * 10, -30.0, *[None] * 19, *[SOUND] * 20]
"""A pop at 1 s, and the action from 3 s."""


@pytest.mark.parametrize(
    ("samples", "at_head", "may"),
    [(3 * HZ, True, True), (3 * HZ + 1, True, False), (HZ + ROW, True, True), (2 * HZ, False, False)],
)
def test_a_leader_is_cut_with_its_pop(samples: int, at_head: bool, may: bool) -> None:
    assert (why_not_cut(make_foreseen(**levels(*LEADER)), samples, at_head=at_head) is None) is may


def test_a_leader_is_cut_two_seconds_after_its_pop_wherever_that_stands() -> None:
    """A pop at 1.5 s: the action begins at 3.5 s."""
    now = make_foreseen(**levels(*[None] * 15, -30.0, *[None] * 19, *[SOUND] * 20))
    assert why_not_cut(now, 7 * HZ // 2, at_head=True) is None
    assert why_not_cut(now, 7 * HZ // 2 + 1, at_head=True) is not None


def test_a_leader_at_the_tail_is_none() -> None:
    """Sound before the pop, and only then the leader: nothing of it is cut off the end."""
    mix = levels(*[SOUND] * 20, *[None] * 10, -30.0, *[None] * 20)
    assert why_not_cut(make_foreseen(**mix), 2 * HZ + ROW, at_head=False) is not None
    assert why_not_cut(make_foreseen(**mix), 2 * HZ, at_head=False) is None
