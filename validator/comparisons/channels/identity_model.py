"""What is established about the channels of a dub against those of its original: figures and codes, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdentityState(StrEnum):
    """Whether anything can be said."""

    TOLD = "told"
    CANNOT_TELL = "cannot-tell"


class IdentityCause(StrEnum):
    """What is wrong, or why nothing can be said.

    `CHANNELS_EXCHANGED` one pair or several have changed places. `OTHER_ORDER` the channels have the order of another
    layout, named in `order`. `PERMUTED` another permutation. `CHANNEL_SILENT` a channel sounds in the original alone.
    `POLARITY` the places are right, some polarity is not.
    `NOT_ALIGNED` there is no map, or pitch was kept. `CHANNEL_COUNTS_DIFFER`. `TOO_LITTLE_SOUND`.
    """

    CHANNELS_EXCHANGED = "channels-exchanged"
    OTHER_ORDER = "other-order"
    PERMUTED = "permuted"
    CHANNEL_SILENT = "channel-silent"
    CHANNEL_LATE = "channel-late"
    POLARITY = "polarity"
    NOT_ALIGNED = "not-aligned"
    CHANNEL_COUNTS_DIFFER = "channel-counts-differ"
    TOO_LITTLE_SOUND = "too-little-sound"


class ChannelPolarity(StrEnum):
    """Against the original's channel."""

    SAME = "same"
    INVERTED = "inverted"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedChannel:
    """One channel of a dub.

    Attributes:
        channel: Its place in the dub, from 0.
        carries: The channel of the original that it carries; None where it cannot be told.
        by_elimination: Whether it is told only because all other places are taken.
        margin: How much better all channels fit with it there than with it anywhere else.
        likeness: Coherence with what it carries, 0 to 1.
        polarity: None where it cannot be told.
    """

    channel: int
    carries: int | None
    by_elimination: bool
    margin: float
    likeness: float
    polarity: ChannelPolarity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChannel:
    """A channel that lies elsewhere in time than the rest of the mix does.

    Attributes:
        channel: Its place in the dub, from 0.
        late_seconds: Against where the mix as a whole lies; negative where it is early.
    """

    channel: int
    late_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelIdentity:
    """The channels of a dub against those of its original.

    Attributes:
        state: Whether anything can be said.
        cause: What is wrong; None where all that can be told is right.
        channels: In the order of the dub.
        exchanged: Pairs of channels that changed places.
        inverted: Channels with the other polarity.
        silent: Channels that sound in the original and not in the dub.
        late: Channels that are early or late against the others; told where all channels are in their places.
        order: Name of the layout in whose order the channels lie, where that explains it.
    """

    state: IdentityState
    cause: IdentityCause | None
    channels: tuple[IdentifiedChannel, ...] = ()
    exchanged: tuple[tuple[int, int], ...] = ()
    inverted: tuple[int, ...] = ()
    silent: tuple[int, ...] = ()
    late: tuple[LateChannel, ...] = ()
    order: str | None = None
