"""What is established about an M&E against the mix it was made from: figures and codes, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LineReference(StrEnum):
    """By what the lines of the original are known.

    `DIALOGUE_STEM`: its dialogue stem. `DIFFERENCE`: what remains of its mix without the M&E.
    """

    DIALOGUE_STEM = "dialogue-stem"
    DIFFERENCE = "difference"


class MeCause(StrEnum):
    """What is wrong with an M&E, the gravest first.

    `ME_IS_MIX` it is the mix itself, lines and all. `DIALOGUE_IN_ME` lines of the original are in it. `FILL_MISSING` it
    lacks sound that the original has.
    """

    ME_IS_MIX = "me-is-mix"
    DIALOGUE_IN_ME = "dialogue-in-me"
    FILL_MISSING = "fill-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInMe:
    """A line of the original that is in the M&E, or in a dub.

    Attributes:
        start_sample, end_sample: Of the M&E, or of the dub.
        channels: Labels of the lanes in which it was found, such as `C` or `Ls+Rs`, the loudest first.
        level_db: Its level there against the line itself.
        significance: How many times what chance makes of it.
    """

    start_sample: int
    end_sample: int
    channels: tuple[str, ...]
    level_db: float
    significance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FillHole:
    """A stretch in which the M&E lacks sound that the original has beside its lines.

    Attributes:
        start_sample, end_sample: Of the M&E.
        channels: Labels of the lanes in which it is missing.
        missing_db: How far the M&E lies below what should be there.
        under_line: Whether the original speaks there.
    """

    start_sample: int
    end_sample: int
    channels: tuple[str, ...]
    missing_db: float
    under_line: bool


LEFT_OVER_DB: Final = -20.0
"""A line of the original that is softer in a dub than this, against itself, is bleed of its M&E, which is told of the
M&E. Project's choice."""

_UNDER_SHARE: Final = 0.5
_UNDER_LOUDEST_DB: Final = -6.0
"""Where more than half of the lines sound, most of them this much softer, the original was ducked. Project's choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """A line of the original in whose place nothing is spoken in the dub.

    Attributes:
        start_sample, end_sample: Of the dub.
    """

    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOverLines:
    """Lines of the original that sound in a dub, or that it lacks, known by the dialogue stem of the original.

    Other takes of the same words are not these lines. Cries, songs and lines in a third language may be kept on
    purpose: it is a list to be listened to.

    Attributes:
        lines: How many lines were looked for.
        found: Lines that are in the dub, in order.
        missing: Lines in whose place nothing is spoken in the dub, in order.
    """

    lines: int
    found: tuple[LineInMe, ...] = ()
    missing: tuple[MissingLine, ...] = ()

    @property
    def is_under_all(self) -> bool:
        """True for a voice-over: the original sounds throughout, ducked."""
        softer = sum(line.level_db <= _UNDER_LOUDEST_DB for line in self.found)
        return len(self.found) > _UNDER_SHARE * self.lines and softer > len(self.found) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StemBleed:
    """Lines of dialogue in a stem of music or effects.

    Attributes:
        stem: Name of the stem.
        dialogue: Name of the dialogue stem whose lines are in it.
        lines: How many lines were looked for.
        found: Lines that are in it, in order, with their level against themselves.
    """

    stem: str
    dialogue: str
    lines: int
    found: tuple[LineInMe, ...]

    @property
    def loudest_db(self) -> float:
        """Level of the loudest of them."""
        return max(line.level_db for line in self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeReview:
    """An M&E against the mix it was made from.

    Attributes:
        cause: What is wrong; None where nothing is.
        reference: By what the lines are known; None where none could be found.
        reference_refused: Whether a dialogue stem was there and is not that of the mix.
        lines: How many lines were looked for.
        limits_db: For each of them the level against the line from which it would have been found.
        found: Lines that are in the M&E, in order.
        holes: Stretches that lack sound, in order.
        fill_told: Whether fill could be told under lines: only with a dialogue stem.
        outside_difference_db: Level of the M&E above the mix outside lines, the median; None where too little sounds.
    """

    cause: MeCause | None
    reference: LineReference | None
    reference_refused: bool
    lines: int
    limits_db: tuple[float, ...] = ()
    found: tuple[LineInMe, ...] = ()
    holes: tuple[FillHole, ...] = ()
    fill_told: bool = False
    outside_difference_db: float | None = None
