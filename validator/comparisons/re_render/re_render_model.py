"""What is established about a channel-based re-render beside the ADM programme it is made of: figures, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

IN_STEP_SECONDS: Final = 0.0005
"""A re-render that lies nearer is in step: offsets are found to a tenth of a sample, and lines of delay have whole
milliseconds. Project's choice, as for other mixes."""

LIKE: Final = 0.5
"""Correlation below which a channel holds something else. Project's choice: other panning laws leave 0.8 and more."""


class ReRenderCause(StrEnum):
    """What is wrong with a re-render beside its place in time, the gravest first.

    `PARTS_MISSING` beds or objects of the programme are not in it. `OTHER_SOUND` it holds what the programme has not:
    another language or version. `CHANNELS_DIFFER` a channel does not hold what the render has in it. `LEVEL_DIFFERS`
    loudness or a channel is beyond the guard band of the renderer.
    """

    PARTS_MISSING = "parts-missing"
    OTHER_SOUND = "other-sound"
    CHANNELS_DIFFER = "channels-differ"
    LEVEL_DIFFERS = "level-differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRenderChannel:
    """A channel of the re-render against that of the render.

    Attributes:
        label: Its label.
        level_db: Its level above that of the render, over the places compared; None where the render has next to
            nothing in it.
        likeness: Correlation of both, -1 to 1; None likewise.
    """

    label: str
    level_db: float | None
    likeness: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRenderPart:
    """A moving object, or a channel of a bed, looked for in the re-render.

    Attributes:
        id, name: audioObjectID, and what people call it.
        label: Channel of the bed; None for a moving object.
        level_db: How much louder it is in the re-render than in the render; None where nothing of it was found.
        places: Seconds in which it could be looked for; 0 where it cannot be told from what sounds with it, or is
            silent.
        missing: In how many of these it is not there.
        missing_at: The first of them: samples of the re-render.
    """

    id: str
    name: str
    label: str | None
    level_db: float | None
    places: int
    missing: int = 0
    missing_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRenderMatch:
    """A re-render against the render of its programme.

    Attributes:
        renderer: What rendered the programme here.
        layout: Of both.
        guard_band_lu, guard_band_db: How far loudness and the level of a channel may be off without saying anything.
        places: Seconds that were compared.
        inverted: Whether all of it has the opposite polarity.
        loudness_lu: How much louder the re-render is, K-weighted, over the places compared; None where too little
            sounds.
        channels: In the order of the layout.
        parts: Beds channel by channel, and objects.
        unexplained_db: What no bed and no object explains, beside the whole of the re-render; None where it is silent.
        other_sound: Seconds of which more than a quarter is explained by nothing.
        other_sound_at: The first of them: samples of the re-render.
        unheard: What the metadata ask for that the render here does not do, and of how many objects.
    """

    renderer: str
    layout: str
    guard_band_lu: float
    guard_band_db: float
    places: int
    inverted: bool
    loudness_lu: float | None
    channels: tuple[ReRenderChannel, ...]
    parts: tuple[ReRenderPart, ...]
    unexplained_db: float | None
    other_sound: int = 0
    other_sound_at: tuple[int, ...] = ()
    unheard: dict[str, int] | None = None

    @property
    def absent(self) -> tuple[ReRenderPart, ...]:
        """The parts that are in no place in which they were looked for."""
        return tuple(part for part in self.parts if part.places and part.missing == part.places)

    @property
    def absent_in_places(self) -> tuple[ReRenderPart, ...]:
        """The parts that are there, and not everywhere."""
        return tuple(part for part in self.parts if 0 < part.missing < part.places)

    @property
    def unlike_channels(self) -> tuple[ReRenderChannel, ...]:
        """The channels that hold something else than those of the render."""
        return tuple(one for one in self.channels if one.likeness is not None and one.likeness < LIKE)

    @property
    def channels_off(self) -> tuple[ReRenderChannel, ...]:
        """The channels whose level is beyond the guard band."""
        band = self.guard_band_db
        return tuple(one for one in self.channels if one.level_db is not None and abs(one.level_db) > band)

    @property
    def loudness_is_off(self) -> bool:
        """Whether loudness is beyond the guard band."""
        return self.loudness_lu is not None and abs(self.loudness_lu) > self.guard_band_lu

    @property
    def causes(self) -> tuple[ReRenderCause, ...]:
        """What is wrong, the gravest first."""
        found = {
            ReRenderCause.PARTS_MISSING: bool(self.absent or self.absent_in_places),
            ReRenderCause.OTHER_SOUND: bool(self.other_sound),
            ReRenderCause.CHANNELS_DIFFER: bool(self.unlike_channels),
            ReRenderCause.LEVEL_DIFFERS: self.loudness_is_off or bool(self.channels_off),
        }
        return tuple(cause for cause, wrong in found.items() if wrong)
