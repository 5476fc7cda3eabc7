"""Lines of the original in whose place nothing is spoken in a dub.

Where the original speaks, the dub holds what is beside the line and, if it was recorded, a line of its own: other words
of another voice, so nothing can be found of it as a waveform. But it adds power. In windows of 0.4 s and half-octave
bands of the lane of the line:

    what is beside the line   the original less what is coherent with its dialogue stem, as `me.fill` takes it, at the
                              level that it has in the dub outside lines
    a band tells              where the original's line lies 6 dB and more above that
    a band is spoken          where the dub lies 3 dB above that, and not 15 dB below the original's line
    a window is spoken        where a quarter of the bands that tell are
    a line is missing         where fewer than a fifth of its windows are spoken

A worked example, a window of a line in five bands, in dB: the line -30 -28 -33 -40 -50, beside it -45 -44 -48 -50 -52.
The first four tell. A dub at -44 -44 -47 -49 -52 is not spoken in any of them; one at -33 -44 -35 -49 -52 in two.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.me.fill import WINDOWS_PER_SECOND, FillPowers
from validator.comparisons.me.lines import SIDE_SECONDS, ReferenceLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Pieces = Callable[[ReferenceLine], tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]]

ABOVE_BED_DB: Final = 6.0
SPOKEN_DB: Final = 3.0
BELOW_LINE_DB: Final = -15.0
LEAST_BANDS: Final = 3
SPOKEN_BANDS: Final = 0.25
SPOKEN_WINDOWS: Final = 0.2
MOST_MISSING: Final = 0.8
"""Where more lines are missing this is no dub but a mix without lines, of which other findings speak."""

_MOST_OUTSIDE: Final = 40
_OUTSIDE_BLOCKS: Final = 200
_BESIDE_BLOCKS: Final = 50
_OUTSIDE_LEAST: Final = 10
_WINDOW_SECONDS: Final = 0.44
_MARGIN_SECONDS: Final = 0.1
_MOST_USUAL: Final = 4.0
_SILENT: Final = 1e-9


def missing_lines(lines: Sequence[ReferenceLine], pieces: Pieces, rate_hz: float) -> tuple[ReferenceLine, ...]:
    """Return the lines in whose place nothing is spoken, in order.

    Args:
        lines: Of the original.
        pieces: Reads the dub, the original and its dialogue stem from 0.25 s before a line to 0.25 s behind it: float32
            (lanes, samples) each.
        rate_hz: Samples per second of these.

    Raises:
        MediaError: A file cannot be read.
    """
    usual = _usual(lines, pieces, rate_hz)
    told = [(line, _spoken_share(*pieces(line), usual, rate_hz)) for line in lines]
    known = [(line, share) for line, share in told if share is not None]
    missing = tuple(line for line, share in known if share < SPOKEN_WINDOWS)
    return missing if len(missing) <= MOST_MISSING * len(known) else ()


def _powers(
    dub: NDArray[np.float32], original: NDArray[np.float32], dialogue: NDArray[np.float32], rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Beside the line, the line, the dub: float64 (windows, lanes, bands)."""
    powers = FillPowers([], [], [])
    powers.push(original, dialogue, dub, rate_hz)
    wanted, line, there = (one[0].astype(np.float64) for one in (powers.wanted, powers.line, powers.there))
    return wanted, line, there


def _usual(lines: Sequence[ReferenceLine], pieces: Pieces, rate_hz: float) -> NDArray[np.float64] | None:
    """Median power of the dub over that of the original outside lines, float64 (lanes, bands); None if not told."""
    between = [
        ReferenceLine(start_block=before.end_block + _BESIDE_BLOCKS, end_block=after.start_block - _BESIDE_BLOCKS)
        for before, after in pairwise(lines)
        if after.start_block - before.end_block >= 3 * _BESIDE_BLOCKS
    ]
    step = -(-len(between) // _MOST_OUTSIDE) if between else 1
    ratios = []
    for gap in between[::step]:
        end = min(gap.end_block, gap.start_block + _OUTSIDE_BLOCKS)
        wanted, _, there = _powers(*pieces(ReferenceLine(start_block=gap.start_block, end_block=end)), rate_hz)
        inside = slice(1, max(2, len(wanted) - 2))
        ratios.append((there[inside] + _SILENT) / (wanted[inside] + _SILENT))
    if sum(len(one) for one in ratios) < _OUTSIDE_LEAST:
        return None
    median: NDArray[np.float64] = np.median(np.concatenate(ratios), axis=0)
    return np.clip(median, 1.0 / _MOST_USUAL, _MOST_USUAL)


def _spoken_share(
    dub: NDArray[np.float32],
    original: NDArray[np.float32],
    dialogue: NDArray[np.float32],
    usual: NDArray[np.float64] | None,
    rate_hz: float,
) -> float | None:
    """Share of the windows inside a line in which something is spoken; None where none of them tells."""
    wanted, line, there = _powers(dub, original, dialogue, rate_hz)
    lane = int(line.sum(axis=(0, 2)).argmax())
    beside = wanted[:, lane] * (1.0 if usual is None else usual[lane])
    starts = np.arange(len(wanted)) / WINDOWS_PER_SECOND
    from_start = SIDE_SECONDS - _MARGIN_SECONDS
    inside = (starts >= from_start) & (starts + _WINDOW_SECONDS <= dub.shape[1] / rate_hz - from_start)
    tells = line[:, lane] > np.maximum(beside, _SILENT) * 10.0 ** (ABOVE_BED_DB / 10.0)
    usable = inside & (np.count_nonzero(tells, axis=1) >= LEAST_BANDS)
    if not usable.any():
        return None
    least = beside * 10.0 ** (SPOKEN_DB / 10.0) + line[:, lane] * 10.0 ** (BELOW_LINE_DB / 10.0)
    spoken = np.count_nonzero((there[:, lane] > least) & tells, axis=1) >= SPOKEN_BANDS * tells.sum(axis=1)
    return float(np.mean(spoken[usable]))
