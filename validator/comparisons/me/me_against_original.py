"""An M&E, or a dub, searched for lines of its original, at the offset at which it lies against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.comparisons.dub.map_model import MapState
from validator.comparisons.me.me_review import MeCase, left_over_lines, me_review
from validator.comparisons.reading.in_order import in_order_of

if TYPE_CHECKING:
    from validator.comparisons.dub.map_model import DubMap
    from validator.comparisons.me.me_model import LeftOverLines, MeReview
    from validator.comparisons.reading.reductions import ComparedProgramme

MOST_DRIFT_PPM: Final = 20.0
"""What runs away faster lies half a line beside itself after minutes; that it does so is the finding then."""


def reviewed_me(
    me: ComparedProgramme, original: ComparedProgramme, dialogue: ComparedProgramme | None, found: DubMap
) -> MeReview | None:
    """Search an M&E; None where it does not lie at one offset, or is of other channels or another rate.

    The dialogue stem is taken to begin where the mix of the original begins: they are of one session. One that does not
    fit this mix is not used.

    Args:
        me: What is searched.
        original: The mix it was made from.
        dialogue: The dialogue stem of that mix; None where it is not there.
        found: Where the M&E lies against the original.

    Raises:
        MediaError: A file cannot be read.
    """
    case = _case(me, original, dialogue, found)
    return None if case is None else me_review(case)


def searched_dub(
    dub: ComparedProgramme, original: ComparedProgramme, dialogue: ComparedProgramme | None, found: DubMap
) -> LeftOverLines | None:
    """Search a dub for lines of the original that were left in it; None as `reviewed_me`, and without a dialogue stem.

    Args:
        dub: What is searched.
        original: The original's mix.
        dialogue: Its dialogue stem.
        found: Where the dub lies against the original.

    Raises:
        MediaError: A file cannot be read.
    """
    case = None if dialogue is None else _case(dub, original, dialogue, found)
    return None if case is None else left_over_lines(case)


def _case(
    me: ComparedProgramme, original: ComparedProgramme, dialogue: ComparedProgramme | None, found: DubMap
) -> MeCase | None:
    if found.state is not MapState.ALIGNED or len(found.segments) != 1 or found.segments[0].speed_ratio != 1:
        return None
    segment = found.segments[0]
    if abs(segment.drift_ppm or 0.0) > MOST_DRIFT_PPM:
        return None
    start = round(segment.offset_samples)
    programme = original.programme
    stem = None if dialogue is None else dialogue.programme
    if stem is not None and (
        stem.sample_rate_hz != programme.sample_rate_hz or stem.channel_count != programme.channel_count
    ):
        stem = None
    return MeCase(
        me=in_order_of(me.programme, programme),
        original=programme,
        dialogue=stem,
        original_start=start,
        dialogue_start=start,
    )
