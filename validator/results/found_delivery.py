"""What measurements keep of the delivery that their mix lay in, so that they are judged later as they would be now."""

from __future__ import annotations

from specs.message import Message
from specs.models import FrozenModel


class FoundFault(FrozenModel):
    """What is wrong with a delivery as its folder says, before anything is measured: sound that nobody listed.

    Attributes:
        fault: The check as its code, and what fills in its text.
        file: Place of the file or folder in the delivery; None where it is not one.
    """

    fault: Message
    file: str | None


class UnfitGuide(FrozenModel):
    """A stem or an M&E of the delivery that does not hold against the mix.

    Attributes:
        file: Its identity in the delivery.
        why: The reason.
    """

    file: str
    why: Message


class FoundDelivery(FrozenModel):
    """A delivery as it was found when one of its mixes was measured.

    Attributes:
        name: Its title; the name of its folder where no delivery file has one.
        folder: Name of its folder.
        faults: What its folder says is wrong with it.
        refused_guides: Of the mix that these measurements are of.
    """

    name: str
    folder: str
    faults: tuple[FoundFault, ...] = ()
    refused_guides: tuple[UnfitGuide, ...] = ()
