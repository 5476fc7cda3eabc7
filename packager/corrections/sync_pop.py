"""The sync pop: a frame of tone two seconds before the picture begins, inserted or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from packager.corrections.correction import Correction, Forecast
from packager.corrections.levels import gated
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import SPEAKERS, layout_of
from validator.meters.decibels import db_to_amplitude
from validator.meters.power import from_lkfs, levels_of, powers_of, to_lkfs
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message


_WELL_ABOVE_DB: Final = 3.0
"""A reading this far above the pop is not the pop's."""


class SyncPopInsertion(Correction):
    """A pop to insert or to remove.

    Either way the stretch named is overwritten: with the tone on the channels named, or with silence on all.

    Attributes:
        action: `add` or `remove`.
        start_sample: First sample of the pop in the material at this point of the plan.
        length_samples: Its length: one picture frame.
        frequency_hz: Frequency of the tone.
        level_dbfs: Level of the sine as AES17 counts it: a full-scale sine is 0 dBFS.
        labels: Channels that carry it; None means all but low frequency ones.

    Source: the 2-pop of the leaders of SMPTE 55 and RP 428-6: one frame of tone, two seconds before the first frame of
    action. Frequency and level are what most publishers print.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["sync-pop"] = "sync-pop"
    action: Literal["add", "remove"]
    start_sample: int = Field(ge=0)
    length_samples: int = Field(gt=0)
    frequency_hz: float = Field(default=1000.0, gt=0)
    level_dbfs: float = Field(default=-20.0, le=0)
    labels: tuple[str, ...] | None = None

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.insert-pop" if self.action == "add" else "correction.remove-pop")

    def after(self, material: Material) -> Material:
        """Nothing of the material changes.

        Raises:
            UsageError: The pop lies outside the programme.
        """
        end = self.start_sample + self.length_samples
        if end > material.sample_count:
            raise UsageError(
                "The sync pop lies outside the programme.",
                found=f"samples {self.start_sample} to {end}",
                expected=f"at most {material.sample_count}",
                next_step="Add a leader first.",
            )
        channels_of(self, material.labels)
        return material

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """A pop adds its own energy to a row or two; one that is taken out takes its rows with it."""
        measurements = before.measurements
        material = before.material
        share = _shares(self, material, len(measurements.series.power_lkfs))
        rows = powers_of(measurements.series.power_lkfs) * (1.0 - share)
        pop = 0.0
        if self.action == "add":
            pop = _pop_power(self, material)
            rows = rows + pop * share
        series = measurements.series.model_copy(
            update={"power_lkfs": tuple(None if level is None else round(level, 4) for level in levels_of(rows))}
        )
        changed = measurements.model_copy(update={"series": series, "tones": None, **gated(series, measurements)})
        tolerances: dict[ReadingName, float | None] = {
            "integrated_lkfs": 0.1,
            "dialogue_lkfs": 0.1,
            "loudness_range_lu": 0.3,
            "rms_dbfs": None,
        }
        level = to_lkfs(pop)
        momentary, peak = measurements.max_momentary_lkfs, measurements.max_true_peak_dbtp
        if level is None or momentary is None or momentary < level + _WELL_ABOVE_DB:
            tolerances |= {"max_momentary_lkfs": None, "max_short_term_lkfs": None}
        if level is None or peak is None or peak < self.level_dbfs + _WELL_ABOVE_DB:
            tolerances |= {"max_true_peak_dbtp": None, "max_sample_peak_dbfs": None}
        return Forecast(measurements=changed, tolerances=tolerances)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Overwrite the stretch of the pop."""
        material, blocks = sound.material, sound.blocks
        start, end = self.start_sample, self.start_sample + self.length_samples
        channels = channels_of(self, material.labels)
        amplitude = db_to_amplitude(self.level_dbfs)
        step = 2.0 * np.pi * self.frequency_hz / material.sample_rate_hz
        position = 0
        for block in blocks:
            first, last = max(start - position, 0), min(end - position, len(block))
            if first < last:
                changed = block.copy()
                changed[first:last] = 0.0
                if self.action == "add":
                    tone = amplitude * np.sin(step * (position - start + np.arange(first, last)))
                    changed[first:last, channels] = tone[:, np.newaxis]
                yield changed
            else:
                yield block
            position += len(block)


def channels_of(correction: SyncPopInsertion, labels: tuple[str, ...]) -> list[int]:
    """Indices of the channels that carry the pop.

    Raises:
        UsageError: A channel is not there.
    """
    if correction.labels is None:
        low = {label for label, speaker in SPEAKERS.items() if speaker.low_frequency}
        return [index for index, label in enumerate(labels) if label not in low]
    missing = [label for label in correction.labels if label not in labels]
    if missing:
        raise UsageError("The channel for the pop is missing.", found=missing[0], expected=" ".join(labels))
    return [labels.index(label) for label in correction.labels]


def _shares(correction: SyncPopInsertion, material: Material, rows: int) -> NDArray[np.float64]:
    """Share of each 100 ms row that the pop takes."""
    edges = np.arange(rows + 1) * material.sample_rate_hz / ROWS_PER_SECOND
    end = correction.start_sample + correction.length_samples
    return np.diff(np.clip(edges, correction.start_sample, end)) / np.diff(edges)


def _pop_power(correction: SyncPopInsertion, material: Material) -> float:
    """Channel-weighted mean square of the pop while it sounds: a full-scale tone of 1 kHz reads -3.01 LKFS."""
    weights = layout_of(material.labels).weights
    loud = sum(weights[index] for index in channels_of(correction, material.labels))
    return loud * from_lkfs(correction.level_dbfs - 3.01)
