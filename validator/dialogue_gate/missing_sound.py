"""Sound of a mix that its M&E has not: where, by four signs.

| sign                                                                                | what is missing           |
|-------------------------------------------------------------------------------------|---------------------------|
| most of the mix remains, a third of it at the sides, far above the M&E, for seconds | a cue of music or effects |
| the M&E is silent to the last bit for seconds, and the mix sounds at its sides      | all of it, however quiet  |
| far from any line most of what sounds at the sides remains                          | effects, here and there   |
| in most rows far from lines something remains that is unlike the M&E                | the ambience, all along   |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.dialogue_gate.lane_levels import SOUNDING
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CUE_SECONDS: Final = 4
CUE_SHARE: Final = 0.7
LEAST_CUE_SECONDS: Final = 5.0
"""A cue is missing where for 70 % of 4 s more than half of the mix remains, a third of it at the sides, and the M&E
lies 10 dB below the mix. Rows of a church with 2.5 s of decay looked so for 3.5 s at most."""

SILENCE: Final = 1e-12
"""Mean square of a row that holds nothing: -120 dBFS, below the last bit of 24."""

QUIET_SIDES: Final = 1e-8
"""-80 dBFS: above the dither of 16 bit, below any room tone."""

ROOM_SECONDS: Final = 2.0
UNLIKE: Final = 10.0**-5
MOST: Final = 0.5
LEAST_UNLIKE_SECONDS: Final = 0.5
"""-50 dB of the mix, and -70 dBFS, in half of the rows, for half a second at least. A limiter leaves next to nothing of
that kind: -90 dB in most rows of right M&Es. Noise of the location sounds in 0.4 of the rows far from lines at most, an
ambience that is missing in 0.99 of them, 31 dB below the music of the M&E."""

LEAST_UNEXPLAINED_SECONDS: Final = 1.0
"""Rows far from lines in which more than half of the sides remains: 0.0 s of right M&Es, of music alone more."""


def missing_sound(
    mix: Floats, bed: Floats, rest: Floats, unlike: Floats, speech: NDArray[np.bool_]
) -> NDArray[np.bool_] | None:
    """Rows in which an M&E lacks sound of the mix, by the first sign that holds; None where none does.

    Args:
        mix: float64 (rows, 2): mean squares in the centre and at the sides.
        bed: The same of the M&E as it lies in the mix.
        rest: The same of what remains.
        unlike: The same of what remains and is no other level of the M&E.
        speech: bool (rows,): where lines are.
    """
    far = far_from_lines(speech) & (mix.sum(axis=1) > SOUNDING)
    for lost, seconds in (
        (missing_cue(mix, bed, rest), LEAST_CUE_SECONDS),
        (silent_cue(mix, bed), LEAST_CUE_SECONDS),
        (unexplained_sides(mix, rest, speech), LEAST_UNEXPLAINED_SECONDS),
        (
            far & unlike_rows(mix, unlike),
            max(LEAST_UNLIKE_SECONDS, MOST * np.count_nonzero(far) / ROWS_PER_SECOND),
        ),
    ):
        if np.count_nonzero(lost) > seconds * ROWS_PER_SECOND:
            return lost
    return None


def missing_cue(mix: NDArray[np.float64], bed: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows of a stretch in which the mix holds music or effects that the M&E has not: bool (rows,)."""
    whole = mix.sum(axis=1)
    lost = (
        (rest.sum(axis=1) > 0.5 * whole)
        & (rest[:, 1] > rest.sum(axis=1) / 3.0)
        & (bed.sum(axis=1) < 0.1 * whole)
        & (whole > SOUNDING)
    )
    width = CUE_SECONDS * ROWS_PER_SECOND
    if len(lost) < width:
        return np.zeros(len(lost), np.bool_)
    dense = np.convolve(lost, np.ones(width), "valid") >= CUE_SHARE * width
    covered = np.convolve(dense, np.ones(width)) > 0
    return np.asarray(covered & lost, np.bool_)


def silent_cue(mix: NDArray[np.float64], bed: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows of a stretch of 5 s in which the M&E is silent to the last bit, and the mix sounds at its sides throughout.

    Lines sound at the sides by their room alone, and pause.
    """
    lost = (bed.sum(axis=1) < SILENCE) & (mix[:, 1] > QUIET_SIDES)
    found = np.zeros(len(lost), np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], lost.astype(np.int8), [0]])))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        found[start:end] = end - start > LEAST_CUE_SECONDS * ROWS_PER_SECOND
    return found


def unexplained_sides(
    mix: NDArray[np.float64], rest: NDArray[np.float64], speech: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Rows far from any line in which most of what sounds at the sides is not in the M&E: effects that it has not.

    The room of a line is at the sides as well, so nothing counts for 2 s behind one.
    """
    return np.asarray(far_from_lines(speech) & (mix[:, 1] > SOUNDING) & (rest[:, 1] > 0.5 * mix[:, 1]), np.bool_)


def far_from_lines(speech: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that do not lie in a line, within 0.2 s before one, or within 2 s behind one, where its room may sound."""
    behind = round(ROOM_SECONDS * ROWS_PER_SECOND)
    spoken = np.concatenate([speech.astype(np.int64), [0, 0]])
    return np.asarray(np.convolve(spoken, np.ones(behind + 3))[2 : len(speech) + 2] == 0, np.bool_)


def unlike_rows(mix: Floats, unlike: Floats) -> NDArray[np.bool_]:
    """Rows in which something remains that is not the M&E at another level."""
    rest = unlike.sum(axis=1)
    return np.asarray((rest > UNLIKE * mix.sum(axis=1)) & (rest > SOUNDING), np.bool_)
