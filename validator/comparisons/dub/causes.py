"""What a map says about how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.map_model import MapCause, Pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.comparisons.dub.map_model import MapSegment
    from validator.comparisons.dub.ratios import SpeedRatio

OFFSET_SECONDS: Final = 0.0005
"""An offset below it is the phase of an equaliser or the delay of a converter, and no finding."""

DRIFT_PPM: Final = 1.0
_LEADER_SECONDS: Final = 1.0
_RELAID_SECONDS: Final = 0.2
_RELAID_JUMPS: Final = 3


def cause_of(
    segments: Sequence[MapSegment],
    ratio: SpeedRatio,
    *,
    rate: int,
    stamp_offset_samples: int | None,
    reel_left_over: bool,
) -> MapCause | None:
    """The likeliest origin; None where the dub lies where it should.

    Args:
        segments: Of the map, at least one.
        ratio: The legal ratio they have.
        rate: Samples per second of the original.
        stamp_offset_samples: How much later than the original's the dub's first sample is stamped; None where either
            has no stamp. A dub with two seconds more leader and a stamp two seconds earlier is in sync.
        reel_left_over: Whether a long stretch lies elsewhere in the original.
    """
    if not ratio.is_unity:
        return _cause_of_speed(ratio, segments[0].pitch)
    if reel_left_over:
        return MapCause.REEL_OUT_OF_PLACE
    steps = np.diff([segment.offset_samples for segment in segments])
    if len(steps):
        small = bool(np.all(np.abs(steps) < _RELAID_SECONDS * rate))
        mixed = bool(steps.min() < 0.0 < steps.max())
        returns = abs(float(steps.sum())) < _RELAID_SECONDS * rate
        relaid = len(steps) >= _RELAID_JUMPS and small and mixed and returns
        return MapCause.RELAID_MUSIC if relaid else MapCause.EDIT
    first = segments[0]
    if first.drift_ppm is not None and abs(first.drift_ppm) > DRIFT_PPM and _drifts_apart(first, rate):
        return MapCause.DRIFT
    late = first.offset_samples + (stamp_offset_samples or 0)
    if abs(late) <= OFFSET_SECONDS * rate:
        return None
    agrees = stamp_offset_samples == 0
    return (
        MapCause.LEADER_NOT_IN_STAMP
        if agrees and abs(first.offset_samples) >= _LEADER_SECONDS * rate
        else MapCause.CONSTANT_OFFSET
    )


def _drifts_apart(segment: MapSegment, rate: int) -> bool:
    """Whether the drift moves the end of a segment by as much as an offset would have to be."""
    assert segment.drift_ppm is not None, "asked only where there is a drift"
    return abs(segment.drift_ppm) * 1e-6 * (segment.end_sample - segment.start_sample) > OFFSET_SECONDS * rate


def _cause_of_speed(ratio: SpeedRatio, pitch: Pitch | None) -> MapCause:
    """The cause of a speed other than unchanged, by its powers.

    | pal | pull | 44.1/48 | cause |
    |---|---|---|---|
    | any | any | not 0 | wrong sample rate |
    | 0 | 1 | 0 | wrong session rate |
    | 0 | 2 | 0 | repaired with the wrong ratio: pulled the wrong way |
    | 1 | 0, or 1 of the same sign | 0 | conversion between 25 and 24 or 23.976 |
    | 1 | else | 0 | repaired with the wrong ratio |

    Nobody keeps the pitch for a wrong session rate: that is a repair.
    """
    if ratio.sample_rate:
        return MapCause.WRONG_SAMPLE_RATE
    if ratio.pal == 0:
        single = abs(ratio.pull) == 1 and pitch is not Pitch.KEPT
        return MapCause.WRONG_SESSION_RATE if single else MapCause.REPAIRED_WITH_WRONG_RATIO
    if ratio.pull in {0, ratio.pal}:
        return MapCause.FRAME_RATE_CONVERSION
    return MapCause.REPAIRED_WITH_WRONG_RATIO
