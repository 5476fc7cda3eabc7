"""What was planned is what is written: heard, measured again, compared, judged and logged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.matrix_fold_down import lt_rt
from packager.corrections.fold_down import lo_ro
from packager.corrections.gain import Gain
from packager.corrections.limiter import Limiter
from packager.corrections.speed import SpeedChange
from packager.fixing.apply import ApplyOptions, apply_plan
from packager.fixing.provenance import Provenance
from packager.fixing.trial_render import needs_trial, solved_by_trial
from packager.planning.plan import CorrectionGrade, NotCorrectableError, Plan, PlanOptions, plan_corrections
from packager.staging import Stage
from specs.errors import RefusedError, UsageError
from specs.loader import load_sheet
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.containers.facts import BextFacts, LoudnessFields
from validator.containers.wave.bext import build_bext
from validator.containers.wave.riff import Chunk
from validator.measuring.measure import measure
from validator.results.finding import State
from validator.results.measurements import DialogueReadings
from validator.results.report import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from packager.fixing.apply import Applied
    from packager.fixing.headers import Stamp
    from validator.measuring.measure import MeasureOptions
    from validator.rules.subject import Subject

BEXT = Chunk(
    id="bext",
    payload=build_bext(
        BextFacts(
            version=1,
            description="",
            originator="",
            originator_reference="",
            origination_date="2026-01-01",
            origination_time="00:00:00",
            time_reference_samples=172_800_000,
        )
    ),
)

SPEECH = DialogueReadings(
    gate="dialogue-stem",
    gate_text="the dialogue stem",
    estimate=False,
    guard_band_lu=0.0,
    integrated_lkfs=None,
    speech_share=0.5,
    gated_block_count=60,
    loudness_range_lu=4.0,
    spans=((5, 20), (25, 45)),
)


def talking(subject: Subject) -> Subject:
    """The same mix with dialogue readings, their loudness read off its own series."""
    from packager.corrections.levels import dialogue_carried

    measured = dialogue_carried(SPEECH, subject.measurements)
    assert measured.dialogue is not None
    level = measured.dialogue.integrated_lkfs
    assert level is not None
    spread = {"short_term_minimum_lkfs": level - 3.0, "short_term_maximum_lkfs": level + 2.0}
    dialogue = measured.dialogue.model_copy(update=spread)
    return replace(subject, measurements=measured.model_copy(update={"dialogue": dialogue}))


@pytest.fixture
def applied(make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions) -> Any:
    """Plans for a sheet, with every grade permitted, and carries the plan out."""

    def apply(sheet: str, deliverable: str, samples: NDArray[np.float64] = noise) -> Applied:
        loaded = load_sheet(sheet)
        mixed = make_mix(samples, chunks=[BEXT])
        subject = talking(mixed.subject)
        plan = plan_corrections(loaded.sheet.deliverables[deliverable].requirements, subject, list(CorrectionGrade))
        options = ApplyOptions(stamp=stamp, measure=measuring, sheet=loaded, deliverable=deliverable)
        return apply_plan(plan, mixed.programme, subject, tmp_path / "out.wav", options)

    return apply


SHEETS = [
    ("ebu-r128", "programme", "integrated_lkfs", -23.0, -1.0),
    ("netflix-5.1", "printmaster", "dialogue", -27.0, -2.0),
    ("disney-r128-dub", "dub", "integrated_lkfs", -23.0, -3.0),
]


@pytest.mark.parametrize(("sheet", "deliverable", "reading", "target", "limit"), SHEETS)
def test_a_mix_at_minus_19_with_peaks_at_zero_goes_through(
    applied: Any, sheet: str, deliverable: str, reading: str, target: float, limit: float
) -> None:
    result: Applied = applied(sheet, deliverable)
    before = {entry.name: entry.before for entry in result.plan.readings}
    assert before["integrated_lkfs"] == pytest.approx(-19.0, abs=1.0)
    assert before["max_true_peak_dbtp"] == pytest.approx(0.0, abs=0.3)
    measured = result.measurements
    assert measured.dialogue is not None
    value = measured.dialogue.integrated_lkfs if reading == "dialogue" else getattr(measured, reading)
    assert value == pytest.approx(target, abs=0.02)
    assert measured.max_true_peak_dbtp is not None
    assert measured.max_true_peak_dbtp <= limit
    assert result.report is not None
    failed = [finding.key for finding in result.report.findings if finding.state is State.FAIL]
    assert failed == [], say(result.report.headline)
    # 5.1 in one file is not how one of them wants it: that is planned, not forgotten.
    assert result.report.verdict is not Verdict.REJECTED
    assert all(entry.agrees for entry in result.readings)


@pytest.mark.parametrize(("sheet", "deliverable", "reading", "target", "limit"), SHEETS)
def test_a_soft_mix_with_high_peaks_is_limited_and_lands_on_its_target(
    applied: Any,
    soft_noise: Any,
    sheet: str,
    deliverable: str,
    reading: str,
    target: float,
    limit: float,
) -> None:
    result: Applied = applied(sheet, deliverable, soft_noise(12.0 if reading == "dialogue" else 5.0))
    assert any(isinstance(correction, Limiter) for correction in result.plan.corrections)
    assert result.plan.trial_rendered
    measured = result.measurements
    assert measured.dialogue is not None
    value = measured.dialogue.integrated_lkfs if reading == "dialogue" else measured.integrated_lkfs
    # One of them was soft but within its limits already: it is limited, and left where it is.
    assert value == pytest.approx(target, abs=2.0 if reading == "dialogue" else 0.03)
    assert measured.max_true_peak_dbtp == pytest.approx(limit - 0.3, abs=0.05)
    assert result.report is not None
    assert not [finding.key for finding in result.report.findings if finding.state is State.FAIL]


def test_the_header_holds_the_loudness_that_was_measured(applied: Any) -> None:
    result: Applied = applied("ebu-r128", "programme")
    facts = open_programme(result.paths).files[0]
    measured = result.measurements
    assert facts.bext is not None
    assert facts.bext.version == 2
    assert measured.integrated_lkfs is not None
    assert measured.loudness_range_lu is not None
    assert measured.max_true_peak_dbtp is not None
    assert facts.bext.loudness is not None
    assert facts.bext.loudness.integrated_lkfs == round(measured.integrated_lkfs, 2)
    assert facts.bext.loudness.loudness_range_lu == round(measured.loudness_range_lu, 2)
    assert facts.bext.loudness.max_true_peak_dbtp == round(measured.max_true_peak_dbtp, 2)
    assert measured.stated == facts.bext.loudness


def test_the_log_tells_what_was_done_and_to_what(applied: Any, tmp_path: Path) -> None:
    result: Applied = applied("ebu-r128", "programme")
    assert result.log_path.name == "out.wav.provenance.json"
    log = Provenance.model_validate_json(result.log_path.read_text(encoding="utf-8"))
    assert log == result.provenance
    assert log.sources[0].digests["sha256"] == hashlib.sha256((tmp_path / "mix.wav").read_bytes()).hexdigest()
    assert log.results[0].digests["sha256"] == hashlib.sha256((tmp_path / "out.wav").read_bytes()).hexdigest()
    assert log.results[0].size_bytes == (tmp_path / "out.wav").stat().st_size
    assert log.made == "2026-01-02T03:04:05+00:00"
    assert log.plan == result.plan
    assert log.judgement is not None
    assert log.judgement.sheet == "ebu-r128"
    assert json.loads(result.log_path.read_text(encoding="utf-8"))["schema"] == "mixgate.provenance/2"


def test_the_same_input_gives_the_same_bytes(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    mixed = make_mix(noise, chunks=[BEXT])
    plan = plan_corrections([], mixed.subject, list(CorrectionGrade), PlanOptions(requested=(Gain(gain_db=-3.3),)))
    options = ApplyOptions(stamp=stamp, measure=measuring)
    for name in ("one.wav", "two.wav"):
        apply_plan(plan, mixed.programme, mixed.subject, tmp_path / name, options)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


def test_a_result_that_does_not_read_as_planned_is_thrown_away(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    mixed = make_mix(noise)
    plan = plan_corrections([], mixed.subject, list(CorrectionGrade), PlanOptions(requested=(Gain(gain_db=-3.0),)))
    wrong = plan.model_copy(
        update={
            "readings": tuple(
                entry.model_copy(update={"after": -30.0}) if entry.name == "integrated_lkfs" else entry
                for entry in plan.readings
            )
        }
    )
    options = ApplyOptions(stamp=stamp, measure=measuring)
    with pytest.raises(RefusedError, match="does not measure as planned") as refusal:
        apply_plan(wrong, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    assert "instead of -30.00 LKFS" in str(refusal.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mix.wav"]


def test_hearing_settles_a_fold_down_that_nobody_could_foresee(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    mixed = make_mix(noise)
    loaded = load_sheet("ebu-r128")
    fold = lt_rt(mixed.subject.measurements.channel_labels, attenuation_db=6.0)
    demands = loaded.sheet.deliverables["programme"].requirements
    plan = plan_corrections(demands, mixed.subject, list(CorrectionGrade), PlanOptions(requested=(fold,)))
    assert needs_trial(plan)
    options = ApplyOptions(stamp=stamp, measure=measuring, sheet=loaded, deliverable="programme")
    result = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "ltrt.wav", options)
    assert result.measurements.channel_labels == ("Lt", "Rt")
    assert result.measurements.integrated_lkfs == pytest.approx(-23.0, abs=0.02)
    assert result.report is not None
    assert not [finding.key for finding in result.report.findings if finding.state is State.FAIL]


def test_a_fold_down_with_peaks_over_the_limit_is_limited(
    make_mix: Any, noise: NDArray[np.float64], measuring: MeasureOptions
) -> None:
    """The fold-down of the whole second is near 0 dBTP once it is brought to -19 LKFS."""
    mixed = make_mix(noise[:96_000])
    demands = [
        make_requirement(
            "loudness.integrated",
            alternatives=[{"gating": "programme", "target": -19.0, "tolerance_above": 0.5, "tolerance_below": 0.5}],
        ),
        make_requirement("peak.true-peak", maximum_dbtp=-2.0),
    ]
    options = PlanOptions(requested=(lo_ro(mixed.subject.measurements.channel_labels),), reduction_cap_db=20.0)
    plan = plan_corrections(demands, mixed.subject, list(CorrectionGrade), options)
    assert needs_trial(plan)
    settled = solved_by_trial(plan, mixed.programme, mixed.subject, measuring)
    assert "limiter" in {step.correction.kind for step in settled.steps}
    after = {entry.name: entry.after for entry in settled.readings}
    assert after["max_true_peak_dbtp"] == pytest.approx(-2.3, abs=0.05)
    assert after["integrated_lkfs"] == pytest.approx(-19.0, abs=0.02)


def test_a_dub_at_25_is_delivered_at_23976_with_the_samples_its_frames_demand(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    mixed = make_mix(noise, chunks=[BEXT])
    loaded = load_sheet("disney-r128-dub")
    slower = SpeedChange(from_rate="25", to_rate="24000/1001")
    demands = loaded.sheet.deliverables["dub"].requirements
    plan = plan_corrections(demands, mixed.subject, list(CorrectionGrade), PlanOptions(requested=(slower,)))
    options = ApplyOptions(stamp=stamp, measure=measuring, sheet=loaded, deliverable="dub")
    result = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    assert result.report is not None
    decided = {finding.key: finding.state for finding in result.report.findings}
    assert decided["loudness.integrated"] is State.PASS, "the frames of action are counted at the new rate"
    assert result.measurements.sample_count == 125 * 2002
    assert result.measurements.integrated_lkfs == pytest.approx(-23.0, abs=0.02)
    bext = result.measurements.files[0].bext
    assert bext is not None
    assert bext.time_reference_samples == 86_400 * 2002


def test_a_limiter_that_takes_what_the_gain_gives_is_refused(
    make_mix: Any, soft_noise: Any, measuring: MeasureOptions
) -> None:
    demands = load_sheet("ebu-r128").sheet.deliverables["programme"].requirements
    quiet = make_mix(soft_noise(5.0))
    plan = plan_corrections(demands, quiet.subject, list(CorrectionGrade))
    impossible = plan.model_copy(
        update={
            "aim": plan.aim.model_copy(update={"value": 6.0}) if plan.aim else None,
            "reduction_cap_db": None,
        }
    )
    with pytest.raises(NotCorrectableError, match="for a person to decide"):
        solved_by_trial(impossible, quiet.programme, quiet.subject, measuring)
    capped = plan.model_copy(update={"reduction_cap_db": 0.1})
    with pytest.raises(NotCorrectableError, match="more than it may"):
        solved_by_trial(capped, quiet.programme, quiet.subject, measuring)


def test_what_is_heard_is_what_is_written(
    make_mix: Any, soft_noise: Any, tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    mixed = make_mix(soft_noise(5.0))
    demands = load_sheet("disney-r128-dub").sheet.deliverables["dub"].requirements
    plan = solved_by_trial(
        plan_corrections(demands, mixed.subject, list(CorrectionGrade)), mixed.programme, mixed.subject, measuring
    )
    assert plan.trial_rendered
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True)) == plan
    options = ApplyOptions(stamp=stamp, measure=measuring)
    result = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    for entry in result.readings:
        assert entry.measured == entry.predicted, entry.name
    again = measure(open_programme(result.paths), measuring)
    assert again.integrated_lkfs == result.measurements.integrated_lkfs


def test_stated_loudness_of_a_mix_that_keeps_its_sound_is_put_right(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    claims = BextFacts(
        version=2,
        description="",
        originator="",
        originator_reference="",
        origination_date="",
        origination_time="",
        time_reference_samples=0,
        loudness=LoudnessFields(integrated_lkfs=-23.0),
    )
    mixed = make_mix(noise, chunks=[Chunk(id="bext", payload=build_bext(claims))])
    plan = plan_corrections([], mixed.subject, [CorrectionGrade.TRANSPARENT])
    options = ApplyOptions(stamp=stamp, measure=measuring)
    result = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    assert result.measurements.stated is not None
    measured = mixed.subject.measurements.integrated_lkfs
    assert measured is not None
    assert result.measurements.stated.integrated_lkfs == round(measured, 2)


def test_a_log_that_is_there_already_is_refused_and_stays(applied: Any, tmp_path: Path) -> None:
    log = tmp_path / "out.wav.provenance.json"
    log.write_text("of another run")
    with pytest.raises(UsageError, match="nothing is overwritten") as refusal:
        applied("ebu-r128", "programme")
    assert refusal.value.where == str(log)
    assert log.read_text() == "of another run"
    assert not (tmp_path / "out.wav").exists()


def test_a_result_whose_name_is_taken_meanwhile_leaves_no_log(
    applied: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = Stage.publish

    def late(self: Stage) -> None:
        self.target.write_bytes(b"first")
        publish(self)

    monkeypatch.setattr(Stage, "publish", late)
    with pytest.raises(RefusedError, match="meanwhile"):
        applied("ebu-r128", "programme")
    assert (tmp_path / "out.wav").read_bytes() == b"first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mix.wav", "out.wav"]
