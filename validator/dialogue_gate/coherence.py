"""How much of a mix is another programme, and how much is something else, every 100 ms and band by band.

Two programmes that hold the same sound are coherent: within a short time and a narrow band, one is the other times a
number. What that number is does not matter, so a change of level, an equaliser, a reversed polarity or a limiter on one
side alone leaves the answer as it is. What remains of the mix once the other is taken out at that number is what the
other does not explain: in a mix against its M&E, the dialogue.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from validator.comparisons.reading.channel_sums import read_lanes
from validator.meters.power import whole_row_count
from validator.progress import still
from validator.scan.filters import k_weighting
from validator.scan.table import row_start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed
    from validator.progress import Move

ROWS_AT_A_TIME: Final = 50
"""Rows per chunk: 5 s, a whole number of samples at any rate."""

WINDOWS_PER_ROW: Final = 2
WINDOW_SECONDS: Final = 0.064
"""The window is the next power of two: 85 ms at 48 kHz, two per row with their centres 50 ms apart."""

BANDS_PER_OCTAVE: Final = 2
SPEECH_HZ: Final = (177.0, 5657.0)
"""Where speech has its energy: five octaves about 250 Hz to 4 kHz, in ten half-octave bands."""

ALL_HZ: Final = (22.1, float("inf"))
"""All that K-weighting lets through, up to half the sample rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPlan:
    """The bands in which two programmes are compared.

    Attributes:
        sample_rate_hz: Samples per second.
        window_samples: Length of the Hann window.
        edges: int64 (bands + 1,): first bins of the bands.
        factors: float32 (window_samples // 2 + 1,): from the squared spectrum of a window to mean squares per bin.
    """

    sample_rate_hz: int
    window_samples: int
    edges: NDArray[np.int64]
    factors: NDArray[np.float32]

    @property
    def window(self) -> NDArray[np.float32]:
        """The Hann window, periodic."""
        turn = 2.0 * np.pi * np.arange(self.window_samples) / self.window_samples
        return (0.5 - 0.5 * np.cos(turn)).astype(np.float32)


def band_plan(sample_rate_hz: int, hertz: tuple[float, float], *, k_weighted: bool) -> BandPlan:
    """Half-octave bands between two frequencies, as far as the sample rate reaches.

    Args:
        sample_rate_hz: Samples per second.
        hertz: Lower edge of the lowest and upper edge of the highest band; infinity for half the sample rate.
        k_weighted: Whether mean squares come out K-weighted (ITU-R BS.1770-5 Annex 1) or as they are.
    """
    size = 1 << int(np.ceil(np.log2(WINDOW_SECONDS * sample_rate_hz)))
    low, high = hertz[0], min(hertz[1], sample_rate_hz / 2)
    count = round(float(np.log2(high / low)) * BANDS_PER_OCTAVE)
    inner = low * 2.0 ** (np.arange(count) / BANDS_PER_OCTAVE)
    edges = np.round(np.append(inner, high) * size / sample_rate_hz).astype(np.int64)
    # Twice the one-sided spectrum over the energy of the Hann window, 3/8 of its length.
    factors = np.full(size // 2 + 1, 2.0 / (size * 0.375 * size))
    if k_weighted:
        z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
        for stage in k_weighting(sample_rate_hz):
            response = (stage.b0 + z * (stage.b1 + z * stage.b2)) / (1.0 + z * (stage.a1 + z * stage.a2))
            factors *= np.square(np.abs(response))
    return BandPlan(
        sample_rate_hz=sample_rate_hz,
        window_samples=size,
        edges=np.unique(np.minimum(edges, size // 2)),
        factors=factors.astype(np.float32),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two programmes on one time line.

    Attributes:
        mix, other: The two.
        offset_samples: Sample of the mix at which the other begins.
        mix_lanes, other_lanes: float64 (lanes, channels): which sums of their channels are compared.
    """

    mix: Timed
    other: Timed
    offset_samples: int
    mix_lanes: NDArray[np.float64]
    other_lanes: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coherence:
    """What the comparison established, in mean squares of the bands.

    Every array is (windows, lanes), `WINDOWS_PER_ROW` windows for each whole row of the mix.

    Attributes:
        mix: Power of the mix.
        other: Power of the other programme.
        explained: Power of the mix that is the other at some gain.
        unexplained: What remains, in every band.
        salient: What remains, only of the bands in which it is more than `salient_ratio` of what is explained.
        cross: complex: sum of the products of the mix and the other, for their long-term gain.
    """

    mix: NDArray[np.float64]
    other: NDArray[np.float64]
    explained: NDArray[np.float64]
    unexplained: NDArray[np.float64]
    salient: NDArray[np.float64]
    cross: NDArray[np.complex128]


def coherence(pair: Pair, plan: BandPlan, *, salient_ratio: float, progress: Move = still) -> Coherence:
    """Compare two programmes from the first row of the mix to its last whole one.

    The two are read side by side, each by a thread of its own.

    Args:
        pair: The programmes.
        plan: The bands.
        salient_ratio: How much of what is explained in a band must remain before the remainder counts as salient.
        progress: Called with the samples of the mix compared so far.

    Raises:
        MediaError: A file cannot be read.
    """
    rows = whole_row_count(pair.mix.table)
    sides = (
        _spectra(pair.mix, pair.mix_lanes, plan, rows, 0, progress),
        _spectra(pair.other, pair.other_lanes, plan, rows, pair.offset_samples, still),
    )
    pieces = []
    with ThreadPoolExecutor(len(sides), thread_name_prefix="coherence") as pool:
        for _ in range(0, rows, ROWS_AT_A_TIME):
            mix, other = pool.map(next, sides)
            pieces.append(_compare(mix, other, plan, salient_ratio))
    if not pieces:
        pieces = [tuple(np.zeros((0, len(pair.mix_lanes))) for _ in range(6))]
    names = ("mix", "other", "explained", "unexplained", "salient", "cross")
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    return Coherence(**dict(zip(names, columns, strict=True)))


def by_rows(windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the windows of each row: (windows, ...) -> (rows, ...)."""
    rows: NDArray[np.float64] = windows.reshape(-1, WINDOWS_PER_ROW, *windows.shape[1:]).mean(axis=1)
    return rows


def _spectra(
    timed: Timed, lanes: NDArray[np.float64], plan: BandPlan, rows: int, offset: int, progress: Move
) -> Iterator[NDArray[np.complex64]]:
    """Spectra of the windows of consecutive rows: complex64 (lanes, windows, bins below the last edge)."""
    rate, size = plan.sample_rate_hz, plan.window_samples
    half, window = size // 2, plan.window
    starts = np.array([row_start_sample(row, rate) for row in range(rows + 1)])
    lengths = [int(starts[min(row + ROWS_AT_A_TIME, rows)] - starts[row]) for row in range(0, rows, ROWS_AT_A_TIME)]
    # The first stretch also holds half a window before the first row, and each one half a window after its last.
    reader = read_lanes(timed.programme, lanes, start_sample=-half - offset, counts=[size, *lengths], progress=progress)
    before = next(reader)
    for number, fresh in enumerate(reader):
        first = number * ROWS_AT_A_TIME
        here = starts[first : first + ROWS_AT_A_TIME + 1]
        centres = (here[:-1, None] + np.diff(here)[:, None] * np.array([1, 3]) // 4 - here[0]).ravel()
        samples = np.concatenate([before, fresh], axis=1)
        frames = sliding_window_view(samples, size, axis=1)[:, centres]
        yield fft.rfft(frames * window)[..., : plan.edges[-1]]
        before = samples[:, -size:]


def _compare(
    mix: NDArray[np.complex64], other: NDArray[np.complex64], plan: BandPlan, salient_ratio: float
) -> tuple[NDArray[np.float64] | NDArray[np.complex128], ...]:
    """Per window and lane, with the bands added, in the order of `Coherence`."""
    factors = plan.factors[: plan.edges[-1]]
    mix_power = _banded(_squared(mix) * factors, plan)
    other_power = _banded(_squared(other) * factors, plan)
    cross = _banded(mix * np.conj(other) * factors, plan)
    explained = np.square(np.abs(cross)) / np.maximum(other_power, 1e-20)
    bins = np.diff(plan.edges)
    # Two sounds that have nothing in common still seem alike by one part in the degrees of freedom of a band: its bins,
    # of which the Hann window makes two in three independent.
    freedom = np.maximum(bins / 1.5, 1.0)
    remaining = np.maximum(mix_power - explained, 0.0) / np.maximum(1.0 - 1.0 / freedom, 0.5)
    salient = np.where(remaining > salient_ratio * explained, remaining, 0.0)
    return tuple(_summed(values) for values in (mix_power, other_power, explained, remaining, salient, cross))


def _squared(spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
    return np.square(spectra.real) + np.square(spectra.imag)


def _banded(values: NDArray[Any], plan: BandPlan) -> NDArray[Any]:
    """Sums over the bins of each band, in double precision: (lanes, windows, bands)."""
    wide = np.complex128 if np.iscomplexobj(values) else np.float64
    return np.asarray(np.add.reduceat(values.astype(wide), plan.edges[:-1], axis=-1))


def _summed(values: NDArray[Any]) -> NDArray[Any]:
    """Sum over the bands: (windows, lanes)."""
    return np.asarray(values.sum(axis=-1).T)
