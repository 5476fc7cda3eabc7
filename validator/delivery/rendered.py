"""What is measured of a programme with moving objects beside the readings of its render."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.message import message
from specs.vocabulary import parse_layout
from validator.audio.panning import Panner
from validator.audio.rendered_programme import LAYOUTS, RENDERER, channels_of_layout
from validator.containers.adm.mixes import PartKind
from validator.measuring.channel_readings import saved_level
from validator.meters import loudness, power, true_peak
from validator.meters.decibels import amplitude_to_db
from validator.results.object_rendering import (
    GUARD_BAND_DB,
    GUARD_BAND_LU,
    PATH_POINTS,
    BedChannel,
    ObjectReadings,
    RenderedReadings,
    Rendering,
)
from validator.scan.object_peaks import ObjectPeaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from validator.audio.rendered_programme import RenderedProgramme
    from validator.results.measurements import Measurements
    from validator.scan.table import BlockTable


@dataclass(frozen=True, slots=True)
class MovingChannel:
    """A moving object, and the channel of the file that carries it, from 0."""

    object_id: str
    name: str | None
    channel: int


def moving_channels(programme: RenderedProgramme) -> tuple[MovingChannel, ...]:
    """Return the channels of the moving objects of a programme."""
    known = programme.files[0].channel_count
    return tuple(
        MovingChannel(part.object_id, part.name, channel)
        for part in programme.parts
        if part.kind is PartKind.MOVING
        for channel in part.channels
        if channel is not None and channel < known
    )


def watched(programme: RenderedProgramme) -> ObjectPeaks:
    """Have the next read of a programme take the peaks of its objects, and return who takes them."""
    peaks = ObjectPeaks([one.channel for one in moving_channels(programme)])
    programme.joint.watch = peaks.watch
    return peaks


def rendering_of(programme: RenderedProgramme, joint: BlockTable, peaks: ObjectPeaks) -> Rendering:
    """Return what is saved of a render.

    Args:
        programme: What was rendered.
        joint: The table of the render to all layouts.
        peaks: Of `watched`, after the read.
    """
    paths = {
        source.channel: source.track.path(PATH_POINTS) for source in programme.joint.sources if source.track is not None
    }
    objects = tuple(
        ObjectReadings(
            id=one.object_id,
            name=one.name,
            channel=one.channel + 1,
            max_true_peak_dbtp=saved_level(amplitude_to_db(peak.true_peak)),
            max_sample_peak_dbfs=saved_level(amplitude_to_db(peak.sample_peak)),
            first_sound_sample=peak.first_sound_sample,
            path=tuple(paths.get(one.channel, ())),
        )
        for one, peak in zip(moving_channels(programme), peaks.finish(), strict=True)
    )
    return Rendering(
        renderer=RENDERER,
        layout=LAYOUTS[0],
        guard_band_lu=GUARD_BAND_LU,
        guard_band_db=GUARD_BAND_DB,
        others={name: _readings(joint, name) for name in LAYOUTS[1:]},
        objects=objects,
        beds=tuple(_bed_channels(programme)),
        unheard=programme.unheard,
    )


def _bed_channels(programme: RenderedProgramme) -> Iterator[BedChannel]:
    for part in programme.parts:
        for label in part.labels:
            if label is not None:
                yield BedChannel(bed=part.name or part.object_id, label=label, place=Panner.place_of(label))


def _readings(joint: BlockTable, layout: str) -> RenderedReadings:
    table = joint.of_channels(channels_of_layout(layout), ())
    rows = power.programme_row_power(table, parse_layout(layout).weights)
    peak = true_peak.loudest(true_peak.true_peaks(table))
    return RenderedReadings(
        integrated_lkfs=saved_level(loudness.integrated(rows, loudness.PROGRAMME_GATING).lkfs),
        max_true_peak_dbtp=None if peak is None else saved_level(peak.level_db),
    )


def with_rendering(found: Measurements, rendering: Rendering) -> Measurements:
    """Return measurements that say how their mix was rendered."""
    notes = (*found.notes, *_notes(rendering))
    # The bits of a sum of objects are not those of the file.
    return found.model_copy(update={"rendering": rendering, "notes": notes, "effective_bits": None})


def _notes(rendering: Rendering) -> Iterator[Message]:
    yield message(
        "rendering.is-an-estimate",
        layout=rendering.layout,
        renderer=rendering.renderer,
        loudness_lu=rendering.guard_band_lu,
        peak_db=rendering.guard_band_db,
    )
    for name, readings in rendering.others.items():
        if readings.integrated_lkfs is not None and readings.max_true_peak_dbtp is not None:
            yield message(
                "rendering.other-layout",
                layout=name,
                loudness=round(readings.integrated_lkfs, 2),
                peak=round(readings.max_true_peak_dbtp, 2),
            )
    peaks = [one for one in rendering.objects if one.max_true_peak_dbtp is not None]
    if peaks:
        loudest = max(peaks, key=lambda one: one.max_true_peak_dbtp or 0.0)
        yield message(
            "rendering.loudest-object",
            name=loudest.name or loudest.id,
            channel=loudest.channel,
            peak=round(loudest.max_true_peak_dbtp or 0.0, 2),
        )
    silent = [one.name or one.id for one in rendering.objects if one.max_sample_peak_dbfs is None]
    if silent:
        yield message("rendering.silent-objects", count=len(silent), names=", ".join(silent[:NAMED]))
    for what, count in sorted(rendering.unheard.items()):
        yield message("rendering.not-rendered", what=what, count=count)


NAMED = 8
"""Silent objects that are named; the others are counted."""
