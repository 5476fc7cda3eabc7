"""Other labels for channels that stay where they are: for files whose header names them wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from packager.corrections.correction import Correction, Forecast
from packager.corrections.levels import unforeseen
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import layout_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packager.corrections.correction import Material, MeasuredMaterial, ReadingName
    from specs.message import Message

_UNFORESEEN: Final[Mapping[ReadingName, float | None]] = {
    "integrated_lkfs": None,
    "dialogue_lkfs": None,
    "max_momentary_lkfs": None,
    "max_short_term_lkfs": None,
    "loudness_range_lu": None,
}


class Relabel(Correction):
    """New labels.

    Attributes:
        labels: One for each channel, in file order.
    """

    kind: Literal["relabel"] = "relabel"
    labels: tuple[str, ...] = Field(min_length=1)

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.relabel", labels=self.labels)

    def after(self, material: Material) -> Material:
        """The new labels.

        Raises:
            UsageError: Not one label for each channel.
        """
        if len(self.labels) != len(material.labels):
            raise UsageError(
                "There is not one label for each channel.",
                found=" ".join(self.labels),
                expected=f"{len(material.labels)} labels",
            )
        return material.changed(labels=layout_of(self.labels).labels)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """No sample changes, but loudness does where a channel gets another weight; by how much has to be measured."""
        measurements = before.measurements
        old, new = measurements.layout, layout_of(self.labels)
        changed = measurements.model_copy(
            update={
                "channel_labels": new.labels,
                "channels": tuple(
                    channel.model_copy(update={"label": label})
                    for channel, label in zip(measurements.channels, new.labels, strict=True)
                ),
                "layout": new.name,
                "tones": None,
            }
        )
        if old is not None and layout_of(measurements.channel_labels).weights == new.weights:
            return Forecast(measurements=changed)
        return Forecast(measurements=unforeseen(changed, message("forecast.other-weights")), tolerances=_UNFORESEEN)
