"""One gain for every channel, from the first sample to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field

from packager.corrections.correction import Correction, CorrectionGrade, Forecast
from packager.corrections.levels import shifted
from specs.message import message
from validator.meters.decibels import db_to_amplitude

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, MeasuredMaterial
    from specs.message import Message

LIMIT_DB: Final = 60.0
"""A larger gain is a typing error: it would turn the noise of a 16-bit silence into sound. What is planned stays below
`packager.planning.model.LARGE_GAIN_DB`, unless a person says otherwise."""


class Gain(Correction):
    """A gain.

    Attributes:
        gain_db: Positive makes louder.
    """

    changes_sound: ClassVar[bool] = True
    kind: Literal["gain"] = "gain"
    gain_db: float = Field(ge=-LIMIT_DB, le=LIMIT_DB)

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.LEVEL

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.gain", gain_db=self.gain_db)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """Every level moves by the gain; loudness is gated again, since the absolute gate stays where it is."""
        measurements = before.measurements
        return Forecast(measurements=shifted(measurements, self.gain_db))

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Multiply every sample; 0 dB changes no bit."""
        factor = db_to_amplitude(self.gain_db)
        for block in sound.blocks:
            yield block * factor
