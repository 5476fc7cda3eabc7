"""Intervals of gain: what one demand lets a gain be, and what loudness asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packager.planning.because import demanded

if TYPE_CHECKING:
    from packager.planning.model import LoudnessAim
    from specs.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What one demand lets a gain be.

    Attributes:
        key: The demand's key; None for full scale, which no demand has to ask for.
        name: What it is, as the subject of "allows".
        low, high: Limits of the gain in dB; None where there is none.
        ceiling_dbtp: For a limit on peaks, what a limiter would have to stay under; None for any other.
        is_doubtful: True where by the forecast it holds without a gain, and only the render shows whether it does.
    """

    key: str | None
    name: Message
    low: float | None = None
    high: float | None = None
    ceiling_dbtp: float | None = None
    is_doubtful: bool = False

    @property
    def because(self) -> Message:
        """What a correction that it asks for serves."""
        return self.name if self.key is None else demanded(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What a loudness demand asks of the gain.

    Attributes:
        gain_db: To reach the aim.
        aim: The aim.
        holds: True where the reading is within the limits already.
    """

    gain_db: float
    aim: LoudnessAim
    key: str
    holds: bool


def inside(gain: float, bound: Bound) -> bool:
    """Whether a gain is within a bound; exactly at its limit is."""
    return (bound.low is None or gain >= bound.low - 1e-6) and (bound.high is None or gain <= bound.high + 1e-6)


def moved_inside(wanted: float, low: float, high: float, margin: float) -> float:
    """The nearest point between two limits, with a margin from them where there is room for it."""
    if low <= wanted <= high:
        return wanted
    room = max(0.0, min(margin, (high - low) / 2.0))
    return min(max(wanted, low + room), high - room)
