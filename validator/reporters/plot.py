"""Scales, labels and paths of a drawing: levels and times in, coordinates and path text out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.reporters.thinning import Envelope

LABEL_HEIGHT: Final = 13

_GRID_STEP: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A vertical scale in decibels."""

    top: float
    bottom: float
    y_top: float
    y_bottom: float

    def y(self, level: float) -> float:
        """Return the height of a level; levels off the scale stay at its edge."""
        inside = min(max(level, self.bottom), self.top)
        return round(self.y_top + (self.top - inside) / (self.top - self.bottom) * (self.y_bottom - self.y_top), 1)

    @property
    def grid(self) -> tuple[tuple[float, str], ...]:
        """Heights and labels of the round levels."""
        first = ceil(self.bottom / _GRID_STEP) * _GRID_STEP
        levels = range(first, floor(self.top) + 1, _GRID_STEP)
        return tuple((self.y(level), signed(level)) for level in levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line across a panel, with its words at the right edge.

    Attributes:
        kind: `limit`, `target` or `reading`; the style of the line.
        y: Height of the line.
        text_y: Height of the words, moved where they would cover others.
    """

    kind: str
    y: float
    text_y: float
    text: str


def signed(level: float) -> str:
    """Return a level with a real minus sign and no decimals."""
    return f"{level:.0f}".replace("-", "−")


def figure(level: float) -> str:
    """Return a level with a real minus sign, one decimal where that is exact, else two."""
    decimals = 1 if abs(level * 10 - round(level * 10)) < 1e-6 else 2
    return f"{level:.{decimals}f}".replace("-", "−")


def placed(lines: Sequence[tuple[str, float, str]], axis: Axis) -> tuple[Label, ...]:
    """Place words beside their lines, pushed down, then up from the foot, so that none covers another."""
    ordered = sorted(lines, key=lambda line: -line[1])
    heights: list[float] = []
    for _, level, _ in ordered:
        wanted = axis.y(level)
        heights.append(max(wanted, heights[-1] + LABEL_HEIGHT) if heights else wanted)
    lowest = axis.y_bottom
    for index in range(len(heights) - 1, -1, -1):
        heights[index] = round(min(heights[index], lowest), 1)
        lowest = heights[index] - LABEL_HEIGHT
    return tuple(
        Label(kind=kind, y=axis.y(level), text_y=height, text=text)
        for (kind, level, text), height in zip(ordered, heights, strict=True)
    )


def _runs(levels: Sequence[float | None]) -> list[tuple[int, int]]:
    """Return the stretches of bins with signal: first, and the one after the last."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for index, level in enumerate([*levels, None]):
        if level is not None and start is None:
            start = index
        elif level is None and start is not None:
            found.append((start, index))
            start = None
    return found


def envelope_path(curve: Envelope, xs: Sequence[float], axis: Axis) -> str:
    """Return a path: along the largest levels and back along the smallest; a plain line where they are the same."""
    parts = []
    for start, end in _runs(curve.high):
        upper = [_point(xs[index], curve.high[index], axis) for index in range(start, end)]
        if curve.exact:
            parts.append("M" + " ".join(upper) + ("h.5" if end - start == 1 else ""))
            continue
        lower = [_point(xs[index], curve.low[index], axis) for index in range(end - 1, start - 1, -1)]
        parts.append("M" + " ".join([*upper, *lower]) + "Z")
    return "".join(parts)


def area_path(levels: Sequence[float | None], xs: Sequence[float], axis: Axis) -> str:
    """Return a path around the area under a curve."""
    parts = []
    for start, end in _runs(levels):
        points = [_point(xs[index], levels[index], axis) for index in range(start, end)]
        foot = f"{axis.y_bottom:g}"
        parts.append(f"M{xs[start]:g},{foot} " + " ".join(points) + f" {xs[end - 1] + 0.5:g},{foot}Z")
    return "".join(parts)


def overs_path(levels: Sequence[float | None], xs: Sequence[float], axis: Axis, limit: float | None) -> str:
    """Return a path of strokes from the limit up to each peak above it."""
    if limit is None:
        return ""
    foot = axis.y(limit)
    return "".join(
        f"M{x:g},{foot:g}V{axis.y(level):g}"
        for x, level in zip(xs, levels, strict=True)
        if level is not None and level > limit
    )


def _point(x: float, level: float | None, axis: Axis) -> str:
    return f"{x:g},{axis.y(axis.bottom if level is None else level):g}"
