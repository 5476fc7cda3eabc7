"""What is established about a 2.0 against a 5.1: figures and codes, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FoldDownKind(StrEnum):
    """What a 2.0 is.

    `LO_RO` a sum; `LT_RT` a sum with the surrounds turned by 90 degrees, one way in Lt, the other in Rt.
    `NO_SURROUND_SOUND` a fold-down of which nobody can tell which. `OTHER_VERSION` in step with this 5.1, not its sum:
    another language, another mix. `NOT_A_FOLD_DOWN` both sound, and nowhere alike. `CANNOT_TELL` too little sounds.
    """

    LO_RO = "lo-ro"
    LT_RT = "lt-rt"
    NO_SURROUND_SOUND = "no-surround-sound"
    OTHER_VERSION = "other-version"
    NOT_A_FOLD_DOWN = "not-a-fold-down"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldDownMatch:
    """A 2.0 against a 5.1.

    Attributes:
        kind: What it is.
        offset_samples: How much later than the 5.1 it lies; None where that was not found.
        left_db, right_db: Level of each channel of the 5.1 in the left and the right of the 2.0, in file order; None
            for a channel that is not in it, or does not sound. Empty where nothing was solved.
        left_inverted, right_inverted: Channels of the 5.1 that are in it with the other polarity.
        sides_exchanged: Whether the left of the 5.1 is in the right of the 2.0 and the right in the left.
        lfe_db: Level of the LFE in either; None where it is not in it or nothing tells.
        lfe_told: Whether the LFE sounds enough for `lfe_db` to say something.
        null_db: What the coefficients leave, over the whole; None where nothing was solved.
        worst_null_db: The null that nine tenths of the seconds keep.
        worst_seconds: Middles of the seconds that null worst, in samples of the 5.1, the worst first.
    """

    kind: FoldDownKind
    offset_samples: float | None
    left_db: tuple[float | None, ...] = ()
    right_db: tuple[float | None, ...] = ()
    left_inverted: tuple[int, ...] = ()
    right_inverted: tuple[int, ...] = ()
    sides_exchanged: bool = False
    lfe_db: float | None = None
    lfe_told: bool = False
    null_db: float | None = None
    worst_null_db: float | None = None
    worst_seconds: tuple[int, ...] = ()

    @property
    def level_db(self) -> float | None:
        """Level of the channel that is loudest in it; None where nothing was solved."""
        return max((level for level in (*self.left_db, *self.right_db) if level is not None), default=None)
