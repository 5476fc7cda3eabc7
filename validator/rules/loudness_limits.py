"""Limits on short-term and momentary loudness, and on loudness range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.meters import loudness as meter
from validator.meters.loudness_range import loudness_range
from validator.meters.power import powers_of, row_edges
from validator.results.finding import Limits
from validator.rules.outcome import (
    LIMIT_SLACK,
    STATE_LAYOUT,
    Outcome,
    figure,
    not_measured,
    quantity,
    standing,
    standing_to_maximum,
    within,
)
from validator.rules.readings import loudness_of
from validator.rules.windows import Missing, Part, parts_of, window_places
from validator.scan.table import BLOCKS_PER_ROW, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from specs.message import Message
    from specs.requirements.loudness import LoudnessRange, MomentaryMaximum, ShortTermMaximum, ShortTermWindow
    from validator.results.finding import Place
    from validator.rules.subject import Subject

PLACES_SHOWN: Final = 20
"""Places listed in a finding; the finding says how many there are in all."""

_NO_LAYOUT: Final = message("loudness.layout-not-known")
_SHORT_TERM_ROWS: Final = meter.SHORT_TERM_BLOCKS // BLOCKS_PER_ROW
_MOMENTARY_ROWS: Final = meter.MOMENTARY_BLOCKS // BLOCKS_PER_ROW
_SAME_LU: Final = 2e-6
"""Margins of values this near may be one and the same: `within` rounds them to six digits."""


def judge_short_term_maximum(requirement: ShortTermMaximum, subject: Subject) -> Outcome:
    """Hold the largest short-term loudness against its limit.

    Judges: the loudest 3 seconds of the programme, on a 10 ms grid.
    Why publishers ask: short and loud passages annoy even where the average is right, most of all in adverts.
    Boundary: exactly at the limit (plus the publisher's measurement tolerance) holds.
    Remedy: lower the passages listed; the whole mix only if it is too loud as well.
    """
    measured = subject.measurements
    timeline = _Timeline(
        name="short-term",
        word=message("loudness.short-term"),
        values=measured.series.short_term_lkfs,
        rows=_SHORT_TERM_ROWS,
        largest=measured.max_short_term_lkfs,
    )
    return _judge_maximum(requirement, subject, timeline)


def judge_momentary_maximum(requirement: MomentaryMaximum, subject: Subject) -> Outcome:
    """Hold the largest momentary loudness against its limit.

    Judges: the loudest 400 milliseconds of the programme, on a 10 ms grid.
    Why publishers ask: as for short-term loudness, on a finer scale.
    Boundary: exactly at the limit (plus the publisher's measurement tolerance) holds.
    Remedy: lower the passages listed.
    """
    measured = subject.measurements
    timeline = _Timeline(
        name="momentary",
        word=message("loudness.momentary"),
        values=measured.series.momentary_lkfs,
        rows=_MOMENTARY_ROWS,
        largest=measured.max_momentary_lkfs,
    )
    return _judge_maximum(requirement, subject, timeline)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timeline:
    """Loudness of a sliding window: its values by the row they end in, and the largest of all, unrounded."""

    name: str
    word: Message
    values: Sequence[float | None]
    rows: int
    largest: float | None


def _judge_maximum(requirement: ShortTermMaximum | MomentaryMaximum, subject: Subject, timeline: _Timeline) -> Outcome:
    name = timeline.name
    limit = round(requirement.maximum_lkfs + requirement.tolerance_lu, 6)
    required = f"{name} loudness at most {requirement.maximum_lkfs:.1f} LKFS"
    if requirement.tolerance_lu:
        required += f" (+{requirement.tolerance_lu:g} LU measurement tolerance)"
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    if subject.measurements.layout is None:
        return not_measured(required, _NO_LAYOUT, STATE_LAYOUT)
    values = _inside(timeline.values, parts, subject, timeline.rows)
    whole = any(part.is_whole for part in parts)
    largest = timeline.largest if whole else max(values.values(), default=None)
    if largest is None:
        return not_measured(required, message("loudness.none-of-kind", kind=timeline.word))
    held, margin = within(largest, None, limit)
    over = {row: value for row, value in values.items() if value > limit + LIMIT_SLACK}
    places = _places(over, timeline.rows, subject, high=limit)
    reading = figure(largest, "LKFS", margin)
    stands = standing_to_maximum(largest, requirement.maximum_lkfs, requirement.tolerance_lu, "LKFS")
    excess = figure(largest - requirement.maximum_lkfs, "dB", margin)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(largest, "LKFS", margin=margin),
        limits=Limits(high=limit, unit="LKFS"),
        window=window_places(parts, subject),
        margin=margin,
        tolerance=requirement.tolerance_lu,
        margin_unit="LU",
        where=tuple(places[:PLACES_SHOWN]),
        where_count=len(places),
        reason=message(
            "loudness.maximum-in-passages", kind=timeline.word, reading=reading, standing=stands, count=len(places)
        )
        if places
        else message("loudness.maximum", kind=timeline.word, reading=reading, standing=stands),
        remedy=None if held else message("remedy.lower-passages", change=excess),
    )


def judge_short_term_window(requirement: ShortTermWindow, subject: Subject) -> Outcome:
    """Hold every short-term loudness against a window around the programme's loudness.

    Judges: all 3-second windows on the 10 ms grid, maxima and, on the 100 ms grid, minima, while there is sound.
    Why publishers ask: a viewer at home should neither lose quiet passages nor be startled by loud ones.
    Boundary: exactly at either limit holds; windows below -70 LKFS are pauses and do not count.
    Remedy: raise or lower the passages listed.
    """
    required = f"short-term loudness within -{requirement.below_lu:g}/+{requirement.above_lu:g} LU of the programme's"
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    reading = loudness_of(requirement.gating, None, parts[0], subject)
    if reading.value is None:
        return not_measured(required, reading.why_none, reading.remedy)
    values = {
        row: value
        for row, value in _inside(subject.measurements.series.short_term_lkfs, parts, subject, _SHORT_TERM_ROWS).items()
        if value > -70.0  # the absolute gate of BS.1770-5 Annex 1: below it there is no programme
    }
    if not values:
        return not_measured(required, message("loudness.none-of-kind", kind=message("loudness.short-term")))
    low, high = reading.value - requirement.below_lu, reading.value + requirement.above_lu
    outside = {row: value for row, value in values.items() if not low - LIMIT_SLACK <= value <= high + LIMIT_SLACK}
    worst = max(values.values(), key=lambda value: max(low - value, value - high))
    held, margin = within(worst, low, high)
    places = _places(outside, _SHORT_TERM_ROWS, subject, low=low, high=high)
    return Outcome(
        held=held,
        required=f"{required} ({low:.1f} to {high:.1f} LKFS)",
        measured=quantity(worst, "LKFS", margin=margin),
        limits=Limits(low=low, high=high, target=reading.value, unit="LKFS"),
        window=window_places(parts, subject),
        margin=margin,
        margin_unit="LU",
        where=tuple(places[:PLACES_SHOWN]),
        where_count=len(places),
        reason=message("loudness.window", spread=_spread(values.values(), reading.value))
        if held
        else message(
            "loudness.above-window" if worst > high else "loudness.below-window",
            spread=_spread(values.values(), reading.value),
            worst_lkfs=worst,
            distance=figure(abs(margin or 0.0), "LU", margin),
            count=len(places),
        ),
        remedy=None if held else message("remedy.move-inside-window", low_lkfs=low, high_lkfs=high),
    )


def judge_loudness_range(requirement: LoudnessRange, subject: Subject) -> Outcome:
    """Hold the loudness range against its limits.

    Judges: the spread between soft and loud passages by EBU Tech 3342 (10th to 95th percentile of short-term loudness).
    Why publishers ask: a range that suits a cinema is lost in a living room.
    Boundary: exactly at a limit holds. A programme shorter than one minute has no settled loudness range; it is judged
        all the same, and the finding says so.
    Remedy: narrow the range by mixing, not by a compressor over the printmaster.
    """
    low, high = requirement.minimum_lu, requirement.maximum_lu
    limits = [f"at least {low:g} LU"] if low is not None else []
    limits += [f"at most {high:g} LU"] if high is not None else []
    required = "loudness range " + " and ".join(limits)
    parts = parts_of(requirement.window, subject)
    if isinstance(parts, Missing):
        return not_measured(required, parts.reason, parts.remedy)
    if subject.measurements.layout is None:
        return not_measured(required, _NO_LAYOUT, STATE_LAYOUT)
    value = subject.measurements.loudness_range_lu
    if not parts[0].is_whole:
        power = powers_of(subject.measurements.series.power_lkfs)
        value = loudness_range(power, parts[0].rows(subject)).lu
    if value is None:
        return not_measured(required, message("loudness.no-range"))
    held, margin = within(value, low, high)
    short = subject.measurements.duration_seconds < 60.0  # EBU Tech 3341:2023 clause 2.4: not settled until then
    return Outcome(
        held=held,
        required=required,
        measured=quantity(value, "LU", 1, margin),
        limits=Limits(low=low, high=high, unit="LU"),
        window=window_places(parts, subject),
        margin=margin,
        margin_unit="LU",
        reason=message(
            "loudness.range", reading=figure(value, "LU", margin, 1), standing=standing(value, low, high, "LU", 1)
        ),
        why=(message("loudness.range-of-short-programme"),) if short else (),
        remedy=None if held else message("remedy.rebalance"),
    )


def _inside(
    series: Sequence[float | None], parts: tuple[Part, ...], subject: Subject, window_rows: int
) -> dict[int, float]:
    """Return the values of the windows that lie wholly in any of the parts, by the row they end in."""
    levels = np.array(series, dtype=np.float64)
    edges = row_edges(len(levels), subject.sample_rate_hz)
    starts = np.full(len(levels), -1)  # of a window that would begin before the file
    starts[window_rows - 1 :] = edges[: max(len(levels) - window_rows + 1, 0)]
    inside = np.zeros(len(levels), dtype=np.bool_)
    for part in parts:
        inside |= part.is_whole | ((starts >= part.start_sample) & (edges[1:] <= part.end_sample))
    rows = np.flatnonzero(inside & ~np.isnan(levels))
    return dict(zip(rows.tolist(), levels[rows].tolist(), strict=True))


def _spread(values: Collection[float], programme_lkfs: float) -> Message:
    return message("loudness.spread", lowest_lkfs=min(values), highest_lkfs=max(values), programme_lkfs=programme_lkfs)


def _places(
    values: dict[int, float], window_rows: int, subject: Subject, *, high: float, low: float | None = None
) -> list[Place]:
    """Join rows that follow one another into places; each says the value that lies farthest outside."""
    rate = subject.sample_rate_hz
    groups: list[list[int]] = []
    for row in sorted(values):
        if groups and row - groups[-1][-1] <= window_rows:
            groups[-1].append(row)
        else:
            groups.append([row])
    places = []
    for group in groups:
        inside = [values[row] for row in group]
        # The farthest outside is the largest or the least; within the digits that margins have, the first of its like.
        least, largest = min(inside) + _SAME_LU, max(inside) - _SAME_LU
        farthest = (value for value in inside if value <= least or value >= largest)
        worst = min(farthest, key=lambda value: within(value, low, high)[1] or 0.0)
        start = max(row_start_sample(group[0] + 1 - window_rows, rate), 0)
        end = min(row_start_sample(group[-1] + 1, rate), subject.measurements.sample_count)
        places.append(subject.place(start, end, text=f"{worst:.2f} LKFS"))
    return places
