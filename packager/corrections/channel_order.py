"""The same channels in another order: film and SMPTE order, side and back pairs of 7.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from packager.corrections.correction import Correction, Forecast
from specs.errors import UsageError
from specs.vocabulary import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from validator.measurements import Measurements


class ChannelOrder(Correction):
    """A permutation of channels.

    Attributes:
        labels: Channel labels in the new order; the same ones the programme has.
    """

    kind: Literal["channel-order"] = "channel-order"
    labels: tuple[str, ...] = Field(min_length=1)


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


def after(correction: ChannelOrder, material: Material) -> Material:
    """The labels in their new order."""
    permutation(correction, material.labels)
    return material.changed(labels=correction.labels)


def predict(correction: ChannelOrder, measurements: Measurements) -> Forecast:
    """No level changes: weights go with the labels. The readings of the channels change places."""
    order = permutation(correction, measurements.channel_labels)
    return Forecast(
        measurements=measurements.model_copy(
            update={
                "channel_labels": correction.labels,
                "channels": tuple(measurements.channels[index] for index in order),
                "layout": None if measurements.layout is None else layout_of(correction.labels).name,
            }
        )
    )


def effect(correction: ChannelOrder, material: Material, blocks: Iterable[Block]) -> Iterator[Block]:
    """Put every channel into its new place, bit for bit."""
    order = list(permutation(correction, material.labels))
    for block in blocks:
        yield block[:, order]
