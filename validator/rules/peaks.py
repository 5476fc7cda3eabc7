"""Limits on true peak and sample peak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.finding import Limits
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_measured, quantity, within
from validator.rules.windows import Missing, Part, parts_of, window_places

if TYPE_CHECKING:
    from specs.requirements.peaks import SamplePeak, TruePeak
    from validator.finding import Place
    from validator.rules.subject import Subject

METER_SPREAD_DB: Final = 0.2
"""Meters built to BS.1770-5 Annex 2 differ by about this much on the same material, so a reading nearer to a limit
depends on the meter (EBU Tech 3341:2023 Table 1, cases 15 to 23, allow +0.2/-0.4 dB)."""

PLACES_SHOWN: Final = 20


def judge_true_peak(requirement: TruePeak, subject: Subject) -> Outcome:
    """Hold the largest true peak of any channel against its limit.

    Judges: the oversampled waveform of every channel (ITU-R BS.1770-5 Annex 2); all overs are listed, one per 100 ms.
    Why publishers ask: encoders and converters clip on peaks between samples that a sample-peak meter never shows.
    Boundary: exactly at the limit, plus the tolerance the publisher grants, holds. A reading within 0.2 dB of the limit
        is marked: another meter may read it on the other side.
    Remedy: limit the channels and places listed with a true-peak limiter set a few tenths below the limit; do not
        lower the whole mix, unless its loudness asks for it.
    """
    limit = requirement.maximum_dbtp + requirement.meter_tolerance_db
    required = f"true peak at most {requirement.maximum_dbtp:.1f} dBTP"
    if requirement.meter_tolerance_db:
        required += f" (+{requirement.meter_tolerance_db:g} dB meter tolerance)"
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    largest = _largest(parts, subject)
    if largest is None:
        return _silent(required)
    held, margin = within(largest, None, limit)
    places = [] if held else _overs(limit, parts, subject)
    channels = sorted({label for place in places for label in place.channels})
    filter_text = f"Interpolation filter: {subject.measurements.tool.true_peak_filter}."
    near = margin is not None and abs(margin) < METER_SPREAD_DB
    marked = (
        (f"The reading is within {METER_SPREAD_DB} dB of the limit: another meter may read it differently.",)
        if near
        else ()
    )
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "dBTP"),
        limits=Limits(high=limit, unit="dBTP"),
        window=window_places(parts, subject),
        margin=margin,
        margin_unit="dB",
        where=tuple(places[:PLACES_SHOWN]),
        where_count=len(places),
        message=f"The largest true peak is {largest:.2f} dBTP"
        + (", within the limit." if held else f", {largest - limit:.2f} dB above the limit, in {', '.join(channels)}."),
        why=(*marked, filter_text),
        remedy=None
        if held
        else f"Limit {', '.join(channels)} at the {len(places)} places listed; "
        f"set the true-peak limiter to {requirement.maximum_dbtp - 0.3:.1f} dBTP.",
    )


def judge_sample_peak(requirement: SamplePeak, subject: Subject) -> Outcome:
    """Hold the largest sample of any channel against its limit.

    Judges: sample values as they stand in the file.
    Why publishers ask: older specifications were written for sample-peak meters.
    Boundary: exactly at the limit holds.
    Remedy: limit the channels named.
    """
    required = f"sample peak at most {requirement.maximum_dbfs:.1f} dBFS"
    readings = {
        channel.label: channel.max_sample_peak_dbfs
        for channel in subject.measurements.channels
        if channel.max_sample_peak_dbfs is not None
    }
    if not readings:
        return _silent(required)
    largest = max(readings.values())
    held, margin = within(largest, None, requirement.maximum_dbfs)
    over = [label for label, value in readings.items() if value > requirement.maximum_dbfs + LIMIT_SLACK]
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "dBFS"),
        limits=Limits(high=requirement.maximum_dbfs, unit="dBFS"),
        margin=margin,
        margin_unit="dB",
        message=f"The largest sample is {largest:.2f} dBFS"
        + (", within the limit." if held else f", above the limit in {', '.join(over)}."),
        remedy=None if held else f"Limit {', '.join(over)} to {requirement.maximum_dbfs:.1f} dBFS.",
    )


def _silent(required: str) -> Outcome:
    return Outcome(held=True, required=required, message="There is no peak: the file is digital silence.")


def _largest(parts: tuple[Part, ...], subject: Subject) -> float | None:
    """Return the largest true peak within the parts; None for silence."""
    measured = subject.measurements
    if any(part.is_whole for part in parts):
        return measured.max_true_peak_dbtp
    values = [
        value
        for part in parts
        for value, inside in zip(measured.series.true_peak_dbtp, part.rows(subject), strict=False)
        if inside and value is not None
    ]
    return max(values, default=None)


def _overs(limit: float, parts: tuple[Part, ...], subject: Subject) -> list[Place]:
    """Return the places above a limit, worst first; peaks of one channel within 100 ms are one place."""
    step = subject.sample_rate_hz // 10
    found = []
    for channel in subject.measurements.channels:
        for sample, level in zip(channel.true_peaks_sample, channel.true_peaks_dbtp, strict=True):
            if level > limit + LIMIT_SLACK and any(part.start_sample <= sample < part.end_sample for part in parts):
                found.append((level, sample, channel.label))
    found.sort(key=lambda peak: (-peak[0], peak[1], peak[2]))
    return [
        subject.place(sample, min(sample + step, subject.measurements.sample_count), (label,), f"{level:.2f} dBTP")
        for level, sample, label in found
    ]
