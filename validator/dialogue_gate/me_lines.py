"""Lines that an M&E still holds at the level they have in the mix: nothing of them remains, so only their sound tells.

A line sits in the centre, is as loud as the lines that remain, and has a pitch most of the time. Effects and songs may
be like that too, so their number decides. Worked examples, rows of 100 ms:

    M&E of a scene            like lines    with a pitch    of the lines that remain, with a pitch    part
    with loud effects             11              8                 61                                0.13
    with a radio                  35             33                 84                                0.39
    with half of the lines        43             39                 36                                1.08
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.dialogue_gate.gate import ME
from validator.dialogue_gate.lane_levels import (
    NO_USUAL,
    SHARE_ABOVE_SIDES,
    SHARE_ABOVE_USUAL,
    SOUNDING,
    as_loud,
    row_powers,
    stands_out,
    usual_centre,
)
from validator.dialogue_gate.stem_fit import longest_span
from validator.dialogue_gate.voice import GAP_SECONDS, edges_of, without_gaps
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.dialogue_gate.me_fit import MeFit

    Rows = NDArray[np.bool_]

OWN_DB: Final = -7.0
"""As loud as lines: above this against those that remain."""

OWN_SECONDS: Final = 0.9
"""An M&E that holds half of the lines has as many rows like lines as remain: 0.7 to 1.9 of them in all but one of 60,
of right ones 0.39 at most, with a radio. It is refused from the shares in `lane_levels` on, and from so many seconds:
one line. With less, the share of speech and the guard band count those rows as lines that may be."""

LEAST_VOICED: Final = 0.3
"""Part of the loud rows of lines that has a pitch, or they are whispered, and their pitch tells nothing. Of lines that
are spoken 0.6 and more, in a church as well."""

LOUDER_DB: Final = 3.0
"""A line may be so much louder than the loudest tenth of a second of those that remain; what is louder is an effect."""

UNVOICED_SECONDS: Final = 3.0
"""So many are asked for then, because an effect is like a whisper."""


def lines_left_in(fit: MeFit, speech: Rows) -> Message | None:
    """Return that an M&E holds lines, and where; None where it does not.

    Args:
        fit: The M&E against its mix.
        speech: bool (rows,): where lines remain.
    """
    for usual, share in ((NO_USUAL, SHARE_ABOVE_SIDES), (_usual(fit, speech), SHARE_ABOVE_USUAL)):
        own, lines = _like_lines(fit, speech, usual) & ~speech, _loud_lines(fit, speech, usual)
        voiced = lines & _fitted(fit.rest_voiced, len(speech))
        least_seconds = UNVOICED_SECONDS
        if np.count_nonzero(voiced) > LEAST_VOICED * np.count_nonzero(lines):
            own, lines = own & _fitted(fit.bed_voiced, len(speech)), voiced
            least_seconds = OWN_SECONDS
        count = int(np.count_nonzero(own))
        is_many = count > max(share * np.count_nonzero(lines), least_seconds * ROWS_PER_SECOND)
        if is_many and as_loud(row_powers(fit.levels.guide), own, row_powers(fit.levels.rest), lines):
            first, last = longest_span(own)
            seconds = round(count / ROWS_PER_SECOND, 1)
            return message("dialogue.me-holds-lines", guide=ME, seconds=seconds, first_second=first, last_second=last)
    return None


def lines_of_its_own(fit: MeFit, speech: Rows) -> Rows:
    """Rows in which the M&E itself may hold lines, too few to refuse it: bool (rows,).

    Louder than any line that remains, or with no pitch from end to end where lines have one, it is an effect.
    """
    usual = _usual(fit, speech)
    own, lines = _like_lines(fit, speech, usual) & ~speech, _loud_lines(fit, speech, usual)
    if not lines.any():
        return own
    rest, bed = (row_powers(powers)[: len(speech), 0] for powers in (fit.levels.rest, fit.levels.guide))
    own[: len(bed)] &= bed <= rest[lines[: len(rest)]].max() * 10.0 ** (LOUDER_DB / 10.0)
    if np.count_nonzero(lines & _fitted(fit.rest_voiced, len(speech))) > LEAST_VOICED * np.count_nonzero(lines):
        starts, ends = edges_of(without_gaps(own, GAP_SECONDS * ROWS_PER_SECOND))
        voiced = _fitted(fit.bed_voiced, len(speech))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            own[start:end] &= bool(voiced[start:end].any())
    return own


def _like_lines(fit: MeFit, speech: Rows, usual: float) -> Rows:
    """Rows in which the M&E is in the centre, at the level of lines, and stands out of the sides."""
    found = np.zeros(len(speech), np.bool_)
    bed, rest = row_powers(fit.levels.guide), row_powers(fit.levels.rest)
    count = min(len(bed), len(speech))
    spoken = speech[:count]
    if not fit.levels.has_sides:
        return found
    level = float(rest[:count, 0][spoken].mean()) if spoken.any() else 10.0 * SOUNDING
    bed = bed[:count]
    found[:count] = (bed[:, 0] > level * 10.0 ** (OWN_DB / 10.0)) & stands_out(bed, usual)
    return found


def _usual(fit: MeFit, speech: Rows) -> float:
    """How the centre of the M&E usually lies against its sides."""
    bed = row_powers(fit.levels.guide)[: len(speech)]
    return usual_centre(bed, ~speech[: len(bed)]) if fit.levels.has_sides else NO_USUAL


def _loud_lines(fit: MeFit, speech: Rows, usual: float) -> Rows:
    """Rows of what remains that are as loud and as central."""
    found = np.zeros(len(speech), np.bool_)
    rest = row_powers(fit.levels.rest)[: len(speech)]
    spoken = speech[: len(rest)]
    if not spoken.any() or not fit.levels.has_sides:
        return found
    loud = rest[:, 0] > float(rest[:, 0][spoken].mean()) * 10.0 ** (OWN_DB / 10.0)
    found[: len(rest)] = spoken & loud & stands_out(rest, usual)
    return found


def _fitted(rows: Rows, count: int) -> Rows:
    """So many rows; those that were not looked at are False."""
    return np.pad(rows[:count], (0, max(0, count - len(rows))))
