"""An M&E, the mix it was made from and its dialogue stem side by side, thinned to about 16 kHz."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import firwin

from validator.comparisons.reading.channel_sums import CENTRE_LABELS, LFE_LABELS
from validator.comparisons.reading.reading import read_piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

WANTED_RATE_HZ: Final = 16_000
STRETCH_SECONDS: Final = 30
"""Read at a time: 6 MB a lane; a whole number of the windows of `me.fill`."""

_FRONT: Final = frozenset({"L", "R", "Lc", "Rc"})
_FILTER_SECONDS: Final = 0.01
"""What the low-pass reaches, and more."""

_TAPS_EITHER_SIDE: Final = 10
"""Of the low-pass, in samples that are kept."""

_KAISER_BETA: Final = 5.0
_OUTPUTS: Final = 32
_ROWS: Final = 40
"""Outputs of one row of a product, and rows: 200 000 multiplications, below what wakes the threads of a BLAS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLanes:
    """Sums of channels in which lines and fill are looked for.

    Attributes:
        names: What each is, as `C`, `L+R`, `Ls+Rs`.
        gains: float64 (lanes, channels).
    """

    names: tuple[str, ...]
    gains: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedProgramme:
    """A programme and where it begins on the clock of the M&E.

    Attributes:
        programme: What is read.
        gains: float64 (lanes, channels).
        start_sample: Sample of the M&E at which its first sample sounds.
    """

    programme: ReadableProgramme
    gains: NDArray[np.float64]
    start_sample: int


def named_lanes(programme: ReadableProgramme, *others: ReadableProgramme) -> tuple[NamedLanes, ...] | None:
    """Return the lanes of some programmes: centre, front sides, surrounds; middle and sides of two channels.

    None where their channels are not the same.
    """
    layouts = [one.layout for one in (programme, *others)]
    labels = [() if layout is None else layout.labels for layout in layouts]
    if any(sorted(one) != sorted(labels[0]) for one in labels) or not labels[0]:
        return None
    return tuple(_lanes_of(one) for one in labels)


def _lanes_of(labels: tuple[str, ...]) -> NamedLanes:
    main = [label for label in labels if label not in LFE_LABELS]
    if len(main) == 2 and not CENTRE_LABELS & set(main):
        middle = [0.7071 * (label in main) for label in labels]
        sides = [0.7071 * ((label == main[0]) - (label == main[1])) for label in labels]
        return NamedLanes(names=("+".join(main), "-".join(main)), gains=np.array([middle, sides]))
    groups = (
        [label for label in main if label in CENTRE_LABELS],
        [label for label in main if label in _FRONT],
        [label for label in main if label not in CENTRE_LABELS | _FRONT],
    )
    used = [group for group in groups if group]
    gains = [[float(label in group) for label in labels] for group in used]
    return NamedLanes(names=tuple("+".join(group) for group in used), gains=np.array(gains))


def thinning(sample_rate_hz: int) -> int:
    """Of how many samples one is kept."""
    return max(1, round(sample_rate_hz / WANTED_RATE_HZ))


def thinned(placed: PlacedProgramme, start_sample: int, sample_count: int) -> NDArray[np.float32]:
    """A stretch of a programme on the clock of the M&E, float32 (lanes, ceil(sample_count / thinning)).

    Raises:
        MediaError: The file cannot be read.
    """
    rate = placed.programme.sample_rate_hz
    factor = thinning(rate)
    side = round(_FILTER_SECONDS * rate / factor) * factor
    heard = read_piece(
        placed.programme,
        placed.gains,
        start_sample=start_sample - placed.start_sample - side,
        sample_count=sample_count + 2 * side,
    )
    count = -(-sample_count // factor)
    if factor == 1:
        return heard[:, side : side + count]
    return np.stack([_decimated(lane[side - _TAPS_EITHER_SIDE * factor :], count, factor) for lane in heard])


def _decimated(lane: NDArray[np.float32], count: int, factor: int) -> NDArray[np.float32]:
    """So many samples of one lane behind the low-pass, float32 (count,), as products of matrices (4 times as fast).

    Args:
        lane: float32 (samples,); its first sample is the first that the first output takes in.
        count: Outputs.
        factor: Samples from one to the next.
    """
    products = _products(factor)
    step, rows = factor * _OUTPUTS, -(-count // _OUTPUTS)
    padded = np.pad(lane, (0, max(0, (rows - 1) * step + len(products) - len(lane))))
    windows = sliding_window_view(padded, len(products))[::step]
    thin = np.empty((rows, _OUTPUTS), np.float32)
    for row in range(0, rows, _ROWS):
        # Rows that overlap are no matrix to a BLAS.
        np.matmul(np.ascontiguousarray(windows[row : min(row + _ROWS, rows)]), products, out=thin[row : row + _ROWS])
    return thin.ravel()[:count]


@lru_cache(maxsize=8)
def _products(factor: int) -> NDArray[np.float32]:
    """The low-pass at half the rate that is kept, once for each of `_OUTPUTS` outputs: float32 (span, outputs)."""
    taps = firwin(2 * _TAPS_EITHER_SIDE * factor + 1, 1.0 / factor, window=("kaiser", _KAISER_BETA))
    found = np.zeros((factor * (_OUTPUTS - 1) + len(taps), _OUTPUTS), np.float32)
    for output in range(_OUTPUTS):
        found[output * factor : output * factor + len(taps), output] = taps
    return found


def stretches(sample_count: int, rate: int) -> Iterator[tuple[int, int]]:
    """First sample and length of consecutive stretches, each a whole number of windows but the last."""
    step = STRETCH_SECONDS * rate
    for start in range(0, sample_count, step):
        yield start, min(step, sample_count - start)


def block_powers(lanes: NDArray[np.float32], rate_hz: float) -> NDArray[np.float64]:
    """Mean square of every 10 ms, float64 (blocks, lanes); an incomplete one at the end is left out."""
    size = round(rate_hz / 100)
    count = lanes.shape[1] // size
    squares = np.square(lanes[:, : count * size], dtype=np.float64).reshape(len(lanes), count, size)
    powers: NDArray[np.float64] = squares.mean(axis=2).T
    return powers
