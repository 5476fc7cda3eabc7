"""The power of an LFE channel above a frequency, from its bands of 20 Hz."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.requirements.signal import LfeBand
from validator.results.measurements import LOW_BANDS_HZ
from validator.rules.lfe_band import judge_lfe_band
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from validator.rules.outcome import Outcome


def judged(above_hz: float, bands: dict[int, float], **changes: Any) -> Outcome:
    """Judge an LFE of which some bands, by their lower edge, have a level."""
    demand = make_requirement("signal.lfe-band", above_hz=above_hz, maximum_dbfs=-40.0)
    assert isinstance(demand, LfeBand)
    levels = tuple(bands.get(edge) for edge in LOW_BANDS_HZ)
    return judge_lfe_band(
        demand, Subject(measurements=make_measurements(channel={"LFE": {"low_bands_dbfs": levels, **changes}}))
    )


@pytest.mark.parametrize(
    ("above_hz", "bands", "level"),
    [
        (120.0, {120: -50.0}, -50.0),
        (120.0, {100: -20.0, 120: -50.0}, -50.0),
        # Ten bands of one power each, near the frequency and far above it.
        (120.0, dict.fromkeys(range(120, 320, 20), -50.0), -40.0),
        (120.0, dict.fromkeys(range(800, 1000, 20), -50.0), -40.0),
        (120.0, {1000: -50.0}, -50.0),
        # A quarter of the band from 120 to 140 Hz lies above 135 Hz.
        (135.0, {120: -50.0}, -50.0 + 10 * math.log10(0.25)),
        (1000.0, {1000: -50.0, 980: -20.0}, -50.0),
    ],
)
def test_every_band_above_counts_once_and_a_divided_one_in_part(
    above_hz: float, bands: dict[int, float], level: float
) -> None:
    outcome = judged(above_hz, bands)
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(level)


def test_above_the_last_band_nothing_is_known() -> None:
    assert judged(1000.5, {1000: -50.0}).held is None
    assert judged(120.0, {}, low_bands_dbfs=()).held is None


def test_nothing_above_and_nothing_at_all_hold() -> None:
    assert judged(120.0, {100: -20.0}).held is True
    assert judged(120.0, {}, loudest_row_dbfs=None, low_bands_dbfs=()).held is True
