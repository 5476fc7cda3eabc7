"""Limits on true peak and sample peak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.results.finding import Limits
from validator.rules.outcome import (
    LIMIT_SLACK,
    Outcome,
    figure,
    not_applicable,
    not_measured,
    quantity,
    shown,
    standing,
    standing_to_maximum,
    within,
)
from validator.rules.windows import Missing, Part, parts_of, window_places
from validator.scan.table import row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from specs.message import Message
    from specs.requirements.peaks import QuasiPeak, SamplePeak, TruePeak
    from validator.results.finding import Place
    from validator.rules.subject import Subject

METER_SPREAD_DB: Final = 0.2
"""What meters built to BS.1770-5 Annex 2 differ by, where measurements saved by a meter of one filter do not say it of
the material (EBU Tech 3341:2023 Table 1, cases 15 to 23, allow +0.2/-0.4 dB)."""

BOTH_SHOWN_FROM_DB: Final = 0.1
"""Both filters are shown where they differ by more than this. Project's choice: a digit that meters display."""

LIMITER_BELOW_DB: Final = 0.3
"""How far below the limit a true-peak limiter is to be set: what meters differ by, and a tenth. Project's choice."""

PLACES_SHOWN: Final = 20


def judge_true_peak(requirement: TruePeak, subject: Subject) -> Outcome:
    """Hold the largest true peak of any channel against its limit.

    Judges: the oversampled waveform of every channel (ITU-R BS.1770-5 Annex 2), by the 4x table printed there and by a
        16x filter, of which the higher reading counts; all overs are listed; overs of one channel within 100 ms of each
        other are one place.
    Why publishers ask: encoders and converters clip on peaks between samples that a sample-peak meter never shows.
    Boundary: exactly at the limit, plus the tolerance the publisher grants, holds; the margin shown is to the limit
        itself. A reading nearer to the limit than the two filters are to each other on this sound is marked: another
        meter may read it on the other side.
    Remedy: limit the channels and places listed with a true-peak limiter set a few tenths below the limit; do not
        lower the whole mix, unless its loudness asks for it.
    """
    limit = round(requirement.maximum_dbtp + requirement.meter_tolerance_db, 6)
    required = f"true peak at most {requirement.maximum_dbtp:.1f} dBTP"
    if requirement.meter_tolerance_db:
        required += f" (+{requirement.meter_tolerance_db:g} dB meter tolerance)"
    if requirement.labels is not None:
        required += f" in {' '.join(requirement.labels)}"
    concerned = _concerned(requirement, subject)
    if not concerned:
        return not_applicable(required, message("peak.no-such-channel", channels=requirement.labels))
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    largest = _largest(parts, subject, requirement.labels)
    if largest is None:
        return _silent(required)
    held, margin = within(largest, None, limit)
    floor = subject.measurements.tool.true_peak_floor_dbtp
    of_some = requirement.labels is not None and not any(part.is_whole for part in parts)
    if limit < floor and of_some:
        return not_measured(required, message("peak.true-peaks-known-from", floor_dbtp=floor))
    if held and limit < floor and (subject.measurements.max_true_peak_dbtp or limit) > limit:
        return not_measured(required, message("peak.true-peaks-known-from", floor_dbtp=floor))
    found = [] if held else [one for one in overs(limit, parts, subject) if one.label in concerned]
    labels = tuple(sorted({one.label for one in found}))
    channels = labels or message("peak.the-mix")
    reading = figure(largest, "dBTP", margin)
    stands = standing_to_maximum(largest, requirement.maximum_dbtp, requirement.meter_tolerance_db, "dBTP")
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "dBTP", margin=margin),
        limits=Limits(high=limit, unit="dBTP"),
        window=window_places(parts, subject),
        margin=margin,
        tolerance=requirement.meter_tolerance_db,
        margin_unit="dB",
        where=tuple(one.place(limit, subject) for one in found[:PLACES_SHOWN]),
        where_count=len(found),
        reason=message(
            "peak.true-peak-at-places", reading=reading, standing=stands, count=len(found), channels=channels
        )
        if found
        else message("peak.true-peak", reading=reading, standing=stands),
        why=(
            *_by_filter(subject.measurements.true_peaks_by_filter_dbtp, margin),
            message("peak.true-peak-filter", filter=subject.measurements.tool.true_peak_filter),
        ),
        remedy=None
        if held
        else message(
            "remedy.limit-true-peak",
            channels=channels,
            limiter_dbtp=round(requirement.maximum_dbtp - LIMITER_BELOW_DB, 6),
        ),
    )


def _concerned(requirement: TruePeak, subject: Subject) -> set[str]:
    """Labels of the channels of the mix that a demand is for."""
    own = {channel.label for channel in subject.measurements.channels}
    return own if requirement.labels is None else own & {*requirement.labels}


def _by_filter(readings: tuple[float, float] | None, margin: float | None) -> tuple[Message, ...]:
    """What the two filters read, where it says something: that they differ, and that the limit lies that near.

    The differences are those of the largest readings of the whole file: how far meters differ is of the sound.
    """
    if readings is None:
        near = margin is not None and abs(margin) < METER_SPREAD_DB
        return (message("peak.near-limit", spread_db=METER_SPREAD_DB),) if near else ()
    standard, fine = readings
    spread = abs(fine - standard)
    depends = margin is not None and abs(margin) < spread - LIMIT_SLACK
    said: tuple[Message, ...] = ()
    if depends or spread > BOTH_SHOWN_FROM_DB:
        said += (message("peak.by-filter", standard_dbtp=standard, fine_dbtp=fine),)
    if depends:
        said += (message("peak.depends-on-meter", spread_db=spread),)
    return said


def judge_sample_peak(requirement: SamplePeak, subject: Subject) -> Outcome:
    """Hold the largest sample of any channel against its limit.

    Judges: sample values as they stand in the file.
    Why publishers ask: older specifications were written for sample-peak meters.
    Boundary: exactly at the limit holds.
    Remedy: limit the channels named.
    """
    limit = requirement.maximum_dbfs
    required = f"sample peak at most {limit:.1f} dBFS"
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    readings = {
        channel.label: channel.max_sample_peak_dbfs
        for channel in subject.measurements.channels
        if channel.max_sample_peak_dbfs is not None
    }
    if not readings:
        return _silent(required)
    largest = max(readings.values())
    held, margin = within(largest, None, limit)
    if not held and not any(part.is_whole or part.whole_will_do for part in parts):
        return not_measured(required, message("peak.place-of-sample-not-known", largest_dbfs=largest))
    over = tuple(label for label, value in readings.items() if value > limit + LIMIT_SLACK)
    reading, stands = figure(largest, "dBFS", margin), standing(largest, None, limit, "dBFS")
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "dBFS", margin=margin),
        limits=Limits(high=limit, unit="dBFS"),
        margin=margin,
        margin_unit="dB",
        reason=message("peak.sample-peak", reading=reading, standing=stands)
        if held
        else message("peak.sample-peak-in-channels", reading=reading, standing=stands, channels=over),
        remedy=None if held else message("remedy.limit-sample-peak", channels=over, limit_dbfs=limit),
    )


def judge_quasi_peak(requirement: QuasiPeak, subject: Subject) -> Outcome:
    """Hold the largest reading of a quasi-peak programme meter against its limit.

    Judges: what a meter of the type named (IEC 60268-10) shows of any channel, where a steady tone at full scale is at
        0 dBFS. It shows peaks shorter than its integration time less: of 5 ms, type I by 2 dB and type IIa by 4 dB.
    Why publishers ask: transmitters and older programmes were lined up with such meters.
    Boundary: exactly at the limit holds. Meters of one type may differ by half a decibel on bursts.
    Remedy: lower or limit the passages listed.
    """
    limit = requirement.maximum_dbfs
    required = f"quasi-peak level at most {limit:.1f} dBFS on a meter of type {requirement.meter}"
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    series = subject.measurements.series.quasi_peaks_dbfs.get(requirement.meter)
    if series is None:
        return not_measured(required, message("peak.quasi-peak-not-measured"), message("remedy.measure-quasi-peak"))
    rows = {row: level for row, level in enumerate(series) if level is not None and _is_within_any(row, parts, subject)}
    if not rows:
        return _silent(required)
    largest = max(rows.values())
    held, margin = within(largest, None, limit)
    over = [] if held else [row for row, level in rows.items() if level > limit]
    starts = np.array([row_start_sample(row, subject.sample_rate_hz) for row in over], dtype=np.int64)
    passages = _passages(starts, np.array([rows[row] for row in over]), subject.sample_rate_hz // 10)
    found = sorted(passages, key=lambda passage: (-passage[0], passage[1]))
    reading, stands = figure(largest, "dBFS", margin), standing(largest, None, limit, "dBFS")
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "dBFS", margin=margin),
        limits=Limits(high=limit, unit="dBFS"),
        window=window_places(parts, subject),
        margin=margin,
        margin_unit="dB",
        where=tuple(
            subject.place(start, min(end, subject.measurements.sample_count), text=shown(level, "dBFS", level - limit))
            for level, start, end in found[:PLACES_SHOWN]
        ),
        where_count=len(found),
        reason=message("peak.quasi-peak", reading=reading, standing=stands, meter=requirement.meter),
        remedy=None if held else message("remedy.lower-passages", change=figure(largest - limit, "dB", margin)),
    )


def _is_within_any(row: int, parts: tuple[Part, ...], subject: Subject) -> bool:
    """Say whether a row of 100 ms lies in a part, wholly or for the most of it."""
    middle = row_start_sample(row, subject.sample_rate_hz) + subject.sample_rate_hz // 20
    return any(part.is_whole or part.start_sample <= middle < part.end_sample for part in parts)


def _silent(required: str) -> Outcome:
    return Outcome(held=True, required=required, reason=message("peak.silence"))


def _largest(parts: tuple[Part, ...], subject: Subject, labels: tuple[str, ...] | None) -> float | None:
    """Return the largest true peak within the parts; None for silence.

    The series of 100 ms is of all channels, so that of some of them only peaks near full scale are known in a part; the
    largest of a whole channel stands in for a softer one, which it cannot be below.
    """
    measured = subject.measurements
    channels = [channel for channel in measured.channels if labels is None or channel.label in labels]
    whole = [channel.max_true_peak_dbtp for channel in channels if channel.max_true_peak_dbtp is not None]
    if any(part.is_whole for part in parts):
        return measured.max_true_peak_dbtp if labels is None else max(whole, default=None)
    if labels is not None:
        inside = [
            level
            for channel in channels
            for sample, level in zip(channel.true_peaks_sample, channel.true_peaks_dbtp, strict=True)
            if any(part.start_sample <= sample < part.end_sample for part in parts)
        ]
        bound = min(max(whole), measured.tool.true_peak_floor_dbtp) if whole else None
        return max(inside, default=bound)
    values = [
        value
        for part in parts
        for value, inside in zip(measured.series.true_peak_dbtp, part.rows(subject), strict=False)
        if inside and value is not None
    ]
    # The first and the last row of a part may lie in it in part only; peaks near full scale are known to the sample.
    values += [
        level
        for channel in measured.channels
        for sample, level in zip(channel.true_peaks_sample, channel.true_peaks_dbtp, strict=True)
        if any(part.start_sample <= sample < part.end_sample for part in parts)
    ]
    return max(values, default=None)


@dataclass(frozen=True, slots=True)
class OverPassage:
    """A passage of one channel above a limit: its largest peak, first sample, end, and whose it is."""

    level_dbtp: float
    start_sample: int
    end_sample: int
    label: str

    def place(self, limit: float, subject: Subject) -> Place:
        """Return where it lies, with how far it is over."""
        end = min(self.end_sample, subject.measurements.sample_count)
        text = shown(self.level_dbtp, "dBTP", self.level_dbtp - limit)
        return subject.place(self.start_sample, end, (self.label,), text)


def overs(limit: float, parts: tuple[Part, ...], subject: Subject) -> tuple[OverPassage, ...]:
    """Return the passages above a limit, worst first."""
    if (limit, parts) not in subject.overs_by_limit:
        subject.overs_by_limit[limit, parts] = tuple(_overs(limit, parts, subject))
    return subject.overs_by_limit[limit, parts]


def _overs(limit: float, parts: tuple[Part, ...], subject: Subject) -> list[OverPassage]:
    found: list[OverPassage] = []
    for label, samples, levels in subject.true_peaks:
        inside = np.zeros(samples.shape, dtype=np.bool_)
        for part in parts:
            inside |= (part.start_sample <= samples) & (samples < part.end_sample)
        over = inside & (levels > limit + LIMIT_SLACK)
        passages = _passages(samples[over], levels[over], subject.sample_rate_hz // 10)
        found += [OverPassage(*passage, label) for passage in passages]
    found.sort(key=lambda one: (-one.level_dbtp, one.start_sample, one.label))
    return found


def _passages(samples: NDArray[np.int64], levels: NDArray[np.float64], reach: int) -> Iterator[tuple[float, int, int]]:
    """Join peaks of one channel that lie within reach of each other: the largest of them, first sample, end.

    The table holds the largest peak of each 100 ms, so an over across the border of two of them is there twice.
    """
    if not samples.size:
        return iter(())
    order = np.argsort(samples, kind="stable")
    samples, levels = samples[order], levels[order]
    firsts = np.append(0, np.flatnonzero(np.diff(samples) > reach) + 1)
    lasts = np.append(firsts[1:], samples.size) - 1
    largest = np.maximum.reduceat(levels, firsts)
    return zip(largest.tolist(), samples[firsts].tolist(), (samples[lasts] + reach).tolist(), strict=True)
