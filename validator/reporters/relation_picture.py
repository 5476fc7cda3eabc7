"""The pictures of a mix against those it belongs to: where it lies, what stems leave, which lines are in it.

One picture for each comparison of a report, drawn over the time of the mix.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from validator.comparisons.relation_messages import party_text
from validator.comparisons.relations import Relation
from validator.languages import tr
from validator.reporters.clock import Clock, clock_of
from validator.reporters.plot import Axis, envelope_path, figure
from validator.reporters.thinning import bin_edges, envelope
from validator.reporters.timeline import GAP, LANE_HEIGHT, LEFT, RIGHT, TimelineSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validator.comparisons.me.me_model import LineInMe
    from validator.comparisons.relations import MixComparison
    from validator.results.report import Report

TOP: Final = 22
MAP_HEIGHT: Final = 90
NULL_HEIGHT: Final = 90
NULL_DB: Final = (0.0, -96.0)
"""From nothing explained to the rounding of 24-bit words, below which nothing can be told."""

LEAST_SPAN_MS: Final = 40.0
"""A picture at 25 fps: what is nearer to zero is drawn near zero."""

_MOST_LINES: Final = 200
_GRID_STEPS_MS: Final = (20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0)
_LINES_OF_GRID: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLane:
    """A lane of stretches: lines of the original, sound that is missing, ranges of a stem.

    Attributes:
        y: Its upper edge.
        kind: Style of the stretches.
    """

    name: str
    y: float
    kind: str
    spans: tuple[TimelineSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPicture:
    """Everything the template draws. Coordinates are those of the picture.

    Attributes:
        partners: What the mix is held against.
        foot: Lower edge of what is drawn over time.
        offset: Scale of the map; None where there is none.
        offset_grid: Heights and labels of its lines, in milliseconds.
        offset_paths: The segments of the map.
        edits: Where the map is cut.
        untold: What nothing is told about.
        null: Scale of what is left by the sum of the stems; None where none were added up.
        null_path, corrected_path: What is left as delivered, and once gains, delays and a limiter are taken out.
        lanes: Lines and stretches.
        words: The picture in words, for those who do not see it.
    """

    partners: str
    height: float
    foot: float
    offset: Axis | None
    offset_grid: tuple[tuple[float, str], ...]
    offset_paths: tuple[str, ...]
    edits: tuple[TimelineSpan, ...]
    untold: tuple[TimelineSpan, ...]
    null: Axis | None
    null_path: str
    corrected_path: str
    lanes: tuple[NamedLane, ...]
    ticks: tuple[tuple[float, str], ...]
    words: str


def pictures_of(report: Report, points: int) -> tuple[RelationPicture, ...]:
    """Return the pictures of the comparisons of a report that have something to draw.

    Args:
        report: The report.
        points: The largest number of points a curve may have.
    """
    if report.measurements is None:
        return ()
    clock = clock_of(report)
    made = (_picture(one, clock, points) for one in report.measurements.comparisons)
    return tuple(one for one in made if one is not None)


def _picture(comparison: MixComparison, clock: Clock, points: int) -> RelationPicture | None:
    count = comparison.subject.sample_count

    def x_of(sample: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(max(sample / max(count, 1), 0.0), 1.0), 1)

    y: float = TOP
    offset = null = None
    if comparison.segments:
        offset = _offset_axis(comparison, y)
        y = offset.y_bottom + GAP
    has_null = comparison.stems is not None and any(value is not None for value in comparison.stems.null_db)
    if has_null:
        null = Axis(top=NULL_DB[0], bottom=NULL_DB[1], y_top=y + GAP, y_bottom=y + GAP + NULL_HEIGHT)
        y = null.y_bottom + GAP
    lanes = _lanes(comparison, x_of, clock, y)
    y += len(lanes) * (LANE_HEIGHT + 4)
    if offset is None and null is None and not lanes:
        return None
    null_path, corrected_path = _nulls(comparison, null, x_of, points)
    return RelationPicture(
        partners=" + ".join(party_text(partner) for partner in comparison.partners),
        height=y + 24,
        foot=y,
        offset=offset,
        offset_grid=_offset_grid(offset),
        offset_paths=_offset_paths(comparison, offset, x_of),
        edits=_edits(comparison, x_of, clock),
        untold=tuple(
            TimelineSpan(x=x_of(one.start_sample), width=_width(x_of, one.start_sample, one.end_sample), text="")
            for one in comparison.untold
        ),
        null=null,
        null_path=null_path,
        corrected_path=corrected_path,
        lanes=lanes,
        ticks=tuple((x_of(sample), label) for sample, label in clock.ticks(count, at_most=11)),
        words=_words(comparison),
    )


def _width(x_of: Callable[[float], float], start: float, end: float, least: float = 0.5) -> float:
    return round(max(x_of(end) - x_of(start), least), 1)


def _milliseconds(comparison: MixComparison, samples: float) -> float:
    return samples / comparison.partner.sample_rate_hz * 1000.0


def _offset_axis(comparison: MixComparison, y_top: float) -> Axis:
    """A scale of late and early around every offset of the map, with room above and below."""
    ends = [
        _milliseconds(comparison, late)
        for one in comparison.segments
        for late in (comparison.late_samples(one), comparison.late_at_end_samples(one))
    ]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = max(LEAST_SPAN_MS - (high - low), 0.2 * (high - low)) / 2
    return Axis(top=high + room, bottom=low - room, y_top=y_top, y_bottom=y_top + MAP_HEIGHT)


def _offset_grid(axis: Axis | None) -> tuple[tuple[float, str], ...]:
    if axis is None:
        return ()
    span = axis.top - axis.bottom
    step = next((one for one in _GRID_STEPS_MS if span / one <= _LINES_OF_GRID), span)
    first, last = round(axis.bottom / step), round(axis.top / step)
    levels = [number * step for number in range(first, last + 1) if axis.bottom <= number * step <= axis.top]
    return tuple((axis.y(level), figure(level).removesuffix(".0")) for level in levels)


def _offset_paths(comparison: MixComparison, axis: Axis | None, x_of: Callable[[float], float]) -> tuple[str, ...]:
    if axis is None:
        return ()
    return tuple(
        f"M{x_of(one.start_sample):g},{axis.y(_milliseconds(comparison, comparison.late_samples(one))):g}"
        f"L{x_of(one.end_sample):g},{axis.y(_milliseconds(comparison, comparison.late_at_end_samples(one))):g}"
        for one in comparison.segments
    )


def _edits(comparison: MixComparison, x_of: Callable[[float], float], clock: Clock) -> tuple[TimelineSpan, ...]:
    hertz = comparison.partner.sample_rate_hz
    return tuple(
        TimelineSpan(
            x=x_of(one.at_sample),
            width=1.0,
            text=f"{clock.shown(one.at_sample)}: {one.size_samples / hertz:.3f} s",
            kind=one.kind.value,
        )
        for one in comparison.edits
    )


def _nulls(
    comparison: MixComparison, axis: Axis | None, x_of: Callable[[float], float], points: int
) -> tuple[str, str]:
    if axis is None or comparison.stems is None:
        return "", ""
    stems, hertz = comparison.stems, comparison.subject.sample_rate_hz

    def path(values: Sequence[float | None]) -> str:
        if not values:
            return ""
        edges = bin_edges(len(values), points if len(values) <= points else points // 2)
        middles = [x_of((start + end) / 2 * hertz) for start, end in pairwise(edges)]
        return envelope_path(envelope(values, edges), middles, axis)

    return path(stems.null_db), path(stems.corrected_null_db)


def _lanes(comparison: MixComparison, x_of: Callable[[float], float], clock: Clock, y: float) -> tuple[NamedLane, ...]:
    """Lines of the original in an M&E or a dub, what these lack, and stretches of stems at another level."""

    def lines(found: Sequence[LineInMe]) -> tuple[TimelineSpan, ...]:
        return tuple(
            TimelineSpan(
                x=x_of(one.start_sample),
                width=_width(x_of, one.start_sample, one.end_sample, 2.0),
                text=f"{clock.shown(one.start_sample)}: {figure(one.level_db)} dB, {', '.join(one.channels)}",
            )
            for one in found[:_MOST_LINES]
        )

    listed: list[tuple[str, str, tuple[TimelineSpan, ...]]] = []
    if comparison.me is not None:
        holes = tuple(
            TimelineSpan(
                x=x_of(one.start_sample),
                width=_width(x_of, one.start_sample, one.end_sample, 2.0),
                text=f"{clock.shown(one.start_sample)}: −{one.missing_db:.0f} dB, {', '.join(one.channels)}",
            )
            for one in comparison.me.holes[:_MOST_LINES]
        )
        listed += [(tr("lines in it"), "fail", lines(comparison.me.found)), (tr("not filled"), "warn", holes)]
    if comparison.left_over is not None:
        listed.append((tr("lines left in it"), "warn", lines(comparison.left_over.found)))
        unspoken = tuple(
            TimelineSpan(
                x=x_of(one.start_sample),
                width=_width(x_of, one.start_sample, one.end_sample, 2.0),
                text=clock.shown(one.start_sample),
            )
            for one in comparison.left_over.missing[:_MOST_LINES]
        )
        listed += [(tr("lines missing in it"), "warn", unspoken)] if unspoken else []
    listed += [(bleed.stem, "warn", lines(bleed.found)) for bleed in comparison.stem_bleed]
    for stem in () if comparison.stems is None else comparison.stems.stems:
        spans = tuple(
            TimelineSpan(
                x=x_of(one.start_sample),
                width=_width(x_of, one.start_sample, one.end_sample, 2.0),
                text=f"{stem.name}: {clock.shown(one.start_sample)}: {one.gain_db:+.2f} dB",
            )
            for one in stem.ranges
        )
        if spans:
            listed.append((stem.name, "fail", spans))
    return tuple(
        NamedLane(name=name, y=y + number * (LANE_HEIGHT + 4), kind=kind, spans=spans)
        for number, (name, kind, spans) in enumerate(listed)
    )


def _words(comparison: MixComparison) -> str:
    """Offsets and counts, for those who do not see the picture; the findings have the sentences."""
    parts = [f"{comparison.subject.name}: {comparison.relation.value}"]
    if comparison.relation is not Relation.STEMS and comparison.latest_samples is not None:
        parts.append(f"{figure(_milliseconds(comparison, comparison.latest_samples))} ms")
    parts += [f"{len(found)} {what}" for what, found in _counts(comparison) if found]
    return "; ".join(parts)


def _counts(comparison: MixComparison) -> tuple[tuple[str, Sequence[object]], ...]:
    me, left = comparison.me, comparison.left_over
    return (
        ("edits", comparison.edits),
        ("lines", () if me is None else me.found),
        ("holes", () if me is None else me.holes),
        ("lines left", () if left is None else left.found),
        ("lines missing", () if left is None else left.missing),
    )
