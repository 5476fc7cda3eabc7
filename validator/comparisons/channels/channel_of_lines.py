"""Which channel of a dub, whatever it is called, holds the lines: without it the rest is the rest of the original.

The sum of all channels is the same in any order, but holds the lines, which a dub and its original do not share; where
these are loud, no map can be drawn on it. Without the channel of the lines, wherever that lies, the sum is that of all
channels of the original but its centre. So each channel is left out once, and the sum of the others is looked for in
the original at a few places:

    left out      L       R       C       LFE     Ls      Rs
    places        0 of 8  0 of 8  1 of 8  0 of 8  8 of 8  0 of 8      the surround on the left holds the lines
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.dub.anchors import MIDDLE_SECONDS, Line, WaveformPair
from validator.comparisons.dub.survey import THREADS, grid, on_one_line
from validator.comparisons.reading.channel_sums import CENTRE_LABELS

if TYPE_CHECKING:
    from validator.comparisons.dub.anchors import Anchor
    from validator.comparisons.reading.reading import ReadableProgramme

LEAST_SHARE: Final = 0.5
"""Share of the places that must lie on one line: as many as a map needs."""

REACH_SECONDS: Final = 4.0
_PLACES: Final = 8


def channel_of_lines(dub: ReadableProgramme, original: ReadableProgramme) -> tuple[int, int] | None:
    """Return the channel of the dub that holds the lines, and that of the original.

    Args:
        dub: With as many channels as the original, in any order, up to 4 s late or early.
        original: With a layout.

    Returns:
        None where the original has no centre, the rates differ, or the sound does not say.

    Raises:
        MediaError: A file cannot be read.
    """
    labels = original.layout.labels if original.layout is not None else ()
    centres = [place for place, label in enumerate(labels) if label in CENTRE_LABELS]
    if len(centres) != 1 or dub.sample_rate_hz != original.sample_rate_hz or dub.channel_count != len(labels):
        return None
    agreeing = [_agreeing(dub, original, (left_out, centres[0])) for left_out in range(len(labels))]
    best = int(np.argmax(agreeing))
    return (best, centres[0]) if agreeing[best] >= LEAST_SHARE * _PLACES else None


def _agreeing(dub: ReadableProgramme, original: ReadableProgramme, left_out: tuple[int, int]) -> int:
    """At how many places the sums without one channel of each lie on one line."""
    gains = np.ones((2, 1, dub.channel_count))
    for side, channel in enumerate(left_out):
        gains[side, 0, channel] = 0.0
    pair = WaveformPair(dub, original, (gains[0], gains[1]))
    window = MIDDLE_SECONDS * pair.rate
    length = float(min(dub.sample_count, original.sample_count))
    places = grid(length, window=window, spacing=max(1.0, (length - window) / (_PLACES - 1)))

    def measured(at: float) -> Anchor:
        return pair.anchor(Line(slope=1.0, lag=0.0), at, seconds=MIDDLE_SECONDS, reach_seconds=REACH_SECONDS)

    with ThreadPoolExecutor(THREADS) as pool:
        return len(on_one_line(list(pool.map(measured, places)), rate=pair.rate))
