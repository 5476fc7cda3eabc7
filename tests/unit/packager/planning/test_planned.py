"""A plan as a whole, of mixes without sound: what was asked for, its place, stamps, words and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import ALL_GRADES, make_subject, said
from fixtures.made_sheets import make_requirement
from packager.corrections.correction import CorrectionGrade
from packager.corrections.file_form import FileFormChange
from packager.corrections.gain import Gain
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLengthChange
from packager.planning.because import ASKED_FOR, HEAD_MOVES_START
from packager.planning.plan import NotCorrectableError, Plan, PlanOptions, plan_corrections
from packager.planning.refusal import refusal_of
from specs.errors import UsageError
from specs.message import verbatim
from validator.catalogue import say
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Collection

    from specs.requirements import AnyRequirement

HZ = 48_000
HOUR = 3600 * HZ
LEVEL = (CorrectionGrade.TRANSPARENT, CorrectionGrade.LEVEL)
FLOAT = {"sample_format": SampleFormat.F32, "word_length_bits": 32, "valid_bits": 32, "codec": "IEEE float"}


def planned(
    *requirements: AnyRequirement,
    permitted: Collection[CorrectionGrade] = ALL_GRADES,
    programme: dict[str, Any] | None = None,
    mix: dict[str, Any] | None = None,
    **options: Any,
) -> Plan:
    return plan_corrections(requirements, make_subject(programme, **(mix or {})), permitted, PlanOptions(**options))


def kinds(plan: Plan) -> list[str]:
    return [correction.kind for correction in plan.corrections]


def loudness(target: float, tolerance: float = 0.5) -> AnyRequirement:
    branch = {"gating": "programme", "target": target, "tolerance_above": tolerance, "tolerance_below": tolerance}
    return make_requirement("loudness.integrated", alternatives=[branch])


AT_MINUS_20 = {"integrated_lkfs": -20.0}


def test_a_plan_says_what_it_was_made_with() -> None:
    permitted = (CorrectionGrade.PROCESSING, CorrectionGrade.TRANSPARENT)
    plan = planned(permitted=permitted, most_gain_db=12.0, mix={"effective_bits": 16})
    assert plan.permitted == (CorrectionGrade.TRANSPARENT, CorrectionGrade.PROCESSING)
    assert (plan.most_gain_db, plan.source_bits, plan.reduction_cap_db) == (12.0, 16, None)
    assert plan.name == "Harbour_Lights_51.wav"
    limited = planned(
        make_requirement("peak.true-peak", maximum_dbtp=-4.0),
        mix={"true_peaks": (("C", 100_000, -3.0),)},
        reduction_cap_db=5.0,
    )
    assert limited.reduction_cap_db == 5.0


@pytest.mark.parametrize(
    ("effective_bits", "file", "noted"),
    [(16, {}, True), (12, {}, True), (17, {}, False), (None, {}, False), (16, FLOAT, False), (24, {}, False)],
)
def test_a_resolution_that_words_do_not_have_is_told(
    effective_bits: int | None, file: dict[str, Any], noted: bool
) -> None:
    notes = said(planned(mix={"effective_bits": effective_bits, "file": file}).notes)
    expected = (
        f"The resolution is and stays that of {effective_bits} bits, in words of 24: print the mix again at full "
    )
    assert bool(notes) is noted
    assert not noted or notes[0].startswith(expected)


@pytest.mark.parametrize(
    ("runs", "tops", "count"), [(0, 0, None), (1, 0, "1 run"), (0, 1, "1 run"), (1, 1, "2 runs"), (3, 0, "3 runs")]
)
def test_clipping_of_the_source_is_told(runs: int, tops: int, count: str | None) -> None:
    channel = {"L": {"clipped_run_count": runs}, "Rs": {"flat_top_count": tops}}
    notes = said(planned(mix={"channel": channel}).notes)
    assert notes == (
        ()
        if count is None
        else (f"The source is clipped ({count} of flat samples), and no gain or limiter takes that away.",)
    )


@pytest.mark.parametrize(
    ("have", "wanted", "requested", "speeds"),
    [
        ("25", "24", (), [("25", "24")]),
        ("25", "25", (), []),
        ("25", None, (), []),
        ("25", "24", (SpeedChange(from_rate="25", to_rate="24000/1001"),), [("25", "24000/1001")]),
        (None, None, (), []),
    ],
)
def test_another_picture_rate_is_another_speed_unless_one_was_asked_for(
    have: str | None, wanted: str | None, requested: tuple[SpeedChange, ...], speeds: list[tuple[str, str]]
) -> None:
    plan = planned(programme={"picture_rate": have}, picture_rate=wanted, requested=requested)
    found = [(one.from_rate, one.to_rate) for one in plan.corrections if isinstance(one, SpeedChange)]
    assert found == speeds
    assert all(step.because == ASKED_FOR for step in plan.steps if step.correction.kind == "speed")


def test_a_speed_of_a_mix_whose_rate_is_not_known_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="picture rate of the mix is not known") as error:
        planned(programme={}, picture_rate="24")
    assert error.value.code == "picture-rate.missing"
    refusal = refusal_of(error.value)
    assert (refusal.what, refusal.next_step) == (
        verbatim(error.value.what),
        verbatim("State the picture rate, for example 25."),
    )


def test_the_pitch_of_another_rate_is_the_one_asked_for() -> None:
    (speed, *_) = planned(picture_rate="24", pitch="kept").corrections
    assert speed == SpeedChange(from_rate="25", to_rate="24", pitch="kept")


def test_what_was_asked_for_and_is_not_permitted_is_refused_with_everything_else() -> None:
    with pytest.raises(NotCorrectableError) as refusal:
        planned(loudness(-23.0), permitted=(), mix=AT_MINUS_20, requested=(Gain(gain_db=1.0),))
    text = str(refusal.value)
    assert "was asked for, and that is level; permitted: nothing." in text
    assert "Loudness needs" in text


def test_a_correction_that_was_asked_for_stands_for_what_a_demand_asks_of_its_kind() -> None:
    demand = make_requirement("form.word-length", allowed_bits=[16])
    plan = planned(demand, requested=(WordLengthChange(to_bits=20, dither_seed=1),))
    assert plan.corrections == (WordLengthChange(to_bits=20, dither_seed=1),)
    exact = make_requirement("time.duration-match", maximum_difference_seconds=0)
    trimmed = planned(
        exact,
        programme={"picture_rate": "25", "duration_frames": 310},
        requested=(TrimPad(head_samples=-960),),
    )
    assert trimmed.corrections == (TrimPad(head_samples=-960),)


@pytest.mark.parametrize(
    ("programme", "stamp", "head", "stamps"),
    [
        # Placed by a statement alone: the sound stays where it was.
        ({"picture_rate": "25", "start_timecode": "01:00:00:00"}, None, 8 * HZ, [HOUR - 8 * HZ]),
        ({"picture_rate": "25", "start_timecode": "01:00:00:00"}, None, -4800, [HOUR + 4800]),
        ({"picture_rate": "25", "start_timecode": "00:00:00:00"}, None, 8 * HZ, [24 * HOUR - 8 * HZ]),
        # Its own stamp moves with the head.
        ({"picture_rate": "25", "start_timecode": "01:00:00:00"}, HOUR, 8 * HZ, []),
        ({"picture_rate": "25"}, None, 8 * HZ, []),
        ({"picture_rate": "25", "start_timecode": "01:00:00:00"}, None, 0, []),
    ],
)
def test_a_head_moves_the_start_of_a_file_that_only_a_statement_places(
    programme: dict[str, Any], stamp: int | None, head: int, stamps: list[int]
) -> None:
    ends = TrimPad(head_samples=head, tail_samples=4800)
    plan = planned(programme=programme, mix={"start_sample": stamp}, requested=(ends,))
    written = [step for step in plan.steps if isinstance(step.correction, StartTimecodeChange)]
    assert [step.correction.model_dump()["start_sample"] for step in written] == stamps
    assert all(step.because == HEAD_MOVES_START for step in written)


def test_a_stamp_that_was_asked_for_is_the_only_one() -> None:
    ends = (TrimPad(head_samples=4800), StartTimecodeChange(start_sample=5))
    programme = {"picture_rate": "25", "start_timecode": "01:00:00:00"}
    plan = planned(programme=programme, mix={"start_sample": None}, requested=ends)
    assert kinds(plan) == ["trim-pad", "start-timecode"]
    assert plan.outcome.start_sample == 5


def test_several_wishes_about_the_wrapping_are_one_correction() -> None:
    plan = planned(
        make_requirement("form.container", containers=["RF64"], needs_bext=True),
        make_requirement("form.files", forms=["mono-set"]),
        mix={"start_sample": None},
    )
    (step,) = plan.steps
    assert step.correction == FileFormChange(form="mono-set", container="RF64", with_bext=True)
    assert say(step.because) == "Container and codec (form.container), Files per mix (form.files)"


def test_words_of_two_demands_are_one_correction_and_two_trims_are_two() -> None:
    demands = (
        make_requirement("form.word-length", allowed_bits=[24]),
        make_requirement("form.container", containers=["WAV"], codecs=["PCM"]),
    )
    (step,) = planned(*demands, mix={"file": FLOAT}).steps
    assert step.correction == WordLengthChange(to_bits=24, dither_seed=0)
    assert say(step.because) == "Word length (form.word-length), Container and codec (form.container)"
    two = planned(requested=(TrimPad(head_samples=4800), TrimPad(tail_samples=4800)))
    assert kinds(two) == ["trim-pad", "trim-pad"]


@pytest.mark.parametrize(
    ("file", "permitted", "words", "noted"),
    [
        ({}, ALL_GRADES, WordLengthChange(to_bits=24, dither_seed=9), False),
        ({}, LEVEL, WordLengthChange(to_bits=24), True),
        ({"valid_bits": 20}, ALL_GRADES, WordLengthChange(to_bits=20, dither_seed=9), False),
        ({"valid_bits": 18}, ALL_GRADES, WordLengthChange(to_bits=16, dither_seed=9), False),
        (
            {"sample_format": SampleFormat.S32, "word_length_bits": 32, "valid_bits": 32},
            ALL_GRADES,
            WordLengthChange(to_bits=32),
            False,
        ),
        (FLOAT, ALL_GRADES, None, False),
        (FLOAT, LEVEL, None, False),
    ],
)
def test_new_values_are_rounded_into_words_once(
    file: dict[str, Any], permitted: tuple[CorrectionGrade, ...], words: WordLengthChange | None, noted: bool
) -> None:
    plan = planned(loudness(-23.0), permitted=permitted, mix={**AT_MINUS_20, "file": file}, dither_seed=9)
    assert plan.corrections == (Gain(gain_db=-3.0), *(() if words is None else (words,)))
    rounded = "Samples are rounded to the nearest words without dither, because processing is not permitted."
    assert (rounded in said(plan.notes)) is noted


def test_words_that_a_demand_asks_for_are_the_rounding() -> None:
    demand = make_requirement("form.word-length", allowed_bits=[16])
    plan = planned(loudness(-23.0), demand, mix=AT_MINUS_20)
    assert plan.corrections == (Gain(gain_db=-3.0), WordLengthChange(to_bits=16, dither_seed=0))
    unmoved = planned(requested=(TrimPad(tail_samples=4800),))
    assert kinds(unmoved) == ["trim-pad"], "samples that keep their values are not rounded"


def pop(level_dbfs: float) -> SyncPopInsertion:
    return SyncPopInsertion(action="add", start_sample=4800, length_samples=1920, level_dbfs=level_dbfs)


def test_a_gain_makes_up_for_the_pop_that_comes_after_it() -> None:
    """A pop at -10 dBFS weighs in a programme of 12.5 s; without it the gain is -3 dB."""
    plan = planned(loudness(-23.0), mix=AT_MINUS_20, requested=(pop(-10.0),))
    gain = next(one for one in plan.corrections if isinstance(one, Gain))
    after = next(entry.after for entry in plan.readings if entry.name == "integrated_lkfs")
    assert after == pytest.approx(-23.0, abs=0.003)
    assert gain.gain_db < -3.01


def test_no_gain_makes_up_for_a_pop_that_is_louder_than_all_the_rest() -> None:
    loud = SyncPopInsertion(action="add", start_sample=4800, length_samples=9600, level_dbfs=0.0)
    with pytest.raises(NotCorrectableError) as refusal:
        planned(loudness(-23.0), mix=AT_MINUS_20, requested=(loud,))
    assert "Even with everything that is permitted, loudness.integrated" in str(refusal.value)


@pytest.mark.parametrize("file", [FLOAT, {}])
def test_a_gain_beyond_what_the_shelf_has_is_refused_whatever_a_person_says(file: dict[str, Any]) -> None:
    branch = {"gating": "rms", "target": -10.0, "tolerance_above": 1.0, "tolerance_below": 1.0}
    demand = make_requirement("loudness.integrated", alternatives=[branch])
    with pytest.raises(NotCorrectableError) as refusal:
        planned(demand, mix={"rms_dbfs": -80.0, "file": file}, most_gain_db=100.0)
    assert "needs +70.00 dB, and more than 60 dB is for a person to decide" in str(refusal.value)


def test_what_is_only_recommended_never_stands_in_the_way() -> None:
    advice = make_requirement("loudness.range", minimum_lu=30.0, level="should")
    far = loudness(-60.0).model_copy(update={"level": advice.level})
    plan = planned(make_requirement("form.files", forms=["mono-set"]), far, mix=AT_MINUS_20, recommended=True)
    assert kinds(plan) == ["file-form"]
    assert say(plan.notes[-1]).startswith(
        "What is only recommended is not repaired with the rest. Loudness needs -40.00 dB"
    )
    with pytest.raises(NotCorrectableError):
        planned(loudness(-60.0), mix=AT_MINUS_20)
    near = loudness(-23.0).model_copy(update={"level": advice.level})
    assert kinds(planned(near, mix=AT_MINUS_20, recommended=True)) == ["gain", "word-length"]
    assert kinds(planned(near, mix=AT_MINUS_20)) == []


def test_a_mix_that_follows_another_gets_no_level_of_its_own() -> None:
    plan = planned(loudness(-23.0), mix=AT_MINUS_20, follows="the printmaster")
    assert kinds(plan) == []
    assert plan.aim is None
    assert plan.left[0].key == "loudness.integrated"


def test_form_and_time_are_blocked_together() -> None:
    demands = (
        make_requirement("form.sample-rate", allowed_hz=[96_000]),
        make_requirement("time.duration-match", maximum_difference_seconds=0),
    )
    with pytest.raises(NotCorrectableError) as refusal:
        planned(*demands, permitted=LEVEL, programme={"picture_rate": "25", "duration_frames": 900})
    assert "must be 96000 Hz" in str(refusal.value)
    assert "another cut" in str(refusal.value)


def test_a_speed_that_the_length_asks_for_goes_before_the_length() -> None:
    exact = make_requirement("time.duration-match", maximum_difference_seconds=0)
    subject = make_subject({"picture_rate": "24", "duration_frames": 313}, sample_count=600_950)
    plan = plan_corrections([exact], subject, ALL_GRADES, PlanOptions())
    assert kinds(plan) == ["speed", "trim-pad", "word-length"]
    assert plan.outcome.sample_count == 626_000
    asked = plan_corrections(
        [exact], replace(subject), ALL_GRADES, PlanOptions(requested=(SpeedChange(from_rate="25", to_rate="24"),))
    )
    assert kinds(asked) == kinds(plan)
    cut = plan_corrections([exact], subject, ALL_GRADES, PlanOptions(requested=(TrimPad(tail_samples=-950),)))
    assert kinds(cut)[0] == "speed", "whatever else was asked for"


@pytest.mark.parametrize(
    ("stamp", "written", "permitted"),
    [
        # One hour as the picture counts it: the speed was changed, the stamp was not.
        (172_972_800, 172_972_800, ALL_GRADES),
        # One hour at 25.
        (172_800_000, 172_972_800, ALL_GRADES),
        (172_972_800, 173_146_974, [CorrectionGrade.PROCESSING]),
        (None, None, ALL_GRADES),
    ],
)
def test_a_stamp_that_is_the_start_of_the_picture_stays_where_the_speed_is_put_right(
    stamp: int | None, written: int | None, permitted: Collection[CorrectionGrade]
) -> None:
    exact = make_requirement("time.duration-match", maximum_difference_seconds=0)
    picture = {"picture_rate": "24000/1001", "duration_frames": 313, "start_timecode": "01:00:00:00"}
    mix = {"sample_count": 600_960, "start_sample": stamp}
    plan = planned(exact, permitted=permitted, programme=picture, mix=mix)
    assert plan.outcome.start_sample == written
    assert kinds(plan).count("start-timecode") == (stamp == written and stamp is not None)
    assert all(
        say(step.because) == "Duration (time.duration-match)"
        for step in plan.steps
        if step.correction.kind == "start-timecode"
    )
