"""A 2.0 against the 5.1 it should be folded from: the coefficients, the matrix, whether LFE is in it, what is left.

All channels of the 5.1 are regressors at once. Third-octave bands of single seconds count alike whatever their level,
so that quiet ones matter; seconds in which a limiter held the 2.0 down count little. One real coefficient per channel
explains an Lo/Ro; an Lt/Rt turns its surrounds by 90 degrees, which only coefficients per band with a phase show.

Measured on 35 films: coefficients to 0.00 dB (0.2 dB under a limiter of 6 dB), LFE to 0.00 dB, Lt/Rt recognised in 8
of 8 and never claimed in 27 others, offsets of a fraction of a sample harmless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import LONG_SECONDS, MIDDLE_SECONDS, Line, WaveformPair
from validator.comparisons.dub.survey import grid, on_one_line
from validator.comparisons.fold_down.fold_down_model import FoldDownKind, FoldDownMatch
from validator.comparisons.fold_down.fold_down_products import FoldDownProducts, fold_down_products
from validator.comparisons.fold_down.fold_down_solve import (
    LfeReading,
    Solution,
    lfe_reading,
    sides_exchanged,
    solved,
    surround_phases,
)
from validator.comparisons.reading.channel_sums import LFE_LABELS
from validator.meters.fold_down import fold_down_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

FOLD_DOWN_DB: Final = -12.0
OTHER_VERSION_DB: Final = -8.0
"""Of the null in the worst tenth of the seconds: with another language it is -6 dB and worse, lines being in the wrong
place; with the own one -12 dB and better even under a limiter."""

IN_PHASE_DEGREES: Final = 20.0
QUADRATURE_DEGREES: Final = 30.0
LFE_PRESENT_DB: Final = -40.0
REACH_SECONDS: Final = 0.25

LEAST_SOUNDING: Final = 6
_PLACES: Final = 12


def fold_down_match(
    stereo: ReadableProgramme, surround: ReadableProgramme, *, expected_offset: int = 0
) -> FoldDownMatch:
    """Solve a 2.0 for the coefficients of the 5.1 it is made of.

    Args:
        stereo: Two channels.
        surround: More than two, with a layout.
        expected_offset: How much later than the 5.1 the 2.0 is expected, in samples; 0.25 s around it are searched.

    Raises:
        MediaError: A file cannot be read.
    """
    offset, sounding = _offset(stereo, surround, expected_offset)
    products = None if offset is None else fold_down_products(stereo, surround, offset_samples=round(offset))
    if offset is None or products is None:
        unlike = offset is None and sounding >= LEAST_SOUNDING
        return FoldDownMatch(
            kind=FoldDownKind.NOT_A_FOLD_DOWN if unlike else FoldDownKind.CANNOT_TELL, offset_samples=offset
        )
    solution = solved(products)
    lfe = lfe_reading(products)
    kind = _kind(products, solution)
    if kind is FoldDownKind.OTHER_VERSION:
        return FoldDownMatch(
            kind=kind, offset_samples=round(offset, 3), null_db=solution.null_db, worst_null_db=solution.worst_null_db
        )
    return _told(products, solution, lfe, kind, offset)


def _told(
    products: FoldDownProducts, solution: Solution, lfe: LfeReading, kind: FoldDownKind, offset: float
) -> FoldDownMatch:
    # Above its own band LFE has no power, and its coefficient there is noise.
    labels = products.layout.labels if products.layout is not None else ("",) * products.channels
    lfe_db = None if lfe.level_db is None or lfe.level_db < LFE_PRESENT_DB else round(lfe.level_db, 3) + 0.0
    levels = [
        tuple(
            lfe_db if label in LFE_LABELS else None if level is None else round(level, 3) + 0.0
            for label, level in zip(labels, side, strict=True)
        )
        for side in solution.levels_db
    ]
    inverted = [
        tuple(place for place in np.flatnonzero(side).tolist() if labels[place] not in LFE_LABELS)
        for side in solution.inverted
    ]
    return FoldDownMatch(
        kind=kind,
        offset_samples=round(offset, 3) + 0.0,
        left_db=levels[0],
        right_db=levels[1],
        left_inverted=inverted[0],
        right_inverted=inverted[1],
        sides_exchanged=sides_exchanged(products),
        lfe_db=lfe_db,
        lfe_told=lfe.told,
        null_db=solution.null_db,
        worst_null_db=solution.worst_null_db,
        worst_seconds=tuple(int(products.middles[second]) for second in solution.worst_seconds),
    )


def _offset(stereo: ReadableProgramme, surround: ReadableProgramme, expected: int) -> tuple[float | None, int]:
    """How much later the 2.0 lies, from anchors along the programme, and how many of these places sound.

    The offset is None where they do not agree.
    """
    if stereo.channel_count != 2 or stereo.sample_rate_hz != surround.sample_rate_hz:
        return None, 0
    matrix = fold_down_matrix(surround.layout) if surround.layout is not None else None
    if matrix is None:
        return None, 0
    # Left against left and right against right: an inverted side spoils every sum of both, and not these.
    folded = np.array([matrix.left, matrix.right, matrix.mono])
    pair = WaveformPair(stereo, surround, (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), folded))
    length = float(min(stereo.sample_count, surround.sample_count + expected))
    seconds = LONG_SECONDS if length >= 20 * LONG_SECONDS * pair.rate else MIDDLE_SECONDS
    window = seconds * pair.rate
    places = grid(length, window=window, spacing=max(window / 2, length / _PLACES))
    line = Line(slope=1.0, lag=float(-expected))
    anchors = [pair.anchor(line, at, seconds=seconds, reach_seconds=REACH_SECONDS) for at in places]
    agreeing = on_one_line(anchors, rate=pair.rate)
    sounding = sum(anchor.sounding for anchor in anchors)
    if len(agreeing) < max(3, sounding / 2):
        return None, sounding
    return -float(np.median([anchor.lag for anchor in agreeing if anchor.lag is not None])), sounding


def _kind(products: FoldDownProducts, solution: Solution) -> FoldDownKind:
    """Decide by what the phases are and what is left.

    | null of the bands | worst tenth of the seconds | phases of the surrounds | kind |
    |---|---|---|---|
    | above -12 dB | | | another version |
    | | above -8 dB | | another version |
    | | | silent | no surround sound |
    | | | +-90 degrees, one way and the other | Lt/Rt |
    | | | about 0 | Lo/Ro |
    """
    if solution.phased_null_db > FOLD_DOWN_DB or solution.worst_phased_null_db > OTHER_VERSION_DB:
        return FoldDownKind.OTHER_VERSION
    phases = surround_phases(products)
    if phases is None:
        return FoldDownKind.NO_SURROUND_SOUND
    return FoldDownKind.LT_RT if _in_quadrature(phases) else FoldDownKind.LO_RO


def _in_quadrature(phases: NDArray[np.float64]) -> bool:
    """Whether the surrounds lie about +90 degrees in one output and -90 in the other, float64 (2,) degrees."""
    near = [abs(abs(float(phase)) - 90.0) <= QUADRATURE_DEGREES for phase in phases]
    return all(near) and float(phases[0]) * float(phases[1]) < 0.0
