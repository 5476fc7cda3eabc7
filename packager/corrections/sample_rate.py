"""Another sample rate for the same sound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field

from packager.corrections.correction import Correction, CorrectionGrade, Forecast
from packager.corrections.resampling import resampled, scaled_count
from packager.corrections.retiming import retimed
from specs.message import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial, ReadingName
    from specs.message import Message

TOLERANCES: Final[Mapping[ReadingName, float | None]] = {
    "integrated_lkfs": 0.05,
    "dialogue_lkfs": 0.05,
    "max_momentary_lkfs": 0.1,
    "max_short_term_lkfs": 0.05,
    "loudness_range_lu": 0.2,
    # Another grid of samples catches other values of the same waveform: EBU Tech 3341:2023 cases 15 to 23 allow a
    # true-peak meter +0.2/-0.4 dB for that; sample peaks move by up to 3 dB.
    "max_true_peak_dbtp": 0.4,
    "max_sample_peak_dbfs": None,
    "rms_dbfs": 0.05,
}
"""Forecast against reading, where no sound is lost."""

LOST_DB: Final = 0.5
"""A lower rate loses what lies above half of it: 0.4 LU of white noise from 48 to 44.1 kHz, 0.15 LU of pink noise."""


class SampleRateConversion(Correction):
    """A conversion of the sample rate.

    Attributes:
        to_hz: The new rate.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["sample-rate"] = "sample-rate"
    to_hz: int = Field(ge=8_000, le=768_000)

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.PROCESSING

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.sample-rate", to_hz=self.to_hz)

    def after(self, material: Material) -> Material:
        """As many samples as the same duration has at the new rate, and the start counted in them."""
        ratio = Fraction(self.to_hz, material.sample_rate_hz)
        return material.changed(
            sample_rate_hz=self.to_hz,
            sample_count=scaled_count(material.sample_count, ratio),
            start_sample=None if material.start_sample is None else scaled_count(material.start_sample, ratio),
        )

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Levels stay; the grid they are read on changes."""
        measurements = before.measurements
        became = self.after(before.material)
        tolerances = dict(TOLERANCES)
        if self.to_hz < measurements.sample_rate_hz:
            tolerances = {name: None if slack is None else slack + LOST_DB for name, slack in TOLERANCES.items()}
        return Forecast(measurements=retimed(measurements, became, stretch=Fraction(1)), tolerances=tolerances)

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Resample the stream to its exact new length."""
        material, blocks = sound.material, sound.blocks
        ratio = Fraction(self.to_hz, material.sample_rate_hz)
        return resampled(blocks, ratio, material.channel_count, self.after(material).sample_count)
