"""The beds of a rendered programme and the places of its moving objects over time, as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from validator.results.object_rendering import ObjectReadings
    from validator.results.report import Report

SIDE: Final = 300
"""Of the room seen from above; the drawing over time is as high."""

WIDTH: Final = 640
"""Of the drawing over time."""

MARGIN: Final = 26
DRAWN: Final = 12
"""Objects that are drawn, those with the highest true peaks; more lines cannot be told apart."""

COLOURS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerMark:
    """A channel of a bed: its label and its place in the drawing."""

    label: str
    x: float
    y: float
    is_above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPath:
    """A moving object in both drawings.

    Attributes:
        number: In the legend, from 1.
        colour: From 1 to `COLOURS`.
        text: Its name and its true peak.
        above, over_time: Points of a line.
        start: Where it is first, seen from above.
    """

    number: int
    colour: int
    text: str
    above: str
    over_time: str
    start: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMap:
    """Both drawings.

    Attributes:
        beds: Names of the beds with their channels.
        left_out: Moving objects that are not drawn.
    """

    speakers: tuple[SpeakerMark, ...]
    beds: tuple[tuple[str, str], ...]
    paths: tuple[ObjectPath, ...]
    left_out: int
    side: int = SIDE
    width: int = WIDTH
    margin: int = MARGIN


def room_of(report: Report) -> RoomMap | None:
    """Return the drawings of a report; None for a mix that was not rendered."""
    measured = report.measurements
    rendering = None if measured is None else measured.rendering
    if measured is None or rendering is None:
        return None
    loudest = sorted(rendering.objects, key=lambda one: -(one.max_true_peak_dbtp or -200.0))
    drawn = [one for one in loudest if one.path][:DRAWN]
    places = {(one.label, *one.place) for one in rendering.beds if one.place is not None}
    names = dict.fromkeys(one.bed for one in rendering.beds)
    length = max(measured.sample_count, 1)
    return RoomMap(
        speakers=tuple(
            SpeakerMark(label=label, x=_across(x), y=_down(y), is_above=z > 0) for label, x, y, z in sorted(places)
        ),
        beds=tuple((name, " ".join(one.label for one in rendering.beds if one.bed == name)) for name in names),
        paths=tuple(_path(one, number, length) for number, one in enumerate(drawn, 1)),
        left_out=len(rendering.objects) - len(drawn),
    )


def _path(one: ObjectReadings, number: int, length: int) -> ObjectPath:
    peak = "" if one.max_true_peak_dbtp is None else f" {one.max_true_peak_dbtp:.1f} dBTP"
    steps: list[str] = []
    before: float | None = None
    for sample, x, *_ in one.path:
        at = round(MARGIN + (WIDTH - 2 * MARGIN) * min(sample / length, 1.0), 1)
        # A place holds until the next one.
        steps += [] if before is None else [f"{at},{before}"]
        before = _across(x)
        steps.append(f"{at},{before}")
    steps.append(f"{WIDTH - MARGIN},{before}")
    return ObjectPath(
        number=number,
        colour=(number - 1) % COLOURS + 1,
        text=f"{one.name or one.id}{peak}",
        above=" ".join(f"{_across(x)},{_down(y)}" for _, x, y, _ in one.path),
        over_time=" ".join(steps),
        start=(_across(one.path[0][1]), _down(one.path[0][2])),
    )


def _across(x: float) -> float:
    return round(MARGIN + (SIDE - 2 * MARGIN) * (x + 1) / 2, 1)


def _down(y: float) -> float:
    return round(MARGIN + (SIDE - 2 * MARGIN) * (1 - y) / 2, 1)
