"""What the LFE channel may carry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from specs.message import message
from validator.meters.decibels import db_to_power, power_to_db
from validator.results.finding import Limits
from validator.results.measurements import LOW_BANDS_HZ
from validator.rules.outcome import (
    LAYOUT_NOT_KNOWN,
    STATE_LAYOUT,
    Outcome,
    figure,
    not_applicable,
    not_measured,
    quantity,
    standing,
    within,
)

if TYPE_CHECKING:
    from specs.requirements.signal import LfeBand
    from validator.results.measurements import ChannelReadings
    from validator.rules.subject import Subject


def judge_lfe_band(requirement: LfeBand, subject: Subject) -> Outcome:
    """Say whether the LFE channel carries more than low frequencies.

    Judges: RMS of the LFE channel above the stated frequency, over the whole file.
    Why publishers ask: full-band sound in the LFE is an export or routing mistake, and is lost in fold-downs.
    Boundary: exactly at the limit holds. A band of 20 Hz that the frequency divides counts in proportion.
    Remedy: check routing; low-pass the LFE.
    """
    required = f"LFE content above {requirement.above_hz:g} Hz at most {requirement.maximum_dbfs:g} dBFS RMS"
    if subject.layout is None:
        return not_measured(required, LAYOUT_NOT_KNOWN, STATE_LAYOUT)
    lfe = [channel for channel in subject.measurements.channels if channel.label.startswith("LFE")]
    if not lfe:
        return not_applicable(required, message("signal.no-lfe"))
    if all(channel.loudest_row_dbfs is None for channel in lfe):
        return Outcome(held=True, required=required, reason=message("signal.lfe-silent"))
    if requirement.above_hz > LOW_BANDS_HZ[-1] or not all(channel.low_bands_dbfs for channel in lfe):
        return _not_measured(required, requirement.above_hz)
    label, power = max(
        ((channel.label, _power_above(requirement.above_hz, channel)) for channel in lfe), key=lambda found: found[1]
    )
    level = power_to_db(power)
    if level is None:
        return Outcome(
            held=True, required=required, reason=message("signal.lfe-nothing-above", above_hz=requirement.above_hz)
        )
    held, margin = within(level, None, requirement.maximum_dbfs)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(level, "dBFS", 1, margin=margin),
        limits=Limits(high=requirement.maximum_dbfs, unit="dBFS"),
        margin=margin,
        margin_unit="dB",
        reason=message(
            "signal.lfe-carries",
            channel=label,
            reading=figure(level, "dBFS", margin, 1),
            above_hz=requirement.above_hz,
            standing=standing(level, None, requirement.maximum_dbfs, "dBFS"),
        ),
        remedy=None if held else message("remedy.check-lfe-routing"),
    )


def _not_measured(required: str, above_hz: float) -> Outcome:
    highest = LOW_BANDS_HZ[-1]
    if above_hz > highest:
        return not_measured(required, message("signal.lfe-measured-up-to", highest_hz=highest))
    return not_measured(required, message("signal.lfe-not-measured"), message("remedy.measure-lfe-bands"))


def _power_above(hertz: float, channel: ChannelReadings) -> float:
    """Mean square of a channel above a frequency; a band that the frequency divides counts in proportion."""
    upper_edges = np.array([*LOW_BANDS_HZ[1:], math.inf])
    shares = np.clip((upper_edges - hertz) / LOW_BANDS_HZ[1], 0.0, 1.0)
    return float(np.dot(shares, [db_to_power(level) for level in channel.low_bands_dbfs]))
