"""What a mix holds beyond its M&E: the M&E taken out in the time domain, at the gain it has in the mix.

In windows of 64 ms, 50 ms apart, and ten half-octave bands the products of mix and M&E say at which gain the M&E lies
in the mix. Two things move that gain and are kept apart:

    lane gain     one figure per lane and 30 s: the median over windows and bands in which mix and M&E are coherent,
                  that is, where nothing but the M&E sounds
    common gain   one figure per window for all lanes and bands: the median of the ratios to the lane gain. That is a
                  limiter, which works on everything at once; a voice sits in a minority of bands and lanes, and cannot
                  pull a median.

A worked example of one window, lane gain 1.0, mix limited by 2 dB while somebody speaks between 250 Hz and 1.4 kHz:

    bands of the centre   0.79 0.66 1.10 0.95 1.33 0.74 0.79 0.80 0.79 0.79      of the sides   0.79 in all ten
    common gain           0.79

What remains is mix - 0.79 x M&E: the voice, and nothing of the M&E.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WINDOW: Final = 1024
STEPS_PER_SECOND: Final = 20
"""Windows in a second."""

_AT_ONCE: Final = 64
"""Windows of a lane whose spectra are taken and compared together: with their products 1 MB, which stays in the
processor's cache."""

_LOWEST_HZ: Final = 177.0
_BANDS: Final = 10
_COHERENT: Final = 0.9
"""Squared coherence from which a band holds the M&E and nothing else."""

_LEAST_WINDOWS: Final = 20
"""Coherent windows and bands that a lane gain needs; with fewer, the one of the stretch before stands."""

_SOUNDING: Final = 1e-10
_LIMITS: Final = (0.25, 4.0)
"""Common gains beyond this, 12 dB, are no limiter: of the mix below 0 dB, of the M&E above."""

_LEAST_WEIGHT: Final = 5.0
"""Sum of the squared coherences that a common gain needs: five bands that agree. With fewer, what is spoken moves it by
some percent, and what then remains of the M&E looks like bleed."""


@dataclass(slots=True)
class LaneGains:
    """The lane gains of the last stretch in which they could be told; 0 dB, the normal case, before that.

    Attributes:
        values: float64 (lanes,), linear.
        known: bool (lanes,): whether they were ever told.
    """

    values: NDArray[np.float64]
    known: NDArray[np.bool_]

    @classmethod
    def unknown(cls, lanes: int) -> LaneGains:
        """Nothing is known yet."""
        return cls(np.ones(lanes), np.zeros(lanes, np.bool_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A stretch of a mix without its M&E.

    Attributes:
        rest: float32 (lanes, samples): what remains.
        bed: float32 (lanes, samples): the M&E as it lies in the mix.
        lane_gains: float64 (lanes,): gain by lane; NaN-free, 0 dB or the last one where it cannot be told.
        is_told: bool (lanes,): whether it was told in this stretch.
        common_gain: float64 (windows,): the gain common to all lanes, every 50 ms from the first sample on.
    """

    rest: NDArray[np.float32]
    bed: NDArray[np.float32]
    lane_gains: NDArray[np.float64]
    is_told: NDArray[np.bool_]
    common_gain: NDArray[np.float64]


def remove_bed(mix: NDArray[np.float32], me: NDArray[np.float32], rate_hz: float, last: LaneGains) -> Removed:
    """Take the M&E out of a stretch of the mix.

    Args:
        mix: float32 (lanes, samples).
        me: The M&E on the time line of the mix, of the same shape.
        rate_hz: Samples per second.
        last: The lane gains of the stretches before; those of this one are written into it.
    """
    ratio, coherence, me_power = _compared(mix, me, rate_hz)
    usable = (coherence > _COHERENT) & (me_power > _SOUNDING)
    told = np.count_nonzero(usable, axis=(1, 2)) >= _LEAST_WINDOWS
    for lane in np.flatnonzero(told).tolist():
        last.values[lane] = float(np.median(ratio[lane][usable[lane]]))
    last.known |= told
    common = _common_gain(ratio / last.values[:, None, None], coherence)
    step = rate_hz / STEPS_PER_SECOND
    curve = np.interp(np.arange(mix.shape[1]), np.arange(len(common)) * step, common).astype(np.float32)
    bed = me * curve
    bed *= last.values[:, None].astype(np.float32)
    return Removed(rest=mix - bed, bed=bed, lane_gains=last.values.copy(), is_told=told, common_gain=common)


def _compared(
    mix: NDArray[np.float32], me: NDArray[np.float32], rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Gain, signed squared coherence and power of the M&E: (lanes, windows, bands)."""
    edges = np.round(_LOWEST_HZ * 2.0 ** (np.arange(_BANDS + 1) / 2) * _WINDOW / rate_hz).astype(np.int64)
    edges = 2 * np.unique(np.minimum(edges, _WINDOW // 2))
    lanes, count = len(mix), int(mix.shape[1] * STEPS_PER_SECOND / rate_hz) + 1
    cross, mix_power, me_power = (np.empty((lanes, count, len(edges) - 1)) for _ in range(3))
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(np.float32)
    starts = (np.arange(count) * rate_hz / STEPS_PER_SECOND).astype(np.int64)
    sides = [np.pad(sound, ((0, 0), (_WINDOW // 2, _WINDOW))) for sound in (mix, me)]
    for lane in range(lanes):
        for start in range(0, count, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            first, second = (_spectra(side[lane], starts[some], window)[:, : edges[-1]] for side in sides)
            cross[lane, some] = _banded(first * second, edges)
            mix_power[lane, some] = _banded(np.square(first, out=first), edges)
            me_power[lane, some] = _banded(np.square(second, out=second), edges)
    ratio = cross / np.maximum(me_power, 1e-20)
    coherence = cross * np.abs(cross) / np.maximum(mix_power * me_power, 1e-30)
    return ratio, coherence, me_power / (_WINDOW * _WINDOW)


def _spectra(
    padded: NDArray[np.float32], starts: NDArray[np.int64], window: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Spectra of windows: float32 (windows, 2 bins), real and imaginary parts in turn."""
    frames = sliding_window_view(padded, _WINDOW)[starts]
    frames *= window
    return np.asarray(fft.rfft(frames, overwrite_x=True), np.complex64).view(np.float32)


def _banded(values: NDArray[Any], edges: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.add.reduceat(values, edges[:-1], axis=-1).astype(np.float64)


def _common_gain(ratio: NDArray[np.float64], coherence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median over lanes and bands, weighted by how coherent they are, by window: (windows,).

    Where next to nothing is coherent, speech covers all of the M&E: there it runs straight between the other windows.
    """
    windows = ratio.shape[1]
    flat, weight = (values.transpose(1, 0, 2).reshape(windows, -1) for values in (ratio, coherence))
    weight = np.square(np.maximum(weight, 0.0)) * ((flat > _LIMITS[0]) & (flat < _LIMITS[1]))
    order = np.argsort(flat, axis=1)
    flat, weight = np.take_along_axis(flat, order, axis=1), np.take_along_axis(weight, order, axis=1)
    sums = np.cumsum(weight, axis=1)
    place = np.minimum((sums < sums[:, -1:] / 2.0).sum(axis=1), flat.shape[1] - 1)
    gain = flat[np.arange(windows), place]
    told = sums[:, -1] >= _LEAST_WEIGHT
    if not told.any():
        return np.ones(windows)
    straight: NDArray[np.float64] = np.interp(np.arange(windows), np.flatnonzero(told), gain[told])
    return straight
