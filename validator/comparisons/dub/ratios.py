"""The speed ratios that occur between masters of one film, and their products.

25/24 lies between film at 24 and television at 25 pictures a second; 1001/1000 between 24, 30 and the 23.976, 29.97 of
colour television, and between picture and sound pulled up or down; 160/147 between 48 and 44.1 kHz, where a file was
played at the wrong rate. Several mistakes in a row multiply: 25 against 23.976 is 25/24 * 1001/1000 = 1001/960.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

FILM_TO_PAL: Final = Fraction(25, 24)
PULL: Final = Fraction(1001, 1000)
RATE_48_TO_44: Final = Fraction(160, 147)

SNAP_PPM: Final = 30.0
"""A measured ratio this near a legal one is that one with a drift; neighbours lie 1000 ppm apart. Clocks of sound
devices agree to a few ppm; the worst measured error of a slope over three minutes was 0.04 ppm."""

FAMILY_PPM: Final = 3000.0
"""Ratios nearer than that are one family: they differ by pulls of 0.1 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRatio:
    """A legal ratio and the powers it is made of.

    Attributes:
        value: Speed of the dub relative to the original.
        pal: Power of 25/24.
        pull: Power of 1001/1000.
        sample_rate: Power of 160/147.
    """

    value: Fraction
    pal: int
    pull: int
    sample_rate: int

    @property
    def is_unity(self) -> bool:
        """Whether the speed is unchanged."""
        return self.value == 1

    @property
    def steps(self) -> int:
        """How many mistakes it takes: the fewer, the likelier."""
        return abs(self.pal) + abs(self.pull) + abs(self.sample_rate)


def _all() -> tuple[SpeedRatio, ...]:
    found = [
        SpeedRatio(
            value=FILM_TO_PAL**pal * PULL**pull * RATE_48_TO_44**rate,
            pal=pal,
            pull=pull,
            sample_rate=rate,
        )
        for rate in (0, 1, -1)
        for pal in (0, 1, -1)
        for pull in (0, 1, -1, 2, -2)
    ]
    return tuple(sorted(found, key=lambda ratio: (ratio.steps, abs(float(ratio.value) - 1.0), float(ratio.value))))


SPEED_RATIOS: Final = _all()
"""All 45, the likeliest first; unchanged speed leads."""


def nearest_ratio(measured: float) -> tuple[SpeedRatio, float] | None:
    """The legal ratio within `SNAP_PPM` of a measured one, and the drift that is left, in ppm; None for none."""
    best = min(SPEED_RATIOS, key=lambda ratio: abs(measured / float(ratio.value) - 1.0))
    drift_ppm = (measured / float(best.value) - 1.0) * 1e6
    return (best, drift_ppm) if abs(drift_ppm) <= SNAP_PPM else None


def same_family(first: float, second: float) -> bool:
    """Whether two ratios differ by pulls of 0.1 % at most."""
    return abs(first / second - 1.0) * 1e6 <= FAMILY_PPM
