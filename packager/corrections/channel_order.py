"""The same channels in another order: film and SMPTE order, side and back pairs of 7.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from packager.corrections.correction import Correction, Forecast
from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import BlockStream, Material, MeasuredMaterial
    from specs.message import Message


class ChannelOrder(Correction):
    """A permutation of channels.

    Attributes:
        labels: Channel labels in the new order; the same ones the programme has.
    """

    kind: Literal["channel-order"] = "channel-order"
    labels: tuple[str, ...] = Field(min_length=1)

    @property
    def description(self) -> Message:
        """What it does."""
        return message("correction.channel-order", labels=self.labels)

    def after(self, material: Material) -> Material:
        """The labels in their new order."""
        permutation(self, material.labels)
        return material.changed(labels=self.labels)

    def predict(self, before: MeasuredMaterial) -> Forecast:
        """No level changes: weights go with the labels. The readings of the channels change places."""
        measurements = before.measurements
        order = permutation(self, measurements.channel_labels)
        return Forecast(
            measurements=measurements.model_copy(
                update={
                    "channel_labels": self.labels,
                    "channels": tuple(measurements.channels[index] for index in order),
                    "layout": None if measurements.layout is None else layout_of(self.labels).name,
                }
            )
        )

    def effect(self, sound: BlockStream) -> Iterator[Block]:
        """Put every channel into its new place, bit for bit."""
        material, blocks = sound.material, sound.blocks
        order = list(permutation(self, material.labels))
        for block in blocks:
            yield block[:, order]


def permutation(correction: ChannelOrder, labels: tuple[str, ...]) -> tuple[int, ...]:
    """For each new place, the old place of its channel.

    Raises:
        UsageError: The labels are not those of the programme.
    """
    if sorted(correction.labels) != sorted(labels) or len(set(labels)) != len(labels):
        raise UsageError(
            "These channels are not those of the programme in another order.",
            found=" ".join(correction.labels),
            expected=" ".join(labels),
        )
    return tuple(labels.index(label) for label in correction.labels)
