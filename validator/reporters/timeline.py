"""The picture of a programme over time: what to draw and where, as text for the template.

Loudness on top, with the limits of the branch that was judged; dialogue and findings as lanes; true peak below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from validator.reporters.clock import Clock, clock_of, place_start
from validator.reporters.limits import judged_loudness, upper_limit
from validator.reporters.plot import Axis, Label, area_path, envelope_path, figure, overs_path, placed
from validator.reporters.report_wording import Standing, standing, title
from validator.reporters.thinning import Envelope, bin_edges, envelope, largest
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validator.results.finding import Finding, Limits
    from validator.results.measurements import Measurements
    from validator.results.report import Report

WIDTH: Final = 1160
LEFT: Final = 46
RIGHT: Final = 1034
"""Right edge of the plot; limits and readings are labelled beyond it."""

LOUDNESS_TOP: Final = 22
LOUDNESS_BOTTOM: Final = 252
LANE_HEIGHT: Final = 12
PEAK_HEIGHT: Final = 96
GAP: Final = 10
ROWS_PER_SECOND: Final = 10

_LARGEST_SPAN_LU: Final = 48
_SMALLEST_SPAN_LU: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSpan:
    """A stretch of time."""

    x: float
    width: float
    text: str
    kind: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One scale with its lines.

    Attributes:
        band: Height of the upper edge and depth of the accepted levels; None where there is no band.
    """

    axis: Axis
    labels: tuple[Label, ...]
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything the template draws. Coordinates are those of the picture, WIDTH across."""

    height: float
    loudness: Panel
    momentary: str
    short_term: str
    dialogue: tuple[TimelineSpan, ...]
    dialogue_y: float | None
    marks: tuple[TimelineSpan, ...]
    marks_y: float
    outside: tuple[TimelineSpan, ...]
    window: str | None
    peaks: Panel
    peak_area: str
    overs: str
    ticks: tuple[tuple[float, str], ...]
    summary: str
    readout: dict[str, object] = field(default_factory=dict)


def timeline_of(report: Report, numbers: dict[str, int], points: int, *, marks: int | None = None) -> Timeline | None:
    """Return the picture of a report; None where it carries no series.

    Args:
        report: The report.
        numbers: Number on the page of each finding, by fingerprint; findings without one are not marked.
        points: The largest number of points a curve may have.
        marks: How many places of each finding are marked; None for all.
    """
    if report.measurements is None:
        return None
    series = report.measurements.series
    rows = max(len(series.momentary_lkfs), len(series.true_peak_dbtp))  # these count a last row that is not full
    if rows == 0:
        return None
    edges = bin_edges(rows, points if rows <= points else points // 2)
    momentary, short_term = envelope(series.momentary_lkfs, edges), envelope(series.short_term_lkfs, edges)
    peaks = largest(series.true_peak_dbtp, edges)
    clock = clock_of(report)
    x_of_sample = _x_of(report.measured.sample_count)
    x_of_bin = [
        x_of_sample((start + end) / 2 * clock.sample_rate_hz / ROWS_PER_SECOND) for start, end in pairwise(edges)
    ]
    has_dialogue = report.measured.dialogue is not None
    dialogue_y = LOUDNESS_BOTTOM + GAP if has_dialogue else None
    marks_y = LOUDNESS_BOTTOM + GAP + ((LANE_HEIGHT + 4) if has_dialogue else 0)
    peak_top = marks_y + LANE_HEIGHT + GAP + 6
    loudness = _loudness_panel(report, momentary, short_term)
    peak_panel = _peak_panel(report, peaks, peak_top)
    outside, window = _window(report, x_of_sample)
    return Timeline(
        height=peak_top + PEAK_HEIGHT + 26,
        loudness=loudness,
        momentary=envelope_path(momentary, x_of_bin, loudness.axis),
        short_term=envelope_path(short_term, x_of_bin, loudness.axis),
        dialogue=_dialogue(report.measured, x_of_sample, clock),
        dialogue_y=dialogue_y,
        marks=_marks(report, numbers, x_of_sample, clock, marks),
        marks_y=marks_y,
        outside=outside,
        window=window,
        peaks=peak_panel,
        peak_area=area_path(peaks, x_of_bin, peak_panel.axis),
        overs=overs_path(peaks, x_of_bin, peak_panel.axis, _peak_limit(report)),
        ticks=_ticks(clock, report.measured.sample_count, x_of_sample),
        summary=_summary(report, clock),
        readout=_readout(edges, clock, short_term, momentary, peaks),
    )


def _peak_limit(report: Report) -> float | None:
    return upper_limit(report, "peak.true-peak")


def _x_of(sample_count: int) -> Callable[[float], float]:
    return lambda sample: round(LEFT + (RIGHT - LEFT) * min(max(sample / max(sample_count, 1), 0.0), 1.0), 1)


def _loudness_panel(report: Report, momentary: Envelope, short_term: Envelope) -> Panel:
    finding = judged_loudness(report)
    limits = finding.limits if finding else None
    edges = [level for level in (limits.low, limits.high, limits.target) if level is not None] if limits else []
    readings = _loudness_readings(report, finding)
    highs = [level for level in momentary.high if level is not None]
    quiet = sorted(level for level in short_term.low if level is not None)
    wanted = [*edges, *(level for level, _ in readings)]
    top = max([*highs, *(edge + 3 for edge in wanted)], default=-18.0)
    bottom = min([*quiet[len(quiet) // 20 : len(quiet) // 20 + 1], *(edge - 6 for edge in wanted)], default=-60.0)
    top = ceil(min(top + 1, 6.0) / 3) * 3
    bottom = floor(max(bottom - 2, top - _LARGEST_SPAN_LU) / 3) * 3
    axis = Axis(top=top, bottom=min(bottom, top - _SMALLEST_SPAN_LU), y_top=LOUDNESS_TOP, y_bottom=LOUDNESS_BOTTOM)
    lines = [("reading", level, text) for level, text in readings] + _limit_lines(limits)
    short_term_limit = upper_limit(report, "loudness.short-term-maximum")
    if short_term_limit is not None:
        lines.append(("limit", short_term_limit, f"S max {figure(short_term_limit)}"))
    return Panel(axis=axis, labels=placed(lines, axis), band=_band(limits, axis))


def _loudness_readings(report: Report, finding: Finding | None) -> list[tuple[float, str]]:
    """Return the levels drawn as lines: the reading that was judged, and the programme's where it is another."""
    found = []
    judged = finding.measured.value if finding is not None and finding.measured is not None else None
    if judged is not None:
        found.append((judged, f"judged {figure(judged)}"))
    programme = report.measured.integrated_lkfs
    if programme is not None and (judged is None or abs(programme - judged) >= 0.01):
        found.append((programme, f"integrated {figure(programme)}"))
    return found


def _limit_lines(limits: Limits | None) -> list[tuple[str, float, str]]:
    if limits is None:
        return []
    lines = []
    if limits.target is not None:
        lines.append(("target", limits.target, f"target {figure(limits.target)}"))
    if limits.high is not None:
        lines.append(("limit", limits.high, f"at most {figure(limits.high)}"))
    if limits.low is not None:
        lines.append(("limit", limits.low, f"at least {figure(limits.low)}"))
    return lines


def _band(limits: Limits | None, axis: Axis) -> tuple[float, float] | None:
    if limits is None or (limits.low is None and limits.high is None):
        return None
    upper = axis.y(axis.top if limits.high is None else limits.high)
    lower = axis.y(axis.bottom if limits.low is None else limits.low)
    return upper, round(lower - upper, 1)


def _peak_panel(report: Report, peaks: Sequence[float | None], y_top: float) -> Panel:
    limit = _peak_limit(report)
    largest_peak = report.measured.max_true_peak_dbtp
    known = [level for level in (limit, largest_peak, *peaks) if level is not None]
    top = ceil(max([0.0, *known]) + 0.5)
    axis = Axis(top=top, bottom=min(top - 30, -30), y_top=y_top, y_bottom=y_top + PEAK_HEIGHT)
    lines = [("limit", limit, f"at most {figure(limit)}")] if limit is not None else []
    if largest_peak is not None:
        lines.append(("reading", largest_peak, f"max {figure(largest_peak)}"))
    return Panel(axis=axis, labels=placed(lines, axis))


def _dialogue(measured: Measurements, x_of: Callable[[float], float], clock: Clock) -> tuple[TimelineSpan, ...]:
    """Return the stretches of speech; those closer than half a unit of the picture are joined."""
    row_samples = measured.sample_rate_hz / ROWS_PER_SECOND
    joined: list[list[float]] = []
    for start, end in measured.dialogue.spans if measured.dialogue else ():
        left, right = x_of(start * row_samples), x_of(end * row_samples)
        if joined and left - joined[-1][1] < 0.5:
            joined[-1][1] = right
        else:
            joined.append([left, right])
    share = (
        f"dialogue, {measured.dialogue.speech_share:.0%} of {clock.elapsed(measured.sample_count)}"
        if joined and measured.dialogue
        else ""
    )
    return tuple(TimelineSpan(x=left, width=round(max(right - left, 0.5), 1), text=share) for left, right in joined)


def _marks(
    report: Report, numbers: dict[str, int], x_of: Callable[[float], float], clock: Clock, at_most: int | None
) -> tuple[TimelineSpan, ...]:
    """Return the places of the findings that need work."""
    found = []
    for finding in report.findings:
        number = numbers.get(finding.fingerprint)
        shown = standing(finding)
        if number is None or not (shown.is_open or shown is Standing.WAIVED):
            continue
        for place in [place for place in finding.where if place.is_in_sound][:at_most]:
            left, right = map(x_of, place.samples)
            said = f": {place.text}" if place.text else ""
            where = place_start(place, clock)
            text = f"{number}. {title(finding)}, {shown.word}, {where}{said}"
            width = round(max(right - left, 4.0), 1)
            found.append(TimelineSpan(x=left, width=width, text=text, kind=shown.value, number=number))
    return tuple(found)


def _window(report: Report, x_of: Callable[[float], float]) -> tuple[tuple[TimelineSpan, ...], str | None]:
    """Return what lies outside the window that loudness was measured on, and the window's name."""
    finding = judged_loudness(report) or next((finding for finding in report.findings if finding.window), None)
    if finding is None or not finding.window:
        return (), None
    spans = []
    reached = float(LEFT)
    for place in sorted(finding.window, key=lambda place: place.samples):
        left, right = map(x_of, place.samples)
        if left > reached:
            spans.append(TimelineSpan(x=reached, width=round(left - reached, 1), text="not part of the window"))
        reached = max(reached, right)
    if reached < RIGHT:
        spans.append(TimelineSpan(x=reached, width=round(RIGHT - reached, 1), text="not part of the window"))
    names = [place.text for place in finding.window if place.text]
    return tuple(spans), ", ".join(names) or None


def _ticks(clock: Clock, sample_count: int, x_of: Callable[[float], float]) -> tuple[tuple[float, str], ...]:
    return tuple((x_of(sample), label) for sample, label in clock.ticks(sample_count, at_most=11))


def _summary(report: Report, clock: Clock) -> str:
    """Return the picture in words, for those who do not see it."""
    measured = report.measured
    parts = [f"{clock.elapsed(measured.sample_count)} from {clock.shown(0)}"]
    for name, level, unit, place in (
        ("Integrated loudness", measured.integrated_lkfs, "LKFS", None),
        ("loudest three seconds", measured.max_short_term_lkfs, "LKFS", measured.max_short_term_sample),
        ("largest true peak", measured.max_true_peak_dbtp, "dBTP", None),
    ):
        if level is not None:
            where = "" if place is None else f" at {clock.shown(place)}"
            parts.append(f"{name} {level:.2f} {unit}{where}")
    overs = sum(
        max(finding.where_count, len(finding.where))
        for finding in report.findings
        if finding.rule == "peak.true-peak" and finding.state is not State.PASS
    )
    if overs:
        parts.append(f"{count_of(overs, 'place', 'places')} above the true-peak limit")
    return "; ".join(parts) + "."


def _readout(
    edges: Sequence[int], clock: Clock, short_term: Envelope, momentary: Envelope, peaks: Sequence[float | None]
) -> dict[str, object]:
    """Return what the page says under the pointer, a list of bins for each curve."""
    samples = [start * clock.sample_rate_hz // ROWS_PER_SECOND for start in edges[:-1]]
    return {
        "left": LEFT,
        "right": RIGHT,
        "time": [clock.shown(sample) for sample in samples],
        "sample": samples,
        "shortTerm": _rounded(short_term.high),
        "shortTermLow": [] if short_term.exact else _rounded(short_term.low),
        "momentary": _rounded(momentary.high),
        "peak": _rounded(peaks),
    }


def _rounded(levels: Sequence[float | None]) -> list[float | None]:
    return [None if level is None else round(level, 1) for level in levels]
