"""Lines that an M&E still holds at the level they have in the mix: nothing of them remains, so only their sound tells.

A line sits in the centre, is as loud as the lines that remain, and has a pitch most of the time. Effects and songs may
be like that too, so their number decides, and when they sound: an effect, a radio or a song goes on under lines as it
does between them; a line that was left in stands where no line remains. Worked examples, rows of 100 ms:

    M&E of a scene            like lines, elsewhere   under lines     expected elsewhere   too many
    with a radio                33 of 188               20 of 112       33.6                  0
    with half of the lines      45 of 240                0 of 60         0                   45
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.dialogue.gate import ME
from validator.dialogue.lane_levels import (
    NO_USUAL,
    SHARE_ABOVE_SIDES,
    SOUNDING,
    row_powers,
    stands_out,
    usual_centre,
)
from validator.dialogue.stem_fit import longest_span
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from specs.message import Message
    from validator.dialogue.me_fit import MeFit

    Rows = NDArray[np.bool_]

OWN_DB: Final = -7.0
"""As loud as lines: above this against those that remain."""

OWN_SECONDS: Final = 1.5
"""An M&E that holds half of the lines has as many rows like lines as remain: 0.46 to 1.9 of them, of right ones 0.39 at
most, with a radio. With less, the share of speech and the guard band count those rows as lines that may be."""

EXTRA_SHARE: Final = 0.25
EXTRA_SECONDS: Final = 0.9
"""The same of the rows that are too many for what sounds under lines as well: of right M&Es 0.09 at most, of those with
half of the lines 0.26 and more in all but two of 60."""


def lines_left_in(fit: MeFit, speech: Rows) -> Message | None:
    """Return that an M&E holds lines, and where; None where it does not.

    Args:
        fit: The M&E against its mix.
        speech: bool (rows,): where lines remain.
    """
    for usual in (NO_USUAL, _usual(fit, speech)):
        like = _like_lines(fit, speech, usual) & _fitted(fit.bed_voiced, len(speech))
        own = like & ~speech
        count, lines = int(np.count_nonzero(own)), _loud_line_count(fit, speech, usual)
        spoken = int(np.count_nonzero(speech))
        under = np.count_nonzero(like & speech) / max(1, spoken)
        extra = count - under * (len(speech) - spoken)
        if count > max(SHARE_ABOVE_SIDES * lines, OWN_SECONDS * ROWS_PER_SECOND) or extra > max(
            EXTRA_SHARE * lines, EXTRA_SECONDS * ROWS_PER_SECOND
        ):
            first, last = longest_span(own)
            seconds = round(count / ROWS_PER_SECOND, 1)
            return message("dialogue.me-holds-lines", guide=ME, seconds=seconds, first_second=first, last_second=last)
    return None


def lines_of_its_own(fit: MeFit, speech: Rows) -> Rows:
    """Rows in which the M&E itself may hold lines, with a pitch or without: bool (rows,)."""
    return _like_lines(fit, speech, _usual(fit, speech)) & ~speech


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


def _loud_line_count(fit: MeFit, speech: Rows, usual: float) -> int:
    """Rows of what remains that are as loud, as central and as pitched."""
    rest = row_powers(fit.levels.rest)[: len(speech)]
    spoken = speech[: len(rest)]
    if not spoken.any() or not fit.levels.has_sides:
        return 0
    loud = rest[:, 0] > float(rest[:, 0][spoken].mean()) * 10.0 ** (OWN_DB / 10.0)
    return int(np.count_nonzero(spoken & loud & stands_out(rest, usual) & _fitted(fit.rest_voiced, len(rest))))


def _fitted(rows: Rows, count: int) -> Rows:
    """So many rows; those that were not looked at are False."""
    return np.pad(rows[:count], (0, max(0, count - len(rows))))
