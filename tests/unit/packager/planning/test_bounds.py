"""How far each demand on level lets a gain go, and what all of them leave together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_foreseen, make_order
from fixtures.made_sheets import make_requirement
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.planning.bounds import UNFORESEEN_PEAK_DB, Bounds, bounds_of
from packager.planning.interval import Bound, Pull, inside, moved_inside
from packager.planning.model import LoudnessAim
from specs.message import verbatim
from specs.requirements.loudness import Gating
from validator.catalogue import say
from validator.containers.facts import SampleFormat
from validator.results.measurements import FoldDownReadings

if TYPE_CHECKING:
    from specs.requirements import AnyRequirement

near: Any = pytest.approx

FLOAT = {"sample_format": SampleFormat.F32, "word_length_bits": 32, "valid_bits": 32, "codec": "IEEE float"}
"""Nothing clips in floating point, so no bound of full scale stands beside the one looked at."""


def bounds(*requirements: AnyRequirement, file: dict[str, Any] | None = None, **changes: Any) -> Bounds:
    return bounds_of(make_order(*requirements), make_foreseen(file=FLOAT if file is None else file, **changes))


def peaks_at(level: float, label: str = "C") -> dict[str, Any]:
    return {"true_peaks": ((label, 100_000, level),)}


@pytest.mark.parametrize(
    ("low", "high", "gain", "fits"),
    [
        (None, None, 50.0, True),
        (-1.0, None, -1.0, True),
        (-1.0, None, -1.000_001, True),
        (-1.0, None, -1.01, False),
        (None, 2.0, 2.0, True),
        (None, 2.0, 2.000_001, True),
        (None, 2.0, 2.01, False),
        (-1.0, 2.0, 0.0, True),
        (-1.0, 2.0, 3.0, False),
        (-1.0, 2.0, -3.0, False),
    ],
)
def test_a_gain_at_a_limit_is_inside(low: float | None, high: float | None, gain: float, fits: bool) -> None:
    assert inside(gain, Bound(key="k", name=verbatim("n"), low=low, high=high)) is fits


@pytest.mark.parametrize(
    ("wanted", "low", "high", "margin", "found"),
    [
        (0.0, -1.0, 1.0, 0.1, 0.0),
        (1.0, -1.0, 1.0, 0.1, 1.0),
        (-1.0, -1.0, 1.0, 0.1, -1.0),
        (5.0, -1.0, 1.0, 0.1, 0.9),
        (-5.0, -1.0, 1.0, 0.1, -0.9),
        # Less room than two margins: the middle.
        (5.0, 0.0, 0.1, 0.1, 0.05),
        (-5.0, 0.0, 0.1, 0.1, 0.05),
        (5.0, 1.0, 1.0, 0.1, 1.0),
        (5.0, 1.0, 1.0 - 1e-7, 0.1, 1.0),
        (5.0, -float("inf"), 1.0, 0.0, 1.0),
    ],
)
def test_a_gain_is_moved_to_the_nearest_point_with_a_margin(
    wanted: float, low: float, high: float, margin: float, found: float
) -> None:
    assert moved_inside(wanted, low, high, margin) == near(found, abs=1e-6)


def test_a_true_peak_leaves_room_to_its_limit_and_a_limiter_may_keep_it() -> None:
    found = bounds(make_requirement("peak.true-peak", maximum_dbtp=-2.0), **peaks_at(-5.0))
    (peak,) = found.peaks
    assert (peak.key, say(peak.name), peak.ceiling_dbtp) == ("peak.true-peak", "the true peak", -2.0)
    assert peak.high == near(3.0)
    assert found.hard == ()
    assert found.tightest_peak == peak
    assert (found.ceiling_dbtp, say(found.because_of_peaks), say(found.because), say(found.gain_for)) == (
        -2.0,
        "True peak (peak.true-peak)",
        "the level",
        "the level",
    )


@pytest.mark.parametrize(("level", "high"), [(-1.9, 0.2), (-1.7, 0.0), (-2.0, 0.0), (-1.5, -0.5), (-2.5, 0.5)])
def test_the_tolerance_of_a_meter_spares_what_is_there_and_gives_no_room(level: float, high: float) -> None:
    """A peak between -2.0 and -1.7 dBTP holds and stays; what is raised keeps to the limit itself."""
    demand = make_requirement("peak.true-peak", maximum_dbtp=-2.0, meter_tolerance_db=0.3)
    (peak,) = bounds(demand, **peaks_at(level)).peaks
    assert peak.high == near(high, abs=1e-6)


def test_a_limit_for_some_channels_is_met_by_a_gain_alone() -> None:
    demand = make_requirement("peak.true-peak", maximum_dbtp=-10.0, labels=["C"])
    found = bounds(demand, **peaks_at(-5.0))
    assert found.peaks == ()
    (bound,) = found.hard
    assert (say(bound.name), bound.high, bound.ceiling_dbtp) == ("the true peak", near(-5.0), None)
    assert (say(found.because), say(found.gain_for)) == ("True peak (peak.true-peak)", "the true peak")


def test_sample_peaks_and_quasi_peaks() -> None:
    (peak,) = bounds(make_requirement("peak.sample-peak", maximum_dbfs=-6.0), **peaks_at(-5.0)).peaks
    assert (say(peak.name), peak.high, peak.ceiling_dbtp) == ("the sample peak", near(-0.7), -6.0)
    demand = make_requirement("peak.quasi-peak", maximum_dbfs=-9.0, meter="IIa")
    rows = {"IIa": (-12.0,) * 125}
    (bound,) = bounds(demand, quasi_peaks=rows).hard
    assert (say(bound.name), bound.high) == ("the quasi-peak level", near(3.0))


def test_what_is_not_measured_binds_nothing() -> None:
    silent: dict[str, Any] = {"scenes": ((10.0, None),)}
    demands = (
        make_requirement("peak.true-peak", maximum_dbtp=-2.0),
        make_requirement("loudness.short-term-maximum", maximum_lkfs=-20.0),
        make_requirement("signal.noise-floor", maximum_dbfs=-60.0),
        make_requirement(
            "fold-down.loudness", fold_down="mono", target_lkfs=-23, tolerance_above_lu=1, tolerance_below_lu=1
        ),
        make_requirement("fold-down.true-peak", fold_down="mono", maximum_dbtp=-2.0),
    )
    assert bounds(*demands, **silent) == Bounds(hard=(), peaks=(), pull=None)
    assert bounds(*demands, file={}, **silent) == Bounds(hard=(), peaks=(), pull=None)


@pytest.mark.parametrize(
    ("rule", "field", "name"),
    [
        ("loudness.short-term-maximum", "max_short_term_lkfs", "short-term loudness"),
        ("loudness.momentary-maximum", "max_momentary_lkfs", "momentary loudness"),
    ],
)
def test_maxima_of_loudness_leave_room_to_their_limit(rule: str, field: str, name: str) -> None:
    for level, high in ((-20.0, 2.0), (-18.0, 0.0), (-16.0, -2.0)):
        changes: dict[str, Any] = {field: level}
        (bound,) = bounds(make_requirement(rule, maximum_lkfs=-18.0), **changes).hard
        assert (bound.key, say(bound.name), bound.high, bound.low) == (rule, name, near(high), None)


@pytest.mark.parametrize(("level", "high"), [(-18.5, 0.5), (-17.5, 0.5), (-17.0, 0.0), (-16.5, -1.5)])
def test_a_maximum_that_is_met_by_the_tolerance_of_its_meter_need_not_come_down(level: float, high: float) -> None:
    """One that is not met is brought to the limit itself."""
    demand = make_requirement("loudness.short-term-maximum", maximum_lkfs=-18.0, tolerance_lu=1.0)
    (bound,) = bounds(demand, max_short_term_lkfs=level).hard
    assert bound.high == near(high)


def test_noise_may_be_raised_to_its_limit() -> None:
    (bound,) = bounds(make_requirement("signal.noise-floor", maximum_dbfs=-70.0), noise_floor_dbfs=-68.0).hard
    assert (say(bound.name), bound.high) == ("the noise floor", near(-2.0))


def test_fold_downs_move_with_the_mix() -> None:
    folded = {"fold_downs": {"mono": FoldDownReadings(integrated_lkfs=-25.0, max_true_peak_dbtp=-4.0)}}
    demand = make_requirement(
        "fold-down.loudness", fold_down="mono", target_lkfs=-23.0, tolerance_above_lu=0.5, tolerance_below_lu=1.0
    )
    (bound,) = bounds(demand, **folded).hard
    assert (say(bound.name), bound.low, bound.high) == ("loudness of mono", near(1.0), near(2.5))
    (bound,) = bounds(make_requirement("fold-down.true-peak", fold_down="mono", maximum_dbtp=-2.0), **folded).hard
    assert (say(bound.name), bound.low, bound.high) == ("the true peak of mono", None, near(2.0))


@pytest.mark.parametrize(("level", "high"), [(-3.0, 2.7 + 0.6), (0.5, 0.0), (0.3, 0.0)])
def test_integers_end_at_full_scale(level: float, high: float) -> None:
    """Samples read 0.3 dB below the true peak here; what is at full scale already may stay there."""
    (peak,) = bounds(file={}, **peaks_at(level)).peaks
    assert (peak.key, say(peak.name), peak.ceiling_dbtp) == (None, "full scale", 0.0)
    assert peak.high == near(high, abs=1e-6)


def test_demands_that_cannot_reject_bind_nothing() -> None:
    demand = make_requirement("peak.true-peak", maximum_dbtp=-20.0, level="should")
    assert bounds(demand) == Bounds(hard=(), peaks=(), pull=None)


@pytest.mark.parametrize(
    ("correction", "doubt"),
    [
        (SampleRateConversion(to_hz=96_000), None),
        (SpeedChange(from_rate="25", to_rate="24", pitch="kept"), UNFORESEEN_PEAK_DB),
    ],
)
def test_peaks_that_may_lie_higher_than_foreseen_leave_less_room(correction: Any, doubt: float | None) -> None:
    demand = make_requirement("peak.true-peak", maximum_dbtp=-2.0)
    now = make_foreseen(file=FLOAT, **peaks_at(-5.0)).with_step(correction)
    (peak,) = bounds_of(make_order(demand), now).peaks
    expected = now.tolerances["max_true_peak_dbtp"] if doubt is None else doubt
    assert expected
    assert peak.is_doubtful is (expected > 3.0)
    assert peak.high == near(max(3.0 - expected, 0.0)), "what holds by the forecast asks for no gain"
    (over,) = bounds_of(make_order(demand), make_foreseen(file=FLOAT, **peaks_at(-1.0)).with_step(correction)).peaks
    assert (over.is_doubtful, over.high) == (False, near(-1.0 - expected))


def aim(value: float = -23.0) -> LoudnessAim:
    return LoudnessAim(gating=Gating.PROGRAMME, value=value, text="x")


def pull(gain_db: float, *, holds: bool = False, key: str = "loudness") -> Pull:
    return Pull(gain_db=gain_db, aim=aim(), key=key, holds=holds)


LOW = Bound(key="softest", name=verbatim("loudness of the reel"), low=1.0, high=3.0)
HIGH = Bound(key="loudest", name=verbatim("short-term loudness"), high=2.0)
PEAK = Bound(key="peak", name=verbatim("the true peak"), high=0.5, ceiling_dbtp=-2.0)
OTHER = Bound(key="other", name=verbatim("the sample peak"), high=0.7, ceiling_dbtp=-3.0)


def test_hard_bounds_are_met_together_and_peaks_apart() -> None:
    found = Bounds(hard=(LOW, HIGH), peaks=(OTHER, PEAK), pull=pull(5.0))
    assert (found.low, found.high) == (1.0, 2.0)
    assert found.contradiction is None
    assert found.preferred_gain_db == near(1.9)
    assert found.tightest_peak == PEAK
    assert found.ceiling_dbtp == -3.0
    assert (say(found.because), say(found.gain_for), say(found.because_of_peaks)) == ("loudness", "loudness", "peak")
    assert found.nearest(PEAK, 0.1) is None, "0.5 dB at most, and 1 dB at least"
    assert found.nearest(Bound(key="k", name=verbatim("n"), high=1.5, ceiling_dbtp=0.0), 0.1) == near(1.4)
    assert found.nearest(Bound(key="k", name=verbatim("n"), high=1.0, ceiling_dbtp=0.0), 0.1) == near(1.0)


def test_no_bounds_leave_any_gain() -> None:
    found = Bounds(hard=(), peaks=(), pull=pull(5.0))
    assert (found.low, found.high) == (-float("inf"), float("inf"))
    assert found.preferred_gain_db == 5.0
    assert (found.tightest_peak, found.ceiling_dbtp, found.contradiction) == (None, None, None)
    assert found.because_of_peaks == found.because
    assert Bounds(hard=(), peaks=(), pull=None).aim is None
    assert found.aim == aim()


def test_limits_that_no_gain_meets_are_told_with_their_figures() -> None:
    low = Bound(key="a", name=verbatim("loudness"), low=3.0, high=9.0)
    found = Bounds(hard=(HIGH, low), peaks=(), pull=None)
    assert found.contradiction is not None
    assert say(found.contradiction) == (
        "Loudness needs at least +3.00 dB, and short-term loudness allows +2.00 dB at most: no gain does both."
    )
    touching = Bound(key="a", name=verbatim("loudness"), low=2.0 + 5e-7)
    assert Bounds(hard=(HIGH, touching), peaks=(), pull=None).contradiction is None


def test_a_gain_without_a_pull_has_the_first_broken_bound_for_its_reason() -> None:
    broken = Bound(key="noise", name=verbatim("the noise floor"), high=-2.0)
    found = Bounds(hard=(HIGH, broken), peaks=(PEAK,), pull=None)
    assert (say(found.because), say(found.gain_for)) == ("noise", "the noise floor")
    assert found.preferred_gain_db == -2.0, "no target, so no margin"
    held = Bounds(hard=(HIGH,), peaks=(PEAK,), pull=pull(4.0, holds=True))
    assert (say(held.because), say(held.gain_for), held.preferred_gain_db) == ("loudness", "the level", 0.0)
    peaky = Bounds(
        hard=(), peaks=(Bound(key="p", name=verbatim("the true peak"), high=-1.0),), pull=pull(0.0, holds=True)
    )
    assert (say(peaky.because), say(peaky.gain_for)) == ("p", "the true peak")


def loudness(target: float, tolerance: float = 0.5, **fields: Any) -> AnyRequirement:
    branch = {"gating": "programme", "target": target, "tolerance_above": tolerance, "tolerance_below": tolerance}
    return make_requirement("loudness.integrated", alternatives=[branch], **fields)


def test_of_several_loudness_demands_the_first_that_is_off_leads() -> None:
    mix: dict[str, Any] = {"integrated_lkfs": -20.0}
    held, off, later = loudness(-20.0, 1.0), loudness(-23.0), loudness(-25.0)
    for demands, gain, holds in (
        ((held, off), -3.0, False),
        ((off, held), -3.0, False),
        ((off, later), -3.0, False),
        ((later, off), -5.0, False),
        ((held,), 0.0, True),
    ):
        found = bounds(*demands, **mix)
        assert found.pull is not None
        assert (found.pull.gain_db, found.pull.holds) == (near(gain, abs=1e-4), holds)
        assert len(found.hard) == len(demands)


def test_what_is_missing_to_the_aim_is_read_from_the_forecast() -> None:
    now = make_foreseen(integrated_lkfs=-20.0)
    found = bounds_of(make_order(loudness(-23.0)), now)
    assert found.missing_after(now) == near(-3.0, abs=1e-4)
    assert Bounds(hard=(), peaks=(), pull=None).missing_after(now) is None
    assert found.missing_after(make_foreseen(scenes=((10.0, None),))) is None


def test_of_peaks_that_only_the_result_tells_the_lowest_limit_asks_for_the_limiter() -> None:
    loose = Bound(key=None, name=verbatim("full scale"), ceiling_dbtp=-0.5)
    strict = Bound(key=None, name=verbatim("the true peak"), ceiling_dbtp=-2.0)
    for peaks in ((loose, strict), (strict, loose)):
        found = Bounds(hard=(), peaks=peaks, pull=pull(5.0), unforeseen=True)
        assert (found.tightest_peak, found.ceiling_dbtp, found.has_open_peaks) == (None, -2.0, True)
        assert say(found.because_of_peaks) == "the true peak"
