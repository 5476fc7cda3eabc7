"""A printmaster and its stems move together, so that they still sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from packager.corrections.gain import Gain
from packager.corrections.limiter import Limiter
from packager.fixing.apply import ApplyOptions
from packager.fixing.apply_linked import LinkedMix, LinkedPlan, apply_linked, plan_linked
from packager.planning.plan import CorrectionGrade, NotCorrectableError, PlanOptions, plan_corrections
from specs.errors import UsageError
from specs.loader import load_sheet
from validator.audio.programme import open_programme

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from packager.fixing.headers import Stamp
    from validator.measuring.measure import MeasureOptions


@pytest.fixture
def stems(noise: NDArray[np.float64], soft_noise: Any) -> dict[str, NDArray[np.float64]]:
    """Two stems of 24-bit words and their exact sum."""
    rng = np.random.default_rng(5)
    dialogue = np.rint(0.5 * soft_noise(6.0) * 2.0**23) / 2.0**23
    me = np.rint(0.4 * np.roll(noise, 4801, axis=0) * rng.uniform(0.5, 1.0, 6) * 2.0**23) / 2.0**23
    return {"dialogue": dialogue, "me": me, "printmaster": dialogue + me}


def _mixed(make_mix: Any, stems: dict[str, NDArray[np.float64]]) -> dict[str, Any]:
    return {name: make_mix(samples, name=f"{name}.wav") for name, samples in stems.items()}


def _sums(paths: dict[str, Path]) -> NDArray[np.float64]:
    read = {name: np.concatenate(list(open_programme([path]).blocks())) for name, path in paths.items()}
    residual: NDArray[np.float64] = read["printmaster"] - read["dialogue"] - read["me"]
    return residual


@pytest.mark.parametrize("sheet", ["gain", "limiter"])
def test_stems_still_sum_to_their_printmaster(
    make_mix: Any,
    stems: dict[str, NDArray[np.float64]],
    tmp_path: Path,
    stamp: Stamp,
    measuring: MeasureOptions,
    sheet: str,
) -> None:
    mixes = _mixed(make_mix, stems)
    lead = mixes["printmaster"]
    loaded = load_sheet("disney-r128-dub" if sheet == "limiter" else "ebu-r128")
    deliverable = next(iter(loaded.sheet.deliverables))
    plan = plan_corrections(loaded.sheet.deliverables[deliverable].requirements, lead.subject, list(CorrectionGrade))
    assert any(isinstance(correction, Limiter) for correction in plan.corrections) == (sheet == "limiter")
    linked = plan_linked(plan, [mixes[name].subject for name in ("dialogue", "me")])
    assert LinkedPlan.model_validate_json(linked.model_dump_json(by_alias=True)) == linked
    options = ApplyOptions(stamp=stamp, measure=measuring)
    targets = {name: tmp_path / f"{name}-fixed.wav" for name in mixes}
    work = {
        name: LinkedMix(
            programme=mixes[name].programme, subject=mixes[name].subject, target=targets[name], options=options
        )
        for name in mixes
    }
    results = apply_linked(linked, work["printmaster"], [work["dialogue"], work["me"]])
    assert results[0].measurements.integrated_lkfs == pytest.approx(-23.0, abs=0.02)
    residual = _sums(targets)
    # Three files rounded to 24 bits with dither of their own: nothing but the last bits is left.
    assert np.abs(residual).max() <= 6 * 2.0**-23
    assert {gain.gain_db for result in results for gain in result.plan.corrections if isinstance(gain, Gain)} == {
        next(c.gain_db for c in results[0].plan.corrections if isinstance(c, Gain))
    }


def test_a_stem_that_would_clip_refuses_the_whole_set(make_mix: Any, stems: dict[str, NDArray[np.float64]]) -> None:
    mixes = _mixed(make_mix, {**stems, "dialogue": np.clip(1.9 * stems["dialogue"], -0.99, 0.99)})
    louder = PlanOptions(requested=(Gain(gain_db=3.0),))
    plan = plan_corrections([], mixes["printmaster"].subject, list(CorrectionGrade), louder)
    with pytest.raises(NotCorrectableError, match="would clip"):
        plan_linked(plan, [mixes["dialogue"].subject])


def test_mixes_of_another_length_or_layout_do_not_move_together(
    make_mix: Any, stems: dict[str, NDArray[np.float64]]
) -> None:
    mixes = _mixed(make_mix, {**stems, "me": stems["me"][:-1]})
    plan = plan_corrections([], mixes["printmaster"].subject, list(CorrectionGrade))
    with pytest.raises(UsageError, match="cannot move"):
        plan_linked(plan, [mixes["me"].subject])
    stereo = make_mix(stems["me"][:, :2], layout="2.0", name="stereo.wav")
    with pytest.raises(UsageError, match="cannot move"):
        plan_linked(plan, [stereo.subject])


def test_one_refused_target_leaves_none_of_the_set(
    make_mix: Any,
    stems: dict[str, NDArray[np.float64]],
    tmp_path: Path,
    stamp: Stamp,
    measuring: MeasureOptions,
) -> None:
    mixes = _mixed(make_mix, stems)
    requested = PlanOptions(requested=(Gain(gain_db=-3.0),))
    plan = plan_corrections([], mixes["printmaster"].subject, list(CorrectionGrade), requested)
    linked = plan_linked(plan, [mixes["me"].subject])
    (tmp_path / "me-fixed.wav").write_bytes(b"precious")
    options = ApplyOptions(stamp=stamp, measure=measuring)
    work = [
        LinkedMix(
            programme=mixes[name].programme,
            subject=mixes[name].subject,
            target=tmp_path / f"{name}-fixed.wav",
            options=options,
        )
        for name in ("printmaster", "me")
    ]
    with pytest.raises(UsageError):
        apply_linked(linked, work[0], work[1:])
    assert not (tmp_path / "printmaster-fixed.wav").exists()
    with pytest.raises(UsageError):
        apply_linked(linked, work[0], [])
