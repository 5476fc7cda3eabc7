"""Exact samples cut off or added at either end."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final, Literal

from packager.corrections.blocks import fitted, silence, skipped
from packager.corrections.correction import Correction, Forecast
from packager.corrections.retiming import retimed
from specs.counting import count_of
from specs.errors import UsageError
from specs.message import message
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message


SECONDS_PER_DAY: Final = 86_400

EDGE_DB: Final = 1.0
"""Peaks stay where those of what is cut off are lower by so much: sound cut in mid-swing rings by 9 % (0.75 dB)."""


class TrimPad(Correction):
    """Samples added (positive) or cut off (negative) at both ends. What is added is digital silence.

    The start in the header moves with the head, so that what remains stays in sync.

    Attributes:
        head_samples: At the start.
        tail_samples: At the end.
    """

    kind: Literal["trim-pad"] = "trim-pad"
    head_samples: int = 0
    tail_samples: int = 0

    @property
    def description(self) -> Message:
        """What it does."""
        changes = []
        if self.head_samples:
            changes.append(
                message(
                    "correction.add-at-head" if self.head_samples > 0 else "correction.cut-at-head",
                    samples=abs(self.head_samples),
                )
            )
        if self.tail_samples:
            changes.append(
                message(
                    "correction.add-at-tail" if self.tail_samples > 0 else "correction.cut-at-tail",
                    samples=abs(self.tail_samples),
                )
            )
        return message("correction.trim-pad", changes=tuple(changes))

    def after(self, material: Material) -> Material:
        """The new length and start.

        Raises:
            UsageError: Nothing would remain.
        """
        count = material.sample_count + self.head_samples + self.tail_samples
        if count < 1 or -self.head_samples >= material.sample_count or -self.tail_samples >= material.sample_count:
            raise UsageError(
                "Nothing would remain of the programme.",
                found=count_of(material.sample_count, "sample", "samples"),
                expected=f"more than {-min(self.head_samples, 0) - min(self.tail_samples, 0)}",
            )
        start = None if material.start_sample is None else material.start_sample - self.head_samples
        if start is not None:
            # The count begins anew at midnight.
            start %= SECONDS_PER_DAY * material.sample_rate_hz
        return material.changed(sample_count=count, start_sample=start)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Sound that is cut off no longer counts; a head that is no whole number of 100 ms moves the gating blocks."""
        measurements = before.measurements
        became = self.after(before.material)
        rate = measurements.sample_rate_hz
        aligned = self.head_samples * ROWS_PER_SECOND % rate == 0
        cut = self.head_samples < 0 or self.tail_samples < 0
        slack = 0.0 if aligned else 0.15
        tolerances: dict[ReadingName, float | None] = {
            "integrated_lkfs": slack + (0.1 if cut else 0.0),
            "dialogue_lkfs": slack + 0.1,
            "max_momentary_lkfs": 0.3 if not aligned or cut else 0.0,
            "max_short_term_lkfs": 0.2 if not aligned or cut else 0.0,
            "loudness_range_lu": 0.3 if not aligned or cut else 0.0,
            "rms_dbfs": None if cut else 0.0,
        }
        lost = self._loudest_of_cut(before)
        for name in ("max_true_peak_dbtp", "max_sample_peak_dbfs"):
            level: float | None = getattr(measurements, name)
            tolerances[name] = 0.0 if lost is None or (level is not None and lost + EDGE_DB < level) else None
        forecast = retimed(measurements, became, stretch=Fraction(1), head_samples=self.head_samples)
        if not cut and measurements.rms_dbfs is not None:
            spread = 10.0 * log10(measurements.sample_count / became.sample_count)
            forecast = forecast.model_copy(update={"rms_dbfs": measurements.rms_dbfs + spread})
        return Forecast(measurements=forecast, tolerances=tolerances)

    def _loudest_of_cut(self, before: MeasuredMaterial) -> float | None:
        """The largest true peak in what is cut off and 0.1 s beside it, in dBTP; None where nothing sounds there."""
        peaks, row = before.measurements.series.true_peak_dbtp, before.material.sample_rate_hz / ROWS_PER_SECOND
        kept_from = -min(self.head_samples, 0)
        kept_to = before.material.sample_count + min(self.tail_samples, 0)
        gone = [
            *(peaks[: ceil(kept_from / row) + 1] if self.head_samples < 0 else ()),
            *(peaks[max(floor(kept_to / row) - 1, 0) :] if self.tail_samples < 0 else ()),
        ]
        return max((level for level in gone if level is not None), default=None)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Cut and pad, to the sample."""
        material, blocks = sound.material, sound.blocks
        head, channels = self.head_samples, material.channel_count
        kept = skipped(blocks, -min(head, 0))
        return fitted(chain(silence(max(head, 0), channels), kept), self.after(material).sample_count, channels)
