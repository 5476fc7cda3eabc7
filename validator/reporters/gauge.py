"""A small picture of one reading against its limits: accepted levels as a bar, the reading as a tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.reporters.limits import limits_of

if TYPE_CHECKING:
    from validator.results.finding import Finding, Limits

WIDTH: Final = 132
_ROOM: Final = 0.6
"""Share of the accepted range that is shown on either side of it."""
_MOST_ROOM: Final = 6.0
"""The same where a reading lies further off; beyond that it is drawn as an arrow at the edge."""
_ONE_SIDED_INSIDE: Final = 12.0
_ONE_SIDED_OUTSIDE: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """Where to draw, from 0 to WIDTH.

    Attributes:
        start, width: The accepted levels.
        reading: The tick; at an edge where the reading lies off the scale.
        off_scale: `left` or `right` where it does; else empty.
        target: None where the demand names none.
        text: The picture in words.
    """

    start: float
    width: float
    reading: float
    off_scale: str
    target: float | None
    text: str


def gauge_of(finding: Finding) -> Gauge | None:
    """Return the picture; None where the reading or the limits are not figures."""
    limits = limits_of(finding)
    value = finding.measured.value if finding.measured is not None else None
    if limits is None or value is None or (limits.low is None and limits.high is None):
        return None
    first, last = _scale(limits, value)
    low = first if limits.low is None else limits.low
    high = last if limits.high is None else limits.high
    off_scale = "left" if value < first else "right" if value > last else ""

    def x(level: float) -> float:
        return round(min(max((level - first) / (last - first), 0.0), 1.0) * WIDTH, 1)

    return Gauge(
        start=x(low),
        width=round(max(x(high) - x(low), 1.5), 1),
        reading=x(value),
        off_scale=off_scale,
        target=None if limits.target is None else x(limits.target),
        text=_text(limits, value),
    )


def _scale(limits: Limits, value: float) -> tuple[float, float]:
    if limits.low is None:
        assert limits.high is not None, "a scale needs a limit"
        return limits.high - _ONE_SIDED_INSIDE, limits.high + _ONE_SIDED_OUTSIDE
    if limits.high is None:
        return limits.low - _ONE_SIDED_OUTSIDE, limits.low + _ONE_SIDED_INSIDE
    accepted = limits.high - limits.low
    beyond = max(limits.low - value, value - limits.high, 0.0)
    room = max(accepted * _ROOM, min(beyond * 1.15, accepted * _MOST_ROOM), 0.5)
    return limits.low - room, limits.high + room


def _text(limits: Limits, value: float) -> str:
    bounds = [f"at least {limits.low:g}"] if limits.low is not None else []
    bounds += [f"at most {limits.high:g}"] if limits.high is not None else []
    return f"{value:g}, accepted {' and '.join(bounds)} {limits.unit}"
