"""Plans are found from measurements alone, with nothing but what is permitted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from fixtures.made_orders import said
from packager.corrections.gain import Gain
from packager.corrections.limiter import Limiter
from packager.corrections.speed import SpeedChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.planning.because import demanded
from packager.planning.plan import CorrectionGrade, NotCorrectableError, Plan, PlanOptions, plan_corrections
from specs.errors import RefusedError
from specs.loader import load_sheet
from specs.requirements import AnyRequirement
from validator.catalogue import say
from validator.results.measurements import DialogueReadings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from validator.rules.subject import Subject


TRANSPARENT = (CorrectionGrade.TRANSPARENT,)
LEVEL = (CorrectionGrade.TRANSPARENT, CorrectionGrade.LEVEL)
ALL = tuple(CorrectionGrade)

REQUIREMENT: TypeAdapter[AnyRequirement] = TypeAdapter(AnyRequirement)


def demand(rule: str, **fields: Any) -> AnyRequirement:
    """A binding demand."""
    return REQUIREMENT.validate_python(
        {"rule": rule, "level": "shall", "grade": "primary", "source": "text §1", **fields}
    )


def loudness(**branch: Any) -> AnyRequirement:
    return demand("loudness.integrated", alternatives=[{"gating": "programme", **branch}])


def peak(maximum_dbtp: float) -> AnyRequirement:
    return demand("peak.true-peak", maximum_dbtp=maximum_dbtp)


def gain_of(plan: Plan) -> float | None:
    return next((step.gain_db for step in plan.corrections if isinstance(step, Gain)), None)


def kinds(plan: Plan) -> list[str]:
    return [correction.kind for correction in plan.corrections]


@pytest.fixture
def subject(measured_noise: Subject) -> Subject:
    return measured_noise


def with_levels(subject: Subject, integrated: float, true_peak: float) -> Subject:
    """The same mix as if it had read otherwise: the plan sees nothing but readings."""
    measured = subject.measurements
    assert measured.integrated_lkfs is not None
    assert measured.max_true_peak_dbtp is not None
    by = integrated - measured.integrated_lkfs
    lift = true_peak - measured.max_true_peak_dbtp

    def moved(levels: tuple[float | None, ...], amount: float) -> tuple[float | None, ...]:
        return tuple(None if level is None else level + amount for level in levels)

    series = measured.series.model_copy(
        update={
            "power_lkfs": moved(measured.series.power_lkfs, by),
            "true_peak_dbtp": moved(measured.series.true_peak_dbtp, lift),
        }
    )
    return replace(
        subject,
        measurements=measured.model_copy(
            update={
                "integrated_lkfs": integrated,
                "series": series,
                "max_true_peak_dbtp": true_peak,
                "max_sample_peak_dbfs": true_peak - 0.5,
                "channels": tuple(
                    channel.model_copy(
                        update={"true_peaks_dbtp": tuple(level + lift for level in channel.true_peaks_dbtp)}
                    )
                    for channel in measured.channels
                ),
            }
        ),
    )


def test_loudness_goes_to_its_target_by_gain_alone(subject: Subject) -> None:
    quiet = with_levels(subject, -20.0, -4.0)
    plan = plan_corrections(
        [loudness(target=-23.0, tolerance_above=0.5, tolerance_below=0.5), peak(-1.0)], quiet, LEVEL
    )
    assert gain_of(plan) == pytest.approx(-3.0, abs=0.001)
    assert kinds(plan) == ["gain", "word-length"]
    assert plan.steps[0].because == demanded("loudness.integrated")
    assert next(r.after for r in plan.readings if r.name == "integrated_lkfs") == pytest.approx(-23.0, abs=0.001)
    assert next(r.after for r in plan.readings if r.name == "max_true_peak_dbtp") == pytest.approx(-7.0, abs=0.001)


def test_a_mix_that_meets_everything_is_left_as_it_is(subject: Subject) -> None:
    right = with_levels(subject, -23.1, -3.0)
    plan = plan_corrections([loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2), peak(-1.0)], right, ALL)
    assert plan.steps == ()


def test_gain_is_refused_where_only_headers_may_change(subject: Subject) -> None:
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([loudness(target=-30.0, tolerance_above=1, tolerance_below=1)], subject, TRANSPARENT)
    assert isinstance(refusal.value, RefusedError)
    assert refusal.value.exit_code == 5
    assert "permitted: transparent" in str(refusal.value)


def test_the_refusal_shows_the_arithmetic(subject: Subject) -> None:
    """Loudness needs +2.2 dB, the peak allows +1.8 dB."""
    tight = with_levels(subject, -25.2, -3.8)
    demands = [loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2), peak(-2.0)]
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections(demands, tight, LEVEL)
    text = str(refusal.value)
    assert "Loudness needs +2.20 dB, the true peak allows +1.80 dB; permitted: transparent, level" in text
    assert "a limiter at -2.3 dBTP would reduce" in text
    assert "peaks by up to 0.7 dB" in text


def test_processing_permitted_brings_a_limiter_and_keeps_the_target(subject: Subject) -> None:
    tight = with_levels(subject, -25.2, -3.8)
    demands = [loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2), peak(-2.0)]
    plan = plan_corrections(demands, tight, ALL)
    assert kinds(plan) == ["gain", "limiter", "word-length"]
    limiter = next(correction for correction in plan.corrections if isinstance(correction, Limiter))
    assert limiter.ceiling_dbtp == pytest.approx(-2.3)
    assert gain_of(plan) == pytest.approx(2.2, abs=0.3)
    assert "reduces" in say(plan.notes[0])
    assert [step.grade for step in plan.steps] == [
        CorrectionGrade.LEVEL,
        CorrectionGrade.PROCESSING,
        CorrectionGrade.PROCESSING,
    ]


def test_a_wide_tolerance_lets_the_gain_stop_where_the_peak_does(subject: Subject) -> None:
    tight = with_levels(subject, -29.0, -3.0)
    demands = [loudness(target=-26.0, tolerance_above=2, tolerance_below=2.5), peak(-2.0)]
    plan = plan_corrections(demands, tight, LEVEL)
    assert gain_of(plan) == pytest.approx(0.9, abs=0.001), "a tenth below what the peak allows"
    assert "allows +1.00 dB" in say(plan.notes[0])


def test_a_ceiling_alone_is_met_a_tenth_inside(subject: Subject) -> None:
    loud = with_levels(subject, -20.0, -6.0)
    plan = plan_corrections([loudness(maximum=-24.0)], loud, LEVEL)
    assert gain_of(plan) == pytest.approx(-4.1, abs=0.001)
    assert plan_corrections([loudness(maximum=-20.0)], loud, LEVEL).steps == ()


def test_a_range_is_entered_at_its_nearest_point(subject: Subject) -> None:
    soft = with_levels(subject, -33.0, -16.0)
    plan = plan_corrections([loudness(minimum=-30.0, maximum=-20.0)], soft, LEVEL)
    assert gain_of(plan) == pytest.approx(3.1, abs=0.001)


def test_short_term_limits_bound_the_gain_and_can_refuse_it(subject: Subject) -> None:
    measured = subject.measurements
    assert measured.max_short_term_lkfs is not None
    assert measured.integrated_lkfs is not None
    above = measured.max_short_term_lkfs - measured.integrated_lkfs
    limit = demand("loudness.short-term-maximum", maximum_lkfs=-23.0 + above - 1.0)
    wide = loudness(target=-23.0, tolerance_above=2, tolerance_below=2)
    plan = plan_corrections([wide, limit], subject, LEVEL)
    after = next(r.after for r in plan.readings if r.name == "max_short_term_lkfs")
    assert after is not None
    assert after <= -24.0 + above + 1e-6
    narrow = loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2)
    with pytest.raises(NotCorrectableError, match="cannot be corrected") as refusal:
        plan_corrections([narrow, limit], subject, ALL)
    assert "no gain does both" in str(refusal.value)


def test_a_deep_limiter_is_left_to_a_person(subject: Subject) -> None:
    crushed = with_levels(subject, -33.0, -1.0)
    demands = [loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2), peak(-2.0)]
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections(demands, crushed, ALL)
    assert "is for a person to mix" in str(refusal.value)
    allowed = plan_corrections(demands, crushed, ALL, PlanOptions(reduction_cap_db=20.0))
    assert "limiter" in kinds(allowed)


def test_nothing_is_written_that_clips(subject: Subject) -> None:
    soft = with_levels(subject, -30.0, -3.0)
    demands = [loudness(target=-23.0, tolerance_above=0.5, tolerance_below=0.5)]
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections(demands, soft, LEVEL)
    assert "full scale allows +3.50 dB" in str(refusal.value)
    assert "limiter" in kinds(plan_corrections(demands, soft, ALL))


def test_a_peak_over_its_limit_is_limited_where_loudness_is_right(subject: Subject) -> None:
    peaky = with_levels(subject, -23.0, -0.5)
    demands = [loudness(target=-23.0, tolerance_above=0.5, tolerance_below=0.5), peak(-1.0)]
    assert kinds(plan_corrections(demands, peaky, ALL)) == ["limiter", "word-length"]
    by_gain = plan_corrections([loudness(target=-23.0, tolerance_above=1, tolerance_below=1), peak(-1.0)], peaky, LEVEL)
    assert gain_of(by_gain) == pytest.approx(-0.6, abs=0.001)


def test_the_branch_the_rules_take_is_the_one_aimed_at(subject: Subject) -> None:
    sheet = load_sheet("netflix-5.1").sheet
    demands = sheet.deliverables["printmaster"].requirements
    spoken = DialogueReadings(
        gate="dialogue-stem",
        gate_text="the dialogue stem",
        estimate=False,
        guard_band_lu=0.0,
        integrated_lkfs=-22.0,
        speech_share=0.4,
        gated_block_count=40,
        spans=((10, 60),),
    )
    loud = with_levels(subject, -19.0, -6.0)
    talking = replace(loud, measurements=loud.measurements.model_copy(update={"dialogue": spoken}))
    plan = plan_corrections(demands, talking, LEVEL)
    assert gain_of(plan) == pytest.approx(-5.0, abs=0.001), "dialogue to -27"
    silent = spoken.model_copy(update={"speech_share": 0.05})
    hardly = replace(loud, measurements=loud.measurements.model_copy(update={"dialogue": silent}))
    assert gain_of(plan_corrections(demands, hardly, LEVEL)) == pytest.approx(-5.0, abs=0.001), "programme to -24"


def test_what_cannot_be_decided_is_not_corrected(subject: Subject) -> None:
    sheet = load_sheet("netflix-5.1").sheet
    plan = plan_corrections(sheet.deliverables["printmaster"].requirements, subject, ALL)
    assert gain_of(plan) is None
    assert "loudness.integrated" in {entry.key for entry in plan.left}


def test_what_nothing_corrects_is_said(subject: Subject) -> None:
    plan = plan_corrections([demand("loudness.range", minimum_lu=30.0)], subject, ALL)
    assert plan.steps == ()
    assert plan.left[0].key == "loudness.range"
    assert "person" in say(plan.left[0].reason)


def test_figures_that_cannot_reject_move_nothing(subject: Subject) -> None:
    certain = loudness(target=-30.0, tolerance_above=1, tolerance_below=1)
    wanted = REQUIREMENT.validate_python({**certain.model_dump(mode="json"), "grade": "recalled"})
    assert plan_corrections([wanted], subject, ALL).steps == ()


def test_form_is_put_right(subject: Subject) -> None:
    demands = [
        demand("form.sample-rate", allowed_hz=[96_000]),
        demand("form.layout", allowed=["5.1-film"]),
        demand("form.word-length", allowed_bits=[16]),
        demand("form.files", forms=["mono-set"]),
        demand("form.container", containers=["WAV"], needs_bext=True),
    ]
    plan = plan_corrections(demands, subject, ALL)
    assert kinds(plan) == ["channel-order", "sample-rate", "word-length", "file-form"]
    assert plan.outcome.sample_rate_hz == 96_000
    assert plan.outcome.labels == ("L", "C", "R", "Ls", "Rs", "LFE")
    assert plan.outcome.word_length_bits == 16
    assert plan.outcome.form == "mono-set"
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections(demands, subject, LEVEL)
    assert "must be 96000 Hz" in str(refusal.value)
    assert "must be 16-bit integers" in str(refusal.value)
    assert "mono" not in str(refusal.value), "the transparent ones are permitted"


def test_channels_are_never_invented(subject: Subject) -> None:
    plan = plan_corrections([demand("form.layout", allowed=["7.1"])], subject, ALL)
    assert plan.steps == ()
    assert plan.left[0].key == "form.layout"


def test_longer_words_are_transparent(make_mix: Any, noise: NDArray[np.float64]) -> None:
    from validator.containers.facts import SampleFormat

    short = make_mix(noise, sample_format=SampleFormat.S16).subject
    plan = plan_corrections([demand("form.word-length", allowed_bits=[24])], short, TRANSPARENT)
    assert kinds(plan) == ["word-length"]
    assert not any(correction.changes_sound for correction in plan.corrections)


def test_another_picture_rate_asks_for_another_speed(subject: Subject) -> None:
    plan = plan_corrections([demand("form.frame-rate", allowed=["23.976"])], subject, ALL)
    assert plan.corrections[0] == SpeedChange(from_rate="25", to_rate="24000/1001")
    assert plan.outcome.sample_count == 125 * 2002
    assert plan.outcome.picture_rate == "24000/1001"


def test_a_length_that_is_a_speed_away_names_the_speed(make_mix: Any, noise: NDArray[np.float64]) -> None:
    from specs.statements.programme import ProgrammeFacts

    facts = ProgrammeFacts(picture_rate="24000/1001", duration_frames=125)
    mixed = make_mix(noise, facts=facts)
    plan = plan_corrections([demand("time.duration-match", maximum_difference_frames=0)], mixed.subject, ALL)
    assert plan.corrections[0] == SpeedChange(from_rate="25", to_rate="24000/1001")
    assert plan.outcome.sample_count == 125 * 2002


def test_a_short_mix_is_padded_to_its_picture_and_a_long_one_cut_in_silence(
    make_mix: Any, noise: NDArray[np.float64]
) -> None:
    exact = demand("time.duration-match", maximum_difference_seconds=0)
    short = make_mix(noise[:-700], name="short.wav").subject
    assert plan_corrections([exact], short, TRANSPARENT).corrections == (TrimPad(tail_samples=700),)
    import numpy as np

    long = make_mix(np.concatenate([noise, np.zeros((900, 6))]), name="long.wav").subject
    assert plan_corrections([exact], long, TRANSPARENT).corrections == (TrimPad(tail_samples=-900),)
    sounding = make_mix(np.concatenate([noise, noise[50_000:90_000]]), name="sounding.wav").subject
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([exact], sounding, ALL)
    assert "There is sound above -70 dBFS in the 0.833 s that would be cut" in str(refusal.value)


def test_a_start_is_stamped_where_the_length_is_right(subject: Subject) -> None:
    plan = plan_corrections([demand("time.start-timecode", allowed=["01:00:00:00"])], subject, TRANSPARENT)
    assert kinds(plan) == ["start-timecode"]
    assert plan.outcome.start_sample == 172_800_000


def test_whole_frames_are_completed(make_mix: Any, noise: NDArray[np.float64]) -> None:
    from specs.statements.programme import ProgrammeFacts

    mixed = make_mix(noise[: 100 * 1920 + 5], facts=ProgrammeFacts(picture_rate="25"))
    plan = plan_corrections([demand("time.whole-frames")], mixed.subject, TRANSPARENT)
    assert plan.outcome.sample_count == 101 * 1920


def test_asked_for_corrections_take_their_place(subject: Subject) -> None:
    leader = TrimPad(head_samples=8 * 48_000)
    pop = SyncPopInsertion(action="add", start_sample=6 * 48_000, length_samples=1920)
    options = PlanOptions(requested=(pop, leader))
    plan = plan_corrections([loudness(target=-23.0, tolerance_above=0.2, tolerance_below=0.2)], subject, LEVEL, options)
    assert kinds(plan) == ["trim-pad", "start-timecode", "gain", "sync-pop", "word-length"]
    assert plan.outcome.start_sample == (3600 - 8) * 48_000  # the sound stays where it was beside the picture
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([], subject, LEVEL, PlanOptions(requested=(SpeedChange(from_rate="25", to_rate="24"),)))
    assert "was asked for, and that is processing" in str(refusal.value)


def test_a_plan_saves_to_json_and_comes_back(subject: Subject) -> None:
    demands = [loudness(target=-30.0, tolerance_above=0.2, tolerance_below=0.2), peak(-20.0)]
    plan = plan_corrections(demands, subject, ALL, PlanOptions(reduction_cap_db=30.0))
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan


def test_rounding_is_dithered_only_where_processing_is_permitted(subject: Subject) -> None:
    demands = [loudness(target=-30.0, tolerance_above=0.2, tolerance_below=0.2)]
    plain, dithered = plan_corrections(demands, subject, LEVEL), plan_corrections(demands, subject, ALL)
    assert plain.corrections[-1].model_dump()["dither_seed"] is None
    assert any("without dither" in note for note in said(plain.notes))
    assert dithered.corrections[-1].model_dump()["dither_seed"] == 0
    assert dithered.notes == ()
