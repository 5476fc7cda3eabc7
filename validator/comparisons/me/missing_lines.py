"""Lines of the original in whose place nothing is spoken in a dub.

Where the original speaks, the dub holds what is beside the line and, if it was recorded, a line of its own: other words
of another voice, so nothing can be found of it as a waveform. But it adds sound that nothing else explains. In windows
of 0.4 s and half-octave bands of the lane of the line:

    what is beside the line   the original less what is coherent with its dialogue stem
    what is unexplained       the dub less what is coherent with that: of the same music and effects, however limited
                              and equalised, 20 to 30 dB below them remain; of another mix of them all remains
    what may remain           the share that remains outside lines, 2 % at least, and 2 % of the original's line, which
                              is what an equaliser leaves of it beside the line
    a band tells              where the original's line lies 6 dB and more above what may remain
    a band is spoken          where what is unexplained lies 3 dB above what may remain and 15 dB below the line
    a window is spoken        where a quarter of the bands that tell are
    a line is missing         where fewer than a third of its windows are spoken (measured: of 253 lines that were
                              recorded the least had half of its windows spoken, of 201 that were not the most 0.29)

A worked example, a window of a line in five bands, in dB: beside it -30 -32 -40 -45 -50, the line -36 -34 -33 -40 -66.
Of music and effects 2 % may remain, -47 -49 -57 -62 -67, and of the line as much. The first four bands tell. A dub of
which -55 -56 -60 -66 -70 is unexplained is not spoken in any of them; one with -38 -36 -40 -41 -69 in all four.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.me.lines import SIDE_SECONDS, ReferenceLine
from validator.comparisons.me.spectral_windows import WINDOWS_PER_SECOND, in_windows, power_of, spectra

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Pieces = Callable[[ReferenceLine], tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]]

ABOVE_DB: Final = 6.0
SPOKEN_DB: Final = 3.0
BELOW_LINE_DB: Final = -15.0
LEAST_BANDS: Final = 3
SPOKEN_BANDS: Final = 0.25
SPOKEN_WINDOWS: Final = 1 / 3
MOST_MISSING: Final = 0.8
"""Where more lines are missing this is no dub but a mix without lines, of which other findings speak."""

_MOST_OUTSIDE: Final = 40
_OUTSIDE_BLOCKS: Final = 200
_BESIDE_BLOCKS: Final = 50
_OUTSIDE_LEAST: Final = 10
_WINDOW_SECONDS: Final = 0.44
_MARGIN_SECONDS: Final = 0.1
_REMAINS: Final = (0.02, 4.0)
"""Share of music and effects that may remain unexplained: a limiter that works harder under lines leaves more than it
does outside them, and another mix of them may lie 6 dB higher."""

_REMAINS_OF_LINE: Final = 0.02
_SILENT: Final = 1e-9
_SILENT_POWER: Final = 1e-20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Powers:
    """Of windows of 0.4 s by lane and band.

    Attributes:
        beside: float64 (windows, lanes, bands): the original less what is coherent with its dialogue stem.
        line: The same of what is coherent with it.
        unexplained: The same of the dub, less what is coherent with what is beside the line.
        lane: Of the line.
    """

    beside: NDArray[np.float64]
    line: NDArray[np.float64]
    unexplained: NDArray[np.float64]
    lane: int


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
    remaining = _remaining(lines, pieces, rate_hz)
    told = [(line, _spoken_share(*pieces(line), remaining, rate_hz)) for line in lines]
    known = [(line, share) for line, share in told if share is not None]
    missing = tuple(line for line, share in known if share < SPOKEN_WINDOWS)
    return missing if len(missing) <= MOST_MISSING * len(known) else ()


def _powers(
    dub: NDArray[np.float32], original: NDArray[np.float32], dialogue: NDArray[np.float32], rate_hz: float
) -> _Powers:
    mix, voice, own = (spectra(lanes, rate_hz) for lanes in (original, dialogue, dub))
    mix_power, voice_power, own_power = (in_windows(power_of(one), rate_hz) for one in (mix, voice, own))
    mix_voice, own_mix, own_voice = (
        in_windows(2.0 * first * second.conj(), rate_hz) for first, second in ((mix, voice), (own, mix), (own, voice))
    )
    voice_power = np.maximum(voice_power, _SILENT_POWER)
    line = np.square(np.abs(mix_voice)) / voice_power
    beside = np.maximum(mix_power - line, 0.0)
    # The dub against the original less its line, as products of sums: no spectrum of that is ever made.
    own_beside = own_mix - (mix_voice / voice_power).conj() * own_voice
    explained = np.square(np.abs(own_beside)) / np.maximum(beside, _SILENT_POWER)
    unexplained = np.maximum(own_power - explained, 0.0)
    beside, line, unexplained = (one.astype(np.float64) for one in (beside, line, unexplained))
    lane = int(np.square(dialogue, dtype=np.float64).sum(axis=1).argmax())
    return _Powers(beside=beside, line=line, unexplained=unexplained, lane=lane)


def _remaining(lines: Sequence[ReferenceLine], pieces: Pieces, rate_hz: float) -> NDArray[np.float64] | None:
    """Median share of music and effects that is unexplained outside lines, float64 (lanes, bands); None if not told."""
    between = [
        ReferenceLine(start_block=before.end_block + _BESIDE_BLOCKS, end_block=after.start_block - _BESIDE_BLOCKS)
        for before, after in pairwise(lines)
        if after.start_block - before.end_block >= 3 * _BESIDE_BLOCKS
    ]
    step = -(-len(between) // _MOST_OUTSIDE) if between else 1
    shares = []
    for gap in between[::step]:
        end = min(gap.end_block, gap.start_block + _OUTSIDE_BLOCKS)
        powers = _powers(*pieces(ReferenceLine(start_block=gap.start_block, end_block=end)), rate_hz)
        inside = slice(1, max(2, len(powers.beside) - 2))
        shares.append((powers.unexplained[inside] + _SILENT) / (powers.beside[inside] + _SILENT))
    if sum(len(one) for one in shares) < _OUTSIDE_LEAST:
        return None
    median: NDArray[np.float64] = np.median(np.concatenate(shares), axis=0)
    return np.clip(median, *_REMAINS)


def _spoken_share(
    dub: NDArray[np.float32],
    original: NDArray[np.float32],
    dialogue: NDArray[np.float32],
    remaining: NDArray[np.float64] | None,
    rate_hz: float,
) -> float | None:
    """Share of the windows inside a line in which something is spoken; None where none of them tells."""
    powers = _powers(dub, original, dialogue, rate_hz)
    beside, line, unexplained = (one[:, powers.lane] for one in (powers.beside, powers.line, powers.unexplained))
    starts = np.arange(len(beside)) / WINDOWS_PER_SECOND
    from_start = SIDE_SECONDS - _MARGIN_SECONDS
    inside = (starts >= from_start) & (starts + _WINDOW_SECONDS <= dub.shape[1] / rate_hz - from_start)
    may_remain = beside * (1.0 if remaining is None else remaining[powers.lane])
    may_remain = may_remain + np.minimum(_REMAINS_OF_LINE * line, beside)
    tells = line > np.maximum(may_remain, _SILENT) * 10.0 ** (ABOVE_DB / 10.0)
    usable = inside & (np.count_nonzero(tells, axis=1) >= LEAST_BANDS)
    if not usable.any():
        return None
    least = may_remain * 10.0 ** (SPOKEN_DB / 10.0) + line * 10.0 ** (BELOW_LINE_DB / 10.0)
    spoken = np.count_nonzero((unexplained > least) & tells, axis=1) >= SPOKEN_BANDS * tells.sum(axis=1)
    return float(np.mean(spoken[usable]))
