"""The opposite polarity for some channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from packager.corrections.correction import Correction, CorrectionGrade, Forecast
from specs.errors import UsageError
from specs.message import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial
    from specs.message import Message


class PolarityChange(Correction):
    """Channels turned over.

    Attributes:
        labels: Labels of the channels.
    """

    kind: Literal["polarity"] = "polarity"
    labels: tuple[str, ...] = Field(min_length=1)

    @property
    def grade(self) -> CorrectionGrade:
        """How deep it goes."""
        return CorrectionGrade.LEVEL

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.polarity", labels=self.labels)

    def after(self, material: Material) -> Material:
        """The same material.

        Raises:
            UsageError: It has no such channel.
        """
        missing = [label for label in self.labels if label not in material.labels]
        if missing:
            raise UsageError("There is no such channel.", found=" ".join(missing), expected=" ".join(material.labels))
        return material

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """No level of a channel changes; how channels add up, and how they move together, has to be measured."""
        unknown: dict[str, object] = {"fold_downs": {}, "pairs": (), "band_correlations": ()}
        return Forecast(measurements=before.measurements.model_copy(update=unknown))

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Negate every sample of these channels."""
        places = [sound.material.labels.index(label) for label in self.labels]
        for block in sound.blocks:
            turned = block.copy()
            turned[:, places] *= -1.0
            yield turned
