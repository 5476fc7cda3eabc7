"""Whether a guide that is not in a mix speaks where the mix speaks: then it is of another language.

A dub line begins where the original one does, whatever its length. So the places where lines begin in the guide are
held against those where sound begins in the centre of the mix, and against themselves at 200 other places. A worked
example, ten lines in a minute: 9 begin within 0.2 s of a sound of the mix; at other places it is 2 in the mean, with a
standard deviation of 1.2. So they agree by (9 - 2) / 1.2 = 5.8 deviations more than by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.reading.channel_sums import CENTRE_LABELS
from validator.dialogue_gate.gate import block_power_in_mix
from validator.dialogue_gate.voice import voice_rows
from validator.meters.power import programme_power, whole_row_count
from validator.scan.table import BLOCKS_PER_ROW, BLOCKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed

    Powers = NDArray[np.float64]

SAME_BEGINNINGS: Final = 4.0
SAME_LEVEL: Final = 2.0
"""So many standard deviations more than at other places its lines could be put to. Where lines begin: 6 and more of
stems of another language, 0.1 at most of others; 6.4 and more of seven original mixes that were taken for an M&E, 1.7
at most of 21 M&Es of another cut. By level alone -0.1 to 1.9 against -1.3 to 1.4, and 3.3 of M&Es of another cut, so it
is asked of stems only. Only the words of the refusal hang on it."""

_BEGINNING_ROWS: Final = 5
_PLACES_TRIED: Final = 200
_LEAST_SHIFT_ROWS: Final = 20


def stem_speaks_where(mix: Timed, stem: Timed, offsets_samples: Iterable[int] = ()) -> bool:
    """Whether a stem whose lines are not in the mix sounds where the mix speaks, line for line.

    Where music hides the places at which lines begin, the level of the mix is held against the lines.

    Args:
        mix: The mix.
        stem: Its dialogue stem, as it was called.
        offsets_samples: Samples of the mix at which it may begin, besides the first.
    """
    rows = whole_row_count(mix.table)
    centre = centre_blocks(mix)
    begins = _beginnings(voice_rows(centre).speech)
    for offset in (0, *offsets_samples):
        if _begin_together(begins, voice_rows(block_power_in_mix(stem, offset, rows)).speech):
            return True
    speech = voice_rows(block_power_in_mix(stem, 0, rows)).speech
    level = 10.0 * np.log10(centre.reshape(rows, BLOCKS_PER_ROW).mean(axis=1) + 1e-9)
    return _is_told(speech) and _places_apart(level, speech.astype(np.float64)) > SAME_LEVEL


def me_speaks_where(mix: Timed, me: Timed, offsets_samples: Iterable[int] = ()) -> bool:
    """Whether sound begins in the centre of an M&E where it begins in the mix, though the M&E is not in the mix.

    Args:
        mix: The mix.
        me: Its M&E, as it was called; of the same channels.
        offsets_samples: Samples of the mix at which it may begin, besides the first.
    """
    begins = _beginnings(voice_rows(centre_blocks(mix)).speech)
    own = centre_blocks(me)
    rate = mix.programme.sample_rate_hz
    for offset in (0, *offsets_samples):
        blocks = _moved(own, round(offset * BLOCKS_PER_SECOND / rate), len(begins) * BLOCKS_PER_ROW)
        if _begin_together(begins, voice_rows(blocks).speech):
            return True
    return False


def centre_blocks(timed: Timed) -> Powers:
    """Mean square of the centre by 10 ms, where lines are; of all channels where there is none: (rows * 10,)."""
    weights = tuple(float(label in CENTRE_LABELS) for label in timed.layout.labels)
    energy = programme_power(timed.table.k_energy, weights if any(weights) else timed.layout.weights)
    count = whole_row_count(timed.table) * BLOCKS_PER_ROW
    return np.asarray(energy[:count] * (BLOCKS_PER_SECOND / timed.programme.sample_rate_hz), np.float64)


def _moved(blocks: Powers, shift: int, count: int) -> Powers:
    """So many blocks, those given so much later, silence before and behind."""
    early = np.pad(blocks, (max(0, shift), 0))[max(0, -shift) :][:count]
    return np.pad(early, (0, count - len(early)))


def _begin_together(begins: Powers, speech: NDArray[np.bool_]) -> bool:
    return _is_told(speech) and _places_apart(begins, _beginnings(speech)) > SAME_BEGINNINGS


def _is_told(speech: NDArray[np.bool_]) -> bool:
    """Whether there are places enough to put lines to, and lines."""
    return len(speech) >= 4 * _LEAST_SHIFT_ROWS and 0.0 < float(speech.mean()) < 1.0


def _beginnings(speech: NDArray[np.bool_]) -> Powers:
    """1 in the rows within 0.2 s of the first of a line, else 0."""
    rises = np.diff(speech.astype(np.float64), prepend=0.0) > 0.0
    return np.asarray(np.convolve(rises, np.ones(_BEGINNING_ROWS), "same") > 0.0, np.float64)


def _places_apart(mix: Powers, stem: Powers) -> float:
    """By how many standard deviations two series agree more here than with the second put to other places."""
    mix, stem = mix - mix.mean(), stem - stem.mean()
    shifts = np.linspace(_LEAST_SHIFT_ROWS, len(stem) - _LEAST_SHIFT_ROWS, _PLACES_TRIED).astype(np.int64)
    others = np.array([float(mix @ np.roll(stem, shift)) for shift in np.unique(shifts)])
    return (float(mix @ stem) - float(others.mean())) / max(float(others.std()), 1e-12)
