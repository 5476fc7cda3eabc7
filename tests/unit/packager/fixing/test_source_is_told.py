"""What a correction cannot mend in its source stays told: clipping at a lower level, a short resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from fixtures.made_orders import said
from packager.corrections.fold_down import lo_ro
from packager.fixing.apply import ApplyOptions, apply_plan
from packager.planning.because import ASKED_FOR
from packager.planning.foreseen import Wish, after_wishes, as_measured
from packager.planning.plan import CorrectionGrade, NotCorrectableError, PlanOptions, plan_corrections
from specs.loader import load_sheet
from specs.requirements import AnyRequirement
from validator.containers.facts import SampleFormat
from validator.results.finding import NoticeKind

if TYPE_CHECKING:
    from pathlib import Path

    from packager.fixing.headers import Stamp
    from validator.measuring.measure import MeasureOptions

ALL = tuple(CorrectionGrade)
REQUIREMENT: TypeAdapter[AnyRequirement] = TypeAdapter(AnyRequirement)


def demand(rule: str, **fields: Any) -> AnyRequirement:
    return REQUIREMENT.validate_python(
        {"rule": rule, "level": "shall", "grade": "primary", "source": "text 1", **fields}
    )


def loudness(target: float) -> AnyRequirement:
    alternative = {"gating": "programme", "target": target, "tolerance_above": 0.5, "tolerance_below": 0.5}
    return demand("loudness.integrated", alternatives=[alternative])


def clipped() -> np.ndarray[Any, np.dtype[np.float64]]:
    samples = np.random.default_rng(2).normal(0, 0.1, (96_000, 6))
    samples[40_000:40_010, 2] = 1.0 - 2.0**-23
    return samples


def test_no_gain_launders_clipping(make_mix: Any, tmp_path: Path, stamp: Stamp, measuring: MeasureOptions) -> None:
    mixed = make_mix(clipped())
    loaded = load_sheet("ebu-r128")
    demands = [*loaded.sheet.deliverables["programme"].requirements, demand("signal.clipping")]
    plan = plan_corrections(demands, mixed.subject, ALL)
    assert "signal.clipping" in {entry.key for entry in plan.left}, "a forecast does not call it mended"
    assert any("The source is clipped (1 run" in note for note in said(plan.notes))
    options = ApplyOptions(stamp=stamp, measure=measuring, sheet=loaded, deliverable="programme")
    applied = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    assert applied.measurements.channels[2].clipped_run_count == 1
    assert applied.report is not None
    assert NoticeKind.CLIPPING in {notice.kind for notice in applied.report.notices}
    assert NoticeKind.CLIPPING in {notice.kind for notice in applied.provenance.plan.notices}
    assert any("clipped" in note for note in said(applied.provenance.notes))


def test_nor_does_a_fold_down(make_mix: Any) -> None:
    start = as_measured(make_mix(clipped()).subject)
    folded = after_wishes(start, [Wish(correction=lo_ro(start.material.labels), because=ASKED_FOR)])
    assert [channel.clipped_run_count for channel in folded.measurements.channels] == [1, 1]


def test_short_words_stay_short_in_long_ones(
    make_mix: Any, tmp_path: Path, stamp: Stamp, measuring: MeasureOptions
) -> None:
    samples = np.random.default_rng(3).normal(0, 0.05, (96_000, 2))
    mixed = make_mix(samples, layout="2.0", sample_format=SampleFormat.S16)
    loaded = load_sheet("ebu-r128")
    plan = plan_corrections([demand("form.word-length", allowed_bits=[24]), loudness(-23.0)], mixed.subject, ALL)
    assert plan.source_bits == 16
    assert any("that of 16 bits, in words of 24" in note for note in said(plan.notes))
    options = ApplyOptions(stamp=stamp, measure=measuring, sheet=loaded, deliverable="programme")
    applied = apply_plan(plan, mixed.programme, mixed.subject, tmp_path / "out.wav", options)
    assert any("16 bits" in note for note in said(applied.provenance.notes))
    full = make_mix(samples, layout="2.0", name="full.wav").subject
    assert not any("resolution" in note for note in said(plan_corrections([loudness(-23.0)], full, ALL).notes))


def test_a_large_gain_needs_a_word(make_mix: Any) -> None:
    soft = make_mix(np.random.default_rng(4).normal(0, 0.002, (96_000, 2)), layout="2.0").subject
    with pytest.raises(NotCorrectableError) as refusal:
        plan_corrections([loudness(-23.0)], soft, ALL)
    assert "more than 20 dB is for a person to decide" in str(refusal.value)
    granted = plan_corrections([loudness(-23.0)], soft, ALL, PlanOptions(most_gain_db=40.0))
    assert granted.corrections[0].kind == "gain"
    near = plan_corrections([loudness(-38.0)], soft, ALL)
    assert near.corrections[0].kind == "gain"


def test_a_limiter_that_would_do_nothing_is_not_planned(make_mix: Any) -> None:
    """After resampling peaks may lie 0.4 dB higher; as long as none is over, a limiter only waits."""
    samples = np.random.default_rng(5).uniform(-0.2, 0.2, (96_000, 2))
    subject = make_mix(samples, layout="2.0").subject
    limit = subject.measurements.max_true_peak_dbtp + 0.35
    demands = [demand("form.sample-rate", allowed_hz=[96_000]), demand("peak.true-peak", maximum_dbtp=limit)]
    plan = plan_corrections(demands, subject, ALL)
    assert [step.kind for step in plan.corrections] == ["sample-rate", "word-length"]
    assert plan.limiter_if_needed is not None
