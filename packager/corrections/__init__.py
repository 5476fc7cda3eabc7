"""The shelf of corrections: one module for each, and the closed union of them all.

To add a correction, add a module with a subclass of `Correction` here, and the class to `AnyCorrection` at the place of
its turn; `packager.planning.foreseen.ORDER` says when a plan works it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from packager.corrections.channel_order import ChannelOrder
from packager.corrections.correction import Forecast
from packager.corrections.file_form import FileFormChange
from packager.corrections.fold_down import FoldDownChange
from packager.corrections.gain import Gain
from packager.corrections.levels import with_material
from packager.corrections.limiter import Limiter
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLengthChange

if TYPE_CHECKING:
    from packager.corrections.correction import MeasuredMaterial

AnyCorrection = Annotated[
    Relabel
    | ChannelOrder
    | FoldDownChange
    | SpeedChange
    | SampleRateConversion
    | TrimPad
    | StartTimecodeChange
    | Gain
    | Limiter
    | SyncPopInsertion
    | WordLengthChange
    | FileFormChange,
    Field(discriminator="kind"),
]
"""Every kind of correction, in the order a plan works through them."""


def predict(correction: AnyCorrection, before: MeasuredMaterial) -> Forecast:
    """Return what becomes of the readings of a programme, and of the facts beside them.

    Raises:
        UsageError: The correction does not fit the material.
    """
    forecast = correction.predict(before)
    return Forecast(
        measurements=with_material(forecast.measurements, correction.after(before.material)),
        tolerances=forecast.tolerances,
    )
