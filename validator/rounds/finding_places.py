"""Which places of a finding are those of the last round: they overlap, or lie within the tolerance of their kind."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.results.finding import Place

_TOLERANCES_MS: Final = {
    "peak": 100,
    "signal.dropout": 50,
    "signal.clipping": 20,
    "signal.silent-passage": 1000,
    "sync": 42,
}
"""How far apart two places may lie and be the same one. Peaks within 100 ms are one place in reports; clipping, a
dropout and a silence have the precision of their detectors; for sync a frame at 23.976 fps. This project's choice."""

_USUAL_MS: Final = 100

OTHER_CHANNEL: Final = 0.0
ALL_CHANNELS: Final = 0.6
"""Weight of a place that one of the rounds gives for all channels, and the other for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTimeline:
    """How a sample of the last round's mix becomes one of this round's.

    Attributes:
        old_rate_hz, new_rate_hz: Sample rates.
        delay_samples: By how many samples of the new mix its sound comes later.
    """

    old_rate_hz: int = 1
    new_rate_hz: int = 1
    delay_samples: int = 0

    def moved(self, sample: int) -> int:
        """Return where a sample of the old mix is in the new one."""
        return round(Fraction(sample * self.new_rate_hz, self.old_rate_hz)) + self.delay_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesBetween:
    """The places of a finding in two rounds.

    Attributes:
        repaired: Of the last round, gone.
        remaining: Of this round, there before.
        added: Of this round, not there before.
    """

    repaired: tuple[Place, ...]
    remaining: tuple[Place, ...]
    added: tuple[Place, ...]


def tolerance_ms(rule: str) -> int:
    """Return how far apart two places of a rule may lie and be the same."""
    for prefix, milliseconds in _TOLERANCES_MS.items():
        if rule == prefix or rule.startswith(f"{prefix}."):
            return milliseconds
    return _USUAL_MS


def places_between(
    rule: str, old: Sequence[Place], new: Sequence[Place], timeline: RoundTimeline | None = None
) -> PlacesBetween:
    """Pair the places of a finding, the best fits first, each place once.

    | old, in ms  | new, in ms  | tolerance | they are                               |
    |-------------|-------------|-----------|----------------------------------------|
    | 1000 - 1100 | 1050 - 1200 | 100 ms    | one place                              |
    | 1000 - 1100 | 1200 - 1300 | 100 ms    | one place: the gap is the tolerance    |
    | 1000 - 1100 | 1200.1 -    | 100 ms    | one repaired, one new                  |
    | Ls          | Rs, there   |           | one repaired, one new                  |
    | one long    | two within  |           | both of the new ones were there before |

    Args:
        rule: Of the finding.
        old: The places of the last round.
        new: Those of this one.
        timeline: How samples of the old mix become samples of the new one; None where they are the same.
    """
    line = timeline or RoundTimeline()
    ours = [place for place in old if place.is_in_sound]
    theirs = [place for place in new if place.is_in_sound]
    rate = line.new_rate_hz if line.new_rate_hz > 1 else 48_000
    reach = tolerance_ms(rule) * rate // 1000
    spans = [(line.moved(place.samples[0]), line.moved(place.samples[1])) for place in ours]
    scored = sorted(
        (
            (-score, min(spans[one][0], theirs[two].samples[0]), one, two)
            for one in range(len(ours))
            for two in range(len(theirs))
            if (score := _score(ours[one], spans[one], theirs[two], reach)) > 0.0
        ),
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, one, two in scored:
        if one not in taken_old and two not in taken_new:
            taken_old.add(one)
            taken_new.add(two)
    # What is left and really overlaps a place that was taken is part of it: merged into one, or split into several.
    for _, _, one, two in scored:
        if _overlap(spans[one], theirs[two].samples) > 0:
            taken_old.add(one)
            taken_new.add(two)
    return PlacesBetween(
        repaired=tuple(place for index, place in enumerate(ours) if index not in taken_old),
        remaining=tuple(theirs[index] for index in sorted(taken_new)),
        added=tuple(place for index, place in enumerate(theirs) if index not in taken_new),
    )


def _score(old: Place, span: tuple[int, int], new: Place, reach: int) -> float:
    """How well two places fit: 0.5 to 1 where they overlap, below that where they are near, 0 beyond the tolerance."""
    channels = _channel_weight(old, new)
    overlap = _overlap(span, new.samples)
    if overlap > 0:
        union = max(span[1], new.samples[1]) - min(span[0], new.samples[0])
        return channels * (0.5 + 0.5 * overlap / union)
    gap = -overlap
    return channels * 0.5 * (1.0 - gap / (reach + 1)) if gap <= reach else 0.0


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Samples that two stretches share; negative for the gap between them."""
    return min(one[1], other[1]) - max(one[0], other[0])


def _channel_weight(old: Place, new: Place) -> float:
    if old.channels == new.channels or set(old.channels) & set(new.channels):
        return 1.0
    return ALL_CHANNELS if not old.channels or not new.channels else OTHER_CHANNEL
