"""The mixes of a run as lanes over one programme: where the findings of each language lie, one under another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.reporters.clock import place_start
from validator.reporters.report_wording import standing, title
from validator.reporters.timeline import LANE_HEIGHT, TimelineSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.reporters.clock import Clock
    from validator.reporters.run import RunRow
    from validator.results.report import Report

LABELS: Final = 220
"""Room for the names of the mixes, left of the lanes."""

WIDTH: Final = 1160
RIGHT: Final = WIDTH - 20
"""End of the longest lane; the last time is written around it."""

STEP: Final = LANE_HEIGHT + 10
MARKS_OF_A_MIX: Final = 60
"""A run keeps so many of each report, so that a season takes no more memory for it."""

_FEWEST_LANES: Final = 2
_TICKS: Final = 8
_MINUTE_STEPS: Final = (0.25, 0.5, 1, 2, 5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneMark:
    """A place of a finding that needs work: seconds from the first sample, how it is shown, and what it says."""

    start_seconds: float
    end_seconds: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixLane:
    """One mix: its name, the upper edge and the length of its lane, and the marks in it."""

    name: str
    number: int
    y: float
    width: float
    marks: tuple[TimelineSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanesPicture:
    """Everything the template draws: the lanes, and the ticks of time that they share."""

    height: float
    lanes: tuple[MixLane, ...]
    ticks: tuple[tuple[float, str], ...]


def marks_of(report: Report, clock: Clock) -> tuple[LaneMark, ...]:
    """Return the places of what needs work in a report, the first of each finding first."""
    if report.measurements is None:
        return ()
    hertz = report.measurements.sample_rate_hz
    found = [
        LaneMark(
            start_seconds=place.samples[0] / hertz,
            end_seconds=place.samples[1] / hertz,
            kind=standing(finding).value,
            text=f"{title(finding)}, {place_start(place, clock)}",
        )
        for finding in report.findings
        if standing(finding).is_open
        for place in finding.where
        if place.is_in_sound
    ]
    return tuple(found[:MARKS_OF_A_MIX])


def lanes_of(rows: Sequence[RunRow]) -> LanesPicture | None:
    """Return the lanes of a run; None where fewer than two mixes have sound, or no finding has a place."""
    mixes = [row for row in rows if row.seconds]
    if len(mixes) < _FEWEST_LANES or not any(row.marks for row in mixes):
        return None
    longest = max(row.seconds or 0.0 for row in mixes)
    scale = (RIGHT - LABELS) / longest
    lanes = tuple(
        MixLane(
            name=row.place,
            number=row.number,
            y=number * STEP,
            width=round((row.seconds or 0.0) * scale, 1),
            marks=tuple(
                TimelineSpan(
                    x=round(LABELS + mark.start_seconds * scale, 1),
                    width=round(max((mark.end_seconds - mark.start_seconds) * scale, 3.0), 1),
                    text=mark.text,
                    kind=mark.kind,
                )
                for mark in row.marks
            ),
        )
        for number, row in enumerate(mixes)
    )
    return LanesPicture(height=len(lanes) * STEP + 18, lanes=lanes, ticks=_ticks(longest, scale))


def _ticks(seconds: float, scale: float) -> tuple[tuple[float, str], ...]:
    """Round minutes from the first sample: mixes of one programme need not be stamped alike."""
    step = next((60 * one for one in _MINUTE_STEPS if seconds / (60 * one) <= _TICKS), 60 * _MINUTE_STEPS[-1])
    times = [number * step for number in range(int(seconds // step) + 1)]
    return tuple((round(LABELS + at * scale, 1), f"{int(at // 60)}:{int(at % 60):02}") for at in times)
