"""Which branch of a loudness demand a plan aims at, and how far it lets a gain go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_foreseen, make_order
from fixtures.made_sheets import make_requirement
from packager.planning.loudness import PlannedLoudness, decide, reading_of
from packager.planning.model import LoudnessAim
from specs.requirements.loudness import Gating, Loudness
from specs.requirements.requirement import Window
from validator.catalogue import say

if TYPE_CHECKING:
    from packager.planning.interval import Bound


near: Any = pytest.approx


def demand(*alternatives: dict[str, Any], **fields: Any) -> Loudness:
    branches = [{"gating": "programme", **branch} for branch in alternatives]
    made = make_requirement("loudness.integrated", alternatives=branches, **fields)
    assert isinstance(made, Loudness)
    return made


def decided(requirement: Loudness, programme: dict[str, Any] | None = None, **changes: Any) -> PlannedLoudness:
    now = make_foreseen(programme, **changes)
    (judged,) = make_order(requirement).judged(now.subject)
    return decide(requirement, judged, now)


def limits(bounds: tuple[Bound, ...]) -> list[tuple[float | None, float | None]]:
    return [
        (None if bound.low is None else round(bound.low, 3), None if bound.high is None else round(bound.high, 3))
        for bound in bounds
    ]


@pytest.mark.parametrize(
    ("branch", "gain", "holds", "bounds", "value"),
    [
        # A target with tolerances: to the target.
        ({"target": -23.0, "tolerance_above": 1.0, "tolerance_below": 0.5}, -3.0, False, (-3.5, -2.0), -23.0),
        ({"target": -20.5, "tolerance_above": 1.0, "tolerance_below": 1.0}, 0.0, True, (-1.5, 0.5), -20.0),
        # A target without: as near as a display shows.
        ({"target": -20.1}, 0.0, True, (None, None), -20.0),
        ({"target": -20.2}, -0.2, False, (None, None), -20.2),
        ({"target": -19.9}, 0.0, True, (None, None), -20.0),
        ({"target": -19.8}, 0.2, False, (None, None), -19.8),
        # A range or one limit: a tenth inside.
        ({"minimum": -30.0, "maximum": -23.0}, -3.1, False, (-10.0, -3.0), -23.1),
        ({"minimum": -18.0, "maximum": -10.0}, 2.1, False, (2.0, 10.0), -17.9),
        ({"maximum": -21.0}, -1.1, False, (None, -1.0), -21.1),
        ({"minimum": -19.0}, 1.1, False, (1.0, None), -18.9),
        ({"minimum": -19.0, "maximum": -18.9}, 1.05, False, (1.0, 1.1), -18.95),
        ({"maximum": -19.0}, 0.0, True, (None, 1.0), -20.0),
    ],
)
def test_a_mix_at_minus_20_goes_to_its_aim(
    branch: dict[str, float], gain: float, holds: bool, bounds: tuple[float | None, float | None], value: float
) -> None:
    found = decided(demand(branch), integrated_lkfs=-20.0)
    assert found.pull is not None
    assert (found.pull.gain_db, found.pull.holds) == (near(gain, abs=1e-5), holds)
    assert found.pull.aim.value == near(value, abs=1e-5)
    assert found.pull.key == "loudness.integrated"
    assert limits(found.bounds) == [bounds]
    assert not found.unforeseen


def test_the_aim_says_how_it_is_measured_and_within_what() -> None:
    found = decided(
        demand({"gating": "stated", "gate_lu": -8.0, "target": -25.0, "tolerance_above": 1, "tolerance_below": 2})
    )
    assert found.pull is not None
    assert found.pull.aim.model_dump(exclude={"text"}) == {
        "gating": Gating.STATED,
        "gate_lu": -8.0,
        "window": Window.FILE,
        "value": -25.0,
        "low": -27.0,
        "high": -24.0,
    }


def test_a_ceiling_bounds_the_gain_whatever_the_branch() -> None:
    target = {"target": -25.0, "tolerance_above": 1, "tolerance_below": 1}
    ceiling = {"gating": "ungated", "maximum": -22.0, "role": "ceiling"}
    found = decided(demand(target, ceiling), integrated_lkfs=-20.0, integrated_ungated_lkfs=-21.0)
    assert limits(found.bounds) == [(None, -1.0), (-6.0, -4.0)]
    other = {**ceiling, "when": {"long_form": True}}
    long_form: dict[str, Any] = {"picture_rate": "25", "long_form": True}
    short_form: dict[str, Any] = {"picture_rate": "25", "long_form": False}
    for programme, bounds in ((long_form, 2), ({"picture_rate": "25"}, 2), (short_form, 1)):
        found = decided(demand(target, other), programme, integrated_lkfs=-20.0, integrated_ungated_lkfs=-21.0)
        assert len(found.bounds) == bounds, "where nobody said which form it is, the ceiling may hold"


def test_a_branch_that_is_only_accepted_or_reported_bounds_nothing() -> None:
    target = {"target": -25.0, "tolerance_above": 1, "tolerance_below": 1}
    for role in ("alternative", "fallback", "reported", "recommended"):
        found = decided(demand(target, {"maximum": -22.0, "role": role}), integrated_lkfs=-20.0)
        assert limits(found.bounds) == [(-6.0, -4.0)], role


@pytest.mark.parametrize(
    ("long_form", "target"),
    [(True, -27.0), (False, -24.0), (None, None)],
)
def test_a_target_is_never_guessed(long_form: bool | None, target: float | None) -> None:
    """Which branch is required hangs on something that nobody stated."""
    first = {"target": -27.0, "tolerance_above": 1, "tolerance_below": 1, "when": {"long_form": True}}
    second = {"target": -24.0, "tolerance_above": 1, "tolerance_below": 1, "when": {"long_form": False}}
    found = decided(demand(first, second), {"long_form": long_form}, integrated_lkfs=-20.0)
    assert (None if found.pull is None else found.pull.aim.value) == target
    if target is None:
        assert found == PlannedLoudness()


def test_what_is_accepted_in_the_place_of_a_branch_is_aimed_at_last() -> None:
    """The required branch is of dialogue, which nobody measured: then the alternative, before the fallback."""
    spoken = {"gating": "dialogue", "target": -27.0, "tolerance_above": 1, "tolerance_below": 1}
    fallback = {"target": -22.0, "tolerance_above": 1, "tolerance_below": 1, "role": "fallback"}
    accepted = {"target": -24.0, "tolerance_above": 1, "tolerance_below": 1, "role": "alternative"}
    for branches, target in (((spoken, fallback, accepted), -24.0), ((spoken, fallback), -22.0)):
        found = decided(demand(*branches), integrated_lkfs=-20.0)
        assert found.pull is not None
        assert found.pull.aim.value == target
    found = decided(demand(spoken, fallback, accepted), integrated_lkfs=-20.0, dialogue={"integrated_lkfs": -30.0})
    assert found.pull is not None
    assert (found.pull.aim.value, found.pull.gain_db) == (-27.0, near(3.0))


def test_a_ceiling_alone_is_aimed_at() -> None:
    found = decided(demand({"maximum": -24.0, "role": "ceiling"}), integrated_lkfs=-20.0)
    assert found.pull is not None
    assert found.pull.gain_db == near(-4.1, abs=1e-5)


def test_a_branch_that_is_open_and_not_required_is_passed_over() -> None:
    open_branch = {"target": -22.0, "tolerance_above": 1, "role": "alternative", "when": {"long_form": True}}
    last = {"target": -24.0, "tolerance_above": 1, "tolerance_below": 1, "role": "fallback"}
    found = decided(demand(open_branch, last), {}, integrated_lkfs=-20.0)
    assert found.pull is not None
    assert found.pull.aim.value == -24.0


REELS: dict[str, Any] = {
    "picture_rate": "25",
    "start_timecode": "01:00:00:00",
    "segments": [
        {"name": "1", "start": "01:00:00:00", "end": "01:00:06:00"},
        {"name": "2", "start": "01:00:06:00", "end": "01:00:12:00"},
    ],
}
TWO = {"scenes": ((6.0, -28.0), (6.0, -22.0)), "start_sample": 172_800_000}


def test_of_several_parts_the_middle_of_what_they_need_is_taken() -> None:
    per_reel = demand({"target": -24.0, "tolerance_above": 2, "tolerance_below": 2}, window="segments")
    found = decided(per_reel, REELS, **TWO)
    assert found.pull is not None
    assert found.pull.gain_db == near(1.0, abs=0.01), "+4 and -2"
    assert limits(found.bounds)[1:] == [(2.0, 6.0), (-4.0, 0.0)]
    assert [say(bound.name) for bound in found.bounds] == [
        "loudness",
        "loudness (segment 1)",
        "loudness (segment 2)",
    ]


def test_the_part_farthest_from_the_aim_is_its_reading() -> None:
    now = make_foreseen(REELS, **TWO)
    for value, reading in ((-24.0, -28.0), (-26.0, -22.0)):
        aim = LoudnessAim(gating=Gating.PROGRAMME, window=Window.SEGMENTS, value=value, text="x")
        assert reading_of(aim, now.subject) == near(reading, abs=0.01)
    of_action = aim.model_copy(update={"window": Window.ACTION})
    assert reading_of(of_action, now.subject) is None
    assert decided(demand({"target": -24.0}, window="action"), REELS, **TWO) == PlannedLoudness()


def test_what_is_right_already_is_kept_to_a_ten_thousandth() -> None:
    found = decided(demand({"maximum": -20.0}), integrated_lkfs=-20.1234)
    assert found.pull is not None
    assert found.pull.aim.value == -20.1234


def test_silence_is_not_pulled_anywhere() -> None:
    found = decided(demand({"target": -24.0, "tolerance_above": 1, "tolerance_below": 1}), scenes=((10.0, None),))
    assert found == PlannedLoudness()
