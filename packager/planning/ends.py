"""What may be added or cut at the ends of a programme: silence where there is silence, never for sound that is missing.

| at that end the file      | to be added                            | to be cut                        |
|---------------------------|----------------------------------------|----------------------------------|
| is silent                 | yes; at the tail only where the head   | yes                              |
|                           | is silent too: else the head may lack  |                                  |
| sounds                    | one frame at most                      | no; but a leader with its pop is |
| sounds, and a person said | yes                                    | no                               |
| that both ends are whole  |                                        |                                  |

A file that is too short does not say where it lacks: 12 frames that are missing at the head, added at the tail, make a
dub of the right length that is 12 frames early. Only a person, or a comparison with the original, can tell.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.notices import SILENCE_BELOW_DBFS
from validator.rules.placement import ACTION_AFTER_POP_SECONDS, find_pop
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from packager.planning.foreseen import Foreseen
    from specs.message import Message

_EDGE_ROWS: Final = 2
"""Rows of 100 ms that must be silent at an end; the last one may be cut short, so it does not stand alone."""

_LONGEST_FRAME_SECONDS: Final = 0.042
"""A frame at 23.976 pictures a second, where the picture rate is not known."""


def why_not_added(now: Foreseen, samples: int, *, at_head: bool) -> Message | None:
    """Return why silence may not be added at an end; None where it may.

    Args:
        now: The programme as it is when it would be added.
        samples: How much.
        at_head: At the start, and not at the end.
    """
    rate, hz = now.subject.picture_rate, now.material.sample_rate_hz
    frame = ceil(hz / rate) if rate is not None else round(_LONGEST_FRAME_SECONDS * hz)
    if samples <= frame:
        return None
    if not _is_silent_at(now, at_head=at_head):
        return message("plan.head-sounds" if at_head else "plan.tail-sounds")
    if not at_head and not _is_silent_at(now, at_head=True):
        return message("plan.head-may-be-missing")
    return None


def why_not_cut(now: Foreseen, samples: int, *, at_head: bool) -> Message | None:
    """Return why samples may not be cut off an end; None where they may."""
    levels, hz = now.measurements.series.level_dbfs, now.material.sample_rate_hz
    first, last = now.measurements.first_sound_sample, now.measurements.last_sound_sample
    # The row in which the cut lies also holds what is kept; there the first and the last sound decide.
    if at_head:
        cut, reached = levels[: samples * ROWS_PER_SECOND // hz], first is None or first >= samples
    else:
        kept = now.material.sample_count - samples
        cut, reached = levels[-(-kept * ROWS_PER_SECOND // hz) :], last is None or last < kept
    if reached and _are_silent(cut):
        return None
    if at_head and _is_leader(now, samples):
        return None
    return message("plan.cut-would-take-sound", level_dbfs=SILENCE_BELOW_DBFS, seconds=samples / hz)


def _is_leader(now: Foreseen, samples: int) -> bool:
    """True where a head holds a pop and ends before the first frame of action, two seconds after it."""
    pop = find_pop(now.measurements.series.level_dbfs, 0)
    return (
        pop is not None and samples <= (pop / ROWS_PER_SECOND + ACTION_AFTER_POP_SECONDS) * now.material.sample_rate_hz
    )


def _is_silent_at(now: Foreseen, *, at_head: bool) -> bool:
    levels = now.measurements.series.level_dbfs
    return _are_silent(levels[:_EDGE_ROWS] if at_head else levels[-_EDGE_ROWS:])


def _are_silent(levels: tuple[float | None, ...]) -> bool:
    return all(level is None or level <= SILENCE_BELOW_DBFS for level in levels)
