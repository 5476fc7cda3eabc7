"""The shelf of corrections: one module for each, and the closed union of them all.

To add a correction, add a module with a subclass of `Correction` here, and the class to `AnyCorrection` at the place of
its turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, get_args

from pydantic import Field

from packager.corrections.channel_order import ChannelOrder
from packager.corrections.correction import Forecast
from packager.corrections.cut_out import CutOut
from packager.corrections.file_form import FileFormChange
from packager.corrections.fold_down import FoldDownChange
from packager.corrections.gain import Gain
from packager.corrections.levels import with_material
from packager.corrections.limiter import Limiter
from packager.corrections.polarity import PolarityChange
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
    PolarityChange
    | Relabel
    | ChannelOrder
    | FoldDownChange
    | SpeedChange
    | SampleRateConversion
    | CutOut
    | TrimPad
    | StartTimecodeChange
    | Gain
    | Limiter
    | SyncPopInsertion
    | WordLengthChange
    | FileFormChange,
    Field(discriminator="kind"),
]
"""Every kind of correction, in the order they are carried out: first what the channels are, then time, then level, then
the pop, whose level is its own, and last the words and the files."""

ORDER: Final[tuple[str, ...]] = tuple(
    kind.model_fields["kind"].default for kind in get_args(get_args(AnyCorrection)[0])
)
"""The kind of every correction, in the order of the union."""


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
