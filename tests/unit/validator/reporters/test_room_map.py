"""The drawing of beds and moving objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.reports import acceptable
from validator.reporters.as_html import report_to_html
from validator.reporters.room_map import DRAWN, MARGIN, SIDE, WIDTH, room_of
from validator.results.object_rendering import BedChannel, ObjectReadings, Rendering

if TYPE_CHECKING:
    from validator.results.report import Report


def _rendering(objects: int) -> Rendering:
    return Rendering(
        renderer="mixgate point source",
        layout="5.1",
        guard_band_lu=1.0,
        guard_band_db=2.0,
        beds=(
            BedChannel(bed="Bed", label="L", place=(-1, 1, 0)),
            BedChannel(bed="Bed", label="LFE"),
            BedChannel(bed="Bed", label="Ltm", place=(-1, 0, 1)),
        ),
        objects=tuple(
            ObjectReadings(
                id=f"AO_{number}",
                name=f"Voice <{number}>",
                channel=number,
                max_true_peak_dbtp=-float(number),
                path=((0, -1.0, 1.0, 0.0), (24_000, 1.0, -1.0, 0.5)),
            )
            for number in range(1, objects + 1)
        ),
    )


def _rendered(objects: int) -> Report:
    report = acceptable()
    assert report.measurements is not None
    measured = report.measurements.model_copy(update={"rendering": _rendering(objects)})
    return report.model_copy(update={"measurements": measured})


def test_places_are_drawn_to_scale() -> None:
    report = _rendered(1)
    room = room_of(report)
    assert room is not None
    assert room.beds == (("Bed", "L LFE Ltm"),)
    assert [(one.label, one.x, one.y, one.is_above) for one in room.speakers] == [
        ("L", MARGIN, MARGIN, False),
        ("Ltm", MARGIN, SIDE / 2, True),
    ]
    (path,) = room.paths
    assert path.above == f"{float(MARGIN)},{float(MARGIN)} {float(SIDE - MARGIN)},{float(SIDE - MARGIN)}"
    assert path.over_time.startswith(f"{float(MARGIN)},{float(MARGIN)} ")
    assert path.over_time.endswith(f"{WIDTH - MARGIN},{float(SIDE - MARGIN)}")


def test_the_loudest_objects_are_drawn_and_the_others_counted() -> None:
    report = _rendered(DRAWN + 3)
    room = room_of(report)
    assert room is not None
    assert (len(room.paths), room.left_out) == (DRAWN, 3)
    page = report_to_html(report)
    assert "Voice &lt;1&gt; -1.0 dBTP" in page
    assert page.count("<polyline") >= 2 * DRAWN


def test_a_mix_that_is_sound_as_it_is_has_no_drawing() -> None:
    assert room_of(acceptable()) is None
