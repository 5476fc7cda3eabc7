"""The gain and the limiter that demands on loudness and peaks ask for, and the sentences where neither may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import ALL_GRADES, make_foreseen, make_order, said
from fixtures.made_sheets import make_requirement
from packager.corrections.correction import CorrectionGrade
from packager.corrections.fold_down import FoldDownChange
from packager.corrections.gain import Gain
from packager.corrections.limiter import Limiter
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.planning.because import demanded
from packager.planning.level import Levels, levels_found
from specs.message import message
from validator.catalogue import say
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from packager.planning.foreseen import Foreseen
    from specs.requirements import AnyRequirement

LEVEL = (CorrectionGrade.TRANSPARENT, CorrectionGrade.LEVEL)
TRANSPARENT = (CorrectionGrade.TRANSPARENT,)
PROCESSING = (CorrectionGrade.TRANSPARENT, CorrectionGrade.PROCESSING)


def loudness(target: float, tolerance: float = 0.2) -> AnyRequirement:
    branch = {"gating": "programme", "target": target, "tolerance_above": tolerance, "tolerance_below": tolerance}
    return make_requirement("loudness.integrated", alternatives=[branch])


def peak(maximum_dbtp: float, **fields: Any) -> AnyRequirement:
    return make_requirement("peak.true-peak", maximum_dbtp=maximum_dbtp, **fields)


def mix(integrated: float, true_peak: float, *more: float) -> Foreseen:
    """A mix at a loudness with one true peak in its middle, and more of them a row apart."""
    peaks = [("C", 200_000 + 9600 * place, level) for place, level in enumerate((true_peak, *more))]
    return make_foreseen(integrated_lkfs=integrated, true_peaks=tuple(peaks))


def found(
    now: Foreseen, *demands: AnyRequirement, permitted: tuple[CorrectionGrade, ...] = ALL_GRADES, **options: Any
) -> Levels:
    return levels_found(make_order(*demands, permitted=permitted, **options), now)


def gain_of(answer: Levels) -> float | None:
    return next((one.correction.gain_db for one in answer.found.wishes if isinstance(one.correction, Gain)), None)


def kinds(answer: Levels) -> list[str]:
    return [wish.correction.kind for wish in answer.found.wishes]


@pytest.mark.parametrize(
    ("integrated", "gain"),
    [(-20.0, -3.0), (-23.1, None), (-23.3, 0.3), (-23.0, None), (-22.7, -0.3)],
)
def test_loudness_goes_to_its_target(integrated: float, gain: float | None) -> None:
    answer = found(mix(integrated, -9.0), loudness(-23.0), peak(-1.0))
    assert gain_of(answer) == (None if gain is None else pytest.approx(gain, abs=1e-4))
    assert answer.found.blocked == ()
    assert answer.aim is not None


def test_a_gain_that_would_change_next_to_nothing_is_left() -> None:
    for off, kept in ((0.004, True), (0.006, False)):
        quiet = make_foreseen(noise_floor_dbfs=-70.0 + off)
        answer = found(quiet, make_requirement("signal.noise-floor", maximum_dbfs=-70.0))
        assert (gain_of(answer) is None) is kept


@pytest.mark.parametrize(("most", "refused"), [(2.9, True), (3.1, False)])
def test_a_large_gain_is_for_a_person(most: float, refused: bool) -> None:
    for integrated in (-20.0, -26.0):
        answer = found(mix(integrated, -20.0), loudness(-23.0), most_gain_db=most)
        assert bool(answer.found.blocked) is refused
        if refused:
            assert answer.found.wishes == ()
            sign = "-" if integrated > -23.0 else "+"
            assert say(answer.found.blocked[0]).startswith(
                f"Loudness needs {sign}3.00 dB, and more than 2.9 dB is for a person to decide"
            )


def test_a_gain_that_is_not_permitted_is_told() -> None:
    (blocked,) = said(found(mix(-20.0, -9.0), loudness(-23.0), permitted=TRANSPARENT).found.blocked)
    assert blocked.startswith("Loudness needs -3.00 dB: ")
    assert blocked.endswith("and that is level; permitted: transparent.")


def test_limits_that_no_gain_meets_block() -> None:
    answer = found(
        mix(-26.0, -9.0),
        loudness(-23.0),
        make_requirement("loudness.short-term-maximum", maximum_lkfs=-30.0),
    )
    assert "no gain does both" in say(answer.found.blocked[0])
    assert answer.found.wishes == ()


def test_peaks_without_room_get_a_limiter_below_their_limit() -> None:
    answer = found(mix(-25.0, -3.0, -3.5), loudness(-23.0), peak(-2.0), limiter_groups=(("L", "R"),))
    assert kinds(answer) == ["gain", "limiter"]
    assert gain_of(answer) == pytest.approx(2.0, abs=0.1)
    limiter = answer.found.wishes[1].correction
    assert isinstance(limiter, Limiter)
    assert (limiter.ceiling_dbtp, limiter.groups) == (-2.3, (("L", "R"),))
    assert [wish.because for wish in answer.found.wishes] == [
        demanded("loudness.integrated"),
        demanded("peak.true-peak"),
    ]
    (note,) = said(answer.found.notes)
    assert note.startswith("The limiter reduces 2 peaks by up to 1.3 dB")


def test_one_peak_is_one_peak() -> None:
    (note,) = said(found(mix(-25.0, -3.0), loudness(-23.0), peak(-2.0)).found.notes)
    assert "reduces 1 peak by" in note


def test_a_peak_over_its_limit_needs_no_gain_beside_the_limiter() -> None:
    """Loudness is right: the limiter alone, even where gains are not permitted."""
    for permitted in (ALL_GRADES, PROCESSING):
        answer = found(mix(-23.0, -1.0), loudness(-23.0), peak(-2.0), permitted=permitted)
        assert kinds(answer) == ["limiter"]
        assert answer.found.wishes[0].because == demanded("peak.true-peak")
    tight = found(mix(-25.0, -3.0), loudness(-23.0), peak(-2.0), permitted=PROCESSING)
    assert tight.found.wishes == ()
    assert say(tight.found.blocked[0]).startswith("Loudness needs +2.00 dB, the true peak allows +1.00 dB; permitted: ")


@pytest.mark.parametrize("demands", [(loudness(-23.0, 1.5),), ()], ids=["loudness", "alone"])
def test_a_peak_over_its_limit_is_what_needs_a_gain_where_loudness_needs_none(
    demands: tuple[AnyRequirement, ...],
) -> None:
    answer = found(mix(-23.0, -1.0), *demands, peak(-2.0), permitted=TRANSPARENT)
    (blocked,) = said(answer.found.blocked)
    assert blocked == (
        "The true peak needs -1.00 dB; permitted: transparent; "
        "a limiter at -2.3 dBTP would reduce 1 peak by up to 1.3 dB."
    )
    lowered = found(mix(-23.0, -1.0), *demands, peak(-2.0), permitted=LEVEL)
    assert gain_of(lowered) == pytest.approx(-1.1)
    assert lowered.found.notes == ()


def test_the_deepest_reduction_is_capped() -> None:
    for cap, refused in ((1.2, True), (1.6, False)):
        answer = found(mix(-25.0, -3.0), loudness(-23.0), peak(-2.0), reduction_cap_db=cap)
        assert bool(answer.found.blocked) is refused
    (blocked,) = said(found(mix(-25.0, -3.0), loudness(-23.0), peak(-2.0), reduction_cap_db=1.2).found.blocked)
    assert (
        "a limiter at -2.3 dBTP would then reduce 1 peak by up to 1.3 dB; more than 1.2 dB is for a person" in blocked
    )


def test_a_large_gain_is_for_a_person_with_a_limiter_too() -> None:
    answer = found(mix(-25.0, -3.0), loudness(-23.0), peak(-2.0), most_gain_db=1.5)
    assert answer.found.wishes == ()
    assert "more than 1.5 dB is for a person to decide" in say(answer.found.blocked[0])


@pytest.mark.parametrize(
    ("tolerance", "limit", "gain", "note"),
    [
        # +3 dB to the target, +1.5 dB to the peak limit, at least +0.5 dB.
        (2.5, -1.5, 1.4, "so the gain stops at +1.40 dB, within the limits"),
        # At least +1.44 dB: the middle of what is left.
        (1.56, -1.5, 1.47, "so the gain stops at +1.47 dB, within the limits"),
        # At least +1.6 dB: no gain does it.
        (1.4, -1.5, None, ""),
    ],
)
def test_the_nearest_gain_within_all_limits(tolerance: float, limit: float, gain: float | None, note: str) -> None:
    answer = found(mix(-26.0, -3.0), loudness(-23.0, tolerance), peak(limit), permitted=LEVEL)
    if gain is None:
        assert answer.found.wishes == ()
        assert said(answer.found.blocked) == (
            (
                "Loudness needs +3.00 dB, the true peak allows +1.50 dB; permitted: transparent, level; "
                "a limiter at -1.8 dBTP would reduce 1 peak by up to 1.8 dB."
            ),
        )
        return
    assert gain_of(answer) == pytest.approx(gain, abs=1e-3)
    assert note in say(answer.found.notes[0])
    assert say(answer.found.notes[0]).startswith(
        "Loudness needs +3.00 dB to its target; the true peak allows +1.50 dB, "
    )


def test_a_nearest_gain_of_nothing_leaves_the_mix() -> None:
    """The loudness is within its limits only by what a meter may differ; the peaks leave no room at all."""
    answer = found(mix(-24.5, -2.0), loudness(-23.0, 1.6), peak(-2.0), permitted=LEVEL)
    assert answer.found.wishes == ()


def test_a_limit_for_some_channels_blocks_without_a_word_of_a_limiter() -> None:
    answer = found(mix(-26.0, -3.0), loudness(-23.0), peak(-2.0, labels=["C"]))
    assert answer.found.wishes == ()
    (blocked,) = said(answer.found.blocked)
    assert "limiter" not in blocked


def test_quiet_samples_at_full_scale_are_limited_where_a_gain_lifts_them() -> None:
    answer = found(mix(-25.0, -0.5), loudness(-23.0))
    assert kinds(answer) == ["gain", "limiter"]
    assert answer.found.wishes[1].because == message("plan.full-scale")
    (blocked,) = said(found(mix(-25.0, -0.5), loudness(-23.0), permitted=LEVEL).found.blocked)
    assert "full scale allows +0.80 dB" in blocked


def test_a_limit_is_touched_by_a_mix_that_stays() -> None:
    assert found(mix(-23.0, -2.0), loudness(-23.0), peak(-2.0)).found.wishes == ()


FOLDED = FoldDownChange(to=("L", "R"), shares={"L": (1.0, 0.0), "R": (0.0, 1.0)})


def test_loudness_that_is_not_foreseen_is_found_by_rendering() -> None:
    now = mix(-20.0, -9.0).with_step(FOLDED)
    answer = found(now, loudness(-23.0), permitted=LEVEL)
    assert gain_of(answer) == 0.0
    assert said(answer.found.notes) == ("The gain is found by rendering and measuring the result.",)
    assert answer.limiter_if_needed is None
    without = found(now, loudness(-23.0), permitted=TRANSPARENT)
    assert without.found.wishes == ()
    assert said(without.found.notes) == ("The loudness of the result is not foreseen, and a gain is not permitted.",)
    assert without.aim is not None


SAMPLE_PEAK = make_requirement("peak.sample-peak", maximum_dbfs=-3.0)


@pytest.mark.parametrize(
    ("demands", "gain", "above", "because"),
    [
        ((loudness(-23.0), peak(-2.0)), 0.0, -2.0, "True peak (peak.true-peak)"),
        ((peak(-2.0),), None, -2.0, "True peak (peak.true-peak)"),
        (
            (peak(-2.0), make_requirement("peak.sample-peak", maximum_dbfs=-3.0)),
            None,
            -3.0,
            "Sample peak (peak.sample-peak)",
        ),
        ((loudness(-23.0),), 0.0, 0.0, "full scale"),
        ((), None, 0.0, "full scale"),
        ((peak(-2.0, labels=["L"]),), None, 0.0, "full scale"),
    ],
)
def test_the_peaks_of_a_fold_down_are_limited_where_the_rendered_sound_has_them(
    demands: tuple[AnyRequirement, ...], gain: float | None, above: float, because: str
) -> None:
    answer = found(mix(-20.0, -9.0).with_step(FOLDED), *demands)
    assert gain_of(answer) == gain
    waiting = answer.limiter_if_needed
    assert waiting is not None
    assert (waiting.above_dbtp, say(waiting.because)) == (above, because)
    assert waiting.limiter.ceiling_dbtp == pytest.approx(above - 0.3)
    assert say(answer.found.notes[-1]) == (
        f"Peaks are only known once the result is rendered: where they exceed {above:g} dBTP, a limiter at "
        f"{above - 0.3:g} dBTP is put in."
    )


def test_peaks_of_floating_point_and_of_a_mix_as_it_is_wait_for_nothing() -> None:
    words = {"sample_format": SampleFormat.F32, "word_length_bits": 32, "valid_bits": 32, "codec": "IEEE float"}
    assert found(make_foreseen(file=words).with_step(FOLDED)).limiter_if_needed is None
    assert found(make_foreseen(scenes=((10.0, None),)), peak(-2.0)).limiter_if_needed is None
    assert found(mix(-20.0, -9.0).with_step(FOLDED), peak(-2.0), permitted=LEVEL).limiter_if_needed is None


def test_peaks_that_may_be_there_get_a_limiter_only_if_they_are() -> None:
    """Stretched in time, peaks may lie 6 dB higher, and the forecast shows none above the limit."""
    now = mix(-23.0, -6.0).with_step(SpeedChange(from_rate="25", to_rate="24", pitch="kept"))
    answer = found(now, loudness(-23.0), peak(-2.0))
    assert kinds(answer) == []
    assert answer.limiter_if_needed is not None
    quiet = mix(-26.0, -8.0).with_step(SpeedChange(from_rate="25", to_rate="24", pitch="kept"))
    raised = found(quiet, loudness(-23.0), peak(-2.0))
    assert kinds(raised) == ["gain"]
    assert gain_of(raised) == pytest.approx(3.0, abs=0.05)
    assert raised.limiter_if_needed is not None
    resampled = mix(-23.0, -6.0).with_step(SampleRateConversion(to_hz=96_000))
    assert found(resampled, loudness(-23.0), peak(-2.0)).limiter_if_needed is None


def test_a_limiter_does_not_go_below_its_lowest_ceiling() -> None:
    answer = found(mix(-23.0, -25.0), peak(-40.0), reduction_cap_db=30.0, permitted=ALL_GRADES)
    limiter = answer.found.wishes[-1].correction
    assert isinstance(limiter, Limiter)
    assert limiter.ceiling_dbtp == -30.0
