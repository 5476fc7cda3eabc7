"""What is saved of a programme with moving objects beside the readings of its render."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from specs.models import FrozenModel

GUARD_BAND_LU: Final = 1.0
"""How far loudness of the render may be off: this project's choice. From EAR 2.1.0 it differs by hundredths of a LU
(`benchmarks.object_render`); the renderers of publishers have trims, downmixes and limiters besides."""

GUARD_BAND_DB: Final = 4.0
"""How far its true peak may be off: measured, 0.6 dB from EAR, and 3.9 dB where objects have a size."""

PATH_POINTS: Final = 64
"""Points of a path that are kept: more cannot be told apart in a drawing."""

PathPoint = tuple[int, float, float, float]


class RenderedReadings(FrozenModel):
    """Readings of the render to another layout than the one that is judged."""

    integrated_lkfs: float | None = None
    max_true_peak_dbtp: float | None = None


class ObjectReadings(FrozenModel):
    """A moving object on its own, before it is rendered.

    Attributes:
        id: Its audioObjectID.
        name: None where it has none.
        channel: Of the file, from 1.
        max_true_peak_dbtp: None for digital silence; likewise the next.
        first_sound_sample: None for digital silence.
        path: Where it is over time, thinned: sample, and x (right), y (front), z (up) of the cube, -1 to 1.
    """

    id: str
    name: str | None = None
    channel: int = Field(ge=1)
    max_true_peak_dbtp: float | None = None
    max_sample_peak_dbfs: float | None = None
    first_sound_sample: int | None = None
    path: tuple[PathPoint, ...] = Field(default=(), max_length=PATH_POINTS)


class BedChannel(FrozenModel):
    """A channel of a bed and where it lies, as `ObjectReadings.path` has places; None for an LFE."""

    bed: str
    label: str
    place: tuple[float, float, float] | None = None


class Rendering(FrozenModel):
    """How a programme with moving objects was rendered: its readings are estimates.

    Attributes:
        renderer: What rendered it.
        layout: Of the render that the readings are of.
        guard_band_lu: A demand on loudness whose limit is nearer than this is not decided.
        guard_band_db: Likewise of peaks.
        others: Readings of the render to other layouts, made in the same read.
        objects: Each moving object on its own: exact.
        beds: The channels of the beds.
        unheard: What the metadata ask for that the renderer does not do, and of how many objects.
    """

    renderer: str
    layout: str
    guard_band_lu: float = Field(gt=0)
    guard_band_db: float = Field(gt=0)
    others: dict[str, RenderedReadings] = Field(default_factory=dict)
    objects: tuple[ObjectReadings, ...] = Field(default=(), max_length=4096)
    beds: tuple[BedChannel, ...] = Field(default=(), max_length=1024)
    unheard: dict[str, int] = Field(default_factory=dict)
