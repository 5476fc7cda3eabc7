"""One gain for every channel, from the first sample to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from packager.corrections.correction import Correction, Forecast
from packager.corrections.levels import shifted
from validator.meters.decibels import db_to_amplitude

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.corrections.blocks import Block
    from validator.measurements import Measurements

LIMIT_DB: Final = 60.0
"""A larger gain is a slip: it would turn the noise of a 16-bit silence into sound."""


class Gain(Correction):
    """A gain.

    Attributes:
        gain_db: Positive makes louder.
    """

    kind: Literal["gain"] = "gain"
    gain_db: float = Field(ge=-LIMIT_DB, le=LIMIT_DB)


def predict(correction: Gain, measurements: Measurements) -> Forecast:
    """Every level moves by the gain; loudness is gated anew, since the absolute gate stays where it is."""
    return Forecast(measurements=shifted(measurements, correction.gain_db))


def effect(correction: Gain, blocks: Iterable[Block]) -> Iterator[Block]:
    """Multiply every sample; 0 dB changes no bit."""
    factor = db_to_amplitude(correction.gain_db)
    for block in blocks:
        yield block * factor
