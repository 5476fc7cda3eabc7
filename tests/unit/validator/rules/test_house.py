"""What is held against every mix: sound at all, the action in the file, its stamp, its length, its original."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fixtures.made_orders import make_subject
from fixtures.measurements import make_measurements
from fixtures.rule_cases import compared_subject
from specs.requirements.requirement import Level
from specs.statements.statement import Easing, Origin
from specs.vocabulary import MixKind
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.relations import Relation
from validator.rules.house import (
    ACTION_IN_FILE,
    LENGTH,
    SOUNDS,
    TIME_REFERENCE,
    WITH_PARTNER,
    HouseFinding,
    house_findings,
)
from validator.rules.subject import Subject

HZ = 48_000
HOUR = 3600 * HZ
FRAME = 1920


def findings(subject: Subject) -> dict[str, HouseFinding]:
    return {finding.rule: finding for finding in house_findings(subject)}


@pytest.mark.parametrize(
    ("changes", "kind", "silent"),
    [
        ({"max_sample_peak_dbfs": -80.1}, MixKind.PRINTMASTER, True),
        ({"max_sample_peak_dbfs": -80.0}, MixKind.PRINTMASTER, False),
        ({"max_sample_peak_dbfs": -90.0}, MixKind.DIALOGUE, True),
        ({"max_sample_peak_dbfs": -90.0}, MixKind.MUSIC, False),
        ({"max_sample_peak_dbfs": -90.0}, MixKind.EFFECTS, False),
        ({"max_sample_peak_dbfs": -90.0}, MixKind.OPTIONAL, False),
        # Nothing was measured, and nothing says that it was silence.
        ({"max_sample_peak_dbfs": None}, MixKind.PRINTMASTER, False),
    ],
)
def test_a_mix_without_any_sound_is_told(changes: dict[str, Any], kind: MixKind, silent: bool) -> None:
    found = findings(Subject(measurements=make_measurements(**changes), mix_kind=kind)).get(SOUNDS)
    assert (found is not None) is silent
    if found is not None:
        assert found.level is Level.SHALL
        assert found.outcome.held is False
        assert found.outcome.measured is not None
        assert found.outcome.measured.value == changes["max_sample_peak_dbfs"]


ACTION = {
    "picture_rate": "25",
    "start_timecode": "01:00:00:00",
    "first_frame_of_action": "01:00:00:00",
    "last_frame_of_action": "01:00:11:24",
    "duration_frames": 300,
}
"""Twelve seconds: the invented mix has half a second more."""


@pytest.mark.parametrize(
    ("stamp", "samples", "code", "frames"),
    [
        (HOUR, 12 * HZ, None, None),
        (HOUR + FRAME - 1, 13 * HZ, None, None),
        (HOUR + FRAME, 13 * HZ, "time.begins-after-action", 1.0),
        (HOUR + HZ, 13 * HZ, "time.begins-after-action", 25.0),
        (HOUR, 12 * HZ - FRAME + 1, None, None),
        (HOUR, 12 * HZ - FRAME, "time.ends-before-action", 1.0),
        (HOUR, 11 * HZ, "time.ends-before-action", 25.0),
        (HOUR - HZ, 13 * HZ, None, None),
    ],
)
def test_the_action_has_to_be_in_the_file(stamp: int, samples: int, code: str | None, frames: float | None) -> None:
    subject = make_subject(ACTION, start_sample=stamp, sample_count=samples)
    found = findings(subject).get(ACTION_IN_FILE)
    assert (None if found is None else found.outcome.reason.code) == code
    if found is not None:
        assert found.level is Level.SHALL
        assert found.outcome.measured is not None
        assert found.outcome.measured.value == pytest.approx(frames)


def test_how_much_of_the_action_is_missing_is_told_to_a_hundredth_of_a_frame() -> None:
    """2370 samples are 1.234375 frames."""
    outcome = findings(make_subject(ACTION, start_sample=HOUR + 2370, sample_count=13 * HZ))[ACTION_IN_FILE].outcome
    assert outcome.measured is not None
    assert outcome.measured.text == "1.23 frames missing"
    assert outcome.reason.arguments["frames"] == 1.23


def test_both_ends_of_the_action_may_be_missing() -> None:
    subject = make_subject(ACTION, start_sample=HOUR + HZ, sample_count=HZ)
    missing = [one for one in house_findings(subject) if one.rule == ACTION_IN_FILE]
    assert [one.outcome.reason.code for one in missing] == ["time.begins-after-action", "time.ends-before-action"]
    assert len({one.outcome.part for one in missing}) == 2


@pytest.mark.parametrize(
    ("claims", "codes"),
    [
        ({"first_frame_of_action": "01:00:00:00"}, ["time.begins-after-action"]),
        ({"last_frame_of_action": "01:00:11:24"}, ["time.ends-before-action"]),
        ({"last_frame_of_action": "01:00:01:24"}, []),
        ({"last_frame_of_action": "01:00:11:29"}, []),
        ({"last_frame_of_action": "01:00:11:24", "action_is_whole": "yes"}, []),
    ],
    ids=["begins later", "ends earlier", "in the file", "of another rate", "the whole file"],
)
def test_what_a_sender_says_the_file_holds_has_to_be_in_it_although_a_gate_takes_no_window_from_him(
    claims: dict[str, str], codes: list[str]
) -> None:
    """The file has the second after the first of action."""
    facts = {"picture_rate": "25", "start_timecode": "01:00:00:00", "duration_frames": 300}
    subject = make_subject(facts, start_sample=HOUR + HZ, sample_count=HZ)
    easings = tuple(Easing(what=k, value=v, origin=Origin.SENDER, applies=False) for k, v in claims.items())
    missing = [one for one in house_findings(replace(subject, easings=easings)) if one.rule == ACTION_IN_FILE]
    assert [one.outcome.reason.code for one in missing] == codes


def test_without_a_rate_or_where_the_file_is_all_action_nothing_is_missing() -> None:
    late = {"start_sample": HOUR + HZ, "sample_count": HZ}
    assert ACTION_IN_FILE not in findings(make_subject({**ACTION, "action_is_whole": True}, **late))
    assert ACTION_IN_FILE not in findings(make_subject({**ACTION, "picture_rate": None}, **late))
    only_last = {key: value for key, value in ACTION.items() if key != "first_frame_of_action"}
    assert findings(make_subject(only_last, **late))[ACTION_IN_FILE].outcome.reason.code == "time.ends-before-action"


@pytest.mark.parametrize(
    ("stamp", "seconds", "direction", "placed"),
    [
        (HOUR, None, None, None),
        (HOUR + FRAME - 1, None, None, None),
        (HOUR - FRAME + 1, None, None, None),
        (HOUR + FRAME, 0.04, "time.direction-after", "time.placed-by-reference"),
        (HOUR - FRAME, -0.04, "time.direction-before", "time.placed-by-reference"),
        (2 * HOUR, 3600.0, "time.direction-after", "time.placed-by-statement"),
        (0, None, None, None),
        (None, None, None, None),
    ],
)
def test_a_stamp_beside_the_start_of_the_picture_is_told(
    stamp: int | None, seconds: float | None, direction: str | None, placed: str | None
) -> None:
    picture = {"picture_rate": "25", "start_timecode": "01:00:00:00", "duration_frames": 300}
    subject = make_subject(picture, start_sample=stamp)
    found = findings(subject).get(TIME_REFERENCE)
    assert (found is None) is (seconds is None)
    if found is not None:
        assert found.level is Level.SHOULD
        assert found.outcome.measured is not None
        assert found.outcome.measured.value == pytest.approx(seconds)
        arguments = found.outcome.reason.arguments
        assert [arguments[name].code for name in ("direction", "placed")] == [direction, placed]  # type: ignore[union-attr]
        assert arguments["seconds"] == pytest.approx(abs(seconds or 0.0))


@pytest.mark.parametrize(
    ("frames", "held", "measured"),
    [
        (300, None, None),
        (313, None, None),
        (314, False, -1.5),
        (325, False, -12.5),
        (299, None, 1.0),
        (275, None, 25.0),
    ],
)
def test_a_length_beside_the_pictures_is_told(frames: int, held: bool | None, measured: float | None) -> None:
    """The file lasts 312.5 frames and sounds to the end of frame 300; silence behind the picture is no fault."""
    subject = make_subject(
        {"picture_rate": "25", "start_timecode": "01:00:00:00", "duration_frames": frames}, start_sample=HOUR
    )
    found = findings(subject).get(LENGTH)
    assert (found is None) is (measured is None)
    if found is not None:
        assert found.level is Level.SHALL
        assert found.outcome.held is held
        assert found.outcome.measured is not None
        assert found.outcome.measured.value == pytest.approx(measured)
        assert [place.sample_in for place in found.outcome.where] == ([] if held is False else [frames * FRAME])


def test_a_length_without_a_picture_rate_is_open() -> None:
    found = findings(make_subject({"duration_frames": 300}))[LENGTH]
    assert (found.level, found.outcome.held) == (Level.SHOULD, None)
    assert LENGTH not in findings(make_subject({}))


def dub(**changes: Any) -> Subject:
    """The dub of a case of rules, which lies beside its original as told there."""
    return compared_subject("channels.as-original", "fail", **changes)


def test_what_differs_from_the_original_is_told_whatever_a_sheet_asks() -> None:
    found = findings(dub())[WITH_PARTNER]
    assert found.level is Level.SHOULD
    assert found.outcome.held is False
    assert found.outcome.part == "dub"
    assert found.outcome.remedy is not None
    assert "channels.as-original" in found.asked_by


def test_how_late_a_mix_is_stands_in_milliseconds() -> None:
    (segment,) = dub().measurements.comparisons[0].segments
    later = (replace(segment, offset_samples=480.0),)
    late = findings(dub(segments=later, cause="constant-offset"))[WITH_PARTNER].outcome
    assert late.measured is not None
    assert late.measured.value == pytest.approx(10.0)
    assert late.measured.text == "10.00 ms"
    assert late.reason.code == "sync.differs"


def test_what_agrees_or_is_of_stems_or_cannot_be_told_is_not_told_here() -> None:
    assert WITH_PARTNER not in findings(dub(cause=None))
    assert WITH_PARTNER not in findings(dub(state=MapState.CANNOT_TELL, cause="other-programme"))
    assert WITH_PARTNER not in findings(dub(relation=Relation.STEMS))
    assert WITH_PARTNER not in findings(dub(relation=Relation.RE_RENDER))
